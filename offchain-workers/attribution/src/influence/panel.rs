// SPDX-License-Identifier: Apache-2.0
//! Rows side by side: the exact integer inner products of 32 rows with some queries at once.
//!
//! Rows and queries are 16-bit integers with a scale each. The scale is so large that in every block of
//! [`BLOCK`] pairs of elements the Euclidean norm of the integers is below the root of 2^31. Then, by Cauchy and Schwarz, the
//! inner product of a row's block with a query's fits into 32 bits, whatever they are, and so does the
//! sum over any part of it: a block is summed without looking at carries, and each element keeps 12 bits
//! or more where a row's elements are of one size.

// Wider registers can only be asked for by code that has looked whether they are there.
#![allow(unsafe_code)]

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;

/// The rows of a panel.
pub(super) const LANES: usize = 32;
/// Pairs of elements whose products are summed in 32 bits.
pub(super) const BLOCK: usize = 128;
/// The most queries of a group.
pub(super) const GROUP: usize = 8;
/// The bytes of a [`Column`].
pub(super) const COLUMN: usize = 4 * LANES;

/// Two consecutive elements of each of a panel's rows, little-endian.
pub(super) type Column = [u8; COLUMN];
/// A number for each of a panel's rows.
pub(super) type Lanes = [f64; LANES];

/// The largest norm of a block before its elements are rounded, which adds at most half of the
/// root of the number of elements: 46 300 + 8 is below the root of 2^31.
const NORM: f64 = 46_300.0;
/// The largest element.
const LARGEST: f64 = 32_767.0;
/// 1.5 · 2^52: the lowest bits of a double's sum with it are those of the integer next to the double, ties to
/// even.
const TO_INTEGER: f64 = 6_755_399_441_055_744.0;

/// What the elements of `values` have to be divided with, and the squared norm; no number where an
/// element is none, or infinite. The scale is 0 for what is too small to have one.
pub(super) fn scale(values: &[f64]) -> (f64, f64) {
	let (mut largest, mut of_blocks, mut total) = (0f64, 0f64, 0.0);
	for block in values.chunks(2 * BLOCK) {
		// Eight sums side by side: the order is fixed, and registers are used.
		let (mut squares, mut most) = ([0.0; 8], [0f64; 8]);
		for values in block.chunks(8) {
			for ((square, most), value) in squares.iter_mut().zip(&mut most).zip(values) {
				*square += value * value;
				*most = if value.abs() > *most { value.abs() } else { *most };
			}
		}
		let square = squares.iter().sum::<f64>();
		largest = most.into_iter().fold(largest, f64::max);
		of_blocks = of_blocks.max(square);
		total += square;
	}
	let scale = (largest / LARGEST).max(of_blocks.sqrt() / NORM);
	match total.is_finite() {
		true if scale.is_normal() && scale.recip().is_normal() => (scale, total),
		true => (0.0, 0.0),
		false => (f64::NAN, total),
	}
}

/// The integer next to `value`, which is one of 16 bits, in the lower half.
fn integer(value: f64) -> u32 {
	let [low, high, ..] = (value + TO_INTEGER).to_le_bytes();
	u32::from(u16::from_le_bytes([low, high]))
}

/// The integers of `values`, whose scale has this inverse, two by two: the first in the lower half. An odd
/// one is followed by zero.
pub(super) fn pairs(values: &[f64], inverse: f64) -> impl Iterator<Item = u32> + '_ {
	values.chunks(2).map(move |pair| match pair {
		[first, second] => integer(first * inverse) | integer(second * inverse) << 16,
		[first] => integer(first * inverse),
		_ => 0,
	})
}

/// The inverse of a scale, 0 for none.
pub(super) fn inverse(scale: f64) -> f64 {
	if scale > 0.0 {
		scale.recip()
	} else {
		0.0
	}
}

/// Up to [`GROUP`] queries of one layer.
#[derive(Clone, PartialEq, Debug)]
struct Group {
	/// 1, 2, 4 or 8, of which the last ones may be filled up.
	queries: usize,
	/// For each pair of columns the pairs of all queries.
	pairs: Vec<u32>,
}

/// Queries of one layer.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct PanelQueries {
	groups: Vec<Group>,
	/// For each query, not those that fill up, its scale.
	pub(super) scales: Vec<f64>,
	/// The squared norms of the queries.
	pub(super) norms: Vec<f64>,
}

