// SPDX-License-Identifier: Apache-2.0
//! LoRA adapters in PEFT's two files, `adapter_config.json` and `adapter_model.safetensors`.
//!
//! An adapter is never merged into the base: each of its modules adds `scale * (x A^T) B^T` to what
//! the base's linear module yields, so that the rows of one batch may use different adapters, of
//! different ranks, or none (see [`LoraBatch`]).

mod batch;
mod config;
mod slots;
mod weights;

pub use batch::{LoraBatch, MixedLora};
pub use config::AdapterConfig;
pub use slots::{LoraSlots, Slot};
pub use weights::{LoraPair, LoraWeights};

use crate::{model::ModelConfig, tensors::TensorError};
use std::{
	fs,
	path::{Path, PathBuf},
	sync::{Mutex, PoisonError},
};
use tch::Device;

/// The file with an adapter's rank, scale and targets.
pub const CONFIG_FILE: &str = "adapter_config.json";
/// The file with an adapter's weights.
pub const WEIGHTS_FILE: &str = "adapter_model.safetensors";

/// Why an adapter could not be read or written.
#[derive(thiserror::Error, Debug)]
pub enum AdapterError {
	/// A file could not be read.
	#[error("cannot read {path}: {source}")]
	Io {
		/// Which one.
		path: PathBuf,
		/// Why.
		source: std::io::Error,
	},
	/// `adapter_config.json` is not JSON, or a member has the wrong type.
	#[error("adapter_config.json: {0}")]
	Config(#[from] serde_json::Error),
	/// The configuration asks for something that changes the result and is not done here.
	#[error("adapter_config.json: {0} is not supported")]
	Unsupported(String),
	/// A member is missing or out of range.
	#[error("adapter_config.json: {0}")]
	Invalid(String),
	/// The weights do not fit the configuration and the base model.
	#[error("adapter_model.safetensors: {0}")]
	Weights(#[from] TensorError),
}

/// The bytes of an adapter's two files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AdapterFiles {
	/// `adapter_config.json`.
	pub config: Vec<u8>,
	/// `adapter_model.safetensors`.
	pub weights: Vec<u8>,
}

/// A LoRA adapter on a device, shared by the requests that use it.
pub struct Adapter {
	config: AdapterConfig,
	// As in `Model`: each thread takes its own handles.
	weights: Mutex<LoraWeights>,
	/// Dropped last of all: nobody uses the weights any more.
	_lent: Option<Lent>,
}

/// Tells that what was lent is given back.
struct Lent {
	returned: Option<Box<dyn FnOnce() + Send + Sync>>,
}

impl Drop for Lent {
	fn drop(&mut self) {
		if let Some(returned) = self.returned.take() {
			returned();
		}
	}
}

impl Adapter {
	/// Loads the adapter in the folder `dir` for a base model with the configuration `model`.
	///
	/// # Errors
	/// [`AdapterError`].
	pub fn load(dir: &Path, model: &ModelConfig, device: Device) -> Result<Self, AdapterError> {
		let read = |name: &str| {
			let path = dir.join(name);
			fs::read(&path).map_err(|source| AdapterError::Io { path, source })
		};
		Self::from_files(&read(CONFIG_FILE)?, &read(WEIGHTS_FILE)?, model, device)
	}

	/// Reads an adapter for a base model with the configuration `model`.
	///
	/// # Errors
	/// [`AdapterError`].
	pub fn from_files(
		config_json: &[u8],
		weights: &[u8],
		model: &ModelConfig,
		device: Device,
	) -> Result<Self, AdapterError> {
		let config = AdapterConfig::from_json(config_json)?;
		let weights = LoraWeights::from_safetensors(&config, weights, model, device)?;
		Ok(Self::new(config, weights))
	}

	/// An adapter of these parts.
	pub fn new(config: AdapterConfig, weights: LoraWeights) -> Self {
		Self { config, weights: Mutex::new(weights), _lent: None }
	}

	/// An adapter of these parts that calls `returned` when it is dropped.
	pub fn lent(
		config: AdapterConfig,
		weights: LoraWeights,
		returned: impl FnOnce() + Send + Sync + 'static,
	) -> Self {
		let lent = Lent { returned: Some(Box::new(returned)) };
		Self { _lent: Some(lent), ..Self::new(config, weights) }
	}

	/// The adapter's two files. Equal adapters give equal bytes.
	///
	/// # Errors
	/// [`AdapterError::Weights`], [`AdapterError::Config`].
	pub fn to_files(&self) -> Result<AdapterFiles, AdapterError> {
		Ok(AdapterFiles {
			config: self.config.to_json()?,
			weights: self.weights().to_safetensors()?,
		})
	}

	/// Rank of each pair of matrices.
	pub fn rank(&self) -> u32 {
		self.config.rank
	}

	/// Rank, scale and targets.
	pub fn config(&self) -> &AdapterConfig {
		&self.config
	}

	/// The weights, for the calling thread. They are not copied.
	pub fn weights(&self) -> LoraWeights {
		self.weights.lock().unwrap_or_else(PoisonError::into_inner).share()
	}
}
