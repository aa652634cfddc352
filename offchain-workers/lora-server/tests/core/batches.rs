// SPDX-License-Identifier: Apache-2.0
//! A text of a batch has what it has alone; a cache changes nothing.

use super::fixtures::{adapter, difference, expected, forward, model, NAMES};
use openledger_lora_server::{
	adapter::{Adapter, AdapterConfig, LoraBatch, LoraSlots, LoraWeights, MixedLora, Slot},
	model::{KvCache, Model, Projection, Span, TextId, BLOCK_TOKENS},
	tensors::to_values,
};
use proptest::prelude::*;
use std::{collections::BTreeMap, sync::Arc};
use tch::{Device, Kind, Tensor};

const TOLERANCE: f32 = 2e-5;

/// A random adapter for `model`.
fn random(model: &Model, rank: u32, targets: &[Projection]) -> Arc<Adapter> {
	let config =
		AdapterConfig { rank, alpha: 3.0, rank_stabilised: false, targets: targets.to_vec() };
	let weights = LoraWeights::build(&config, model.config(), |_, shape| {
		Ok(Tensor::randn(shape, (Kind::Float, Device::Cpu)) * 0.2)
	})
	.unwrap();
	Arc::new(Adapter::new(config, weights))
}

/// What of `targets` the models of the fixtures have.
const ALL: [Projection; 7] = [
	Projection::Query,
	Projection::Key,
	Projection::Value,
	Projection::Output,
	Projection::Gate,
	Projection::Up,
	Projection::Down,
];

/// Adapters of several ranks and targets for `model`.
fn adapters(name: &str, model: &Model) -> Vec<Arc<Adapter>> {
	vec![
		adapter(name),
		random(model, 9, &ALL),
		random(model, 1, &[Projection::Key, Projection::Down]),
		random(model, 9, &[Projection::Query]),
	]
}

fn text(row: u32, length: u32) -> Vec<u32> {
	(0..length).map(|at| (row * 13 + at * 7) % 61).collect()
}

/// Texts whose beginnings are in a cache, and their adapters.
struct Texts<'a> {
	model: &'a Model,
	cache: KvCache,
	slots: LoraSlots,
	tokens: BTreeMap<u64, (Vec<u32>, usize, Mix)>,
}

/// Adapters of a text with their weights.
type Mix = Vec<(Arc<Adapter>, f64)>;

impl<'a> Texts<'a> {
	fn new(model: &'a Model, blocks: usize) -> Self {
		let cache = KvCache::new(model.config(), Device::Cpu, blocks).unwrap();
		let slots = LoraSlots::new(Device::Cpu);
		Self { model, cache, slots, tokens: BTreeMap::new() }
	}

	fn begin(&mut self, id: u64, tokens: Vec<u32>, mix: Mix) {
		self.tokens.insert(id, (tokens, 0, mix));
	}

	/// Reads so many tokens of each text, in this order, and returns their logits by text.
	fn read(&mut self, shares: &[(u64, usize)]) -> Vec<Vec<f32>> {
		let _guard = tch::no_grad_guard();
		let (mut tokens, mut spans) = (Vec::new(), Vec::new());
		let singles = shares.iter().take_while(|(_, count)| *count == 1).count();
		let mut held: Vec<Vec<(Slot, f64)>> = Vec::new();
		let mut lora = MixedLora::default();
		for (place, &(id, count)) in shares.iter().enumerate() {
			let (text, first, mix) = self.tokens.get_mut(&id).unwrap();
			assert!(self.cache.reserve(TextId(id), *first + count));
			if place < singles {
				let slots = &mut self.slots;
				held.push(mix.iter().map(|(one, weight)| (slots.acquire(one), *weight)).collect());
			} else {
				for (one, weight) in mix.iter() {
					lora.add_part(size(tokens.len()), size(count), one.weights(), *weight);
				}
			}
			tokens.extend(text[*first..*first + count].iter().copied().map(i64::from));
			spans.push(Span { text: TextId(id), first: *first, tokens: count });
			*first += count;
		}
		let uses: Vec<&[(Slot, f64)]> = held.iter().map(Vec::as_slice).collect();
		lora.add_single(&self.slots, Device::Cpu, &uses);
		let (network, tokens) = (self.model.network(), Tensor::from_slice(&tokens).unsqueeze(0));
		let lora = LoraBatch::Mixed(lora);
		let hidden = network.forward_cached(&tokens, &mut self.cache, &spans, &lora);
		held.iter().flatten().for_each(|(slot, _)| self.slots.release(*slot));
		let logits = to_values(&network.logits(&hidden)).unwrap();
		let width = usize::try_from(self.model.config().vocab_size).unwrap();
		let mut rest = logits.as_slice();
		let mut by_text = Vec::new();
		for (_, count) in shares {
			let (of_text, others) = rest.split_at(count * width);
			by_text.push(of_text.to_vec());
			rest = others;
		}
		by_text
	}

