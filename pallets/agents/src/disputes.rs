// SPDX-License-Identifier: Apache-2.0
//! What happens when a client finds that a delivery is not what was ordered.

use crate::{Config, Error, Event, HoldReason, Judge, Pallet, Task, Tasks};
use frame::prelude::*;
use openledger_primitives::{
	ids::TaskId,
	records::{TaskOutcome, TaskStage},
	traits::{Bonds, SlashReason},
	Balance,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_dispute(who: &T::AccountId, id: TaskId, reason: H256) -> DispatchResult {
		let mut task = Self::task_of(who, id)?;
		let TaskStage::Delivered { delivery, settle_at } = task.stage else {
			return Err(Error::<T>::NotDelivered.into());
		};
		let now = T::BlockNumberProvider::current_block_number();
		ensure!(now < settle_at, Error::<T>::WindowClosed);

		let bond = T::DisputeBond::get();
		Self::escrow(HoldReason::TaskDispute, who, bond)?;
		let arbiter_from = match task.validator {
			Some(_) => now.saturating_add(T::ResolutionWindow::get()),
			None => now,
		};
		let settle_at = arbiter_from.saturating_add(T::ArbitrationPeriod::get());
		task.stage = TaskStage::Disputed { delivery, bond, arbiter_from, settle_at };
		Tasks::<T>::insert(id, task);
		Self::deposit_event(Event::TaskDisputed {
			task: id,
			reason,
			bond,
			arbiter_from,
			settle_at,
		});
		Ok(())
	}

	pub(crate) fn do_resolve(who: &T::AccountId, id: TaskId, verdict: Perbill) -> DispatchResult {
		let (task, bond, arbiter_from) = Self::disputed(id)?;
		let validator = task.validator.as_ref().map(|validator| &validator.who);
		ensure!(validator == Some(who), Error::<T>::NotValidator);
		let now = T::BlockNumberProvider::current_block_number();
		ensure!(now < arbiter_from, Error::<T>::WindowClosed);
		Self::decide(id, task, bond, verdict, Some(who))
	}

	pub(crate) fn do_arbitrate(id: TaskId, verdict: Perbill) -> DispatchResult {
		let (task, bond, arbiter_from) = Self::disputed(id)?;
		let now = T::BlockNumberProvider::current_block_number();
		ensure!(now >= arbiter_from, Error::<T>::WindowOpen);
		let (agent, price) = (task.agent, task.price);
		Self::decide(id, task, bond, verdict, None)?;
		// Not when a validator decided: a client chose that one, and both could be one.
		if verdict < Perbill::from_percent(50) {
			let amount = price.min(T::LostDisputeSlash::get());
			let wallet = Self::wallet(agent);
			// Nobody is rewarded for it: the client could be led to dispute by the reward alone. A bond
			// that cannot be changed must not keep the client from the refund.
			let slashed = T::Bonds::slash(&wallet, amount, SlashReason::LostDispute, None);
			Self::deposit_event(match slashed {
				Ok(amount) => Event::DisputeSlashed { task: id, agent, amount },
				Err(error) => Event::SlashFailed { task: id, agent, amount, error },
			});
		}
		Ok(())
	}

	/// Divides price and bond by the verdict. `validator` is who decided, when it was not the arbiter.
	fn decide(
		id: TaskId,
		task: Task<T>,
		bond: Balance,
		verdict: Perbill,
		validator: Option<&T::AccountId>,
	) -> DispatchResult {
		let (client, wallet) = (task.client.clone(), Self::wallet(task.agent));
		let to_agent =
			|reason, whole| Self::pay(reason, &client, &wallet, verdict.mul_floor(whole));
		let paid = to_agent(HoldReason::TaskEscrow, task.price)?;
		let forfeited = to_agent(HoldReason::TaskDispute, bond)?;
		let (judge, fee) = match validator {
			Some(who) => {
				let fee = Self::pay(HoldReason::TaskEscrow, &client, who, task.fee())?;
				(Judge::Validator, fee)
			},
			None => (Judge::Arbiter, 0),
		};
		let from_escrow = task.escrow().saturating_sub(paid).saturating_sub(fee);
		let from_bond = bond.saturating_sub(forfeited);
		Self::release(HoldReason::TaskEscrow, &client, from_escrow)?;
		Self::release(HoldReason::TaskDispute, &client, from_bond)?;
		let refund = from_escrow.saturating_add(from_bond);
		Self::close(id, task, TaskOutcome::Decided { verdict });
		Self::deposit_event(Event::DisputeDecided {
			task: id,
			judge,
			verdict,
			paid,
			forfeited,
			fee,
			refund,
		});
		Ok(())
	}

	/// The disputed task, its bond, and from when on the arbiter decides.
	fn disputed(id: TaskId) -> Result<(Task<T>, Balance, BlockNumberFor<T>), Error<T>> {
		let task = Self::stored_task(id)?;
		let TaskStage::Disputed { bond, arbiter_from, .. } = task.stage else {
			return Err(Error::<T>::NotDisputed);
		};
		Ok((task, bond, arbiter_from))
	}
}
