// SPDX-License-Identifier: Apache-2.0
//! One pass through the model: which tokens of which texts it reads, and what comes out.

use super::row::Row;
use crate::{
	adapter::{LoraBatch, LoraSlots, LoraWeights, MixedLora, Slot},
	model::{KvCache, Network, Span, TextId},
};
use tch::{Device, Kind, Tensor};

/// A row that has a place in the batch.
pub(super) struct Running {
	pub row: Row,
	/// Its text in the cache.
	pub text: TextId,
	/// Its tokens that the cache holds.
	pub cached: usize,
	/// Its adapters as its prompt is read with them, by weight; empty before.
	reading: Vec<(LoraWeights, f64)>,
	/// Its adapters as it is generated with them, by weight; none before.
	slots: Option<Vec<(Slot, f64)>>,
}

impl Running {
	pub fn new(row: Row, text: TextId) -> Self {
		Self { row, text, cached: 0, reading: Vec::new(), slots: None }
	}

	/// Its tokens that the cache does not hold yet; at least one.
	pub fn pending(&self) -> usize {
		self.row.tokens().len().saturating_sub(self.cached)
	}

	/// Its slots, acquired if it has none yet.
	fn hold_slots(&mut self, slots: &mut LoraSlots) {
		if self.slots.is_none() {
			// The prompt has been read.
			self.reading.clear();
			let adapters = self.row.adapters().iter();
			self.slots =
				Some(adapters.map(|(adapter, weight)| (slots.acquire(adapter), *weight)).collect());
		}
	}

	fn slots(&self) -> &[(Slot, f64)] {
		self.slots.as_deref().unwrap_or_default()
	}

	/// Gives back what it holds, and is a row that waits again.
	pub fn leave(self, cache: &mut KvCache, slots: &mut LoraSlots) -> Row {
		cache.release(self.text);
		self.slots().iter().for_each(|(slot, _)| slots.release(*slot));
		self.row
	}
}

/// Tokens that a row has read in a pass.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Share {
	/// Which of the running rows.
	pub index: usize,
	/// How many of its pending tokens.
	pub tokens: usize,
}

/// What a pass says of each row whose tokens it has all read: its logits, and where they are largest.
pub(super) struct Verdicts {
	/// Which of the running rows, in the order of the logits.
	pub rows: Vec<usize>,
	logits: Tensor,
	tokens: Vec<i64>,
	values: Vec<f64>,
}

impl Verdicts {
	/// Logits, `[vocabulary]`, the token that has the largest, and that one.
	pub fn of(&self, place: usize) -> (Tensor, u32, f64) {
		let token = self.tokens.get(place).and_then(|&token| u32::try_from(token).ok());
		let value = self.values.get(place).copied().unwrap_or(f64::NAN);
		(self.logits.get(size(place)), token.unwrap_or(0), value)
	}
}

/// Reads `shares` of the pending tokens of `running`, for which the cache has room.
pub(super) fn read(
	network: &Network,
	cache: &mut KvCache,
	slots: &mut LoraSlots,
	running: &mut [Running],
	mut shares: Vec<Share>,
) -> Verdicts {
	let is_single = |running: &[Running], share: &Share| running[share.index].pending() == 1;
	for share in &shares {
		if is_single(running, share) {
			running[share.index].hold_slots(slots);
		}
	}
	// Single tokens come first, in the order of their slots; those without an adapter at last.
	shares.sort_by_cached_key(|share| {
		let slot = running[share.index].slots().first().map(|&(slot, _)| slot);
		(!is_single(running, share), slot.is_none(), slot)
	});
	let singles = shares.iter().take_while(|share| is_single(running, share)).count();

	let lora = adapters(network.device(), slots, running, &shares, singles);
	let (mut spans, mut tokens) = (Vec::new(), Vec::new());
	let (mut rows, mut ends) = (Vec::new(), Vec::new());
	for &Share { index, tokens: count } in &shares {
		let Running { row, text, cached, .. } = &mut running[index];
		let new = &row.tokens()[*cached..*cached + count];
		tokens.extend(new.iter().copied().map(i64::from));
		spans.push(Span { text: *text, first: *cached, tokens: count });
		*cached += count;
		if *cached == row.tokens().len() {
			rows.push(index);
			ends.push(size(tokens.len() - 1));
		}
	}
	let device = network.device();
	let whole = ends.len() == tokens.len();
	let tokens = Tensor::from_slice(&tokens).to_device(device).unsqueeze(0);
	let hidden = network.forward_cached(&tokens, cache, &spans, &lora).squeeze_dim(0);
	let hidden = if whole {
		hidden
	} else {
		hidden.index_select(0, &Tensor::from_slice(&ends).to_device(device))
	};
	judge(network, rows, &hidden)
}

fn judge(network: &Network, rows: Vec<usize>, hidden: &Tensor) -> Verdicts {
	let count = rows.len();
	let (mut tokens, mut values) = (vec![0i64; count], vec![0f64; count]);
	if count == 0 {
		return Verdicts {
			rows,
			logits: Tensor::empty([0], (Kind::Float, Device::Cpu)),
			tokens,
			values,
		};
	}
	let logits = network.logits(hidden).to_device(Device::Cpu);
	let (largest, places) = logits.max_dim(-1, false);
	places.copy_data(&mut tokens, count);
	largest.to_kind(Kind::Double).copy_data(&mut values, count);
	Verdicts { rows, logits, tokens, values }
}

/// What the adapters of `shares` add, of which the first `singles` are single tokens.
fn adapters(
	device: Device,
	slots: &LoraSlots,
	running: &mut [Running],
	shares: &[Share],
	singles: usize,
) -> LoraBatch {
	let (single, parts) = shares.split_at(singles);
	let mut lora = MixedLora::default();
	let single: Vec<_> = single.iter().map(|share| running[share.index].slots()).collect();
	lora.add_single(slots, device, &single);
	let mut first = size(singles);
	for share in parts {
		let tokens = size(share.tokens);
		let Running { row, reading, .. } = &mut running[share.index];
		if reading.is_empty() {
			let adapters = row.adapters().iter();
			reading.extend(adapters.map(|(adapter, weight)| (adapter.weights(), *weight)));
		}
		for (weights, weight) in reading.iter() {
			lora.add_part(first, tokens, weights.share(), *weight);
		}
		first += tokens;
	}
	if lora.is_empty() {
		LoraBatch::Base
	} else {
		LoraBatch::Mixed(lora)
	}
}

fn size(size: usize) -> i64 {
	i64::try_from(size).unwrap_or(i64::MAX)
}
