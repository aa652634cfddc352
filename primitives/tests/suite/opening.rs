// SPDX-License-Identifier: Apache-2.0
//! Openings of evidence leaves, and the rules end to end against a naive engine.

use openledger_primitives::{
	commitment::{CommitmentError, ContentCommitment, RangeProof},
	evidence::{
		holder_scores, max_spans, span_vector, spans, EvidenceLeaf, EvidenceTree, OpeningError,
		SpanOpening,
	},
	ids::ContributionId,
	text::{is_word_run, words},
};
use proptest::prelude::*;

const ANSWER: &str = "so the quick brown fox ran";
const CONTENT: &str = "a tale\nthe quick brown fox ran\nfar";

fn leaf(answer_start: u32, length: u32, content_offset: u32) -> EvidenceLeaf {
	EvidenceLeaf { answer_start, length, contribution: ContributionId(1), content_offset, score: 1 }
}

fn committed(bytes: &[u8]) -> ContentCommitment {
	ContentCommitment::of(bytes).unwrap()
}

fn open(leaf: &EvidenceLeaf, answer: &[u8], content: &[u8]) -> Result<u32, OpeningError> {
	SpanOpening::new(leaf, answer, content)?.verify(leaf, &committed(answer), &committed(content))
}

#[test]
fn opening_counts_the_words_when_the_leaf_is_true() {
	assert_eq!(open(&leaf(3, 23, 7), ANSWER.as_bytes(), CONTENT.as_bytes()), Ok(5));
	assert_eq!(open(&leaf(3, 9, 7), ANSWER.as_bytes(), CONTENT.as_bytes()), Ok(2));
	assert_eq!(open(&leaf(0, 26, 0), ANSWER.as_bytes(), ANSWER.as_bytes()), Ok(6));
}

#[test]
fn opening_fails_when_the_bytes_differ() {
	let other = CONTENT.replace("brown", "bruwn");
	let verdict = open(&leaf(3, 23, 7), ANSWER.as_bytes(), other.as_bytes());
	assert_eq!(verdict, Err(OpeningError::BytesDiffer));
}

#[test]
fn opening_fails_when_the_answers_bytes_are_not_whole_words() {
	for (start, length) in [(4, 8), (3, 8), (2, 10), (3, 10)] {
		let verdict = open(&leaf(start, length, 7), ANSWER.as_bytes(), CONTENT.as_bytes());
		assert_eq!(verdict, Err(OpeningError::AnswerNotAligned), "{start} {length}");
	}
}

#[test]
fn opening_fails_when_the_contributions_bytes_are_not_whole_words() {
	let verdict = open(&leaf(3, 9, 2), ANSWER.as_bytes(), b"bathe quick");
	assert_eq!(verdict, Err(OpeningError::ContentNotAligned));
	let verdict = open(&leaf(3, 9, 0), ANSWER.as_bytes(), b"the quickly");
	assert_eq!(verdict, Err(OpeningError::ContentNotAligned));
}

#[test]
fn opening_fails_when_the_contributions_bytes_cross_documents() {
	let verdict = open(&leaf(3, 9, 0), ANSWER.as_bytes(), b"the\nquick");
	assert_eq!(verdict, Err(OpeningError::ContentNotAligned));
}

#[test]
fn opening_fails_when_the_leaf_reaches_past_the_bytes() {
	let error = CommitmentError::RangeOutOfBounds;
	let past_answer = open(&leaf(3, 24, 0), ANSWER.as_bytes(), CONTENT.as_bytes());
	assert_eq!(past_answer, Err(OpeningError::Answer(error)));
	let past_content = open(&leaf(3, 23, 12), ANSWER.as_bytes(), CONTENT.as_bytes());
	assert_eq!(past_content, Err(OpeningError::Content(error)));
	let huge = open(&leaf(u32::MAX, u32::MAX, 0), ANSWER.as_bytes(), CONTENT.as_bytes());
	assert_eq!(huge, Err(OpeningError::Answer(error)));
}

#[test]
fn opening_fails_when_the_surrounding_bytes_are_withheld() {
	let answer = "x".repeat(1024) + "ab cd";
	let content = "ab cd";
	let leaf = leaf(1024, 5, 0);
	// Shown alone, the second chunk begins with a word. The byte before it says otherwise.
	let opening = SpanOpening {
		answer: RangeProof::new(answer.as_bytes(), 1024, 5).unwrap(),
		content: RangeProof::new(content.as_bytes(), 0, 5).unwrap(),
	};
	let verdict =
		opening.verify(&leaf, &committed(answer.as_bytes()), &committed(content.as_bytes()));
	assert_eq!(verdict, Err(OpeningError::Answer(CommitmentError::RangeChunks)));
	let verdict = open(&leaf, answer.as_bytes(), content.as_bytes());
	assert_eq!(verdict, Err(OpeningError::AnswerNotAligned));
}

