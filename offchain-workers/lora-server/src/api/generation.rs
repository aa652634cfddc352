// SPDX-License-Identifier: Apache-2.0
//! What chats and completions have in common: the parameters of an answer, the answer on its way, and
//! its chunks.

mod answering;
mod composition;
mod parameters;
mod stream;

pub(super) use answering::{Answering, Generating, Paid, Piece, Whole};
pub(super) use composition::{composition, WeightedAdapter};
pub(super) use parameters::{
	check_rest, invalid, sampling, stops, unsupported, Asked, OneOrMany, StreamOptions,
};
pub(super) use stream::{stream, Chunks};

use super::{Api, ApiError};
use crate::engine::{Composition, EngineError, FinishReason, GenerationRequest, Payer, Sampling};
use openledger_primitives::commitment::ContentCommitment;
use serde::Serialize;
use std::{
	ops::AddAssign,
	time::{SystemTime, UNIX_EPOCH},
};
use utoipa::ToSchema;

/// A text that is wanted.
pub(super) struct Wanted {
	/// Tokens to continue.
	pub prompt: Vec<u32>,
	/// The adapters, if any.
	pub adapters: Composition,
	/// Tokens at most; as many as the context holds, where nothing is said.
	pub max_tokens: Option<u64>,
	/// How tokens are chosen.
	pub sampling: Sampling,
	/// Strings that end the text.
	pub stop: Vec<String>,
}

impl Wanted {
	/// Tokens of the answer at most. What the context leaves is the most there can be; a prompt that leaves
	/// nothing is refused later.
	pub fn limit(&self, api: &Api) -> u32 {
		let context = api.services.artifacts.base().model().config().context;
		let room = count(context.saturating_sub(self.prompt.len()).max(1));
		let most = self.max_tokens.map(|most| u32::try_from(most).unwrap_or(u32::MAX));
		most.map_or(room, |most| most.min(room))
	}
}

/// Hands `wanted` to the engine, for `payer`. `param` is the member of the request that the prompt comes
/// from.
pub(super) fn begin(
	api: &Api,
	payer: Payer,
	wanted: Wanted,
	param: &str,
) -> Result<Generating, ApiError> {
	let max_tokens = wanted.limit(api);
	let Wanted { prompt, adapters, sampling, stop, .. } = wanted;
	let codec = api.services.codec();
	let prompt_tokens = count(prompt.len());
	let request = GenerationRequest {
		payer,
		prompt,
		adapters,
		max_tokens,
		sampling,
		stop: vec![codec.eos()],
	};
	let events = api.services.engine.submit(request).map_err(|error| not_begun(&error, param))?;
	Ok(Generating::new(events, prompt_tokens, codec.stream(), stop))
}

fn not_begun(error: &EngineError, param: &str) -> ApiError {
	let message = error.to_string();
	match error {
		EngineError::Busy => ApiError::busy(message),
		EngineError::PromptTooLong { .. } => {
			ApiError::invalid_param(param, "context_length_exceeded", message)
		},
		EngineError::EmptyPrompt | EngineError::UnknownToken(_) => {
			ApiError::invalid_param(param, "invalid_value", message)
		},
		EngineError::Stopped => ApiError::unavailable("engine_stopped", message),
		_ => ApiError::invalid("invalid_request", message),
	}
}

/// What is the same in all chunks of an answer.
#[derive(Serialize, Clone, ToSchema)]
pub(super) struct Heading {
	id: String,
	/// In seconds since 1970.
	created: u64,
	/// As it was asked for.
	model: String,
	/// The base model, by the start of its manifest's root.
	system_fingerprint: String,
}

impl Heading {
	/// The heading of an answer whose identifier begins with `prefix`.
	pub fn new(prefix: &str, model: String, base: ContentCommitment) -> Self {
		let created = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_secs());
		let id = format!("{prefix}-{}", hex::encode(rand::random::<[u8; 12]>()));
		let start = base.root.as_bytes().iter().take(5).copied().collect::<Vec<_>>();
		let system_fingerprint = format!("fp_{}", hex::encode(start));
		Self { id, created, model, system_fingerprint }
	}
}

/// How many tokens went in and out.
#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug, Default, ToSchema)]
pub(super) struct Usage {
	prompt_tokens: u32,
	pub(super) completion_tokens: u32,
	total_tokens: u32,
}

impl Usage {
	pub fn new(prompt_tokens: u32, completion_tokens: u32) -> Self {
		let total_tokens = prompt_tokens.saturating_add(completion_tokens);
		Self { prompt_tokens, completion_tokens, total_tokens }
	}
}

impl AddAssign for Usage {
	fn add_assign(&mut self, other: Self) {
		*self = Self::new(
			self.prompt_tokens.saturating_add(other.prompt_tokens),
			self.completion_tokens.saturating_add(other.completion_tokens),
		);
	}
}

/// OpenAI's name of a reason.
pub(super) fn name(reason: FinishReason) -> &'static str {
	match reason {
		FinishReason::Stop => "stop",
		FinishReason::Length => "length",
	}
}

/// A number of tokens, as OpenAI's clients read it.
pub(super) fn count(tokens: usize) -> u32 {
	u32::try_from(tokens).unwrap_or(u32::MAX)
}
