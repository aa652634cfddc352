// SPDX-License-Identifier: Apache-2.0
//! Of agents.

use super::MAX_URI_LEN;
use crate::{
	commitment::ContentCommitment,
	ids::{AgentId, ServiceId, TaskId},
	Balance,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	sp_arithmetic::Perbill,
	sp_core::{ConstU32, H256},
	sp_runtime::BoundedVec,
};
use scale_info::TypeInfo;

/// The most endpoints of an agent.
pub const MAX_ENDPOINTS: u32 = 8;
/// The most tags of a feedback.
pub const MAX_FEEDBACK_TAGS: u32 = 2;
/// The longest tag of a feedback or a validation, in bytes.
pub const MAX_AGENT_TAG_LEN: u32 = 32;
/// The best score, and the best response of a validator.
pub const MAX_SCORE: u8 = 100;

/// Where something can be had: CID or URL, in UTF-8.
pub type AgentUri = BoundedVec<u8, ConstU32<MAX_URI_LEN>>;
/// A word about what was judged, in UTF-8.
pub type AgentTag = BoundedVec<u8, ConstU32<MAX_AGENT_TAG_LEN>>;
/// The words about what was judged.
pub type FeedbackTags = BoundedVec<AgentTag, ConstU32<MAX_FEEDBACK_TAGS>>;

/// What is spoken at an endpoint.
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
pub enum EndpointProtocol {
	/// A web page or an API of its own.
	Http,
	/// The OpenAI API.
	OpenAi,
	/// Agent2Agent.
	A2a,
	/// Model Context Protocol.
	Mcp,
}

/// Where an agent is reached.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Endpoint {
	/// What is spoken there.
	pub protocol: EndpointProtocol,
	/// The address. Not empty.
	pub uri: AgentUri,
}

/// Where an agent is reached, in its own order.
pub type Endpoints = BoundedVec<Endpoint, ConstU32<MAX_ENDPOINTS>>;

/// What the price of a service is for.
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum ServiceUnit {
	/// One call.
	PerCall,
	/// A thousand tokens, read and written ones together.
	Per1kTokens,
	/// One task, which is paid by escrow.
	PerTask,
}

/// Who judges a disputed task, and for what.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct TaskValidator<AccountId> {
	/// The account that decides.
	pub who: AccountId,
	/// What it is paid for a verdict, in plancks.
	pub fee: Balance,
}

/// What an agent delivered for a task.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct TaskDelivery {
	/// Commitment to the result. Not that of no bytes.
	pub result: ContentCommitment,
	/// Where the result can be had.
	pub uri: AgentUri,
}

/// How a task ended.
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
pub enum TaskOutcome {
	/// It was delivered, and the client has approved it, in words or by silence.
	Approved,
	/// It was delivered and disputed, and the agent is paid this part of the price.
	Decided {
		/// The part.
		verdict: Perbill,
	},
	/// The agent accepted it, and did not deliver in time.
	Undelivered,
	/// No agent accepted it.
	Unaccepted,
}

/// How far a task has come.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub enum TaskStage<BlockNumber> {
	/// It waits for its agent.
	Posted,
	/// The agent is at it.
	Accepted,
	/// It waits for the client.
	Delivered {
		/// What was delivered.
		delivery: TaskDelivery,
		/// The first block in which anyone may settle it.
		settle_at: BlockNumber,
	},
	/// It waits for the validator, and then for the arbiter.
	Disputed {
		/// What was delivered.
		delivery: TaskDelivery,
		/// What the client has at stake, in plancks.
		bond: Balance,
		/// The first block in which the validator can decide no more, and the arbiter can.
		arbiter_from: BlockNumber,
		/// The first block in which anyone may settle it.
		settle_at: BlockNumber,
	},
	/// It is over.
	Closed {
		/// How it ended.
		outcome: TaskOutcome,
		/// In which block.
		at: BlockNumber,
		/// Whether the client has rated the agent, be it revoked since.
		client_rated: bool,
		/// Whether the agent has rated the client, be it revoked since.
		agent_rated: bool,
	},
}

impl<BlockNumber> TaskStage<BlockNumber> {
	/// Whether nothing is on hold for the task any more but the deposit for its record.
	pub fn is_closed(&self) -> bool {
		matches!(self, Self::Closed { .. })
	}

	/// Whether the agent has accepted the task, and it is not over.
	pub fn is_engaged(&self) -> bool {
		match self {
			Self::Accepted | Self::Delivered { .. } | Self::Disputed { .. } => true,
			Self::Posted | Self::Closed { .. } => false,
		}
	}
}

