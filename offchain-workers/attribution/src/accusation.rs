// SPDX-License-Identifier: Apache-2.0
//! From what the auditor finds to the challenge that the chain decides.

use crate::audit::{Auditor, Finding};
use openledger_primitives::{
	challenge::{
		AnswerBytes, ForeignHolder, Fraud, LaterOccurrence, Leaves, NotCanonical, OmittedHolder,
		OmittedSpan, TooManySpans, WrongArithmetic, WrongWords,
	},
	commitment::ContentCommitment,
	evidence::{prove_run, EvidenceLeaf, EvidenceTree, LeafProof, SpanOpening, MAX_SPANS},
	ids::ContributionId,
	proof::AttributionProof,
	traits::Claim,
};

/// What to submit to `pallet-challenges` against an attribution, beside the subject: each variant is a call
/// with its arguments.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Accusation {
	/// `prove_fraud`: the bytes that show the attribution to be false, at once. They have been checked as
	/// the chain will check them.
	Fraud(Box<Fraud>),
	/// `challenge_leaf`: the worker cannot show the bytes of this leaf, and loses by its silence.
	Leaf {
		/// The leaf, and its place among all.
		leaf: LeafProof,
		/// How many leaves there are.
		count: u32,
	},
	/// `challenge_disclosure`: the worker has to show the committed answer and its leaves, or loses by its
	/// silence.
	Disclosure,
}

impl Auditor<'_> {
	/// [`Self::check`], and what to submit when something is wrong. `None` beside a finding when the chain
	/// takes no such proof, or this auditor cannot judge it: nobody needs to be accused then.
	///
	/// # Errors
	/// The first [`Finding`] with its accusation.
	pub fn accuse(
		&self,
		answer: &[u8],
		leaves: &[EvidenceLeaf],
		proof: &AttributionProof,
		min_words: u32,
	) -> Result<(), (Finding, Option<Accusation>)> {
		self.check(answer, leaves, proof, min_words).map_err(|finding| {
			let accusation = Case::new(self, answer, leaves, proof, min_words).against(&finding);
			(finding, accusation)
		})
	}
}

/// A claim, and all that is known of it.
struct Case<'a> {
	auditor: &'a Auditor<'a>,
	answer: &'a [u8],
	leaves: &'a [EvidenceLeaf],
	claim: Claim<()>,
}

impl<'a> Case<'a> {
	fn new(
		auditor: &'a Auditor<'a>,
		answer: &'a [u8],
		leaves: &'a [EvidenceLeaf],
		proof: &AttributionProof,
		min_words: u32,
	) -> Self {
		let claim = Claim {
			worker: (),
			artifact: proof.artifact,
			output: proof.output,
			vector: proof.vector.clone(),
			evidence_root: proof.evidence_root,
			min_words,
		};
		Self { auditor, answer, leaves, claim }
	}

	fn against(&self, finding: &Finding) -> Option<Accusation> {
		let by_finding = match finding {
			Finding::Proof(_) | Finding::EngineVersion(_) | Finding::NotComputable(_) => {
				return None
			},
			// What was handed out is not what was committed: the worker has to show that.
			Finding::WrongOutput | Finding::WrongRoot | Finding::Leaves(_) => {
				return Some(Accusation::Disclosure);
			},
			Finding::FalseEvidence(leaf) => {
				let (leaf, count) = self.listed(leaf)?;
				return Some(Accusation::Leaf { leaf, count });
			},
			Finding::AnswerNotCanonical => self.not_canonical(),
			Finding::UnknownContribution(leaf) => self.foreign_holder(leaf),
			Finding::OmittedSpan(leaf) => self.omitted_span(leaf),
			Finding::OmittedHolder(leaf) => self.omitted_holder(leaf),
			Finding::WrongOffset { leaf, first } => self.later_occurrence(leaf, *first),
			Finding::SurplusLeaf(_) | Finding::WrongScore { .. } | Finding::WrongVector { .. } => {
				None
			},
		};
		// A lie can have more sides than the one that was found first.
		let mut frauds = by_finding.into_iter().chain(self.in_itself());
		let fraud = frauds.find(|fraud| self.is_shown(fraud));
		Some(match fraud {
			Some(fraud) => Accusation::Fraud(Box::new(fraud)),
			// The bytes at hand are not the committed ones.
			None => Accusation::Disclosure,
		})
	}

