// SPDX-License-Identifier: Apache-2.0
//! What others do with a bond: trust it, and slash it.

use crate::{Config, Event, HoldReason, Ledgers, Pallet};
use frame::{
	deps::frame_support::storage::with_storage_layer,
	prelude::{
		fungible::{Inspect, MutateHold},
		tokens::Restriction,
		*,
	},
};
use openledger_primitives::{
	traits::{Bonds, SlashReason},
	Balance,
};

impl<T: Config> Bonds<T::AccountId> for Pallet<T> {
	fn bonded(who: &T::AccountId) -> Balance {
		Ledgers::<T>::get(who).bonded()
	}

	fn active(who: &T::AccountId) -> Balance {
		Ledgers::<T>::get(who).active
	}

	/// Takes of the active bond first, then of what is released last. The reporter's part goes to
	/// the slash destination with the rest when the reporter's account could not exist with it, or
	/// when the reporter is the slashed account.
	fn slash(
		who: &T::AccountId,
		amount: Balance,
		reason: SlashReason,
		reporter: Option<&T::AccountId>,
	) -> Result<Balance, DispatchError> {
		with_storage_layer(|| {
			let taken = Self::change(who, |ledger| Ok(ledger.take(amount)))?;
			if taken == 0 {
				return Ok(0);
			}
			let reward = reporter.map_or(0, |reporter| Self::reward(who, reporter, taken));
			if let Some(reporter) = reporter {
				Self::move_held(who, reporter, reward)?;
			}
			let rest = taken.saturating_sub(reward);
			Self::move_held(who, &T::SlashDestination::get(), rest)?;
			Self::deposit_event(Event::Slashed {
				who: who.clone(),
				amount: taken,
				reason,
				reporter: reporter.cloned(),
				reward,
			});
			Ok(taken)
		})
	}
}

impl<T: Config> Pallet<T> {
	/// What `reporter` gets of `taken`, in plancks.
	fn reward(who: &T::AccountId, reporter: &T::AccountId, taken: Balance) -> Balance {
		let reward = T::ReporterShare::get().mul_floor(taken);
		let receivable = T::Currency::can_deposit(reporter, reward, Provenance::Extant)
			== DepositConsequence::Success;
		if receivable && reporter != who {
			reward
		} else {
			0
		}
	}

	fn move_held(from: &T::AccountId, to: &T::AccountId, amount: Balance) -> DispatchResult {
		if amount > 0 {
			T::Currency::transfer_on_hold(
				&HoldReason::Bond.into(),
				from,
				to,
				amount,
				Precision::Exact,
				Restriction::Free,
				// A vote's lock does not shield a bond.
				Fortitude::Force,
			)?;
		}
		Ok(())
	}
}
