// SPDX-License-Identifier: Apache-2.0
//! The challenge of an accusation: a call of `pallet-challenges` with its arguments, as JSON that
//! polkadot.js takes and in SCALE.
//!
//! Integers of 64 bits are decimal strings, since JavaScript's numbers have 53; bytes and hashes are `0x` and
//! hexadecimal digits; names are those of polkadot.js.

use crate::accusation::Accusation;
use codec::Encode;
use openledger_primitives::{
	challenge::{
		ForeignHolder, Fraud, LaterOccurrence, NotCanonical, OmittedHolder, OmittedSpan,
		TooManySpans, WrongArithmetic, WrongWords,
	},
	commitment::{ChunkProof, RangeProof},
	evidence::{EvidenceLeaf, LeafProof, SpanOpening},
	traits::Subject,
};
use serde::Serialize;
use serde_json::{json, Value};
use std::fmt;

/// What to submit.
#[derive(Serialize)]
pub(super) struct Challenge {
	pallet: &'static str,
	call: &'static str,
	call_index: u8,
	/// In the order of the call.
	arguments: Vec<Value>,
	/// In SCALE, without the indices of pallet and call.
	encoded_arguments: String,
}

impl Challenge {
	pub(super) fn new(of: &Subject, accusation: &Accusation) -> Self {
		let (call, call_index, others, encoded) = match accusation {
			Accusation::Fraud(shown) => ("proveFraud", 0, vec![fraud(shown)], (of, shown).encode()),
			Accusation::Leaf { leaf, count } => (
				"challengeLeaf",
				1,
				vec![leaf_proof(leaf), json!(count)],
				(of, leaf, count).encode(),
			),
			Accusation::Disclosure => ("challengeDisclosure", 3, vec![], of.encode()),
		};
		Self {
			pallet: "challenges",
			call,
			call_index,
			arguments: [vec![subject(of)], others].concat(),
			encoded_arguments: bytes(&encoded),
		}
	}
}

impl fmt::Display for Challenge {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(&serde_json::to_string_pretty(self).map_err(|_| fmt::Error)?)
	}
}

fn subject(of: &Subject) -> Value {
	match of {
		Subject::Request(request) => json!({ "Request": request.to_string() }),
		Subject::Receipt { batch, index } => {
			json!({ "Receipt": { "batch": batch, "index": index } })
		},
	}
}

fn fraud(of: &Fraud) -> Value {
	match of {
		Fraud::OmittedSpan(of) => json!({ "OmittedSpan": omitted_span(of) }),
		Fraud::OmittedHolder(of) => json!({ "OmittedHolder": omitted_holder(of) }),
		Fraud::LaterOccurrence(LaterOccurrence { leaf, count, content_offset, opening }) => json!({
			"LaterOccurrence": {
				"leaf": leaf_proof(leaf),
				"count": count,
				"contentOffset": content_offset,
				"opening": span_opening(opening),
			}
		}),
		Fraud::WrongArithmetic(WrongArithmetic { leaves: all }) => {
			json!({ "WrongArithmetic": { "leaves": leaves(all) } })
		},
		Fraud::WrongWords(WrongWords { answer, leaves: all, span }) => json!({
			"WrongWords": { "answer": bytes(answer), "leaves": leaves(all), "span": span }
		}),
		Fraud::TooManySpans(TooManySpans { answer, leaves: all }) => {
			json!({ "TooManySpans": { "answer": bytes(answer), "leaves": leaves(all) } })
		},
		Fraud::ForeignHolder(ForeignHolder { leaf, count }) => {
			json!({ "ForeignHolder": { "leaf": leaf_proof(leaf), "count": count } })
		},
		Fraud::NotCanonical(NotCanonical { answer }) => {
			json!({ "NotCanonical": { "answer": bytes(answer) } })
		},
	}
}

fn omitted_span(of: &OmittedSpan) -> Value {
	json!({
		"answer": bytes(&of.answer),
		"leaves": leaves(&of.leaves),
		"answerStart": of.answer_start,
		"length": of.length,
		"contribution": of.contribution.to_string(),
		"contentOffset": of.content_offset,
		"content": range(&of.content),
	})
}

fn omitted_holder(of: &OmittedHolder) -> Value {
	json!({
		"leaves": leaves(&of.leaves),
		"answerStart": of.answer_start,
		"length": of.length,
		"contribution": of.contribution.to_string(),
		"contentOffset": of.content_offset,
		"opening": span_opening(&of.opening),
	})
}

fn leaves(all: &[EvidenceLeaf]) -> Vec<Value> {
	all.iter().map(leaf).collect()
}

fn leaf(of: &EvidenceLeaf) -> Value {
	json!({
		"answerStart": of.answer_start,
		"length": of.length,
		"contribution": of.contribution.to_string(),
		"contentOffset": of.content_offset,
		"score": of.score.to_string(),
	})
}

fn leaf_proof(of: &LeafProof) -> Value {
	json!({ "leaf": leaf(&of.leaf), "index": of.index, "path": path(&of.path) })
}

fn span_opening(of: &SpanOpening) -> Value {
	json!({ "answer": range(&of.answer), "content": range(&of.content) })
}

fn range(of: &RangeProof) -> Value {
	let chunk = |of: &ChunkProof| json!({ "index": of.index, "chunk": bytes(&of.chunk), "path": path(&of.path) });
	json!({ "chunks": of.chunks.iter().map(chunk).collect::<Vec<_>>() })
}

fn path<H: AsRef<[u8]>>(of: &[H]) -> Vec<String> {
	of.iter().map(|hash| bytes(hash.as_ref())).collect()
}

fn bytes(of: &[u8]) -> String {
	format!("0x{}", hex::encode(of))
}
