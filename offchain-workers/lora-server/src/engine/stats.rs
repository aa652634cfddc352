// SPDX-License-Identifier: Apache-2.0
//! What the engine has done, in numbers.

use std::{
	sync::atomic::{AtomicU64, Ordering::Relaxed},
	time::Duration,
};

/// Upper bounds of a [`Durations`]' classes, in seconds; one class more has no bound.
pub const DURATION_BOUNDS: [f64; 14] =
	[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// How an engine is doing: gauges as they are now, and counts since its start.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct EngineStats {
	/// Requests being computed.
	pub running: u64,
	/// Requests that wait to be.
	pub waiting: u64,
	/// Blocks of the key-value cache in use.
	pub kv_blocks_used: u64,
	/// Blocks of the key-value cache there are.
	pub kv_blocks_total: u64,
	/// Bytes of one block.
	pub kv_block_bytes: u64,
	/// Requests accepted.
	pub accepted: u64,
	/// Requests refused because too many waited.
	pub refused: u64,
	/// Requests answered.
	pub finished: u64,
	/// Requests that could not be computed.
	pub failed: u64,
	/// Requests that nobody waited for any more.
	pub cancelled: u64,
	/// Requests that gave their blocks of the cache to others, and were begun again.
	pub preempted: u64,
	/// Tokens of prompts, once a prompt has got its first token.
	pub prompt_tokens: u64,
	/// Tokens generated.
	pub generated_tokens: u64,
	/// Passes through the model.
	pub steps: u64,
	/// Of one pass through the model.
	pub step_time: Durations,
	/// From the acceptance of a request to its first pass.
	pub queue_time: Durations,
	/// From the acceptance of a request to its first token.
	pub first_token_time: Durations,
}

/// Durations, by class.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Durations {
	/// How many were at most as long as each of [`DURATION_BOUNDS`], and longer than the one before
	/// it; at last, how many were longer than all bounds.
	pub counts: [u64; DURATION_BOUNDS.len() + 1],
	/// Their sum, in seconds.
	pub sum: f64,
}

impl Durations {
	/// How many there were.
	pub fn count(&self) -> u64 {
		self.counts.iter().sum()
	}
}

/// The numbers as the engine's thread and its callers count them.
#[derive(Default)]
pub(super) struct Counters {
	pub running: AtomicU64,
	/// Out of the queue, and waiting for memory.
	pub parked: AtomicU64,
	pub kv_blocks_used: AtomicU64,
	pub kv_blocks_total: AtomicU64,
	pub kv_block_bytes: AtomicU64,
	pub accepted: AtomicU64,
	pub refused: AtomicU64,
	pub finished: AtomicU64,
	pub failed: AtomicU64,
	pub cancelled: AtomicU64,
	pub preempted: AtomicU64,
	pub prompt_tokens: AtomicU64,
	pub generated_tokens: AtomicU64,
	pub steps: AtomicU64,
	pub step_time: Clock,
	pub queue_time: Clock,
	pub first_token_time: Clock,
}

impl Counters {
	/// What they say now, beside `waiting` requests.
	pub fn read(&self, waiting: usize) -> EngineStats {
		let parked = self.parked.load(Relaxed);
		EngineStats {
			running: self.running.load(Relaxed),
			waiting: u64::try_from(waiting).unwrap_or(u64::MAX).saturating_add(parked),
			kv_blocks_used: self.kv_blocks_used.load(Relaxed),
			kv_blocks_total: self.kv_blocks_total.load(Relaxed),
			kv_block_bytes: self.kv_block_bytes.load(Relaxed),
			accepted: self.accepted.load(Relaxed),
			refused: self.refused.load(Relaxed),
			finished: self.finished.load(Relaxed),
			failed: self.failed.load(Relaxed),
			cancelled: self.cancelled.load(Relaxed),
			preempted: self.preempted.load(Relaxed),
			prompt_tokens: self.prompt_tokens.load(Relaxed),
			generated_tokens: self.generated_tokens.load(Relaxed),
			steps: self.steps.load(Relaxed),
			step_time: self.step_time.read(),
			queue_time: self.queue_time.read(),
			first_token_time: self.first_token_time.read(),
		}
	}
}

/// Counts one more.
pub(super) fn count(counter: &AtomicU64) {
	count_all(counter, 1);
}

/// Counts `number` more.
pub(super) fn count_all(counter: &AtomicU64, number: usize) {
	counter.fetch_add(u64::try_from(number).unwrap_or(u64::MAX), Relaxed);
}

/// Notes how many there are now.
pub(super) fn set(gauge: &AtomicU64, number: usize) {
	gauge.store(u64::try_from(number).unwrap_or(u64::MAX), Relaxed);
}

/// [`Durations`] that are being counted.
#[derive(Default)]
pub(super) struct Clock {
	counts: [AtomicU64; DURATION_BOUNDS.len() + 1],
	nanoseconds: AtomicU64,
}

impl Clock {
	pub fn note(&self, time: Duration) {
		let seconds = time.as_secs_f64();
		let class = DURATION_BOUNDS.iter().take_while(|&&bound| bound < seconds).count();
		if let Some(counter) = self.counts.get(class) {
			count(counter);
		}
		let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
		self.nanoseconds.fetch_add(nanoseconds, Relaxed);
	}

	fn read(&self) -> Durations {
		Durations {
			counts: self.counts.each_ref().map(|counter| counter.load(Relaxed)),
			sum: Duration::from_nanos(self.nanoseconds.load(Relaxed)).as_secs_f64(),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn clock_puts_each_duration_into_the_first_class_that_holds_it() {
		let clock = Clock::default();
		for microseconds in [0, 1_000, 1_001, 30_000_000, 30_000_001] {
			clock.note(Duration::from_micros(microseconds));
		}
		let durations = clock.read();
		assert_eq!((durations.counts[0], durations.counts[1]), (2, 1));
		assert_eq!((durations.counts[13], durations.counts[14]), (1, 1));
		assert_eq!(durations.count(), 5);
		assert!((durations.sum - 60.002_002).abs() < 1e-9);
	}
}
