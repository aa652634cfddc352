// SPDX-License-Identifier: Apache-2.0
//! The families of models that are known, and what Hugging Face calls their parts.

use super::Projection;

/// A family of decoders. Within one, models differ by sizes and by what `config.json` turns on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Family {
	/// Llama, and what is written as one: SmolLM, TinyLlama.
	Llama,
	/// Llama with attention to a window of the last tokens.
	Mistral,
	/// Llama with biases of queries, keys and values.
	Qwen2,
	/// GPT-2: learned positions, LayerNorm, biases everywhere, queries, keys and values in one
	/// module.
	Gpt2,
}

/// The modules of a Llama layer, by their path inside it.
const LLAMA_MODULES: [(Projection, &str); 7] = [
	(Projection::Query, "self_attn.q_proj"),
	(Projection::Key, "self_attn.k_proj"),
	(Projection::Value, "self_attn.v_proj"),
	(Projection::Output, "self_attn.o_proj"),
	(Projection::Gate, "mlp.gate_proj"),
	(Projection::Up, "mlp.up_proj"),
	(Projection::Down, "mlp.down_proj"),
];

/// Those of a GPT-2 layer.
const GPT2_MODULES: [(Projection, &str); 4] = [
	(Projection::QueryKeyValue, "attn.c_attn"),
	(Projection::Output, "attn.c_proj"),
	(Projection::Up, "mlp.c_fc"),
	(Projection::Down, "mlp.c_proj"),
];

impl Family {
	/// All of them.
	pub const ALL: [Self; 4] = [Self::Llama, Self::Mistral, Self::Qwen2, Self::Gpt2];

	/// Its `model_type`.
	pub fn model_type(self) -> &'static str {
		match self {
			Self::Llama => "llama",
			Self::Mistral => "mistral",
			Self::Qwen2 => "qwen2",
			Self::Gpt2 => "gpt2",
		}
	}

	/// The one entry of its `architectures`.
	pub fn architecture(self) -> &'static str {
		match self {
			Self::Llama => "LlamaForCausalLM",
			Self::Mistral => "MistralForCausalLM",
			Self::Qwen2 => "Qwen2ForCausalLM",
			Self::Gpt2 => "GPT2LMHeadModel",
		}
	}

	/// The linear modules of a layer, each with its path inside the layer.
	pub fn modules(self) -> &'static [(Projection, &'static str)] {
		match self {
			Self::Llama | Self::Mistral | Self::Qwen2 => &LLAMA_MODULES,
			Self::Gpt2 => &GPT2_MODULES,
		}
	}

	/// The path of a part of a layer, such as `model.layers.0.self_attn.q_proj`.
	pub fn path(self, layer: usize, part: &str) -> String {
		match self {
			Self::Llama | Self::Mistral | Self::Qwen2 => format!("model.layers.{layer}.{part}"),
			Self::Gpt2 => format!("transformer.h.{layer}.{part}"),
		}
	}

	/// The embedding of tokens.
	pub(crate) fn embedding(self) -> &'static str {
		match self {
			Self::Llama | Self::Mistral | Self::Qwen2 => "model.embed_tokens.weight",
			Self::Gpt2 => "transformer.wte.weight",
		}
	}

	/// The norm before the attention and the one before the feed-forward part, inside a layer.
	pub(super) fn layer_norms(self) -> [&'static str; 2] {
		match self {
			Self::Llama | Self::Mistral | Self::Qwen2 => {
				["input_layernorm", "post_attention_layernorm"]
			},
			Self::Gpt2 => ["ln_1", "ln_2"],
		}
	}

	/// The norm after the last layer.
	pub(super) fn final_norm(self) -> &'static str {
		match self {
			Self::Llama | Self::Mistral | Self::Qwen2 => "model.norm",
			Self::Gpt2 => "transformer.ln_f",
		}
	}

	/// Whether a file stores the weights of linear modules as `[inputs, outputs]`.
	pub(super) fn is_transposed(self) -> bool {
		self == Self::Gpt2
	}

	/// The name under which older files hold the tensor `name`: GPT-2 was published without the
	/// head's prefix.
	pub(super) fn older_name(self, name: &str) -> Option<&str> {
		match self {
			Self::Gpt2 => name.strip_prefix("transformer."),
			Self::Llama | Self::Mistral | Self::Qwen2 => None,
		}
	}

	/// Whether the tensor `name` is a constant that old files hold beside the weights: rotary
	/// frequencies, causal masks.
	pub(super) fn is_constant(self, name: &str) -> bool {
		match self {
			Self::Llama | Self::Mistral | Self::Qwen2 => name.ends_with(".rotary_emb.inv_freq"),
			Self::Gpt2 => name.ends_with(".attn.bias") || name.ends_with(".attn.masked_bias"),
		}
	}
}
