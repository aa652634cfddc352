// SPDX-License-Identifier: Apache-2.0
//! The auditor: checks a published attribution by bytes and by rules, and names what is wrong.

use crate::{
	attribution::AttributeError,
	corpus::Corpus,
	spans::{Index, IndexError},
	ENGINE_VERSION,
};
use openledger_primitives::{
	commitment::ContentCommitment,
	evidence::{evidence_root, EvidenceError, EvidenceLeaf, EvidenceTree},
	proof::{AttributionProof, ProofError},
	text,
	vector::AttributionVector,
};
use thiserror::Error;

/// What is wrong with a published attribution. The first thing is named: in what the proof commits
/// to, then in the bytes of each leaf, then what is left out, then what is too much, then offsets,
/// scores and the vector.
///
/// Leaves in findings about omissions are those that should have been published.
/// [`accuse`](Auditor::accuse) makes a challenge of a finding.
#[derive(Error, Clone, PartialEq, Eq, Debug)]
pub enum Finding {
	/// The proof contradicts itself.
	#[error("the proof is malformed: {0}")]
	Proof(#[from] ProofError),
	/// The proof is of another version of the engine, whose rules are not known here.
	#[error("the proof is of engine version {0}")]
	EngineVersion(u32),
	/// The answer is not canonical text of one document.
	#[error("the answer is not one canonical document")]
	AnswerNotCanonical,
	/// The proof commits to another answer.
	#[error("the proof commits to another answer")]
	WrongOutput,
	/// The evidence root is not that of the leaves.
	#[error("the evidence root is not that of the leaves")]
	WrongRoot,
	/// The leaves are too many, not sorted, or out of bounds.
	#[error("the leaves are malformed: {0}")]
	Leaves(#[from] EvidenceError),
	/// The leaf names a contribution that the answer cannot rest on.
	#[error("contribution {} is not in the corpus", .0.contribution)]
	UnknownContribution(EvidenceLeaf),
	/// The leaf's bytes are not the same run of whole words, inside one document, in the answer
	/// and in the contribution.
	#[error("bytes {} to {} of the answer are not at byte {} of contribution {}",
		.0.answer_start, end(.0), .0.content_offset, .0.contribution)]
	FalseEvidence(EvidenceLeaf),
	/// The attribution cannot be recomputed with this minimum number of words.
	#[error("the attribution cannot be recomputed: {0}")]
	NotComputable(#[from] AttributeError),
	/// The span should have been chosen and was not (rules 1 and 2). Its first leaf is named.
	#[error("the span from byte {} to {} of the answer, in contribution {}, is left out",
		.0.answer_start, end(.0), .0.contribution)]
	OmittedSpan(EvidenceLeaf),
	/// The contribution should have been listed for a chosen span and was not (rule 3).
	#[error("contribution {} is left out for the span from byte {} to {} of the answer",
		.0.contribution, .0.answer_start, end(.0))]
	OmittedHolder(EvidenceLeaf),
	/// The leaf is true, and yet not to be listed: its span is too short, part of a longer one, or
	/// one too many, or it has holders enough (rules 1 to 3).
	#[error("the span from byte {} to {} of the answer, in contribution {}, is not to be listed",
		.0.answer_start, end(.0), .0.contribution)]
	SurplusLeaf(EvidenceLeaf),
	/// The contribution has the span earlier (rule 5).
	#[error("the span from byte {} to {} of the answer stands at byte {first} of contribution {}",
		.leaf.answer_start, end(.leaf), .leaf.contribution)]
	WrongOffset {
		/// The published leaf.
		leaf: EvidenceLeaf,
		/// The first occurrence in the contribution, in bytes.
		first: u32,
	},
	/// The leaf's score is another (rule 4).
	#[error("the score {} of contribution {} for the span from byte {} to {} should be {score}",
		.leaf.score, .leaf.contribution, .leaf.answer_start, end(.leaf))]
	WrongScore {
		/// The published leaf.
		leaf: EvidenceLeaf,
		/// The score that follows from the rules.
		score: u64,
	},
	/// The vector does not follow from the leaves.
	#[error("the vector does not follow from the leaves")]
	WrongVector {
		/// The vector that does.
		expected: AttributionVector,
	},
}

/// Checks attributions over one corpus.
#[derive(Clone, Debug)]
pub struct Auditor<'a> {
	corpus: Corpus<'a>,
	index: Index,
}

impl<'a> Auditor<'a> {
	/// Indexes `corpus`, from which all attributions are then recomputed.
	///
	/// # Errors
	/// Every [`IndexError`].
	pub fn new(corpus: Corpus<'a>) -> Result<Self, IndexError> {
		let index = Index::build(&corpus)?;
		Ok(Self { corpus, index })
	}

