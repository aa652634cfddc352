// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_curation`, measured. Not written by hand: run `scripts/weights`.
//!
//! Date 2026-11-21, 20 steps, 10 repetitions, on AMD EPYC; the runtime's WASM, compiled.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]
#![allow(clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame::weights_prelude::*;

/// What the calls of `pallet_curation` weigh.
pub trait WeightInfo {
	fn join() -> Weight;
	fn add_stake() -> Weight;
	fn leave() -> Weight;
	fn withdraw_stake() -> Weight;
	fn commit() -> Weight;
	fn reveal() -> Weight;
	fn close() -> Weight;
	fn appeal() -> Weight;
	fn decide_appeal() -> Weight;
	fn decide_appeal_spam() -> Weight;
	fn conclude() -> Weight;
	fn conclude_spam() -> Weight;
	fn settle_vote() -> Weight;
	fn settle_vote_slashed() -> Weight;
}

/// The measured weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Datanets::Datanets` (r:1 w:0)
	/// Proof: `Datanets::Datanets` (`max_values`: None, `max_size`: Some(1815), added: 4290, mode: `MaxEncodedLen`)
	/// Storage: `Curation::Curators` (r:1 w:1)
	/// Proof: `Curation::Curators` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	fn join() -> Weight {
		// Minimum execution time: 428_558_000 picoseconds.
		Weight::from_parts(449_550_000, 5280)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Curation::Curators` (r:1 w:1)
	/// Proof: `Curation::Curators` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	fn add_stake() -> Weight {
		// Minimum execution time: 393_385_000 picoseconds.
		Weight::from_parts(407_778_000, 3982)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Curation::Curators` (r:1 w:1)
	/// Proof: `Curation::Curators` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	fn leave() -> Weight {
		// Minimum execution time: 164_646_000 picoseconds.
		Weight::from_parts(177_073_000, 3566)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Curation::Curators` (r:1 w:1)
	/// Proof: `Curation::Curators` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	fn withdraw_stake() -> Weight {
		// Minimum execution time: 344_803_000 picoseconds.
		Weight::from_parts(358_914_000, 3982)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Datanets::Contributions` (r:1 w:0)
	/// Proof: `Datanets::Contributions` (`max_values`: None, `max_size`: Some(454), added: 2929, mode: `MaxEncodedLen`)
	/// Storage: `Curation::Votes` (r:1 w:1)
	/// Proof: `Curation::Votes` (`max_values`: None, `max_size`: Some(130), added: 2605, mode: `MaxEncodedLen`)
	/// Storage: `Curation::Ballots` (r:1 w:1)
	/// Proof: `Curation::Ballots` (`max_values`: None, `max_size`: Some(143), added: 2618, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Curation::Curators` (r:1 w:1)
	/// Proof: `Curation::Curators` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	fn commit() -> Weight {
		// Minimum execution time: 285_315_000 picoseconds.
		Weight::from_parts(295_581_000, 3919)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Curation::Ballots` (r:1 w:1)
	/// Proof: `Curation::Ballots` (`max_values`: None, `max_size`: Some(143), added: 2618, mode: `MaxEncodedLen`)
	/// Storage: `Curation::Votes` (r:1 w:1)
	/// Proof: `Curation::Votes` (`max_values`: None, `max_size`: Some(130), added: 2605, mode: `MaxEncodedLen`)
	fn reveal() -> Weight {
		// Minimum execution time: 157_595_000 picoseconds.
		Weight::from_parts(163_673_000, 3608)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Curation::Ballots` (r:1 w:1)
	/// Proof: `Curation::Ballots` (`max_values`: None, `max_size`: Some(143), added: 2618, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	fn close() -> Weight {
		// Minimum execution time: 170_854_000 picoseconds.
		Weight::from_parts(175_621_000, 3608)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Curation::Ballots` (r:1 w:1)
	/// Proof: `Curation::Ballots` (`max_values`: None, `max_size`: Some(143), added: 2618, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Contributions` (r:1 w:0)
	/// Proof: `Datanets::Contributions` (`max_values`: None, `max_size`: Some(454), added: 2929, mode: `MaxEncodedLen`)
	/// Storage: `Curation::Votes` (r:1 w:0)
	/// Proof: `Curation::Votes` (`max_values`: None, `max_size`: Some(130), added: 2605, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	fn appeal() -> Weight {
		// Minimum execution time: 536_018_000 picoseconds.
		Weight::from_parts(551_001_000, 3982)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Curation::Ballots` (r:1 w:1)
	/// Proof: `Curation::Ballots` (`max_values`: None, `max_size`: Some(143), added: 2618, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:3 w:3)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Contributions` (r:1 w:1)
	/// Proof: `Datanets::Contributions` (`max_values`: None, `max_size`: Some(454), added: 2929, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Corpora` (r:1 w:1)
	/// Proof: `Datanets::Corpora` (`max_values`: None, `max_size`: Some(2087), added: 4562, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Reports` (r:1 w:0)
	/// Proof: `Datanets::Reports` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Reputations` (r:1 w:1)
	/// Proof: `Datanets::Reputations` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Votes` (r:0 w:1)
	/// Proof: `Datanets::Votes` (`max_values`: None, `max_size`: Some(553), added: 3028, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Accepted` (r:0 w:1)
	/// Proof: `Datanets::Accepted` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	fn decide_appeal() -> Weight {
		// Minimum execution time: 976_825_000 picoseconds.
		Weight::from_parts(1_002_353_000, 8799)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// Storage: `Curation::Ballots` (r:1 w:1)
	/// Proof: `Curation::Ballots` (`max_values`: None, `max_size`: Some(143), added: 2618, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Contributions` (r:1 w:1)
	/// Proof: `Datanets::Contributions` (`max_values`: None, `max_size`: Some(454), added: 2929, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Corpora` (r:1 w:1)
	/// Proof: `Datanets::Corpora` (`max_values`: None, `max_size`: Some(2087), added: 4562, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Reports` (r:1 w:0)
	/// Proof: `Datanets::Reports` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Reputations` (r:1 w:1)
	/// Proof: `Datanets::Reputations` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Votes` (r:0 w:1)
	/// Proof: `Datanets::Votes` (`max_values`: None, `max_size`: Some(553), added: 3028, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Accepted` (r:0 w:1)
	/// Proof: `Datanets::Accepted` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	fn conclude() -> Weight {
		// Minimum execution time: 938_518_000 picoseconds.
		Weight::from_parts(980_570_000, 6974)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	/// Storage: `Curation::Ballots` (r:1 w:1)
	/// Proof: `Curation::Ballots` (`max_values`: None, `max_size`: Some(143), added: 2618, mode: `MaxEncodedLen`)
	/// Storage: `Curation::Votes` (r:1 w:1)
	/// Proof: `Curation::Votes` (`max_values`: None, `max_size`: Some(130), added: 2605, mode: `MaxEncodedLen`)
	/// Storage: `Curation::Curators` (r:1 w:1)
	/// Proof: `Curation::Curators` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Royalties::CuratorPools` (r:1 w:1)
	/// Proof: `Royalties::CuratorPools` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Royalties::CuratorPositions` (r:1 w:1)
	/// Proof: `Royalties::CuratorPositions` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	fn settle_vote() -> Weight {
		// Minimum execution time: 274_168_000 picoseconds.
		Weight::from_parts(287_959_000, 3608)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Curation::Ballots` (r:1 w:1)
	/// Proof: `Curation::Ballots` (`max_values`: None, `max_size`: Some(143), added: 2618, mode: `MaxEncodedLen`)
	/// Storage: `Curation::Votes` (r:1 w:1)
	/// Proof: `Curation::Votes` (`max_values`: None, `max_size`: Some(130), added: 2605, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Curation::Curators` (r:1 w:1)
	/// Proof: `Curation::Curators` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	fn settle_vote_slashed() -> Weight {
		// Minimum execution time: 484_201_000 picoseconds.
		Weight::from_parts(499_454_000, 6196)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Provisional: a run of the benchmarks replaces it.
	fn decide_appeal_spam() -> Weight {
		Weight::from_parts(2_000_000_000, 8799)
			.saturating_add(T::DbWeight::get().reads(16_u64))
			.saturating_add(T::DbWeight::get().writes(16_u64))
	}
	/// Provisional: a run of the benchmarks replaces it.
	fn conclude_spam() -> Weight {
		Weight::from_parts(2_000_000_000, 8799)
			.saturating_add(T::DbWeight::get().reads(16_u64))
			.saturating_add(T::DbWeight::get().writes(16_u64))
	}
}

