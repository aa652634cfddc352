// SPDX-License-Identifier: Apache-2.0
//! Evidence as JSON.

use openledger_attribution::attribution::Attribution;
use openledger_primitives::{
	commitment::ContentCommitment, evidence::EvidenceLeaf, vector::AttributionVector,
};
use polkadot_sdk::sp_core::H256;
use serde::{Deserialize, Serialize};

/// All that the proof of an answer rests on, for whoever wants to look or to challenge.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct Evidence {
	/// The canonical answer. Offsets count its bytes.
	pub answer: String,
	/// The commitment to it.
	pub output: ContentCommitment,
	/// The chain's minimum number of words of a span.
	pub min_words: u32,
	/// Root of the tree over `leaves`.
	pub evidence_root: H256,
	/// What follows from `leaves`.
	pub vector: AttributionVector,
	/// What the answer says literally, from left to right.
	pub spans: Vec<EvidenceSpan>,
	/// Who says it too, as the evidence tree has it.
	pub leaves: Vec<EvidenceLeaf>,
}

/// A span of the answer.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct EvidenceSpan {
	/// Where it starts in the answer, in bytes.
	pub answer_start: u32,
	/// Its length in bytes.
	pub length: u32,
	/// Its length in words.
	pub words: u32,
	/// How many leaves it has.
	pub holders: u32,
	/// What it says.
	pub text: String,
}

impl Evidence {
	/// The evidence of `attribution`, which was made with `min_words`.
	pub fn of(attribution: &Attribution, min_words: u32) -> Self {
		let spans = attribution.spans().iter().map(|span| EvidenceSpan {
			answer_start: span.answer_start,
			length: span.length,
			words: span.words,
			holders: span.holders,
			text: attribution.text(span).unwrap_or_default().into(),
		});
		Self {
			answer: attribution.answer().into(),
			output: attribution.output(),
			min_words,
			evidence_root: attribution.evidence().root(),
			vector: attribution.vector().clone(),
			spans: spans.collect(),
			leaves: attribution.leaves().to_vec(),
		}
	}
}
