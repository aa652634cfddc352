// SPDX-License-Identifier: Apache-2.0
//! The inner loops for processors with AVX2. What is `unsafe` here is that arrays of
//! numbers are taken for registers, and registers for arrays.

use super::{add_scaled_totals, Pair, GROUP};
use std::{
	arch::x86_64::{
		__m256d, __m256i, _mm256_add_epi32, _mm256_add_pd, _mm256_castsi256_si128,
		_mm256_cvtepi32_pd, _mm256_extracti128_si256, _mm256_madd_epi16, _mm256_set1_epi32,
		_mm256_setzero_pd, _mm256_setzero_si256,
	},
	mem::transmute,
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
	let (whole, last) = (rows.map(|row| row.as_chunks().0), rows.map(|row| row.as_chunks::<2>().1));
	let blocks_of_rows = whole.map(|row| row.as_chunks::<BLOCK>());
	let length = whole.iter().map(|row| row.len()).min().unwrap_or_default().min(pairs.len());
	let (blocks, rest) = pairs.get(..length).unwrap_or_default().as_chunks::<BLOCK>();
	let mut totals = [[_mm256_setzero_pd(); 2]; R];
	for (number, block) in blocks.iter().enumerate() {
		let mut of_rows = [&[[[0; 2]; 2]; BLOCK]; R];
		for (of_row, (blocks, _)) in of_rows.iter_mut().zip(&blocks_of_rows) {
			if let Some(block) = blocks.get(number) {
				*of_row = block;
			}
		}
		add_block(&mut totals, of_rows.map(|block| block.as_slice()), block);
	}
	add_block(&mut totals, blocks_of_rows.map(|(_, rest)| rest), rest);
	for ((totals, last), row) in totals.iter_mut().zip(last).zip(rows) {
		if let ([[a, b]], Some(pair)) = (last, pairs.get(row.len() / 2)) {
			add_converted(totals, products([*a, *b, 0, 0], pair));
		}
	}
	totals.map(|[low, high]| {
		// SAFETY: four doubles each, any bits of which are doubles.
		let halves = unsafe { [low, high].map(|half| transmute::<__m256d, [f64; 4]>(half)) };
		let mut lanes = [0.0; 2 * GROUP];
		for (lane, total) in lanes.iter_mut().zip(halves.as_flattened()) {
			*lane = *total;
		}
		lanes
	})
}

/// Adds the products of at most a block.
#[target_feature(enable = "avx2")]
#[inline]
fn add_block<const R: usize>(
	totals: &mut [[__m256d; 2]; R],
	rows: [&[[[u8; 2]; 2]]; R],
	pairs: &[Pair],
) {
	let mut sums = [_mm256_setzero_si256(); R];
	for (at, pair) in pairs.iter().enumerate() {
		for (sum, row) in sums.iter_mut().zip(&rows) {
			if let Some([[a, b], [c, d]]) = row.get(at) {
				*sum = _mm256_add_epi32(*sum, products([*a, *b, *c, *d], pair));
			}
		}
	}
	for (totals, sum) in totals.iter_mut().zip(&sums) {
		add_converted(totals, *sum);
	}
}

/// The products of two elements of a row with those of the queries.
#[target_feature(enable = "avx2")]
#[inline]
fn products(elements: [u8; 4], pair: &Pair) -> __m256i {
	// SAFETY: 32 bytes each, any bits of which are integers.
	let queries = unsafe { transmute::<Pair, __m256i>(*pair) };
	_mm256_madd_epi16(_mm256_set1_epi32(i32::from_le_bytes(elements)), queries)
}

/// Adds eight integers to as many doubles.
#[target_feature(enable = "avx2")]
#[inline]
fn add_converted(totals: &mut [__m256d; 2], sums: __m256i) {
	let [low, high] = totals;
	*low = _mm256_add_pd(*low, _mm256_cvtepi32_pd(_mm256_castsi256_si128(sums)));
	*high = _mm256_add_pd(*high, _mm256_cvtepi32_pd(_mm256_extracti128_si256::<1>(sums)));
}
