// SPDX-License-Identifier: Apache-2.0
//! The wire between the node's off-chain worker and the LoRA server: JSON over HTTP.
//!
//! | call | body | answers |
//! | --- | --- | --- |
//! | `POST /v1/jobs` | [`JobRequest`] | [`JobStatus`] |
//! | `GET /v1/jobs/{job_id}` | | [`JobStatus`] |
//!
//! A job is named by [`job_id`], [`training_job_id`], [`evaluation_job_id`], [`verification_job_id`] or
//! [`judgement_job_id`], which follow from what is asked: posting it again starts nothing, and answers with the state of the
//! first one. Names are snake_case, hashes `0x` and 64
//! hexadecimal digits, shares parts per billion. Requests with unknown fields are refused; in
//! answers they are ignored, so that a server may be newer than the node. Alternatives are told
//! apart by the name of an object's only member.

mod evaluation;
mod judgement;
mod ordered;
mod training;
mod verification;

pub use evaluation::{
	benchmark_of_rows, benchmark_of_snapshots, evaluation_job_id, evaluation_root, Evaluation,
	EvaluationItem, EvaluationResult, EvaluationRow, EvaluationSet, Metric, Score,
};
pub use judgement::{judgement_job_id, JudgementResult, PublishedAnswer};
pub use ordered::{
	ordered_evaluation, ordered_training, OrderError, ALL_LINEAR, LINEAR_MODULES,
	ORDERED_OUTPUT_TOKENS,
};
pub use training::{
	is_held_out, row_hash, training_job_id, Training, TrainingOptions, TrainingResult,
};
pub use verification::{verification_job_id, Difference, Verification, VerificationResult};

use crate::{
	commitment::{CommitmentError, ContentCommitment},
	ids::{ArtifactId, RequestId},
	vector::AttributionVector,
};
use alloc::string::String;
use codec::Encode;
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::traits::{BlakeTwo256, Hash},
};
use serde::{Deserialize, Serialize};

/// The version of this wire format, in every message.
pub const WIRE_VERSION: u16 = 1;

const JOB_DOMAIN: &[u8; 17] = b"openledger/job/v1";

/// The name of the job that answers `request` on the chain with this genesis hash.
pub fn job_id(genesis: &H256, request: RequestId) -> H256 {
	BlakeTwo256::hash(&(JOB_DOMAIN, genesis, request).encode())
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
	/// Measure an artifact.
	Evaluation(Evaluation),
	/// Attribute a published answer again, and compare.
	Verification(Verification),
	/// Judge a published answer, as the seat of a committee asks for.
	Judgement(PublishedAnswer),
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
	/// What was measured.
	Evaluation(EvaluationResult),
	/// Whether a published answer's attribution is the one that was computed again, and in what not.
	Verification(VerificationResult),
	/// Whether an answer is the artifact's, and whose contributions it rests on.
	Judgement(JudgementResult),
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
