// SPDX-License-Identifier: Apache-2.0
//! The tokens of a text, by a model's `tokenizer.json`.

use super::{EmbedError, ModelError};
use serde_json::Value;
use tokenizers::Tokenizer;

/// A tokenizer, and the token that stands for what it does not know.
pub(super) struct Tokens {
	tokenizer: Tokenizer,
	unknown: Option<u32>,
}

impl Tokens {
	/// Reads a `tokenizer.json`. Truncation and padding, which it may ask for, are switched off: a
	/// vector is that of the whole text, and of nothing else.
	pub(super) fn read(json: &[u8]) -> Result<Self, ModelError> {
		let mut tokenizer = Tokenizer::from_bytes(json).map_err(ModelError::Tokenizer)?;
		tokenizer.with_truncation(None).map_err(ModelError::Tokenizer)?;
		tokenizer.with_padding(None);
		let settings = serde_json::from_slice::<Value>(json)
			.map_err(|error| ModelError::Tokenizer(error.into()))?;
		let model = settings.get("model");
		let unknown = |key: &str| model.and_then(|model| model.get(key));
		let by_name = unknown("unk_token").and_then(Value::as_str);
		let by_number = unknown("unk_id").and_then(Value::as_u64);
		let unknown = by_name
			.and_then(|token| tokenizer.token_to_id(token))
			.or_else(|| by_number.and_then(|id| u32::try_from(id).ok()));
		Ok(Self { tokenizer, unknown })
	}

	/// One more than the highest token.
	pub(super) fn bound(&self) -> u64 {
		let highest = self.tokenizer.get_vocab(true).into_values().max();
		highest.map_or(0, |token| u64::from(token) + 1)
	}

	/// The tokens of `text` without special ones, and without those that stand for the unknown.
	pub(super) fn of(&self, text: &str) -> Result<Vec<u32>, EmbedError> {
		let encoding = self.tokenizer.encode_fast(text, false).map_err(EmbedError::Model)?;
		let known = |token: &u32| Some(*token) != self.unknown;
		Ok(encoding.get_ids().iter().copied().filter(known).collect())
	}
}
