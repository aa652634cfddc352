// SPDX-License-Identifier: Apache-2.0
//! The auditor finds each kind of lie by its name.

use crate::support::*;
use openledger_attribution::{
	attribution::AttributeError,
	audit::{Auditor, Finding},
};
use openledger_primitives::{
	evidence::{EvidenceError, EvidenceLeaf, EvidenceTree, SpanOpening},
	ids::ContributionId,
	proof::AttributionProof,
	vector::AttributionVector,
};

const MIN_WORDS: u32 = 3;
/// Two spans may be chosen of the three that it has.
const ANSWER: &str = "alpha beta gamma delta said the man who knew red green blue and then he \
	left for good with one two three four";

fn sample() -> Contributions {
	let mut of = contributions(&[
		(1, "red green blue white"),
		(2, "one two three four five"),
		(5, "nothing of note"),
		(6, "alpha beta gamma delta\nalpha beta gamma delta"),
		(8, "so alpha beta gamma delta"),
	]);
	of.extend((10..20).map(|id| (id, "one two three four".to_owned())));
	of
}

fn honest() -> Vec<EvidenceLeaf> {
	attribute(&sample(), ANSWER, MIN_WORDS).leaves().to_vec()
}

fn audit(leaves: &[EvidenceLeaf]) -> Result<(), Finding> {
	audit_proof(leaves, &publish(ANSWER, leaves, MIN_WORDS))
}

fn audit_proof(leaves: &[EvidenceLeaf], proof: &AttributionProof) -> Result<(), Finding> {
	let of = sample();
	Auditor::new(corpus(&of)).unwrap().check(ANSWER.as_bytes(), leaves, proof, MIN_WORDS)
}

/// The leaf for another run of the answer, with the score that it has as a single holder.
fn leaf(text: &str, contribution: u64, score: u64) -> EvidenceLeaf {
	EvidenceLeaf {
		answer_start: ANSWER.find(text).unwrap() as u32,
		length: text.len() as u32,
		contribution: ContributionId(contribution),
		content_offset: sample()[&contribution].find(text).unwrap() as u32,
		score,
	}
}

fn sorted(mut leaves: Vec<EvidenceLeaf>) -> Vec<EvidenceLeaf> {
	leaves.sort_by_key(EvidenceLeaf::key);
	leaves
}

#[test]
fn auditor_accepts_when_the_attribution_is_honest() {
	let leaves = honest();
	let holders = leaves.iter().map(|leaf| leaf.contribution.0).collect::<Vec<_>>();
	assert_eq!(holders, [6, 8, 2, 10, 11, 12, 13, 14, 15, 16]);
	assert_eq!(audit(&leaves), Ok(()));
}

#[test]
fn auditor_finds_false_evidence_when_bytes_differ() {
	let mut leaves = honest();
	leaves[1].content_offset = 0;
	assert_eq!(audit(&leaves), Err(Finding::FalseEvidence(leaves[1])));
}

#[test]
fn auditor_finds_false_evidence_when_a_holder_has_not_the_span() {
	let mut leaves = honest();
	leaves[1].contribution = ContributionId(7);
	assert_eq!(audit(&leaves), Err(Finding::UnknownContribution(leaves[1])));
	leaves[0].contribution = ContributionId(5);
	assert_eq!(audit(&leaves), Err(Finding::FalseEvidence(leaves[0])));
}

#[test]
fn auditor_finds_false_evidence_when_a_span_cuts_a_word() {
	let mut leaves = honest();
	for leaf in &mut leaves[..2] {
		leaf.length -= 1;
	}
	assert_eq!(audit(&leaves), Err(Finding::FalseEvidence(leaves[0])));
}

#[test]
fn auditor_finds_an_omitted_span_when_a_shorter_one_stands_in_its_place() {
	let honest = honest();
	let leaves = [&honest[..2], &[leaf("red green blue", 1, 1 << 32)]].concat();
	let Err(Finding::OmittedSpan(omitted)) = audit(&leaves) else { panic!() };
	assert_eq!(omitted, honest[2]);
}

#[test]
fn auditor_finds_an_omitted_span_when_all_its_leaves_are_gone() {
	let honest = honest();
	assert_eq!(audit(&honest[..2]), Err(Finding::OmittedSpan(honest[2])));
	assert_eq!(audit(&[]), Err(Finding::OmittedSpan(honest[0])));
}

#[test]
fn auditor_finds_an_omitted_span_when_it_is_cut_short() {
	let honest = honest();
	let short = [leaf("beta gamma delta", 6, 1 << 31), leaf("beta gamma delta", 8, 1 << 31)];
	let leaves = [&short, &honest[2..]].concat();
	assert_eq!(audit(&leaves), Err(Finding::OmittedSpan(honest[0])));
}

#[test]
fn auditor_finds_an_omitted_holder_when_later_ones_are_listed() {
	let mut leaves = honest();
	let omitted = leaves.remove(2);
	leaves.push(EvidenceLeaf { contribution: ContributionId(17), ..leaves[8] });
	assert_eq!(audit(&leaves), Err(Finding::OmittedHolder(omitted)));
}

#[test]
fn auditor_finds_an_omitted_holder_when_one_takes_all() {
	let mut leaves = honest();
	let omitted = leaves.remove(1);
	leaves[0].score = 2 << 32;
	assert_eq!(audit(&leaves), Err(Finding::OmittedHolder(omitted)));
}

#[test]
fn auditor_finds_a_surplus_leaf_when_one_span_too_many_is_listed() {
	let surplus = leaf("red green blue", 1, 1 << 32);
	let leaves = sorted([honest(), vec![surplus]].concat());
	assert_eq!(audit(&leaves), Err(Finding::SurplusLeaf(surplus)));
}

