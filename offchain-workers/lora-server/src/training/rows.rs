// SPDX-License-Identifier: Apache-2.0
//! What is learnt of a document.

use crate::tokenizer::{ChatMessage, TextCodec, TokenizerError};

/// One training row: the tokens of the prompt carry no loss, those of the completion do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
	/// What is given.
	pub prompt: Vec<u32>,
	/// What is to be said, with the token that ends it.
	pub completion: Vec<u32>,
}

impl Row {
	/// Tokens of both parts.
	pub fn len(&self) -> usize {
		self.prompt.len().saturating_add(self.completion.len())
	}

	/// Whether there is no token at all.
	pub fn is_empty(&self) -> bool {
		self.len() == 0
	}
}

/// The question of a document, if it asks one, and the rest. A question is the text up to and including
/// the first `?` that is followed by a space.
pub fn parts_of(document: &str) -> (Option<&str>, &str) {
	match document.find("? ").map(|mark| document.split_at(mark + 1)) {
		Some((question, rest)) => (Some(question), rest.strip_prefix(' ').unwrap_or(rest)),
		None => (None, document),
	}
}

/// The row of one document.
///
/// One that asks a question, see [`parts_of`], is a pair: the question becomes the user's turn in the
/// model's chat template, the rest is what the assistant answers. A document without one is learnt
/// whole, as plain text. Both end with the token that ends an answer.
///
/// # Errors
/// [`TokenizerError`], if the template refuses the question.
pub fn rows_of(document: &str, codec: &TextCodec) -> Result<Row, TokenizerError> {
	let (question, text) = parts_of(document);
	row_of(question, text, codec)
}

/// The row that answers `question` with `text`, or that says `text` by itself.
///
/// # Errors
/// [`TokenizerError`], if the template refuses the question.
pub fn row_of(
	question: Option<&str>,
	text: &str,
	codec: &TextCodec,
) -> Result<Row, TokenizerError> {
	let prompt = match question {
		Some(question) => {
			let message = ChatMessage { role: "user".to_owned(), content: question.to_owned() };
			codec.chat_prompt(&[message])?
		},
		None => Vec::new(),
	};
	let mut completion = codec.encode(text)?;
	completion.push(codec.eos());
	Ok(Row { prompt, completion })
}
