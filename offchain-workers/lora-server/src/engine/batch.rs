// SPDX-License-Identifier: Apache-2.0
//! The running requests: prefilled as they come, decoded together.

use super::{
	row::{Advance, Row},
	stats::{count, count_all, set},
	Shared,
};
use crate::{
	adapter::{Adapter, LoraBatch},
	model::{CachedRows, KvCache, Network},
};
use std::{
	any::Any,
	panic::{catch_unwind, AssertUnwindSafe},
	sync::Arc,
	time::Instant,
};
use tch::{Device, Tensor};

/// Running rows. Row `i` has row `i` of the cache.
pub(super) struct Batch {
	network: Network,
	cache: KvCache,
	rows: Vec<Row>,
	/// The rows' adapters, gathered; `None` when the rows have changed since.
	lora: Option<LoraBatch>,
	shared: Arc<Shared>,
}

/// What a step says of each row: its logits, and where they are largest.
struct Verdicts {
	logits: Tensor,
	tokens: Vec<i64>,
	values: Vec<f64>,
}

impl Batch {
	pub(super) fn new(network: Network, shared: Arc<Shared>) -> Self {
		let cache = KvCache::new(network.config(), network.device());
		Self { network, cache, rows: Vec::new(), lora: None, shared }
	}

	pub(super) fn rows(&self) -> &[Row] {
		&self.rows
	}

	pub(super) fn len(&self) -> usize {
		self.rows.len()
	}

	pub(super) fn is_empty(&self) -> bool {
		self.rows.is_empty()
	}

	/// Reads the prompts of new rows, and gives each its first token.
	pub(super) fn admit(&mut self, mut admitted: Vec<Row>) {
		let waited = admitted.len();
		admitted.retain(|row| !row.is_cancelled());
		let counters = &self.shared.counters;
		count_all(&counters.cancelled, waited - admitted.len());
		if admitted.is_empty() {
			return;
		}
		for row in &admitted {
			counters.queue_time.note(row.age());
			count_all(&counters.prompt_tokens, row.prompt().len());
		}
		let first = self.rows.len();
		self.rows.append(&mut admitted);
		self.lora = None;
		let outcome = self.guarded(|batch| batch.prefill(first));
		self.settle(first, outcome);
	}

	/// Gives each row its next token.
	pub(super) fn decode(&mut self) {
		for index in (0..self.rows.len()).rev() {
			if self.rows[index].is_cancelled() {
				count(&self.shared.counters.cancelled);
				self.remove(index);
			}
		}
		if self.rows.is_empty() {
			return;
		}
		let outcome = self.guarded(Self::step);
		self.settle(0, outcome);
	}

	fn prefill(&mut self, first: usize) -> Verdicts {
		let rows = &self.rows[first..];
		let length = rows.iter().map(|row| row.prompt().len()).max().unwrap_or(0);
		let mut tokens = Vec::with_capacity(rows.len() * length);
		let mut ends = Vec::with_capacity(rows.len());
		for row in rows {
			let prompt = row.prompt();
			tokens.extend(prompt.iter().copied().map(i64::from));
			tokens.extend(std::iter::repeat_n(0, length - prompt.len()));
			ends.push(size(prompt.len() - 1));
		}
		let shape = [size(rows.len()), size(length)];
		let positions = (0..rows.len()).flat_map(|_| 0..size(length)).collect::<Vec<_>>();
		let lora = gather(rows);
		let hidden = self.forward(first, &tokens, &positions, shape, &lora);
		let ends = self.tensor(&ends).view([-1, 1, 1]).expand([-1, 1, hidden.size()[2]], false);
		self.judge(&hidden.gather(1, &ends, false).squeeze_dim(1))
	}

	fn step(&mut self) -> Verdicts {
		let tokens: Vec<_> = self.rows.iter().map(|row| i64::from(row.last())).collect();
		let positions: Vec<_> = self.rows.iter().map(|row| size(row.position())).collect();
		let shape = [size(self.rows.len()), 1];
		let lora = self.lora.take().unwrap_or_else(|| gather(&self.rows));
		let hidden = self.forward(0, &tokens, &positions, shape, &lora);
		self.lora = Some(lora);
		self.judge(&hidden.squeeze_dim(1))
	}

