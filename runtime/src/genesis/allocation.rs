// SPDX-License-Identifier: Apache-2.0

//! How the thousand million OPEN are given out at genesis, and how fast they come free.

use crate::{
	constants::{currency::OPEN, time::MONTHS},
	Balance, BlockNumber,
};

/// One part of the issuance.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Allocation {
	/// Who it is for; the key of its account in the parameter file.
	pub name: &'static str,
	/// All of it.
	pub total: Balance,
	/// The part that is free at genesis.
	pub liquid: Balance,
	/// The block before which nothing more comes free.
	pub cliff: BlockNumber,
	/// How many blocks after the cliff the rest takes to come free, evenly.
	pub vesting: BlockNumber,
}

/// The public allocation: 51.71 % community, 10 % ecosystem, 18.29 % investors, 15 % team, 5 %
/// liquidity. 21.55 % of the whole is free at genesis: all of the liquidity, and 16.55 % of the whole
/// from community and ecosystem in proportion to their sizes (to the nearest OPEN).
pub const ALLOCATIONS: [Allocation; 5] = [
	Allocation {
		name: "community",
		total: 517_100_000 * OPEN,
		liquid: 138_681_008 * OPEN,
		cliff: 0,
		vesting: 48 * MONTHS,
	},
	Allocation {
		name: "ecosystem",
		total: 100_000_000 * OPEN,
		liquid: 26_818_992 * OPEN,
		cliff: 0,
		vesting: 48 * MONTHS,
	},
	Allocation {
		name: "investors",
		total: 182_900_000 * OPEN,
		liquid: 0,
		cliff: 12 * MONTHS,
		vesting: 36 * MONTHS,
	},
	Allocation {
		name: "team",
		total: 150_000_000 * OPEN,
		liquid: 0,
		cliff: 12 * MONTHS,
		vesting: 36 * MONTHS,
	},
	Allocation {
		name: "liquidity",
		total: 50_000_000 * OPEN,
		liquid: 50_000_000 * OPEN,
		cliff: 0,
		vesting: 0,
	},
];

/// What is free at genesis: 21.55 % of the issuance.
pub const LIQUID_AT_GENESIS: Balance = 215_500_000 * OPEN;
