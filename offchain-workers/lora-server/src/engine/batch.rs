// SPDX-License-Identifier: Apache-2.0
//! The running requests: whose tokens are read in the next pass, and who has to wait.

use super::{
	pass::{self, Running, Share, Verdicts},
	row::{Advance, Row},
	stats::{count, count_all, set},
	EngineOptions, Payer, Shared,
};
use crate::{
	adapter::LoraSlots,
	model::{KvCache, Network, TextId},
};
use std::{
	any::Any,
	collections::VecDeque,
	panic::{catch_unwind, AssertUnwindSafe},
	sync::Arc,
	time::Instant,
};

/// Running rows, and those that wait for memory.
pub(super) struct Batch {
	network: Network,
	cache: KvCache,
	slots: LoraSlots,
	/// In the order in which they came in. Where memory is short, the last gives way.
	running: Vec<Running>,
	/// In the order in which they come in next.
	parked: VecDeque<Row>,
	texts: u64,
	max_rows: usize,
	prefill_tokens: usize,
	shared: Arc<Shared>,
}

impl Batch {
	pub(super) fn new(
		network: Network,
		cache: KvCache,
		options: EngineOptions,
		shared: Arc<Shared>,
	) -> Self {
		let slots = LoraSlots::new(network.device());
		let counters = &shared.counters;
		set(&counters.kv_blocks_total, cache.blocks_total());
		let block = KvCache::block_bytes(network.config());
		set(&counters.kv_block_bytes, usize::try_from(block).unwrap_or(usize::MAX));
		Self {
			network,
			cache,
			slots,
			running: Vec::new(),
			parked: VecDeque::new(),
			texts: 0,
			max_rows: options.max_rows.max(1),
			prefill_tokens: options.prefill_tokens.max(1),
			shared,
		}
	}

	/// Whether there is nothing to do.
	pub(super) fn is_empty(&self) -> bool {
		self.running.is_empty() && self.parked.is_empty()
	}

	/// How many rows more may enter.
	pub(super) fn room(&self) -> usize {
		self.max_rows.saturating_sub(self.running.len() + self.parked.len())
	}

	/// Takes `rows` in, behind those that are here.
	pub(super) fn enter(&mut self, rows: Vec<Row>) {
		self.parked.extend(rows);
	}

	/// Reads prompts on, and gives each row whose prompt is read its next token.
	pub(super) fn step(&mut self) {
		self.drop_cancelled();
		self.admit();
		let shares = self.share();
		if !shares.is_empty() {
			let outcome = self.guarded(|batch| {
				let Self { network, cache, slots, running, .. } = batch;
				pass::read(network, cache, slots, running, shares)
			});
			match outcome {
				Ok(verdicts) => self.settle(&verdicts),
				Err(reason) => self.abandon(&reason),
			}
		}
		let counters = &self.shared.counters;
		set(&counters.running, self.running.len());
		set(&counters.parked, self.parked.len());
		set(&counters.kv_blocks_used, self.cache.blocks_used());
	}

	fn drop_cancelled(&mut self) {
		let before = self.running.len() + self.parked.len();
		self.parked.retain(|row| !row.is_cancelled());
		for index in (0..self.running.len()).rev() {
			if self.running[index].row.is_cancelled() {
				self.remove(index);
			}
		}
		let left = self.running.len() + self.parked.len();
		count_all(&self.shared.counters.cancelled, before - left);
	}

	/// Lets rows in whose tokens the cache has room for, and one more. The first always has room: no
	/// text is longer than the cache.
	fn admit(&mut self) {
		while let Some(row) = self.parked.front() {
			let text = TextId(self.texts);
			if !self.cache.reserve(text, row.tokens().len() + 1) && !self.running.is_empty() {
				return;
			}
			let Some(mut row) = self.parked.pop_front() else { return };
			self.texts += 1;
			if row.enter() {
				self.shared.counters.queue_time.note(row.age());
			}
			self.running.push(Running::new(row, text));
		}
	}

	/// Whose tokens the next pass reads: the next one of each row that is being generated, and of
	/// prompts as many as may be, the oldest first.
	fn share(&mut self) -> Vec<Share> {
		let mut shares = Vec::new();
		let mut prefill = self.prefill_tokens;
		let mut index = 0;
		while index < self.running.len() {
			let running = &self.running[index];
			let pending = running.pending();
			let tokens = if pending == 1 { 1 } else { pending.min(prefill) };
			if tokens > 0 {
				let end = running.cached + tokens;
				if !self.make_room(index, end) {
					break;
				}
				if pending > 1 {
					prefill -= tokens;
				}
				shares.push(Share { index, tokens });
			}
			index += 1;
		}
		shares
	}

