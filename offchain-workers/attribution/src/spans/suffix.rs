// SPDX-License-Identifier: Apache-2.0
//! The suffix array, and what is searched in it.

use super::wide;
use libsais::{LibsaisError, SuffixArrayConstruction};
use std::cmp::Ordering;

/// The positions of a text in the order of the suffixes that begin there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct SuffixArray {
	positions: Vec<u32>,
}

impl SuffixArray {
	/// Sorts the suffixes of `tokens`, none negative, in time linear in their number. They are
	/// changed on the way, and restored.
	///
	/// # Errors
	/// What the library finds.
	pub(super) fn build(tokens: &mut [i32]) -> Result<Self, LibsaisError> {
		// The library knows no largest token of an empty text.
		if tokens.is_empty() {
			return Ok(Self { positions: Vec::new() });
		}
		let sorted = SuffixArrayConstruction::for_text_mut(tokens)
			.in_owned_buffer32()
			.single_threaded()
			.run()?
			.into_vec();
		let mut positions = sorted.into_iter().map(i32::unsigned_abs).collect::<Vec<_>>();
		positions.shrink_to_fit();
		Ok(Self { positions })
	}

	/// Together with the text that it was built of.
	pub(super) fn over<'a>(&'a self, tokens: &'a [i32]) -> Suffixes<'a> {
		Suffixes { tokens, positions: &self.positions }
	}
}

/// The sorted suffixes of a text.
#[derive(Clone, Copy)]
pub(super) struct Suffixes<'a> {
	tokens: &'a [i32],
	positions: &'a [u32],
}

impl<'a> Suffixes<'a> {
	/// The number of tokens that the longest prefix of `query` has that stands in the text.
	pub(super) fn longest_prefix(&self, query: &[i32]) -> usize {
		let (mut low, mut high) = (0, self.positions.len());
		// What all suffixes up to `low`, and all from `high`, at least share with the query next
		// to the gap: whatever lies between the two shares the lesser of them.
		let (mut low_shared, mut high_shared) = (0, 0);
		let mut longest = 0;
		while low < high {
			let middle = low + (high - low) / 2;
			let suffix = self.positions.get(middle).map_or(&[][..], |&at| self.suffix(at));
			let shared = shared(suffix, query, low_shared.min(high_shared));
			// The suffixes next to the query's place share the most, and both are compared.
			longest = longest.max(shared);
			match (suffix.get(shared), query.get(shared)) {
				(_, None) => return shared,
				(Some(token), Some(wanted)) if token > wanted => {
					(high, high_shared) = (middle, shared);
				},
				_ => (low, low_shared) = (middle + 1, shared),
			}
		}
		longest
	}

	/// The positions where `query` stands, in no particular order.
	pub(super) fn occurrences(&self, query: &[i32]) -> &'a [u32] {
		let first =
			self.positions.partition_point(|&at| self.suffix(at).cmp(query) == Ordering::Less);
		let rest = self.positions.get(first..).unwrap_or_default();
		let count = rest.partition_point(|&at| self.suffix(at).starts_with(query));
		rest.get(..count).unwrap_or_default()
	}

	fn suffix(&self, position: u32) -> &'a [i32] {
		after(self.tokens, wide(position))
	}
}

/// The number of tokens that `left` and `right` share at the start; `known` of them are known to.
fn shared(left: &[i32], right: &[i32], known: usize) -> usize {
	// Whole blocks are compared as memory, which is what makes long matches cheap.
	const BLOCK: usize = 16;
	let (left, right) = (after(left, known), after(right, known));
	let blocks = left.chunks_exact(BLOCK).zip(right.chunks_exact(BLOCK));
	let equal = BLOCK * blocks.take_while(|(left, right)| left == right).count();
	let rest = after(left, equal).iter().zip(after(right, equal));
	known + equal + rest.take_while(|(left, right)| left == right).count()
}

fn after(tokens: &[i32], count: usize) -> &[i32] {
	tokens.get(count..).unwrap_or_default()
}
