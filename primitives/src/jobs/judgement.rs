// SPDX-License-Identifier: Apache-2.0
//! Judgements: a member of a committee, or of a review, finds out whether an answer is the artifact's, and
//! whose contributions it rests on.

use super::JobInput;
use crate::{
	commitment::ContentCommitment,
	committee::Judgement,
	ids::{ArtifactId, RequestId},
};
use alloc::string::String;
use codec::Encode;
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::traits::{BlakeTwo256, Hash},
};
use serde::{Deserialize, Serialize};

const JUDGEMENT_DOMAIN: &[u8; 23] = b"openledger/judgement/v1";

/// The name of the job that judges the answer with this commitment to `request`, on the chain with this
/// genesis hash. All members that share a server share the job.
pub fn judgement_job_id(genesis: &H256, request: RequestId, output: &ContentCommitment) -> H256 {
	BlakeTwo256::hash(&(JUDGEMENT_DOMAIN, genesis, request, output).encode())
}

/// What is to be judged.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
#[serde(deny_unknown_fields)]
pub struct PublishedAnswer {
	/// The request on chain.
	pub request: RequestId,
	/// The artifact that is said to have answered.
	pub artifact: ArtifactId,
	/// What was asked.
	pub input: JobInput,
	/// Commitment to the canonical input.
	pub input_commitment: ContentCommitment,
	/// Commitment to the canonical answer.
	pub output: ContentCommitment,
	/// The tokens of output that are charged.
	pub output_tokens: u32,
	/// The tokens of input that are charged; unless it is given, they are not checked.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub input_tokens: Option<u32>,
	/// The most tokens of output that are paid for: an answer of fewer has to end where the model ends it.
	/// Unless it is given, an answer may end anywhere.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub max_output_tokens: Option<u32>,
	/// Address of the author's server, which has the answer as content; without it, only a server that has it
	/// already can judge.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub source: Option<String>,
	/// The chain's minimum number of words of a span.
	pub min_words: u32,
}

/// What a finished judgement yields. What may pass is no judgement yet, and fails for now: to reveal
/// [`Judgement::Unavailable`] when the time is up is the member's own decision.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct JudgementResult {
	/// What the member can commit to.
	pub judgement: Judgement,
	/// Why it is not genuine, for the operator's log; empty when it is.
	pub reason: String,
	/// Version of the attribution engine.
	pub engine_version: u32,
}
