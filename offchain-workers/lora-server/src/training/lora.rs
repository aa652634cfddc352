// SPDX-License-Identifier: Apache-2.0
//! Training of a LoRA adapter on rows: the base stays as it is.

mod adamw;
mod batch;
mod checkpoint;
mod run;

pub(crate) use batch::Batch;
pub use checkpoint::CheckpointError;
pub use run::LoraTraining;

use super::Row;
use crate::{
	adapter::Adapter,
	model::{Model, ModelConfig},
	tensors::TensorError,
};
use codec::{Decode, Encode};
use std::ops::ControlFlow;
use tch::TchError;

const MAX_RANK: u32 = 256;
const MAX_EPOCHS: u32 = 10_000;
const MAX_BATCH: u32 = 1024;

/// How an adapter is trained: on all seven linear modules of each layer, with AdamW and a cosine.
#[derive(serde::Serialize, serde::Deserialize, Clone, PartialEq, Debug)]
#[serde(deny_unknown_fields, default)]
pub struct LoraOptions {
	/// Rank of each pair of matrices, from 1 to 256.
	pub rank: u32,
	/// Numerator of the scale; the rank is its denominator.
	pub alpha: u32,
	/// How often each row is seen at most, from 1 to 10 000.
	pub epochs: u32,
	/// Rows of a step, from 1 to 1 024.
	pub batch_size: u32,
	/// Tokens, padding included, that are computed at once, above zero. A step of more rows is done in
	/// parts, whose gradients are added up; a row that has more is a part of its own.
	pub micro_batch_tokens: u32,
	/// The highest learning rate.
	pub learning_rate: f64,
	/// Training ends after this many epochs in a row in which each learnt token was the most
	/// probable one, so that greedy answers repeat their rows; zero never ends it.
	pub exact_epochs: u32,
	/// Training ends after this many epochs in a row without a lower loss of the held-out rows, and
	/// its adapter is that of the epoch with the lowest; zero ends it not, and keeps the last.
	pub patience: u32,
	/// Decides the initial weights and the order of the rows.
	pub seed: u64,
}

impl Default for LoraOptions {
	fn default() -> Self {
		Self {
			rank: 32,
			alpha: 64,
			epochs: 120,
			batch_size: 16,
			micro_batch_tokens: 8192,
			learning_rate: 5e-3,
			exact_epochs: 3,
			patience: 0,
			seed: 1,
		}
	}
}

/// How far a training is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Progress {
	/// Epochs done.
	pub epoch: u32,
	/// Epochs at most.
	pub epochs: u32,
	/// Steps done.
	pub steps: u32,
	/// Mean loss of the learnt tokens of the epoch, as far as it is.
	pub loss: f64,
	/// The share of those tokens that were the most probable ones.
	pub accuracy: f64,
	/// Mean loss of the held-out rows' tokens after the last whole epoch; none where none are.
	pub eval_loss: Option<f64>,
}

/// What came of one epoch.
#[derive(serde::Serialize, Encode, Decode, Clone, Copy, PartialEq, Debug)]
pub struct Epoch {
	/// Mean loss of its learnt tokens, each before the step that learns it.
	pub loss: f64,
	/// The share of those tokens that were the most probable ones.
	pub accuracy: f64,
	/// Mean loss of the held-out rows' tokens after it; none where none are.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub eval_loss: Option<f64>,
}

/// What a training came to.
#[derive(serde::Serialize, Clone, PartialEq, Debug)]
pub struct TrainingReport {
	/// Rows learnt.
	pub rows: u32,
	/// Tokens with a loss, in one epoch.
	pub tokens: u32,
	/// Epochs done.
	pub epochs: u32,
	/// Steps done.
	pub steps: u32,
	/// Mean loss of the first epoch.
	pub first_loss: f64,
	/// Mean loss of the last epoch.
	pub final_loss: f64,
	/// The share of the last epoch's learnt tokens that were the most probable ones.
	pub final_accuracy: f64,
	/// Mean loss of the held-out rows' tokens, of the adapter that came out; none where none are.
	pub eval_loss: Option<f64>,
	/// All epochs.
	pub curve: Vec<Epoch>,
}

