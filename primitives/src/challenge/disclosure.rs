// SPDX-License-Identifier: Apache-2.0
//! The whole answer and all leaves, shown because somebody asked.

use super::rules::{
	are_leaves, count_spans, expected_vector, is_answer, is_canonical, AnswerWords,
};
use crate::{
	evidence::{spans, EvidenceLeaf},
	traits::Claim,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;

/// What is wrong with a disclosure. But for the first two, it is wrong with the claim.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub enum Fault {
	/// The bytes are not the committed answer.
	OtherAnswer,
	/// The leaves are not all those under the evidence root.
	OtherLeaves,
	/// The answer is not one canonical document.
	NotCanonical,
	/// The leaves break a rule among themselves, or the vector does not follow from them.
	Arithmetic,
	/// A span is not a run of whole words of the answer, or has other words than its scores stand
	/// for.
	Words,
	/// More spans are chosen than the answer's words allow.
	TooManySpans,
}

impl fmt::Display for Fault {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::OtherAnswer => "the bytes are not the committed answer",
			Self::OtherLeaves => "the leaves are not all those under the evidence root",
			Self::NotCanonical => "the answer is not one canonical document",
			Self::Arithmetic => "the vector does not follow from the leaves",
			Self::Words => "the words of a span are not those of its scores",
			Self::TooManySpans => "more spans are chosen than can be",
		})
	}
}

impl core::error::Error for Fault {}

/// Checks all that shows in the answer and its leaves without any contribution: they are the committed
/// ones, the answer is canonical, the vector follows from the leaves, the words of each span are those
/// of its scores, and there are no more spans than can be. Never panics.
///
/// # Errors
/// The first [`Fault`].
pub fn check_disclosure<AccountId>(
	answer: &[u8],
	leaves: &[EvidenceLeaf],
	claim: &Claim<AccountId>,
) -> Result<(), Fault> {
	if !is_answer(answer, claim) {
		return Err(Fault::OtherAnswer);
	}
	if !are_leaves(leaves, claim) {
		return Err(Fault::OtherLeaves);
	}
	if !is_canonical(answer) {
		return Err(Fault::NotCanonical);
	}
	if expected_vector(leaves, claim.min_words).as_ref() != Ok(&claim.vector) {
		return Err(Fault::Arithmetic);
	}
	let words = AnswerWords::of(answer);
	let spans = spans(leaves, claim.min_words).map_err(|_| Fault::Arithmetic)?;
	if spans.iter().any(|span| words.count(span.answer_start, span.length) != Some(span.words)) {
		return Err(Fault::Words);
	}
	if count_spans(leaves) > words.max_spans() {
		return Err(Fault::TooManySpans);
	}
	Ok(())
}
