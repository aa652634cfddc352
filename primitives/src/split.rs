// SPDX-License-Identifier: Apache-2.0
//! The one routine by which anything is split: largest remainders (Hamilton's method).
//!
//! Part `i` of `total` under weights `w` with sum `W` is `floor(total * w_i / W)`; the units that
//! are left, fewer than there are parts, go one each to the largest remainders
//! `total * w_i mod W`, ties to the lower key. Hence:
//!
//! - the parts sum to `total` exactly, and each differs from its exact share by less than one;
//! - a larger weight never gets less (monotone in the weights), zero gets nothing;
//! - the result depends on the keys, not on the order in which the parts are given;
//! - it is *not* monotone in `total`: one more unit can take one from a part (the Alabama paradox).
//!   Compute from totals, never from differences of totals.
//!
//! Quotients are taken of 256-bit products; no total up to `u128::MAX` overflows.

use alloc::{vec, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::{fmt, num::NonZeroU128};
use polkadot_sdk::sp_arithmetic::{
	helpers_128bit::multiply_by_rational_with_rounding, Perbill, Rounding,
};
use scale_info::TypeInfo;

/// Why nothing could be split.
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
pub enum SplitError {
	/// No weight is above zero.
	NoWeight,
}

impl fmt::Display for SplitError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::NoWeight => f.write_str("no weight is above zero"),
		}
	}
}

impl core::error::Error for SplitError {}

/// Splits `total` by `weights`; part `i` belongs to weight `i`, ties go to the lower index.
///
/// # Errors
/// [`SplitError::NoWeight`] when all weights are zero, or there are none.
pub fn largest_remainder(total: u128, weights: &[u64]) -> Result<Vec<u128>, SplitError> {
	let mut parts = vec![0; weights.len()];
	fill(total, whole(weights.iter().copied())?, weights.iter().copied().enumerate(), &mut parts);
	Ok(parts)
}

/// Splits `total` by weights that carry a key; part `i` belongs to the pair at `i`, ties go to the
/// lower key. Permuting the pairs permutes the parts, as long as no two keys are equal.
///
/// # Errors
/// [`SplitError::NoWeight`] when all weights are zero, or there are none.
pub fn largest_remainder_by_key<K: Ord + Copy>(
	total: u128,
	weights: &[(K, u64)],
) -> Result<Vec<u128>, SplitError> {
	let mut parts = vec![0; weights.len()];
	let whole = whole(weights.iter().map(|(_, weight)| *weight))?;
	fill(total, whole, weights.iter().copied(), &mut parts);
	Ok(parts)
}

/// Shares in the proportion of `weights` that sum to one billion parts exactly.
///
/// # Errors
/// [`SplitError::NoWeight`] when all weights are zero, or there are none.
pub fn perbill_shares(weights: &[u64]) -> Result<Vec<Perbill>, SplitError> {
	let parts = largest_remainder(u128::from(Perbill::one().deconstruct()), weights)?;
	Ok(parts
		.into_iter()
		.map(|part| Perbill::from_parts(u32::try_from(part).unwrap_or(u32::MAX)))
		.collect())
}

/// Splits `total` by an array of weights whose sum is `whole`, ties to the lower index.
pub(crate) fn array_parts<const N: usize>(
	total: u128,
	whole: NonZeroU128,
	weights: [u64; N],
) -> [u128; N] {
	let mut parts = [0; N];
	fill(total, whole, weights.into_iter().enumerate(), &mut parts);
	parts
}

/// The sum of weights: 2^64 of them fit.
fn whole(weights: impl Iterator<Item = u64>) -> Result<NonZeroU128, SplitError> {
	NonZeroU128::new(weights.map(u128::from).sum()).ok_or(SplitError::NoWeight)
}

fn fill<K: Ord>(
	total: u128,
	whole: NonZeroU128,
	weights: impl Iterator<Item = (K, u64)>,
	parts: &mut [u128],
) {
	let whole = whole.get();
	let mut left = total;
	let mut ranked = Vec::with_capacity(parts.len());
	for ((key, weight), part) in weights.zip(parts.iter_mut()) {
		let weight = u128::from(weight);
		// `weight <= whole`, so the quotient is at most `total` and always there.
		*part = multiply_by_rational_with_rounding(total, weight, whole, Rounding::Down)
			.unwrap_or_default();
		// The true remainder is below `whole`, so its low 128 bits are all of it.
		let remainder = total.wrapping_mul(weight).wrapping_sub(part.wrapping_mul(whole));
		left = left.saturating_sub(*part);
		ranked.push((core::cmp::Reverse(remainder), key, part));
	}
	ranked.sort_by(|(a, a_key, _), (b, b_key, _)| (a, a_key).cmp(&(b, b_key)));
	for (_, _, part) in ranked {
		if left == 0 {
			break;
		}
		*part = part.saturating_add(1);
		left = left.saturating_sub(1);
	}
}
