// SPDX-License-Identifier: Apache-2.0
//! A training: the rows of snapshots, and the adapter that comes of them.

use super::{workers::stopped, Failure, Inner};
use crate::{
	artifacts::{self, ArtifactError},
	chain::ChainError,
	services::Services,
	snapshots::{Contributions, SnapshotError, Snapshots},
	training::{rows_of, train_lora, LoraOptions, Progress, Row, TrainingError},
};
use openledger_primitives::{
	jobs::{self, Training, TrainingResult},
	traits::MAX_SNAPSHOTS,
};
use polkadot_sdk::sp_core::H256;
use serde::{Deserialize, Serialize};
use std::{
	ops::ControlFlow,
	sync::Arc,
	time::{Duration, Instant},
};
use tokio::{sync::watch, task, time};

/// How long to wait before a node that is down is asked again.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long a training that is to stop may go on, to the end of its pass.
const GRACE: Duration = Duration::from_secs(5);
/// How often the log tells of progress.
const LOG_INTERVAL: Duration = Duration::from_secs(10);

/// How far a training is, after each pass over the rows.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Debug)]
pub struct TrainingProgress {
	/// Passes done.
	pub epoch: u32,
	/// Passes at most: what is known word for word needs no further one.
	pub epochs: u32,
	/// Optimiser steps done.
	pub step: u32,
	/// Steps at most.
	pub steps: u32,
	/// Mean loss per learnt token over the last pass, in nats.
	pub loss: f64,
	/// The share of those tokens that were the most probable ones.
	pub accuracy: f64,
	/// Tokens that were learnt from in a second, those of prompts included.
	#[serde(default)]
	pub tokens_per_second: f64,
	/// Seconds that all steps to come would take; fewer, if the training ends early.
	#[serde(default)]
	pub eta_seconds: f64,
	/// Mean loss per token of the rows that are held out, in nats; none where none are.
	#[serde(default)]
	pub eval_loss: Option<f64>,
}

/// How a training ended.
pub(super) enum Ended {
	Finished(TrainingResult),
	Failed(Failure),
	/// The server is being stopped.
	Stopped,
}

/// Trains as `training` says. Waits as long as the node is down.
pub(super) async fn run(
	inner: &Arc<Inner>,
	job: H256,
	training: &Training,
	stopping: &watch::Receiver<bool>,
) -> Ended {
	let options = options(training);
	let mut stopping = stopping.clone();
	let contributions = loop {
		let found = tokio::select! {
			() = stopped(&mut stopping) => return Ended::Stopped,
			found = contributions(&inner.services, job, training) => found,
		};
		match found {
			Ok(contributions) => break contributions,
			Err(Obstacle::Failure(failure)) => return Ended::Failed(failure),
			Err(Obstacle::NodeDown(reason)) => tracing::warn!(?job, reason, "a training waits"),
		}
		tokio::select! {
			() = stopped(&mut stopping) => return Ended::Stopped,
			() = time::sleep(PATIENCE) => {},
		}
	};
	let work =
		Work { inner: inner.clone(), job, contributions, options, stopping: stopping.clone() };
	let working = task::spawn_blocking(move || work.run());
	let abandoned = async {
		stopped(&mut stopping).await;
		time::sleep(GRACE).await;
	};
	let worked = tokio::select! {
		worked = working => worked,
		() = abandoned => return Ended::Stopped,
	};
	match worked {
		Ok(Ok(Some(result))) => Ended::Finished(result),
		Ok(Ok(None)) => Ended::Stopped,
		Ok(Err(failure)) => Ended::Failed(failure),
		Err(error) => Ended::Failed(error.into()),
	}
}

fn options(training: &Training) -> LoraOptions {
	LoraOptions {
		rank: training.rank,
		alpha: training.alpha,
		epochs: training.epochs,
		batch_size: training.batch_size,
		learning_rate: f64::from(training.learning_rate_micros) / 1e6,
		// What is known word for word needs no further pass.
		exact_epochs: LoraOptions::default().exact_epochs,
		seed: training.seed,
	}
}

/// What keeps a training from beginning.
enum Obstacle {
	NodeDown(String),
	Failure(Failure),
}

/// Checks what is asked against the chain, and looks up what the snapshots hold.
async fn contributions(
	services: &Services,
	job: H256,
	training: &Training,
) -> Result<Contributions, Obstacle> {
	let count = u32::try_from(training.snapshots.len()).unwrap_or(u32::MAX);
	if count == 0 || count > MAX_SNAPSHOTS {
		let reason = format!("a training names 1 to {MAX_SNAPSHOTS} snapshots, not {count}");
		return Err(Obstacle::Failure(Failure::wrong(reason)));
	}
	let view = services.node.finalised().await?;
	let genesis = view.genesis();
	if jobs::training_job_id(&genesis, training) != job {
		return Err(Obstacle::Failure(Failure::wrong(format!(
			"the job is not that of this training on the node's chain, whose genesis is {genesis:?}",
		))));
	}
	services.artifacts.check_base_record(&view, training.base, training.base).await?;
	let snapshots = Snapshots::find(&view, &training.snapshots).await?;
	Ok(snapshots.contributions(&view).await?)
}

