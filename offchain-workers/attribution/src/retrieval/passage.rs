// SPDX-License-Identifier: Apache-2.0
//! Passages: what is retrieved, and cited.

use codec::{Decode, Encode, MaxEncodedLen};
use openledger_primitives::{
	ids::ContributionId,
	text::{self, Word},
};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use thiserror::Error;

/// A run of whole words inside one document of a contribution. It is its own citation: the bytes
/// `start..start + length` of the contribution's canonical bytes.
///
/// Passages are ordered by contribution, then by place.
#[derive(
	Encode,
	Decode,
	MaxEncodedLen,
	Serialize,
	Deserialize,
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Debug,
)]
pub struct Passage {
	/// The contribution.
	pub contribution: ContributionId,
	/// The bytes before the passage in the contribution.
	pub start: u32,
	/// Its length in bytes, never zero.
	pub length: u32,
	/// Its length in words, never zero.
	pub words: u32,
}

impl Passage {
	/// Where it is in the canonical bytes of its contribution.
	pub fn range(&self) -> Range<usize> {
		let start = super::wide(self.start);
		start..start.saturating_add(super::wide(self.length))
	}
}

/// Why a number of words is no size for passages.
#[derive(Error, Clone, Copy, PartialEq, Eq, Debug)]
#[error("passages have 1 to 4096 words at most, not {0}")]
pub struct PassageWordsError(pub u32);

/// The most words of a passage: 1 to 4096, by default 96.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(try_from = "u32", into = "u32")]
pub struct PassageWords(u32);

impl PassageWords {
	/// The largest size.
	pub const MAX: u32 = 4096;

	/// Passages of at most `words` words.
	///
	/// # Errors
	/// [`PassageWordsError`] for zero, and above 4096.
	pub fn new(words: u32) -> Result<Self, PassageWordsError> {
		if (1..=Self::MAX).contains(&words) {
			Ok(Self(words))
		} else {
			Err(PassageWordsError(words))
		}
	}

	/// The number.
	pub fn get(self) -> u32 {
		self.0
	}
}

impl Default for PassageWords {
	fn default() -> Self {
		Self(96)
	}
}

impl TryFrom<u32> for PassageWords {
	type Error = PassageWordsError;

	fn try_from(words: u32) -> Result<Self, PassageWordsError> {
		Self::new(words)
	}
}

impl From<PassageWords> for u32 {
	fn from(words: PassageWords) -> Self {
		words.0
	}
}

/// Cuts the canonical bytes of a contribution: each document into passages of `most` words, the last
/// one shorter. Every word is in exactly one passage.
pub(super) fn cut(
	contribution: ContributionId,
	content: &[u8],
	most: PassageWords,
) -> Vec<Passage> {
	let mut passages = Vec::<Passage>::new();
	let mut open = None::<Passage>;
	for word in text::words(content) {
		let Some((start, end)) = ends(&word) else { break };
		let new_document = word
			.offset
			.checked_sub(1)
			.and_then(|before| content.get(before))
			.is_none_or(|&separator| separator == b'\n');
		match open.as_mut().filter(|passage| !new_document && passage.words < most.get()) {
			Some(passage) => {
				passage.length = end.saturating_sub(passage.start);
				passage.words = passage.words.saturating_add(1);
			},
			None => {
				let length = end.saturating_sub(start);
				passages.extend(open.replace(Passage { contribution, start, length, words: 1 }));
			},
		}
	}
	passages.extend(open);
	passages
}

/// Where a word starts and ends. There always is an answer: a contribution has at most 5 MiB.
fn ends(word: &Word) -> Option<(u32, u32)> {
	let start = u32::try_from(word.offset).ok()?;
	Some((start, start.checked_add(u32::try_from(word.len).ok()?)?))
}
