// SPDX-License-Identifier: Apache-2.0
//! A question, asked on chain and waited for.

use super::{answer, Session};
use crate::{
	amount::Amount,
	chain::{plancks, value, Call},
	failure::Failure,
	output::Output,
};
use clap::Args;
use indicatif::ProgressBar;
use openledger_primitives::{
	ids::RequestId,
	records::{RequestStage, RequestView},
};
use polkadot_sdk::sp_runtime::AccountId32;
use serde_json::json;
use std::time::Duration;
use subxt::dynamic::Value;

/// How often the chain is looked at.
const INTERVAL: Duration = Duration::from_secs(1);

/// A question.
#[derive(Args, Debug)]
pub struct Options {
	/// The artifact that is to answer
	artifact: u32,
	/// What is asked
	question: String,
	/// What it may cost at most, in OPEN; what is not needed comes back
	#[arg(long, value_name = "OPEN", default_value = "10")]
	max_fee: Amount,
	/// Tokens of the answer at most
	#[arg(long, default_value_t = 128)]
	max_tokens: u32,
	/// Blocks that workers have for it
	#[arg(long, value_name = "BLOCKS", default_value_t = 100)]
	deadline: u32,
	/// Workers that must agree: 3, 5 or 7; without it one answers, and can be challenged
	#[arg(long, value_name = "WORKERS")]
	committee: Option<u8>,
	/// Do not wait for the answer
	#[arg(long)]
	no_wait: bool,
}

/// Asks, and waits until the answer is proved.
///
/// # Errors
/// Those of the chain; [`Failure::TooLate`] when nobody answered, [`Failure::NotIncluded`].
pub async fn run(session: &Session, options: Options) -> Result<Output, Failure> {
	let mode = match options.committee {
		Some(k) => Value::named_variant("Committee", [("k", value::number(k))]),
		None => value::variant("Optimistic"),
	};
	let call = Call::new(
		"Attribution",
		"request_inference",
		[
			("artifact", value::number(options.artifact)),
			("input", Value::unnamed_variant("Text", [value::text(&options.question)])),
			("mode", mode),
			("max_output_tokens", value::number(options.max_tokens)),
			("max_fee", value::number(options.max_fee.0)),
			("deadline", value::number(options.deadline)),
		],
	);
	let chain = session.chain().await?;
	let receipt = session.submit(&chain, call).await?;
	let asked = receipt.event("Attribution", "InferenceRequested")?;
	let request = plancks(&asked["request"]).and_then(|id| u64::try_from(id).ok());
	let Some(request) = request.filter(|_| !options.no_wait) else {
		let text = format!("request {} waits for a worker", asked["request"]);
		return Ok(Output::of(&receipt, text, json!({ "request": asked["request"] })));
	};
	let id = RequestId(request);
	let spinner = ProgressBar::new_spinner();
	spinner.enable_steady_tick(Duration::from_millis(100));
	loop {
		let view = chain.finalised().await?;
		let found: Option<RequestView<AccountId32>> =
			view.ask("AttributionApi_request", id).await?;
		let Some(request) = found else {
			return Err(Failure::TooLate(format!(
				"request {id} ended without an answer; what was held for it is yours again"
			)));
		};
		match request.stage {
			RequestStage::Queued => spinner.set_message(format!("request {id} waits for a worker")),
			RequestStage::Assigned if view.block() <= u64::from(request.deadline) => {
				let names: Vec<_> = request.workers.iter().map(ToString::to_string).collect();
				spinner.set_message(format!("request {id}: {} answers", names.join(", ")));
			},
			RequestStage::Assigned => {
				return Err(Failure::TooLate(format!("nobody answered request {id} in time")))
			},
			_ => {
				spinner.finish_and_clear();
				return answer::told(session, &view, request).await;
			},
		}
		tokio::time::sleep(INTERVAL).await;
	}
}
