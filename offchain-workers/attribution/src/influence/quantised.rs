// SPDX-License-Identifier: Apache-2.0
//! Gradients as integers with one scale per row and layer.

use super::number::{nearest, real, single};
use codec::{Decode, Encode};

/// How gradients are kept.
#[derive(Encode, Decode, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Precision {
	/// 16 bits for each element: the error of an element is at most 2^-16 of the row's largest.
	#[default]
	#[codec(index = 0)]
	I16,
	/// 8 bits for each element, at half the size and half the time: an error of at most 2^-8 of the
	/// row's largest element.
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
	let limit = precision.largest();
	let integers = row.iter().map(|value| {
		// The scale was rounded, so the largest may come out one too large.
		nearest(f64::from(*value) * inverse).clamp(-limit, limit)
	});
	let mut squares = 0;
	let mut values = Vec::with_capacity(row.len().saturating_mul(precision.bytes()));
	for integer in integers {
		squares += i64::from(integer) * i64::from(integer);
		let [low, high] = integer.to_le_bytes();
		values.push(low);
		if precision == Precision::I16 {
			values.push(high);
		}
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

/// A query, or several, in 16 bits with one scale each, split into the parts that the integer kernel
/// multiplies.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct QuantisedQueries {
	/// For each query `high` and `low` with `value = 256 high + low`, where `parts` is 2; the values
	/// themselves where it is 1.
	pub(super) vectors: Vec<Vec<i16>>,
	pub(super) scales: Vec<f64>,
	parts: usize,
}

impl QuantisedQueries {
	/// Quantises `queries` to be multiplied with rows of this precision.
	///
	/// # Errors
	/// `None` when an element is not finite.
	pub(super) fn new<'a>(
		queries: impl IntoIterator<Item = &'a [f64]>,
		precision: Precision,
	) -> Option<Self> {
		// One part for each byte of a row's element.
		let mut quantised = Self { parts: precision.bytes(), ..Self::default() };
		for query in queries {
			let largest = query.iter().try_fold(0f64, |largest, value| {
				value.is_finite().then(|| largest.max(value.abs()))
			})?;
			let scale = largest / f64::from(i16::MAX);
			let inverse = if scale.is_normal() { scale.recip() } else { 0.0 };
			let integers = query.iter().map(|value| nearest(value * inverse));
			match precision {
				Precision::I16 => {
					let (high, low) = integers.map(split).unzip();
					quantised.vectors.extend([high, low]);
				},
				Precision::I8 => quantised.vectors.push(integers.collect()),
			}
			quantised.scales.push(scale);
		}
		Some(quantised)
	}

	/// The inner products with each query, from those with each vector.
	pub(super) fn join<'a>(&'a self, dots: &'a [i64]) -> impl Iterator<Item = f64> + 'a {
		dots.chunks_exact(self.parts.max(1)).zip(&self.scales).map(|(dots, scale)| {
			let dot = match dots {
				[high, low] => 256 * high + low,
				[dot] => *dot,
				_ => 0,
			};
			scale * real(dot)
		})
	}
}

/// `value` as `256 high + low`, with `low` from -128 to 127 and `high` from -128 to 128.
fn split(value: i16) -> (i16, i16) {
	let [low, _] = value.to_le_bytes();
	let low = i16::from(low.cast_signed());
	let high = (i32::from(value) - i32::from(low)) / 256;
	(i16::try_from(high).unwrap_or_default(), low)
}

impl From<Precision> for &'static str {
	fn from(precision: Precision) -> Self {
		match precision {
			Precision::I16 => "i16",
			Precision::I8 => "i8",
		}
	}
}
