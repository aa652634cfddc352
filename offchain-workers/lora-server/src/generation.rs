// SPDX-License-Identifier: Apache-2.0
//! Answers from the engine: whole, or up to a string that ends them; and whether a text is one.

pub mod check;
mod stop;

pub use stop::{Passed, StopStrings};

use crate::engine::{Engine, EngineError, FinishReason, GenerationEvent, GenerationRequest};
use std::time::Duration;
use tokio::{sync::mpsc::Receiver, time};

/// How long to wait before a busy engine is asked again.
const PATIENCE: Duration = Duration::from_millis(50);

/// Why no answer came.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
pub enum GenerationError {
	/// The engine did not take the request.
	#[error(transparent)]
	Refused(#[from] EngineError),
	/// The engine failed while it generated.
	#[error("generation failed: {0}")]
	Failed(String),
}

/// A complete answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Generated {
	/// Its tokens.
	pub tokens: Vec<u32>,
	/// Why it ended.
	pub reason: FinishReason,
	/// Tokens of the prompt.
	pub prompt_tokens: u32,
	/// Tokens generated.
	pub completion_tokens: u32,
}

/// Generates what `request` asks for. Waits as long as the engine is busy.
///
/// # Errors
/// [`GenerationError`], but never for a busy engine.
pub async fn generate(
	engine: &Engine,
	request: GenerationRequest,
) -> Result<Generated, GenerationError> {
	let events = loop {
		match engine.submit(request.clone()) {
			Err(EngineError::Busy) => time::sleep(PATIENCE).await,
			submitted => break submitted?,
		}
	};
	collect(events).await
}

/// Waits for the end of a generation.
///
/// # Errors
/// [`GenerationError::Failed`].
pub async fn collect(mut events: Receiver<GenerationEvent>) -> Result<Generated, GenerationError> {
	let mut tokens = Vec::new();
	while let Some(event) = events.recv().await {
		match event {
			GenerationEvent::Token(token) => tokens.push(token),
			GenerationEvent::Finished { reason, prompt_tokens, completion_tokens } => {
				return Ok(Generated { tokens, reason, prompt_tokens, completion_tokens });
			},
			GenerationEvent::Failed(reason) => return Err(GenerationError::Failed(reason)),
		}
	}
	Err(EngineError::Stopped.into())
}
