// SPDX-License-Identifier: Apache-2.0
//! Evidence for the spans of an answer: what it says literally, and who wrote that.
//!
//! The leaves of an answer are sorted by answer start, length and contribution, and committed in a
//! Merkle tree ([`crate::merkle`], domain `Evidence`). A leaf is shown by its path, the absence of
//! one by its two neighbours, and the span part of the attribution vector is recomputed from all
//! leaves in one bounded call. Everything here is integer arithmetic on bytes.
//!
//! The rules that a list of leaves must obey (numbers as in the design, section 5.1):
//!
//! - at most [`MAX_SPANS`] spans (rule 2), each listed for at most [`MAX_HOLDERS`] contributions
//!   (rule 3), so at most [`MAX_LEAVES`] leaves (rule 5);
//! - of two spans the later one starts later and ends later, since no span contains another
//!   (rule 1);
//! - the scores of a span's leaves are those of [`holder_scores`] for some number of words that
//!   its bytes can hold (rule 4).
//!
//! How many words a span has is seen from the bytes alone: [`SpanOpening::verify`] returns it.

mod opening;
mod score;
mod span;
mod tree;

pub(crate) use opening::open_run;
pub use opening::{prove_run, OpeningError, SpanOpening};
pub use score::{holder_scores, max_spans, span_score, SCORE_BY_HOLDERS};
pub use span::{span_vector, spans, Span};
pub use tree::{evidence_root, AbsenceProof, EvidenceTree, LeafProof};

use crate::{
	commitment::{MAX_ANSWER_LEN, MAX_CONTENT_LEN},
	ids::ContributionId,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;

/// The most spans that are chosen in one answer (rule 2).
pub const MAX_SPANS: u32 = 32;
/// The most contributions that are listed for one span (rule 3).
pub const MAX_HOLDERS: u32 = 8;
/// The most leaves of one answer (rule 5).
pub const MAX_LEAVES: u32 = MAX_SPANS * MAX_HOLDERS;
/// The longest path of a leaf: `ceil(log2(MAX_LEAVES))` hashes.
pub const MAX_LEAF_PATH: u32 = 8;

/// One span of the answer in one contribution (rule 5). Offsets and lengths count bytes of the
/// canonical forms.
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct EvidenceLeaf {
	/// Where the span starts in the answer.
	pub answer_start: u32,
	/// Its length.
	pub length: u32,
	/// A contribution that contains it inside one document.
	pub contribution: ContributionId,
	/// Where it first occurs in that contribution.
	pub content_offset: u32,
	/// This contribution's part of the span's score, in 2^-32 of a word's worth for a sole holder.
	pub score: u64,
}

/// What leaves are sorted by, and what no two of them share.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct LeafKey {
	/// Where the span starts in the answer.
	pub answer_start: u32,
	/// Its length.
	pub length: u32,
	/// The contribution.
	pub contribution: ContributionId,
}

impl EvidenceLeaf {
	/// The key that leaves are sorted by.
	pub fn key(&self) -> LeafKey {
		LeafKey {
			answer_start: self.answer_start,
			length: self.length,
			contribution: self.contribution,
		}
	}

	/// The first byte of the answer after the span; `None` past `u32::MAX`.
	pub fn answer_end(&self) -> Option<u32> {
		self.answer_start.checked_add(self.length)
	}

	/// Whether both leaves are of one span of the answer.
	pub fn has_span_of(&self, other: &Self) -> bool {
		(self.answer_start, self.length) == (other.answer_start, other.length)
	}

	/// Whether the span has bytes, and lies within the limits of answers and contributions.
	fn is_in_bounds(&self) -> bool {
		let content_end = self.content_offset.checked_add(self.length);
		self.length > 0
			&& self.answer_end().is_some_and(|end| end <= MAX_ANSWER_LEN)
			&& content_end.is_some_and(|end| end <= MAX_CONTENT_LEN)
	}
}

/// Why evidence is not valid.
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
pub enum EvidenceError {
	/// More than [`MAX_LEAVES`] leaves.
	TooManyLeaves,
	/// More than [`MAX_SPANS`] spans.
	TooManySpans,
	/// More than [`MAX_HOLDERS`] contributions for one span.
	TooManyHolders,
	/// The leaves are not in strictly ascending order.
	NotSorted,
	/// A leaf reaches past the limits of answers or contributions, or its span is empty.
	OutOfBounds,
	/// One span contains another.
	ContainedSpan,
	/// The scores of a span are not those of any number of words that it can hold.
	WrongScore,
	/// A leaf and its path do not lead to the root.
	LeafMismatch,
	/// The neighbours are not next to each other, or not at the end where one is missing.
	NotNeighbours,
	/// What should be absent lies not between the neighbours, or is covered by one.
	NotAbsent,
}

impl fmt::Display for EvidenceError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::TooManyLeaves => "more than 256 leaves",
			Self::TooManySpans => "more than 32 spans",
			Self::TooManyHolders => "more than 8 contributions for one span",
			Self::NotSorted => "the leaves are not in strictly ascending order",
			Self::OutOfBounds => "a leaf is empty or out of bounds",
			Self::ContainedSpan => "one span contains another",
			Self::WrongScore => "the scores of a span fit no number of words",
			Self::LeafMismatch => "a leaf and its path do not lead to the root",
			Self::NotNeighbours => "the leaves are not neighbours",
			Self::NotAbsent => "the neighbours do not show an absence",
		})
	}
}

impl core::error::Error for EvidenceError {}
