// SPDX-License-Identifier: Apache-2.0
//! What is true after every block.

use crate::{Challenges, Config, Demands, HoldReason, NextChallenge, Pallet};
use alloc::collections::BTreeMap;
use frame::{
	deps::sp_runtime::TryRuntimeError,
	prelude::{fungible::InspectHold, *},
};
use openledger_primitives::Balance;

impl<T: Config> Pallet<T> {
	/// Checks for every challenge that its number was given out and that its demand leads to it, that no
	/// other demands are kept, and for every account that exactly the bonds of its challenges that wait
	/// for an answer are on hold.
	///
	/// # Errors
	/// A sentence that says what is not so.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let next = NextChallenge::<T>::get();
		let mut bonds = BTreeMap::<T::AccountId, Balance>::new();
		for (id, challenge) in Challenges::<T>::iter() {
			ensure!(id < next, "a challenge has a number that was not given out");
			ensure!(
				Demands::<T>::get(challenge.subject, challenge.demand) == Some(id),
				"a demand does not lead to its challenge"
			);
			ensure!(challenge.bond != Some(0), "a challenge waits without a bond");
			let sum = bonds.entry(challenge.challenger).or_default();
			*sum = sum.saturating_add(challenge.bond.unwrap_or_default());
		}
		ensure!(
			Demands::<T>::iter_values().all(Challenges::<T>::contains_key),
			"a demand leads to no challenge"
		);
		let reason = HoldReason::ChallengeBond.into();
		for (who, bond) in bonds {
			ensure!(
				T::Currency::balance_on_hold(&reason, &who) == bond,
				"the challenges' bonds are not what is on hold"
			);
		}
		Ok(())
	}
}
