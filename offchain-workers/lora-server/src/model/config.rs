// SPDX-License-Identifier: Apache-2.0
//! `config.json` of a model, as Hugging Face writes it.

mod gpt2;
mod llama;
mod rope;

pub use rope::{Rope, RopeScaling};

use super::{Family, ModelError};
use serde::Deserialize;
use serde_json::Value;

/// Sizes above these are refused before anything is allocated: no such model is known, and products
/// of two of them still fit their type.
const MAX_SIZE: i64 = 1 << 24;
const MAX_LAYERS: usize = 1024;
const MAX_CONTEXT: usize = 1 << 24;

/// Architecture and sizes of a base model.
#[derive(Clone, PartialEq, Debug)]
pub struct ModelConfig {
	/// The family that it is of.
	pub family: Family,
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
	/// Features of a head; even where positions turn pairs.
	pub head_dim: i64,
	/// Tokens of context at most.
	pub context: usize,
	/// Added to the mean square, or variance, before its root is taken.
	pub norm_eps: f64,
	/// How a token learns where it stands.
	pub positions: Positions,
	/// What bounds the attention besides causality.
	pub window: Option<Window>,
	/// What is between the halves of the feed-forward part.
	pub activation: Activation,
	/// Whether queries, keys and values have a bias.
	pub qkv_bias: bool,
	/// Whether the attention's output has a bias.
	pub output_bias: bool,
	/// Whether the feed-forward part has biases.
	pub mlp_bias: bool,
	/// Whether the output layer is the embedding.
	pub tied: bool,
}

/// How a token learns where it stands.
#[derive(Clone, PartialEq, Debug)]
pub enum Positions {
	/// Rotary embeddings: queries and keys are turned, pair by pair of features.
	Rotary(Rope),
	/// An embedding of each position, added to the token's.
	Learned,
}

/// Attention to a window: a token sees itself and the `size - 1` before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
	/// Tokens seen.
	pub size: i64,
	/// Layers before this one see everything.
	pub first_layer: usize,
}

/// What is between the halves of the feed-forward part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Activation {
	/// `silu(gate) * up`.
	GatedSilu,
	/// GELU by the error function (`gelu`).
	Gelu,
	/// GELU by its approximation with a hyperbolic tangent (`gelu_new`).
	TanhGelu,
}

/// The members that say whose configuration it is.
#[derive(Deserialize)]
struct Header {
	model_type: String,
	architectures: Option<Vec<String>>,
	quantization_config: Option<Value>,
}

impl ModelConfig {
	/// Reads `config.json`.
	///
	/// # Errors
	/// [`ModelError::Config`], [`ModelError::Unsupported`], [`ModelError::Inconsistent`].
	pub fn from_json(json: &[u8]) -> Result<Self, ModelError> {
		let header: Header = serde_json::from_slice(json)?;
		let family = header.family()?;
		let config = match family {
			Family::Llama | Family::Mistral | Family::Qwen2 => llama::read(json, family)?,
			Family::Gpt2 => gpt2::read(json)?,
		};
		config.check()?;
		Ok(config)
	}

	/// Writes `config.json` of a Llama model, with the ids of the tokens that end and pad a text for
	/// the tools that look for them there.
	///
	/// # Errors
	/// [`ModelError::Unsupported`] for models of other families: what is trained here is a Llama.
	pub fn to_json(&self, eos: u32, pad: u32) -> Result<Vec<u8>, ModelError> {
		llama::write(self, eos, pad)
	}

	/// The window of a layer's attention.
	pub(super) fn window_of(&self, layer: usize) -> Option<i64> {
		self.window.filter(|window| layer >= window.first_layer).map(|window| window.size)
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
		if sizes.into_iter().any(|size| size > MAX_SIZE)
			|| self.layers > MAX_LAYERS
			|| self.context > MAX_CONTEXT
		{
			return inconsistent("a size is larger than any known model's");
		}
		if self.heads % self.kv_heads != 0 {
			return inconsistent("num_key_value_heads does not divide num_attention_heads");
		}
		let positive = |value: f64| value.is_finite() && value > 0.0;
		if !positive(self.norm_eps) {
			return inconsistent("the epsilon of norms must be positive");
		}
		if self.window.is_some_and(|window| window.size == 0) {
			return inconsistent("sliding_window is zero");
		}
		if let Positions::Rotary(rope) = &self.positions {
			if self.head_dim % 2 != 0 {
				return inconsistent("head_dim is odd, and rotary embeddings turn pairs");
			}
			rope.check()?;
		}
		Ok(())
	}
}

impl Header {
	fn family(&self) -> Result<Family, ModelError> {
		let unsupported = |what: String| Err(ModelError::Unsupported(what));
		let named = |family: &Family| family.model_type() == self.model_type;
		let Some(family) = Family::ALL.into_iter().find(named) else {
			return unsupported(format!("model_type {:?}", self.model_type));
		};
		let mut architectures = self.architectures.iter().flatten();
		if let Some(other) = architectures.find(|&name| name != family.architecture()) {
			return unsupported(format!("architecture {other:?}"));
		}
		if self.quantization_config.is_some() {
			return unsupported("quantization_config".to_owned());
		}
		Ok(family)
	}
}

fn widen(size: u32) -> usize {
	usize::try_from(size).unwrap_or(usize::MAX)
}