/// What the ratings of an agent come to.
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
	Default,
)]
pub struct Rating {
	/// How many there are.
	pub count: u32,
	/// Their sum; each is 100 at most.
	pub sum: u64,
}

/// An agent, as the chain has it.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct AgentRecord<AccountId, BlockNumber> {
	/// The agent.
	pub id: AgentId,
	/// Whose it is.
	pub owner: AccountId,
	/// To whom it is offered.
	pub offered_to: Option<AccountId>,
	/// Its account.
	pub wallet: AccountId,
	/// Where its description can be had.
	pub metadata_uri: Vec<u8>,
	/// Where it is reached.
	pub endpoints: Vec<Endpoint>,
	/// Whether it takes no more tasks, for good.
	pub retired: bool,
	/// The block in which it was registered.
	pub registered_at: BlockNumber,
	/// What its ratings come to.
	pub rating: Rating,
	/// What it has at stake, in plancks, what cools down included.
	pub bonded: Balance,
}

/// A controller's key, as the chain has it.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct ControllerRecord<AccountId, BlockNumber, CallClass> {
	/// The account of the key.
	pub key: AccountId,
	/// The calls that it may make.
	pub classes: Vec<CallClass>,
	/// What it may spend in a period, in plancks.
	pub spend_limit: Balance,
	/// A period, in blocks.
	pub period: BlockNumber,
	/// The first block in which it can do nothing any more.
	pub expires_at: BlockNumber,
	/// What it may spend now, in plancks.
	pub left: Balance,
}

/// A service, as the chain has it.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct ServiceRecord {
	/// The service.
	pub id: ServiceId,
	/// Whose it is.
	pub agent: AgentId,
	/// What the price is for.
	pub unit: ServiceUnit,
	/// The price, in plancks.
	pub price: Balance,
	/// Hash of the terms.
	pub terms: H256,
	/// Where the terms and the service's description can be had.
	pub uri: Vec<u8>,
}

/// A task, as the chain has it.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct TaskRecord<AccountId, BlockNumber> {
	/// The task.
	pub id: TaskId,
	/// Who posted it, and pays.
	pub client: AccountId,
	/// The agent whose wallet the client is, if it is one.
	pub client_agent: Option<AgentId>,
	/// Who does it.
	pub agent: AgentId,
	/// Which of the agent's services was ordered, if one was.
	pub service: Option<ServiceId>,
	/// What the agent is paid, in plancks.
	pub price: Balance,
	/// What the agent must have at stake to accept it, in plancks.
	pub min_bond: Balance,
	/// Hash of the terms.
	pub terms: H256,
	/// Commitment to what the agent is given.
	pub input: ContentCommitment,
	/// Where that can be had.
	pub uri: Vec<u8>,
	/// The last block in which it can be accepted and delivered.
	pub deadline: BlockNumber,
	/// Who judges a dispute about it.
	pub validator: Option<TaskValidator<AccountId>>,
	/// The task for which the client gave this one.
	pub parent: Option<TaskId>,
	/// How many tasks there are above this one, itself included.
	pub depth: u8,
	/// How far it has come.
	pub stage: TaskStage<BlockNumber>,
}

/// What a counterparty said of an agent, as the chain has it.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct FeedbackRecord<AccountId> {
	/// Whom it is about.
	pub agent: AgentId,
	/// For which task.
	pub task: TaskId,
	/// Who says it.
	pub rater: AccountId,
	/// The score, 100 at most.
	pub score: u8,
	/// For what.
	pub tags: FeedbackTags,
	/// Hash of what else was said.
	pub content_hash: H256,
}

/// What a validator found.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct ValidationResponse<BlockNumber> {
	/// From 0, it failed, to 100, it passed.
	pub score: u8,
	/// Of what kind it is.
	pub tag: AgentTag,
	/// Hash of the evidence.
	pub content_hash: H256,
	/// In which block it was given.
	pub at: BlockNumber,
}

/// An agent's request that somebody check its work, as the chain has it.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct ValidationRecord<AccountId, BlockNumber> {
	/// The agent.
	pub agent: AgentId,
	/// Hash of what is checked: the request's name.
	pub data_hash: H256,
	/// Where that can be had.
	pub uri: Vec<u8>,
	/// Who checks it.
	pub validator: AccountId,
	/// What was found last.
	pub response: Option<ValidationResponse<BlockNumber>>,
}
