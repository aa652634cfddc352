// SPDX-License-Identifier: Apache-2.0
//! What an adapter was made from, and how: a file of its manifest.

use super::{rows::Document, Source};
use crate::{model::Model, training::TrainingReport};
use openledger_attribution::influence::Index;
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{ContributionId, SnapshotId},
	jobs::Training,
};
use polkadot_sdk::sp_core::H256;
use serde::Serialize;

/// The file's name in the manifest.
pub const RECORD_FILE: &str = "training_record.json";

/// The one that `tch` binds to: its build refuses every other.
const LIBTORCH: &str = "2.11.0";

/// All that a training followed from, and what became of it. Nothing in it depends on when or how fast the
/// training was done, or how often it was interrupted: who repeats it with the same software gets the same
/// bytes.
#[derive(Serialize, Clone, PartialEq, Debug)]
pub struct TrainingRecord {
	/// Of this record's form: 1.
	pub version: u32,
	/// What was asked for.
	pub training: Training,
	/// The commitment to the base model's manifest.
	pub base: ContentCommitment,
	/// The snapshots that the rows are from.
	pub snapshots: Vec<RecordedSnapshot>,
	/// What computed.
	pub software: Software,
	/// How rows are put in order.
	pub order: &'static str,
	/// All rows, the earliest contribution first.
	pub rows: Vec<RecordedRow>,
	/// What the training came to.
	pub report: TrainingReport,
	/// What is in the influence index; none where none was asked for.
	pub influence: Option<RecordedInfluence>,
}

/// A snapshot, as the chain had it.
#[derive(Serialize, Clone, PartialEq, Eq, Debug)]
pub struct RecordedSnapshot {
	/// Its number.
	pub id: SnapshotId,
	/// The root over what was accepted.
	pub root: H256,
	/// The root over what was taken down of it.
	pub withdrawn_root: H256,
}

/// What decides the last bits of a sum.
#[derive(Serialize, Clone, PartialEq, Eq, Debug)]
pub struct Software {
	/// The version of this server.
	pub server: &'static str,
	/// The version of libtorch.
	pub libtorch: &'static str,
	/// Where the model computed.
	pub device: String,
	/// Threads of each operation.
	pub threads: i32,
}

/// A row of the training.
#[derive(Serialize, Clone, PartialEq, Eq, Debug)]
pub struct RecordedRow {
	/// The contribution that it is from.
	pub contribution: ContributionId,
	/// The number of its document there, from 0.
	pub document: u32,
	/// The hash of the document.
	pub hash: H256,
	/// Whether it was measured on, and not learnt.
	pub held_out: bool,
}

/// How gradients became the influence index.
#[derive(Serialize, Clone, PartialEq, Eq, Debug)]
pub struct RecordedInfluence {
	/// The file's name in the manifest.
	pub file: &'static str,
	/// The root over its settings and rows.
	pub root: H256,
	/// Dimensions that are kept of each layer at most.
	pub dimensions: u32,
	/// What the projections are drawn from.
	pub seed: u64,
}

const ORDER: &str =
	"rows sorted by their tokens (stable), batch_size of them a step; the steps of epoch n \
	shuffled (Fisher-Yates) by stream n of ChaCha8 from the seed, the first weights from stream 0";

impl TrainingRecord {
	/// The record of a training that is done.
	pub(super) fn new(
		training: &Training,
		base: ContentCommitment,
		source: &Source,
		documents: &[Document],
		report: TrainingReport,
		software: Software,
		influence: Option<&RecordedInfluence>,
	) -> Self {
		let snapshots = training.snapshots.iter().zip(&source.roots);
		let snapshot = |(id, (root, withdrawn_root)): (&SnapshotId, &(H256, H256))| {
			RecordedSnapshot { id: *id, root: *root, withdrawn_root: *withdrawn_root }
		};
		let row = |document: &Document| RecordedRow {
			contribution: document.contribution,
			document: document.number,
			hash: document.hash,
			held_out: document.held_out,
		};
		Self {
			version: 1,
			training: training.clone(),
			base,
			snapshots: snapshots.map(snapshot).collect(),
			software,
			order: ORDER,
			rows: documents.iter().map(row).collect(),
			report,
			influence: influence.cloned(),
		}
	}
}

impl Software {
	/// This server, as it computes with `model`.
	pub(super) fn of(model: &Model, threads: i32) -> Self {
		Self {
			server: env!("CARGO_PKG_VERSION"),
			libtorch: LIBTORCH,
			device: format!("{:?}", model.device()).to_lowercase(),
			threads,
		}
	}
}

impl RecordedInfluence {
	/// What is to be said of `index`.
	pub(super) fn of(index: &Index, file: &'static str) -> Self {
		let settings = index.settings();
		Self {
			file,
			root: H256(index.root()),
			dimensions: settings.dimensions,
			seed: settings.seed,
		}
	}
}
