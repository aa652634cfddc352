// SPDX-License-Identifier: Apache-2.0

//! What is looked at before anything starts.
//!
//! The SDK's node moves to a random RPC port when the one it wants is taken, and goes on without p2p or
//! metrics. Whoever asked for a port then talks to somebody else's node, so we refuse instead.

use clap::{CommandFactory, FromArgMatches};
use polkadot_omni_node_lib::{chain_spec::LoadSpec, cli::Cli, CliConfig};
use polkadot_sdk::sc_cli::DefaultConfigurationValues;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

/// The ports of a node that is given none.
type Defaults = ();

/// Checks what can be checked from the command line: the chain, the ports. `args` starts with the
/// program's name.
///
/// Says nothing about arguments that cannot be parsed: the node's own parser does that better.
pub fn check<Config: CliConfig>(
	args: impl Iterator<Item = String>,
	chains: &impl LoadSpec,
) -> Result<(), String> {
	// The version is given for clap's sake, which wants one to hand on to the subcommands.
	let command = Cli::<Config>::command().version(env!("CARGO_PKG_VERSION"));
	let Ok(matches) = command.try_get_matches_from(args) else { return Ok(()) };
	let Ok(cli) = Cli::<Config>::from_arg_matches(&matches) else { return Ok(()) };
	if cli.subcommand.is_some() {
		return Ok(());
	}
	let run = &cli.run.base;
	// A chain that is not there is the better reason to refuse.
	chains.load_spec(&run.shared_params.chain_id(run.shared_params.is_dev()))?;
	let port = run.rpc_params.rpc_port.unwrap_or_else(Defaults::rpc_listen_port);
	port_is_free("RPC", port, "--rpc-port")?;
	// Several development nodes on one machine are common, and need neither peers nor metrics.
	if run.shared_params.is_dev() {
		return Ok(());
	}
	if run.network_params.listen_addr.is_empty() {
		let port = run.network_params.port.unwrap_or_else(Defaults::p2p_listen_port);
		port_is_free("p2p", port, "--port")?;
	}
	if !run.prometheus_params.no_prometheus {
		let port =
			run.prometheus_params.prometheus_port.unwrap_or_else(Defaults::prometheus_listen_port);
		port_is_free("metrics", port, "--prometheus-port")?;
	}
	Ok(())
}

/// Whether `port` can be listened on; port 0 always can.
fn port_is_free(purpose: &str, port: u16, flag: &str) -> Result<(), String> {
	TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).map(drop).map_err(|e| {
		format!(
			"the {purpose} port {port} cannot be used ({e}): stop what uses it, or choose another with \
			{flag}"
		)
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn port_is_free_refuses_when_the_port_is_taken() {
		let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("some port is free");
		let port = taken.local_addr().expect("it is bound").port();
		assert_eq!(
			port_is_free("RPC", port, "--rpc-port").map_err(|why| why.contains("--rpc-port")),
			Err(true)
		);
		drop(taken);
		assert_eq!(port_is_free("RPC", port, "--rpc-port"), Ok(()));
	}
}
