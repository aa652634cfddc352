// SPDX-License-Identifier: Apache-2.0
//! BLAKE2b-256, the hash of the chain.

use openledger_primitives::manifest::ManifestFile;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use thiserror::Error;

/// Why a text is no [`Digest`].
#[derive(Error, Clone, Copy, PartialEq, Eq, Debug)]
#[error("a digest is 0x and 64 lower-case hexadecimal digits")]
pub struct DigestError;

/// A BLAKE2b-256, or a Merkle root of such. Written as `0x` and 64 lower-case hexadecimal digits.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

impl Digest {
	/// The digest of `bytes`: what the manifest of an artifact on chain says of a file of these bytes.
	pub fn of(bytes: &[u8]) -> Self {
		Self(ManifestFile::of("", bytes).hash.0)
	}

	/// The 32 bytes.
	pub fn as_bytes(&self) -> &[u8; 32] {
		&self.0
	}
}

impl From<[u8; 32]> for Digest {
	fn from(bytes: [u8; 32]) -> Self {
		Self(bytes)
	}
}

impl fmt::Display for Digest {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "0x{}", hex::encode(self.0))
	}
}

impl fmt::Debug for Digest {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		fmt::Display::fmt(self, f)
	}
}

impl FromStr for Digest {
	type Err = DigestError;

	fn from_str(text: &str) -> Result<Self, DigestError> {
		let mut bytes = [0; 32];
		let digits = text.strip_prefix("0x").ok_or(DigestError)?;
		hex::decode_to_slice(digits, &mut bytes).map_err(|_| DigestError)?;
		// One way to write each.
		let digest = Self(bytes);
		(digest.to_string() == text).then_some(digest).ok_or(DigestError)
	}
}

impl TryFrom<String> for Digest {
	type Error = DigestError;

	fn try_from(text: String) -> Result<Self, DigestError> {
		text.parse()
	}
}

impl From<Digest> for String {
	fn from(digest: Digest) -> Self {
		digest.to_string()
	}
}
