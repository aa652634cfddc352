// SPDX-License-Identifier: Apache-2.0
//! The attribution engines on the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
	openledger_attribution::cli::run()
}
