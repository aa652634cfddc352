// SPDX-License-Identifier: Apache-2.0
//! Weights for `pallet_datanets`.
//!
//! The reads, writes and proof sizes are counted; the times are those of like calls of the SDK's
//! pallets, until the benchmarks replace this file.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use frame::weights_prelude::*;

/// Weight functions needed for `pallet_datanets`.
pub trait WeightInfo {
	fn create() -> Weight;
	fn contribute() -> Weight;
	fn accept() -> Weight;
	fn reject() -> Weight;
	fn withdraw() -> Weight;
	fn snapshot() -> Weight;
}

/// Weights for `pallet_datanets` using the Substrate node and recommended hardware.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Datanets::NextDatanet` (r:1 w:1)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Storage: `System::Account` (r:1 w:1)
	/// Storage: `Datanets::Datanets` (r:0 w:1)
	fn create() -> Weight {
		Weight::from_parts(80_000_000, 3892)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Datanets::Datanets` (r:1 w:0)
	/// Storage: `Datanets::Roots` (r:1 w:1)
	/// Storage: `Datanets::NextContribution` (r:1 w:1)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Storage: `System::Account` (r:1 w:1)
	/// Storage: `Datanets::Contributions` (r:0 w:1)
	fn contribute() -> Weight {
		Weight::from_parts(140_000_000, 5500)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Datanets::Contributions` (r:1 w:1)
	/// Storage: `Datanets::Datanets` (r:1 w:0)
	/// Storage: `Datanets::Corpora` (r:1 w:1)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Storage: `System::Account` (r:1 w:1)
	/// Storage: `Datanets::Accepted` (r:0 w:1)
	fn accept() -> Weight {
		Weight::from_parts(160_000_000, 5500)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Datanets::Contributions` (r:1 w:1)
	/// Storage: `Datanets::Datanets` (r:1 w:0)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Storage: `System::Account` (r:1 w:1)
	/// Storage: `Datanets::Roots` (r:0 w:1)
	fn reject() -> Weight {
		Weight::from_parts(130_000_000, 5500)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Datanets::Contributions` (r:1 w:1)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Storage: `System::Account` (r:1 w:1)
	/// Storage: `Datanets::Roots` (r:0 w:1)
	fn withdraw() -> Weight {
		Weight::from_parts(120_000_000, 3892)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Datanets::Datanets` (r:1 w:0)
	/// Storage: `Datanets::Corpora` (r:1 w:1)
	/// Storage: `Datanets::Snapshots` (r:1 w:1)
	/// Storage: `Datanets::NextSnapshot` (r:1 w:1)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Storage: `System::Account` (r:1 w:1)
	fn snapshot() -> Weight {
		Weight::from_parts(130_000_000, 5500)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
}

// For backwards compatibility and tests.
impl WeightInfo for () {
	fn create() -> Weight {
		Weight::from_parts(80_000_000, 3892)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn contribute() -> Weight {
		Weight::from_parts(140_000_000, 5500)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn accept() -> Weight {
		Weight::from_parts(160_000_000, 5500)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn reject() -> Weight {
		Weight::from_parts(130_000_000, 5500)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(120_000_000, 3892)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn snapshot() -> Weight {
		Weight::from_parts(130_000_000, 5500)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
}
