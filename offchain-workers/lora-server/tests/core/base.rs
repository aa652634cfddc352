// SPDX-License-Identifier: Apache-2.0
//! The base model: the embedded one, and its training in small.

use super::fixtures::{codec, forward};
use openledger_lora_server::{
	adapter::LoraBatch,
	model::{embedded, Model, ModelConfig},
	tokenizer::TextCodec,
	training::{
		base::{train_base, BaseOptions, BaseTrainingError, Budget},
		rows_of,
	},
};
use std::{fs, path::Path};
use tch::{Device, Kind, Tensor};

fn embedded_model() -> Model {
	tch::set_num_threads(1);
	Model::from_files(embedded::config(), embedded::weights(), Device::Cpu).unwrap()
}

#[test]
fn embedded_base_fits_its_tokenizer_and_the_repository() {
	let (model, codec) = (embedded_model(), codec());
	let vocabulary = i64::try_from(codec.vocab_size()).unwrap();
	assert_eq!(model.config().vocab_size, vocabulary);
	let size: usize = embedded::files().iter().map(|(_, bytes)| bytes.len()).sum();
	assert!(size <= 16 * 1024 * 1024, "{size} bytes");
}

#[test]
fn embedded_base_expects_english() {
	let (model, codec) = (embedded_model(), codec());
	let loss = |text: &str| {
		let row = rows_of(text, &codec).unwrap();
		let tokens = [row.prompt, row.completion].concat();
		let logits = forward(&model, std::slice::from_ref(&tokens), &LoraBatch::Base);
		let targets: Vec<i64> = tokens.iter().skip(1).copied().map(i64::from).collect();
		Tensor::from_slice(&logits)
			.view([-1, model.config().vocab_size])
			.narrow(0, 0, i64::try_from(targets.len()).unwrap())
			.cross_entropy_for_logits(&Tensor::from_slice(&targets))
			.double_value(&[])
	};
	let english = loss("What is a teacher? a person whose occupation is teaching");
	let shuffled = loss("What is a teacher? occupation whose teaching a is person");
	assert!(english < 4.0, "{english}");
	assert!(shuffled > english + 1.0, "{shuffled} {english}");
}

fn dictionary() -> String {
	let mut text = "00-database-info\nFree for all.\n\n00-database-short\n    Words\n".to_owned();
	for index in 0..400 {
		text.push_str(&format!("word{index}\n    n 1: the number {index} of many words\n"));
	}
	text
}

fn options(budget: Budget) -> BaseOptions {
	let config = serde_json::json!({
		"model_type": "llama", "vocab_size": 300, "hidden_size": 16, "intermediate_size": 24,
		"num_hidden_layers": 1, "num_attention_heads": 2, "max_position_embeddings": 32,
		"tie_word_embeddings": true,
	});
	BaseOptions {
		model: ModelConfig::from_json(&serde_json::to_vec(&config).unwrap()).unwrap(),
		sequence: 32,
		batch: 4,
		learning_rate: 1e-2,
		seed: 1,
		budget,
		precision: Kind::Float,
		from: None,
		command: "train".to_owned(),
	}
}

fn trained(folder: &Path, budget: Budget) -> Model {
	tch::set_num_threads(1);
	let source = folder.join("dictionary");
	fs::write(&source, dictionary()).unwrap();
	let out = folder.join("base");
	train_base(&source, &out, &options(budget)).unwrap();
	Model::load(&out, Device::Cpu).unwrap()
}

#[test]
fn trained_base_is_a_complete_model_with_its_recipe_and_notice() {
	let folder = tempfile::tempdir().unwrap();
	let model = trained(folder.path(), Budget::Steps(60));
	let read = |name: &str| fs::read(folder.path().join("base").join(name)).unwrap();
	let codec = TextCodec::from_files(&read("tokenizer.json"), &read("tokenizer_config.json"));
	let codec = codec.unwrap();
	let row = rows_of("What is word7? the number 7 of many words", &codec).unwrap();
	let tokens = [row.prompt, row.completion].concat();
	let logits = forward(&model, std::slice::from_ref(&tokens), &LoraBatch::Base);
	// Every entry says "of many": so it is learnt first.
	let of = codec.encode(" of").unwrap()[0];
	let many = codec.encode(" many").unwrap()[0];
	let at = tokens.iter().position(|&token| token == of).unwrap();
	let width = usize::try_from(model.config().vocab_size).unwrap();
	let next = &logits[at * width..(at + 1) * width];
	let best = (0u32..).zip(next).max_by(|(_, a), (_, b)| a.total_cmp(b)).unwrap().0;
	assert_eq!(best, many);
	assert_eq!(read("NOTICE"), b"Free for all.");
	assert!(String::from_utf8(read("README.md")).unwrap().contains("60 steps"));
}

#[test]
fn base_goes_on_from_weights_that_fit() {
	let folder = tempfile::tempdir().unwrap();
	trained(folder.path(), Budget::Steps(5));
	let (source, out) = (folder.path().join("dictionary"), folder.path().join("base"));
	let weights = || fs::read(out.join("model.safetensors")).unwrap();
	let before = weights();
	let none = BaseOptions { from: Some(out.clone()), ..options(Budget::Steps(0)) };
	train_base(&source, &out, &none).unwrap();
	assert!(weights() == before);
	let some = BaseOptions { from: Some(out.clone()), ..options(Budget::Steps(3)) };
	train_base(&source, &out, &some).unwrap();
	assert!(weights() != before);

	fs::write(&source, dictionary().replace("many", "few")).unwrap();
	let error = train_base(&source, &out, &some).unwrap_err();
	assert!(matches!(error, BaseTrainingError::Invalid(_)));
}

#[test]
fn base_is_refused_when_the_source_is_no_dictionary() {
	let folder = tempfile::tempdir().unwrap();
	let source = folder.path().join("text");
	fs::write(&source, "Just some text.").unwrap();
	let error = train_base(&source, folder.path(), &options(Budget::Steps(1))).unwrap_err();
	assert!(matches!(error, BaseTrainingError::Invalid(_)));
}
