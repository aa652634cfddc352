// SPDX-License-Identifier: Apache-2.0
//! For how long jobs that are over stay on the disk, and what nothing refers to.

use super::{workers::stopped, Inner};
use crate::{payments, store::StoreError};
use polkadot_sdk::sp_core::H256;
use std::{
	collections::BTreeSet,
	sync::Arc,
	time::{Duration, SystemTime},
};
use tokio::{
	sync::watch,
	task,
	time::{self, MissedTickBehavior},
};

/// How often the disk is cleared.
const EVERY: Duration = Duration::from_secs(600);

/// A server that runs leaves alone what is younger: what it has just stored may be referred to next.
const MIN_GRACE: Duration = Duration::from_secs(60 * 60);

/// What is kept of jobs that are over. The evidence of an answer is with its job: keep it for as long as
/// the answer can be challenged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Retention {
	/// How many at most.
	pub jobs: usize,
	/// For how long at most.
	pub time: Duration,
	/// How long bytes stay that nothing refers to; none for ever.
	pub unreferenced: Option<Duration>,
}

impl Default for Retention {
	fn default() -> Self {
		Self { jobs: 100_000, time: Duration::from_secs(30 * 24 * 60 * 60), unreferenced: None }
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
				if let Err(error) = task::spawn_blocking(move || clear_once(&inner, keep)).await {
					tracing::error!(%error, "clearing the disk ended early");
				}
			},
		}
	}
}

fn clear_once(inner: &Inner, keep: Retention) {
	match inner.ledger.forget_closed(&keep, SystemTime::now()) {
		Ok(0) => {},
		Ok(jobs) => tracing::info!(jobs, "old jobs are forgotten"),
		Err(error) => tracing::error!(%error, "cannot forget old jobs"),
	}
	let Some(grace) = keep.unreferenced else { return };
	match inner.store().collect(|| held(inner), grace.max(MIN_GRACE), false) {
		Ok(collected) if collected.removed.count == 0 => {},
		Ok(collected) => tracing::info!(
			removed = collected.removed.count,
			bytes = collected.removed.bytes,
			kept = collected.kept.count,
			"what nothing refers to is removed"
		),
		Err(error) => tracing::error!(%error, "cannot remove what nothing refers to"),
	}
}

/// What this server refers to: its base model's manifest, the adapters in memory or pinned there, and all
/// that a job's record names.
fn held(inner: &Inner) -> Result<BTreeSet<H256>, StoreError> {
	let mut held = inner.ledger.hashes()?;
	held.extend(inner.services.artifacts.adapters().kept());
	match &inner.services.payments {
		Some(open) => held.extend(open.ledger().answers()?),
		None => held.extend(payments::Ledger::answers_in(inner.store().path())?),
	}
	held.insert(inner.services.artifacts.base().commitment().root);
	Ok(held)
}
