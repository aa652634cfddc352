// SPDX-License-Identifier: Apache-2.0
//! Decoding of tokens that come one at a time.

use super::{tokenizer_error, TokenizerError};
use std::sync::Arc;
use tokenizers::{step_decode_stream, Tokenizer};

/// Turns tokens into text as they come, never half a UTF-8 character.
pub struct StreamDecoder {
	tokenizer: Arc<Tokenizer>,
	pending: Vec<u32>,
	prefix: String,
	prefix_index: usize,
}

impl StreamDecoder {
	pub(super) fn new(tokenizer: Arc<Tokenizer>) -> Self {
		Self { tokenizer, pending: Vec::new(), prefix: String::new(), prefix_index: 0 }
	}

	/// Takes the next token. `None` while what came so far ends inside a character, and for tokens
	/// without text.
	///
	/// # Errors
	/// [`TokenizerError::Tokenizer`].
	pub fn push(&mut self, token: u32) -> Result<Option<String>, TokenizerError> {
		step_decode_stream(
			&self.tokenizer,
			vec![token],
			true,
			&mut self.pending,
			&mut self.prefix,
			&mut self.prefix_index,
		)
		.map_err(tokenizer_error)
	}

	/// Ends the text: what was held back, with U+FFFD in place of an unfinished character.
	///
	/// # Errors
	/// [`TokenizerError::Tokenizer`].
	pub fn finish(self) -> Result<Option<String>, TokenizerError> {
		let text = self.tokenizer.decode(&self.pending, true).map_err(tokenizer_error)?;
		let rest = text.strip_prefix(&self.prefix).unwrap_or_default();
		Ok((!rest.is_empty()).then(|| rest.to_owned()))
	}
}
