// SPDX-License-Identifier: Apache-2.0
//! From the store to the host's memory, and from there to the device.

use super::Refusal;
use crate::{
	adapter::{self, Adapter, AdapterConfig, AdapterError, AdapterFiles, LoraWeights},
	model::Model,
	store::{Store, StoreError},
	threads::compute_with,
};
use openledger_primitives::manifest::ManifestFile;
use polkadot_sdk::sp_core::H256;
use std::{sync::Arc, time::Duration};
use tokio::task::JoinError;

/// Why an adapter cannot be loaded.
#[derive(thiserror::Error, Debug)]
pub enum LoadError {
	/// Its bytes are not here.
	#[error(transparent)]
	Store(#[from] StoreError),
	/// Its manifest does not name a file that an adapter has.
	#[error("its manifest names no {0}")]
	FileNotNamed(&'static str),
	/// A file is longer or shorter than its manifest says.
	#[error("{file} has {found} bytes, and its manifest says {said}")]
	FileLength {
		/// The file.
		file: &'static str,
		/// Its length.
		found: usize,
		/// What the manifest says.
		said: u64,
	},
	/// Its files are not an adapter of this base model.
	#[error(transparent)]
	Adapter(#[from] AdapterError),
	/// It cannot have a place in memory: it is too large, or pinned ones have it.
	#[error("there is no room for it: {0}")]
	NoRoom(Refusal),
	/// The adapters in use left it no place for as long as it waited.
	#[error("there was no room for it in {} seconds: {refusal}", waited.as_secs_f32())]
	Crowded {
		/// Why not.
		refusal: Refusal,
		/// How long it waited.
		waited: Duration,
	},
	/// As many adapters as may wait to be loaded are waiting.
	#[error("too many adapters are waiting to be loaded")]
	Busy,
	/// Reading it was cut short.
	#[error("reading it was cut short: {0}")]
	CutShort(#[from] JoinError),
	/// The server is being stopped.
	#[error("the server is being stopped")]
	Stopped,
}

impl LoadError {
	/// Whether asking again later can succeed.
	pub fn passes(&self) -> bool {
		match self {
			Self::Store(error) => error.passes(),
			// The operator may give it more room.
			Self::NoRoom(_) => true,
			Self::Crowded { .. } | Self::Busy | Self::CutShort(_) | Self::Stopped => true,
			Self::FileNotNamed(_) | Self::FileLength { .. } | Self::Adapter(_) => false,
		}
	}

	/// Whether it is for others that use the memory now.
	pub fn is_busy(&self) -> bool {
		matches!(self, Self::Crowded { .. } | Self::Busy)
	}

	/// Whether the adapter, or a part of it, was never given to this server.
	pub fn is_missing(&self) -> bool {
		matches!(self, Self::Store(StoreError::Missing { .. }))
	}
}

/// Where an adapter's files are, or the files themselves.
pub(super) enum Source {
	/// In the store, under these hashes.
	Disk { config: ManifestFile, weights: ManifestFile },
	/// In memory, hashed when they were read.
	Host(Arc<AdapterFiles>),
}

impl Source {
	/// What the manifest with this root names.
	pub(super) fn find(store: &Store, root: H256) -> Result<Self, LoadError> {
		let manifest = store.manifest(root)?;
		let entry = |name| manifest.file(name).cloned().ok_or(LoadError::FileNotNamed(name));
		Ok(Self::Disk {
			config: entry(adapter::CONFIG_FILE)?,
			weights: entry(adapter::WEIGHTS_FILE)?,
		})
	}

	/// The length of the weights' file: about what their tensors take.
	pub(super) fn length(&self) -> u64 {
		match self {
			Self::Disk { weights, .. } => weights.length,
			Self::Host(files) => u64::try_from(files.weights.len()).unwrap_or(u64::MAX),
		}
	}

	/// Reads the files, and makes tensors of them. Every byte from the disk is hashed before it is used.
	pub(super) fn load(self, store: &Store, model: &Model) -> Result<Loaded, LoadError> {
		compute_with(1);
		let files = match self {
			Self::Host(files) => files,
			Self::Disk { config, weights } => Arc::new(AdapterFiles {
				config: read(store, adapter::CONFIG_FILE, &config)?,
				weights: read(store, adapter::WEIGHTS_FILE, &weights)?,
			}),
		};
		let adapter =
			Adapter::from_files(&files.config, &files.weights, model.config(), model.device())?;
		let (config, weights) = (adapter.config().clone(), adapter.stored());
		Ok(Loaded { config, bytes: weights.bytes(), weights, files })
	}
}

fn read(store: &Store, file: &'static str, entry: &ManifestFile) -> Result<Vec<u8>, LoadError> {
	let bytes = store.file(entry)?;
	if u64::try_from(bytes.len()) == Ok(entry.length) {
		Ok(bytes)
	} else {
		Err(LoadError::FileLength { file, found: bytes.len(), said: entry.length })
	}
}

/// An adapter in memory.
pub(super) struct Loaded {
	pub config: AdapterConfig,
	pub weights: LoraWeights,
	/// What its tensors take.
	pub bytes: u64,
	pub files: Arc<AdapterFiles>,
}
