// SPDX-License-Identifier: Apache-2.0
//! What clients send. What would change the answer and is not done here is refused by name.

use crate::{
	api::{
		generation::{
			check_rest, invalid, sampling, stops, unsupported, Asked, OneOrMany, StreamOptions,
			WeightedAdapter,
		},
		ApiError,
	},
	engine::Sampling,
	tokenizer::{TextCodec, TokenizerError},
};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// The most texts that one request continues.
const MAX_PROMPTS: usize = 32;
/// Tokens of a text at most, where nothing is said: OpenAI's.
const MAX_TOKENS: u64 = 16;

/// Body of a completion.
#[derive(Deserialize, ToSchema)]
pub(in crate::api) struct CompletionRequest {
	/// An artifact's number, or `base`.
	#[schema(example = "base")]
	model: String,
	prompt: Prompt,
	/// Tokens of each text at most. 16 without it.
	#[schema(minimum = 1)]
	max_tokens: Option<u64>,
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
	/// At most four strings of 1 to 256 bytes, each of which ends a text.
	stop: Option<OneOrMany>,
	/// One.
	#[schema(minimum = 1, maximum = 1)]
	n: Option<u32>,
	/// One.
	#[schema(minimum = 1, maximum = 1)]
	best_of: Option<u32>,
	/// Whether the texts come in server-sent events.
	stream: Option<bool>,
	stream_options: Option<StreamOptions>,
	/// Up to eight adapters that answer together, where `model` is `base`: an extension.
	#[schema(min_items = 1, max_items = 8)]
	adapters: Option<Vec<WeightedAdapter>>,
	#[serde(flatten)]
	#[schema(ignore)]
	rest: Map<String, Value>,
}

/// A text, several, or their tokens.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
enum Prompt {
	Text(String),
	Texts(Vec<String>),
	Tokens(Vec<u32>),
	TokenLists(Vec<Vec<u32>>),
}

impl Prompt {
	/// The tokens of each text.
	fn tokens(self, codec: &TextCodec) -> Result<Vec<Vec<u32>>, TokenizerError> {
		match self {
			Self::Text(text) => Ok(vec![codec.encode(&text)?]),
			Self::Texts(texts) => texts.iter().map(|text| codec.encode(text)).collect(),
			Self::Tokens(tokens) => Ok(vec![tokens]),
			Self::TokenLists(lists) => Ok(lists),
		}
	}

	/// What is to be continued, where that is one text.
	fn text(&self) -> Option<String> {
		match self {
			Self::Text(text) => Some(text.clone()),
			Self::Texts(texts) => match texts.as_slice() {
				[text] => Some(text.clone()),
				_ => None,
			},
			Self::Tokens(_) | Self::TokenLists(_) => None,
		}
	}

	fn len(&self) -> usize {
		match self {
			Self::Text(_) | Self::Tokens(_) => 1,
			Self::Texts(texts) => texts.len(),
			Self::TokenLists(lists) => lists.len(),
		}
	}
}

/// A request that can be answered.
pub(super) struct Completion {
	pub model: String,
	pub adapters: Option<Vec<WeightedAdapter>>,
	pub prompts: Vec<Vec<u32>>,
	/// The prompt, where it is one text.
	pub text: Option<String>,
	pub max_tokens: u64,
	pub sampling: Sampling,
	pub stop: Vec<String>,
	pub stream: bool,
	pub include_usage: bool,
}

impl Completion {
	/// Checks `request`.
	pub fn read(request: CompletionRequest, codec: &TextCodec) -> Result<Self, ApiError> {
		check_rest(&request.rest)?;
		for (name, number) in [("n", request.n), ("best_of", request.best_of)] {
			if number.is_some_and(|number| number != 1) {
				return Err(unsupported(name, "more than one answer"));
			}
		}
		// Zero asks for something here: the probability of what was chosen.
		if request.rest.get("logprobs").is_some_and(|asked| !asked.is_null()) {
			return Err(unsupported("logprobs", "the parameter \"logprobs\""));
		}
		if !(1..=MAX_PROMPTS).contains(&request.prompt.len()) {
			return Err(invalid("prompt", "1 to 32 texts"));
		}
		let max_tokens = request.max_tokens.unwrap_or(MAX_TOKENS);
		if max_tokens == 0 {
			return Err(invalid("max_tokens", "at least one"));
		}
		let text = request.prompt.text();
		let prompts = request.prompt.tokens(codec).map_err(|error| {
			ApiError::invalid_param("prompt", "invalid_value", error.to_string())
		})?;
		Ok(Self {
			model: request.model,
			adapters: request.adapters,
			prompts,
			text,
			max_tokens,
			sampling: sampling(&Asked {
				temperature: request.temperature,
				top_p: request.top_p,
				top_k: request.top_k,
				seed: request.seed,
			})?,
			stop: stops(request.stop)?,
			stream: request.stream.unwrap_or(false),
			include_usage: request
				.stream_options
				.and_then(|options| options.include_usage)
				.unwrap_or(false),
		})
	}
}
