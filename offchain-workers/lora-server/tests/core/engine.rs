// SPDX-License-Identifier: Apache-2.0
//! The engine: its tokens are those of transformers, alone and in company.

use super::fixtures::{adapter, expected, model, NAMES};
use openledger_lora_server::{
	adapter::{Adapter, AdapterConfig, LoraWeights},
	engine::{
		Composition, Engine, EngineError, EngineOptions, FinishReason, GenerationEvent,
		GenerationRequest, Payer, Sampling,
	},
	model::{KvCache, Model, Projection},
};
use std::{io::ErrorKind, sync::Arc};
use tch::{Device, Kind, Tensor};
use tokio::sync::mpsc::Receiver;

fn engine(model: Arc<Model>) -> Engine {
	Engine::start(model, EngineOptions::default()).unwrap()
}

fn request(prompt: &[u32], adapter: Option<Arc<Adapter>>, max_tokens: u32) -> GenerationRequest {
	GenerationRequest {
		payer: Payer::local(),
		prompt: prompt.to_vec(),
		adapters: adapter.into(),
		max_tokens,
		sampling: Sampling::GREEDY,
		stop: Vec::new(),
	}
}

/// All that is told about a request.
fn events(mut receiver: Receiver<GenerationEvent>) -> Vec<GenerationEvent> {
	std::iter::from_fn(|| receiver.blocking_recv()).collect()
}

fn tokens(events: &[GenerationEvent]) -> Vec<u32> {
	let token = |event: &GenerationEvent| match event {
		GenerationEvent::Token(token) => Some(*token),
		_ => None,
	};
	events.iter().filter_map(token).collect()
}

fn generate(engine: &Engine, request: &GenerationRequest) -> Vec<u32> {
	tokens(&events(engine.submit(request.clone()).unwrap()))
}

fn constant(model: &Model, rank: u32, value: f64) -> Arc<Adapter> {
	let config = AdapterConfig {
		rank,
		alpha: 2.0,
		rank_stabilised: false,
		targets: Projection::ALL.to_vec(),
	};
	let weights = LoraWeights::build(&config, model.config(), |name, shape| {
		let size: i64 = shape.iter().product();
		// Different in each place, and the same in each run.
		let wave = (Tensor::arange(size, (Kind::Float, Device::Cpu)) * 1.7
			+ f64::from(u32::try_from(name.len()).unwrap()))
		.sin();
		Ok((wave * value).view(shape))
	})
	.unwrap();
	Arc::new(Adapter::new(config, weights))
}

#[test]
fn greedy_tokens_equal_those_of_transformers_and_peft() {
	for name in NAMES {
		let expected = expected(name);
		let engine = engine(model(name));
		let prompt = &expected.tokens[..5];
		assert_eq!(generate(&engine, &request(prompt, None, 12)), expected.greedy, "{name}");
		let adapted = request(prompt, Some(adapter(name)), 12);
		assert_eq!(generate(&engine, &adapted), expected.adapter_greedy, "{name}");
	}
}

#[test]
fn request_yields_the_same_tokens_alone_and_in_a_mixed_batch() {
	let model = model("tied");
	let adapters = [
		None,
		Some(adapter("tied")),
		Some(constant(&model, 7, 0.2)),
		Some(constant(&model, 2, 0.3)),
	];
	let mut requests = Vec::new();
	for (index, adapter) in (0u32..).zip(adapters.iter().cycle().take(12)) {
		let prompt: Vec<u32> = (0..=index % 7).map(|at| (at * 11 + index * 5) % 97).collect();
		let mut request = request(&prompt, adapter.clone(), 10 + index * 3);
		if index % 2 == 1 {
			request.sampling =
				Sampling { temperature: 0.9, top_p: 0.95, top_k: 0, seed: u64::from(index) + 100 };
		}
		requests.push(request);
	}
	let alone: Vec<_> =
		requests.iter().map(|request| generate(&engine(model.clone()), request)).collect();
	// Fewer rows than requests: some join while others run.
	let options = EngineOptions { max_rows: 5, ..EngineOptions::default() };
	let engine = Engine::start(model, options).unwrap();
	let receivers: Vec<_> =
		requests.iter().map(|request| engine.submit(request.clone()).unwrap()).collect();
	let together: Vec<_> =
		receivers.into_iter().map(|receiver| tokens(&events(receiver))).collect();
	assert_eq!(alone, together);
	assert!(alone
		.iter()
		.zip(&requests)
		.all(|(tokens, request)| { tokens.len() == usize::try_from(request.max_tokens).unwrap() }));
}

