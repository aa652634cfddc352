// SPDX-License-Identifier: Apache-2.0
//! Jobs that wait or run, and who is told of them.

use super::{status, TrainingProgress};
use openledger_primitives::jobs::{JobState, JobStatus, Task};
use polkadot_sdk::sp_core::H256;
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// What is known of a job at a moment.
#[derive(Serialize, Deserialize, Clone, PartialEq, Debug)]
pub struct JobUpdate {
	/// How far the job is.
	pub status: JobStatus,
	/// How far its training is; none for other jobs, and before the first step.
	pub progress: Option<TrainingProgress>,
}

/// A job that waits or runs.
pub(super) struct Active {
	/// What is to be done.
	pub(super) task: Task,
	/// When somebody last asked for it.
	asked: Instant,
	updates: watch::Sender<JobUpdate>,
}

impl Active {
	pub(super) fn waiting(id: H256, task: Task) -> Self {
		let update = JobUpdate { status: status(id, JobState::Queued), progress: None };
		Self { task, asked: Instant::now(), updates: watch::Sender::new(update) }
	}

	/// How far it is, for somebody who asks for it.
	pub(super) fn ask(&mut self) -> JobStatus {
		self.asked = Instant::now();
		self.updates.borrow().status.clone()
	}

	/// How far it is, for somebody who asks for many.
	pub(super) fn state(&self) -> JobState {
		self.updates.borrow().status.state.clone()
	}

	/// For how long nobody has asked, nor listened.
	pub(super) fn unasked_for(&self) -> Duration {
		if self.updates.receiver_count() > 0 {
			return Duration::ZERO;
		}
		self.asked.elapsed()
	}

	/// Whether somebody works on it.
	pub(super) fn is_running(&self) -> bool {
		matches!(self.updates.borrow().status.state, JobState::Running)
	}

	pub(super) fn progress(&self) -> Option<TrainingProgress> {
		self.updates.borrow().progress
	}

	pub(super) fn subscribe(&self) -> watch::Receiver<JobUpdate> {
		self.updates.subscribe()
	}

	/// Tells that it has come to `state`.
	pub(super) fn enter(&self, state: JobState) {
		self.updates.send_modify(|update| update.status.state = state);
	}

	/// Tells how far its training is.
	pub(super) fn report(&self, progress: TrainingProgress) {
		self.updates.send_modify(|update| update.progress = Some(progress));
	}
}
