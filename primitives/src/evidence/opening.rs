// SPDX-License-Identifier: Apache-2.0
//! The bytes behind a leaf: the check that a span stands where the leaf says.

use super::EvidenceLeaf;
use crate::{
	commitment::{CommitmentError, ContentCommitment, RangeProof},
	text,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;

/// Why an opening does not show the span.
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
pub enum OpeningError {
	/// The answer's bytes are not proven.
	Answer(CommitmentError),
	/// The contribution's bytes are not proven.
	Content(CommitmentError),
	/// The answer's bytes are not a run of whole words inside one document.
	AnswerNotAligned,
	/// The contribution's bytes are not a run of whole words inside one document.
	ContentNotAligned,
	/// The two byte strings differ.
	BytesDiffer,
}

impl fmt::Display for OpeningError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Answer(error) => write!(f, "the answer is not proven: {error}"),
			Self::Content(error) => write!(f, "the contribution is not proven: {error}"),
			Self::AnswerNotAligned => f.write_str("the answer's bytes are not whole words"),
			Self::ContentNotAligned => {
				f.write_str("the contribution's bytes are not whole words of one document")
			},
			Self::BytesDiffer => f.write_str("the answer and the contribution differ"),
		}
	}
}

impl core::error::Error for OpeningError {}

/// Chunks of the answer and of the contribution that show one leaf to be true. Each proof covers
/// the span and, where there is one, the byte before and the byte after it.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct SpanOpening {
	/// The answer's chunks.
	pub answer: RangeProof,
	/// The contribution's chunks.
	pub content: RangeProof,
}

impl SpanOpening {
	/// Collects the chunks for `leaf`. Does not look whether the leaf is true.
	///
	/// # Errors
	/// [`OpeningError::Answer`] or [`OpeningError::Content`] when the leaf reaches past the bytes.
	pub fn new(leaf: &EvidenceLeaf, answer: &[u8], content: &[u8]) -> Result<Self, OpeningError> {
		Ok(Self {
			answer: prove_run(answer, leaf.answer_start, leaf.length)
				.map_err(OpeningError::Answer)?,
			content: prove_run(content, leaf.content_offset, leaf.length)
				.map_err(OpeningError::Content)?,
		})
	}

	/// Checks that `leaf` names the same run of whole words, inside one document, in the committed
	/// answer and in the committed contribution, and returns the number of its words. Scores and
	/// who wrote it first are not decided here. Never panics.
	///
	/// # Errors
	/// Every [`OpeningError`].
	pub fn verify(
		&self,
		leaf: &EvidenceLeaf,
		answer: &ContentCommitment,
		content: &ContentCommitment,
	) -> Result<u32, OpeningError> {
		let answer = Window::open(&self.answer, answer, leaf.answer_start, leaf.length)
			.map_err(OpeningError::Answer)?;
		let content = Window::open(&self.content, content, leaf.content_offset, leaf.length)
			.map_err(OpeningError::Content)?;
		let span = answer.word_run().ok_or(OpeningError::AnswerNotAligned)?;
		if content.word_run().ok_or(OpeningError::ContentNotAligned)? != span {
			return Err(OpeningError::BytesDiffer);
		}
		// A span of at most 64 KiB has fewer words than that.
		Ok(u32::try_from(text::words(span).count()).unwrap_or(u32::MAX))
	}
}

/// The chunks of `content` that show the `length` bytes from `start`, with the byte before and the byte
/// after them where there is one: whether a word is cut is seen from those.
///
/// # Errors
/// Those of [`RangeProof::new`].
pub fn prove_run(content: &[u8], start: u32, length: u32) -> Result<RangeProof, CommitmentError> {
	let total = u32::try_from(content.len()).map_err(|_| CommitmentError::ContentTooLong)?;
	let (start, length) = widened(total, start, length)?;
	RangeProof::new(content, start, length)
}

/// The `length` bytes from `start`, if the chunks of [`prove_run`] show that they are a run of whole words
/// inside one document.
pub(crate) fn open_run(
	proof: &RangeProof,
	commitment: &ContentCommitment,
	start: u32,
	length: u32,
) -> Result<Option<Vec<u8>>, CommitmentError> {
	let window = Window::open(proof, commitment, start, length)?;
	Ok(window.word_run().map(<[u8]>::to_vec))
}

/// The range with the byte before and the byte after it, where `total` bytes have them.
fn widened(total: u32, start: u32, length: u32) -> Result<(u32, u32), CommitmentError> {
	if length == 0 {
		return Err(CommitmentError::RangeEmpty);
	}
	let end = start
		.checked_add(length)
		.filter(|&end| end <= total)
		.ok_or(CommitmentError::RangeOutOfBounds)?;
	let start = start.saturating_sub(1);
	let end = end.saturating_add(1).min(total);
	Ok((start, end.saturating_sub(start)))
}

/// Proven bytes with their surroundings.
struct Window {
	bytes: Vec<u8>,
	/// Where the span starts in `bytes`: zero or one.
	skip: usize,
	length: usize,
}

impl Window {
	fn open(
		proof: &RangeProof,
		commitment: &ContentCommitment,
		start: u32,
		length: u32,
	) -> Result<Self, CommitmentError> {
		let (from, widened) = widened(commitment.length, start, length)?;
		let bytes = proof.verify(commitment, from, widened)?;
		let length = usize::try_from(length).map_err(|_| CommitmentError::RangeTooLong)?;
		Ok(Self { bytes, skip: usize::from(from < start), length })
	}

	/// The span, if it is a run of whole words inside one document.
	fn word_run(&self) -> Option<&[u8]> {
		let end = self.skip.checked_add(self.length)?;
		text::is_word_run(&self.bytes, self.skip, self.length)
			.then(|| self.bytes.get(self.skip..end))
			.flatten()
	}
}
