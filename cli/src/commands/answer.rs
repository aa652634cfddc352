// SPDX-License-Identifier: Apache-2.0
//! A request and its answer, as the chain and the worker's server tell it.

use super::{readable, Session};
use crate::{amount::Amount, chain::View, failure::Failure, output::Output};
use clap::Args;
use openledger_primitives::{
	ids::RequestId,
	records::{AnswerLineage, AnswerView, Question, RequestStage, RequestView, WorkerView},
};
use polkadot_sdk::sp_runtime::AccountId32;
use serde_json::{json, Value as Json};

/// Which request.
#[derive(Args, Debug)]
pub struct Options {
	/// The request
	request: u64,
}

/// Shows a request.
///
/// # Errors
/// Those of the chain and the server.
pub async fn run(session: &Session, options: Options) -> Result<Output, Failure> {
	let chain = session.chain().await?;
	let view = chain.finalised().await?;
	let id = RequestId(options.request);
	let found: Option<RequestView<AccountId32>> = view.ask("AttributionApi_request", id).await?;
	let request = found.ok_or_else(|| {
		Failure::Unknown(format!("request {id}: it never was, or was pruned after its end"))
	})?;
	told(session, &view, request).await
}

/// What is known of `request`, with the words of its answer where a server has them.
pub(super) async fn told(
	session: &Session,
	view: &View,
	request: RequestView<AccountId32>,
) -> Result<Output, Failure> {
	let id = request.id;
	let lineage: Option<AnswerLineage<AccountId32>> =
		view.ask("AttributionApi_lineage", id).await?;
	let mut lines =
		vec![format!("request {id} to artifact {}: {}", request.artifact, stage(&request.stage))];
	if let Question::Text(question) = &request.question {
		lines.push(format!("asked:    {}", readable(question)));
	}
	let mut words = None;
	if let Some(answer) = &request.answer {
		words = words_of(session, view, &request, answer).await?;
		lines
			.push(format!("answered: {}", words.as_deref().unwrap_or("(no server has the words)")));
		lines.push(format!(
			"fee {} for {} + {} tokens",
			Amount(answer.fee),
			answer.input_tokens,
			answer.output_tokens
		));
	}
	let mut contributions: Vec<Json> = Vec::new();
	for node in lineage.iter().flat_map(|lineage| &lineage.contributions) {
		let percent = f64::from(node.share.deconstruct()) / 1e7;
		lines.push(format!(
			"{percent:>8.3} %  contribution {} of {} in Datanet {}",
			node.id, node.contributor, node.datanet
		));
		contributions.push(json!({
			"contribution": node.id.0,
			"contributor": node.contributor.to_string(),
			"datanet": node.datanet.0,
			"share": node.share.deconstruct(),
			"content": node.content,
		}));
	}
	if let Some(lineage) = &lineage {
		let percent = f64::from(lineage.residual.deconstruct()) / 1e7;
		lines.push(format!("{percent:>8.3} %  no contribution in particular"));
	}
	let json = json!({
		"request": id.0,
		"artifact": request.artifact.0,
		"payer": request.payer.to_string(),
		"workers": request.workers.iter().map(ToString::to_string).collect::<Vec<_>>(),
		"stage": stage(&request.stage),
		"answer": words,
		"output": request.answer.as_ref().map(|answer| answer.output),
		"fee": request.answer.as_ref().map(|answer| answer.fee.to_string()),
		"evidence_root": request.answer.as_ref().map(|answer| answer.evidence_root),
		"contributions": contributions,
		"residual": lineage.map(|lineage| lineage.residual.deconstruct()),
		"at": view.block(),
	});
	Ok(Output::new(lines.join("\n"), json))
}

/// The canonical answer, from the worker's server or ours, compared with the proof's commitment.
async fn words_of(
	session: &Session,
	view: &View,
	request: &RequestView<AccountId32>,
	answer: &AnswerView,
) -> Result<Option<String>, Failure> {
	let mut servers = vec![session.server()?];
	for worker in &request.workers {
		let found: Option<WorkerView<AccountId32>> =
			view.ask("AttributionApi_worker", worker).await?;
		if let Some(worker) = found {
			servers.push(session.server_at(&readable(&worker.endpoint))?);
		}
	}
	for server in servers {
		match server.content(&answer.output).await {
			Ok(bytes) => return Ok(Some(readable(&bytes))),
			// Another server may have it.
			Err(Failure::Server { .. } | Failure::WrongBytes { .. }) => {},
			Err(failure) => return Err(failure),
		}
	}
	Ok(None)
}

/// How far a request is, in words.
fn stage(stage: &RequestStage) -> &'static str {
	match stage {
		RequestStage::Queued => "waits for a worker",
		RequestStage::Assigned => "is being answered",
		RequestStage::Proved { .. } => "proved, and can be challenged",
		RequestStage::Judged => "judged",
		RequestStage::Settled { .. } => "settled",
		RequestStage::Falsified { .. } => "falsified",
	}
}
