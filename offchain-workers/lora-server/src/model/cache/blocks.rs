// SPDX-License-Identifier: Apache-2.0
//! Which block of a cache holds which part of which text.

use super::TextId;
use std::collections::HashMap;

/// Blocks of texts in a pool. The blocks in use are the first of the pool: a freed one is taken by the
/// last, so that all of them can be computed with at once.
pub(super) struct BlockTable {
	/// Each text's blocks, in the order of its tokens.
	texts: HashMap<TextId, Vec<usize>>,
	/// Whose each block in use is, and which of its text's.
	owners: Vec<(TextId, usize)>,
	total: usize,
}

impl BlockTable {
	/// `total` blocks, all free.
	pub fn new(total: usize) -> Self {
		Self { texts: HashMap::new(), owners: Vec::new(), total }
	}

	/// Blocks there are.
	pub fn total(&self) -> usize {
		self.total
	}

	/// Whose each block in use is, and which of its text's, in the order of the pool.
	pub fn owners(&self) -> &[(TextId, usize)] {
		&self.owners
	}

	/// The blocks of `text`, in the order of its tokens.
	pub fn of(&self, text: TextId) -> &[usize] {
		self.texts.get(&text).map_or(&[], Vec::as_slice)
	}

	/// Gives `text` as many blocks as it lacks to have `count`: how many that were, and all of them are
	/// the last in use. `None`, and nothing has changed, when there are not enough.
	pub fn reserve(&mut self, text: TextId, count: usize) -> Option<usize> {
		let had = self.of(text).len();
		let missing = count.saturating_sub(had);
		let first = self.owners.len();
		if missing > self.total - first {
			return None;
		}
		if missing > 0 {
			self.texts.entry(text).or_default().extend(first..first + missing);
			self.owners.extend((had..had + missing).map(|part| (text, part)));
		}
		Some(missing)
	}

	/// Frees the blocks of `text`. The content of blocks has to be moved as told, from where to where,
	/// in this order.
	pub fn release(&mut self, text: TextId) -> Vec<(usize, usize)> {
		let mut freed = self.texts.remove(&text).unwrap_or_default();
		// From behind: what is moved is never a block that is about to be freed.
		freed.sort_unstable_by(|a, b| b.cmp(a));
		let mut moves = Vec::new();
		for hole in freed {
			let Some((owner, part)) = self.owners.pop() else { break };
			if let Some(place) = self.owners.get_mut(hole) {
				*place = (owner, part);
				if let Some(block) =
					self.texts.get_mut(&owner).and_then(|blocks| blocks.get_mut(part))
				{
					*block = hole;
				}
				moves.push((self.owners.len(), hole));
			}
		}
		moves
	}
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn blocks_are_refused_when_there_are_too_few_and_nothing_changes() {
		let mut table = BlockTable::new(3);
		assert_eq!(table.reserve(TextId(1), 2), Some(2));
		assert_eq!(table.reserve(TextId(2), 2), None);
		assert_eq!((table.owners().len(), table.of(TextId(2)).len()), (2, 0));
		assert_eq!(table.reserve(TextId(1), 3), Some(1));
		assert_eq!(table.reserve(TextId(1), 1), Some(0));
	}

	proptest! {
		/// Beside a twin that holds each text's content as a list: every block's content is found where
		/// the table says, whatever came and went.
		#[test]
		fn content_is_where_the_table_says(
			steps in prop::collection::vec((0u64..6, prop::option::of(0usize..7)), 1..80),
		) {
			const TOTAL: usize = 16;
			let mut table = BlockTable::new(TOTAL);
			let mut pool = [0u64; TOTAL];
			let mut texts: HashMap<TextId, Vec<u64>> = HashMap::new();
			let mut written = 0u64;
			for (text, count) in steps {
				let text = TextId(text);
				match count {
					Some(count) => {
						let used: usize = texts.values().map(Vec::len).sum();
						let had = texts.get(&text).map_or(0, Vec::len);
						let missing = count.saturating_sub(had);
						let expected = (used + missing <= TOTAL).then_some(missing);
						prop_assert_eq!(table.reserve(text, count), expected);
						for _ in 0..expected.unwrap_or(0) {
							written += 1;
							let content = texts.entry(text).or_default();
							pool[table.of(text)[content.len()]] = written;
							content.push(written);
						}
					},
					None => {
						for (from, to) in table.release(text) {
							pool[to] = pool[from];
						}
						texts.remove(&text);
					},
				}
				let used: usize = texts.values().map(Vec::len).sum();
				prop_assert_eq!(table.owners().len(), used);
				for (text, content) in &texts {
					let found: Vec<u64> = table.of(*text).iter().map(|&block| pool[block]).collect();
					prop_assert_eq!(&found, content);
				}
				for (block, (text, part)) in table.owners().iter().enumerate() {
					prop_assert_eq!(table.of(*text)[*part], block);
				}
			}
		}
	}
}
