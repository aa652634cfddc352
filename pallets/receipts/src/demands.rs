// SPDX-License-Identifier: Apache-2.0
//! Demands: a worker that posted a root must show what stands under it.

use crate::{
	Answered, AnsweredDemands, Batch, Batches, Config, Demand, Demands, Error, Event, HoldReason,
	Pallet, VoidReason,
};
use frame::{
	prelude::{fungible::MutateHold, tokens::Restriction, *},
	traits::Consideration,
};
use openledger_primitives::{
	ids::BatchId,
	receipts::{LeafPlace, ShownLeaf},
	traits::{Liquid, SlashReason},
};

impl<T: Config> Batch<T> {
	/// Fails when the batch can be challenged no more. While something is open, it can.
	pub(crate) fn ensure_open(&self, now: BlockNumberFor<T>) -> Result<(), Error<T>> {
		ensure!(self.open > 0 || now < self.due, Error::<T>::WindowOver);
		Ok(())
	}

	/// Fails when nothing more can be opened. What is open then still ends, and so does the batch: whatever
	/// anyone does, its worker's bond answers for it to the end.
	pub(crate) fn ensure_not_closed(&self, now: BlockNumberFor<T>) -> Result<(), Error<T>> {
		self.ensure_open(now)?;
		ensure!(now < self.closes, Error::<T>::WindowOver);
		Ok(())
	}

	/// Counts one more challenge or demand.
	pub(crate) fn enter(&mut self) -> Result<(), Error<T>> {
		ensure!(self.open < T::MaxOpen::get(), Error::<T>::TooManyOpen);
		self.open = self.open.saturating_add(1);
		Ok(())
	}

	/// Counts one less, which the batch stood: it can be challenged for a window more.
	pub(crate) fn leave(&mut self, now: BlockNumberFor<T>) {
		self.open = self.open.saturating_sub(1);
		self.due = self.due.max(now.saturating_add(T::ReceiptsWindow::get()));
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_demand(who: T::AccountId, id: BatchId, place: LeafPlace) -> DispatchResult {
		let mut batch = Self::batch_of(id)?;
		let now = Self::now();
		batch.ensure_not_closed(now)?;
		ensure!(batch.worker != who, Error::<T>::OwnBatch);
		let leaves = batch.header.tree(place.tree).leaves;
		ensure!(place.index < leaves, Error::<T>::NoSuchLeaf);
		let is_demanded = Demands::<T>::contains_key(id, place);
		let was_shown = AnsweredDemands::<T>::contains_key(id, place);
		ensure!(!is_demanded && !was_shown, Error::<T>::AlreadyDemanded);
		batch.enter()?;
		let bond = T::DemandBond::get();
		// The worker may get it.
		ensure!(T::Liquid::liquid(&who) >= bond, Error::<T>::FundsLocked);
		T::Currency::hold(&HoldReason::DemandBond.into(), &who, bond)?;
		let deposit = T::ReceiptDeposit::new(&who, Demand::<T>::footprint())?;
		let deadline = now.saturating_add(T::ResponseWindow::get());
		Demands::<T>::insert(id, place, Demand { who: who.clone(), bond, deadline, deposit });
		Batches::<T>::insert(id, batch);
		Self::deposit_event(Event::LeafDemanded { batch: id, place, who, bond, deadline });
		Ok(())
	}

	pub(crate) fn do_show_leaf(id: BatchId, leaf: &ShownLeaf) -> DispatchResult {
		let mut batch = Self::batch_of(id)?;
		let place = leaf.place();
		let Demand { who, bond, deadline, deposit } =
			Demands::<T>::take(id, place).ok_or(Error::<T>::NotDemanded)?;
		let now = Self::now();
		ensure!(now <= deadline, Error::<T>::DeadlinePassed);
		ensure!(leaf.stands_under(&batch.header), Error::<T>::LeafNotShown);
		// By force: no lock keeps the worker from what it is due.
		T::Currency::transfer_on_hold(
			&HoldReason::DemandBond.into(),
			&who,
			&batch.worker,
			bond,
			Precision::Exact,
			Restriction::Free,
			Fortitude::Force,
		)?;
		AnsweredDemands::<T>::insert(id, place, Answered { who, deposit });
		batch.leave(now);
		let due = batch.due;
		Batches::<T>::insert(id, batch);
		Self::deposit_event(Event::LeafShown { batch: id, place, bond, due });
		Ok(())
	}

	/// Returns how many redemptions the batch had.
	pub(crate) fn do_convict(id: BatchId, place: LeafPlace) -> Result<u32, DispatchError> {
		let batch = Self::batch_of(id)?;
		let demand = Demands::<T>::get(id, place).ok_or(Error::<T>::NotDemanded)?;
		ensure!(Self::now() > demand.deadline, Error::<T>::DeadlineNotPassed);
		let redemptions = batch.redemptions.len().saturated_into();
		let worker = batch.worker.clone();
		Self::void(id, batch, VoidReason::Silence)?;
		Self::slash(id, worker, SlashReason::Silence, &demand.who);
		Self::release_demand(id, place, demand)?;
		Ok(redemptions)
	}

	pub(crate) fn do_withdraw_demand(id: BatchId, place: LeafPlace) -> DispatchResult {
		let open = Demands::<T>::get(id, place);
		let answered = AnsweredDemands::<T>::get(id, place);
		ensure!(open.is_some() || answered.is_some(), Error::<T>::NotDemanded);
		ensure!(!Batches::<T>::contains_key(id), Error::<T>::BatchNotEnded);
		if let Some(demand) = open {
			Self::release_demand(id, place, demand)?;
		} else if let Some(Answered { who, deposit }) = answered {
			AnsweredDemands::<T>::remove(id, place);
			deposit.drop(&who)?;
			Self::deposit_event(Event::DemandWithdrawn { batch: id, place, who, bond: 0 });
		}
		Ok(())
	}

	fn release_demand(id: BatchId, place: LeafPlace, demand: Demand<T>) -> DispatchResult {
		let Demand { who, bond, deposit, .. } = demand;
		T::Currency::release(&HoldReason::DemandBond.into(), &who, bond, Precision::Exact)?;
		deposit.drop(&who)?;
		Demands::<T>::remove(id, place);
		Self::deposit_event(Event::DemandWithdrawn { batch: id, place, who, bond });
		Ok(())
	}
}
