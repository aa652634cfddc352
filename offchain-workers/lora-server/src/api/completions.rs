// SPDX-License-Identifier: Apache-2.0
//! `POST /v1/completions`, as OpenAI's clients speak it: texts are continued as they are, without a chat
//! template.

mod request;
mod response;

use super::{
	body::JsonBody,
	generation::{self, Heading, Usage, Wanted},
	openapi::Refusals,
	Api, ApiError,
};
use axum::{
	extract::State,
	response::{
		sse::{KeepAlive, Sse},
		IntoResponse, Response,
	},
	Json,
};
use request::{Completion, CompletionRequest};
use response::{CompletionChunks, TextChoice, TextCompletion};

/// Continues texts, whole or in server-sent events.
#[utoipa::path(
	post,
	path = "/v1/completions",
	tag = "generation",
	request_body = CompletionRequest,
	responses(
		(status = 200, description = "The texts; with `stream`, chunks and `[DONE]`", content(
			(TextCompletion = "application/json"),
			(String = "text/event-stream"),
		)),
		Refusals,
	),
)]
pub(super) async fn complete(
	State(api): State<Api>,
	JsonBody(request): JsonBody<CompletionRequest>,
) -> Result<Response, ApiError> {
	let asked = Completion::read(request, api.services.codec())?;
	let adapters = generation::composition(&api, &asked.model, asked.adapters.as_deref()).await?;
	let base = api.services.artifacts.base().commitment();
	let heading = Heading::new("cmpl", asked.model, base);
	// All are begun before the first is waited for. Where one is refused, the others end with it.
	let mut answers = Vec::with_capacity(asked.prompts.len());
	for prompt in asked.prompts {
		let wanted = Wanted {
			prompt,
			adapters: adapters.clone(),
			max_tokens: Some(asked.max_tokens),
			sampling: asked.sampling,
			stop: asked.stop.clone(),
		};
		answers.push(generation::begin(&api, wanted, "prompt")?);
	}
	if asked.stream {
		let chunks = CompletionChunks::new(heading, asked.include_usage);
		let events = generation::stream(answers, chunks);
		return Ok(Sse::new(events).keep_alive(KeepAlive::default()).into_response());
	}
	let (mut choices, mut usage) = (Vec::with_capacity(answers.len()), Usage::default());
	for (index, answer) in (0..).zip(answers) {
		let (text, reason, tokens) = answer.whole().await?;
		usage += tokens;
		choices.push(TextChoice::new(index, text, Some(reason)));
	}
	Ok(Json(TextCompletion::new(heading, choices, usage)).into_response())
}
