// SPDX-License-Identifier: Apache-2.0
//! What clients send. What would change the answer and is not done here is refused by name.

use super::ApiError;
use crate::{engine::Sampling, tokenizer::ChatMessage};
use serde::Deserialize;
use serde_json::{Map, Value};

/// The most stop strings, and the longest in bytes.
const MAX_STOPS: usize = 4;
const MAX_STOP_LEN: usize = 256;
/// Members that say nothing about the answer: taken and not looked at.
const IGNORED: [&str; 7] = [
	"metadata",
	"prompt_cache_key",
	"safety_identifier",
	"service_tier",
	"store",
	"user",
	"verbosity",
];

/// Body of a chat completion.
#[derive(Deserialize)]
pub(in crate::api) struct ChatRequest {
	model: String,
	messages: Vec<Message>,
	max_tokens: Option<u32>,
	max_completion_tokens: Option<u32>,
	temperature: Option<f64>,
	top_p: Option<f64>,
	seed: Option<i64>,
	stop: Option<OneOrMany>,
	n: Option<u32>,
	stream: Option<bool>,
	stream_options: Option<StreamOptions>,
	#[serde(flatten)]
	rest: Map<String, Value>,
}

#[derive(Deserialize)]
struct Message {
	role: String,
	content: Content,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Content {
	Text(String),
	Parts(Vec<Part>),
}

#[derive(Deserialize)]
struct Part {
	#[serde(rename = "type")]
	kind: String,
	text: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
	One(String),
	Many(Vec<String>),
}

#[derive(Deserialize)]
struct StreamOptions {
	include_usage: Option<bool>,
}

/// A request that can be answered.
pub(super) struct Chat {
	pub model: String,
	pub messages: Vec<ChatMessage>,
	pub max_tokens: Option<u32>,
	pub sampling: Sampling,
	pub stop: Vec<String>,
	pub stream: bool,
	pub include_usage: bool,
}

impl TryFrom<ChatRequest> for Chat {
	type Error = ApiError;

	fn try_from(request: ChatRequest) -> Result<Self, ApiError> {
		check_rest(&request.rest)?;
		if request.n.is_some_and(|n| n != 1) {
			return Err(unsupported("n", "more than one answer"));
		}
		if request.messages.is_empty() {
			return Err(out_of_range("messages", "there are no messages"));
		}
		let max_tokens = request.max_completion_tokens.or(request.max_tokens);
		if max_tokens == Some(0) {
			return Err(out_of_range("max_tokens", "at least one token"));
		}
		let messages = request.messages.into_iter().map(message).collect::<Result<_, _>>()?;
		Ok(Self {
			model: request.model,
			messages,
			max_tokens,
			sampling: sampling(request.temperature, request.top_p, request.seed)?,
			stop: stops(request.stop)?,
			stream: request.stream.unwrap_or(false),
			include_usage: request
				.stream_options
				.and_then(|options| options.include_usage)
				.unwrap_or(false),
		})
	}
}

fn sampling(
	temperature: Option<f64>,
	top_p: Option<f64>,
	seed: Option<i64>,
) -> Result<Sampling, ApiError> {
	let temperature = temperature.unwrap_or(1.0);
	if !(0.0..=2.0).contains(&temperature) {
		return Err(out_of_range("temperature", "between 0 and 2"));
	}
	let top_p = top_p.unwrap_or(1.0);
	if !(top_p > 0.0 && top_p <= 1.0) {
		return Err(out_of_range("top_p", "above 0, at most 1"));
	}
	let seed = seed.map_or_else(rand::random, i64::cast_unsigned);
	Ok(Sampling { temperature, top_p, top_k: 0, seed })
}

fn stops(stop: Option<OneOrMany>) -> Result<Vec<String>, ApiError> {
	let stops = match stop {
		None => Vec::new(),
		Some(OneOrMany::One(one)) => vec![one],
		Some(OneOrMany::Many(many)) => many,
	};
	let fit = stops.len() <= MAX_STOPS
		&& stops.iter().all(|stop| (1..=MAX_STOP_LEN).contains(&stop.len()));
	if fit {
		Ok(stops)
	} else {
		Err(out_of_range("stop", "at most 4 strings of 1 to 256 bytes"))
	}
}

fn message(message: Message) -> Result<ChatMessage, ApiError> {
	let role = match message.role.as_str() {
		"system" | "developer" => "system",
		"user" => "user",
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

/// Refuses members that ask for something; those that ask for nothing, or say nothing, pass.
fn check_rest(rest: &Map<String, Value>) -> Result<(), ApiError> {
	let asks = |(name, value): &(&String, &Value)| {
		let nothing = match value {
			Value::Null | Value::Bool(false) => true,
			Value::Bool(true) => name.as_str() == "parallel_tool_calls",
			Value::Number(number) => number.as_f64() == Some(0.0),
			Value::String(text) => {
				matches!((name.as_str(), text.as_str()), ("tool_choice", "none"))
			},
			Value::Array(items) => {
				items.is_empty() || name.as_str() == "modalities" && items == &["text"]
			},
			Value::Object(members) => {
				members.is_empty()
					|| name.as_str() == "response_format"
						&& members.get("type").and_then(Value::as_str) == Some("text")
			},
		};
		!nothing && !IGNORED.contains(&name.as_str())
	};
	match rest.iter().find(asks) {
		Some((name, _)) => Err(unsupported(name, &format!("the parameter {name:?}"))),
		None => Ok(()),
	}
}

fn unsupported(param: &str, what: &str) -> ApiError {
	ApiError::invalid_param(param, "unsupported_parameter", format!("{what} is not supported"))
}

fn out_of_range(param: &str, limits: &str) -> ApiError {
	ApiError::invalid_param(param, "invalid_value", format!("{param}: {limits}"))
}
