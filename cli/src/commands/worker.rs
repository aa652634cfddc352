// SPDX-License-Identifier: Apache-2.0
//! Workers: who answers, with what at stake.

mod settle;

use super::{readable, Session};
use crate::{
	amount::Amount,
	chain::{value, Call},
	failure::Failure,
	output::Output,
};
use clap::{Args, Subcommand};
use openledger_primitives::records::{BondRecord, WorkerView};
use polkadot_sdk::{sp_core::H256, sp_runtime::AccountId32};
use serde_json::json;
use subxt::utils;

/// What can be done with workers.
#[derive(Subcommand, Debug)]
pub enum Command {
	/// Put OPEN at stake, and answer for base models
	Register(Register),
	/// Be able to settle answers that vouchers pay for: before channels are opened to this worker
	OpenAccount,
	/// Settle no more batches, after the last
	CloseAccount,
	/// Post the next batch of receipts of the worker's server, or make the pending one final
	Settle(settle::Options),
	/// Show a worker: what it serves, how it has done
	Status {
		/// The worker; the signer without it
		account: Option<AccountId32>,
	},
}

/// A new worker.
#[derive(Args, Debug)]
pub struct Register {
	/// A base model that it serves, with all its adapters; several
	#[arg(long = "base", required = true)]
	bases: Vec<u32>,
	/// Put at stake what is missing to this, in OPEN
	#[arg(long, value_name = "OPEN")]
	stake: Option<Amount>,
	/// The sr25519 key, in the node's keystore, that signs its proofs; the signer's own without it
	#[arg(long, value_name = "ACCOUNT")]
	worker_key: Option<utils::AccountId32>,
	/// Where others reach its server; --server without it
	#[arg(long, value_name = "URL")]
	endpoint: Option<String>,
	/// Hash of the build that it runs; zero where nobody says
	#[arg(long, value_name = "0xHASH")]
	build: Option<H256>,
}

/// Does what `command` says.
///
/// # Errors
/// Those of the chain.
pub async fn run(session: &Session, command: Command) -> Result<Output, Failure> {
	match command {
		Command::Register(new) => register(session, new).await,
		Command::OpenAccount => settle::account(session, true).await,
		Command::CloseAccount => settle::account(session, false).await,
		Command::Settle(options) => settle::run(session, options).await,
		Command::Status { account } => status(session, account).await,
	}
}

async fn register(session: &Session, mut new: Register) -> Result<Output, Failure> {
	let chain = session.chain().await?;
	let own = session.signer()?.account();
	let mut calls = Vec::new();
	if let Some(stake) = new.stake {
		let view = chain.finalised().await?;
		let bond: BondRecord = view.ask("BondsApi_bond", AccountId32::new(own.0)).await?;
		let missing = stake.0.saturating_sub(bond.active);
		if missing > 0 {
			calls.push(Call::new("Bonds", "bond", [("amount", value::number(missing))]));
		}
	}
	new.bases.sort_unstable();
	new.bases.dedup();
	let endpoint = match new.endpoint {
		Some(endpoint) => endpoint,
		None => session.server()?.url().to_owned(),
	};
	calls.push(Call::new(
		"Attribution",
		"register_worker",
		[
			("key", value::account(&new.worker_key.unwrap_or(own))),
			("endpoint", value::text(&endpoint)),
			("base_models", value::list(new.bases.iter().map(|&base| value::number(base)))),
			("build", value::text(new.build.unwrap_or_default())),
		],
	));
	let receipt = session.submit(&chain, Call::all(calls)).await?;
	let text = format!("{own} answers for base models {:?}", new.bases);
	let json = json!({ "worker": own.to_string(), "bases": new.bases, "endpoint": endpoint });
	Ok(Output::of(&receipt, text, json))
}

async fn status(session: &Session, account: Option<AccountId32>) -> Result<Output, Failure> {
	let who = session.account_or_own(account)?;
	let view = session.chain().await?.finalised().await?;
	let found: Option<WorkerView<AccountId32>> = view.ask("AttributionApi_worker", &who).await?;
	let worker = found.ok_or_else(|| Failure::Unknown(format!("worker {who}")))?;
	let bases: Vec<u32> = worker.base_models.iter().map(|base| base.0).collect();
	let state = match (worker.paused, worker.eligible) {
		(true, _) => "is paused",
		(false, true) => "is given requests",
		(false, false) => "is given no requests now",
	};
	let text = format!(
		"{who} {state}\nserves base models {bases:?} at {}\n{} at stake, {} answers proved, {} missed, {} \
		 under way, last seen in block {}",
		readable(&worker.endpoint),
		Amount(worker.bond),
		worker.proved,
		worker.missed,
		worker.in_flight,
		worker.last_seen,
	);
	let json = json!({
		"worker": who.to_string(),
		"bases": bases,
		"endpoint": readable(&worker.endpoint),
		"bond": worker.bond.to_string(),
		"proved": worker.proved,
		"missed": worker.missed,
		"in_flight": worker.in_flight,
		"unsettled": worker.unsettled,
		"last_seen": worker.last_seen,
		"paused": worker.paused,
		"eligible": worker.eligible,
		"at": view.block(),
	});
	Ok(Output::new(text, json))
}
