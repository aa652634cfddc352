// SPDX-License-Identifier: Apache-2.0
//! Jobs on the disk: `jobs/begun/<id>.json` from acceptance on, `jobs/closed/<id>.json` from the end
//! on. Where both are, the job is closed.

use super::{JobEvidence, Retention, TrainingProgress};
use crate::store::{Folder, Store, StoreError};
use openledger_primitives::jobs::{JobRequest, JobState, Task};
use polkadot_sdk::sp_core::H256;
use serde::{de::DeserializeOwned, Deserialize, Serialize};

/// A job that is over.
#[derive(Serialize, Deserialize, Clone, PartialEq, Debug)]
pub struct ClosedJob {
	/// What was asked.
	pub request: JobRequest,
	/// How it ended: finished or failed.
	pub state: JobState,
	/// What the outcome rests on, of a finished inference or evaluation.
	pub evidence: Option<JobEvidence>,
	/// How far a training came.
	pub progress: Option<TrainingProgress>,
}

impl ClosedJob {
	/// Whether posting it again begins it anew.
	pub fn may_start_again(&self) -> bool {
		matches!(self.state, JobState::Failed { retryable: true, .. })
	}
}

/// The records of all jobs.
pub struct Ledger {
	begun: Folder,
	closed: Folder,
}

impl Ledger {
	/// The ledger in `store`.
	///
	/// # Errors
	/// [`StoreError`].
	pub fn open(store: &Store) -> Result<Self, StoreError> {
		Ok(Self { begun: store.folder("jobs/begun")?, closed: store.folder("jobs/closed")? })
	}

	/// The jobs that were begun and not closed.
	///
	/// # Errors
	/// [`StoreError`].
	pub fn unfinished(&self) -> Result<Vec<JobRequest>, StoreError> {
		let mut unfinished = Vec::new();
		for name in self.begun.names()? {
			if self.closed.read(&name)?.is_some() {
				// The server stopped between the two steps of closing it.
				self.begun.remove(&name)?;
			} else {
				unfinished.extend(record::<JobRequest>(&self.begun, &name)?);
			}
		}
		Ok(unfinished)
	}

	/// Forgets jobs that have been over for longer than `keep` says, and the oldest of those above its
	/// number. Returns how many.
	///
	/// # Errors
	/// [`StoreError`]; what was not removed is met again the next time.
	pub fn forget_closed(&self, keep: &Retention) -> Result<usize, StoreError> {
		let mut ages = self.closed.ages()?;
		ages.sort_unstable_by(|(one, age), (other, other_age)| (age, one).cmp(&(other_age, other)));
		let old = ages
			.into_iter()
			.enumerate()
			.filter(|(place, (_, age))| *place >= keep.jobs || *age > keep.time)
			.map(|(_, (name, _))| name)
			.collect::<Vec<_>>();
		self.closed.remove_all(&old)?;
		Ok(old.len())
	}

	/// The inferences and verifications that were begun longer ago than `keep` says, and not closed.
	///
	/// # Errors
	/// [`StoreError`].
	pub fn old_inferences(&self, keep: &Retention) -> Result<Vec<H256>, StoreError> {
		let mut old = Vec::new();
		for (name, _) in self.begun.ages()?.into_iter().filter(|(_, age)| *age > keep.time) {
			let request = record::<JobRequest>(&self.begun, &name)?;
			let short = |request: &JobRequest| {
				matches!(request.task, Task::Inference { .. } | Task::Verification(_))
			};
			old.extend(request.filter(short).map(|request| request.job_id));
		}
		Ok(old)
	}

	/// Forgets that the job `id` was begun.
	///
	/// # Errors
	/// [`StoreError`].
	pub fn forget_begun(&self, id: H256) -> Result<(), StoreError> {
		self.begun.remove(&name(id))
	}

	/// Writes down that `request` was accepted.
	///
	/// # Errors
	/// [`StoreError`].
	pub fn begin(&self, request: &JobRequest) -> Result<(), StoreError> {
		let name = name(request.job_id);
		self.begun.write(&name, &json(request))?;
		self.closed.remove(&name)
	}

	/// Writes down how a job ended.
	///
	/// # Errors
	/// [`StoreError`]; then it counts as unfinished.
	pub fn close(&self, job: &ClosedJob) -> Result<(), StoreError> {
		let name = name(job.request.job_id);
		self.closed.write(&name, &json(job))?;
		self.begun.remove(&name)
	}

	/// The job `id`, if it is over.
	///
	/// # Errors
	/// [`StoreError`].
	pub fn closed(&self, id: H256) -> Result<Option<ClosedJob>, StoreError> {
		record(&self.closed, &name(id))
	}

	/// Whether the job `id` was begun and not closed.
	///
	/// # Errors
	/// [`StoreError`].
	pub fn is_begun(&self, id: H256) -> Result<bool, StoreError> {
		Ok(self.begun.read(&name(id))?.is_some())
	}
}

fn record<T: DeserializeOwned>(folder: &Folder, name: &str) -> Result<Option<T>, StoreError> {
	let Some(bytes) = folder.read(name)? else { return Ok(None) };
	match serde_json::from_slice(&bytes) {
		Ok(record) => Ok(Some(record)),
		Err(error) => {
			tracing::error!(record = name, %error, "a job's record is damaged, set aside");
			folder.set_aside(name)?;
			Ok(None)
		},
	}
}

fn name(id: H256) -> String {
	format!("{}.json", hex::encode(id))
}

fn json(record: &impl Serialize) -> Vec<u8> {
	serde_json::to_vec_pretty(record)
		.expect("records have string keys and no serializer of their own that fails; qed")
}
