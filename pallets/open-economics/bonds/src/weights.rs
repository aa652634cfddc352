// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_bonds`, measured. Not written by hand: run `scripts/weights`.
//!
//! Date 2026-11-21, 20 steps, 10 repetitions, on AMD EPYC; the runtime's WASM, compiled.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]
#![allow(clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame::weights_prelude::*;

/// What the calls of `pallet_bonds` weigh.
pub trait WeightInfo {
	fn bond() -> Weight;
	fn unbond() -> Weight;
	fn withdraw() -> Weight;
	fn rebond() -> Weight;
	fn execute_slash() -> Weight;
	fn appeal() -> Weight;
	fn decide_appeal() -> Weight;
	fn overturn() -> Weight;
	fn slash() -> Weight;
}

/// The measured weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Bonds::Ledgers` (r:1 w:1)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	fn bond() -> Weight {
		// Minimum execution time: 362_580_000 picoseconds.
		Weight::from_parts(372_054_000, 3982)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Bonds::Ledgers` (r:1 w:1)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	fn unbond() -> Weight {
		// Minimum execution time: 112_188_000 picoseconds.
		Weight::from_parts(119_828_000, 3850)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Bonds::Ledgers` (r:1 w:1)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	fn withdraw() -> Weight {
		// Minimum execution time: 317_052_000 picoseconds.
		Weight::from_parts(326_977_000, 3982)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Bonds::Ledgers` (r:1 w:1)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	fn rebond() -> Weight {
		// Minimum execution time: 109_152_000 picoseconds.
		Weight::from_parts(135_362_000, 3850)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Bonds::Slashes` (r:1 w:1)
	/// Proof: `Bonds::Slashes` (`max_values`: None, `max_size`: Some(115), added: 2590, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn execute_slash() -> Weight {
		// Minimum execution time: 803_646_000 picoseconds.
		Weight::from_parts(892_148_000, 6196)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Bonds::Slashes` (r:1 w:1)
	/// Proof: `Bonds::Slashes` (`max_values`: None, `max_size`: Some(115), added: 2590, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	fn appeal() -> Weight {
		// Minimum execution time: 434_437_000 picoseconds.
		Weight::from_parts(490_530_000, 3982)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Bonds::Slashes` (r:1 w:1)
	/// Proof: `Bonds::Slashes` (`max_values`: None, `max_size`: Some(115), added: 2590, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	fn decide_appeal() -> Weight {
		// Minimum execution time: 815_585_000 picoseconds.
		Weight::from_parts(925_108_000, 6196)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Bonds::Slashes` (r:1 w:1)
	/// Proof: `Bonds::Slashes` (`max_values`: None, `max_size`: Some(115), added: 2590, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:1 w:1)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	fn overturn() -> Weight {
		// Minimum execution time: 723_477_000 picoseconds.
		Weight::from_parts(814_943_000, 3982)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Bonds::Ledgers` (r:1 w:1)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::NextSlash` (r:1 w:1)
	/// Proof: `Bonds::NextSlash` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Slashes` (r:0 w:1)
	/// Proof: `Bonds::Slashes` (`max_values`: None, `max_size`: Some(115), added: 2590, mode: `MaxEncodedLen`)
	fn slash() -> Weight {
		// Minimum execution time: 602_758_000 picoseconds.
		Weight::from_parts(667_965_000, 3982)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
}

/// The same for tests: database costs of RocksDB.
impl WeightInfo for () {
	fn bond() -> Weight {
		Weight::from_parts(372_054_000, 3982)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn unbond() -> Weight {
		Weight::from_parts(119_828_000, 3850)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(326_977_000, 3982)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn rebond() -> Weight {
		Weight::from_parts(135_362_000, 3850)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn execute_slash() -> Weight {
		Weight::from_parts(892_148_000, 6196)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn appeal() -> Weight {
		Weight::from_parts(490_530_000, 3982)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn decide_appeal() -> Weight {
		Weight::from_parts(925_108_000, 6196)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn overturn() -> Weight {
		Weight::from_parts(814_943_000, 3982)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn slash() -> Weight {
		Weight::from_parts(667_965_000, 3982)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
}