/// The same for tests: database costs of RocksDB.
impl WeightInfo for () {
	fn join() -> Weight {
		Weight::from_parts(449_550_000, 5280)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn add_stake() -> Weight {
		Weight::from_parts(407_778_000, 3982)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn leave() -> Weight {
		Weight::from_parts(177_073_000, 3566)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn withdraw_stake() -> Weight {
		Weight::from_parts(358_914_000, 3982)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn commit() -> Weight {
		Weight::from_parts(295_581_000, 3919)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn reveal() -> Weight {
		Weight::from_parts(163_673_000, 3608)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn close() -> Weight {
		Weight::from_parts(175_621_000, 3608)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn appeal() -> Weight {
		Weight::from_parts(551_001_000, 3982)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn decide_appeal() -> Weight {
		Weight::from_parts(1_002_353_000, 8799)
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn conclude() -> Weight {
		Weight::from_parts(980_570_000, 6974)
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(10_u64))
	}
	fn settle_vote() -> Weight {
		Weight::from_parts(287_959_000, 3608)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn settle_vote_slashed() -> Weight {
		Weight::from_parts(499_454_000, 6196)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn decide_appeal_spam() -> Weight {
		Weight::from_parts(2_000_000_000, 8799)
			.saturating_add(RocksDbWeight::get().reads(16_u64))
			.saturating_add(RocksDbWeight::get().writes(16_u64))
	}
	fn conclude_spam() -> Weight {
		Weight::from_parts(2_000_000_000, 8799)
			.saturating_add(RocksDbWeight::get().reads(16_u64))
			.saturating_add(RocksDbWeight::get().writes(16_u64))
	}
}
