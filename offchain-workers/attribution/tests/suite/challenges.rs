// SPDX-License-Identifier: Apache-2.0
//! Omissions before the runtime: no honest choice of spans can be challenged, and every other can.

use crate::{
	naive::{first_offset, placed},
	support::*,
};
use openledger_attribution::audit::{Auditor, Finding};
use openledger_primitives::evidence::{
	holder_scores, max_spans, spans, EvidenceError, EvidenceLeaf, EvidenceTree, Span,
};
use proptest::{collection::vec, prelude::*};
use std::cmp::Reverse;

/// What a runtime would ask of a match from `start` of `length` bytes that was not chosen: no
/// chosen span contains it, and it comes before the last of the chosen ones in the order of rule
/// 2, or more may be chosen.
fn convicts(
	published: &[EvidenceLeaf],
	chosen: &[Span],
	words: u32,
	start: u32,
	length: u32,
) -> bool {
	let tree = EvidenceTree::new(published.to_vec()).unwrap();
	let Some(gap) = tree.prove_uncovered(start, start + length) else { return false };
	assert_eq!(gap.verify_uncovered(&tree.root(), start, start + length), Ok(()));
	let rank = |span: &Span| (Reverse(span.length), span.answer_start);
	let last = chosen.iter().map(rank).max();
	(chosen.len() as u32) < max_spans(words) || Some((Reverse(length), start)) < last
}

/// The leaves of this span without its last word, or nothing when it is too short for that.
fn cut(answer: &str, leaves: &[EvidenceLeaf], span: &Span, min_words: u32) -> Vec<EvidenceLeaf> {
	let text = &answer[span.answer_start as usize..][..span.length as usize];
	let shorter = text.rfind(' ').unwrap_or_default() as u32;
	let scores = holder_scores(span.words - 1, min_words, span.holders).unwrap_or_default();
	let of_span = leaves.iter().filter(|leaf| leaf.answer_start == span.answer_start);
	of_span
		.zip(scores)
		.map(|(leaf, score)| EvidenceLeaf { length: shorter, score, ..*leaf })
		.collect()
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(300))]

	#[test]
	fn no_match_convicts_when_the_choice_is_honest(
		contributions in small_contributions(),
		answer in small_answer(),
		min_words in 1u32..6,
	) {
		let found = attribute(&contributions, &answer, min_words);
		let answer = placed(&answer, 0);
		for first in 0..answer.len() {
			for last in first + min_words as usize - 1..answer.len() {
				let run = &answer[first..=last];
				if !contributions.values().any(|text| first_offset(text, run).is_some()) {
					break;
				}
				let start = answer[first].0;
				let length = answer[last].0 + answer[last].1.len() - start;
				prop_assert!(!convicts(
					found.leaves(),
					found.spans(),
					answer.len() as u32,
					start as u32,
					length as u32,
				));
			}
		}
	}

	#[test]
	fn omitted_span_convicts_when_the_choice_is_another(
		(contributions, answer) in quoting_answer(),
		min_words in 1u32..5,
		fates in vec(prop_oneof![2 => Just(0), 1 => Just(1), 4 => Just(2)], 32),
	) {
		let honest = attribute(&contributions, &answer, min_words);
		// With enough words behind it, the same answer has all its candidates chosen.
		let padded = format!("{answer} {}", "unheard ".repeat(640));
		let all = attribute(&contributions, &padded, min_words);
		let words = placed(&answer, 0).len() as u32;
		let mut published = Vec::new();
		let kept = all.spans().iter().zip(fates).filter(|(_, fate)| *fate > 0);
		for (span, fate) in kept.take(max_spans(words) as usize) {
			if fate == 1 {
				published.extend(cut(&answer, all.leaves(), span, min_words));
			} else {
				let of_span = all.leaves().iter();
				published.extend(of_span.filter(|leaf| leaf.answer_start == span.answer_start));
			}
		}
		// Spans inside one another are wrong arithmetic: the leaves alone convict.
		let chosen = spans(&published, min_words);
		prop_assume!(chosen != Err(EvidenceError::ContainedSpan));
		let chosen = chosen.unwrap();
		let auditor = Auditor::new(corpus(&contributions)).unwrap();
		let proof = publish(&answer, &published, min_words);
		match auditor.check(answer.as_bytes(), &published, &proof, min_words) {
			Ok(()) => prop_assert_eq!(&published[..], honest.leaves()),
			Err(Finding::OmittedSpan(leaf)) => {
				let convicted = convicts(&published, &chosen, words, leaf.answer_start, leaf.length);
				prop_assert!(convicted);
			},
			Err(other) => prop_assert!(false, "{}", other),
		}
	}
}
