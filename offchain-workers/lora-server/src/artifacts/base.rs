// SPDX-License-Identifier: Apache-2.0
//! The base model: what it is made of, and what it is called on chain.

use crate::{
	model::{self, embedded, Model, ModelError},
	tokenizer::{self, TextCodec, TokenizerError},
};
use openledger_primitives::{
	commitment::{CommitmentError, ContentCommitment},
	manifest::{Manifest, ManifestError, ManifestFile},
};
use std::{
	fs, io,
	path::{Path, PathBuf},
	sync::Arc,
};
use tch::Device;

/// The files of a base model, ascending by name: what its manifest names.
pub const BASE_FILES: [&str; 4] = [
	model::CONFIG_FILE,
	model::WEIGHTS_FILE,
	tokenizer::TOKENIZER_FILE,
	tokenizer::TOKENIZER_CONFIG_FILE,
];

/// Why a base model cannot be used.
#[derive(thiserror::Error, Debug)]
pub enum BaseError {
	/// A file could not be read.
	#[error("cannot read {path}: {source}")]
	Io {
		/// Which one.
		path: PathBuf,
		/// Why.
		source: io::Error,
	},
	/// A file is missing.
	#[error("the base model has no {0}")]
	Missing(&'static str),
	/// The weights or their configuration.
	#[error(transparent)]
	Model(#[from] ModelError),
	/// The tokenizer or its configuration.
	#[error(transparent)]
	Tokenizer(#[from] TokenizerError),
	/// The files cannot have a manifest.
	#[error(transparent)]
	Manifest(#[from] ManifestError),
	/// The manifest cannot be committed to.
	#[error(transparent)]
	Commitment(#[from] CommitmentError),
}

/// The base model that this server runs, with its tokenizer.
pub struct Base {
	manifest: Manifest,
	commitment: ContentCommitment,
	model: Arc<Model>,
	codec: TextCodec,
}

impl Base {
	/// The base model that is part of this program.
	///
	/// # Errors
	/// [`BaseError`].
	pub fn embedded(device: Device) -> Result<Self, BaseError> {
		Self::from_files(&embedded::files(), device)
	}

	/// The base model in `folder`, with the files [`BASE_FILES`].
	///
	/// # Errors
	/// [`BaseError`].
	pub fn load(folder: &Path, device: Device) -> Result<Self, BaseError> {
		let read = |name: &'static str| {
			let path = folder.join(name);
			match fs::read(&path) {
				Ok(bytes) => Ok((name, bytes)),
				Err(source) => Err(BaseError::Io { path, source }),
			}
		};
		let files = BASE_FILES.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
		let files = files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect::<Vec<_>>();
		Self::from_files(&files, device)
	}

	/// The base model of these files, each a name and its bytes: [`BASE_FILES`], in any order.
	///
	/// # Errors
	/// [`BaseError`].
	pub fn from_files(files: &[(&str, &[u8])], device: Device) -> Result<Self, BaseError> {
		let bytes = |name: &'static str| match files.iter().find(|(found, _)| *found == name) {
			Some((_, bytes)) => Ok(*bytes),
			None => Err(BaseError::Missing(name)),
		};
		let (config, weights) = (bytes(model::CONFIG_FILE)?, bytes(model::WEIGHTS_FILE)?);
		let tokenizer = bytes(tokenizer::TOKENIZER_FILE)?;
		let tokenizer_config = bytes(tokenizer::TOKENIZER_CONFIG_FILE)?;
		let manifest =
			Manifest::new(files.iter().map(|(name, bytes)| ManifestFile::of(name, bytes)))?;
		Ok(Self {
			commitment: ContentCommitment::of(&manifest.to_bytes())?,
			manifest,
			model: Arc::new(Model::from_files(config, weights, device)?),
			codec: TextCodec::from_files(tokenizer, tokenizer_config)?,
		})
	}

	/// Its files.
	pub fn manifest(&self) -> &Manifest {
		&self.manifest
	}

	/// The commitment to its manifest: what it is registered on chain with.
	pub fn commitment(&self) -> ContentCommitment {
		self.commitment
	}

	/// The network.
	pub fn model(&self) -> &Arc<Model> {
		&self.model
	}

	/// Text to tokens and back.
	pub fn codec(&self) -> &TextCodec {
		&self.codec
	}
}
