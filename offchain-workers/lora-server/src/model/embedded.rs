// SPDX-License-Identifier: Apache-2.0
//! The base model that is part of the program: see `models/base/README.md` for its recipe, and
//! `models/base/NOTICE` for the licence of the text it learnt from.

use super::{CONFIG_FILE, WEIGHTS_FILE};
use crate::tokenizer::{TOKENIZER_CONFIG_FILE, TOKENIZER_FILE};

/// Its files, by name.
pub fn files() -> [(&'static str, &'static [u8]); 4] {
	[
		(CONFIG_FILE, config()),
		(WEIGHTS_FILE, weights()),
		(TOKENIZER_FILE, tokenizer()),
		(TOKENIZER_CONFIG_FILE, tokenizer_config()),
	]
}

/// `config.json`.
pub fn config() -> &'static [u8] {
	include_bytes!("../../models/base/config.json")
}

/// `model.safetensors`.
pub fn weights() -> &'static [u8] {
	include_bytes!("../../models/base/model.safetensors")
}

/// `tokenizer.json`.
pub fn tokenizer() -> &'static [u8] {
	include_bytes!("../../models/base/tokenizer.json")
}

/// `tokenizer_config.json`.
pub fn tokenizer_config() -> &'static [u8] {
	include_bytes!("../../models/base/tokenizer_config.json")
}
