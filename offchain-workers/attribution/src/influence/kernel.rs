// SPDX-License-Identifier: Apache-2.0
//! The inner loops: exact integer inner products, and weighted sums of outer products.
//!
//! Each has a portable form and one for AVX2, with equal results to the last bit: integer sums do not
//! depend on their order, and the sums of floats keep theirs in both (no element is a sum over
//! lanes, and nothing is fused).

// AVX2 can only be asked for by code that has looked whether it is there.
#![allow(unsafe_code)]

#[cfg(target_arch = "x86_64")]
mod avx2;

/// Queries whose products are summed side by side: a group.
pub(super) const GROUP: usize = 4;
/// Two consecutive elements of the queries of a group, of each the high part and the low one.
pub(super) type Pair = [[i16; 2]; 2 * GROUP];
/// The value of an element is `RADIX · high + low`; both parts are from -2048 to 2048.
pub(super) const RADIX: i32 = 4096;

/// The most elements of a row: 2^26 · 32767 · 2048 is less than 2^52, so that totals are exact as doubles,
/// which is what the form for AVX2 sums, and equal to those in 64-bit integers.
pub(super) const MAX_WIDTH: u32 = 1 << 26;

/// Rows, and columns, of a tile of [`add_outer`].
pub(super) const TILE: (usize, usize) = (4, 8);

/// Adds the inner products of each of `rows`, of `width` little-endian integers from -32767 to 32767, with
/// each query, times the scales of both, to `sums`: row by row, and in a row group by group.
///
/// `queries` has for each group the pairs that make up the width, the last of an odd one with a zero,
/// and its queries' scales.
pub(super) fn add_products<'a>(
	rows: &[[u8; 2]],
	width: usize,
	row_scales: &[f64],
	queries: impl ExactSizeIterator<Item = (&'a [Pair], &'a [f64; GROUP])> + Clone,
	sums: &mut [f64],
) {
	if width == 0 || queries.len() == 0 {
		return;
	}
	#[cfg(target_arch = "x86_64")]
	if std::arch::is_x86_feature_detected!("avx2") {
		// SAFETY: the processor has AVX2.
		return unsafe { avx2::add_products(rows, width, row_scales, queries, sums) };
	}
	portable_add_products(rows, width, row_scales, queries, sums);
}

fn portable_add_products<'a>(
	rows: &[[u8; 2]],
	width: usize,
	row_scales: &[f64],
	queries: impl ExactSizeIterator<Item = (&'a [Pair], &'a [f64; GROUP])> + Clone,
	sums: &mut [f64],
) {
	let of_rows = sums.chunks_exact_mut(GROUP * queries.len());
	for ((row, row_scale), sums) in rows.chunks_exact(width).zip(row_scales).zip(of_rows) {
		for ((pairs, scales), sums) in queries.clone().zip(sums.as_chunks_mut().0) {
			let mut totals = [0i64; 2 * GROUP];
			for (row, pair) in row.chunks(2).zip(pairs) {
				for (total, elements) in totals.iter_mut().zip(pair) {
					for (row, element) in row.iter().zip(elements) {
						*total += i64::from(i16::from_le_bytes(*row)) * i64::from(*element);
					}
				}
			}
			add_scaled_totals(&totals.map(super::number::real), *row_scale, scales, sums);
		}
	}
}

/// Joins the two parts of each total, and adds it scaled. Totals are integers, and exact:
/// see [`MAX_WIDTH`].
#[inline(always)]
fn add_scaled_totals(
	totals: &[f64; 2 * GROUP],
	row_scale: f64,
	scales: &[f64; GROUP],
	sums: &mut [f64; GROUP],
) {
	let (totals, _) = totals.as_chunks::<2>();
	for (([high, low], scale), sum) in totals.iter().zip(scales).zip(sums) {
		*sum += row_scale * (scale * (f64::from(RADIX) * high + low));
	}
}

/// Adds `weight · x[first + i] · x[j]`, for each row `x` of `panel` with its weight and in their
/// order, to element `(i, j)` of `strip`, for the columns `j` from `first` on.
///
/// A row of the panel and of the strip has `width` elements, a multiple of the tile's columns;
/// `first` is a multiple of the tile's rows, of which the strip has as many.
pub(super) fn add_outer(
	panel: &[f64],
	weights: &[f64],
	width: usize,
	first: usize,
	strip: &mut [f64],
) {
	#[cfg(target_arch = "x86_64")]
	if std::arch::is_x86_feature_detected!("avx2") {
		// SAFETY: the processor has AVX2.
		return unsafe { avx2::add_outer(panel, weights, width, first, strip) };
	}
	add_outer_by_tiles(panel, weights, width, first, strip);
}

