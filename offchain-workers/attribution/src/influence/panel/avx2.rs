// SPDX-License-Identifier: Apache-2.0
//! For processors with AVX2. What is `unsafe` here is that arrays of numbers are taken for registers, and
//! registers for arrays.

use super::{Column, Lanes, COLUMN, LANES};
use std::{
	arch::x86_64::{
		__m256i, _mm256_add_epi32, _mm256_madd_epi16, _mm256_set1_epi32, _mm256_setzero_si256,
	},
	mem::transmute,
};

/// Registers of a column that are multiplied at once: their sums stay in registers.
const WIDE: usize = 2;
/// Queries likewise.
const DEEP: usize = 4;

/// As [`super::add_block`].
#[target_feature(enable = "avx2")]
pub(super) fn add_block<const Q: usize>(
	columns: &[Column],
	pairs: &[[u32; Q]],
	totals: &mut [Lanes; Q],
) {
	for first in (0..Q).step_by(DEEP) {
		let totals = totals.get_mut(first..Q.min(first + DEEP)).unwrap_or_default();
		for part in 0..COLUMN / (32 * WIDE) {
			match Q {
				1 => add_part::<Q, 1>(columns, pairs, first, part, totals),
				2 => add_part::<Q, 2>(columns, pairs, first, part, totals),
				_ => add_part::<Q, DEEP>(columns, pairs, first, part, totals),
			}
		}
	}
}

/// Adds the products of a part of the lanes with `D` of the queries.
#[target_feature(enable = "avx2")]
#[inline]
fn add_part<const Q: usize, const D: usize>(
	columns: &[Column],
	pairs: &[[u32; Q]],
	first: usize,
	part: usize,
	totals: &mut [Lanes],
) {
	let mut sums = [[_mm256_setzero_si256(); WIDE]; D];
	for (column, pairs) in columns.iter().zip(pairs) {
		let rows = column.as_chunks::<{ 32 * WIDE }>().0.get(part);
		let pairs = pairs.get(first..).and_then(|pairs| pairs.first_chunk::<D>());
		if let (Some(rows), Some(pairs)) = (rows, pairs) {
			// SAFETY: 64 bytes, any bits of which are integers.
			let rows = unsafe { transmute::<[u8; 32 * WIDE], [__m256i; WIDE]>(*rows) };
			for (sums, pair) in sums.iter_mut().zip(pairs) {
				let query = _mm256_set1_epi32(pair.cast_signed());
				for (sum, rows) in sums.iter_mut().zip(rows) {
					*sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(rows, query));
				}
			}
		}
	}
	for (totals, sums) in totals.iter_mut().zip(sums) {
		// SAFETY: 64 bytes, any bits of which are integers.
		let sums = unsafe { transmute::<[__m256i; WIDE], [i32; 8 * WIDE]>(sums) };
		let totals = totals.as_chunks_mut::<{ LANES / 2 }>().0.get_mut(part);
		for (total, sum) in totals.into_iter().flatten().zip(sums) {
			*total += f64::from(sum);
		}
	}
}
