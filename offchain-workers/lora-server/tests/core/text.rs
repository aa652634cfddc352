// SPDX-License-Identifier: Apache-2.0
//! Text and tokens.

use super::fixtures::codec;
use openledger_lora_server::{
	model::embedded,
	tokenizer::{ChatMessage, TextCodec, TokenizerError},
};
use proptest::prelude::*;
use serde_json::{json, Value};

fn message(role: &str, content: &str) -> ChatMessage {
	ChatMessage { role: role.to_owned(), content: content.to_owned() }
}

/// The embedded tokenizer with another member in its configuration.
fn codec_with(member: &str, value: Value) -> Result<TextCodec, TokenizerError> {
	let mut config: Value = serde_json::from_slice(embedded::tokenizer_config()).unwrap();
	config[member] = value;
	TextCodec::from_files(embedded::tokenizer(), &serde_json::to_vec(&config).unwrap())
}

proptest! {
	#[test]
	fn text_comes_back_whatever_it_is(text in any::<String>()) {
		let codec = codec();
		let tokens = codec.encode(&text).unwrap();
		prop_assert_eq!(codec.decode(&tokens).unwrap(), text);
	}

	#[test]
	fn stream_yields_the_text_in_whole_characters(text in "[a-z é漢🦀\u{fffd}]{0,12}") {
		let codec = codec();
		let mut stream = codec.stream();
		let mut streamed = String::new();
		for token in codec.encode(&text).unwrap() {
			streamed.extend(stream.push(token).unwrap());
			prop_assert!(text.starts_with(&streamed));
		}
		streamed.extend(stream.finish().unwrap());
		prop_assert_eq!(streamed, text);
	}
}

#[test]
fn stream_holds_half_a_character_back() {
	let codec = codec();
	let tokens = codec.encode("🦀").unwrap();
	assert!(tokens.len() > 1);
	let mut stream = codec.stream();
	for &token in &tokens[..tokens.len() - 1] {
		assert_eq!(stream.push(token).unwrap(), None);
	}
	assert_eq!(stream.push(tokens[tokens.len() - 1]).unwrap().as_deref(), Some("🦀"));
	assert_eq!(stream.finish().unwrap(), None);
}

#[test]
fn stream_marks_a_character_that_never_ends() {
	let codec = codec();
	let tokens = codec.encode("🦀").unwrap();
	let mut stream = codec.stream();
	assert_eq!(stream.push(tokens[0]).unwrap(), None);
	assert!(stream.finish().unwrap().unwrap().contains('\u{fffd}'));
}

#[test]
fn names_of_special_tokens_are_text_like_any_other() {
	let codec = codec();
	let tokens = codec.encode("</s>").unwrap();
	assert!(!tokens.contains(&codec.eos()));
	assert_eq!(codec.decode(&tokens).unwrap(), "</s>");
	assert_eq!(codec.decode(&[codec.eos()]).unwrap(), "");
}

#[test]
fn chat_template_writes_the_turns_and_opens_the_answer() {
	let codec = codec();
	let turns = [message("user", "Why?"), message("assistant", "So."), message("user", "And?")];
	let tokens = codec.chat_prompt(&turns).unwrap();
	let special = |name: &str| codec_id(name);
	let expected: Vec<u32> = [
		vec![special("<q>")],
		codec.encode("Why?").unwrap(),
		vec![special("<a>")],
		codec.encode("So.").unwrap(),
		vec![special("</s>"), special("<q>")],
		codec.encode("And?").unwrap(),
		vec![special("<a>")],
	]
	.concat();
	assert_eq!(tokens, expected);
}

#[test]
fn chat_template_refuses_who_it_does_not_know() {
	let error = codec().chat_prompt(&[message("system", "Be brief.")]).unwrap_err();
	assert!(matches!(&error, TokenizerError::Template(_)));
	assert!(error.to_string().contains("only the user and the assistant speak"));
}

#[test]
fn chat_templates_of_other_models_are_read() {
	let template = "{%- for message in messages -%}\n\
		{{ '[' + message.role.upper() + '] ' + message['content'] | trim + '\\n' }}\n\
		{%- endfor -%}\n\
		{%- if add_generation_prompt %}{{ eos_token }}{% endif -%}";
	let named =
		json!([{"name": "other", "template": "?"}, {"name": "default", "template": template}]);
	for value in [json!(template), named] {
		let codec = codec_with("chat_template", value).unwrap();
		let tokens = codec.chat_prompt(&[message("user", " Why? ")]).unwrap();
		assert_eq!(codec.decode(&tokens).unwrap(), "[USER] Why?\n");
		assert_eq!(tokens.last(), Some(&codec.eos()));
	}
}

#[test]
fn tokenizer_is_refused_when_its_configuration_lacks_something() {
	let refused = |member, value| codec_with(member, value).err().unwrap();
	assert!(matches!(refused("chat_template", json!([])), TokenizerError::Invalid(_)));
	assert!(matches!(refused("chat_template", json!("{% if %}")), TokenizerError::Template(_)));
	assert!(matches!(refused("eos_token", json!("<none>")), TokenizerError::Invalid(_)));
	assert!(codec_with("eos_token", json!({"content": "</s>"})).is_ok());
	let error = TextCodec::from_files(b"{}", embedded::tokenizer_config()).err().unwrap();
	assert!(matches!(error, TokenizerError::Tokenizer(_)));
}

#[test]
fn chat_template_in_a_file_goes_before_the_one_in_the_configuration() {
	let (tokenizer, config) = (embedded::tokenizer(), embedded::tokenizer_config());
	let read = |file: &[u8]| TextCodec::with_chat_template(tokenizer, config, Some(file));
	let codec = read(b"{{ messages[0].content }}!").unwrap();
	let tokens = codec.chat_prompt(&[message("user", "why")]).unwrap();
	assert_eq!(codec.decode(&tokens).unwrap(), "why!");
	assert!(matches!(read(b"{% if %}").err().unwrap(), TokenizerError::Template(_)));
	assert!(matches!(read(b"\xff").err().unwrap(), TokenizerError::TemplateFile(_)));
}

#[test]
fn model_without_a_chat_template_continues_texts_and_does_not_chat() {
	let codec = codec_with("chat_template", Value::Null).unwrap();
	assert!(!codec.encode("Once upon a time").unwrap().is_empty());
	let error = codec.chat_prompt(&[message("user", "why")]).unwrap_err();
	assert!(matches!(error, TokenizerError::NoChatTemplate));
}

fn codec_id(name: &str) -> u32 {
	let tokenizer: Value = serde_json::from_slice(embedded::tokenizer()).unwrap();
	let tokens = tokenizer["added_tokens"].as_array().unwrap();
	let token = tokens.iter().find(|token| token["content"] == name).unwrap();
	u32::try_from(token["id"].as_u64().unwrap()).unwrap()
}