	fn forward(
		&mut self,
		first: usize,
		tokens: &[i64],
		positions: &[i64],
		shape: [i64; 2],
		lora: &LoraBatch,
	) -> Tensor {
		let visible = positions.iter().max().map_or(0, |position| position + 1);
		self.cache.reserve(size(self.rows.len()), visible);
		let tokens = self.tensor(tokens).view(shape);
		let positions = self.tensor(positions).view(shape);
		let mut rows = CachedRows {
			cache: &mut self.cache,
			first_row: size(first),
			positions: &positions,
			visible,
		};
		self.network.forward_cached(&tokens, &mut rows, lora)
	}

	fn judge(&self, hidden: &Tensor) -> Verdicts {
		let logits = self.network.logits(hidden).to_device(Device::Cpu);
		let (values, tokens) = logits.max_dim(-1, false);
		let rows = tokens.numel();
		let mut verdicts = Verdicts { logits, tokens: vec![0; rows], values: vec![0.0; rows] };
		tokens.copy_data(&mut verdicts.tokens, rows);
		values.to_kind(tch::Kind::Double).copy_data(&mut verdicts.values, rows);
		verdicts
	}

	/// Tells the rows from `first` on what came out, and removes those that have ended.
	fn settle(&mut self, first: usize, outcome: Result<Verdicts, String>) {
		let verdicts = match outcome {
			Ok(verdicts) => verdicts,
			Err(reason) => return self.abandon(&reason),
		};
		for index in (first..self.rows.len()).rev() {
			let place = index - first;
			let token = u32::try_from(verdicts.tokens[place]).unwrap_or(0);
			let logits = verdicts.logits.get(size(place));
			let row = &mut self.rows[index];
			let advance = row.advance(&logits, token, verdicts.values[place]);
			let counters = &self.shared.counters;
			match advance {
				Advance::GoesOn => {},
				Advance::Finished => count(&counters.finished),
				Advance::Failed => count(&counters.failed),
				Advance::Cancelled => count(&counters.cancelled),
			}
			if matches!(advance, Advance::GoesOn | Advance::Finished) {
				count(&counters.generated_tokens);
				if row.generated() <= 1 {
					counters.first_token_time.note(row.age());
				}
			}
			if advance != Advance::GoesOn {
				self.remove(index);
			}
		}
		set(&self.shared.counters.running, self.rows.len());
	}

	/// Removes a row; the last one takes its place.
	fn remove(&mut self, index: usize) {
		let last = self.rows.len() - 1;
		if index != last {
			self.cache.move_row(size(last), size(index));
		}
		self.rows.swap_remove(index);
		self.lora = None;
	}

	/// Fails all rows: after a failure inside libtorch nothing is known about the cache.
	fn abandon(&mut self, reason: &str) {
		tracing::error!(reason, rows = self.rows.len(), "a step of the engine failed");
		for row in self.rows.drain(..) {
			count(&self.shared.counters.failed);
			row.fail(reason);
		}
		set(&self.shared.counters.running, 0);
		self.lora = None;
		self.cache = KvCache::new(self.network.config(), self.network.device());
	}

	/// libtorch's failures are panics here. They end the rows that ran, not the engine.
	fn guarded(&mut self, work: impl FnOnce(&mut Self) -> Verdicts) -> Result<Verdicts, String> {
		let began = Instant::now();
		let outcome =
			catch_unwind(AssertUnwindSafe(|| work(self))).map_err(|panic| message(panic.as_ref()));
		count(&self.shared.counters.steps);
		self.shared.counters.step_time.note(began.elapsed());
		outcome
	}

	fn tensor(&self, values: &[i64]) -> Tensor {
		Tensor::from_slice(values).to_device(self.network.device())
	}
}

