// SPDX-License-Identifier: Apache-2.0
//! Whatever the auditor finds in a committed attribution, it has the challenge that the chain decides.

use crate::support::*;
use openledger_attribution::{
	accusation::Accusation,
	audit::{Auditor, Finding},
};
use openledger_primitives::{
	challenge::{check_disclosure, Fraud},
	commitment::ContentCommitment,
	evidence::{EvidenceLeaf, SpanOpening},
	ids::ContributionId,
	proof::AttributionProof,
	traits::Claim,
	vector::AttributionVector,
};
use proptest::{collection::vec, prelude::*};

const MIN_WORDS: u32 = 3;
const ANSWER: &str = "alpha beta gamma delta said the man who knew red green blue and then he \
	left for good with one two three four";

fn sample() -> Contributions {
	contributions(&[
		(1, "red green blue white"),
		(2, "one two three four five"),
		(6, "alpha beta gamma delta\nalpha beta gamma delta"),
		(8, "so alpha beta gamma delta"),
	])
}

fn honest() -> Vec<EvidenceLeaf> {
	attribute(&sample(), ANSWER, MIN_WORDS).leaves().to_vec()
}

fn claim(proof: &AttributionProof, min_words: u32) -> Claim<u8> {
	Claim {
		worker: 1,
		artifact: proof.artifact,
		output: proof.output,
		vector: proof.vector.clone(),
		evidence_root: proof.evidence_root,
		min_words,
	}
}

/// Whether the runtime says that the worker is guilty, or the worker, who can show what is true and
/// nothing else, cannot meet the demand.
fn convicts(
	of: &Contributions,
	answer: &str,
	leaves: &[EvidenceLeaf],
	claim: &Claim<u8>,
	accusation: &Accusation,
) -> bool {
	let committed = |id: ContributionId| ContentCommitment::of(of.get(&id.0)?.as_bytes()).ok();
	match accusation {
		Accusation::Fraud(fraud) => match fraud.as_ref() {
			Fraud::OmittedSpan(fraud) => {
				fraud.verify(claim, &committed(fraud.contribution).unwrap()).is_ok()
			},
			Fraud::OmittedHolder(fraud) => {
				fraud.verify(claim, &committed(fraud.contribution).unwrap()).is_ok()
			},
			Fraud::LaterOccurrence(fraud) => {
				let content = committed(fraud.leaf.leaf.contribution).unwrap();
				fraud.verify(claim, &content).is_ok()
			},
			Fraud::ForeignHolder(fraud) => committed(fraud.verify(claim).unwrap()).is_none(),
			Fraud::WrongArithmetic(fraud) => fraud.verify(claim).is_ok(),
			Fraud::WrongWords(fraud) => fraud.verify(claim).is_ok(),
			Fraud::TooManySpans(fraud) => fraud.verify(claim).is_ok(),
			Fraud::NotCanonical(fraud) => fraud.verify(claim).is_ok(),
		},
		Accusation::Leaf { leaf, count } => {
			leaf.verify(&claim.evidence_root, *count).unwrap();
			let leaf = &leaf.leaf;
			let content = &of[&leaf.contribution.0];
			!SpanOpening::new(leaf, answer.as_bytes(), content.as_bytes()).is_ok_and(|opening| {
				let content = committed(leaf.contribution).unwrap();
				opening.verify(leaf, &claim.output, &content).is_ok()
			})
		},
		Accusation::Disclosure => check_disclosure(answer.as_bytes(), leaves, claim).is_err(),
	}
}

/// The finding and the accusation for leaves that are committed as they are.
fn accused(leaves: &[EvidenceLeaf], proof: &AttributionProof) -> (Finding, Option<Accusation>) {
	let of = sample();
	let auditor = Auditor::new(corpus(&of)).unwrap();
	let found = auditor.accuse(ANSWER.as_bytes(), leaves, proof, MIN_WORDS).unwrap_err();
	if let Some(accusation) = &found.1 {
		assert!(convicts(&of, ANSWER, leaves, &claim(proof, MIN_WORDS), accusation));
	}
	found
}

fn fraud(leaves: &[EvidenceLeaf]) -> Fraud {
	match accused(leaves, &publish(ANSWER, leaves, MIN_WORDS)).1 {
		Some(Accusation::Fraud(fraud)) => *fraud,
		other => panic!("{other:?}"),
	}
}

