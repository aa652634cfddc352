// SPDX-License-Identifier: Apache-2.0
//! Whatever is changed in an honest attribution, the auditor finds something.

use crate::support::*;
use openledger_attribution::audit::Auditor;
use openledger_primitives::{evidence::EvidenceLeaf, ids::ContributionId};
use proptest::{collection::vec, prelude::*};

fn lie(leaves: &mut Vec<EvidenceLeaf>, at: usize, field: u8, by: u32) {
	let at = at % leaves.len();
	let leaf = &mut leaves[at];
	match field {
		0 => leaf.answer_start = leaf.answer_start.wrapping_add(by),
		1 => leaf.length = leaf.length.wrapping_sub(by),
		2 => leaf.contribution = ContributionId(leaf.contribution.0 + u64::from(by)),
		3 => leaf.content_offset = leaf.content_offset.wrapping_add(by),
		4 => leaf.score += u64::from(by),
		_ => {
			leaves.remove(at);
		},
	}
	leaves.sort_by_key(EvidenceLeaf::key);
}

fn any_leaf() -> impl Strategy<Value = EvidenceLeaf> {
	let place = || prop_oneof![8 => 0u32..40, 1 => any::<u32>()];
	(place(), place(), 0u64..40, place(), any::<u64>()).prop_map(
		|(answer_start, length, contribution, content_offset, score)| EvidenceLeaf {
			answer_start,
			length,
			contribution: ContributionId(contribution),
			content_offset,
			score,
		},
	)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(400))]

	#[test]
	fn auditor_accepts_when_nothing_is_changed(
		(contributions, answer) in quoting_answer(),
		min_words in 1u32..5,
	) {
		let leaves = attribute(&contributions, &answer, min_words).leaves().to_vec();
		let auditor = Auditor::new(corpus(&contributions)).unwrap();
		let proof = publish(&answer, &leaves, min_words);
		prop_assert_eq!(auditor.check(answer.as_bytes(), &leaves, &proof, min_words), Ok(()));
	}

	#[test]
	fn auditor_refuses_when_any_leaf_is_changed(
		(contributions, answer) in quoting_answer(),
		at in any::<usize>(),
		field in 0u8..6,
		by in 1u32..12,
	) {
		let mut leaves = attribute(&contributions, &answer, 2).leaves().to_vec();
		prop_assume!(!leaves.is_empty());
		lie(&mut leaves, at, field, by);
		let auditor = Auditor::new(corpus(&contributions)).unwrap();
		let proof = publish(&answer, &leaves, 2);
		prop_assert!(auditor.check(answer.as_bytes(), &leaves, &proof, 2).is_err());
	}
	#[test]
	fn auditor_refuses_when_leaves_are_made_up(
		(contributions, answer) in quoting_answer(),
		mut leaves in vec(any_leaf(), 1..6),
		sort in any::<bool>(),
	) {
		if sort {
			leaves.sort_by_key(EvidenceLeaf::key);
		}
		let honest = attribute(&contributions, &answer, 2);
		prop_assume!(honest.leaves() != leaves);
		let auditor = Auditor::new(corpus(&contributions)).unwrap();
		let proof = publish(&answer, &leaves, 2);
		prop_assert!(auditor.check(answer.as_bytes(), &leaves, &proof, 2).is_err());
	}
}
