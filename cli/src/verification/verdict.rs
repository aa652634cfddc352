// SPDX-License-Identifier: Apache-2.0
//! Whether a claim about an answer is true.
//!
//! The attribution follows from the answer and the contributions alone, so it is computed again here. What the
//! worker published is needed for one thing: to show the chain which leaf is false.

use super::claim::Claim;
use crate::sources::Contents;
use openledger_attribution::{
	accusation::Accusation,
	audit::{Auditor, Finding},
	corpus::Corpus,
	spans::Index,
};
use openledger_primitives::{
	challenge::Fraud,
	evidence::{evidence_root, EvidenceLeaf},
};

/// Whether a claim is true.
pub enum Verdict {
	/// The same leaves and the same shares follow from the contributions.
	True {
		/// The leaves.
		leaves: Vec<EvidenceLeaf>,
	},
	/// They do not.
	False {
		/// Which rule is broken.
		finding: Finding,
		/// What shows it to the chain; `None` where the chain takes no such proof.
		accusation: Option<Accusation>,
	},
	/// It cannot be told here, for this reason.
	Unknown(String),
}

/// Judges claims by the contributions of an artifact's snapshots, which are indexed once.
pub struct Judge<'a> {
	auditor: Result<Auditor<'a>, String>,
	contents: &'a Contents,
}

impl<'a> Judge<'a> {
	/// A judge by `contents`.
	pub fn new(contents: &'a Contents) -> Self {
		let auditor = corpus(contents)
			.and_then(|corpus| Auditor::new(corpus).map_err(|error| error.to_string()));
		Self { auditor, contents }
	}

	/// Judges a claim about the canonical `answer`, with the lists of leaves that somebody `published`.
	pub fn judge(&self, claim: &Claim, answer: &[u8], published: &[&[EvidenceLeaf]]) -> Verdict {
		let auditor = match &self.auditor {
			Ok(auditor) => auditor,
			Err(reason) => return Verdict::Unknown(reason.clone()),
		};
		let Claim { proof, min_words, .. } = claim;
		let committed = |leaves: &[EvidenceLeaf]| {
			evidence_root(leaves).is_ok_and(|root| root == proof.evidence_root)
		};
		// Whoever publishes other leaves than the committed ones has not made the claim false by that: if those
		// that follow from the contributions are the committed ones, the claim is true.
		let published = published.iter().copied().find(|leaves| committed(leaves));
		let computed = match published {
			Some(_) => None,
			None => self.computed(answer, *min_words),
		};
		let leaves = published.or(computed.as_deref()).unwrap_or_default();
		let missing = &self.contents.missing;
		match auditor.accuse(answer, leaves, proof, *min_words) {
			Err((finding @ (Finding::EngineVersion(_) | Finding::NotComputable(_)), _)) => {
				Verdict::Unknown(finding.to_string())
			},
			Err((finding, accusation)) if missing.is_empty() || is_plain(accusation.as_ref()) => {
				Verdict::False { finding, accusation }
			},
			Ok(()) if missing.is_empty() => Verdict::True { leaves: leaves.to_vec() },
			_ => {
				let ids: Vec<_> = missing.iter().map(ToString::to_string).collect();
				Verdict::Unknown(format!(
					"nobody who was asked has the bytes of contributions {}",
					ids.join(", ")
				))
			},
		}
	}

	/// The leaves that follow from the contributions.
	fn computed(&self, answer: &[u8], min_words: u32) -> Option<Vec<EvidenceLeaf>> {
		let answer = std::str::from_utf8(answer).ok()?;
		let index = Index::build(&corpus(self.contents).ok()?).ok()?;
		let attribution = index.attribute(answer, min_words).ok()?;
		Some(attribution.leaves().to_vec())
	}
}

fn corpus(contents: &Contents) -> Result<Corpus<'_>, String> {
	let found = contents.found.iter().map(|(id, bytes)| (*id, bytes.as_slice()));
	Corpus::new(found).map_err(|error| error.to_string())
}

