// SPDX-License-Identifier: Apache-2.0
//! The worker's key.

use polkadot_sdk::{
	sp_core::{sr25519, Pair},
	sp_runtime::{AccountId32, MultiSignature},
};
use std::{
	fmt, fs, io,
	path::{Path, PathBuf},
};

/// Why a file holds no key. The secret is not repeated.
#[derive(thiserror::Error, Debug)]
pub enum KeyError {
	/// It cannot be read.
	#[error("cannot read the worker's key in {path}: {source}")]
	Io {
		/// The file.
		path: PathBuf,
		/// Why not.
		source: io::Error,
	},
	/// What it holds is no secret URI.
	#[error(
		"the worker's key is no secret URI: words, or a seed in hexadecimal, with derivations"
	)]
	NotSecret,
}

/// The sr25519 key by which a worker signs receipts. Clones share nothing that changes.
#[derive(Clone)]
pub struct WorkerKey(sr25519::Pair);

impl WorkerKey {
	/// The key of a secret URI: words, a seed in hexadecimal, with derivations, or `//Alice`.
	///
	/// # Errors
	/// [`KeyError::NotSecret`].
	pub fn from_uri(uri: &str) -> Result<Self, KeyError> {
		let pair = sr25519::Pair::from_string(uri.trim(), None);
		pair.map(Self).map_err(|_| KeyError::NotSecret)
	}

	/// The key in a file: its secret URI, or what a node's keystore has, which is the same in quotes.
	///
	/// # Errors
	/// [`KeyError`].
	pub fn read(path: &Path) -> Result<Self, KeyError> {
		let text = fs::read_to_string(path)
			.map_err(|source| KeyError::Io { path: path.into(), source })?;
		match serde_json::from_str::<String>(&text) {
			Ok(uri) => Self::from_uri(&uri),
			Err(_) => Self::from_uri(&text),
		}
	}

	/// Whose key it is.
	pub fn account(&self) -> AccountId32 {
		AccountId32::new(self.0.public().0)
	}

	/// Signs `bytes`.
	pub(super) fn sign(&self, bytes: &[u8]) -> MultiSignature {
		MultiSignature::Sr25519(self.0.sign(bytes))
	}
}

/// The account: the secret is never shown.
impl fmt::Debug for WorkerKey {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_tuple("WorkerKey").field(&self.account()).finish()
	}
}
