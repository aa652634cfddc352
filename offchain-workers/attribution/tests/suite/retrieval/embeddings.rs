// SPDX-License-Identifier: Apache-2.0
//! Cosines: against exact ones, and what a vector has to be.

use super::world::{hybrid, make, words, Constant, Letters, Place};
use crate::support::{contributions, corpus, small_answer, small_contributions};
use openledger_attribution::retrieval::{
	build, BuildError, Embedder, Index, Options, MAX_DIMENSION, MAX_HITS,
};
use proptest::prelude::*;

fn cosine(left: &[f32], right: &[f32]) -> f64 {
	let dot = |left: &[f32], right: &[f32]| {
		left.iter().zip(right).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>()
	};
	let norms = dot(left, left).sqrt() * dot(right, right).sqrt();
	if norms == 0.0 {
		0.0
	} else {
		dot(left, right) / norms
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(16))]

	#[test]
	fn cosine_is_near_the_exact_one_when_texts_are_any(
		of in small_contributions(),
		query in small_answer().prop_filter("words", |query| !query.is_empty()),
	) {
		let (_place, index) = hybrid(&of, 3);
		let found = index.search(&query, MAX_HITS, Some(&Letters)).unwrap();
		let query = Letters.embed(&query).unwrap();
		for hit in &found.hits {
			let text = &of[&hit.passage.contribution.0][hit.passage.range()];
			let expected = cosine(&Letters.embed(text).unwrap(), &query);
			let given = f64::from(hit.cosine.unwrap()) / f64::from(1 << 28);
			// Half a step of 2^-14 in each of seven numbers, on both sides.
			prop_assert!((given - expected).abs() < 2.7e-4, "{given}, not {expected}");
		}
	}
}

#[test]
fn cosine_is_one_when_texts_are_the_same() {
	let of = contributions(&[(1, "fox"), (2, "dog")]);
	let (_place, index) = hybrid(&of, 8);
	let found = index.search("fox", 1, Some(&Letters)).unwrap();
	assert_eq!(found.hits[0].passage.contribution.0, 1);
	assert!((f64::from(found.hits[0].cosine.unwrap()) / f64::from(1 << 28) - 1.0).abs() < 2.7e-4);
}

#[test]
fn cosine_is_of_directions_when_vectors_are_tiny_or_huge() {
	let of = contributions(&[(1, "fox")]);
	for scale in [f32::MIN_POSITIVE * f32::EPSILON, 1e-30, 1.0, 1e30, f32::MAX] {
		let place = Place::new();
		let model = Constant(vec![scale, 0.0, -scale], 3);
		let options = Options { embedder: Some(&model), ..words(8) };
		make(&of, &place.at("index"), &options);
		let index = Index::open(&place.at("index"), None).unwrap();
		let found = index.search("dog", 8, Some(&model)).unwrap();
		// Twice the square of 2^-1/2 in units of 2^-14.
		assert_eq!(found.hits[0].cosine, Some(2 * 11_585 * 11_585), "{scale}");
	}
}

#[test]
fn build_is_refused_when_a_vector_is_not_one() {
	let of = contributions(&[(1, "fine"), (5, "fox")]);
	let cases = [
		(
			Constant(vec![1.0, f32::INFINITY], 2),
			"contribution 1: the model gave a number that is not finite",
		),
		(
			Constant(vec![1.0], 2),
			"contribution 1: the model gave 1 numbers, and says that it gives 2",
		),
		(
			Constant(vec![], 0),
			"contribution 1: the model gives 0 numbers; embeddings have 1 to 16384",
		),
		(
			Constant(vec![0.0; 16_385], MAX_DIMENSION + 1),
			"contribution 1: the model gives 16385 numbers; embeddings have 1 to 16384",
		),
	];
	for (model, expected) in cases {
		let place = Place::new();
		let options = Options { embedder: Some(&model), ..words(8) };
		let error = build(&corpus(&of), &place.at("index"), &options).unwrap_err();
		assert!(matches!(error, BuildError::Embedding { .. }), "{error}");
		assert_eq!(error.to_string(), expected);
		assert!(place.names().is_empty());
	}
}