/// Whether the bytes at hand show it, whatever other contributions say.
fn is_plain(accusation: Option<&Accusation>) -> bool {
	match accusation {
		Some(Accusation::Fraud(fraud)) => !matches!(**fraud, Fraud::ForeignHolder(_)),
		Some(Accusation::Leaf { .. } | Accusation::Disclosure) | None => false,
	}
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use openledger_primitives::{
		commitment::ContentCommitment,
		ids::{ArtifactId, ContributionId, RequestId},
		proof::AttributionProof,
		traits::Subject,
	};
	use polkadot_sdk::sp_core::H256;

	const ANSWER: &str = "they say that a lake is a body of standing water";
	const MIN_WORDS: u32 = 6;

	fn contents(missing: &[u64]) -> Contents {
		let texts = ["a lake is a body of standing water", "a sea is a body of salt water"];
		let found = (1..).map(ContributionId).zip(texts.map(|text| text.as_bytes().to_vec()));
		Contents {
			found: found.collect(),
			missing: missing.iter().copied().map(ContributionId).collect(),
		}
	}

	/// What follows from the contributions.
	fn honest() -> (AttributionProof, Vec<EvidenceLeaf>) {
		let contents = contents(&[]);
		let found = contents.found.iter().map(|(id, bytes)| (*id, bytes.as_slice()));
		let index = Index::build(&Corpus::new(found).unwrap()).unwrap();
		let attribution = index.attribute(ANSWER, MIN_WORDS).unwrap();
		let proof = AttributionProof {
			genesis: H256::zero(),
			request: RequestId(0),
			artifact: ArtifactId(0),
			input: ContentCommitment::of_document("what is a lake?").unwrap(),
			output: attribution.output(),
			input_tokens: 4,
			output_tokens: 9,
			vector: attribution.vector().clone(),
			evidence_root: attribution.evidence().root(),
			engine_version: 1,
			expires_at: 9,
		};
		(proof, attribution.leaves().to_vec())
	}

	fn judged(
		proof: &AttributionProof,
		published: Vec<&[EvidenceLeaf]>,
		missing: &[u64],
	) -> Verdict {
		let claim = Claim {
			subject: Subject::Request(RequestId(0)),
			proof: proof.clone(),
			min_words: MIN_WORDS,
			workers: Vec::new(),
		};
		Judge::new(&contents(missing)).judge(&claim, ANSWER.as_bytes(), &published)
	}

	#[test]
	fn claim_is_true_when_it_follows_from_the_contributions() {
		let (proof, leaves) = honest();
		assert_eq!(leaves.len(), 1);
		let Verdict::True { leaves: found } = judged(&proof, vec![&leaves], &[]) else {
			panic!("it is true");
		};
		assert_eq!(found, leaves);
	}

	#[test]
	fn claim_is_true_when_nobody_published_its_leaves_or_others_did() {
		let (proof, leaves) = honest();
		let other = [EvidenceLeaf { content_offset: 1, ..leaves[0] }];
		assert!(matches!(judged(&proof, vec![], &[]), Verdict::True { .. }));
		assert!(matches!(judged(&proof, vec![&other], &[]), Verdict::True { .. }));
	}

	#[test]
	fn leaf_is_to_be_shown_when_its_bytes_are_not_there() {
		let (mut proof, leaves) = honest();
		let false_leaves = [EvidenceLeaf { contribution: ContributionId(2), ..leaves[0] }];
		proof.evidence_root = evidence_root(&false_leaves).unwrap();
		proof.vector.shares[0].contribution = ContributionId(2);
		let Verdict::False { finding, accusation } =
			judged(&proof, vec![&leaves, &false_leaves], &[])
		else {
			panic!("it is false");
		};
		assert!(matches!(finding, Finding::FalseEvidence(_)), "{finding}");
		assert!(matches!(accusation, Some(Accusation::Leaf { count: 1, .. })));
	}

	#[test]
	fn disclosure_is_to_be_asked_for_when_nobody_published_what_is_false() {
		let (mut proof, leaves) = honest();
		proof.evidence_root = H256::repeat_byte(1);
		let Verdict::False { finding, accusation } = judged(&proof, vec![&leaves], &[]) else {
			panic!("it is false");
		};
		assert_eq!(finding, Finding::WrongRoot);
		assert_eq!(accusation, Some(Accusation::Disclosure));
	}

	#[test]
	fn shares_are_shown_to_be_wrong_when_the_leaves_give_others() {
		let (mut proof, leaves) = honest();
		proof.vector.shares[0].contribution = ContributionId(2);
		let Verdict::False { accusation: Some(Accusation::Fraud(fraud)), .. } =
			judged(&proof, vec![&leaves], &[])
		else {
			panic!("it is false, and can be shown");
		};
		assert!(matches!(*fraud, Fraud::WrongArithmetic(_)), "{fraud:?}");
	}

	#[test]
	fn nothing_is_said_when_contributions_are_missing() {
		let (proof, leaves) = honest();
		let Verdict::Unknown(reason) = judged(&proof, vec![&leaves], &[5]) else {
			panic!("contribution 5 may say more");
		};
		assert!(reason.contains("contributions 5"), "{reason}");
	}

	#[test]
	fn wrong_shares_are_named_when_contributions_are_missing_because_the_leaves_show_them() {
		let (mut proof, leaves) = honest();
		proof.vector.shares[0].contribution = ContributionId(2);
		assert!(matches!(judged(&proof, vec![&leaves], &[5]), Verdict::False { .. }));
	}
}