#[inline(always)]
fn add_outer_by_tiles(
	panel: &[f64],
	weights: &[f64],
	width: usize,
	first: usize,
	strip: &mut [f64],
) {
	const ROWS: usize = TILE.0;
	const COLUMNS: usize = TILE.1;
	let mut column = first / COLUMNS * COLUMNS;
	while column + COLUMNS <= width {
		let mut sums = [[0f64; COLUMNS]; ROWS];
		for (sums, row) in sums.iter_mut().zip(strip.chunks_exact(width)) {
			if let Some(from) = row.get(column..).and_then(|row| row.first_chunk()) {
				*sums = *from;
			}
		}
		for (row, weight) in panel.chunks_exact(width).zip(weights) {
			let left = row.get(first..).and_then(|row| row.first_chunk::<ROWS>());
			let right = row.get(column..).and_then(|row| row.first_chunk::<COLUMNS>());
			if let (Some(left), Some(right)) = (left, right) {
				for (sums, left) in sums.iter_mut().zip(left) {
					let left = left * weight;
					for (sum, right) in sums.iter_mut().zip(right) {
						*sum += left * right;
					}
				}
			}
		}
		for (sums, row) in sums.iter().zip(strip.chunks_exact_mut(width)) {
			if let Some(to) = row.get_mut(column..).and_then(|row| row.first_chunk_mut()) {
				*to = *sums;
			}
		}
		column += COLUMNS;
	}
}

/// Adds `factor · row` to `sums`.
pub(super) fn add_scaled(factor: f64, row: &[f64], sums: &mut [f64]) {
	#[cfg(target_arch = "x86_64")]
	if std::arch::is_x86_feature_detected!("avx2") {
		// SAFETY: the processor has AVX2.
		return unsafe { avx2::add_scaled(factor, row, sums) };
	}
	add_scaled_by_element(factor, row, sums);
}

#[inline(always)]
fn add_scaled_by_element(factor: f64, row: &[f64], sums: &mut [f64]) {
	for (sum, value) in sums.iter_mut().zip(row) {
		*sum += factor * value;
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	/// Rows of some width, and groups of queries.
	fn cases() -> impl Strategy<Value = (usize, Vec<i16>, Vec<Vec<Pair>>)> {
		(1..300usize, 0..20usize, 1..4usize).prop_flat_map(|(width, count, groups)| {
			let part = -2048..=2048i16;
			let pair = prop::array::uniform8([part.clone(), part]);
			let group = prop::collection::vec(pair, width.div_ceil(2));
			let rows = prop::collection::vec(-32767..=32767i16, count * width);
			(Just(width), rows, prop::collection::vec(group, groups))
		})
	}

	fn both(width: usize, rows: &[i16], groups: &[Vec<Pair>]) -> [Vec<f64>; 2] {
		let rows = rows.iter().map(|value| value.to_le_bytes()).collect::<Vec<_>>();
		let count = rows.len() / width;
		let row_scales = (0..count).map(|row| [0.3, 1e-9][row % 2]).collect::<Vec<_>>();
		let queries = || groups.iter().map(|pairs| (pairs.as_slice(), &[0.7, 1.0, 3e5, 0.0]));
		let start = vec![0.1; GROUP * count * groups.len()];
		let (mut found, mut portable) = (start.clone(), start);
		add_products(&rows, width, &row_scales, queries(), &mut found);
		portable_add_products(&rows, width, &row_scales, queries(), &mut portable);
		[found, portable]
	}

	proptest! {
		#[test]
		fn products_are_equal_when_the_processor_has_avx2((width, rows, groups) in cases()) {
			let [found, portable] = both(width, &rows, &groups);
			prop_assert_eq!(found, portable);
		}

		#[test]
		fn outer_products_are_equal_when_the_processor_has_avx2(
			panel in prop::collection::vec(-1e3..1e3f64, 24 * 5),
			weights in prop::collection::vec(0.0..2f64, 5),
			first in 0..6usize,
		) {
			let start = (0..96).map(f64::from).collect::<Vec<_>>();
			let (mut left, mut right) = (start.clone(), start);
			add_outer(&panel, &weights, 24, 4 * first, &mut left);
			add_outer_by_tiles(&panel, &weights, 24, 4 * first, &mut right);
			prop_assert_eq!(left, right);
		}
	}

	#[test]
	fn products_do_not_overflow_when_each_is_largest() {
		let width = 20_001;
		let rows = vec![-32767; 9 * width];
		let groups = [vec![[[2048, 2048]; 8]; width.div_ceil(2)]];
		let [found, portable] = both(width, &rows, &groups);
		assert_eq!(found, portable);
		let expected = -32767.0 * 20_001.0 * 2048.0 * 4097.0 * 0.3;
		assert!((found[1] / expected - 1.0).abs() < 1e-12);
	}
}
