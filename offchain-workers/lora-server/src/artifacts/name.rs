// SPDX-License-Identifier: Apache-2.0
//! What clients call a model.

use openledger_primitives::ids::ArtifactId;
use polkadot_sdk::sp_core::H256;
use std::{fmt, str::FromStr};

/// The name of the base model where no artifact's number is known.
pub const BASE: &str = "base";

/// A model, as a client names it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ModelName {
	/// This server's base model: `base`.
	Base,
	/// What the chain has under this number.
	Artifact(ArtifactId),
	/// The adapter whose manifest has this root, on chain or not: `0x` and 64 hexadecimal digits.
	Manifest(H256),
}

/// A text that names no model.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
#[error("{0:?} is neither {BASE:?}, nor an artifact's number, nor the root of a manifest")]
pub struct NotModelName(pub String);

impl FromStr for ModelName {
	type Err = NotModelName;

	fn from_str(text: &str) -> Result<Self, NotModelName> {
		let unknown = || NotModelName(text.into());
		if text == BASE {
			return Ok(Self::Base);
		}
		match text.strip_prefix("0x") {
			Some(digits) => {
				let mut root = [0; 32];
				hex::decode_to_slice(digits, &mut root).map_err(|_| unknown())?;
				Ok(Self::Manifest(H256(root)))
			},
			None => text.parse().map(|id| Self::Artifact(ArtifactId(id))).map_err(|_| unknown()),
		}
	}
}

impl fmt::Display for ModelName {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Base => f.write_str(BASE),
			Self::Artifact(id) => write!(f, "{id}"),
			Self::Manifest(root) => write!(f, "{root:?}"),
		}
	}
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;

	#[test]
	fn name_is_the_same_when_it_is_written_and_read() {
		let root = H256::repeat_byte(0xA7);
		for name in [ModelName::Base, ModelName::Artifact(ArtifactId(7)), ModelName::Manifest(root)]
		{
			assert_eq!(name.to_string().parse(), Ok(name));
		}
	}

	#[test]
	fn name_is_refused_when_it_is_no_model() {
		let short = format!("0x{}", "a".repeat(63));
		let long = format!("0x{}", "a".repeat(65));
		for text in ["", "Base", "gpt-4", "-1", "1.5", " 1", "0x", &short, &long] {
			assert_eq!(text.parse::<ModelName>(), Err(NotModelName(text.into())));
		}
	}
}
