// SPDX-License-Identifier: Apache-2.0
//! Small models with adapters, and what transformers and peft make of them. Written by
//! `peers/transformers/compare.py --fixtures tests/fixtures`.

use openledger_lora_server::{
	adapter::{Adapter, LoraBatch},
	model::{embedded, Model},
	tensors::to_values,
	tokenizer::TextCodec,
};
use serde::Deserialize;
use std::{
	fs,
	path::PathBuf,
	sync::{Arc, OnceLock},
};
use tch::{Device, Tensor};

/// All fixtures: of each family, with each thing that a configuration can turn on.
pub const NAMES: [&str; 9] = [
	"tied",
	"grouped",
	"llama3",
	"linear",
	"qwen2",
	"qwen2-window",
	"mistral",
	"gpt2",
	"gpt2-wide",
];

#[derive(Deserialize)]
pub struct Expected {
	pub tokens: Vec<u32>,
	pub logits: Vec<Vec<f32>>,
	pub adapter_logits: Vec<Vec<f32>>,
	/// What follows the first five tokens.
	pub greedy: Vec<u32>,
	pub adapter_greedy: Vec<u32>,
}

pub fn folder(name: &str) -> PathBuf {
	tch::set_num_threads(1);
	// Asked for when the tests run: one target directory serves several checkouts.
	PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("tests/fixtures").join(name)
}

pub fn bytes(name: &str, file: &str) -> Vec<u8> {
	fs::read(folder(name).join(file)).unwrap()
}

pub fn expected(name: &str) -> Expected {
	serde_json::from_slice(&bytes(name, "expected.json")).unwrap()
}

pub fn model(name: &str) -> Arc<Model> {
	Arc::new(Model::load(&folder(name).join("model"), Device::Cpu).unwrap())
}

pub fn adapter(name: &str) -> Arc<Adapter> {
	let model = model(name);
	let folder = folder(name).join("adapter");
	Arc::new(Adapter::load(&folder, model.config(), Device::Cpu).unwrap())
}

/// The embedded tokenizer, read once.
pub fn codec() -> TextCodec {
	static CODEC: OnceLock<TextCodec> = OnceLock::new();
	let read = || TextCodec::from_files(embedded::tokenizer(), embedded::tokenizer_config());
	CODEC.get_or_init(|| read().unwrap()).clone()
}

/// Logits of whole texts of equal length, row after row.
pub fn forward(model: &Model, rows: &[Vec<u32>], lora: &LoraBatch) -> Vec<f32> {
	let _guard = tch::no_grad_guard();
	let tokens: Vec<i64> = rows.iter().flatten().copied().map(i64::from).collect();
	let tokens = Tensor::from_slice(&tokens).view([i64::try_from(rows.len()).unwrap(), -1]);
	let network = model.network();
	to_values(&network.logits(&network.forward(&tokens, lora))).unwrap()
}

/// The largest difference between two lists of equal length.
pub fn difference(a: &[f32], b: &[f32]) -> f32 {
	assert_eq!(a.len(), b.len());
	a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}
