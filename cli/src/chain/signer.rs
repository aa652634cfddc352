// SPDX-License-Identifier: Apache-2.0
//! The key that signs.

use crate::failure::Failure;
use polkadot_sdk::{sp_core::sr25519, sp_runtime::MultiSignature};
use std::{fs, path::Path, str::FromStr};
use subxt::utils::AccountId32;
use subxt_signer::{sr25519::Keypair, SecretUri};

/// An sr25519 key.
pub struct Signer(pub(super) Keypair);

impl Signer {
	/// The key of a secret URI: words, a seed in hexadecimal, with derivations, or `//Alice`.
	///
	/// # Errors
	/// [`Failure::Key`], which does not repeat the secret.
	pub fn from_uri(uri: &str) -> Result<Self, Failure> {
		let uri =
			SecretUri::from_str(uri.trim()).map_err(|error| Failure::Key(error.to_string()))?;
		Keypair::from_uri(&uri).map(Self).map_err(|error| Failure::Key(error.to_string()))
	}

	/// The key in a file: its secret URI, or what a node's keystore has, which is the same in quotes.
	///
	/// # Errors
	/// [`Failure::File`], [`Failure::Key`].
	pub fn from_file(path: &Path) -> Result<Self, Failure> {
		let text = fs::read_to_string(path).map_err(Failure::file(path))?;
		match serde_json::from_str::<String>(&text) {
			Ok(uri) => Self::from_uri(&uri),
			Err(_) => Self::from_uri(&text),
		}
	}

	/// Signs bytes that are no transaction.
	pub fn sign(&self, bytes: &[u8]) -> MultiSignature {
		MultiSignature::Sr25519(sr25519::Signature::from_raw(self.0.sign(bytes).0))
	}

	/// Whose key it is.
	pub fn account(&self) -> AccountId32 {
		self.0.public_key().to_account_id()
	}
}
