// SPDX-License-Identifier: Apache-2.0
//! What the pallet keeps of workers and requests.

use crate::committee::CommitteeState;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame::{deps::sp_core::H256, traits::Saturating};
use openledger_primitives::{
	commitment::ContentCommitment,
	fee::{FeeParts, PriceList},
	ids::{ArtifactId, RequestId},
	proof::AttributionProof,
	records::{Members, Mode},
	Balance,
};
use scale_info::TypeInfo;

/// For how many challenge windows after its proof challenges of an answer can begin.
const CHALLENGE_WINDOWS: u32 = 3;

/// A worker: who computes answers, with which key it signs, and what it serves.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Worker<Key, Endpoint, BaseModels, BlockNumber, Ticket> {
	/// The key that its proofs are signed with. Its account is the worker's.
	pub key: Key,
	/// Where people reach its server: a URL in UTF-8.
	pub endpoint: Endpoint,
	/// The base models that it serves, with all their adapters. Ascending, none twice.
	pub base_models: BaseModels,
	/// Hash of the build of the server that its operator says to run.
	pub build: H256,
	/// How many of its answers were accepted.
	pub proved: u64,
	/// How many requests expired in its hands.
	pub missed: u64,
	/// How many of them since it was last resumed or had an answer accepted, those not counted whose
	/// question it may not have been able to fetch.
	pub misses_in_row: u32,
	/// The block in which it registered, resumed, gave its last heartbeat or its last accepted answer.
	pub last_seen: BlockNumber,
	/// Whether it is given nothing until it resumes. It keeps its places in the rosters.
	pub paused: bool,
	/// The block of the chain, full ones counted, in which it last joined a roster. It is given nothing that
	/// was asked before the next one.
	pub joined_in: BlockNumber,
	/// The storage deposit.
	pub deposit: Ticket,
}

/// A question with money behind it. Prices, the minimum of words, the engine's version and the deadline
/// are those of the block in which it was asked: whatever governance or the artifact's owner change later
/// does not touch it.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Request<AccountId, BlockNumber, Ticket> {
	/// Who asks and pays.
	pub payer: AccountId,
	/// Who is to answer, and then those who are to check it. None while it is queued.
	pub workers: Members<AccountId>,
	/// The artifact that is to answer.
	pub artifact: ArtifactId,
	/// How it is seen to that the answer is true.
	pub mode: Mode,
	/// Commitment to the canonical form of the question. The question itself is in
	/// [`Inputs`](crate::Inputs).
	pub input: ContentCommitment,
	/// The most tokens of output that the payer pays for.
	pub max_output_tokens: u32,
	/// The most that the payer pays, in plancks. Held from the payer until the request ends.
	pub max_fee: Balance,
	/// The artifact's prices.
	pub prices: PriceList,
	/// The chain's minimum number of words of a span.
	pub min_words: u32,
	/// The version of the attribution engine whose proofs are accepted.
	pub engine_version: u32,
	/// The block in which it was asked.
	pub requested_at: BlockNumber,
	/// The last block in which an answer is accepted.
	pub deadline: BlockNumber,
	/// The payer's storage deposit.
	pub deposit: Ticket,
	/// How far it is.
	pub state: RequestState<BlockNumber>,
}

impl<AccountId, BlockNumber, Ticket> Request<AccountId, BlockNumber, Ticket> {
	/// Who answers, once the request is assigned.
	pub fn author(&self) -> Option<&AccountId> {
		self.workers.first()
	}

	/// The accepted answer with its fee, once there is one. That of a committee is here when it was
	/// decided.
	pub fn answer(&self) -> Option<&Answer<BlockNumber>> {
		match &self.state {
			RequestState::Queued | RequestState::Assigned | RequestState::Committee(_) => None,
			RequestState::Proved(answer) => Some(answer),
			RequestState::Settled(closed) | RequestState::Falsified(closed) => Some(&closed.answer),
		}
	}

	/// What ended the request, if it ended with an answer.
	pub fn closed(&self) -> Option<&Closed<BlockNumber>> {
		match &self.state {
			RequestState::Settled(closed) | RequestState::Falsified(closed) => Some(closed),
			_ => None,
		}
	}
}

/// How far a request is. It only moves down this list, save that `Committee` and `Proved` are each
/// other's alternatives; one that is cancelled, expires or is pruned is removed.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub enum RequestState<BlockNumber> {
	/// It waits for workers.
	Queued,
	/// The author owes an answer.
	Assigned,
	/// The answer is proved, and can be challenged until it can be settled.
	Proved(Answer<BlockNumber>),
	/// A committee judges the answer.
	Committee(CommitteeState<BlockNumber>),
	/// The fee is paid.
	Settled(Closed<BlockNumber>),
	/// The answer was found false: the payer has everything back, but for a committee's checks.
	Falsified(Closed<BlockNumber>),
}

/// An answer that the chain accepted a proof of, or a committee decided.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Answer<BlockNumber> {
	/// What the worker signed, or what the committee found.
	pub proof: AttributionProof,
	/// What the answer costs by the request's prices, in plancks.
	pub fee: Balance,
	/// The block in which the proof was accepted.
	pub proved_at: BlockNumber,
	/// The first block in which the fee can be settled.
	pub settle_at: BlockNumber,
	/// How many challenges of it are open.
	pub challenges: u8,
	/// Whether a review of it was asked for.
	pub reviewed: bool,
}

impl<BlockNumber: Copy + Saturating + From<u32>> Answer<BlockNumber> {
	/// The last block in which a challenge of it can begin, with this window. Were there none, it could be
	/// kept from being settled for ever.
	pub fn challengeable_until(&self, window: BlockNumber) -> BlockNumber {
		self.proved_at.saturating_add(window.saturating_mul(CHALLENGE_WINDOWS.into()))
	}
}

/// An answer that was settled or falsified.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Closed<BlockNumber> {
	/// The answer.
	pub answer: Answer<BlockNumber>,
	/// The fee in parts; all zero when it was not paid.
	pub parts: FeeParts,
	/// The block in which the request ended.
	pub ended_at: BlockNumber,
	/// The place of its record among all [`Records`](crate::Records).
	pub record: u32,
}

/// A request's place in the queue: between two others.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub struct QueueEntry<BlockNumber> {
	/// The one before it; `None` for the head.
	pub previous: Option<RequestId>,
	/// The one after it; `None` for the tail.
	pub next: Option<RequestId>,
	/// The block of the chain, full ones counted, in which it was asked. Only a seed that came out later
	/// may draw its workers, and only from those who were on the roster before.
	pub asked_in: BlockNumber,
	/// How many places the roster had then. Among these is drawn, whoever joins.
	pub places: u32,
	/// How often no workers were found for it.
	pub attempts: u32,
}
