// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_model_registry`, measured. Not written by hand: run `scripts/weights`.
//!
//! Date 2026-11-21, 10 steps, 5 repetitions, on AMD EPYC; the runtime's WASM, compiled.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]
#![allow(clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame::weights_prelude::*;

/// What the calls of `pallet_model_registry` weigh.
pub trait WeightInfo {
	fn register_base_model() -> Weight;
	fn register_adapter(p: u32, s: u32, ) -> Weight;
	fn set_prices() -> Weight;
}

/// The measured weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `ModelRegistry::Manifests` (r:1 w:1)
	/// Proof: `ModelRegistry::Manifests` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::NextArtifact` (r:1 w:1)
	/// Proof: `ModelRegistry::NextArtifact` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:0 w:1)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	fn register_base_model() -> Weight {
		// Minimum execution time: 294_682_000 picoseconds.
		Weight::from_parts(324_458_000, 3712)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `ModelRegistry::Artifacts` (r:16 w:1)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Snapshots` (r:16 w:0)
	/// Proof: `Datanets::Snapshots` (`max_values`: None, `max_size`: Some(117), added: 2592, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Manifests` (r:1 w:1)
	/// Proof: `ModelRegistry::Manifests` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::NextArtifact` (r:1 w:1)
	/// Proof: `ModelRegistry::NextArtifact` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	/// The range of component `p` is `[0, 15]`.
	/// The range of component `s` is `[1, 16]`.
	fn register_adapter(p: u32, s: u32, ) -> Weight {
		// Minimum execution time: 681_103_000 picoseconds.
		Weight::from_parts(405_953_017, 4276)
			// Standard Error: 314_003
			.saturating_add(Weight::from_parts(23_409_217, 0).saturating_mul(p.into()))
			// Standard Error: 314_003
			.saturating_add(Weight::from_parts(19_477_011, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(s.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
			.saturating_add(Weight::from_parts(0, 3286).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(0, 2592).saturating_mul(s.into()))
	}
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:1)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	fn set_prices() -> Weight {
		// Minimum execution time: 82_454_000 picoseconds.
		Weight::from_parts(107_642_000, 4276)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

/// The same for tests: database costs of RocksDB.
impl WeightInfo for () {
	fn register_base_model() -> Weight {
		Weight::from_parts(324_458_000, 3712)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn register_adapter(p: u32, s: u32, ) -> Weight {
		Weight::from_parts(405_953_017, 4276)
			.saturating_add(Weight::from_parts(23_409_217, 0).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(19_477_011, 0).saturating_mul(s.into()))
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(p.into())))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(s.into())))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
			.saturating_add(Weight::from_parts(0, 3286).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(0, 2592).saturating_mul(s.into()))
	}
	fn set_prices() -> Weight {
		Weight::from_parts(107_642_000, 4276)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
}
