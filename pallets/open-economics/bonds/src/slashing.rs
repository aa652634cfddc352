// SPDX-License-Identifier: Apache-2.0
//! What others do with a bond: trust it, and slash it.

use crate::{Config, Error, Event, HoldReason, Ledgers, NextSlash, Pallet, Slash, Slashes};
use frame::{
	deps::frame_support::storage::with_storage_layer, prelude::*, traits::BlockNumberProvider,
};
use openledger_primitives::{
	ids::SlashId,
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

	/// Takes of the active bond first, then of what is released last.
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
			Self::rehold(who, HoldReason::Bond, HoldReason::Slash, taken)?;
			let slash = Self::next_slash()?;
			let executes_at = T::BlockNumberProvider::current_block_number()
				.saturating_add(T::AppealWindow::get());
			let (who, reporter) = (who.clone(), reporter.cloned());
			Slashes::<T>::insert(
				slash,
				Slash {
					who: who.clone(),
					amount: taken,
					reason,
					reporter: reporter.clone(),
					executes_at,
					appeal_bond: None,
				},
			);
			Self::deposit_event(Event::Slashed {
				slash,
				who,
				amount: taken,
				reason,
				reporter,
				executes_at,
			});
			Ok(taken)
		})
	}
}

impl<T: Config> Pallet<T> {
	/// Gives a number out.
	fn next_slash() -> Result<SlashId, DispatchError> {
		NextSlash::<T>::try_mutate(|next| {
			let id = *next;
			*next = id.next().ok_or(Error::<T>::IdsExhausted)?;
			Ok(id)
		})
	}
}
