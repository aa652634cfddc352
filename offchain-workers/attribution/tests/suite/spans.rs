// SPDX-License-Identifier: Apache-2.0
//! Edges of the rules, one by one.

use crate::support::*;
use openledger_attribution::{
	attribution::{AttributeError, Attribution},
	spans::Index,
	ENGINE_VERSION,
};
use openledger_primitives::{
	commitment::{ContentCommitment, MAX_ANSWER_LEN},
	evidence::{span_score, EvidenceLeaf},
	ids::ContributionId,
	vector::AttributionVector,
};

/// Start, length, contribution, content offset of each leaf.
fn places(leaves: &[EvidenceLeaf]) -> Vec<(u32, u32, u64, u32)> {
	let place = |leaf: &EvidenceLeaf| {
		(leaf.answer_start, leaf.length, leaf.contribution.0, leaf.content_offset)
	};
	leaves.iter().map(place).collect()
}

fn nothing(of: &[(u64, &str)], answer: &str, min_words: u32) {
	let attribution = attribute(&contributions(of), answer, min_words);
	assert_eq!(attribution.leaves(), []);
	assert_eq!(attribution.spans(), []);
	assert!(attribution.evidence().root().is_zero());
	assert_eq!(*attribution.vector(), AttributionVector::unattributed());
}

#[test]
fn everything_is_residual_when_nothing_matches() {
	nothing(&[(1, "a b c")], "d e f", 1);
	nothing(&[(1, "a b c")], "a b", 3);
	nothing(&[(1, "ab c")], "a bc", 1);
}

#[test]
fn everything_is_residual_when_the_answer_is_empty() {
	nothing(&[(1, "a b c")], "", 1);
	nothing(&[(1, "a b c")], " \n\t ", 1);
	let attribution = attribute(&contributions(&[(1, "a")]), "", 1);
	assert_eq!(attribution.output(), ContentCommitment::default());
}

#[test]
fn everything_is_residual_when_the_corpus_is_empty() {
	nothing(&[], "a b c", 1);
}

#[test]
fn whole_share_goes_to_the_only_holder_when_one_word_matches() {
	let attribution = attribute(&contributions(&[(4, "word")]), "word", 1);
	assert_eq!(places(attribution.leaves()), [(0, 4, 4, 0)]);
	assert_eq!(attribution.vector().shares[0].contribution, ContributionId(4));
	assert!(attribution.vector().residual.is_zero());
}

#[test]
fn match_is_found_when_its_suffix_is_the_first_or_last_in_order() {
	let of = contributions(&[(1, "a a b"), (2, "m n"), (3, "z y z z")]);
	assert_eq!(places(attribute(&of, "a a b", 2).leaves()), [(0, 5, 1, 0)]);
	assert_eq!(places(attribute(&of, "z z", 2).leaves()), [(0, 3, 3, 4)]);
	assert_eq!(places(attribute(&of, "z y z z", 2).leaves()), [(0, 7, 3, 0)]);
}

#[test]
fn match_reaches_to_the_end_when_the_document_ends_there() {
	let of = contributions(&[(1, "one two\nthree four five")]);
	assert_eq!(places(attribute(&of, "x four five six", 2).leaves()), [(2, 9, 1, 14)]);
	assert_eq!(places(attribute(&of, "one two three", 2).leaves()), [(0, 7, 1, 0)]);
}

#[test]
fn match_stops_when_the_document_ends_inside_it() {
	let of = contributions(&[(1, "a b c\nd e f"), (2, "g h")]);
	nothing(&[(1, "a b c\nd e f"), (2, "g h")], "b c d e", 3);
	nothing(&[(1, "a b c\nd e f"), (2, "g h")], "e f g h", 3);
	assert_eq!(places(attribute(&of, "d e f g", 3).leaves()), [(0, 5, 1, 6)]);
}

