// SPDX-License-Identifier: Apache-2.0
//! What the engine says about one answer, and the proofs that a challenge asks for.

use openledger_primitives::{
	commitment::{CommitmentError, ContentCommitment},
	evidence::{
		span_vector, spans, EvidenceError, EvidenceLeaf, EvidenceTree, OpeningError, Span,
		SpanOpening,
	},
	vector::AttributionVector,
};
use thiserror::Error;

/// Why an answer cannot be attributed.
#[derive(Error, Clone, Copy, PartialEq, Eq, Debug)]
pub enum AttributeError {
	/// The canonical answer has this many bytes, more than 64 KiB.
	#[error("the answer has {0} canonical bytes, more than 64 KiB")]
	AnswerTooLong(usize),
	/// Spans of no words are no evidence.
	#[error("the minimum number of words is zero")]
	NoMinimum,
	/// The answer cannot be committed; never for one that is not too long.
	#[error("answer: {0}")]
	Answer(#[from] CommitmentError),
	/// The leaves break a rule; never those of an index.
	#[error("evidence: {0}")]
	Evidence(#[from] EvidenceError),
}

/// An answer and whose contributions it rests on. Everything in it follows from the canonical
/// answer, the corpus and the minimum number of words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attribution {
	answer: String,
	output: ContentCommitment,
	evidence: EvidenceTree,
	spans: Vec<Span>,
	vector: AttributionVector,
}

impl Attribution {
	/// Takes a canonical answer and its leaves, sorted.
	pub(crate) fn new(
		answer: String,
		leaves: Vec<EvidenceLeaf>,
		min_words: u32,
	) -> Result<Self, AttributeError> {
		let output = ContentCommitment::of(answer.as_bytes())?;
		let spans = spans(&leaves, min_words)?;
		let vector = span_vector(&leaves, min_words)?;
		let evidence = EvidenceTree::new(leaves)?;
		Ok(Self { answer, output, evidence, spans, vector })
	}

	/// The canonical answer, one document.
	pub fn answer(&self) -> &str {
		&self.answer
	}

	/// The commitment to the canonical answer.
	pub fn output(&self) -> ContentCommitment {
		self.output
	}

	/// The evidence tree: its root, and what shows that a leaf is present, that one is absent, or
	/// that no span contains some bytes.
	pub fn evidence(&self) -> &EvidenceTree {
		&self.evidence
	}

	/// The evidence leaves, at most 256, sorted.
	pub fn leaves(&self) -> &[EvidenceLeaf] {
		self.evidence.leaves()
	}

	/// The spans from left to right, at most 32, for display.
	pub fn spans(&self) -> &[Span] {
		&self.spans
	}

	/// What a span of this answer says; `None` for one of another answer that does not fit in.
	pub fn text(&self, span: &Span) -> Option<&str> {
		self.slice(span.answer_start, span.length)
	}

	/// The `length` bytes from `start` of the answer; `None` where they are not all there.
	pub fn slice(&self, start: u32, length: u32) -> Option<&str> {
		let start = usize::try_from(start).ok()?;
		let end = start.checked_add(usize::try_from(length).ok()?)?;
		self.answer.get(start..end)
	}

	/// Shares of contributions and the residual, which is everything when no span was found.
	pub fn vector(&self) -> &AttributionVector {
		&self.vector
	}

	/// The chunks of the answer and of `content`, the canonical bytes of the leaf's contribution,
	/// that show `leaf` to be true: what a worker answers to a challenge of false evidence.
	///
	/// # Errors
	/// [`OpeningError::Answer`] or [`OpeningError::Content`] when the leaf reaches past the bytes.
	pub fn open(&self, leaf: &EvidenceLeaf, content: &[u8]) -> Result<SpanOpening, OpeningError> {
		SpanOpening::new(leaf, self.answer.as_bytes(), content)
	}
}
