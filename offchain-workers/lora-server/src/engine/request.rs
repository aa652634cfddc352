// SPDX-License-Identifier: Apache-2.0
//! What the engine is asked, and what it tells.

use super::Composition;
use std::{fmt, sync::Arc};

/// Whom a request is computed for. Payers share the engine by tokens: see [`super::Engine`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Payer(Arc<str>);

impl Payer {
	/// The one with this name: an account, a token's name.
	pub fn new(name: &str) -> Self {
		Self(name.into())
	}

	/// Whoever works on this machine and names nobody.
	pub fn local() -> Self {
		Self::new("local")
	}
}

impl fmt::Display for Payer {
	fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
		formatter.write_str(&self.0)
	}
}

/// How the next token is chosen.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sampling {
	/// Zero takes the most probable token; larger values even the probabilities out.
	pub temperature: f64,
	/// Only the most probable tokens that together reach this probability are considered; in (0, 1].
	pub top_p: f64,
	/// Only so many of the most probable tokens are considered, before `top_p` is; zero for all.
	pub top_k: u32,
	/// Equal seeds give equal texts.
	pub seed: u64,
}

impl Sampling {
	/// Always the most probable token.
	pub const GREEDY: Self = Self { temperature: 0.0, top_p: 1.0, top_k: 0, seed: 0 };

	pub(super) fn check(&self) -> Result<(), EngineError> {
		if !(self.temperature.is_finite() && self.temperature >= 0.0) {
			return Err(EngineError::InvalidSampling("temperature"));
		}
		if !(self.top_p > 0.0 && self.top_p <= 1.0) {
			return Err(EngineError::InvalidSampling("top_p"));
		}
		Ok(())
	}
}

/// What is to be generated.
#[derive(Clone)]
pub struct GenerationRequest {
	/// Whom it is for.
	pub payer: Payer,
	/// Tokens to continue, at least one.
	pub prompt: Vec<u32>,
	/// The adapters, if any.
	pub adapters: Composition,
	/// Tokens to generate at most, at least one.
	pub max_tokens: u32,
	/// How tokens are chosen.
	pub sampling: Sampling,
	/// Tokens that end the text, and are not part of it.
	pub stop: Vec<u32>,
}

/// Why a text ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FinishReason {
	/// The model ended it, by one of the request's stop tokens.
	Stop,
	/// The request's limit or the model's context was reached.
	Length,
}

/// What the engine tells about a request, in order; the last is `Finished` or `Failed`.
#[derive(Clone, PartialEq, Debug)]
pub enum GenerationEvent {
	/// The next token.
	Token(u32),
	/// The text is complete.
	Finished {
		/// Why it ended.
		reason: FinishReason,
		/// Tokens of the prompt.
		prompt_tokens: u32,
		/// Tokens generated, a stop token not counted.
		completion_tokens: u32,
	},
	/// It could not be computed.
	Failed(String),
}

/// Why a request was not accepted.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
pub enum EngineError {
	/// As many requests as may wait are waiting, of all or of this payer.
	#[error("too many requests are waiting")]
	Busy,
	/// There is nothing to continue.
	#[error("the prompt is empty")]
	EmptyPrompt,
	/// The prompt leaves no room for an answer.
	#[error("the prompt has {tokens} tokens, and the context holds {context} with the answer")]
	PromptTooLong {
		/// Tokens of the prompt.
		tokens: usize,
		/// Tokens of the model's context, or of the whole key-value cache if that is less.
		context: usize,
	},
	/// A token of the prompt is not in the vocabulary.
	#[error("token {0} is not in the vocabulary")]
	UnknownToken(u32),
	/// `max_tokens` is zero.
	#[error("max_tokens is zero")]
	NothingToGenerate,
	/// A sampling parameter is out of range.
	#[error("{0} is out of range")]
	InvalidSampling(&'static str),
	/// The adapter was made for a model of another shape.
	#[error("the adapter does not fit the base model")]
	AdapterMismatch,
	/// More adapters than one request may have.
	#[error("{0} adapters in one request, and at most 8 are allowed")]
	TooManyAdapters(usize),
	/// The weight of an adapter is not finite.
	#[error("the weight {0} of an adapter is not finite")]
	InvalidWeight(String),
	/// The engine's thread has ended.
	#[error("the engine has stopped")]
	Stopped,
}
