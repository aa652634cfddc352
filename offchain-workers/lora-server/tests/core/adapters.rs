// SPDX-License-Identifier: Apache-2.0
//! Adapters' files, and an adapter against the base with its product added to the weights.

use super::fixtures::{adapter, bytes, difference, expected, forward, model, NAMES};
use openledger_lora_server::{
	adapter::{Adapter, LoraBatch},
	model::{Family, Model, Network, Projection},
	tensors::{to_safetensors, TensorReader},
};
use std::collections::BTreeMap;
use tch::{Device, Tensor};

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
fn adapter_does_not_fit_a_model_of_another_shape() {
	let weights = adapter("tied").weights();
	assert!(weights.fits(model("tied").config()));
	assert!(!weights.fits(model("grouped").config()));
}

fn reader(name: &str) -> TensorReader<'static> {
	let bytes = bytes(name, "adapter/adapter_model.safetensors");
	TensorReader::new(bytes.leak(), Device::Cpu).unwrap()
}
