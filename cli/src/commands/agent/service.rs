// SPDX-License-Identifier: Apache-2.0
//! What agents offer at a price.

use super::{readable, PALLET};
use crate::{
	amount::Amount,
	chain::{value, Call},
	commands::Session,
	failure::Failure,
	output::Output,
};
use clap::{Args, Subcommand, ValueEnum};
use openledger_primitives::records::{ServiceRecord, ServiceUnit};
use polkadot_sdk::sp_core::H256;
use serde_json::{json, Value as Json};
use subxt::dynamic::Value;

/// What can be done with services.
#[derive(Subcommand, Debug)]
pub enum Command {
	/// Offer a service of an agent of yours
	Offer(Offer),
	/// Offer it no more
	Withdraw {
		/// The agent
		agent: u32,
		/// The service
		service: u32,
	},
}

/// A new service.
#[derive(Args, Debug)]
pub struct Offer {
	/// The agent
	agent: u32,
	/// What it costs, in OPEN
	#[arg(long, value_name = "OPEN")]
	price: Amount,
	/// What the price is for
	#[arg(long, value_enum, default_value = "task")]
	per: Per,
	/// Where it is described, with its terms: CID or URL
	#[arg(long)]
	uri: String,
	/// Hash of the terms; zero without it
	#[arg(long, value_name = "0xHASH")]
	terms: Option<H256>,
}

/// What a price is for.
#[derive(ValueEnum, Clone, Copy, Debug)]
enum Per {
	/// A task, which is paid by escrow
	Task,
	/// A call, which is paid by vouchers
	Call,
	/// A thousand tokens, which are paid by vouchers
	#[value(name = "1k-tokens")]
	Tokens,
}

/// Does what `command` says.
///
/// # Errors
/// Those of the chain.
pub async fn run(session: &Session, command: Command) -> Result<Output, Failure> {
	match command {
		Command::Offer(offer) => publish(session, offer).await,
		Command::Withdraw { agent, service } => {
			let arguments = [("service", value::number(service))];
			let call = Call::new(PALLET, "withdraw_service", arguments).by_agent(agent);
			let receipt = session.submit(&session.chain().await?, call).await?;
			let text = format!("agent {agent} offers service {service} no more");
			Ok(Output::of(&receipt, text, json!({ "agent": agent, "service": service })))
		},
	}
}

async fn publish(session: &Session, offer: Offer) -> Result<Output, Failure> {
	let unit = match offer.per {
		Per::Task => "PerTask",
		Per::Call => "PerCall",
		Per::Tokens => "Per1kTokens",
	};
	let offered = Value::named_composite([
		("unit", value::variant(unit)),
		("price", value::number(offer.price.0)),
		("terms", value::text(offer.terms.unwrap_or_default())),
		("uri", value::text(&offer.uri)),
	]);
	let call = Call::new(PALLET, "publish_service", [("offer", offered)]).by_agent(offer.agent);
	let receipt = session.submit(&session.chain().await?, call).await?;
	let service = &receipt.event(PALLET, "ServiceOffered")?["service"];
	let text = format!("agent {} offers service {service} for {}", offer.agent, offer.price);
	Ok(Output::of(&receipt, text, json!({ "agent": offer.agent, "service": service })))
}

/// A service in a line.
pub fn told(service: &ServiceRecord) -> String {
	let unit = match service.unit {
		ServiceUnit::PerTask => "a task",
		ServiceUnit::PerCall => "a call",
		ServiceUnit::Per1kTokens => "1 000 tokens",
	};
	format!(
		"service {}: {} for {unit}, {}",
		service.id,
		Amount(service.price),
		readable(&service.uri)
	)
}

/// A service for programs.
pub fn json(service: &ServiceRecord) -> Json {
	json!({
		"service": service.id.0,
		"unit": service.unit,
		"price": service.price.to_string(),
		"terms": service.terms,
		"uri": readable(&service.uri),
	})
}