#[test]
fn words_match_whole_when_one_is_part_of_another() {
	let of = contributions(&[(1, "concatenate the cat")]);
	assert_eq!(places(attribute(&of, "the cat", 1).leaves()), [(0, 7, 1, 12)]);
	assert_eq!(places(attribute(&of, "cat", 1).leaves()), [(0, 3, 1, 16)]);
	nothing(&[(1, "concatenate the cat")], "con", 1);
}

#[test]
fn run_is_no_candidate_when_an_earlier_one_contains_it() {
	let of = contributions(&[(1, "a b c d e"), (2, "b c d")]);
	assert_eq!(places(attribute(&of, "a b c d e", 2).leaves()), [(0, 9, 1, 0)]);
}

#[test]
fn overlapping_runs_are_both_chosen_when_neither_contains_the_other() {
	let of = contributions(&[(1, "a b c d"), (2, "c d e f")]);
	let answer = format!("a b c d e f {}", words("x", 20));
	assert_eq!(places(attribute(&of, &answer, 3).leaves()), [(0, 7, 1, 0), (4, 7, 2, 0)]);
}

#[test]
fn first_occurrence_is_named_when_a_contribution_has_several() {
	let of = contributions(&[(1, "x y\na b c\na b c a b c"), (2, "q\na b c")]);
	assert_eq!(places(attribute(&of, "a b c", 3).leaves()), [(0, 5, 1, 4), (0, 5, 2, 2)]);
}

#[test]
fn eight_lowest_are_listed_when_more_hold_a_span() {
	let of = (0..30u64).map(|id| (id * 7 % 31, "p q r s".to_owned())).collect();
	let leaves = attribute(&of, "p q r s", 2).leaves().to_vec();
	assert_eq!(
		leaves.iter().map(|leaf| leaf.contribution.0).collect::<Vec<_>>(),
		[0, 1, 2, 3, 4, 5, 6, 7]
	);
	let sum = leaves.iter().map(|leaf| leaf.score).sum::<u64>();
	assert_eq!(Some(sum), span_score(4, 2, 8));
}

#[test]
fn eight_lowest_are_listed_when_lower_ones_sort_behind() {
	// The word behind the span orders the suffixes against the contributions.
	let of = (0..20u64).map(|id| (id, format!("p q r w{:02}", 99 - id))).collect();
	let leaves = attribute(&of, "p q r", 3).leaves().to_vec();
	assert_eq!(
		leaves.iter().map(|leaf| leaf.contribution.0).collect::<Vec<_>>(),
		[0, 1, 2, 3, 4, 5, 6, 7]
	);
}

/// `count` spans of three words each, in one contribution each, and the answer that has them all
/// among enough other words.
fn many(count: usize, filler: usize) -> (Contributions, String) {
	let of = (0..count)
		.map(|n| (n as u64, format!("s{n:03} t{n:03} u{n:03}")))
		.collect::<Contributions>();
	let filler = words("x", filler);
	let answer = of.values().map(|span| format!("{span} {filler}")).collect::<Vec<_>>();
	(of, answer.join(" "))
}

#[test]
fn earlier_starts_are_chosen_when_lengths_tie() {
	// Ten spans of equal length in 40 words: two may be chosen.
	let (of, answer) = many(10, 1);
	let attribution = attribute(&of, &answer, 3);
	assert_eq!(
		attribution.leaves().iter().map(|leaf| leaf.contribution.0).collect::<Vec<_>>(),
		[0, 1]
	);
}

#[test]
fn longest_in_bytes_is_chosen_when_others_have_more_words() {
	let of = contributions(&[(1, "a b c d"), (2, "wonderful sentence")]);
	let answer = "a b c d x wonderful sentence";
	assert_eq!(places(attribute(&of, answer, 2).leaves()), [(10, 18, 2, 0)]);
}

