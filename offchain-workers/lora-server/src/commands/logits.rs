// SPDX-License-Identifier: Apache-2.0
//! `logits`: what a model says of each token of a text, so that anyone can compare it with another
//! implementation.

use crate::{
	adapter::{Adapter, AdapterError, LoraBatch},
	model::{Dtype, Model, ModelError, Placement, Quantisation},
	tensors::to_values,
};
use clap::Args;
use std::path::PathBuf;
use tch::{Device, TchError, Tensor};

/// Arguments of `logits`.
#[derive(Args, Clone, Debug)]
pub struct Logits {
	/// Folder with config.json and the weights
	#[arg(long)]
	model: PathBuf,
	/// Folder with adapter_config.json and adapter_model.safetensors
	#[arg(long)]
	adapter: Option<PathBuf>,
	/// Type that the model's weights are kept in
	#[arg(long, value_enum, default_value_t = Dtype::F32)]
	dtype: Dtype,
	/// Pack the model's layers
	#[arg(long, value_enum)]
	quantise: Option<Quantisation>,
	/// The text's tokens, separated by commas
	#[arg(long, value_delimiter = ',', required = true)]
	tokens: Vec<u32>,
}

/// Why there are no logits.
#[derive(thiserror::Error, Debug)]
pub enum LogitsError {
	/// The model could not be loaded.
	#[error(transparent)]
	Model(#[from] ModelError),
	/// The adapter could not be loaded.
	#[error(transparent)]
	Adapter(#[from] AdapterError),
	/// A token is not in the vocabulary, or there are more than the context holds.
	#[error("{0}")]
	Tokens(String),
	/// libtorch refused.
	#[error("libtorch: {0}")]
	Torch(#[from] TchError),
	/// The answer could not be written.
	#[error(transparent)]
	Json(#[from] serde_json::Error),
}

/// Prints the logits of each position as JSON: one list of numbers for each token.
///
/// # Errors
/// [`LogitsError`].
pub fn run(arguments: &Logits) -> Result<(), LogitsError> {
	tch::set_num_threads(1);
	let (dtype, quantisation) = (arguments.dtype, arguments.quantise);
	let model =
		Model::load(&arguments.model, Placement { device: Device::Cpu, dtype, quantisation })?;
	let adapter = arguments
		.adapter
		.as_ref()
		.map(|folder| Adapter::load(folder, model.config(), Device::Cpu))
		.transpose()?;
	let logits = logits(&model, adapter.as_ref(), &arguments.tokens)?;
	println!("{}", serde_json::to_string(&logits)?);
	Ok(())
}

/// The logits of each position of a text: one list for each token, one number for each token that
/// could follow.
///
/// # Errors
/// [`LogitsError::Tokens`], [`LogitsError::Torch`].
pub fn logits(
	model: &Model,
	adapter: Option<&Adapter>,
	tokens: &[u32],
) -> Result<Vec<Vec<f32>>, LogitsError> {
	let config = model.config();
	if tokens.is_empty() || tokens.len() > config.context {
		let (count, context) = (tokens.len(), config.context);
		return Err(LogitsError::Tokens(format!("{count} tokens for a context of {context}")));
	}
	if let Some(token) = tokens.iter().find(|&&token| i64::from(token) >= config.vocab_size) {
		return Err(LogitsError::Tokens(format!("token {token} is not in the vocabulary")));
	}
	let _guard = tch::no_grad_guard();
	let network = model.network();
	let lora = adapter.map_or(LoraBatch::Base, |adapter| LoraBatch::Shared(adapter.weights()));
	let tokens: Vec<_> = tokens.iter().copied().map(i64::from).collect();
	let tokens = Tensor::f_from_slice(&tokens)?.f_unsqueeze(0)?.f_to_device(network.device())?;
	let logits = network.logits(&network.forward(&tokens, &lora)).f_squeeze_dim(0)?;
	let width = usize::try_from(config.vocab_size).unwrap_or(usize::MAX);
	Ok(to_values(&logits)?.chunks(width).map(<[f32]>::to_vec).collect())
}
