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
	/// Storage: `ModelRegistry::NextArtifact` (r:1 w:1)
	/// Proof: `ModelRegistry::NextArtifact` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:17 w:2)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1261), added: 3736, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Snapshots` (r:16 w:0)
	/// Proof: `Datanets::Snapshots` (`max_values`: None, `max_size`: Some(415), added: 2890, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Datanets` (r:16 w:0)
	/// Proof: `Datanets::Datanets` (`max_values`: None, `max_size`: Some(1815), added: 4290, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Grants` (r:16 w:0)
	/// Proof: `Datanets::Grants` (`max_values`: None, `max_size`: Some(617), added: 3092, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	/// The range of component `p` is `[0, 16]`.
	/// The range of component `s` is `[0, 16]`.
	fn register(p: u32, s: u32, ) -> Weight {
		// Minimum execution time: 919_379_000 picoseconds.
		Weight::from_parts(457_277_432, 4726)
			// Standard Error: 733_154
			.saturating_add(Weight::from_parts(35_163_759, 0).saturating_mul(p.into()))
			// Standard Error: 733_154
			.saturating_add(Weight::from_parts(110_530_421, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(s.into())))
			.saturating_add(T::DbWeight::get().writes(6_u64))
			.saturating_add(Weight::from_parts(0, 3736).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(0, 4290).saturating_mul(s.into()))
	}
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:1)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1261), added: 3736, mode: `MaxEncodedLen`)
	fn set_prices() -> Weight {
		// Minimum execution time: 117_625_000 picoseconds.
		Weight::from_parts(121_871_000, 4726)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:1)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1261), added: 3736, mode: `MaxEncodedLen`)
	fn publish() -> Weight {
		// Minimum execution time: 113_529_000 picoseconds.
		Weight::from_parts(117_675_000, 4726)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:1)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1261), added: 3736, mode: `MaxEncodedLen`)
	fn deprecate() -> Weight {
		// Minimum execution time: 117_084_000 picoseconds.
		Weight::from_parts(121_090_000, 4726)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:1)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1261), added: 3736, mode: `MaxEncodedLen`)
	fn revoke() -> Weight {
		// Minimum execution time: 118_917_000 picoseconds.
		Weight::from_parts(123_624_000, 4726)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:1)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1261), added: 3736, mode: `MaxEncodedLen`)
	fn offer_transfer() -> Weight {
		// Minimum execution time: 117_876_000 picoseconds.
		Weight::from_parts(128_812_000, 4726)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:1)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1261), added: 3736, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	fn accept_transfer() -> Weight {
		// Minimum execution time: 585_111_000 picoseconds.
		Weight::from_parts(627_274_000, 6974)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1261), added: 3736, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Evaluations` (r:1 w:1)
	/// Proof: `ModelRegistry::Evaluations` (`max_values`: None, `max_size`: Some(217), added: 2692, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	fn evaluate() -> Weight {
		// Minimum execution time: 442_098_000 picoseconds.
		Weight::from_parts(480_866_000, 4726)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `ModelRegistry::Evaluations` (r:1 w:1)
	/// Proof: `ModelRegistry::Evaluations` (`max_values`: None, `max_size`: Some(217), added: 2692, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	fn retract_evaluation() -> Weight {
		// Minimum execution time: 347_648_000 picoseconds.
		Weight::from_parts(375_579_000, 3982)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
}

/// The same for tests: database costs of RocksDB.
impl WeightInfo for () {
	fn register(p: u32, s: u32, ) -> Weight {
		Weight::from_parts(457_277_432, 4726)
			.saturating_add(Weight::from_parts(35_163_759, 0).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(110_530_421, 0).saturating_mul(s.into()))
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(p.into())))
			.saturating_add(RocksDbWeight::get().reads((3_u64).saturating_mul(s.into())))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
			.saturating_add(Weight::from_parts(0, 3736).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(0, 4290).saturating_mul(s.into()))
	}
	fn set_prices() -> Weight {
		Weight::from_parts(121_871_000, 4726)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn publish() -> Weight {
		Weight::from_parts(117_675_000, 4726)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn deprecate() -> Weight {
		Weight::from_parts(121_090_000, 4726)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn revoke() -> Weight {
		Weight::from_parts(123_624_000, 4726)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn offer_transfer() -> Weight {
		Weight::from_parts(128_812_000, 4726)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn accept_transfer() -> Weight {
		Weight::from_parts(627_274_000, 6974)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn evaluate() -> Weight {
		Weight::from_parts(480_866_000, 4726)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn retract_evaluation() -> Weight {
		Weight::from_parts(375_579_000, 3982)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
}
