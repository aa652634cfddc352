// SPDX-License-Identifier: Apache-2.0
//! `config.json` of a Llama model, and of those that are built like one: Mistral, Qwen2.

use super::{rope::RopeMembers, widen, Activation, ModelConfig, Positions, Window};
use crate::model::{Family, ModelError};
use serde::Deserialize;
use serde_json::json;

/// The members that decide what is computed. Others (names of token ids, the type in which the
/// weights are stored, caching) do not.
#[derive(Deserialize)]
struct ConfigFile {
	vocab_size: u32,
	hidden_size: u32,
	intermediate_size: u32,
	num_hidden_layers: u32,
	num_attention_heads: u32,
	num_key_value_heads: Option<u32>,
	head_dim: Option<u32>,
	max_position_embeddings: u32,
	#[serde(default = "default_eps")]
	rms_norm_eps: f64,
	#[serde(flatten)]
	rope: RopeMembers,
	#[serde(default)]
	tie_word_embeddings: bool,
	#[serde(default)]
	attention_bias: bool,
	#[serde(default)]
	mlp_bias: bool,
	#[serde(default = "default_activation")]
	hidden_act: String,
	sliding_window: Option<u32>,
	#[serde(default)]
	use_sliding_window: bool,
	max_window_layers: Option<u32>,
	layer_types: Option<Vec<String>>,
}

fn default_eps() -> f64 {
	1e-6
}

fn default_activation() -> String {
	"silu".to_owned()
}

pub(super) fn read(json: &[u8], family: Family) -> Result<ModelConfig, ModelError> {
	let file: ConfigFile = serde_json::from_slice(json)?;
	if file.hidden_act != "silu" {
		return Err(ModelError::Unsupported(format!("hidden_act {:?}", file.hidden_act)));
	}
	// Only Llama has these switches; transformers overlooks them elsewhere.
	let switch = |on: bool, name: &str| match family {
		_ if !on => Ok(false),
		Family::Llama => Ok(true),
		_ => Err(ModelError::Unsupported(format!("{name} in a {} model", family.model_type()))),
	};
	let attention_bias = switch(file.attention_bias, "attention_bias")?;
	let mlp_bias = switch(file.mlp_bias, "mlp_bias")?;
	let layers = widen(file.num_hidden_layers);
	let window = file.window(family);
	file.check_layer_types(window)?;
	let heads = file.num_attention_heads;
	let head_dim =
		file.head_dim.unwrap_or_else(|| file.hidden_size.checked_div(heads).unwrap_or(0));
	Ok(ModelConfig {
		family,
		vocab_size: file.vocab_size.into(),
		hidden_size: file.hidden_size.into(),
		intermediate_size: file.intermediate_size.into(),
		layers,
		heads: heads.into(),
		kv_heads: file.num_key_value_heads.unwrap_or(heads).into(),
		head_dim: head_dim.into(),
		context: widen(file.max_position_embeddings),
		norm_eps: file.rms_norm_eps,
		positions: Positions::Rotary(file.rope.read()?),
		window: window.filter(|window| window.first_layer < layers),
		activation: Activation::GatedSilu,
		qkv_bias: attention_bias || family == Family::Qwen2,
		output_bias: attention_bias,
		mlp_bias,
		tied: file.tie_word_embeddings,
	})
}

pub(super) fn write(config: &ModelConfig, eos: u32, pad: u32) -> Result<Vec<u8>, ModelError> {
	let plain = config.family == Family::Llama
		&& !(config.qkv_bias || config.output_bias || config.mlp_bias)
		&& config.window.is_none();
	let rope = match &config.positions {
		Positions::Rotary(rope) if plain && rope.scaling.is_none() => rope,
		_ => return Err(ModelError::Unsupported("writing any but a plain Llama".to_owned())),
	};
	let value = json!({
		"architectures": [config.family.architecture()],
		"model_type": config.family.model_type(),
		"vocab_size": config.vocab_size,
		"hidden_size": config.hidden_size,
		"intermediate_size": config.intermediate_size,
		"num_hidden_layers": config.layers,
		"num_attention_heads": config.heads,
		"num_key_value_heads": config.kv_heads,
		"head_dim": config.head_dim,
		"max_position_embeddings": config.context,
		"rms_norm_eps": config.norm_eps,
		"rope_theta": rope.theta,
		"tie_word_embeddings": config.tied,
		"attention_bias": false,
		"mlp_bias": false,
		"hidden_act": default_activation(),
		"bos_token_id": null,
		"eos_token_id": eos,
		"pad_token_id": pad,
		"torch_dtype": "float32",
	});
	Ok(serde_json::to_vec_pretty(&value)?)
}

impl ConfigFile {
	/// Mistral's layers all have the window, Qwen2's from a certain one on if it is turned on, and
	/// Llama has none.
	fn window(&self, family: Family) -> Option<Window> {
		let first_layer = match family {
			Family::Mistral => 0,
			// transformers' own value where the file says nothing.
			Family::Qwen2 if self.use_sliding_window => self.max_window_layers.map_or(28, widen),
			_ => return None,
		};
		self.sliding_window.map(|size| Window { size: size.into(), first_layer })
	}

	/// Newer files name each layer's attention. It must be the one that follows from the rest.
	fn check_layer_types(&self, window: Option<Window>) -> Result<(), ModelError> {
		for (layer, found) in self.layer_types.iter().flatten().enumerate() {
			let windowed = window.is_some_and(|window| layer >= window.first_layer);
			let expected = if windowed { "sliding_attention" } else { "full_attention" };
			if found != expected {
				return Err(ModelError::Unsupported(format!(
					"layer_types {found:?} of layer {layer}"
				)));
			}
		}
		Ok(())
	}
}
