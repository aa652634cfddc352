// SPDX-License-Identifier: Apache-2.0
//! The command line: one subcommand per engine, each in a file of its own.
//!
//! Results go to stdout, as text for people or, with `--json`, as JSON. What went wrong goes to
//! stderr in one line, with exit code 1; a command line that cannot be parsed has exit code 2, and an
//! attribution that [`audit`] finds to be false has 3.

pub mod answers;
mod attribute;
pub mod audit;
pub mod corpus;
mod index;
mod influence;
pub mod mix;
mod output;
mod retrieval;

pub use output::Output;

use clap::{Parser, Subcommand};
use std::{error::Error, process::ExitCode};

/// What a command fails with: any error that can be told to people.
pub type Failure = Box<dyn Error + Send + Sync>;

/// Whose contributions an answer rests on: spans, influence, retrieval.
#[derive(Parser, Debug)]
#[command(name = "openledger-attribution", version, arg_required_else_help = true)]
struct Cli {
	/// Print results as JSON.
	#[arg(long, global = true)]
	json: bool,
	#[command(subcommand)]
	command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
	/// Attribute answers to the contributions that they repeat word for word.
	Attribute(attribute::Args),
	/// Build and keep span indexes on disk.
	Index(index::Args),
	/// Build, check and ask indexes of training gradients.
	Influence(influence::Args),
	/// Check a published attribution, and say what to submit when it is false.
	Audit(audit::Args),
	/// Mix the signals of an answer into its attribution vector.
	Mix(mix::Args),
	/// Find the passages that belong to questions, and log them.
	Retrieval(retrieval::Args),
}

/// Parses the process's arguments and does what they say.
pub fn run() -> ExitCode {
	let cli = Cli::parse();
	let output = Output::new(cli.json);
	match execute(&cli.command, &output) {
		Ok(()) => ExitCode::SUCCESS,
		// The verdict is printed: that is no failure.
		Err(error) if error.is::<audit::IsFalse>() => ExitCode::from(audit::FALSE),
		Err(error) => {
			output.error(error.as_ref());
			ExitCode::FAILURE
		},
	}
}

fn execute(command: &Command, output: &Output) -> Result<(), Failure> {
	match command {
		Command::Attribute(args) => attribute::run(args, output),
		Command::Index(args) => index::run(args, output),
		Command::Influence(args) => influence::run(args, output),
		Command::Audit(args) => audit::run(args, output),
		Command::Mix(args) => mix::run(args, output),
		Command::Retrieval(args) => retrieval::run(args, output),
	}
}
