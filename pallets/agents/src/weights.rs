// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_agents`, measured. Not written by hand: run `scripts/weights`.
//!
//! Date 2026-11-21, 20 steps, 10 repetitions, on AMD EPYC; the runtime's WASM, compiled.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]
#![allow(clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame::weights_prelude::*;

/// What the calls of `pallet_agents` weigh.
pub trait WeightInfo {
	fn register() -> Weight;
	fn set_metadata() -> Weight;
	fn offer_transfer() -> Weight;
	fn accept_transfer() -> Weight;
	fn retire() -> Weight;
	fn forget_agent() -> Weight;
	fn set_controller() -> Weight;
	fn remove_controller() -> Weight;
	fn act() -> Weight;
	fn slash() -> Weight;
	fn publish_service() -> Weight;
	fn update_service() -> Weight;
	fn withdraw_service() -> Weight;
	fn post_task() -> Weight;
	fn cancel_task() -> Weight;
	fn accept_task() -> Weight;
	fn deliver() -> Weight;
	fn approve() -> Weight;
	fn settle() -> Weight;
	fn expire() -> Weight;
	fn dispute() -> Weight;
	fn resolve() -> Weight;
	fn arbitrate() -> Weight;
	fn forget_task() -> Weight;
	fn give_feedback() -> Weight;
	fn revoke_feedback() -> Weight;
	fn answer_feedback() -> Weight;
	fn request_validation() -> Weight;
	fn answer_validation() -> Weight;
	fn withdraw_validation() -> Weight;
}

