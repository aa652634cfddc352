// SPDX-License-Identifier: Apache-2.0
//! The base model: what it is made of, and what it is called on chain.

use crate::{
	model::{self, embedded, weight_files, MappedFiles, Model, ModelError, Placement, Weights},
	tokenizer::{self, TextCodec, TokenizerError},
};
use openledger_primitives::{
	commitment::{CommitmentError, ContentCommitment},
	manifest::{Manifest, ManifestError, ManifestFile},
};
use std::{path::Path, sync::Arc};

/// The files that each base model has, besides its weights; it may have a chat template, too.
pub const BASE_FILES: [&str; 3] =
	[model::CONFIG_FILE, tokenizer::TOKENIZER_FILE, tokenizer::TOKENIZER_CONFIG_FILE];

/// Why a base model cannot be used.
#[derive(thiserror::Error, Debug)]
pub enum BaseError {
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
	pub fn embedded(placement: impl Into<Placement>) -> Result<Self, BaseError> {
		Self::from_files(&embedded::files(), placement)
	}

	/// The base model in `folder`, with the files [`BASE_FILES`], its weights, and its chat template if
	/// it has one of its own.
	///
	/// # Errors
	/// [`BaseError`].
	pub fn load(folder: &Path, placement: impl Into<Placement>) -> Result<Self, BaseError> {
		let mut names: Vec<_> = BASE_FILES.map(str::to_owned).into();
		names.extend(weight_files(folder)?);
		if folder.join(tokenizer::CHAT_TEMPLATE_FILE).is_file() {
			names.push(tokenizer::CHAT_TEMPLATE_FILE.to_owned());
		}
		let files = MappedFiles::open(folder, names)?;
		Self::from_files(&files.bytes(), placement)
	}

	/// The base model of these files, each a name and its bytes: [`BASE_FILES`], the weights,
	/// perhaps a chat template, in any order. However the weights are placed, the commitment is to the files.
	///
	/// # Errors
	/// [`BaseError`].
	pub fn from_files(
		files: &[(&str, &[u8])],
		placement: impl Into<Placement>,
	) -> Result<Self, BaseError> {
		let find = |name: &str| {
			let mut files = files.iter();
			files.find(|(found, _)| *found == name).map(|(_, bytes)| *bytes)
		};
		let bytes = |name: &'static str| find(name).ok_or(BaseError::Missing(name));
		let (config, weights) = (bytes(model::CONFIG_FILE)?, Weights::of(files)?);
		let tokenizer = bytes(tokenizer::TOKENIZER_FILE)?;
		let tokenizer_config = bytes(tokenizer::TOKENIZER_CONFIG_FILE)?;
		let manifest =
			Manifest::new(files.iter().map(|(name, bytes)| ManifestFile::of(name, bytes)))?;
		Ok(Self {
			commitment: ContentCommitment::of(&manifest.to_bytes())?,
			manifest,
			model: Arc::new(Model::from_files(config, weights, placement)?),
			codec: TextCodec::with_chat_template(
				tokenizer,
				tokenizer_config,
				find(tokenizer::CHAT_TEMPLATE_FILE),
			)?,
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
