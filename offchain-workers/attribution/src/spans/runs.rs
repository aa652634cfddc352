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

/// The runs that none of the others contains, from left to right, none twice (rule 1).
///
/// Segments may be asked one by one: a run that no earlier one contains is the longest from its word
/// in some segment, and there, too, no earlier one contains it.
pub(super) fn outermost(mut runs: Vec<Run>) -> Vec<Run> {
	runs.sort_unstable_by_key(|run| (run.first, Reverse(run.words)));
	// One that comes later in this order is contained exactly when another reaches as far.
	let mut reach = 0;
	runs.retain(|run| {
		let end = run.first + run.words;
		let contained = end <= reach;
		reach = reach.max(end);
		!contained
	});
	runs
}

/// A run and its place in the answer's bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Placed {
	pub(super) run: Run,
	/// The bytes before it in the answer.
	pub(super) start: u32,
	/// Its length in bytes.
	pub(super) length: u32,
}

/// Where a run stands in the bytes of the answer, whose words are `words`; `None` when it has no
/// words, or not those.
pub(super) fn place(words: &[Word], run: &Run) -> Option<Placed> {
	let run_words = words.get(run.first..)?.get(..run.words)?;
	let (first, last) = (run_words.first()?, run_words.last()?);
	let end = last.offset.checked_add(last.len)?;
	Some(Placed {
		run: *run,
		start: u32::try_from(first.offset).ok()?,
		length: u32::try_from(end.checked_sub(first.offset)?).ok()?,
	})
}

/// The `most` longest candidates in bytes, ties to the earlier start (rule 2), from left to right.
pub(super) fn choose(mut candidates: Vec<Placed>, most: usize) -> Vec<Placed> {
	candidates.sort_unstable_by_key(|span| (Reverse(span.length), span.start));
	candidates.truncate(most);
	candidates.sort_unstable_by_key(|span| span.start);
	candidates
}
