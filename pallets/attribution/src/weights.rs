// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_attribution`, measured. Not written by hand: run `scripts/weights`.
//!
//! Date 2026-11-21, 20 steps, 10 repetitions, on AMD EPYC; the runtime's WASM, compiled.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]
#![allow(clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame::weights_prelude::*;

/// What the calls of `pallet_attribution` weigh.
pub trait WeightInfo {
	fn register_worker(b: u32, ) -> Weight;
	fn update_worker(b: u32, ) -> Weight;
	fn leave() -> Weight;
	fn request_inference(l: u32, ) -> Weight;
	fn submit_proof(v: u32, ) -> Weight;
	fn settle(v: u32, ) -> Weight;
	fn expire() -> Weight;
}

/// The measured weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Attribution::Workers` (r:1 w:1)
	/// Proof: `Attribution::Workers` (`max_values`: None, `max_size`: Some(307), added: 2782, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:1 w:0)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:16 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1261), added: 3736, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::RosterLen` (r:16 w:16)
	/// Proof: `Attribution::RosterLen` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::RosterPlaces` (r:0 w:16)
	/// Proof: `Attribution::RosterPlaces` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Roster` (r:0 w:16)
	/// Proof: `Attribution::Roster` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// The range of component `b` is `[0, 16]`.
	fn register_worker(b: u32, ) -> Weight {
		// Minimum execution time: 436_680_000 picoseconds.
		Weight::from_parts(518_772_411, 3982)
			// Standard Error: 435_949
			.saturating_add(Weight::from_parts(64_581_060, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(b.into())))
			.saturating_add(T::DbWeight::get().writes(3_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(b.into())))
			.saturating_add(Weight::from_parts(0, 3736).saturating_mul(b.into()))
	}
	/// Storage: `Attribution::Workers` (r:1 w:1)
	/// Proof: `Attribution::Workers` (`max_values`: None, `max_size`: Some(307), added: 2782, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:16 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1261), added: 3736, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::RosterPlaces` (r:16 w:48)
	/// Proof: `Attribution::RosterPlaces` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::RosterLen` (r:32 w:32)
	/// Proof: `Attribution::RosterLen` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Roster` (r:16 w:48)
	/// Proof: `Attribution::Roster` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	/// The range of component `b` is `[0, 16]`.
	fn update_worker(b: u32, ) -> Weight {
		// Minimum execution time: 1_812_549_000 picoseconds.
		Weight::from_parts(1_988_113_805, 41614)
			// Standard Error: 1_765_079
			.saturating_add(Weight::from_parts(62_613_034, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(51_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(b.into())))
			.saturating_add(T::DbWeight::get().writes(83_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(b.into())))
			.saturating_add(Weight::from_parts(0, 3736).saturating_mul(b.into()))
	}
	/// Storage: `Attribution::Assigned` (r:1 w:0)
	/// Proof: `Attribution::Assigned` (`max_values`: None, `max_size`: Some(562), added: 3037, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Workers` (r:1 w:1)
	/// Proof: `Attribution::Workers` (`max_values`: None, `max_size`: Some(307), added: 2782, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::RosterPlaces` (r:16 w:32)
	/// Proof: `Attribution::RosterPlaces` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::RosterLen` (r:16 w:16)
	/// Proof: `Attribution::RosterLen` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Roster` (r:16 w:32)
	/// Proof: `Attribution::Roster` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	fn leave() -> Weight {
		// Minimum execution time: 1_807_261_000 picoseconds.
		Weight::from_parts(1_872_148_000, 41614)
			.saturating_add(T::DbWeight::get().reads(52_u64))
			.saturating_add(T::DbWeight::get().writes(83_u64))
	}
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1261), added: 3736, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::NextRequest` (r:1 w:1)
	/// Proof: `Attribution::NextRequest` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::RosterLen` (r:1 w:0)
	/// Proof: `Attribution::RosterLen` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `System::ParentHash` (r:1 w:0)
	/// Proof: `System::ParentHash` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Roster` (r:8 w:0)
	/// Proof: `Attribution::Roster` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:8 w:0)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Assigned` (r:8 w:1)
	/// Proof: `Attribution::Assigned` (`max_values`: None, `max_size`: Some(562), added: 3037, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Inputs` (r:0 w:1)
	/// Proof: `Attribution::Inputs` (`max_values`: None, `max_size`: Some(4114), added: 6589, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Requests` (r:0 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1179), added: 3654, mode: `MaxEncodedLen`)
	/// The range of component `l` is `[1, 4096]`.
	fn request_inference(l: u32, ) -> Weight {
		// Minimum execution time: 1_335_559_000 picoseconds.
		Weight::from_parts(1_403_925_125, 25286)
			// Standard Error: 3_824
			.saturating_add(Weight::from_parts(58_906, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(31_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Attribution::Requests` (r:1 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1179), added: 3654, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1261), added: 3736, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Contributions` (r:64 w:0)
	/// Proof: `Datanets::Contributions` (`max_values`: None, `max_size`: Some(454), added: 2929, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Snapshots` (r:16 w:0)
	/// Proof: `Datanets::Snapshots` (`max_values`: None, `max_size`: Some(415), added: 2890, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Workers` (r:1 w:1)
	/// Proof: `Attribution::Workers` (`max_values`: None, `max_size`: Some(307), added: 2782, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Assigned` (r:1 w:1)
	/// Proof: `Attribution::Assigned` (`max_values`: None, `max_size`: Some(562), added: 3037, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Maturing` (r:0 w:1)
	/// Proof: `Attribution::Maturing` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// The range of component `v` is `[0, 64]`.
	fn submit_proof(v: u32, ) -> Weight {
		// Minimum execution time: 418_373_000 picoseconds.
		Weight::from_parts(428_539_841, 47230)
			// Standard Error: 15_580_321
			.saturating_add(Weight::from_parts(335_304_286, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(20_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(4_u64))
			.saturating_add(Weight::from_parts(0, 2929).saturating_mul(v.into()))
	}
	/// Storage: `Attribution::Requests` (r:1 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1179), added: 3654, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:3 w:3)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:17 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1261), added: 3736, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Snapshots` (r:16 w:0)
	/// Proof: `Datanets::Snapshots` (`max_values`: None, `max_size`: Some(415), added: 2890, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Pools` (r:17 w:17)
	/// Proof: `ArtifactStaking::Pools` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Contributions` (r:64 w:0)
	/// Proof: `Datanets::Contributions` (`max_values`: None, `max_size`: Some(454), added: 2929, mode: `MaxEncodedLen`)
	/// Storage: `Royalties::CuratorPools` (r:16 w:16)
	/// Proof: `Royalties::CuratorPools` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Datanets` (r:16 w:0)
	/// Proof: `Datanets::Datanets` (`max_values`: None, `max_size`: Some(1815), added: 4290, mode: `MaxEncodedLen`)
	/// Storage: `Royalties::Ledger` (r:91 w:91)
	/// Proof: `Royalties::Ledger` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::CurrentEra` (r:1 w:0)
	/// Proof: `ArtifactStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(28), added: 523, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::EraPools` (r:2 w:2)
	/// Proof: `ArtifactStaking::EraPools` (`max_values`: None, `max_size`: Some(69), added: 2544, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Points` (r:65 w:65)
	/// Proof: `ArtifactStaking::Points` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Royalties::Pools` (r:16 w:16)
	/// Proof: `Royalties::Pools` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Maturing` (r:0 w:1)
	/// Proof: `Attribution::Maturing` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// The range of component `v` is `[0, 64]`.
	fn settle(v: u32, ) -> Weight {
		// Minimum execution time: 8_548_109_000 picoseconds.
		Weight::from_parts(14_399_068_422, 70407)
			// Standard Error: 24_571_201
			.saturating_add(Weight::from_parts(213_494_581, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(136_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(85_u64))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(v.into())))
			.saturating_add(Weight::from_parts(0, 2929).saturating_mul(v.into()))
	}
	/// Storage: `Attribution::Requests` (r:1 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1179), added: 3654, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Assigned` (r:1 w:1)
	/// Proof: `Attribution::Assigned` (`max_values`: None, `max_size`: Some(562), added: 3037, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Workers` (r:1 w:1)
	/// Proof: `Attribution::Workers` (`max_values`: None, `max_size`: Some(307), added: 2782, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Inputs` (r:0 w:1)
	/// Proof: `Attribution::Inputs` (`max_values`: None, `max_size`: Some(4114), added: 6589, mode: `MaxEncodedLen`)
	fn expire() -> Weight {
		// Minimum execution time: 599_122_000 picoseconds.
		Weight::from_parts(672_011_000, 4644)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
}

/// The same for tests: database costs of RocksDB.
impl WeightInfo for () {
	fn register_worker(b: u32, ) -> Weight {
		Weight::from_parts(518_772_411, 3982)
			.saturating_add(Weight::from_parts(64_581_060, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().reads((2_u64).saturating_mul(b.into())))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
			.saturating_add(RocksDbWeight::get().writes((3_u64).saturating_mul(b.into())))
			.saturating_add(Weight::from_parts(0, 3736).saturating_mul(b.into()))
	}
	fn update_worker(b: u32, ) -> Weight {
		Weight::from_parts(1_988_113_805, 41614)
			.saturating_add(Weight::from_parts(62_613_034, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(51_u64))
			.saturating_add(RocksDbWeight::get().reads((2_u64).saturating_mul(b.into())))
			.saturating_add(RocksDbWeight::get().writes(83_u64))
			.saturating_add(RocksDbWeight::get().writes((3_u64).saturating_mul(b.into())))
			.saturating_add(Weight::from_parts(0, 3736).saturating_mul(b.into()))
	}
	fn leave() -> Weight {
		Weight::from_parts(1_872_148_000, 41614)
			.saturating_add(RocksDbWeight::get().reads(52_u64))
			.saturating_add(RocksDbWeight::get().writes(83_u64))
	}
	fn request_inference(l: u32, ) -> Weight {
		Weight::from_parts(1_403_925_125, 25286)
			.saturating_add(Weight::from_parts(58_906, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(31_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn submit_proof(v: u32, ) -> Weight {
		Weight::from_parts(428_539_841, 47230)
			.saturating_add(Weight::from_parts(335_304_286, 0).saturating_mul(v.into()))
			.saturating_add(RocksDbWeight::get().reads(20_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(v.into())))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
			.saturating_add(Weight::from_parts(0, 2929).saturating_mul(v.into()))
	}
	fn settle(v: u32, ) -> Weight {
		Weight::from_parts(14_399_068_422, 70407)
			.saturating_add(Weight::from_parts(213_494_581, 0).saturating_mul(v.into()))
			.saturating_add(RocksDbWeight::get().reads(136_u64))
			.saturating_add(RocksDbWeight::get().reads((3_u64).saturating_mul(v.into())))
			.saturating_add(RocksDbWeight::get().writes(85_u64))
			.saturating_add(RocksDbWeight::get().writes((2_u64).saturating_mul(v.into())))
			.saturating_add(Weight::from_parts(0, 2929).saturating_mul(v.into()))
	}
	fn expire() -> Weight {
		Weight::from_parts(672_011_000, 4644)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
}
