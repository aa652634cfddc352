// SPDX-License-Identifier: Apache-2.0
//! Adapters' files, and an adapter against the base with its product added to the weights.

use super::fixtures::{adapter, bytes, difference, expected, forward, model, NAMES};
use openledger_lora_server::{
	adapter::{Adapter, LoraBatch},
	model::{Family, Model, Network, Projection},
	tensors::{to_safetensors, TensorReader},
};
use serde_json::{json, Value};
use std::collections::BTreeMap;
use tch::{Device, Kind, Tensor};

#[test]
fn unmerged_adapter_equals_a_merged_one() {
	for name in NAMES {
		let (model, lora) = (model(name), adapter(name).weights());
		let tokens = [expected(name).tokens];
		let mut merged: BTreeMap<String, Tensor> = model
			.network()
			.parameters()
			.into_iter()
			.map(|(name, tensor)| (name, tensor.copy()))
			.collect();
		for layer in 0..lora.layers() {
			for target in Projection::ALL {
				let Some(pair) = lora.pair(layer, target) else { continue };
				let family = model.config().family;
				let name = format!("{}.weight", target.path(family, layer).unwrap());
				let weight = merged.get_mut(&name).unwrap();
				let delta = pair.b.matmul(&pair.a) * lora.scale();
				// GPT-2 stores its weights the other way round.
				*weight = &*weight + if family == Family::Gpt2 { delta.tr() } else { delta };
			}
		}
		let weights = to_safetensors(merged.iter().map(|(name, tensor)| (name.clone(), tensor)));
		let config = model.config().clone();
		let merged = Network::from_safetensors(config, &weights.unwrap(), Device::Cpu).unwrap();
		let expected = forward(&Model::new(merged), &tokens, &LoraBatch::Base);
		let found = forward(&model, &tokens, &LoraBatch::Shared(lora));
		assert!(difference(&found, &expected) < 1e-4, "{name}");
	}
}

#[test]
fn adapter_keeps_its_weights_and_scale_through_its_files() {
	for name in NAMES {
		let (model, adapter) = (model(name), adapter(name));
		let files = adapter.to_files().unwrap();
		let again = Adapter::from_files(&files.config, &files.weights, model.config(), Device::Cpu)
			.unwrap();
		assert_eq!(again.config(), adapter.config());
		assert!(again.to_files().unwrap() == files);
		let tokens = [expected(name).tokens];
		let logits =
			|adapter: &Adapter| forward(&model, &tokens, &LoraBatch::Shared(adapter.weights()));
		assert_eq!(logits(&again), logits(&adapter));
	}
}

#[test]
fn written_weights_have_the_names_that_peft_gives() {
	for name in NAMES {
		let mut reader = reader(name);
		let adapter = adapter(name);
		let written = adapter.to_files().unwrap().weights;
		let written = safetensors::SafeTensors::deserialize(&written).unwrap();
		for (name, view) in written.tensors() {
			let shape: Vec<i64> =
				view.shape().iter().map(|&size| i64::try_from(size).unwrap()).collect();
			assert!(reader.take(&name, &shape).is_ok(), "{name}");
		}
		reader.finish(|_| false).unwrap();
	}
}

#[test]
fn modules_with_a_rank_and_a_scale_of_their_own_have_them() {
	let weights = adapter("qwen2").weights();
	let rank = |layer, target| weights.pair(layer, target).unwrap().a.size()[0];
	assert_eq!(rank(0, Projection::Query), 2);
	assert_eq!(rank(1, Projection::Value), 5);
	assert_eq!(rank(0, Projection::Down), 2);
	assert_eq!(rank(1, Projection::Down), 1);
	assert!(weights.pair(0, Projection::Key).is_none());
}

#[test]
fn adapter_takes_no_more_memory_than_its_file() {
	for name in NAMES {
		let file = bytes(name, "adapter/adapter_model.safetensors").len();
		let adapter = adapter(name);
		assert!(adapter.bytes() > 0);
		// One of its modules in f16 has a scale of its own.
		let most = if name == "qwen2" { 2 * file } else { file };
		assert!(adapter.bytes() <= u64::try_from(most).unwrap(), "{name}");
		assert!(adapter.weights().tensors().all(|tensor| tensor.kind() == Kind::Float));
	}
}

#[test]
fn all_spellings_of_the_same_modules_are_the_same_adapter() {
	let (model, weights) = (model("tied"), bytes("tied", "adapter/adapter_model.safetensors"));
	let config: Value =
		serde_json::from_slice(&bytes("tied", "adapter/adapter_config.json")).unwrap();
	let read = |targets: Value| {
		let mut config = config.clone();
		config["target_modules"] = targets;
		let config = serde_json::to_vec(&config).unwrap();
		Adapter::from_files(&config, &weights, model.config(), Device::Cpu).unwrap()
	};
	let paths: Vec<_> = (0..2)
		.flat_map(|layer| Projection::ALL.map(|target| target.path(Family::Llama, layer)))
		.flatten()
		.collect();
	let written = read(json!(paths)).to_files().unwrap();
	for targets in [
		json!("all-linear"),
		json!("ALL-LINEAR"),
		json!(r".*_proj"),
		json!(r"model\.layers\.\d+\.(self_attn|mlp)\.\w+"),
		json!([
			"self_attn.q_proj",
			"k_proj",
			"v_proj",
			"o_proj",
			"gate_proj",
			"up_proj",
			"down_proj"
		]),
	] {
		assert!(read(targets.clone()).to_files().unwrap() == written, "{targets}");
	}
}

#[test]
fn adapter_does_not_fit_a_model_of_another_shape() {
	let adapter = adapter("tied");
	assert!(adapter.fits(model("tied").config()));
	assert!(!adapter.fits(model("grouped").config()));
	assert!(!adapter.fits(model("gpt2").config()));
}

fn reader(name: &str) -> TensorReader<'static> {
	let bytes = bytes(name, "adapter/adapter_model.safetensors");
	TensorReader::new(bytes.leak(), Device::Cpu).unwrap()
}