#[test]
fn nobody_is_accused_when_the_attribution_is_honest() {
	let (of, leaves) = (sample(), honest());
	let auditor = Auditor::new(corpus(&of)).unwrap();
	let proof = publish(ANSWER, &leaves, MIN_WORDS);
	assert_eq!(auditor.accuse(ANSWER.as_bytes(), &leaves, &proof, MIN_WORDS), Ok(()));
}

#[test]
fn omitted_span_is_shown_when_one_is_left_out() {
	assert!(matches!(fraud(&honest()[2..]), Fraud::OmittedSpan(_)));
	assert!(matches!(fraud(&[]), Fraud::OmittedSpan(_)));
}

#[test]
fn omitted_holder_is_shown_when_one_is_left_out() {
	let mut leaves = honest();
	leaves.remove(1);
	leaves[0].score = 2 << 32;
	assert!(matches!(fraud(&leaves), Fraud::OmittedHolder(_)));
}

#[test]
fn later_occurrence_is_shown_when_the_offset_is_not_the_first() {
	let mut leaves = honest();
	leaves[0].content_offset = 23;
	assert!(matches!(fraud(&leaves), Fraud::LaterOccurrence(_)));
}

#[test]
fn foreign_holder_is_shown_when_a_contribution_is_not_behind_the_artifact() {
	let mut leaves = honest();
	leaves[1].contribution = ContributionId(7);
	assert!(matches!(fraud(&leaves), Fraud::ForeignHolder(_)));
}

#[test]
fn too_many_spans_are_shown_when_one_more_is_listed() {
	let text = "red green blue";
	let surplus = EvidenceLeaf {
		answer_start: ANSWER.find(text).unwrap() as u32,
		length: text.len() as u32,
		contribution: ContributionId(1),
		content_offset: 0,
		score: 1 << 32,
	};
	let mut leaves = [honest(), vec![surplus]].concat();
	leaves.sort_by_key(EvidenceLeaf::key);
	assert!(matches!(fraud(&leaves), Fraud::TooManySpans(_)));
}

#[test]
fn wrong_arithmetic_is_shown_when_the_vector_or_a_score_is_another() {
	let mut leaves = honest();
	let mut proof = publish(ANSWER, &leaves, MIN_WORDS);
	proof.vector = AttributionVector::unattributed();
	let (finding, accusation) = accused(&leaves, &proof);
	assert!(matches!(finding, Finding::WrongVector { .. }));
	let Some(Accusation::Fraud(shown)) = accusation else { panic!() };
	assert!(matches!(*shown, Fraud::WrongArithmetic(_)));
	leaves[0].score += 1;
	assert!(matches!(fraud(&leaves), Fraud::WrongArithmetic(_)));
}

#[test]
fn wrong_words_are_shown_when_all_scores_of_a_span_stand_for_more() {
	let mut leaves = honest();
	// As if it had one word more; the vector follows from that.
	leaves[2].score += 1 << 32;
	assert!(matches!(fraud(&leaves), Fraud::WrongWords(_)));
}

#[test]
fn leaf_is_demanded_when_its_bytes_differ() {
	let mut leaves = honest();
	leaves[1].content_offset = 0;
	let (_, accusation) = accused(&leaves, &publish(ANSWER, &leaves, MIN_WORDS));
	let Some(Accusation::Leaf { leaf, count }) = accusation else { panic!("{accusation:?}") };
	assert_eq!((leaf.leaf, count as usize), (leaves[1], leaves.len()));
}

#[test]
fn disclosure_is_demanded_when_something_else_was_committed() {
	let leaves = honest();
	let mut proof = publish(ANSWER, &leaves, MIN_WORDS);
	proof.evidence_root = publish(ANSWER, &leaves[..2], MIN_WORDS).evidence_root;
	let expected = Some(Accusation::Disclosure);
	assert_eq!(accused(&leaves, &proof).1, expected);
	let mut proof = publish(ANSWER, &leaves, MIN_WORDS);
	proof.output = publish("something else", &leaves, MIN_WORDS).output;
	assert_eq!(accused(&leaves, &proof).1, expected);
}

