// SPDX-License-Identifier: Apache-2.0
//! What is true after every block.

use crate::{
	Agents, Config, Controllers, Feedbacks, HoldReason, NextAgent, NextService, NextTask, Pallet,
	Services, Standings, Task, Tasks, Validations, Wallets,
};
use alloc::collections::BTreeMap;
use frame::{
	deps::sp_runtime::TryRuntimeError,
	prelude::{fungible::hold::Inspect, *},
};
use openledger_primitives::{
	ids::{AgentId, TaskId},
	records::{Rating, TaskStage, MAX_SCORE},
	Balance,
};

impl<T: Config> Pallet<T> {
	/// Checks that every agent has its wallet and its standing, that a standing is what comes out when all
	/// that it counts is gone through, that controllers are in order and have spent no more than they may,
	/// and that exactly the escrow and the bonds of unfinished tasks are on hold.
	///
	/// # Errors
	/// A sentence that says what is not so.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_agents()?;
		Self::check_controllers()?;
		Self::check_tasks()?;
		Self::check_standings()
	}

	fn check_agents() -> Result<(), TryRuntimeError> {
		let next = NextAgent::<T>::get();
		for (id, agent) in Agents::<T>::iter() {
			ensure!(id < next, "an agent's number was not given out");
			ensure!(
				Wallets::<T>::get(Self::wallet(id)) == Some(id),
				"a wallet does not know its agent"
			);
			ensure!(Standings::<T>::contains_key(id), "an agent has no standing");
			ensure!(!Wallets::<T>::contains_key(&agent.owner), "an agent is a wallet's");
			ensure!(!(agent.retired && agent.offered_to.is_some()), "a retired agent is offered");
		}
		let agents = Agents::<T>::iter_keys().count();
		ensure!(Wallets::<T>::iter_keys().count() == agents, "a wallet has no agent");
		ensure!(Standings::<T>::iter_keys().count() == agents, "a standing has no agent");
		Ok(())
	}

	fn check_controllers() -> Result<(), TryRuntimeError> {
		for (id, set) in Controllers::<T>::iter() {
			let agent = Agents::<T>::get(id).ok_or("controllers have no agent")?;
			ensure!(!agent.retired, "a retired agent has controllers");
			ensure!(!set.keys.is_empty(), "a set of controllers is empty");
			ensure!(
				set.keys.is_sorted_by(|left, right| left.key < right.key),
				"controllers are not in order"
			);
			for controller in &set.keys {
				ensure!(controller.key != agent.owner, "an owner is a controller");
				ensure!(!Self::is_wallet(&controller.key), "a wallet is a controller");
				ensure!(
					controller.spent <= controller.rules.spend_limit,
					"a controller has spent more than it may"
				);
				ensure!(!controller.rules.period.is_zero(), "a controller's period is empty");
			}
		}
		Ok(())
	}

	fn check_tasks() -> Result<(), TryRuntimeError> {
		let next = NextTask::<T>::get();
		let mut held = BTreeMap::<T::AccountId, (Balance, Balance)>::new();
		for (id, task) in Tasks::<T>::iter() {
			ensure!(id < next, "a task's number was not given out");
			Self::check_task(id, &task)?;
			let (escrow, bonds) = held.entry(task.client.clone()).or_default();
			if !task.stage.is_closed() {
				*escrow = escrow.saturating_add(task.escrow());
			}
			if let TaskStage::Disputed { bond, .. } = task.stage {
				*bonds = bonds.saturating_add(bond);
			}
		}
		for (who, (escrow, bonds)) in held {
			let held = |reason: HoldReason| T::Currency::balance_on_hold(&reason.into(), &who);
			ensure!(
				held(HoldReason::TaskEscrow) == escrow,
				"what is on hold is not the sum of the escrows"
			);
			ensure!(
				held(HoldReason::TaskDispute) == bonds,
				"what is on hold is not the sum of the disputes' bonds"
			);
		}
		Ok(())
	}

	fn check_task(id: TaskId, task: &Task<T>) -> Result<(), TryRuntimeError> {
		ensure!((1..=T::MaxDepth::get()).contains(&task.depth), "a task is too deep");
		ensure!((task.depth > 1) == task.parent.is_some(), "a task's depth is not its parent's");
		ensure!(task.parent.is_none_or(|parent| parent < id), "a task is older than its parent");
		ensure!(task.client != Self::wallet(task.agent), "an agent works for itself");
		ensure!(
			task.client_agent.is_none_or(|agent| task.client == Self::wallet(agent)),
			"a task's client is not the agent that it says"
		);
		ensure!(
			!task.stage.is_engaged() || Agents::<T>::contains_key(task.agent),
			"an agent was forgotten that has a task"
		);
		if let TaskStage::Disputed { arbiter_from, settle_at, .. } = &task.stage {
			ensure!(arbiter_from <= settle_at, "a dispute ends before the arbiter decides");
		}
		Ok(())
	}

	fn check_standings() -> Result<(), TryRuntimeError> {
		let mut dependents = BTreeMap::<AgentId, u32>::new();
		let mut count = |agent: AgentId| {
			let dependents = dependents.entry(agent).or_default();
			*dependents = dependents.saturating_add(1);
		};
		let next = NextService::<T>::get();
		for (agent, service) in Services::<T>::iter_keys() {
			ensure!(service < next, "a service's number was not given out");
			count(agent);
		}
		Validations::<T>::iter_keys().for_each(|(agent, _)| count(agent));
		let engaged = Tasks::<T>::iter_values().filter(|task| task.stage.is_engaged());
		engaged.for_each(|task| count(task.agent));

		let mut ratings = BTreeMap::<AgentId, Rating>::new();
		for (agent, _, feedback) in Feedbacks::<T>::iter() {
			ensure!(feedback.score <= MAX_SCORE, "a score is too high");
			let rating = ratings.entry(agent).or_default();
			rating.count = rating.count.saturating_add(1);
			rating.sum = rating.sum.saturating_add(u64::from(feedback.score));
		}
		for (agent, standing) in Standings::<T>::iter() {
			ensure!(
				standing.dependents == dependents.remove(&agent).unwrap_or_default(),
				"an agent does not know what depends on it"
			);
			ensure!(
				standing.rating == ratings.remove(&agent).unwrap_or_default(),
				"an agent's rating is not that of its feedback"
			);
		}
		ensure!(dependents.is_empty(), "something depends on an agent that is gone");
		Ok(())
	}
}
