// SPDX-License-Identifier: Apache-2.0
//! Adapters side by side in one tensor for each module, so that one batched product serves texts with
//! as many different adapters. An adapter is copied in once, when a text begins to be generated with it;
//! nothing else is copied when texts come and go.

use super::{Adapter, LoraWeights};
use crate::model::Projection;
use std::{
	collections::BTreeMap,
	rc::Rc,
	sync::{Arc, Weak},
};
use tch::{Device, Kind, Tensor};

/// The smallest rank that slots have; others are powers of two.
const SMALLEST_RANK: i64 = 8;

/// Adapters that are in use, and some that were. Slots of one rank are stacked; an adapter of a smaller
/// rank is padded with zeros, which add nothing.
pub struct LoraSlots {
	stacks: BTreeMap<i64, Stack>,
	device: Device,
}

/// Where an adapter is. By rank, then by place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Slot {
	rank: i64,
	place: usize,
}

/// Slots of one rank.
struct Stack {
	pairs: Rc<Pairs>,
	holders: Vec<Holder>,
}

struct Holder {
	adapter: Weak<Adapter>,
	uses: usize,
}

/// By layer, then by [`Projection::index`]; `None` where no adapter has had a pair.
pub(super) struct Pairs(Vec<[Option<StackedPair>; Projection::COUNT]>);

/// The pairs of one module.
pub(super) struct StackedPair {
	/// `[slots, rank, inputs]`.
	pub a: Tensor,
	/// `[slots, outputs, rank]`, multiplied by each adapter's scale.
	pub b: Tensor,
}

impl LoraSlots {
	/// No slots yet.
	pub fn new(device: Device) -> Self {
		Self { stacks: BTreeMap::new(), device }
	}

	/// The slot of `adapter`, which it keeps until it is released as often as it was acquired.
	pub fn acquire(&mut self, adapter: &Arc<Adapter>) -> Slot {
		let known = self.stacks.iter_mut().find_map(|(&rank, stack)| {
			let place = stack.holders.iter().position(|holder| holder.holds(adapter))?;
			stack.holders[place].uses += 1;
			Some(Slot { rank, place })
		});
		if let Some(slot) = known {
			return slot;
		}
		let weights = adapter.weights();
		let rank = weights.tensors().step_by(2).map(|a| a.size()[0]).max().unwrap_or(1);
		let rank = rank.max(SMALLEST_RANK);
		let rank = i64::try_from(rank.unsigned_abs().next_power_of_two()).unwrap_or(rank);
		// The first free one, so that those in use stay close together.
		let place = self.stacks.get(&rank).map_or(0, |stack| {
			let free = stack.holders.iter().position(|holder| holder.uses == 0);
			free.unwrap_or(stack.holders.len())
		});
		if self.stacks.get(&rank).is_none_or(|stack| place == stack.holders.len()) {
			// Before more memory is taken, what nobody needs is given back.
			self.stacks.retain(|_, stack| stack.holders.iter().any(|holder| holder.uses > 0));
		}
		let device = self.device;
		let stack = self
			.stacks
			.entry(rank)
			.or_insert_with(|| Stack { pairs: Rc::new(Pairs(Vec::new())), holders: Vec::new() });
		stack.make_room(&weights, rank, place, device);
		stack.pairs.fill(&weights, place);
		let holder = Holder { adapter: Arc::downgrade(adapter), uses: 1 };
		match stack.holders.get_mut(place) {
			Some(free) => *free = holder,
			None => stack.holders.push(holder),
		}
		Slot { rank, place }
	}

	/// Gives `slot` back.
	pub fn release(&mut self, slot: Slot) {
		let stack = self.stacks.get_mut(&slot.rank);
		if let Some(holder) = stack.and_then(|stack| stack.holders.get_mut(slot.place)) {
			holder.uses = holder.uses.saturating_sub(1);
		}
	}

	/// The pairs of all slots of `rank`.
	pub(super) fn pairs(&self, rank: i64) -> Option<Rc<Pairs>> {
		self.stacks.get(&rank).map(|stack| stack.pairs.clone())
	}
}

impl Slot {
	/// The rank that the adapters of its stack are padded to.
	pub(super) fn rank(self) -> i64 {
		self.rank
	}

	/// Its place in its stack.
	pub(super) fn place(self) -> usize {
		self.place
	}
}