/// The adapters of `rows`, each distinct one once.
fn gather(rows: &[Row]) -> LoraBatch {
	let mut distinct: Vec<&Arc<Adapter>> = Vec::new();
	let mut places = Vec::with_capacity(rows.len());
	for row in rows {
		places.push(row.adapter().map(|adapter| {
			let known = distinct.iter().position(|other| Arc::ptr_eq(other, adapter));
			known.unwrap_or_else(|| {
				distinct.push(adapter);
				distinct.len() - 1
			})
		}));
	}
	let weights: Vec<_> = distinct.iter().map(|adapter| adapter.weights()).collect();
	LoraBatch::new(&weights, &places)
}

fn message(panic: &(dyn Any + Send)) -> String {
	let text = panic.downcast_ref::<String>().map(String::as_str);
	text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("unknown").to_owned()
}

fn size(size: usize) -> i64 {
	i64::try_from(size).unwrap_or(i64::MAX)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use crate::{
		engine::{
			queue::{FairQueue, QueueLimits},
			stats::Counters,
			Composition, Door, GenerationEvent, GenerationRequest, Payer, Sampling,
		},
		model::ModelConfig,
	};
	use std::sync::{Condvar, Mutex};
	use tokio::sync::mpsc::Receiver;

	fn batch() -> Batch {
		tch::set_num_threads(1);
		let config = serde_json::json!({
			"model_type": "llama", "vocab_size": 20, "hidden_size": 8, "intermediate_size": 8,
			"num_hidden_layers": 1, "num_attention_heads": 2, "max_position_embeddings": 32,
		});
		let config = ModelConfig::from_json(&serde_json::to_vec(&config).unwrap()).unwrap();
		let limits = QueueLimits { all: 1, each: 1 };
		let shared = Shared {
			door: Mutex::new(Door { queue: FairQueue::new(limits), closed: false }),
			knock: Condvar::new(),
			counters: Counters::default(),
		};
		Batch::new(Network::random(config, Device::Cpu).unwrap(), Arc::new(shared))
	}

	fn row(batch: &Batch, prompt: &[u32]) -> (Row, Receiver<GenerationEvent>) {
		let request = GenerationRequest {
			payer: Payer::local(),
			prompt: prompt.to_vec(),
			adapters: Composition::BASE,
			max_tokens: 20,
			sampling: Sampling::GREEDY,
			stop: Vec::new(),
		};
		Row::new(request, batch.network.config()).unwrap()
	}

	#[test]
	fn cancelled_row_leaves_the_batch() {
		let _guard = tch::no_grad_guard();
		let mut batch = batch();
		let (first, first_events) = row(&batch, &[1, 2]);
		let (second, mut second_events) = row(&batch, &[3]);
		batch.admit(vec![first, second]);
		assert_eq!(batch.len(), 2);
		drop(first_events);
		batch.decode();
		assert_eq!(batch.len(), 1);
		second_events.close();
		batch.decode();
		assert!(batch.is_empty());
	}

	#[test]
	fn row_cancelled_while_it_waited_is_never_begun() {
		let mut batch = batch();
		let (waiting, events) = row(&batch, &[1, 2]);
		drop(events);
		batch.admit(vec![waiting]);
		assert!(batch.is_empty());
	}

	#[test]
	fn failed_step_ends_its_rows_and_not_the_batch() {
		let _guard = tch::no_grad_guard();
		let mut batch = batch();
		let (running, mut events) = row(&batch, &[1, 2]);
		batch.admit(vec![running]);
		let outcome = batch.guarded(|_| panic!("out of memory"));
		batch.settle(0, outcome);
		assert!(batch.is_empty());
		assert!(matches!(events.try_recv(), Ok(GenerationEvent::Token(_))));
		let failed = GenerationEvent::Failed("out of memory".to_owned());
		assert_eq!(events.try_recv(), Ok(failed));
		let (next, mut events) = row(&batch, &[1, 2]);
		batch.admit(vec![next]);
		assert!(matches!(events.try_recv(), Ok(GenerationEvent::Token(_))));
	}
}