	/// Checks that `proof` and `leaves` are what the rules give for the canonical bytes `answer`,
	/// with spans of at least `min_words` words. Input, tokens, request and signature are not
	/// looked at.
	///
	/// # Errors
	/// The first [`Finding`].
	pub fn check(
		&self,
		answer: &[u8],
		leaves: &[EvidenceLeaf],
		proof: &AttributionProof,
		min_words: u32,
	) -> Result<(), Finding> {
		let answer = committed(answer, leaves, proof)?;
		let published = EvidenceTree::new(leaves.to_vec())?;
		for leaf in leaves {
			self.check_bytes(answer.as_bytes(), leaf)?;
		}
		let honest = self.index.attribute(answer, min_words)?;
		compare(published.leaves(), honest.leaves())?;
		if proof.vector == *honest.vector() {
			Ok(())
		} else {
			Err(Finding::WrongVector { expected: honest.vector().clone() })
		}
	}

	/// What the answer may rest on.
	pub(crate) fn corpus(&self) -> &Corpus<'a> {
		&self.corpus
	}

	/// Compares the leaf's bytes in the answer and in the contribution.
	fn check_bytes(&self, answer: &[u8], leaf: &EvidenceLeaf) -> Result<(), Finding> {
		let content =
			self.corpus.get(leaf.contribution).ok_or(Finding::UnknownContribution(*leaf))?;
		let said = word_run(answer, leaf.answer_start, leaf.length);
		let written = word_run(content, leaf.content_offset, leaf.length);
		if said.is_some() && said == written {
			Ok(())
		} else {
			Err(Finding::FalseEvidence(*leaf))
		}
	}
}

/// Checks that the proof is of this version, of these leaves and of this answer, and returns that.
fn committed<'b>(
	answer: &'b [u8],
	leaves: &[EvidenceLeaf],
	proof: &AttributionProof,
) -> Result<&'b str, Finding> {
	proof.validate()?;
	if proof.engine_version != ENGINE_VERSION {
		return Err(Finding::EngineVersion(proof.engine_version));
	}
	let canonical = std::str::from_utf8(answer)
		.ok()
		.filter(|answer| text::canonicalize(answer) == *answer)
		.ok_or(Finding::AnswerNotCanonical)?;
	if ContentCommitment::of(answer) != Ok(proof.output) {
		return Err(Finding::WrongOutput);
	}
	if evidence_root(leaves)? != proof.evidence_root {
		return Err(Finding::WrongRoot);
	}
	Ok(canonical)
}

/// Compares published leaves, true ones, with those that the rules give; both are sorted.
fn compare(published: &[EvidenceLeaf], honest: &[EvidenceLeaf]) -> Result<(), Finding> {
	let find = |leaves: &[EvidenceLeaf], leaf: &EvidenceLeaf| {
		let index = leaves.binary_search_by_key(&leaf.key(), EvidenceLeaf::key).ok()?;
		leaves.get(index).copied()
	};
	let omitted = |leaf: &&EvidenceLeaf| find(published, leaf).is_none();
	let has_span = |leaf: &&EvidenceLeaf| published.iter().any(|other| other.has_span_of(leaf));
	if let Some(leaf) = honest.iter().find(|leaf| !has_span(leaf)) {
		return Err(Finding::OmittedSpan(*leaf));
	}
	if let Some(leaf) = honest.iter().find(omitted) {
		return Err(Finding::OmittedHolder(*leaf));
	}
	// No honest leaf is missing, so that leaves of the same keys are pairs of equal rank.
	if let Some(leaf) = published.iter().find(|leaf| find(honest, leaf).is_none()) {
		return Err(Finding::SurplusLeaf(*leaf));
	}
	for (leaf, right) in published.iter().zip(honest) {
		if leaf.content_offset != right.content_offset {
			return Err(Finding::WrongOffset { leaf: *leaf, first: right.content_offset });
		}
	}
	for (leaf, right) in published.iter().zip(honest) {
		if leaf.score != right.score {
			return Err(Finding::WrongScore { leaf: *leaf, score: right.score });
		}
	}
	Ok(())
}

/// The `length` bytes from `start`, if they are whole words of one document.
fn word_run(bytes: &[u8], start: u32, length: u32) -> Option<&[u8]> {
	let start = usize::try_from(start).ok()?;
	let length = usize::try_from(length).ok()?;
	text::is_word_run(bytes, start, length).then(|| bytes.get(start..start + length)).flatten()
}

/// Where the leaf's span ends in the answer.
fn end(leaf: &EvidenceLeaf) -> u32 {
	leaf.answer_end().unwrap_or(u32::MAX)
}
