// SPDX-License-Identifier: Apache-2.0
//! Mixing once more, in exact fractions and without cleverness.

use num_rational::BigRational;
use openledger_attribution::mixing::{Signal, Signals, Weights};
use openledger_primitives::vector::MAX_SHARES;
use std::collections::BTreeMap;

pub const BILLION: u64 = 1_000_000_000;

fn whole(number: u128) -> BigRational {
	BigRational::from_integer(number.into())
}

/// What contributions and the residual have before anything is rounded, in parts per billion.
pub fn exact(signals: &Signals, weights: Weights) -> (BTreeMap<u64, BigRational>, BigRational) {
	mixed(signals, weights, |part| part)
}

/// The vector as shares of contributions and the residual.
pub fn vector(signals: &Signals, weights: Weights) -> (BTreeMap<u64, u64>, u64) {
	let fine = whole(1 << 32);
	let (parts, residual) = mixed(signals, weights, |part| (part * &fine).floor() / &fine);
	let mut ranked = parts.into_iter().filter(|(_, part)| *part > whole(0)).collect::<Vec<_>>();
	ranked.sort_by(|(a, a_part), (b, b_part)| b_part.cmp(a_part).then(a.cmp(b)));
	let cut = ranked.split_off(ranked.len().min(MAX_SHARES as usize));
	ranked.sort_by_key(|(id, _)| *id);

	let mut slots = ranked.iter().map(|(_, part)| part.clone()).collect::<Vec<_>>();
	slots.push(cut.into_iter().fold(residual, |sum, (_, part)| sum + part));
	let rounding = slots.iter().fold(whole(BILLION.into()), |rest, slot| rest - slot);
	slots.push(rounding);
	let mut shares =
		slots.iter().map(|slot| u64::try_from(slot.to_integer()).unwrap()).collect::<Vec<_>>();
	let mut order = (0..slots.len()).collect::<Vec<_>>();
	order.sort_by(|&a, &b| slots[b].fract().cmp(&slots[a].fract()).then(a.cmp(&b)));
	let left = BILLION - shares.iter().sum::<u64>();
	for slot in order.into_iter().take(usize::try_from(left).unwrap()) {
		shares[slot] += 1;
	}
	let residual = shares.split_off(ranked.len()).iter().sum();
	let shares = ranked.into_iter().map(|(id, _)| id).zip(shares).filter(|(_, share)| *share > 0);
	(shares.collect(), residual)
}

fn mixed(
	signals: &Signals,
	weights: Weights,
	round: impl Fn(BigRational) -> BigRational,
) -> (BTreeMap<u64, BigRational>, BigRational) {
	let mut parts = BTreeMap::new();
	let mut residual = whole(0);
	let weights = weights.parts_per_billion();
	let pairs = [
		(&signals.spans, weights.spans),
		(&signals.influence, weights.influence),
		(&signals.retrieval, weights.retrieval),
	];
	for (signal, weight) in pairs {
		let weight = whole(weight.into());
		let of = |signal: &Signal| {
			signal.scores().map(|(_, score)| u128::from(score)).sum::<u128>()
				+ u128::from(signal.residual())
		};
		match signal.as_ref().map(|signal| (signal, of(signal))) {
			None | Some((_, 0)) => residual += weight,
			Some((signal, total)) => {
				let part = |score: u64| round(&weight * whole(score.into()) / whole(total));
				residual += part(signal.residual());
				for (id, score) in signal.scores() {
					*parts.entry(id.0).or_insert_with(|| whole(0)) += part(score);
				}
			},
		}
	}
	(parts, residual)
}
