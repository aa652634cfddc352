// SPDX-License-Identifier: Apache-2.0
//! What clients send. What would change the answer and is not done here is refused by name.

use super::retrieval::Passages;
use crate::{
	api::{
		generation::{
			check_rest, invalid, sampling, stops, unsupported, Asked, OneOrMany, StreamOptions,
			WeightedAdapter,
		},
		ApiError,
	},
	engine::Sampling,
	tokenizer::ChatMessage,
};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// Who sets the tone.
pub(super) const SYSTEM: &str = "system";
/// Who asks.
pub(super) const USER: &str = "user";

/// Body of a chat completion.
#[derive(Deserialize, ToSchema)]
pub(in crate::api) struct ChatRequest {
	/// An artifact's number, or `base`.
	#[schema(example = "base")]
	model: String,
	#[schema(min_items = 1)]
	messages: Vec<Message>,
	/// The same as `max_completion_tokens`, which counts where both are given.
	#[schema(minimum = 1)]
	max_tokens: Option<u64>,
	/// Tokens of the answer at most. Without it, what the context leaves.
	#[schema(minimum = 1)]
	max_completion_tokens: Option<u64>,
	/// Zero takes the most probable token. 1 without it.
	#[schema(minimum = 0, maximum = 2)]
	temperature: Option<f64>,
	/// Only the most probable tokens that together reach this probability.
	#[schema(exclusive_minimum = 0, maximum = 1)]
	top_p: Option<f64>,
	/// Only so many of the most probable tokens; all of them for 0. An extension.
	top_k: Option<u32>,
	/// Equal seeds give equal texts.
	seed: Option<i64>,
	/// At most four strings of 1 to 256 bytes, each of which ends the answer.
	stop: Option<OneOrMany>,
	/// One.
	#[schema(minimum = 1, maximum = 1)]
	n: Option<u32>,
	/// Whether the answer comes in server-sent events.
	stream: Option<bool>,
	stream_options: Option<StreamOptions>,
	/// Up to eight adapters that answer together, where `model` is `base`: an extension.
	#[schema(min_items = 1, max_items = 8)]
	adapters: Option<Vec<WeightedAdapter>>,
	/// Passages of a Datanet to answer from: an extension.
	retrieval: Option<Passages>,
	#[serde(flatten)]
	#[schema(ignore)]
	rest: Map<String, Value>,
}

/// One turn of the conversation.
#[derive(Deserialize, ToSchema)]
#[schema(as = ChatTurn)]
struct Message {
	/// `system`, `developer`, `user` or `assistant`.
	role: String,
	content: Content,
	#[serde(flatten)]
	#[schema(ignore)]
	rest: Map<String, Value>,
}

/// A text, or parts of one.
#[derive(Deserialize, ToSchema)]
#[schema(as = ChatContent)]
#[serde(untagged)]
enum Content {
	Text(String),
	Parts(Vec<Part>),
}

/// A part of type `text`.
#[derive(Deserialize, ToSchema)]
#[schema(as = ChatPart)]
struct Part {
	#[serde(rename = "type")]
	kind: String,
	text: Option<String>,
}

/// A request that can be answered.
pub(super) struct Chat {
	pub model: String,
	pub adapters: Option<Vec<WeightedAdapter>>,
	pub messages: Vec<ChatMessage>,
	pub max_tokens: Option<u64>,
	pub sampling: Sampling,
	pub stop: Vec<String>,
	pub stream: bool,
	pub include_usage: bool,
	pub retrieval: Option<Passages>,
}

impl TryFrom<ChatRequest> for Chat {
	type Error = ApiError;

	fn try_from(request: ChatRequest) -> Result<Self, ApiError> {
		check_rest(&request.rest)?;
		if request.n.is_some_and(|n| n != 1) {
			return Err(unsupported("n", "more than one answer"));
		}
		if request.messages.is_empty() {
			return Err(invalid("messages", "there are none"));
		}
		let max_tokens = request.max_completion_tokens.or(request.max_tokens);
		if max_tokens == Some(0) {
			return Err(invalid("max_tokens", "at least one"));
		}
		let messages = request.messages.into_iter().map(message).collect::<Result<_, _>>()?;
		Ok(Self {
			model: request.model,
			adapters: request.adapters,
			messages,
			max_tokens,
			sampling: sampling(&Asked {
				temperature: request.temperature,
				top_p: request.top_p,
				top_k: request.top_k,
				seed: request.seed,
			})?,
			stop: stops(request.stop)?,
			retrieval: request.retrieval,
			stream: request.stream.unwrap_or(false),
			include_usage: request
				.stream_options
				.and_then(|options| options.include_usage)
				.unwrap_or(false),
		})
	}
}

fn message(message: Message) -> Result<ChatMessage, ApiError> {
	// Who of several speaks is nothing that a chat template knows.
	let asks = |(name, value): &(&String, &Value)| {
		name.as_str() != "name"
			&& !value.is_null()
			&& value.as_array().is_none_or(|all| !all.is_empty())
	};
	if let Some((name, _)) = message.rest.iter().find(asks) {
		return Err(unsupported("messages", &format!("the member {name:?} of a message")));
	}
	let role = match message.role.as_str() {
		SYSTEM | "developer" => SYSTEM,
		USER => USER,
		"assistant" => "assistant",
		other => return Err(unsupported("messages", &format!("the role {other:?}"))),
	};
	let content = match message.content {
		Content::Text(text) => text,
		Content::Parts(parts) => parts.into_iter().map(part).collect::<Result<_, _>>()?,
	};
	Ok(ChatMessage { role: role.into(), content })
}

fn part(part: Part) -> Result<String, ApiError> {
	match (part.kind.as_str(), part.text) {
		("text", Some(text)) => Ok(text),
		(other, _) => Err(unsupported("messages", &format!("a part of type {other:?}"))),
	}
}
