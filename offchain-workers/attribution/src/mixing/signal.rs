// SPDX-License-Identifier: Apache-2.0
//! What one engine says about an answer.

use openledger_primitives::{
	ids::ContributionId,
	vector::{AttributionVector, VectorError},
};
use std::collections::BTreeMap;
use thiserror::Error;

/// Why scores are no signal.
#[derive(Error, Clone, Copy, PartialEq, Eq, Debug)]
pub enum SignalError {
	/// The scores of one contribution do not fit in 64 bits together.
	#[error("the scores of contribution {0} overflow 64 bits")]
	ScoreOverflow(ContributionId),
	/// The attribution vector is not one.
	#[error("attribution vector: {0}")]
	Vector(#[from] VectorError),
}

/// The scores of single contributions, in any unit that is the same for all of them, and of the
/// residual: what the engine itself leaves to the snapshot's whole pool.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Signal {
	scores: BTreeMap<ContributionId, u64>,
	residual: u64,
	total: u128,
}

impl Signal {
	/// The signal of `scores`, without a residual; those of one contribution are added up.
	///
	/// # Errors
	/// [`SignalError::ScoreOverflow`].
	pub fn from_scores<I>(scores: I) -> Result<Self, SignalError>
	where
		I: IntoIterator<Item = (ContributionId, u64)>,
	{
		let mut sums = BTreeMap::<ContributionId, u128>::new();
		for (contribution, score) in scores {
			let sum = sums.entry(contribution).or_default();
			*sum = sum.saturating_add(u128::from(score));
		}
		// The lowest that overflows is named, whatever the order.
		let scores = sums
			.into_iter()
			.map(|(contribution, sum)| match u64::try_from(sum) {
				Ok(score) => Ok((contribution, score)),
				Err(_) => Err(SignalError::ScoreOverflow(contribution)),
			})
			.collect::<Result<_, _>>()?;
		Ok(Self::new(scores, 0))
	}

	/// The signal of an attribution vector, in parts per billion: that of spans as a rule.
	///
	/// # Errors
	/// [`SignalError::Vector`].
	pub fn from_vector(vector: &AttributionVector) -> Result<Self, SignalError> {
		vector.validate()?;
		let scores = vector
			.shares
			.iter()
			.map(|entry| (entry.contribution, u64::from(entry.share.deconstruct())))
			.collect();
		Ok(Self::new(scores, u64::from(vector.residual.deconstruct())))
	}

	fn new(scores: BTreeMap<ContributionId, u64>, residual: u64) -> Self {
		// As many as there can be fit in 128 bits.
		let total = scores.values().chain([&residual]).map(|score| u128::from(*score)).sum();
		Self { scores, residual, total }
	}

	/// The score of a contribution; zero for one that has none.
	pub fn score(&self, contribution: ContributionId) -> u64 {
		self.scores.get(&contribution).copied().unwrap_or_default()
	}

	/// Contributions with their scores, ascending.
	pub fn scores(&self) -> impl ExactSizeIterator<Item = (ContributionId, u64)> + '_ {
		self.scores.iter().map(|(contribution, score)| (*contribution, *score))
	}

	/// The residual's score.
	pub fn residual(&self) -> u64 {
		self.residual
	}

	/// All scores and the residual's.
	pub fn total(&self) -> u128 {
		self.total
	}
}
