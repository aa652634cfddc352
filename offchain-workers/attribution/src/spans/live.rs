// SPDX-License-Identifier: Apache-2.0
//! Which contributions of a segment count, and which suffixes are theirs.

use super::segment::{Segment, View};
use openledger_primitives::ids::ContributionId;
use std::collections::BTreeSet;

/// A set of numbers below some bound, with the nearest member on either side in a few steps: a
/// bitmap, and above it one bit for each 64 of the level below, up to a level of 64 bits.
#[derive(Clone, PartialEq, Eq, Debug)]
struct BitSet {
	/// The bitmap itself first.
	levels: Vec<Vec<u64>>,
}

impl BitSet {
	fn new(bound: usize) -> Self {
		// One may ask for what lies below the bound itself.
		let mut levels = vec![vec![0; bound / 64 + 1]];
		while let Some(below) = levels.last().map(Vec::len).filter(|&below| below > 1) {
			levels.push(vec![0; below.div_ceil(64)]);
		}
		Self { levels }
	}

	fn insert(&mut self, number: usize) {
		let mut at = number;
		for level in &mut self.levels {
			if let Some(block) = level.get_mut(at / 64) {
				*block |= 1 << (at % 64);
			}
			at /= 64;
		}
	}

	fn contains(&self, number: usize) -> bool {
		self.block(0, number / 64) & 1 << (number % 64) != 0
	}

	/// The lowest member that is at least `from`.
	fn next(&self, from: usize) -> Option<usize> {
		let mut at = from;
		for level in 0..self.levels.len() {
			let rest = self.block(level, at / 64) & u64::MAX << (at % 64);
			if rest != 0 {
				let found = at / 64 * 64 + bit(rest.trailing_zeros());
				return Some((0..level).rev().fold(found, |at, level| {
					at * 64 + bit(self.block(level, at).trailing_zeros())
				}));
			}
			at = at / 64 + 1;
		}
		None
	}

	/// The highest member below `before`.
	fn previous(&self, before: usize) -> Option<usize> {
		let mut before = before;
		for level in 0..self.levels.len() {
			// Nothing lies below the first number of a block but in other blocks.
			let rest = self.block(level, before / 64) & !(u64::MAX << (before % 64));
			if rest != 0 {
				let found = before / 64 * 64 + bit(rest.ilog2());
				return Some(
					(0..level)
						.rev()
						.fold(found, |at, level| at * 64 + bit(self.block(level, at).ilog2())),
				);
			}
			before /= 64;
		}
		None
	}

	fn block(&self, level: usize, index: usize) -> u64 {
		self.levels.get(level).and_then(|level| level.get(index)).copied().unwrap_or_default()
	}
}

/// The place of a bit in its block.
fn bit(place: u32) -> usize {
	super::wide(place)
}

/// What of a segment counts where some of its contributions were removed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Live {
	removed: BTreeSet<ContributionId>,
	/// Contributions that count, by rank.
	contributions: BitSet,
	/// The ranks of the suffixes that begin in them.
	suffixes: BitSet,
}

impl Live {
	/// `None` where none of the segment's contributions is among the `removed`.
	pub(super) fn new(segment: &Segment, removed: &BTreeSet<ContributionId>) -> Option<Self> {
		let view = segment.view();
		let removed = removed.iter().copied().filter(|id| view.rank_of(*id).is_some());
		let removed = removed.collect::<BTreeSet<_>>();
		if removed.is_empty() {
			return None;
		}
		let mut contributions = BitSet::new(view.contributions);
		let mut positions = BitSet::new(view.length);
		for rank in (0..view.contributions).filter(|&rank| !removed.contains(&view.id_of(rank))) {
			contributions.insert(rank);
			let end = view.start_of(rank + 1).min(view.length);
			(view.start_of(rank)..end).for_each(|position| positions.insert(position));
		}
		let mut suffixes = BitSet::new(view.length);
		for rank in (0..view.length).filter(|&rank| positions.contains(view.position(rank))) {
			suffixes.insert(rank);
		}
		Some(Self { removed, contributions, suffixes })
	}

	/// What was removed, all of it in this segment.
	pub(super) fn removed(&self) -> &BTreeSet<ContributionId> {
		&self.removed
	}

	/// Whether the contribution with this rank counts.
	pub(super) fn has(&self, contribution: usize) -> bool {
		self.contributions.contains(contribution)
	}
}

/// A segment's sections, and what of them counts.
#[derive(Clone, Copy)]
pub(super) struct LiveView<'a> {
	pub(super) view: View<'a>,
	live: Option<&'a Live>,
}

impl<'a> LiveView<'a> {
	pub(super) fn new(segment: &'a Segment, live: Option<&'a Live>) -> Self {
		Self { view: segment.view(), live }
	}

	/// Whether everything counts.
	pub(super) fn is_whole(&self) -> bool {
		self.live.is_none()
	}

	/// Whether the contribution with this rank counts.
	pub(super) fn counts(&self, contribution: usize) -> bool {
		self.live.is_none_or(|live| live.has(contribution))
	}

	/// The lowest rank from `from` on whose suffix counts.
	pub(super) fn next(&self, from: usize) -> Option<usize> {
		match self.live {
			None => (from < self.view.length).then_some(from),
			Some(live) => live.suffixes.next(from),
		}
	}

	/// The highest rank below `before` whose suffix counts.
	pub(super) fn previous(&self, before: usize) -> Option<usize> {
		match self.live {
			None => before.checked_sub(1),
			Some(live) => live.suffixes.previous(before),
		}
	}
}
