// SPDX-License-Identifier: Apache-2.0
//! What is true after every block.

use crate::{Config, Pallet, Pause, Skipped};
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*};

impl<T: Config> Pallet<T> {
	/// Checks that no more blocks were skipped than there were, that the pause is within its limit and
	/// is of skipped blocks, and that blocks with room paid for the other skipped ones.
	///
	/// # Errors
	/// A sentence that says what is not so.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let (skipped, pause) = (Skipped::<T>::get(), Pause::<T>::get());
		let counted = frame_system::Pallet::<T>::block_number()
			.checked_sub(&skipped)
			.ok_or("more blocks were skipped than there were")?;
		ensure!(pause <= T::MaxPause::get(), "the clock stands still for too long");
		let paid = skipped.checked_sub(&pause).ok_or("the pause is of blocks that were counted")?;
		ensure!(paid <= counted, "a skipped block was paid for by none");
		Ok(())
	}
}
