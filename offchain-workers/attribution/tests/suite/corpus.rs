// SPDX-License-Identifier: Apache-2.0
//! What is refused as a corpus.

use openledger_attribution::corpus::{Corpus, CorpusError};
use openledger_primitives::{commitment::MAX_CONTENT_LEN, ids::ContributionId};

fn refused(contributions: &[(u64, &[u8])]) -> CorpusError {
	let given = contributions.iter().map(|(id, bytes)| (ContributionId(*id), *bytes));
	Corpus::new(given).unwrap_err()
}

#[test]
fn corpus_is_refused_when_a_contribution_is_not_canonical() {
	let cases: [&[u8]; 6] =
		[b"two  spaces", b" leading", b"trailing\n", b"empty\n\nline", b"a\tb", b"\xFF"];
	for bytes in cases {
		let error = refused(&[(1, b"fine"), (7, bytes)]);
		assert_eq!(error, CorpusError::NotCanonical(ContributionId(7)), "{bytes:?}");
	}
}

#[test]
fn corpus_is_refused_when_an_identifier_comes_twice() {
	let error = refused(&[(3, b"a"), (1, b"b"), (3, b"a")]);
	assert_eq!(error, CorpusError::Duplicate(ContributionId(3)));
	assert_eq!(error.to_string(), "contribution 3 is given twice");
}

#[test]
fn corpus_is_refused_when_a_contribution_is_empty() {
	assert_eq!(refused(&[(0, b"")]), CorpusError::Empty(ContributionId(0)));
}

#[test]
fn corpus_is_refused_when_a_contribution_is_too_long() {
	let long = vec![b'a'; MAX_CONTENT_LEN as usize + 1];
	assert_eq!(refused(&[(2, &long)]), CorpusError::TooLong(ContributionId(2)));
	assert!(Corpus::new([(ContributionId(2), &long[1..])]).is_ok());
}

#[test]
fn corpus_names_the_lowest_fault_when_there_are_several() {
	let given: [(u64, &[u8]); 4] = [(9, b""), (5, b" x"), (7, b"a"), (7, b"b")];
	let mut reversed = given;
	reversed.reverse();
	assert_eq!(refused(&given), CorpusError::NotCanonical(ContributionId(5)));
	assert_eq!(refused(&reversed), CorpusError::NotCanonical(ContributionId(5)));
}

#[test]
fn corpus_gives_bytes_by_identifier_when_it_has_them() {
	let given: [(ContributionId, &[u8]); 2] =
		[(ContributionId(8), b"b"), (ContributionId(2), b"a")];
	let corpus = Corpus::new(given).unwrap();
	assert_eq!(corpus.get(ContributionId(8)), Some(&b"b"[..]));
	assert_eq!(corpus.get(ContributionId(3)), None);
	assert_eq!(corpus.iter().map(|(id, _)| id.0).collect::<Vec<_>>(), [2, 8]);
	assert_eq!((corpus.len(), corpus.is_empty()), (2, false));
}
