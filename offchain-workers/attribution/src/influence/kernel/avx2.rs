// SPDX-License-Identifier: Apache-2.0
//! The inner loops for processors with AVX2. What is `unsafe` here is reading 32 bytes at a pointer.

use std::arch::x86_64::{
	__m256i, _mm256_add_epi32, _mm256_add_epi64, _mm256_castsi256_si128, _mm256_cvtepi32_epi64,
	_mm256_extracti128_si256, _mm256_loadu_si256, _mm256_madd_epi16, _mm256_setzero_si256,
	_mm256_storeu_si256,
};

/// 16-bit integers in a register.
const LANES: usize = 16;
/// How many elements are summed in 32 bits. Each of the eight sums takes two products from every 16
/// elements, 32 in all: 32 · 32767 · 2048 is less than 2^31.
const BLOCK: usize = 256;
/// Rows, and vectors, that are multiplied at once.
const ROWS: usize = 4;
const VECTORS: usize = 4;

/// As [`super::dots`].
#[target_feature(enable = "avx2")]
pub(super) fn dots(rows: &[[u8; 2]], width: usize, vectors: &[Vec<i16>], dots: &mut [i64]) {
	let outputs = dots.chunks_mut(ROWS * vectors.len());
	for (rows, dots) in rows.chunks(ROWS * width).zip(outputs) {
		match split::<ROWS>(rows, width) {
			Some(rows) => strip(rows, vectors, dots),
			None => {
				let outputs = dots.chunks_mut(vectors.len());
				for (row, dots) in rows.chunks_exact(width).zip(outputs) {
					strip([row], vectors, dots);
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

/// The inner products of `rows` with all vectors.
#[target_feature(enable = "avx2")]
fn strip<const R: usize>(rows: [&[[u8; 2]]; R], vectors: &[Vec<i16>], dots: &mut [i64]) {
	let count = vectors.len();
	let (fours, rest) = vectors.as_chunks::<VECTORS>();
	for (group, vectors) in fours.iter().enumerate() {
		store(tile(rows, vectors.each_ref()), dots, count, group * VECTORS);
	}
	let done = fours.len() * VECTORS;
	let (twos, rest) = rest.as_chunks::<2>();
	for (group, vectors) in twos.iter().enumerate() {
		store(tile(rows, vectors.each_ref()), dots, count, done + group * 2);
	}
	let done = done + twos.len() * 2;
	for (group, vector) in rest.iter().enumerate() {
		store(tile(rows, [vector]), dots, count, done + group);
	}
}

fn store<const R: usize, const V: usize>(
	tile: [[i64; R]; V],
	dots: &mut [i64],
	count: usize,
	first: usize,
) {
	for (vector, of_rows) in tile.iter().enumerate() {
		for (dot, row) in of_rows.iter().zip(dots.chunks_exact_mut(count)) {
			if let Some(place) = row.get_mut(first + vector) {
				*place = *dot;
			}
		}
	}
}

/// The inner products of some rows with some vectors, for each vector those of each row.
#[target_feature(enable = "avx2")]
#[inline]
fn tile<const R: usize, const V: usize>(
	rows: [&[[u8; 2]]; R],
	vectors: [&Vec<i16>; V],
) -> [[i64; R]; V] {
	let lengths = rows.iter().map(|row| row.len()).chain(vectors.iter().map(|v| v.len()));
	let width = lengths.min().unwrap_or_default();
	let mut wide = [[_mm256_setzero_si256(); R]; V];
	let mut at = 0;
	while at + LANES <= width {
		let end = width.min(at + BLOCK);
		let mut sums = [[_mm256_setzero_si256(); R]; V];
		while at + LANES <= end {
			let mut loaded = [_mm256_setzero_si256(); R];
			for (loaded, row) in loaded.iter_mut().zip(&rows) {
				// SAFETY: `at + LANES` is at most the shortest length.
				*loaded = unsafe { _mm256_loadu_si256(row.as_ptr().add(at).cast()) };
			}
			for (sums, vector) in sums.iter_mut().zip(&vectors) {
				// SAFETY: `at + LANES` is at most the shortest length.
				let vector = unsafe { _mm256_loadu_si256(vector.as_ptr().add(at).cast()) };
				for (sum, row) in sums.iter_mut().zip(&loaded) {
					*sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(*row, vector));
				}
			}
			at += LANES;
		}
		for (wide, sums) in wide.iter_mut().zip(&sums) {
			for (wide, sum) in wide.iter_mut().zip(sums) {
				*wide = add_widened(*wide, *sum);
			}
		}
	}
	let mut totals = [[0i64; R]; V];
	for (totals, wide) in totals.iter_mut().zip(&wide) {
		for (total, wide) in totals.iter_mut().zip(wide) {
			*total = horizontal(*wide);
		}
	}
	for (totals, vector) in totals.iter_mut().zip(vectors) {
		for (total, row) in totals.iter_mut().zip(rows) {
			let rest = row.get(at..).unwrap_or_default();
			let vector = vector.get(at..).unwrap_or_default();
			*total += i64::from(super::portable_dot(rest, vector));
		}
	}
	totals
}

/// Four 64-bit integers, with eight 32-bit ones added to them.
#[target_feature(enable = "avx2")]
#[inline]
fn add_widened(wide: __m256i, sums: __m256i) -> __m256i {
	let low = _mm256_cvtepi32_epi64(_mm256_castsi256_si128(sums));
	let high = _mm256_cvtepi32_epi64(_mm256_extracti128_si256::<1>(sums));
	_mm256_add_epi64(wide, _mm256_add_epi64(low, high))
}

/// The sum of four 64-bit integers.
#[target_feature(enable = "avx2")]
#[inline]
fn horizontal(wide: __m256i) -> i64 {
	let mut lanes = [0i64; 4];
	// SAFETY: the array has the register's 32 bytes.
	unsafe { _mm256_storeu_si256(lanes.as_mut_ptr().cast(), wide) };
	lanes.into_iter().sum()
}
