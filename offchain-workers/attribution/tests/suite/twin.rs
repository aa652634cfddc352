// SPDX-License-Identifier: Apache-2.0
//! The index against the naive twin.

use crate::{naive, support::*};
use openledger_attribution::{corpus::Corpus, spans::Index};
use openledger_primitives::{
	commitment::ContentCommitment,
	evidence::{span_vector, EvidenceTree},
	ids::ContributionId,
};
use proptest::{prelude::*, sample::Index as Pick};

fn compare(
	contributions: &Contributions,
	answer: &str,
	min_words: u32,
) -> Result<(), TestCaseError> {
	let attribution = attribute(contributions, answer, min_words);
	let expected = naive::leaves(contributions, answer, min_words as usize);
	prop_assert_eq!(attribution.leaves(), &expected[..]);
	prop_assert_eq!(attribution.answer(), answer);
	prop_assert_eq!(attribution.output(), ContentCommitment::of(answer.as_bytes()).unwrap());
	prop_assert_eq!(attribution.vector(), &span_vector(&expected, min_words).unwrap());
	prop_assert_eq!(attribution.evidence(), &EvidenceTree::new(expected).unwrap());
	prop_assert_eq!(attribution.vector().validate(), Ok(()));
	Ok(())
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(600))]

	#[test]
	fn leaves_are_those_of_the_rules_when_the_alphabet_is_small(
		contributions in small_contributions(),
		answer in small_answer(),
		min_words in 1u32..6,
	) {
		compare(&contributions, &answer, min_words)?;
	}

	#[test]
	fn leaves_are_those_of_the_rules_when_the_answer_quotes(
		(contributions, answer) in quoting_answer(),
		min_words in 1u32..8,
	) {
		compare(&contributions, &answer, min_words)?;
	}

	#[test]
	fn leaves_are_those_of_the_rules_when_texts_repeat_themselves(
		(contributions, answer) in repetitive(),
		min_words in 1u32..30,
	) {
		compare(&contributions, &answer, min_words)?;
	}

	#[test]
	fn spans_are_what_the_leaves_say_when_shown(
		(contributions, answer) in quoting_answer(),
		min_words in 1u32..6,
	) {
		let attribution = attribute(&contributions, &answer, min_words);
		for span in attribution.spans() {
			let text = attribution.text(span).unwrap();
			prop_assert_eq!(text.split(' ').count() as u32, span.words);
			let leaves = attribution.leaves().iter().filter(|leaf| {
				(leaf.answer_start, leaf.length) == (span.answer_start, span.length)
			});
			for leaf in leaves {
				let content = &contributions[&leaf.contribution.0];
				prop_assert!(content[leaf.content_offset as usize..].starts_with(text));
			}
		}
	}

	#[test]
	fn index_is_the_same_when_contributions_come_in_another_order(
		contributions in small_contributions(),
		swaps in prop::collection::vec((any::<Pick>(), any::<Pick>()), 0..20),
	) {
		let mut shuffled = contributions
			.iter()
			.map(|(id, text)| (ContributionId(*id), text.as_bytes()))
			.collect::<Vec<_>>();
		for (left, right) in swaps {
			if !shuffled.is_empty() {
				let (left, right) = (left.index(shuffled.len()), right.index(shuffled.len()));
				shuffled.swap(left, right);
			}
		}
		let index = Index::build(&Corpus::new(shuffled).unwrap()).unwrap();
		prop_assert_eq!(index, Index::build(&corpus(&contributions)).unwrap());
	}

	#[test]
	fn attribution_is_the_same_when_the_answer_is_not_yet_canonical(
		contributions in small_contributions(),
		answer in small_answer(),
	) {
		let untidy = format!("\t {}\r\n", answer.replace(' ', "\n\u{200B} ").replace('é', "e\u{301}"));
		prop_assert_eq!(
			attribute(&contributions, &untidy, 2),
			attribute(&contributions, &answer, 2)
		);
	}
}
