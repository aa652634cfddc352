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

/// How many elements are summed in 32 bits before they go into 64, by the portable form: 32 products
/// of 32767 and 2048 are less than 2^31.
const BLOCK: usize = 32;

/// Rows, and columns, of a tile of [`add_outer`].
pub(super) const TILE: (usize, usize) = (4, 8);

/// The inner products of each of `rows`, of `width` little-endian integers from -32767 to 32767, with
/// each of `vectors`, of the same width: row by row, into `dots`.
///
/// The elements of vectors are from -2048 to 2048.
pub(super) fn dots(rows: &[[u8; 2]], width: usize, vectors: &[Vec<i16>], dots: &mut [i64]) {
	if width == 0 || vectors.is_empty() {
		return;
	}
	#[cfg(target_arch = "x86_64")]
	if std::arch::is_x86_feature_detected!("avx2") {
		// SAFETY: the processor has AVX2.
		return unsafe { avx2::dots(rows, width, vectors, dots) };
	}
	portable_dots(rows, width, vectors, dots);
}

fn portable_dots(rows: &[[u8; 2]], width: usize, vectors: &[Vec<i16>], dots: &mut [i64]) {
	for (row, dots) in rows.chunks_exact(width).zip(dots.chunks_exact_mut(vectors.len())) {
		for (vector, dot) in vectors.iter().zip(dots) {
			let blocks = row.chunks(BLOCK).zip(vector.chunks(BLOCK));
			*dot = blocks.map(|(row, vector)| i64::from(portable_dot(row, vector))).sum();
		}
	}
}

fn portable_dot(row: &[[u8; 2]], vector: &[i16]) -> i32 {
	row.iter()
		.zip(vector)
		.map(|(row, value)| i32::from(i16::from_le_bytes(*row)) * i32::from(*value))
		.sum()
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

	fn rows(count: usize, width: usize) -> impl Strategy<Value = Vec<i16>> {
		prop::collection::vec(-32767..=32767i16, count * width)
	}

	fn cases() -> impl Strategy<Value = (usize, Vec<i16>, Vec<Vec<i16>>)> {
		(1..600usize, 0..10usize, 1..12usize).prop_flat_map(|(width, count, vectors)| {
			let vector = prop::collection::vec(-2048..=2048i16, width);
			(Just(width), rows(count, width), prop::collection::vec(vector, vectors))
		})
	}

	fn bytes(rows: &[i16]) -> Vec<[u8; 2]> {
		rows.iter().map(|value| value.to_le_bytes()).collect()
	}

	fn naive(rows: &[i16], width: usize, vectors: &[Vec<i16>]) -> Vec<i64> {
		let dot = |row: &[i16], vector: &Vec<i16>| {
			row.iter().zip(vector).map(|(a, b)| i64::from(*a) * i64::from(*b)).sum()
		};
		rows.chunks(width).flat_map(|row| vectors.iter().map(move |v| dot(row, v))).collect()
	}

	proptest! {
		#[test]
		fn dots_are_exact_when_shapes_are_any((width, rows, vectors) in cases()) {
			let expected = naive(&rows, width, &vectors);
			let mut found = vec![0; expected.len()];
			dots(&bytes(&rows), width, &vectors, &mut found);
			prop_assert_eq!(&found, &expected);
			portable_dots(&bytes(&rows), width, &vectors, &mut found);
			prop_assert_eq!(&found, &expected);
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
	fn dots_do_not_overflow_when_every_product_is_largest() {
		let width = 20_000;
		let rows = vec![-32767; 5 * width];
		for limb in [-2048, 2048] {
			let vectors = vec![vec![limb; width]; 3];
			let expected = naive(&rows, width, &vectors);
			let mut found = vec![0; expected.len()];
			dots(&bytes(&rows), width, &vectors, &mut found);
			assert_eq!(found, expected);
			portable_dots(&bytes(&rows), width, &vectors, &mut found);
			assert_eq!(found, expected);
		}
	}
}
