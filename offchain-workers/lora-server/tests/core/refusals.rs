// SPDX-License-Identifier: Apache-2.0
//! What is not supported is refused by its name.

use super::fixtures::{bytes, model};
use openledger_lora_server::{
	adapter::{Adapter, AdapterError},
	model::{Model, ModelError},
	tensors::TensorError,
};
use safetensors::{tensor::TensorView, Dtype, SafeTensors};
use serde_json::{json, Value};
use std::collections::BTreeMap;
use tch::Device;

fn load(config: &[u8], weights: &[u8]) -> Result<Model, ModelError> {
	Model::from_files(config, weights, Device::Cpu)
}

fn base() -> (Value, Vec<u8>) {
	let config = serde_json::from_slice(&bytes("tied", "model/config.json")).unwrap();
	(config, bytes("tied", "model/model.safetensors"))
}

fn load_adapter(config: &Value, weights: &[u8]) -> Result<Adapter, AdapterError> {
	let config = serde_json::to_vec(config).unwrap();
	Adapter::from_files(&config, weights, model("tied").config(), Device::Cpu)
}

fn adapter() -> (Value, Vec<u8>) {
	let config = serde_json::from_slice(&bytes("tied", "adapter/adapter_config.json")).unwrap();
	(config, bytes("tied", "adapter/adapter_model.safetensors"))
}

