// SPDX-License-Identifier: Apache-2.0
//! Static embeddings in the layout of Model2Vec: a vector per token, and a text is their mean.

use super::{
	super::{wide, Digest},
	half, norm,
	tokens::Tokens,
	EmbedError, Embedder, MAX_DIMENSION,
};
use safetensors::{Dtype, SafeTensorError, SafeTensors};
use serde::Deserialize;
use std::{
	fs, io,
	path::{Path, PathBuf},
};
use thiserror::Error;

/// Why a directory is no model of static embeddings.
#[derive(Error, Debug)]
pub enum ModelError {
	/// A file is missing or cannot be read.
	#[error("cannot read {}: {reason}", path.display())]
	Read {
		/// The file.
		path: PathBuf,
		/// What the operating system says.
		reason: io::Error,
	},
	/// `config.json` does not say whether vectors are normalised.
	#[error("config.json needs \"normalize\": true or false: {0}")]
	Config(serde_json::Error),
	/// `tokenizer.json` is none, or of a kind that is not known.
	#[error("tokenizer.json: {0}")]
	Tokenizer(Box<dyn std::error::Error + Send + Sync>),
	/// `model.safetensors` is none.
	#[error("model.safetensors: {0}")]
	Tensors(#[from] SafeTensorError),
	/// `model.safetensors` has something beside `embeddings`, which would change the vectors.
	#[error("model.safetensors has the tensor {0:?}; only \"embeddings\" is known")]
	UnknownTensor(String),
	/// The embeddings are no matrix, or one without rows, or with rows that are empty or too long.
	#[error("embeddings of shape {0:?} are not [tokens, 1 to 16384]")]
	Shape(Vec<usize>),
	/// The embeddings are numbers of a kind that is not known.
	#[error("embeddings of type {0:?}, not F32 or F16")]
	Type(Dtype),
	/// A token has a number that is not finite.
	#[error("the embedding of token {0} is not finite")]
	NotFinite(usize),
	/// The tokenizer has a token without an embedding.
	#[error("the tokenizer has {tokens} tokens, the embeddings {rows} rows")]
	Rows {
		/// One more than the tokenizer's highest token.
		tokens: u64,
		/// The embeddings.
		rows: usize,
	},
}

/// What is used of `config.json`.
#[derive(Deserialize)]
struct Config {
	normalize: bool,
}

/// Static embeddings, in memory: `embeddings [tokens, dimension]`, F32 or F16.
///
/// A text's vector is the mean of its tokens' vectors, of length one where the model's `normalize` says
/// so; tokens that stand for the unknown do not count, a text without others has zeros. Sums are taken
/// in 64 bits from the first token to the last, so the numbers are the same on every machine.
///
/// The layout is that of Model2Vec (Tulkens and van Dongen, 2024). Unlike there, long texts are not cut
/// off. Models with more tensors than `embeddings` are refused.
pub struct StaticModel {
	tokens: Tokens,
	embeddings: Vec<f32>,
	dimension: u32,
	normalize: bool,
	digest: Digest,
}

impl StaticModel {
	/// Reads `model.safetensors`, `tokenizer.json` and `config.json` in `directory`.
	///
	/// # Errors
	/// Every [`ModelError`].
	pub fn open(directory: &Path) -> Result<Self, ModelError> {
		let read = |name: &str| {
			let path = directory.join(name);
			fs::read(&path).map_err(|reason| ModelError::Read { path, reason })
		};
		let files = [read("config.json")?, read("model.safetensors")?, read("tokenizer.json")?];
		let [config, tensors, tokenizer] = &files;
		let Config { normalize } = serde_json::from_slice(config).map_err(ModelError::Config)?;
		let tokens = Tokens::read(tokenizer)?;
		let (embeddings, dimension) = embeddings(tensors)?;
		let rows = embeddings.len().checked_div(wide(dimension)).unwrap_or_default();
		if tokens.bound() > super::super::long(rows) {
			return Err(ModelError::Rows { tokens: tokens.bound(), rows });
		}
		let digests = files.iter().flat_map(|file| *Digest::of(file).as_bytes());
		let digest = Digest::of(&digests.collect::<Vec<_>>());
		Ok(Self { tokens, embeddings, dimension, normalize, digest })
	}

	/// How many tokens a text has, those not counted that stand for the unknown: what its vector is the mean
	/// of.
	///
	/// # Errors
	/// [`EmbedError::Model`].
	pub fn count_tokens(&self, text: &str) -> Result<usize, EmbedError> {
		Ok(self.tokens.of(text)?.len())
	}

	fn row(&self, token: u32) -> Option<&[f32]> {
		let dimension = wide(self.dimension);
		let start = wide(token).checked_mul(dimension)?;
		self.embeddings.get(start..start.checked_add(dimension)?)
	}
}

impl Embedder for StaticModel {
	fn dimension(&self) -> u32 {
		self.dimension
	}

	/// Over the digests of `config.json`, `model.safetensors` and `tokenizer.json`, in this order.
	fn digest(&self) -> Digest {
		self.digest
	}

	fn embed(&self, text: &str) -> Result<Vec<f32>, EmbedError> {
		let tokens = self.tokens.of(text)?;
		let mut sums = vec![0.0; wide(self.dimension)];
		for row in tokens.iter().filter_map(|&token| self.row(token)) {
			for (sum, &number) in sums.iter_mut().zip(row) {
				*sum += f64::from(number);
			}
		}
		// A text has at most 5 MiB, and so many tokens.
		let count = f64::from(u32::try_from(tokens.len()).unwrap_or(u32::MAX).max(1));
		let mut mean = sums.iter().map(|sum| narrowed(sum / count)).collect::<Vec<_>>();
		let norm = norm(&mean);
		if self.normalize && norm > 0.0 {
			for number in &mut mean {
				*number = narrowed(f64::from(*number) / norm);
			}
		}
		Ok(mean)
	}
}

/// The nearest 32-bit number. A mean of 32-bit numbers is in their range.
#[allow(clippy::cast_possible_truncation)]
fn narrowed(number: f64) -> f32 {
	number as f32
}

/// The matrix, row by row, and the length of its rows.
fn embeddings(file: &[u8]) -> Result<(Vec<f32>, u32), ModelError> {
	let tensors = SafeTensors::deserialize(file)?;
	let mut unknown =
		tensors.names().into_iter().filter(|name| *name != "embeddings").collect::<Vec<_>>();
	unknown.sort_unstable();
	if let Some(name) = unknown.first() {
		return Err(ModelError::UnknownTensor((*name).to_owned()));
	}
	let tensor = tensors.tensor("embeddings")?;
	let shape = || ModelError::Shape(tensor.shape().to_vec());
	let [rows, columns] = tensor.shape() else { return Err(shape()) };
	let dimension = u32::try_from(*columns)
		.ok()
		.filter(|columns| *rows > 0 && (1..=MAX_DIMENSION).contains(columns))
		.ok_or_else(shape)?;
	let numbers = match tensor.dtype() {
		Dtype::F32 => {
			let (numbers, _) = tensor.data().as_chunks::<4>();
			numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect::<Vec<_>>()
		},
		Dtype::F16 => {
			let (numbers, _) = tensor.data().as_chunks::<2>();
			numbers.iter().map(|bytes| half::widened(u16::from_le_bytes(*bytes))).collect()
		},
		other => return Err(ModelError::Type(other)),
	};
	match numbers.iter().position(|number| !number.is_finite()) {
		Some(place) => Err(ModelError::NotFinite(place.checked_div(*columns).unwrap_or_default())),
		None => Ok((numbers, dimension)),
	}
}
