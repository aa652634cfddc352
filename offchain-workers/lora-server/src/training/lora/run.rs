// SPDX-License-Identifier: Apache-2.0
//! A training, step by step.

use super::{
	adamw::AdamW,
	batch::{steps, Batch, Measure, Step},
	check_options, check_rows,
	checkpoint::{self, Checkpoint, CheckpointError},
	count, float, Epoch, LoraOptions, Progress, TrainingError, TrainingReport,
};
use crate::{
	adapter::{Adapter, AdapterConfig, LoraBatch, LoraWeights},
	model::{Model, Network, Projection},
	tensors::to_values,
	training::{optimiser::learning_rate, Row},
};
use codec::{Decode, Encode};
use polkadot_sdk::sp_core::H256;
use rand::{seq::SliceRandom, Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tch::{Kind, Tensor};

/// The share of the training in which the learning rate rises.
const WARM_UP: f64 = 0.03;

/// How far a training is: with the weights and their moments, all that decides how it goes on.
#[derive(Encode, Decode, Clone, PartialEq, Debug, Default)]
pub(super) struct State {
	/// Steps done.
	pub(super) steps: u32,
	/// Those of the epoch that is under way.
	pub(super) place: u32,
	/// Summed loss of the epoch's tokens so far.
	loss: f64,
	/// How many of them were the most probable ones.
	right: f64,
	/// How many there were.
	learnt: f64,
	/// The epochs that are done.
	curve: Vec<Epoch>,
	/// Exact epochs in a row, up to the last.
	exact: u32,
	/// Epochs since the lowest loss of what is held out.
	waited: u32,
	/// That loss.
	lowest: Option<f64>,
	over: bool,
}

/// A LoRA training that is done step by step, and that can be left and taken up again.
///
/// Its outcome follows from the model, the rows, the options, the number of threads and the version of
/// libtorch, on a CPU to the last bit: also when it was left at a [`checkpoint`](Self::checkpoint).
/// The first weights are drawn from stream 0 of ChaCha8 with the options' seed, the order of the steps of
/// epoch `n`, which counts from 1, from stream `n`; which rows make a step, their lengths decide.
pub struct LoraTraining {
	network: Network,
	config: AdapterConfig,
	options: LoraOptions,
	weights: LoraWeights,
	lora: LoraBatch,
	optimiser: AdamW,
	steps: Vec<Step>,
	held_out: Vec<Batch>,
	/// Steps of the epoch that is under way, by their place in `steps`.
	order: Vec<usize>,
	state: State,
	/// The weights with the lowest loss of what is held out, where that is what is kept.
	best: Option<Tensor>,
	/// Of the rows and options.
	fingerprint: H256,
	rows: u32,
}

impl LoraTraining {
	/// A training of an adapter for `model` on `rows`. After each epoch it is measured on `held_out`.
	///
	/// # Errors
	/// [`TrainingError`]. Rows that are held out count from the last of the others on.
	pub fn new(
		model: &Model,
		rows: &[Row],
		held_out: &[Row],
		options: &LoraOptions,
	) -> Result<Self, TrainingError> {
		check_options(options)?;
		if rows.is_empty() {
			return Err(TrainingError::NoRows);
		}
		check_rows(rows, 0, model.config())?;
		check_rows(held_out, rows.len(), model.config())?;
		if options.patience > 0 && held_out.is_empty() {
			return Err(TrainingError::NothingHeldOut);
		}
		let network = model.network();
		let config = AdapterConfig {
			rank: options.rank,
			alpha: options.alpha.into(),
			rank_stabilised: false,
			targets: Projection::ALL.to_vec(),
		};
		let (weights, optimiser) = initial_weights(&config, &network, options.seed)?;
		let step = |rows| steps(rows, options.batch_size, options.micro_batch_tokens, &network);
		let (steps, held_out_steps) = (step(rows)?, step(held_out)?);
		let mut training = Self {
			config,
			options: options.clone(),
			lora: LoraBatch::Shared(weights.share()),
			weights,
			optimiser,
			steps,
			held_out: held_out_steps.into_iter().flat_map(|step| step.parts).collect(),
			order: Vec::new(),
			state: State::default(),
			best: None,
			fingerprint: checkpoint::fingerprint(rows, held_out, options),
			rows: count(rows.len()),
			network,
		};
		training.shuffle();
		Ok(training)
	}

	/// Whether there is nothing left to do.
	pub fn is_over(&self) -> bool {
		self.state.over
	}

	/// Steps at most.
	pub fn steps(&self) -> u32 {
		self.options.epochs.saturating_mul(count(self.steps.len()))
	}

	/// Steps of one epoch.
	pub fn steps_of_epoch(&self) -> u32 {
		count(self.steps.len())
	}

	/// One step, and where an epoch ends with it, the measurement. Nothing for a training that is over.
	///
	/// # Errors
	/// [`TrainingError::Diverged`], [`TrainingError::Torch`].
	pub fn step(&mut self) -> Result<Progress, TrainingError> {
		if self.state.over {
			return Ok(self.progress());
		}
		let place = usize::try_from(self.state.place).unwrap_or(usize::MAX);
		let step = self.order.get(place).and_then(|&index| self.steps.get(index));
		let Some(step) = step else { return Err(TrainingError::NoRows) };
		let parameters: Vec<&Tensor> = self.weights.tensors().collect();
		let mut sum = Measure::default();
		let mut gradient: Option<Tensor> = None;
		for part in &step.parts {
			let (loss, measure) = part.measure(&self.network, &self.lora)?;
			let loss = loss.f_div_scalar(step.learnt)?;
			let parts = Tensor::f_run_backward(&[loss], &parameters, false, false)?;
			let flat =
				parts.iter().map(|part| part.f_flatten(0, -1)).collect::<Result<Vec<_>, _>>()?;
			let flat = Tensor::f_cat(&flat, 0)?;
			gradient = Some(match gradient {
				Some(mut gradient) => gradient.f_add_(&flat)?,
				None => flat,
			});
			sum.add(measure);
		}
		if !sum.loss.is_finite() {
			return Err(self.diverged());
		}
		let done = float(self.state.steps) / float(self.steps());
		let rate = learning_rate(self.options.learning_rate, WARM_UP, done);
		let learnt = step.learnt;
		if let Some(gradient) = gradient {
			self.optimiser.step(gradient, rate)?;
		}
		self.state.steps = self.state.steps.saturating_add(1);
		self.state.place = self.state.place.saturating_add(1);
		self.state.loss += sum.loss;
		self.state.right += sum.right;
		self.state.learnt += learnt;
		let now = self.progress();
		if place + 1 < self.order.len() {
			return Ok(now);
		}
		self.end_epoch()?;
		let eval_loss = self.state.curve.last().and_then(|epoch| epoch.eval_loss);
		Ok(Progress { epoch: count(self.state.curve.len()), eval_loss, ..now })
	}

	/// What is needed to go on from here in another process.
	///
	/// # Errors
	/// [`TrainingError::Torch`].
	pub fn checkpoint(&self) -> Result<Vec<u8>, TrainingError> {
		let best = self.best.as_ref().map(to_values).transpose()?;
		let checkpoint = Checkpoint {
			fingerprint: self.fingerprint,
			state: self.state.clone(),
			values: to_values(&self.optimiser.values)?,
			first: to_values(&self.optimiser.first)?,
			second: to_values(&self.optimiser.second)?,
			best,
		};
		Ok(checkpoint.to_bytes())
	}

	/// Goes on from a checkpoint of the same training.
	///
	/// # Errors
	/// [`CheckpointError`]; then nothing has changed.
	pub fn restore(&mut self, checkpoint: &[u8]) -> Result<(), CheckpointError> {
		let length = self.optimiser.values.numel();
		let found = Checkpoint::from_bytes(checkpoint, self.fingerprint, length)?;
		let device = self.network.device();
		let load = |values: &[f32]| Tensor::f_from_slice(values)?.f_to_device(device);
		let (first, second) = (load(&found.first)?, load(&found.second)?);
		let values = load(&found.values)?;
		let best = found.best.as_deref().map(load).transpose()?;
		// Into the vector that the model's weights are views of.
		tch::no_grad(|| self.optimiser.values.f_copy_(&values))?;
		self.optimiser.first = first;
		self.optimiser.second = second;
		self.optimiser.steps = found.state.steps;
		self.best = best;
		self.state = found.state;
		self.shuffle();
		Ok(())
	}

	/// The adapter as it is, or the best one, and what became of the training.
	///
	/// # Errors
	/// [`TrainingError::Torch`].
	pub fn finish(mut self) -> Result<(Adapter, TrainingReport), TrainingError> {
		if let Some(best) = self.best.take() {
			tch::no_grad(|| self.optimiser.values.f_copy_(&best))?;
		}
		for tensor in self.weights.tensors() {
			let _ = tensor.set_requires_grad(false);
		}
		let curve = self.state.curve;
		let last = curve.last().copied();
		let learnt: f64 = self.steps.iter().map(|step| step.learnt).sum();
		let report = TrainingReport {
			rows: self.rows,
			tokens: to_count(learnt),
			epochs: count(curve.len()),
			steps: self.state.steps,
			first_loss: curve.first().map_or(f64::NAN, |epoch| epoch.loss),
			final_loss: last.map_or(f64::NAN, |epoch| epoch.loss),
			final_accuracy: last.map_or(0.0, |epoch| epoch.accuracy),
			eval_loss: self.state.lowest.or(last.and_then(|epoch| epoch.eval_loss)),
			curve,
		};
		Ok((Adapter::new(self.config, self.weights), report))
	}

	fn progress(&self) -> Progress {
		let State { loss, right, learnt, ref curve, steps, .. } = self.state;
		let last = curve.last();
		let (loss, accuracy) = match last {
			// Before the first step of an epoch, the one before it speaks.
			Some(epoch) if learnt <= 0.0 => (epoch.loss, epoch.accuracy),
			_ => (loss / learnt, right / learnt),
		};
		Progress {
			epoch: count(curve.len()),
			epochs: self.options.epochs,
			steps,
			loss,
			accuracy,
			eval_loss: last.and_then(|epoch| epoch.eval_loss),
		}
	}

	fn end_epoch(&mut self) -> Result<(), TrainingError> {
		let eval_loss = self.evaluate()?;
		if eval_loss.is_some_and(|loss| !loss.is_finite()) {
			return Err(self.diverged());
		}
		let state = &mut self.state;
		let exact = state.right >= state.learnt;
		let (loss, accuracy) = (state.loss / state.learnt, state.right / state.learnt);
		state.curve.push(Epoch { loss, accuracy, eval_loss });
		(state.place, state.loss, state.right, state.learnt) = (0, 0.0, 0.0, 0.0);
		state.exact = if exact { state.exact.saturating_add(1) } else { 0 };
		let known = self.options.exact_epochs > 0 && state.exact >= self.options.exact_epochs;
		let mut stale = false;
		if let Some(loss) = eval_loss.filter(|_| self.options.patience > 0) {
			if state.lowest.is_none_or(|lowest| loss < lowest) {
				(state.lowest, state.waited) = (Some(loss), 0);
				let mut best = self.optimiser.values.f_zeros_like()?;
				best.f_copy_(&self.optimiser.values)?;
				self.best = Some(best);
			} else {
				state.waited = state.waited.saturating_add(1);
			}
			stale = state.waited >= self.options.patience;
		}
		state.over = known || stale || count(state.curve.len()) >= self.options.epochs;
		self.shuffle();
		Ok(())
	}

	/// The mean loss of what is held out; none where nothing is.
	fn evaluate(&self) -> Result<Option<f64>, TrainingError> {
		if self.held_out.is_empty() {
			return Ok(None);
		}
		let _guard = tch::no_grad_guard();
		let (mut loss, mut tokens) = (0.0, 0.0);
		for batch in &self.held_out {
			loss += batch.measure(&self.network, &self.lora)?.1.loss;
			tokens += batch.learnt();
		}
		Ok(Some(loss / tokens))
	}

	/// Puts the steps of the epoch that is under way in their order.
	fn shuffle(&mut self) {
		let mut random = ChaCha8Rng::seed_from_u64(self.options.seed);
		random.set_stream(u64::from(count(self.state.curve.len())) + 1);
		self.order = (0..self.steps.len()).collect();
		self.order.shuffle(&mut random);
	}

	fn diverged(&self) -> TrainingError {
		TrainingError::Diverged { epoch: count(self.state.curve.len()).saturating_add(1) }
	}
}

/// As PEFT begins: A is Kaiming-uniform with a = sqrt(5), which is uniform within 1/sqrt(inputs),
/// and B is zero, so that the adapter changes nothing yet.
fn initial_weights(
	config: &AdapterConfig,
	network: &Network,
	seed: u64,
) -> Result<(LoraWeights, AdamW), TrainingError> {
	let mut length = 0usize;
	LoraWeights::build(config, network.config(), |_, shape| {
		length += elements(shape);
		// Only the shapes are of interest: a tensor without storage takes its place.
		Ok(Tensor::new())
	})?;
	let optimiser = AdamW::new(length, network.device())?;
	let mut random = ChaCha8Rng::seed_from_u64(seed);
	let mut offset = 0usize;
	let weights = LoraWeights::build(config, network.config(), |name, shape| {
		let view = optimiser.view(offset, shape)?;
		offset += elements(shape);
		if name.ends_with("lora_A.weight") {
			let inputs = shape.last().and_then(|&size| u32::try_from(size).ok()).unwrap_or(1);
			let bound = 1.0 / f64::from(inputs.max(1)).sqrt();
			let values: Vec<f64> =
				(0..elements(shape)).map(|_| random.random_range(-bound..bound)).collect();
			let values = Tensor::f_from_slice(&values)?.f_view(shape)?.f_to_kind(Kind::Float)?;
			tch::no_grad(|| view.shallow_clone().f_copy_(&values))?;
		}
		Ok(view)
	})?;
	Ok((weights, optimiser))
}

fn elements(shape: &[i64]) -> usize {
	usize::try_from(shape.iter().product::<i64>()).unwrap_or(0)
}

#[expect(
	clippy::cast_possible_truncation,
	clippy::cast_sign_loss,
	reason = "a sum of counts, which the cast keeps up to the largest that it can"
)]
fn to_count(sum: f64) -> u32 {
	sum as u32
}
