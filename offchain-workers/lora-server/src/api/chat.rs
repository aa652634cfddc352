// SPDX-License-Identifier: Apache-2.0
//! `POST /v1/chat/completions`, as OpenAI's clients speak it. `model` is an artifact's number,
//! `base`, or the root of an adapter's manifest.

mod answering;
mod request;
mod response;

use super::{Api, ApiError};
use crate::{
	artifacts::ArtifactError,
	engine::{EngineError, GenerationRequest, Payer},
	tokenizer::TokenizerError,
};
use answering::{Answering, Piece};
use axum::{
	extract::{rejection::JsonRejection, State},
	response::{
		sse::{Event, KeepAlive, Sse},
		IntoResponse, Response,
	},
	Json,
};
use futures_util::stream::{self, Stream};
use request::{Chat, ChatRequest};
use response::{Chunks, Completion, Heading};
use std::convert::Infallible;

pub(super) async fn complete(
	State(api): State<Api>,
	body: Result<Json<ChatRequest>, JsonRejection>,
) -> Result<Response, ApiError> {
	let Json(request) = body?;
	let chat = Chat::try_from(request)?;
	let adapter = api.services.adapter(&chat.model).await?;
	let base = api.services.artifacts.base();
	let codec = base.codec();
	let prompt = codec.chat_prompt(&chat.messages)?;
	// What the context leaves is the most there can be; a prompt that leaves nothing is refused below.
	let room = base.model().config().context.saturating_sub(prompt.len()).max(1);
	let room = u32::try_from(room).unwrap_or(u32::MAX);
	let prompt_tokens = u32::try_from(prompt.len()).unwrap_or(u32::MAX);
	let events = api.services.engine.submit(GenerationRequest {
		payer: Payer::local(),
		prompt,
		adapters: adapter.into(),
		max_tokens: chat.max_tokens.map_or(room, |most| most.min(room)),
		sampling: chat.sampling,
		stop: vec![codec.eos()],
	})?;
	let answering = Answering::new(events, prompt_tokens, codec.stream(), chat.stop);
	let heading = Heading::new(chat.model, base.commitment());
	if chat.stream {
		let chunks = Chunks::new(heading, chat.include_usage);
		Ok(Sse::new(chunked(answering, chunks)).keep_alive(KeepAlive::default()).into_response())
	} else {
		Ok(Json(whole(answering, heading).await?).into_response())
	}
}

async fn whole(mut answering: Answering, heading: Heading) -> Result<Completion, ApiError> {
	let mut text = String::new();
	loop {
		match answering.next().await? {
			Piece::Text(piece) => text.push_str(&piece),
			Piece::End { reason, usage } => {
				return Ok(Completion::new(heading, text, reason, usage));
			},
		}
	}
}

/// The answer in events. When the client goes away the stream is dropped, and with it the generation.
fn chunked(answering: Answering, chunks: Chunks) -> impl Stream<Item = Result<Event, Infallible>> {
	enum Step {
		First,
		Text,
		Events(std::vec::IntoIter<Event>),
	}
	let state = (answering, chunks, Step::First);
	stream::unfold(state, |(mut answering, chunks, step)| async move {
		let (event, step) = match step {
			Step::First => (chunks.role(), Step::Text),
			Step::Text => match answering.next().await {
				Ok(Piece::Text(text)) => (chunks.text(text), Step::Text),
				Ok(Piece::End { reason, usage }) => {
					let mut rest = chunks.end(reason, usage).into_iter();
					(rest.next()?, Step::Events(rest))
				},
				Err(error) => {
					let error = Event::default().data(error.to_json());
					(error, Step::Events(Vec::new().into_iter()))
				},
			},
			Step::Events(mut rest) => (rest.next()?, Step::Events(rest)),
		};
		Some((Ok(event), (answering, chunks, step)))
	})
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

impl From<EngineError> for ApiError {
	fn from(error: EngineError) -> Self {
		let message = error.to_string();
		match error {
			EngineError::Busy => Self::busy(message),
			EngineError::PromptTooLong { .. } => {
				Self::invalid_param("messages", "context_length_exceeded", message)
			},
			EngineError::Stopped => Self::unavailable("engine_stopped", message),
			_ => Self::invalid("invalid_request", message),
		}
	}
}
