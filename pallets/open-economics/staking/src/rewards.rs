// SPDX-License-Identifier: Apache-2.0
//! What those who staked earn, and the pot that pays it.

use crate::{Config, Error, Event, Pallet, Pools};
use frame::{
	deps::frame_support::storage::with_storage_layer,
	prelude::{
		fungible::{Inspect, Mutate},
		*,
	},
};
use openledger_primitives::{
	traits::{StakeTarget, Stakers},
	Balance,
};

impl<T: Config> Stakers<T::AccountId> for Pallet<T> {
	/// What earns on `target`, in plancks: neither what warms up nor what unbonds.
	fn staked(target: StakeTarget) -> Balance {
		Pools::<T>::get(target).shares
	}

	fn reward(target: StakeTarget, from: &T::AccountId, amount: Balance) -> DispatchResult {
		let mut pool = Pools::<T>::get(target);
		pool.reward(amount).map_err(Self::refuse)?;
		if amount == 0 {
			return Ok(());
		}
		with_storage_layer(|| {
			T::Currency::transfer(from, &Self::pot(), amount, Preservation::Preserve)?;
			Pools::<T>::insert(target, pool);
			Self::deposit_event(Event::Rewarded { target, amount });
			Ok(())
		})
	}
}

impl<T: Config> Pallet<T> {
	/// The account in which rewards and emission lie until they are claimed. It must exist before the
	/// first of them: genesis endows it with the existential deposit.
	pub fn pot() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	pub(crate) fn do_claim_rewards(who: &T::AccountId, target: StakeTarget) -> DispatchResult {
		let amount = Self::change(who, target, |pool, stake| {
			pool.take(&mut stake.earning).map_err(Self::refuse)
		})?;
		ensure!(amount > 0, Error::<T>::NothingToClaim);
		Self::pay(who, amount)?;
		Self::deposit_event(Event::RewardsClaimed { who: who.clone(), target, amount });
		Ok(())
	}

	/// Pays `amount` plancks out of the pot.
	pub(crate) fn pay(who: &T::AccountId, amount: Balance) -> DispatchResult {
		match T::Currency::can_deposit(who, amount, Provenance::Extant) {
			DepositConsequence::BelowMinimum => {
				return Err(Error::<T>::BelowExistentialDeposit.into())
			},
			other => other.into_result()?,
		}
		// The pot outlives whoever claims last, so its existential deposit is never paid out.
		T::Currency::transfer(&Self::pot(), who, amount, Preservation::Preserve)?;
		Ok(())
	}
}
