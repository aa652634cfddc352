// SPDX-License-Identifier: Apache-2.0
//! The linear modules of a decoder layer.

use super::{Family, ModelConfig};

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
	/// Queries, keys and values at once, one after the other: GPT-2's `c_attn`.
	QueryKeyValue,
}

impl Projection {
	/// How many there are.
	pub const COUNT: usize = 8;

	/// All of them, in the order of [`Projection::index`]. No model has them all: see
	/// [`Family::modules`].
	pub const ALL: [Self; Self::COUNT] = [
		Self::Query,
		Self::Key,
		Self::Value,
		Self::Output,
		Self::Gate,
		Self::Up,
		Self::Down,
		Self::QueryKeyValue,
	];

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
			Self::QueryKeyValue => 7,
		}
	}

	/// Its path inside a model, such as `model.layers.0.self_attn.q_proj`; `None` if models of this
	/// family have none.
	pub fn path(self, family: Family, layer: usize) -> Option<String> {
		let mut modules = family.modules().iter();
		modules
			.find(|(projection, _)| *projection == self)
			.map(|(_, part)| family.path(layer, part))
	}

	/// Features that go in.
	pub fn inputs(self, config: &ModelConfig) -> i64 {
		match self {
			Self::Query | Self::Key | Self::Value | Self::QueryKeyValue => config.hidden_size,
			Self::Gate | Self::Up => config.hidden_size,
			Self::Output => config.heads * config.head_dim,
			Self::Down => config.intermediate_size,
		}
	}

	/// Features that come out.
	pub fn outputs(self, config: &ModelConfig) -> i64 {
		match self {
			Self::Query => config.heads * config.head_dim,
			Self::Key | Self::Value => config.kv_heads * config.head_dim,
			Self::QueryKeyValue => (config.heads + 2 * config.kv_heads) * config.head_dim,
			Self::Output | Self::Down => config.hidden_size,
			Self::Gate | Self::Up => config.intermediate_size,
		}
	}

	/// Whether it adds a bias.
	pub(super) fn has_bias(self, config: &ModelConfig) -> bool {
		match self {
			Self::Query | Self::Key | Self::Value | Self::QueryKeyValue => config.qkv_bias,
			Self::Output => config.output_bias,
			Self::Gate | Self::Up | Self::Down => config.mlp_bias,
		}
	}
}
