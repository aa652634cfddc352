// SPDX-License-Identifier: Apache-2.0
//! What somebody has earned, paid out.

mod distribution;

use super::Session;
use crate::{
	amount::Amount,
	chain::{value, Call},
	failure::Failure,
	output::Output,
};
use clap::Args;
use polkadot_sdk::sp_runtime::AccountId32;
use serde_json::json;
use std::str::FromStr;
use subxt::utils;

/// Whose earnings, and from where.
#[derive(Args, Debug)]
pub struct Options {
	/// Whose; the signer's without it
	#[arg(long, value_name = "ACCOUNT")]
	account: Option<AccountId32>,
	/// Collect a contribution's part of a snapshot's pool before; several
	#[arg(long, value_name = "SNAPSHOT:CONTRIBUTION")]
	collect: Vec<Pool>,
	/// Draw what the account's contributions earned by answers of a worker that vouchers paid for before; several
	#[arg(long, value_name = "WORKER[:BATCH]")]
	draw: Vec<distribution::Drawn>,
	/// Collect what the curators of a Datanet earned before; several
	#[arg(long, value_name = "DATANET")]
	curated: Vec<u32>,
}

/// A contribution's part of a snapshot's pool.
#[derive(Clone, Copy, Debug)]
struct Pool {
	snapshot: u32,
	contribution: u64,
}

impl FromStr for Pool {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let parsed = text.split_once(':').and_then(|(snapshot, contribution)| {
			Some(Self {
				snapshot: snapshot.parse().ok()?,
				contribution: contribution.parse().ok()?,
			})
		});
		parsed.ok_or_else(|| "two numbers with a colon between them, such as 3:17".to_owned())
	}
}

/// Collects, and pays out all that can be claimed.
///
/// # Errors
/// Those of the chain.
pub async fn run(session: &Session, options: Options) -> Result<Output, Failure> {
	let who = session.account_or_own(options.account)?;
	let account = utils::AccountId32(who.clone().into());
	let chain = session.chain().await?;
	let view = chain.finalised().await?;
	let mut calls = Vec::new();
	for worker in &options.draw {
		calls.extend(distribution::draws(session, &view, &who, worker).await?);
	}
	let drawn = calls.len();
	for pool in &options.collect {
		calls.push(Call::new(
			"Royalties",
			"collect",
			[
				("snapshot", value::number(pool.snapshot)),
				("contribution", value::number(pool.contribution)),
			],
		));
	}
	for &datanet in &options.curated {
		calls.push(Call::new(
			"Royalties",
			"collect_as_curator",
			[("datanet", value::number(datanet)), ("who", value::account(&account))],
		));
	}
	calls.push(Call::new("Royalties", "claim_for", [("who", value::account(&account))]));
	let receipt = session.submit(&chain, Call::all(calls)).await?;
	let claimed = receipt.event("Royalties", "Claimed")?;
	let amount = crate::chain::plancks(&claimed["amount"]).unwrap_or_default();
	let text = format!("{who} is paid {}", Amount(amount));
	let json = json!({
		"account": who.to_string(),
		"amount": amount.to_string(),
		"drawn": drawn,
	});
	Ok(Output::of(&receipt, text, json))
}
