// SPDX-License-Identifier: Apache-2.0
//! Trains an adapter on rows of tokens, and says how long each epoch took: our side of the row about
//! training in `benches/serving`.
//!
//! ```sh
//! cargo run --release --example training_speed -- --model folder rows.json --threads 2 --options '{"rank": 16}'
//! ```
//!
//! `rows.json` has a list of lists of tokens. Every token but the first of a row is learnt.

use clap::Parser;
use openledger_lora_server::{
	model::Model,
	training::{train_lora, LoraOptions, Row},
};
use std::{error::Error, fs, ops::ControlFlow, path::PathBuf, time::Instant};
use tch::Device;

/// Trains an adapter on rows of tokens, and prints the seconds and the mean loss of each epoch as JSON
#[derive(Parser)]
struct Arguments {
	/// The rows, as JSON
	rows: PathBuf,
	/// Folder of the base model
	#[arg(long)]
	model: PathBuf,
	/// Threads of libtorch
	#[arg(long, default_value_t = 1)]
	threads: i32,
	/// Where to compute: cpu or cuda
	#[arg(long, default_value = "cpu", value_parser = device)]
	device: Device,
	/// Options of the training, as JSON; the others are the default ones
	#[arg(long, default_value = "{}")]
	options: String,
}

fn main() -> Result<(), Box<dyn Error>> {
	let arguments = Arguments::parse();
	tch::set_num_threads(arguments.threads);
	let rows: Vec<Vec<u32>> = serde_json::from_slice(&fs::read(&arguments.rows)?)?;
	let rows: Vec<_> = rows
		.into_iter()
		.map(|mut tokens| {
			let completion = tokens.split_off(tokens.len().min(1));
			Row { prompt: tokens, completion }
		})
		.collect();
	let options: LoraOptions = serde_json::from_str(&arguments.options)?;
	let model = Model::load(&arguments.model, arguments.device)?;
	let (mut seconds, mut losses) = (Vec::new(), Vec::new());
	let mut began = Instant::now();
	train_lora(&model, &rows, &options, &mut |progress| {
		seconds.push(began.elapsed().as_secs_f64());
		losses.push(progress.loss);
		began = Instant::now();
		ControlFlow::Continue(())
	})?;
	println!("{}", serde_json::json!({ "seconds": seconds, "losses": losses }));
	Ok(())
}

fn device(text: &str) -> Result<Device, String> {
	match text {
		"cpu" => Ok(Device::Cpu),
		"cuda" => Ok(Device::Cuda(0)),
		_ => Err("a device is cpu or cuda".to_owned()),
	}
}
