// SPDX-License-Identifier: Apache-2.0
//! Segments: however contributions are spread over them, and whatever was removed, the results are
//! those of the naive twin.

use crate::{naive, support::*};
use openledger_attribution::spans::{
	segment::{Segment, Widths},
	Conflict, Holder, Index,
};
use openledger_primitives::{evidence::EvidenceTree, ids::ContributionId};
use proptest::prelude::*;
use std::{collections::BTreeSet, sync::Arc};

/// A segment in the making: which contributions are in it, which of these are removed, and how wide
/// its numbers are at least.
#[derive(Clone, Debug)]
struct Plan {
	has: u64,
	removed: u64,
	widths: Widths,
}

/// Up to five segments. Some contributions are in several, some in none.
fn plans() -> impl Strategy<Value = Vec<Plan>> {
	let removed = prop_oneof![2 => Just(0u64), 1 => any::<u64>()];
	let plan =
		(any::<u64>(), removed, 1u8..=4, 1u8..=4).prop_map(|(has, removed, token, position)| {
			Plan { has, removed, widths: Widths { token, position } }
		});
	prop::collection::vec(plan, 0..=5)
}

type Part = (Arc<Segment>, BTreeSet<ContributionId>);

/// The segments of `plans`, and what counts in them together.
fn cut(of: &Contributions, plans: &[Plan]) -> (Vec<Part>, Contributions) {
	let chosen = |bits: u64, id: u64| bits >> (id % 64) & 1 == 1;
	let mut counting = Contributions::new();
	let parts = plans.iter().map(|plan| {
		let mine = of.iter().filter(|(id, _)| chosen(plan.has, **id));
		let mine = mine.map(|(id, text)| (*id, text.clone())).collect::<Contributions>();
		let segment = Segment::build_with(&corpus(&mine), plan.widths).unwrap();
		let removed = mine.keys().filter(|id| chosen(plan.removed, **id)).copied();
		let removed = removed.map(ContributionId).collect::<BTreeSet<_>>();
		counting.extend(mine.into_iter().filter(|(id, _)| !removed.contains(&ContributionId(*id))));
		(Arc::new(segment), removed)
	});
	(parts.collect(), counting)
}

fn compare(
	index: &Index,
	of: &Contributions,
	answer: &str,
	min_words: u32,
) -> Result<(), TestCaseError> {
	let expected = naive::leaves(of, answer, min_words as usize);
	let found = index.attribute(answer, min_words).unwrap();
	prop_assert_eq!(found.leaves(), &expected[..]);
	prop_assert_eq!(found.evidence(), &EvidenceTree::new(expected).unwrap());
	prop_assert_eq!(&found, &attribute(of, answer, min_words));
	prop_assert_eq!(index.digest(), Index::build(&corpus(of)).unwrap().digest());
	let words = naive::placed(answer, 0);
	let matches = index.matches(answer, min_words).unwrap();
	let runs = naive::runs(of, &words, min_words as usize);
	prop_assert_eq!(matches.len(), runs.len());
	for (found, (first, end)) in matches.iter().zip(runs) {
		let run = &words[first..end];
		let holders = of
			.iter()
			.map(|(id, text)| (*id, naive::occurrences(text, run) as u32))
			.filter(|(_, occurrences)| *occurrences > 0)
			.map(|(id, occurrences)| Holder { contribution: ContributionId(id), occurrences })
			.collect::<Vec<_>>();
		prop_assert_eq!(found.start as usize, run[0].0);
		prop_assert_eq!(found.words as usize, run.len());
		prop_assert_eq!(&found.holders, &holders);
		let text = &answer[found.start as usize..][..found.length as usize];
		prop_assert_eq!(index.holders(text), holders);
	}
	Ok(())
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(300))]

	#[test]
	fn leaves_and_holders_are_those_of_the_rules_when_there_are_segments_and_removals(
		(contributions, answer) in quoting_answer(),
		plans in plans(),
		min_words in 1u32..8,
	) {
		let (parts, counting) = cut(&contributions, &plans);
		compare(&Index::over(parts).unwrap(), &counting, &answer, min_words)?;
	}

	#[test]
	fn leaves_and_holders_are_those_of_the_rules_when_segments_repeat_themselves(
		(contributions, answer) in repetitive(),
		plans in plans(),
		min_words in 1u32..30,
	) {
		let (parts, counting) = cut(&contributions, &plans);
		compare(&Index::over(parts).unwrap(), &counting, &answer, min_words)?;
	}

	#[test]
	fn segment_is_the_one_built_of_the_rest_when_segments_are_merged(
		contributions in small_contributions(),
		plans in plans(),
	) {
		let (parts, counting) = cut(&contributions, &plans);
		let sources = parts.iter().map(|(segment, removed)| (&**segment, removed));
		let merged = Segment::merge(&sources.collect::<Vec<_>>()).unwrap();
		prop_assert_eq!(merged, Segment::build(&corpus(&counting)).unwrap());
	}

	#[test]
	fn content_is_given_back_when_it_was_indexed(contributions in small_contributions()) {
		let segment = Segment::build(&corpus(&contributions)).unwrap();
		for (id, text) in &contributions {
			prop_assert_eq!(segment.content(ContributionId(*id)).unwrap(), text.as_bytes());
		}
		prop_assert_eq!(segment.content(ContributionId(99)), None);
		let verified = segment.verify(&|_| {});
		prop_assert!(verified.is_ok(), "{verified:?}");
	}

	#[test]
	fn results_are_the_same_when_there_are_more_threads(
		(contributions, answer) in quoting_answer(),
		plans in plans(),
	) {
		let (parts, _) = cut(&contributions, &plans);
		let results = [1, 2, 7].map(|threads| {
			let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
			pool.install(|| {
				let index = Index::over(parts.clone()).unwrap();
				(index.attribute(&answer, 2).unwrap(), index.matches(&answer, 2).unwrap(), index)
			})
		});
		prop_assert_eq!(&results[0], &results[1]);
		prop_assert_eq!(&results[0], &results[2]);
	}
}

