// SPDX-License-Identifier: Apache-2.0
//! What the pallet keeps of workers and requests.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use openledger_primitives::{
	commitment::ContentCommitment, fee::PriceList, ids::ArtifactId, proof::AttributionProof,
	Balance,
};
use scale_info::TypeInfo;

/// A worker: who computes answers, with which key it signs, and what it serves.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Worker<Key, Endpoint, BaseModels, Ticket> {
	/// The key that its proofs are signed with. Its account is the worker's.
	pub key: Key,
	/// Where people reach its server: a URL in UTF-8.
	pub endpoint: Endpoint,
	/// The base models that it serves, with all their adapters. Ascending, none twice; none at all
	/// when it pauses.
	pub base_models: BaseModels,
	/// How many of its proofs were accepted.
	pub proved: u64,
	/// How many requests expired in its hands.
	pub missed: u64,
	/// The storage deposit.
	pub deposit: Ticket,
}

/// A question with money behind it. Prices, the minimum of words and the deadline are those of the
/// block in which it was asked: whatever governance or the artifact's owner change later does not
/// touch it.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Request<AccountId, BlockNumber, Ticket> {
	/// Who asks and pays.
	pub payer: AccountId,
	/// Who is to answer.
	pub worker: AccountId,
	/// The artifact that is to answer.
	pub artifact: ArtifactId,
	/// Commitment to the canonical form of the question. The question itself is in
	/// [`Inputs`](crate::Inputs).
	pub input: ContentCommitment,
	/// The most tokens of output that the payer pays for.
	pub max_output_tokens: u32,
	/// The most that the payer pays, in plancks. Held from the payer until the request is settled.
	pub max_fee: Balance,
	/// The artifact's prices.
	pub prices: PriceList,
	/// The chain's minimum number of words of a span.
	pub min_words: u32,
	/// The block in which it was asked.
	pub requested_at: BlockNumber,
	/// The last block in which a proof is accepted.
	pub deadline: BlockNumber,
	/// The payer's storage deposit.
	pub deposit: Ticket,
	/// How far it is.
	pub state: RequestState<BlockNumber>,
}

impl<AccountId, BlockNumber, Ticket> Request<AccountId, BlockNumber, Ticket> {
	/// The accepted proof with its fee, once there is one.
	pub fn answer(&self) -> Option<&Answer<BlockNumber>> {
		match &self.state {
			RequestState::Assigned => None,
			RequestState::Proved(answer) | RequestState::Settled(answer) => Some(answer),
		}
	}
}

/// How far a request is. It only moves down this list; one that expires is removed.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub enum RequestState<BlockNumber> {
	/// The worker owes an answer.
	Assigned,
	/// The answer is proved, and can be challenged until it can be settled.
	Proved(Answer<BlockNumber>),
	/// The fee is paid.
	Settled(Answer<BlockNumber>),
}

/// An answer that the chain accepted a proof of.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Answer<BlockNumber> {
	/// What the worker signed.
	pub proof: AttributionProof,
	/// What the answer costs by the request's prices, in plancks.
	pub fee: Balance,
	/// The block in which the proof was accepted.
	pub proved_at: BlockNumber,
	/// The first block in which the fee can be settled.
	pub settle_at: BlockNumber,
}
