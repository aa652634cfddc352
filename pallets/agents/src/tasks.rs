// SPDX-License-Identifier: Apache-2.0
//! The way of a task that nobody disputes.

use crate::{
	Config, Error, Event, HoldReason, NewTask, NextTask, Order, Pallet, Services, Task, Tasks,
	Wallets,
};
use frame::{prelude::*, traits::Consideration};
use openledger_primitives::{
	ids::{AgentId, ServiceId, TaskId},
	records::{ServiceUnit, TaskDelivery, TaskOutcome, TaskStage, TaskValidator},
	traits::Bonds,
	Balance,
};

/// What an order comes to.
struct Ordered {
	agent: AgentId,
	service: Option<ServiceId>,
	price: Balance,
	terms: H256,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_post_task(client: T::AccountId, new: NewTask<T>) -> DispatchResult {
		let NewTask { order, min_bond, input, uri, deadline, validator, parent } = new;
		let Ordered { agent, service, price, terms } = Self::resolve_order(order)?;
		let record = Self::stored(agent)?;
		ensure!(!record.retired, Error::<T>::AgentRetired);
		let wallet = Self::wallet(agent);
		// Who pays themselves could buy a reputation.
		ensure!(client != wallet && client != record.owner, Error::<T>::OwnAgent);
		ensure!(price >= T::MinPrice::get(), Error::<T>::PriceTooLow);
		ensure!(deadline >= T::MinDeadline::get(), Error::<T>::DeadlineTooShort);
		ensure!(deadline <= T::MaxDeadline::get(), Error::<T>::DeadlineTooLong);
		ensure!(input.check().is_ok(), Error::<T>::InvalidCommitment);
		Self::ensure_text(&uri)?;
		if let Some(TaskValidator { who, .. }) = &validator {
			let parties = [&client, &wallet, &record.owner];
			ensure!(!parties.contains(&who), Error::<T>::InvalidValidator);
		}
		let client_agent = Wallets::<T>::get(&client);
		let depth = Self::depth_below(parent, client_agent)?;

		let id = Self::allot::<_, NextTask<T>>(TaskId::next)?;
		let fee = validator.as_ref().map_or(0, |validator| validator.fee);
		let escrow = price.checked_add(fee).ok_or(ArithmeticError::Overflow)?;
		Self::escrow(HoldReason::TaskEscrow, &client, escrow)?;
		let deadline = T::BlockNumberProvider::current_block_number().saturating_add(deadline);
		let deposit = T::Consideration::new(&client, Task::<T>::footprint())?;
		let task = Task {
			client: client.clone(),
			client_agent,
			agent,
			service,
			price,
			min_bond,
			terms,
			input,
			uri,
			deadline,
			validator,
			parent,
			depth,
			stage: TaskStage::Posted,
			deposit,
		};
		Tasks::<T>::insert(id, task);
		Self::deposit_event(Event::TaskPosted {
			task: id,
			client,
			agent,
			price,
			fee,
			deadline,
			parent,
		});
		Ok(())
	}

	pub(crate) fn do_cancel_task(who: &T::AccountId, id: TaskId) -> DispatchResult {
		let task = Self::task_of(who, id)?;
		ensure!(task.stage == TaskStage::Posted, Error::<T>::NotPosted);
		Self::give_up(id, task, TaskOutcome::Unaccepted)
	}

	pub(crate) fn do_accept_task(who: &T::AccountId, id: TaskId) -> DispatchResult {
		let mut task = Self::task_at(who, id)?;
		ensure!(task.stage == TaskStage::Posted, Error::<T>::NotPosted);
		let now = T::BlockNumberProvider::current_block_number();
		ensure!(now <= task.deadline, Error::<T>::DeadlinePassed);
		ensure!(!Self::stored(task.agent)?.retired, Error::<T>::AgentRetired);
		ensure!(T::Bonds::active(who) >= task.min_bond, Error::<T>::BondTooLow);

		let agent = task.agent;
		task.stage = TaskStage::Accepted;
		Tasks::<T>::insert(id, task);
		Self::add_dependent(agent);
		Self::deposit_event(Event::TaskAccepted { task: id, agent });
		Ok(())
	}

