// SPDX-License-Identifier: Apache-2.0
//! Text to tokens and back: `tokenizer.json`, and the chat template of `tokenizer_config.json` or
//! `chat_template.jinja`.

mod stream;
mod template;

pub use stream::StreamDecoder;

use std::sync::Arc;
use template::ChatTemplate;
use tokenizers::Tokenizer;

/// The file with the vocabulary and the rules of splitting.
pub const TOKENIZER_FILE: &str = "tokenizer.json";
/// The file with the chat template and the names of special tokens.
pub const TOKENIZER_CONFIG_FILE: &str = "tokenizer_config.json";
/// The file with the chat template, where it is not in the configuration.
pub const CHAT_TEMPLATE_FILE: &str = "chat_template.jinja";

/// One turn of a conversation.
#[derive(serde::Serialize, serde::Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct ChatMessage {
	/// Who speaks: `user`, `assistant`, `system`.
	pub role: String,
	/// What is said.
	pub content: String,
}

/// Why text could not be turned into tokens, or tokens into text.
#[derive(thiserror::Error, Debug)]
pub enum TokenizerError {
	/// `tokenizer.json` is not one, or a text could not be split.
	#[error("tokenizer: {0}")]
	Tokenizer(String),
	/// `tokenizer_config.json` is not JSON, or a member has the wrong type.
	#[error("tokenizer_config.json: {0}")]
	Config(#[from] serde_json::Error),
	/// A member of `tokenizer_config.json` is missing or unknown to the vocabulary.
	#[error("tokenizer_config.json: {0}")]
	Invalid(String),
	/// The model has no chat template: it continues texts, and nothing says how it would answer.
	#[error(
		"the base model has no chat template, in tokenizer_config.json or {CHAT_TEMPLATE_FILE}"
	)]
	NoChatTemplate,
	/// `chat_template.jinja` is not UTF-8.
	#[error("{CHAT_TEMPLATE_FILE}: {0}")]
	TemplateFile(#[from] std::str::Utf8Error),
	/// The chat template is wrong, or refuses these messages.
	#[error("chat template: {0}")]
	Template(#[from] minijinja::Error),
}

/// A model's tokenizer. Cloning it is cheap.
#[derive(Clone)]
pub struct TextCodec {
	// Knows the names of special tokens: what a chat template writes.
	chat: Arc<Tokenizer>,
	// Takes them for text like any other: what people write.
	plain: Arc<Tokenizer>,
	template: Arc<ChatTemplate>,
	eos: u32,
}

impl TextCodec {
	/// Reads a tokenizer from the bytes of its two files.
	///
	/// # Errors
	/// [`TokenizerError`].
	pub fn from_files(
		tokenizer_json: &[u8],
		tokenizer_config_json: &[u8],
	) -> Result<Self, TokenizerError> {
		Self::with_chat_template(tokenizer_json, tokenizer_config_json, None)
	}

	/// Reads a tokenizer from the bytes of its two files, and of `chat_template.jinja` if there is
	/// one; that goes before the template in the configuration.
	///
	/// # Errors
	/// [`TokenizerError`].
	pub fn with_chat_template(
		tokenizer_json: &[u8],
		tokenizer_config_json: &[u8],
		chat_template: Option<&[u8]>,
	) -> Result<Self, TokenizerError> {
		let mut chat = Tokenizer::from_bytes(tokenizer_json).map_err(tokenizer_error)?;
		// A tokenizer may be saved with limits of its own; here the context decides.
		chat.with_truncation(None).map_err(tokenizer_error)?;
		chat.with_padding(None);
		let mut plain = chat.clone();
		plain.set_encode_special_tokens(true);
		let template = ChatTemplate::from_json(
			tokenizer_config_json,
			chat_template.map(std::str::from_utf8).transpose()?,
		)?;
		let eos = chat.token_to_id(template.eos()).ok_or_else(|| {
			TokenizerError::Invalid(format!("eos_token {:?} is not a token", template.eos()))
		})?;
		Ok(Self { chat: Arc::new(chat), plain: Arc::new(plain), template: Arc::new(template), eos })
	}

	/// The tokens of plain text. Names of special tokens in it are text like any other.
	///
	/// # Errors
	/// [`TokenizerError::Tokenizer`].
	pub fn encode(&self, text: &str) -> Result<Vec<u32>, TokenizerError> {
		encode(&self.plain, text)
	}

	/// The text of `tokens`, without special tokens. Bytes that are no UTF-8 become U+FFFD.
	///
	/// # Errors
	/// [`TokenizerError::Tokenizer`].
	pub fn decode(&self, tokens: &[u32]) -> Result<String, TokenizerError> {
		self.chat.decode(tokens, true).map_err(tokenizer_error)
	}

	/// The tokens of a conversation, up to where the assistant begins to speak: the chat template
	/// as transformers' `apply_chat_template(add_generation_prompt=True)` renders it.
	///
	/// # Errors
	/// [`TokenizerError::NoChatTemplate`], [`TokenizerError::Template`],
	/// [`TokenizerError::Tokenizer`].
	pub fn chat_prompt(&self, messages: &[ChatMessage]) -> Result<Vec<u32>, TokenizerError> {
		encode(&self.chat, &self.template.render(messages)?)
	}

	/// The token that ends an answer.
	pub fn eos(&self) -> u32 {
		self.eos
	}

	/// Tokens in the vocabulary, special ones included.
	pub fn vocab_size(&self) -> usize {
		self.chat.get_vocab_size(true)
	}

	/// A decoder of tokens that come one at a time.
	pub fn stream(&self) -> StreamDecoder {
		StreamDecoder::new(self.chat.clone())
	}
}

fn encode(tokenizer: &Tokenizer, text: &str) -> Result<Vec<u32>, TokenizerError> {
	let encoding = tokenizer.encode_fast(text, false).map_err(tokenizer_error)?;
	Ok(encoding.get_ids().to_vec())
}

fn tokenizer_error(error: tokenizers::Error) -> TokenizerError {
	TokenizerError::Tokenizer(error.to_string())
}
