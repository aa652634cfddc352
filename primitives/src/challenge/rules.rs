// SPDX-License-Identifier: Apache-2.0
//! The rules that show in the committed bytes, each in one place.

use super::ChallengeError;
use crate::{
	commitment::ContentCommitment,
	evidence::{evidence_root, max_spans, span_vector, EvidenceError, EvidenceLeaf, LeafProof},
	text::{self, Word},
	traits::Claim,
	vector::AttributionVector,
};
use alloc::vec::Vec;

/// The vector that a claim with these leaves must have. Spans are the only signal: where others are
/// mixed in, it is here.
///
/// # Errors
/// When the leaves break a rule among themselves.
pub fn expected_vector(
	leaves: &[EvidenceLeaf],
	min_words: u32,
) -> Result<AttributionVector, EvidenceError> {
	span_vector(leaves, min_words)
}

pub(super) fn is_answer<AccountId>(answer: &[u8], claim: &Claim<AccountId>) -> bool {
	// The lengths first: they cost nothing.
	u32::try_from(answer.len()) == Ok(claim.output.length)
		&& ContentCommitment::of(answer) == Ok(claim.output)
}

pub(super) fn ensure_answer<AccountId>(
	answer: &[u8],
	claim: &Claim<AccountId>,
) -> Result<(), ChallengeError> {
	is_answer(answer, claim).then_some(()).ok_or(ChallengeError::AnswerMismatch)
}

pub(super) fn are_leaves<AccountId>(leaves: &[EvidenceLeaf], claim: &Claim<AccountId>) -> bool {
	evidence_root(leaves) == Ok(claim.evidence_root)
}

pub(super) fn ensure_leaves<AccountId>(
	leaves: &[EvidenceLeaf],
	claim: &Claim<AccountId>,
) -> Result<(), ChallengeError> {
	are_leaves(leaves, claim).then_some(()).ok_or(ChallengeError::LeavesMismatch)
}

pub(super) fn ensure_leaf<AccountId>(
	leaf: &LeafProof,
	count: u32,
	claim: &Claim<AccountId>,
) -> Result<(), ChallengeError> {
	leaf.verify(&claim.evidence_root, count).map_err(|_| ChallengeError::LeafMismatch)
}

/// Whether `answer` is one canonical document. A line feed is white space to canonical text, so an
/// answer of two documents is not.
pub(super) fn is_canonical(answer: &[u8]) -> bool {
	core::str::from_utf8(answer).is_ok_and(|answer| text::canonicalize(answer) == answer)
}

/// The number of different spans of sorted leaves.
pub(super) fn count_spans(leaves: &[EvidenceLeaf]) -> u32 {
	saturated(leaves.chunk_by(EvidenceLeaf::has_span_of).count())
}

/// The words of an answer.
pub(super) struct AnswerWords(Vec<Word>);

impl AnswerWords {
	pub(super) fn of(answer: &[u8]) -> Self {
		Self(text::words(answer).collect())
	}

	/// The most spans that can be chosen (rule 2).
	pub(super) fn max_spans(&self) -> u32 {
		max_spans(saturated(self.0.len()))
	}

	/// The number of words of the `length` bytes from `start`; `None` unless they begin where a word
	/// begins, and end where one ends. An answer that is canonical has no line feed among them.
	pub(super) fn count(&self, start: u32, length: u32) -> Option<u32> {
		let start = usize::try_from(start).ok()?;
		let end = start.checked_add(usize::try_from(length).ok()?)?;
		let first = self.0.binary_search_by_key(&start, |word| word.offset).ok()?;
		let after = self.0.partition_point(|word| word.offset < end);
		let last = self.0.get(after.checked_sub(1)?)?;
		let ends_there = last.offset.checked_add(last.len) == Some(end);
		ends_there.then(|| saturated(after.saturating_sub(first)))
	}
}

/// Counts of at most 64 KiB fit in 32 bits.
fn saturated(count: usize) -> u32 {
	u32::try_from(count).unwrap_or(u32::MAX)
}
