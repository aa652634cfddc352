// SPDX-License-Identifier: Apache-2.0
//! `config.json` of a GPT-2 model.

use super::{widen, Activation, ModelConfig, Positions};
use crate::model::{Family, ModelError};
use serde::Deserialize;

/// The members that decide what is computed. Others (dropout, heads for other tasks) do not.
#[derive(Deserialize)]
struct ConfigFile {
	vocab_size: u32,
	n_positions: u32,
	n_embd: u32,
	n_layer: u32,
	n_head: u32,
	n_inner: Option<u32>,
	#[serde(default = "default_activation")]
	activation_function: String,
	#[serde(default = "default_eps")]
	layer_norm_epsilon: f64,
	#[serde(default = "enabled")]
	scale_attn_weights: bool,
	#[serde(default)]
	scale_attn_by_inverse_layer_idx: bool,
	#[serde(default)]
	add_cross_attention: bool,
	#[serde(default = "enabled")]
	tie_word_embeddings: bool,
}

fn default_activation() -> String {
	"gelu_new".to_owned()
}

fn default_eps() -> f64 {
	1e-5
}

fn enabled() -> bool {
	true
}

pub(super) fn read(json: &[u8]) -> Result<ModelConfig, ModelError> {
	let file: ConfigFile = serde_json::from_slice(json)?;
	let unsupported = |what: &str| Err(ModelError::Unsupported(what.to_owned()));
	if !file.scale_attn_weights {
		return unsupported("scale_attn_weights false");
	}
	if file.scale_attn_by_inverse_layer_idx {
		return unsupported("scale_attn_by_inverse_layer_idx");
	}
	if file.add_cross_attention {
		return unsupported("add_cross_attention");
	}
	let activation = match file.activation_function.as_str() {
		"gelu_new" | "gelu_pytorch_tanh" => Activation::TanhGelu,
		"gelu" => Activation::Gelu,
		other => return unsupported(&format!("activation_function {other:?}")),
	};
	let head_dim = file.n_embd.checked_div(file.n_head).unwrap_or(0);
	if head_dim.checked_mul(file.n_head) != Some(file.n_embd) {
		let what = "n_head does not divide n_embd";
		return Err(ModelError::Inconsistent(what.to_owned()));
	}
	Ok(ModelConfig {
		family: Family::Gpt2,
		vocab_size: file.vocab_size.into(),
		hidden_size: file.n_embd.into(),
		intermediate_size: file.n_inner.map_or_else(|| 4 * i64::from(file.n_embd), i64::from),
		layers: widen(file.n_layer),
		heads: file.n_head.into(),
		kv_heads: file.n_head.into(),
		head_dim: head_dim.into(),
		context: widen(file.n_positions),
		norm_eps: file.layer_norm_epsilon,
		positions: Positions::Learned,
		window: None,
		activation,
		qkv_bias: true,
		output_bias: true,
		mlp_bias: true,
		tied: file.tie_word_embeddings,
	})
}
