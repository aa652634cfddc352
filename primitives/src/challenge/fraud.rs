// SPDX-License-Identifier: Apache-2.0
//! Frauds that are shown in one step.

use super::{
	rules::{
		count_spans, ensure_answer, ensure_leaf, ensure_leaves, expected_vector, is_canonical,
		AnswerWords,
	},
	AnswerBytes, ChallengeError, Leaves,
};
use crate::{
	commitment::{ContentCommitment, RangeProof},
	evidence::{open_run, spans, EvidenceLeaf, LeafProof, OpeningError, SpanOpening, MAX_HOLDERS},
	ids::ContributionId,
	text,
	traits::{Claim, SlashReason},
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::cmp::Reverse;
use scale_info::TypeInfo;

/// A fraud, with the bytes that show it.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub enum Fraud {
	/// A match that should have been chosen is not (rules 1 and 2).
	OmittedSpan(OmittedSpan),
	/// A contribution that should have been listed for a chosen span is not (rule 3).
	OmittedHolder(OmittedHolder),
	/// A listed contribution has the span earlier than is said (rule 5).
	LaterOccurrence(LaterOccurrence),
	/// The leaves break a rule among themselves, or the vector does not follow from them (rule 4).
	WrongArithmetic(WrongArithmetic),
	/// A span's words in the answer are not those that its scores stand for (rules 1 and 4).
	WrongWords(WrongWords),
	/// More spans are chosen than the answer's words allow (rule 2).
	TooManySpans(TooManySpans),
	/// A listed contribution is in none of the artifact's snapshots.
	ForeignHolder(ForeignHolder),
	/// The answer is not one canonical document.
	NotCanonical(NotCanonical),
}

impl Fraud {
	/// The reason for which it is punished.
	pub fn reason(&self) -> SlashReason {
		match self {
			Self::OmittedSpan(_) | Self::OmittedHolder(_) => SlashReason::OmittedEvidence,
			Self::LaterOccurrence(_) | Self::WrongWords(_) | Self::ForeignHolder(_) => {
				SlashReason::FalseEvidence
			},
			Self::WrongArithmetic(_) | Self::TooManySpans(_) => SlashReason::WrongArithmetic,
			Self::NotCanonical(_) => SlashReason::NotCanonical,
		}
	}
}

/// A match of the answer in a contribution, and all leaves, among which it should be.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct OmittedSpan {
	/// The whole answer: how many spans can be chosen depends on its words.
	pub answer: AnswerBytes,
	/// All leaves.
	pub leaves: Leaves,
	/// Where the match starts in the answer, in bytes.
	pub answer_start: u32,
	/// Its length in bytes.
	pub length: u32,
	/// The contribution, which is in one of the artifact's snapshots.
	pub contribution: ContributionId,
	/// Where the match starts in it, in bytes.
	pub content_offset: u32,
	/// The contribution's chunks ([`crate::evidence::prove_run`]).
	pub content: RangeProof,
}

impl OmittedSpan {
	/// Checks that the match should have been chosen and is not. That one of the artifact's snapshots
	/// includes the contribution, committed as `content`, is the caller's to check. Never panics.
	///
	/// # Errors
	/// [`ChallengeError::AnswerMismatch`], [`ChallengeError::LeavesMismatch`],
	/// [`ChallengeError::Opening`], [`ChallengeError::TooFewWords`], [`ChallengeError::Covered`] or
	/// [`ChallengeError::NotAmongLongest`].
	pub fn verify<AccountId>(
		&self,
		claim: &Claim<AccountId>,
		content: &ContentCommitment,
	) -> Result<(), ChallengeError> {
		ensure_answer(&self.answer, claim)?;
		ensure_leaves(&self.leaves, claim)?;
		let run = self.run().ok_or(OpeningError::AnswerNotAligned)?;
		let words = AnswerWords::of(&self.answer);
		if words.count(self.answer_start, self.length) < Some(claim.min_words) {
			return Err(ChallengeError::TooFewWords);
		}
		self.ensure_omitted(words.max_spans())?;
		let written = open_run(&self.content, content, self.content_offset, self.length)
			.map_err(OpeningError::Content)?
			.ok_or(OpeningError::ContentNotAligned)?;
		if run == written {
			Ok(())
		} else {
			Err(OpeningError::BytesDiffer.into())
		}
	}

	/// The match's bytes in the answer, if they are whole words of one document.
	fn run(&self) -> Option<&[u8]> {
		let start = usize::try_from(self.answer_start).ok()?;
		let length = usize::try_from(self.length).ok()?;
		let end = start.checked_add(length)?;
		text::is_word_run(&self.answer, start, length)
			.then(|| self.answer.get(start..end))
			.flatten()
	}

