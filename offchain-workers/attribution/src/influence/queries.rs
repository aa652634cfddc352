// SPDX-License-Identifier: Apache-2.0
//! The gradients that are asked about: those of answers.

use super::{block::Block, builder::check_layers, error::InfluenceError, index::Index};
use crate::mapped::Mapped;
use std::path::Path;

/// The gradients of some queries, in the dimensions of an index.
#[derive(Clone, PartialEq, Debug)]
pub struct Queries {
	/// For each layer one vector for each query.
	layers: Vec<Vec<Vec<f64>>>,
	count: usize,
}

impl Queries {
	/// Reads the safetensors file at `path`, and projects its rows as those of `index`.
	///
	/// # Errors
	/// [`InfluenceError::Io`]; [`InfluenceError::File`] with what [`parse`](Self::parse) returns.
	pub fn open(path: &Path, index: &Index) -> Result<Self, InfluenceError> {
		let bytes = Mapped::open(path).map_err(InfluenceError::io(path))?;
		Self::parse(&bytes, index).map_err(|error| error.in_file(path))
	}

	/// Reads `bytes`, a safetensors file with one F32 tensor `[queries, width]` for each layer of `index`,
	/// and projects its rows as those of the index. Tensors named `contribution` and `row` are not
	/// looked at.
	///
	/// # Errors
	/// Whatever is wrong with the file; [`InfluenceError::OtherLayers`] where its layers are not those
	/// of the index; [`InfluenceError::NotFinite`].
	pub fn parse(bytes: &[u8], index: &Index) -> Result<Self, InfluenceError> {
		let block = Block::parse(bytes)?;
		check_layers(index, &block)?;
		let mut layers = Vec::with_capacity(index.layers().len());
		for (tensor, projection) in block.layers().iter().zip(index.projections()) {
			let mut queries = Vec::with_capacity(block.rows());
			let mut buffer = Vec::new();
			for row in 0..block.rows() {
				tensor.read(row, &mut buffer)?;
				projection.apply(&mut buffer);
				if buffer.iter().any(|value| !value.is_finite()) {
					let layer = tensor.name.to_owned();
					return Err(InfluenceError::NotFinite { layer, row });
				}
				queries.push(buffer.iter().copied().map(f64::from).collect());
			}
			layers.push(queries);
		}
		Ok(Self { layers, count: block.rows() })
	}

	/// The number of queries; at least one.
	pub fn len(&self) -> usize {
		self.count
	}

	/// Whether there is no query. There always is one.
	pub fn is_empty(&self) -> bool {
		self.count == 0
	}

	/// Whether the queries have the dimensions of `index`.
	pub(super) fn fit(&self, index: &Index) -> bool {
		let widths = self.layers.iter().map(|queries| queries.first().map_or(0, Vec::len));
		widths.eq(index.layers().iter().map(|layer| super::number::wide(layer.kept)))
	}

	/// The vectors of a layer, those of `count` queries from `first` on.
	pub(super) fn of(&self, layer: usize, first: usize, count: usize) -> &[Vec<f64>] {
		let queries = self.layers.get(layer).map(Vec::as_slice).unwrap_or_default();
		queries.get(first..queries.len().min(first.saturating_add(count))).unwrap_or_default()
	}

	/// The norms over all layers, those of `count` queries from `first` on.
	pub(super) fn norms(&self, first: usize, count: usize) -> Vec<f64> {
		let norm = |query: usize| {
			let of_layers = self.layers.iter().filter_map(|queries| queries.get(query));
			of_layers.flatten().map(|value| value * value).sum::<f64>().sqrt()
		};
		(first..self.count.min(first.saturating_add(count))).map(norm).collect()
	}
}
