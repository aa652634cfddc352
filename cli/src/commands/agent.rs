// SPDX-License-Identifier: Apache-2.0
//! Agents: registered, funded, looked at; what they offer, and the tasks that they are given.

mod service;
mod task;

use super::{readable, Session};
use crate::{
	amount::Amount,
	chain::{value, Call, View},
	failure::Failure,
	output::Output,
};
use clap::{Args, Subcommand};
use openledger_primitives::{
	ids::{AgentId, ServiceId},
	records::{AgentRecord, EndpointProtocol, ServiceRecord},
};
use polkadot_sdk::sp_runtime::AccountId32;
use serde_json::{json, Value as Json};
use std::str::FromStr;
use subxt::{dynamic::Value, utils};

const PALLET: &str = "Agents";
/// How many services are listed.
const LISTED: u32 = 256;

/// An agent, as the chain has it.
type Agent = AgentRecord<AccountId32, u32>;

/// What can be done with agents.
#[derive(Subcommand, Debug)]
pub enum Command {
	/// Register an agent, which is yours then and has a wallet of its own
	Register(Register),
	/// Show an agent: its wallet, what it offers, how it is rated
	Show {
		/// The agent
		agent: u32,
	},
	/// Send OPEN to an agent's wallet
	Fund {
		/// The agent
		agent: u32,
		/// How much, in OPEN
		#[arg(value_name = "OPEN")]
		amount: Amount,
	},
	/// Have an agent's wallet send OPEN to somebody
	Pay {
		/// The agent
		agent: u32,
		/// To whom
		to: utils::AccountId32,
		/// How much, in OPEN
		#[arg(value_name = "OPEN")]
		amount: Amount,
	},
	/// What agents offer at a price
	#[command(subcommand)]
	Service(service::Command),
	/// Order a task of an agent, whose price is put in escrow
	Order(task::Order),
	/// Accept a task, as the agent that it is ordered of
	Accept {
		/// The task
		task: u64,
	},
	/// Deliver the result of a task, as the agent that has accepted it
	Deliver(task::Deliver),
	/// Approve what was delivered, as the client: the agent is paid
	Approve {
		/// The task
		task: u64,
	},
	/// Take a task back that was not accepted, as the client
	Cancel {
		/// The task
		task: u64,
	},
	/// Pay the agent when the client was silent in the acceptance window
	Settle {
		/// The task
		task: u64,
	},
	/// Rate the other party of a task that is over
	Rate(task::Rate),
	/// Show a task; write what was delivered into a file
	Task(task::Show),
}

/// A new agent.
#[derive(Args, Debug)]
pub struct Register {
	/// Where its description can be had: CID or URL
	#[arg(long, value_name = "URI")]
	metadata: String,
	/// Where it is reached, such as `openai=https://example.org/v1`; several
	#[arg(long = "endpoint", value_name = "PROTOCOL=URL")]
	endpoints: Vec<Endpoint>,
}

/// Where an agent is reached.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Endpoint {
	protocol: EndpointProtocol,
	uri: String,
}

impl FromStr for Endpoint {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let (protocol, uri) = text.split_once('=').ok_or(
			"a protocol and an address with = between them, such as http=https://example.org",
		)?;
		let protocol = match protocol.to_ascii_lowercase().as_str() {
			"http" => EndpointProtocol::Http,
			"openai" => EndpointProtocol::OpenAi,
			"a2a" => EndpointProtocol::A2a,
			"mcp" => EndpointProtocol::Mcp,
			other => return Err(format!("{other:?} is none of http, openai, a2a and mcp")),
		};
		Ok(Self { protocol, uri: uri.to_owned() })
	}
}

/// Does what `command` says.
///
/// # Errors
/// Those of the chain, the server, and of files.
pub async fn run(session: &Session, command: Command) -> Result<Output, Failure> {
	match command {
		Command::Register(new) => register(session, new).await,
		Command::Show { agent } => show(session, AgentId(agent)).await,
		Command::Fund { agent, amount } => fund(session, AgentId(agent), amount).await,
		Command::Pay { agent, to, amount } => {
			let call = transfer(&to, amount).by_agent(agent);
			let receipt = session.submit(&session.chain().await?, call).await?;
			let text = format!("agent {agent} has sent {amount} to {to}");
			Ok(Output::of(&receipt, text, json!({ "agent": agent, "to": to.to_string() })))
		},
		Command::Service(command) => service::run(session, command).await,
		Command::Order(order) => task::order(session, order).await,
		Command::Accept { task } => task::accept(session, task).await,
		Command::Deliver(delivery) => task::deliver(session, delivery).await,
		Command::Approve { task } => task::approve(session, task).await,
		Command::Cancel { task } => task::cancel(session, task).await,
		Command::Settle { task } => task::settle(session, task).await,
		Command::Rate(rating) => task::rate(session, rating).await,
		Command::Task(which) => task::show(session, which).await,
	}
}

/// The agent `id`.
///
/// # Errors
/// [`Failure::Unknown`], those of the chain.
async fn find(view: &View, id: AgentId) -> Result<Agent, Failure> {
	let found: Option<Agent> = view.ask("AgentsApi_agent", id).await?;
	found.ok_or_else(|| Failure::Unknown(format!("agent {id}, or it was forgotten")))
}

