// SPDX-License-Identifier: Apache-2.0
//! The part of a training that computes.

use super::{
	influence::{self, Influence, INFLUENCE_FILE},
	record::{Software, TrainingRecord, RECORD_FILE},
	rows::{documents, Document},
	Source, TrainingProgress,
};
use crate::{
	artifacts,
	jobs::{Failure, Inner},
	threads::compute_with,
	training::{rows_of, CheckpointError, InfluenceRow, LoraOptions, LoraTraining, Progress, Row},
};
use openledger_primitives::jobs::{Training, TrainingResult};
use polkadot_sdk::sp_core::H256;
use std::{
	ops::ControlFlow,
	sync::Arc,
	time::{Duration, Instant},
};
use tokio::sync::watch;

/// How often the log tells of progress.
const LOG_INTERVAL: Duration = Duration::from_secs(10);
/// How often subscribers are told within a pass.
const REPORT_INTERVAL: Duration = Duration::from_millis(100);

/// A training whose rows are known.
pub(super) struct Work {
	pub(super) inner: Arc<Inner>,
	pub(super) job: H256,
	pub(super) training: Training,
	pub(super) source: Source,
	pub(super) stopping: watch::Receiver<bool>,
}

impl Work {
	/// Trains, and stores the adapter. `None` when the server is being stopped.
	pub(super) fn run(self) -> Result<Option<TrainingResult>, Failure> {
		compute_with(self.inner.services.threads);
		let share = self.training.options.eval_share;
		let documents = documents(&self.source.contributions, self.inner.store(), share)?;
		let rows = self.rows(&documents, false)?;
		let held_out = self.rows(&documents, true)?;
		let model = self.inner.services.artifacts.base().model();
		let dimensions = influence::dimensions(&self.training.options, model, rows.len())?;

		let mut training = LoraTraining::new(model, &rows, &held_out, &options(&self.training))?;
		self.resume(&mut training)?;
		if !self.learn(&mut training, &rows)? {
			return Ok(None);
		}
		let (adapter, report) = training.finish()?;

		let learnt = documents.iter().filter(|document| !document.held_out);
		let influence_rows = learnt
			.zip(&rows)
			.map(|(document, row)| InfluenceRow {
				contribution: document.contribution,
				document: document.number,
				row,
			})
			.collect::<Vec<_>>();
		let mut go_on = || self.go_on();
		let influence = match dimensions {
			Some(dimensions) => {
				let store = self.inner.store();
				let made = influence::make(
					store,
					model,
					&adapter,
					&influence_rows,
					dimensions,
					&mut go_on,
				)?;
				let Some(influence) = made else { return Ok(None) };
				Some(influence)
			},
			None => None,
		};
		let files = adapter.to_files().map_err(|error| Failure::wrong(error.to_string()))?;
		let record = TrainingRecord::new(
			&self.training,
			self.inner.services.artifacts.base().commitment(),
			&self.source,
			&documents,
			report.clone(),
			Software::of(model, self.inner.services.threads.max(1)),
			influence.as_ref().map(|influence| &influence.record),
		);
		let record = serde_json::to_vec_pretty(&record)
			.map_err(|error| Failure::wrong(format!("the training's record: {error}")))?;
		let mut others = vec![(RECORD_FILE, record.as_slice())];
		if let Some(Influence { bytes, .. }) = &influence {
			others.push((INFLUENCE_FILE, bytes));
		}
		let manifest = artifacts::keep_adapter(self.inner.store(), &files, &others)?;
		Ok(Some(TrainingResult {
			manifest,
			rows: report.rows,
			steps: report.steps,
			final_loss_millis: thousandths(report.final_loss),
			eval_loss_millis: report.eval_loss.map(thousandths),
			influence_root: influence.map(|influence| influence.record.root),
		}))
	}

	/// The rows that are held out, or the others.
	fn rows(&self, documents: &[Document], held_out: bool) -> Result<Vec<Row>, Failure> {
		let codec = self.inner.services.codec();
		let wanted = documents.iter().filter(|document| document.held_out == held_out);
		wanted.map(|document| Ok(rows_of(&document.text, codec)?)).collect()
	}

	/// Goes on from the last checkpoint, if there is one that can be gone on from.
	fn resume(&self, training: &mut LoraTraining) -> Result<(), Failure> {
		let checkpoints = &self.inner.checkpoints;
		let Some(bytes) = checkpoints.read(self.job)? else { return Ok(()) };
		match training.restore(&bytes) {
			Ok(()) => tracing::info!(job = ?self.job, "training goes on from its last checkpoint"),
			Err(CheckpointError::Torch(error)) => return Err(Failure::passing(error.to_string())),
			Err(error) => {
				tracing::warn!(job = ?self.job, %error, "training begins from the first row");
				checkpoints.set_aside(self.job)?;
			},
		}
		Ok(())
	}

