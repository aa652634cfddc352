// SPDX-License-Identifier: Apache-2.0
//! From the store into memory.

use crate::{
	adapter::{self, Adapter, AdapterError},
	model::Model,
	store::{Store, StoreError},
};
use polkadot_sdk::sp_core::H256;
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
	/// Its files are not an adapter of this base model.
	#[error(transparent)]
	Adapter(#[from] AdapterError),
	/// Reading it was cut short.
	#[error("reading it was cut short: {0}")]
	CutShort(#[from] JoinError),
}

impl LoadError {
	/// Whether asking again later can succeed.
	pub fn passes(&self) -> bool {
		match self {
			Self::Store(error) => error.passes(),
			Self::CutShort(_) => true,
			Self::FileNotNamed(_) | Self::Adapter(_) => false,
		}
	}
}

/// Reads the adapter whose manifest has this root. Every byte is hashed before it is used.
pub(super) fn read(store: &Store, model: &Model, root: H256) -> Result<Adapter, LoadError> {
	let manifest = store.manifest(root)?;
	let file = |name| {
		let entry = manifest.file(name).ok_or(LoadError::FileNotNamed(name))?;
		Ok::<_, LoadError>(store.file(entry)?)
	};
	let (config, weights) = (file(adapter::CONFIG_FILE)?, file(adapter::WEIGHTS_FILE)?);
	Ok(Adapter::from_files(&config, &weights, model.config(), model.device())?)
}