	pub(crate) fn do_deliver(
		who: &T::AccountId,
		id: TaskId,
		delivery: TaskDelivery,
	) -> DispatchResult {
		let mut task = Self::task_at(who, id)?;
		ensure!(task.stage == TaskStage::Accepted, Error::<T>::NotAccepted);
		let now = T::BlockNumberProvider::current_block_number();
		ensure!(now <= task.deadline, Error::<T>::DeadlinePassed);
		let TaskDelivery { result, uri } = &delivery;
		ensure!(result.check().is_ok() && result.length > 0, Error::<T>::InvalidCommitment);
		Self::ensure_text(uri)?;

		let agent = task.agent;
		let settle_at = now.saturating_add(T::AcceptanceWindow::get());
		task.stage = TaskStage::Delivered { delivery: delivery.clone(), settle_at };
		Tasks::<T>::insert(id, task);
		Self::deposit_event(Event::TaskDelivered { task: id, agent, delivery, settle_at });
		Ok(())
	}

	pub(crate) fn do_approve(who: &T::AccountId, id: TaskId) -> DispatchResult {
		let task = Self::task_of(who, id)?;
		ensure!(matches!(task.stage, TaskStage::Delivered { .. }), Error::<T>::NotDelivered);
		Self::pay_whole(id, task)
	}

	pub(crate) fn do_settle(id: TaskId) -> DispatchResult {
		let task = Self::stored_task(id)?;
		let (settle_at, bond) = match task.stage {
			TaskStage::Delivered { settle_at, .. } => (settle_at, None),
			TaskStage::Disputed { settle_at, bond, .. } => (settle_at, Some(bond)),
			TaskStage::Posted | TaskStage::Accepted | TaskStage::Closed { .. } => {
				return Err(Error::<T>::NotDelivered.into());
			},
		};
		let now = T::BlockNumberProvider::current_block_number();
		ensure!(now >= settle_at, Error::<T>::WindowOpen);
		if let Some(bond) = bond {
			// A delivery stands unless somebody finds it bad: else clients would dispute everything and
			// hope for a busy arbiter. Nor did anybody find that the dispute was frivolous.
			Self::release(HoldReason::TaskDispute, &task.client, bond)?;
			Self::deposit_event(Event::DisputeLapsed { task: id, bond });
		}
		Self::pay_whole(id, task)
	}

	pub(crate) fn do_expire(id: TaskId) -> DispatchResult {
		let task = Self::stored_task(id)?;
		let outcome = match task.stage {
			TaskStage::Posted => TaskOutcome::Unaccepted,
			TaskStage::Accepted => TaskOutcome::Undelivered,
			TaskStage::Delivered { .. } | TaskStage::Disputed { .. } | TaskStage::Closed { .. } => {
				return Err(Error::<T>::NotAccepted.into())
			},
		};
		let now = T::BlockNumberProvider::current_block_number();
		ensure!(now > task.deadline, Error::<T>::DeadlineNotPassed);
		Self::give_up(id, task, outcome)
	}

	pub(crate) fn do_forget_task(who: &T::AccountId, id: TaskId) -> DispatchResult {
		let task = Self::task_of(who, id)?;
		let TaskStage::Closed { outcome, at, .. } = task.stage else {
			return Err(Error::<T>::NotClosed.into());
		};
		if outcome != TaskOutcome::Unaccepted {
			// Else a client could keep the agent from rating it.
			let now = T::BlockNumberProvider::current_block_number();
			let until = at.saturating_add(T::Retention::get());
			ensure!(now >= until, Error::<T>::TooEarlyToForget);
		}
		task.deposit.drop(who)?;
		Tasks::<T>::remove(id);
		Self::deposit_event(Event::TaskForgotten { task: id });
		Ok(())
	}