#[test]
fn opening_fails_when_it_is_of_other_bytes() {
	let leaf = leaf(3, 23, 7);
	let opening = SpanOpening::new(&leaf, ANSWER.as_bytes(), CONTENT.as_bytes()).unwrap();
	let (answer, content) = (committed(ANSWER.as_bytes()), committed(CONTENT.as_bytes()));
	let mismatch = CommitmentError::ChunkMismatch;
	let other = committed(ANSWER.to_uppercase().as_bytes());
	assert_eq!(opening.verify(&leaf, &other, &content), Err(OpeningError::Answer(mismatch)));
	let other = committed(CONTENT.to_uppercase().as_bytes());
	assert_eq!(opening.verify(&leaf, &answer, &other), Err(OpeningError::Content(mismatch)));
}

/// Rules 1 to 5 as they are written, by brute force.
pub fn naive_leaves(answer: &[u8], contributions: &[Vec<u8>], min_words: u32) -> Vec<EvidenceLeaf> {
	let starts = words(answer).collect::<Vec<_>>();
	let find = |run: &[u8], content: &[u8]| {
		(0..content.len())
			.find(|&at| content[at..].starts_with(run) && is_word_run(content, at, run.len()))
	};
	let mut candidates = vec![];
	let mut reached = 0;
	for (i, first) in starts.iter().enumerate() {
		let run = |last: usize| &answer[first.offset..starts[last].offset + starts[last].len];
		let longest = (i..starts.len())
			.rev()
			.find(|&last| contributions.iter().any(|content| find(run(last), content).is_some()));
		let Some(last) = longest else { continue };
		if last + 1 > reached && last + 1 - i >= min_words as usize {
			candidates.push((first.offset, run(last), (last + 1 - i) as u32));
		}
		reached = reached.max(last + 1);
	}
	candidates.sort_by_key(|(start, run, _)| (std::cmp::Reverse(run.len()), *start));
	candidates.truncate(max_spans(starts.len() as u32) as usize);
	let mut leaves = vec![];
	for (start, run, count) in candidates {
		let holders = contributions
			.iter()
			.zip(0u64..)
			.filter_map(|(content, id)| find(run, content).map(|at| (id, at)))
			.take(8)
			.collect::<Vec<_>>();
		let scores = holder_scores(count, min_words, holders.len() as u32).unwrap();
		for ((id, at), score) in holders.into_iter().zip(scores) {
			leaves.push(EvidenceLeaf {
				answer_start: start as u32,
				length: run.len() as u32,
				contribution: ContributionId(id),
				content_offset: at as u32,
				score,
			});
		}
	}
	leaves.sort_by_key(EvidenceLeaf::key);
	leaves
}

/// Canonical text of few different words, so that matches abound.
pub fn prose(separators: &'static [&'static str], most: usize) -> impl Strategy<Value = Vec<u8>> {
	let word = prop::sample::select(vec!["a", "b", "ab", "ba"]);
	let piece = (word, prop::sample::select(separators.to_vec()));
	prop::collection::vec(piece, 1..most).prop_map(|pieces| {
		let text = pieces.into_iter().map(|(word, separator)| [word, separator].concat());
		text.collect::<String>().trim_end().as_bytes().to_vec()
	})
}

proptest! {
	#[test]
	fn honest_evidence_passes_every_check_when_made_by_the_rules(
		answer in prose(&[" "], 60),
		contributions in prop::collection::vec(prose(&[" ", " ", " ", "\n"], 30), 1..12),
		min_words in 2u32..4,
	) {
		let leaves = naive_leaves(&answer, &contributions, min_words);
		let found = spans(&leaves, min_words).unwrap();
		prop_assert!(found.len() <= max_spans(words(&answer).count() as u32) as usize);
		prop_assert_eq!(span_vector(&leaves, min_words).unwrap().validate(), Ok(()));
		let tree = EvidenceTree::new(leaves.clone()).unwrap();
		for leaf in &leaves {
			let content = &contributions[leaf.contribution.0 as usize];
			let counted = open(leaf, &answer, content).unwrap();
			let claimed = found.iter().find(|span| span.answer_start == leaf.answer_start).unwrap();
			prop_assert_eq!(counted, claimed.words);
			let proof = tree.prove_presence(&leaf.key()).unwrap();
			prop_assert_eq!(proof.verify(&tree.root(), leaves.len() as u32), Ok(()));
			let end = leaf.answer_end().unwrap();
			prop_assert_eq!(tree.prove_uncovered(leaf.answer_start, end), None);
		}
	}

	#[test]
	fn omitted_holder_is_provable_when_a_leaf_is_left_out(
		answer in prose(&[" "], 40),
		contributions in prop::collection::vec(prose(&[" "], 30), 1..6),
		at in any::<usize>(),
	) {
		let mut leaves = naive_leaves(&answer, &contributions, 2);
		prop_assume!(!leaves.is_empty());
		let omitted = leaves.remove(at % leaves.len());
		let tree = EvidenceTree::new(leaves).unwrap();
		let proof = tree.prove_absence(&omitted.key()).unwrap();
		prop_assert_eq!(proof.verify_absent(&tree.root(), &omitted.key()), Ok(()));
		let content = &contributions[omitted.contribution.0 as usize];
		prop_assert!(open(&omitted, &answer, content).is_ok());
	}
}
