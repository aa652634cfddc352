// SPDX-License-Identifier: Apache-2.0
//! What an account has, at stake and to claim.

use super::Session;
use crate::{amount::Amount, failure::Failure, output::Output};
use clap::Args;
use openledger_primitives::records::{BondRecord, Earnings, Reputation};
use polkadot_sdk::sp_runtime::AccountId32;
use serde_json::json;

/// Whose account.
#[derive(Args, Debug)]
pub struct Options {
	/// The account; the signer's without it
	account: Option<AccountId32>,
}

/// Shows it.
///
/// # Errors
/// Those of the chain.
pub async fn run(session: &Session, options: Options) -> Result<Output, Failure> {
	let who = session.account_or_own(options.account)?;
	let view = session.chain().await?.finalised().await?;
	let free = view.free_balance(&who).await?;
	let bond: BondRecord = view.ask("BondsApi_bond", &who).await?;
	let earnings: Earnings = view.ask("RoyaltiesApi_earnings", &who).await?;
	let reputation: Reputation = view.ask("DatanetsApi_reputation", &who).await?;
	let text = format!(
		"{who}\nfree       {}\nat stake   {}\nclaimable  {}\nearned     {}\n\
		 contributions accepted {}, rejected {}, spam {}",
		Amount(free),
		Amount(bond.active),
		Amount(earnings.claimable),
		Amount(earnings.earned),
		reputation.accepted,
		reputation.rejected,
		reputation.spam,
	);
	let json = json!({
		"account": who.to_string(),
		"free": free.to_string(),
		"bond": bond.active.to_string(),
		"claimable": earnings.claimable.to_string(),
		"earned": earnings.earned.to_string(),
		"at": view.block(),
	});
	Ok(Output::new(text, json))
}
