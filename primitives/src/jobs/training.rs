// SPDX-License-Identifier: Apache-2.0
//! Trainings: what is asked for, and what comes out.

use crate::{
	commitment::ContentCommitment,
	ids::{ArtifactId, SnapshotId},
};
use alloc::vec::Vec;
use codec::{Encode, Output};
use polkadot_sdk::{
	sp_arithmetic::Perbill,
	sp_core::H256,
	sp_runtime::traits::{BlakeTwo256, Hash},
};
use serde::{Deserialize, Serialize};

const TRAINING_DOMAIN: &[u8; 22] = b"openledger/training/v1";
/// What stands before the options in an encoded training.
const OPTIONS_VERSION: u8 = 1;

/// The name of the job that trains an adapter as `training` says, on the chain with this genesis hash.
/// The same training is the same job, whoever asks for it.
pub fn training_job_id(genesis: &H256, training: &Training) -> H256 {
	BlakeTwo256::hash(&(TRAINING_DOMAIN, genesis, training).encode())
}

/// What an adapter is trained from, and how.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
#[serde(deny_unknown_fields)]
pub struct Training {
	/// The base model that it adapts.
	pub base: ArtifactId,
	/// The snapshots whose contributions are the training rows.
	pub snapshots: Vec<SnapshotId>,
	/// Rank of the update matrices.
	pub rank: u32,
	/// The update is scaled by `alpha / rank`.
	pub alpha: u32,
	/// Passes over all rows, at most: a training ends when it knows its rows.
	pub epochs: u32,
	/// Rows per optimiser step.
	pub batch_size: u32,
	/// Peak learning rate, in millionths.
	pub learning_rate_micros: u32,
	/// Fixes the initial weights and the order of the rows.
	pub seed: u64,
	/// What else may be said; left out of JSON when nothing is.
	#[serde(default, skip_serializing_if = "TrainingOptions::is_default")]
	pub options: TrainingOptions,
}

/// What need not be said of a training.
#[derive(Serialize, Deserialize, Encode, Clone, PartialEq, Eq, Debug, Default)]
#[serde(deny_unknown_fields, default)]
pub struct TrainingOptions {
	/// The part of the rows that is held out, and measured after each pass: see [`is_held_out`]. In
	/// parts per billion, less than all.
	pub eval_share: Perbill,
	/// Ends the training after so many passes in a row without a lower loss on what is held out, and
	/// keeps the adapter with the lowest one. Zero does neither.
	pub patience: u32,
	/// Tokens, padding included, that are computed at once: a step with more is done in parts whose
	/// gradients are added up. Zero leaves it to the server.
	pub micro_batch_tokens: u32,
	/// Dimensions that the influence index keeps of each layer. Zero writes no index; absent leaves it
	/// to the server.
	pub influence_dimensions: Option<u32>,
}

impl TrainingOptions {
	fn is_default(&self) -> bool {
		*self == Self::default()
	}
}

/// In order; the options only where one is said, after their version. So trainings without any have the
/// name that they had before there were options, and no training has the encoding of another.
impl Encode for Training {
	fn encode_to<T: Output + ?Sized>(&self, to: &mut T) {
		let Self {
			base,
			snapshots,
			rank,
			alpha,
			epochs,
			batch_size,
			learning_rate_micros,
			seed,
			options,
		} = self;
		(base, snapshots, rank, alpha, epochs, batch_size, learning_rate_micros, seed)
			.encode_to(to);
		if !options.is_default() {
			(OPTIONS_VERSION, options).encode_to(to);
		}
	}
}

/// The hash of a training row: of the bytes of its document.
pub fn row_hash(document: &str) -> H256 {
	BlakeTwo256::hash(document.as_bytes())
}

/// Whether the row with this hash is held out, when `share` of all rows is: the first eight bytes, as a
/// little-endian number, leave a remainder below `share` when divided by one billion. Equal documents are
/// on the same side, and what a smaller share holds out, a larger one does, too.
pub fn is_held_out(row: &H256, share: Perbill) -> bool {
	let number = row.as_bytes().first_chunk::<8>().copied().map_or(0, u64::from_le_bytes);
	number % 1_000_000_000 < u64::from(share.deconstruct())
}

/// What a finished training yields.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct TrainingResult {
	/// Commitment to the adapter's [`Manifest`](crate::manifest::Manifest), in the server's store: what
	/// an adapter is registered on chain with.
	pub manifest: ContentCommitment,
	/// How many rows it was trained on.
	pub rows: u32,
	/// Optimiser steps.
	pub steps: u32,
	/// Mean loss per token over the last epoch, in thousandths of a nat.
	pub final_loss_millis: u32,
	/// Mean loss per token of the held-out rows, of the adapter that came out, in thousandths of a nat.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub eval_loss_millis: Option<u32>,
	/// Root of the influence index, which is a file of the manifest.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub influence_root: Option<H256>,
}
