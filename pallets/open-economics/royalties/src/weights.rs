// SPDX-License-Identifier: Apache-2.0
//! Weights for `pallet_royalties`.
//!
//! The reads, writes and proof sizes are counted; the times are those of like calls of the SDK's
//! pallets, until the benchmarks replace this file.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use frame::weights_prelude::*;

/// Weight functions needed for `pallet_royalties`.
pub trait WeightInfo {
	fn claim_for() -> Weight;
	fn collect() -> Weight;
}

/// Weights for `pallet_royalties` using the Substrate node and recommended hardware.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Royalties::Claimable` (r:1 w:1)
	/// Proof: `Royalties::Claimable` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn claim_for() -> Weight {
		// Proof Size summary in bytes:
		//  Estimated: `6196`
		Weight::from_parts(75_000_000, 6196)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// The snapshot, the contribution, and whether the one includes the other: three reads of what
	/// the runtime keeps of Datanets.
	/// Storage: `Royalties::Pools` (r:1 w:0)
	/// Proof: `Royalties::Pools` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Royalties::Collected` (r:1 w:1)
	/// Proof: `Royalties::Collected` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Royalties::Claimable` (r:1 w:1)
	/// Proof: `Royalties::Claimable` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn collect() -> Weight {
		// Proof Size summary in bytes:
		//  Estimated: `3990`
		Weight::from_parts(60_000_000, 3990)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
}

// For tests.
impl WeightInfo for () {
	fn claim_for() -> Weight {
		Weight::from_parts(75_000_000, 6196)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn collect() -> Weight {
		Weight::from_parts(60_000_000, 3990)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
}
