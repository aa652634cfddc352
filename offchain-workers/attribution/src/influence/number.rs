// SPDX-License-Identifier: Apache-2.0
//! The conversions between numbers that the standard library leaves to `as`.

/// A 32-bit count as an index into memory.
pub(super) fn wide(count: u32) -> usize {
	// Where it does not fit, nothing stands in memory either.
	usize::try_from(count).unwrap_or(usize::MAX)
}

/// The double next to a count. Counts here are below 2^53, where it is exact.
#[allow(clippy::cast_precision_loss)]
pub(super) fn count(value: usize) -> f64 {
	value as f64
}

/// The double next to an integer.
#[allow(clippy::cast_precision_loss)]
pub(super) fn real(value: i64) -> f64 {
	value as f64
}

/// The single next to a double; infinite where it is too large.
pub(super) fn single(value: f64) -> f32 {
	value as f32
}

/// The integer next to `value`, ties to even, but none beyond `±limit`; 0 for what is no number.
pub(super) fn nearest(value: f64, limit: f64) -> i32 {
	value.round_ties_even().clamp(-limit, limit) as i32
}

/// The integer next to `value`, ties to even; 0 for what is no number or negative.
#[allow(clippy::cast_sign_loss)]
pub(super) fn nearest_unsigned(value: f64) -> u64 {
	value.round_ties_even() as u64
}
