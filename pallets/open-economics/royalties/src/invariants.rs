// SPDX-License-Identifier: Apache-2.0
//! What is true after every block.

use crate::{Claimable, Collected, Config, Pallet, Pools};
use frame::{
	deps::sp_runtime::TryRuntimeError,
	prelude::{fungible::Inspect, *},
};
use openledger_primitives::{traits::RoyaltySink, Balance};

impl<T: Config> Pallet<T> {
	/// Checks that the pot holds what is owed besides its existential deposit, that no pool was
	/// overdrawn, and that no entry is zero.
	///
	/// # Errors
	/// A sentence that says what is not so.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		ensure!(Claimable::<T>::iter_values().all(above_zero), "a claim is zero");
		ensure!(Pools::<T>::iter_values().all(above_zero), "a pool is zero");
		ensure!(Collected::<T>::iter_values().all(above_zero), "a collected amount is zero");

		let mut owed = sum(Claimable::<T>::iter_values())?;
		for snapshot in Collected::<T>::iter_keys().map(|(snapshot, _)| snapshot) {
			ensure!(Pools::<T>::contains_key(snapshot), "something was collected of no pool");
		}
		for (snapshot, pool) in Pools::<T>::iter() {
			let collected = sum(Collected::<T>::iter_prefix_values(snapshot))?;
			let left = pool.checked_sub(collected).ok_or("a pool is overdrawn")?;
			owed = owed.checked_add(left).ok_or("more is owed than there can be")?;
		}
		let pot = T::Currency::balance(&Self::pot());
		ensure!(
			pot.saturating_sub(T::Currency::minimum_balance()) >= owed,
			"the pot holds less than is owed"
		);
		Ok(())
	}
}

fn above_zero(amount: Balance) -> bool {
	amount > 0
}

fn sum(mut amounts: impl Iterator<Item = Balance>) -> Result<Balance, TryRuntimeError> {
	amounts.try_fold(0, Balance::checked_add).ok_or_else(|| "more is owed than there can be".into())
}
