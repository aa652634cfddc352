// SPDX-License-Identifier: Apache-2.0
//! What the worker's server answers, whole or event by event: the words, and the receipt for them.

use super::ChainReceipt;
use openledger_primitives::payment::PaidAnswer;
use polkadot_sdk::sp_runtime::{AccountId32, MultiSignature};
use serde::Deserialize;

/// The longest event that is waited for, in bytes.
const MAX_EVENT: usize = 16 * 1024 * 1024;

/// What was heard of an answer so far.
#[derive(Default, Debug)]
pub struct Heard {
	/// The words.
	pub text: String,
	/// What it costs: `None` while the server has said nothing of it, `Some(None)` when it is free.
	pub receipt: Option<Option<ChainReceipt>>,
	/// Why the server broke it off.
	pub error: Option<String>,
}

/// An answer, or a piece of one.
#[derive(Deserialize)]
struct Piece {
	#[serde(default)]
	choices: Vec<Choice>,
	openledger: Option<PaidAnswer<AccountId32, MultiSignature>>,
	error: Option<Reason>,
}

#[derive(Deserialize)]
struct Choice {
	message: Option<Words>,
	delta: Option<Words>,
	text: Option<String>,
}

#[derive(Deserialize)]
struct Words {
	content: Option<String>,
}

#[derive(Deserialize)]
struct Reason {
	message: String,
}

impl Heard {
	/// A whole answer.
	///
	/// # Errors
	/// Why it is none.
	pub fn whole(body: &[u8]) -> Result<Self, String> {
		let mut heard = Self::default();
		heard.piece(body)?;
		Ok(heard)
	}

	/// One more event of a stream.
	///
	/// # Errors
	/// Why it is none.
	pub fn event(&mut self, data: &[u8]) -> Result<(), String> {
		if data == b"[DONE]" {
			return Ok(());
		}
		self.piece(data)
	}

	fn piece(&mut self, json: &[u8]) -> Result<(), String> {
		let piece: Piece = serde_json::from_slice(json)
			.map_err(|error| format!("the server's answer is not to be understood: {error}"))?;
		for choice in piece.choices {
			let words = choice.message.or(choice.delta).and_then(|words| words.content);
			self.text.push_str(&words.or(choice.text).unwrap_or_default());
		}
		if let Some(paid) = piece.openledger {
			self.receipt = Some(paid.receipt);
		}
		self.error = piece.error.map(|reason| reason.message).or(self.error.take());
		Ok(())
	}
}

/// Takes server-sent events out of the bytes as they come.
#[derive(Default, Debug)]
pub struct Events {
	line: Vec<u8>,
	data: Vec<u8>,
}

impl Events {
	/// The data of the events that end in `bytes`.
	///
	/// # Errors
	/// When an event has no end.
	pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<Vec<u8>>, String> {
		let mut events = Vec::new();
		for &byte in bytes {
			if byte != b'\n' {
				self.line.push(byte);
				if self.line.len().saturating_add(self.data.len()) > MAX_EVENT {
					return Err("the server sends an event without an end".into());
				}
				continue;
			}
			let line = std::mem::take(&mut self.line);
			let line = line.strip_suffix(b"\r").unwrap_or(&line);
			if line.is_empty() {
				if !self.data.is_empty() {
					events.push(std::mem::take(&mut self.data));
				}
			} else if let Some(data) = line.strip_prefix(b"data:") {
				if !self.data.is_empty() {
					self.data.push(b'\n');
				}
				self.data.extend_from_slice(data.strip_prefix(b" ").unwrap_or(data));
			}
		}
		Ok(events)
	}
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	const STREAM: &str = concat!(
		": a comment\n\n",
		"data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\n",
		"data: {\"choices\":[{\"delta\":{\"content\":\"A qu\"}}]}\r\n\r\n",
		"data:{\"choices\":[{\"delta\":{\"content\":\"ark.\"}}]}\n\n",
		"data: {\"choices\":[],\"openledger\":{\"receipt\":null}}\n\n",
		"data: [DONE]\n\n",
	);

	fn heard(pieces: &[&[u8]]) -> Heard {
		let (mut events, mut heard) = (Events::default(), Heard::default());
		for piece in pieces {
			for event in events.push(piece).unwrap() {
				heard.event(&event).unwrap();
			}
		}
		heard
	}

	#[test]
	fn answer_is_heard_when_it_comes_whole() {
		let chat = br#"{"id":"x","choices":[{"message":{"role":"assistant","content":"So."}}]}"#;
		let heard = Heard::whole(chat).unwrap();
		assert_eq!(heard.text, "So.");
		assert!(heard.receipt.is_none());
		let completion = br#"{"choices":[{"text":"So."}],"openledger":{"receipt":null}}"#;
		let heard = Heard::whole(completion).unwrap();
		assert_eq!((heard.text.as_str(), heard.receipt), ("So.", Some(None)));
	}

	#[test]
	fn error_is_heard_when_the_server_breaks_off() {
		let heard = heard(&[b"data: {\"error\":{\"message\":\"no more\"}}\n\n"]);
		assert_eq!(heard.error.as_deref(), Some("no more"));
	}

	#[test]
	fn answer_is_not_understood_when_it_is_no_json() {
		assert!(Heard::whole(b"<html>").is_err());
	}

	proptest! {
		#[test]
		fn answer_is_the_same_when_the_stream_is_cut_anywhere(cut in 0..STREAM.len()) {
			let (left, right) = STREAM.as_bytes().split_at(cut);
			let heard = heard(&[left, right]);
			prop_assert_eq!(heard.text, "A quark.");
			prop_assert_eq!(heard.receipt, Some(None));
		}
	}
}