	/// Checks that no chosen span contains the match, and that fewer than `most` are chosen, or the
	/// match comes before the last of them: more bytes first, then the earlier start.
	fn ensure_omitted(&self, most: u32) -> Result<(), ChallengeError> {
		let end = self.answer_start.saturating_add(self.length);
		let contains = |leaf: &EvidenceLeaf| {
			leaf.answer_start <= self.answer_start && leaf.answer_end().is_some_and(|to| end <= to)
		};
		if self.leaves.iter().any(contains) {
			return Err(ChallengeError::Covered);
		}
		let last = self.leaves.iter().map(|leaf| (Reverse(leaf.length), leaf.answer_start)).max();
		let comes_before =
			last.is_some_and(|last| (Reverse(self.length), self.answer_start) < last);
		if count_spans(&self.leaves) < most || comes_before {
			Ok(())
		} else {
			Err(ChallengeError::NotAmongLongest)
		}
	}
}

/// An occurrence of a chosen span in a contribution, and all leaves, among which it should be.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct OmittedHolder {
	/// All leaves.
	pub leaves: Leaves,
	/// Where the span starts in the answer, in bytes.
	pub answer_start: u32,
	/// Its length in bytes.
	pub length: u32,
	/// The contribution, which is in one of the artifact's snapshots.
	pub contribution: ContributionId,
	/// Where the span starts in it, in bytes; any occurrence will do.
	pub content_offset: u32,
	/// Chunks of the answer and of the contribution.
	pub opening: SpanOpening,
}

impl OmittedHolder {
	/// Checks that the contribution should have been listed for the span and is not. That one of the
	/// artifact's snapshots includes it, committed as `content`, is the caller's to check. Never panics.
	///
	/// # Errors
	/// [`ChallengeError::LeavesMismatch`], [`ChallengeError::SpanNotChosen`],
	/// [`ChallengeError::AlreadyListed`], [`ChallengeError::NotAmongEarliest`] or
	/// [`ChallengeError::Opening`].
	pub fn verify<AccountId>(
		&self,
		claim: &Claim<AccountId>,
		content: &ContentCommitment,
	) -> Result<(), ChallengeError> {
		ensure_leaves(&self.leaves, claim)?;
		let omitted = EvidenceLeaf {
			answer_start: self.answer_start,
			length: self.length,
			contribution: self.contribution,
			content_offset: self.content_offset,
			score: 0,
		};
		let listed = || self.leaves.iter().filter(|leaf| leaf.has_span_of(&omitted));
		let last =
			listed().map(|leaf| leaf.contribution).max().ok_or(ChallengeError::SpanNotChosen)?;
		if listed().any(|leaf| leaf.contribution == self.contribution) {
			return Err(ChallengeError::AlreadyListed);
		}
		let full = u32::try_from(listed().count()).map_or(true, |count| count >= MAX_HOLDERS);
		if full && last < self.contribution {
			return Err(ChallengeError::NotAmongEarliest);
		}
		self.opening.verify(&omitted, &claim.output, content)?;
		Ok(())
	}
}

/// A leaf, and an occurrence of its span that is earlier in its contribution.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct LaterOccurrence {
	/// The leaf.
	pub leaf: LeafProof,
	/// The number of leaves under the evidence root.
	pub count: u32,
	/// Where the span starts in the contribution before that, in bytes; any such occurrence will do.
	pub content_offset: u32,
	/// Chunks of the answer and of the contribution.
	pub opening: SpanOpening,
}

impl LaterOccurrence {
	/// Checks that the contribution, committed as `content`, has the span earlier than the leaf says.
	/// Never panics.
	///
	/// # Errors
	/// [`ChallengeError::LeafMismatch`], [`ChallengeError::NotEarlier`] or
	/// [`ChallengeError::Opening`].
	pub fn verify<AccountId>(
		&self,
		claim: &Claim<AccountId>,
		content: &ContentCommitment,
	) -> Result<(), ChallengeError> {
		ensure_leaf(&self.leaf, self.count, claim)?;
		let leaf = self.leaf.leaf;
		if self.content_offset >= leaf.content_offset {
			return Err(ChallengeError::NotEarlier);
		}
		let earlier = EvidenceLeaf { content_offset: self.content_offset, ..leaf };
		self.opening.verify(&earlier, &claim.output, content)?;
		Ok(())
	}
}

