// SPDX-License-Identifier: Apache-2.0
//! Searches by words: against BM25 as the paper has it, in floating point, and against tantivy's own.

#![allow(clippy::cast_precision_loss)]

use super::world::{hybrid, index, places, Constant, Letters};
use crate::support::{
	contributions, small_answer, small_contributions, word, words, Contributions,
};
use openledger_attribution::retrieval::{
	term, EmbedError, Index, SearchError, CANDIDATES, MAX_HITS, RANK_OFFSET,
};
use openledger_primitives::commitment::{ContentCommitment, MAX_ANSWER_LEN};
use proptest::prelude::*;
use std::collections::BTreeMap;
use tantivy::{
	collector::TopDocs,
	query::{BooleanQuery, Query, TermQuery},
	schema::{IndexRecordOption, Schema, FAST, TEXT},
	tokenizer::{TextAnalyzer, WhitespaceTokenizer},
	Term,
};

const SCALE: f64 = 4_294_967_296.0;

/// The score of each passage, textbook BM25.
fn twin(of: &Contributions, index: &Index, query: &str) -> Vec<f64> {
	let passages = index.passages().iter().map(|passage| {
		let text = &of[&passage.contribution.0][passage.range()];
		text.split(' ').map(term).collect::<Vec<_>>()
	});
	let passages = passages.collect::<Vec<_>>();
	let count = passages.len() as f64;
	let average = passages.iter().map(Vec::len).sum::<usize>() as f64 / count;
	let query = query.split(' ').filter(|word| !word.is_empty()).map(term).collect::<Vec<_>>();
	let score = |passage: &Vec<String>| {
		let of_word = |word: &String| {
			let times = |passage: &Vec<String>| passage.iter().filter(|term| *term == word).count();
			let holders = passages.iter().filter(|passage| times(passage) > 0).count() as f64;
			let idf = (1.0 + (count - holders + 0.5) / (holders + 0.5)).ln();
			let (times, length) = (times(passage) as f64, passage.len() as f64);
			idf * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * length / average))
		};
		query.iter().map(of_word).sum::<f64>()
	};
	passages.iter().map(score).collect()
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(16))]

	#[test]
	fn search_ranks_as_bm25_does_when_contributions_are_any(
		of in small_contributions(),
		query in small_answer().prop_filter("words", |query| !query.is_empty()),
		size in 1u32..14,
	) {
		let (_place, index) = index(&of, size);
		let found = index.search(&query, MAX_HITS, None).unwrap();
		let expected = twin(&of, &index, &query);
		prop_assert_eq!(found.hits.len(), expected.iter().filter(|score| **score > 0.0).count());
		for hit in &found.hits {
			let place = index.passages().binary_search(&hit.passage).unwrap();
			let error = hit.bm25 as f64 / SCALE - expected[place];
			prop_assert!(error.abs() < 1e-6, "{error}");
		}
		for (rank, pair) in (1u64..).zip(found.hits.windows(2)) {
			prop_assert_eq!(u64::from(pair[0].rank), rank);
			let key = |place: usize| (std::cmp::Reverse(pair[place].bm25), pair[place].passage);
			prop_assert!(key(0) < key(1));
			prop_assert_eq!(pair[0].fused, (1u64 << 32) / (u64::from(RANK_OFFSET) + rank));
		}
	}

	#[test]
	fn search_scores_as_tantivy_does_when_it_rounds_no_lengths(
		of in small_contributions().prop_filter("some", |of| !of.is_empty()),
		query in prop::collection::btree_set(word(), 1..=3),
		size in 1u32..40,
	) {
		let (_place, index) = index(&of, size);
		let mut schema = Schema::builder();
		let text = schema.add_text_field("text", TEXT);
		let place = schema.add_u64_field("place", FAST);
		let peer = tantivy::Index::create_in_ram(schema.build());
		let words = TextAnalyzer::builder(WhitespaceTokenizer::default()).build();
		peer.tokenizers().register("default", words);
		let mut writer = peer.writer_with_num_threads(1, 15_000_000).unwrap();
		for (number, passage) in (0u64..).zip(index.passages()) {
			let content = &of[&passage.contribution.0][passage.range()];
			writer.add_document(tantivy::doc!(text => content, place => number)).unwrap();
		}
		writer.commit().unwrap();
		let searcher = peer.reader().unwrap().searcher();
		let term = |word: &&str| {
			let term = Term::from_field_text(text, word);
			Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) as Box<dyn Query>
		};
		let union = BooleanQuery::union(query.iter().map(term).collect());
		let expected = searcher.search(&union, &TopDocs::with_limit(300)).unwrap();

		let query = query.into_iter().collect::<Vec<_>>().join(" ");
		let found = index.search(&query, MAX_HITS, None).unwrap();
		let given = found
			.hits
			.iter()
			.map(|hit| (index.passages().binary_search(&hit.passage).unwrap(), hit.bm25))
			.collect::<BTreeMap<_, _>>();
		prop_assert_eq!(given.len(), expected.len());
		for (score, address) in expected {
			let reader = searcher.segment_reader(address.segment_ord);
			let number = reader.fast_fields().u64("place").unwrap().first(address.doc_id).unwrap();
			let given = given[&(number as usize)] as f64 / SCALE;
			prop_assert!((given - f64::from(score)).abs() < 1e-5 * given.max(1.0));
		}
	}

	#[test]
	fn search_gives_the_first_hits_when_fewer_are_wanted(
		of in small_contributions(),
		query in small_answer().prop_filter("words", |query| !query.is_empty()),
		k in 1u32..20,
	) {
		let (_place, index) = hybrid(&of, 3);
		let all = index.search(&query, MAX_HITS, Some(&Letters)).unwrap();
		let some = index.search(&query, k, Some(&Letters)).unwrap();
		prop_assert_eq!(some.hits.len(), all.hits.len().min(k as usize));
		for (some, all) in some.hits.iter().zip(&all.hits) {
			prop_assert_eq!((some.rank, some.passage, some.fused), (all.rank, all.passage, all.fused));
		}
	}

	#[test]
	fn search_fuses_the_ranks_of_both_lists_when_there_are_embeddings(
		of in small_contributions(),
		query in small_answer().prop_filter("words", |query| !query.is_empty()),
	) {
		let (_place, index) = hybrid(&of, 2);
		prop_assume!(index.passages().len() < CANDIDATES as usize);
		let found = index.search(&query, MAX_HITS, Some(&Letters)).unwrap();
		let mut by_words = found.hits.clone();
		by_words.retain(|hit| hit.bm25 > 0);
		by_words.sort_by_key(|hit| (std::cmp::Reverse(hit.bm25), hit.passage));
		let mut by_meaning = found.hits.clone();
		by_meaning.retain(|hit| hit.cosine > Some(0));
		by_meaning.sort_by_key(|hit| (std::cmp::Reverse(hit.cosine), hit.passage));
		let mut expected = BTreeMap::new();
		for list in [by_words, by_meaning] {
			for (rank, hit) in (1u64..).zip(list) {
				*expected.entry(hit.passage).or_insert(0) += (1u64 << 32) / (60 + rank);
			}
		}
		prop_assert_eq!(expected.len(), found.hits.len());
		for hit in &found.hits {
			prop_assert_eq!(hit.fused, expected[&hit.passage]);
		}
		let order = |hit: &openledger_attribution::retrieval::Hit| {
			(std::cmp::Reverse(hit.fused), hit.passage)
		};
		prop_assert!(found.hits.is_sorted_by_key(order));
	}
}

