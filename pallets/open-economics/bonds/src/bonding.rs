// SPDX-License-Identifier: Apache-2.0
//! What an owner does with a bond.

use crate::{Config, Error, Event, HoldReason, Ledger, Ledgers, Pallet};
use frame::{
	prelude::{
		fungible::{InspectHold, MutateHold},
		*,
	},
	traits::{BlockNumberProvider, Contains},
};
use openledger_primitives::Balance;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_bond(who: &T::AccountId, amount: Balance) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		let active = Self::change(who, |ledger| ledger.activate(amount))?;
		T::Currency::hold(&HoldReason::Bond.into(), who, amount)?;
		Self::deposit_event(Event::Bonded { who: who.clone(), amount, active });
		Ok(())
	}

	pub(crate) fn do_unbond(who: &T::AccountId, amount: Balance) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		let released_at =
			T::BlockNumberProvider::current_block_number().saturating_add(T::Cooldown::get());
		Self::change(who, |ledger| ledger.cool(amount, released_at))?;
		Self::deposit_event(Event::Unbonded { who: who.clone(), amount, released_at });
		Ok(())
	}

	pub(crate) fn do_withdraw(who: &T::AccountId) -> DispatchResult {
		ensure!(!T::Busy::contains(who), Error::<T>::Busy);
		let now = T::BlockNumberProvider::current_block_number();
		let amount = Self::change(who, |ledger| Ok(ledger.take_free(now)))?;
		ensure!(amount > 0, Error::<T>::NothingToWithdraw);
		T::Currency::release(&HoldReason::Bond.into(), who, amount, Precision::Exact)?;
		Self::deposit_event(Event::Withdrawn { who: who.clone(), amount });
		Ok(())
	}

	pub(crate) fn do_rebond(who: &T::AccountId, amount: Balance) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		let active = Self::change(who, |ledger| ledger.reactivate(amount))?;
		Self::deposit_event(Event::Rebonded { who: who.clone(), amount, active });
		Ok(())
	}

	/// Changes the ledger of `who`, and removes it when nothing is left in it. An error changes
	/// nothing.
	pub(crate) fn change<R>(
		who: &T::AccountId,
		change: impl FnOnce(&mut Ledger<T>) -> Result<R, DispatchError>,
	) -> Result<R, DispatchError> {
		Ledgers::<T>::try_mutate_exists(who, |entry| {
			let mut ledger = entry.take().unwrap_or_default();
			let result = change(&mut ledger)?;
			*entry = (ledger.bonded() > 0).then_some(ledger);
			Ok(result)
		})
	}

	/// What `who` has on hold for `reason`, in plancks.
	pub(crate) fn held(reason: HoldReason, who: &T::AccountId) -> Balance {
		T::Currency::balance_on_hold(&reason.into(), who)
	}

	/// Holds `amount` plancks of `who` for another reason.
	pub(crate) fn rehold(
		who: &T::AccountId,
		from: HoldReason,
		to: HoldReason,
		amount: Balance,
	) -> DispatchResult {
		T::Currency::release(&from.into(), who, amount, Precision::Exact)?;
		T::Currency::hold(&to.into(), who, amount)
	}
}