#[test]
fn chunks_of_a_prompt_change_nothing() {
	let model = model("grouped");
	let requests: Vec<_> = (1..8u32)
		.map(|row| {
			let prompt: Vec<u32> = (0..row * 7).map(|at| (at * 11 + row * 5) % 61).collect();
			request(&prompt, (row % 2 == 0).then(|| adapter("grouped")), 6)
		})
		.collect();
	let outcome = |prefill_tokens| {
		let options = EngineOptions { prefill_tokens, ..EngineOptions::default() };
		let engine = Engine::start(model.clone(), options).unwrap();
		let receivers: Vec<_> =
			requests.iter().map(|request| engine.submit(request.clone()).unwrap()).collect();
		receivers.into_iter().map(|receiver| tokens(&events(receiver))).collect::<Vec<_>>()
	};
	let whole = outcome(1000);
	assert_eq!(outcome(1), whole);
	assert_eq!(outcome(5), whole);
}

#[test]
fn small_cache_makes_requests_wait_and_changes_no_text() {
	let model = model("tied");
	let requests: Vec<_> = (0..6u32).map(|row| request(&[row, 2, 3], None, 45)).collect();
	let outcome = |kv_cache_bytes| {
		let options = EngineOptions { kv_cache_bytes, ..EngineOptions::default() };
		let engine = Engine::start(model.clone(), options).unwrap();
		let receivers: Vec<_> =
			requests.iter().map(|request| engine.submit(request.clone()).unwrap()).collect();
		let texts: Vec<_> =
			receivers.into_iter().map(|receiver| tokens(&events(receiver))).collect();
		(texts, engine.stats())
	};
	let (ample, stats) = outcome(1 << 30);
	assert_eq!((stats.preempted, stats.kv_blocks_used), (0, 0));
	// Three blocks of 32 tokens: room for one text at the end.
	let (scarce, stats) = outcome(KvCache::block_bytes(model.config()) * 3);
	assert_eq!(stats.kv_blocks_total, 3);
	assert!(stats.preempted > 0, "{stats:?}");
	assert_eq!(scarce, ample);
}

#[test]
fn text_ends_where_the_cache_does() {
	let model = model("tied");
	let kv_cache_bytes = KvCache::block_bytes(model.config());
	let options = EngineOptions { kv_cache_bytes, ..EngineOptions::default() };
	let engine = Engine::start(model.clone(), options).unwrap();
	assert_eq!(generate(&engine, &request(&[1; 30], None, 10)).len(), 2);
	let refused = engine.submit(request(&[1; 32], None, 10)).err();
	assert_eq!(refused, Some(EngineError::PromptTooLong { tokens: 32, context: 32 }));
	let none = EngineOptions { kv_cache_bytes: kv_cache_bytes - 1, ..options };
	assert_eq!(Engine::start(model, none).err().unwrap().kind(), ErrorKind::InvalidInput);
}

#[test]
fn composition_of_one_adapter_is_that_adapter_and_of_two_is_another() {
	let model = model("tied");
	let (one, other) = (adapter("tied"), constant(&model, 3, 0.3));
	let engine = engine(model);
	let generate = |parts: &[(&Arc<Adapter>, f64)]| {
		let parts = parts.iter().map(|(adapter, weight)| (Arc::clone(adapter), *weight)).collect();
		let mut request = request(&[1, 2, 3, 4, 5], None, 12);
		request.adapters = Composition::weighted(parts).unwrap();
		generate(&engine, &request)
	};
	let alone = generate(&[(&one, 1.0)]);
	assert_eq!(generate(&[(&one, 0.25), (&other, 0.0), (&one, 0.75)]), alone);
	assert_ne!(generate(&[(&one, 1.0), (&other, 1.0)]), alone);
}

