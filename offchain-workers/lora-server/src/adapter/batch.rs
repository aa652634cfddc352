// SPDX-License-Identifier: Apache-2.0
//! What adapters add to one pass through the base: of one adapter, or of many at once.

use super::{
	slots::{Pairs, StackedPair},
	LoraPair, LoraSlots, LoraWeights, Slot,
};
use crate::model::Projection;
use std::{collections::BTreeMap, rc::Rc};
use tch::{Device, Kind, Tensor};

/// What the texts of a pass add to the base's linear modules.
pub enum LoraBatch {
	/// Nothing.
	Base,
	/// All of them use this adapter.
	Shared(LoraWeights),
	/// Each text uses its own, of any rank, or several, or none.
	Mixed(MixedLora),
}

/// The adapters of a pass over the tokens of many texts, one after the other in `[1, tokens, _]`.
#[derive(Default)]
pub struct MixedLora {
	groups: Vec<Group>,
	parts: Vec<Part>,
}

/// Single tokens whose adapters are in slots of one rank: two batched products for all of them.
struct Group {
	pairs: Rc<Pairs>,
	/// How many of the slots are computed with, from the first on.
	slots: i64,
	/// How many tokens each slot is given.
	width: i64,
	tokens: GroupTokens,
	/// What each token's product is multiplied by, `[slots, width, 1]`; absent if by one.
	weights: Option<Tensor>,
}

enum GroupTokens {
	/// One for each slot, in their order, from this one on.
	InOrder(i64),
	/// As many as the slots are given.
	Scattered {
		/// Which token each place of each slot is given, `[slots * width]`.
		asks: Tensor,
		/// Which of these places count; absent if all.
		kept: Option<Tensor>,
		/// Which token each place that counts adds to.
		gives: Tensor,
	},
}

/// Consecutive tokens of one text.
struct Part {
	first: i64,
	tokens: i64,
	adapter: LoraWeights,
	scale: f64,
}

impl MixedLora {
	/// Whether nothing is added.
	pub fn is_empty(&self) -> bool {
		self.groups.is_empty() && self.parts.is_empty()
	}

	/// The leading tokens of the pass, each of a text of its own, add what `slots` holds at its slots,
	/// times their weights. Fastest when they are in the order of their slots.
	pub fn add_single(&mut self, slots: &LoraSlots, device: Device, tokens: &[&[(Slot, f64)]]) {
		let mut uses: BTreeMap<i64, Vec<Use>> = BTreeMap::new();
		for (token, adapters) in (0i64..).zip(tokens) {
			for &(slot, weight) in *adapters {
				uses.entry(slot.rank()).or_default().push(Use {
					place: slot.place(),
					token,
					weight,
				});
			}
		}
		for (rank, uses) in uses {
			if let Some(pairs) = slots.pairs(rank) {
				self.groups.push(Group::new(pairs, uses, device));
			}
		}
	}

	/// The `tokens` tokens of the pass from `first` on, all of one text, add what `adapter` makes of
	/// them, times `weight`.
	pub fn add_part(&mut self, first: i64, tokens: i64, adapter: LoraWeights, weight: f64) {
		let scale = adapter.scale() * weight;
		self.parts.push(Part { first, tokens, adapter, scale });
	}
}

/// That a token uses the adapter at a place.
struct Use {
	place: usize,
	token: i64,
	weight: f64,
}

impl Group {
	fn new(pairs: Rc<Pairs>, mut uses: Vec<Use>, device: Device) -> Self {
		uses.sort_by_key(|one| (one.place, one.token));
		let slots = uses.last().map_or(0, |last| last.place + 1);
		let mut given = vec![0usize; slots];
		for one in &uses {
			given[one.place] += 1;
		}
		let width = given.iter().copied().max().unwrap_or(0);
		let first = uses.first().map_or(0, |one| one.token);
		let weighted = uses.iter().any(|one| one.weight != 1.0);
		let in_order = uses.len() == slots && width == 1;
		let in_order = in_order && (first..).zip(&uses).all(|(token, one)| one.token == token);

		let (mut asks, mut weights) = (vec![first; slots * width], vec![1.0f64; slots * width]);
		let (mut kept, mut gives) = (Vec::new(), Vec::new());
		let mut next = vec![0usize; slots];
		for one in &uses {
			let place = one.place * width + next[one.place];
			next[one.place] += 1;
			asks[place] = one.token;
			weights[place] = one.weight;
			kept.push(size(place));
			gives.push(one.token);
		}
		let tensor = |values: &[i64]| Tensor::from_slice(values).to_device(device);
		let (slots, width) = (size(slots), size(width));
		Self {
			pairs,
			slots,
			width,
			tokens: if in_order {
				GroupTokens::InOrder(first)
			} else {
				GroupTokens::Scattered {
					asks: tensor(&asks),
					kept: (kept.len() < asks.len()).then(|| tensor(&kept)),
					gives: tensor(&gives),
				}
			},
			weights: weighted.then(|| {
				let weights = Tensor::from_slice(&weights).to_kind(Kind::Float);
				weights.to_device(device).view([slots, width, 1])
			}),
		}
	}

	/// Adds to `output`, `[tokens, outputs]`, what the slots make of `input`, `[tokens, inputs]`.
	fn add(&self, pair: &StackedPair, input: &Tensor, output: &Tensor) {
		let a = pair.a.narrow(0, 0, self.slots);
		let b = pair.b.narrow(0, 0, self.slots).transpose(1, 2);
		let weigh = |low: Tensor| match &self.weights {
			Some(weights) => low * weights,
			None => low,
		};
		match &self.tokens {
			GroupTokens::InOrder(first) => {
				let input = input.narrow(0, *first, self.slots).unsqueeze(-1);
				let low = weigh(a.bmm(&input).transpose(1, 2));
				let mut output = output.narrow(0, *first, self.slots).unsqueeze(1);
				let _ = output.g_add_(&low.bmm(&b));
			},
			GroupTokens::Scattered { asks, kept, gives } => {
				let input = input.index_select(0, asks).view([self.slots, self.width, -1]);
				let low = weigh(input.bmm(&a.transpose(1, 2)));
				let added = low.bmm(&b).view([self.slots * self.width, -1]);
				// What is left out may be no numbers: adding it times zero would spoil the others.
				let added = match kept {
					Some(kept) => added.index_select(0, kept),
					None => added,
				};
				let _ = output.shallow_clone().index_add_(0, gives, &added);
			},
		}
	}
}

impl LoraBatch {
	/// Adds to `output`, `[rows, tokens, outputs]`, what the texts' adapters make of `input`.
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
			Self::Mixed(mixed) => {
				let output = output.to_kind(Kind::Float);
				let flat = |tensor: &Tensor| tensor.view([-1, tensor.size()[2]]);
				let (from, to) = (flat(input), flat(&output));
				for group in &mixed.groups {
					if let Some(pair) = group.pairs.of(layer, target) {
						group.add(pair, &from, &to);
					}
				}
				for part in &mixed.parts {
					if let Some(LoraPair { a, b }) = part.adapter.pair(layer, target) {
						let kind = Kind::Float;
						let input = from.narrow(0, part.first, part.tokens);
						let low = input.linear(&a.to_kind(kind), None::<&Tensor>) * part.scale;
						let added = low.linear(&b.to_kind(kind), None::<&Tensor>);
						let _ = to.narrow(0, part.first, part.tokens).g_add_(&added);
					}
				}
				output
			},
		}
	}
}

fn size(size: usize) -> i64 {
	i64::try_from(size).unwrap_or(i64::MAX)
}
