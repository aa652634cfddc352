// SPDX-License-Identifier: Apache-2.0
//! A training: the rows of snapshots, and the adapter that comes of them.

mod influence;
mod record;
mod rows;
mod work;

pub use record::{TrainingRecord, RECORD_FILE};

pub(super) use rows::documents;

use super::{workers::stopped, Failure, Inner};
use crate::{
	artifacts::ArtifactError,
	chain::ChainError,
	services::Services,
	snapshots::{Contributions, SnapshotError, Snapshots},
	training::{GradientError, TrainingError},
};
use openledger_primitives::{
	jobs::{self, Training, TrainingResult},
	traits::MAX_SNAPSHOTS,
};
use polkadot_sdk::{sp_arithmetic::Perbill, sp_core::H256};
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, task, time};
use work::Work;

/// How long to wait before a node that is down is asked again.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long a training that is to stop may go on, to the end of its pass.
const GRACE: Duration = Duration::from_secs(5);

/// How far a training is.
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
	/// Mean loss per learnt token over the pass that is under way, as far as it is, in nats.
	pub loss: f64,
	/// The share of those tokens that were the most probable ones.
	pub accuracy: f64,
	/// Tokens that are learnt from in a second, those of prompts included, since the training was begun
	/// or taken up again.
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
	let mut stopping = stopping.clone();
	let source = loop {
		let found = tokio::select! {
			() = stopped(&mut stopping) => return Ended::Stopped,
			found = source(&inner.services, job, training) => found,
		};
		match found {
			Ok(source) => break source,
			Err(Obstacle::Failure(failure)) => return Ended::Failed(failure),
			Err(Obstacle::NodeDown(reason)) => tracing::warn!(?job, reason, "a training waits"),
		}
		tokio::select! {
			() = stopped(&mut stopping) => return Ended::Stopped,
			() = time::sleep(PATIENCE) => {},
		}
	};
	let work = Work {
		inner: inner.clone(),
		job,
		training: training.clone(),
		source,
		stopping: stopping.clone(),
	};
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

/// What is learnt from.
struct Source {
	/// The roots of each snapshot, over what was accepted and over what was taken down of it.
	roots: Vec<(H256, H256)>,
	contributions: Contributions,
}

/// What keeps a training from beginning.
enum Obstacle {
	NodeDown(String),
	Failure(Failure),
}

/// Checks what is asked against the chain, and looks up what the snapshots hold.
async fn source(services: &Services, job: H256, training: &Training) -> Result<Source, Obstacle> {
	let count = u32::try_from(training.snapshots.len()).unwrap_or(u32::MAX);
	if count == 0 || count > MAX_SNAPSHOTS {
		let reason = format!("a training names 1 to {MAX_SNAPSHOTS} snapshots, not {count}");
		return Err(Obstacle::Failure(Failure::wrong(reason)));
	}
	if training.options.eval_share >= Perbill::one() {
		let reason = "eval_share is not below one: nothing is left to learn from";
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
	let contributions = snapshots.contributions(&view, &services.sources).await?;
	Ok(Source { roots: snapshots.roots(), contributions })
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

impl From<GradientError> for Failure {
	fn from(error: GradientError) -> Self {
		match error {
			GradientError::Rows(error) => error.into(),
			error => Self::passing(error.to_string()),
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
