// SPDX-License-Identifier: Apache-2.0
//! The LoRA server's program.

use clap::{Parser, Subcommand};
use openledger_lora_server::commands::{
	collect::{self, Collect},
	logits::{self, Logits},
	serve::{self, Serve},
	train_base::{self, TrainBase},
};
use std::{
	error::Error,
	io::{self, IsTerminal},
	process::ExitCode,
};
use tracing_subscriber::EnvFilter;

/// Serves and trains LoRA adapters on one base model
#[derive(Parser)]
#[command(version)]
struct Arguments {
	#[command(subcommand)]
	command: Command,
}

#[derive(Subcommand)]
enum Command {
	/// Answer jobs and requests, until Ctrl-C or SIGTERM
	Serve(Serve),
	/// Remove from the store what nothing refers to, while no server uses it
	Collect(Collect),
	/// Print the logits of each position of a text, to compare them with another implementation
	Logits(Logits),
	/// Train the base model that is shipped
	TrainBase(TrainBase),
}

fn main() -> ExitCode {
	let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
	tracing_subscriber::fmt()
		.with_env_filter(filter)
		.with_ansi(io::stderr().is_terminal())
		.with_writer(io::stderr)
		.init();
	match run(Arguments::parse().command) {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("error: {error}");
			ExitCode::FAILURE
		},
	}
}

fn run(command: Command) -> Result<(), Box<dyn Error>> {
	match command {
		Command::Serve(arguments) => serve::run(arguments)?,
		Command::Collect(arguments) => collect::run(arguments, io::stdout())?,
		Command::Logits(arguments) => logits::run(&arguments)?,
		Command::TrainBase(arguments) => train_base::run(&arguments)?,
	}
	Ok(())
}
