// SPDX-License-Identifier: Apache-2.0
//! Mixing: three signals, one attribution vector (design, section 5.1).
//!
//! # The rule
//!
//! Signal `s` has the weight `w` in parts per billion; the three weights sum to one billion. It scores
//! contribution `c` with `p` out of `T`, the sum of all its scores and of its residual. Then `c` has from
//! `s` the part
//!
//! ```text
//! m = floor(w * 2^32 * p / T)        in 2^-32 of a part per billion
//! ```
//!
//! and the residual has what is left of `w` by the signal's own residual, in the same way. A signal that
//! is absent, or scores nothing above zero, leaves its whole weight to the residual. The parts of a
//! contribution are added up. The 64 highest sums are named, ties going to the lower contribution;
//! those of the others go to the residual. Shares are largest remainders of one billion
//! ([`openledger_primitives::split`]) in the order: contributions ascending, the residual, what rounding
//! down took. A share that comes out as zero is left out.
//!
//! No product exceeds 126 bits, nothing is a float, and nothing depends on the order in which scores are
//! given. With all the weight on a vector, that vector is the result, byte for byte: spans alone give
//! what [`openledger_primitives::evidence::span_vector`] says.
//!
//! # Why what is missing goes to the residual
//!
//! If the weight of a missing signal went to the others, whoever computes the signals could raise what
//! a friend has by spans through withholding the influence. So what a signal gives is never
//! more than its weight, whatever the others say. Two things remain: one part per billion of rounding,
//! and a place among the 64, which is relative by nature.
//!
//! # Who scores more has no less
//!
//! Let one score `p` of `c` rise, and all other scores stay. Then `c` stays named if it was, and its share
//! does not fall, as long as no signal scores more than 2^24 contributions:
//!
//! - The part of `c` does not fall, and no other one rises, since each is the floor of a quotient that
//!   does not. So `c` loses no place among the 64. In the order in which they are named, ties included, the
//!   `k`-th of the others comes no earlier than the `k`-th did, so the 64 places are no better than they were,
//!   whoever has them; nor is the residual: a constant, and the sum of the last of the others.
//! - Let `q` be these sums in parts per billion, so that whole parts are `floor(q)`, and `L` parts are
//!   left for the largest remainders. If the whole part of `c` rises, it rises by as much as rounding up
//!   can give. If not, the remainder of `c` does not fall. Of the others' whole parts, `K` fall away in
//!   all, and `L` rises by `K`. At most `K` of the others have a higher remainder than before. So if fewer
//!   than `L` came before `c`, fewer than `L + K` do now: what was rounded up still is.
//! - What rounding down took can rise. It is less than 3 * 2^24 / 2^32 < 1/66 of a part, and there are at
//!   most 66 weights, so it never comes before one that is rounded up: with `L` parts to give and fewer
//!   than `L` before it, the first of the rest has a remainder of at least 1/66.
//!
//! Others can gain one part per billion by it, or lose: that is the way of largest remainders.

mod explanation;
mod signal;
mod weights;

pub use explanation::{Explained, Explanation, Residual, SignalSummary};
pub use signal::{Signal, SignalError};
pub use weights::{BySignal, Weights, WeightsError};

use openledger_primitives::{
	ids::ContributionId,
	split,
	vector::{AttributionVector, ContributionShare, MAX_SHARES},
};
use std::{cmp::Reverse, collections::BTreeSet};

/// What the engines say about one answer; any of them may say nothing.
pub type Signals = BySignal<Option<Signal>>;

/// The vector of one answer, and where it comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mixture<'a> {
	signals: &'a Signals,
	weights: Weights,
	/// At most [`MAX_SHARES`], ascending by contribution.
	named: Vec<Candidate>,
	/// Ascending by contribution.
	cut: Vec<Candidate>,
	residual: BySignal<u64>,
	vector: AttributionVector,
}

/// A contribution with its parts, not all of them zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Candidate {
	contribution: ContributionId,
	parts: BySignal<u64>,
}

