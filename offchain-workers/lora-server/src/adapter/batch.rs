// SPDX-License-Identifier: Apache-2.0
//! The adapters of one batch: rows with different ones, of different ranks, or none.

use super::{LoraPair, LoraWeights};
use crate::model::Projection;
use tch::{Device, Kind, Tensor};

/// What the rows of a batch add to the base's linear modules.
pub enum LoraBatch {
	/// No row has an adapter.
	Base,
	/// All rows have this one.
	Shared(LoraWeights),
	/// Each row its own, gathered once and used for every token until the batch changes.
	PerRow(RowPairs),
}

/// The pairs of each row, stacked; see [`LoraBatch::new`].
pub struct RowPairs {
	/// By layer, then by [`Projection::index`].
	layers: Vec<[Option<StackedPair>; Projection::COUNT]>,
}

struct StackedPair {
	/// `[rows, inputs, rank]`.
	a: Tensor,
	/// `[rows, rank, outputs]`, multiplied by each row's scale.
	b: Tensor,
}

impl LoraBatch {
	/// The adapters of a batch: `adapters` holds the distinct ones, `rows` which of them each row
	/// uses.
	///
	/// Ranks are padded with zeros to the largest: a padded feature adds nothing.
	pub fn new(adapters: &[LoraWeights], rows: &[Option<usize>]) -> Self {
		let mut used = rows.iter().copied();
		let Some(first) = used.next() else { return Self::Base };
		if used.all(|row| row == first) {
			return match first.and_then(|index| adapters.get(index)) {
				Some(adapter) => Self::Shared(adapter.share()),
				None => Self::Base,
			};
		}
		let count = adapters.iter().map(LoraWeights::layers).max().unwrap_or(0);
		let layers = (0..count).map(|layer| {
			Projection::ALL.map(|target| {
				let pairs: Vec<_> = adapters
					.iter()
					.map(|adapter| adapter.pair(layer, target).map(|pair| (pair, adapter.scale())))
					.collect();
				stack(&pairs, rows)
			})
		});
		Self::PerRow(RowPairs { layers: layers.collect() })
	}

	/// Adds to `output`, `[rows, tokens, outputs]`, what the rows' adapters make of `input`.
	pub(crate) fn add(
		&self,
		layer: usize,
		target: Projection,
		input: &Tensor,
		output: Tensor,
	) -> Tensor {
		match self {
			Self::Base => output,
			Self::Shared(weights) => match weights.pair(layer, target) {
				Some(LoraPair { a, b }) => {
					let low = input.linear(a, None::<&Tensor>) * weights.scale();
					output + low.linear(b, None::<&Tensor>)
				},
				None => output,
			},
			Self::PerRow(rows) => {
				match rows.layers.get(layer).map(|pairs| &pairs[target.index()]) {
					Some(Some(StackedPair { a, b })) => output + input.bmm(a).bmm(b),
					_ => output,
				}
			},
		}
	}
}

/// Stacks the pairs that `rows` use; `None` if none of them has a pair here.
fn stack(pairs: &[Option<(&LoraPair, f64)>], rows: &[Option<usize>]) -> Option<StackedPair> {
	let of_row = |row: &Option<usize>| row.and_then(|index| pairs.get(index).copied().flatten());
	let used: Vec<_> = rows.iter().map(of_row).collect();
	let (first, _) = used.iter().flatten().next()?;
	let rank = used.iter().flatten().map(|(pair, _)| pair.a.size()[0]).max()?;
	let (inputs, outputs) = (first.a.size()[1], first.b.size()[0]);
	let device = first.a.device();

	let mut distinct_a = vec![zeros([inputs, rank], device)];
	let mut distinct_b = vec![zeros([rank, outputs], device)];
	let mut places = vec![0i64; pairs.len()];
	for (index, pair) in pairs.iter().enumerate() {
		let Some((pair, scale)) = pair else { continue };
		if !rows.contains(&Some(index)) {
			continue;
		}
		let missing = rank - pair.a.size()[0];
		places[index] = i64::try_from(distinct_a.len()).ok()?;
		distinct_a.push(pair.a.tr().constant_pad_nd([0, missing]));
		distinct_b.push((pair.b.tr() * *scale).constant_pad_nd([0, 0, 0, missing]));
	}
	let index: Vec<i64> = rows
		.iter()
		.map(|row| row.and_then(|index| places.get(index).copied()).unwrap_or(0))
		.collect();
	let index = Tensor::from_slice(&index).to_device(device);
	Some(StackedPair {
		a: Tensor::stack(&distinct_a, 0).index_select(0, &index),
		b: Tensor::stack(&distinct_b, 0).index_select(0, &index),
	})
}

fn zeros(shape: [i64; 2], device: Device) -> Tensor {
	Tensor::zeros(shape, (Kind::Float, device))
}
