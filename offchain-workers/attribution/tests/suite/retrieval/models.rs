// SPDX-License-Identifier: Apache-2.0
//! Models of static embeddings, made here: three words, two numbers each.

use super::world::Place;
use openledger_attribution::retrieval::{Embedder, ModelError, StaticModel};
use safetensors::{tensor::TensorView, Dtype};
use std::fs;

const TOKENIZER: &str = r#"{
	"version": "1.0", "truncation": {"direction": "Right", "max_length": 2, "strategy": "LongestFirst", "stride": 0},
	"padding": {"strategy": {"Fixed": 9}, "direction": "Right", "pad_to_multiple_of": null, "pad_id": 1, "pad_type_id": 0, "pad_token": "fox"},
	"added_tokens": [], "normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "Whitespace"},
	"post_processor": null, "decoder": null,
	"model": {"type": "WordLevel", "vocab": {"[UNK]": 0, "fox": 1, "dog": 2}, "unk_token": "[UNK]"}
}"#;

const ROWS: [f32; 6] = [9.0, 9.0, 3.0, 4.0, 1.0, 0.0];

fn bytes(numbers: &[f32]) -> Vec<u8> {
	numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// The bytes of a file with one tensor.
fn tensors(name: &str, dtype: Dtype, shape: &[usize], data: &[u8]) -> Vec<u8> {
	let view = TensorView::new(dtype, shape.to_vec(), data).unwrap();
	safetensors::serialize([(name, view)], None).unwrap()
}

/// A directory with these files.
fn model(config: &str, tensors: &[u8], tokenizer: &str) -> Place {
	let place = Place::new();
	fs::write(place.at("config.json"), config).unwrap();
	fs::write(place.at("model.safetensors"), tensors).unwrap();
	fs::write(place.at("tokenizer.json"), tokenizer).unwrap();
	place
}

fn good(normalize: bool) -> Place {
	let tensors = tensors("embeddings", Dtype::F32, &[3, 2], &bytes(&ROWS));
	model(&format!(r#"{{"normalize": {normalize}, "seq_length": 2}}"#), &tensors, TOKENIZER)
}

fn refused(place: &Place) -> ModelError {
	match StaticModel::open(place.path()) {
		Ok(_) => panic!("the model is refused"),
		Err(error) => error,
	}
}

#[test]
fn model_gives_the_mean_of_known_tokens_when_texts_are_long() {
	let place = good(false);
	let model = StaticModel::open(place.path()).unwrap();
	assert_eq!(model.dimension(), 2);
	assert_eq!(model.embed("Fox unheard dog FOX").unwrap(), [7.0 / 3.0, 8.0 / 3.0]);
	assert_eq!(model.embed("unheard").unwrap(), [0.0, 0.0]);
	assert_eq!(model.embed("").unwrap(), [0.0, 0.0]);
}

#[test]
fn model_gives_vectors_of_length_one_when_it_normalises() {
	let place = good(true);
	let model = StaticModel::open(place.path()).unwrap();
	assert_eq!(model.embed("fox").unwrap(), [0.6, 0.8]);
	assert_eq!(model.embed("unheard").unwrap(), [0.0, 0.0]);
}

#[test]
fn model_gives_the_same_vectors_when_its_numbers_have_16_bits() {
	// 9, 9, 3, 4, 1, 0.
	let halves = [0x4880u16, 0x4880, 0x4200, 0x4400, 0x3C00, 0];
	let halves = halves.iter().flat_map(|bits| bits.to_le_bytes()).collect::<Vec<_>>();
	let place = model(
		r#"{"normalize": false}"#,
		&tensors("embeddings", Dtype::F16, &[3, 2], &halves),
		TOKENIZER,
	);
	let model = StaticModel::open(place.path()).unwrap();
	assert_eq!(model.embed("fox dog").unwrap(), [2.0, 2.0]);
}

#[test]
fn model_has_another_digest_when_any_file_differs() {
	let digest = |place: &Place| StaticModel::open(place.path()).unwrap().digest();
	let first = good(false);
	assert_eq!(digest(&first), digest(&good(false)));
	assert_ne!(digest(&first), digest(&good(true)));
	let other = TOKENIZER.replace("\"dog\": 2", "\"cat\": 2");
	fs::write(first.at("tokenizer.json"), other).unwrap();
	assert_ne!(digest(&first), digest(&good(false)));
}

#[test]
fn model_is_refused_when_a_file_is_missing() {
	for name in ["config.json", "model.safetensors", "tokenizer.json"] {
		let place = good(true);
		fs::remove_file(place.at(name)).unwrap();
		let error = refused(&place);
		assert!(matches!(error, ModelError::Read { .. }), "{error}");
		assert!(error.to_string().contains(name), "{error}");
	}
}

#[test]
fn model_is_refused_when_a_file_is_no_json_or_no_tensors() {
	let place = good(true);
	fs::write(place.at("config.json"), r#"{"normalize": "yes"}"#).unwrap();
	assert!(matches!(refused(&place), ModelError::Config(_)));
	let place = good(true);
	fs::write(place.at("tokenizer.json"), "{}").unwrap();
	assert!(matches!(refused(&place), ModelError::Tokenizer(_)));
	let place = good(true);
	let whole = fs::read(place.at("model.safetensors")).unwrap();
	fs::write(place.at("model.safetensors"), &whole[..whole.len() - 1]).unwrap();
	assert!(matches!(refused(&place), ModelError::Tensors(_)));
}

#[test]
fn model_is_refused_when_its_tensors_are_others() {
	let open = |name: &str, dtype, shape: &[usize], data: &[u8]| {
		refused(&model(r#"{"normalize": true}"#, &tensors(name, dtype, shape, data), TOKENIZER))
	};
	let error = open("weights", Dtype::F32, &[3, 2], &bytes(&ROWS));
	assert!(matches!(error, ModelError::UnknownTensor(name) if name == "weights"));
	let error = open("embeddings", Dtype::F32, &[6], &bytes(&ROWS));
	assert!(matches!(error, ModelError::Shape(shape) if shape == [6]));
	let error = open("embeddings", Dtype::F32, &[3, 0], &[]);
	assert!(matches!(error, ModelError::Shape(shape) if shape == [3, 0]));
	let error = open("embeddings", Dtype::I8, &[3, 2], &[0; 6]);
	assert!(matches!(error, ModelError::Type(Dtype::I8)));
	let error = open("embeddings", Dtype::F32, &[2, 3], &bytes(&ROWS));
	assert!(matches!(error, ModelError::Rows { tokens: 3, rows: 2 }));
	let mut rows = ROWS;
	rows[3] = f32::NAN;
	let error = open("embeddings", Dtype::F32, &[3, 2], &bytes(&rows));
	assert!(matches!(error, ModelError::NotFinite(1)));
}
