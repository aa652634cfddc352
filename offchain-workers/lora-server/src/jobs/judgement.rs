// SPDX-License-Identifier: Apache-2.0
//! A judgement: whether a published answer is the artifact's, and whose contributions it rests on. The answer
//! is not generated again, but read: see [`check`].
//!
//! What is missing and may come fails for now, as in an inference. What can never be had here makes the answer
//! unavailable. Foreign it is only when it was read, or is nothing that a model can have said.

use super::{
	question::{prompt, question},
	Failure, Inner,
};
use crate::{
	adapter::{Adapter, LoraBatch},
	attribution::{self, Evidence},
	chain::ChainView,
	generation::check::{check, CheckError, Claim, Finding},
	services::Services,
};
use openledger_attribution::ENGINE_VERSION;
use openledger_primitives::{
	commitment::MAX_ANSWER_LEN,
	committee::Judgement,
	jobs::{judgement_job_id, JudgementResult, PublishedAnswer},
	text,
};
use polkadot_sdk::sp_core::H256;
use std::{ops::ControlFlow, sync::Arc};
use tokio::task;

/// What a member can commit to, and what it rests on.
type Judged = (JudgementResult, Option<Evidence>);

/// Reads the answer and, if it is the artifact's, attributes it.
pub(super) async fn run(
	inner: &Inner,
	job: H256,
	asked: &PublishedAnswer,
) -> Result<Judged, Failure> {
	if asked.min_words == 0 {
		return Err(Failure::wrong("the minimum number of words of a span is zero"));
	}
	let services = &inner.services;
	let question = question(services, &asked.input, asked.input_commitment).await?;
	let view = services.node.finalised().await?;
	let genesis = view.genesis();
	if judgement_job_id(&genesis, asked.request, &asked.output) != job {
		return Err(Failure::wrong(format!(
			"the job is not that of this answer to request {} on the node's chain, whose genesis is {genesis:?}",
			asked.request,
		)));
	}
	match judge(inner, &view, asked, question).await {
		Err(Failure { reason, retryable: false }) => Ok(judged(Judgement::Unavailable, reason)),
		judged => judged,
	}
}

async fn judge(
	inner: &Inner,
	view: &ChainView,
	asked: &PublishedAnswer,
	question: String,
) -> Result<Judged, Failure> {
	let services = &inner.services;
	if asked.output.length > MAX_ANSWER_LEN {
		return Ok(foreign(format!("an answer has at most {MAX_ANSWER_LEN} bytes")));
	}
	let artifact = services.artifacts.find(view, asked.artifact).await?;
	// The index is made while the others come: it is needed when the answer has been read.
	let (answer, adapter, index) = tokio::join!(
		services.sources.content_of_server(asked.output, asked.source.as_deref()),
		services.artifacts.adapter(&artifact),
		services.indexes.get(view, &artifact.snapshots),
	);
	let Some(answer) = canonical(answer?) else {
		return Ok(foreign("the answer is not canonical text".into()));
	};
	let prompt = prompt(services.codec(), question)?;
	let tokens = prompt.len();
	if let Some(charged) = asked.input_tokens.filter(|&charged| exceeds(charged, tokens)) {
		let reason =
			format!("{charged} tokens of input are charged, and the question has {tokens}");
		return Ok(foreign(reason));
	}
	let reading = Reading {
		services: services.clone(),
		adapter: adapter?,
		prompt,
		answer: answer.clone(),
		charged: asked.output_tokens,
		max_tokens: asked.max_output_tokens,
	};
	if let Finding::NotSaid(mismatch) = read(inner, reading).await? {
		return Ok(foreign(mismatch.to_string()));
	}
	let found = attribution::attribute(index?, answer, asked.min_words).await?;
	let (vector, evidence_root) = (found.vector().clone(), found.evidence().root());
	let (result, _) = judged(Judgement::Genuine { vector, evidence_root }, String::new());
	Ok((result, Some(Evidence::of(&found, asked.min_words))))
}

fn exceeds(charged: u32, tokens: usize) -> bool {
	usize::try_from(charged).map_or(true, |charged| charged > tokens)
}

/// What answers are published as: one document.
fn canonical(bytes: Vec<u8>) -> Option<String> {
	String::from_utf8(bytes).ok().filter(|answer| text::canonicalize(answer) == *answer)
}

fn foreign(reason: String) -> Judged {
	judged(Judgement::Foreign, reason)
}

fn judged(judgement: Judgement, reason: String) -> Judged {
	(JudgementResult { judgement, reason, engine_version: ENGINE_VERSION }, None)
}

/// What is to be read.
struct Reading {
	services: Arc<Services>,
	adapter: Option<Arc<Adapter>>,
	prompt: Vec<u32>,
	answer: String,
	charged: u32,
	max_tokens: Option<u32>,
}

/// Reads, one answer at a time: beside the engine, that is all that a small machine can do. Ends soon when
/// nobody waits for it any more.
async fn read(inner: &Inner, reading: Reading) -> Result<Finding, Failure> {
	// Never closed.
	let _turn = inner.reading.acquire().await;
	let waiting = Arc::new(());
	let wanted = Arc::downgrade(&waiting);
	let found = task::spawn_blocking(move || {
		tch::set_num_threads(reading.services.threads.max(1));
		let network = reading.services.artifacts.base().model().network();
		let lora = match &reading.adapter {
			Some(adapter) => LoraBatch::Shared(adapter.weights()),
			None => LoraBatch::Base,
		};
		let claim = Claim {
			prompt: &reading.prompt,
			answer: &reading.answer,
			charged: reading.charged,
			max_tokens: reading.max_tokens,
		};
		let mut go_on = || match wanted.strong_count() {
			0 => ControlFlow::Break(()),
			_ => ControlFlow::Continue(()),
		};
		check(&network, &lora, reading.services.codec(), &claim, &mut go_on)
	});
	let found = found.await??;
	drop(waiting);
	if let Finding::Said(trace) = &found {
		tracing::debug!(?trace, "an answer is the artifact's");
	}
	Ok(found)
}

impl From<CheckError> for Failure {
	fn from(error: CheckError) -> Self {
		let reason = error.to_string();
		match error {
			CheckError::Tokenizer(_) | CheckError::NotFinite => Self::wrong(reason),
			CheckError::Stopped | CheckError::Torch(_) => Self::passing(reason),
		}
	}
}
