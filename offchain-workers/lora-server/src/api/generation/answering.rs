// SPDX-License-Identifier: Apache-2.0
//! An answer on its way: tokens come in, text goes out.

use super::Usage;
use crate::{
	api::ApiError,
	engine::{EngineError, FinishReason, GenerationEvent},
	generation::{GenerationError, StopStrings},
	tokenizer::StreamDecoder,
};
use openledger_primitives::payment::PaidAnswer;
use polkadot_sdk::sp_runtime::{AccountId32, MultiSignature};
use tokio::sync::mpsc::{Receiver, UnboundedReceiver};

/// What an answer that was paid for has beside the text.
pub(in crate::api) type Paid = PaidAnswer<AccountId32, MultiSignature>;

/// An answer that comes.
pub(in crate::api) enum Answering {
	/// For nothing.
	Free(Box<Generating>),
	/// Paid for: whoever listens here or not, it is completed.
	Bought(UnboundedReceiver<Result<Piece, ApiError>>),
}

/// A text that is generated. Dropped, it cancels the generation.
pub(in crate::api) struct Generating {
	events: Receiver<GenerationEvent>,
	/// Gone when the text is complete.
	decoder: Option<StreamDecoder>,
	stops: StopStrings,
	prompt_tokens: u32,
	completion_tokens: u32,
	/// Why the text ended, when that has not been told yet.
	ended: Option<FinishReason>,
}

/// What comes next.
pub(in crate::api) enum Piece {
	Text(String),
	End { reason: FinishReason, usage: Usage, paid: Option<Box<Paid>> },
}

/// A text that is complete.
pub(in crate::api) struct Whole {
	pub text: String,
	pub reason: FinishReason,
	pub usage: Usage,
	pub paid: Option<Box<Paid>>,
}

impl Answering {
	/// The whole text.
	pub async fn whole(mut self) -> Result<Whole, ApiError> {
		let mut text = String::new();
		loop {
			match self.next().await? {
				Piece::Text(piece) => text.push_str(&piece),
				Piece::End { reason, usage, paid } => {
					return Ok(Whole { text, reason, usage, paid })
				},
			}
		}
	}

	/// The next piece of text, none of them empty, and then the end. Not to be called after it.
	pub async fn next(&mut self) -> Result<Piece, ApiError> {
		match self {
			Self::Free(generating) => generating.next().await,
			Self::Bought(pieces) => pieces.recv().await.unwrap_or_else(|| Err(stopped())),
		}
	}
}

fn stopped() -> ApiError {
	ApiError::unavailable("engine_stopped", EngineError::Stopped.to_string())
}

impl Generating {
	/// The text of `events`, up to the first of the strings `stop`.
	pub fn new(
		events: Receiver<GenerationEvent>,
		prompt_tokens: u32,
		decoder: StreamDecoder,
		stop: Vec<String>,
	) -> Self {
		let stops = StopStrings::new(stop);
		let decoder = Some(decoder);
		Self { events, decoder, stops, prompt_tokens, completion_tokens: 0, ended: None }
	}

	/// The next piece of text, none of them empty, and then the end. Not to be called after it.
	pub async fn next(&mut self) -> Result<Piece, ApiError> {
		loop {
			if let Some(reason) = self.ended {
				let usage = Usage::new(self.prompt_tokens, self.completion_tokens);
				return Ok(Piece::End { reason, usage, paid: None });
			}
			let text = match self.events.recv().await {
				Some(GenerationEvent::Token(token)) => self.token(token)?,
				Some(GenerationEvent::Finished { reason, completion_tokens, .. }) => {
					self.completion_tokens = completion_tokens;
					self.finish(reason)?
				},
				Some(GenerationEvent::Failed(reason)) => {
					return Err(ApiError::internal(GenerationError::Failed(reason).to_string()));
				},
				None => return Err(stopped()),
			};
			if !text.is_empty() {
				return Ok(Piece::Text(text));
			}
		}
	}

	fn token(&mut self, token: u32) -> Result<String, ApiError> {
		self.completion_tokens = self.completion_tokens.saturating_add(1);
		let Some(decoder) = &mut self.decoder else { return Ok(String::new()) };
		let piece = decoder.push(token)?.unwrap_or_default();
		Ok(self.pass(&piece))
	}

	fn finish(&mut self, reason: FinishReason) -> Result<String, ApiError> {
		let rest = match self.decoder.take() {
			Some(decoder) => decoder.finish()?.unwrap_or_default(),
			None => String::new(),
		};
		let mut text = self.pass(&rest);
		if self.ended.is_none() {
			text.push_str(&self.stops.finish());
			self.ended = Some(reason);
		}
		Ok(text)
	}

	/// What of `piece` is certain; ends the generation at a stop string.
	fn pass(&mut self, piece: &str) -> String {
		let passed = self.stops.push(piece);
		if passed.stopped {
			self.events.close();
			self.ended = Some(FinishReason::Stop);
		}
		passed.text
	}
}
