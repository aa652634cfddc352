// SPDX-License-Identifier: Apache-2.0
//! One training of a base.

use super::{
	float, read, recipe, stream::TokenStream, unseen, write, BaseOptions, BaseTrainingError,
	RECIPE_FILE,
};
use crate::{
	adapter::LoraBatch,
	model::{self, ModelConfig, Network},
	tokenizer::{self, TokenizerError},
	training::{corpus::Corpus, optimiser::Optimiser, rows_of, vocabulary::Vocabulary},
};
use indicatif::{ProgressBar, ProgressStyle};
use rand::{seq::SliceRandom, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::{
	path::Path,
	time::{Duration, Instant},
};
use tch::{Device, Kind, Reduction, Tensor};

/// One document in this many is held out.
pub(super) const HELD_OUT: usize = 200;
/// The share of the training in which the learning rate rises.
const WARM_UP: f64 = 0.02;
const WEIGHT_DECAY: f64 = 0.05;
/// How often the weights are saved.
const CHECKPOINT: Duration = Duration::from_secs(240);
/// Steps between two lines of the log.
const LOG_STEPS: u64 = 25;

/// A model, the text that it learns from, and the text that it is tried on.
pub(super) struct Run<'a> {
	options: &'a BaseOptions,
	pub(super) network: Network,
	optimiser: Optimiser,
	train: TokenStream,
	held_out: TokenStream,
	held_out_tokens: usize,
	/// Tokens that no document has.
	unseen: Vec<i64>,
}

impl<'a> Run<'a> {
	/// Prepares the training of a model with this configuration.
	pub(super) fn start(
		corpus: &Corpus,
		vocabulary: &Vocabulary,
		config: ModelConfig,
		options: &'a BaseOptions,
	) -> Result<Self, BaseTrainingError> {
		let mut random = ChaCha8Rng::seed_from_u64(options.seed);
		let mut documents = corpus
			.documents
			.iter()
			.map(|document| {
				let row = rows_of(document, &vocabulary.codec)?;
				Ok([row.prompt, row.completion].concat())
			})
			.collect::<Result<Vec<_>, TokenizerError>>()?;
		let unseen = unseen::tokens(&documents, config.vocab_size);
		documents.shuffle(&mut random);
		let held_out = documents.split_off(documents.len() - documents.len() / HELD_OUT);
		let held_out_tokens = held_out.iter().map(Vec::len).sum();

		tch::manual_seed(i64::from_le_bytes(options.seed.to_le_bytes()));
		let mut network = match &options.from {
			None => Network::random(config, Device::Cpu)?,
			Some(folder) => continued(folder, vocabulary, config)?,
		};
		network.set_precision(options.precision);
		let optimiser = Optimiser::new(
			network
				.parameters()
				.into_iter()
				.map(|(name, tensor)| (tensor, !name.ends_with("norm.weight"))),
			WEIGHT_DECAY,
			options.learning_rate,
			WARM_UP,
		)?;
		Ok(Self {
			options,
			network,
			optimiser,
			train: TokenStream::new(documents, random.clone()),
			held_out: TokenStream::new(held_out, random),
			held_out_tokens,
			unseen,
		})
	}

	/// Trains, and saves the model to `out`.
	pub(super) fn train(mut self, out: &Path) -> Result<(), BaseTrainingError> {
		let (began, mut saved) = (Instant::now(), Instant::now());
		let bar = ProgressBar::new(self.options.budget.length()).with_style(
			ProgressStyle::with_template("{elapsed_precise} {wide_bar} {msg}")
				.unwrap_or_else(|_| ProgressStyle::default_bar()),
		);
		let tokens_per_step = self.options.batch.saturating_mul(self.options.sequence);
		let mut steps = 0u64;
		loop {
			let done = self.options.budget.done(steps, began);
			if done >= 1.0 {
				break;
			}
			let loss = self.loss_of_next()?;
			let rate = self.optimiser.step(&loss, done)?;
			steps += 1;
			if steps.is_multiple_of(LOG_STEPS) {
				let per_step = began.elapsed().as_secs_f64() / float(steps);
				tracing::info!(
					steps,
					loss = loss.f_double_value(&[])?,
					rate,
					tokens_per_step,
					milliseconds_per_step = per_step * 1000.0,
					"training"
				);
			}
			bar.set_position(self.options.budget.position(steps, began));
			bar.set_message(format!("step {steps}"));
			if saved.elapsed() >= CHECKPOINT {
				self.save(out, steps)?;
				saved = Instant::now();
			}
		}
		bar.finish();
		self.save(out, steps)
	}

	fn loss_of_next(&mut self) -> Result<Tensor, BaseTrainingError> {
		let (batch, sequence) = (self.options.batch, self.options.sequence);
		let tokens = self.train.next_batch(batch, sequence + 1);
		loss(&self.network, &tokens)
	}

	/// Writes what has been learnt so far, as a complete model.
	fn save(&mut self, out: &Path, steps: u64) -> Result<(), BaseTrainingError> {
		let weights = unseen::renewed(&self.network, &self.unseen, self.options.seed)?;
		let config = self.network.config().clone();
		let held_out_loss =
			self.held_out_loss(&Network::from_safetensors(config, &weights, Device::Cpu)?)?;
		tracing::info!(steps, held_out_loss, "saved");
		write(out, model::WEIGHTS_FILE, &weights)?;
		let recipe = recipe::recipe(self.options, self.network.config(), steps, held_out_loss);
		write(out, RECIPE_FILE, recipe.as_bytes())
	}

	/// Mean loss of `network` on entries that it has not learnt from.
	fn held_out_loss(&mut self, network: &Network) -> Result<f64, BaseTrainingError> {
		let (batch, sequence) = (self.options.batch, self.options.sequence);
		let batches = (self.held_out_tokens / (batch * (sequence + 1))).max(1);
		let _guard = tch::no_grad_guard();
		self.held_out.restart();
		let mut losses = Vec::with_capacity(batches);
		for _ in 0..batches {
			losses.push(loss(network, &self.held_out.next_batch(batch, sequence + 1))?);
		}
		Ok(Tensor::f_stack(&losses, 0)?.f_mean(Kind::Float)?.f_double_value(&[])?)
	}
}

/// The weights in `folder`, to go on from.
fn continued(
	folder: &Path,
	vocabulary: &Vocabulary,
	config: ModelConfig,
) -> Result<Network, BaseTrainingError> {
	if read(folder, tokenizer::TOKENIZER_FILE)? != vocabulary.tokenizer {
		return Err(BaseTrainingError::Invalid("the model to go on from has another vocabulary"));
	}
	let weights = read(folder, model::WEIGHTS_FILE)?;
	let network = Network::from_safetensors(config, &weights, Device::Cpu)?;
	for (_, tensor) in network.parameters() {
		let _ = tensor.set_requires_grad(true);
	}
	Ok(network)
}

/// Mean loss of each token of `tokens`, `[rows, tokens]`, after the first.
fn loss(network: &Network, tokens: &Tensor) -> Result<Tensor, BaseTrainingError> {
	let length = tokens.size()[1] - 1;
	let hidden = network.forward(&tokens.f_narrow(1, 0, length)?, &LoraBatch::Base);
	let logits = network.logits(&hidden).f_flatten(0, 1)?;
	let targets = tokens.f_narrow(1, 1, length)?.f_reshape([-1])?;
	Ok(logits.f_cross_entropy_loss(&targets, None::<&Tensor>, Reduction::Mean, -100, 0.0)?)
}
