// SPDX-License-Identifier: Apache-2.0
//! Continuous batching: one thread that owns the base model and decodes one token of every running
//! request in each step, whatever their adapters.

mod batch;
mod row;
mod sampler;

use crate::{
	adapter::Adapter,
	model::{Model, ModelConfig},
};
use batch::Batch;
use row::Row;
use std::{
	io,
	sync::{
		mpsc::{sync_channel, Receiver, SyncSender, TrySendError},
		Arc,
	},
	thread,
};
use tokio::sync::mpsc;

/// How the next token is chosen.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sampling {
	/// Zero takes the most probable token; larger values even the probabilities out.
	pub temperature: f64,
	/// Only the most probable tokens that together reach this probability are considered; in (0, 1].
	pub top_p: f64,
	/// Equal seeds give equal texts.
	pub seed: u64,
}

/// What is to be generated.
#[derive(Clone)]
pub struct GenerationRequest {
	/// Tokens to continue, at least one.
	pub prompt: Vec<u32>,
	/// The adapter, if any.
	pub adapter: Option<Arc<Adapter>>,
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
	/// As many requests as may wait are waiting.
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
		/// Tokens of the model's context.
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
	/// The engine's thread has ended.
	#[error("the engine has stopped")]
	Stopped,
}

/// How much the engine takes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EngineOptions {
	/// Requests decoded together at most.
	pub max_rows: usize,
	/// Requests that may wait for a row.
	pub max_waiting: usize,
	/// Threads that libtorch uses for each operation.
	pub threads: i32,
}

impl Default for EngineOptions {
	fn default() -> Self {
		Self { max_rows: 32, max_waiting: 256, threads: 1 }
	}
}

/// A handle of the engine; clones share it. The engine's thread ends when the last handle is dropped
/// and what it had accepted is done.
#[derive(Clone)]
pub struct Engine {
	queue: SyncSender<Row>,
	config: ModelConfig,
}

impl Engine {
	/// Starts the engine's thread.
	///
	/// # Errors
	/// Those of starting a thread.
	pub fn start(model: Arc<Model>, options: EngineOptions) -> io::Result<Self> {
		let (queue, waiting) = sync_channel(options.max_waiting);
		let config = model.config().clone();
		thread::Builder::new()
			.name("engine".to_owned())
			.spawn(move || run(&model, options, &waiting))?;
		Ok(Self { queue, config })
	}

	/// Hands `request` to the engine. What comes of it is told through the receiver; dropping that
	/// cancels the request.
	///
	/// The same request yields the same tokens whatever else is running, as far as floating-point
	/// sums allow: the order of additions depends on the size of a batch, and could decide between
	/// two tokens that are equally probable to six digits.
	///
	/// # Errors
	/// [`EngineError`]; [`EngineError::Busy`] when as many requests wait as may.
	pub fn submit(
		&self,
		request: GenerationRequest,
	) -> Result<mpsc::Receiver<GenerationEvent>, EngineError> {
		let (row, events) = Row::new(request, &self.config)?;
		self.queue.try_send(row).map_err(|error| match error {
			TrySendError::Full(_) => EngineError::Busy,
			TrySendError::Disconnected(_) => EngineError::Stopped,
		})?;
		Ok(events)
	}
}

fn run(model: &Model, options: EngineOptions, waiting: &Receiver<Row>) {
	tch::set_num_threads(options.threads.max(1));
	let _guard = tch::no_grad_guard();
	let max_rows = options.max_rows.max(1);
	let mut batch = Batch::new(model.network());
	loop {
		let mut admitted = Vec::new();
		if batch.is_empty() {
			match waiting.recv() {
				Ok(row) => admitted.push(row),
				Err(_) => return,
			}
		}
		let room = max_rows.saturating_sub(batch.len() + admitted.len());
		admitted.extend(waiting.try_iter().take(room));
		batch.admit(admitted);
		batch.decode();
	}
}