	/// Makes room for `tokens` tokens of a row, if need be by sending later ones back. False if the row
	/// itself was the last, and has been sent back.
	fn make_room(&mut self, index: usize, tokens: usize) -> bool {
		let text = self.running[index].text;
		while !self.cache.reserve(text, tokens) {
			let last = self.running.len() - 1;
			let Some(running) = self.running.pop() else { return false };
			self.parked.push_front(running.leave(&mut self.cache, &mut self.slots));
			count(&self.shared.counters.preempted);
			if last == index {
				return false;
			}
		}
		true
	}

	/// Tells rows what came out, and removes those that have ended.
	fn settle(&mut self, verdicts: &Verdicts) {
		let counters = &self.shared.counters;
		let mut ended = Vec::new();
		let mut payers: Vec<Payer> = Vec::new();
		for (place, &index) in verdicts.rows.iter().enumerate() {
			let (logits, token, value) = verdicts.of(place);
			let row = &mut self.running[index].row;
			let had = row.generated();
			let advance = row.advance(&logits, token, value);
			if row.generated() > had {
				count(&counters.generated_tokens);
			}
			if had == 0 && row.generated() > 0 {
				count_all(&counters.prompt_tokens, row.prompt_tokens());
				counters.first_token_time.note(row.age());
			}
			match advance {
				Advance::GoesOn => {},
				Advance::Finished => count(&counters.finished),
				Advance::Failed => count(&counters.failed),
				Advance::Cancelled => count(&counters.cancelled),
			}
			payers.push(row.payer().clone());
			if advance != Advance::GoesOn {
				ended.push(index);
			}
		}
		let mut door = self.shared.door();
		payers.iter().for_each(|payer| door.queue.charge(payer, 1));
		drop(door);
		ended.sort_unstable();
		ended.into_iter().rev().for_each(|index| self.remove(index));
	}

	fn remove(&mut self, index: usize) {
		let _ = self.running.remove(index).leave(&mut self.cache, &mut self.slots);
	}

	/// Fails all running rows: after a failure inside libtorch nothing is known about what the cache and
	/// the slots hold.
	fn abandon(&mut self, reason: &str) {
		tracing::error!(reason, rows = self.running.len(), "a pass of the engine failed");
		for running in self.running.drain(..) {
			count(&self.shared.counters.failed);
			running.row.fail(reason);
			self.cache.release(running.text);
		}
		self.slots = LoraSlots::new(self.network.device());
	}

	/// libtorch's failures are panics here. They end the rows that ran, not the engine.
	fn guarded<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> Result<T, String> {
		let began = Instant::now();
		let outcome =
			catch_unwind(AssertUnwindSafe(|| work(self))).map_err(|panic| message(panic.as_ref()));
		count(&self.shared.counters.steps);
		self.shared.counters.step_time.note(began.elapsed());
		outcome
	}
}

