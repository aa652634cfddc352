// SPDX-License-Identifier: Apache-2.0
//! Continuous batching: one thread that owns the base model and decodes one token of every running
//! request in each step, whatever their adapters.

mod batch;
mod composition;
mod pass;
mod queue;
mod request;
mod row;
mod sampler;
mod stats;

pub use composition::{Composition, MAX_ADAPTERS};
pub use request::{EngineError, FinishReason, GenerationEvent, GenerationRequest, Payer, Sampling};
pub use stats::{Durations, EngineStats, DURATION_BOUNDS};

use crate::{
	model::{KvCache, Model, ModelConfig, BLOCK_TOKENS},
	threads::compute_with,
};
use batch::Batch;
use queue::{FairQueue, QueueLimits};
use row::Row;
use stats::{count, count_all, Counters};
use std::{
	io,
	sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
	thread,
};
use tokio::sync::mpsc;

/// How much the engine takes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EngineOptions {
	/// Requests decoded together at most.
	pub max_rows: usize,
	/// Requests that may wait for a row.
	pub max_waiting: usize,
	/// Requests of one payer that may wait for a row.
	pub max_waiting_per_payer: usize,
	/// Tokens of prompts read at most in one pass, beside the one token of each request that is being
	/// generated.
	pub prefill_tokens: usize,
	/// Bytes of the key-value cache at most.
	pub kv_cache_bytes: u64,
	/// Threads that libtorch uses for each operation.
	pub threads: i32,
}

impl Default for EngineOptions {
	fn default() -> Self {
		Self {
			max_rows: 32,
			max_waiting: 256,
			max_waiting_per_payer: 64,
			prefill_tokens: 128,
			kv_cache_bytes: 1 << 30,
			threads: 1,
		}
	}
}

/// A handle of the engine; clones share it. The engine's thread ends when the last handle is dropped
/// and what it had accepted is done.
///
/// Requests wait in a bounded queue. Payers get equal shares of the tokens, prompts counted, while
/// they have requests that wait: the next request is that of the payer that has had the fewest.
#[derive(Clone)]
pub struct Engine {
	handle: Arc<Handle>,
	config: ModelConfig,
	/// Tokens of a text at most.
	context: usize,
}

impl Engine {
	/// Starts the engine's thread.
	///
	/// # Errors
	/// Those of starting a thread; too little memory for the key-value cache, or too small a one.
	pub fn start(model: Arc<Model>, options: EngineOptions) -> io::Result<Self> {
		let limits = QueueLimits { all: options.max_waiting, each: options.max_waiting_per_payer };
		let door = Door { queue: FairQueue::new(limits), closed: false };
		let shared = Arc::new(Shared {
			door: Mutex::new(door),
			knock: Condvar::new(),
			counters: Counters::default(),
		});
		let config = model.config().clone();
		let max_rows = options.max_rows.max(1);
		let needed = config.context.div_ceil(BLOCK_TOKENS).saturating_mul(max_rows);
		let affordable = options.kv_cache_bytes / KvCache::block_bytes(&config).max(1);
		let blocks = needed.min(usize::try_from(affordable).unwrap_or(usize::MAX));
		if blocks == 0 {
			let reason = "the key-value cache is too small for one block of tokens";
			return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
		}
		let cache = KvCache::new(&config, model.device(), blocks).map_err(io::Error::other)?;
		let context = config.context.min(blocks * BLOCK_TOKENS);
		let handle = Arc::new(Handle(shared.clone()));
		thread::Builder::new()
			.name("engine".to_owned())
			.spawn(move || run(&model, cache, options, Thread(shared)))?;
		Ok(Self { handle, config, context })
	}

	/// Hands `request` to the engine. What comes of it is told through the receiver; dropping that
	/// cancels the request.
	///
	/// The same request yields the same tokens whatever else is running, as far as floating-point
	/// sums allow: the order of additions depends on the size of a batch, and could decide between
	/// two tokens that are equally probable to six digits, or move a random draw that falls within
	/// as little of the border between two tokens.
	///
	/// # Errors
	/// [`EngineError`]; [`EngineError::Busy`] when as many requests wait as may.
	pub fn submit(
		&self,
		request: GenerationRequest,
	) -> Result<mpsc::Receiver<GenerationEvent>, EngineError> {
		let (row, events) = Row::new(request, &self.config, self.context)?;
		let Shared { knock, counters, .. } = &*self.handle.0;
		let mut door = self.handle.0.door();
		if door.closed {
			return Err(EngineError::Stopped);
		}
		let payer = row.payer().clone();
		if !door.queue.has_room(&payer) {
			// Whoever has gone away makes room for others.
			count_all(&counters.cancelled, door.queue.discard(Row::is_cancelled));
		}
		if door.queue.push(&payer, row).is_err() {
			count(&counters.refused);
			return Err(EngineError::Busy);
		}
		count(&counters.accepted);
		knock.notify_one();
		Ok(events)
	}

	/// What it has done since its start, and what it is at.
	pub fn stats(&self) -> EngineStats {
		let waiting = self.handle.0.door().queue.len();
		self.handle.0.counters.read(waiting)
	}
}

/// What the engine's thread and its handles share.
struct Shared {
	door: Mutex<Door>,
	/// Told when the door has changed.
	knock: Condvar,
	counters: Counters,
}

struct Door {
	queue: FairQueue<Row>,
	/// Nothing comes any more.
	closed: bool,
}

impl Shared {
	fn door(&self) -> MutexGuard<'_, Door> {
		self.door.lock().unwrap_or_else(PoisonError::into_inner)
	}
}

/// Dropped with the last of the engine's handles.
struct Handle(Arc<Shared>);

impl Drop for Handle {
	fn drop(&mut self) {
		self.0.door().closed = true;
		self.0.knock.notify_one();
	}
}

/// The engine's thread's side. Dropped when the thread ends, whyever: what waits is let go.
struct Thread(Arc<Shared>);

impl Drop for Thread {
	fn drop(&mut self) {
		let mut door = self.0.door();
		door.closed = true;
		door.queue.discard(|_| true);
	}
}

impl Thread {
	/// Up to `room` requests, in their order; none when there will be none any more. Waits for one if
	/// `idle`.
	fn next(&self, room: usize, idle: bool) -> Option<Vec<Row>> {
		let mut door = self.0.door();
		loop {
			let mut rows = Vec::new();
			while rows.len() < room {
				let Some(row) = door.queue.pop() else { break };
				// What it will cost at least: the next choice takes it into account.
				door.queue.charge(row.payer(), tokens(row.prompt_tokens()));
				rows.push(row);
			}
			if !(idle && rows.is_empty()) {
				return Some(rows);
			}
			if door.closed {
				return None;
			}
			door = self.0.knock.wait(door).unwrap_or_else(PoisonError::into_inner);
		}
	}
}

fn run(model: &Model, cache: KvCache, options: EngineOptions, thread: Thread) {
	compute_with(options.threads);
	let _guard = tch::no_grad_guard();
	let mut batch = Batch::new(model.network(), cache, options, thread.0.clone());
	while let Some(entering) = thread.next(batch.room(), batch.is_empty()) {
		batch.enter(entering);
		batch.step();
	}
}

fn tokens(count: usize) -> u64 {
	u64::try_from(count).unwrap_or(u64::MAX)
}
