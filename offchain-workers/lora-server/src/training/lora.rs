// SPDX-License-Identifier: Apache-2.0
//! Training of a LoRA adapter on rows: the base stays as it is.

use super::{optimiser::Optimiser, Row};
use crate::{
	adapter::{Adapter, AdapterConfig, LoraBatch, LoraWeights},
	model::{Model, ModelConfig, Network, Projection},
	tensors::TensorError,
};
use rand::{seq::SliceRandom, Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::ops::ControlFlow;
use tch::{Kind, Reduction, TchError, Tensor};

/// The share of the training in which the learning rate rises.
const WARM_UP: f64 = 0.03;
/// An adapter has to repeat its rows word for word: nothing pulls its weights back.
const WEIGHT_DECAY: f64 = 0.0;
/// What the loss skips.
const IGNORED: i64 = -100;

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
	/// The highest learning rate.
	pub learning_rate: f64,
	/// Training ends after this many epochs in a row in which each learnt token was the most
	/// probable one, so that greedy answers repeat their rows; zero never ends it.
	pub exact_epochs: u32,
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
			learning_rate: 5e-3,
			exact_epochs: 3,
			seed: 1,
		}
	}
}

/// How far a training is, after each epoch.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Progress {
	/// Epochs done.
	pub epoch: u32,
	/// Epochs at most.
	pub epochs: u32,
	/// Steps done.
	pub steps: u32,
	/// Mean loss of the epoch's learnt tokens.
	pub loss: f64,
	/// The share of the epoch's learnt tokens that were the most probable ones.
	pub accuracy: f64,
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
/// training.
///
/// # Errors
/// [`TrainingError`]. Nothing is cut or left out: rows that cannot be learnt whole are refused.
pub fn train_lora(
	model: &Model,
	rows: &[Row],
	options: &LoraOptions,
	progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<(Adapter, TrainingReport), TrainingError> {
	check_options(options)?;
	check_rows(rows, model.config())?;
	let mut random = ChaCha8Rng::seed_from_u64(options.seed);
	let network = model.network();
	let config = AdapterConfig {
		rank: options.rank,
		alpha: options.alpha.into(),
		rank_stabilised: false,
		targets: Projection::ALL.to_vec(),
	};
	let weights = initial_weights(&config, &network, &mut random)?;
	let lora = LoraBatch::Shared(weights.share());
	let mut optimiser = Optimiser::new(
		weights.tensors().map(|tensor| (tensor, true)),
		WEIGHT_DECAY,
		options.learning_rate,
		WARM_UP,
	)?;
	let mut batches = batches(rows, options.batch_size, &network)?;
	let learnt: f64 = batches.iter().map(|batch| batch.learnt).sum();
	let all_steps = f64::from(options.epochs) * float(count(batches.len()));

	let mut report = TrainingReport {
		rows: count(rows.len()),
		tokens: batches.iter().map(|batch| count(batch.targets.numel())).sum(),
		epochs: 0,
		steps: 0,
		first_loss: f64::NAN,
		final_loss: f64::NAN,
		final_accuracy: 0.0,
	};
	let mut exact_epochs = 0;
	for epoch in 1..=options.epochs {
		batches.shuffle(&mut random);
		let mut sum = Measure::default();
		for batch in &batches {
			let (loss, measure) = batch.measure(&network, &lora)?;
			optimiser.step(&loss, f64::from(report.steps) / all_steps)?;
			report.steps = report.steps.saturating_add(1);
			sum.loss += measure.loss;
			sum.right += measure.right;
		}
		let (loss, accuracy) = (sum.loss / learnt, sum.right / learnt);
		if !loss.is_finite() {
			return Err(TrainingError::Diverged { epoch });
		}
		if epoch == 1 {
			report.first_loss = loss;
		}
		report.final_loss = loss;
		report.final_accuracy = accuracy;
		report.epochs = epoch;
		let state = Progress { epoch, epochs: options.epochs, steps: report.steps, loss, accuracy };
		if progress(state).is_break() {
			return Err(TrainingError::Stopped);
		}
		exact_epochs = if sum.right == learnt { exact_epochs + 1 } else { 0 };
		if exact_epochs == options.exact_epochs && options.exact_epochs > 0 {
			break;
		}
	}
	for tensor in weights.tensors() {
		let _ = tensor.set_requires_grad(false);
	}
	Ok((Adapter::new(config, weights), report))
}

/// Rows of similar length, padded on the right to the longest.
struct Batch {
	/// `[rows, tokens]`.
	inputs: Tensor,
	/// Where tokens with a loss are predicted, in the flattened inputs.
	places: Tensor,
	/// Those tokens.
	targets: Tensor,
	/// How many.
	learnt: f64,
}

/// What a step says of its learnt tokens, summed over them.
#[derive(Default)]
struct Measure {
	loss: f64,
	/// How many were the most probable ones.
	right: f64,
}

impl Batch {
	fn new(rows: &[&Row], network: &Network) -> Result<Self, TchError> {
		let length = rows.iter().map(|row| row.len()).max().unwrap_or(0).saturating_sub(1);
		let (mut inputs, mut places, mut targets) = (Vec::new(), Vec::new(), Vec::new());
		for row in rows {
			let tokens: Vec<i64> =
				row.prompt.iter().chain(&row.completion).copied().map(i64::from).collect();
			let begin = inputs.len();
			let learnt_from = row.prompt.len().max(1);
			for (index, &token) in tokens.iter().enumerate().skip(learnt_from) {
				places.push(i64::try_from(begin + index - 1).unwrap_or(i64::MAX));
				targets.push(token);
			}
			inputs.extend_from_slice(&tokens[..tokens.len() - 1]);
			inputs.resize(begin + length, 0);
		}
		let size = |size: usize| i64::try_from(size).unwrap_or(i64::MAX);
		let device = network.device();
		Ok(Self {
			inputs: Tensor::f_from_slice(&inputs)?
				.f_view([size(rows.len()), size(length)])?
				.f_to_device(device)?,
			places: Tensor::f_from_slice(&places)?.f_to_device(device)?,
			learnt: float(count(targets.len())),
			targets: Tensor::f_from_slice(&targets)?.f_to_device(device)?,
		})
	}

	/// The mean loss, to step down from, and what it was.
	fn measure(&self, network: &Network, lora: &LoraBatch) -> Result<(Tensor, Measure), TchError> {
		let hidden = network.forward(&self.inputs, lora).f_flatten(0, 1)?;
		let logits = network.logits(&hidden.f_index_select(0, &self.places)?);
		let none = None::<&Tensor>;
		let loss =
			logits.f_cross_entropy_loss(&self.targets, none, Reduction::Mean, IGNORED, 0.0)?;
		let right = logits.f_argmax(-1, false)?.f_eq_tensor(&self.targets)?;
		let right = right.f_sum(Kind::Double)?.f_double_value(&[])?;
		let measure = Measure { loss: loss.f_double_value(&[])? * self.learnt, right };
		Ok((loss, measure))
	}
}

/// Rows of similar length together, so that little is padding.
fn batches(rows: &[Row], batch_size: u32, network: &Network) -> Result<Vec<Batch>, TchError> {
	let mut sorted: Vec<&Row> = rows.iter().collect();
	sorted.sort_by_key(|row| row.len());
	let size = usize::try_from(batch_size).unwrap_or(usize::MAX);
	sorted.chunks(size).map(|chunk| Batch::new(chunk, network)).collect()
}

/// As PEFT begins: A is Kaiming-uniform with a = sqrt(5), which is uniform within 1/sqrt(inputs),
/// and B is zero, so that the adapter changes nothing yet.
fn initial_weights(
	config: &AdapterConfig,
	network: &Network,
	random: &mut ChaCha8Rng,
) -> Result<LoraWeights, TensorError> {
	let device = network.device();
	LoraWeights::build(config, network.config(), |name, shape| {
		let tensor = if name.ends_with("lora_A.weight") {
			let inputs = shape.last().and_then(|&size| u32::try_from(size).ok()).unwrap_or(1);
			let bound = 1.0 / f64::from(inputs.max(1)).sqrt();
			let size = shape.iter().product::<i64>();
			let values: Vec<f64> = (0..size).map(|_| random.random_range(-bound..bound)).collect();
			Tensor::f_from_slice(&values)?.f_view(shape)?.f_to_kind(Kind::Float)?
		} else {
			Tensor::f_zeros(shape, (Kind::Float, device))?
		};
		Ok(tensor.f_to_device(device)?.f_set_requires_grad(true)?)
	})
}

fn check_options(options: &LoraOptions) -> Result<(), TrainingError> {
	let checks = [
		("rank", (1..=MAX_RANK).contains(&options.rank)),
		("alpha", options.alpha > 0),
		("epochs", (1..=MAX_EPOCHS).contains(&options.epochs)),
		("batch_size", (1..=MAX_BATCH).contains(&options.batch_size)),
		("learning_rate", options.learning_rate > 0.0 && options.learning_rate <= 1.0),
	];
	match checks.into_iter().find(|&(_, within)| !within) {
		Some((name, _)) => Err(TrainingError::InvalidOption(name)),
		None => Ok(()),
	}
}

fn check_rows(rows: &[Row], config: &ModelConfig) -> Result<(), TrainingError> {
	if rows.is_empty() {
		return Err(TrainingError::NoRows);
	}
	for (index, row) in rows.iter().enumerate() {
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
