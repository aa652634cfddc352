// SPDX-License-Identifier: Apache-2.0
//! A module for each thing that can be done.

pub mod account;
pub mod agent;
pub mod answer;
pub mod audit;
pub mod channel;
pub mod claim;
pub mod datanet;
pub mod gateway;
pub mod infer;
pub mod model;
pub mod verify;
pub mod worker;

use crate::{
	chain::{Call, Chain, Receipt, Signer},
	failure::Failure,
	options::{Command, Globals, Options},
	output::Output,
	server::Server,
};
use clap::CommandFactory;
pub use model::{decimal, kind, status};
use polkadot_sdk::sp_runtime::AccountId32;
use serde_json::json;
use subxt::ext::scale_encode::EncodeAsFields;

/// Does what `options` ask for.
///
/// # Errors
/// Every [`Failure`].
pub async fn run(options: Options) -> Result<Output, Failure> {
	let session = Session(options.globals);
	match options.command {
		Command::Datanet(command) => datanet::run(&session, command).await,
		Command::Model(command) => model::run(&session, command).await,
		Command::Worker(command) => worker::run(&session, command).await,
		Command::Infer(options) => infer::run(&session, options).await,
		Command::Answer(options) => answer::run(&session, options).await,
		Command::Claim(options) => claim::run(&session, options).await,
		Command::Account(options) => account::run(&session, options).await,
		Command::Audit(command) => audit::run(&session, command).await,
		Command::Verify(options) => verify::run(&session, options).await,
		Command::Channel(command) => channel::run(&session, command).await,
		Command::Gateway(options) => gateway::run(&session, options).await,
		Command::Agent(command) => agent::run(&session, command).await,
		Command::Completions { shell } => Ok(completions(shell)),
	}
}

/// Where things are, and who signs; connected to when it is needed.
pub struct Session(Globals);

impl Session {
	async fn chain(&self) -> Result<Chain, Failure> {
		Chain::connect(&self.0.node).await
	}

	fn server(&self) -> Result<Server, Failure> {
		Server::new(&self.0.server, self.0.token_file.as_deref())
	}

	/// A server of somebody else's, which is not shown our token.
	fn server_at(&self, url: &str) -> Result<Server, Failure> {
		Server::new(url, None)
	}

	fn signer(&self) -> Result<Signer, Failure> {
		match (&self.0.key_file, &self.0.suri) {
			(Some(path), _) => Signer::from_file(path),
			(None, Some(uri)) => Signer::from_uri(uri),
			(None, None) => Err(Failure::NoKey),
		}
	}

	/// The account that is named, or else the one that signs.
	fn account_or_own(&self, named: Option<AccountId32>) -> Result<AccountId32, Failure> {
		match named {
			Some(account) => Ok(account),
			None => Ok(AccountId32::new(self.signer()?.account().0)),
		}
	}

	async fn submit<Arguments: EncodeAsFields>(
		&self,
		chain: &Chain,
		call: Call<Arguments>,
	) -> Result<Receipt, Failure> {
		chain.submit(&self.signer()?, call, self.0.dry_run).await
	}

	/// Where the node is.
	fn node(&self) -> &str {
		&self.0.node
	}

	/// Whether programs read what is printed.
	fn is_json(&self) -> bool {
		self.0.json
	}

	/// Whether transactions are only tried out.
	fn is_dry_run(&self) -> bool {
		self.0.dry_run
	}
}

fn completions(shell: clap_complete::Shell) -> Output {
	let mut script = Vec::new();
	clap_complete::generate(shell, &mut Options::command(), "openledger", &mut script);
	let script = String::from_utf8_lossy(&script).into_owned();
	Output::new(script.trim_end(), json!({ "script": script }))
}

/// Bytes of the chain that are meant to be read.
pub fn readable(bytes: &[u8]) -> String {
	String::from_utf8_lossy(bytes).into_owned()
}