#[test]
fn uncanonical_answer_is_shown_when_it_was_committed_and_else_demanded() {
	let of = sample();
	let auditor = Auditor::new(corpus(&of)).unwrap();
	for answer in ["two\ndocuments", "two  spaces", " leading"] {
		let mut proof = publish(answer, &[], MIN_WORDS);
		let (_, accusation) = auditor.accuse(answer.as_bytes(), &[], &proof, 3).unwrap_err();
		let Some(Accusation::Fraud(shown)) = accusation else { panic!("{answer}") };
		assert!(matches!(*shown, Fraud::NotCanonical(_)));
		proof.output = publish("another", &[], MIN_WORDS).output;
		let (_, accusation) = auditor.accuse(answer.as_bytes(), &[], &proof, 3).unwrap_err();
		assert_eq!(accusation, Some(Accusation::Disclosure));
	}
}

#[test]
fn nobody_is_accused_when_the_proof_cannot_be_judged() {
	let leaves = honest();
	let mut proof = publish(ANSWER, &leaves, MIN_WORDS);
	proof.engine_version = 2;
	assert_eq!(accused(&leaves, &proof), (Finding::EngineVersion(2), None));
}

fn any_leaf() -> impl Strategy<Value = EvidenceLeaf> {
	(0u32..40, 1u32..40, 0u64..40, 0u32..40, prop_oneof![Just(1 << 32), any::<u64>()]).prop_map(
		|(answer_start, length, contribution, content_offset, score)| EvidenceLeaf {
			answer_start,
			length,
			contribution: ContributionId(contribution),
			content_offset,
			score,
		},
	)
}

/// A change of one thing in an attribution.
#[derive(Clone, Debug)]
enum Lie {
	Start(u32),
	Length(u32),
	Contribution(u64),
	Offset(u32),
	Score(u64),
	Gone,
	Added(EvidenceLeaf),
}

fn lies() -> impl Strategy<Value = Vec<(prop::sample::Index, Lie)>> {
	let lie = prop_oneof![
		(1u32..12).prop_map(Lie::Start),
		(1u32..12).prop_map(Lie::Length),
		(1u64..12).prop_map(Lie::Contribution),
		(1u32..12).prop_map(Lie::Offset),
		prop_oneof![Just(1 << 32), any::<u64>()].prop_map(Lie::Score),
		Just(Lie::Gone),
		any_leaf().prop_map(Lie::Added),
	];
	vec((any::<prop::sample::Index>(), lie), 1..4)
}

fn apply(leaves: &mut Vec<EvidenceLeaf>, at: prop::sample::Index, lie: Lie) {
	if let Lie::Added(leaf) = lie {
		leaves.push(leaf);
	} else if !leaves.is_empty() {
		let at = at.index(leaves.len());
		let leaf = &mut leaves[at];
		match lie {
			Lie::Start(by) => leaf.answer_start = leaf.answer_start.wrapping_add(by),
			Lie::Length(by) => leaf.length = leaf.length.saturating_sub(by).max(1),
			Lie::Contribution(by) => leaf.contribution.0 += by,
			Lie::Offset(by) => leaf.content_offset = leaf.content_offset.wrapping_add(by),
			Lie::Score(by) => leaf.score = leaf.score.wrapping_add(by),
			_ => {
				leaves.remove(at);
			},
		}
	}
	leaves.sort_by_key(EvidenceLeaf::key);
	leaves.dedup_by_key(|leaf| leaf.key());
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(400))]

	#[test]
	fn every_lie_is_convicted_when_its_leaves_are_committed(
		(contributions, answer) in quoting_answer(),
		lies in lies(),
		move_vector in any::<bool>(),
	) {
		let mut leaves = attribute(&contributions, &answer, 2).leaves().to_vec();
		for (at, lie) in lies {
			apply(&mut leaves, at, lie);
		}
		let mut proof = publish(&answer, &leaves, 2);
		if move_vector {
			proof.vector = AttributionVector::unattributed();
		}
		let auditor = Auditor::new(corpus(&contributions)).unwrap();
		match auditor.accuse(answer.as_bytes(), &leaves, &proof, 2) {
			Ok(()) => {},
			Err((finding, Some(accusation))) => {
				let claim = claim(&proof, 2);
				let convicted = convicts(&contributions, &answer, &leaves, &claim, &accusation);
				prop_assert!(convicted, "{} {:?}", finding, accusation);
			},
			Err((finding, None)) => prop_assert!(false, "{}", finding),
		}
	}
}
