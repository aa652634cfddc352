// SPDX-License-Identifier: Apache-2.0
//! What a command tells: sentences for people, JSON for programs.

use crate::{amount::Amount, chain::Receipt};
use serde_json::{json, Map, Value};

/// The outcome of a command, in both forms.
pub struct Output {
	text: String,
	json: Value,
	holds: bool,
}

impl Output {
	/// `text` for people, `json` for programs.
	pub fn new(text: impl Into<String>, json: Value) -> Self {
		Self { text: text.into(), json, holds: true }
	}

	/// The answer to whether something is so: the program's exit code tells it, too.
	pub fn verdict(holds: bool, text: impl Into<String>, json: Value) -> Self {
		Self { text: text.into(), json, holds }
	}

	/// Whether what was asked is so; true where nothing was asked.
	pub fn holds(&self) -> bool {
		self.holds
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
				let mut tried =
					format!("dry run: the chain would accept this, for a fee of about {fee}");
				if let Some(cost) = &receipt.cost {
					let parts = [
						("held", "held", cost.held),
						("released", "set free", cost.released),
						("paid", "paid", cost.paid),
						("received", "received", cost.received),
					];
					for (name, word, plancks) in parts {
						members.insert(name.into(), json!(plancks.to_string()));
						if plancks > 0 {
							tried.push_str(&format!(", {} {word}", Amount(plancks)));
						}
					}
				}
				tried
			},
		};
		Self { text, json: Value::Object(members), holds: true }
	}

	/// Prints one line that programs can wait for, or the sentences: while the command goes on.
	pub fn print_now(&self, json: bool) {
		if json {
			println!("{}", self.json);
		} else {
			println!("{}", self.text);
		}
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
