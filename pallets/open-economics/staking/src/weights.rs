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
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Pools` (r:1 w:1)
	/// Proof: `ArtifactStaking::Pools` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Stakes` (r:1 w:1)
	/// Proof: `ArtifactStaking::Stakes` (`max_values`: None, `max_size`: Some(146), added: 2621, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	fn stake() -> Weight {
		// Minimum execution time: 100_490_000 picoseconds.
		Weight::from_parts(105_146_000, 4791)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `ArtifactStaking::Stakes` (r:1 w:1)
	/// Proof: `ArtifactStaking::Stakes` (`max_values`: None, `max_size`: Some(146), added: 2621, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Pools` (r:1 w:1)
	/// Proof: `ArtifactStaking::Pools` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	fn activate() -> Weight {
		// Minimum execution time: 30_005_000 picoseconds.
		Weight::from_parts(32_288_000, 3611)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Pools` (r:1 w:1)
	/// Proof: `ArtifactStaking::Pools` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Stakes` (r:1 w:1)
	/// Proof: `ArtifactStaking::Stakes` (`max_values`: None, `max_size`: Some(146), added: 2621, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Unbondings` (r:1 w:1)
	/// Proof: `ArtifactStaking::Unbondings` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	fn unstake() -> Weight {
		// Minimum execution time: 46_670_000 picoseconds.
		Weight::from_parts(49_884_000, 3834)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Pools` (r:1 w:1)
	/// Proof: `ArtifactStaking::Pools` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Stakes` (r:1 w:1)
	/// Proof: `ArtifactStaking::Stakes` (`max_values`: None, `max_size`: Some(146), added: 2621, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Unbondings` (r:1 w:1)
	/// Proof: `ArtifactStaking::Unbondings` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	fn restake() -> Weight {
		// Minimum execution time: 54_161_000 picoseconds.
		Weight::from_parts(57_907_000, 4791)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `ArtifactStaking::Unbondings` (r:1 w:1)
	/// Proof: `ArtifactStaking::Unbondings` (`max_values`: None, `max_size`: Some(369), added: 2844, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	fn withdraw() -> Weight {
		// Minimum execution time: 61_932_000 picoseconds.
		Weight::from_parts(64_936_000, 4162)
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
		// Minimum execution time: 83_424_000 picoseconds.
		Weight::from_parts(86_970_000, 6196)
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
		// Minimum execution time: 77_305_000 picoseconds.
		Weight::from_parts(80_921_000, 6196)
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
		// Minimum execution time: 65_707_000 picoseconds.
		Weight::from_parts(68_602_000, 6196)
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
		// Minimum execution time: 20_731_000 picoseconds.
		Weight::from_parts(9_857_985, 3542)
			// Standard Error: 6_805
			.saturating_add(Weight::from_parts(5_229_859, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2552).saturating_mul(n.into()))
	}
	/// Storage: `ArtifactStaking::CurrentEra` (r:1 w:0)
	/// Proof: `ArtifactStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(28), added: 523, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	fn on_initialize_idle() -> Weight {
		// Minimum execution time: 13_320_000 picoseconds.
		Weight::from_parts(14_572_000, 3589)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	/// Storage: `ArtifactStaking::CurrentEra` (r:1 w:1)
	/// Proof: `ArtifactStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(28), added: 523, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:3 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::EraPools` (r:2 w:2)
	/// Proof: `ArtifactStaking::EraPools` (`max_values`: None, `max_size`: Some(69), added: 2544, mode: `MaxEncodedLen`)
	fn on_initialize_era() -> Weight {
		// Minimum execution time: 88_171_000 picoseconds.
		Weight::from_parts(92_768_000, 8787)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
}

/// The same for tests: database costs of RocksDB.
impl WeightInfo for () {
	fn stake() -> Weight {
		Weight::from_parts(105_146_000, 4791)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn activate() -> Weight {
		Weight::from_parts(32_288_000, 3611)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn unstake() -> Weight {
		Weight::from_parts(49_884_000, 3834)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn restake() -> Weight {
		Weight::from_parts(57_907_000, 4791)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(64_936_000, 4162)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn claim_rewards() -> Weight {
		Weight::from_parts(86_970_000, 6196)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn claim_emission() -> Weight {
		Weight::from_parts(80_921_000, 6196)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn reclaim() -> Weight {
		Weight::from_parts(68_602_000, 6196)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn clear_points(n: u32, ) -> Weight {
		Weight::from_parts(9_857_985, 3542)
			.saturating_add(Weight::from_parts(5_229_859, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2552).saturating_mul(n.into()))
	}
	fn on_initialize_idle() -> Weight {
		Weight::from_parts(14_572_000, 3589)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
	}
	fn on_initialize_era() -> Weight {
		Weight::from_parts(92_768_000, 8787)
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
}
