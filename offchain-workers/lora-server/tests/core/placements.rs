// SPDX-License-Identifier: Apache-2.0
//! Weights in fewer bits say nearly the same, and are still the same model to the chain.

use super::{
	fixtures::{adapter, bytes, difference, expected, folder, forward, model, NAMES},
	refusals::edited,
};
use openledger_lora_server::{
	adapter::LoraBatch,
	artifacts::Base,
	engine::{Engine, EngineOptions},
	model::{Dtype, Model, ModelConfig, ModelError, Network, Placement, Quantisation},
	tensors::TensorError,
};
use safetensors::Dtype as FileDtype;
use serde_json::json;
use std::sync::Arc;
use tch::{Device, Kind};

fn placement(dtype: Dtype, quantisation: Option<Quantisation>) -> Placement {
	Placement { device: Device::Cpu, dtype, quantisation }
}

const INT8: Placement =
	Placement { device: Device::Cpu, dtype: Dtype::F32, quantisation: Some(Quantisation::Int8) };

fn placed(name: &str, placement: Placement) -> Arc<Model> {
	Arc::new(Model::load(&folder(name).join("model"), placement).unwrap())
}

fn largest(values: &[f32]) -> f32 {
	values.iter().copied().map(f32::abs).fold(0.0, f32::max)
}

/// Numbers of one model against those of another, as a share of the largest.
fn apart(found: &[f32], expected: &[f32]) -> f32 {
	difference(found, expected) / largest(expected)
}

#[test]
fn model_in_fewer_bits_says_nearly_the_same() {
	// Seven and ten bits of mantissa, through two layers.
	for (dtype, tolerance) in [(Dtype::Bf16, 0.12), (Dtype::F16, 0.03)] {
		for name in NAMES {
			let tokens = [expected(name).tokens];
			for lora in [LoraBatch::Base, LoraBatch::Shared(adapter(name).weights())] {
				let exact = forward(&model(name), &tokens, &lora);
				let rounded = forward(&placed(name, placement(dtype, None)), &tokens, &lora);
				let apart = apart(&rounded, &exact);
				assert!(apart > 0.0 && apart < tolerance, "{name} as {dtype:?}: {apart}");
			}
		}
	}
}

#[test]
fn weights_are_kept_in_the_type_asked_for() {
	let network = placed("tied", placement(Dtype::Bf16, None)).network();
	for (name, tensor) in network.parameters() {
		let norm = name.contains("norm");
		assert_eq!(tensor.kind(), if norm { Kind::Float } else { Kind::BFloat16 }, "{name}");
	}
}

#[test]
fn packed_model_says_nearly_the_same() {
	for name in NAMES {
		let tokens = [expected(name).tokens];
		for lora in [LoraBatch::Base, LoraBatch::Shared(adapter(name).weights())] {
			let exact = forward(&model(name), &tokens, &lora);
			let apart = apart(&forward(&placed(name, INT8), &tokens, &lora), &exact);
			assert!(apart > 0.0 && apart < 0.12, "{name}: {apart}");
		}
	}
}

#[test]
fn packed_model_equals_one_of_rounded_weights() {
	// The twin: each row's weights rounded to 127 steps of its largest, as f32.
	let config = bytes("tied", "model/config.json");
	let rounded = edited(&bytes("tied", "model/model.safetensors"), |name, view| {
		let values =
			view.data().chunks(4).map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap()));
		let values: Vec<f32> = values.collect();
		let width = view.shape().last().copied().unwrap();
		let rounded = values.chunks(width).flat_map(|row| {
			let step = largest(row) / 127.0;
			row.iter().map(move |value| (value / step).round() * step).collect::<Vec<_>>()
		});
		let kept = if name.contains("_proj") { rounded.collect() } else { values };
		let data = kept.iter().flat_map(|value| value.to_le_bytes()).collect();
		Some((FileDtype::F32, view.shape().to_vec(), data))
	});
	let twin = Model::from_files(&config, &rounded, Device::Cpu).unwrap();
	let tokens = [expected("tied").tokens];
	let expected = forward(&twin, &tokens, &LoraBatch::Base);
	let found = forward(&placed("tied", INT8), &tokens, &LoraBatch::Base);
	// What is left is that the inputs are rounded to bf16.
	let apart = apart(&found, &expected);
	assert!(apart < 0.03, "{apart}");
}

#[test]
fn packed_model_says_the_same_of_few_rows_and_of_many() {
	// Of sizes that libtorch multiplies bytes of.
	let config = json!({
		"model_type": "llama", "vocab_size": 50, "hidden_size": 64, "intermediate_size": 128,
		"num_hidden_layers": 2, "num_attention_heads": 2, "max_position_embeddings": 32,
	});
	let config = serde_json::to_vec(&config).unwrap();
	tch::manual_seed(7);
	let sizes = ModelConfig::from_json(&config).unwrap();
	let weights = Network::random(sizes, Device::Cpu).unwrap().to_safetensors().unwrap();
	let packed = Model::from_files(&config, &weights, INT8).unwrap();
	let text: Vec<u32> = (0..8).map(|at| at * 5 % 50).collect();
	let few = forward(&packed, std::slice::from_ref(&text), &LoraBatch::Base);
	let many = forward(&packed, &[text.clone(), text.clone(), text], &LoraBatch::Base);
	for row in many.chunks(few.len()) {
		let apart = apart(row, &few);
		assert!(apart < 0.01, "{apart}");
	}
}

#[test]
fn engine_answers_whatever_the_weights_are_kept_as() {
	for placement in [placement(Dtype::Bf16, None), placement(Dtype::F16, None), INT8] {
		for name in ["grouped", "mistral", "gpt2"] {
			let engine = Engine::start(placed(name, placement), EngineOptions::default()).unwrap();
			let prompt = &expected(name).tokens[..5];
			for adapter in [None, Some(adapter(name))] {
				let request = super::engine::request(prompt, adapter, 12);
				assert_eq!(super::engine::generate(&engine, &request).len(), 12, "{name}");
			}
		}
	}
}

#[test]
fn packed_weights_are_not_written() {
	let written = placed("tied", INT8).network().to_safetensors();
	assert!(matches!(written, Err(TensorError::Packed)));
}

#[test]
fn model_is_refused_when_a_weight_is_too_large_for_its_type() {
	let config = bytes("tied", "model/config.json");
	let weights = edited(&bytes("tied", "model/model.safetensors"), |name, view| {
		let mut data = view.data().to_vec();
		if name == "model.layers.1.mlp.up_proj.weight" {
			data[..4].copy_from_slice(&1e6f32.to_le_bytes());
		}
		Some((view.dtype(), view.shape().to_vec(), data))
	});
	let load = |dtype| Model::from_files(&config, &weights, placement(dtype, None));
	assert!(load(Dtype::F32).is_ok() && load(Dtype::Bf16).is_ok());
	let error = load(Dtype::F16).err().unwrap();
	let ModelError::Weights(TensorError::NotFinite { name }) = error else { panic!("{error}") };
	assert_eq!(name, "model.layers.1.mlp.up_proj.weight");
}

#[test]
fn commitment_is_that_of_the_files_whatever_the_weights_are_kept_as() {
	let exact = Base::embedded(Device::Cpu).unwrap();
	let packed = Base::embedded(INT8).unwrap();
	assert_eq!(packed.commitment(), exact.commitment());
	assert_eq!(packed.manifest(), exact.manifest());
}
