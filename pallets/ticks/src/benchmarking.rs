// SPDX-License-Identifier: Apache-2.0
//! The benchmark of the hook.

use crate::{Config, Pallet, Pause, Skipped};
use frame::{
	benchmarking::prelude::*,
	deps::frame_support::{dispatch::DispatchClass, traits::Hooks},
};

#[benchmarks]
mod benchmarks {
	use super::*;

	/// The block is full, and is skipped.
	#[benchmark]
	fn on_finalize() {
		let most = T::BlockWeights::get().max_block;
		frame_system::Pallet::<T>::register_extra_weight_unchecked(most, DispatchClass::Normal);
		let skipped = Skipped::<T>::get();
		let pause = Pause::<T>::get();

		#[block]
		{
			Pallet::<T>::on_finalize(1u32.into());
		}

		assert_eq!(Skipped::<T>::get(), skipped.saturating_add(1u32.into()));
		assert_eq!(Pause::<T>::get(), pause.saturating_add(1u32.into()));
	}
}
