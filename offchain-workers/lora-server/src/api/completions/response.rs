// SPDX-License-Identifier: Apache-2.0
//! What clients receive: a chunk looks like the whole, and says a piece of it.

use crate::{
	api::generation::{name, Chunks, Heading, Paid, Usage},
	engine::FinishReason,
};
use axum::response::sse::Event;
use serde::Serialize;
use utoipa::ToSchema;

const OBJECT: &str = "text_completion";

/// Texts, or a chunk of one.
#[derive(Serialize, ToSchema)]
pub(super) struct TextCompletion {
	/// `text_completion`.
	object: &'static str,
	#[serde(flatten)]
	heading: Heading,
	choices: Vec<TextChoice>,
	usage: Usage,
	/// `PaidAnswer` of openledger-primitives, where it was paid for.
	#[serde(skip_serializing_if = "Option::is_none")]
	#[schema(value_type = Option<Object>)]
	openledger: Option<Box<Paid>>,
}

/// One text, in the order of the prompts.
#[derive(Serialize, ToSchema)]
pub(super) struct TextChoice {
	index: u32,
	text: String,
	/// Nothing: log probabilities are not given.
	#[schema(value_type = Option<String>)]
	logprobs: (),
	/// `stop` or `length`.
	#[schema(required)]
	finish_reason: Option<&'static str>,
}

impl TextChoice {
	pub fn new(index: u32, text: String, reason: Option<FinishReason>) -> Self {
		Self { index, text, logprobs: (), finish_reason: reason.map(name) }
	}
}

impl TextCompletion {
	pub fn new(
		heading: Heading,
		choices: Vec<TextChoice>,
		usage: Usage,
		paid: Option<Box<Paid>>,
	) -> Self {
		Self { object: OBJECT, heading, choices, usage, openledger: paid }
	}
}

/// Texts in chunks.
pub(super) struct CompletionChunks {
	heading: Heading,
	include_usage: bool,
}

#[derive(Serialize)]
struct Chunk<'a> {
	object: &'static str,
	#[serde(flatten)]
	heading: &'a Heading,
	choices: &'a [TextChoice],
	/// Stands in every chunk, or in none.
	#[serde(skip_serializing_if = "Option::is_none")]
	usage: Option<Option<Usage>>,
	/// Stands in the last chunk.
	#[serde(skip_serializing_if = "Option::is_none")]
	openledger: Option<&'a Paid>,
}

impl CompletionChunks {
	pub fn new(heading: Heading, include_usage: bool) -> Self {
		Self { heading, include_usage }
	}

	fn event(
		&self,
		choices: &[TextChoice],
		usage: Option<Usage>,
		openledger: Option<&Paid>,
	) -> Event {
		let usage = self.include_usage.then_some(usage);
		let chunk = Chunk { object: OBJECT, heading: &self.heading, choices, usage, openledger };
		let json = serde_json::to_string(&chunk)
			.expect("chunks have string keys and no serializer of their own that fails; qed");
		Event::default().data(json)
	}
}

impl Chunks for CompletionChunks {
	fn first(&self) -> Option<Event> {
		None
	}

	fn text(&self, index: u32, text: String) -> Event {
		self.event(&[TextChoice::new(index, text, None)], None, None)
	}

	fn end(&self, index: u32, reason: FinishReason) -> Event {
		self.event(&[TextChoice::new(index, String::new(), Some(reason))], None, None)
	}

	fn last(&self, usage: Usage, paid: Option<&Paid>) -> Option<Event> {
		(self.include_usage || paid.is_some()).then(|| self.event(&[], Some(usage), paid))
	}
}
