// SPDX-License-Identifier: Apache-2.0
//! What was asked, as the chain has a commitment to it.

use super::Failure;
use crate::{
	services::Services,
	sources::SourceError,
	tokenizer::{ChatMessage, TextCodec, TokenizerError},
};
use openledger_primitives::{commitment::ContentCommitment, jobs::JobInput, text};

/// The canonical question, if it is the one that the chain has a commitment to. One that is elsewhere is
/// fetched, and has to be canonical there.
pub(super) async fn question(
	services: &Services,
	input: &JobInput,
	wanted: ContentCommitment,
) -> Result<String, Failure> {
	let question = match input {
		JobInput::Text(input) => {
			check(input, wanted)?;
			text::canonicalize(input)
		},
		JobInput::Uri(uri) => {
			let bytes = services.sources.content(wanted, uri).await?;
			let text = String::from_utf8(bytes);
			let text =
				text.map_err(|error| Failure::wrong(format!("the input is not text: {error}")))?;
			check(&text, wanted)?;
			text
		},
	};
	if question.is_empty() {
		return Err(Failure::wrong("the input is empty"));
	}
	Ok(question)
}

fn check(input: &str, wanted: ContentCommitment) -> Result<(), Failure> {
	let found = ContentCommitment::of_document(input)
		.map_err(|error| Failure::wrong(format!("input: {error}")))?;
	if found == wanted {
		return Ok(());
	}
	Err(Failure::wrong(format!(
		"the input has the commitment {:?} ({} bytes), and the job names {:?} ({} bytes)",
		found.root, found.length, wanted.root, wanted.length,
	)))
}

/// The tokens that the model is asked a question by.
pub(super) fn prompt(codec: &TextCodec, question: String) -> Result<Vec<u32>, TokenizerError> {
	codec.chat_prompt(&[ChatMessage { role: "user".into(), content: question }])
}

impl From<TokenizerError> for Failure {
	fn from(error: TokenizerError) -> Self {
		Self::wrong(error.to_string())
	}
}

impl From<SourceError> for Failure {
	fn from(error: SourceError) -> Self {
		Self { retryable: error.passes(), reason: error.to_string() }
	}
}
