// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_challenges`, measured. Not written by hand: run `scripts/weights`.
//!
//! Date 2026-11-21, 20 steps, 10 repetitions, on AMD EPYC; the runtime's WASM, compiled.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]
#![allow(clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame::weights_prelude::*;

/// What the calls of `pallet_challenges` weigh.
pub trait WeightInfo {
	fn prove_omitted_span(a: u32, l: u32, ) -> Weight;
	fn prove_omitted_holder(l: u32, c: u32, ) -> Weight;
	fn prove_later_occurrence(c: u32, ) -> Weight;
	fn prove_wrong_arithmetic(l: u32, ) -> Weight;
	fn prove_wrong_words(a: u32, l: u32, ) -> Weight;
	fn prove_too_many_spans(a: u32, l: u32, ) -> Weight;
	fn prove_foreign_holder() -> Weight;
	fn prove_not_canonical(a: u32, ) -> Weight;
	fn challenge_leaf() -> Weight;
	fn answer_leaf(c: u32, ) -> Weight;
	fn challenge_disclosure() -> Weight;
	fn disclose(a: u32, l: u32, ) -> Weight;
	fn convict() -> Weight;
	fn close() -> Weight;
}

/// The measured weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Attribution::Requests` (r:1 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1468), added: 3943, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Contributions` (r:1 w:0)
	/// Proof: `Datanets::Contributions` (`max_values`: None, `max_size`: Some(454), added: 2929, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Snapshots` (r:1 w:0)
	/// Proof: `Datanets::Snapshots` (`max_values`: None, `max_size`: Some(415), added: 2890, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Unsettled` (r:1 w:1)
	/// Proof: `Attribution::Unsettled` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Records` (r:1 w:1)
	/// Proof: `Attribution::Records` (`max_values`: Some(1), `max_size`: Some(1029), added: 1524, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:1 w:1)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::NextSlash` (r:1 w:1)
	/// Proof: `Bonds::NextSlash` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Slashes` (r:0 w:1)
	/// Proof: `Bonds::Slashes` (`max_values`: None, `max_size`: Some(115), added: 2590, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Maturing` (r:0 w:1)
	/// Proof: `Attribution::Maturing` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// The range of component `a` is `[4096, 65536]`.
	/// The range of component `l` is `[0, 256]`.
	fn prove_omitted_span(a: u32, l: u32, ) -> Weight {
		// Minimum execution time: 803_156_000 picoseconds.
		Weight::from_parts(402_828_974, 7334)
			// Standard Error: 323
			.saturating_add(Weight::from_parts(15_845, 0).saturating_mul(a.into()))
			// Standard Error: 77_532
			.saturating_add(Weight::from_parts(1_449_735, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(17_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// Storage: `Attribution::Requests` (r:1 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1468), added: 3943, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Contributions` (r:1 w:0)
	/// Proof: `Datanets::Contributions` (`max_values`: None, `max_size`: Some(454), added: 2929, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Snapshots` (r:1 w:0)
	/// Proof: `Datanets::Snapshots` (`max_values`: None, `max_size`: Some(415), added: 2890, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Unsettled` (r:1 w:1)
	/// Proof: `Attribution::Unsettled` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Records` (r:1 w:1)
	/// Proof: `Attribution::Records` (`max_values`: Some(1), `max_size`: Some(1029), added: 1524, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:1 w:1)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::NextSlash` (r:1 w:1)
	/// Proof: `Bonds::NextSlash` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Slashes` (r:0 w:1)
	/// Proof: `Bonds::Slashes` (`max_values`: None, `max_size`: Some(115), added: 2590, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Maturing` (r:0 w:1)
	/// Proof: `Attribution::Maturing` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// The range of component `l` is `[1, 256]`.
	/// The range of component `c` is `[1, 64]`.
	fn prove_omitted_holder(l: u32, c: u32, ) -> Weight {
		// Minimum execution time: 762_976_000 picoseconds.
		Weight::from_parts(393_799_408, 7334)
			// Standard Error: 91_528
			.saturating_add(Weight::from_parts(1_391_642, 0).saturating_mul(l.into()))
			// Standard Error: 367_889
			.saturating_add(Weight::from_parts(18_598_537, 0).saturating_mul(c.into()))
			.saturating_add(T::DbWeight::get().reads(17_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// Storage: `Attribution::Requests` (r:1 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1468), added: 3943, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Contributions` (r:1 w:0)
	/// Proof: `Datanets::Contributions` (`max_values`: None, `max_size`: Some(454), added: 2929, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Snapshots` (r:1 w:0)
	/// Proof: `Datanets::Snapshots` (`max_values`: None, `max_size`: Some(415), added: 2890, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Unsettled` (r:1 w:1)
	/// Proof: `Attribution::Unsettled` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Records` (r:1 w:1)
	/// Proof: `Attribution::Records` (`max_values`: Some(1), `max_size`: Some(1029), added: 1524, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:1 w:1)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::NextSlash` (r:1 w:1)
	/// Proof: `Bonds::NextSlash` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Slashes` (r:0 w:1)
	/// Proof: `Bonds::Slashes` (`max_values`: None, `max_size`: Some(115), added: 2590, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Maturing` (r:0 w:1)
	/// Proof: `Attribution::Maturing` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// The range of component `c` is `[1, 64]`.
	fn prove_later_occurrence(c: u32, ) -> Weight {
		// Minimum execution time: 400_496_000 picoseconds.
		Weight::from_parts(377_023_210, 7334)
			// Standard Error: 527_101
			.saturating_add(Weight::from_parts(19_714_254, 0).saturating_mul(c.into()))
			.saturating_add(T::DbWeight::get().reads(17_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// Storage: `Attribution::Requests` (r:1 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1468), added: 3943, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Unsettled` (r:1 w:1)
	/// Proof: `Attribution::Unsettled` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Records` (r:1 w:1)
	/// Proof: `Attribution::Records` (`max_values`: Some(1), `max_size`: Some(1029), added: 1524, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:1 w:1)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::NextSlash` (r:1 w:1)
	/// Proof: `Bonds::NextSlash` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Slashes` (r:0 w:1)
	/// Proof: `Bonds::Slashes` (`max_values`: None, `max_size`: Some(115), added: 2590, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Maturing` (r:0 w:1)
	/// Proof: `Attribution::Maturing` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// The range of component `l` is `[1, 256]`.
	fn prove_wrong_arithmetic(l: u32, ) -> Weight {
		// Minimum execution time: 287_478_000 picoseconds.
		Weight::from_parts(339_096_674, 7334)
			// Standard Error: 64_477
			.saturating_add(Weight::from_parts(1_938_436, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// Storage: `Attribution::Requests` (r:1 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1468), added: 3943, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Unsettled` (r:1 w:1)
	/// Proof: `Attribution::Unsettled` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Records` (r:1 w:1)
	/// Proof: `Attribution::Records` (`max_values`: Some(1), `max_size`: Some(1029), added: 1524, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:1 w:1)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::NextSlash` (r:1 w:1)
	/// Proof: `Bonds::NextSlash` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Slashes` (r:0 w:1)
	/// Proof: `Bonds::Slashes` (`max_values`: None, `max_size`: Some(115), added: 2590, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Maturing` (r:0 w:1)
	/// Proof: `Attribution::Maturing` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// The range of component `a` is `[4096, 65536]`.
	/// The range of component `l` is `[1, 256]`.
	fn prove_wrong_words(a: u32, l: u32, ) -> Weight {
		// Minimum execution time: 658_400_000 picoseconds.
		Weight::from_parts(366_622_749, 7334)
			// Standard Error: 411
			.saturating_add(Weight::from_parts(5_248, 0).saturating_mul(a.into()))
			// Standard Error: 98_909
			.saturating_add(Weight::from_parts(1_714_427, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// Storage: `Attribution::Requests` (r:1 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1468), added: 3943, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Unsettled` (r:1 w:1)
	/// Proof: `Attribution::Unsettled` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Records` (r:1 w:1)
	/// Proof: `Attribution::Records` (`max_values`: Some(1), `max_size`: Some(1029), added: 1524, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:1 w:1)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::NextSlash` (r:1 w:1)
	/// Proof: `Bonds::NextSlash` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Slashes` (r:0 w:1)
	/// Proof: `Bonds::Slashes` (`max_values`: None, `max_size`: Some(115), added: 2590, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Maturing` (r:0 w:1)
	/// Proof: `Attribution::Maturing` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// The range of component `a` is `[4096, 65536]`.
	/// The range of component `l` is `[2, 256]`.
	fn prove_too_many_spans(a: u32, l: u32, ) -> Weight {
		// Minimum execution time: 531_431_000 picoseconds.
		Weight::from_parts(377_888_842, 7334)
			// Standard Error: 279
			.saturating_add(Weight::from_parts(3_935, 0).saturating_mul(a.into()))
			// Standard Error: 67_482
			.saturating_add(Weight::from_parts(1_264_694, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// Storage: `Attribution::Requests` (r:1 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1468), added: 3943, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:1 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Contributions` (r:1 w:0)
	/// Proof: `Datanets::Contributions` (`max_values`: None, `max_size`: Some(454), added: 2929, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Snapshots` (r:16 w:0)
	/// Proof: `Datanets::Snapshots` (`max_values`: None, `max_size`: Some(415), added: 2890, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Unsettled` (r:1 w:1)
	/// Proof: `Attribution::Unsettled` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Records` (r:1 w:1)
	/// Proof: `Attribution::Records` (`max_values`: Some(1), `max_size`: Some(1029), added: 1524, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:1 w:1)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::NextSlash` (r:1 w:1)
	/// Proof: `Bonds::NextSlash` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Slashes` (r:0 w:1)
	/// Proof: `Bonds::Slashes` (`max_values`: None, `max_size`: Some(115), added: 2590, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Maturing` (r:0 w:1)
	/// Proof: `Attribution::Maturing` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	fn prove_foreign_holder() -> Weight {
		// Minimum execution time: 377_222_000 picoseconds.
		Weight::from_parts(401_288_000, 47230)
			.saturating_add(T::DbWeight::get().reads(32_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// Storage: `Attribution::Requests` (r:1 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1468), added: 3943, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Unsettled` (r:1 w:1)
	/// Proof: `Attribution::Unsettled` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Records` (r:1 w:1)
	/// Proof: `Attribution::Records` (`max_values`: Some(1), `max_size`: Some(1029), added: 1524, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:1 w:1)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::NextSlash` (r:1 w:1)
	/// Proof: `Bonds::NextSlash` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Slashes` (r:0 w:1)
	/// Proof: `Bonds::Slashes` (`max_values`: None, `max_size`: Some(115), added: 2590, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Maturing` (r:0 w:1)
	/// Proof: `Attribution::Maturing` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// The range of component `a` is `[4096, 65536]`.
	fn prove_not_canonical(a: u32, ) -> Weight {
		// Minimum execution time: 373_606_000 picoseconds.
		Weight::from_parts(286_498_071, 7334)
			// Standard Error: 464
			.saturating_add(Weight::from_parts(20_762, 0).saturating_mul(a.into()))
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// Storage: `Attribution::Requests` (r:1 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1468), added: 3943, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Challenges::Demands` (r:1 w:1)
	/// Proof: `Challenges::Demands` (`max_values`: None, `max_size`: Some(74), added: 2549, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Challenges::NextChallenge` (r:1 w:1)
	/// Proof: `Challenges::NextChallenge` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Maturing` (r:0 w:1)
	/// Proof: `Attribution::Maturing` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `Challenges::Challenges` (r:0 w:1)
	/// Proof: `Challenges::Challenges` (`max_values`: None, `max_size`: Some(119), added: 2594, mode: `MaxEncodedLen`)
	fn challenge_leaf() -> Weight {
		// Minimum execution time: 232_536_000 picoseconds.
		Weight::from_parts(247_539_000, 6188)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Challenges::Challenges` (r:1 w:1)
	/// Proof: `Challenges::Challenges` (`max_values`: None, `max_size`: Some(119), added: 2594, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Requests` (r:1 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1468), added: 3943, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Contributions` (r:1 w:0)
	/// Proof: `Datanets::Contributions` (`max_values`: None, `max_size`: Some(454), added: 2929, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Maturing` (r:0 w:1)
	/// Proof: `Attribution::Maturing` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// The range of component `c` is `[1, 64]`.
	fn answer_leaf(c: u32, ) -> Weight {
		// Minimum execution time: 198_385_000 picoseconds.
		Weight::from_parts(208_883_151, 4933)
			// Standard Error: 248_049
			.saturating_add(Weight::from_parts(17_779_896, 0).saturating_mul(c.into()))
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Attribution::Requests` (r:1 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1468), added: 3943, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Challenges::Demands` (r:1 w:1)
	/// Proof: `Challenges::Demands` (`max_values`: None, `max_size`: Some(74), added: 2549, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Challenges::NextChallenge` (r:1 w:1)
	/// Proof: `Challenges::NextChallenge` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Maturing` (r:0 w:1)
	/// Proof: `Attribution::Maturing` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `Challenges::Challenges` (r:0 w:1)
	/// Proof: `Challenges::Challenges` (`max_values`: None, `max_size`: Some(119), added: 2594, mode: `MaxEncodedLen`)
	fn challenge_disclosure() -> Weight {
		// Minimum execution time: 192_386_000 picoseconds.
		Weight::from_parts(207_499_000, 6188)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Challenges::Challenges` (r:1 w:1)
	/// Proof: `Challenges::Challenges` (`max_values`: None, `max_size`: Some(119), added: 2594, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Requests` (r:1 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1468), added: 3943, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Maturing` (r:0 w:1)
	/// Proof: `Attribution::Maturing` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// The range of component `a` is `[4096, 65536]`.
	/// The range of component `l` is `[0, 256]`.
	fn disclose(a: u32, l: u32, ) -> Weight {
		// Minimum execution time: 766_411_000 picoseconds.
		Weight::from_parts(224_071_269, 4933)
			// Standard Error: 392
			.saturating_add(Weight::from_parts(32_265, 0).saturating_mul(a.into()))
			// Standard Error: 93_966
			.saturating_add(Weight::from_parts(1_782_063, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Challenges::Challenges` (r:1 w:1)
	/// Proof: `Challenges::Challenges` (`max_values`: None, `max_size`: Some(119), added: 2594, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Requests` (r:1 w:1)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1468), added: 3943, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:3 w:3)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:2 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:2 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Unsettled` (r:1 w:1)
	/// Proof: `Attribution::Unsettled` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Records` (r:1 w:1)
	/// Proof: `Attribution::Records` (`max_values`: Some(1), `max_size`: Some(1029), added: 1524, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:1 w:1)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::NextSlash` (r:1 w:1)
	/// Proof: `Bonds::NextSlash` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Slashes` (r:0 w:1)
	/// Proof: `Bonds::Slashes` (`max_values`: None, `max_size`: Some(115), added: 2590, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Maturing` (r:0 w:1)
	/// Proof: `Attribution::Maturing` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `Challenges::Demands` (r:0 w:1)
	/// Proof: `Challenges::Demands` (`max_values`: None, `max_size`: Some(74), added: 2549, mode: `MaxEncodedLen`)
	fn convict() -> Weight {
		// Minimum execution time: 366_957_000 picoseconds.
		Weight::from_parts(388_479_000, 10506)
			.saturating_add(T::DbWeight::get().reads(17_u64))
			.saturating_add(T::DbWeight::get().writes(14_u64))
	}
	/// Storage: `Challenges::Challenges` (r:1 w:1)
	/// Proof: `Challenges::Challenges` (`max_values`: None, `max_size`: Some(119), added: 2594, mode: `MaxEncodedLen`)
	/// Storage: `Attribution::Requests` (r:1 w:0)
	/// Proof: `Attribution::Requests` (`max_values`: None, `max_size`: Some(1468), added: 3943, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Challenges::Demands` (r:0 w:1)
	/// Proof: `Challenges::Demands` (`max_values`: None, `max_size`: Some(74), added: 2549, mode: `MaxEncodedLen`)
	fn close() -> Weight {
		// Minimum execution time: 129_363_000 picoseconds.
		Weight::from_parts(139_257_000, 4933)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
}

/// The same for tests: database costs of RocksDB.
impl WeightInfo for () {
	fn prove_omitted_span(a: u32, l: u32, ) -> Weight {
		Weight::from_parts(402_828_974, 7334)
			.saturating_add(Weight::from_parts(15_845, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(1_449_735, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(17_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn prove_omitted_holder(l: u32, c: u32, ) -> Weight {
		Weight::from_parts(393_799_408, 7334)
			.saturating_add(Weight::from_parts(1_391_642, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(18_598_537, 0).saturating_mul(c.into()))
			.saturating_add(RocksDbWeight::get().reads(17_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn prove_later_occurrence(c: u32, ) -> Weight {
		Weight::from_parts(377_023_210, 7334)
			.saturating_add(Weight::from_parts(19_714_254, 0).saturating_mul(c.into()))
			.saturating_add(RocksDbWeight::get().reads(17_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn prove_wrong_arithmetic(l: u32, ) -> Weight {
		Weight::from_parts(339_096_674, 7334)
			.saturating_add(Weight::from_parts(1_938_436, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(14_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn prove_wrong_words(a: u32, l: u32, ) -> Weight {
		Weight::from_parts(366_622_749, 7334)
			.saturating_add(Weight::from_parts(5_248, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(1_714_427, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(14_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn prove_too_many_spans(a: u32, l: u32, ) -> Weight {
		Weight::from_parts(377_888_842, 7334)
			.saturating_add(Weight::from_parts(3_935, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(1_264_694, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(14_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn prove_foreign_holder() -> Weight {
		Weight::from_parts(401_288_000, 47230)
			.saturating_add(RocksDbWeight::get().reads(32_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn prove_not_canonical(a: u32, ) -> Weight {
		Weight::from_parts(286_498_071, 7334)
			.saturating_add(Weight::from_parts(20_762, 0).saturating_mul(a.into()))
			.saturating_add(RocksDbWeight::get().reads(14_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn challenge_leaf() -> Weight {
		Weight::from_parts(247_539_000, 6188)
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn answer_leaf(c: u32, ) -> Weight {
		Weight::from_parts(208_883_151, 4933)
			.saturating_add(Weight::from_parts(17_779_896, 0).saturating_mul(c.into()))
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn challenge_disclosure() -> Weight {
		Weight::from_parts(207_499_000, 6188)
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn disclose(a: u32, l: u32, ) -> Weight {
		Weight::from_parts(224_071_269, 4933)
			.saturating_add(Weight::from_parts(32_265, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(1_782_063, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn convict() -> Weight {
		Weight::from_parts(388_479_000, 10506)
			.saturating_add(RocksDbWeight::get().reads(17_u64))
			.saturating_add(RocksDbWeight::get().writes(14_u64))
	}
	fn close() -> Weight {
		Weight::from_parts(139_257_000, 4933)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
}