#[test]
fn auditor_finds_a_surplus_leaf_when_nine_holders_are_listed() {
	let mut leaves = honest();
	let ninth = EvidenceLeaf { contribution: ContributionId(17), ..leaves[9] };
	leaves.push(ninth);
	assert_eq!(audit(&leaves), Err(Finding::SurplusLeaf(ninth)));
}

#[test]
fn auditor_finds_a_wrong_offset_when_the_contribution_has_the_span_earlier() {
	let mut leaves = honest();
	leaves[0].content_offset = 23;
	assert_eq!(audit(&leaves), Err(Finding::WrongOffset { leaf: leaves[0], first: 0 }));
}

#[test]
fn auditor_finds_a_wrong_score_when_it_is_another() {
	let honest = honest();
	for change in [-1i64, 1, 1 << 31] {
		let mut leaves = honest.clone();
		leaves[1].score = leaves[1].score.wrapping_add_signed(change);
		let expected = Finding::WrongScore { leaf: leaves[1], score: honest[1].score };
		assert_eq!(audit(&leaves), Err(expected));
	}
}

#[test]
fn auditor_finds_a_wrong_root_when_it_is_of_other_leaves() {
	let leaves = honest();
	let mut proof = publish(ANSWER, &leaves, MIN_WORDS);
	proof.evidence_root = publish(ANSWER, &leaves[..2], MIN_WORDS).evidence_root;
	assert_eq!(audit_proof(&leaves, &proof), Err(Finding::WrongRoot));
}

#[test]
fn auditor_finds_a_wrong_vector_when_shares_are_moved() {
	let leaves = honest();
	let proof = publish(ANSWER, &leaves, MIN_WORDS);
	let mut moved = proof.clone();
	moved.vector = AttributionVector::unattributed();
	let expected = Finding::WrongVector { expected: proof.vector };
	assert_eq!(audit_proof(&leaves, &moved), Err(expected));
}

#[test]
fn auditor_finds_a_wrong_answer_when_the_proof_commits_to_another() {
	let leaves = honest();
	let mut proof = publish(ANSWER, &leaves, MIN_WORDS);
	proof.output = publish("something else", &leaves, MIN_WORDS).output;
	assert_eq!(audit_proof(&leaves, &proof), Err(Finding::WrongOutput));
}

#[test]
fn auditor_refuses_an_answer_when_it_is_not_one_canonical_document() {
	let of = sample();
	let auditor = Auditor::new(corpus(&of)).unwrap();
	for answer in ["two\ndocuments", "two  spaces", " leading"] {
		let found = auditor.check(answer.as_bytes(), &[], &publish(answer, &[], 3), 3);
		assert_eq!(found, Err(Finding::AnswerNotCanonical), "{answer}");
	}
	let found = auditor.check(b"\xFF", &[], &publish("", &[], 3), 3);
	assert_eq!(found, Err(Finding::AnswerNotCanonical));
}

#[test]
fn auditor_refuses_leaves_when_they_are_malformed() {
	let mut leaves = honest();
	leaves.swap(0, 1);
	assert_eq!(audit(&leaves), Err(Finding::Leaves(EvidenceError::NotSorted)));
	leaves[0].length = 0;
	assert_eq!(audit(&leaves), Err(Finding::Leaves(EvidenceError::OutOfBounds)));
	let many = vec![leaves[1]; 257];
	let proof = publish(ANSWER, &honest(), MIN_WORDS);
	assert_eq!(audit_proof(&many, &proof), Err(Finding::Leaves(EvidenceError::TooManyLeaves)));
}

#[test]
fn auditor_refuses_a_proof_when_it_cannot_be_judged() {
	let leaves = honest();
	let mut proof = publish(ANSWER, &leaves, MIN_WORDS);
	proof.engine_version = 2;
	assert_eq!(audit_proof(&leaves, &proof), Err(Finding::EngineVersion(2)));
	proof.vector.residual = Default::default();
	proof.vector.shares = Default::default();
	assert!(matches!(audit_proof(&leaves, &proof), Err(Finding::Proof(_))));
	let of = sample();
	let auditor = Auditor::new(corpus(&of)).unwrap();
	let found = auditor.check(b"a", &[], &publish("a", &[], 0), 0);
	assert_eq!(found, Err(Finding::NotComputable(AttributeError::NoMinimum)));
}

#[test]
fn finding_is_enough_for_a_challenge_when_something_is_omitted() {
	let (of, honest) = (sample(), honest());
	// A whole span, then a holder.
	for published in [&honest[2..], &honest[1..]] {
		let tree = EvidenceTree::new(published.to_vec()).unwrap();
		let omitted = match audit(published).unwrap_err() {
			Finding::OmittedSpan(leaf) => {
				let (start, end) = (leaf.answer_start, leaf.answer_end().unwrap());
				let gap = tree.prove_uncovered(start, end).unwrap();
				assert_eq!(gap.verify_uncovered(&tree.root(), start, end), Ok(()));
				leaf
			},
			Finding::OmittedHolder(leaf) => {
				let gap = tree.prove_absence(&leaf.key()).unwrap();
				assert_eq!(gap.verify_absent(&tree.root(), &leaf.key()), Ok(()));
				leaf
			},
			other => panic!("{other}"),
		};
		let content = of[&omitted.contribution.0].as_bytes();
		assert!(SpanOpening::new(&omitted, ANSWER.as_bytes(), content).is_ok());
	}
}

#[test]
fn finding_says_where_when_displayed() {
	let leaves = honest();
	let text = audit(&leaves[2..]).unwrap_err().to_string();
	assert_eq!(text, "the span from byte 0 to 22 of the answer, in contribution 6, is left out");
}