	/// Learns to the end. False when the server is being stopped; then there is a checkpoint.
	fn learn(&self, training: &mut LoraTraining, rows: &[Row]) -> Result<bool, Failure> {
		let mut pace = Pace::new(rows, training);
		let mut saved = Instant::now();
		let mut told: Option<(Instant, u32)> = None;
		let mut logged = Instant::now();
		while !training.is_over() {
			if self.go_on().is_break() {
				self.save(training)?;
				return Ok(false);
			}
			let now = training.step()?;
			pace.step();
			let passed = told.is_none_or(|(_, epoch)| epoch < now.epoch);
			let due = told.is_none_or(|(at, _)| at.elapsed() >= REPORT_INTERVAL);
			if passed || due || training.is_over() {
				told = Some((Instant::now(), now.epoch));
				let progress = pace.progress(now);
				if logged.elapsed() >= LOG_INTERVAL {
					logged = Instant::now();
					tracing::info!(job = ?self.job, ?progress, "training");
				}
				if let Some(job) = self.inner.active().get(&self.job) {
					job.report(progress);
				}
			}
			if saved.elapsed() >= self.inner.checkpoint_every {
				self.save(training)?;
				saved = Instant::now();
			}
		}
		// What is left to do need not be preceded by all this again.
		self.save(training)?;
		Ok(true)
	}

	fn save(&self, training: &LoraTraining) -> Result<(), Failure> {
		let bytes = training.checkpoint()?;
		Ok(self.inner.checkpoints.write(self.job, &bytes)?)
	}

	fn go_on(&self) -> ControlFlow<()> {
		if *self.stopping.borrow() {
			ControlFlow::Break(())
		} else {
			ControlFlow::Continue(())
		}
	}
}

fn options(training: &Training) -> LoraOptions {
	let defaults = LoraOptions::default();
	LoraOptions {
		rank: training.rank,
		alpha: training.alpha,
		epochs: training.epochs,
		batch_size: training.batch_size,
		micro_batch_tokens: match training.options.micro_batch_tokens {
			0 => defaults.micro_batch_tokens,
			tokens => tokens,
		},
		learning_rate: f64::from(training.learning_rate_micros) / 1e6,
		// What is known word for word needs no further pass.
		exact_epochs: defaults.exact_epochs,
		patience: training.options.patience,
		seed: training.seed,
	}
}

/// How fast a training is, since it was begun or taken up.
struct Pace {
	began: Instant,
	/// Tokens of a step, on average.
	step_tokens: f64,
	/// Steps since then.
	steps: u32,
	/// Steps at most, from the first on.
	all: u32,
}

impl Pace {
	fn new(rows: &[Row], training: &LoraTraining) -> Self {
		let tokens = rows.iter().map(Row::len).sum::<usize>();
		let tokens = f64::from(u32::try_from(tokens).unwrap_or(u32::MAX));
		let step_tokens = tokens / f64::from(training.steps_of_epoch().max(1));
		Self { began: Instant::now(), step_tokens, steps: 0, all: training.steps() }
	}

	fn step(&mut self) {
		self.steps = self.steps.saturating_add(1);
	}

	fn progress(&self, now: Progress) -> TrainingProgress {
		let Progress { epoch, epochs, steps: step, loss, accuracy, eval_loss } = now;
		let elapsed = self.began.elapsed().as_secs_f64().max(f64::MIN_POSITIVE);
		let rate = f64::from(self.steps) / elapsed;
		TrainingProgress {
			epoch,
			epochs,
			step,
			steps: self.all,
			loss: millionths(loss),
			accuracy: millionths(accuracy),
			tokens_per_second: millionths(rate * self.step_tokens),
			eta_seconds: millionths(f64::from(self.all.saturating_sub(step)) / rate),
			eval_loss: eval_loss.map(millionths),
		}
	}
}

/// With as many digits as mean something; JSON with more of them is not read to the last bit.
fn millionths(number: f64) -> f64 {
	(number * 1e6).round() / 1e6
}

#[expect(clippy::cast_sign_loss, reason = "the cast saturates, and a loss is not below zero")]
fn thousandths(loss: f64) -> u32 {
	(loss * 1000.0).round() as u32
}