/// All leaves, from which another vector follows, or none.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct WrongArithmetic {
	/// All leaves.
	pub leaves: Leaves,
}

impl WrongArithmetic {
	/// Checks that the leaves break a rule among themselves, or the vector does not follow from them.
	/// Never panics.
	///
	/// # Errors
	/// [`ChallengeError::LeavesMismatch`] or [`ChallengeError::ArithmeticHolds`].
	pub fn verify<AccountId>(&self, claim: &Claim<AccountId>) -> Result<(), ChallengeError> {
		ensure_leaves(&self.leaves, claim)?;
		if expected_vector(&self.leaves, claim.min_words).as_ref() == Ok(&claim.vector) {
			Err(ChallengeError::ArithmeticHolds)
		} else {
			Ok(())
		}
	}
}

/// The answer and all leaves, with a span whose words are others than its scores stand for.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct WrongWords {
	/// The whole answer.
	pub answer: AnswerBytes,
	/// All leaves.
	pub leaves: Leaves,
	/// Which span, counted from the left and from zero.
	pub span: u32,
}

impl WrongWords {
	/// Checks that the span is not a run of whole words of the answer, or has other words than its
	/// scores stand for. Those are never fewer than the fewest that count. Never panics.
	///
	/// # Errors
	/// [`ChallengeError::AnswerMismatch`], [`ChallengeError::LeavesMismatch`],
	/// [`ChallengeError::LeavesBreakRules`], [`ChallengeError::SpanNotChosen`] or
	/// [`ChallengeError::WordsHold`].
	pub fn verify<AccountId>(&self, claim: &Claim<AccountId>) -> Result<(), ChallengeError> {
		ensure_answer(&self.answer, claim)?;
		ensure_leaves(&self.leaves, claim)?;
		let spans =
			spans(&self.leaves, claim.min_words).map_err(|_| ChallengeError::LeavesBreakRules)?;
		let span = usize::try_from(self.span)
			.ok()
			.and_then(|index| spans.get(index))
			.ok_or(ChallengeError::SpanNotChosen)?;
		let words = AnswerWords::of(&self.answer).count(span.answer_start, span.length);
		if words == Some(span.words) {
			Err(ChallengeError::WordsHold)
		} else {
			Ok(())
		}
	}
}

/// The answer and all leaves, with more spans than its words allow.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct TooManySpans {
	/// The whole answer.
	pub answer: AnswerBytes,
	/// All leaves.
	pub leaves: Leaves,
}

impl TooManySpans {
	/// Checks that more spans are chosen than the answer's words allow. Never panics.
	///
	/// # Errors
	/// [`ChallengeError::AnswerMismatch`], [`ChallengeError::LeavesMismatch`] or
	/// [`ChallengeError::SpansWithinLimit`].
	pub fn verify<AccountId>(&self, claim: &Claim<AccountId>) -> Result<(), ChallengeError> {
		ensure_answer(&self.answer, claim)?;
		ensure_leaves(&self.leaves, claim)?;
		if count_spans(&self.leaves) > AnswerWords::of(&self.answer).max_spans() {
			Ok(())
		} else {
			Err(ChallengeError::SpansWithinLimit)
		}
	}
}

/// A leaf whose contribution the answer cannot rest on.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct ForeignHolder {
	/// The leaf.
	pub leaf: LeafProof,
	/// The number of leaves under the evidence root.
	pub count: u32,
}

impl ForeignHolder {
	/// The listed contribution. That it is in none of the artifact's snapshots is the caller's to check.
	/// Never panics.
	///
	/// # Errors
	/// [`ChallengeError::LeafMismatch`].
	pub fn verify<AccountId>(
		&self,
		claim: &Claim<AccountId>,
	) -> Result<ContributionId, ChallengeError> {
		ensure_leaf(&self.leaf, self.count, claim)?;
		Ok(self.leaf.leaf.contribution)
	}
}

/// The answer, which is not what canonical text is.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct NotCanonical {
	/// The whole answer.
	pub answer: AnswerBytes,
}

impl NotCanonical {
	/// Checks that the answer is not UTF-8, not canonical, or more than one document. Never panics.
	///
	/// # Errors
	/// [`ChallengeError::AnswerMismatch`] or [`ChallengeError::Canonical`].
	pub fn verify<AccountId>(&self, claim: &Claim<AccountId>) -> Result<(), ChallengeError> {
		ensure_answer(&self.answer, claim)?;
		if is_canonical(&self.answer) {
			Err(ChallengeError::Canonical)
		} else {
			Ok(())
		}
	}
}
