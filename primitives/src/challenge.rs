// SPDX-License-Identifier: Apache-2.0
//! Challenges: what shows a worker's claim about an answer to be false, and what shows that it stands.
//!
//! A [`Fraud`] is decided from bytes alone: whoever holds the answer, the leaves and the contributions
//! can show it in one call. A [`Demand`] can be met by bytes alone: a worker that told the truth
//! has them. Every verifier is pure, never panics, and does work in proportion to the bytes it is given.
//!
//! # Why no honest claim can be shown to be false
//!
//! An honest claim follows the rules of the design, section 5.1, over the contributions of the artifact's
//! snapshots. The only verdict that is not a plain comparison is that of [`OmittedSpan`]. Take any match
//! `m` that no chosen span contains. The longest run from the first word of `m` contains it, and so does
//! the first run of all that contains that one: a candidate `c` (rule 1), since no earlier run contains
//! it. `c` is not chosen, for it contains `m`; hence as many spans as can be are chosen, and all of them
//! come before `c` in the order of rule 2. `c` is longer than `m`, or is `m`, so they come before `m`
//! too. The verifier asks for the opposite.
//!
//! # Why every false list of leaves can be shown to be false
//!
//! Suppose that no [`Fraud`] can be shown and every [`Demand`] is met. Then each listed leaf is
//! true. Each chosen span is a candidate: a longer match around it would come before it, and be
//! contained in no chosen span, as those are not contained in one another. A candidate that is not
//! chosen comes after all the chosen ones, and there are as many of those as can be. So the chosen spans
//! are those of the rules, and holders, offsets, scores and the vector are compared one by one.

mod disclosure;
mod fraud;
mod rules;

pub use disclosure::{check_disclosure, Fault};
pub use fraud::{
	ForeignHolder, Fraud, LaterOccurrence, NotCanonical, OmittedHolder, OmittedSpan, TooManySpans,
	WrongArithmetic, WrongWords,
};
pub use rules::expected_vector;

use crate::{
	commitment::MAX_ANSWER_LEN,
	evidence::{EvidenceLeaf, OpeningError, MAX_LEAVES},
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use polkadot_sdk::{sp_core::ConstU32, sp_runtime::BoundedVec};
use scale_info::TypeInfo;

/// A whole answer, as it was committed.
pub type AnswerBytes = BoundedVec<u8, ConstU32<MAX_ANSWER_LEN>>;

/// All evidence leaves of an answer, as they were committed.
pub type Leaves = BoundedVec<EvidenceLeaf, ConstU32<MAX_LEAVES>>;

/// What a worker is asked to show.
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
pub enum Demand {
	/// The bytes of this leaf, in the answer and in the contribution.
	Leaf(EvidenceLeaf),
	/// The whole answer, and all leaves.
	Disclosure,
}

/// Why a fraud is not shown.
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
pub enum ChallengeError {
	/// The bytes are not the committed answer.
	AnswerMismatch,
	/// The leaves are not all those under the evidence root.
	LeavesMismatch,
	/// The leaf and its path do not lead to the evidence root.
	LeafMismatch,
	/// The match is not one.
	Opening(OpeningError),
	/// The match has fewer words than count.
	TooFewWords,
	/// A chosen span contains the match.
	Covered,
	/// As many spans as can be are chosen, and the match comes before none of them.
	NotAmongLongest,
	/// No such span is chosen.
	SpanNotChosen,
	/// The contribution is listed for the span.
	AlreadyListed,
	/// As many contributions as can be are listed for the span, and all are earlier.
	NotAmongEarliest,
	/// The occurrence is not before the listed one.
	NotEarlier,
	/// The vector is what follows from the leaves.
	ArithmeticHolds,
	/// The leaves break a rule among themselves: that is wrong arithmetic.
	LeavesBreakRules,
	/// The words of the span are those that its scores stand for.
	WordsHold,
	/// No more spans are chosen than can be.
	SpansWithinLimit,
	/// The answer is one canonical document.
	Canonical,
}

impl fmt::Display for ChallengeError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::AnswerMismatch => "the bytes are not the committed answer",
			Self::LeavesMismatch => "the leaves are not all those under the evidence root",
			Self::LeafMismatch => "the leaf and its path do not lead to the evidence root",
			Self::Opening(error) => return write!(f, "the match is not one: {error}"),
			Self::TooFewWords => "the match has fewer words than count",
			Self::Covered => "a chosen span contains the match",
			Self::NotAmongLongest => "all chosen spans come before the match",
			Self::SpanNotChosen => "no such span is chosen",
			Self::AlreadyListed => "the contribution is listed for the span",
			Self::NotAmongEarliest => "all contributions listed for the span are earlier",
			Self::NotEarlier => "the occurrence is not before the listed one",
			Self::ArithmeticHolds => "the vector follows from the leaves",
			Self::LeavesBreakRules => "the leaves break a rule among themselves",
			Self::WordsHold => "the words of the span are those of its scores",
			Self::SpansWithinLimit => "no more spans are chosen than can be",
			Self::Canonical => "the answer is one canonical document",
		})
	}
}

impl core::error::Error for ChallengeError {}

impl From<OpeningError> for ChallengeError {
	fn from(error: OpeningError) -> Self {
		Self::Opening(error)
	}
}
