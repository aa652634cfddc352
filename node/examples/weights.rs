// SPDX-License-Identifier: Apache-2.0

//! Measures what the calls of a pallet weigh: the SDK's `benchmark pallet`, over a runtime's WASM
//! that was built with its benchmarks. `scripts/weights` builds that WASM and calls this; a node
//! with benchmarks in it is not needed.

use clap::Parser;
use cumulus_primitives_proof_size_hostfunction::storage_proof_size::HostFunctions as ReclaimHostFunctions;
use frame_benchmarking_cli::PalletCmd;
use polkadot_sdk::{sp_runtime::traits::BlakeTwo256, sp_tracing};

/// As `frame-omni-bencher v1 benchmark pallet`.
#[derive(Parser)]
struct Weights {
	#[command(flatten)]
	command: PalletCmd,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
	// Benchmarks that fail are told of in the log, and nowhere else.
	sp_tracing::try_init_simple();
	let Weights { command } = Weights::parse();
	command.run_with_spec::<BlakeTwo256, ReclaimHostFunctions>(None)?;
	Ok(())
}
