// SPDX-License-Identifier: Apache-2.0
//! Tasks: ordered, accepted, delivered, approved, rated.

use super::{find, readable, PALLET};
use crate::{
	amount::Amount,
	chain::{plancks, value, Call, View},
	commands::{channel::By, Session},
	documents::{self, Split},
	failure::Failure,
	output::Output,
	sources::Sources,
};
use clap::Args;
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::TaskId,
	records::{ServiceRecord, TaskOutcome, TaskRecord, TaskStage},
};
use polkadot_sdk::{sp_core::H256, sp_runtime::AccountId32};
use serde_json::json;
use std::{fs, path::PathBuf};
use subxt::{dynamic::Value, utils};

/// A task, as the chain has it.
type Task = TaskRecord<AccountId32, u32>;

/// A new task.
#[derive(Args, Debug)]
pub struct Order {
	/// Of which agent
	agent: u32,
	/// Which of its services
	#[arg(long, required_unless_present = "price", conflicts_with = "price")]
	service: Option<u32>,
	/// The most that the service may cost, in OPEN; the price that it has now without it
	#[arg(long, value_name = "OPEN", requires = "service")]
	max_price: Option<Amount>,
	/// Something else than a service, for this price, in OPEN
	#[arg(long, value_name = "OPEN")]
	price: Option<Amount>,
	/// What the agent is given, in words
	#[arg(long, conflicts_with = "files")]
	text: Option<String>,
	/// What the agent is given: .txt, .md, .jsonl, .pdf
	files: Vec<PathBuf>,
	/// Blocks until it has to be delivered
	#[arg(long, value_name = "BLOCKS", default_value_t = 600)]
	deadline: u32,
	/// What the agent must have at stake, in OPEN
	#[arg(long, value_name = "OPEN", default_value = "0")]
	min_bond: Amount,
	/// Who judges a dispute; the arbiter without it
	#[arg(long, value_name = "ACCOUNT", requires = "validator_fee")]
	validator: Option<utils::AccountId32>,
	/// What they get for a verdict, in OPEN
	#[arg(long, value_name = "OPEN", requires = "validator")]
	validator_fee: Option<Amount>,
	/// The task of the ordering agent for which this one is
	#[arg(long, value_name = "TASK")]
	parent: Option<u64>,
	#[command(flatten)]
	by: By,
}

/// A result.
#[derive(Args, Debug)]
pub struct Deliver {
	/// The task
	task: u64,
	/// The result, in words
	#[arg(long, required_unless_present = "files", conflicts_with = "files")]
	text: Option<String>,
	/// The result: .txt, .md, .jsonl, .pdf
	files: Vec<PathBuf>,
}

/// A rating.
#[derive(Args, Debug)]
pub struct Rate {
	/// The task
	task: u64,
	/// From 0 to 100
	#[arg(value_parser = clap::value_parser!(u8).range(0..=100))]
	score: u8,
	/// For what, in a word; two at most
	#[arg(long = "tag")]
	tags: Vec<String>,
	#[command(flatten)]
	by: By,
}

/// Which task.
#[derive(Args, Debug)]
pub struct Show {
	/// The task
	task: u64,
	/// Write what was delivered, compared with its commitment, into this file
	#[arg(long, value_name = "FILE")]
	result: Option<PathBuf>,
}

/// The task `id`.
async fn task(view: &View, id: u64) -> Result<Task, Failure> {
	let found: Option<Task> = view.ask("AgentsApi_task", TaskId(id)).await?;
	found.ok_or_else(|| Failure::Unknown(format!("task {id}, or it was forgotten")))
}

/// What somebody gives, stored on the server.
async fn stored(
	session: &Session,
	text: Option<&str>,
	files: &[PathBuf],
) -> Result<(ContentCommitment, String), Failure> {
	let content = match text {
		Some(text) => openledger_primitives::text::canonicalize(text).into_bytes(),
		None => documents::canonical(files, None::<Split>)?,
	};
	if content.is_empty() {
		return Err(Failure::Input("there is no text in what was given".into()));
	}
	let server = session.server()?;
	let commitment = if session.is_dry_run() {
		ContentCommitment::of(&content)
			.map_err(|error| Failure::Input(format!("the content: {error}")))?
	} else {
		server.put_content(content).await?
	};
	Ok((commitment, server.content_url(commitment.root)))
}

