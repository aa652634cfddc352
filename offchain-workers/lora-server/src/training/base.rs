// SPDX-License-Identifier: Apache-2.0
//! Training of the base model that is shipped: a small Llama from a dictionary's text.

mod recipe;
mod run;
mod stream;
mod unseen;

use super::{corpus::Corpus, vocabulary::Vocabulary};
use crate::{
	model::{self, ModelConfig, ModelError},
	tensors::TensorError,
	tokenizer::{self, TokenizerError},
};
use run::Run;
use std::{
	fs, io,
	path::{Path, PathBuf},
	time::{Duration, Instant},
};
use tch::{Kind, TchError};

/// Names of what a trained base holds beside a model's own files.
const RECIPE_FILE: &str = "README.md";
const NOTICE_FILE: &str = "NOTICE";

/// When a training ends.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Budget {
	/// After this many steps: the same on every machine.
	Steps(u64),
	/// After this time; the log says how many steps that was.
	Time(Duration),
}

impl Budget {
	/// How much there is to do: steps, or seconds.
	fn length(self) -> u64 {
		match self {
			Self::Steps(steps) => steps,
			Self::Time(time) => time.as_secs(),
		}
	}

	/// How much of that is done.
	fn position(self, steps: u64, since: Instant) -> u64 {
		match self {
			Self::Steps(_) => steps,
			Self::Time(_) => since.elapsed().as_secs(),
		}
	}

	/// The share that is done.
	fn done(self, steps: u64, since: Instant) -> f64 {
		let share = match self {
			Self::Steps(0) => 1.0,
			Self::Steps(all) => float(steps) / float(all),
			Self::Time(all) => since.elapsed().as_secs_f64() / all.as_secs_f64().max(1.0),
		};
		share.min(1.0)
	}
}

/// What is trained, and how.
#[derive(Clone, Debug)]
pub struct BaseOptions {
	/// Architecture; its vocabulary is learnt.
	pub model: ModelConfig,
	/// Tokens of a sequence; at most the model's context.
	pub sequence: usize,
	/// Sequences of a step.
	pub batch: usize,
	/// The highest learning rate.
	pub learning_rate: f64,
	/// Decides the initial weights and the order of the documents.
	pub seed: u64,
	/// When it ends.
	pub budget: Budget,
	/// What matrix products are computed in.
	pub precision: Kind,
	/// Folder of a base with the same vocabulary and sizes, whose weights to go on from.
	pub from: Option<PathBuf>,
	/// The command line, for the recipe.
	pub command: String,
}

/// Why a base model could not be trained.
#[derive(thiserror::Error, Debug)]
pub enum BaseTrainingError {
	/// A file could not be read or written.
	#[error("{path}: {source}")]
	Io {
		/// Which one.
		path: PathBuf,
		/// Why.
		source: io::Error,
	},
	/// An option is out of range, or the text is no dictionary.
	#[error("{0}")]
	Invalid(&'static str),
	/// The text could not be split into tokens.
	#[error(transparent)]
	Tokenizer(#[from] TokenizerError),
	/// The model could not be made.
	#[error(transparent)]
	Model(#[from] ModelError),
	/// The weights could not be written.
	#[error(transparent)]
	Weights(#[from] TensorError),
	/// A file could not be composed.
	#[error(transparent)]
	Json(#[from] serde_json::Error),
	/// libtorch refused.
	#[error("libtorch: {0}")]
	Torch(#[from] TchError),
}

/// Trains a base model from the dictionary in the file `source`, and writes it to the folder `out`:
/// a complete model at each checkpoint.
///
/// # Errors
/// [`BaseTrainingError`].
pub fn train_base(
	source: &Path,
	out: &Path,
	options: &BaseOptions,
) -> Result<(), BaseTrainingError> {
	if options.sequence == 0 || options.batch == 0 || options.sequence > options.model.context {
		return Err(BaseTrainingError::Invalid(
			"sequence and batch must be positive, and a sequence must fit the context",
		));
	}
	let corpus = Corpus::of_dictionary(&stream::read_text(source)?);
	if corpus.documents.len() <= run::HELD_OUT {
		return Err(BaseTrainingError::Invalid("the source is no dictionary in DICT format"));
	}
	let size = usize::try_from(options.model.vocab_size).unwrap_or(usize::MAX);
	let vocabulary = Vocabulary::learn(&corpus.documents, size, options.model.context)?;
	let mut config = options.model.clone();
	config.vocab_size = i64::try_from(vocabulary.codec.vocab_size()).unwrap_or(i64::MAX);

	let run = Run::start(&corpus, &vocabulary, config, options)?;
	create_folder(out)?;
	write(
		out,
		model::CONFIG_FILE,
		&run.network.config().to_json(vocabulary.codec.eos(), vocabulary.pad)?,
	)?;
	write(out, tokenizer::TOKENIZER_FILE, &vocabulary.tokenizer)?;
	write(out, tokenizer::TOKENIZER_CONFIG_FILE, &vocabulary.config)?;
	write(out, NOTICE_FILE, corpus.notice.as_bytes())?;
	run.train(out)
}

fn create_folder(path: &Path) -> Result<(), BaseTrainingError> {
	fs::create_dir_all(path)
		.map_err(|source| BaseTrainingError::Io { path: path.to_owned(), source })
}

/// Writes a file so that its name never stands for half of it.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), BaseTrainingError> {
	let path = folder.join(name);
	let unfinished = folder.join(format!("{name}.unfinished"));
	fs::write(&unfinished, bytes)
		.and_then(|()| fs::rename(&unfinished, &path))
		.map_err(|source| BaseTrainingError::Io { path, source })
}

fn read(folder: &Path, name: &str) -> Result<Vec<u8>, BaseTrainingError> {
	let path = folder.join(name);
	fs::read(&path).map_err(|source| BaseTrainingError::Io { path, source })
}

/// Exact up to 2^53.
fn float(count: u64) -> f64 {
	Duration::from_secs(count).as_secs_f64()
}
