// SPDX-License-Identifier: Apache-2.0
//! Jobs: what the node's off-chain worker, or a builder, asks for and comes back for later.
//!
//! A job is named by what is asked; posting it again starts nothing. Waiting ones are bounded.
//! Several inferences, verifications and judgements run at once, and the engine decodes them together; trainings
//! run one at a time, and so do evaluations. What was accepted and what came out is on the disk. After a
//! restart, finished jobs are answered from there, unfinished trainings go on from their last checkpoint,
//! unfinished evaluations begin again by themselves, and the others when they are posted again. What is over is kept for a while, and then forgotten. An inference that nobody asks
//! for any more while it waits, as when its request has expired, is given up.

mod active;
mod checkpoints;
mod evaluation;
mod evidence;
mod failure;
mod inference;
mod judgement;
mod ledger;
mod listing;
mod question;
mod retention;
mod training;
mod verification;
mod workers;

pub use active::JobUpdate;
pub use evidence::{EvaluatedRow, EvaluationEvidence, JobEvidence};
pub use failure::Failure;
pub use ledger::{ClosedJob, Ledger, Listed, Page, Stage};
pub use listing::{JobsPage, JobsQuery, ListedJob, StateName, MAX_PAGE};
pub use retention::Retention;
pub use training::{TrainingProgress, TrainingRecord, RECORD_FILE};
pub use workers::Workers;

use workers::Queues;

use crate::{
	services::Services,
	store::{Store, StoreError},
};
use active::Active;
use checkpoints::Checkpoints;
use openledger_primitives::jobs::{JobRequest, JobState, JobStatus, Task, WIRE_VERSION};
use polkadot_sdk::sp_core::H256;
use std::{
	collections::{BTreeMap, HashMap},
	sync::{Arc, Mutex, MutexGuard, PoisonError},
	time::{Duration, SystemTime},
};
use tokio::sync::{mpsc, watch, Semaphore};

/// What is said of a job that was begun, and that nobody works on any more.
const INTERRUPTED: &str = "the server stopped before the job was done";

/// How long an inference waits that nobody asks for, unless the operator says otherwise.
pub const DEFAULT_PATIENCE: Duration = Duration::from_secs(600);

/// How often a training is written down, unless the operator says otherwise.
pub const DEFAULT_CHECKPOINT_EVERY: Duration = Duration::from_secs(60);

/// How many jobs are taken on, and for how long.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct JobLimits {
	/// Jobs of a kind that may wait.
	pub waiting: usize,
	/// Inferences that run at once.
	pub running: usize,
	/// How long an inference waits that nobody asks for. A node asks in each block.
	pub patience: Duration,
	/// What is kept of jobs that are over.
	pub keep: Retention,
	/// How often a training that runs is written down.
	pub checkpoint_every: Duration,
}

impl Default for JobLimits {
	fn default() -> Self {
		Self {
			waiting: 256,
			running: 32,
			patience: DEFAULT_PATIENCE,
			keep: Retention::default(),
			checkpoint_every: DEFAULT_CHECKPOINT_EVERY,
		}
	}
}