/// Orders a task.
///
/// # Errors
/// Those of the chain, the server, and of files.
pub async fn order(session: &Session, new: Order) -> Result<Output, Failure> {
	let chain = session.chain().await?;
	let view = chain.finalised().await?;
	let order = ordered(&view, &new).await?;
	let (input, uri) = match (&new.text, new.files.is_empty()) {
		(None, true) => {
			let nothing = ContentCommitment::of(&[])
				.map_err(|error| Failure::Input(format!("the content: {error}")))?;
			(nothing, String::new())
		},
		(text, _) => stored(session, text.as_deref(), &new.files).await?,
	};
	let validator = new.validator.zip(new.validator_fee).map(|(who, fee)| {
		Value::named_composite([("who", value::account(&who)), ("fee", value::number(fee.0))])
	});
	let task = Value::named_composite([
		("order", order),
		("min_bond", value::number(new.min_bond.0)),
		("input", value::commitment(&input)),
		("uri", value::text(&uri)),
		("deadline", value::number(new.deadline)),
		("validator", value::option(validator)),
		("parent", value::option(new.parent.map(value::number))),
	]);
	let call = new.by.call(Call::new(PALLET, "post_task", [("task", task)]));
	let receipt = session.submit(&chain, call).await?;
	let posted = receipt.event(PALLET, "TaskPosted")?;
	let price = plancks(&posted["price"]).unwrap_or_default();
	let text = format!(
		"task {} is ordered of agent {} for {}, which are in escrow",
		posted["task"],
		new.agent,
		Amount(price)
	);
	let json = json!({
		"task": posted["task"],
		"agent": new.agent,
		"price": price.to_string(),
		"deadline": posted["deadline"],
		"input": input,
	});
	Ok(Output::of(&receipt, text, json))
}

async fn ordered(view: &View, new: &Order) -> Result<Value, Failure> {
	let agent = ("agent", value::number(new.agent));
	match (new.service, new.price) {
		(Some(service), _) => {
			let max_price = match new.max_price {
				Some(price) => price.0,
				None => {
					let found: Option<ServiceRecord> =
						view.ask("AgentsApi_service", (new.agent, service)).await?;
					let none =
						|| Failure::Unknown(format!("service {service} of agent {}", new.agent));
					found.ok_or_else(none)?.price
				},
			};
			let members = [
				agent,
				("service", value::number(service)),
				("max_price", value::number(max_price)),
			];
			Ok(Value::named_variant("Service", members))
		},
		(None, Some(price)) => {
			let terms = ("terms", value::text(H256::zero()));
			let members = [agent, ("price", value::number(price.0)), terms];
			Ok(Value::named_variant("Direct", members))
		},
		(None, None) => Err(Failure::Input("name --service or --price".into())),
	}
}

/// Accepts a task, by the wallet of its agent.
///
/// # Errors
/// Those of the chain.
pub async fn accept(session: &Session, id: u64) -> Result<Output, Failure> {
	let chain = session.chain().await?;
	let agent = task(&chain.finalised().await?, id).await?.agent;
	let call = of(id, "accept_task").by_agent(agent.0);
	let receipt = session.submit(&chain, call).await?;
	let text = format!("agent {agent} has accepted task {id}");
	Ok(Output::of(&receipt, text, json!({ "task": id, "agent": agent.0 })))
}

/// Delivers a result, by the wallet of the task's agent.
///
/// # Errors
/// Those of the chain, the server, and of files.
pub async fn deliver(session: &Session, new: Deliver) -> Result<Output, Failure> {
	let chain = session.chain().await?;
	let agent = task(&chain.finalised().await?, new.task).await?.agent;
	let (result, uri) = stored(session, new.text.as_deref(), &new.files).await?;
	let delivery = Value::named_composite([
		("result", value::commitment(&result)),
		("uri", value::text(&uri)),
	]);
	let arguments = [("task", value::number(new.task)), ("delivery", delivery)];
	let call = Call::new(PALLET, "deliver", arguments).by_agent(agent.0);
	let receipt = session.submit(&chain, call).await?;
	let told = receipt.event(PALLET, "TaskDelivered")?;
	let text = format!(
		"task {} is delivered; without a word of the client it is approved in block {}",
		new.task, told["settle_at"]
	);
	let json = json!({
		"task": new.task,
		"agent": agent.0,
		"result": result,
		"settle_at": told["settle_at"],
	});
	Ok(Output::of(&receipt, text, json))
}

/// Approves what was delivered, by whoever the client is.
///
/// # Errors
/// Those of the chain.
pub async fn approve(session: &Session, id: u64) -> Result<Output, Failure> {
	let chain = session.chain().await?;
	let record = task(&chain.finalised().await?, id).await?;
	let receipt = session.submit(&chain, as_client(&record, of(id, "approve"))).await?;
	paid(&receipt, id, record.agent.0)
}

/// Pays when the client was silent. Anyone may.
///
/// # Errors
/// Those of the chain.
pub async fn settle(session: &Session, id: u64) -> Result<Output, Failure> {
	let chain = session.chain().await?;
	let record = task(&chain.finalised().await?, id).await?;
	let receipt = session.submit(&chain, of(id, "settle")).await?;
	paid(&receipt, id, record.agent.0)
}

fn paid(receipt: &crate::chain::Receipt, id: u64, agent: u32) -> Result<Output, Failure> {
	let settled = receipt.event(PALLET, "TaskSettled")?;
	let amount = plancks(&settled["paid"]).unwrap_or_default();
	let text = format!("task {id} is over, and agent {agent} paid {}", Amount(amount));
	let json = json!({ "task": id, "agent": agent, "paid": amount.to_string() });
	Ok(Output::of(receipt, text, json))
}

