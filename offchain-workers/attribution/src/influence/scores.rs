// SPDX-License-Identifier: Apache-2.0
//! What comes out: a score for each row, and the part of each contribution.

use super::{index::Key, number::nearest_unsigned};
use openledger_primitives::ids::ContributionId;
use serde::Serialize;

/// One in the fixed point of [`Group::score`].
pub const ONE: u64 = 1 << 32;

/// How far two honest workers' scores of a group may lie apart: 2^-8 of [`ONE`].
///
/// Rows' scores that move by the part `τ` of their absolute sum move a group's score by at most
/// `2τ / (1 - τ)`. Gradients that other kernels computed, in another order of summation, differ by about
/// 2^-18 of a row's norm, and the inverse curvature makes more of it: by no more than the condition
/// of the layer's matrix, and by a hundred times in the tests.
pub const TOLERANCE: u64 = ONE >> 8;

/// The scores of all rows for all queries.
#[derive(Clone, PartialEq, Debug)]
pub struct Scores {
	keys: Vec<Key>,
	values: Vec<f64>,
}

/// What a contribution's rows did for a query, together.
#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Group {
	/// The contribution.
	#[serde(serialize_with = "number")]
	pub contribution: ContributionId,
	/// The sum of its rows' scores over the sum of all rows' absolute scores, in units of 2^-32:
	/// positive, and at most [`ONE`].
	pub score: u64,
}

impl Scores {
	pub(super) fn new(keys: Vec<Key>, values: Vec<f64>) -> Self {
		Self { keys, values }
	}

	/// What the rows are, in the order of the scores.
	pub fn keys(&self) -> &[Key] {
		&self.keys
	}

	/// For each query the scores of all rows.
	pub fn queries(&self) -> impl ExactSizeIterator<Item = &[f64]> {
		self.values.chunks_exact(self.keys.len().max(1))
	}

	/// For each query the contributions that helped, ascending. One whose part is less than half a unit, 2^-33,
	/// is rounded to nothing and left out.
	///
	/// Only positive influence earns, and what is cut off is the sum over a contribution's rows, not
	/// each row: to first order that sum is what the loss would change by without the contribution. Were
	/// rows cut one by one, rows of noise would earn half of what they say, and the more of them the more.
	///
	/// The unit takes the size of gradients out, which differs between losses and models, and is what
	/// makes the scores of two workers comparable; see [`TOLERANCE`].
	pub fn groups(&self) -> impl ExactSizeIterator<Item = Vec<Group>> + '_ {
		self.queries().map(|scores| groups(&self.keys, scores))
	}
}

/// [`ONE`] as a float.
const UNIT: f64 = 4_294_967_296.0;

fn groups(keys: &[Key], scores: &[f64]) -> Vec<Group> {
	let total = scores.iter().map(|score| score.abs()).sum::<f64>();
	if total <= 0.0 {
		return Vec::new();
	}
	let mut scores = scores.iter();
	keys.chunk_by(|left, right| left.contribution == right.contribution)
		.filter_map(|rows| {
			let contribution = rows.first()?.contribution;
			let sum = scores.by_ref().take(rows.len()).sum::<f64>();
			let score = nearest_unsigned(sum / total * UNIT);
			(score > 0).then_some(Group { contribution, score })
		})
		.collect()
}

fn number<S: serde::Serializer>(id: &ContributionId, to: S) -> Result<S::Ok, S::Error> {
	to.serialize_u64(id.0)
}
