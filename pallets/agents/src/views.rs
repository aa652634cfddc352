// SPDX-License-Identifier: Apache-2.0
//! What clients may ask, by the runtime API.

use crate::{
	Agents, Config, Controllers, Feedbacks, Pallet, Services, Standings, Tasks, Validations,
	Wallets,
};
use alloc::vec::Vec;
use frame::prelude::*;
use openledger_primitives::{
	ids::{AgentId, ServiceId, TaskId},
	records::{
		AgentRecord, ControllerRecord, FeedbackRecord, ServiceRecord, ServiceUnit, TaskRecord,
		ValidationRecord,
	},
	traits::Bonds,
	x402::{network, Asset, PaymentExtra, PaymentRequirements, Scheme},
};

/// The most records that one question for them is answered with.
pub const MAX_PAGE: u32 = 256;

type ControllerRecordOf<T> = ControllerRecord<
	<T as frame_system::Config>::AccountId,
	BlockNumberFor<T>,
	<T as Config>::CallClass,
>;

impl<T: Config> Pallet<T> {
	/// The agent `id`, or `None` when there is none of this number, or no longer.
	pub fn agent(id: AgentId) -> Option<AgentRecord<T::AccountId, BlockNumberFor<T>>> {
		let agent = Agents::<T>::get(id)?;
		let wallet = Self::wallet(id);
		Some(AgentRecord {
			id,
			owner: agent.owner,
			offered_to: agent.offered_to,
			metadata_uri: agent.metadata_uri.into_inner(),
			endpoints: agent.endpoints.into_inner(),
			retired: agent.retired,
			registered_at: agent.registered_at,
			rating: Standings::<T>::get(id).unwrap_or_default().rating,
			bonded: T::Bonds::bonded(&wallet),
			wallet,
		})
	}

	/// The agent whose wallet `who` is.
	pub fn agent_of(who: &T::AccountId) -> Option<AgentId> {
		Wallets::<T>::get(who)
	}

	/// The agents, in the order in which the chain keeps them, from the first on or from after `start`, at
	/// most `limit` and at most [`MAX_PAGE`].
	pub fn agents(
		start: Option<AgentId>,
		limit: u32,
	) -> Vec<AgentRecord<T::AccountId, BlockNumberFor<T>>> {
		let ids = match start {
			Some(start) => Agents::<T>::iter_keys_from(Agents::<T>::hashed_key_for(start)),
			None => Agents::<T>::iter_keys(),
		};
		ids.take(page(limit)).filter_map(Self::agent).collect()
	}

	/// The keys that control the wallet of the agent `id`.
	pub fn controllers(id: AgentId) -> Vec<ControllerRecordOf<T>> {
		let now = T::BlockNumberProvider::current_block_number();
		let keys = Controllers::<T>::get(id).map(|set| set.keys.into_inner()).unwrap_or_default();
		let records = keys.into_iter().map(|controller| ControllerRecord {
			left: controller.left(now),
			key: controller.key,
			classes: controller.rules.classes.into_iter().collect(),
			spend_limit: controller.rules.spend_limit,
			period: controller.rules.period,
			expires_at: controller.rules.expires_at,
		});
		records.collect()
	}

	/// The service of the agent, or `None` when it offers none of this number.
	pub fn service(agent: AgentId, id: ServiceId) -> Option<ServiceRecord> {
		let offer = Services::<T>::get(agent, id)?.offer;
		Some(ServiceRecord {
			id,
			agent,
			unit: offer.unit,
			price: offer.price,
			terms: offer.terms,
			uri: offer.uri.into_inner(),
		})
	}

	/// The services of the agent, paged as [`Self::agents`].
	pub fn services(agent: AgentId, start: Option<ServiceId>, limit: u32) -> Vec<ServiceRecord> {
		let ids = match start {
			Some(start) => Services::<T>::iter_key_prefix_from(
				agent,
				Services::<T>::hashed_key_for(agent, start),
			),
			None => Services::<T>::iter_key_prefix(agent),
		};
		ids.take(page(limit)).filter_map(|id| Self::service(agent, id)).collect()
	}

