// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_model_factory`, measured. Not written by hand: run `scripts/weights`.
//!
//! Date 2026-11-21, 20 steps, 10 repetitions, on AMD EPYC; the runtime's WASM, compiled.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]
#![allow(clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame::weights_prelude::*;

/// What the calls of `pallet_model_factory` weigh.
pub trait WeightInfo {
	fn post(p: u32, s: u32, ) -> Weight;
	fn advance() -> Weight;
	fn cancel() -> Weight;
	fn take() -> Weight;
	fn report_progress() -> Weight;
	fn deliver() -> Weight;
	fn accept() -> Weight;
	fn settle() -> Weight;
	fn register_delivered() -> Weight;
	fn dispute() -> Weight;
	fn arbitrate() -> Weight;
	fn expire() -> Weight;
	fn forget() -> Weight;
}

/// The measured weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `ModelRegistry::NextArtifact` (r:1 w:0)
	/// Proof: `ModelRegistry::NextArtifact` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:17 w:0)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Snapshots` (r:16 w:0)
	/// Proof: `Datanets::Snapshots` (`max_values`: None, `max_size`: Some(415), added: 2890, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Datanets` (r:16 w:0)
	/// Proof: `Datanets::Datanets` (`max_values`: None, `max_size`: Some(1815), added: 4290, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Grants` (r:16 w:0)
	/// Proof: `Datanets::Grants` (`max_values`: None, `max_size`: Some(617), added: 3092, mode: `MaxEncodedLen`)
	/// Storage: `ModelFactory::Jobs` (r:1 w:2)
	/// Proof: `ModelFactory::Jobs` (`max_values`: None, `max_size`: Some(2321), added: 4796, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `ModelFactory::NextJob` (r:1 w:1)
	/// Proof: `ModelFactory::NextJob` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `ModelFactory::Successions` (r:1 w:1)
	/// Proof: `ModelFactory::Successions` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// The range of component `p` is `[0, 15]`.
	/// The range of component `s` is `[1, 16]`.
	fn post(p: u32, s: u32, ) -> Weight {
		// Minimum execution time: 328_680_000 picoseconds.
		Weight::from_parts(82_754_561, 8592)
			// Standard Error: 1_125_671
			.saturating_add(Weight::from_parts(14_661_343, 0).saturating_mul(p.into()))
			// Standard Error: 1_125_671
			.saturating_add(Weight::from_parts(28_945_498, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(s.into())))
			.saturating_add(T::DbWeight::get().writes(6_u64))
			.saturating_add(Weight::from_parts(0, 3801).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(0, 4290).saturating_mul(s.into()))
	}
	/// Storage: `ModelFactory::Jobs` (r:3 w:3)
	/// Proof: `ModelFactory::Jobs` (`max_values`: None, `max_size`: Some(2321), added: 4796, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Manifests` (r:1 w:1)
	/// Proof: `ModelRegistry::Manifests` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Reservations` (r:1 w:1)
	/// Proof: `ModelRegistry::Reservations` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::NextArtifact` (r:1 w:1)
	/// Proof: `ModelRegistry::NextArtifact` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:17 w:2)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Snapshots` (r:16 w:0)
	/// Proof: `Datanets::Snapshots` (`max_values`: None, `max_size`: Some(415), added: 2890, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Datanets` (r:16 w:0)
	/// Proof: `Datanets::Datanets` (`max_values`: None, `max_size`: Some(1815), added: 4290, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Grants` (r:16 w:0)
	/// Proof: `Datanets::Grants` (`max_values`: None, `max_size`: Some(617), added: 3092, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `ModelFactory::Successions` (r:0 w:1)
	/// Proof: `ModelFactory::Successions` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `ModelFactory::OpenJobs` (r:0 w:1)
	/// Proof: `ModelFactory::OpenJobs` (`max_values`: None, `max_size`: Some(12), added: 2487, mode: `MaxEncodedLen`)
	fn advance() -> Weight {
		// Minimum execution time: 622_187_000 picoseconds.
		Weight::from_parts(735_635_000, 69630)
			.saturating_add(T::DbWeight::get().reads(74_u64))
			.saturating_add(T::DbWeight::get().writes(12_u64))
	}
	/// Storage: `ModelFactory::Jobs` (r:3 w:3)
	/// Proof: `ModelFactory::Jobs` (`max_values`: None, `max_size`: Some(2321), added: 4796, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `ModelFactory::OpenJobs` (r:0 w:1)
	/// Proof: `ModelFactory::OpenJobs` (`max_values`: None, `max_size`: Some(12), added: 2487, mode: `MaxEncodedLen`)
	fn cancel() -> Weight {
		// Minimum execution time: 123_834_000 picoseconds.
		Weight::from_parts(144_095_000, 15378)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `ModelFactory::Jobs` (r:2 w:1)
	/// Proof: `ModelFactory::Jobs` (`max_values`: None, `max_size`: Some(2321), added: 4796, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:1 w:0)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `ModelFactory::Taken` (r:1 w:1)
	/// Proof: `ModelFactory::Taken` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `ModelFactory::OpenJobs` (r:0 w:1)
	/// Proof: `ModelFactory::OpenJobs` (`max_values`: None, `max_size`: Some(12), added: 2487, mode: `MaxEncodedLen`)
	fn take() -> Weight {
		// Minimum execution time: 75_473_000 picoseconds.
		Weight::from_parts(86_890_000, 10582)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `ModelFactory::Jobs` (r:1 w:1)
	/// Proof: `ModelFactory::Jobs` (`max_values`: None, `max_size`: Some(2321), added: 4796, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	fn report_progress() -> Weight {
		// Minimum execution time: 54_061_000 picoseconds.
		Weight::from_parts(63_785_000, 5786)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `ModelFactory::Jobs` (r:1 w:1)
	/// Proof: `ModelFactory::Jobs` (`max_values`: None, `max_size`: Some(2321), added: 4796, mode: `MaxEncodedLen`)
	/// Storage: `Ticks::Skipped` (r:1 w:0)
	/// Proof: `Ticks::Skipped` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Manifests` (r:1 w:0)
	/// Proof: `ModelRegistry::Manifests` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Reservations` (r:1 w:1)
	/// Proof: `ModelRegistry::Reservations` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	fn deliver() -> Weight {
		// Minimum execution time: 78_336_000 picoseconds.
		Weight::from_parts(92_588_000, 5786)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `ModelFactory::Jobs` (r:2 w:2)
	/// Proof: `ModelFactory::Jobs` (`max_values`: None, `max_size`: Some(2321), added: 4796, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `ModelFactory::Taken` (r:1 w:1)
	/// Proof: `ModelFactory::Taken` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Manifests` (r:1 w:1)
	/// Proof: `ModelRegistry::Manifests` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Reservations` (r:1 w:1)
	/// Proof: `ModelRegistry::Reservations` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::NextArtifact` (r:1 w:1)
	/// Proof: `ModelRegistry::NextArtifact` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:17 w:2)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Snapshots` (r:16 w:0)
	/// Proof: `Datanets::Snapshots` (`max_values`: None, `max_size`: Some(415), added: 2890, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Datanets` (r:16 w:0)
	/// Proof: `Datanets::Datanets` (`max_values`: None, `max_size`: Some(1815), added: 4290, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Grants` (r:16 w:0)
	/// Proof: `Datanets::Grants` (`max_values`: None, `max_size`: Some(617), added: 3092, mode: `MaxEncodedLen`)
	/// Storage: `ModelFactory::Successions` (r:0 w:1)
	/// Proof: `ModelFactory::Successions` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `ModelFactory::OpenJobs` (r:0 w:1)
	/// Proof: `ModelFactory::OpenJobs` (`max_values`: None, `max_size`: Some(12), added: 2487, mode: `MaxEncodedLen`)
	fn accept() -> Weight {
		// Minimum execution time: 718_690_000 picoseconds.
		Weight::from_parts(798_809_000, 69630)
			.saturating_add(T::DbWeight::get().reads(76_u64))
			.saturating_add(T::DbWeight::get().writes(13_u64))
	}
	/// Storage: `ModelFactory::Jobs` (r:2 w:2)
	/// Proof: `ModelFactory::Jobs` (`max_values`: None, `max_size`: Some(2321), added: 4796, mode: `MaxEncodedLen`)
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
	/// Storage: `ModelFactory::Taken` (r:1 w:1)
	/// Proof: `ModelFactory::Taken` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Manifests` (r:1 w:1)
	/// Proof: `ModelRegistry::Manifests` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Reservations` (r:1 w:1)
	/// Proof: `ModelRegistry::Reservations` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::NextArtifact` (r:1 w:1)
	/// Proof: `ModelRegistry::NextArtifact` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:17 w:2)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Snapshots` (r:16 w:0)
	/// Proof: `Datanets::Snapshots` (`max_values`: None, `max_size`: Some(415), added: 2890, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Datanets` (r:16 w:0)
	/// Proof: `Datanets::Datanets` (`max_values`: None, `max_size`: Some(1815), added: 4290, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Grants` (r:16 w:0)
	/// Proof: `Datanets::Grants` (`max_values`: None, `max_size`: Some(617), added: 3092, mode: `MaxEncodedLen`)
	/// Storage: `ModelFactory::Successions` (r:0 w:1)
	/// Proof: `ModelFactory::Successions` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `ModelFactory::OpenJobs` (r:0 w:1)
	/// Proof: `ModelFactory::OpenJobs` (`max_values`: None, `max_size`: Some(12), added: 2487, mode: `MaxEncodedLen`)
	fn settle() -> Weight {
		// Minimum execution time: 790_097_000 picoseconds.
		Weight::from_parts(870_566_000, 69630)
			.saturating_add(T::DbWeight::get().reads(77_u64))
			.saturating_add(T::DbWeight::get().writes(13_u64))
	}
	/// Storage: `ModelFactory::Jobs` (r:1 w:1)
	/// Proof: `ModelFactory::Jobs` (`max_values`: None, `max_size`: Some(2321), added: 4796, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Manifests` (r:1 w:1)
	/// Proof: `ModelRegistry::Manifests` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Reservations` (r:1 w:1)
	/// Proof: `ModelRegistry::Reservations` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::NextArtifact` (r:1 w:1)
	/// Proof: `ModelRegistry::NextArtifact` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:17 w:2)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Snapshots` (r:16 w:0)
	/// Proof: `Datanets::Snapshots` (`max_values`: None, `max_size`: Some(415), added: 2890, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Datanets` (r:16 w:0)
	/// Proof: `Datanets::Datanets` (`max_values`: None, `max_size`: Some(1815), added: 4290, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Grants` (r:16 w:0)
	/// Proof: `Datanets::Grants` (`max_values`: None, `max_size`: Some(617), added: 3092, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `ModelFactory::Successions` (r:0 w:1)
	/// Proof: `ModelFactory::Successions` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn register_delivered() -> Weight {
		// Minimum execution time: 612_282_000 picoseconds.
		Weight::from_parts(686_652_000, 69630)
			.saturating_add(T::DbWeight::get().reads(71_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `ModelFactory::Jobs` (r:1 w:1)
	/// Proof: `ModelFactory::Jobs` (`max_values`: None, `max_size`: Some(2321), added: 4796, mode: `MaxEncodedLen`)
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
		// Minimum execution time: 142_131_000 picoseconds.
		Weight::from_parts(156_734_000, 5786)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `ModelFactory::Jobs` (r:2 w:2)
	/// Proof: `ModelFactory::Jobs` (`max_values`: None, `max_size`: Some(2321), added: 4796, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Locks` (r:1 w:0)
	/// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Freezes` (r:1 w:0)
	/// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `ModelFactory::Taken` (r:1 w:1)
	/// Proof: `ModelFactory::Taken` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Manifests` (r:1 w:1)
	/// Proof: `ModelRegistry::Manifests` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Reservations` (r:1 w:1)
	/// Proof: `ModelRegistry::Reservations` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::NextArtifact` (r:1 w:1)
	/// Proof: `ModelRegistry::NextArtifact` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Artifacts` (r:17 w:2)
	/// Proof: `ModelRegistry::Artifacts` (`max_values`: None, `max_size`: Some(1326), added: 3801, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Snapshots` (r:16 w:0)
	/// Proof: `Datanets::Snapshots` (`max_values`: None, `max_size`: Some(415), added: 2890, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Datanets` (r:16 w:0)
	/// Proof: `Datanets::Datanets` (`max_values`: None, `max_size`: Some(1815), added: 4290, mode: `MaxEncodedLen`)
	/// Storage: `Datanets::Grants` (r:16 w:0)
	/// Proof: `Datanets::Grants` (`max_values`: None, `max_size`: Some(617), added: 3092, mode: `MaxEncodedLen`)
	/// Storage: `ModelFactory::Successions` (r:0 w:1)
	/// Proof: `ModelFactory::Successions` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `ModelFactory::OpenJobs` (r:0 w:1)
	/// Proof: `ModelFactory::OpenJobs` (`max_values`: None, `max_size`: Some(12), added: 2487, mode: `MaxEncodedLen`)
	fn arbitrate() -> Weight {
		// Minimum execution time: 799_691_000 picoseconds.
		Weight::from_parts(848_884_000, 69630)
			.saturating_add(T::DbWeight::get().reads(76_u64))
			.saturating_add(T::DbWeight::get().writes(13_u64))
	}
	/// Storage: `ModelFactory::Jobs` (r:3 w:3)
	/// Proof: `ModelFactory::Jobs` (`max_values`: None, `max_size`: Some(2321), added: 4796, mode: `MaxEncodedLen`)
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
	/// Storage: `ModelFactory::Taken` (r:1 w:1)
	/// Proof: `ModelFactory::Taken` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Ledgers` (r:1 w:1)
	/// Proof: `Bonds::Ledgers` (`max_values`: None, `max_size`: Some(385), added: 2860, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::NextSlash` (r:1 w:1)
	/// Proof: `Bonds::NextSlash` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `ModelFactory::OpenJobs` (r:0 w:1)
	/// Proof: `ModelFactory::OpenJobs` (`max_values`: None, `max_size`: Some(12), added: 2487, mode: `MaxEncodedLen`)
	/// Storage: `Bonds::Slashes` (r:0 w:1)
	/// Proof: `Bonds::Slashes` (`max_values`: None, `max_size`: Some(115), added: 2590, mode: `MaxEncodedLen`)
	fn expire() -> Weight {
		// Minimum execution time: 248_300_000 picoseconds.
		Weight::from_parts(264_855_000, 15378)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(12_u64))
	}
	/// Storage: `ModelFactory::Jobs` (r:1 w:1)
	/// Proof: `ModelFactory::Jobs` (`max_values`: None, `max_size`: Some(2321), added: 4796, mode: `MaxEncodedLen`)
	/// Storage: `ModelRegistry::Reservations` (r:1 w:1)
	/// Proof: `ModelRegistry::Reservations` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(697), added: 3172, mode: `MaxEncodedLen`)
	/// Storage: `ModelFactory::Successions` (r:0 w:1)
	/// Proof: `ModelFactory::Successions` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn forget() -> Weight {
		// Minimum execution time: 105_417_000 picoseconds.
		Weight::from_parts(117_976_000, 5786)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
}

/// The same for tests: database costs of RocksDB.
impl WeightInfo for () {
	fn post(p: u32, s: u32, ) -> Weight {
		Weight::from_parts(82_754_561, 8592)
			.saturating_add(Weight::from_parts(14_661_343, 0).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(28_945_498, 0).saturating_mul(s.into()))
			.saturating_add(RocksDbWeight::get().reads(11_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(p.into())))
			.saturating_add(RocksDbWeight::get().reads((3_u64).saturating_mul(s.into())))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
			.saturating_add(Weight::from_parts(0, 3801).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(0, 4290).saturating_mul(s.into()))
	}
	fn advance() -> Weight {
		Weight::from_parts(735_635_000, 69630)
			.saturating_add(RocksDbWeight::get().reads(74_u64))
			.saturating_add(RocksDbWeight::get().writes(12_u64))
	}
	fn cancel() -> Weight {
		Weight::from_parts(144_095_000, 15378)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn take() -> Weight {
		Weight::from_parts(86_890_000, 10582)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn report_progress() -> Weight {
		Weight::from_parts(63_785_000, 5786)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn deliver() -> Weight {
		Weight::from_parts(92_588_000, 5786)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn accept() -> Weight {
		Weight::from_parts(798_809_000, 69630)
			.saturating_add(RocksDbWeight::get().reads(76_u64))
			.saturating_add(RocksDbWeight::get().writes(13_u64))
	}
	fn settle() -> Weight {
		Weight::from_parts(870_566_000, 69630)
			.saturating_add(RocksDbWeight::get().reads(77_u64))
			.saturating_add(RocksDbWeight::get().writes(13_u64))
	}
	fn register_delivered() -> Weight {
		Weight::from_parts(686_652_000, 69630)
			.saturating_add(RocksDbWeight::get().reads(71_u64))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
	}
	fn dispute() -> Weight {
		Weight::from_parts(156_734_000, 5786)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn arbitrate() -> Weight {
		Weight::from_parts(848_884_000, 69630)
			.saturating_add(RocksDbWeight::get().reads(76_u64))
			.saturating_add(RocksDbWeight::get().writes(13_u64))
	}
	fn expire() -> Weight {
		Weight::from_parts(264_855_000, 15378)
			.saturating_add(RocksDbWeight::get().reads(14_u64))
			.saturating_add(RocksDbWeight::get().writes(12_u64))
	}
	fn forget() -> Weight {
		Weight::from_parts(117_976_000, 5786)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
}
