// SPDX-License-Identifier: Apache-2.0
//! Evaluations: what is measured of an artifact, and the evidence for it.

use crate::{
	ids::{ArtifactId, SnapshotId},
	merkle::{Domain, Tree},
};
use alloc::{string::String, vec::Vec};
use codec::{Decode, Encode};
use polkadot_sdk::{
	sp_arithmetic::Perbill,
	sp_core::H256,
	sp_runtime::traits::{BlakeTwo256, Hash},
};
use serde::{Deserialize, Serialize};

const EVALUATION_DOMAIN: &[u8; 24] = b"openledger/evaluation/v1";
const BENCHMARK_DOMAIN: &[u8; 23] = b"openledger/benchmark/v1";

/// The name of the job that measures as `evaluation` says, on the chain with this genesis hash.
pub fn evaluation_job_id(genesis: &H256, evaluation: &Evaluation) -> H256 {
	BlakeTwo256::hash(&(EVALUATION_DOMAIN, genesis, evaluation).encode())
}

/// What is to be measured.
#[derive(Serialize, Deserialize, Encode, Clone, PartialEq, Eq, Debug)]
#[serde(deny_unknown_fields)]
pub struct Evaluation {
	/// An adapter, or a base model.
	pub artifact: ArtifactId,
	/// What it is measured on.
	pub set: EvaluationSet,
	/// What is measured: at least one, none twice.
	pub metrics: Vec<Metric>,
	/// The most tokens of an answer, for what asks for answers.
	pub max_output_tokens: u32,
}

/// What an artifact is measured on.
#[derive(Serialize, Deserialize, Encode, Clone, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum EvaluationSet {
	/// The rows of snapshots that a training with the same share holds out.
	HeldOut {
		/// The snapshots.
		snapshots: Vec<SnapshotId>,
		/// The share of their rows, in parts per billion; one takes all.
		share: Perbill,
	},
	/// These rows.
	Rows(Vec<EvaluationRow>),
}

/// A row of a benchmark.
#[derive(Serialize, Deserialize, Encode, Clone, PartialEq, Eq, Debug)]
#[serde(deny_unknown_fields)]
pub struct EvaluationRow {
	/// What is asked; nothing for text that is only read.
	pub question: String,
	/// The right answer.
	pub answer: String,
	/// What there is to choose from, the right answer among them; nothing where nothing is chosen.
	#[serde(default, skip_serializing_if = "Vec::is_empty")]
	pub choices: Vec<String>,
}

/// What can be measured. On chain a metric has the name that it has here.
#[derive(
	Serialize, Deserialize, Encode, Decode, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug,
)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
	/// e to the mean loss of a token of the right answers.
	#[codec(index = 0)]
	Perplexity,
	/// The share of answers that are the right ones, once both are canonical.
	#[codec(index = 1)]
	ExactMatch,
	/// The mean F1 of the longest common subsequences of words: Lin, "ROUGE", 2004, section 3.1.
	#[codec(index = 2)]
	RougeL,
	/// The share of rows whose right answer is the most probable of their choices.
	#[codec(index = 3)]
	MultipleChoice,
}

impl Metric {
	/// Its name.
	pub fn name(self) -> &'static str {
		match self {
			Self::Perplexity => "perplexity",
			Self::ExactMatch => "exact_match",
			Self::RougeL => "rouge_l",
			Self::MultipleChoice => "multiple_choice",
		}
	}
}

/// The name of a benchmark of given rows.
pub fn benchmark_of_rows(rows: &[EvaluationRow]) -> H256 {
	BlakeTwo256::hash(&(BENCHMARK_DOMAIN, 1u8, rows).encode())
}

/// The name of the benchmark of what is held out of the snapshots with these roots, over what was accepted
/// and over what was taken down of it, in the order of the task.
pub fn benchmark_of_snapshots(roots: &[(H256, H256)], share: Perbill) -> H256 {
	BlakeTwo256::hash(&(BENCHMARK_DOMAIN, 0u8, roots, share).encode())
}

/// How one row came out. What was not measured, or cannot be of this row, is absent.
#[derive(Serialize, Deserialize, Encode, Decode, Clone, PartialEq, Eq, Debug, Default)]
pub struct EvaluationItem {
	/// The place of the row in the set.
	pub index: u32,
	/// The hash of its document, or of its SCALE encoding where it was given with the task.
	pub row: H256,
	/// What was answered, not canonical.
	pub answer: Option<String>,
	/// Whether that is the right answer.
	pub exact_match: Option<bool>,
	/// Its ROUGE-L, in millionths.
	pub rouge_l_micros: Option<u32>,
	/// The loss of the right answer's tokens together, in millionths of a nat.
	pub loss_micros: Option<u64>,
	/// How many those are.
	pub tokens: Option<u32>,
	/// The place of the most probable of the choices.
	pub choice: Option<u32>,
	/// Whether that is the right answer.
	pub choice_right: Option<bool>,
}

/// The root over how all rows came out, in their order; `None` for 2^32 rows and more.
pub fn evaluation_root(items: &[EvaluationItem]) -> Option<H256> {
	Some(Tree::new(Domain::Evaluation, items.iter().map(Encode::encode))?.root())
}

/// What was measured by one metric: on chain an
/// [`Evaluation`](crate::records::Evaluation) with the result's benchmark and evidence.
#[derive(Serialize, Deserialize, Encode, Decode, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Score {
	/// What was measured.
	pub metric: Metric,
	/// The value, in millionths.
	pub value_micros: i64,
	/// Of how many rows.
	pub rows: u32,
}

/// What a finished evaluation yields.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct EvaluationResult {
	/// Names the set.
	pub benchmark: H256,
	/// What was measured, in the order of the task.
	pub scores: Vec<Score>,
	/// Rows of the set.
	pub rows: u32,
	/// See [`evaluation_root`].
	pub evidence_root: H256,
}
