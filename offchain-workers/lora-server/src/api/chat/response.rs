// SPDX-License-Identifier: Apache-2.0
//! What clients receive.

use super::retrieval::Retrieved;
use crate::{
	api::generation::{name, Chunks, Heading, Paid, Usage, Whole},
	engine::FinishReason,
};
use axum::response::sse::Event;
use serde::Serialize;
use std::slice;
use utoipa::ToSchema;

/// A whole answer.
#[derive(Serialize, ToSchema)]
pub(super) struct ChatCompletion {
	/// `chat.completion`.
	object: &'static str,
	#[serde(flatten)]
	heading: Heading,
	#[schema(min_items = 1, max_items = 1)]
	choices: Vec<ChatChoice>,
	usage: Usage,
	/// What was put before the model, where that was asked for.
	#[serde(skip_serializing_if = "Option::is_none")]
	retrieval: Option<Retrieved>,
	/// `PaidAnswer` of openledger-primitives, where it was paid for.
	#[serde(skip_serializing_if = "Option::is_none")]
	#[schema(value_type = Option<Object>)]
	openledger: Option<Box<Paid>>,
}

/// The answer that was chosen.
#[derive(Serialize, ToSchema)]
pub(super) struct ChatChoice {
	index: u32,
	message: ChatAnswer,
	/// Nothing: log probabilities are not given.
	#[schema(value_type = Option<String>)]
	logprobs: (),
	/// `stop` or `length`.
	finish_reason: &'static str,
}

/// What the model says.
#[derive(Serialize, ToSchema)]
pub(super) struct ChatAnswer {
	/// `assistant`.
	role: &'static str,
	content: String,
	/// Nothing: the server has no refusals of its own.
	#[schema(value_type = Option<String>)]
	refusal: (),
}

impl ChatCompletion {
	pub fn new(heading: Heading, retrieval: Option<Retrieved>, answer: Whole) -> Self {
		let Whole { text: content, reason, usage, paid } = answer;
		let message = ChatAnswer { role: "assistant", content, refusal: () };
		let choice = ChatChoice { index: 0, message, logprobs: (), finish_reason: name(reason) };
		let choices = vec![choice];
		Self { object: "chat.completion", heading, choices, usage, retrieval, openledger: paid }
	}
}

/// An answer in chunks.
pub(super) struct ChatChunks {
	heading: Heading,
	retrieval: Option<Retrieved>,
	include_usage: bool,
}

#[derive(Serialize)]
struct Chunk<'a> {
	object: &'static str,
	#[serde(flatten)]
	heading: &'a Heading,
	choices: &'a [ChunkChoice],
	/// Stands in every chunk, or in none.
	#[serde(skip_serializing_if = "Option::is_none")]
	usage: Option<Option<Usage>>,
	/// Stands in the first chunk.
	#[serde(skip_serializing_if = "Option::is_none")]
	retrieval: Option<&'a Retrieved>,
	/// Stands in the last chunk.
	#[serde(skip_serializing_if = "Option::is_none")]
	openledger: Option<&'a Paid>,
}

#[derive(Serialize)]
struct ChunkChoice {
	index: u32,
	delta: Delta,
	logprobs: (),
	finish_reason: Option<&'static str>,
}

#[derive(Serialize, Default)]
struct Delta {
	#[serde(skip_serializing_if = "Option::is_none")]
	role: Option<&'static str>,
	#[serde(skip_serializing_if = "Option::is_none")]
	content: Option<String>,
}

impl ChatChunks {
	pub fn new(heading: Heading, retrieval: Option<Retrieved>, include_usage: bool) -> Self {
		Self { heading, retrieval, include_usage }
	}

	fn choice(&self, index: u32, delta: Delta, finish_reason: Option<&'static str>) -> Event {
		event(&self.chunk(&[ChunkChoice { index, delta, logprobs: (), finish_reason }], None))
	}

	fn chunk<'a>(&'a self, choices: &'a [ChunkChoice], usage: Option<Usage>) -> Chunk<'a> {
		Chunk {
			object: "chat.completion.chunk",
			heading: &self.heading,
			choices,
			usage: self.include_usage.then_some(usage),
			retrieval: None,
			openledger: None,
		}
	}
}

fn event(chunk: &Chunk<'_>) -> Event {
	let json = serde_json::to_string(chunk)
		.expect("chunks have string keys and no serializer of their own that fails; qed");
	Event::default().data(json)
}

impl Chunks for ChatChunks {
	/// Who speaks, and what from.
	fn first(&self) -> Option<Event> {
		let delta = Delta { role: Some("assistant"), content: Some(String::new()) };
		let choice = ChunkChoice { index: 0, delta, logprobs: (), finish_reason: None };
		let chunk = self.chunk(slice::from_ref(&choice), None);
		Some(event(&Chunk { retrieval: self.retrieval.as_ref(), ..chunk }))
	}

	fn text(&self, index: u32, text: String) -> Event {
		self.choice(index, Delta { role: None, content: Some(text) }, None)
	}

	fn end(&self, index: u32, reason: FinishReason) -> Event {
		self.choice(index, Delta::default(), Some(name(reason)))
	}

	fn last(&self, usage: Usage, paid: Option<&Paid>) -> Option<Event> {
		let chunk = Chunk { openledger: paid, ..self.chunk(&[], Some(usage)) };
		(self.include_usage || paid.is_some()).then(|| event(&chunk))
	}
}
