// SPDX-License-Identifier: Apache-2.0
//! Of agents.

use crate::{
	ids::{AgentId, ServiceId, TaskId},
	records::{
		AgentRecord, ControllerRecord, FeedbackRecord, ServiceRecord, TaskRecord, ValidationRecord,
	},
	x402::PaymentRequirements,
};
use alloc::vec::Vec;
use codec::Codec;
use polkadot_sdk::sp_core::H256;

polkadot_sdk::sp_api::decl_runtime_apis! {
	/// Agents, what they offer, do and are said to be.
	pub trait AgentsApi<AccountId: Codec, BlockNumber: Codec, CallClass: Codec> {
		/// The agent `id`, or nothing when there is none of this number, or none any more.
		fn agent(id: AgentId) -> Option<AgentRecord<AccountId, BlockNumber>>;

		/// The agent whose wallet the account `who` is.
		fn agent_of(who: AccountId) -> Option<AgentId>;

		/// The agents, in no particular order, at most `limit` and at most 256. To go on, give the last
		/// one's number as `start`; it need not be there any more.
		fn agents(start: Option<AgentId>, limit: u32) -> Vec<AgentRecord<AccountId, BlockNumber>>;

		/// The keys that control the wallet of the agent `id`.
		fn controllers(id: AgentId) -> Vec<ControllerRecord<AccountId, BlockNumber, CallClass>>;

		/// The service of the agent, or nothing when it offers none of this number.
		fn service(agent: AgentId, service: ServiceId) -> Option<ServiceRecord>;

		/// The services of the agent, paged as the agents are.
		fn services(agent: AgentId, start: Option<ServiceId>, limit: u32) -> Vec<ServiceRecord>;

		/// What an HTTP gateway of the agent answers with when its service is not paid for: the `exact`
		/// scheme for a service per call, `upto` for one per thousand tokens, where the gateway multiplies
		/// the amount by the most tokens that it will use. Nothing when there is no such service, its agent
		/// is retired, or it is paid by escrow.
		fn payment_requirements(
			agent: AgentId,
			service: ServiceId,
		) -> Option<PaymentRequirements<AccountId>>;

		/// The task `id`, or nothing when there is none of this number, or none any more.
		fn task(id: TaskId) -> Option<TaskRecord<AccountId, BlockNumber>>;

		/// The tasks, paged as the agents are.
		fn tasks(start: Option<TaskId>, limit: u32) -> Vec<TaskRecord<AccountId, BlockNumber>>;

		/// What was said of the agent, paged by the tasks' numbers as the agents are.
		fn feedback(
			agent: AgentId,
			start: Option<TaskId>,
			limit: u32,
		) -> Vec<FeedbackRecord<AccountId>>;

		/// The validation of what has the hash `data_hash`, or nothing when the agent asked for none.
		fn validation(
			agent: AgentId,
			data_hash: H256,
		) -> Option<ValidationRecord<AccountId, BlockNumber>>;

		/// The validations that the agent asked for, paged by their hashes as the agents are.
		fn validations(
			agent: AgentId,
			start: Option<H256>,
			limit: u32,
		) -> Vec<ValidationRecord<AccountId, BlockNumber>>;
	}
}
