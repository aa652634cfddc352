// SPDX-License-Identifier: Apache-2.0
//! The clock.

use crate::{Config, Pallet, Pause, Skipped};
use frame::prelude::*;

impl<T: Config> Pallet<T> {
	/// Decides at the end of a block whether it counts.
	pub(crate) fn end_block() {
		let pause = Pause::<T>::get();
		if !Self::is_full() {
			if !pause.is_zero() {
				Pause::<T>::put(pause.saturating_sub(One::one()));
			}
		} else if pause < T::MaxPause::get() {
			Pause::<T>::put(pause.saturating_add(One::one()));
			Skipped::<T>::mutate(|skipped| *skipped = skipped.saturating_add(One::one()));
		}
	}
}

impl<T: Config> BlockNumberProvider for Pallet<T> {
	type BlockNumber = BlockNumberFor<T>;

	/// The number of this block less the blocks before it that were not counted.
	fn current_block_number() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number().saturating_sub(Skipped::<T>::get())
	}

	/// Makes `block` the current number, whatever was skipped.
	#[cfg(any(feature = "std", feature = "runtime-benchmarks"))]
	fn set_block_number(block: BlockNumberFor<T>) {
		let number = block.saturating_add(Skipped::<T>::get());
		frame_system::Pallet::<T>::set_block_number(number);
	}
}
