// SPDX-License-Identifier: Apache-2.0
//! Keys and values of the texts that are being generated, in blocks: a text holds as many as it needs,
//! wherever they are, and gives them back when it ends.

mod attention;
mod blocks;

pub(super) use attention::Attention;

use super::ModelConfig;
use blocks::BlockTable;
use tch::{Device, Kind, TchError, Tensor};

/// Tokens of a block.
pub const BLOCK_TOKENS: usize = 32;
const BLOCK: i64 = 32;

/// A text of a cache.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TextId(pub u64);

/// Consecutive tokens of a text that a pass through the model reads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
	/// The text. The cache holds its tokens before `first`, and has room for those of the span.
	pub text: TextId,
	/// Where the first of the tokens stands in the text.
	pub first: usize,
	/// How many they are, at least one.
	pub tokens: usize,
}

/// Keys and values of texts: for each layer two tensors of `[blocks, kv_heads, BLOCK_TOKENS, head_dim]`
/// in f32. The memory is the system's until it is written to, where the system works so.
pub struct KvCache {
	layers: Vec<LayerCache>,
	table: BlockTable,
	kv_heads: i64,
}

struct LayerCache {
	keys: Tensor,
	values: Tensor,
}

impl KvCache {
	/// A cache of `blocks` blocks, all free.
	///
	/// # Errors
	/// Those of libtorch, such as too little memory.
	pub fn new(config: &ModelConfig, device: Device, blocks: usize) -> Result<Self, TchError> {
		let &ModelConfig { kv_heads, head_dim, .. } = config;
		let tensor =
			|| Tensor::f_empty([size(blocks), kv_heads, BLOCK, head_dim], (Kind::Float, device));
		let layers = (0..config.layers)
			.map(|_| Ok(LayerCache { keys: tensor()?, values: tensor()? }))
			.collect::<Result<_, TchError>>()?;
		Ok(Self { layers, table: BlockTable::new(blocks), kv_heads })
	}

	/// Bytes of one block, in all layers.
	pub fn block_bytes(config: &ModelConfig) -> u64 {
		const BYTES_OF_A_KEY_AND_A_VALUE: u64 = 8;
		let unsigned = |size: i64| u64::try_from(size).unwrap_or(0);
		u64::try_from(config.layers)
			.unwrap_or(u64::MAX)
			.saturating_mul(unsigned(config.kv_heads))
			.saturating_mul(unsigned(config.head_dim))
			.saturating_mul(unsigned(BLOCK))
			.saturating_mul(BYTES_OF_A_KEY_AND_A_VALUE)
	}

	/// Blocks that hold something.
	pub fn blocks_used(&self) -> usize {
		self.table.owners().len()
	}

	/// Blocks there are.
	pub fn blocks_total(&self) -> usize {
		self.table.total()
	}

	/// Makes room for the first `tokens` tokens of `text`. Whether there was enough; if not, nothing has
	/// changed.
	pub fn reserve(&mut self, text: TextId, tokens: usize) -> bool {
		let Some(added) = self.table.reserve(text, tokens.div_ceil(BLOCK_TOKENS)) else {
			return false;
		};
		if added > 0 {
			let first = self.blocks_used() - added;
			for tensor in self.tensors() {
				// What was there may not be numbers, and zero times that is no number either.
				let _ = tensor.narrow(0, size(first), size(added)).zero_();
			}
		}
		true
	}

	/// Forgets `text`.
	pub fn release(&mut self, text: TextId) {
		for (from, to) in self.table.release(text) {
			for tensor in self.tensors() {
				tensor.select(0, size(to)).copy_(&tensor.select(0, size(from)));
			}
		}
	}

	fn tensors(&self) -> impl Iterator<Item = &Tensor> {
		self.layers.iter().flat_map(|layer| [&layer.keys, &layer.values])
	}
}

fn size(size: usize) -> i64 {
	i64::try_from(size).unwrap_or(i64::MAX)
}
