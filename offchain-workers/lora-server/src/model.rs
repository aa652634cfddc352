// SPDX-License-Identifier: Apache-2.0
//! The base model: a Llama-architecture decoder from `config.json` and `model.safetensors`.
//!
//! [`Model`] is what is shared between threads; [`Network`] is the network as one thread uses it.
//! What a configuration asks for and this decoder does not do is refused by name, never ignored.

mod cache;
mod config;
pub mod embedded;
mod network;
mod projection;

pub use cache::{KvCache, Span, TextId, BLOCK_TOKENS};
pub use config::ModelConfig;
pub use network::Network;
pub(crate) use network::EMBEDDING;
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
/// The file with a model's weights.
pub const WEIGHTS_FILE: &str = "model.safetensors";

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
	/// `config.json` is not a configuration of a Llama model.
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
	pub fn load(dir: &Path, device: Device) -> Result<Self, ModelError> {
		let read = |name: &str| {
			let path = dir.join(name);
			fs::read(&path).map_err(|source| ModelError::Io { path, source })
		};
		Self::from_files(&read(CONFIG_FILE)?, &read(WEIGHTS_FILE)?, device)
	}

	/// Loads a model from the bytes of its two files.
	///
	/// # Errors
	/// [`ModelError`].
	pub fn from_files(config: &[u8], weights: &[u8], device: Device) -> Result<Self, ModelError> {
		let config = ModelConfig::from_json(config)?;
		Ok(Self::new(Network::from_safetensors(config, weights, device)?))
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
