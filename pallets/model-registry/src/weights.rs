// SPDX-License-Identifier: Apache-2.0
//! Weights for `pallet_model_registry`.
//!
//! The reads, writes and proof sizes are counted; the times are those of like calls of the SDK's
//! pallets, until the benchmarks replace this file.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use frame::weights_prelude::*;

/// Weight functions needed for `pallet_model_registry`.
pub trait WeightInfo {
	fn register_base_model() -> Weight;
	fn register_adapter(p: u32, s: u32, ) -> Weight;
	fn set_prices() -> Weight;
}

/// Weights for `pallet_model_registry` using the Substrate node and recommended hardware.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `ModelRegistry::Manifests` (r:1 w:1)
	/// Storage: `ModelRegistry::NextArtifact` (r:1 w:1)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Storage: `System::Account` (r:1 w:1)
	/// Storage: `ModelRegistry::Artifacts` (r:0 w:1)
	fn register_base_model() -> Weight {
		Weight::from_parts(90_000_000, 3892)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `ModelRegistry::Artifacts` (r:16 w:1)
	/// Storage: `Datanets::Snapshots` (r:16 w:0)
	/// Storage: `ModelRegistry::Manifests` (r:1 w:1)
	/// Storage: `ModelRegistry::NextArtifact` (r:1 w:1)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Storage: `System::Account` (r:1 w:1)
	/// The range of component `p` is `[0, 15]`.
	/// The range of component `s` is `[1, 16]`.
	fn register_adapter(p: u32, s: u32, ) -> Weight {
		Weight::from_parts(110_000_000, 7500)
			.saturating_add(Weight::from_parts(12_000_000, 3700).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(8_000_000, 2700).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(s.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:1)
	fn set_prices() -> Weight {
		Weight::from_parts(30_000_000, 4200)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

// For backwards compatibility and tests.
impl WeightInfo for () {
	fn register_base_model() -> Weight {
		Weight::from_parts(90_000_000, 3892)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn register_adapter(p: u32, s: u32, ) -> Weight {
		Weight::from_parts(110_000_000, 7500)
			.saturating_add(Weight::from_parts(12_000_000, 3700).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(8_000_000, 2700).saturating_mul(s.into()))
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(p.into())))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(s.into())))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn set_prices() -> Weight {
		Weight::from_parts(30_000_000, 4200)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
}
