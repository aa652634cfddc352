// SPDX-License-Identifier: Apache-2.0
//! The training of an adapter, by the server.

use crate::{commands::Session, failure::Failure, output::Output};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use openledger_primitives::{
	ids::{ArtifactId, SnapshotId},
	jobs::{
		training_job_id, JobRequest, JobResult, JobState, Task, Training, TrainingOptions,
		WIRE_VERSION,
	},
};
use polkadot_sdk::sp_core::H256;
use serde_json::json;
use std::time::Duration;

/// How often the server is asked.
const INTERVAL: Duration = Duration::from_millis(500);

/// What an adapter is trained from, and how.
#[derive(Args, Debug)]
pub struct Options {
	/// The base model that it adapts
	base: u32,
	/// A snapshot whose contributions are its rows; several
	#[arg(long = "snapshot", required = true)]
	snapshots: Vec<u32>,
	/// Rank of the update matrices
	#[arg(long, default_value_t = 32)]
	rank: u32,
	/// The update is scaled by alpha / rank; twice the rank without it
	#[arg(long)]
	alpha: Option<u32>,
	/// Passes over all rows, at most
	#[arg(long, default_value_t = 120)]
	epochs: u32,
	/// Rows of an optimiser step
	#[arg(long, default_value_t = 16)]
	batch_size: u32,
	/// Peak learning rate, in millionths
	#[arg(long, default_value_t = 5_000)]
	learning_rate_micros: u32,
	/// Fixes the initial weights and the order of the rows
	#[arg(long, default_value_t = 1)]
	seed: u64,
}

/// Has it trained, and waits. The same training is the same job: asked again, it goes on or is
/// answered at once.
///
/// # Errors
/// Those of the chain and the server.
pub async fn run(session: &Session, options: Options) -> Result<Output, Failure> {
	let chain = session.chain().await?;
	let mut snapshots = options.snapshots;
	snapshots.sort_unstable();
	snapshots.dedup();
	let training = Training {
		base: ArtifactId(options.base),
		snapshots: snapshots.iter().copied().map(SnapshotId).collect(),
		rank: options.rank,
		alpha: options.alpha.unwrap_or_else(|| options.rank.saturating_mul(2)),
		epochs: options.epochs,
		batch_size: options.batch_size,
		learning_rate_micros: options.learning_rate_micros,
		seed: options.seed,
		options: TrainingOptions::default(),
	};
	let job_id = training_job_id(&H256(chain.genesis()), &training);
	let server = session.server()?;
	// Trainings do not expire.
	let job = JobRequest {
		version: WIRE_VERSION,
		job_id,
		task: Task::Training(training),
		deadline: u32::MAX,
	};
	let mut status = server.post_job(&job).await?;
	let style = ProgressStyle::with_template("{bar:30} {pos}/{len} steps, {msg}, {eta} left");
	let bar = ProgressBar::new(1).with_message("waiting");
	if let Ok(style) = style {
		bar.set_style(style);
	}
	loop {
		match status.state {
			JobState::Finished { result: JobResult::Training(result) } => {
				bar.finish_and_clear();
				let (root, length) = (result.manifest.root, result.manifest.length);
				let loss = f64::from(result.final_loss_millis) / 1e3;
				let text = format!(
					"trained on {} rows in {} steps, loss {loss:.3}\nregister it by --manifest-root \
					 {root:?} --manifest-length {length}",
					result.rows, result.steps
				);
				let json = json!({
					"manifest": result.manifest,
					"rows": result.rows,
					"steps": result.steps,
					"final_loss": loss,
					"job": job_id,
				});
				return Ok(Output::new(text, json));
			},
			JobState::Finished { .. } => {
				return Err(Failure::Server {
					url: server.url().to_owned(),
					reason: "it answers a training with something else".into(),
				})
			},
			JobState::Failed { reason, .. } => {
				return Err(Failure::Server { url: server.url().to_owned(), reason })
			},
			JobState::Queued => bar.set_message("waiting for other trainings"),
			JobState::Running => {
				if let Some(progress) = server.progress(job_id).await? {
					bar.set_length(progress.steps);
					bar.set_position(progress.step);
					bar.set_message(format!("loss {:.3}", progress.loss));
				}
			},
		}
		tokio::time::sleep(INTERVAL).await;
		status = server.job(job_id).await?;
	}
}
