// SPDX-License-Identifier: Apache-2.0
//! What clients receive.

use crate::engine::FinishReason;
use axum::response::sse::Event;
use openledger_primitives::commitment::ContentCommitment;
use serde::Serialize;
use std::time::{SystemTime, UNIX_EPOCH};

/// What is the same in all chunks of an answer.
#[derive(Serialize, Clone)]
pub(super) struct Heading {
	id: String,
	created: u64,
	model: String,
	/// The base model, by the start of its manifest's root.
	system_fingerprint: String,
}

impl Heading {
	pub fn new(model: String, base: ContentCommitment) -> Self {
		let created = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_secs());
		let id = format!("chatcmpl-{}", hex::encode(rand::random::<[u8; 12]>()));
		let system_fingerprint = format!("fp_{}", hex::encode(&base.root.as_bytes()[..5]));
		Self { id, created, model, system_fingerprint }
	}
}

/// How many tokens went in and out.
#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Usage {
	prompt_tokens: u32,
	completion_tokens: u32,
	total_tokens: u32,
}

impl Usage {
	pub fn new(prompt_tokens: u32, completion_tokens: u32) -> Self {
		let total_tokens = prompt_tokens.saturating_add(completion_tokens);
		Self { prompt_tokens, completion_tokens, total_tokens }
	}
}

/// A whole answer.
#[derive(Serialize)]
pub(super) struct Completion {
	object: &'static str,
	#[serde(flatten)]
	heading: Heading,
	choices: [Choice; 1],
	usage: Usage,
}

#[derive(Serialize)]
struct Choice {
	index: u32,
	message: Message,
	logprobs: (),
	finish_reason: &'static str,
}

#[derive(Serialize)]
struct Message {
	role: &'static str,
	content: String,
	refusal: (),
}

impl Completion {
	pub fn new(heading: Heading, content: String, reason: FinishReason, usage: Usage) -> Self {
		let message = Message { role: "assistant", content, refusal: () };
		let choice = Choice { index: 0, message, logprobs: (), finish_reason: name(reason) };
		Self { object: "chat.completion", heading, choices: [choice], usage }
	}
}

/// An answer in chunks.
pub(super) struct Chunks {
	heading: Heading,
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

impl Chunks {
	pub fn new(heading: Heading, include_usage: bool) -> Self {
		Self { heading, include_usage }
	}

	/// The first chunk: who speaks.
	pub fn role(&self) -> Event {
		self.choice(Delta { role: Some("assistant"), content: Some(String::new()) }, None)
	}

	/// A piece of text.
	pub fn text(&self, text: String) -> Event {
		self.choice(Delta { role: None, content: Some(text) }, None)
	}

	/// The last chunks.
	pub fn end(&self, reason: FinishReason, usage: Usage) -> Vec<Event> {
		let mut events = vec![self.choice(Delta::default(), Some(name(reason)))];
		if self.include_usage {
			events.push(self.event(&[], Some(usage)));
		}
		events.push(Event::default().data("[DONE]"));
		events
	}

	fn choice(&self, delta: Delta, finish_reason: Option<&'static str>) -> Event {
		self.event(&[ChunkChoice { index: 0, delta, logprobs: (), finish_reason }], None)
	}

	fn event(&self, choices: &[ChunkChoice], usage: Option<Usage>) -> Event {
		let chunk = Chunk {
			object: "chat.completion.chunk",
			heading: &self.heading,
			choices,
			usage: self.include_usage.then_some(usage),
		};
		let json = serde_json::to_string(&chunk)
			.expect("chunks have string keys and no serializer of their own that fails; qed");
		Event::default().data(json)
	}
}

fn name(reason: FinishReason) -> &'static str {
	match reason {
		FinishReason::Stop => "stop",
		FinishReason::Length => "length",
	}
}
