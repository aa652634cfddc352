// SPDX-License-Identifier: Apache-2.0
//! What can be asked on the command line.

use crate::commands::{
	account, agent, answer, audit, channel, claim, datanet, gateway, infer, model, verify, worker,
};
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// OpenLedger: data, models and answers on a chain that keeps the account.
#[derive(Parser, Debug)]
#[command(name = "openledger", version, arg_required_else_help = true)]
pub struct Options {
	/// Where things are, and who signs
	#[command(flatten)]
	pub globals: Globals,
	/// What to do
	#[command(subcommand)]
	pub command: Command,
}

/// Where things are, and who signs.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Connection")]
pub struct Globals {
	/// The node's JSON-RPC, over WebSocket
	#[arg(long, global = true, env = "OPENLEDGER_NODE_WS", default_value = "ws://127.0.0.1:9944")]
	pub node: String,
	/// The LoRA server, which keeps content and answers
	#[arg(long, global = true, env = "OPENLEDGER_SERVER", default_value = "http://127.0.0.1:8400")]
	pub server: String,
	/// File with the token that the server wants to see
	#[arg(long, global = true, env = "OPENLEDGER_TOKEN_FILE", value_name = "FILE")]
	pub token_file: Option<PathBuf>,
	/// File with the secret URI of the key that signs, or a file of a node's keystore
	#[arg(long, global = true, env = "OPENLEDGER_KEY_FILE", value_name = "FILE")]
	pub key_file: Option<PathBuf>,
	/// Secret URI of the key that signs, such as //Alice; others on this machine may see it
	#[arg(
		long,
		global = true,
		env = "OPENLEDGER_SURI",
		hide_env_values = true,
		value_name = "URI",
		conflicts_with = "key_file"
	)]
	pub suri: Option<String>,
	/// Print JSON
	#[arg(long, global = true)]
	pub json: bool,
	/// Try transactions out and say what they would cost; nothing is signed into a block
	#[arg(long, global = true)]
	pub dry_run: bool,
}

/// What to do.
#[derive(Subcommand, Debug)]
pub enum Command {
	/// Datanets: create, contribute, curate, snapshot, grant
	#[command(subcommand)]
	Datanet(datanet::Command),
	/// Models and adapters: register, publish, price, look up
	#[command(subcommand)]
	Model(model::Command),
	/// Workers: register, look up
	#[command(subcommand)]
	Worker(worker::Command),
	/// Ask a model on chain, and wait for the proved answer
	Infer(infer::Options),
	/// Show a request and its answer
	Answer(answer::Options),
	/// Pay out what somebody has earned
	Claim(claim::Options),
	/// What an account has
	Account(account::Options),
	/// Walk from an answer or artifact to its data, and check every commitment on the way
	#[command(subcommand)]
	Audit(audit::Command),
	/// Judge a worker's claim again from the bytes, and challenge it when it is false
	Verify(verify::Options),
	/// Prepaid channels, which pay for answers by vouchers
	#[command(subcommand)]
	Channel(channel::Command),
	/// Answer OpenAI's clients on this machine, and pay the worker through a channel
	Gateway(gateway::Options),
	/// Agents: register, offer services, order tasks, deliver, be paid
	#[command(subcommand)]
	Agent(agent::Command),
	/// Print completions for a shell
	Completions {
		/// Which one
		shell: clap_complete::Shell,
	},
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::CommandFactory;

	#[test]
	fn options_of_all_commands_go_together() {
		Options::command().debug_assert();
	}
}
