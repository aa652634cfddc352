// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_attribution`, measured. Not written by hand: run `scripts/weights`.
//!
//! Date 2026-11-21, 10 steps, 5 repetitions, on AMD EPYC; the runtime's WASM, compiled.

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
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(40), added: 2515, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:16 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::RosterLen` (r:16 w:16)
	/// Proof: `Attribution::RosterLen` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::RosterPlaces` (r:0 w:16)
	/// Proof: `Attribution::RosterPlaces` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Roster` (r:0 w:16)
	/// Proof: `Attribution::Roster` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// The range of component `b` is `[0, 16]`.
	fn register_worker(b: u32, ) -> Weight {
		// Minimum execution time: 418_058_000 picoseconds.
		Weight::from_parts(373_640_318, 3850)
			// Standard Error: 6_501_149
			.saturating_add(Weight::from_parts(79_411_237, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(b.into())))
			.saturating_add(T::DbWeight::get().writes(3_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(b.into())))
			.saturating_add(Weight::from_parts(0, 3286).saturating_mul(b.into()))
	}
	/// Storage: `Attribution::Workers` (r:1 w:1)
	/// Proof: `Attribution::Workers` (`max_values`: None, `max_size`: Some(307), added: 2782, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:16 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::RosterPlaces` (r:16 w:48)
	/// Proof: `Attribution::RosterPlaces` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::RosterLen` (r:32 w:32)
	/// Proof: `Attribution::RosterLen` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Roster` (r:16 w:48)
	/// Proof: `Attribution::Roster` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	/// The range of component `b` is `[0, 16]`.
	fn update_worker(b: u32, ) -> Weight {
		// Minimum execution time: 1_656_377_000 picoseconds.
		Weight::from_parts(4_064_332_747, 41614)
			// Standard Error: 234_640_697
			.saturating_add(Weight::from_parts(847_690_469, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(51_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(b.into())))
			.saturating_add(T::DbWeight::get().writes(83_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(b.into())))
			.saturating_add(Weight::from_parts(0, 3286).saturating_mul(b.into()))
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
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	fn leave() -> Weight {
		// Minimum execution time: 1_638_330_000 picoseconds.
		Weight::from_parts(6_208_392_000, 41614)
			.saturating_add(T::DbWeight::get().reads(52_u64))
			.saturating_add(T::DbWeight::get().writes(83_u64))
	}
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::NextRequest` (r:1 w:1)
	/// Proof: `Attribution::NextRequest` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(40), added: 2515, mode: `MaxEncodedLen`)
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
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Inputs` (r:0 w:1)
	/// Proof: `Attribution::Inputs` (`max_values`: None, `max_size`: Some(4114), added: 6589, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Requests` (r:0 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1179), added: 3654, mode: `MaxEncodedLen`)
	/// The range of component `l` is `[1, 4096]`.
	fn request_inference(l: u32, ) -> Weight {
		// Minimum execution time: 1_266_342_000 picoseconds.
		Weight::from_parts(2_054_129_272, 25286)
			// Standard Error: 248_455
			.saturating_add(Weight::from_parts(291_436, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(31_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Attribution::Requests` (r:1 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1179), added: 3654, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(40), added: 2515, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Snapshots` (r:16 w:0)
	/// Proof: `Datanets::Snapshots` (`max_values`: None, `max_size`: Some(117), added: 2592, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Contributions` (r:64 w:0)
	/// Proof: `Datanets::Contributions` (`max_values`: None, `max_size`: Some(383), added: 2858, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Workers` (r:1 w:1)
	/// Proof: `Attribution::Workers` (`max_values`: None, `max_size`: Some(307), added: 2782, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Assigned` (r:1 w:1)
	/// Proof: `Attribution::Assigned` (`max_values`: None, `max_size`: Some(562), added: 3037, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Maturing` (r:0 w:1)
	/// Proof: `Attribution::Maturing` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// The range of component `v` is `[0, 64]`.
	fn submit_proof(v: u32, ) -> Weight {
		// Minimum execution time: 955_384_000 picoseconds.
		Weight::from_parts(1_764_078_429, 42462)
			// Standard Error: 57_885_155
			.saturating_add(Weight::from_parts(540_620_487, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(23_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(4_u64))
			.saturating_add(Weight::from_parts(0, 2836).saturating_mul(v.into()))
	}
	/// Storage: `Attribution::Requests` (r:1 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1179), added: 3654, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(40), added: 2515, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:17 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Contributions` (r:64 w:0)
	/// Proof: `Datanets::Contributions` (`max_values`: None, `max_size`: Some(383), added: 2858, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Snapshots` (r:16 w:0)
	/// Proof: `Datanets::Snapshots` (`max_values`: None, `max_size`: Some(117), added: 2592, mode: `MaxEncodedLen`)
	/// Storage: `Royalties::Claimable` (r:83 w:83)
	/// Proof: `Royalties::Claimable` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Maturing` (r:0 w:1)
	/// Proof: `Attribution::Maturing` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// The range of component `v` is `[0, 64]`.
	fn settle(v: u32, ) -> Weight {
		// Minimum execution time: 2_338_952_000 picoseconds.
		Weight::from_parts(20_849_687_196, 56852)
			.saturating_add(T::DbWeight::get().reads(58_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(24_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(v.into())))
			.saturating_add(Weight::from_parts(0, 2836).saturating_mul(v.into()))
	}
	/// Storage: `Attribution::Requests` (r:1 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1179), added: 3654, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Assigned` (r:1 w:1)
	/// Proof: `Attribution::Assigned` (`max_values`: None, `max_size`: Some(562), added: 3037, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Workers` (r:1 w:1)
	/// Proof: `Attribution::Workers` (`max_values`: None, `max_size`: Some(307), added: 2782, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Inputs` (r:0 w:1)
	/// Proof: `Attribution::Inputs` (`max_values`: None, `max_size`: Some(4114), added: 6589, mode: `MaxEncodedLen`)
	fn expire() -> Weight {
		// Minimum execution time: 592_930_000 picoseconds.
		Weight::from_parts(649_104_000, 4644)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
}

/// The same for tests: database costs of RocksDB.
impl WeightInfo for () {
	fn register_worker(b: u32, ) -> Weight {
		Weight::from_parts(373_640_318, 3850)
			.saturating_add(Weight::from_parts(79_411_237, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().reads((2_u64).saturating_mul(b.into())))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
			.saturating_add(RocksDbWeight::get().writes((3_u64).saturating_mul(b.into())))
			.saturating_add(Weight::from_parts(0, 3286).saturating_mul(b.into()))
	}
	fn update_worker(b: u32, ) -> Weight {
		Weight::from_parts(4_064_332_747, 41614)
			.saturating_add(Weight::from_parts(847_690_469, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(51_u64))
			.saturating_add(RocksDbWeight::get().reads((2_u64).saturating_mul(b.into())))
			.saturating_add(RocksDbWeight::get().writes(83_u64))
			.saturating_add(RocksDbWeight::get().writes((3_u64).saturating_mul(b.into())))
			.saturating_add(Weight::from_parts(0, 3286).saturating_mul(b.into()))
	}
	fn leave() -> Weight {
		Weight::from_parts(6_208_392_000, 41614)
			.saturating_add(RocksDbWeight::get().reads(52_u64))
			.saturating_add(RocksDbWeight::get().writes(83_u64))
	}
	fn request_inference(l: u32, ) -> Weight {
		Weight::from_parts(2_054_129_272, 25286)
			.saturating_add(Weight::from_parts(291_436, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(31_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn submit_proof(v: u32, ) -> Weight {
		Weight::from_parts(1_764_078_429, 42462)
			.saturating_add(Weight::from_parts(540_620_487, 0).saturating_mul(v.into()))
			.saturating_add(RocksDbWeight::get().reads(23_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(v.into())))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
			.saturating_add(Weight::from_parts(0, 2836).saturating_mul(v.into()))
	}
	fn settle(v: u32, ) -> Weight {
		Weight::from_parts(20_849_687_196, 56852)
			.saturating_add(RocksDbWeight::get().reads(58_u64))
			.saturating_add(RocksDbWeight::get().reads((2_u64).saturating_mul(v.into())))
			.saturating_add(RocksDbWeight::get().writes(24_u64))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(v.into())))
			.saturating_add(Weight::from_parts(0, 2836).saturating_mul(v.into()))
	}
	fn expire() -> Weight {
		Weight::from_parts(649_104_000, 4644)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
}
