// SPDX-License-Identifier: Apache-2.0
//! What led to a vector, in numbers that sum to it.

use super::{sum, BySignal, Candidate, Mixture, Signal, Weights, WHOLE};
use openledger_primitives::{ids::ContributionId, split::largest_remainder};
use serde::Serialize;

/// A vector with all that led to it. As JSON it always has the same keys in the same order.
///
/// Parts are in parts per billion. The parts of a contribution sum to its share, those of the residual
/// to the residual, the shares and the residual to one billion. Where that takes rounding, it is by largest
/// remainders of the exact parts.
#[derive(Serialize, Clone, PartialEq, Eq, Debug)]
pub struct Explanation {
	/// The weights.
	pub weights: Weights,
	/// The signals; null where one is absent.
	pub signals: BySignal<Option<SignalSummary>>,
	/// The contributions of the vector, ascending.
	pub shares: Vec<Explained>,
	/// The residual.
	pub residual: Residual,
	/// Contributions with a score that counts which the vector does not name, ascending: those beyond the
	/// 64 highest, and those with less than a part per billion. Their shares are what the residual
	/// has from them.
	pub unnamed: Vec<Explained>,
}

/// What can be said of a whole signal.
#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
pub struct SignalSummary {
	/// How many contributions it scores above zero.
	pub contributions: usize,
	/// All scores and the residual's.
	pub total: u128,
	/// The residual's score.
	pub residual: u64,
}

/// A contribution, and where its share comes from.
#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Explained {
	/// The contribution.
	pub contribution: ContributionId,
	/// Its share.
	pub share: u32,
	/// Its score in each signal.
	pub scores: BySignal<u64>,
	/// Its part of each signal before the weights, rounded down.
	pub of_signal: BySignal<u32>,
	/// Its part from each signal after the weights.
	pub parts: BySignal<u32>,
}

/// The residual, and where it comes from.
#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Residual {
	/// All of it.
	pub share: u32,
	/// What each signal leaves to it: by a residual of its own, or by saying nothing.
	pub parts: BySignal<u32>,
	/// What it has from contributions that are not named.
	pub unnamed: u32,
	/// What it has from rounding down.
	pub rounding: u32,
}

pub(super) fn explain(mixture: &Mixture<'_>) -> Explanation {
	let Mixture { signals, weights, named, cut, residual, vector } = mixture;
	let share = |candidate: &Candidate| {
		let entry =
			vector.shares.iter().find(|entry| entry.contribution == candidate.contribution)?;
		Some((entry.share.deconstruct(), *candidate))
	};
	let shares = named.iter().filter_map(share).map(|entry| explained(mixture, entry)).collect();

	let of_cut = sum(cut);
	let rest = of_cut + residual.into_iter().sum::<u64>();
	let rounding = WHOLE - sum(named) - rest;
	let BySignal { spans, influence, retrieval } = *residual;
	let whole = vector.residual.deconstruct();
	let [spans, influence, retrieval, unnamed, rounding] =
		divide(whole, [spans, influence, retrieval, of_cut, rounding]);
	let residual = Residual {
		share: whole,
		parts: BySignal { spans, influence, retrieval },
		unnamed,
		rounding,
	};

	let of_cut = divide_all(unnamed, &cut.iter().map(Candidate::sum).collect::<Vec<_>>());
	let too_small = named.iter().filter(|candidate| share(candidate).is_none());
	let mut unnamed = of_cut
		.into_iter()
		.zip(cut.iter().copied())
		.chain(too_small.map(|candidate| (0, *candidate)))
		.map(|entry| explained(mixture, entry))
		.collect::<Vec<_>>();
	unnamed.sort_unstable_by_key(|explained| explained.contribution);

	let signals = signals.as_ref().map(|signal| signal.as_ref().map(summary));
	Explanation { weights: *weights, signals, shares, residual, unnamed }
}

fn explained(mixture: &Mixture<'_>, (share, candidate): (u32, Candidate)) -> Explained {
	let Candidate { contribution, parts } = candidate;
	let scores = mixture
		.signals
		.as_ref()
		.map(|signal| signal.as_ref().map_or(0, |signal| signal.score(contribution)));
	let of_signal = scores.zip(mixture.signals.as_ref()).map(|(score, signal)| {
		let total = signal.as_ref().map_or(0, Signal::total);
		let part = (u128::from(score) * 1_000_000_000).checked_div(total).unwrap_or_default();
		u32::try_from(part).unwrap_or(u32::MAX)
	});
	let BySignal { spans, influence, retrieval } = parts;
	let [spans, influence, retrieval] = divide(share, [spans, influence, retrieval]);
	let parts = BySignal { spans, influence, retrieval };
	Explained { contribution, share, scores, of_signal, parts }
}

fn summary(signal: &Signal) -> SignalSummary {
	SignalSummary {
		contributions: signal.scores().filter(|(_, score)| *score > 0).count(),
		total: signal.total(),
		residual: signal.residual(),
	}
}

/// `whole` in the proportion of `parts`, which are all zero only if it is.
fn divide<const N: usize>(whole: u32, parts: [u64; N]) -> [u32; N] {
	divide_all(whole, &parts).try_into().unwrap_or([0; N])
}

fn divide_all(whole: u32, parts: &[u64]) -> Vec<u32> {
	largest_remainder(u128::from(whole), parts)
		.unwrap_or_else(|_| vec![0; parts.len()])
		.into_iter()
		.map(|part| u32::try_from(part).unwrap_or(u32::MAX))
		.collect()
}
