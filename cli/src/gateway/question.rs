// SPDX-License-Identifier: Apache-2.0
//! What a client asks, as far as it is paid for: of which artifact, and what the receipt has to commit to.

use openledger_primitives::{
	commitment::ContentCommitment, ids::ArtifactId, payment::conversation,
};
use serde::Deserialize;

/// The paths that are paid for.
pub const CHAT: &str = "/v1/chat/completions";
/// See [`CHAT`].
pub const COMPLETION: &str = "/v1/completions";

/// A question.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Question {
	/// Who is to answer.
	pub artifact: ArtifactId,
	/// The commitment to what is asked.
	pub input: ContentCommitment,
	/// Tokens of the answer at most, where the client says so.
	pub max_tokens: Option<u64>,
	/// Whether the answer is to come in server-sent events.
	pub stream: bool,
}

/// Why a question is not passed on.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
pub enum QuestionError {
	/// The path is none that is paid for.
	#[error("{0} is not paid for")]
	UnknownPath(String),
	/// The body is not that of such a request.
	#[error("the body is no request of this kind: {0}")]
	Malformed(String),
	/// The model is no artifact's number.
	#[error("{0:?} is no artifact's number: answers of artifacts are paid for")]
	NoArtifact(String),
	/// The question is longer than a commitment can be to.
	#[error("the question is too long")]
	TooLong,
}

#[derive(Deserialize)]
struct Chat {
	model: String,
	messages: Vec<Message>,
	max_tokens: Option<u64>,
	max_completion_tokens: Option<u64>,
	stream: Option<bool>,
}

#[derive(Deserialize)]
struct Message {
	role: String,
	content: Content,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Content {
	Text(String),
	Parts(Vec<Part>),
}

#[derive(Deserialize)]
struct Part {
	text: String,
}

#[derive(Deserialize)]
struct Completion {
	model: String,
	prompt: Prompt,
	max_tokens: Option<u64>,
	stream: Option<bool>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Prompt {
	Text(String),
	One([String; 1]),
}

impl Question {
	/// Reads the `body` of a request to `path`.
	///
	/// # Errors
	/// Every [`QuestionError`].
	pub fn read(path: &str, body: &[u8]) -> Result<Self, QuestionError> {
		let malformed = |error: serde_json::Error| QuestionError::Malformed(error.to_string());
		match path {
			CHAT => Self::of_chat(serde_json::from_slice(body).map_err(malformed)?),
			COMPLETION => Self::of_completion(serde_json::from_slice(body).map_err(malformed)?),
			_ => Err(QuestionError::UnknownPath(path.into())),
		}
	}

	fn of_chat(chat: Chat) -> Result<Self, QuestionError> {
		let turns: Vec<(String, String)> =
			chat.messages.into_iter().map(Message::into_turn).collect();
		let text = conversation(turns.iter().map(|(role, text)| (role.as_str(), text.as_str())));
		let max_tokens = chat.max_completion_tokens.or(chat.max_tokens);
		Self::new(chat.model, &text, max_tokens, chat.stream)
	}

	fn of_completion(completion: Completion) -> Result<Self, QuestionError> {
		let Completion { model, prompt, max_tokens, stream } = completion;
		let text = match prompt {
			Prompt::Text(text) | Prompt::One([text]) => text,
		};
		Self::new(model, &text, max_tokens, stream)
	}

	fn new(
		model: String,
		text: &str,
		max_tokens: Option<u64>,
		stream: Option<bool>,
	) -> Result<Self, QuestionError> {
		let artifact = model.parse().map_err(|_| QuestionError::NoArtifact(model))?;
		let input = ContentCommitment::of_document(text).map_err(|_| QuestionError::TooLong)?;
		let stream = stream.unwrap_or(false);
		Ok(Self { artifact: ArtifactId(artifact), input, max_tokens, stream })
	}
}

impl Message {
	fn into_turn(self) -> (String, String) {
		let role = if self.role == "developer" { "system".into() } else { self.role };
		let text = match self.content {
			Content::Text(text) => text,
			Content::Parts(parts) => parts.into_iter().map(|part| part.text).collect(),
		};
		(role, text)
	}
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn input(text: &str) -> ContentCommitment {
		ContentCommitment::of_document(text).unwrap()
	}

	#[test]
	fn question_is_what_the_user_says_when_nothing_else_is_said() {
		let body = br#"{"model":"7","messages":[{"role":"user","content":"Who  are you?"}],"stream":true,"n":1}"#;
		let asked = Question::read(CHAT, body).unwrap();
		let (artifact, input) = (ArtifactId(7), input("Who are you?"));
		assert_eq!(asked, Question { artifact, input, max_tokens: None, stream: true });
	}

	#[test]
	fn question_is_the_whole_conversation_when_there_is_more_of_it() {
		let body = br#"{"model":"7","max_tokens":9,"max_completion_tokens":5,"messages":[
			{"role":"developer","content":[{"type":"text","text":"Be "},{"type":"text","text":"brief."}]},
			{"role":"user","content":"Hi"}]}"#;
		let asked = Question::read(CHAT, body).unwrap();
		assert_eq!(asked.input, input("system: Be brief.\nuser: Hi\n"));
		assert_eq!(asked.max_tokens, Some(5));
	}

	#[test]
	fn question_of_a_completion_is_its_prompt() {
		for body in [r#"{"model":"3","prompt":"Once"}"#, r#"{"model":"3","prompt":["Once"]}"#] {
			let asked = Question::read(COMPLETION, body.as_bytes()).unwrap();
			assert_eq!((asked.artifact, asked.input), (ArtifactId(3), input("Once")));
		}
	}

	#[test]
	fn question_is_refused_by_name_when_it_cannot_be_paid_for() {
		let of = |path, body: &str| Question::read(path, body.as_bytes()).unwrap_err();
		assert!(matches!(of("/v1/embeddings", "{}"), QuestionError::UnknownPath(_)));
		assert!(matches!(of(CHAT, "{}"), QuestionError::Malformed(_)));
		let base = r#"{"model":"base","messages":[]}"#;
		assert_eq!(of(CHAT, base), QuestionError::NoArtifact("base".into()));
		let two = r#"{"model":"3","prompt":["Once","twice"]}"#;
		assert!(matches!(of(COMPLETION, two), QuestionError::Malformed(_)));
	}

	proptest! {
		#[test]
		fn reader_never_panics(body: Vec<u8>) {
			let _ = Question::read(CHAT, &body);
		}
	}
}
