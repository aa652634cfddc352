// SPDX-License-Identifier: Apache-2.0
//! When a block is full.

use crate::{Config, Pallet};
use frame::{deps::frame_support::dispatch::DispatchClass, prelude::*};

impl<T: Config> Pallet<T> {
	/// Whether this block has hardly any room left for normal transactions: of computing, of proof, or
	/// of bytes. The limits are those that `frame_system::CheckWeight` keeps to.
	pub(crate) fn is_full() -> bool {
		Self::is_full_of_weight() || Self::is_full_of_bytes()
	}

	fn is_full_of_weight() -> bool {
		let limits = T::BlockWeights::get();
		let used = frame_system::Pallet::<T>::block_weight();
		let class = limits.get(DispatchClass::Normal).max_total.unwrap_or(limits.max_block);
		// Whatever is in the block takes its room, hooks, inherents and operational transactions too.
		let room_in_class = class.saturating_sub(*used.get(DispatchClass::Normal));
		let room_in_block = limits.max_block.saturating_sub(used.total());
		let room = room_in_class.min(room_in_block);
		Self::is_short(room.ref_time(), class.ref_time())
			|| Self::is_short(room.proof_size(), class.proof_size())
	}

	fn is_full_of_bytes() -> bool {
		// The block's length counts whole against the limit of each class.
		let limit = *T::BlockLength::get().max.get(DispatchClass::Normal);
		let room = limit.saturating_sub(frame_system::Pallet::<T>::block_size());
		Self::is_short(room.into(), limit.into())
	}

	/// Whether `room` is less than a block of this limit has left when it is just not full.
	fn is_short(room: u64, limit: u64) -> bool {
		room < limit.saturating_sub(T::Fullness::get().mul_floor(limit))
	}
}
