// SPDX-License-Identifier: Apache-2.0
//! What is true after every block.

use crate::{Config, HoldReason, Ledgers, NextSlash, Pallet, Slashes};
use alloc::collections::BTreeMap;
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*};
use openledger_primitives::Balance;

impl<T: Config> Pallet<T> {
	/// Checks for every ledger that it is not empty, that exactly its sum is on hold, and that what
	/// cools down is in order and above zero; and for every account with slashes that exactly their sum
	/// is on hold, and that of its appeals' bonds.
	///
	/// # Errors
	/// A sentence that says what is not so.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		for (who, ledger) in Ledgers::<T>::iter() {
			ensure!(ledger.bonded() > 0, "a ledger is empty");
			ensure!(
				ledger.bonded() == Self::held(HoldReason::Bond, &who),
				"a ledger is not what is on hold"
			);
			ensure!(
				ledger.cooling.is_sorted_by(|left, right| left.released_at < right.released_at),
				"what cools down is not in order"
			);
			ensure!(
				ledger.cooling.iter().all(|cooling| cooling.amount > 0),
				"an amount that cools down is zero"
			);
		}
		let next = NextSlash::<T>::get();
		let mut sums = BTreeMap::<T::AccountId, (Balance, Balance)>::new();
		for (id, slash) in Slashes::<T>::iter() {
			ensure!(id < next, "a slash has a number that was not given out");
			ensure!(slash.amount > 0, "a slash is of nothing");
			let (slashed, appealed) = sums.entry(slash.who).or_default();
			*slashed = slashed.saturating_add(slash.amount);
			*appealed = appealed.saturating_add(slash.appeal_bond.unwrap_or_default());
		}
		for (who, (slashed, appealed)) in sums {
			ensure!(
				slashed == Self::held(HoldReason::Slash, &who),
				"the slashes are not what is on hold"
			);
			ensure!(
				appealed == Self::held(HoldReason::Appeal, &who),
				"the appeals' bonds are not what is on hold"
			);
		}
		Ok(())
	}
}
