// SPDX-License-Identifier: Apache-2.0
//! For processors with AVX-512. What is `unsafe` here is that arrays of numbers are taken for registers,
//! and registers for arrays.

use super::{Tile, COLUMNS, ROWS};
use std::{
	arch::x86_64::{__m512, _mm512_add_ps, _mm512_mul_ps, _mm512_set1_ps, _mm512_setzero_ps},
	mem::transmute,
};

/// As [`super::multiply`].
#[target_feature(enable = "avx512f")]
pub(super) fn multiply(left: &[[f32; ROWS]], right: &[[f32; COLUMNS]]) -> Tile {
	let mut sums = [[_mm512_setzero_ps(); 2]; ROWS];
	for (left, right) in left.iter().zip(right) {
		// SAFETY: twice 16 numbers, any bits of which are numbers.
		let right = unsafe { transmute::<[f32; COLUMNS], [__m512; 2]>(*right) };
		for (sums, left) in sums.iter_mut().zip(left) {
			let left = _mm512_set1_ps(*left);
			for (sum, right) in sums.iter_mut().zip(right) {
				*sum = _mm512_add_ps(*sum, _mm512_mul_ps(left, right));
			}
		}
	}
	// SAFETY: as before.
	unsafe { transmute::<[[__m512; 2]; ROWS], Tile>(sums) }
}
