// SPDX-License-Identifier: Apache-2.0
//! What is counted.

use super::Tier;
use std::{hash::Hash, time::Duration};

/// How much is in one tier.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct TierStats {
	/// Adapters in it, those that are being loaded into it included.
	pub adapters: usize,
	/// Their bytes.
	pub bytes: u64,
	/// The bytes of those that are pinned or in use.
	pub held_bytes: u64,
	/// The bytes of those that are pinned.
	pub pinned_bytes: u64,
	/// The bytes that there may be.
	pub budget_bytes: u64,
}

impl TierStats {
	pub(super) fn of<K: Clone + Eq + Hash>(tier: &Tier<K>) -> Self {
		Self {
			adapters: tier.len(),
			bytes: tier.used(),
			held_bytes: tier.held(),
			pinned_bytes: tier.pinned(),
			budget_bytes: tier.budget(),
		}
	}
}

/// What happened since the start, and what is in memory now.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct ResidencyStats {
	/// Requests whose adapter was ready.
	pub hits: u64,
	/// Requests that waited for their adapter.
	pub misses: u64,
	/// Adapters loaded onto the device. Many requests may wait for one.
	pub loads: u64,
	/// Of these, from the host's memory and not from the disk.
	pub host_loads: u64,
	/// Loads that came to nothing.
	pub failed_loads: u64,
	/// The time that all loads took, one after the other, waiting for room included.
	pub load_time: Duration,
	/// Adapters that gave way on the device.
	pub evictions: u64,
	/// Copies that gave way in the host's memory.
	pub host_evictions: u64,
	/// Loads under way.
	pub loading: usize,
	/// Adapters known by a row in a table: those that were loaded once.
	pub known: usize,
	/// Tensors where the model computes.
	pub device: TierStats,
	/// Files in the host's memory. On the CPU there are none: the device's memory is the host's.
	pub host: TierStats,
}