fn message(panic: &(dyn Any + Send)) -> String {
	let text = panic.downcast_ref::<String>().map(String::as_str);
	let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("unknown");
	// What follows the first line is libtorch's stack.
	text.split("\\n").flat_map(str::lines).next().unwrap_or("unknown").to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use crate::{
		engine::{
			queue::{FairQueue, QueueLimits},
			stats::Counters,
			Composition, Door, GenerationEvent, GenerationRequest, Sampling,
		},
		model::ModelConfig,
	};
	use std::sync::{Condvar, Mutex};
	use tch::Device;
	use tokio::sync::mpsc::Receiver;

	const CONTEXT: usize = 96;

	/// A batch with a cache of so many blocks.
	fn batch(blocks: usize, options: EngineOptions) -> Batch {
		tch::set_num_threads(1);
		let config = serde_json::json!({
			"model_type": "llama", "vocab_size": 20, "hidden_size": 8, "intermediate_size": 8,
			"num_hidden_layers": 1, "num_attention_heads": 2, "max_position_embeddings": CONTEXT,
		});
		let config = ModelConfig::from_json(&serde_json::to_vec(&config).unwrap()).unwrap();
		let limits = QueueLimits { all: 1, each: 1 };
		let shared = Shared {
			door: Mutex::new(Door { queue: FairQueue::new(limits), closed: false }),
			knock: Condvar::new(),
			counters: Counters::default(),
		};
		let network = Network::random(config, Device::Cpu).unwrap();
		let cache = KvCache::new(network.config(), Device::Cpu, blocks).unwrap();
		Batch::new(network, cache, options, Arc::new(shared))
	}

	fn row(batch: &Batch, prompt: &[u32], max_tokens: u32) -> (Row, Receiver<GenerationEvent>) {
		let request = GenerationRequest {
			payer: Payer::local(),
			prompt: prompt.to_vec(),
			adapters: Composition::BASE,
			max_tokens,
			sampling: Sampling::GREEDY,
			stop: Vec::new(),
		};
		Row::new(request, batch.network.config(), CONTEXT).unwrap()
	}

	fn told(events: &mut Receiver<GenerationEvent>) -> Vec<GenerationEvent> {
		std::iter::from_fn(|| events.try_recv().ok()).collect()
	}

	#[test]
	fn cancelled_row_leaves_the_batch_and_the_cache() {
		let _guard = tch::no_grad_guard();
		let mut batch = batch(8, EngineOptions::default());
		let (first, first_events) = row(&batch, &[1, 2], 20);
		let (second, mut second_events) = row(&batch, &[3], 20);
		batch.enter(vec![first, second]);
		batch.step();
		assert_eq!((batch.running.len(), batch.cache.blocks_used()), (2, 2));
		drop(first_events);
		batch.step();
		assert_eq!((batch.running.len(), batch.cache.blocks_used()), (1, 1));
		second_events.close();
		batch.step();
		assert!(batch.is_empty());
		assert_eq!(batch.cache.blocks_used(), 0);
	}

	#[test]
	fn row_cancelled_while_it_waited_is_never_begun() {
		let mut batch = batch(8, EngineOptions::default());
		let (waiting, events) = row(&batch, &[1, 2], 20);
		drop(events);
		batch.enter(vec![waiting]);
		batch.step();
		assert!(batch.is_empty());
		assert_eq!(batch.shared.counters.read(0).cancelled, 1);
	}

	#[test]
	fn failed_pass_ends_its_rows_and_not_the_batch() {
		let _guard = tch::no_grad_guard();
		let mut batch = batch(8, EngineOptions::default());
		let (running, mut events) = row(&batch, &[1, 2], 20);
		batch.enter(vec![running]);
		batch.step();
		let outcome = batch.guarded::<()>(|_| panic!("out of memory"));
		batch.abandon(&outcome.unwrap_err());
		assert!(batch.is_empty());
		let failed = GenerationEvent::Failed("out of memory".to_owned());
		let told_of_it = told(&mut events);
		assert!(matches!(told_of_it[0], GenerationEvent::Token(_)));
		assert_eq!(told_of_it[1], failed);
		let (next, mut events) = row(&batch, &[1, 2], 20);
		batch.enter(vec![next]);
		batch.step();
		assert!(matches!(events.try_recv(), Ok(GenerationEvent::Token(_))));
	}

	#[test]
	fn row_waits_when_the_cache_has_no_room_for_its_prompt() {
		let _guard = tch::no_grad_guard();
		let mut batch = batch(3, EngineOptions::default());
		let (long, mut long_events) = row(&batch, &[1; 50], 3);
		let (next, mut next_events) = row(&batch, &[2; 50], 3);
		batch.enter(vec![long, next]);
		batch.step();
		assert_eq!((batch.running.len(), batch.parked.len()), (1, 1));
		(0..6).for_each(|_| batch.step());
		assert_eq!((told(&mut long_events).len(), told(&mut next_events).len()), (4, 4));
		assert!(batch.is_empty());
	}

	#[test]
	fn later_row_gives_way_and_its_text_is_the_same() {
		let _guard = tch::no_grad_guard();
		let mut batch = batch(3, EngineOptions::default());
		let prompts: [&[u32]; 3] = [&[1; 20], &[2; 25], &[3; 30]];
		let alone: Vec<_> = prompts
			.iter()
			.map(|prompt| {
				let (row, mut events) = row(&batch, prompt, 40);
				batch.enter(vec![row]);
				while !batch.is_empty() {
					batch.step();
				}
				told(&mut events)
			})
			.collect();
		assert_eq!(batch.shared.counters.read(0).preempted, 0);
		let (rows, mut events): (Vec<_>, Vec<_>) =
			prompts.iter().map(|prompt| row(&batch, prompt, 40)).unzip();
		batch.enter(rows);
		while !batch.is_empty() {
			batch.step();
		}
		let together: Vec<_> = events.iter_mut().map(told).collect();
		assert!(batch.shared.counters.read(0).preempted > 0);
		assert_eq!(together, alone);
		assert_eq!(together[2].len(), 41);
		assert_eq!(batch.cache.blocks_used(), 0);
	}

	#[test]
	fn long_prompt_is_read_between_the_tokens_of_others() {
		let _guard = tch::no_grad_guard();
		let options = EngineOptions { prefill_tokens: 10, ..EngineOptions::default() };
		let mut batch = batch(8, options);
		let (quick, mut quick_events) = row(&batch, &[1, 2], 20);
		batch.enter(vec![quick]);
		batch.step();
		let (long, mut long_events) = row(&batch, &[3; 45], 2);
		batch.enter(vec![long]);
		(0..4).for_each(|_| batch.step());
		// A token in each pass, while ten of the prompt's were read.
		assert_eq!((told(&mut quick_events).len(), told(&mut long_events).len()), (5, 0));
		batch.step();
		assert_eq!(told(&mut long_events).len(), 1);
	}
}
