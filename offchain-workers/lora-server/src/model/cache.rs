// SPDX-License-Identifier: Apache-2.0
//! Keys and values of the rows that are being decoded.

use super::ModelConfig;
use tch::{Device, Kind, Tensor};

/// Rows and positions are added in blocks, so that growing is rare.
const ROW_BLOCK: i64 = 4;
const POSITION_BLOCK: i64 = 64;

/// Keys and values of up to `rows` texts, one tensor of each per layer:
/// `[rows, kv_heads, positions, head_dim]`.
///
/// Rows are dense: the running ones are the first. A row needs no clearing, since what a query may
/// see is bounded by its own position, and each position is written before it is seen.
pub struct KvCache {
	layers: Vec<LayerCache>,
	kv_heads: i64,
	head_dim: i64,
	device: Device,
	rows: i64,
	positions: i64,
}

struct LayerCache {
	keys: Tensor,
	values: Tensor,
}

impl KvCache {
	/// An empty cache.
	pub fn new(config: &ModelConfig, device: Device) -> Self {
		let mut cache = Self {
			layers: Vec::new(),
			kv_heads: config.kv_heads,
			head_dim: config.head_dim,
			device,
			rows: 0,
			positions: 0,
		};
		cache.layers = (0..config.layers)
			.map(|_| LayerCache { keys: cache.zeros(0, 0), values: cache.zeros(0, 0) })
			.collect();
		cache
	}

	/// Makes room for `rows` texts of `positions` tokens. What is there stays.
	pub fn reserve(&mut self, rows: i64, positions: i64) {
		if rows <= self.rows && positions <= self.positions {
			return;
		}
		let (old_rows, old_positions) = (self.rows, self.positions);
		self.rows = old_rows.max(round_up(rows, ROW_BLOCK));
		self.positions = old_positions.max(round_up(positions, POSITION_BLOCK));
		let mut layers = std::mem::take(&mut self.layers);
		for tensor in layers.iter_mut().flat_map(|layer| [&mut layer.keys, &mut layer.values]) {
			let grown = self.zeros(self.rows, self.positions);
			grown.narrow(0, 0, old_rows).narrow(2, 0, old_positions).copy_(tensor);
			*tensor = grown;
		}
		self.layers = layers;
	}

	/// Copies row `from` over row `to`: how the last running row takes the place of a finished one.
	pub fn move_row(&mut self, from: i64, to: i64) {
		for tensor in self.layers.iter().flat_map(|layer| [&layer.keys, &layer.values]) {
			tensor.select(0, to).copy_(&tensor.select(0, from));
		}
	}

	/// Writes `keys` and `values`, `[rows, kv_heads, tokens, head_dim]`, of the rows from
	/// `first_row` at `positions`, `[rows, tokens]`, and returns all that these rows hold up to
	/// `visible` positions.
	pub(super) fn extend(
		&mut self,
		layer: usize,
		first_row: i64,
		positions: &Tensor,
		visible: i64,
		keys: &Tensor,
		values: &Tensor,
	) -> (Tensor, Tensor) {
		let size = keys.size();
		let rows = size.first().copied().unwrap_or(0);
		let places = positions.unsqueeze(1).unsqueeze(-1).expand(size.as_slice(), false);
		let write = |cache: &Tensor, new: &Tensor| {
			let _ = cache.narrow(0, first_row, rows).scatter_(2, &places, new);
			cache.narrow(0, first_row, rows).narrow(2, 0, visible)
		};
		let layer = &self.layers[layer];
		(write(&layer.keys, keys), write(&layer.values, values))
	}

	fn zeros(&self, rows: i64, positions: i64) -> Tensor {
		let shape = [rows, self.kv_heads, positions, self.head_dim];
		Tensor::zeros(shape, (Kind::Float, self.device))
	}
}

fn round_up(value: i64, block: i64) -> i64 {
	value.saturating_add(block - 1) / block * block
}
