// SPDX-License-Identifier: Apache-2.0
//! The proofs that a challenge asks for, against the checks that the runtime makes.

use crate::support::*;
use openledger_primitives::{
	commitment::ContentCommitment, evidence::LeafKey, ids::ContributionId,
};
use proptest::prelude::*;

proptest! {
	#[test]
	fn leaf_is_shown_by_its_bytes_when_the_index_found_it(
		(contributions, answer) in quoting_answer(),
		min_words in 1u32..5,
	) {
		let attribution = attribute(&contributions, &answer, min_words);
		let (evidence, output) = (attribution.evidence(), attribution.output());
		let count = attribution.leaves().len() as u32;
		for leaf in attribution.leaves() {
			let content = contributions[&leaf.contribution.0].as_bytes();
			let commitment = ContentCommitment::of(content).unwrap();
			let words = attribution.open(leaf, content).unwrap().verify(leaf, &output, &commitment);
			let span = attribution
				.spans()
				.iter()
				.find(|span| span.answer_start == leaf.answer_start)
				.unwrap();
			prop_assert_eq!(words, Ok(span.words));
			let presence = evidence.prove_presence(&leaf.key()).unwrap();
			prop_assert_eq!(presence.verify(&evidence.root(), count), Ok(()));
		}
	}

	#[test]
	fn absence_is_shown_when_a_contribution_holds_no_span(
		(contributions, answer) in quoting_answer(),
		start in 0u32..60,
		length in 1u32..20,
	) {
		let attribution = attribute(&contributions, &answer, 2);
		let evidence = attribution.evidence();
		let key = LeafKey { answer_start: start, length, contribution: ContributionId(99) };
		let absence = evidence.prove_absence(&key).unwrap();
		prop_assert_eq!(absence.verify_absent(&evidence.root(), &key), Ok(()));
	}
}
