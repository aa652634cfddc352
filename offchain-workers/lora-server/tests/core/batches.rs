// SPDX-License-Identifier: Apache-2.0
//! A row of a batch has what it has alone; a cache changes nothing.

use super::fixtures::{adapter, difference, expected, forward, model, NAMES};
use openledger_lora_server::{
	adapter::{AdapterConfig, LoraBatch, LoraWeights},
	model::{CachedRows, KvCache, Model, Projection},
	tensors::to_values,
};
use tch::{Device, Kind, Tensor};

const TOLERANCE: f32 = 2e-5;

/// A random adapter for `model`.
fn random(model: &Model, rank: u32, targets: &[Projection]) -> LoraWeights {
	let config =
		AdapterConfig { rank, alpha: 3.0, rank_stabilised: false, targets: targets.to_vec() };
	LoraWeights::build(&config, model.config(), |_, shape| {
		Ok(Tensor::randn(shape, (Kind::Float, Device::Cpu)) * 0.2)
	})
	.unwrap()
}

#[test]
fn mixed_batch_equals_each_row_alone() {
	for name in NAMES {
		let model = model(name);
		let adapters = [
			adapter(name).weights(),
			random(&model, 9, &Projection::ALL),
			random(&model, 1, &[Projection::Key, Projection::Down]),
		];
		let uses = [Some(1), None, Some(0), Some(2), Some(1)];
		let texts: Vec<Vec<u32>> =
			(0..5u32).map(|row| (0..11).map(|at| (row * 13 + at * 7) % 41).collect()).collect();
		let mixed = forward(&model, &texts, &LoraBatch::new(&adapters, &uses));
		let alone: Vec<f32> = texts
			.iter()
			.zip(uses)
			.flat_map(|(text, row)| {
				let lora = LoraBatch::new(&adapters, &[row]);
				forward(&model, std::slice::from_ref(text), &lora)
			})
			.collect();
		assert!(difference(&mixed, &alone) < TOLERANCE, "{name}");
		// Were the adapters without effect, the rows would be equal, too.
		let base = forward(&model, &texts, &LoraBatch::Base);
		assert!(difference(&mixed, &base) > 0.1, "{name}");
	}
}

#[test]
fn rows_that_agree_need_no_gathering() {
	let model = model("tied");
	let adapters = [adapter("tied").weights()];
	assert!(matches!(LoraBatch::new(&adapters, &[None, None]), LoraBatch::Base));
	assert!(matches!(LoraBatch::new(&adapters, &[]), LoraBatch::Base));
	assert!(matches!(LoraBatch::new(&adapters, &[Some(0), Some(0)]), LoraBatch::Shared(_)));
	assert!(matches!(LoraBatch::new(&adapters, &[Some(0), None]), LoraBatch::PerRow(_)));
	assert_eq!(adapters[0].layers(), model.config().layers);
}

#[test]
fn decoding_with_a_cache_equals_the_whole_text() {
	for name in NAMES {
		let (model, tokens) = (model(name), expected(name).tokens);
		let lora = LoraBatch::Shared(adapter(name).weights());
		let whole = forward(&model, std::slice::from_ref(&tokens), &lora);
		let mut steps = Vec::new();
		let mut texts = CachedTexts::new(&model);
		// A prompt first, then token by token.
		steps.extend(texts.extend(0, &[(0, &tokens[..6])], &lora));
		for (at, token) in tokens.iter().enumerate().skip(6) {
			steps.extend(texts.extend(0, &[(at, std::slice::from_ref(token))], &lora));
		}
		assert!(difference(&whole, &steps) < TOLERANCE, "{name}");
	}
}

#[test]
fn rows_at_different_positions_do_not_see_each_other() {
	let (model, tokens) = (model("grouped"), expected("grouped").tokens);
	let width = usize::try_from(model.config().vocab_size).unwrap();
	let whole = forward(&model, std::slice::from_ref(&tokens), &LoraBatch::Base);
	let mut texts = CachedTexts::new(&model);
	// Prompts of 9 and 3 tokens: the shorter is padded.
	let _ = texts.extend(0, &[(0, &tokens[..9]), (0, &tokens[..3])], &LoraBatch::Base);
	let next = texts.extend(0, &[(9, &tokens[9..10]), (3, &tokens[3..4])], &LoraBatch::Base);
	assert!(difference(&next[..width], &whole[9 * width..10 * width]) < TOLERANCE);
	assert!(difference(&next[width..], &whole[3 * width..4 * width]) < TOLERANCE);
}

#[test]
fn moved_row_goes_on_where_it_was() {
	let (model, tokens) = (model("tied"), expected("tied").tokens);
	let width = usize::try_from(model.config().vocab_size).unwrap();
	let whole = forward(&model, std::slice::from_ref(&tokens), &LoraBatch::Base);
	let mut texts = CachedTexts::new(&model);
	let _ = texts.extend(0, &[(0, &[5, 6, 7]), (0, &tokens[..8])], &LoraBatch::Base);
	texts.cache.move_row(1, 0);
	let next = texts.extend(0, &[(8, &tokens[8..9])], &LoraBatch::Base);
	assert!(difference(&next, &whole[8 * width..9 * width]) < TOLERANCE);
}

/// Texts whose beginnings are in a cache.
struct CachedTexts<'a> {
	model: &'a Model,
	cache: KvCache,
}

impl<'a> CachedTexts<'a> {
	fn new(model: &'a Model) -> Self {
		Self { model, cache: KvCache::new(model.config(), Device::Cpu) }
	}

	/// Logits of new tokens of consecutive rows: where each row's stand, and which.
	fn extend(&mut self, first: i64, rows: &[(usize, &[u32])], lora: &LoraBatch) -> Vec<f32> {
		let _guard = tch::no_grad_guard();
		let length = rows.iter().map(|(_, tokens)| tokens.len()).max().unwrap();
		let (mut tokens, mut positions) = (Vec::new(), Vec::new());
		for (begin, row) in rows {
			tokens.extend((0..length).map(|at| i64::from(row.get(at).copied().unwrap_or(0))));
			positions.extend((0..length).map(|at| i64::try_from(begin + at).unwrap()));
		}
		let count = i64::try_from(rows.len()).unwrap();
		let visible = positions.iter().max().unwrap() + 1;
		self.cache.reserve(first + count, visible);
		let tokens = Tensor::from_slice(&tokens).view([count, -1]);
		let positions = Tensor::from_slice(&positions).view([count, -1]);
		let mut rows =
			CachedRows { cache: &mut self.cache, first_row: first, positions: &positions, visible };
		let network = self.model.network();
		to_values(&network.logits(&network.forward_cached(&tokens, &mut rows, lora))).unwrap()
	}
}
