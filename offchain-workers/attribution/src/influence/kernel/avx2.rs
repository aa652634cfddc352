// SPDX-License-Identifier: Apache-2.0
//! The inner loops for processors with AVX2. What is `unsafe` here is reading and writing at pointers.

use super::{add_scaled_totals, Pair, GROUP};
use std::arch::x86_64::{
	__m256d, __m256i, _mm256_add_epi32, _mm256_add_pd, _mm256_castsi256_si128, _mm256_cvtepi32_pd,
	_mm256_extracti128_si256, _mm256_loadu_si256, _mm256_madd_epi16, _mm256_set1_epi32,
	_mm256_setzero_pd, _mm256_setzero_si256, _mm256_storeu_pd,
};

/// How many pairs are summed in 32 bits: 16 · 2 · 32767 · 2048 is less than 2^31.
const BLOCK: usize = 16;
/// Rows that are multiplied at once: their sums, and their totals, all stay in registers.
const ROWS: usize = 4;

/// As [`super::add_products`].
#[target_feature(enable = "avx2")]
pub(super) fn add_products<'a>(
	rows: &[[u8; 2]],
	width: usize,
	row_scales: &[f64],
	queries: impl ExactSizeIterator<Item = (&'a [Pair], &'a [f64; GROUP])> + Clone,
	sums: &mut [f64],
) {
	let stride = GROUP * queries.len();
	let strips = rows.chunks(ROWS * width).zip(row_scales.chunks(ROWS));
	for ((rows, row_scales), sums) in strips.zip(sums.chunks_mut(ROWS * stride)) {
		match split::<ROWS>(rows, width) {
			Some(rows) => add_strip(rows, row_scales, queries.clone(), sums),
			None => {
				let rows = rows.chunks_exact(width).zip(row_scales.chunks(1));
				for ((row, row_scale), sums) in rows.zip(sums.chunks_mut(stride)) {
					add_strip([row], row_scale, queries.clone(), sums);
				}
			},
		}
	}
}

/// As [`super::add_outer`].
#[target_feature(enable = "avx2")]
pub(super) fn add_outer(
	panel: &[f64],
	weights: &[f64],
	width: usize,
	first: usize,
	strip: &mut [f64],
) {
	super::add_outer_by_tiles(panel, weights, width, first, strip);
}

/// As [`super::add_scaled`].
#[target_feature(enable = "avx2")]
pub(super) fn add_scaled(factor: f64, row: &[f64], sums: &mut [f64]) {
	super::add_scaled_by_element(factor, row, sums);
}

/// The rows, where there are exactly `R`.
fn split<const R: usize>(rows: &[[u8; 2]], width: usize) -> Option<[&[[u8; 2]]; R]> {
	let mut rows = rows.chunks_exact(width);
	let mut split = [&[][..]; R];
	for place in &mut split {
		*place = rows.next()?;
	}
	Some(split)
}

/// Adds the products of some rows with all queries.
#[target_feature(enable = "avx2")]
fn add_strip<'a, const R: usize>(
	rows: [&[[u8; 2]]; R],
	row_scales: &[f64],
	queries: impl ExactSizeIterator<Item = (&'a [Pair], &'a [f64; GROUP])>,
	sums: &mut [f64],
) {
	let stride = queries.len();
	for (group, (pairs, scales)) in queries.enumerate() {
		let totals = totals(rows, pairs);
		let of_group = sums.as_chunks_mut().0.iter_mut().skip(group).step_by(stride);
		for ((totals, row_scale), sums) in totals.iter().zip(row_scales).zip(of_group) {
			add_scaled_totals(totals, *row_scale, scales, sums);
		}
	}
}

/// The inner products of some rows with the parts of a group's queries.
#[target_feature(enable = "avx2")]
#[inline]
fn totals<const R: usize>(rows: [&[[u8; 2]]; R], pairs: &[Pair]) -> [[f64; 2 * GROUP]; R] {
	let width = rows.iter().map(|row| row.len()).min().unwrap_or_default();
	let whole = pairs.len().min(width / 2);
	let mut totals = [[_mm256_setzero_pd(); 2]; R];
	let mut at = 0;
	while at < whole {
		let end = whole.min(at + BLOCK);
		let mut sums = [_mm256_setzero_si256(); R];
		while at < end {
			// SAFETY: `at` is less than the number of pairs, each of 32 bytes.
			let queries = unsafe { _mm256_loadu_si256(pairs.as_ptr().add(at).cast()) };
			for (sum, row) in sums.iter_mut().zip(&rows) {
				// SAFETY: `2 at + 1` is less than the shortest row's length, in elements of two bytes.
				let pair = unsafe { row.as_ptr().add(2 * at).cast::<i32>().read_unaligned() };
				let products = _mm256_madd_epi16(_mm256_set1_epi32(pair), queries);
				*sum = _mm256_add_epi32(*sum, products);
			}
			at += 1;
		}
		for (totals, sum) in totals.iter_mut().zip(&sums) {
			add_converted(totals, *sum);
		}
	}
	if let (true, Some(pair)) = (width % 2 == 1, pairs.get(whole)) {
		// SAFETY: a pair has 32 bytes.
		let queries = unsafe { _mm256_loadu_si256(pair.as_ptr().cast()) };
		for (totals, row) in totals.iter_mut().zip(&rows) {
			let last = row.get(2 * whole).map_or(0, |last| i16::from_le_bytes(*last));
			// With the pair's other element goes zero.
			let products =
				_mm256_madd_epi16(_mm256_set1_epi32(i32::from(last.cast_unsigned())), queries);
			add_converted(totals, products);
		}
	}
	totals.map(|totals| {
		let mut lanes = [0.0; 2 * GROUP];
		let (halves, _) = lanes.as_chunks_mut::<4>();
		for (half, total) in halves.iter_mut().zip(totals) {
			// SAFETY: the half has the register's 32 bytes.
			unsafe { _mm256_storeu_pd(half.as_mut_ptr(), total) };
		}
		lanes
	})
}

/// Adds eight integers to as many doubles.
#[target_feature(enable = "avx2")]
#[inline]
fn add_converted(totals: &mut [__m256d; 2], sums: __m256i) {
	let [low, high] = totals;
	*low = _mm256_add_pd(*low, _mm256_cvtepi32_pd(_mm256_castsi256_si128(sums)));
	*high = _mm256_add_pd(*high, _mm256_cvtepi32_pd(_mm256_extracti128_si256::<1>(sums)));
}
