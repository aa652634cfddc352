// SPDX-License-Identifier: Apache-2.0
//! The seven linear modules of a decoder layer, by their Hugging Face names.

use super::ModelConfig;

/// A linear module of a layer: what an adapter may target.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Projection {
	/// Queries of the attention.
	Query,
	/// Keys of the attention.
	Key,
	/// Values of the attention.
	Value,
	/// Output of the attention.
	Output,
	/// Gate of the feed-forward part.
	Gate,
	/// Upward half of the feed-forward part.
	Up,
	/// Downward half of the feed-forward part.
	Down,
}

impl Projection {
	/// How many there are.
	pub const COUNT: usize = 7;

	/// All of them, in the order of [`Projection::index`].
	pub const ALL: [Self; Self::COUNT] =
		[Self::Query, Self::Key, Self::Value, Self::Output, Self::Gate, Self::Up, Self::Down];

	/// Its place in [`Projection::ALL`].
	pub fn index(self) -> usize {
		match self {
			Self::Query => 0,
			Self::Key => 1,
			Self::Value => 2,
			Self::Output => 3,
			Self::Gate => 4,
			Self::Up => 5,
			Self::Down => 6,
		}
	}

	/// Its name in `target_modules`, such as `q_proj`.
	pub fn name(self) -> &'static str {
		match self {
			Self::Query => "q_proj",
			Self::Key => "k_proj",
			Self::Value => "v_proj",
			Self::Output => "o_proj",
			Self::Gate => "gate_proj",
			Self::Up => "up_proj",
			Self::Down => "down_proj",
		}
	}

	/// The one with this name.
	pub fn from_name(name: &str) -> Option<Self> {
		Self::ALL.into_iter().find(|projection| projection.name() == name)
	}

	/// Its path inside a model, such as `model.layers.0.self_attn.q_proj`.
	pub fn path(self, layer: usize) -> String {
		let block = match self {
			Self::Query | Self::Key | Self::Value | Self::Output => "self_attn",
			Self::Gate | Self::Up | Self::Down => "mlp",
		};
		format!("model.layers.{layer}.{block}.{}", self.name())
	}

	/// Features that go in.
	pub fn inputs(self, config: &ModelConfig) -> i64 {
		match self {
			Self::Query | Self::Key | Self::Value | Self::Gate | Self::Up => config.hidden_size,
			Self::Output => config.heads * config.head_dim,
			Self::Down => config.intermediate_size,
		}
	}

	/// Features that come out.
	pub fn outputs(self, config: &ModelConfig) -> i64 {
		match self {
			Self::Query => config.heads * config.head_dim,
			Self::Key | Self::Value => config.kv_heads * config.head_dim,
			Self::Output | Self::Down => config.hidden_size,
			Self::Gate | Self::Up => config.intermediate_size,
		}
	}
}
