// SPDX-License-Identifier: Apache-2.0
//! The chain, as the off-chain worker sees it.

use alloc::vec::Vec;
use codec::Encode;
use core::fmt;
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{ArtifactId, RequestId},
	jobs::JobInput,
	proof::AttributionProof,
};
use polkadot_sdk::{sp_core::H256, sp_runtime::DispatchError};

/// That a worker has to answer a request, and has not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Owed {
	/// The request.
	pub request: RequestId,
	/// The last block that takes the proof, by the clock of [`Chain::now`].
	pub deadline: u32,
}

/// A request that a worker has to answer, with all that the server needs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Assignment {
	/// The request.
	pub request: RequestId,
	/// The artifact that is to answer.
	pub artifact: ArtifactId,
	/// What was asked.
	pub input: JobInput,
	/// Commitment to the canonical input.
	pub input_commitment: ContentCommitment,
	/// The most tokens to generate.
	pub max_output_tokens: u32,
	/// The chain's minimum number of words of a span.
	pub min_words: u32,
	/// The last block that takes the proof, by the clock of [`Chain::now`].
	pub deadline: u32,
}

/// Why a transaction did not get into the node's pool.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SubmitError {
	/// It could not be made or signed.
	Unsigned,
	/// The pool refused it.
	Refused,
}

impl fmt::Display for SubmitError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::Unsigned => "the transaction could not be signed: is the key in the keystore?",
			Self::Refused => {
				"the transaction pool refused it: can the worker's account pay the fee?"
			},
		})
	}
}

impl core::error::Error for SubmitError {}

/// All that the off-chain worker knows of the chain. The runtime implements it; every answer is
/// about the state of the block that the run belongs to.
pub trait Chain {
	/// The public half of a worker key, as the runtime's transactions name it. Its encoding names
	/// the key's memory in the node's local storage.
	type Key: Encode;
	/// What [`Self::sign`] makes.
	type Signature;

	/// Hash of the genesis block.
	fn genesis() -> H256;

	/// Number of this block. The node's own memory and its log go by it.
	fn block() -> u32;

	/// What the clock of deadlines shows after this block; full blocks are not counted. What is due later
	/// than this can be done in the next block.
	fn now() -> u32;

	/// The worker keys in this node's keystore.
	fn keys() -> Vec<Self::Key>;

	/// The requests that the key's account has to answer by a proof and that have none, in any order. Those
	/// past their deadline may be among them. Read each block, so the chain has to bound how many a worker
	/// can have. What a node cannot do by itself, as a committee's judgements, is not among them.
	fn assigned(key: &Self::Key) -> Vec<Owed>;

	/// All about one request of [`Self::assigned`]: read only when the server is to be asked about it.
	/// `None` when its question is not there.
	fn assignment(request: RequestId) -> Option<Assignment>;

	/// Requests that the key's account has proved and that can be settled now, at most `limit`.
	fn settleable(key: &Self::Key, limit: u32) -> Vec<RequestId>;

	/// Whether a heartbeat of the key's account would be accepted now, free of charge. Where none is, the
	/// chain has no need of one.
	fn heartbeat_due(key: &Self::Key) -> bool;

	/// The nonce of the key's account. Asked before anything is submitted in this run.
	fn nonce(key: &Self::Key) -> u32;

	/// Whether the chain would take this proof from the key's account in the next block, without
	/// looking at a signature: artifact, input, tokens, engine, contributions. Asked before a
	/// transaction is made, so that a wrong server costs no fee.
	///
	/// # Errors
	/// What the transaction would fail with.
	fn check_proof(key: &Self::Key, proof: &AttributionProof) -> Result<(), DispatchError>;

	/// Signs `message` with the key; `None` when the keystore does not have it.
	fn sign(key: &Self::Key, message: &[u8]) -> Option<Self::Signature>;

	/// Submits a proof to the pool, in a transaction signed by the key's account. The nonce is the
	/// state's, plus one for each transaction that this run has submitted before.
	///
	/// # Errors
	/// Every [`SubmitError`].
	fn submit_proof(
		key: &Self::Key,
		proof: AttributionProof,
		signature: Self::Signature,
	) -> Result<(), SubmitError>;

	/// Submits the settlement of a request to the pool, with the nonce as for [`Self::submit_proof`].
	///
	/// # Errors
	/// Every [`SubmitError`].
	fn settle(key: &Self::Key, request: RequestId) -> Result<(), SubmitError>;

	/// Submits a heartbeat to the pool, with the nonce as for [`Self::submit_proof`].
	///
	/// # Errors
	/// Every [`SubmitError`].
	fn heartbeat(key: &Self::Key) -> Result<(), SubmitError>;
}
