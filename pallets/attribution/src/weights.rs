// SPDX-License-Identifier: Apache-2.0
//! Weights for `pallet_attribution`.
//!
//! The reads, writes and proof sizes are counted, those of the traits' other sides in the runtime
//! included; the times are those of like calls of the SDK's pallets, until the benchmarks replace this
//! file.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use frame::weights_prelude::*;

/// Weight functions needed for `pallet_attribution`.
pub trait WeightInfo {
	fn register_worker(b: u32, ) -> Weight;
	fn update_worker(b: u32, ) -> Weight;
	fn leave() -> Weight;
	fn request_inference(l: u32, ) -> Weight;
	fn submit_proof(v: u32, ) -> Weight;
	fn settle(v: u32, ) -> Weight;
	fn expire() -> Weight;
}

/// Weights for `pallet_attribution` using the Substrate node and recommended hardware.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Attribution::Workers` (r:1 w:1)
	/// Proof: `Attribution::Workers` (`max_values`: None, `max_size`: Some(324), added: 2799, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:1 w:0)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:16 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(900), added: 3375, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(427), added: 2902, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::RosterLen` (r:16 w:16)
	/// Proof: `Attribution::RosterLen` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Roster` (r:0 w:16)
	/// Proof: `Attribution::Roster` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::RosterPlaces` (r:0 w:16)
	/// Proof: `Attribution::RosterPlaces` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// The range of component `b` is `[1, 16]`.
	fn register_worker(b: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Estimated: `4365 + b * (3375 ±0)`
		Weight::from_parts(60_000_000, 4365)
			.saturating_add(Weight::from_parts(22_000_000, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(b.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(b.into())))
			.saturating_add(Weight::from_parts(0, 3375).saturating_mul(b.into()))
	}
	/// Storage: `Attribution::Workers` (r:1 w:1)
	/// Proof: `Attribution::Workers` (`max_values`: None, `max_size`: Some(324), added: 2799, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:16 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(900), added: 3375, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(427), added: 2902, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::RosterLen` (r:32 w:32)
	/// Proof: `Attribution::RosterLen` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Roster` (r:16 w:48)
	/// Proof: `Attribution::Roster` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::RosterPlaces` (r:16 w:48)
	/// Proof: `Attribution::RosterPlaces` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// The range of component `b` is `[1, 16]`.
	fn update_worker(b: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Estimated: `41614 + b * (3375 ±0)`
		Weight::from_parts(330_000_000, 41614)
			.saturating_add(Weight::from_parts(22_000_000, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(50_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(b.into())))
			.saturating_add(T::DbWeight::get().writes(82_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(b.into())))
			.saturating_add(Weight::from_parts(0, 3375).saturating_mul(b.into()))
	}
	/// Storage: `Attribution::Assigned` (r:1 w:0)
	/// Proof: `Attribution::Assigned` (`max_values`: None, `max_size`: Some(562), added: 3037, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Workers` (r:1 w:1)
	/// Proof: `Attribution::Workers` (`max_values`: None, `max_size`: Some(324), added: 2799, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::RosterPlaces` (r:16 w:32)
	/// Proof: `Attribution::RosterPlaces` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::RosterLen` (r:16 w:16)
	/// Proof: `Attribution::RosterLen` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Roster` (r:16 w:32)
	/// Proof: `Attribution::Roster` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(427), added: 2902, mode: `MaxEncodedLen`)
	fn leave() -> Weight {
		// Proof Size summary in bytes:
		//  Estimated: `41614`
		Weight::from_parts(320_000_000, 41614)
			.saturating_add(T::DbWeight::get().reads(51_u64))
			.saturating_add(T::DbWeight::get().writes(82_u64))
	}
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(900), added: 3375, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::NextRequest` (r:1 w:1)
	/// Proof: `Attribution::NextRequest` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::RosterLen` (r:1 w:0)
	/// Proof: `Attribution::RosterLen` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `System::ParentHash` (r:1 w:0)
	/// Proof: `System::ParentHash` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Roster` (r:8 w:0)
	/// Proof: `Attribution::Roster` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:8 w:0)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Assigned` (r:8 w:1)
	/// Proof: `Attribution::Assigned` (`max_values`: None, `max_size`: Some(562), added: 3037, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(427), added: 2902, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Inputs` (r:0 w:1)
	/// Proof: `Attribution::Inputs` (`max_values`: None, `max_size`: Some(4114), added: 6589, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Requests` (r:0 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1181), added: 3656, mode: `MaxEncodedLen`)
	/// The range of component `l` is `[1, 4096]`.
	fn request_inference(l: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Estimated: `25286`
		Weight::from_parts(150_000_000, 25286)
			.saturating_add(Weight::from_parts(110_000, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(32_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Attribution::Requests` (r:1 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1181), added: 3656, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(900), added: 3375, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Snapshots` (r:16 w:0)
	/// Proof: `Datanets::Snapshots` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Contributions` (r:64 w:0)
	/// Proof: `Datanets::Contributions` (`max_values`: None, `max_size`: Some(400), added: 2875, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Workers` (r:1 w:1)
	/// Proof: `Attribution::Workers` (`max_values`: None, `max_size`: Some(324), added: 2799, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Assigned` (r:1 w:1)
	/// Proof: `Attribution::Assigned` (`max_values`: None, `max_size`: Some(562), added: 3037, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Maturing` (r:0 w:1)
	/// Proof: `Attribution::Maturing` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// The range of component `v` is `[0, 64]`.
	fn submit_proof(v: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Estimated: `42190 + v * (2875 ±0)`
		Weight::from_parts(140_000_000, 42190)
			.saturating_add(Weight::from_parts(14_000_000, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(23_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(4_u64))
			.saturating_add(Weight::from_parts(0, 2875).saturating_mul(v.into()))
	}
	/// Storage: `Attribution::Requests` (r:1 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1181), added: 3656, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(427), added: 2902, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(900), added: 3375, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Contributions` (r:64 w:0)
	/// Proof: `Datanets::Contributions` (`max_values`: None, `max_size`: Some(400), added: 2875, mode: `MaxEncodedLen`)
	/// Storage: `Royalties::Credits` (r:84 w:84)
	/// Proof: `Royalties::Credits` (`max_values`: None, `max_size`: Some(120), added: 2595, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Snapshots` (r:16 w:0)
	/// Proof: `Datanets::Snapshots` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `Royalties::Pools` (r:16 w:16)
	/// Proof: `Royalties::Pools` (`max_values`: None, `max_size`: Some(120), added: 2595, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Maturing` (r:0 w:1)
	/// Proof: `Attribution::Maturing` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// The range of component `v` is `[0, 64]`.
	fn settle(v: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Estimated: `52890 + v * (2875 ±0)`
		Weight::from_parts(200_000_000, 52890)
			.saturating_add(Weight::from_parts(16_000_000, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(58_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(41_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(v.into())))
			.saturating_add(Weight::from_parts(0, 2875).saturating_mul(v.into()))
	}
	/// Storage: `Attribution::Requests` (r:1 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1181), added: 3656, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(427), added: 2902, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Inputs` (r:0 w:1)
	/// Proof: `Attribution::Inputs` (`max_values`: None, `max_size`: Some(4114), added: 6589, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Assigned` (r:1 w:1)
	/// Proof: `Attribution::Assigned` (`max_values`: None, `max_size`: Some(562), added: 3037, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Workers` (r:1 w:1)
	/// Proof: `Attribution::Workers` (`max_values`: None, `max_size`: Some(324), added: 2799, mode: `MaxEncodedLen`)
	fn expire() -> Weight {
		// Proof Size summary in bytes:
		//  Estimated: `4646`
		Weight::from_parts(110_000_000, 4646)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
}

// For tests.
impl WeightInfo for () {
	fn register_worker(b: u32, ) -> Weight {
		Weight::from_parts(60_000_000, 4365)
			.saturating_add(Weight::from_parts(22_000_000, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().reads((2_u64).saturating_mul(b.into())))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
			.saturating_add(RocksDbWeight::get().writes((3_u64).saturating_mul(b.into())))
			.saturating_add(Weight::from_parts(0, 3375).saturating_mul(b.into()))
	}
	fn update_worker(b: u32, ) -> Weight {
		Weight::from_parts(330_000_000, 41614)
			.saturating_add(Weight::from_parts(22_000_000, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(50_u64))
			.saturating_add(RocksDbWeight::get().reads((2_u64).saturating_mul(b.into())))
			.saturating_add(RocksDbWeight::get().writes(82_u64))
			.saturating_add(RocksDbWeight::get().writes((3_u64).saturating_mul(b.into())))
			.saturating_add(Weight::from_parts(0, 3375).saturating_mul(b.into()))
	}
	fn leave() -> Weight {
		Weight::from_parts(320_000_000, 41614)
			.saturating_add(RocksDbWeight::get().reads(51_u64))
			.saturating_add(RocksDbWeight::get().writes(82_u64))
	}
	fn request_inference(l: u32, ) -> Weight {
		Weight::from_parts(150_000_000, 25286)
			.saturating_add(Weight::from_parts(110_000, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(32_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn submit_proof(v: u32, ) -> Weight {
		Weight::from_parts(140_000_000, 42190)
			.saturating_add(Weight::from_parts(14_000_000, 0).saturating_mul(v.into()))
			.saturating_add(RocksDbWeight::get().reads(23_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(v.into())))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
			.saturating_add(Weight::from_parts(0, 2875).saturating_mul(v.into()))
	}
	fn settle(v: u32, ) -> Weight {
		Weight::from_parts(200_000_000, 52890)
			.saturating_add(Weight::from_parts(16_000_000, 0).saturating_mul(v.into()))
			.saturating_add(RocksDbWeight::get().reads(58_u64))
			.saturating_add(RocksDbWeight::get().reads((2_u64).saturating_mul(v.into())))
			.saturating_add(RocksDbWeight::get().writes(41_u64))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(v.into())))
			.saturating_add(Weight::from_parts(0, 2875).saturating_mul(v.into()))
	}
	fn expire() -> Weight {
		Weight::from_parts(110_000_000, 4646)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
}
