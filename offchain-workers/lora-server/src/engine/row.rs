// SPDX-License-Identifier: Apache-2.0
//! A request that waits or runs.

use super::{
	sampler::Sampler, Composition, EngineError, FinishReason, GenerationEvent, GenerationRequest,
	Payer,
};
use crate::{adapter::Adapter, model::ModelConfig};
use std::{
	sync::Arc,
	time::{Duration, Instant},
};
use tch::Tensor;
use tokio::sync::mpsc::{channel, Receiver, Sender};

/// A request, and how far it is.
pub(super) struct Row {
	payer: Payer,
	/// The prompt's tokens, and those generated.
	tokens: Vec<u32>,
	prompt: usize,
	adapters: Composition,
	stop: Vec<u32>,
	sampler: Sampler,
	events: Sender<GenerationEvent>,
	/// Tokens to generate at most: the request's limit, or what the context leaves.
	limit: u32,
	generated: u32,
	accepted: Instant,
	entered: bool,
}

/// What became of a row by its next token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Advance {
	/// It wants another.
	GoesOn,
	/// It has ended.
	Finished,
	/// It could not be computed.
	Failed,
	/// Nobody waits for it any more.
	Cancelled,
}

impl Row {
	/// Checks a request of a text of at most `context` tokens, and opens the channel for what is told
	/// about it.
	pub(super) fn new(
		request: GenerationRequest,
		config: &ModelConfig,
		context: usize,
	) -> Result<(Self, Receiver<GenerationEvent>), EngineError> {
		let GenerationRequest { payer, prompt, adapters, max_tokens, sampling, stop } = request;
		if prompt.is_empty() {
			return Err(EngineError::EmptyPrompt);
		}
		if let Some(&token) = prompt.iter().find(|&&token| i64::from(token) >= config.vocab_size) {
			return Err(EngineError::UnknownToken(token));
		}
		if max_tokens == 0 {
			return Err(EngineError::NothingToGenerate);
		}
		sampling.check()?;
		let room = context.checked_sub(prompt.len()).filter(|&room| room > 0);
		let Some(room) = room else {
			return Err(EngineError::PromptTooLong { tokens: prompt.len(), context });
		};
		if !adapters.fits(config) {
			return Err(EngineError::AdapterMismatch);
		}
		let limit = max_tokens.min(u32::try_from(room).unwrap_or(u32::MAX));
		// Room for every event there can be: the engine never waits for a reader.
		let capacity = usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(1).min(room + 1);
		let (events, receiver) = channel(capacity);
		let sampler = Sampler::new(sampling);
		let row = Self {
			payer,
			prompt: prompt.len(),
			tokens: prompt,
			adapters,
			stop,
			sampler,
			events,
			limit,
			generated: 0,
			accepted: Instant::now(),
			entered: false,
		};
		Ok((row, receiver))
	}

	/// Whom it is for.
	pub(super) fn payer(&self) -> &Payer {
		&self.payer
	}

	/// Notes that it has a place in the batch. Whether for the first time.
	pub(super) fn enter(&mut self) -> bool {
		!std::mem::replace(&mut self.entered, true)
	}

	/// How long ago it was accepted.
	pub(super) fn age(&self) -> Duration {
		self.accepted.elapsed()
	}

	/// Tokens generated so far.
	pub(super) fn generated(&self) -> u32 {
		self.generated
	}

	/// All tokens so far: the prompt's, and those generated.
	pub(super) fn tokens(&self) -> &[u32] {
		&self.tokens
	}

	/// Tokens of the prompt.
	pub(super) fn prompt_tokens(&self) -> usize {
		self.prompt
	}

	/// The adapters.
	pub(super) fn adapters(&self) -> &[(Arc<Adapter>, f64)] {
		self.adapters.adapters()
	}

	/// Whether nobody waits for it any more.
	pub(super) fn is_cancelled(&self) -> bool {
		self.events.is_closed()
	}

	/// Takes the next token from `logits`, `[vocabulary]`, whose largest is `best` at `token`.
	pub(super) fn advance(&mut self, logits: &Tensor, token: u32, best: f64) -> Advance {
		if !best.is_finite() {
			self.fail("the logits are not finite");
			return Advance::Failed;
		}
		let token = match self.sampler.choose(logits, token) {
			Ok(token) => token,
			Err(error) => {
				self.fail(&format!("libtorch: {error}"));
				return Advance::Failed;
			},
		};
		if self.stop.contains(&token) {
			self.finish(FinishReason::Stop);
			return Advance::Finished;
		}
		self.tokens.push(token);
		self.generated = self.generated.saturating_add(1);
		if self.events.try_send(GenerationEvent::Token(token)).is_err() {
			return Advance::Cancelled;
		}
		if self.generated >= self.limit {
			self.finish(FinishReason::Length);
			return Advance::Finished;
		}
		Advance::GoesOn
	}

	/// Tells that the row could not be computed.
	pub(super) fn fail(&self, reason: &str) {
		self.tell(GenerationEvent::Failed(reason.to_owned()));
	}

	fn finish(&self, reason: FinishReason) {
		self.tell(GenerationEvent::Finished {
			reason,
			prompt_tokens: u32::try_from(self.prompt).unwrap_or(u32::MAX),
			completion_tokens: self.generated,
		});
	}

	fn tell(&self, event: GenerationEvent) {
		if self.events.try_send(event).is_err() {
			tracing::debug!("a request was cancelled as it ended");
		}
	}
}
