// SPDX-License-Identifier: Apache-2.0
//! The base model: a decoder of one of several families, from `config.json` and safetensors.
//!
//! [`Model`] is what is shared between threads; [`Network`] is the network as one thread uses it.
//! What a configuration asks for and this decoder does not do is refused by name, never ignored.

mod cache;
mod config;
pub mod embedded;
mod family;
mod files;
mod network;
mod placement;
mod projection;

pub use cache::{KvCache, Span, TextId, BLOCK_TOKENS};
pub use config::{Activation, ModelConfig, Positions, Rope, RopeScaling, Window};
pub use family::Family;
pub use files::{weight_files, MappedFiles, Weights, INDEX_FILE, WEIGHTS_FILE};
pub use network::Network;
pub use placement::{Dtype, Placement, Quantisation};
pub use projection::Projection;

use crate::tensors::TensorError;
use std::{
	fs,
	path::{Path, PathBuf},
	sync::{Mutex, PoisonError},
};
use tch::Device;

/// The file with a model's architecture and sizes.
pub const CONFIG_FILE: &str = "config.json";

/// Why a base model could not be loaded.
#[derive(thiserror::Error, Debug)]
pub enum ModelError {
	/// A file could not be read.
	#[error("cannot read {path}: {source}")]
	Io {
		/// Which one.
		path: PathBuf,
		/// Why.
		source: std::io::Error,
	},
	/// `config.json` is not JSON, or a member is missing or has the wrong type.
	#[error("config.json: {0}")]
	Config(#[from] serde_json::Error),
	/// The configuration asks for something that this decoder does not do.
	#[error("config.json: {0} is not supported")]
	Unsupported(String),
	/// The configuration contradicts itself.
	#[error("config.json: {0}")]
	Inconsistent(String),
	/// The weights do not fit the configuration.
	#[error("model.safetensors: {0}")]
	Weights(#[from] TensorError),
	/// There are no weights.
	#[error("the model has neither {WEIGHTS_FILE} nor {INDEX_FILE}")]
	NoWeights,
	/// The weights are there only as a pickle, and loading one runs whatever program it holds.
	#[error(
		"{0} is a pickle, which is never loaded: save the model with safetensors instead, in \
		 transformers by save_pretrained(..., safe_serialization=True)"
	)]
	Pickle(PathBuf),
	/// The index of the weights' files cannot be used.
	#[error("{INDEX_FILE}: {0}")]
	Index(String),
	/// The index names a file that is not there.
	#[error("{INDEX_FILE} names {name}, which is missing")]
	NoShard {
		/// The file.
		name: String,
	},
	/// A file that the index names cannot be used.
	#[error("{name}: {source}")]
	Shard {
		/// The file.
		name: String,
		/// What is wrong with it.
		source: TensorError,
	},
	/// The index does not say what the files hold.
	#[error("{INDEX_FILE} says that tensor {tensor} is in {file}, and it is not")]
	NotInShard {
		/// The tensor.
		tensor: String,
		/// The file.
		file: String,
	},
}

/// A base model on a device, shared by the threads that use it.
pub struct Model {
	config: ModelConfig,
	// libtorch's handles may move between threads, but not be used by two at once: each thread
	// takes its own, all of the same storage.
	network: Mutex<Network>,
}

impl Model {
	/// Loads the model in the folder `dir`.
	///
	/// # Errors
	/// [`ModelError`].
	pub fn load(dir: &Path, placement: impl Into<Placement>) -> Result<Self, ModelError> {
		let path = dir.join(CONFIG_FILE);
		let config = fs::read(&path).map_err(|source| ModelError::Io { path, source })?;
		let files = MappedFiles::open(dir, weight_files(dir)?)?;
		Self::from_files(&config, Weights::of(&files.bytes())?, placement)
	}

	/// Loads a model from the bytes of its configuration and weights.
	///
	/// # Errors
	/// [`ModelError`].
	pub fn from_files<'a>(
		config: &[u8],
		weights: impl Into<Weights<'a>>,
		placement: impl Into<Placement>,
	) -> Result<Self, ModelError> {
		let (config, placement) = (ModelConfig::from_json(config)?, placement.into());
		let reader = weights.into().reader(placement.device)?;
		Ok(Self::new(Network::read(config, reader, placement)?))
	}

	/// Shares `network`.
	pub fn new(network: Network) -> Self {
		Self { config: network.config().clone(), network: Mutex::new(network) }
	}

	/// Architecture and sizes.
	pub fn config(&self) -> &ModelConfig {
		&self.config
	}

	/// The network, for the calling thread. The weights are not copied.
	pub fn network(&self) -> Network {
		self.network.lock().unwrap_or_else(PoisonError::into_inner).share()
	}

	/// Where the weights are.
	pub fn device(&self) -> Device {
		self.network.lock().unwrap_or_else(PoisonError::into_inner).device()
	}
}
