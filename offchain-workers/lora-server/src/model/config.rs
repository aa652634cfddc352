// SPDX-License-Identifier: Apache-2.0
//! `config.json` of a Llama model, as Hugging Face writes it.

use super::ModelError;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

const ARCHITECTURE: &str = "LlamaForCausalLM";
const MODEL_TYPE: &str = "llama";

/// Architecture and sizes of a base model.
#[derive(Clone, PartialEq, Debug)]
pub struct ModelConfig {
	/// Tokens known.
	pub vocab_size: i64,
	/// Features of the residual stream.
	pub hidden_size: i64,
	/// Features inside the feed-forward part.
	pub intermediate_size: i64,
	/// Decoder layers.
	pub layers: usize,
	/// Heads of queries.
	pub heads: i64,
	/// Heads of keys and values; divides `heads`.
	pub kv_heads: i64,
	/// Features of a head; even.
	pub head_dim: i64,
	/// Tokens of context at most.
	pub context: usize,
	/// Added to the mean square before its root is taken.
	pub rms_norm_eps: f64,
	/// Base of the rotary embedding's wave lengths.
	pub rope_theta: f64,
	/// Whether the output layer is the embedding.
	pub tied: bool,
}

/// The members of `config.json` that decide what is computed. Others (names of token ids, the type
/// in which the weights are stored, caching) do not.
#[derive(Serialize, Deserialize)]
struct ConfigFile {
	#[serde(default)]
	architectures: Vec<String>,
	model_type: String,
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
	rope_theta: Option<f64>,
	#[serde(default, skip_serializing)]
	rope_scaling: Option<Map<String, Value>>,
	// Where transformers 5 keeps both of the above.
	#[serde(default, skip_serializing)]
	rope_parameters: Option<Map<String, Value>>,
	#[serde(default)]
	tie_word_embeddings: bool,
	#[serde(default)]
	attention_bias: bool,
	#[serde(default)]
	mlp_bias: bool,
	#[serde(default = "default_activation")]
	hidden_act: String,
	#[serde(default, skip_serializing)]
	quantization_config: Option<Value>,
}

fn default_eps() -> f64 {
	1e-6
}

fn default_activation() -> String {
	"silu".to_owned()
}

impl ModelConfig {
	/// Reads `config.json`.
	///
	/// # Errors
	/// [`ModelError::Config`], [`ModelError::Unsupported`], [`ModelError::Inconsistent`].
	pub fn from_json(json: &[u8]) -> Result<Self, ModelError> {
		let file: ConfigFile = serde_json::from_slice(json)?;
		file.refuse_unsupported()?;
		let rope_theta = file.rope_theta()?;
		let heads = file.num_attention_heads;
		let config = Self {
			vocab_size: file.vocab_size.into(),
			hidden_size: file.hidden_size.into(),
			intermediate_size: file.intermediate_size.into(),
			layers: usize::try_from(file.num_hidden_layers).unwrap_or(usize::MAX),
			heads: heads.into(),
			kv_heads: file.num_key_value_heads.unwrap_or(heads).into(),
			head_dim: file
				.head_dim
				.unwrap_or_else(|| file.hidden_size.checked_div(heads).unwrap_or(0))
				.into(),
			context: usize::try_from(file.max_position_embeddings).unwrap_or(usize::MAX),
			rms_norm_eps: file.rms_norm_eps,
			rope_theta,
			tied: file.tie_word_embeddings,
		};
		config.check()?;
		Ok(config)
	}

