// SPDX-License-Identifier: Apache-2.0
//! Gradients as integers with one scale per row and layer.

use super::{
	kernel::{Pair, GROUP, RADIX},
	number::{nearest, real, single},
};
use codec::{Decode, Encode};

/// How gradients are kept.
#[derive(Encode, Decode, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Precision {
	/// 16 bits for each element: the error of an element is at most 2^-16 of the row's largest.
	#[default]
	#[codec(index = 0)]
	I16,
	/// 8 bits for each element, half the size: an error of at most 2^-8 of the row's largest element.
	#[codec(index = 1)]
	I8,
}

impl Precision {
	/// Bytes per element.
	pub fn bytes(self) -> usize {
		match self {
			Self::I16 => 2,
			Self::I8 => 1,
		}
	}

	/// The largest integer.
	pub(super) fn largest(self) -> i16 {
		match self {
			Self::I16 => i16::MAX,
			Self::I8 => i16::from(i8::MAX),
		}
	}
}

/// One row of one layer.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct QuantisedRow {
	/// Little-endian integers.
	pub(super) values: Vec<u8>,
	/// What an integer is multiplied with.
	pub(super) scale: f32,
	/// The squared norm of what is kept, not of what came in.
	pub(super) norm: f64,
}

/// Quantises `row`: the largest element becomes the largest integer. A row whose largest element is
/// below about 2^-110 is kept as zeros, since its scale would be no normal number.
///
/// # Errors
/// `None` when an element is not finite.
pub(super) fn quantise(row: &[f32], precision: Precision) -> Option<QuantisedRow> {
	let largest = row
		.iter()
		.try_fold(0f32, |largest, value| value.is_finite().then(|| largest.max(value.abs())))?;
	let mut scale = single(f64::from(largest) / f64::from(precision.largest()));
	if !scale.is_normal() {
		scale = 0.0;
	}
	let inverse = if scale > 0.0 { f64::from(scale).recip() } else { 0.0 };
	let limit = f64::from(precision.largest());
	// The scale was rounded, so the largest may come out one too large.
	let integers = row.iter().map(|value| nearest(f64::from(*value) * inverse, limit));
	let mut squares = 0;
	let mut values = Vec::with_capacity(row.len().saturating_mul(precision.bytes()));
	for integer in integers {
		squares += i64::from(integer) * i64::from(integer);
		let bytes = integer.to_le_bytes();
		values.extend(bytes.iter().take(precision.bytes()));
	}
	Some(QuantisedRow { values, scale, norm: norm(scale, squares) })
}

/// The squared norm of a row, by its scale and the sum of its squared integers.
pub(super) fn norm(scale: f32, squares: i64) -> f64 {
	f64::from(scale) * f64::from(scale) * real(squares)
}

/// The integers of kept rows, as little-endian 16-bit ones; `buffer` is for those that are not.
pub(super) fn widen<'a>(
	values: &'a [u8],
	precision: Precision,
	buffer: &'a mut Vec<[u8; 2]>,
) -> &'a [[u8; 2]] {
	match precision {
		Precision::I16 => values.as_chunks().0,
		Precision::I8 => {
			buffer.clear();
			buffer.extend(values.iter().map(|value| i16::from(value.cast_signed()).to_le_bytes()));
			buffer
		},
	}
}

/// The largest integer of a quantised query: both its parts are at most 2047.
const LARGEST: f64 = 8_386_559.0;

/// Queries in 24 bits with one scale each, as the integer kernel takes them.
///
/// A query has more bits than a row: where its product with the inverse curvature is nearly orthogonal to
/// the rows, what counts is what is left of it.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct QuantisedQueries {
	/// The pairs of the first group, then those of the next.
	pairs: Vec<Pair>,
	/// For each group its queries' scales, 0 for those that fill it up.
	scales: Vec<[f64; GROUP]>,
}

impl QuantisedQueries {
	/// Quantises `queries`, all of the same width; `None` when an element is not finite.
	pub(super) fn new(queries: &[Vec<f64>]) -> Option<Self> {
		let mut quantised = Self::default();
		for group in queries.chunks(GROUP) {
			let width = group.first().map_or(0, Vec::len);
			let start = quantised.pairs.len();
			quantised.pairs.resize(start + width.div_ceil(2), Pair::default());
			let mut scales = [0.0; GROUP];
			for ((number, query), place) in group.iter().enumerate().zip(&mut scales) {
				let largest = query.iter().try_fold(0f64, |largest, value| {
					value.is_finite().then(|| largest.max(value.abs()))
				})?;
				let scale = largest / LARGEST;
				let inverse = if scale.is_normal() { scale.recip() } else { 0.0 };
				*place = scale;
				let pairs = quantised.pairs.iter_mut().skip(start);
				for (values, pair) in query.chunks(2).zip(pairs) {
					let parts = pair.iter_mut().skip(2 * number);
					set(values.iter().map(|value| nearest(value * inverse, LARGEST)), parts);
				}
			}
			quantised.scales.push(scales);
		}
		Some(quantised)
	}

	/// The groups.
	pub(super) fn groups(&self) -> impl ExactSizeIterator<Item = (&[Pair], &[f64; GROUP])> + Clone {
		let pairs = self.pairs.len().checked_div(self.scales.len()).unwrap_or_default();
		self.pairs.chunks_exact(pairs.max(1)).zip(&self.scales)
	}

	/// The number of sums for each row: that of the queries, filled up to whole groups.
	pub(super) fn stride(&self) -> usize {
		GROUP * self.scales.len()
	}
}

/// Sets a query's two parts of two elements: the high ones, then the low ones.
fn set<'a>(values: impl Iterator<Item = i32>, mut parts: impl Iterator<Item = &'a mut [i16; 2]>) {
	let (Some(high), Some(low)) = (parts.next(), parts.next()) else { return };
	for ((value, high), low) in values.zip(high).zip(low) {
		(*high, *low) = split(value);
	}
}

/// The high part of `value`, from -2048 to 2048, and the low one, from -2048 to 2047.
fn split(value: i32) -> (i16, i16) {
	let low = (value + RADIX / 2).rem_euclid(RADIX) - RADIX / 2;
	let part = |value| i16::try_from(value).unwrap_or_default();
	(part((value - low) / RADIX), part(low))
}

impl From<Precision> for &'static str {
	fn from(precision: Precision) -> Self {
		match precision {
			Precision::I16 => "i16",
			Precision::I8 => "i8",
		}
	}
}
