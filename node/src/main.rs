// SPDX-License-Identifier: Apache-2.0

//! The OpenLedger node: collator, full node and development node in one binary.

mod chain_specs;
mod explain;
mod preflight;

use polkadot_omni_node_lib::{
	extra_subcommand::DefaultExtraSubcommands, run_with_custom_cli,
	runtime::DefaultRuntimeResolver, CliConfig, RunConfig,
};
use std::process::ExitCode;

/// What `--version` and `--help` say.
struct OpenLedger;

impl CliConfig for OpenLedger {
	fn impl_version() -> String {
		env!("SUBSTRATE_CLI_IMPL_VERSION").into()
	}

	fn description(executable_name: String) -> String {
		format!(
			"OpenLedger: a parachain on which AI is accounted for.\n\n\
			A development chain of its own:   {executable_name} --dev\n\
			A collator or full node:          {executable_name} --chain openledger [args] -- [relay chain args]\n\n\
			Built-in chains: dev, local, openledger. Licence: Apache-2.0.",
		)
	}

	fn author() -> String {
		env!("CARGO_PKG_AUTHORS").into()
	}

	fn support_url() -> String {
		concat!(env!("CARGO_PKG_REPOSITORY"), "/issues").into()
	}

	fn copyright_start_year() -> u16 {
		2026
	}
}

fn main() -> ExitCode {
	let config =
		RunConfig::new(Box::new(DefaultRuntimeResolver), Box::new(chain_specs::BuiltInChains));
	let outcome = preflight::check::<OpenLedger>(std::env::args(), &chain_specs::BuiltInChains)
		.and_then(|()| {
			run_with_custom_cli::<OpenLedger, DefaultExtraSubcommands>(config)
				.map_err(|e| explain::explain(&e))
		});
	match outcome {
		Ok(()) => ExitCode::SUCCESS,
		Err(sentence) => {
			eprintln!("Error: {sentence}");
			ExitCode::FAILURE
		},
	}
}