#[test]
fn search_orders_equal_scores_by_passage_when_texts_are_the_same() {
	let of = contributions(&[(9, "a fox\na fox"), (2, "a fox"), (5, "a dog")]);
	let (_place, index) = index(&of, 8);
	let found = index.search("Fox!", 8, None).unwrap();
	assert_eq!(places(&found), [(2, 0), (9, 0), (9, 6)]);
}

#[test]
fn search_finds_the_best_when_there_are_more_candidates_than_it_fuses() {
	let mut of = Contributions::new();
	for id in 0..2 * u64::from(CANDIDATES) {
		of.insert(id, format!("fox {}", words("filler", 3)));
	}
	of.insert(1_000, "fox fox".to_owned());
	let (_place, index) = index(&of, 96);
	let found = index.search("fox", MAX_HITS, None).unwrap();
	assert_eq!(found.hits.len(), MAX_HITS as usize);
	let expected = std::iter::once(1_000).chain(0..u64::from(MAX_HITS) - 1).collect::<Vec<_>>();
	assert_eq!(places(&found).iter().map(|(id, _)| *id).collect::<Vec<_>>(), expected);
}

#[test]
fn search_counts_a_word_twice_when_the_question_has_it_twice() {
	let of = contributions(&[(1, "fox"), (2, "dog")]);
	let (_place, index) = index(&of, 8);
	let score = |query| index.search(query, 1, None).unwrap().hits[0].bm25;
	assert_eq!(score("fox fox, FOX"), 3 * score("fox"));
}