	pub(crate) fn stored_task(id: TaskId) -> Result<Task<T>, Error<T>> {
		Tasks::<T>::get(id).ok_or(Error::<T>::TaskNotFound)
	}

	/// The task, when `who` is its client.
	pub(crate) fn task_of(who: &T::AccountId, id: TaskId) -> Result<Task<T>, Error<T>> {
		let task = Self::stored_task(id)?;
		ensure!(task.client == *who, Error::<T>::NotClient);
		Ok(task)
	}

	/// Ends a task whose agent was found, and books that nothing of it is to be done any more.
	pub(crate) fn close(id: TaskId, mut task: Task<T>, outcome: TaskOutcome) {
		if task.stage.is_engaged() {
			Self::remove_dependent(task.agent);
		}
		let at = T::BlockNumberProvider::current_block_number();
		task.stage = TaskStage::Closed { outcome, at, client_rated: false, agent_rated: false };
		Tasks::<T>::insert(id, task);
	}

	/// The task, when `who` is its agent's wallet.
	fn task_at(who: &T::AccountId, id: TaskId) -> Result<Task<T>, Error<T>> {
		let task = Self::stored_task(id)?;
		ensure!(*who == Self::wallet(task.agent), Error::<T>::NotTaskAgent);
		Ok(task)
	}

	fn resolve_order(order: Order) -> Result<Ordered, Error<T>> {
		match order {
			Order::Direct { agent, price, terms } => {
				Ok(Ordered { agent, service: None, price, terms })
			},
			Order::Service { agent, service, max_price } => {
				Self::stored(agent)?;
				let offer =
					Services::<T>::get(agent, service).ok_or(Error::<T>::ServiceNotFound)?.offer;
				ensure!(offer.unit == ServiceUnit::PerTask, Error::<T>::NotPerTask);
				ensure!(offer.price <= max_price, Error::<T>::PriceTooHigh);
				let (price, terms) = (offer.price, offer.terms);
				Ok(Ordered { agent, service: Some(service), price, terms })
			},
		}
	}

	/// How deep a task is that `client` gives for `parent`.
	fn depth_below(parent: Option<TaskId>, client: Option<AgentId>) -> Result<u8, Error<T>> {
		let above = match parent {
			Some(parent) => {
				let parent = Self::stored_task(parent)?;
				ensure!(client == Some(parent.agent), Error::<T>::NotParentAgent);
				ensure!(parent.stage == TaskStage::Accepted, Error::<T>::ParentNotInProgress);
				parent.depth
			},
			None => 0,
		};
		ensure!(above < T::MaxDepth::get(), Error::<T>::TooDeep);
		Ok(above.saturating_add(1))
	}

	/// Pays the agent the price. Nobody had to decide, so the validator's fee is the client's again.
	fn pay_whole(id: TaskId, task: Task<T>) -> DispatchResult {
		let agent = task.agent;
		let paid =
			Self::pay(HoldReason::TaskEscrow, &task.client, &Self::wallet(agent), task.price)?;
		let refund = task.escrow().saturating_sub(paid);
		Self::release(HoldReason::TaskEscrow, &task.client, refund)?;
		Self::close(id, task, TaskOutcome::Approved);
		Self::deposit_event(Event::TaskSettled { task: id, agent, paid, refund });
		Ok(())
	}

	/// Gives the client of an undelivered task the escrow back.
	fn give_up(id: TaskId, task: Task<T>, outcome: TaskOutcome) -> DispatchResult {
		let (agent, refund) = (task.agent, task.escrow());
		Self::release(HoldReason::TaskEscrow, &task.client, refund)?;
		Self::deposit_event(if outcome == TaskOutcome::Undelivered {
			Event::TaskFailed { task: id, agent, refund }
		} else {
			Event::TaskCancelled { task: id, refund }
		});
		Self::close(id, task, outcome);
		Ok(())
	}
}