	fn end(&mut self, id: u64) {
		self.tokens.remove(&id);
		self.cache.release(TextId(id));
	}
}

/// Logits of a whole text whose adapters are one: their pairs one below the other.
fn alone(model: &Model, tokens: &[u32], mix: &Mix) -> Vec<f32> {
	let tokens = [tokens.to_vec()];
	if mix.is_empty() {
		return forward(model, &tokens, &LoraBatch::Base);
	}
	let weights: Vec<_> = mix.iter().map(|(one, weight)| (one.weights(), *weight)).collect();
	let ranks = mix.iter().map(|(one, _)| one.rank()).sum();
	let config = AdapterConfig {
		rank: ranks,
		alpha: f64::from(ranks),
		rank_stabilised: false,
		targets: ALL.to_vec(),
	};
	let mut places = (0..model.config().layers)
		.flat_map(|layer| ALL.map(|target| [(layer, target, true), (layer, target, false)]))
		.flatten();
	let one = LoraWeights::build(&config, model.config(), |_, shape| {
		let (layer, target, is_a) = places.next().unwrap();
		let whole = Tensor::zeros(shape, (Kind::Float, Device::Cpu));
		let mut first = 0;
		for ((part, weight), (adapter, _)) in weights.iter().zip(mix) {
			let rank = i64::from(adapter.rank());
			if let Some(pair) = part.pair(layer, target) {
				if is_a {
					whole.narrow(0, first, rank).copy_(&pair.a);
				} else {
					whole.narrow(1, first, rank).copy_(&(&pair.b * (part.scale() * weight)));
				}
			}
			first += rank;
		}
		Ok(whole)
	})
	.unwrap();
	forward(model, &tokens, &LoraBatch::Shared(one))
}

fn size(size: usize) -> i64 {
	i64::try_from(size).unwrap()
}

#[test]
fn mixed_batch_equals_each_text_alone() {
	for name in NAMES {
		let model = model(name);
		let adapters = adapters(name, &model);
		let uses = [Some(1), None, Some(0), Some(2), Some(1), Some(3)];
		let mut texts = Texts::new(&model, 40);
		for (row, used) in (0u32..).zip(uses) {
			let mix = used.map(|index: usize| (adapters[index].clone(), 1.0)).into_iter().collect();
			texts.begin(row.into(), text(row, 11), mix);
		}
		let all: Vec<_> = (0..6).map(|row| (row, 5)).collect();
		let mut found = texts.read(&all);
		for _ in 5..11 {
			let single: Vec<_> = (0..6).map(|row| (row, 1)).collect();
			for (logits, more) in found.iter_mut().zip(texts.read(&single)) {
				logits.extend(more);
			}
		}
		for (row, logits) in (0u64..).zip(&found) {
			let (tokens, _, mix) = &texts.tokens[&row];
			assert!(difference(logits, &alone(&model, tokens, mix)) < TOLERANCE, "{name} {row}");
			// Were the adapters without effect, the base would say the same.
			let base = forward(&model, std::slice::from_ref(tokens), &LoraBatch::Base);
			assert_eq!(
				difference(logits, &base) > 0.01,
				uses[usize::try_from(row).unwrap()].is_some()
			);
		}
	}
}

#[test]
fn weighted_adapters_equal_the_sum_of_their_parts() {
	let model = model("grouped");
	let all = adapters("grouped", &model);
	let mixes: [Mix; 3] = [
		vec![(all[0].clone(), 0.5), (all[1].clone(), -1.5), (all[2].clone(), 2.0)],
		vec![(all[1].clone(), 0.25), (all[1].clone(), 0.5)],
		vec![(all[3].clone(), 0.0)],
	];
	let mut texts = Texts::new(&model, 40);
	for (row, mix) in (0u32..).zip(&mixes) {
		texts.begin(row.into(), text(row, 9), mix.clone());
	}
	let mut found = texts.read(&[(0, 6), (1, 6), (2, 6)]);
	for _ in 6..9 {
		for (logits, more) in found.iter_mut().zip(texts.read(&[(0, 1), (1, 1), (2, 1)])) {
			logits.extend(more);
		}
	}
	for ((row, mix), logits) in (0u32..).zip(&mixes).zip(&found) {
		assert!(difference(logits, &alone(&model, &text(row, 9), mix)) < TOLERANCE, "{row}");
	}
}

