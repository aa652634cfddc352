// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]

mod amount;
mod audit;
mod chain;
mod commands;
mod documents;
mod failure;
mod gateway;
mod licence;
mod options;
mod output;
mod server;
mod sources;
mod verification;

use clap::Parser;
use options::Options;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
	let options = Options::parse();
	let json = options.globals.json;
	match commands::run(options).await {
		Ok(output) => {
			output.print(json);
			if output.holds() {
				ExitCode::SUCCESS
			} else {
				ExitCode::FAILURE
			}
		},
		Err(failure) => {
			eprintln!("Error: {failure}");
			ExitCode::FAILURE
		},
	}
}
