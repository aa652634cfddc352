// SPDX-License-Identifier: Apache-2.0
//! Rewards that any number of holders share in proportion to their shares, at the cost of one.
//!
//! A pool keeps what one share has earned since the beginning; a position keeps how much of that it has
//! been credited with. A reward changes only the pool, and a holder's earning follows when the position
//! is next touched:
//!
//! ```text
//! reward(a):    per_share += a * 2^128 / shares          (rounded down)
//! settle(p):    owed      += p.shares * (per_share - p.mark) / 2^128   (rounded down); p.mark = per_share
//! ```
//!
//! What holders are owed together never exceeds what was rewarded. Both roundings are in favour of the
//! pool: a reward leaves less than a planck in it, and so does each time that a position is settled.
//! (Batog, Boca and Johnson, "Scalable Reward Distribution on the Ethereum Blockchain", 2018.)

use crate::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use polkadot_sdk::sp_core::U256;
use scale_info::TypeInfo;

/// Why a pool or a position was left as it was.
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
pub enum AccrualError {
	/// Nobody holds a share: there is nobody to reward.
	NoShares,
	/// The position has fewer shares than are to be taken from it.
	TooFewShares,
	/// A sum exceeds what there can be.
	Overflow,
}

impl fmt::Display for AccrualError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::NoShares => "nobody holds a share",
			Self::TooFewShares => "the position has fewer shares",
			Self::Overflow => "the sum exceeds what there can be",
		})
	}
}

impl core::error::Error for AccrualError {}

/// What is shared.
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
pub struct RewardPool {
	/// The shares of all positions.
	pub shares: u128,
	/// What one share has earned since the beginning, times 2^128.
	pub per_share: U256,
}

/// One holder's part in a pool.
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
pub struct Position {
	/// Its shares.
	pub shares: u128,
	/// [`RewardPool::per_share`] up to which it is credited.
	pub mark: U256,
	/// What it is credited with and has not taken, in plancks.
	pub owed: Balance,
}

impl RewardPool {
	/// Shares `amount` plancks out among all positions.
	///
	/// # Errors
	/// [`AccrualError::NoShares`], and [`AccrualError::Overflow`] when the pool was rewarded with more
	/// than `u128::MAX` for one share. Then nothing is changed.
	pub fn reward(&mut self, amount: Balance) -> Result<(), AccrualError> {
		if self.shares == 0 {
			return Err(AccrualError::NoShares);
		}
		let each = (U256::from(amount) << 128) / U256::from(self.shares);
		self.per_share = self.per_share.checked_add(each).ok_or(AccrualError::Overflow)?;
		Ok(())
	}

	/// Gives `position` more `shares`, after crediting it with what it has earned.
	///
	/// # Errors
	/// [`AccrualError::Overflow`]. Then nothing is changed.
	pub fn add(&mut self, position: &mut Position, shares: u128) -> Result<(), AccrualError> {
		let mut grown = self.settled(position)?;
		let all = self.shares.checked_add(shares).ok_or(AccrualError::Overflow)?;
		// A position's shares are among the pool's.
		grown.shares = grown.shares.checked_add(shares).ok_or(AccrualError::Overflow)?;
		(self.shares, *position) = (all, grown);
		Ok(())
	}

	/// Takes `shares` from `position`, after crediting it with what it has earned.
	///
	/// # Errors
	/// [`AccrualError::TooFewShares`] and [`AccrualError::Overflow`]. Then nothing is changed.
	pub fn remove(&mut self, position: &mut Position, shares: u128) -> Result<(), AccrualError> {
		let mut shrunk = self.settled(position)?;
		shrunk.shares = shrunk.shares.checked_sub(shares).ok_or(AccrualError::TooFewShares)?;
		self.shares = self.shares.checked_sub(shares).ok_or(AccrualError::TooFewShares)?;
		*position = shrunk;
		Ok(())
	}

	/// Credits `position` with what it has earned, and takes that out: in plancks.
	///
	/// # Errors
	/// [`AccrualError::Overflow`]. Then nothing is changed.
	pub fn take(&self, position: &mut Position) -> Result<Balance, AccrualError> {
		let settled = self.settled(position)?;
		*position = Position { owed: 0, ..settled };
		Ok(settled.owed)
	}

	/// What `position` could take now, in plancks. Saturates where taking would fail.
	pub fn owed(&self, position: &Position) -> Balance {
		self.settled(position).map_or(Balance::MAX, |settled| settled.owed)
	}

	fn settled(&self, position: &Position) -> Result<Position, AccrualError> {
		let since = self.per_share.checked_sub(position.mark).ok_or(AccrualError::Overflow)?;
		let earned =
			since.checked_mul(position.shares.into()).ok_or(AccrualError::Overflow)? >> 128;
		let earned = Balance::try_from(earned).map_err(|_| AccrualError::Overflow)?;
		let owed = position.owed.checked_add(earned).ok_or(AccrualError::Overflow)?;
		Ok(Position { shares: position.shares, mark: self.per_share, owed })
	}
}