impl PanelQueries {
	/// Quantises `queries`, all of the same width; `None` when an element, or a squared norm, is not finite.
	pub(super) fn new(queries: &[Vec<f64>]) -> Option<Self> {
		let mut quantised = Self::default();
		for queries in queries.chunks(GROUP) {
			let stride = queries.len().next_power_of_two();
			let width = queries.first().map_or(0, Vec::len);
			let mut group = vec![0; stride * width.div_ceil(2)];
			for (number, query) in queries.iter().enumerate() {
				let (scale, norm) = scale(query);
				if !scale.is_finite() {
					return None;
				}
				quantised.scales.push(scale);
				quantised.norms.push(norm);
				let places = group.iter_mut().skip(number).step_by(stride);
				for (place, pair) in places.zip(pairs(query, inverse(scale))) {
					*place = pair;
				}
			}
			quantised.groups.push(Group { queries: stride, pairs: group });
		}
		Some(quantised)
	}

	/// The places for totals: one for each query, and for those that fill up the last group.
	pub(super) fn places(&self) -> usize {
		self.groups.iter().map(|group| group.queries).sum()
	}
}

/// The processor's way to multiply.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kernel {
	Portable,
	#[cfg(target_arch = "x86_64")]
	Avx2,
	/// With `vpdpwssd`, which multiplies pairs and sums.
	#[cfg(target_arch = "x86_64")]
	Avx512,
}

impl Kernel {
	/// All that this processor has, the fastest last.
	fn all() -> Vec<Self> {
		let mut all = vec![Self::Portable];
		#[cfg(target_arch = "x86_64")]
		{
			if std::arch::is_x86_feature_detected!("avx2") {
				all.push(Self::Avx2);
			}
			if std::arch::is_x86_feature_detected!("avx512f")
				&& std::arch::is_x86_feature_detected!("avx512vnni")
			{
				all.push(Self::Avx512);
			}
		}
		all
	}

	/// The fastest.
	pub(super) fn fastest() -> Self {
		Self::all().pop().unwrap_or(Self::Portable)
	}

	/// Adds the inner products of a panel's rows with the queries to `totals`, one place for
	/// [each](PanelQueries::places): integers, and exact.
	pub(super) fn add(self, panel: &[Column], queries: &PanelQueries, totals: &mut [Lanes]) {
		for (number, columns) in panel.chunks(BLOCK).enumerate() {
			let mut totals = &mut totals[..];
			for group in &queries.groups {
				let block = BLOCK * group.queries;
				let pairs = group.pairs.chunks(block).nth(number).unwrap_or_default();
				let count = group.queries.min(totals.len());
				let (these, others) = std::mem::take(&mut totals).split_at_mut(count);
				totals = others;
				match group.queries {
					1 => self.add_block::<1>(columns, pairs, these),
					2 => self.add_block::<2>(columns, pairs, these),
					4 => self.add_block::<4>(columns, pairs, these),
					_ => self.add_block::<GROUP>(columns, pairs, these),
				}
			}
		}
	}

	fn add_block<const Q: usize>(self, columns: &[Column], pairs: &[u32], totals: &mut [Lanes]) {
		let (pairs, _) = pairs.as_chunks::<Q>();
		let Some(totals) = totals.first_chunk_mut::<Q>() else { return };
		match self {
			Self::Portable => add_block(columns, pairs, totals),
			// SAFETY: `all` has looked whether the processor has it.
			#[cfg(target_arch = "x86_64")]
			Self::Avx2 => unsafe { avx2::add_block(columns, pairs, totals) },
			// SAFETY: as before.
			#[cfg(target_arch = "x86_64")]
			Self::Avx512 => unsafe { avx512::add_block(columns, pairs, totals) },
		}
	}
}

/// Adds the products of a block.
fn add_block<const Q: usize>(columns: &[Column], pairs: &[[u32; Q]], totals: &mut [Lanes; Q]) {
	let mut sums = [[0i32; LANES]; Q];
	for (column, pairs) in columns.iter().zip(pairs) {
		for (sums, pair) in sums.iter_mut().zip(pairs) {
			let [a, b] = halves(pair.to_le_bytes());
			for (sum, elements) in sums.iter_mut().zip(column.as_chunks::<4>().0) {
				let [x, y] = halves(*elements);
				*sum = sum.wrapping_add(x * a).wrapping_add(y * b);
			}
		}
	}
	for (totals, sums) in totals.iter_mut().zip(&sums) {
		for (total, sum) in totals.iter_mut().zip(sums) {
			*total += f64::from(*sum);
		}
	}
}

fn halves([a, b, c, d]: [u8; 4]) -> [i32; 2] {
	[[a, b], [c, d]].map(|half| i32::from(i16::from_le_bytes(half)))
}

/// Writes 32 rows of integers side by side: `rows` gives for each row its pairs, `columns` has a place for
/// each of them.
pub(super) fn interleave(row: usize, pairs: impl Iterator<Item = u32>, columns: &mut [Column]) {
	for (column, pair) in columns.iter_mut().zip(pairs) {
		if let Some(place) = column.as_chunks_mut().0.get_mut(row) {
			*place = pair.to_le_bytes();
		}
	}
}

#[cfg(test)]
mod tests;
