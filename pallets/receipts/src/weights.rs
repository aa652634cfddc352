// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_receipts`, measured. Not written by hand: run `scripts/weights`.
//!
//! Date 2026-11-21, 20 steps, 10 repetitions, on AMD EPYC; the runtime's WASM, compiled.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]
#![allow(clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame::weights_prelude::*;

/// What the calls of `pallet_receipts` weigh.
pub trait WeightInfo {
	fn open_account() -> Weight;
	fn close_account() -> Weight;
	fn post_batch(v: u32, ) -> Weight;
	fn show_receipt(p: u32, ) -> Weight;
	fn hide_receipt() -> Weight;
	fn prove_fraud(v: u32, h: u32, ) -> Weight;
	fn prove_equivocation(v: u32, h: u32, ) -> Weight;
	fn prove_foreign_contribution(v: u32, h: u32, ) -> Weight;
	fn demand() -> Weight;
	fn show_leaf(h: u32, ) -> Weight;
	fn convict(v: u32, ) -> Weight;
	fn withdraw_demand() -> Weight;
	fn finalize() -> Weight;
}

/// The measured weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Attribution::Workers` (r:1 w:0)
	/// Proof: `Attribution::Workers` (`max_values`: None, `max_size`: Some(352), added: 2827, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:1 w:0)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:4 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Receipts::Accounts` (r:1 w:1)
	/// Proof: `Receipts::Accounts` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Royalties::NextDistribution` (r:1 w:1)
	/// Proof: `Royalties::NextDistribution` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Royalties::Distributions` (r:0 w:1)
	/// Proof: `Royalties::Distributions` (`max_values`: None, `max_size`: Some(215), added: 2690, mode: `MaxEncodedLen`)
	fn open_account() -> Weight {
		// Minimum execution time: 153_959_000 picoseconds.
		Weight::from_parts(168_721_000, 11386)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Receipts::Accounts` (r:1 w:1)
	/// Proof: `Receipts::Accounts` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	fn close_account() -> Weight {
		// Minimum execution time: 62_253_000 picoseconds.
		Weight::from_parts(70_184_000, 4162)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Attribution::Workers` (r:1 w:0)
	/// Proof: `Attribution::Workers` (`max_values`: None, `max_size`: Some(352), added: 2827, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:1 w:0)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:5 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Receipts::Accounts` (r:1 w:1)
	/// Proof: `Receipts::Accounts` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Royalties::Distributions` (r:1 w:1)
	/// Proof: `Royalties::Distributions` (`max_values`: None, `max_size`: Some(215), added: 2690, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:18 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	/// Storage: `Receipts::NextBatch` (r:1 w:1)
	/// Proof: `Receipts::NextBatch` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `PaymentChannels::Channels` (r:8 w:8)
	/// Proof: `PaymentChannels::Channels` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:10 w:10)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:9 w:9)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:8 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:8 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Receipts::Batches` (r:0 w:1)
	/// Proof: `Receipts::Batches` (`max_values`: None, `max_size`: Some(861), added: 3336, mode: `MaxEncodedLen`)
	/// The range of component `v` is `[1, 8]`.
	fn post_batch(v: u32, ) -> Weight {
		// Minimum execution time: 540_195_000 picoseconds.
		Weight::from_parts(462_576_394, 69408)
			// Standard Error: 3_936_202
			.saturating_add(Weight::from_parts(172_465_600, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(33_u64))
			.saturating_add(T::DbWeight::get().reads((5_u64).saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(7_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(v.into())))
			.saturating_add(Weight::from_parts(0, 3774).saturating_mul(v.into()))
	}
	/// Storage: `Receipts::Batches` (r:1 w:0)
	/// Proof: `Receipts::Batches` (`max_values`: None, `max_size`: Some(861), added: 3336, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Receipts::ShownReceipts` (r:1 w:1)
	/// Proof: `Receipts::ShownReceipts` (`max_values`: None, `max_size`: Some(1018), added: 3493, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// The range of component `p` is `[0, 8]`.
	fn show_receipt(p: u32, ) -> Weight {
		// Minimum execution time: 112_257_000 picoseconds.
		Weight::from_parts(127_741_604, 4483)
			// Standard Error: 326_091
			.saturating_add(Weight::from_parts(921_505, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Receipts::ShownReceipts` (r:1 w:1)
	/// Proof: `Receipts::ShownReceipts` (`max_values`: None, `max_size`: Some(1018), added: 3493, mode: `MaxEncodedLen`)
	/// Storage: `Receipts::Batches` (r:1 w:0)
	/// Proof: `Receipts::Batches` (`max_values`: None, `max_size`: Some(861), added: 3336, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	fn hide_receipt() -> Weight {
		// Minimum execution time: 84_927_000 picoseconds.
		Weight::from_parts(101_762_000, 4483)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Receipts::Batches` (r:1 w:1)
	/// Proof: `Receipts::Batches` (`max_values`: None, `max_size`: Some(861), added: 3336, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:10 w:10)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Receipts::Accounts` (r:1 w:1)
	/// Proof: `Receipts::Accounts` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Royalties::Distributions` (r:1 w:1)
	/// Proof: `Royalties::Distributions` (`max_values`: None, `max_size`: Some(215), added: 2690, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:1 w:1)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::NextSlash` (r:1 w:1)
	/// Proof: `Bonds::NextSlash` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Slashes` (r:0 w:1)
	/// Proof: `Bonds::Slashes` (`max_values`: None, `max_size`: Some(115), added: 2590, mode: `MaxEncodedLen`)
	/// The range of component `v` is `[1, 8]`.
	/// The range of component `h` is `[0, 48]`.
	fn prove_fraud(v: u32, h: u32, ) -> Weight {
		// Minimum execution time: 396_851_000 picoseconds.
		Weight::from_parts(60_576_267, 6196)
			// Standard Error: 12_502_364
			.saturating_add(Weight::from_parts(84_410_387, 0).saturating_mul(v.into()))
			// Standard Error: 1_905_441
			.saturating_add(Weight::from_parts(5_044_199, 0).saturating_mul(h.into()))
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(9_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(v.into())))
			.saturating_add(Weight::from_parts(0, 2603).saturating_mul(v.into()))
	}
	/// Storage: `Receipts::Batches` (r:1 w:1)
	/// Proof: `Receipts::Batches` (`max_values`: None, `max_size`: Some(861), added: 3336, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:10 w:10)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Receipts::Accounts` (r:1 w:1)
	/// Proof: `Receipts::Accounts` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Royalties::Distributions` (r:1 w:1)
	/// Proof: `Royalties::Distributions` (`max_values`: None, `max_size`: Some(215), added: 2690, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:1 w:1)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::NextSlash` (r:1 w:1)
	/// Proof: `Bonds::NextSlash` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Slashes` (r:0 w:1)
	/// Proof: `Bonds::Slashes` (`max_values`: None, `max_size`: Some(115), added: 2590, mode: `MaxEncodedLen`)
	/// The range of component `v` is `[1, 8]`.
	/// The range of component `h` is `[0, 8]`.
	fn prove_equivocation(v: u32, _h: u32, ) -> Weight {
		// Minimum execution time: 422_589_000 picoseconds.
		Weight::from_parts(421_208_742, 6196)
			// Standard Error: 1_109_375
			.saturating_add(Weight::from_parts(55_839_174, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(9_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(v.into())))
			.saturating_add(Weight::from_parts(0, 2603).saturating_mul(v.into()))
	}
	/// Storage: `Receipts::Batches` (r:1 w:1)
	/// Proof: `Receipts::Batches` (`max_values`: None, `max_size`: Some(861), added: 3336, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Contributions` (r:1 w:0)
	/// Proof: `Datanets::Contributions` (`max_values`: None, `max_size`: Some(454), added: 2929, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:10 w:10)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Receipts::Accounts` (r:1 w:1)
	/// Proof: `Receipts::Accounts` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Royalties::Distributions` (r:1 w:1)
	/// Proof: `Royalties::Distributions` (`max_values`: None, `max_size`: Some(215), added: 2690, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:1 w:1)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::NextSlash` (r:1 w:1)
	/// Proof: `Bonds::NextSlash` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Slashes` (r:0 w:1)
	/// Proof: `Bonds::Slashes` (`max_values`: None, `max_size`: Some(115), added: 2590, mode: `MaxEncodedLen`)
	/// The range of component `v` is `[1, 8]`.
	/// The range of component `h` is `[0, 8]`.
	fn prove_foreign_contribution(v: u32, h: u32, ) -> Weight {
		// Minimum execution time: 388_659_000 picoseconds.
		Weight::from_parts(366_779_849, 6196)
			// Standard Error: 696_599
			.saturating_add(Weight::from_parts(53_730_299, 0).saturating_mul(v.into()))
			// Standard Error: 614_528
			.saturating_add(Weight::from_parts(77_682, 0).saturating_mul(h.into()))
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(9_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(v.into())))
			.saturating_add(Weight::from_parts(0, 2603).saturating_mul(v.into()))
	}
	/// Storage: `Receipts::Batches` (r:1 w:1)
	/// Proof: `Receipts::Batches` (`max_values`: None, `max_size`: Some(861), added: 3336, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Receipts::Demands` (r:1 w:1)
	/// Proof: `Receipts::Demands` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `MaxEncodedLen`)
	/// Storage: `Receipts::AnsweredDemands` (r:1 w:0)
	/// Proof: `Receipts::AnsweredDemands` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	fn demand() -> Weight {
		// Minimum execution time: 186_447_000 picoseconds.
		Weight::from_parts(199_667_000, 4764)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Receipts::Batches` (r:1 w:1)
	/// Proof: `Receipts::Batches` (`max_values`: None, `max_size`: Some(861), added: 3336, mode: `MaxEncodedLen`)
	/// Storage: `Receipts::Demands` (r:1 w:1)
	/// Proof: `Receipts::Demands` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Receipts::AnsweredDemands` (r:0 w:1)
	/// Proof: `Receipts::AnsweredDemands` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// The range of component `h` is `[0, 8]`.
	fn show_leaf(h: u32, ) -> Weight {
		// Minimum execution time: 142_552_000 picoseconds.
		Weight::from_parts(157_559_199, 6196)
			// Standard Error: 225_971
			.saturating_add(Weight::from_parts(308_508, 0).saturating_mul(h.into()))
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Receipts::Batches` (r:1 w:1)
	/// Proof: `Receipts::Batches` (`max_values`: None, `max_size`: Some(861), added: 3336, mode: `MaxEncodedLen`)
	/// Storage: `Receipts::Demands` (r:1 w:1)
	/// Proof: `Receipts::Demands` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:11 w:11)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Receipts::Accounts` (r:1 w:1)
	/// Proof: `Receipts::Accounts` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Royalties::Distributions` (r:1 w:1)
	/// Proof: `Royalties::Distributions` (`max_values`: None, `max_size`: Some(215), added: 2690, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:1 w:1)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::NextSlash` (r:1 w:1)
	/// Proof: `Bonds::NextSlash` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Slashes` (r:0 w:1)
	/// Proof: `Bonds::Slashes` (`max_values`: None, `max_size`: Some(115), added: 2590, mode: `MaxEncodedLen`)
	/// The range of component `v` is `[1, 8]`.
	fn convict(v: u32, ) -> Weight {
		// Minimum execution time: 441_167_000 picoseconds.
		Weight::from_parts(397_540_874, 8799)
			// Standard Error: 1_306_627
			.saturating_add(Weight::from_parts(58_369_779, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(12_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(v.into())))
			.saturating_add(Weight::from_parts(0, 2603).saturating_mul(v.into()))
	}
	/// Storage: `Receipts::Demands` (r:1 w:1)
	/// Proof: `Receipts::Demands` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `MaxEncodedLen`)
	/// Storage: `Receipts::AnsweredDemands` (r:1 w:0)
	/// Proof: `Receipts::AnsweredDemands` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Receipts::Batches` (r:1 w:0)
	/// Proof: `Receipts::Batches` (`max_values`: None, `max_size`: Some(861), added: 3336, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	fn withdraw_demand() -> Weight {
		// Minimum execution time: 131_336_000 picoseconds.
		Weight::from_parts(145_066_000, 4764)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Receipts::Batches` (r:1 w:1)
	/// Proof: `Receipts::Batches` (`max_values`: None, `max_size`: Some(861), added: 3336, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Receipts::Accounts` (r:1 w:1)
	/// Proof: `Receipts::Accounts` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Royalties::Distributions` (r:1 w:1)
	/// Proof: `Royalties::Distributions` (`max_values`: None, `max_size`: Some(215), added: 2690, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:4 w:4)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:17 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Snapshots` (r:16 w:0)
	/// Proof: `Datanets::Snapshots` (`max_values`: None, `max_size`: Some(415), added: 2890, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Pools` (r:17 w:17)
	/// Proof: `ArtifactStaking::Pools` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `Royalties::CuratorPools` (r:16 w:0)
	/// Proof: `Royalties::CuratorPools` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Datanets` (r:16 w:0)
	/// Proof: `Datanets::Datanets` (`max_values`: None, `max_size`: Some(1815), added: 4290, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Royalties::Ledger` (r:27 w:27)
	/// Proof: `Royalties::Ledger` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::CurrentEra` (r:1 w:0)
	/// Proof: `ArtifactStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(28), added: 523, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::EraPools` (r:1 w:1)
	/// Proof: `ArtifactStaking::EraPools` (`max_values`: None, `max_size`: Some(69), added: 2544, mode: `MaxEncodedLen`)
	/// Storage: `ArtifactStaking::Points` (r:1 w:1)
	/// Proof: `ArtifactStaking::Points` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	fn finalize() -> Weight {
		// Minimum execution time: 1_747_763_000 picoseconds.
		Weight::from_parts(1_880_431_000, 70407)
			.saturating_add(T::DbWeight::get().reads(122_u64))
			.saturating_add(T::DbWeight::get().writes(54_u64))
	}
}

/// The same for tests: database costs of RocksDB.
impl WeightInfo for () {
	fn open_account() -> Weight {
		Weight::from_parts(168_721_000, 11386)
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn close_account() -> Weight {
		Weight::from_parts(70_184_000, 4162)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn post_batch(v: u32, ) -> Weight {
		Weight::from_parts(462_576_394, 69408)
			.saturating_add(Weight::from_parts(172_465_600, 0).saturating_mul(v.into()))
			.saturating_add(RocksDbWeight::get().reads(33_u64))
			.saturating_add(RocksDbWeight::get().reads((5_u64).saturating_mul(v.into())))
			.saturating_add(RocksDbWeight::get().writes(7_u64))
			.saturating_add(RocksDbWeight::get().writes((3_u64).saturating_mul(v.into())))
			.saturating_add(Weight::from_parts(0, 3774).saturating_mul(v.into()))
	}
	fn show_receipt(p: u32, ) -> Weight {
		Weight::from_parts(127_741_604, 4483)
			.saturating_add(Weight::from_parts(921_505, 0).saturating_mul(p.into()))
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn hide_receipt() -> Weight {
		Weight::from_parts(101_762_000, 4483)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn prove_fraud(v: u32, h: u32, ) -> Weight {
		Weight::from_parts(60_576_267, 6196)
			.saturating_add(Weight::from_parts(84_410_387, 0).saturating_mul(v.into()))
			.saturating_add(Weight::from_parts(5_044_199, 0).saturating_mul(h.into()))
			.saturating_add(RocksDbWeight::get().reads(11_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(v.into())))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(v.into())))
			.saturating_add(Weight::from_parts(0, 2603).saturating_mul(v.into()))
	}
	fn prove_equivocation(v: u32, _h: u32, ) -> Weight {
		Weight::from_parts(421_208_742, 6196)
			.saturating_add(Weight::from_parts(55_839_174, 0).saturating_mul(v.into()))
			.saturating_add(RocksDbWeight::get().reads(11_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(v.into())))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(v.into())))
			.saturating_add(Weight::from_parts(0, 2603).saturating_mul(v.into()))
	}
	fn prove_foreign_contribution(v: u32, h: u32, ) -> Weight {
		Weight::from_parts(366_779_849, 6196)
			.saturating_add(Weight::from_parts(53_730_299, 0).saturating_mul(v.into()))
			.saturating_add(Weight::from_parts(77_682, 0).saturating_mul(h.into()))
			.saturating_add(RocksDbWeight::get().reads(13_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(v.into())))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(v.into())))
			.saturating_add(Weight::from_parts(0, 2603).saturating_mul(v.into()))
	}
	fn demand() -> Weight {
		Weight::from_parts(199_667_000, 4764)
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn show_leaf(h: u32, ) -> Weight {
		Weight::from_parts(157_559_199, 6196)
			.saturating_add(Weight::from_parts(308_508, 0).saturating_mul(h.into()))
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn convict(v: u32, ) -> Weight {
		Weight::from_parts(397_540_874, 8799)
			.saturating_add(Weight::from_parts(58_369_779, 0).saturating_mul(v.into()))
			.saturating_add(RocksDbWeight::get().reads(15_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(v.into())))
			.saturating_add(RocksDbWeight::get().writes(12_u64))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(v.into())))
			.saturating_add(Weight::from_parts(0, 2603).saturating_mul(v.into()))
	}
	fn withdraw_demand() -> Weight {
		Weight::from_parts(145_066_000, 4764)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn finalize() -> Weight {
		Weight::from_parts(1_880_431_000, 70407)
			.saturating_add(RocksDbWeight::get().reads(122_u64))
			.saturating_add(RocksDbWeight::get().writes(54_u64))
	}
}
