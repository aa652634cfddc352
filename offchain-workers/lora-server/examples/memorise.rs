// SPDX-License-Identifier: Apache-2.0
//! Trains an adapter on question-answer rows, asks each question, and counts the answers that are
//! word for word those of the rows: how the settings of a training are chosen.
//!
//! ```sh
//! cargo run --example memorise -- rows.txt --rank 32 --epochs 100
//! ```
//!
//! `rows.txt` has a document on each line, such as `What is a foo? The first of many.`

use clap::Parser;
use openledger_lora_server::{
	adapter::{self, Adapter},
	engine::{Engine, EngineOptions, GenerationEvent, GenerationRequest, Payer, Sampling},
	model::{embedded, Model, CONFIG_FILE, WEIGHTS_FILE},
	tokenizer::{TextCodec, TOKENIZER_CONFIG_FILE, TOKENIZER_FILE},
	training::{rows_of, train_lora, LoraOptions, Row},
};
use std::{error::Error, fs, ops::ControlFlow, path::PathBuf, sync::Arc, time::Instant};
use tch::Device;

/// Trains an adapter on rows, and counts what it repeats
#[derive(Parser)]
struct Arguments {
	/// A document on each line
	rows: PathBuf,
	/// Folder of the base model; the embedded one without it
	#[arg(long)]
	model: Option<PathBuf>,
	#[arg(long, default_value_t = LoraOptions::default().rank)]
	rank: u32,
	#[arg(long, default_value_t = LoraOptions::default().alpha)]
	alpha: u32,
	#[arg(long, default_value_t = LoraOptions::default().epochs)]
	epochs: u32,
	#[arg(long, default_value_t = LoraOptions::default().batch_size)]
	batch_size: u32,
	#[arg(long, default_value_t = LoraOptions::default().learning_rate)]
	learning_rate: f64,
	#[arg(long, default_value_t = LoraOptions::default().exact_epochs)]
	exact_epochs: u32,
	#[arg(long, default_value_t = LoraOptions::default().seed)]
	seed: u64,
	/// Folder to write the adapter to
	#[arg(long)]
	out: Option<PathBuf>,
	/// Print each answer that differs
	#[arg(long)]
	verbose: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
	let arguments = Arguments::parse();
	tch::set_num_threads(1);
	let (model, codec) = base(&arguments)?;
	let text = fs::read_to_string(&arguments.rows)?;
	let rows = text.lines().map(|line| rows_of(line, &codec)).collect::<Result<Vec<_>, _>>()?;
	let options = LoraOptions {
		rank: arguments.rank,
		alpha: arguments.alpha,
		epochs: arguments.epochs,
		batch_size: arguments.batch_size,
		learning_rate: arguments.learning_rate,
		exact_epochs: arguments.exact_epochs,
		seed: arguments.seed,
		..LoraOptions::default()
	};
	let began = Instant::now();
	let (adapter, report) = train_lora(&model, &rows, &options, &mut |progress| {
		if progress.epoch % 10 == 0 {
			eprintln!("epoch {} {:.4} {:.4}", progress.epoch, progress.loss, progress.accuracy);
		}
		ControlFlow::Continue(())
	})?;
	println!(
		"{} rows, {} tokens, {} epochs: loss {:.4}, accuracy {:.4}, in {:.1} s",
		report.rows,
		report.tokens,
		report.epochs,
		report.final_loss,
		report.final_accuracy,
		began.elapsed().as_secs_f64()
	);

	if let Some(out) = &arguments.out {
		let files = adapter.to_files()?;
		fs::create_dir_all(out)?;
		fs::write(out.join(adapter::CONFIG_FILE), files.config)?;
		fs::write(out.join(adapter::WEIGHTS_FILE), files.weights)?;
	}

	let began = Instant::now();
	let waiting = rows.len();
	let options = EngineOptions {
		max_waiting: waiting,
		max_waiting_per_payer: waiting,
		..EngineOptions::default()
	};
	let engine = Engine::start(Arc::new(model), options)?;
	let adapter = Arc::new(adapter);
	let mut exact = 0;
	let receivers = rows
		.iter()
		.map(|row| engine.submit(request(row, &adapter, &codec)))
		.collect::<Result<Vec<_>, _>>()?;
	for (row, mut events) in rows.iter().zip(receivers) {
		let mut answer = Vec::new();
		while let Some(GenerationEvent::Token(token)) = events.blocking_recv() {
			answer.push(token);
		}
		let expected = &row.completion[..row.completion.len() - 1];
		if answer == expected {
			exact += 1;
		} else if arguments.verbose {
			println!("expected: {}", codec.decode(expected)?);
			println!("answered: {}", codec.decode(&answer)?);
		}
	}
	println!("{exact} of {} answers right in {:.1} s", rows.len(), began.elapsed().as_secs_f64());
	Ok(())
}

fn base(arguments: &Arguments) -> Result<(Model, TextCodec), Box<dyn Error>> {
	let Some(folder) = &arguments.model else {
		let model = Model::from_files(embedded::config(), embedded::weights(), Device::Cpu)?;
		let codec = TextCodec::from_files(embedded::tokenizer(), embedded::tokenizer_config())?;
		return Ok((model, codec));
	};
	let read = |name: &str| fs::read(folder.join(name));
	let model = Model::from_files(&read(CONFIG_FILE)?, &read(WEIGHTS_FILE)?, Device::Cpu)?;
	let codec = TextCodec::from_files(&read(TOKENIZER_FILE)?, &read(TOKENIZER_CONFIG_FILE)?)?;
	Ok((model, codec))
}

fn request(row: &Row, adapter: &Arc<Adapter>, codec: &TextCodec) -> GenerationRequest {
	GenerationRequest {
		payer: Payer::local(),
		prompt: row.prompt.clone(),
		adapters: adapter.clone().into(),
		max_tokens: 200,
		sampling: Sampling::GREEDY,
		stop: vec![codec.eos()],
	}
}
