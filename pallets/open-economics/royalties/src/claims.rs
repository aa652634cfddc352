// SPDX-License-Identifier: Apache-2.0
//! The ledger pays out.

use crate::{Claimable, Config, Error, Event, Pallet};
use frame::prelude::{
	fungible::{Inspect, Mutate},
	*,
};
use openledger_primitives::{traits::RoyaltySink, Balance};

impl<T: Config> Pallet<T> {
	/// What `who` can claim now, in plancks. Shares in pools count when they are collected.
	pub fn claimable(who: &T::AccountId) -> Balance {
		Claimable::<T>::get(who)
	}

	pub(crate) fn do_claim_for(who: &T::AccountId) -> DispatchResult {
		let amount = Claimable::<T>::take(who);
		ensure!(amount > 0, Error::<T>::NothingToClaim);
		match T::Currency::can_deposit(who, amount, Provenance::Extant) {
			DepositConsequence::BelowMinimum => {
				return Err(Error::<T>::BelowExistentialDeposit.into())
			},
			other => other.into_result()?,
		}
		// The pot outlives whoever claims last, so its existential deposit is never paid out.
		T::Currency::transfer(&Self::pot(), who, amount, Preservation::Preserve)?;
		Self::deposit_event(Event::Claimed { who: who.clone(), amount });
		Ok(())
	}
}
