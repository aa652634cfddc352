// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_model_registry`, measured. Not written by hand: run `scripts/weights`.
//!
//! Date 2026-11-21, 20 steps, 10 repetitions, on AMD EPYC; the runtime's WASM, compiled.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]
#![allow(clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame::weights_prelude::*;

/// What the calls of `pallet_model_registry` weigh.
pub trait WeightInfo {
	fn register(p: u32, s: u32, ) -> Weight;
	fn set_prices() -> Weight;
	fn publish() -> Weight;
	fn deprecate() -> Weight;
	fn revoke() -> Weight;
	fn offer_transfer() -> Weight;
	fn accept_transfer() -> Weight;
	fn evaluate() -> Weight;
	fn retract_evaluation() -> Weight;
}

/// The measured weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `ModelRegistry::Manifests` (r:1 w:1)
	/// Proof: `ModelRegistry::Manifests` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Reservations` (r:1 w:1)
	/// Proof: `ModelRegistry::Reservations` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::NextArtifact` (r:1 w:1)
	/// Proof: `ModelRegistry::NextArtifact` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:17 w:2)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Snapshots` (r:16 w:0)
	/// Proof: `Datanets::Snapshots` (`max_values`: None, `max_size`: Some(415), added: 2890, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Datanets` (r:16 w:0)
	/// Proof: `Datanets::Datanets` (`max_values`: None, `max_size`: Some(1815), added: 4290, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Grants` (r:16 w:0)
	/// Proof: `Datanets::Grants` (`max_values`: None, `max_size`: Some(617), added: 3092, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// The range of component `p` is `[0, 16]`.
	/// The range of component `s` is `[0, 16]`.
	fn register(p: u32, s: u32, ) -> Weight {
		// Minimum execution time: 209_162_000 picoseconds.
		Weight::from_parts(168_930_587, 4791)
			// Standard Error: 1_701_428
			.saturating_add(Weight::from_parts(9_059_453, 0).saturating_mul(p.into()))
			// Standard Error: 1_701_428
			.saturating_add(Weight::from_parts(25_842_120, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(s.into())))
			.saturating_add(T::DbWeight::get().writes(7_u64))
			.saturating_add(Weight::from_parts(0, 3801).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(0, 4290).saturating_mul(s.into()))
	}
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:1)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	fn set_prices() -> Weight {
		// Minimum execution time: 18_357_000 picoseconds.
		Weight::from_parts(24_987_000, 4791)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:1)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	fn publish() -> Weight {
		// Minimum execution time: 17_526_000 picoseconds.
		Weight::from_parts(19_770_000, 4791)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:1)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	fn deprecate() -> Weight {
		// Minimum execution time: 18_207_000 picoseconds.
		Weight::from_parts(31_537_000, 4791)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:1)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	fn revoke() -> Weight {
		// Minimum execution time: 18_427_000 picoseconds.
		Weight::from_parts(20_740_000, 4791)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:1)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	fn offer_transfer() -> Weight {
		// Minimum execution time: 18_488_000 picoseconds.
		Weight::from_parts(20_570_000, 4791)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:1)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	fn accept_transfer() -> Weight {
		// Minimum execution time: 114_461_000 picoseconds.
		Weight::from_parts(121_711_000, 7334)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Evaluations` (r:1 w:1)
	/// Proof: `ModelRegistry::Evaluations` (`max_values`: None, `max_size`: Some(218), added: 2693, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	fn evaluate() -> Weight {
		// Minimum execution time: 82_763_000 picoseconds.
		Weight::from_parts(90_245_000, 4791)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `ModelRegistry::Evaluations` (r:1 w:1)
	/// Proof: `ModelRegistry::Evaluations` (`max_values`: None, `max_size`: Some(218), added: 2693, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	fn retract_evaluation() -> Weight {
		// Minimum execution time: 72_378_000 picoseconds.
		Weight::from_parts(77_726_000, 4791)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
}

/// The same for tests: database costs of RocksDB.
impl WeightInfo for () {
	fn register(p: u32, s: u32, ) -> Weight {
		Weight::from_parts(168_930_587, 4791)
			.saturating_add(Weight::from_parts(9_059_453, 0).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(25_842_120, 0).saturating_mul(s.into()))
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(p.into())))
			.saturating_add(RocksDbWeight::get().reads((3_u64).saturating_mul(s.into())))
			.saturating_add(RocksDbWeight::get().writes(7_u64))
			.saturating_add(Weight::from_parts(0, 3801).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(0, 4290).saturating_mul(s.into()))
	}
	fn set_prices() -> Weight {
		Weight::from_parts(24_987_000, 4791)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn publish() -> Weight {
		Weight::from_parts(19_770_000, 4791)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn deprecate() -> Weight {
		Weight::from_parts(31_537_000, 4791)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn revoke() -> Weight {
		Weight::from_parts(20_740_000, 4791)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn offer_transfer() -> Weight {
		Weight::from_parts(20_570_000, 4791)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn accept_transfer() -> Weight {
		Weight::from_parts(121_711_000, 7334)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn evaluate() -> Weight {
		Weight::from_parts(90_245_000, 4791)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn retract_evaluation() -> Weight {
		Weight::from_parts(77_726_000, 4791)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
}