/// Why an adapter could not be trained.
#[derive(thiserror::Error, Debug)]
pub enum TrainingError {
	/// There is nothing to learn.
	#[error("there are no rows")]
	NoRows,
	/// A row has nothing to be said.
	#[error("row {0} has no completion")]
	EmptyRow(usize),
	/// A row does not fit the model's context. It is not cut: whoever gave it would believe it
	/// learnt.
	#[error("row {row} has {tokens} tokens, and the context holds {context}")]
	RowTooLong {
		/// Its place among the rows.
		row: usize,
		/// Its tokens.
		tokens: usize,
		/// Tokens of the model's context.
		context: usize,
	},
	/// A token of a row is not in the vocabulary.
	#[error("row {row} has token {token}, which is not in the vocabulary")]
	UnknownToken {
		/// Its place among the rows.
		row: usize,
		/// The token.
		token: u32,
	},
	/// An option is out of range.
	#[error("{0} is out of range")]
	InvalidOption(&'static str),
	/// The training is to end when what is held out gets no better, and nothing is held out.
	#[error("patience needs rows that are held out, and there are none")]
	NothingHeldOut,
	/// The caller ended the training.
	#[error("stopped")]
	Stopped,
	/// The loss is no number any more: the learning rate was too high.
	#[error("the training diverged in epoch {epoch}")]
	Diverged {
		/// The epoch.
		epoch: u32,
	},
	/// The adapter could not be made.
	#[error(transparent)]
	Weights(#[from] TensorError),
	/// libtorch refused.
	#[error("libtorch: {0}")]
	Torch(#[from] TchError),
}

/// Trains an adapter for `model` on `rows`. After each epoch `progress` is told, and may end the
/// training. [`LoraTraining`] does the same step by step.
///
/// # Errors
/// [`TrainingError`]. Nothing is cut or left out: rows that cannot be learnt whole are refused.
pub fn train_lora(
	model: &Model,
	rows: &[Row],
	options: &LoraOptions,
	progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<(Adapter, TrainingReport), TrainingError> {
	let mut training = LoraTraining::new(model, rows, &[], options)?;
	let mut told = 0;
	while !training.is_over() {
		let now = training.step()?;
		if now.epoch > told {
			told = now.epoch;
			if progress(now).is_break() {
				return Err(TrainingError::Stopped);
			}
		}
	}
	training.finish()
}

fn check_options(options: &LoraOptions) -> Result<(), TrainingError> {
	let checks = [
		("rank", (1..=MAX_RANK).contains(&options.rank)),
		("alpha", options.alpha > 0),
		("epochs", (1..=MAX_EPOCHS).contains(&options.epochs)),
		("batch_size", (1..=MAX_BATCH).contains(&options.batch_size)),
		("micro_batch_tokens", options.micro_batch_tokens > 0),
		("learning_rate", options.learning_rate > 0.0 && options.learning_rate <= 1.0),
	];
	match checks.into_iter().find(|&(_, within)| !within) {
		Some((name, _)) => Err(TrainingError::InvalidOption(name)),
		None => Ok(()),
	}
}

/// Whether the rows can be learnt whole. Errors count them from `first` on.
pub(crate) fn check_rows(
	rows: &[Row],
	first: usize,
	config: &ModelConfig,
) -> Result<(), TrainingError> {
	for (index, row) in (first..).zip(rows) {
		// The first token of a text is not predicted: a row of one token teaches nothing.
		if row.completion.is_empty() || row.len() < 2 {
			return Err(TrainingError::EmptyRow(index));
		}
		if row.len() > config.context {
			let (tokens, context) = (row.len(), config.context);
			return Err(TrainingError::RowTooLong { row: index, tokens, context });
		}
		let unknown = |&&token: &&u32| i64::from(token) >= config.vocab_size;
		if let Some(&token) = row.prompt.iter().chain(&row.completion).find(unknown) {
			return Err(TrainingError::UnknownToken { row: index, token });
		}
	}
	Ok(())
}

fn count(count: usize) -> u32 {
	u32::try_from(count).unwrap_or(u32::MAX)
}

fn float(count: u32) -> f64 {
	f64::from(count)
}

fn size(size: usize) -> i64 {
	i64::try_from(size).unwrap_or(i64::MAX)
}
