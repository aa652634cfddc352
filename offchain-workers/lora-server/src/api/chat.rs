// SPDX-License-Identifier: Apache-2.0
//! `POST /v1/chat/completions`, as OpenAI's clients speak it. `model` is an artifact's number,
//! `base`, or the root of an adapter's manifest.

mod request;
mod response;
mod retrieval;

use super::{
	generation::{self, unsupported, Heading, Wanted},
	openapi::Refusals,
	payments::{self, Asked},
	Api, ApiError,
};
use crate::{
	artifacts::ArtifactError,
	tokenizer::{ChatMessage, TextCodec, TokenizerError},
};
use axum::{
	extract::State,
	response::{
		sse::{KeepAlive, Sse},
		IntoResponse, Response,
	},
	Json,
};
use openledger_primitives::payment;
use request::{Chat, ChatRequest, SYSTEM, USER};
use response::{ChatChunks, ChatCompletion};

/// Answers a conversation, whole or in server-sent events.
#[utoipa::path(
	post,
	path = "/v1/chat/completions",
	tag = "generation",
	request_body = ChatRequest,
	responses(
		(status = 200, description = "The answer; with `stream`, chunks and `[DONE]`", content(
			(ChatCompletion = "application/json"),
			(String = "text/event-stream"),
		)),
		Refusals,
	),
)]
pub(super) async fn complete(
	State(api): State<Api>,
	Asked { request, purse }: Asked<ChatRequest>,
) -> Result<Response, ApiError> {
	let chat = Chat::try_from(request)?;
	if purse.is_paid() && chat.adapters.is_some() {
		return Err(unsupported("adapters", "an answer of several adapters that is paid for"));
	}
	let adapters = generation::composition(&api, &chat.model, chat.adapters.as_deref()).await?;
	let turns = chat.messages.iter().map(|turn| (turn.role.as_str(), turn.content.as_str()));
	let input = payment::conversation(turns);
	let Chat { max_tokens, sampling, stop, .. } = chat;
	let (prompt, retrieved) = match chat.retrieval {
		Some(passages) => {
			let found = retrieval::augment(&api, passages, chat.messages, max_tokens).await?;
			(found.prompt, Some(found.retrieved))
		},
		None => (prompt(api.services.codec(), &chat.messages)?, None),
	};
	let wanted = Wanted { prompt, adapters, max_tokens, sampling, stop };
	let answering = payments::answer(&api, purse, &chat.model, &input, wanted, "messages").await?;
	let base = api.services.artifacts.base().commitment();
	let heading = Heading::new("chatcmpl", chat.model, base);
	if chat.stream {
		let chunks = ChatChunks::new(heading, retrieved, chat.include_usage);
		let events = generation::stream(vec![answering], chunks);
		Ok(Sse::new(events).keep_alive(KeepAlive::default()).into_response())
	} else {
		let answer = answering.whole().await?;
		Ok(Json(ChatCompletion::new(heading, retrieved, answer)).into_response())
	}
}

/// The tokens of a conversation. Where the model's template refuses a system, what that says stands before
/// the first thing that the user says.
fn prompt(codec: &TextCodec, messages: &[ChatMessage]) -> Result<Vec<u32>, TokenizerError> {
	match codec.chat_prompt(messages) {
		Err(TokenizerError::Template(_)) if messages.iter().any(|turn| turn.role == SYSTEM) => {
			codec.chat_prompt(&without_system(messages))
		},
		tokens => tokens,
	}
}

fn without_system(messages: &[ChatMessage]) -> Vec<ChatMessage> {
	let (system, mut others) =
		messages.iter().cloned().partition::<Vec<_>, _>(|turn| turn.role == SYSTEM);
	let said = system.into_iter().map(|turn| turn.content).collect::<Vec<_>>().join("\n\n");
	match others.iter_mut().find(|turn| turn.role == USER) {
		Some(first) => first.content = format!("{said}\n\n{}", first.content),
		None => others.insert(0, ChatMessage { role: USER.into(), content: said }),
	}
	others
}

impl From<ArtifactError> for ApiError {
	fn from(error: ArtifactError) -> Self {
		let message = error.to_string();
		match error {
			ArtifactError::Chain(error) => error.into(),
			ArtifactError::Unknown(_) | ArtifactError::Name(_) => {
				Self::not_found("model_not_found", message)
			},
			// Unlike an artifact's, nobody says that these bytes exist.
			ArtifactError::LoadUnregistered { source, .. } if source.is_missing() => {
				Self::not_found("model_not_found", message)
			},
			ArtifactError::Source { source, .. } => {
				if source.passes() {
					Self::unavailable("model_unavailable", message)
				} else {
					Self::invalid_param("model", "model_not_servable", message)
				}
			},
			ArtifactError::Load { source, .. } | ArtifactError::LoadUnregistered { source, .. } => {
				if source.is_busy() {
					Self::busy(message)
				} else if source.passes() {
					Self::unavailable("model_unavailable", message)
				} else {
					Self::invalid_param("model", "model_not_servable", message)
				}
			},
			_ => Self::invalid_param("model", "model_not_servable", message),
		}
	}
}

impl From<TokenizerError> for ApiError {
	fn from(error: TokenizerError) -> Self {
		Self::invalid_param("messages", "invalid_messages", error.to_string())
	}
}