#[test]
fn composition_is_refused_when_it_has_too_many_adapters_or_a_weight_is_no_number() {
	let adapter = adapter("tied");
	let refused = |parts| Composition::weighted(parts).err();
	let many = vec![(adapter.clone(), 1.0); 9];
	assert_eq!(refused(many), Some(EngineError::TooManyAdapters(9)));
	for weight in [f64::NAN, f64::INFINITY] {
		let found = refused(vec![(adapter.clone(), weight)]);
		assert_eq!(found, Some(EngineError::InvalidWeight(weight.to_string())));
	}
}

#[test]
fn sampled_tokens_follow_the_seed() {
	let engine = engine(model("tied"));
	let sampled = |seed| {
		let mut request = request(&[1, 2, 3], None, 20);
		request.sampling = Sampling { temperature: 1.0, seed, ..Sampling::GREEDY };
		generate(&engine, &request)
	};
	assert_eq!(sampled(1), sampled(1));
	assert_ne!(sampled(1), sampled(2));
}

#[test]
fn top_k_of_one_is_greedy_whatever_the_temperature() {
	let expected = expected("tied");
	let mut request = request(&expected.tokens[..5], None, 12);
	request.sampling = Sampling { temperature: 2.0, top_p: 1.0, top_k: 1, seed: 3 };
	assert_eq!(generate(&engine(model("tied")), &request), expected.greedy);
}

#[test]
fn late_payer_is_served_before_the_queue_of_another() {
	let options = EngineOptions { max_rows: 1, ..EngineOptions::default() };
	let engine = Engine::start(model("tied"), options).unwrap();
	let crowd: Vec<_> = (0..20).map(|_| engine.submit(request(&[1], None, 20)).unwrap()).collect();
	let mut late = request(&[1], None, 20);
	late.payer = Payer::new("late");
	assert_eq!(tokens(&events(engine.submit(late).unwrap())).len(), 20);
	let stats = engine.stats();
	assert!(stats.finished < 10, "{stats:?}");
	crowd.into_iter().for_each(|receiver| assert_eq!(tokens(&events(receiver)).len(), 20));
}

#[test]
fn cancelled_requests_make_room_in_the_queue() {
	let options = EngineOptions { max_rows: 1, max_waiting: 2, ..EngineOptions::default() };
	let engine = Engine::start(model("tied"), options).unwrap();
	let running = engine.submit(request(&[1], None, 60)).unwrap();
	let mut waiting = Vec::new();
	while let Ok(receiver) = engine.submit(request(&[1], None, 60)) {
		waiting.push(receiver);
	}
	drop(waiting);
	assert!(engine.submit(request(&[1], None, 60)).is_ok());
	drop(running);
}

#[test]
fn stats_count_what_became_of_requests() {
	let model = model("tied");
	let broken = constant(&model, 2, f64::NAN);
	let engine = engine(model);
	assert_eq!(generate(&engine, &request(&[1, 2, 3], None, 10)).len(), 10);
	let _ = generate(&engine, &request(&[1, 2], Some(broken), 10));
	let stats = engine.stats();
	assert_eq!((stats.accepted, stats.finished, stats.failed, stats.refused), (2, 1, 1, 0));
	assert_eq!((stats.prompt_tokens, stats.generated_tokens), (3, 10));
	assert_eq!((stats.running, stats.waiting), (0, 0));
	assert_eq!(stats.step_time.count(), stats.steps);
	assert_eq!((stats.queue_time.count(), stats.first_token_time.count()), (2, 1));
}

