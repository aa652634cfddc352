// SPDX-License-Identifier: Apache-2.0
//! The ledger pays out.

use crate::{Config, Error, Event, Ledger, Pallet};
use frame::prelude::{
	fungible::{Inspect, Mutate},
	*,
};
use openledger_primitives::traits::RoyaltySink;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_claim_for(who: T::AccountId) -> DispatchResult {
		let mut earnings = Ledger::<T>::get(&who);
		let amount = earnings.claimable;
		ensure!(amount > 0, Error::<T>::NothingToClaim);
		match T::Currency::can_deposit(&who, amount, Provenance::Extant) {
			DepositConsequence::BelowMinimum => {
				return Err(Error::<T>::BelowExistentialDeposit.into())
			},
			other => other.into_result()?,
		}
		earnings.claimable = 0;
		Ledger::<T>::insert(&who, earnings);
		// The pot outlives whoever claims last, so its existential deposit is never paid out.
		T::Currency::transfer(&Self::pot(), &who, amount, Preservation::Preserve)?;
		Self::deposit_event(Event::Claimed { who, amount });
		Ok(())
	}
}
