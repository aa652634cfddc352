// SPDX-License-Identifier: Apache-2.0
//! Who works on jobs: one task that runs several inferences, verifications and judgements at once, one that
//! trains, and one that evaluates.

use super::{
	active::Active,
	evaluation,
	inference::{self, Inference},
	judgement, retention,
	training::{self, Ended},
	verification, ClosedJob, Failure, Inner, JobEvidence, JobLimits,
};
use crate::attribution::Evidence;
use openledger_primitives::jobs::{
	Evaluation, InferenceResult, JobRequest, JobResult, JobState, PublishedAnswer, Task, Training,
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

/// What waits for the workers.
pub(super) struct Queues {
	pub(super) inferences: mpsc::Receiver<JobRequest>,
	pub(super) trainings: mpsc::Receiver<JobRequest>,
	pub(super) evaluations: mpsc::Receiver<JobRequest>,
}

/// The tasks that work on jobs.
pub struct Workers {
	stop: watch::Sender<bool>,
	tasks: Vec<JoinHandle<()>>,
}

impl Workers {
	pub(super) fn start(inner: Arc<Inner>, queues: Queues, limits: JobLimits) -> Self {
		let (stop, stopping) = watch::channel(false);
		let tasks = vec![
			tokio::spawn(infer(inner.clone(), queues.inferences, limits, stopping.clone())),
			tokio::spawn(train(inner.clone(), queues.trainings, stopping.clone())),
			tokio::spawn(evaluate(inner.clone(), queues.evaluations, stopping.clone())),
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
	let (state, evidence) = match &request.task {
		Task::Inference { .. } => answer(&inner, &request).await,
		Task::Verification(asked) => {
			match verification::run(&inner.services, request.job_id, asked).await {
				Ok(result) => {
					tracing::info!(job = ?request.job_id, equal = result.equal, "verified");
					(finished(JobResult::Verification(result)), None)
				},
				Err(failure) => (failed(request.job_id, failure), None),
			}
		},
		Task::Judgement(asked) => judge(&inner, request.job_id, asked).await,
		// They have queues of their own.
		Task::Training(_) | Task::Evaluation(_) => return,
	};
	place.close(ClosedJob { request, state, evidence, progress: None }).await;
}

async fn answer(inner: &Inner, request: &JobRequest) -> (JobState, Option<JobEvidence>) {
	let Some(inference) = Inference::of(request) else {
		return (failed(request.job_id, Failure::wrong("the job is no inference")), None);
	};
	let (request, artifact) = (inference.request, inference.artifact);
	tracing::info!(job = ?inference.job, %request, %artifact, "inference begins");
	let begun = Instant::now();
	match inference::run(&inner.services, &inference).await {
		Ok((result, evidence)) => {
			log_answer(inference.job, &result, &evidence, begun);
			(finished(JobResult::Inference(result)), Some(JobEvidence::Inference(evidence)))
		},
		Err(failure) => (failed(inference.job, failure), None),
	}
}

async fn judge(
	inner: &Inner,
	job: H256,
	asked: &PublishedAnswer,
) -> (JobState, Option<JobEvidence>) {
	let begun = Instant::now();
	match judgement::run(inner, job, asked).await {
		Ok((result, evidence)) => {
			tracing::info!(
				?job,
				request = %asked.request,
				genuine = result.judgement.vector().is_some(),
				reason = result.reason,
				milliseconds = begun.elapsed().as_millis(),
				"judged"
			);
			(finished(JobResult::Judgement(result)), evidence.map(JobEvidence::Inference))
		},
		Err(failure) => (failed(job, failure), None),
	}
}

async fn evaluate(
	inner: Arc<Inner>,
	mut queue: mpsc::Receiver<JobRequest>,
	mut stopping: watch::Receiver<bool>,
) {
	loop {
		tokio::select! {
			biased;
			() = stopped(&mut stopping) => break,
			request = queue.recv() => match request {
				Some(request) => evaluate_one(&inner, request, &stopping).await,
				None => break,
			},
		}
	}
}

async fn evaluate_one(inner: &Arc<Inner>, request: JobRequest, stopping: &watch::Receiver<bool>) {
	let Some(place) = Place::take(inner, request.job_id) else { return };
	let Task::Evaluation(asked) = &request.task else { return };
	log_evaluation(request.job_id, asked);
	let mut ending = stopping.clone();
	let ended = tokio::select! {
		biased;
		// It stays begun: the next start of the server takes it up.
		() = stopped(&mut ending) => return,
		ended = evaluation::run(inner, request.job_id, asked, stopping) => ended,
	};
	let (state, evidence) = match ended {
		Ok((result, evidence)) => {
			tracing::info!(job = ?request.job_id, scores = ?result.scores, "evaluation finished");
			let evidence = JobEvidence::Evaluation(Box::new(evidence));
			(finished(JobResult::Evaluation(result)), Some(evidence))
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
	let id = request.job_id;
	let progress = inner.active().get(&id).and_then(Active::progress);
	place.close(ClosedJob { request, state, evidence: None, progress }).await;
	let inner = inner.clone();
	match task::spawn_blocking(move || inner.checkpoints.remove(id)).await {
		Ok(Ok(())) => {},
		// The next start of the server removes it.
		Ok(Err(error)) => tracing::error!(job = ?id, %error, "cannot remove a checkpoint"),
		Err(error) => tracing::error!(job = ?id, %error, "cannot remove a checkpoint"),
	}
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

fn log_evaluation(job: H256, evaluation: &Evaluation) {
	let (artifact, metrics) = (evaluation.artifact, &evaluation.metrics);
	tracing::info!(?job, %artifact, ?metrics, "evaluation begins");
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
