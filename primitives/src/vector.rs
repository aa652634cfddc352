// SPDX-License-Identifier: Apache-2.0
//! The attribution vector: whose contributions an answer rests on, and how much.

use crate::{ids::ContributionId, split};
use alloc::{collections::BTreeMap, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::{cmp::Reverse, fmt};
use polkadot_sdk::{sp_arithmetic::Perbill, sp_core::ConstU32, sp_runtime::BoundedVec};
use scale_info::TypeInfo;

/// The most contributions that one vector names.
pub const MAX_SHARES: u32 = 64;

/// Why a vector is not one, or could not be computed.
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
pub enum VectorError {
	/// Contributions are not in strictly ascending order, or one occurs twice.
	NotAscending,
	/// A share is zero.
	ZeroShare,
	/// The shares and the residual do not sum to one.
	NotOne,
	/// The scores do not fit in 64 bits together.
	ScoreOverflow,
}

impl fmt::Display for VectorError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::NotAscending => "contributions are not in strictly ascending order",
			Self::ZeroShare => "a share is zero",
			Self::NotOne => "the shares and the residual do not sum to one",
			Self::ScoreOverflow => "the scores overflow 64 bits",
		})
	}
}

impl core::error::Error for VectorError {}

/// One contribution's share in an answer.
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
pub struct ContributionShare {
	/// The contribution.
	pub contribution: ContributionId,
	/// Its share in parts per billion, above zero.
	pub share: Perbill,
}

/// Shares of single contributions, and a residual for the snapshot's whole pool.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AttributionVector {
	/// Ascending by contribution, none twice, none zero.
	pub shares: BoundedVec<ContributionShare, ConstU32<MAX_SHARES>>,
	/// What goes to all accepted contributions of the snapshot, by size.
	pub residual: Perbill,
}

impl AttributionVector {
	/// The vector that names nobody: everything is residual.
	pub fn unattributed() -> Self {
		Self { shares: BoundedVec::new(), residual: Perbill::one() }
	}

	/// The vector for `scores`; those of one contribution are added up.
	///
	/// The [`MAX_SHARES`] highest scores are named, ties going to the lower contribution, and the
	/// others' sum weighs for the residual. Shares are largest remainders of one billion in the
	/// order: contributions ascending, then the residual. A share that comes out as zero is left
	/// out. No score above zero gives [`Self::unattributed`].
	///
	/// # Errors
	/// [`VectorError::ScoreOverflow`] when the scores' sum exceeds 64 bits.
	pub fn from_scores<I>(scores: I) -> Result<Self, VectorError>
	where
		I: IntoIterator<Item = (ContributionId, u64)>,
	{
		let mut sums = BTreeMap::<ContributionId, u64>::new();
		let mut total = 0u64;
		for (contribution, score) in scores {
			total = total.checked_add(score).ok_or(VectorError::ScoreOverflow)?;
			// No sum of some scores exceeds that of all.
			let sum = sums.entry(contribution).or_default();
			*sum = sum.saturating_add(score);
		}
		Ok(Self::from_weights(sums.into_iter().collect(), 0))
	}

	/// The vector in the proportion of `weights`, none of which is twice of one contribution, and that of
	/// the residual. Their sum is in 64 bits.
	///
	/// The [`MAX_SHARES`] highest weights are named, ties going to the lower contribution, and the others
	/// weigh for the residual; else as [`Self::from_scores`].
	pub(crate) fn from_weights(mut named: Vec<(ContributionId, u64)>, residual: u64) -> Self {
		named.sort_by_key(|&(contribution, weight)| (Reverse(weight), contribution));
		let cut =
			named.split_off(named.len().min(usize::try_from(MAX_SHARES).unwrap_or(usize::MAX)));
		let rest = cut.iter().fold(residual, |rest, (_, weight)| rest.saturating_add(*weight));
		named.sort_by_key(|&(contribution, _)| contribution);

		let mut weights = named.iter().map(|&(_, weight)| weight).collect::<Vec<_>>();
		weights.push(rest);
		let Ok(mut parts) = split::perbill_shares(&weights) else { return Self::unattributed() };
		let residual = parts.pop().unwrap_or_default();
		let shares = named
			.into_iter()
			.zip(parts)
			.filter(|(_, share)| !share.is_zero())
			.map(|((contribution, _), share)| ContributionShare { contribution, share })
			.collect();
		// At most `MAX_SHARES` are named, so nothing is cut.
		Self { shares: BoundedVec::truncate_from(shares), residual }
	}

	/// Checks that contributions ascend strictly, that no share is zero, and that the shares and
	/// the residual sum to one exactly.
	///
	/// # Errors
	/// [`VectorError::NotAscending`], [`VectorError::ZeroShare`] or [`VectorError::NotOne`].
	pub fn validate(&self) -> Result<(), VectorError> {
		let ascending = self.shares.windows(2).all(|pair| match pair {
			[left, right] => left.contribution < right.contribution,
			_ => true,
		});
		if !ascending {
			return Err(VectorError::NotAscending);
		}
		if self.shares.iter().any(|entry| entry.share.is_zero()) {
			return Err(VectorError::ZeroShare);
		}
		let sum = self
			.shares
			.iter()
			.map(|entry| entry.share)
			.chain([self.residual])
			.map(|share| u64::from(share.deconstruct()))
			.sum::<u64>();
		if sum == u64::from(Perbill::one().deconstruct()) {
			Ok(())
		} else {
			Err(VectorError::NotOne)
		}
	}
}
