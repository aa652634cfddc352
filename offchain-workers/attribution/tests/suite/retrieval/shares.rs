// SPDX-License-Identifier: Apache-2.0
//! What hits are worth: the formula in exact fractions, and what follows from it.

use super::world::{hybrid, index, Letters};
use crate::support::{contributions, small_answer, small_contributions};
use openledger_attribution::retrieval::Hit;
use openledger_primitives::{ids::ContributionId, vector::MAX_SHARES};
use proptest::prelude::*;

/// The relevance of hits, as the module's documentation has it.
fn relevance(hits: &[Hit]) -> Vec<u128> {
	let positive = |hit: &Hit| u128::try_from(hit.cosine.unwrap_or(0).max(0)).unwrap();
	let words = hits.iter().map(|hit| u128::from(hit.bm25)).sum::<u128>();
	let meaning = hits.iter().map(positive).sum::<u128>();
	let part = |score: u128, sum| (score << 32).checked_div(sum).unwrap_or(0);
	hits.iter()
		.map(|hit| part(u128::from(hit.bm25), words) + part(positive(hit), meaning))
		.collect()
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(16))]

	#[test]
	fn shares_are_in_the_proportion_of_relevance_when_hits_are_any(
		of in small_contributions(),
		query in small_answer().prop_filter("words", |query| !query.is_empty()),
		k in 1u32..40,
	) {
		let (_place, index) = hybrid(&of, 3);
		let found = index.search(&query, k, Some(&Letters)).unwrap();
		let shares = found.hits.iter().map(|hit| u128::from(hit.share)).collect::<Vec<_>>();
		let relevance = relevance(&found.hits);
		let all = relevance.iter().sum::<u128>();
		prop_assert_eq!(shares.iter().sum::<u128>(), if shares.is_empty() { 0 } else { 1_000_000_000 });
		for (share, part) in shares.iter().zip(&relevance) {
			let exact = part * 1_000_000_000 / all;
			prop_assert!((exact..=exact + 1).contains(share));
		}
		for (share, part) in shares.iter().zip(&relevance) {
			for (other, other_part) in shares.iter().zip(&relevance) {
				prop_assert!(part <= other_part || share >= other);
			}
		}
	}

	#[test]
	fn vector_is_the_scores_when_few_contributions_have_hits(
		of in small_contributions(),
		query in small_answer().prop_filter("words", |query| !query.is_empty()),
	) {
		let (_place, index) = hybrid(&of, 3);
		let found = index.search(&query, 64, Some(&Letters)).unwrap();
		let scores = found.scores();
		prop_assert!(scores.is_sorted_by(|(left, _), (right, _)| left < right));
		let vector = found.vector();
		prop_assert_eq!(vector.validate(), Ok(()));
		let named = scores.into_iter().filter(|(_, score)| *score > 0).collect::<Vec<_>>();
		let shares = vector.shares.iter().map(|share| {
			(share.contribution, u64::from(share.share.deconstruct()))
		});
		prop_assert_eq!(shares.collect::<Vec<_>>(), named);
	}
}

#[test]
fn shares_add_up_when_a_contribution_has_several_hits() {
	let of = contributions(&[(1, "fox\nfox"), (2, "fox"), (3, "fox"), (4, "dog")]);
	let (_place, index) = index(&of, 8);
	let found = index.search("fox", 8, None).unwrap();
	let scores = found.scores();
	let ids = [1, 2, 3].map(ContributionId);
	assert_eq!(scores, [(ids[0], 500_000_000), (ids[1], 250_000_000), (ids[2], 250_000_000)]);
}

#[test]
fn shares_are_by_words_alone_when_no_cosine_is_above_zero() {
	// The embedding of the question is zero: it has each of seven letters once.
	let of = contributions(&[(1, "abcdefg"), (2, "abcdefg abcdefg")]);
	let (_place, index) = hybrid(&of, 8);
	let found = index.search("abcdefg", 8, Some(&Letters)).unwrap();
	assert!(found.hits.iter().all(|hit| hit.cosine == Some(0)));
	assert_eq!(found.hits.iter().map(|hit| hit.share).sum::<u32>(), 1_000_000_000);
}

#[test]
fn vector_has_a_residual_when_more_contributions_have_hits_than_it_names() {
	let count = u64::from(MAX_SHARES) + 16;
	let of = (0..count).map(|id| (id, "fox".to_owned())).collect();
	let (_place, index) = index(&of, 8);
	let vector = index.search("fox", 80, None).unwrap().vector();
	assert_eq!(vector.validate(), Ok(()));
	assert_eq!(vector.shares.len(), MAX_SHARES as usize);
	assert_eq!(vector.residual.deconstruct(), 200_000_000);
}
