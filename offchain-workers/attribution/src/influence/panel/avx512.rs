// SPDX-License-Identifier: Apache-2.0
//! For processors with AVX-512 and its instructions for neural networks. What is `unsafe` here is that
//! arrays of numbers are taken for registers, and registers for arrays.

use super::{Column, Lanes};
use std::{
	arch::x86_64::{
		__m512d, __m512i, _mm512_add_pd, _mm512_castsi512_si256, _mm512_cvtepi32_pd,
		_mm512_dpwssd_epi32, _mm512_extracti64x4_epi64, _mm512_set1_epi32, _mm512_setzero_si512,
	},
	mem::transmute,
};

/// As [`super::add_block`].
#[target_feature(enable = "avx512f,avx512vnni")]
pub(super) fn add_block<const Q: usize>(
	columns: &[Column],
	pairs: &[[u32; Q]],
	totals: &mut [Lanes; Q],
) {
	let mut sums = [[_mm512_setzero_si512(); 2]; Q];
	for (column, pairs) in columns.iter().zip(pairs) {
		// SAFETY: twice 64 bytes, any bits of which are integers.
		let rows = unsafe { transmute::<Column, [__m512i; 2]>(*column) };
		for (sums, pair) in sums.iter_mut().zip(pairs) {
			let query = _mm512_set1_epi32(pair.cast_signed());
			for (sum, rows) in sums.iter_mut().zip(rows) {
				*sum = _mm512_dpwssd_epi32(*sum, rows, query);
			}
		}
	}
	for (totals, [low, high]) in totals.iter_mut().zip(sums) {
		// SAFETY: four times eight doubles, any bits of which are doubles.
		let [a, b, c, d] = unsafe { transmute::<Lanes, [__m512d; 4]>(*totals) };
		let [(a, b), (c, d)] = [add(a, b, low), add(c, d, high)];
		// SAFETY: as before.
		*totals = unsafe { transmute::<[__m512d; 4], Lanes>([a, b, c, d]) };
	}
}

/// Adds 16 integers to as many doubles.
#[target_feature(enable = "avx512f")]
#[inline]
fn add(low: __m512d, high: __m512d, sums: __m512i) -> (__m512d, __m512d) {
	let first = _mm512_cvtepi32_pd(_mm512_castsi512_si256(sums));
	let second = _mm512_cvtepi32_pd(_mm512_extracti64x4_epi64::<1>(sums));
	(_mm512_add_pd(low, first), _mm512_add_pd(high, second))
}
