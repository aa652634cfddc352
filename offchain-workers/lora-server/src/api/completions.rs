// SPDX-License-Identifier: Apache-2.0
//! `POST /v1/completions`, as OpenAI's clients speak it: texts are continued as they are, without a chat
//! template.

mod request;
mod response;

use super::{
	generation::{self, invalid, unsupported, Heading, Usage, Wanted},
	openapi::Refusals,
	payments::{self, Asked},
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
	Asked { request, purse }: Asked<CompletionRequest>,
) -> Result<Response, ApiError> {
	let asked = Completion::read(request, api.services.codec())?;
	if purse.is_paid() && asked.adapters.is_some() {
		return Err(unsupported("adapters", "an answer of several adapters that is paid for"));
	}
	let adapters = generation::composition(&api, &asked.model, asked.adapters.as_deref()).await?;
	let base = api.services.artifacts.base().commitment();
	let heading = Heading::new("cmpl", asked.model.clone(), base);
	// All are begun before the first is waited for. Where one is refused, the others end with it.
	let mut answers = Vec::with_capacity(asked.prompts.len());
	let text = match (purse.is_paid(), asked.text) {
		(true, None) => return Err(invalid("prompt", "one text, where it is paid for")),
		(_, text) => text.unwrap_or_default(),
	};
	for prompt in asked.prompts {
		let wanted = Wanted {
			prompt,
			adapters: adapters.clone(),
			max_tokens: Some(asked.max_tokens),
			sampling: asked.sampling,
			stop: asked.stop.clone(),
		};
		let purse = purse.clone();
		answers.push(payments::answer(&api, purse, &asked.model, &text, wanted, "prompt").await?);
	}
	if asked.stream {
		let chunks = CompletionChunks::new(heading, asked.include_usage);
		let events = generation::stream(answers, chunks);
		return Ok(Sse::new(events).keep_alive(KeepAlive::default()).into_response());
	}
	let (mut choices, mut usage) = (Vec::with_capacity(answers.len()), Usage::default());
	let mut paid = None;
	for (index, answer) in (0..).zip(answers) {
		let answer = answer.whole().await?;
		usage += answer.usage;
		choices.push(TextChoice::new(index, answer.text, Some(answer.reason)));
		paid = paid.or(answer.paid);
	}
	Ok(Json(TextCompletion::new(heading, choices, usage, paid)).into_response())
}
