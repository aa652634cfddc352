// SPDX-License-Identifier: Apache-2.0

//! The numbers of the chain that never change at run time: currency, time, block limits.

/// OPEN and its parts, in plancks.
pub mod currency {
	use crate::Balance;

	/// One OPEN: 10^18 plancks.
	pub const OPEN: Balance = 1_000_000_000_000_000_000;
	/// A thousandth of an OPEN.
	pub const MILLI_OPEN: Balance = OPEN / 1_000;
	/// A millionth of an OPEN.
	pub const MICRO_OPEN: Balance = MILLI_OPEN / 1_000;
	/// What is minted at genesis: one thousand million OPEN. It can be burned, never minted again.
	pub const TOTAL_ISSUANCE: Balance = 1_000_000_000 * OPEN;
	/// An account that holds less than this is removed.
	pub const EXISTENTIAL_DEPOSIT: Balance = MILLI_OPEN;

	/// The deposit for keeping `items` storage items of together `bytes` bytes.
	pub const fn deposit(items: u32, bytes: u32) -> Balance {
		// Lossless widenings; `From` is not const.
		#[allow(clippy::cast_lossless)]
		let (items, bytes) = (items as Balance, bytes as Balance);
		items * 200 * MILLI_OPEN + bytes * MILLI_OPEN
	}
}

/// Time, counted in blocks of this chain. A development chain makes its blocks faster, so there an
/// "hour" passes in less than an hour.
pub mod time {
	use crate::BlockNumber;

	/// How long an author keeps its slot. Never change it on a live chain: slots would jump.
	pub const SLOT_DURATION: u64 = 6_000;
	/// Blocks in a minute.
	pub const MINUTES: BlockNumber = 10;
	/// Blocks in an hour.
	pub const HOURS: BlockNumber = 60 * MINUTES;
	/// Blocks in a day.
	pub const DAYS: BlockNumber = 24 * HOURS;
	/// Blocks in a twelfth of a Julian year (365.25 days).
	pub const MONTHS: BlockNumber = 365 * DAYS / 12 + DAYS / 48;
}

/// How the chain follows its relay chain.
pub mod consensus {
	use polkadot_sdk::{
		cumulus_primitives_core::relay_chain::MAX_POV_SIZE,
		frame_support::weights::{constants::WEIGHT_REF_TIME_PER_SECOND, Weight},
		sp_runtime::Perbill,
	};

	/// Length of a relay chain slot, in milliseconds.
	pub const RELAY_CHAIN_SLOT_DURATION_MILLIS: u32 = 6_000;
	/// Our blocks per relay chain block. Elastic scaling raises it.
	pub const BLOCK_PROCESSING_VELOCITY: u32 = 1;
	/// Our blocks that may wait to be included by the relay chain.
	pub const UNINCLUDED_SEGMENT_CAPACITY: u32 = 3;
	/// Relay chain blocks between the newest one and the one we build on.
	pub const RELAY_PARENT_OFFSET: u32 = 0;
	/// The part of a block that is kept for `on_initialize`.
	pub const AVERAGE_ON_INITIALIZE_RATIO: Perbill = Perbill::from_percent(5);
	/// The part of a block that normal transactions may fill.
	pub const NORMAL_DISPATCH_RATIO: Perbill = Perbill::from_percent(75);
	/// Two seconds of computing, and the largest proof that the relay chain takes.
	// A lossless widening; `From` is not const.
	#[allow(clippy::cast_lossless)]
	pub const MAXIMUM_BLOCK_WEIGHT: Weight =
		Weight::from_parts(WEIGHT_REF_TIME_PER_SECOND.saturating_mul(2), MAX_POV_SIZE as u64);
}
