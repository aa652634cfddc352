// SPDX-License-Identifier: Apache-2.0
//! The chain, as the off-chain worker sees it.

use crate::{Assignment, FactoryJob, Judged};
use alloc::{boxed::Box, string::String, vec::Vec};
use codec::Encode;
use core::fmt;
use openledger_primitives::{
	committee::{AnswerStatement, Judgement},
	ids::{FactoryJobId, RequestId},
	proof::AttributionProof,
	records::{Delivery, Duty},
};
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::{DispatchError, Permill},
};

/// What a worker's transaction does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Call<Signature> {
	/// Proves an answer.
	Prove {
		/// What the worker states.
		proof: Box<AttributionProof>,
		/// Its key's signature of that.
		signature: Signature,
	},
	/// Publishes an answer that a committee is to judge.
	Publish {
		/// The request.
		request: RequestId,
		/// What the answer is, and what is charged.
		statement: AnswerStatement,
	},
	/// Commits to a judgement.
	Commit {
		/// What is judged.
		request: RequestId,
		/// See [`Chain::commitment`].
		commitment: H256,
	},
	/// Reveals a judgement.
	Reveal {
		/// What is judged.
		request: RequestId,
		/// What the member is bound to.
		judgement: Judgement,
		/// What has hidden it.
		salt: H256,
	},
	/// Carries out what a committee decided.
	Conclude(RequestId),
	/// Has a proved answer paid for.
	Settle(RequestId),
	/// Says that the worker is there.
	Heartbeat,
	/// Takes a job of the ModelFactory.
	Take(FactoryJobId),
	/// Says how far a job is.
	Report {
		/// The job.
		job: FactoryJobId,
		/// The part that is done.
		done: Permill,
		/// The training's loss, in thousandths.
		loss_millis: u32,
	},
	/// Delivers what a job asks for.
	Deliver {
		/// The job.
		job: FactoryJobId,
		/// What came of it.
		delivery: Box<Delivery>,
	},
	/// Has a delivered job paid for.
	SettleJob(FactoryJobId),
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
	/// the key's memory and settings in the node's local storage.
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

	/// The nonce of the key's account. Asked before anything is submitted in this run.
	fn nonce(key: &Self::Key) -> u32;

	/// What the key's account is expected to do about requests now, in any order. Read each block, so the
	/// chain has to bound how many a worker can have.
	fn duties(key: &Self::Key) -> Vec<Duty>;

	/// Whether the key's account still owes something for the request, be it due now or later.
	fn owes(key: &Self::Key, request: RequestId) -> bool;

	/// All about one request that is to be answered: read only when the server is to be asked about it.
	/// `None` when its question is not there.
	fn assignment(request: RequestId) -> Option<Assignment>;

	/// All about one answer that a committee judges. `None` when its question is not there, or nothing is
	/// judged.
	fn judged(request: RequestId) -> Option<Judged>;

	/// How many blocks the members of a committee have to commit.
	fn commit_window() -> u32;

	/// What binds the key's account to a judgement:
	/// [`judgement_commitment`](openledger_primitives::committee::judgement_commitment).
	fn commitment(key: &Self::Key, request: RequestId, judgement: &Judgement, salt: H256) -> H256;

	/// Whether a judgement could be revealed: its vector is one, it goes with its evidence, and the
	/// contributions are the artifact's. Asked before it is committed to, when nobody else can see it.
	///
	/// # Errors
	/// What its revealing would fail with.
	fn check_judgement(request: RequestId, judgement: &Judgement) -> Result<(), DispatchError>;

	/// The requests whose answers committees judge, in the order in which the chain keeps them, from the first on or
	/// from after `start`, at most `limit`.
	fn committees(start: Option<RequestId>, limit: u32) -> Vec<RequestId>;

	/// The place of the key's account in the committee that judges the answer to `request`, if that can be
	/// concluded now.
	fn concludable(key: &Self::Key, request: RequestId) -> Option<u32>;

	/// Requests that the key's account has proved and that can be settled now, at most `limit`.
	fn settleable(key: &Self::Key, limit: u32) -> Vec<RequestId>;

	/// Whether a heartbeat of the key's account would be accepted now, free of charge. Where none is, the
	/// chain has no need of one.
	fn heartbeat_due(key: &Self::Key) -> bool;

	/// The registered address of the key's account's server; `None` when it is no worker.
	fn endpoint(key: &Self::Key) -> Option<String>;

	/// How many jobs of the ModelFactory the key's account has taken that are not finished.
	fn jobs_in_hand(key: &Self::Key) -> u32;

	/// Jobs of the ModelFactory, in the order in which the chain keeps them, from the first on or from
	/// after `start`, at most `limit`; those only that wait for a worker, if `open`.
	fn factory_jobs(start: Option<FactoryJobId>, limit: u32, open: bool) -> Vec<FactoryJobId>;

	/// What the job is to the key's account; `None` when it can neither take it, for it does not serve the
	/// model or may not see the data, nor has anything left to do about it.
	fn factory_job(key: &Self::Key, job: FactoryJobId) -> Option<FactoryJob>;

	/// Whether the chain would take this from the key's account now. Asked before a transaction is made, so
	/// that neither a wrong server nor a race with others costs a fee.
	///
	/// # Errors
	/// What the transaction would fail with.
	fn check(key: &Self::Key, call: &Call<Self::Signature>) -> Result<(), DispatchError>;

	/// Signs `message` with the key; `None` when the keystore does not have it.
	fn sign(key: &Self::Key, message: &[u8]) -> Option<Self::Signature>;

	/// Submits a transaction that is signed by the key's account to the pool. The nonce is the state's,
	/// plus one for each transaction that this run has submitted before.
	///
	/// # Errors
	/// Every [`SubmitError`].
	fn submit(key: &Self::Key, call: Call<Self::Signature>) -> Result<(), SubmitError>;
}
