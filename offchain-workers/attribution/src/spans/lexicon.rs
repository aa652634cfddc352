// SPDX-License-Identifier: Apache-2.0
//! The distinct words of a corpus and their numbers.

use std::cmp::Ordering;

/// Distinct words in ascending order of their bytes, numbered from one. Since numbers ascend as
/// words do, suffixes sort alike by numbers and by words, whatever else the corpus holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Lexicon {
	/// All words, one after the other.
	bytes: Vec<u8>,
	/// Where each ends.
	ends: Vec<usize>,
}

impl Lexicon {
	/// Takes words that ascend strictly.
	pub(super) fn new<'a>(ascending: impl Iterator<Item = &'a [u8]>) -> Self {
		let (mut bytes, mut ends) = (Vec::new(), Vec::new());
		for word in ascending {
			bytes.extend_from_slice(word);
			ends.push(bytes.len());
		}
		bytes.shrink_to_fit();
		ends.shrink_to_fit();
		Self { bytes, ends }
	}

	/// The number of `word`; `None` when the corpus does not have it.
	pub(super) fn number(&self, word: &[u8]) -> Option<i32> {
		let (mut low, mut high) = (0, self.ends.len());
		while low < high {
			let middle = low + (high - low) / 2;
			match self.word(middle)?.cmp(word) {
				Ordering::Less => low = middle + 1,
				Ordering::Greater => high = middle,
				Ordering::Equal => return i32::try_from(middle + 1).ok(),
			}
		}
		None
	}

	fn word(&self, index: usize) -> Option<&[u8]> {
		let end = *self.ends.get(index)?;
		let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
		self.bytes.get(start.unwrap_or_default()..end)
	}
}
