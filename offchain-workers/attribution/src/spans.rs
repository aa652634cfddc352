// SPDX-License-Identifier: Apache-2.0
//! Spans: what an answer says literally, and who wrote that first.
//!
//! The index is a suffix array over words. Each distinct word is a number, documents are separated
//! by a number that is no word's, and so a match neither begins nor ends inside a word, nor does
//! it cross a document. Everything follows from the contributions and their identifiers alone: a
//! text has one suffix array, on every machine and with any number of threads.

mod holders;
mod lexicon;
mod runs;
mod sequence;
mod suffix;

use crate::{
	attribution::{AttributeError, Attribution},
	corpus::Corpus,
};
use lexicon::Lexicon;
use openledger_primitives::{
	commitment::MAX_ANSWER_LEN,
	evidence::{holder_scores, max_spans, EvidenceError, EvidenceLeaf},
	text::{self, Word},
};
use runs::Chosen;
use sequence::Sequence;
use suffix::SuffixArray;
use thiserror::Error;

/// The most words that one index holds, counting one more for each document: 2^31 - 2.
pub const MAX_INDEX_WORDS: u32 = 0x7FFF_FFFE;

/// Why a corpus cannot be indexed.
#[derive(Error, Clone, Copy, PartialEq, Eq, Debug)]
pub enum IndexError {
	/// More than [`MAX_INDEX_WORDS`] words and documents.
	#[error("the corpus has more than 2^31 - 2 words and documents")]
	TooLarge,
	/// The suffix array could not be built, for want of memory as a rule.
	#[error("suffix array: {0}")]
	SuffixArray(#[from] libsais::LibsaisError),
}

/// An index over the words of a corpus. Holds 12 bytes per word, and each distinct word once; the
/// bytes of the contributions are not kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Index {
	lexicon: Lexicon,
	sequence: Sequence,
	suffixes: SuffixArray,
}

impl Index {
	/// Indexes `corpus`.
	///
	/// # Errors
	/// Every [`IndexError`].
	pub fn build(corpus: &Corpus<'_>) -> Result<Self, IndexError> {
		let (lexicon, mut sequence) = sequence::read(corpus)?;
		let suffixes = SuffixArray::build(&mut sequence.tokens)?;
		Ok(Self { lexicon, sequence, suffixes })
	}

	/// Attributes `answer`, made canonical as one document, by spans of at least `min_words` words.
	///
	/// # Errors
	/// [`AttributeError::AnswerTooLong`] or [`AttributeError::NoMinimum`].
	pub fn attribute(&self, answer: &str, min_words: u32) -> Result<Attribution, AttributeError> {
		if min_words == 0 {
			return Err(AttributeError::NoMinimum);
		}
		let answer = text::canonicalize(answer);
		if u32::try_from(answer.len()).map_or(true, |length| length > MAX_ANSWER_LEN) {
			return Err(AttributeError::AnswerTooLong(answer.len()));
		}
		let mut leaves = Vec::new();
		for (span, tokens) in self.chosen(answer.as_bytes(), min_words) {
			self.list(&span, &tokens, min_words, &mut leaves)?;
		}
		Attribution::new(answer, leaves, min_words)
	}

	/// The spans of rules 1 and 2, from left to right, each with its words' numbers.
	fn chosen(&self, answer: &[u8], min_words: u32) -> Vec<(Chosen, Vec<i32>)> {
		let words = text::words(answer).collect::<Vec<_>>();
		let tokens = words.iter().map(|word| self.token(answer, word)).collect::<Vec<_>>();
		let suffixes = self.suffixes.over(&self.sequence.tokens);
		let longest = (0..tokens.len())
			.map(|first| suffixes.longest_prefix(tokens.get(first..).unwrap_or_default()));
		let candidates = runs::candidates(longest, wide(min_words));
		// An answer of at most 64 KiB has at most 2^15 words.
		let most = max_spans(u32::try_from(words.len()).unwrap_or(u32::MAX));
		runs::choose(&words, &candidates, wide(most))
			.into_iter()
			.map(|span| {
				let run = tokens.get(span.first..span.first + span.words);
				(span, run.unwrap_or_default().to_vec())
			})
			.collect()
	}

	/// Appends the leaves of one span (rules 3 to 5).
	fn list(
		&self,
		span: &Chosen,
		tokens: &[i32],
		min_words: u32,
		leaves: &mut Vec<EvidenceLeaf>,
	) -> Result<(), EvidenceError> {
		let occurrences = self.suffixes.over(&self.sequence.tokens).occurrences(tokens);
		let holders = holders::earliest(&self.sequence, occurrences);
		let scores = u32::try_from(span.words)
			.ok()
			.zip(u32::try_from(holders.len()).ok())
			.and_then(|(words, holders)| holder_scores(words, min_words, holders))
			.ok_or(EvidenceError::WrongScore)?;
		leaves.extend(holders.into_iter().zip(scores).map(|(holder, score)| EvidenceLeaf {
			answer_start: span.start,
			length: span.length,
			contribution: holder.contribution,
			content_offset: holder.content_offset,
			score,
		}));
		Ok(())
	}

	fn token(&self, answer: &[u8], word: &Word) -> i32 {
		answer
			.get(word.offset..word.offset + word.len)
			.and_then(|word| self.lexicon.number(word))
			.unwrap_or(UNKNOWN)
	}
}

/// Stands between two documents; no word of any answer has it.
const SEPARATOR: i32 = 0;
/// A word of an answer that is in no contribution; no word of any contribution has it.
const UNKNOWN: i32 = -1;

/// A 32-bit position as an index into memory.
fn wide(position: u32) -> usize {
	// Where it does not fit, nothing stands in memory either.
	usize::try_from(position).unwrap_or(usize::MAX)
}
