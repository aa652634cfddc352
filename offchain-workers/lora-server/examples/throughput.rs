// SPDX-License-Identifier: Apache-2.0
//! How many tokens a second the engine generates, with random weights in the shape of a Llama of 135
//! million parameters and random adapters: greedy, each request to its last token.
//!
//!     cargo run --release --example throughput -- --requests 64 --adapters 64

use clap::Parser;
use openledger_lora_server::{
	adapter::{Adapter, AdapterConfig, LoraWeights},
	engine::{
		Composition, Engine, EngineOptions, GenerationEvent, GenerationRequest, Payer, Sampling,
	},
	model::{Model, ModelConfig, Network, Projection},
};
use std::{error::Error, sync::Arc, time::Instant};
use tch::{Device, Kind, Tensor};

/// The modules of a Llama's layer.
const TARGETS: [Projection; 7] = [
	Projection::Query,
	Projection::Key,
	Projection::Value,
	Projection::Output,
	Projection::Gate,
	Projection::Up,
	Projection::Down,
];

/// Measures the engine.
#[derive(Parser)]
struct Arguments {
	/// Requests, all of them at once
	#[arg(long, default_value_t = 64)]
	requests: usize,
	/// Distinct adapters, given to the requests in turn; zero for the base alone
	#[arg(long, default_value_t = 64)]
	adapters: usize,
	/// Their rank
	#[arg(long, default_value_t = 16)]
	rank: u32,
	/// Whether they target all linear modules, and not only queries and values
	#[arg(long)]
	all: bool,
	/// Tokens of each prompt
	#[arg(long, default_value_t = 32)]
	prompt: usize,
	/// Tokens generated for each
	#[arg(long, default_value_t = 32)]
	tokens: u32,
	/// Requests in a batch at most
	#[arg(long, default_value_t = 64)]
	batch: usize,
	/// Tokens of prompts in one pass at most
	#[arg(long, default_value_t = 128)]
	prefill: usize,
	/// Threads of libtorch
	#[arg(long, default_value_t = 1)]
	threads: i32,
	/// How often to measure
	#[arg(long, default_value_t = 3)]
	repeats: u32,
}

fn main() -> Result<(), Box<dyn Error>> {
	let arguments = Arguments::parse();
	tch::set_num_threads(arguments.threads);
	tch::manual_seed(1);
	let model = Arc::new(model()?);
	let adapters = (0..arguments.adapters)
		.map(|_| adapter(&model, arguments.rank, arguments.all))
		.collect::<Result<Vec<_>, _>>()?;
	let options = EngineOptions {
		max_rows: arguments.batch,
		max_waiting: arguments.requests,
		max_waiting_per_payer: arguments.requests,
		prefill_tokens: arguments.prefill,
		threads: arguments.threads,
		..EngineOptions::default()
	};
	let engine = Engine::start(model, options)?;
	for _ in 0..arguments.repeats {
		measure(&engine, &adapters, &arguments)?;
	}
	Ok(())
}

fn measure(
	engine: &Engine,
	adapters: &[Arc<Adapter>],
	arguments: &Arguments,
) -> Result<(), Box<dyn Error>> {
	let (before, began) = (engine.stats(), Instant::now());
	let receivers = (0..arguments.requests)
		.map(|index| {
			let adapter = adapters.get(index % adapters.len().max(1)).cloned();
			let first = u32::try_from(index)?;
			engine
				.submit(GenerationRequest {
					payer: Payer::local(),
					prompt: (0..arguments.prompt).map(|_| first % 1000 + 7).collect(),
					adapters: Composition::from(adapter),
					max_tokens: arguments.tokens,
					sampling: Sampling::GREEDY,
					stop: Vec::new(),
				})
				.map_err(Box::<dyn Error>::from)
		})
		.collect::<Result<Vec<_>, _>>()?;
	let (mut tokens, mut firsts) = (0u32, Vec::new());
	for mut events in receivers {
		let mut first = None;
		while let Some(event) = events.blocking_recv() {
			match event {
				GenerationEvent::Token(_) => {
					first.get_or_insert_with(Instant::now);
					tokens += 1;
				},
				GenerationEvent::Finished { .. } => {},
				GenerationEvent::Failed(reason) => return Err(reason.into()),
			}
		}
		firsts.extend(first);
	}
	let (seconds, after) = (began.elapsed().as_secs_f64(), engine.stats());
	let steps = u32::try_from(after.steps - before.steps)?;
	println!(
		"{tokens} tokens in {seconds:.2} s: {:.1} tokens/s; {steps} passes of {:.1} ms on average",
		f64::from(tokens) / seconds,
		(after.step_time.sum - before.step_time.sum) / f64::from(steps) * 1000.0,
	);
	Ok(())
}

fn model() -> Result<Model, Box<dyn Error>> {
	let config = serde_json::json!({
		"model_type": "llama", "hidden_act": "silu", "vocab_size": 49_152, "hidden_size": 576,
		"intermediate_size": 1536, "num_hidden_layers": 30, "num_attention_heads": 9,
		"num_key_value_heads": 3, "max_position_embeddings": 2048, "rms_norm_eps": 1e-5,
		"tie_word_embeddings": true,
	});
	let config = ModelConfig::from_json(&serde_json::to_vec(&config)?)?;
	Ok(Model::new(Network::random(config, Device::Cpu)?))
}

fn adapter(model: &Model, rank: u32, all: bool) -> Result<Arc<Adapter>, Box<dyn Error>> {
	let targets = if all { TARGETS.to_vec() } else { vec![Projection::Query, Projection::Value] };
	let config = AdapterConfig { rank, alpha: 16.0, rank_stabilised: false, targets };
	let weights = LoraWeights::build(&config, model.config(), |_, shape| {
		Ok(Tensor::f_randn(shape, (Kind::Float, Device::Cpu))?.f_mul_scalar(0.02)?)
	})?;
	Ok(Arc::new(Adapter::new(config, weights)))
}