fn segment(of: &[(u64, &str)]) -> Arc<Segment> {
	Arc::new(Segment::build(&corpus(&contributions(of))).unwrap())
}

fn ids(ids: &[u64]) -> BTreeSet<ContributionId> {
	ids.iter().copied().map(ContributionId).collect()
}

/// The contributions of all leaves.
fn holders(index: &Index, answer: &str) -> Vec<u64> {
	let found = index.attribute(answer, 2).unwrap();
	found.leaves().iter().map(|leaf| leaf.contribution.0).collect()
}

#[test]
fn results_are_the_same_when_an_answer_is_long_enough_for_threads() {
	let of = (0..40).map(|id| (id, words(&format!("c{id}w"), 60))).collect::<Contributions>();
	let answer = of.values().cloned().collect::<Vec<_>>().join(" x ");
	let parts = of.iter().map(|(id, text)| {
		let one = Contributions::from([(*id, text.clone())]);
		(Arc::new(Segment::build(&corpus(&one)).unwrap()), BTreeSet::new())
	});
	let index = Index::over(parts.collect::<Vec<_>>()).unwrap();
	assert_eq!(index.attribute(&answer, 6).unwrap(), attribute(&of, &answer, 6));
}

#[test]
fn contribution_counts_when_one_of_two_snapshots_still_has_it() {
	let segment = segment(&[(1, "a b c"), (2, "d e f"), (3, "g h i")]);
	let parts = [(Arc::clone(&segment), ids(&[1, 3])), (segment, ids(&[2, 3]))];
	let index = Index::over(parts).unwrap();
	assert_eq!(index.segments(), 1);
	assert_eq!(holders(&index, "a b c"), [1]);
	assert_eq!(holders(&index, "d e f"), [2]);
	assert_eq!(holders(&index, "g h i"), [0u64; 0]);
}

#[test]
fn contribution_counts_once_when_two_segments_have_it() {
	let parts =
		[segment(&[(1, "a b c a b"), (2, "a b")]), segment(&[(1, "a b c a b"), (4, "a b")])];
	let index = Index::over(parts.map(|segment| (segment, BTreeSet::new()))).unwrap();
	assert_eq!(holders(&index, "a b"), [1, 2, 4]);
	let counted = index.holders("a b").iter().map(|holder| holder.occurrences).collect::<Vec<_>>();
	assert_eq!(counted, [2, 1, 1]);
}

#[test]
fn index_is_refused_when_two_segments_disagree_about_a_contribution() {
	let parts = || [segment(&[(1, "a"), (5, "b")]), segment(&[(5, "c"), (7, "d")])];
	let whole = Index::over(parts().map(|segment| (segment, BTreeSet::new())));
	assert_eq!(whole, Err(Conflict(ContributionId(5))));
	let [left, right] = parts();
	assert!(Index::over([(left, ids(&[5])), (right, BTreeSet::new())]).is_ok());
}

#[test]
fn match_is_the_longest_that_counts_when_removed_ones_are_around_it() {
	// In order of suffixes, those that count are apart from the answer's place by removed ones.
	let many = (10..90).map(|id| (id, format!("a b c d w{id}"))).collect::<Contributions>();
	let mut of = many.clone();
	of.insert(1, "a b c d a".into());
	of.insert(2, "a b x".into());
	of.insert(3, "a b c d x y z".into());
	let segment = Arc::new(Segment::build(&corpus(&of)).unwrap());
	let removed = many.keys().copied().map(ContributionId).collect::<BTreeSet<_>>();
	let index = Index::over([(Arc::clone(&segment), removed.clone())]).unwrap();
	assert_eq!(holders(&index, "a b c d w50 q"), [1, 3]);
	let removed = removed.into_iter().chain(ids(&[1, 3])).collect();
	let index = Index::over([(segment, removed)]).unwrap();
	assert_eq!(holders(&index, "a b c d w50 q"), [2]);
}

#[test]
fn offset_is_right_when_it_lies_behind_samples_and_in_the_last_document() {
	let filler = (0..50).map(|line| words(&format!("l{line}w"), 37)).collect::<Vec<_>>();
	let text = format!("{}\nthe end of it all", filler.join("\n"));
	let of = contributions(&[(1, "short"), (2, &text), (3, "z")]);
	let found = attribute(&of, "of it all", 3);
	assert_eq!(found.leaves()[0].content_offset as usize, text.find("of it all").unwrap());
}

#[test]
fn holders_are_none_when_the_run_has_no_words() {
	let index = Index::build(&corpus(&contributions(&[(1, "a b")]))).unwrap();
	assert_eq!(index.holders(""), []);
	assert_eq!(index.holders("a c"), []);
	assert_eq!(index.holders("b").len(), 1);
}

#[test]
fn nothing_is_found_when_there_are_no_segments() {
	let index = Index::over([]).unwrap();
	assert_eq!(index.digest().0, [0; 32]);
	assert!(index.attribute("a b c", 1).unwrap().leaves().is_empty());
}
