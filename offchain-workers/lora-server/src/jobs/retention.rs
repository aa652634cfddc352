// SPDX-License-Identifier: Apache-2.0
//! For how long jobs that are over stay on the disk.

use super::{workers::stopped, Inner};
use std::{sync::Arc, time::Duration};
use tokio::{
	sync::watch,
	task,
	time::{self, MissedTickBehavior},
};

/// How often the disk is cleared.
const EVERY: Duration = Duration::from_secs(600);

/// What is kept of jobs that are over. The evidence of an answer is with its job: keep it for as long as
/// the answer can be challenged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Retention {
	/// How many at most.
	pub jobs: usize,
	/// For how long at most.
	pub time: Duration,
}

impl Default for Retention {
	fn default() -> Self {
		Self { jobs: 100_000, time: Duration::from_secs(30 * 24 * 60 * 60) }
	}
}

/// Clears the disk, now and again.
pub(super) async fn clear(inner: Arc<Inner>, keep: Retention, mut stopping: watch::Receiver<bool>) {
	let mut ticks = time::interval(EVERY);
	ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
	loop {
		tokio::select! {
			biased;
			() = stopped(&mut stopping) => break,
			_ = ticks.tick() => {
				let inner = inner.clone();
				if let Err(error) = task::spawn_blocking(move || forget(&inner, keep)).await {
					tracing::error!(%error, "forgetting old jobs ended early");
				}
			},
		}
	}
}

fn forget(inner: &Inner, keep: Retention) {
	let closed = inner.ledger.forget_closed(&keep);
	let begun = inner.ledger.old_inferences(&keep).and_then(|old| {
		let mut forgotten = 0usize;
		for id in old {
			// Held over the removal, so that none is removed that is posted again just now.
			let active = inner.active();
			if !active.contains_key(&id) {
				inner.ledger.forget_begun(id)?;
				forgotten = forgotten.saturating_add(1);
			}
		}
		Ok(forgotten)
	});
	for forgotten in [closed, begun] {
		match forgotten {
			Ok(0) => {},
			Ok(jobs) => tracing::info!(jobs, "old jobs are forgotten"),
			Err(error) => tracing::error!(%error, "cannot forget old jobs"),
		}
	}
}
