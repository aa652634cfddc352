// SPDX-License-Identifier: Apache-2.0
//! `train-base`: trains the base model that is shipped.

use crate::{
	model::ModelConfig,
	training::base::{train_base, BaseOptions, BaseTrainingError, Budget},
};
use clap::{Args, ValueEnum};
use std::{path::PathBuf, time::Duration};
use tch::Kind;

/// What matrix products are computed in.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Precision {
	/// bf16 where the processor multiplies it natively, f32 elsewhere.
	Auto,
	/// 32 bits.
	F32,
	/// 16 bits: several times faster on some processors, far slower on others.
	Bf16,
}

/// Arguments of `train-base`. The defaults are those of the base that is shipped.
#[derive(Args, Clone, Debug)]
pub struct TrainBase {
	/// A dictionary in DICT format, such as wn.dict.dz of Debian's package dict-wn
	#[arg(long)]
	source: PathBuf,
	/// Folder to write the model to
	#[arg(long)]
	out: PathBuf,
	/// End after this many minutes
	#[arg(long, default_value_t = 45.0, conflicts_with = "steps")]
	minutes: f64,
	/// End after this many steps
	#[arg(long)]
	steps: Option<u64>,
	/// Folder of a base to go on from: its weights, not the state of its training
	#[arg(long)]
	from: Option<PathBuf>,
	/// Threads for each operation
	#[arg(long, default_value_t = 1)]
	threads: i32,
	/// What matrix products are computed in
	#[arg(long, value_enum, default_value_t = Precision::Auto)]
	precision: Precision,
	/// Seed of the initial weights and of the order of the text
	#[arg(long, default_value_t = 1)]
	seed: u64,
	/// Tokens in the vocabulary
	#[arg(long, default_value_t = 4096)]
	vocabulary: u32,
	/// Features of the residual stream
	#[arg(long, default_value_t = 192)]
	hidden: u32,
	/// Features inside the feed-forward part
	#[arg(long, default_value_t = 512)]
	feed_forward: u32,
	/// Decoder layers
	#[arg(long, default_value_t = 4)]
	layers: u32,
	/// Attention heads
	#[arg(long, default_value_t = 6)]
	heads: u32,
	/// Tokens of context
	#[arg(long, default_value_t = 512)]
	context: u32,
	/// Tokens of a training sequence
	#[arg(long, default_value_t = 256)]
	sequence: u32,
	/// Sequences of a step
	#[arg(long, default_value_t = 8)]
	batch: u32,
	/// Highest learning rate
	#[arg(long, default_value_t = 3e-3)]
	learning_rate: f64,
}

/// Runs the command.
///
/// # Errors
/// [`BaseTrainingError`].
pub fn run(arguments: &TrainBase) -> Result<(), BaseTrainingError> {
	tch::set_num_threads(arguments.threads);
	let budget = match arguments.steps {
		Some(steps) => Budget::Steps(steps),
		None => Budget::Time(Duration::from_secs_f64(arguments.minutes.max(0.0) * 60.0)),
	};
	let options = BaseOptions {
		model: arguments.config()?,
		sequence: size(arguments.sequence),
		batch: size(arguments.batch),
		learning_rate: arguments.learning_rate,
		seed: arguments.seed,
		budget,
		precision: arguments.precision.kind(),
		from: arguments.from.clone(),
		command: arguments.command(),
	};
	train_base(&arguments.source, &arguments.out, &options)
}

impl TrainBase {
	fn config(&self) -> Result<ModelConfig, BaseTrainingError> {
		let json = serde_json::json!({
			"model_type": "llama",
			"vocab_size": self.vocabulary,
			"hidden_size": self.hidden,
			"intermediate_size": self.feed_forward,
			"num_hidden_layers": self.layers,
			"num_attention_heads": self.heads,
			"max_position_embeddings": self.context,
			"tie_word_embeddings": true,
		});
		Ok(ModelConfig::from_json(&serde_json::to_vec(&json)?)?)
	}

	/// The command line that repeats this run, without paths of this machine.
	fn command(&self) -> String {
		let Self { minutes, seed, vocabulary, hidden, feed_forward, layers, .. } = self;
		let Self { heads, context, sequence, batch, learning_rate, steps, .. } = self;
		let budget = match steps {
			Some(steps) => format!("--steps {steps}"),
			None => format!("--minutes {minutes}"),
		};
		let source = self.source.file_name().unwrap_or_default().to_string_lossy().into_owned();
		format!(
			"openledger-lora-server train-base --source {source} --out models/base {budget} \\\n\
			\x20 --seed {seed} --vocabulary {vocabulary} --hidden {hidden} --feed-forward {feed_forward} \\\n\
			\x20 --layers {layers} --heads {heads} --context {context} --sequence {sequence} --batch {batch} \\\n\
			\x20 --learning-rate {learning_rate}"
		)
	}
}

impl Precision {
	fn kind(self) -> Kind {
		match self {
			Self::F32 => Kind::Float,
			Self::Bf16 => Kind::BFloat16,
			Self::Auto if multiplies_bf16() => Kind::BFloat16,
			Self::Auto => Kind::Float,
		}
	}
}

#[cfg(target_arch = "x86_64")]
fn multiplies_bf16() -> bool {
	std::arch::is_x86_feature_detected!("avx512bf16")
}

#[cfg(not(target_arch = "x86_64"))]
fn multiplies_bf16() -> bool {
	false
}

fn size(value: u32) -> usize {
	usize::try_from(value).unwrap_or(usize::MAX)
}
