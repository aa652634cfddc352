// SPDX-License-Identifier: Apache-2.0
//! From the leaves back to spans, and to the span part of the attribution vector.

use super::{
	score::{equal_parts, word_score},
	EvidenceError, EvidenceLeaf, MAX_LEAVES, MAX_SPANS,
};
use crate::vector::AttributionVector;
use alloc::vec::Vec;

/// A chosen span, as its leaves claim it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
	/// Where it starts in the answer, in bytes.
	pub answer_start: u32,
	/// Its length in bytes.
	pub length: u32,
	/// How many words its scores stand for.
	pub words: u32,
	/// How many contributions are listed for it.
	pub holders: u32,
}

/// Checks that there are at most [`MAX_LEAVES`] leaves.
pub(super) fn check_count(leaves: &[EvidenceLeaf]) -> Result<(), EvidenceError> {
	match u32::try_from(leaves.len()) {
		Ok(count) if count <= MAX_LEAVES => Ok(()),
		_ => Err(EvidenceError::TooManyLeaves),
	}
}

/// Checks that there are at most [`MAX_LEAVES`] leaves, in strictly ascending order, each within
/// bounds.
pub(super) fn check_order(leaves: &[EvidenceLeaf]) -> Result<(), EvidenceError> {
	check_count(leaves)?;
	if !leaves.iter().all(EvidenceLeaf::is_in_bounds) {
		return Err(EvidenceError::OutOfBounds);
	}
	if leaves.is_sorted_by(|left, right| left.key() < right.key()) {
		Ok(())
	} else {
		Err(EvidenceError::NotSorted)
	}
}

/// The spans that `leaves` claim, from left to right, after a check of every rule that shows in the
/// leaves alone. `min_words` is the shortest span's number of words, a parameter of the chain.
///
/// # Errors
/// Every [`EvidenceError`] but the three about proofs.
pub fn spans(leaves: &[EvidenceLeaf], min_words: u32) -> Result<Vec<Span>, EvidenceError> {
	check_order(leaves)?;
	let mut spans = Vec::<Span>::new();
	let mut last_end = None;
	for group in leaves.chunk_by(EvidenceLeaf::has_span_of) {
		let Some(first) = group.first() else { continue };
		let contained = spans.last().is_some_and(|span| first.answer_start <= span.answer_start)
			|| last_end.is_some_and(|end| first.answer_end() <= end);
		if contained {
			return Err(EvidenceError::ContainedSpan);
		}
		last_end = Some(first.answer_end());
		let holders = u32::try_from(group.len()).map_err(|_| EvidenceError::TooManyHolders)?;
		let word_score = word_score(holders).ok_or(EvidenceError::TooManyHolders)?;
		let words = words(group, holders, word_score, min_words)
			.filter(|&words| words <= first.length.div_ceil(2))
			.ok_or(EvidenceError::WrongScore)?;
		spans.push(Span { answer_start: first.answer_start, length: first.length, words, holders });
	}
	if u32::try_from(spans.len()).map_or(true, |count| count > MAX_SPANS) {
		return Err(EvidenceError::TooManySpans);
	}
	Ok(spans)
}

/// The number of words for which the leaves of one span have exactly these scores.
fn words(group: &[EvidenceLeaf], holders: u32, word_score: u64, min_words: u32) -> Option<u32> {
	let score = group.iter().try_fold(0u64, |sum, leaf| sum.checked_add(leaf.score))?;
	if score == 0 || score % word_score != 0 {
		return None;
	}
	if !group.iter().map(|leaf| leaf.score).eq(equal_parts(score, holders)?) {
		return None;
	}
	let beyond = u32::try_from(score / word_score).ok()?.checked_sub(1)?;
	min_words.checked_add(beyond)
}

/// The span part of the attribution vector: each contribution's scores added up, and made shares
/// by [`AttributionVector::from_scores`].
///
/// # Errors
/// As [`spans`].
pub fn span_vector(
	leaves: &[EvidenceLeaf],
	min_words: u32,
) -> Result<AttributionVector, EvidenceError> {
	spans(leaves, min_words)?;
	// The checked scores of 32 spans stay far below 64 bits.
	AttributionVector::from_scores(leaves.iter().map(|leaf| (leaf.contribution, leaf.score)))
		.map_err(|_| EvidenceError::WrongScore)
}