#[test]
fn search_commits_to_the_canonical_question_when_it_is_given_another_way() {
	let of = contributions(&[(1, "fox")]);
	let (_place, index) = index(&of, 8);
	let found = index.search("  the\tfox \n", 3, None).unwrap();
	assert_eq!(found.query, ContentCommitment::of(b"the fox").unwrap());
	assert_eq!((found.k, found.index), (3, index.digest()));
	assert_eq!(found.snapshot, index.manifest().snapshot);
}

#[test]
fn search_finds_nothing_when_no_passage_has_a_word_of_the_question() {
	let of = contributions(&[(1, "fox"), (2, "dog")]);
	let (_place, index) = index(&of, 8);
	let found = index.search("a cat", 8, None).unwrap();
	assert!(found.hits.is_empty());
	assert!(found.scores().is_empty());
	assert!(found.vector().shares.is_empty());
}

#[test]
fn search_finds_nothing_when_the_snapshot_is_empty() {
	let (_place, index) = hybrid(&Contributions::new(), 8);
	assert!(index.passages().is_empty());
	assert!(index.search("fox", 8, Some(&Letters)).unwrap().hits.is_empty());
}

#[test]
fn search_is_refused_when_the_question_has_no_words() {
	let (_place, index) = index(&contributions(&[(1, "fox")]), 8);
	for query in ["", " \n\t", "\u{200B}"] {
		let error = index.search(query, 8, None).unwrap_err();
		assert!(matches!(error, SearchError::NoWords), "{query:?}: {error}");
	}
}

#[test]
fn search_is_refused_when_the_question_is_too_long() {
	let (_place, index) = index(&contributions(&[(1, "fox")]), 8);
	let long = "x".repeat(MAX_ANSWER_LEN as usize + 1);
	let error = index.search(&long, 8, None).unwrap_err();
	assert!(matches!(error, SearchError::TooLong(65_537)), "{error}");
	assert!(index.search(&long[1..], 8, None).is_ok());
}

#[test]
fn search_is_refused_when_no_hits_or_too_many_are_wanted() {
	let (_place, index) = index(&contributions(&[(1, "fox")]), 8);
	for k in [0, MAX_HITS + 1, u32::MAX] {
		let error = index.search("fox", k, None).unwrap_err();
		assert!(matches!(error, SearchError::Hits(given) if given == k), "{error}");
	}
}

#[test]
fn search_is_refused_when_the_model_is_not_that_of_the_index() {
	let of = contributions(&[(1, "fox")]);
	let (_place, with) = hybrid(&of, 8);
	let (_other, without) = index(&of, 8);
	let error = with.search("fox", 8, None).unwrap_err();
	assert!(matches!(error, SearchError::ModelMissing(_)), "{error}");
	let error = without.search("fox", 8, Some(&Letters)).unwrap_err();
	assert!(matches!(error, SearchError::ModelUnexpected), "{error}");
	let constant = Constant(vec![1.0; 7], 7);
	let error = with.search("fox", 8, Some(&constant)).unwrap_err();
	assert!(matches!(error, SearchError::OtherModel { .. }), "{error}");
}

#[test]
fn search_is_refused_when_the_question_has_no_proper_embedding() {
	let of = contributions(&[(1, "fox")]);
	let place = super::world::Place::new();
	let good = Constant(vec![1.0, 0.0], 2);
	let options = openledger_attribution::retrieval::Options {
		embedder: Some(&good),
		..super::world::words(8)
	};
	super::world::make(&of, &place.at("index"), &options);
	let index = Index::open(&place.at("index"), None).unwrap();
	let search = |model: &Constant| index.search("fox", 8, Some(model));
	let error = search(&Constant(vec![f32::NAN, 0.0], 2)).unwrap_err();
	assert!(matches!(error, SearchError::Embed(EmbedError::NotFinite)), "{error}");
	let error = search(&Constant(vec![1.0; 3], 2)).unwrap_err();
	let dimension = SearchError::Embed(EmbedError::Dimension { expected: 2, given: 3 });
	assert_eq!(error.to_string(), dimension.to_string());
	let error = search(&Constant(vec![1.0; 3], 3)).unwrap_err();
	assert_eq!(error.to_string(), dimension.to_string());
}
