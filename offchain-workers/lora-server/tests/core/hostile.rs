// SPDX-License-Identifier: Apache-2.0
//! Files that somebody has damaged, or made to do damage: never a panic, and always an error that
//! says what is wrong.

use super::fixtures::{bytes, model};
use openledger_lora_server::{
	adapter::Adapter,
	commands::logits::logits,
	model::{Model, Weights},
};
use proptest::{collection::vec, prelude::*, sample::Index};
use serde_json::{json, Map, Value};
use std::fmt::Display;
use tch::Device;

/// What may befall a file.
#[derive(Clone, Debug)]
enum Damage {
	/// A byte of the beginning, where headers are, becomes another.
	Header(Index, u8),
	/// Any byte becomes another.
	Anywhere(Index, u8),
	/// The end is missing.
	CutOff(Index),
	/// Bytes are missing inside.
	Hole(Index, u8),
	/// Bytes are there twice.
	Twice(Index, u8),
	/// Bytes follow the end.
	Longer(Vec<u8>),
}

fn damage() -> impl Strategy<Value = Damage> {
	prop_oneof![
		4 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Header(at, byte)),
		2 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Anywhere(at, byte)),
		1 => any::<Index>().prop_map(Damage::CutOff),
		2 => (any::<Index>(), 1..40u8).prop_map(|(at, length)| Damage::Hole(at, length)),
		2 => (any::<Index>(), 1..40u8).prop_map(|(at, length)| Damage::Twice(at, length)),
		1 => vec(any::<u8>(), 1..20).prop_map(Damage::Longer),
	]
}

fn damaged(file: &[u8], damages: &[Damage]) -> Vec<u8> {
	const HEADER: usize = 400;
	let mut file = file.to_vec();
	for damage in damages {
		if file.is_empty() {
			break;
		}
		let length = file.len();
		match damage {
			Damage::Header(at, byte) => file[at.index(length.min(HEADER))] = *byte,
			Damage::Anywhere(at, byte) => file[at.index(length)] = *byte,
			Damage::CutOff(at) => file.truncate(at.index(length)),
			Damage::Hole(at, bytes) => {
				let at = at.index(length);
				file.drain(at..length.min(at + usize::from(*bytes)));
			},
			Damage::Twice(at, bytes) => {
				let at = at.index(length);
				let again = file[at..length.min(at + usize::from(*bytes))].to_vec();
				file.splice(at..at, again);
			},
			Damage::Longer(bytes) => file.extend_from_slice(bytes),
		}
	}
	file
}

fn named<T, E: Display>(outcome: Result<T, E>) -> Option<T> {
	outcome.map_err(|error| assert!(!error.to_string().is_empty())).ok()
}

/// Loads a model, and computes with it if it can be loaded.
fn try_model<'a>(config: &[u8], weights: impl Into<Weights<'a>>) {
	if let Some(model) = named(Model::from_files(config, weights, Device::Cpu)) {
		let _ = named(logits(&model, None, &[1, 2, 3]));
	}
}

fn try_adapter(base: &Model, config: &[u8], weights: &[u8]) {
	let adapter = Adapter::from_files(config, weights, base.config(), Device::Cpu);
	if let Some(adapter) = named(adapter) {
		let _ = named(logits(base, Some(&adapter), &[1, 2, 3]));
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(300))]

	#[test]
	fn damaged_model_is_refused_by_name(damages in vec(damage(), 1..4), gpt2: bool) {
		let name = if gpt2 { "gpt2-wide" } else { "linear" };
		let config = bytes(name, "model/config.json");
		let weights = bytes(name, "model/model.safetensors");
		try_model(&config, damaged(&weights, &damages).as_slice());
		try_model(&damaged(&config, &damages), &weights);
	}

	#[test]
	fn damaged_adapter_is_refused_by_name(damages in vec(damage(), 1..4), patterns: bool) {
		let name = if patterns { "qwen2" } else { "linear" };
		let base = model(name);
		let config = bytes(name, "adapter/adapter_config.json");
		let weights = bytes(name, "adapter/adapter_model.safetensors");
		try_adapter(&base, &config, &damaged(&weights, &damages));
		try_adapter(&base, &damaged(&config, &damages), &weights);
	}

	#[test]
	fn damaged_index_is_refused_by_name(damages in vec(damage(), 1..4)) {
		let config = bytes("llama3", "model/config.json");
		let index = bytes("llama3", "model/model.safetensors.index.json");
		let index = damaged(&index, &damages);
		let shards = (1..=3).map(|number| format!("model-{number:05}-of-00003.safetensors"));
		let shards: Vec<_> =
			shards.map(|name| (name.clone(), bytes("llama3", &format!("model/{name}")))).collect();
		let mut files = vec![("model.safetensors.index.json", index.as_slice())];
		files.extend(shards.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
		if let Some(weights) = named(Weights::of(&files)) {
			try_model(&config, weights);
		}
	}
}

/// Values that a member of a configuration has no business to have.
fn nonsense() -> [Value; 17] {
	[
		Value::Null,
		json!(true),
		json!(false),
		json!(0),
		json!(1),
		json!(3),
		json!(-1),
		json!(1 << 25),
		json!(4_294_967_295u32),
		json!(u64::MAX),
		json!(0.5),
		json!(1e308),
		json!("nonsense"),
		json!("(a)|(b"),
		json!([]),
		json!([1, "a", null]),
		json!({"q_proj": -1, "(": 2, "factor": 1e-300, "rope_type": "llama3"}),
	]
}

fn members(file: &[u8]) -> Map<String, Value> {
	serde_json::from_slice(file).unwrap()
}

#[test]
fn model_is_loaded_or_refused_whatever_a_member_of_its_configuration_is() {
	for name in ["linear", "qwen2-window", "gpt2"] {
		let weights = bytes(name, "model/model.safetensors");
		let config = members(&bytes(name, "model/config.json"));
		for member in config.keys() {
			for value in nonsense() {
				let mut config = config.clone();
				config.insert(member.clone(), value);
				try_model(&serde_json::to_vec(&config).unwrap(), &weights);
			}
		}
	}
}

#[test]
fn adapter_is_loaded_or_refused_whatever_a_member_of_its_configuration_is() {
	let base = model("qwen2");
	let weights = bytes("qwen2", "adapter/adapter_model.safetensors");
	let config = members(&bytes("qwen2", "adapter/adapter_config.json"));
	for member in config.keys() {
		for value in nonsense() {
			let mut config = config.clone();
			config.insert(member.clone(), value);
			try_adapter(&base, &serde_json::to_vec(&config).unwrap(), &weights);
		}
	}
}

#[test]
fn pattern_that_would_search_for_ever_is_refused() {
	let base = model("qwen2");
	let weights = bytes("qwen2", "adapter/adapter_model.safetensors");
	let mut config = members(&bytes("qwen2", "adapter/adapter_config.json"));
	// Each letter doubles the ways to match what comes before it.
	config.insert("target_modules".to_owned(), json!(r"(?=(([a-z0-9._]+)+)\1x).*"));
	let config = serde_json::to_vec(&config).unwrap();
	let error = Adapter::from_files(&config, &weights, base.config(), Device::Cpu).err().unwrap();
	assert!(error.to_string().contains("target_modules"), "{error}");
}
