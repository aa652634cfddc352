// SPDX-License-Identifier: Apache-2.0
//! What an answer costs, and who gets which part of it.

use crate::{split, Balance};
use codec::{Decode, DecodeWithMemTracking, Encode, Error, Input, MaxEncodedLen};
use core::{fmt, num::NonZeroU128};
use polkadot_sdk::sp_arithmetic::Perbill;
use scale_info::TypeInfo;

/// Tokens per priced unit.
const TOKENS_PER_UNIT: u32 = 1000;
/// The parts of a whole.
const BILLION: NonZeroU128 = match NonZeroU128::new(1_000_000_000) {
	Some(billion) => billion,
	None => NonZeroU128::MIN,
};

/// An artifact's prices, in plancks.
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct PriceList {
	/// Per answer.
	pub base: Balance,
	/// Per 1 000 tokens of input.
	pub per_1k_input: Balance,
	/// Per 1 000 tokens of output.
	pub per_1k_output: Balance,
}

impl PriceList {
	/// `base + (input_tokens * per_1k_input + output_tokens * per_1k_output) / 1000` plancks.
	///
	/// The sum is computed exactly and rounded up once. `None` exactly when the fee exceeds
	/// `u128::MAX`.
	pub fn fee(&self, input_tokens: u32, output_tokens: u32) -> Option<Balance> {
		let unit = u128::from(TOKENS_PER_UNIT);
		let (input, output) = (u128::from(input_tokens), u128::from(output_tokens));
		// Price = whole thousands and a rest below a thousand, so that no product is larger than
		// its share in the fee.
		let thousands = input
			.checked_mul(self.per_1k_input / unit)?
			.checked_add(output.checked_mul(self.per_1k_output / unit)?)?;
		let rest = input
			.checked_mul(self.per_1k_input % unit)?
			.checked_add(output.checked_mul(self.per_1k_output % unit)?)?
			.div_ceil(unit);
		self.base.checked_add(thousands)?.checked_add(rest)
	}
}

/// The shares by which governance splits fees, not yet checked: see [`FeeSplit`].
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct FeeShares {
	/// Treasury and burn.
	pub protocol: Perbill,
	/// Who computed the answer.
	pub worker: Perbill,
	/// The artifact's owner, its parents by their royalty terms, its evaluators.
	pub owners: Perbill,
	/// Who staked on the artifact.
	pub stakers: Perbill,
	/// The contributions, by the attribution vector.
	pub contributors: Perbill,
}

/// The shares do not sum to one.
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
pub struct SharesNotOne;

impl SharesNotOne {
	const SENTENCE: &'static str = "the fee's shares do not sum to one";
}

impl fmt::Display for SharesNotOne {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(Self::SENTENCE)
	}
}

impl core::error::Error for SharesNotOne {}

/// Fee shares that sum to one. Every way to make one checks, decoding too.
#[derive(
	Encode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "FeeShares", into = "FeeShares"))]
pub struct FeeSplit(FeeShares);

impl FeeSplit {
	/// Accepts `shares` that sum to one.
	///
	/// # Errors
	/// [`SharesNotOne`].
	pub fn new(shares: FeeShares) -> Result<Self, SharesNotOne> {
		let sum = shares.parts().into_iter().map(u128::from).sum::<u128>();
		if sum == BILLION.get() {
			Ok(Self(shares))
		} else {
			Err(SharesNotOne)
		}
	}

	/// The shares.
	pub fn shares(&self) -> FeeShares {
		self.0
	}

	/// Splits `fee` by largest remainders, ties in the order of the fields of [`FeeParts`]. The
	/// parts sum to `fee`.
	pub fn split(&self, fee: Balance) -> FeeParts {
		let [protocol, worker, owners, stakers, contributors] =
			split::array_parts(fee, BILLION, self.0.parts());
		FeeParts { protocol, worker, owners, stakers, contributors }
	}
}

/// The division of fees now, and the one that follows it.
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
pub struct FeeSchedule {
	/// Until the other takes effect.
	pub current: FeeSplit,
	/// The first block of the next division, and that one.
	pub next: Option<(u32, FeeSplit)>,
}

impl FeeSchedule {
	/// The division for fees that are settled in `block`.
	pub fn at(&self, block: u32) -> FeeSplit {
		match self.next {
			Some((from, next)) if block >= from => next,
			_ => self.current,
		}
	}
}

impl FeeShares {
	fn parts(&self) -> [u64; 5] {
		[self.protocol, self.worker, self.owners, self.stakers, self.contributors]
			.map(|share| u64::from(share.deconstruct()))
	}
}

impl TryFrom<FeeShares> for FeeSplit {
	type Error = SharesNotOne;

	fn try_from(shares: FeeShares) -> Result<Self, SharesNotOne> {
		Self::new(shares)
	}
}

impl From<FeeSplit> for FeeShares {
	fn from(split: FeeSplit) -> Self {
		split.0
	}
}

impl Decode for FeeSplit {
	fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
		Self::new(FeeShares::decode(input)?)
			.map_err(|SharesNotOne| Error::from(SharesNotOne::SENTENCE))
	}
}

/// A fee in parts, in plancks. [`Self::total`] gives the fee back.
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FeeParts {
	/// Treasury and burn.
	pub protocol: Balance,
	/// Who computed the answer.
	pub worker: Balance,
	/// The artifact's owner, its parents by their royalty terms, its evaluators.
	pub owners: Balance,
	/// Who staked on the artifact.
	pub stakers: Balance,
	/// The contributions, by the attribution vector.
	pub contributors: Balance,
}

impl FeeParts {
	/// The sum of the parts, or `None` when it exceeds `u128::MAX`, as no split fee does.
	pub fn total(&self) -> Option<Balance> {
		[self.protocol, self.worker, self.owners, self.stakers, self.contributors]
			.into_iter()
			.try_fold(0, Balance::checked_add)
	}
}
