// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_artifact_staking`, measured. Not written by hand: run `scripts/weights`.
//!
//! Date 2026-11-21, 20 steps, 10 repetitions, on AMD EPYC; the runtime's WASM, compiled.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]
#![allow(clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame::weights_prelude::*;

/// What the calls of `pallet_artifact_staking` weigh.
pub trait WeightInfo {
	fn stake() -> Weight;
	fn activate() -> Weight;
	fn unstake() -> Weight;
	fn restake() -> Weight;
	fn withdraw() -> Weight;
	fn claim_rewards() -> Weight;
	fn claim_emission() -> Weight;
	fn reclaim() -> Weight;
	fn clear_points(n: u32, ) -> Weight;
	fn on_initialize_idle() -> Weight;
	fn on_initialize_era() -> Weight;
}

/// The measured weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1261), added: 3736, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Pools` (r:1 w:1)
	/// Proof: `ArtifactStaking::Pools` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Stakes` (r:1 w:1)
	/// Proof: `ArtifactStaking::Stakes` (`max_values`: None, `max_size`: Some(146), added: 2621, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	fn stake() -> Weight {
		// Minimum execution time: 546_144_000 picoseconds.
		Weight::from_parts(566_203_000, 4726)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `ArtifactStaking::Stakes` (r:1 w:1)
	/// Proof: `ArtifactStaking::Stakes` (`max_values`: None, `max_size`: Some(146), added: 2621, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Pools` (r:1 w:1)
	/// Proof: `ArtifactStaking::Pools` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	fn activate() -> Weight {
		// Minimum execution time: 186_768_000 picoseconds.
		Weight::from_parts(208_660_000, 3611)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Pools` (r:1 w:1)
	/// Proof: `ArtifactStaking::Pools` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Stakes` (r:1 w:1)
	/// Proof: `ArtifactStaking::Stakes` (`max_values`: None, `max_size`: Some(146), added: 2621, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Unbondings` (r:1 w:1)
	/// Proof: `ArtifactStaking::Unbondings` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	fn unstake() -> Weight {
		// Minimum execution time: 276_101_000 picoseconds.
		Weight::from_parts(309_581_000, 3834)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1261), added: 3736, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Pools` (r:1 w:1)
	/// Proof: `ArtifactStaking::Pools` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Stakes` (r:1 w:1)
	/// Proof: `ArtifactStaking::Stakes` (`max_values`: None, `max_size`: Some(146), added: 2621, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Unbondings` (r:1 w:1)
	/// Proof: `ArtifactStaking::Unbondings` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	fn restake() -> Weight {
		// Minimum execution time: 313_056_000 picoseconds.
		Weight::from_parts(352_345_000, 4726)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `ArtifactStaking::Unbondings` (r:1 w:1)
	/// Proof: `ArtifactStaking::Unbondings` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	fn withdraw() -> Weight {
		// Minimum execution time: 331_483_000 picoseconds.
		Weight::from_parts(386_145_000, 3982)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `ArtifactStaking::Pools` (r:1 w:1)
	/// Proof: `ArtifactStaking::Pools` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Stakes` (r:1 w:1)
	/// Proof: `ArtifactStaking::Stakes` (`max_values`: None, `max_size`: Some(146), added: 2621, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn claim_rewards() -> Weight {
		// Minimum execution time: 472_844_000 picoseconds.
		Weight::from_parts(530_050_000, 6196)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `ArtifactStaking::CurrentEra` (r:1 w:0)
	/// Proof: `ArtifactStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(28), added: 523, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::EraPools` (r:1 w:1)
	/// Proof: `ArtifactStaking::EraPools` (`max_values`: None, `max_size`: Some(69), added: 2544, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Points` (r:1 w:1)
	/// Proof: `ArtifactStaking::Points` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn claim_emission() -> Weight {
		// Minimum execution time: 441_207_000 picoseconds.
		Weight::from_parts(496_609_000, 6196)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `ArtifactStaking::CurrentEra` (r:1 w:0)
	/// Proof: `ArtifactStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(28), added: 523, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::EraPools` (r:1 w:1)
	/// Proof: `ArtifactStaking::EraPools` (`max_values`: None, `max_size`: Some(69), added: 2544, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn reclaim() -> Weight {
		// Minimum execution time: 377_592_000 picoseconds.
		Weight::from_parts(410_822_000, 6196)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `ArtifactStaking::CurrentEra` (r:1 w:0)
	/// Proof: `ArtifactStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(28), added: 523, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::EraPools` (r:1 w:0)
	/// Proof: `ArtifactStaking::EraPools` (`max_values`: None, `max_size`: Some(69), added: 2544, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Points` (r:257 w:256)
	/// Proof: `ArtifactStaking::Points` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 256]`.
	fn clear_points(n: u32, ) -> Weight {
		// Minimum execution time: 164_545_000 picoseconds.
		Weight::from_parts(171_125_000, 3542)
			// Standard Error: 1_612_568
			.saturating_add(Weight::from_parts(149_294_694, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2552).saturating_mul(n.into()))
	}
	/// Storage: `ArtifactStaking::CurrentEra` (r:1 w:0)
	/// Proof: `ArtifactStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(28), added: 523, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	fn on_initialize_idle() -> Weight {
		// Minimum execution time: 95_131_000 picoseconds.
		Weight::from_parts(100_890_000, 3549)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	/// Storage: `ArtifactStaking::CurrentEra` (r:1 w:1)
	/// Proof: `ArtifactStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(28), added: 523, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:3 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::EraPools` (r:2 w:2)
	/// Proof: `ArtifactStaking::EraPools` (`max_values`: None, `max_size`: Some(69), added: 2544, mode: `MaxEncodedLen`)
	fn on_initialize_era() -> Weight {
		// Minimum execution time: 520_415_000 picoseconds.
		Weight::from_parts(558_862_000, 8667)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
}

/// The same for tests: database costs of RocksDB.
impl WeightInfo for () {
	fn stake() -> Weight {
		Weight::from_parts(566_203_000, 4726)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn activate() -> Weight {
		Weight::from_parts(208_660_000, 3611)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn unstake() -> Weight {
		Weight::from_parts(309_581_000, 3834)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn restake() -> Weight {
		Weight::from_parts(352_345_000, 4726)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(386_145_000, 3982)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn claim_rewards() -> Weight {
		Weight::from_parts(530_050_000, 6196)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn claim_emission() -> Weight {
		Weight::from_parts(496_609_000, 6196)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn reclaim() -> Weight {
		Weight::from_parts(410_822_000, 6196)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn clear_points(n: u32, ) -> Weight {
		Weight::from_parts(171_125_000, 3542)
			.saturating_add(Weight::from_parts(149_294_694, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2552).saturating_mul(n.into()))
	}
	fn on_initialize_idle() -> Weight {
		Weight::from_parts(100_890_000, 3549)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
	}
	fn on_initialize_era() -> Weight {
		Weight::from_parts(558_862_000, 8667)
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
}