/// The measured weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Agents::Wallets` (r:1 w:1)
	/// Proof: `Agents::Wallets` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Agents::NextAgent` (r:1 w:1)
	/// Proof: `Agents::NextAgent` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Agents` (r:0 w:1)
	/// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(2429), added: 4904, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Standings` (r:0 w:1)
	/// Proof: `Agents::Standings` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn register() -> Weight {
		// Minimum execution time: 74_592_000 picoseconds.
		Weight::from_parts(77_786_000, 4162)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Agents::Agents` (r:1 w:1)
	/// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(2429), added: 4904, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	fn set_metadata() -> Weight {
		// Minimum execution time: 71_045_000 picoseconds.
		Weight::from_parts(74_190_000, 5894)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Agents::Agents` (r:1 w:1)
	/// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(2429), added: 4904, mode: `MaxEncodedLen`)
	fn offer_transfer() -> Weight {
		// Minimum execution time: 19_389_000 picoseconds.
		Weight::from_parts(21_321_000, 5894)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Agents::Agents` (r:1 w:1)
	/// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(2429), added: 4904, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Wallets` (r:1 w:0)
	/// Proof: `Agents::Wallets` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Controllers` (r:1 w:1)
	/// Proof: `Agents::Controllers` (`max_values`: None, `max_size`: Some(773), added: 3248, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	fn accept_transfer() -> Weight {
		// Minimum execution time: 169_733_000 picoseconds.
		Weight::from_parts(175_852_000, 7334)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Agents::Agents` (r:1 w:1)
	/// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(2429), added: 4904, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Controllers` (r:1 w:1)
	/// Proof: `Agents::Controllers` (`max_values`: None, `max_size`: Some(773), added: 3248, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	fn retire() -> Weight {
		// Minimum execution time: 74_712_000 picoseconds.
		Weight::from_parts(79_218_000, 5894)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Agents::Agents` (r:1 w:1)
	/// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(2429), added: 4904, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Standings` (r:1 w:1)
	/// Proof: `Agents::Standings` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:0)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Royalties::Ledger` (r:1 w:0)
	/// Proof: `Royalties::Ledger` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Wallets` (r:0 w:1)
	/// Proof: `Agents::Wallets` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	fn forget_agent() -> Weight {
		// Minimum execution time: 72_748_000 picoseconds.
		Weight::from_parts(76_955_000, 5894)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Agents::Agents` (r:1 w:0)
	/// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(2429), added: 4904, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Controllers` (r:1 w:1)
	/// Proof: `Agents::Controllers` (`max_values`: None, `max_size`: Some(773), added: 3248, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	fn set_controller() -> Weight {
		// Minimum execution time: 85_708_000 picoseconds.
		Weight::from_parts(90_194_000, 5894)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Agents::Agents` (r:1 w:0)
	/// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(2429), added: 4904, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Controllers` (r:1 w:1)
	/// Proof: `Agents::Controllers` (`max_values`: None, `max_size`: Some(773), added: 3248, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	fn remove_controller() -> Weight {
		// Minimum execution time: 73_410_000 picoseconds.
		Weight::from_parts(77_625_000, 5894)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Agents::Agents` (r:1 w:0)
	/// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(2429), added: 4904, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Controllers` (r:1 w:1)
	/// Proof: `Agents::Controllers` (`max_values`: None, `max_size`: Some(773), added: 3248, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:0)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn act() -> Weight {
		// Minimum execution time: 52_368_000 picoseconds.
		Weight::from_parts(56_193_000, 5894)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Agents::Agents` (r:1 w:0)
	/// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(2429), added: 4904, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:1 w:1)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::NextSlash` (r:1 w:1)
	/// Proof: `Bonds::NextSlash` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Slashes` (r:0 w:1)
	/// Proof: `Bonds::Slashes` (`max_values`: None, `max_size`: Some(115), added: 2590, mode: `MaxEncodedLen`)
	fn slash() -> Weight {
		// Minimum execution time: 137_144_000 picoseconds.
		Weight::from_parts(143_063_000, 5894)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Agents::Wallets` (r:1 w:0)
	/// Proof: `Agents::Wallets` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Agents` (r:1 w:0)
	/// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(2429), added: 4904, mode: `MaxEncodedLen`)
	/// Storage: `Agents::NextService` (r:1 w:1)
	/// Proof: `Agents::NextService` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Standings` (r:1 w:1)
	/// Proof: `Agents::Standings` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Services` (r:0 w:1)
	/// Proof: `Agents::Services` (`max_values`: None, `max_size`: Some(347), added: 2822, mode: `MaxEncodedLen`)
	fn publish_service() -> Weight {
		// Minimum execution time: 85_938_000 picoseconds.
		Weight::from_parts(90_144_000, 5894)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Agents::Wallets` (r:1 w:0)
	/// Proof: `Agents::Wallets` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Agents` (r:1 w:0)
	/// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(2429), added: 4904, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Services` (r:1 w:1)
	/// Proof: `Agents::Services` (`max_values`: None, `max_size`: Some(347), added: 2822, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	fn update_service() -> Weight {
		// Minimum execution time: 85_307_000 picoseconds.
		Weight::from_parts(89_243_000, 5894)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Agents::Wallets` (r:1 w:0)
	/// Proof: `Agents::Wallets` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Services` (r:1 w:1)
	/// Proof: `Agents::Services` (`max_values`: None, `max_size`: Some(347), added: 2822, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Standings` (r:1 w:1)
	/// Proof: `Agents::Standings` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn withdraw_service() -> Weight {
		// Minimum execution time: 68_632_000 picoseconds.
		Weight::from_parts(73_620_000, 4162)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Agents::Agents` (r:1 w:0)
	/// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(2429), added: 4904, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Services` (r:1 w:0)
	/// Proof: `Agents::Services` (`max_values`: None, `max_size`: Some(347), added: 2822, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Wallets` (r:1 w:0)
	/// Proof: `Agents::Wallets` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Tasks` (r:1 w:1)
	/// Proof: `Agents::Tasks` (`max_values`: None, `max_size`: Some(818), added: 3293, mode: `MaxEncodedLen`)
	/// Storage: `Agents::NextTask` (r:1 w:1)
	/// Proof: `Agents::NextTask` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn post_task() -> Weight {
		// Minimum execution time: 163_103_000 picoseconds.
		Weight::from_parts(170_544_000, 5894)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Agents::Tasks` (r:1 w:1)
	/// Proof: `Agents::Tasks` (`max_values`: None, `max_size`: Some(818), added: 3293, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn cancel_task() -> Weight {
		// Minimum execution time: 79_999_000 picoseconds.
		Weight::from_parts(84_596_000, 4764)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Agents::Tasks` (r:1 w:1)
	/// Proof: `Agents::Tasks` (`max_values`: None, `max_size`: Some(818), added: 3293, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Agents` (r:1 w:0)
	/// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(2429), added: 4904, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:1 w:0)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Standings` (r:1 w:1)
	/// Proof: `Agents::Standings` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn accept_task() -> Weight {
		// Minimum execution time: 44_987_000 picoseconds.
		Weight::from_parts(48_802_000, 5894)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Agents::Tasks` (r:1 w:1)
	/// Proof: `Agents::Tasks` (`max_values`: None, `max_size`: Some(818), added: 3293, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	fn deliver() -> Weight {
		// Minimum execution time: 36_925_000 picoseconds.
		Weight::from_parts(40_571_000, 4283)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Agents::Tasks` (r:1 w:1)
	/// Proof: `Agents::Tasks` (`max_values`: None, `max_size`: Some(818), added: 3293, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Standings` (r:1 w:1)
	/// Proof: `Agents::Standings` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn approve() -> Weight {
		// Minimum execution time: 139_157_000 picoseconds.
		Weight::from_parts(145_316_000, 6196)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Agents::Tasks` (r:1 w:1)
	/// Proof: `Agents::Tasks` (`max_values`: None, `max_size`: Some(818), added: 3293, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Standings` (r:1 w:1)
	/// Proof: `Agents::Standings` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn settle() -> Weight {
		// Minimum execution time: 184_996_000 picoseconds.
		Weight::from_parts(191_024_000, 6196)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Agents::Tasks` (r:1 w:1)
	/// Proof: `Agents::Tasks` (`max_values`: None, `max_size`: Some(818), added: 3293, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Standings` (r:1 w:1)
	/// Proof: `Agents::Standings` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn expire() -> Weight {
		// Minimum execution time: 86_298_000 picoseconds.
		Weight::from_parts(89_923_000, 4764)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Agents::Tasks` (r:1 w:1)
	/// Proof: `Agents::Tasks` (`max_values`: None, `max_size`: Some(818), added: 3293, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
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
	fn dispute() -> Weight {
		// Minimum execution time: 106_219_000 picoseconds.
		Weight::from_parts(110_114_000, 4764)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Agents::Tasks` (r:1 w:1)
	/// Proof: `Agents::Tasks` (`max_values`: None, `max_size`: Some(818), added: 3293, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:3 w:3)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Standings` (r:1 w:1)
	/// Proof: `Agents::Standings` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn resolve() -> Weight {
		// Minimum execution time: 281_689_000 picoseconds.
		Weight::from_parts(288_289_000, 8799)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Agents::Tasks` (r:1 w:1)
	/// Proof: `Agents::Tasks` (`max_values`: None, `max_size`: Some(818), added: 3293, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Standings` (r:1 w:1)
	/// Proof: `Agents::Standings` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:1 w:1)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::NextSlash` (r:1 w:1)
	/// Proof: `Bonds::NextSlash` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Slashes` (r:0 w:1)
	/// Proof: `Bonds::Slashes` (`max_values`: None, `max_size`: Some(115), added: 2590, mode: `MaxEncodedLen`)
	fn arbitrate() -> Weight {
		// Minimum execution time: 351_203_000 picoseconds.
		Weight::from_parts(358_934_000, 7334)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `Agents::Tasks` (r:1 w:1)
	/// Proof: `Agents::Tasks` (`max_values`: None, `max_size`: Some(818), added: 3293, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	fn forget_task() -> Weight {
		// Minimum execution time: 81_241_000 picoseconds.
		Weight::from_parts(84_926_000, 4283)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Agents::Tasks` (r:1 w:1)
	/// Proof: `Agents::Tasks` (`max_values`: None, `max_size`: Some(818), added: 3293, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Standings` (r:1 w:1)
	/// Proof: `Agents::Standings` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Feedbacks` (r:0 w:1)
	/// Proof: `Agents::Feedbacks` (`max_values`: None, `max_size`: Some(176), added: 2651, mode: `MaxEncodedLen`)
	fn give_feedback() -> Weight {
		// Minimum execution time: 89_654_000 picoseconds.
		Weight::from_parts(94_000_000, 4283)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Agents::Feedbacks` (r:1 w:1)
	/// Proof: `Agents::Feedbacks` (`max_values`: None, `max_size`: Some(176), added: 2651, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Standings` (r:1 w:1)
	/// Proof: `Agents::Standings` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn revoke_feedback() -> Weight {
		// Minimum execution time: 72_639_000 picoseconds.
		Weight::from_parts(76_715_000, 4162)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Agents::Wallets` (r:1 w:0)
	/// Proof: `Agents::Wallets` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Feedbacks` (r:1 w:0)
	/// Proof: `Agents::Feedbacks` (`max_values`: None, `max_size`: Some(176), added: 2651, mode: `MaxEncodedLen`)
	fn answer_feedback() -> Weight {
		// Minimum execution time: 22_053_000 picoseconds.
		Weight::from_parts(24_717_000, 3641)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	/// Storage: `Agents::Wallets` (r:1 w:0)
	/// Proof: `Agents::Wallets` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Agents` (r:1 w:0)
	/// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(2429), added: 4904, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Validations` (r:1 w:1)
	/// Proof: `Agents::Validations` (`max_values`: None, `max_size`: Some(442), added: 2917, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Standings` (r:1 w:1)
	/// Proof: `Agents::Standings` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn request_validation() -> Weight {
		// Minimum execution time: 87_330_000 picoseconds.
		Weight::from_parts(92_127_000, 5894)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Agents::Validations` (r:1 w:1)
	/// Proof: `Agents::Validations` (`max_values`: None, `max_size`: Some(442), added: 2917, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn answer_validation() -> Weight {
		// Minimum execution time: 22_474_000 picoseconds.
		Weight::from_parts(24_647_000, 3907)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Agents::Wallets` (r:1 w:0)
	/// Proof: `Agents::Wallets` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Validations` (r:1 w:1)
	/// Proof: `Agents::Validations` (`max_values`: None, `max_size`: Some(442), added: 2917, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Agents::Standings` (r:1 w:1)
	/// Proof: `Agents::Standings` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn withdraw_validation() -> Weight {
		// Minimum execution time: 84_796_000 picoseconds.
		Weight::from_parts(89_874_000, 4162)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
}

/// The same for tests: database costs of RocksDB.
impl WeightInfo for () {
	fn register() -> Weight {
		Weight::from_parts(77_786_000, 4162)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn set_metadata() -> Weight {
		Weight::from_parts(74_190_000, 5894)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn offer_transfer() -> Weight {
		Weight::from_parts(21_321_000, 5894)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn accept_transfer() -> Weight {
		Weight::from_parts(175_852_000, 7334)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn retire() -> Weight {
		Weight::from_parts(79_218_000, 5894)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn forget_agent() -> Weight {
		Weight::from_parts(76_955_000, 5894)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn set_controller() -> Weight {
		Weight::from_parts(90_194_000, 5894)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn remove_controller() -> Weight {
		Weight::from_parts(77_625_000, 5894)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn act() -> Weight {
		Weight::from_parts(56_193_000, 5894)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn slash() -> Weight {
		Weight::from_parts(143_063_000, 5894)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn publish_service() -> Weight {
		Weight::from_parts(90_144_000, 5894)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn update_service() -> Weight {
		Weight::from_parts(89_243_000, 5894)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn withdraw_service() -> Weight {
		Weight::from_parts(73_620_000, 4162)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn post_task() -> Weight {
		Weight::from_parts(170_544_000, 5894)
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn cancel_task() -> Weight {
		Weight::from_parts(84_596_000, 4764)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn accept_task() -> Weight {
		Weight::from_parts(48_802_000, 5894)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn deliver() -> Weight {
		Weight::from_parts(40_571_000, 4283)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn approve() -> Weight {
		Weight::from_parts(145_316_000, 6196)
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn settle() -> Weight {
		Weight::from_parts(191_024_000, 6196)
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn expire() -> Weight {
		Weight::from_parts(89_923_000, 4764)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn dispute() -> Weight {
		Weight::from_parts(110_114_000, 4764)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn resolve() -> Weight {
		Weight::from_parts(288_289_000, 8799)
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn arbitrate() -> Weight {
		Weight::from_parts(358_934_000, 7334)
			.saturating_add(RocksDbWeight::get().reads(12_u64))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
	}
	fn forget_task() -> Weight {
		Weight::from_parts(84_926_000, 4283)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn give_feedback() -> Weight {
		Weight::from_parts(94_000_000, 4283)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn revoke_feedback() -> Weight {
		Weight::from_parts(76_715_000, 4162)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn answer_feedback() -> Weight {
		Weight::from_parts(24_717_000, 3641)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
	}
	fn request_validation() -> Weight {
		Weight::from_parts(92_127_000, 5894)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn answer_validation() -> Weight {
		Weight::from_parts(24_647_000, 3907)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn withdraw_validation() -> Weight {
		Weight::from_parts(89_874_000, 4162)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
}