	/// Writes `config.json`, with the ids of the tokens that begin and end a text for the tools
	/// that look for them there.
	///
	/// # Errors
	/// Those of `serde_json`.
	pub fn to_json(&self, eos: u32, pad: u32) -> Result<Vec<u8>, serde_json::Error> {
		let file = ConfigFile {
			architectures: vec![ARCHITECTURE.to_owned()],
			model_type: MODEL_TYPE.to_owned(),
			vocab_size: narrow(self.vocab_size),
			hidden_size: narrow(self.hidden_size),
			intermediate_size: narrow(self.intermediate_size),
			num_hidden_layers: u32::try_from(self.layers).unwrap_or(u32::MAX),
			num_attention_heads: narrow(self.heads),
			num_key_value_heads: Some(narrow(self.kv_heads)),
			head_dim: Some(narrow(self.head_dim)),
			max_position_embeddings: u32::try_from(self.context).unwrap_or(u32::MAX),
			rms_norm_eps: self.rms_norm_eps,
			rope_theta: Some(self.rope_theta),
			rope_scaling: None,
			rope_parameters: None,
			tie_word_embeddings: self.tied,
			attention_bias: false,
			mlp_bias: false,
			hidden_act: default_activation(),
			quantization_config: None,
		};
		let mut value = serde_json::to_value(file)?;
		if let Value::Object(members) = &mut value {
			members.insert("bos_token_id".to_owned(), Value::Null);
			members.insert("eos_token_id".to_owned(), eos.into());
			members.insert("pad_token_id".to_owned(), pad.into());
			members.insert("torch_dtype".to_owned(), "float32".into());
		}
		serde_json::to_vec_pretty(&value)
	}

	fn check(&self) -> Result<(), ModelError> {
		let inconsistent = |what: &str| Err(ModelError::Inconsistent(what.to_owned()));
		let sizes = [
			self.vocab_size,
			self.hidden_size,
			self.intermediate_size,
			self.heads,
			self.kv_heads,
			self.head_dim,
		];
		if sizes.contains(&0) || self.layers == 0 || self.context == 0 {
			return inconsistent("a size is zero");
		}
		if self.heads % self.kv_heads != 0 {
			return inconsistent("num_key_value_heads does not divide num_attention_heads");
		}
		if self.head_dim % 2 != 0 {
			return inconsistent("head_dim is odd, and rotary embeddings turn pairs");
		}
		let positive = |value: f64| value.is_finite() && value > 0.0;
		if !positive(self.rms_norm_eps) || !positive(self.rope_theta) {
			return inconsistent("rms_norm_eps and rope_theta must be positive");
		}
		Ok(())
	}
}

impl ConfigFile {
	fn refuse_unsupported(&self) -> Result<(), ModelError> {
		let unsupported = |what: String| Err(ModelError::Unsupported(what));
		if self.model_type != MODEL_TYPE {
			return unsupported(format!("model_type {:?}", self.model_type));
		}
		if let Some(other) = self.architectures.iter().find(|&name| name != ARCHITECTURE) {
			return unsupported(format!("architecture {other:?}"));
		}
		if self.hidden_act != "silu" {
			return unsupported(format!("hidden_act {:?}", self.hidden_act));
		}
		if self.attention_bias {
			return unsupported("attention_bias".to_owned());
		}
		if self.mlp_bias {
			return unsupported("mlp_bias".to_owned());
		}
		if self.quantization_config.is_some() {
			return unsupported("quantization_config".to_owned());
		}
		for (member, scaling) in
			[("rope_scaling", &self.rope_scaling), ("rope_parameters", &self.rope_parameters)]
		{
			let Some(scaling) = scaling else { continue };
			let kind = scaling.get("rope_type").or_else(|| scaling.get("type"));
			match kind.and_then(Value::as_str) {
				Some("default") => {},
				None if member == "rope_parameters" && kind.is_none() => {},
				_ => {
					let kind = kind.cloned().unwrap_or(Value::Null);
					return unsupported(format!("{member} of type {kind}"));
				},
			}
			if let Some(partial) = scaling.get("partial_rotary_factor") {
				if partial.as_f64() != Some(1.0) {
					return unsupported(format!("partial_rotary_factor {partial}"));
				}
			}
		}
		Ok(())
	}

	fn rope_theta(&self) -> Result<f64, ModelError> {
		let nested = self.rope_parameters.as_ref().and_then(|members| members.get("rope_theta"));
		match (nested, self.rope_theta) {
			(Some(theta), _) => theta.as_f64().ok_or_else(|| {
				ModelError::Inconsistent(format!("rope_theta {theta} is not a number"))
			}),
			(None, theta) => Ok(theta.unwrap_or(10_000.0)),
		}
	}
}

fn narrow(size: i64) -> u32 {
	u32::try_from(size).unwrap_or(u32::MAX)
}
