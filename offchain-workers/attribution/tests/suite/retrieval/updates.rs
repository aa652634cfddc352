// SPDX-License-Identifier: Apache-2.0
//! Updates: the same results as from an index that was built at once.

use super::world::{make, words, Constant, Letters, Place};
use crate::support::{contributions, corpus, small_answer, small_contributions, Contributions};
use openledger_attribution::retrieval::{
	build, update, BuildError, Digest, EmbedError, Embedder, Index, Options, Retrieval, MAX_HITS,
};
use proptest::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a retrieval has beside the index that it is of.
fn found(retrieval: Retrieval) -> Retrieval {
	Retrieval { index: Digest::default(), ..retrieval }
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(10))]

	#[test]
	fn update_gives_the_same_results_when_snapshots_are_any(
		first in small_contributions(),
		second in small_contributions(),
		third in small_contributions(),
		keep in prop::collection::vec(any::<bool>(), 40),
		query in small_answer().prop_filter("words", |query| !query.is_empty()),
		per_segment in 10u32..100,
	) {
		let place = Place::new();
		let options =
			Options { embedder: Some(&Letters), passages_per_segment: per_segment, ..words(3) };
		// Some contributions stay, some have other bytes, some come, some go.
		let kept = |of: &Contributions| {
			let stays = |id: &u64| keep[usize::try_from(*id).unwrap()];
			of.iter().filter(|(id, _)| stays(id)).map(|(id, text)| (*id, text.clone()))
				.collect::<Vec<_>>()
		};
		let mut later = second.clone();
		later.extend(kept(&first));
		let mut last = third.clone();
		last.extend(kept(&later));

		make(&first, &place.at("0"), &options);
		let mut directory = place.at("0");
		for (step, of) in [(1, &later), (2, &last)] {
			let from = Index::open(&directory, None).unwrap();
			directory = place.at(&step.to_string());
			let updated = update(&from, &corpus(of), &directory, &options).unwrap();
			let fresh = make(of, &place.at(&format!("fresh{step}")), &options);
			prop_assert_eq!(updated.snapshot, fresh.snapshot);

			let fresh = Index::open(&place.at(&format!("fresh{step}")), None).unwrap();
			let updated = Index::open(&directory, None).unwrap();
			updated.verify(&corpus(of), &|_, _| {}).unwrap();
			for k in [3, MAX_HITS] {
				let search = |index: &Index| index.search(&query, k, Some(&Letters)).unwrap();
				prop_assert_eq!(found(search(&updated)), found(search(&fresh)));
			}
		}
	}
}

#[test]
fn update_writes_the_same_files_when_nothing_changed() {
	let of = contributions(&[(1, "a fox"), (2, "a dog")]);
	let place = Place::new();
	let first = make(&of, &place.at("first"), &words(8));
	let from = Index::open(&place.at("first"), None).unwrap();
	let second = update(&from, &corpus(&of), &place.at("second"), &words(8)).unwrap();
	assert_eq!(first, second);
}

/// Counts what it embeds.
struct Counting(AtomicUsize);

impl Embedder for Counting {
	fn dimension(&self) -> u32 {
		Letters.dimension()
	}

	fn digest(&self) -> Digest {
		Letters.digest()
	}

	fn embed(&self, text: &str) -> Result<Vec<f32>, EmbedError> {
		self.0.fetch_add(1, Ordering::Relaxed);
		Letters.embed(text)
	}
}

#[test]
fn update_embeds_only_what_is_new_when_contributions_stay() {
	let of = contributions(&[(1, "a fox"), (2, "a dog"), (3, "a cow")]);
	let place = Place::new();
	let model = Counting(AtomicUsize::new(0));
	let options = Options { embedder: Some(&model), ..words(8) };
	make(&of, &place.at("first"), &options);
	assert_eq!(model.0.swap(0, Ordering::Relaxed), 3);
	let from = Index::open(&place.at("first"), None).unwrap();
	let later = contributions(&[(1, "a fox"), (3, "a cat"), (4, "a hen\nan egg")]);
	update(&from, &corpus(&later), &place.at("second"), &options).unwrap();
	assert_eq!(model.0.into_inner(), 3);
}

#[test]
fn update_is_refused_when_passages_or_models_differ() {
	let of = contributions(&[(1, "a fox")]);
	let place = Place::new();
	build(&corpus(&of), &place.at("first"), &words(8)).unwrap();
	let from = Index::open(&place.at("first"), None).unwrap();
	let refused = |options: &Options<'_>| {
		update(&from, &corpus(&of), &place.at("second"), options).unwrap_err()
	};
	assert!(matches!(refused(&words(9)), BuildError::OtherPassages(8)));
	let model = Constant(vec![1.0], 1);
	let options = Options { embedder: Some(&model), ..words(8) };
	assert!(matches!(refused(&options), BuildError::OtherModel));
	assert_eq!(place.names(), ["first"]);
}