#[test]
fn text_ends_before_a_stop_token() {
	let expected = expected("grouped");
	let stop = expected.greedy[4];
	let before = expected.greedy.iter().position(|&token| token == stop).unwrap();
	let mut request = request(&expected.tokens[..5], None, 12);
	request.stop = vec![stop];
	let events = events(engine(model("grouped")).submit(request).unwrap());
	assert_eq!(tokens(&events), expected.greedy[..before]);
	let finished = GenerationEvent::Finished {
		reason: FinishReason::Stop,
		prompt_tokens: 5,
		completion_tokens: u32::try_from(before).unwrap(),
	};
	assert_eq!(events.last(), Some(&finished));
}

#[test]
fn text_ends_where_the_context_does() {
	let events = events(engine(model("tied")).submit(request(&[3; 60], None, 100)).unwrap());
	let finished = GenerationEvent::Finished {
		reason: FinishReason::Length,
		prompt_tokens: 60,
		completion_tokens: 4,
	};
	assert_eq!((tokens(&events).len(), events.last()), (4, Some(&finished)));
}

#[test]
fn request_is_refused_when_it_cannot_be_answered() {
	let engine = engine(model("tied"));
	let refused = |request| engine.submit(request).err().unwrap();
	assert_eq!(refused(request(&[], None, 1)), EngineError::EmptyPrompt);
	assert_eq!(refused(request(&[97], None, 1)), EngineError::UnknownToken(97));
	assert_eq!(refused(request(&[1], None, 0)), EngineError::NothingToGenerate);
	let too_long = EngineError::PromptTooLong { tokens: 64, context: 64 };
	assert_eq!(refused(request(&[1; 64], None, 1)), too_long);
	let other = Some(adapter("grouped"));
	assert_eq!(refused(request(&[1], other, 1)), EngineError::AdapterMismatch);
	for sampling in [
		Sampling { temperature: -0.1, ..Sampling::GREEDY },
		Sampling { temperature: f64::NAN, ..Sampling::GREEDY },
		Sampling { top_p: 0.0, ..Sampling::GREEDY },
		Sampling { top_p: 1.1, ..Sampling::GREEDY },
	] {
		let request = GenerationRequest { sampling, ..request(&[1], None, 1) };
		assert!(matches!(refused(request), EngineError::InvalidSampling(_)));
	}
}

#[test]
fn engine_is_busy_when_its_queue_is_full_and_answers_what_it_accepted() {
	let options = EngineOptions { max_rows: 1, max_waiting: 2, ..EngineOptions::default() };
	let engine = Engine::start(model("tied"), options).unwrap();
	let submitted: Vec<_> = (0..40).map(|_| engine.submit(request(&[1], None, 40))).collect();
	let busy = submitted.iter().filter(|result| matches!(result, Err(EngineError::Busy))).count();
	assert!(busy > 0);
	for receiver in submitted.into_iter().flatten() {
		assert_eq!(tokens(&events(receiver)).len(), 40);
	}
}

#[test]
fn accepted_requests_are_answered_after_the_last_handle_is_dropped() {
	let engine = engine(model("tied"));
	let receivers: Vec<_> =
		(0..3).map(|_| engine.submit(request(&[1], None, 20)).unwrap()).collect();
	drop(engine);
	for receiver in receivers {
		assert_eq!(tokens(&events(receiver)).len(), 20);
	}
}

#[test]
fn engine_goes_on_when_an_adapter_yields_no_numbers() {
	let model = model("tied");
	let broken = constant(&model, 2, f64::NAN);
	let engine = engine(model);
	let good = engine.submit(request(&[1, 2], None, 30)).unwrap();
	let bad = engine.submit(request(&[1, 2], Some(broken), 30)).unwrap();
	let failed = GenerationEvent::Failed("the logits are not finite".to_owned());
	assert_eq!(events(bad), [failed]);
	assert_eq!(tokens(&events(good)).len(), 30);
	assert_eq!(generate(&engine, &request(&[1], None, 3)).len(), 3);
}