impl Holder {
	fn holds(&self, adapter: &Arc<Adapter>) -> bool {
		// The address is not another's as long as there is this handle.
		std::ptr::eq(self.adapter.as_ptr(), Arc::as_ptr(adapter))
	}
}

impl Stack {
	/// Makes room for an adapter with `weights` at `place`, at most one behind the last.
	fn make_room(&mut self, weights: &LoraWeights, rank: i64, place: usize, device: Device) {
		let slots = self.pairs.slots();
		let fits = size(place) < slots;
		let lacks = |layer, target| {
			weights.pair(layer, target).is_some() && self.pairs.of(layer, target).is_none()
		};
		let complete =
			(0..weights.layers()).all(|layer| !Projection::ALL.iter().any(|&at| lacks(layer, at)));
		if fits && complete {
			return;
		}
		let grown = if fits { slots } else { slots + (slots / 2).max(1) };
		let held = size(self.holders.len());
		let pairs = self.pairs_mut();
		pairs.0.resize_with(weights.layers(), || [const { None }; Projection::COUNT]);
		for (layer, modules) in pairs.0.iter_mut().enumerate() {
			for target in Projection::ALL {
				let stacked = &mut modules[target.index()];
				// One module after the other: what is left behind is freed at once.
				if let Some(StackedPair { a, b }) = stacked {
					if !fits {
						(*a, *b) = (enlarged(a, grown), enlarged(b, grown));
					}
				} else if let Some(pair) = weights.pair(layer, target) {
					let empty = |rows, columns| {
						let tensor = Tensor::empty([grown, rows, columns], (Kind::Float, device));
						let _ = tensor.narrow(0, 0, held).zero_();
						tensor
					};
					*stacked = Some(StackedPair {
						a: empty(rank, pair.a.size()[1]),
						b: empty(pair.b.size()[0], rank),
					});
				}
			}
		}
	}

	/// The pairs, to be changed: those of a pass that is still held somewhere stay as they are.
	fn pairs_mut(&mut self) -> &mut Pairs {
		if Rc::get_mut(&mut self.pairs).is_none() {
			self.pairs = Rc::new(self.pairs.share());
		}
		Rc::get_mut(&mut self.pairs).expect("nobody else has it yet; qed")
	}
}

/// `tensor` with `slots` slots, of which the first are as they were.
fn enlarged(tensor: &Tensor, slots: i64) -> Tensor {
	let mut shape = tensor.size();
	let had = std::mem::replace(&mut shape[0], slots);
	let enlarged = Tensor::empty(shape.as_slice(), (tensor.kind(), tensor.device()));
	enlarged.narrow(0, 0, had).copy_(tensor);
	enlarged
}

fn size(size: usize) -> i64 {
	i64::try_from(size).unwrap_or(i64::MAX)
}

impl Pairs {
	/// Those of a module, if any adapter has had one there.
	pub(super) fn of(&self, layer: usize, target: Projection) -> Option<&StackedPair> {
		self.0.get(layer)?[target.index()].as_ref()
	}

	fn share(&self) -> Self {
		let share = |pair: &StackedPair| StackedPair {
			a: pair.a.shallow_clone(),
			b: pair.b.shallow_clone(),
		};
		let layers = self.0.iter();
		Self(layers.map(|pairs| pairs.each_ref().map(|pair| pair.as_ref().map(share))).collect())
	}

	fn slots(&self) -> i64 {
		self.0.iter().flatten().flatten().next().map_or(0, |pair| pair.a.size()[0])
	}

	/// Copies `weights` into the slot at `place`.
	fn fill(&self, weights: &LoraWeights, place: usize) {
		let place = size(place);
		for layer in 0..self.0.len() {
			for target in Projection::ALL {
				let Some(stacked) = self.of(layer, target) else { continue };
				let (mut a, mut b) = (stacked.a.select(0, place), stacked.b.select(0, place));
				let pair = weights.pair(layer, target);
				let rank = pair.map_or(0, |pair| pair.a.size()[0]);
				if rank < a.size()[0] {
					let _ = (a.zero_(), b.zero_());
				}
				if let Some(pair) = pair {
					a.narrow(0, 0, rank).copy_(&pair.a);
					b.narrow(1, 0, rank).copy_(&pair.b);
					let _ = b.g_mul_scalar_(weights.scale());
				}
			}
		}
	}
}
