// SPDX-License-Identifier: Apache-2.0
//! What the pallet keeps of stakes and eras.

use crate::Config;
use frame::prelude::{helpers_128bit::multiply_by_rational_with_rounding, *};
use openledger_primitives::{accrual::Position, Balance};

/// The number of an era. The first is zero.
pub type EraIndex = u32;

/// The most accounts whose points one call removes.
pub const MAX_CLEARED: u32 = 256;

/// A part of a stake that does not earn yet.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub struct Warming<BlockNumber> {
	/// In plancks. Not zero.
	pub amount: Balance,
	/// The first block in which it can be activated.
	pub active_at: BlockNumber,
}

/// What one account has staked on one target. All of it is on hold in that account.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
)]
pub struct Stake<BlockNumber> {
	/// What earns, a share for each planck, and what it has earned.
	pub earning: Position,
	/// What does not earn yet.
	pub warming: Option<Warming<BlockNumber>>,
}

/// What one account has staked on one target, in a runtime's blocks.
pub type StakeOf<T> = Stake<BlockNumberFor<T>>;

/// A part of a stake that was taken back.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub struct Unlocking<BlockNumber> {
	/// In plancks. Not zero.
	pub amount: Balance,
	/// The first block in which it can be withdrawn.
	pub released_at: BlockNumber,
}

/// What one account has taken back and not withdrawn. All of it is on hold in that account.
#[derive(
	Encode,
	Decode,
	MaxEncodedLen,
	TypeInfo,
	CloneNoBound,
	PartialEqNoBound,
	EqNoBound,
	DebugNoBound,
	DefaultNoBound,
)]
#[scale_info(skip_type_params(T))]
pub struct Unbonding<T: Config> {
	/// Ascending by the block of release, no block twice.
	pub parts: BoundedVec<Unlocking<BlockNumberFor<T>>, T::MaxUnbonding>,
}

/// The era that runs.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
)]
pub struct Era<BlockNumber> {
	/// Its number.
	pub index: EraIndex,
	/// Its first block.
	pub started_at: BlockNumber,
	/// What the treasury pays when it is over, in plancks, as far as it has it. Zero: nobody counts what
	/// is earned.
	pub emission: Balance,
	/// The part of that which goes to workers.
	pub workers_share: Perbill,
}

impl<BlockNumber> Era<BlockNumber> {
	/// `emission` plancks in parts: for workers, and for contributors. They sum to it.
	pub fn parts(&self, emission: Balance) -> (Balance, Balance) {
		let workers = self.workers_share.mul_floor(emission);
		(workers, emission.saturating_sub(workers))
	}
}

/// What was earned in an era, by answering or by contributing, and what is paid for it.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
)]
pub struct EraPool {
	/// All that was earned in it, in plancks. Not zero.
	pub points: Balance,
	/// What the treasury has added, in plancks. Zero while the era runs, and not after.
	pub reward: Balance,
	/// What of that was claimed, in plancks.
	pub claimed: Balance,
}

impl EraPool {
	/// The part of the reward for `points` of all, in plancks, rounded down.
	pub fn share(&self, points: Balance) -> Balance {
		// Neither is more than all: the quotient is at most the reward.
		multiply_by_rational_with_rounding(self.reward, points, self.points, Rounding::Down)
			.unwrap_or_default()
	}

	/// What of the reward was not claimed, in plancks.
	pub fn unclaimed(&self) -> Balance {
		self.reward.saturating_sub(self.claimed)
	}
}
