// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_payment_channels`, measured. Not written by hand: run `scripts/weights`.
//!
//! Date 2026-11-21, 20 steps, 10 repetitions, on AMD EPYC; the runtime's WASM, compiled.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]
#![allow(clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame::weights_prelude::*;

/// What the calls of `pallet_payment_channels` weigh.
pub trait WeightInfo {
	fn open() -> Weight;
	fn top_up() -> Weight;
	fn redeem() -> Weight;
	fn request_close() -> Weight;
	fn reopen() -> Weight;
	fn close() -> Weight;
}

/// The measured weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `PaymentChannels::NextChannel` (r:1 w:1)
	/// Proof: `PaymentChannels::NextChannel` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	/// Storage: `PaymentChannels::Channels` (r:0 w:1)
	/// Proof: `PaymentChannels::Channels` (`max_values`: None, `max_size`: Some(165), added: 2640, mode: `MaxEncodedLen`)
	fn open() -> Weight {
		// Minimum execution time: 539_753_000 picoseconds.
		Weight::from_parts(552_423_000, 3982)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `PaymentChannels::Channels` (r:1 w:1)
	/// Proof: `PaymentChannels::Channels` (`max_values`: None, `max_size`: Some(165), added: 2640, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	fn top_up() -> Weight {
		// Minimum execution time: 367_016_000 picoseconds.
		Weight::from_parts(375_600_000, 3982)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `PaymentChannels::Channels` (r:1 w:1)
	/// Proof: `PaymentChannels::Channels` (`max_values`: None, `max_size`: Some(165), added: 2640, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	fn redeem() -> Weight {
		// Minimum execution time: 1_054_210_000 picoseconds.
		Weight::from_parts(1_101_090_000, 3982)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `PaymentChannels::Channels` (r:1 w:1)
	/// Proof: `PaymentChannels::Channels` (`max_values`: None, `max_size`: Some(165), added: 2640, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	fn request_close() -> Weight {
		// Minimum execution time: 169_342_000 picoseconds.
		Weight::from_parts(207_980_000, 3630)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `PaymentChannels::Channels` (r:1 w:1)
	/// Proof: `PaymentChannels::Channels` (`max_values`: None, `max_size`: Some(165), added: 2640, mode: `MaxEncodedLen`)
	fn reopen() -> Weight {
		// Minimum execution time: 107_581_000 picoseconds.
		Weight::from_parts(139_888_000, 3630)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `PaymentChannels::Channels` (r:1 w:1)
	/// Proof: `PaymentChannels::Channels` (`max_values`: None, `max_size`: Some(165), added: 2640, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(517), added: 2992, mode: `MaxEncodedLen`)
	fn close() -> Weight {
		// Minimum execution time: 492_864_000 picoseconds.
		Weight::from_parts(548_477_000, 3982)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
}

/// The same for tests: database costs of RocksDB.
impl WeightInfo for () {
	fn open() -> Weight {
		Weight::from_parts(552_423_000, 3982)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn top_up() -> Weight {
		Weight::from_parts(375_600_000, 3982)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn redeem() -> Weight {
		Weight::from_parts(1_101_090_000, 3982)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn request_close() -> Weight {
		Weight::from_parts(207_980_000, 3630)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn reopen() -> Weight {
		Weight::from_parts(139_888_000, 3630)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn close() -> Weight {
		Weight::from_parts(548_477_000, 3982)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
}