#[test]
fn as_many_as_twentieths_are_chosen_when_there_are_more_candidates() {
	for (filler, chosen) in [(1, 8), (2, 10), (10, 26), (17, 32), (30, 32)] {
		let (of, answer) = many(40, filler);
		let attribution = attribute(&of, &answer, 3);
		assert_eq!(attribution.spans().len(), chosen, "{filler}");
		assert_eq!(attribution.vector().validate(), Ok(()));
	}
}

#[test]
fn evidence_has_256_leaves_when_32_spans_have_eight_holders() {
	let (spans, answer) = many(32, 17);
	let text = spans.into_values().collect::<Vec<_>>().join("\n");
	let of = (100..109).map(|id| (id, text.clone())).collect();
	let attribution = attribute(&of, &answer, 3);
	assert_eq!(attribution.leaves().len(), 256);
	assert_eq!(attribution.vector().shares.len(), 8);
}

#[test]
fn long_repeats_match_when_the_whole_text_is_one_word() {
	let of = contributions(&[(1, &"a ".repeat(400)[..799]), (2, &"a ".repeat(500)[..999])]);
	let attribution = attribute(&of, &"a ".repeat(450), 6);
	assert_eq!(places(attribution.leaves()), [(0, 899, 2, 0)]);
	let attribution = attribute(&of, &"a ".repeat(501), 6);
	assert_eq!(places(attribution.leaves()), [(0, 999, 2, 0), (2, 999, 2, 0)]);
}

#[test]
fn answer_is_refused_when_its_canonical_form_is_too_long() {
	let index = Index::build(&corpus(&contributions(&[(1, "a a a a a a a")]))).unwrap();
	let limit = MAX_ANSWER_LEN as usize;
	let long = "b".repeat(limit + 1);
	assert_eq!(index.attribute(&long, 6), Err(AttributeError::AnswerTooLong(limit + 1)));
	assert!(index.attribute(&format!("  {}  ", &long[1..]), 6).is_ok());
}

#[test]
fn answer_is_refused_when_the_minimum_is_zero() {
	let index = Index::build(&corpus(&contributions(&[(1, "a")]))).unwrap();
	assert_eq!(index.attribute("a", 0), Err(AttributeError::NoMinimum));
	assert!(index.attribute("a", u32::MAX).unwrap().leaves().is_empty());
}

#[test]
fn index_is_the_same_when_built_in_another_thread() {
	let of = contributions(&[(3, "a b c a b c\nc b a"), (1, "b c a b"), (2, "é 日本 a")]);
	let here = Index::build(&corpus(&of)).unwrap();
	let there = std::thread::spawn(move || Index::build(&corpus(&of)).unwrap()).join().unwrap();
	assert_eq!(here, there);
}

#[test]
fn attribution_is_pinned_when_the_engine_has_this_version() {
	// Another root for the same text is another engine, and needs another version.
	let of = contributions(&[
		(9, "über den Wolken muß die Freiheit wohl grenzenlos sein"),
		(4, "he said\nüber den Wolken muß die Freiheit wohl"),
		(2, "日本 は 島国 です\nwohl grenzenlos sein kann"),
		(11, "日本 は 島国 です"),
	]);
	let answer = "ja über den Wolken muß die Freiheit wohl grenzenlos sein denn 日本 は 島国 です \
		und nicht mehr als das sagt man";
	let found = attribute(&of, answer, 3);
	assert_eq!(ENGINE_VERSION, 1);
	assert_eq!(places(found.leaves()), [(3, 55, 9, 0), (64, 24, 2, 0), (64, 24, 11, 0)]);
	assert_eq!(
		format!("{:?}", found.evidence().root()),
		"0xf6e2e35e852574e4d557caa102a4aa4f6f83e5ba57fc7eb9128993db4331b3d2"
	);
}

#[test]
fn index_is_shared_between_threads_when_a_server_needs_it() {
	fn shared<T: Send + Sync + 'static>() {}
	shared::<Index>();
	shared::<Attribution>();
}
