// SPDX-License-Identifier: Apache-2.0
//! Who works on jobs: one task that runs several inferences at once, and one that trains.

use super::{
	active::Active,
	inference::{self, Inference},
	retention,
	training::{self, Ended},
	ClosedJob, Failure, Inner, JobLimits,
};
use crate::attribution::Evidence;
use openledger_primitives::jobs::{
	InferenceResult, JobRequest, JobResult, JobState, Task, Training,
};
use polkadot_sdk::sp_core::H256;
use std::{
	sync::Arc,
	time::{Duration, Instant, SystemTime},
};
use tokio::{
	sync::{mpsc, watch},
	task::{self, JoinHandle, JoinSet},
};

/// What is said of a job that waited, and that nobody wanted any more.
const UNASKED: &str = "nobody has asked for this job while it waited";

/// The tasks that work on jobs.
pub struct Workers {
	stop: watch::Sender<bool>,
	tasks: Vec<JoinHandle<()>>,
}

impl Workers {
	pub(super) fn start(
		inner: Arc<Inner>,
		inferences: mpsc::Receiver<JobRequest>,
		trainings: mpsc::Receiver<JobRequest>,
		limits: JobLimits,
	) -> Self {
		let (stop, stopping) = watch::channel(false);
		let tasks = vec![
			tokio::spawn(infer(inner.clone(), inferences, limits, stopping.clone())),
			tokio::spawn(train(inner.clone(), trainings, stopping.clone())),
			tokio::spawn(retention::clear(inner, limits.keep, stopping)),
		];
		Self { stop, tasks }
	}

	/// Stops. What runs is given up, and counts as unfinished.
	pub async fn stop(self) {
		// Fails only when nobody listens any more.
		let _ = self.stop.send(true);
		for task in self.tasks {
			if let Err(error) = task.await {
				tracing::error!(%error, "a worker ended early");
			}
		}
	}
}

/// Whether the server is being stopped. Cheap to ask, and can be waited for.
pub(super) async fn stopped(stopping: &mut watch::Receiver<bool>) {
	// An error means that whoever could stop this is gone.
	let _ = stopping.wait_for(|stop| *stop).await;
}

async fn infer(
	inner: Arc<Inner>,
	mut queue: mpsc::Receiver<JobRequest>,
	limits: JobLimits,
	mut stopping: watch::Receiver<bool>,
) {
	let mut running = JoinSet::new();
	let most = limits.running.max(1);
	loop {
		tokio::select! {
			biased;
			() = stopped(&mut stopping) => break,
			Some(ended) = running.join_next() => {
				if let Err(error) = ended {
					tracing::error!(%error, "an inference ended early");
				}
			},
			Some(request) = queue.recv(), if running.len() < most => {
				running.spawn(infer_one(inner.clone(), request, limits.patience));
			},
		}
	}
	running.shutdown().await;
}

async fn infer_one(inner: Arc<Inner>, request: JobRequest, patience: Duration) {
	let Some(place) = Place::take(&inner, request.job_id) else { return };
	if place.unasked_for() > patience {
		let state = failed(request.job_id, Failure::passing(UNASKED));
		place.close(ClosedJob { request, state, evidence: None, progress: None }).await;
		return;
	}
	let Task::Inference {
		request: asked,
		artifact,
		ref input,
		input_commitment,
		max_output_tokens,
		min_words,
	} = request.task
	else {
		return;
	};
	let inference = Inference {
		job: request.job_id,
		request: asked,
		artifact,
		input,
		input_commitment,
		max_output_tokens,
		min_words,
	};
	tracing::info!(job = ?request.job_id, request = %asked, %artifact, "inference begins");
	let begun = Instant::now();
	let (state, evidence) = match inference::run(&inner.services, &inference).await {
		Ok((result, evidence)) => {
			log_answer(request.job_id, &result, &evidence, begun);
			(finished(JobResult::Inference(result)), Some(evidence))
		},
		Err(failure) => (failed(request.job_id, failure), None),
	};
	place.close(ClosedJob { request, state, evidence, progress: None }).await;
}

async fn train(
	inner: Arc<Inner>,
	mut queue: mpsc::Receiver<JobRequest>,
	mut stopping: watch::Receiver<bool>,
) {
	loop {
		tokio::select! {
			biased;
			() = stopped(&mut stopping) => break,
			request = queue.recv() => match request {
				Some(request) => train_one(&inner, request, &stopping).await,
				None => break,
			},
		}
	}
}

async fn train_one(inner: &Arc<Inner>, request: JobRequest, stopping: &watch::Receiver<bool>) {
	let Some(place) = Place::take(inner, request.job_id) else { return };
	let Task::Training(training) = &request.task else { return };
	log_training(request.job_id, training);
	let state = match training::run(inner, request.job_id, training, stopping).await {
		Ended::Finished(result) => {
			tracing::info!(
				job = ?request.job_id,
				manifest = ?result.manifest.root,
				rows = result.rows,
				steps = result.steps,
				"training finished"
			);
			finished(JobResult::Training(result))
		},
		Ended::Failed(failure) => failed(request.job_id, failure),
		// It stays begun: the next start of the server takes it up.
		Ended::Stopped => return,
	};
	let progress = inner.active().get(&request.job_id).and_then(Active::progress);
	place.close(ClosedJob { request, state, evidence: None, progress }).await;
}

fn finished(result: JobResult) -> JobState {
	JobState::Finished { result }
}

fn failed(job: H256, failure: Failure) -> JobState {
	tracing::warn!(?job, retryable = failure.retryable, reason = failure.reason, "job failed");
	failure.into_state()
}

fn log_answer(job: H256, result: &InferenceResult, evidence: &Evidence, begun: Instant) {
	tracing::info!(
		?job,
		input_tokens = result.input_tokens,
		output_tokens = result.output_tokens,
		spans = evidence.spans.len(),
		contributions = result.vector.shares.len(),
		milliseconds = begun.elapsed().as_millis(),
		"inference finished"
	);
}

fn log_training(job: H256, training: &Training) {
	tracing::info!(
		?job,
		base = %training.base,
		snapshots = ?training.snapshots,
		rank = training.rank,
		epochs = training.epochs,
		"training begins"
	);
}

/// A job's place among those that run. Left in any way, a panic included, nobody works on it any more.
struct Place<'a> {
	inner: &'a Arc<Inner>,
	id: H256,
}

impl<'a> Place<'a> {
	fn take(inner: &'a Arc<Inner>, id: H256) -> Option<Self> {
		inner.active().get(&id)?.enter(JobState::Running);
		Some(Self { inner, id })
	}

	/// For how long nobody has asked for the job.
	fn unasked_for(&self) -> Duration {
		let active = self.inner.active();
		active.get(&self.id).map(Active::unasked_for).unwrap_or_default()
	}

	/// Writes down how the job ended, and tells those who have subscribed to it.
	async fn close(self, job: ClosedJob) {
		let inner = self.inner.clone();
		let state = job.state.clone();
		let written =
			task::spawn_blocking(move || inner.ledger.close(&job, SystemTime::now())).await;
		match written {
			Ok(Ok(())) => {
				if let Some(job) = self.inner.active().get(&self.id) {
					job.enter(state);
				}
			},
			Ok(Err(error)) => tracing::error!(job = ?self.id, %error, "cannot keep a result"),
			Err(error) => tracing::error!(job = ?self.id, %error, "cannot keep a result"),
		}
	}
}

impl Drop for Place<'_> {
	fn drop(&mut self) {
		self.inner.active().remove(&self.id);
	}
}
