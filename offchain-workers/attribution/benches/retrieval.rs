// SPDX-License-Identifier: Apache-2.0
//! What retrieval costs over ten megabytes: building an index, updating one, opening it, and questions
//! of few and of many words; all of it by words, and by words and meaning.

mod drawn;

use divan::{counter::BytesCount, Bencher};
use drawn::{word, Random, VOCABULARY};
use openledger_attribution::{
	corpus::Corpus,
	retrieval::{build, update, Embedder, Index, Options, StaticModel},
};
use openledger_primitives::ids::ContributionId;
use safetensors::{tensor::TensorView, Dtype};
use serde_json::{json, Map, Value};
use std::{collections::BTreeSet, fs, hint::black_box, path::Path};
use tempfile::TempDir;

const CORPUS_BYTES: usize = 10_000_000;
const CONTRIBUTION_BYTES: usize = 50_000;
/// Numbers of an embedding, as usual for static ones.
const DIMENSION: usize = 256;
const HITS: u32 = 8;

fn contributions() -> Vec<String> {
	let mut random = Random(1);
	let count = CORPUS_BYTES / CONTRIBUTION_BYTES;
	(0..count).map(|_| random.contribution(CONTRIBUTION_BYTES)).collect()
}

fn corpus(contributions: &[String]) -> Corpus<'_> {
	let ids = (0..).map(ContributionId);
	Corpus::new(ids.zip(contributions.iter().map(String::as_bytes))).expect("canonical by design")
}

/// A model with a random vector for each word that can be drawn.
fn model(place: &Path) -> StaticModel {
	let mut words = (1..=VOCABULARY).map(word).collect::<BTreeSet<_>>();
	words.insert("[UNK]".to_owned());
	let tokens = (0u32..).zip(&words).map(|(id, word)| (word.clone(), json!(id)));
	let tokenizer = json!({
		"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
		"pre_tokenizer": { "type": "WhitespaceSplit" }, "post_processor": null, "decoder": null,
		"model": {
			"type": "WordLevel",
			"vocab": tokens.collect::<Map<String, Value>>(),
			"unk_token": "[UNK]",
		},
	});
	let mut random = Random(2);
	let numbers = (0..words.len() * DIMENSION)
		.map(|_| f32::from(u8::try_from(random.below(255)).unwrap_or_default()) - 127.0);
	let bytes = numbers.flat_map(f32::to_le_bytes).collect::<Vec<_>>();
	let view = TensorView::new(Dtype::F32, vec![words.len(), DIMENSION], &bytes);
	let tensors = view.and_then(|view| safetensors::serialize([("embeddings", view)], None));
	let files = [
		("config.json", br#"{"normalize": true}"#.to_vec()),
		("tokenizer.json", tokenizer.to_string().into_bytes()),
		("model.safetensors", tensors.expect("a matrix")),
	];
	for (name, bytes) in files {
		fs::write(place.join(name), bytes).expect("the temporary directory can be written");
	}
	StaticModel::open(place).expect("a model by design")
}

/// A place for indexes, and a model when meaning is wanted.
struct World {
	place: TempDir,
	model: Option<StaticModel>,
	built: u32,
}

impl World {
	fn new(meaning: bool) -> Self {
		let place = tempfile::tempdir().expect("there is a temporary directory");
		let model = meaning.then(|| model(place.path()));
		Self { place, model, built: 0 }
	}

	fn embedder(&self) -> Option<&dyn Embedder> {
		self.model.as_ref().map(|model| model as &dyn Embedder)
	}

	fn options(&self) -> Options<'_> {
		Options { embedder: self.embedder(), ..Options::default() }
	}

	/// A directory that is not there yet.
	fn next(&mut self) -> std::path::PathBuf {
		self.built += 1;
		self.place.path().join(self.built.to_string())
	}

	fn index(&mut self, contributions: &[String]) -> Index {
		let target = self.next();
		build(&corpus(contributions), &target, &self.options()).expect("ten megabytes fit");
		Index::open(&target, None).expect("it was just built")
	}
}

fn bytes(contributions: &[String]) -> BytesCount {
	BytesCount::new(contributions.iter().map(String::len).sum::<usize>())
}

#[divan::bench(sample_count = 5, sample_size = 1, args = [false, true])]
fn corpus_of_10_mb_build_by_meaning(bencher: Bencher<'_, '_>, meaning: bool) {
	let contributions = contributions();
	let corpus = corpus(&contributions);
	let mut world = World::new(meaning);
	bencher.counter(bytes(&contributions)).bench_local(|| {
		let target = world.next();
		build(black_box(&corpus), &target, &world.options()).expect("ten megabytes fit")
	});
}

/// One contribution of two hundred is another, and one is new.
#[divan::bench(sample_count = 5, sample_size = 1, args = [false, true])]
fn corpus_of_10_mb_update_by_meaning(bencher: Bencher<'_, '_>, meaning: bool) {
	let mut contributions = contributions();
	let mut world = World::new(meaning);
	let index = world.index(&contributions);
	let mut random = Random(3);
	contributions[100] = random.contribution(CONTRIBUTION_BYTES);
	contributions.push(random.contribution(CONTRIBUTION_BYTES));
	let later = corpus(&contributions);
	bencher.counter(bytes(&contributions)).bench_local(|| {
		let target = world.next();
		update(&index, black_box(&later), &target, &world.options()).expect("ten megabytes fit")
	});
}

#[divan::bench(sample_count = 10, args = [false, true])]
fn index_of_10_mb_open_by_meaning(bencher: Bencher<'_, '_>, meaning: bool) {
	let mut world = World::new(meaning);
	drop(world.index(&contributions()));
	let target = world.place.path().join("1");
	bencher.bench_local(|| Index::open(black_box(&target), None).map(|index| index.digest()));
}

#[divan::bench(args = [12, 450])]
fn question_of_words_over_10_mb(bencher: Bencher<'_, '_>, words: usize) {
	ask(bencher, words, false);
}

#[divan::bench(args = [12, 450])]
fn question_of_words_over_10_mb_by_meaning(bencher: Bencher<'_, '_>, words: usize) {
	ask(bencher, words, true);
}

fn ask(bencher: Bencher<'_, '_>, words: usize, meaning: bool) {
	let mut world = World::new(meaning);
	let index = world.index(&contributions());
	let question = Random(4).words(words);
	bencher.bench_local(|| {
		let found = index.search(black_box(&question), HITS, world.embedder());
		found.expect("a question of words").hits.len()
	});
}

fn main() {
	divan::main();
}