	/// What has to be paid over HTTP for one unit of the service. `None` when there is no such service,
	/// its agent is retired, or it is paid by escrow.
	pub fn payment_requirements(
		agent: AgentId,
		service: ServiceId,
	) -> Option<PaymentRequirements<T::AccountId>> {
		let offer = Services::<T>::get(agent, service)?.offer;
		let scheme = match offer.unit {
			ServiceUnit::PerCall => Scheme::Exact,
			ServiceUnit::Per1kTokens => Scheme::Upto,
			ServiceUnit::PerTask => return None,
		};
		if Agents::<T>::get(agent)?.retired {
			return None;
		}
		let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		Some(PaymentRequirements {
			scheme,
			network: network(&genesis),
			amount: offer.price,
			asset: Asset::Open,
			pay_to: Self::wallet(agent),
			max_timeout_seconds: T::PaymentTimeout::get(),
			extra: PaymentExtra {
				agent,
				service,
				unit: offer.unit,
				terms: offer.terms,
				channel: None,
			},
		})
	}

	/// The task `id`, or `None` when there is none of this number, or no longer.
	pub fn task(id: TaskId) -> Option<TaskRecord<T::AccountId, BlockNumberFor<T>>> {
		let task = Tasks::<T>::get(id)?;
		Some(TaskRecord {
			id,
			client: task.client,
			client_agent: task.client_agent,
			agent: task.agent,
			service: task.service,
			price: task.price,
			min_bond: task.min_bond,
			terms: task.terms,
			input: task.input,
			uri: task.uri.into_inner(),
			deadline: task.deadline,
			validator: task.validator,
			parent: task.parent,
			depth: task.depth,
			stage: task.stage,
		})
	}

	/// The tasks, paged as [`Self::agents`].
	pub fn tasks(
		start: Option<TaskId>,
		limit: u32,
	) -> Vec<TaskRecord<T::AccountId, BlockNumberFor<T>>> {
		let ids = match start {
			Some(start) => Tasks::<T>::iter_keys_from(Tasks::<T>::hashed_key_for(start)),
			None => Tasks::<T>::iter_keys(),
		};
		ids.take(page(limit)).filter_map(Self::task).collect()
	}

	/// What was said of the agent, paged by the tasks' numbers as [`Self::agents`].
	pub fn feedback(
		agent: AgentId,
		start: Option<TaskId>,
		limit: u32,
	) -> Vec<FeedbackRecord<T::AccountId>> {
		let entries = match start {
			Some(start) => Feedbacks::<T>::iter_prefix_from(
				agent,
				Feedbacks::<T>::hashed_key_for(agent, start),
			),
			None => Feedbacks::<T>::iter_prefix(agent),
		};
		let records = entries.take(page(limit)).map(|(task, feedback)| FeedbackRecord {
			agent,
			task,
			rater: feedback.rater,
			score: feedback.score,
			tags: feedback.tags,
			content_hash: feedback.content_hash,
		});
		records.collect()
	}

	/// The validation of what has the hash `data_hash`, or `None` when the agent asked for none.
	pub fn validation(
		agent: AgentId,
		data_hash: H256,
	) -> Option<ValidationRecord<T::AccountId, BlockNumberFor<T>>> {
		let validation = Validations::<T>::get(agent, data_hash)?;
		Some(ValidationRecord {
			agent,
			data_hash,
			uri: validation.uri.into_inner(),
			validator: validation.validator,
			response: validation.response,
		})
	}

	/// The validations that the agent asked for, paged by their hashes as [`Self::agents`].
	pub fn validations(
		agent: AgentId,
		start: Option<H256>,
		limit: u32,
	) -> Vec<ValidationRecord<T::AccountId, BlockNumberFor<T>>> {
		let hashes = match start {
			Some(start) => Validations::<T>::iter_key_prefix_from(
				agent,
				Validations::<T>::hashed_key_for(agent, start),
			),
			None => Validations::<T>::iter_key_prefix(agent),
		};
		hashes.take(page(limit)).filter_map(|hash| Self::validation(agent, hash)).collect()
	}
}

fn page(limit: u32) -> usize {
	usize::try_from(limit.min(MAX_PAGE)).unwrap_or(usize::MAX)
}
