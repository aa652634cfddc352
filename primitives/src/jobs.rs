// SPDX-License-Identifier: Apache-2.0
//! The wire between the node's off-chain worker and the LoRA server: JSON over HTTP.
//!
//! | call | body | answers |
//! | --- | --- | --- |
//! | `POST /v1/jobs` | [`JobRequest`] | [`JobStatus`] |
//! | `GET /v1/jobs/{job_id}` | | [`JobStatus`] |
//!
//! A job is named by [`job_id`], which follows from what is asked: posting it again starts nothing,
//! and answers with the state of the first one. Names are snake_case, hashes `0x` and 64
//! hexadecimal digits, shares parts per billion. Requests with unknown fields are refused; in
//! answers they are ignored, so that a server may be newer than the node. Alternatives are told
//! apart by the name of an object's only member.

use crate::{
	commitment::{CommitmentError, ContentCommitment},
	ids::{ArtifactId, RequestId, SnapshotId},
	vector::AttributionVector,
};
use alloc::{string::String, vec::Vec};
use codec::Encode;
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::traits::{BlakeTwo256, Hash},
};
use serde::{Deserialize, Serialize};

/// The version of this wire format, in every message.
pub const WIRE_VERSION: u16 = 1;

const JOB_DOMAIN: &[u8; 17] = b"openledger/job/v1";
const TRAINING_DOMAIN: &[u8; 22] = b"openledger/training/v1";

/// The name of the job that answers `request` on the chain with this genesis hash.
pub fn job_id(genesis: &H256, request: RequestId) -> H256 {
	BlakeTwo256::hash(&(JOB_DOMAIN, genesis, request).encode())
}

/// The name of the job that trains an adapter as `training` says, on the chain with this genesis hash.
/// The same training is the same job, whoever asks for it.
pub fn training_job_id(genesis: &H256, training: &Training) -> H256 {
	BlakeTwo256::hash(&(TRAINING_DOMAIN, genesis, training).encode())
}

/// Body of `POST /v1/jobs`.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
#[serde(deny_unknown_fields)]
pub struct JobRequest {
	/// [`WIRE_VERSION`].
	pub version: u16,
	/// See [`job_id`].
	pub job_id: H256,
	/// What is to be done.
	pub task: Task,
	/// The last block in which a result is of use.
	pub deadline: u32,
}

/// What a job is to do: an object with one member, named after the kind of job.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Task {
	/// Answer a request and attribute the answer.
	Inference {
		/// The request on chain.
		request: RequestId,
		/// The artifact that is to answer.
		artifact: ArtifactId,
		/// What was asked.
		input: JobInput,
		/// Commitment to the canonical input; the server refuses another text.
		input_commitment: ContentCommitment,
		/// The most tokens to generate.
		max_output_tokens: u32,
		/// The chain's minimum number of words of a span.
		min_words: u32,
	},
	/// Train a LoRA adapter.
	Training(Training),
}

/// What an adapter is trained from, and how.
#[derive(Serialize, Deserialize, Encode, Clone, PartialEq, Eq, Debug)]
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
}

/// Where the input of a job is.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum JobInput {
	/// Here.
	Text(String),
	/// At a CID or URL, to be fetched and checked against the commitment.
	Uri(String),
}

/// Answer to both calls.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct JobStatus {
	/// [`WIRE_VERSION`].
	pub version: u16,
	/// The job.
	pub job_id: H256,
	/// How far it is.
	pub state: JobState,
}

/// How far a job is: a string, or an object with one member where there is more to tell.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
	/// Accepted, not begun.
	Queued,
	/// Begun.
	Running,
	/// Done.
	Finished {
		/// What came out.
		result: JobResult,
	},
	/// Given up.
	Failed {
		/// Why, for the operator's log.
		reason: String,
		/// Whether posting the same job again can succeed.
		retryable: bool,
	},
}

/// What a finished job yields: an object with one member, named after the kind of job.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum JobResult {
	/// An answer, and whom it rests on.
	Inference(InferenceResult),
	/// An adapter.
	Training(TrainingResult),
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
}

/// What a finished inference yields.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct InferenceResult {
	/// The answer as the model gave it, not canonical.
	pub answer: String,
	/// Tokens of input.
	pub input_tokens: u32,
	/// Tokens of output.
	pub output_tokens: u32,
	/// Whose contributions the answer rests on. Not checked by decoding: see
	/// [`AttributionVector::validate`].
	pub vector: AttributionVector,
	/// Root of the evidence tree.
	pub evidence_root: H256,
	/// Version of the attribution engine.
	pub engine_version: u32,
}

impl InferenceResult {
	/// The commitment to the answer: its canonical form, as one document. The off-chain worker
	/// computes this itself and takes nobody's word for it.
	///
	/// # Errors
	/// [`CommitmentError::ContentTooLong`].
	pub fn output_commitment(&self) -> Result<ContentCommitment, CommitmentError> {
		ContentCommitment::of_document(&self.answer)
	}
}
