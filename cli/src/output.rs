// SPDX-License-Identifier: Apache-2.0
//! What a command tells: sentences for people, JSON for programs.

use crate::{amount::Amount, chain::Receipt};
use serde_json::{json, Map, Value};

/// The outcome of a command, in both forms.
pub struct Output {
	text: String,
	json: Value,
}

impl Output {
	/// `text` for people, `json` for programs.
	pub fn new(text: impl Into<String>, json: Value) -> Self {
		Self { text: text.into(), json }
	}

	/// What a transaction did: `text`, the members of `json`, and where and for how much.
	pub fn of(receipt: &Receipt, text: impl Into<String>, json: Value) -> Self {
		let text = text.into();
		let mut members = match json {
			Value::Object(members) => members,
			_ => Map::new(),
		};
		let fee = Amount(receipt.fee);
		members.insert("fee".into(), json!(receipt.fee.to_string()));
		let text = match receipt.block {
			Some(block) => {
				members.insert("block".into(), json!(block));
				format!("{text} (block {block}, fee {fee})")
			},
			None => {
				members.insert("dry_run".into(), json!(true));
				format!("dry run: the chain would accept this, for a fee of about {fee}")
			},
		};
		Self { text, json: Value::Object(members) }
	}

	/// Prints the one form or the other.
	pub fn print(&self, json: bool) {
		if json {
			println!("{:#}", self.json);
		} else {
			println!("{}", self.text);
		}
	}
}
