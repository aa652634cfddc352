// SPDX-License-Identifier: Apache-2.0
//! The base model's tokenizer: byte-level BPE, learnt from the base's own text.

use crate::tokenizer::{TextCodec, TokenizerError};
use serde_json::json;
use tokenizers::{
	models::{
		bpe::{BpeTrainer, BPE},
		TrainerWrapper,
	},
	pre_tokenizers::byte_level::ByteLevel,
	AddedToken, Tokenizer,
};

const PAD: &str = "<pad>";
const EOS: &str = "</s>";
const QUESTION: &str = "<q>";
const ANSWER: &str = "<a>";

/// The conversation as the base learns it: it knows no other speakers.
const CHAT_TEMPLATE: &str = "{% for message in messages %}\
{% if message['role'] == 'user' %}<q>{{ message['content'] }}\
{% elif message['role'] == 'assistant' %}<a>{{ message['content'] }}</s>\
{% else %}{{ raise_exception('only the user and the assistant speak') }}{% endif %}\
{% endfor %}{% if add_generation_prompt %}<a>{% endif %}";

/// A tokenizer, and its two files.
pub(super) struct Vocabulary {
	pub(super) tokenizer: Vec<u8>,
	pub(super) config: Vec<u8>,
	pub(super) codec: TextCodec,
	pub(super) pad: u32,
}

impl Vocabulary {
	/// Learns a vocabulary of `size` tokens from `documents`, for texts of up to `context` tokens.
	pub(super) fn learn(
		documents: &[String],
		size: usize,
		context: usize,
	) -> Result<Self, TokenizerError> {
		let special = [PAD, EOS, QUESTION, ANSWER].map(|name| AddedToken::from(name, true));
		let trainer = BpeTrainer::builder()
			.vocab_size(size)
			.min_frequency(2)
			.show_progress(false)
			.special_tokens(special.to_vec())
			.initial_alphabet(ByteLevel::alphabet().into_iter().collect())
			.build();
		let splitting = ByteLevel::default().add_prefix_space(false).trim_offsets(false);
		let mut tokenizer = Tokenizer::new(BPE::default());
		tokenizer.with_pre_tokenizer(Some(splitting));
		tokenizer.with_decoder(Some(splitting));
		let refused = |error: tokenizers::Error| TokenizerError::Tokenizer(error.to_string());
		tokenizer.train(&mut TrainerWrapper::from(trainer), documents.iter()).map_err(refused)?;
		let pad = tokenizer
			.token_to_id(PAD)
			.ok_or_else(|| TokenizerError::Tokenizer(format!("{PAD} has no id")))?;
		let tokenizer = tokenizer.to_string(true).map_err(refused)?.into_bytes();
		let config = serde_json::to_vec_pretty(&json!({
			"tokenizer_class": "PreTrainedTokenizerFast",
			"model_max_length": context,
			"clean_up_tokenization_spaces": false,
			"eos_token": EOS,
			"pad_token": PAD,
			"additional_special_tokens": [QUESTION, ANSWER],
			"chat_template": CHAT_TEMPLATE,
		}))?;
		let codec = TextCodec::from_files(&tokenizer, &config)?;
		Ok(Self { tokenizer, config, codec, pad })
	}
}