impl Candidate {
	/// At most [`WHOLE`], as all candidates' together.
	fn sum(&self) -> u64 {
		self.parts.into_iter().sum()
	}
}

/// A part per billion, in the unit of parts.
const FINE: u32 = 32;
/// One, in the unit of parts.
const WHOLE: u64 = 1_000_000_000 << FINE;

/// Mixes `signals` by `weights`. There is always a result: signals and weights were checked when made.
pub fn mix(signals: &Signals, weights: Weights) -> Mixture<'_> {
	let weighted = signals.as_ref().zip(weights.parts_per_billion());
	let contributions = signals
		.as_ref()
		.into_iter()
		.flatten()
		.flat_map(Signal::scores)
		.map(|(contribution, _)| contribution)
		.collect::<BTreeSet<_>>();
	let candidates = contributions
		.into_iter()
		.map(|contribution| {
			let parts = weighted.map(|(signal, weight)| {
				let part = |of: &Signal| part(weight, of.score(contribution), of.total());
				signal.as_ref().map_or(0, part)
			});
			Candidate { contribution, parts }
		})
		.filter(|candidate| candidate.sum() > 0)
		.collect();
	let (named, cut) = highest(candidates);
	let residual = weighted.map(|(signal, weight)| {
		let says_something = signal.as_ref().filter(|signal| signal.total() > 0);
		says_something
			.map_or(u64::from(weight) << FINE, |of| part(weight, of.residual(), of.total()))
	});
	let vector = vector(&named, sum(&cut) + residual.into_iter().sum::<u64>());
	Mixture { signals, weights, named, cut, residual, vector }
}

impl Mixture<'_> {
	/// The vector: at most 64 shares and the residual, which sum to one.
	pub fn vector(&self) -> &AttributionVector {
		&self.vector
	}

	/// The vector with all that led to it.
	pub fn explain(&self) -> Explanation {
		explanation::explain(self)
	}
}

/// `floor(weight * 2^32 * score / total)`, where `total` is no less than `score`; zero of zero.
fn part(weight: u32, score: u64, total: u128) -> u64 {
	// 30 bits of weight, 32 and 64.
	let part = (u128::from(weight) << FINE) * u128::from(score);
	u64::try_from(part.checked_div(total).unwrap_or_default()).unwrap_or(u64::MAX)
}

/// The candidates that are named, and those that are not.
fn highest(mut candidates: Vec<Candidate>) -> (Vec<Candidate>, Vec<Candidate>) {
	candidates.sort_unstable_by_key(|candidate| (Reverse(candidate.sum()), candidate.contribution));
	let named = usize::try_from(MAX_SHARES).unwrap_or(usize::MAX).min(candidates.len());
	let mut cut = candidates.split_off(named);
	for part in [&mut candidates, &mut cut] {
		part.sort_unstable_by_key(|candidate| candidate.contribution);
	}
	(candidates, cut)
}

/// All candidates' parts; no more than [`WHOLE`].
fn sum(candidates: &[Candidate]) -> u64 {
	candidates.iter().map(Candidate::sum).sum()
}

/// The vector of the named ones, where the residual has `rest`.
fn vector(named: &[Candidate], rest: u64) -> AttributionVector {
	let rounding = WHOLE - sum(named) - rest;
	let weights = named.iter().map(Candidate::sum).chain([rest, rounding]).collect::<Vec<_>>();
	let mut vector = AttributionVector::unattributed();
	// They sum to one, so there is a split, and at most `MAX_SHARES` are named.
	let Ok(shares) = split::perbill_shares(&weights) else { return vector };
	let (shares, [rest, rounding]) = shares.split_at(named.len()) else { return vector };
	vector.residual = *rest + *rounding;
	let entries = named.iter().zip(shares).filter(|(_, share)| !share.is_zero());
	vector.shares = entries
		.map(|(candidate, &share)| ContributionShare {
			contribution: candidate.contribution,
			share,
		})
		.collect::<Vec<_>>()
		.try_into()
		.unwrap_or_default();
	vector
}
