// SPDX-License-Identifier: Apache-2.0
//! An inference: a question, the answer, and whom the answer rests on.

use super::{
	question::{prompt, question},
	Failure,
};
use crate::{
	adapter::Adapter,
	attribution::{self, Evidence},
	engine::{EngineError, FinishReason, GenerationRequest, Payer, Sampling},
	generation::{self, Generated, GenerationError},
	services::Services,
};
use openledger_attribution::ENGINE_VERSION;
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{ArtifactId, RequestId},
	jobs::{self, InferenceResult, JobInput, JobRequest, Task},
};
use polkadot_sdk::sp_core::H256;
use std::sync::Arc;
use tokio::task;

/// Requests of the chain are one payer to the engine: on the chain each of them is paid for.
const CHAIN: &str = "chain";

/// What is asked, taken from the wire.
pub(super) struct Inference<'a> {
	pub job: H256,
	pub request: RequestId,
	pub artifact: ArtifactId,
	pub input: &'a JobInput,
	pub input_commitment: ContentCommitment,
	pub max_output_tokens: u32,
	pub min_words: u32,
}

impl<'a> Inference<'a> {
	/// What `job` asks for, if it is an inference.
	pub(super) fn of(job: &'a JobRequest) -> Option<Self> {
		let Task::Inference {
			request,
			artifact,
			ref input,
			input_commitment,
			max_output_tokens,
			min_words,
		} = job.task
		else {
			return None;
		};
		Some(Self {
			job: job.job_id,
			request,
			artifact,
			input,
			input_commitment,
			max_output_tokens,
			min_words,
		})
	}
}

/// Answers, attributes, and stores the canonical answer.
pub(super) async fn run(
	services: &Services,
	asked: &Inference<'_>,
) -> Result<(InferenceResult, Evidence), Failure> {
	if asked.min_words == 0 {
		return Err(Failure::wrong("the minimum number of words of a span is zero"));
	}
	let question = question(services, asked.input, asked.input_commitment).await?;
	let view = services.node.finalised().await?;
	let genesis = view.genesis();
	if jobs::job_id(&genesis, asked.request) != asked.job {
		return Err(Failure::wrong(format!(
			"the job is not that of request {} on the node's chain, whose genesis is {genesis:?}",
			asked.request,
		)));
	}
	let artifact = services.artifacts.find(&view, asked.artifact).await?;
	// Before the answer is computed: what is missing is found at once. The adapter is read while the
	// index is made.
	let (index, adapter) = tokio::join!(
		services.indexes.get(&view, &artifact.snapshots),
		services.artifacts.adapter(&artifact),
	);
	let (index, adapter) = (index?, adapter?);

	let (answer, generated) =
		greedy(services, CHAIN, question, adapter, asked.max_output_tokens).await?;
	check_end(services, &generated, asked.max_output_tokens)?;
	let found = attribution::attribute(index, answer.clone(), asked.min_words).await?;
	if !found.answer().is_empty() {
		let (store, answer) = (services.store.clone(), found.answer().to_owned());
		task::spawn_blocking(move || store.put_content(answer.as_bytes())).await??;
	}
	let result = InferenceResult {
		answer,
		input_tokens: generated.prompt_tokens,
		output_tokens: generated.completion_tokens,
		vector: found.vector().clone(),
		evidence_root: found.evidence().root(),
		engine_version: ENGINE_VERSION,
	};
	Ok((result, Evidence::of(&found, asked.min_words)))
}

/// What the base model or an adapter on it answers to a question, and the tokens of that.
pub(super) async fn greedy(
	services: &Services,
	payer: &str,
	question: String,
	adapter: Option<Arc<Adapter>>,
	max_tokens: u32,
) -> Result<(String, Generated), Failure> {
	let codec = services.codec();
	let generated = generation::generate(
		&services.engine,
		GenerationRequest {
			payer: Payer::new(payer),
			prompt: prompt(codec, question)?,
			adapters: adapter.into(),
			max_tokens,
			// The same question has the same answer.
			sampling: Sampling::GREEDY,
			stop: vec![codec.eos()],
		},
	)
	.await?;
	Ok((codec.decode(&generated.tokens)?, generated))
}

/// Whether the answer ended where every server would have ended it. One that was cut short because there is
/// little memory here is nobody's answer.
fn check_end(services: &Services, answer: &Generated, max_tokens: u32) -> Result<(), Failure> {
	let tokens = answer.prompt_tokens.saturating_add(answer.completion_tokens);
	let context = services.artifacts.base().model().config().context;
	let is_full = usize::try_from(tokens).map_or(true, |tokens| tokens >= context);
	if answer.reason == FinishReason::Stop || answer.completion_tokens >= max_tokens || is_full {
		return Ok(());
	}
	Err(Failure::passing(format!(
		"the answer was cut short after {} tokens: the key-value cache holds less than the model's context",
		answer.completion_tokens,
	)))
}

impl From<GenerationError> for Failure {
	fn from(error: GenerationError) -> Self {
		let reason = error.to_string();
		match error {
			GenerationError::Failed(_)
			| GenerationError::Refused(EngineError::Busy | EngineError::Stopped) => Self::passing(reason),
			GenerationError::Refused(_) => Self::wrong(reason),
		}
	}
}
