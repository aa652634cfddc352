// SPDX-License-Identifier: Apache-2.0
//! Which runs of the answer become spans (rules 1 and 2).

use openledger_primitives::text::Word;
use std::cmp::Reverse;

/// A run of words of the answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Run {
	/// The first word, from zero.
	pub(super) first: usize,
	/// How many words.
	pub(super) words: usize,
}

/// The runs of at least `min_words` words, above zero, that no earlier run contains; `longest` has
/// the length of the longest run from each word (rule 1).
pub(super) fn candidates(longest: impl Iterator<Item = usize>, min_words: usize) -> Vec<Run> {
	// An earlier run contains a later one exactly when it reaches as far.
	let mut reach = 0;
	longest
		.enumerate()
		.map(|(first, words)| Run { first, words })
		.filter(|run| {
			let end = run.first + run.words;
			let contained = end <= reach;
			reach = reach.max(end);
			!contained && run.words >= min_words
		})
		.collect()
}

/// A run that is a span.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Chosen {
	/// The first word, from zero.
	pub(super) first: usize,
	/// How many words.
	pub(super) words: usize,
	/// The bytes before it in the answer.
	pub(super) start: u32,
	/// Its length in bytes.
	pub(super) length: u32,
}

/// The `most` longest candidates in bytes, ties to the earlier start (rule 2), from left to right.
/// `words` are those of the answer.
pub(super) fn choose(words: &[Word], candidates: &[Run], most: usize) -> Vec<Chosen> {
	let mut chosen = candidates.iter().filter_map(|run| place(words, run)).collect::<Vec<_>>();
	chosen.sort_unstable_by_key(|span| (Reverse(span.length), span.start));
	chosen.truncate(most);
	chosen.sort_unstable_by_key(|span| span.start);
	chosen
}

/// Where a run stands in the answer's bytes; `None` when it has no words, or not those.
fn place(words: &[Word], run: &Run) -> Option<Chosen> {
	let run_words = words.get(run.first..)?.get(..run.words)?;
	let (first, last) = (run_words.first()?, run_words.last()?);
	let end = last.offset.checked_add(last.len)?;
	Some(Chosen {
		first: run.first,
		words: run.words,
		start: u32::try_from(first.offset).ok()?,
		length: u32::try_from(end.checked_sub(first.offset)?).ok()?,
	})
}
