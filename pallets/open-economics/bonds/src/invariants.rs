// SPDX-License-Identifier: Apache-2.0
//! What is true after every block.

use crate::{Config, Ledgers, Pallet};
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*};

impl<T: Config> Pallet<T> {
	/// Checks for every ledger that it is not empty, that exactly its sum is on hold, and that what
	/// cools down is in order and above zero.
	///
	/// # Errors
	/// A sentence that says what is not so.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		for (who, ledger) in Ledgers::<T>::iter() {
			ensure!(ledger.bonded() > 0, "a ledger is empty");
			ensure!(ledger.bonded() == Self::held(&who), "a ledger is not what is on hold");
			ensure!(
				ledger.cooling.is_sorted_by(|left, right| left.released_at < right.released_at),
				"what cools down is not in order"
			);
			ensure!(
				ledger.cooling.iter().all(|cooling| cooling.amount > 0),
				"an amount that cools down is zero"
			);
		}
		Ok(())
	}
}