/// Why a job was not accepted.
#[derive(thiserror::Error, Debug)]
pub enum PostError {
	/// Not this server's version of the wire format.
	#[error("wire version {0} is not supported: this server speaks version {WIRE_VERSION}")]
	Version(u16),
	/// Another job of the same name is under way.
	#[error("job {0:?} is under way with another task")]
	Conflict(H256),
	/// As many jobs as may wait are waiting.
	#[error("too many jobs are waiting")]
	Full,
	/// It could not be written down.
	#[error(transparent)]
	Store(#[from] StoreError),
}

/// The server's jobs. Clones share them.
#[derive(Clone)]
pub struct Jobs {
	inner: Arc<Inner>,
}

struct Inner {
	services: Arc<Services>,
	ledger: Ledger,
	/// Jobs that wait or run.
	active: Mutex<HashMap<H256, Active>>,
	inferences: mpsc::Sender<JobRequest>,
	trainings: mpsc::Sender<JobRequest>,
	evaluations: mpsc::Sender<JobRequest>,
	/// One for each published answer that is read at once.
	reading: Semaphore,
	checkpoints: Checkpoints,
	checkpoint_every: Duration,
}

impl Jobs {
	/// Takes up the jobs of the store, and begins to work on new ones and on unfinished trainings and
	/// evaluations.
	///
	/// # Errors
	/// [`StoreError`].
	pub fn start(
		services: Arc<Services>,
		limits: JobLimits,
	) -> Result<(Self, Workers), StoreError> {
		let ledger = Ledger::open(&services.store)?;
		let mut unfinished = Vec::new();
		for request in ledger.unfinished()? {
			match request.task {
				Task::Training(_) | Task::Evaluation(_) => unfinished.push(request),
				// Its place among those that are over is now: whoever collects them finds it.
				Task::Inference { .. } | Task::Verification(_) | Task::Judgement(_) => {
					let state = listing::interrupted();
					let job = ClosedJob { request, state, evidence: None, progress: None };
					ledger.close(&job, SystemTime::now())?;
				},
			}
		}
		let ids = unfinished.iter().map(|request| request.job_id).collect();
		let checkpoints = Checkpoints::open(&services.store, &ids)?;
		let waiting = limits.waiting.max(1);
		let (inferences, inference_queue) = mpsc::channel(waiting);
		let (trainings, training_queue) = mpsc::channel(waiting.max(unfinished.len()));
		let (evaluations, evaluation_queue) = mpsc::channel(waiting.max(unfinished.len()));
		let active = Mutex::new(HashMap::new());
		let checkpoint_every = limits.checkpoint_every;
		let inner = Arc::new(Inner {
			services,
			ledger,
			active,
			inferences,
			trainings,
			evaluations,
			reading: Semaphore::new(1),
			checkpoints,
			checkpoint_every,
		});
		for request in unfinished {
			tracing::info!(job = ?request.job_id, "an unfinished job begins again");
			let waiting = Active::waiting(request.job_id, request.task.clone());
			inner.active().insert(request.job_id, waiting);
			// The queue has a place for each.
			let _ = inner.queue(&request.task).try_send(request);
		}
		let queues = Queues {
			inferences: inference_queue,
			trainings: training_queue,
			evaluations: evaluation_queue,
		};
		let workers = Workers::start(inner.clone(), queues, limits);
		Ok((Self { inner }, workers))
	}

	/// Accepts `request`, unless it is known, and says how far it is. Writes to the disk.
	///
	/// A job that failed for a reason that passes starts again. So does one that is over and had
	/// another task: that was on another chain with the same genesis, as development chains have it.
	///
	/// # Errors
	/// [`PostError`].
	pub fn post(&self, request: JobRequest) -> Result<JobStatus, PostError> {
		if request.version != WIRE_VERSION {
			return Err(PostError::Version(request.version));
		}
		let id = request.job_id;
		// What the job names stays in the store from now on.
		let _steady = self.inner.store().steady();
		// Held over the writing, so that of two posts of one job the second finds the first.
		let mut active = self.inner.active();
		if let Some(job) = active.get_mut(&id) {
			return if job.task == request.task {
				Ok(job.ask())
			} else {
				Err(PostError::Conflict(id))
			};
		}
		if let Some(closed) = self.inner.ledger.closed(id)? {
			if closed.request.task == request.task && !closed.may_start_again() {
				return Ok(status(id, closed.state));
			}
		}
		let queue = self.inner.queue(&request.task);
		let place = queue.try_reserve().map_err(|_| PostError::Full)?;
		self.inner.ledger.begin(&request)?;
		let mut job = Active::waiting(id, request.task.clone());
		let accepted = job.ask();
		active.insert(id, job);
		place.send(request);
		Ok(accepted)
	}

