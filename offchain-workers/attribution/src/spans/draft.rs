// SPDX-License-Identifier: Apache-2.0
//! A segment in the making: contributions come in one at a time, by identifier.

use super::{
	image::{Entry, Image, Lexicon, SEPARATOR},
	vocabulary::{Vocabulary, WordHash},
	wide, IndexError, MAX_INDEX_WORDS,
};
use openledger_primitives::{commitment::ContentCommitment, ids::ContributionId, text};
use rayon::prelude::*;

/// Words that are looked up together.
const AHEAD: usize = 16;

/// The words of contributions, and a separator between two documents. A lower position is thus in
/// an earlier contribution, or earlier in the same one.
#[derive(Clone, Default, Debug)]
pub(super) struct Draft {
	vocabulary: Vocabulary,
	/// Words by the number that they came in with, and separators.
	tokens: Vec<i32>,
	entries: Vec<Entry>,
}

impl Draft {
	/// An empty one, whose words are found by `hash`.
	pub(super) fn new(hash: WordHash) -> Self {
		Self { vocabulary: Vocabulary::new(hash), ..Self::default() }
	}

	/// Appends a contribution, whose identifier is higher than the last one's, in canonical bytes.
	///
	/// # Errors
	/// [`IndexError::TooLarge`]; the draft is of no use after that.
	pub(super) fn push(
		&mut self,
		id: ContributionId,
		commitment: ContentCommitment,
		bytes: &[u8],
	) -> Result<(), IndexError> {
		let hashes = self.vocabulary.hash().of_all(bytes);
		self.push_hashed(id, commitment, bytes, &hashes)
	}

	/// The same with the hashes of all its words, which whoever read it has taken meanwhile.
	///
	/// # Errors
	/// The same.
	pub(super) fn push_hashed(
		&mut self,
		id: ContributionId,
		commitment: ContentCommitment,
		bytes: &[u8],
		hashes: &[u64],
	) -> Result<(), IndexError> {
		let mut start = None;
		let mut words = text::words(bytes).zip(hashes).map(|(word, hash)| {
			let found = bytes.get(word.offset..word.offset + word.len).unwrap_or_default();
			// In canonical bytes, the one byte before a word tells whether a document begins.
			let begins = word.offset.checked_sub(1).and_then(|at| bytes.get(at)) != Some(&b' ');
			(*hash, found, begins)
		});
		let mut ahead = Vec::with_capacity(AHEAD);
		loop {
			ahead.extend(words.by_ref().take(AHEAD));
			if ahead.is_empty() {
				break;
			}
			self.vocabulary.touch(ahead.iter().map(|(hash, ..)| *hash));
			for (hash, word, begins) in ahead.drain(..) {
				if begins && !self.tokens.is_empty() {
					self.tokens.push(SEPARATOR);
				}
				start.get_or_insert(self.tokens.len());
				let number = self.vocabulary.insert(hash, word)?;
				self.tokens.push(i32::try_from(number).map_err(|_| IndexError::TooLarge)?);
			}
		}
		let start = u32::try_from(start.unwrap_or(self.tokens.len()));
		match (u32::try_from(self.tokens.len()), start) {
			(Ok(length), Ok(start)) if length <= MAX_INDEX_WORDS => {
				self.entries.push(Entry { id, commitment, start });
				Ok(())
			},
			_ => Err(IndexError::TooLarge),
		}
	}

	/// Words, and one more for each document but the first.
	pub(super) fn tokens(&self) -> usize {
		self.tokens.len()
	}

	/// Distinct words.
	pub(super) fn distinct(&self) -> usize {
		self.vocabulary.len()
	}

	/// The bytes of the distinct words.
	pub(super) fn lexicon_bytes(&self) -> usize {
		self.vocabulary.bytes()
	}

	/// Whether there is no contribution.
	pub(super) fn is_empty(&self) -> bool {
		self.entries.is_empty()
	}

	/// Numbers the words in ascending order of their bytes.
	pub(super) fn finish(self) -> Image {
		let Self { vocabulary, mut tokens, entries } = self;
		let ascending = vocabulary.ascending();
		let lexicon = Lexicon::new(ascending.iter().map(|&arrival| vocabulary.word(arrival)));
		let mut numbers = vec![SEPARATOR; ascending.len() + 1];
		for (number, arrival) in (1..).zip(ascending) {
			if let Some(place) = numbers.get_mut(wide(arrival)) {
				*place = number;
			}
		}
		drop(vocabulary);
		tokens.par_iter_mut().with_min_len(1 << 16).for_each(|token| {
			*token = numbers.get(wide(token.unsigned_abs())).copied().unwrap_or(SEPARATOR);
		});
		Image { lexicon, tokens, entries }
	}
}