/// The part of a training that computes.
struct Work {
	inner: Arc<Inner>,
	job: H256,
	contributions: Contributions,
	options: LoraOptions,
	stopping: watch::Receiver<bool>,
}

impl Work {
	/// Trains, and stores the adapter. `None` when the server is being stopped.
	fn run(self) -> Result<Option<TrainingResult>, Failure> {
		// A setting of each thread. Left alone, it is all cores, and they wait for each other.
		tch::set_num_threads(self.inner.services.threads.max(1));
		let rows = self.rows()?;
		let steps_per_epoch = rows.len().div_ceil(wide(self.options.batch_size).max(1));
		let steps = narrow(steps_per_epoch).saturating_mul(self.options.epochs);
		let model = self.inner.services.artifacts.base().model();
		let epoch_tokens = rows.iter().map(Row::len).sum::<usize>();
		let began = Instant::now();
		let mut logged = Instant::now();
		let mut report = |progress: Progress| {
			let Progress { epoch, epochs, steps: step, loss, accuracy } = progress;
			let elapsed = began.elapsed().as_secs_f64();
			let progress = TrainingProgress {
				epoch,
				epochs,
				step,
				steps,
				loss,
				accuracy,
				tokens_per_second: f64::from(narrow(epoch_tokens)) * f64::from(epoch) / elapsed,
				eta_seconds: elapsed * f64::from(steps - step) / f64::from(step),
				eval_loss: None,
			};
			if logged.elapsed() >= LOG_INTERVAL {
				logged = Instant::now();
				tracing::info!(job = ?self.job, ?progress, "training");
			}
			if let Some(job) = self.inner.active().get(&self.job) {
				job.report(progress);
			}
			if *self.stopping.borrow() {
				ControlFlow::Break(())
			} else {
				ControlFlow::Continue(())
			}
		};
		let (adapter, trained) = match train_lora(model, &rows, &self.options, &mut report) {
			Err(TrainingError::Stopped) => return Ok(None),
			trained => trained?,
		};
		let files = adapter.to_files().map_err(|error| Failure::wrong(error.to_string()))?;
		let manifest = artifacts::keep_adapter(self.inner.store(), &files)?;
		Ok(Some(TrainingResult {
			manifest,
			rows: trained.rows,
			steps: trained.steps,
			final_loss_millis: thousandths(trained.final_loss),
		}))
	}

	/// One row for each document of each contribution, the earliest contribution first.
	fn rows(&self) -> Result<Vec<Row>, Failure> {
		let codec = self.inner.services.codec();
		let mut rows = Vec::new();
		for (contribution, bytes) in self.contributions.read(self.inner.store())? {
			let text = String::from_utf8(bytes).map_err(|error| {
				Failure::wrong(format!("contribution {contribution} is not text: {error}"))
			})?;
			for document in text.split('\n').filter(|document| !document.is_empty()) {
				rows.push(rows_of(document, codec)?);
			}
		}
		Ok(rows)
	}
}

fn wide(count: u32) -> usize {
	usize::try_from(count).unwrap_or(usize::MAX)
}

fn narrow(count: usize) -> u32 {
	u32::try_from(count).unwrap_or(u32::MAX)
}

#[expect(clippy::cast_sign_loss, reason = "the cast saturates, and a loss is not below zero")]
fn thousandths(loss: f64) -> u32 {
	(loss * 1000.0).round() as u32
}

impl From<TrainingError> for Failure {
	fn from(error: TrainingError) -> Self {
		let reason = error.to_string();
		match error {
			// For want of memory, as a rule.
			TrainingError::Torch(_) | TrainingError::Stopped => Self::passing(reason),
			_ => Self::wrong(reason),
		}
	}
}

impl From<ChainError> for Obstacle {
	fn from(error: ChainError) -> Self {
		match error {
			ChainError::Unreachable { .. } => Self::NodeDown(error.to_string()),
			error => Self::Failure(error.into()),
		}
	}
}

impl From<ArtifactError> for Obstacle {
	fn from(error: ArtifactError) -> Self {
		match error {
			ArtifactError::Chain(error) => error.into(),
			error => Self::Failure(error.into()),
		}
	}
}

impl From<SnapshotError> for Obstacle {
	fn from(error: SnapshotError) -> Self {
		match error {
			SnapshotError::Chain(error) => error.into(),
			error => Self::Failure(error.into()),
		}
	}
}
