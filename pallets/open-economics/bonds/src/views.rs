// SPDX-License-Identifier: Apache-2.0
//! What clients may ask by the runtime API.

use crate::{Config, Ledgers, Pallet, Slashes};
use alloc::vec::Vec;
use frame::prelude::*;
use openledger_primitives::{
	ids::SlashId,
	records::{BondRecord, CoolingRecord, SlashRecord},
};

impl<T: Config> Pallet<T> {
	/// What `who` has at stake.
	pub fn bond_record(who: &T::AccountId) -> BondRecord {
		let ledger = Ledgers::<T>::get(who);
		let cooling = ledger
			.cooling
			.iter()
			.map(|cooling| CoolingRecord {
				amount: cooling.amount,
				released_at: cooling.released_at.saturated_into(),
			})
			.collect::<Vec<_>>();
		BondRecord { active: ledger.active, cooling }
	}

	/// The slash `id`, or `None` when there is none of this number, or no longer.
	pub fn slash_record(id: SlashId) -> Option<SlashRecord<T::AccountId>> {
		Slashes::<T>::get(id).map(|slash| SlashRecord {
			who: slash.who,
			amount: slash.amount,
			reason: slash.reason,
			reporter: slash.reporter,
			executes_at: slash.executes_at.saturated_into(),
			appeal_bond: slash.appeal_bond,
		})
	}
}
