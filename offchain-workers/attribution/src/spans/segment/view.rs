// SPDX-License-Identifier: Apache-2.0
//! Reading the sections of a segment.

use super::layout::{u32_at, SAMPLE};
use crate::spans::wide;
use openledger_primitives::{commitment::ContentCommitment, ids::ContributionId};
use std::{cmp::Ordering, ops::Range};

/// The sections of a segment. What is not there reads as zero or empty: a segment with the right
/// checksum that contradicts itself gives wrong results, and no panic.
#[derive(Clone, Copy)]
pub(in crate::spans) struct View<'a> {
	pub(super) ids: &'a [u8],
	pub(super) commitments: &'a [u8],
	pub(super) starts: &'a [u8],
	pub(super) word_ends: &'a [u8],
	pub(super) bucket_ends: &'a [u8],
	pub(super) samples: &'a [u8],
	pub(in crate::spans) words: &'a [u8],
	pub(super) tokens: &'a [u8],
	pub(super) suffixes: &'a [u8],
	pub(in crate::spans) token_width: usize,
	pub(super) position_width: usize,
	pub(super) position_mask: u32,
	/// Words and separators.
	pub(in crate::spans) length: usize,
	pub(in crate::spans) distinct: usize,
	pub(in crate::spans) contributions: usize,
}

impl<'a> View<'a> {
	/// The number of `word`, from one; `None` when the segment does not have it.
	pub(in crate::spans) fn number(&self, word: &[u8]) -> Option<usize> {
		let (mut low, mut high) = (1, self.distinct + 1);
		while low < high {
			let middle = low + (high - low) / 2;
			match self.word(middle).cmp(word) {
				Ordering::Less => low = middle + 1,
				Ordering::Greater => high = middle,
				Ordering::Equal => return Some(middle),
			}
		}
		None
	}

	/// The word with this number; empty for the separator.
	pub(in crate::spans) fn word(&self, number: usize) -> &'a [u8] {
		let Some(index) = number.checked_sub(1) else { return &[] };
		self.words.get(self.word_range(index)).unwrap_or_default()
	}

	/// The bytes that a token takes in canonical text, with the one behind it.
	pub(super) fn extent(&self, number: usize) -> u32 {
		let Some(index) = number.checked_sub(1) else { return 0 };
		let range = self.word_range(index);
		u32::try_from(range.len()).unwrap_or(u32::MAX).saturating_add(1)
	}

	pub(super) fn word_range(&self, index: usize) -> Range<usize> {
		range(self.word_ends, index)
	}

	/// The ranks of the suffixes that begin with this number.
	pub(in crate::spans) fn bucket(&self, number: usize) -> Range<usize> {
		let bucket = range(self.bucket_ends, number);
		bucket.start.min(self.length)..bucket.end.min(self.length)
	}

	/// The position of the suffix with this rank.
	pub(in crate::spans) fn position(&self, rank: usize) -> usize {
		let four = u32_at(self.suffixes, rank.saturating_mul(self.position_width));
		wide(four.unwrap_or_default() & self.position_mask)
	}

	/// The tokens from this position to the end, in bytes.
	pub(in crate::spans) fn suffix(&self, position: usize) -> &'a [u8] {
		self.tokens.get(position.saturating_mul(self.token_width)..).unwrap_or_default()
	}

	/// The number at this position; a separator's past the end.
	pub(in crate::spans) fn token(&self, position: usize) -> usize {
		let bytes = self.suffix(position).get(..self.token_width).unwrap_or_default();
		bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte))
	}

	/// The rank of the contribution that has the word at this position, from zero.
	pub(in crate::spans) fn contribution_at(&self, position: usize) -> usize {
		let (mut low, mut high) = (0, self.contributions);
		while low < high {
			let middle = low + (high - low) / 2;
			if self.start_of(middle) <= position {
				low = middle + 1;
			} else {
				high = middle;
			}
		}
		low.saturating_sub(1)
	}

	/// The position of the contribution's first word; where the text ends, past the last one.
	pub(in crate::spans) fn start_of(&self, rank: usize) -> usize {
		u32_at(self.starts, rank.saturating_mul(4)).map_or(self.length, wide)
	}

	/// The contribution's identifier.
	pub(in crate::spans) fn id_of(&self, rank: usize) -> ContributionId {
		let at = rank.saturating_mul(8);
		let eight = self.ids.get(at..at.saturating_add(8)).and_then(|id| id.try_into().ok());
		ContributionId(u64::from_le_bytes(eight.unwrap_or_default()))
	}

	/// What commits to the contribution's bytes.
	pub(in crate::spans) fn commitment_of(&self, rank: usize) -> ContentCommitment {
		let at = rank.saturating_mul(36);
		let root = self.commitments.get(at..at.saturating_add(32));
		let root: [u8; 32] = root.and_then(|root| root.try_into().ok()).unwrap_or_default();
		let length = u32_at(self.commitments, at.saturating_add(32)).unwrap_or_default();
		ContentCommitment { root: root.into(), length }
	}

	/// The rank of the contribution with this identifier.
	pub(in crate::spans) fn rank_of(&self, id: ContributionId) -> Option<usize> {
		let (mut low, mut high) = (0, self.contributions);
		while low < high {
			let middle = low + (high - low) / 2;
			match self.id_of(middle).cmp(&id) {
				Ordering::Less => low = middle + 1,
				Ordering::Greater => high = middle,
				Ordering::Equal => return Some(middle),
			}
		}
		None
	}

	/// The bytes before the word at this position in its contribution.
	pub(in crate::spans) fn offset_of(&self, position: usize) -> u32 {
		let start = self.start_of(self.contribution_at(position));
		let sampled = position / SAMPLE;
		// The sample is of this contribution, or the contribution begins behind it.
		let (from, before) = if sampled * SAMPLE >= start {
			(sampled * SAMPLE, u32_at(self.samples, sampled * 4).unwrap_or_default())
		} else {
			(start, 0)
		};
		(from..position).fold(before, |sum, at| sum.saturating_add(self.extent(self.token(at))))
	}

	/// The canonical bytes of a contribution; not many more than it commits to, where a malformed
	/// segment says a long word again and again.
	pub(in crate::spans) fn content_of(&self, rank: usize) -> Vec<u8> {
		let positions = self.start_of(rank)..self.start_of(rank.saturating_add(1)).min(self.length);
		let most = wide(self.commitment_of(rank).length);
		let mut content = Vec::new();
		let mut gap = None;
		for position in positions {
			// Too long already: and so it stays, that nobody takes the beginning for the whole.
			if content.len() > most {
				break;
			}
			match self.token(position) {
				0 => gap = Some(b'\n'),
				number => {
					// Separators in front of the first word are the last contribution's.
					content.extend(gap.filter(|_| !content.is_empty()));
					content.extend_from_slice(self.word(number));
					gap = Some(b' ');
				},
			}
		}
		content
	}
}

/// From where the entry before `index` ends to where this one does, in a table of ends.
pub(super) fn range(ends: &[u8], index: usize) -> Range<usize> {
	let end = |index: usize| u32_at(ends, index.saturating_mul(4)).map_or(0, wide);
	index.checked_sub(1).map_or(0, end)..end(index)
}
