// SPDX-License-Identifier: Apache-2.0
//! What the outcomes of jobs rest on, as JSON.

use crate::attribution::Evidence;
use openledger_primitives::jobs::{EvaluationItem, Score};
use polkadot_sdk::sp_core::H256;
use serde::{Deserialize, Serialize};

/// The evidence of a finished job.
#[derive(Serialize, Deserialize, Clone, PartialEq, Debug)]
#[serde(untagged)]
pub enum JobEvidence {
	/// Of an inference, or a judgement: the spans of the answer, and who says them too.
	Inference(Evidence),
	/// Of an evaluation: how each row came out.
	Evaluation(Box<EvaluationEvidence>),
}

/// All that the scores of an evaluation follow from.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct EvaluationEvidence {
	/// Names the set of rows.
	pub benchmark: H256,
	/// What follows from the items.
	pub scores: Vec<Score>,
	/// Root of the tree over the items, as
	/// [`evaluation_root`](openledger_primitives::jobs::evaluation_root) has it.
	pub evidence_root: H256,
	/// How each row came out, in the order of the set.
	pub items: Vec<EvaluatedRow>,
}

/// A row, and how it came out.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct EvaluatedRow {
	/// What was asked; nothing where text was only read.
	pub question: String,
	/// The right answer.
	pub expected: String,
	/// How it came out: the leaf of the tree.
	#[serde(flatten)]
	pub item: EvaluationItem,
}