/// Takes a task back.
///
/// # Errors
/// Those of the chain.
pub async fn cancel(session: &Session, id: u64) -> Result<Output, Failure> {
	let chain = session.chain().await?;
	let record = task(&chain.finalised().await?, id).await?;
	let receipt = session.submit(&chain, as_client(&record, of(id, "cancel_task"))).await?;
	Ok(Output::of(&receipt, format!("task {id} is taken back"), json!({ "task": id })))
}

/// Rates the other party.
///
/// # Errors
/// Those of the chain.
pub async fn rate(session: &Session, rating: Rate) -> Result<Output, Failure> {
	let arguments = [
		("task", value::number(rating.task)),
		("score", value::number(rating.score)),
		("tags", value::list(rating.tags.iter().map(value::text))),
		("uri", value::text("")),
		("content_hash", value::text(H256::zero())),
	];
	let call = rating.by.call(Call::new(PALLET, "give_feedback", arguments));
	let receipt = session.submit(&session.chain().await?, call).await?;
	let agent = &receipt.event(PALLET, "FeedbackGiven")?["agent"];
	let text = format!("agent {agent} is rated {} for task {}", rating.score, rating.task);
	let json = json!({ "task": rating.task, "agent": agent, "score": rating.score });
	Ok(Output::of(&receipt, text, json))
}

/// Shows a task.
///
/// # Errors
/// Those of the chain and of files; [`Failure::Unknown`] when there is no result to write.
pub async fn show(session: &Session, which: Show) -> Result<Output, Failure> {
	let view = session.chain().await?.finalised().await?;
	let record = task(&view, which.task).await?;
	let owner = find(&view, record.agent).await?.owner;
	let (stage, words) = stage(&record.stage);
	let mut text = format!(
		"task {} of {} for agent {} of {owner}: {} by block {}\n{words}",
		record.id,
		record.client,
		record.agent,
		Amount(record.price),
		record.deadline,
	);
	let delivery = match &record.stage {
		TaskStage::Delivered { delivery, .. } | TaskStage::Disputed { delivery, .. } => {
			Some(delivery)
		},
		_ => None,
	};
	if let Some(path) = &which.result {
		let delivery = delivery.ok_or_else(|| {
			Failure::Unknown(format!("result of task {} on chain now", which.task))
		})?;
		let sources = Sources::new(session.server()?);
		let bytes = sources.content(&delivery.result, Some(&delivery.uri)).await?;
		fs::write(path, bytes).map_err(Failure::file(path))?;
		text.push_str(&format!("\nthe result is in {}", path.display()));
	}
	let json = json!({
		"task": record.id.0,
		"client": record.client.to_string(),
		"client_agent": record.client_agent.map(|agent| agent.0),
		"agent": record.agent.0,
		"service": record.service.map(|service| service.0),
		"price": record.price.to_string(),
		"deadline": record.deadline,
		"input": record.input,
		"uri": readable(&record.uri),
		"stage": stage,
		"result": delivery.map(|delivery| json!({
			"content": delivery.result,
			"uri": readable(&delivery.uri),
		})),
		"at": view.block(),
	});
	Ok(Output::new(text, json))
}

fn stage(stage: &TaskStage<u32>) -> (&'static str, String) {
	match stage {
		TaskStage::Posted => ("posted", "it waits for its agent".into()),
		TaskStage::Accepted => ("accepted", "the agent is at it".into()),
		TaskStage::Delivered { settle_at, .. } => (
			"delivered",
			format!("delivered; without a word of the client it is approved in block {settle_at}"),
		),
		TaskStage::Disputed { .. } => ("disputed", "disputed".into()),
		TaskStage::Closed { outcome, at, .. } => {
			let how = match outcome {
				TaskOutcome::Approved => "approved".into(),
				TaskOutcome::Decided { verdict } => {
					format!("decided: {} % for the agent", f64::from(verdict.deconstruct()) / 1e7)
				},
				TaskOutcome::Undelivered => "not delivered in time".into(),
				TaskOutcome::Unaccepted => "accepted by nobody".into(),
			};
			("closed", format!("{how}, in block {at}"))
		},
	}
}

fn of(task: u64, name: &'static str) -> Call {
	Call::new(PALLET, name, [("task", value::number(task))])
}

/// The call as the task's client makes it: an agent's wallet, where it is one.
fn as_client(record: &Task, call: Call) -> Call {
	match record.client_agent {
		Some(agent) => call.by_agent(agent.0),
		None => call,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn stage_is_told_in_a_word_and_in_words() {
		let closed = TaskStage::Closed {
			outcome: TaskOutcome::Approved,
			at: 9,
			client_rated: false,
			agent_rated: false,
		};
		assert_eq!(stage(&closed), ("closed", "approved, in block 9".into()));
		assert_eq!(stage(&TaskStage::Posted).0, "posted");
	}
}
