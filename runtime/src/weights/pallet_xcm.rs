// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_xcm`, which ships none: the figures that the SDK's benchmark measured for Asset
//! Hub Westend 0.57 (2026-08-14, Intel Xeon 2.60 GHz, 50 steps, 20 repeats), with the storage accesses
//! priced by this chain. That runtime does more in each of these calls than ours.

use super::InMemoryDbWeight;
use crate::*;
use frame_support::weights::Weight;

/// `ref_time` picoseconds, `proof` bytes, and the accesses.
fn cost(ref_time: u64, proof: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(ref_time, proof)
		.saturating_add(InMemoryDbWeight::get().reads_writes(reads, writes))
}

/// What each call and each step of the version notifications costs.
pub struct WeightInfo;

impl pallet_xcm::WeightInfo for WeightInfo {
	fn send() -> Weight {
		cost(33_062_000, 3_791, 4, 2)
	}

	fn teleport_assets() -> Weight {
		cost(187_781_000, 8_001, 9, 5)
	}

	fn reserve_transfer_assets() -> Weight {
		cost(257_447_000, 8_499, 17, 12)
	}

	fn transfer_assets() -> Weight {
		cost(306_110_000, 10_878, 17, 10)
	}

	fn execute() -> Weight {
		cost(9_539_000, 1_485, 1, 0)
	}

	fn force_xcm_version() -> Weight {
		cost(9_307_000, 0, 0, 1)
	}

	fn force_default_xcm_version() -> Weight {
		cost(2_981_000, 0, 0, 0)
	}

	fn force_subscribe_version_notify() -> Weight {
		cost(42_075_000, 3_791, 6, 5)
	}

	fn force_unsubscribe_version_notify() -> Weight {
		cost(50_153_000, 108_971, 6, 4)
	}

	fn force_suspension() -> Weight {
		cost(3_034_000, 0, 0, 1)
	}

	fn migrate_supported_version() -> Weight {
		cost(25_021_000, 15_862, 6, 2)
	}

	fn migrate_version_notifiers() -> Weight {
		cost(25_427_000, 15_866, 6, 2)
	}

	fn already_notified_target() -> Weight {
		cost(29_918_000, 18_355, 7, 0)
	}

	fn notify_current_targets() -> Weight {
		cost(29_919_000, 6_151, 6, 1)
	}

	fn notify_target_migration_fail() -> Weight {
		cost(21_441_000, 13_405, 5, 0)
	}

	fn migrate_version_notify_targets() -> Weight {
		cost(26_006_000, 15_873, 6, 2)
	}

	fn migrate_and_notify_old_targets() -> Weight {
		cost(43_907_000, 16_051, 10, 1)
	}

	fn new_query() -> Weight {
		cost(3_118_000, 1_485, 1, 2)
	}

	fn take_response() -> Weight {
		cost(31_589_000, 11_041, 1, 1)
	}

	fn claim_assets(n: u32) -> Weight {
		cost(36_792_635, 3_512, 2, 1)
			.saturating_add(cost(32_652_400, 3_283, 2, 2).saturating_mul(n.into()))
	}

	fn add_authorized_alias() -> Weight {
		cost(70_025_000, 5_401, 2, 2)
	}

	fn remove_authorized_alias() -> Weight {
		cost(70_775_000, 5_757, 2, 2)
	}

	fn weigh_message(n: u32) -> Weight {
		cost(1_462_000, 0, 0, 0).saturating_add(cost(42_201, 0, 0, 0).saturating_mul(n.into()))
	}

	fn decode_xcm(n: u32) -> Weight {
		cost(719_000, 0, 0, 0).saturating_add(cost(2_424, 0, 0, 0).saturating_mul(n.into()))
	}
}
