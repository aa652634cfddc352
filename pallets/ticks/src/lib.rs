// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod clock;
mod fullness;
mod invariants;
pub mod weights;

pub use pallet::*;
pub use weights::WeightInfo;

/// The pallet.
#[frame::pallet]
pub mod pallet {
	use crate::weights::WeightInfo;
	use frame::prelude::*;

	/// What the pallet needs of its runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// How much of what normal transactions may use of a block, in each respect, is used when the
		/// block counts as full. The rest must be more than the largest transaction that a deadline is
		/// about. Above zero.
		#[pallet::constant]
		type Fullness: Get<Perbill>;

		/// How many full blocks the clock stands still for at most, before blocks with room pay some of
		/// them back.
		#[pallet::constant]
		type MaxPause: Get<BlockNumberFor<Self>>;

		/// What the hook weighs.
		type WeightInfo: WeightInfo;
	}

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// How many blocks were not counted so far. The clock is the block number less this.
	#[pallet::storage]
	pub type Skipped<T: Config> = StorageValue<_, BlockNumberFor<T>, ValueQuery>;

	/// How much of `MaxPause` is used up: the full blocks that were not counted, less the blocks with
	/// room that came after them.
	#[pallet::storage]
	pub type Pause<T: Config> = StorageValue<_, BlockNumberFor<T>, ValueQuery>;

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Pays for `on_finalize`.
		fn on_initialize(_now: BlockNumberFor<T>) -> Weight {
			T::WeightInfo::on_finalize()
		}

		fn on_finalize(_now: BlockNumberFor<T>) {
			Self::end_block();
		}

		fn integrity_test() {
			assert!(!T::Fullness::get().is_zero(), "every block would be full");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_now: BlockNumberFor<T>) -> Result<(), frame::try_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