	/// Whether the chain will say that it is one.
	fn is_shown(&self, fraud: &Fraud) -> bool {
		let claim = &self.claim;
		let against =
			|id: ContributionId| ContentCommitment::of(self.auditor.corpus().get(id)?).ok();
		match fraud {
			Fraud::OmittedSpan(fraud) => against(fraud.contribution)
				.is_some_and(|content| fraud.verify(claim, &content).is_ok()),
			Fraud::OmittedHolder(fraud) => against(fraud.contribution)
				.is_some_and(|content| fraud.verify(claim, &content).is_ok()),
			Fraud::LaterOccurrence(fraud) => against(fraud.leaf.leaf.contribution)
				.is_some_and(|content| fraud.verify(claim, &content).is_ok()),
			Fraud::ForeignHolder(fraud) => {
				fraud.verify(claim).is_ok_and(|id| against(id).is_none())
			},
			Fraud::WrongArithmetic(fraud) => fraud.verify(claim).is_ok(),
			Fraud::WrongWords(fraud) => fraud.verify(claim).is_ok(),
			Fraud::TooManySpans(fraud) => fraud.verify(claim).is_ok(),
			Fraud::NotCanonical(fraud) => fraud.verify(claim).is_ok(),
		}
	}

	/// What answer and leaves may show without any contribution.
	fn in_itself(&self) -> impl Iterator<Item = Fraud> + '_ {
		let arithmetic =
			|| Some(Fraud::WrongArithmetic(WrongArithmetic { leaves: self.leaves()? }));
		let spans = || {
			let (answer, leaves) = (self.answer()?, self.leaves()?);
			Some(Fraud::TooManySpans(TooManySpans { answer, leaves }))
		};
		let words = |span| {
			let (answer, leaves) = (self.answer()?, self.leaves()?);
			Some(Fraud::WrongWords(WrongWords { answer, leaves, span }))
		};
		arithmetic().into_iter().chain(spans()).chain((0..MAX_SPANS).filter_map(words))
	}

	fn not_canonical(&self) -> Option<Fraud> {
		Some(Fraud::NotCanonical(NotCanonical { answer: self.answer()? }))
	}

	fn foreign_holder(&self, leaf: &EvidenceLeaf) -> Option<Fraud> {
		let (leaf, count) = self.listed(leaf)?;
		Some(Fraud::ForeignHolder(ForeignHolder { leaf, count }))
	}

	fn omitted_span(&self, leaf: &EvidenceLeaf) -> Option<Fraud> {
		let EvidenceLeaf { answer_start, length, contribution, content_offset, .. } = *leaf;
		let content = prove_run(self.content(leaf)?, content_offset, length).ok()?;
		Some(Fraud::OmittedSpan(OmittedSpan {
			answer: self.answer()?,
			leaves: self.leaves()?,
			answer_start,
			length,
			contribution,
			content_offset,
			content,
		}))
	}

	fn omitted_holder(&self, leaf: &EvidenceLeaf) -> Option<Fraud> {
		let EvidenceLeaf { answer_start, length, contribution, content_offset, .. } = *leaf;
		Some(Fraud::OmittedHolder(OmittedHolder {
			leaves: self.leaves()?,
			answer_start,
			length,
			contribution,
			content_offset,
			opening: SpanOpening::new(leaf, self.answer, self.content(leaf)?).ok()?,
		}))
	}

	fn later_occurrence(&self, leaf: &EvidenceLeaf, first: u32) -> Option<Fraud> {
		let earlier = EvidenceLeaf { content_offset: first, ..*leaf };
		let opening = SpanOpening::new(&earlier, self.answer, self.content(leaf)?).ok()?;
		let (leaf, count) = self.listed(leaf)?;
		Some(Fraud::LaterOccurrence(LaterOccurrence {
			leaf,
			count,
			content_offset: first,
			opening,
		}))
	}

	/// The leaf with its place among all.
	fn listed(&self, leaf: &EvidenceLeaf) -> Option<(LeafProof, u32)> {
		let tree = EvidenceTree::new(self.leaves.to_vec()).ok()?;
		Some((tree.prove_presence(&leaf.key())?, u32::try_from(self.leaves.len()).ok()?))
	}

	fn content(&self, leaf: &EvidenceLeaf) -> Option<&[u8]> {
		self.auditor.corpus().get(leaf.contribution)
	}

	fn answer(&self) -> Option<AnswerBytes> {
		self.answer.to_vec().try_into().ok()
	}

	fn leaves(&self) -> Option<Leaves> {
		self.leaves.to_vec().try_into().ok()
	}
}
