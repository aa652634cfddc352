// SPDX-License-Identifier: Apache-2.0
//! The corpus as one sequence of words.

use super::{lexicon::Lexicon, wide, IndexError, MAX_INDEX_WORDS, SEPARATOR};
use crate::corpus::Corpus;
use openledger_primitives::{ids::ContributionId, text};
use std::collections::HashMap;

/// The words of all contributions, ascending by contribution, and a separator between two
/// documents. A lower position is thus in an earlier contribution, or earlier in the same one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Sequence {
	/// Words by number, and [`SEPARATOR`]s.
	pub(super) tokens: Vec<i32>,
	/// Of each word, the bytes before it in its contribution; of a separator, zero.
	offsets: Vec<u32>,
	/// The position of each contribution's first word.
	starts: Vec<u32>,
	contributions: Vec<ContributionId>,
}

impl Sequence {
	/// The rank of the contribution that has the word at `position`, from zero.
	pub(super) fn contribution_at(&self, position: u32) -> usize {
		self.starts.partition_point(|&start| start <= position).saturating_sub(1)
	}

	/// The position behind the contribution with this rank.
	pub(super) fn end_of(&self, contribution: usize) -> u32 {
		// The last one ends with the sequence, which is shorter than that.
		self.starts.get(contribution + 1).copied().unwrap_or(u32::MAX)
	}

	/// The identifier of the contribution with this rank.
	pub(super) fn id_of(&self, contribution: usize) -> Option<ContributionId> {
		self.contributions.get(contribution).copied()
	}

	/// The bytes before the word at `position` in its contribution.
	pub(super) fn offset_of(&self, position: u32) -> Option<u32> {
		self.offsets.get(wide(position)).copied()
	}
}

/// Reads the words of `corpus`.
///
/// # Errors
/// [`IndexError::TooLarge`].
pub(super) fn read(corpus: &Corpus<'_>) -> Result<(Lexicon, Sequence), IndexError> {
	// Words are numbered as they come, until all are known and can be sorted.
	let mut arrivals = HashMap::<&[u8], u32>::new();
	let (mut tokens, mut offsets) = (Vec::<u32>::new(), Vec::<u32>::new());
	let (mut starts, mut contributions) = (Vec::new(), Vec::with_capacity(corpus.len()));
	for (id, bytes) in corpus.iter() {
		let mut first = true;
		for word in text::words(bytes) {
			// In canonical bytes, the one byte before a word tells whether a document begins.
			let begins = word.offset.checked_sub(1).and_then(|at| bytes.get(at)) != Some(&b' ');
			if begins && !tokens.is_empty() {
				tokens.push(0);
				offsets.push(0);
			}
			let position = position(tokens.len())?;
			if std::mem::take(&mut first) {
				starts.push(position);
				contributions.push(id);
			}
			let next = u32::try_from(arrivals.len() + 1).map_err(|_| IndexError::TooLarge)?;
			let word_bytes = bytes.get(word.offset..word.offset + word.len).unwrap_or_default();
			tokens.push(*arrivals.entry(word_bytes).or_insert(next));
			offsets.push(u32::try_from(word.offset).map_err(|_| IndexError::TooLarge)?);
		}
	}
	let (lexicon, numbers) = number(arrivals);
	let tokens = tokens
		.into_iter()
		.map(|arrival| numbers.get(wide(arrival)).copied().unwrap_or(SEPARATOR))
		.collect();
	offsets.shrink_to_fit();
	Ok((lexicon, Sequence { tokens, offsets, starts, contributions }))
}

/// The next position of a sequence with `len` tokens, if it may have one more.
fn position(len: usize) -> Result<u32, IndexError> {
	u32::try_from(len)
		.ok()
		.filter(|&position| position < MAX_INDEX_WORDS)
		.ok_or(IndexError::TooLarge)
}

/// The lexicon, and the number of each word by its place in the order of arrival; at zero, where no
/// word arrived, that of separators.
fn number(arrivals: HashMap<&[u8], u32>) -> (Lexicon, Vec<i32>) {
	let mut words = arrivals.into_iter().collect::<Vec<_>>();
	words.sort_unstable();
	let mut numbers = vec![SEPARATOR; words.len() + 1];
	for (number, (_, arrival)) in (1..).zip(&words) {
		if let Some(place) = numbers.get_mut(wide(*arrival)) {
			*place = number;
		}
	}
	(Lexicon::new(words.into_iter().map(|(word, _)| word)), numbers)
}