	/// How far the job `id` is; `None` when it was never posted.
	///
	/// # Errors
	/// [`StoreError`].
	pub fn status(&self, id: H256) -> Result<Option<JobStatus>, StoreError> {
		if let Some(job) = self.inner.active().get_mut(&id) {
			return Ok(Some(job.ask()));
		}
		if let Some(closed) = self.inner.ledger.closed(id)? {
			return Ok(Some(status(id, closed.state)));
		}
		Ok(self.inner.ledger.is_begun(id)?.then(|| status(id, listing::interrupted())))
	}

	/// What the outcome of the job `id` rests on; `None` unless it is a finished inference or
	/// evaluation, or a judgement that found the answer genuine.
	///
	/// # Errors
	/// [`StoreError`].
	pub fn evidence(&self, id: H256) -> Result<Option<JobEvidence>, StoreError> {
		Ok(self.inner.ledger.closed(id)?.and_then(|job| job.evidence))
	}

	/// How many jobs wait and run: kind, state and number of each.
	pub fn active_count(&self) -> Vec<(&'static str, &'static str, i64)> {
		let mut counts = BTreeMap::new();
		for kind in KINDS {
			counts.extend([((kind, "queued"), 0), ((kind, "running"), 0)]);
		}
		for job in self.inner.active().values() {
			let state = if job.is_running() { "running" } else { "queued" };
			*counts.entry((kind(&job.task), state)).or_default() += 1;
		}
		counts.into_iter().map(|((kind, state), number)| (kind, state, number)).collect()
	}

	/// How far the training of the job `id` is, or was when it ended; `None` unless one has begun.
	///
	/// # Errors
	/// [`StoreError`].
	pub fn progress(&self, id: H256) -> Result<Option<TrainingProgress>, StoreError> {
		if let Some(job) = self.inner.active().get(&id) {
			return Ok(job.progress());
		}
		Ok(self.inner.ledger.closed(id)?.and_then(|job| job.progress))
	}

	/// What becomes of the job `id` from now on; `None` when it was never posted.
	///
	/// The receiver holds what is known at the moment, and wakes whenever that changes. After the job's
	/// end, and where nobody works on it, it holds the end and is closed. A receiver that is closed on a
	/// job that runs has outlived its worker: [`Jobs::status`] says what is on the disk.
	///
	/// # Errors
	/// [`StoreError`].
	pub fn subscribe(&self, id: H256) -> Result<Option<watch::Receiver<JobUpdate>>, StoreError> {
		if let Some(job) = self.inner.active().get(&id) {
			return Ok(Some(job.subscribe()));
		}
		let Some(status) = self.status(id)? else { return Ok(None) };
		let progress = self.progress(id)?;
		Ok(Some(watch::Sender::new(JobUpdate { status, progress }).subscribe()))
	}
}

impl Inner {
	fn active(&self) -> MutexGuard<'_, HashMap<H256, Active>> {
		self.active.lock().unwrap_or_else(PoisonError::into_inner)
	}

	/// Where jobs of this kind wait.
	fn queue(&self, task: &Task) -> &mpsc::Sender<JobRequest> {
		match task {
			Task::Inference { .. } | Task::Verification(_) | Task::Judgement(_) => &self.inferences,
			Task::Training(_) => &self.trainings,
			Task::Evaluation(_) => &self.evaluations,
		}
	}

	fn store(&self) -> &Store {
		&self.services.store
	}
}

/// What jobs are for.
const KINDS: [&str; 5] = ["inference", "training", "evaluation", "verification", "judgement"];

fn kind(task: &Task) -> &'static str {
	match task {
		Task::Inference { .. } => "inference",
		Task::Training(_) => "training",
		Task::Evaluation(_) => "evaluation",
		Task::Verification(_) => "verification",
		Task::Judgement(_) => "judgement",
	}
}

fn status(job_id: H256, state: JobState) -> JobStatus {
	JobStatus { version: WIRE_VERSION, job_id, state }
}
