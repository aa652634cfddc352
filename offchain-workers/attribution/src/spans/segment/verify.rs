// SPDX-License-Identifier: Apache-2.0
//! Whether a segment says the truth about its contributions: everything in it is checked against
//! everything else, and the text against the content roots.

use super::{
	layout::{u32_at, SAMPLE},
	view::range,
	Segment, SegmentError, View,
};
use crate::spans::digest::CorpusDigest;
use openledger_primitives::{commitment::ContentCommitment, text};
use rayon::prelude::*;
use std::cmp::Ordering;

impl Segment {
	/// Checks everything that queries rely on: the words ascend, the suffixes are all there and in
	/// order, offsets are right, and each contribution's text has the root that it commits to.
	/// Takes about as long as building the segment; `progress` is told the contributions done.
	///
	/// # Errors
	/// [`SegmentError::Malformed`] or [`SegmentError::WrongContent`].
	pub fn verify(&self, progress: &(dyn Fn(usize) + Sync)) -> Result<(), SegmentError> {
		let view = self.view();
		let fail = |what| Err(SegmentError::Malformed(what));
		if CorpusDigest::of(self.contributions()) != self.digest() {
			return fail("the digest is not that of the contributions");
		}
		if !view.contributions_ascend() {
			return fail("contributions do not ascend");
		}
		if !view.words_ascend() {
			return fail("words do not ascend, or are none");
		}
		if !view.buckets_hold_suffixes() {
			return fail("suffixes are not sorted by their first word");
		}
		if !view.suffixes_ascend() {
			return fail("suffixes are not in order");
		}
		if !view.samples_are_offsets() {
			return fail("sampled offsets are not those of the words");
		}
		(0..self.len()).into_par_iter().try_for_each(|rank| {
			let content = view.content_of(rank);
			let honest = ContentCommitment::of(&content) == Ok(view.commitment_of(rank));
			if !honest || !text::is_canonical(&content) {
				return Err(SegmentError::WrongContent(view.id_of(rank)));
			}
			progress(1);
			Ok(())
		})
	}
}

impl View<'_> {
	fn contributions_ascend(&self) -> bool {
		let ranks = 1..self.contributions;
		(self.contributions == 0) == (self.length == 0)
			&& self.start_of(0) == 0
			&& ranks.into_iter().all(|rank| {
				self.id_of(rank - 1) < self.id_of(rank)
					&& self.start_of(rank - 1) < self.start_of(rank)
					&& self.start_of(rank) < self.length
					&& self.token(self.start_of(rank) - 1) == 0
			})
	}

	fn words_ascend(&self) -> bool {
		let all = (1..=self.distinct).all(|number| {
			let word = self.word(number);
			!word.is_empty() && (number == 1 || self.word(number - 1) < word)
		});
		all && (0..self.length).all(|position| self.token(position) <= self.distinct)
			&& self.word_range(self.distinct.wrapping_sub(1)).end == self.words.len()
	}

	fn buckets_hold_suffixes(&self) -> bool {
		let mut next = 0;
		let all = (0..=self.distinct).all(|number| {
			let bucket = range(self.bucket_ends, number);
			let follows = bucket.start == next && bucket.end >= bucket.start;
			next = bucket.end;
			follows
				&& bucket.end <= self.length
				&& bucket.into_iter().all(|rank| self.token(self.position(rank)) == number)
		});
		all && next == self.length
	}

	/// Whether each suffix comes once and in order, in time linear in the text: two suffixes of the
	/// same first word are in order when those without it are.
	fn suffixes_ascend(&self) -> bool {
		let mut ranks = vec![usize::MAX; self.length];
		for rank in 0..self.length {
			match ranks.get_mut(self.position(rank)) {
				Some(place) if *place == usize::MAX => *place = rank,
				_ => return false,
			}
		}
		// The suffix of no words comes first.
		let rest = |position: usize| ranks.get(position + 1).map_or(0, |rank| rank + 1);
		(1..self.length).all(|rank| {
			let (left, right) = (self.position(rank - 1), self.position(rank));
			match self.token(left).cmp(&self.token(right)) {
				Ordering::Less => true,
				Ordering::Equal => rest(left) < rest(right),
				Ordering::Greater => false,
			}
		})
	}

	fn samples_are_offsets(&self) -> bool {
		let (mut contribution, mut offset) = (0, 0u32);
		(0..self.length).all(|position| {
			if position == self.start_of(contribution) {
				(contribution, offset) = (contribution + 1, 0);
			}
			let sample = u32_at(self.samples, position / SAMPLE * 4);
			let right = !position.is_multiple_of(SAMPLE) || sample == Some(offset);
			offset = offset.saturating_add(self.extent(self.token(position)));
			right
		})
	}
}