fn transfer(to: &utils::AccountId32, amount: Amount) -> Call {
	let dest = Value::unnamed_variant("Id", [value::account(to)]);
	let arguments = [("dest", dest), ("value", value::number(amount.0))];
	Call::new("Balances", "transfer_keep_alive", arguments)
}

async fn register(session: &Session, new: Register) -> Result<Output, Failure> {
	let endpoints = new.endpoints.iter().map(|endpoint| {
		Value::named_composite([
			("protocol", value::variant(&format!("{:?}", endpoint.protocol))),
			("uri", value::text(&endpoint.uri)),
		])
	});
	let arguments =
		[("metadata_uri", value::text(&new.metadata)), ("endpoints", value::list(endpoints))];
	let call = Call::new(PALLET, "register", arguments);
	let receipt = session.submit(&session.chain().await?, call).await?;
	let registered = receipt.event(PALLET, "AgentRegistered")?;
	let agent = &registered["agent"];
	let wallet = registered["wallet"].as_str().and_then(account);
	let wallet = wallet.map(|wallet| wallet.to_string());
	let text = format!(
		"agent {agent} is registered, its wallet is {}",
		wallet.as_deref().unwrap_or_default()
	);
	Ok(Output::of(&receipt, text, json!({ "agent": agent, "wallet": wallet })))
}

/// An account as events have it in JSON.
fn account(hexadecimal: &str) -> Option<AccountId32> {
	let mut bytes = [0; 32];
	hex::decode_to_slice(hexadecimal.strip_prefix("0x")?, &mut bytes).ok()?;
	Some(AccountId32::new(bytes))
}

async fn fund(session: &Session, id: AgentId, amount: Amount) -> Result<Output, Failure> {
	let chain = session.chain().await?;
	let wallet = find(&chain.finalised().await?, id).await?.wallet;
	let call = transfer(&utils::AccountId32(wallet.clone().into()), amount);
	let receipt = session.submit(&chain, call).await?;
	let text = format!("the wallet of agent {id} has {amount} more");
	Ok(Output::of(&receipt, text, json!({ "agent": id.0, "wallet": wallet.to_string() })))
}

async fn show(session: &Session, id: AgentId) -> Result<Output, Failure> {
	let view = session.chain().await?.finalised().await?;
	let agent = find(&view, id).await?;
	let free = view.free_balance(&agent.wallet).await?;
	let none: Option<ServiceId> = None;
	let services: Vec<ServiceRecord> = view.ask("AgentsApi_services", (id, none, LISTED)).await?;
	let mut lines = vec![
		format!("agent {id} of {}{}", agent.owner, if agent.retired { ", retired" } else { "" }),
		format!("described at {}", readable(&agent.metadata_uri)),
		format!("wallet {} has {}, {} at stake", agent.wallet, Amount(free), Amount(agent.bonded)),
		rated(agent.rating.sum, agent.rating.count),
	];
	for endpoint in &agent.endpoints {
		lines.push(format!("reached by {:?} at {}", endpoint.protocol, readable(&endpoint.uri)));
	}
	lines.extend(services.iter().map(service::told));
	let json = json!({
		"agent": id.0,
		"owner": agent.owner.to_string(),
		"wallet": agent.wallet.to_string(),
		"free": free.to_string(),
		"bonded": agent.bonded.to_string(),
		"metadata": readable(&agent.metadata_uri),
		"endpoints": agent.endpoints.iter().map(|endpoint| json!({
			"protocol": format!("{:?}", endpoint.protocol),
			"uri": readable(&endpoint.uri),
		})).collect::<Vec<_>>(),
		"retired": agent.retired,
		"ratings": { "count": agent.rating.count, "sum": agent.rating.sum },
		"services": services.iter().map(service::json).collect::<Vec<Json>>(),
		"at": view.block(),
	});
	Ok(Output::new(lines.join("\n"), json))
}

/// The mean of ratings, to a tenth.
fn rated(sum: u64, count: u32) -> String {
	match u64::from(count) {
		0 => "not rated yet".into(),
		count => {
			let tenths = sum.saturating_mul(10) / count;
			format!("rated {}.{} of 100 by {count}", tenths / 10, tenths % 10)
		},
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn endpoint_is_a_protocol_and_an_address() {
		let uri = "https://example.org/v1?a=b".to_owned();
		let endpoint = Endpoint { protocol: EndpointProtocol::OpenAi, uri };
		assert_eq!("OpenAI=https://example.org/v1?a=b".parse(), Ok(endpoint));
	}

	#[test]
	fn endpoint_is_refused_when_its_protocol_is_unknown_or_missing() {
		for text in ["https://example.org", "smtp=mail.example.org", ""] {
			assert!(text.parse::<Endpoint>().is_err(), "{text}");
		}
	}

	#[test]
	fn ratings_are_told_to_a_tenth() {
		assert_eq!(rated(0, 0), "not rated yet");
		assert_eq!(rated(275, 3), "rated 91.6 of 100 by 3");
	}
}
