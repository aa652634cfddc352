// SPDX-License-Identifier: Apache-2.0

//! What is looked at before anything starts.
//!
//! The SDK's node moves to a random RPC port when the one it wants is taken. Whoever asked for a
//! port then talks to somebody else's node, so we refuse instead.

use clap::{CommandFactory, FromArgMatches};
use polkadot_omni_node_lib::{cli::Cli, CliConfig};
use polkadot_sdk::sc_cli::RPC_DEFAULT_PORT;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

/// Checks what can be checked from the command line. `args` starts with the program's name.
///
/// Says nothing about arguments that cannot be parsed: the node's own parser does that better.
pub fn check<Config: CliConfig>(args: impl Iterator<Item = String>) -> Result<(), String> {
	// The version is given for clap's sake, which wants one to hand on to the subcommands.
	let command = Cli::<Config>::command().version(env!("CARGO_PKG_VERSION"));
	let Ok(matches) = command.try_get_matches_from(args) else { return Ok(()) };
	let Ok(cli) = Cli::<Config>::from_arg_matches(&matches) else { return Ok(()) };
	if cli.subcommand.is_some() {
		return Ok(());
	}
	port_is_free(cli.run.base.rpc_params.rpc_port.unwrap_or(RPC_DEFAULT_PORT))
}

fn port_is_free(port: u16) -> Result<(), String> {
	TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).map(drop).map_err(|e| {
		format!("the RPC port {port} cannot be used ({e}): stop what uses it, or choose another with --rpc-port")
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn port_is_free_refuses_when_the_port_is_taken() {
		let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("some port is free");
		let port = taken.local_addr().expect("it is bound").port();
		assert!(port_is_free(port).is_err());
		drop(taken);
		assert_eq!(port_is_free(port), Ok(()));
	}
}