#[test]
fn adapter_without_numbers_spoils_no_other_text() {
	let model = model("tied");
	let config =
		AdapterConfig { rank: 8, alpha: 8.0, rank_stabilised: false, targets: ALL.to_vec() };
	let broken = LoraWeights::build(&config, model.config(), |_, shape| {
		Ok(Tensor::full(shape, f64::NAN, (Kind::Float, Device::Cpu)))
	});
	let broken = Arc::new(Adapter::new(config, broken.unwrap()));
	let good = random(&model, 8, &ALL);
	let mut texts = Texts::new(&model, 10);
	texts.begin(0, text(0, 8), vec![(broken, 1.0)]);
	for row in 1..4u32 {
		texts.begin(row.into(), text(row, 8), vec![(good.clone(), 1.0)]);
	}
	let _ = texts.read(&[(0, 7), (1, 7), (2, 7), (3, 7)]);
	let found = texts.read(&[(0, 1), (1, 1), (2, 1), (3, 1)]);
	assert!(found[0].iter().all(|logit| logit.is_nan()));
	// The slot of the broken one stays where it was, and so do its blocks, for whoever comes next.
	texts.end(0);
	texts.begin(5, text(5, 2), Vec::new());
	let _ = texts.read(&[(5, 1)]);
	let found = texts.read(&[(5, 1)]);
	assert!(found[0].iter().all(|logit| logit.is_finite()));
	let width = usize::try_from(model.config().vocab_size).unwrap();
	let expected = forward(&model, &[text(5, 2)], &LoraBatch::Base);
	assert!(difference(&found[0], &expected[width..]) < TOLERANCE);
}

#[test]
fn slot_is_kept_while_it_is_used_and_found_again_after() {
	let model = model("tied");
	let (first, second) = (random(&model, 8, &ALL), random(&model, 8, &ALL));
	let (third, larger) = (random(&model, 4, &ALL), random(&model, 9, &ALL));
	let mut slots = LoraSlots::new(Device::Cpu);
	let one = slots.acquire(&first);
	assert_eq!(slots.acquire(&first), one);
	let two = slots.acquire(&second);
	assert_ne!(one, two);
	slots.release(one);
	// Used once more: not given to another.
	let three = slots.acquire(&third);
	assert!(three != one && three != two);
	slots.release(one);
	assert_eq!(slots.acquire(&first), one);
	slots.release(one);
	assert_eq!(slots.acquire(&random(&model, 8, &ALL)), one);
	assert!(![one, two, three].contains(&slots.acquire(&larger)));
}

#[test]
fn decoding_with_a_cache_equals_the_whole_text() {
	for name in NAMES {
		let (model, tokens) = (model(name), expected(name).tokens);
		let lora = vec![(adapter(name), 1.0)];
		let whole = alone(&model, &tokens, &lora);
		let mut texts = Texts::new(&model, 4);
		texts.begin(0, tokens.clone(), lora);
		// A prompt first, then token by token.
		let mut steps = texts.read(&[(0, 6)]).remove(0);
		for _ in 6..tokens.len() {
			steps.extend(texts.read(&[(0, 1)]).remove(0));
		}
		assert!(difference(&whole, &steps) < TOLERANCE, "{name}");
	}
}

#[test]
fn cache_refuses_what_it_has_no_room_for() {
	let model = model("tied");
	let mut cache = KvCache::new(model.config(), Device::Cpu, 2).unwrap();
	assert!(cache.reserve(TextId(1), BLOCK_TOKENS + 1));
	assert!(!cache.reserve(TextId(2), 1));
	assert_eq!((cache.blocks_used(), cache.blocks_total()), (2, 2));
	cache.release(TextId(1));
	assert!(cache.reserve(TextId(2), 1));
	assert_eq!(cache.blocks_used(), 1);
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(12))]

	/// Beside a twin without a cache: whatever texts come, go on in pieces, and end, each has the logits
	/// that it has when it is computed whole.
	#[test]
	fn texts_in_blocks_equal_whole_texts(
		grouped in any::<bool>(),
		steps in prop::collection::vec((prop::collection::vec((0u64..5, 1usize..40), 1..5), 0u64..5), 1..10),
	) {
		let model = model(if grouped { "grouped" } else { "tied" });
		let width = usize::try_from(model.config().vocab_size).unwrap();
		let length = u32::try_from(model.config().context).unwrap();
		let mut texts = Texts::new(&model, 40);
		for (mut shares, ended) in steps {
			shares.sort_by_key(|&(id, count)| (count, id));
			let mut read = Vec::new();
			for (id, count) in shares {
				if read.iter().any(|&(other, _)| other == id) {
					continue;
				}
				if !texts.tokens.contains_key(&id) {
					texts.begin(id, text(u32::try_from(id).unwrap(), length), Vec::new());
				}
				let (tokens, first, _) = &texts.tokens[&id];
				let count = count.min(tokens.len() - first);
				if count > 0 {
					read.push((id, count));
				}
			}
			// What is left of a text may be a single token.
			read.sort_by_key(|&(_, count)| count);
			if !read.is_empty() {
				for (logits, (id, count)) in texts.read(&read).iter().zip(&read) {
					let (tokens, first, _) = &texts.tokens[id];
					let whole = forward(&model, &[tokens[..*first].to_vec()], &LoraBatch::Base);
					prop_assert!(difference(logits, &whole[(first - count) * width..]) < TOLERANCE);
				}
			}
			texts.end(ended);
		}
		let held: usize =
			texts.tokens.values().map(|(_, first, _)| first.div_ceil(BLOCK_TOKENS)).sum();
		prop_assert_eq!(texts.cache.blocks_used(), held);
	}
}
