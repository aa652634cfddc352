// SPDX-License-Identifier: Apache-2.0
//! Chat templates: Jinja, in the dialect and with the names that transformers gives them.

use super::{ChatMessage, TokenizerError};
use minijinja::{context, Environment, ErrorKind};
use minijinja_contrib::pycompat::unknown_method_callback;
use serde::Deserialize;

const TEMPLATE: &str = "chat";

/// A token's name, alone or with properties.
#[derive(Deserialize)]
#[serde(untagged)]
enum TokenName {
	Plain(String),
	Described { content: String },
}

impl TokenName {
	fn into_name(self) -> String {
		match self {
			Self::Plain(name) | Self::Described { content: name } => name,
		}
	}
}

/// One template, or several by name.
#[derive(Deserialize)]
#[serde(untagged)]
enum Templates {
	One(String),
	Named(Vec<NamedTemplate>),
}

#[derive(Deserialize)]
struct NamedTemplate {
	name: String,
	template: String,
}

#[derive(Deserialize)]
struct TokenizerConfig {
	chat_template: Option<Templates>,
	eos_token: Option<TokenName>,
	bos_token: Option<TokenName>,
}

/// A compiled chat template, with the names of the tokens that it may write.
pub(super) struct ChatTemplate {
	environment: Environment<'static>,
	/// Whether there is one: base models that were never taught to chat have none.
	known: bool,
	eos: String,
	bos: String,
}

impl ChatTemplate {
	/// The template of `tokenizer_config.json`, or `file`, which newer models have instead.
	pub(super) fn from_json(json: &[u8], file: Option<&str>) -> Result<Self, TokenizerError> {
		let config: TokenizerConfig = serde_json::from_slice(json)?;
		let missing = |what: &str| TokenizerError::Invalid(format!("{what} is missing"));
		let source = match (file, config.chat_template) {
			(Some(file), _) => Some(file.to_owned()),
			(None, Some(Templates::One(source))) => Some(source),
			(None, Some(Templates::Named(templates))) => {
				let default = templates.into_iter().find(|template| template.name == "default");
				let default = default.ok_or_else(|| missing("the chat template named default"))?;
				Some(default.template)
			},
			(None, None) => None,
		};
		let mut environment = Environment::new();
		environment.set_trim_blocks(true);
		environment.set_lstrip_blocks(true);
		environment.set_unknown_method_callback(unknown_method_callback);
		environment.add_function("raise_exception", |message: String| {
			Err::<String, _>(minijinja::Error::new(ErrorKind::InvalidOperation, message))
		});
		let known = source.is_some();
		if let Some(source) = source {
			environment.add_template_owned(TEMPLATE, source)?;
		}
		let eos = config.eos_token.ok_or_else(|| missing("eos_token"))?.into_name();
		let bos = config.bos_token.map(TokenName::into_name).unwrap_or_default();
		Ok(Self { environment, known, eos, bos })
	}

	pub(super) fn eos(&self) -> &str {
		&self.eos
	}

	pub(super) fn render(&self, messages: &[ChatMessage]) -> Result<String, TokenizerError> {
		if !self.known {
			return Err(TokenizerError::NoChatTemplate);
		}
		Ok(self.environment.get_template(TEMPLATE)?.render(context! {
			messages => messages,
			add_generation_prompt => true,
			eos_token => self.eos,
			bos_token => self.bos,
		})?)
	}
}
