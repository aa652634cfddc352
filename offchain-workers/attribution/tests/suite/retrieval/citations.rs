// SPDX-License-Identifier: Apache-2.0
//! Citations: what hits say, and that it stands there.

use super::world::{hybrid, index, Letters};
use crate::support::{contributions, corpus, small_answer, small_contributions};
use openledger_attribution::retrieval::{Citation, CitationError, MAX_HITS};
use openledger_primitives::ids::ContributionId;
use proptest::prelude::*;

proptest! {
	#![proptest_config(ProptestConfig::with_cases(16))]

	#[test]
	fn citations_are_the_bytes_of_contributions_when_hits_are_any(
		of in small_contributions(),
		query in small_answer().prop_filter("words", |query| !query.is_empty()),
	) {
		let (_place, index) = hybrid(&of, 3);
		let found = index.search(&query, MAX_HITS, Some(&Letters)).unwrap();
		let citations = index.cite(&found, &corpus(&of)).unwrap();
		prop_assert_eq!(citations.len(), found.hits.len());
		for (citation, hit) in citations.iter().zip(&found.hits) {
			let text = &of[&citation.contribution.0];
			let start = citation.start as usize;
			prop_assert_eq!(&citation.text, &text[start..start + citation.length as usize]);
			prop_assert_eq!((citation.rank, citation.share), (hit.rank, hit.share));
		}
	}
}

#[test]
fn citation_has_everything_when_a_passage_is_in_the_middle() {
	let of = contributions(&[(3, "nothing here\nthe fox says nothing here"), (9, "nothing")]);
	let (_place, index) = index(&of, 3);
	let found = index.search("fox", 8, None).unwrap();
	let expected = Citation {
		contribution: ContributionId(3),
		start: 13,
		length: 12,
		rank: 1,
		share: 1_000_000_000,
		text: "the fox says".to_owned(),
	};
	assert_eq!(index.cite(&found, &corpus(&of)).unwrap(), [expected]);
}

#[test]
fn citation_is_refused_when_the_index_is_another() {
	let of = contributions(&[(1, "fox")]);
	let (_place, index_of_3) = index(&of, 3);
	let (_other, index_of_4) = index(&of, 4);
	let found = index_of_3.search("fox", 8, None).unwrap();
	let error = index_of_4.cite(&found, &corpus(&of)).unwrap_err();
	assert!(matches!(error, CitationError::OtherIndex { .. }), "{error}");
}

#[test]
fn citation_is_refused_when_the_contribution_has_other_bytes_or_none() {
	let of = contributions(&[(1, "fox")]);
	let (_place, index) = index(&of, 3);
	let found = index.search("fox", 8, None).unwrap();
	let error = index.cite(&found, &corpus(&contributions(&[(1, "fix")]))).unwrap_err();
	assert!(matches!(error, CitationError::OtherContent(ContributionId(1))), "{error}");
	let error = index.cite(&found, &corpus(&contributions(&[(2, "fox")]))).unwrap_err();
	assert!(matches!(error, CitationError::Content { id: ContributionId(1), .. }), "{error}");
}

#[test]
fn citation_is_refused_when_a_hit_was_made_up() {
	let of = contributions(&[(1, "the fox\nsays nothing")]);
	let (_place, index) = index(&of, 3);
	let mut found = index.search("fox", 1, None).unwrap();
	for (start, length) in [(1, 2), (0, 6), (4, 8), (0, 100), (u32::MAX, 1), (0, 0), (7, 1)] {
		found.hits[0].passage.start = start;
		found.hits[0].passage.length = length;
		let error = index.cite(&found, &corpus(&of)).unwrap_err();
		assert!(matches!(error, CitationError::Range(_)), "{start}, {length}: {error}");
	}
	found.hits[0].passage.contribution = ContributionId(2);
	let error = index.cite(&found, &corpus(&of)).unwrap_err();
	assert!(matches!(error, CitationError::Unknown(ContributionId(2))), "{error}");
}