/// A safetensors file with some tensors changed: `None` removes one.
pub fn edited(file: &[u8], edit: impl Fn(&str, &TensorView<'_>) -> Option<OwnedTensor>) -> Vec<u8> {
	let file = SafeTensors::deserialize(file).unwrap();
	let tensors: BTreeMap<String, OwnedTensor> = file
		.tensors()
		.into_iter()
		.filter_map(|(name, view)| edit(&name, &view).map(|tensor| (name, tensor)))
		.collect();
	let views = tensors.iter().map(|(name, (kind, shape, data))| {
		(name, TensorView::new(*kind, shape.clone(), data).unwrap())
	});
	safetensors::serialize(views, None).unwrap()
}

pub type OwnedTensor = (Dtype, Vec<usize>, Vec<u8>);

pub fn unchanged(view: &TensorView<'_>) -> OwnedTensor {
	(view.dtype(), view.shape().to_vec(), view.data().to_vec())
}

#[test]
fn model_is_refused_by_name_when_its_configuration_is_not_supported() {
	let cases = [
		("model_type", json!("mamba"), "model_type \"mamba\""),
		("architectures", json!(["MistralForCausalLM"]), "architecture \"MistralForCausalLM\""),
		("hidden_act", json!("gelu"), "hidden_act \"gelu\""),
		("quantization_config", json!({"bits": 4}), "quantization_config"),
		(
			"rope_scaling",
			json!({"type": "dynamic", "factor": 2.0}),
			"rope_scaling of type \"dynamic\"",
		),
		(
			"rope_parameters",
			json!({"rope_type": "yarn", "rope_theta": 10000.0}),
			"rope_parameters of type \"yarn\"",
		),
		(
			"rope_parameters",
			json!({"rope_type": "default", "partial_rotary_factor": 0.5}),
			"partial_rotary_factor 0.5",
		),
		(
			"layer_types",
			json!(["full_attention", "sliding_attention"]),
			"layer_types \"sliding_attention\" of layer 1",
		),
	];
	let (config, weights) = base();
	for (member, value, named) in cases {
		let mut config = config.clone();
		config[member] = value;
		let error = load(&serde_json::to_vec(&config).unwrap(), &weights).err().unwrap();
		assert_eq!(error.to_string(), format!("config.json: {named} is not supported"));
	}
}

#[test]
fn model_is_refused_when_its_sizes_contradict_each_other() {
	let (config, weights) = base();
	for (member, value) in [
		("vocab_size", json!(u32::MAX)),
		("num_hidden_layers", json!(1025)),
		("max_position_embeddings", json!(1 << 25)),
		("rms_norm_eps", json!(0.0)),
		("rope_parameters", json!({"rope_type": "linear"})),
		("rope_parameters", json!({"rope_type": "linear", "factor": 0.0})),
		(
			"rope_scaling",
			json!({
				"type": "llama3", "factor": 2.0, "low_freq_factor": 4.0, "high_freq_factor": 1.0,
				"original_max_position_embeddings": 32,
			}),
		),
		("num_key_value_heads", json!(3)),
		("head_dim", json!(7)),
		("num_attention_heads", json!(0)),
		("rope_parameters", json!({"rope_theta": -1.0})),
	] {
		let mut config = config.clone();
		config[member] = value;
		let error = load(&serde_json::to_vec(&config).unwrap(), &weights).err().unwrap();
		assert!(matches!(error, ModelError::Inconsistent(_)), "{member}: {error}");
	}
}

#[test]
fn model_of_another_family_is_refused_by_name_when_its_configuration_is_not_supported() {
	let cases = [
		("mistral", "attention_bias", json!(true), "attention_bias in a mistral model"),
		("qwen2", "mlp_bias", json!(true), "mlp_bias in a qwen2 model"),
		("gpt2", "activation_function", json!("relu"), "activation_function \"relu\""),
		("gpt2", "scale_attn_weights", json!(false), "scale_attn_weights false"),
		("gpt2", "scale_attn_by_inverse_layer_idx", json!(true), "scale_attn_by_inverse_layer_idx"),
		("gpt2", "add_cross_attention", json!(true), "add_cross_attention"),
	];
	for (name, member, value, named) in cases {
		let mut config: Value = serde_json::from_slice(&bytes(name, "model/config.json")).unwrap();
		config[member] = value;
		let error = load(&serde_json::to_vec(&config).unwrap(), &[]).err().unwrap();
		assert_eq!(error.to_string(), format!("config.json: {named} is not supported"));
	}
	let mut config: Value = serde_json::from_slice(&bytes("gpt2", "model/config.json")).unwrap();
	config["n_head"] = json!(5);
	let error = load(&serde_json::to_vec(&config).unwrap(), &[]).err().unwrap();
	assert!(matches!(error, ModelError::Inconsistent(_)), "{error}");
	let mut config: Value = serde_json::from_slice(&bytes("mistral", "model/config.json")).unwrap();
	config["sliding_window"] = json!(0);
	let error = load(&serde_json::to_vec(&config).unwrap(), &[]).err().unwrap();
	assert!(matches!(error, ModelError::Inconsistent(_)), "{error}");
}

#[test]
fn model_is_refused_when_its_weights_are_cut_off() {
	let (config, weights) = base();
	let config = serde_json::to_vec(&config).unwrap();
	for length in [0, 7, 100, weights.len() - 1] {
		let error = load(&config, &weights[..length]).err().unwrap();
		assert!(
			matches!(error, ModelError::Weights(TensorError::Malformed(_))),
			"{length}: {error}"
		);
	}
}

#[test]
fn model_is_refused_when_a_tensor_has_another_shape() {
	let (mut config, weights) = base();
	config["intermediate_size"] = json!(47);
	let error = load(&serde_json::to_vec(&config).unwrap(), &weights).err().unwrap();
	assert_eq!(
		error.to_string(),
		"model.safetensors: tensor model.layers.0.mlp.gate_proj.weight has shape [48, 32], and the \
		 configuration says [47, 32]"
	);
}

#[test]
fn model_is_refused_when_a_tensor_is_missing() {
	let (config, weights) = base();
	let name = "model.layers.1.self_attn.k_proj.weight";
	let weights = edited(&weights, |tensor, view| (tensor != name).then(|| unchanged(view)));
	let error = load(&serde_json::to_vec(&config).unwrap(), &weights).err().unwrap();
	assert_eq!(error.to_string(), format!("model.safetensors: tensor {name} is missing"));
}

#[test]
fn model_is_refused_when_a_tensor_is_left_over() {
	let (mut config, weights) = base();
	config["num_hidden_layers"] = json!(1);
	let error = load(&serde_json::to_vec(&config).unwrap(), &weights).err().unwrap();
	let ModelError::Weights(TensorError::Unexpected { name }) = error else { panic!("{error}") };
	assert!(name.starts_with("model.layers.1."));
}

#[test]
fn model_is_refused_when_a_tensor_is_of_whole_numbers() {
	let (config, weights) = base();
	let weights = edited(&weights, |name, view| {
		let (kind, shape, data) = unchanged(view);
		Some((if name == "model.norm.weight" { Dtype::I32 } else { kind }, shape, data))
	});
	let error = load(&serde_json::to_vec(&config).unwrap(), &weights).err().unwrap();
	assert_eq!(
		error.to_string(),
		"model.safetensors: tensor model.norm.weight is I32, and only F32, F16 and BF16 are supported"
	);
}

#[test]
fn half_precision_weights_are_read() {
	let (config, weights) = base();
	let config = serde_json::to_vec(&config).unwrap();
	// bf16 is the upper half of f32.
	let halved = edited(&weights, |_, view| {
		let data = view.data().chunks(4).flat_map(|value| [value[2], value[3]]).collect();
		Some((Dtype::BF16, view.shape().to_vec(), data))
	});
	let truncated = edited(&weights, |_, view| {
		let data = view.data().chunks(4).flat_map(|value| [0, 0, value[2], value[3]]).collect();
		Some((Dtype::F32, view.shape().to_vec(), data))
	});
	let write = |weights| load(&config, weights).unwrap().network().to_safetensors().unwrap();
	assert!(write(&halved) == write(&truncated));
	assert!(write(&halved) != write(&weights));
}

#[test]
fn adapter_is_refused_by_name_when_its_configuration_is_not_supported() {
	let cases = [
		("peft_type", json!("LOHA"), "peft_type Some(\"LOHA\")"),
		("task_type", json!("SEQ_CLS"), "task_type \"SEQ_CLS\""),
		("bias", json!("all"), "bias \"all\""),
		("use_dora", json!(true), "use_dora"),
		("lora_bias", json!(true), "lora_bias"),
		("modules_to_save", json!(["lm_head"]), "modules_to_save"),
		("exclude_modules", json!(["q_proj"]), "exclude_modules"),
		("layers_to_transform", json!([0]), "layers_to_transform"),
		("layer_replication", json!([[0, 2]]), "layer_replication"),
		("init_lora_weights", json!("pissa"), "init_lora_weights \"pissa\""),
		("of_a_later_version", json!(true), "of_a_later_version"),
		("target_modules", json!(["q_proj", "lm_head"]), "target module \"lm_head\""),
		("target_modules", json!(["proj"]), "target module \"proj\""),
		("target_modules", json!(["q_proj", "c_attn"]), "target module \"c_attn\""),
		("alpha_pattern", json!({"q_proj": 2}), "alpha_pattern with lora_alpha 0"),
	];
	let (mut config, weights) = adapter();
	config["lora_alpha"] = json!(0);
	for (member, value, named) in cases {
		let mut config = config.clone();
		config[member] = value;
		let error = load_adapter(&config, &weights).err().unwrap();
		assert_eq!(error.to_string(), format!("adapter_config.json: {named} is not supported"));
	}
}

#[test]
fn adapter_is_refused_when_its_rank_or_scale_is_no_number() {
	let (config, weights) = adapter();
	for (member, value) in [
		("r", json!(0)),
		("r", json!(1025)),
		("r", json!("four")),
		("lora_alpha", Value::Null),
		("use_rslora", json!("yes")),
		("target_modules", json!([])),
		("target_modules", json!("")),
		("target_modules", json!(r".*\.r_proj")),
		("target_modules", json!("(")),
		("target_modules", json!("a)|(b")),
		("target_modules", json!("q".repeat(5000))),
		("rank_pattern", json!([4])),
		("rank_pattern", json!({"q_proj": 0})),
		("rank_pattern", json!({"q_proj": 2000})),
		("rank_pattern", json!({"(": 2})),
		("rank_pattern", json!({"q_proj": 2, r"layers\.0\..*": 3})),
		("alpha_pattern", json!({"q_proj": "two"})),
		("base_model_name_or_path", json!("q".repeat(1 << 20))),
	] {
		let mut config = config.clone();
		config[member] = value;
		let error = load_adapter(&config, &weights).err().unwrap();
		assert!(matches!(error, AdapterError::Invalid(_)), "{member}: {error}");
	}
}

#[test]
fn adapter_is_refused_when_its_weights_do_not_fit() {
	let (config, weights) = adapter();
	let malformed = load_adapter(&config, &weights[..weights.len() - 1]).err().unwrap();
	assert!(matches!(malformed, AdapterError::Weights(TensorError::Malformed(_))));
	let mut other_rank = config.clone();
	other_rank["r"] = json!(5);
	let shape = load_adapter(&other_rank, &weights).err().unwrap();
	assert!(matches!(shape, AdapterError::Weights(TensorError::Shape { .. })), "{shape}");
	let mut fewer = config.clone();
	fewer["target_modules"] = json!(["q_proj"]);
	let left_over = load_adapter(&fewer, &weights).err().unwrap();
	assert!(matches!(left_over, AdapterError::Weights(TensorError::Unexpected { .. })));
}
