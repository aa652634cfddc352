// SPDX-License-Identifier: Apache-2.0
//! Products of matrices in single precision, a tile at a time. Each element is summed in the order of the
//! depth, and nothing is fused: the result is the same however wide the machine's registers are.

// Wider registers can only be asked for by code that has looked whether they are there.
#![allow(unsafe_code)]

#[cfg(target_arch = "x86_64")]
mod avx512;

/// The rows of a tile.
pub(super) const ROWS: usize = 8;
/// The columns of a tile.
pub(super) const COLUMNS: usize = 32;

/// A product's rows and columns.
pub(super) type Tile = [[f32; COLUMNS]; ROWS];

/// The product of `left`, by its columns, with `right`, by its rows.
pub(super) fn multiply(left: &[[f32; ROWS]], right: &[[f32; COLUMNS]]) -> Tile {
	#[cfg(target_arch = "x86_64")]
	{
		if std::arch::is_x86_feature_detected!("avx512f") {
			// SAFETY: the processor has AVX-512.
			return unsafe { avx512::multiply(left, right) };
		}
		if std::arch::is_x86_feature_detected!("avx2") {
			// SAFETY: the processor has AVX2.
			return unsafe { multiply_avx2(left, right) };
		}
	}
	multiply_by_parts(left, right)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn multiply_avx2(left: &[[f32; ROWS]], right: &[[f32; COLUMNS]]) -> Tile {
	multiply_by_parts(left, right)
}

/// Part by part, so small that the sums of each stay in registers.
#[inline(always)]
fn multiply_by_parts(left: &[[f32; ROWS]], right: &[[f32; COLUMNS]]) -> Tile {
	const HIGH: usize = 4;
	const WIDE: usize = 8;
	let mut tile = [[0.0; COLUMNS]; ROWS];
	for (number, rows) in tile.as_chunks_mut::<HIGH>().0.iter_mut().enumerate() {
		for part in 0..COLUMNS / WIDE {
			let mut sums = [[0f32; WIDE]; HIGH];
			for (left, right) in left.iter().zip(right) {
				let left = left.as_chunks::<HIGH>().0.get(number);
				let right = right.as_chunks::<WIDE>().0.get(part);
				if let (Some(left), Some(right)) = (left, right) {
					for (sums, left) in sums.iter_mut().zip(left) {
						for (sum, right) in sums.iter_mut().zip(right) {
							*sum += left * right;
						}
					}
				}
			}
			for (row, sums) in rows.iter_mut().zip(&sums) {
				if let Some(place) = row.as_chunks_mut::<WIDE>().0.get_mut(part) {
					*place = *sums;
				}
			}
		}
	}
	tile
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#![proptest_config(ProptestConfig::with_cases(32))]

		#[test]
		fn product_is_the_same_bits_when_registers_are_wider(
			left in prop::collection::vec(prop::array::uniform8(-1e3..1e3f32), 0..40),
			right in prop::collection::vec(prop::array::uniform32(-1.0..1.0f32), 40),
		) {
			let mut naive = [[0f32; COLUMNS]; ROWS];
			for (row, sums) in naive.iter_mut().enumerate() {
				for (column, sum) in sums.iter_mut().enumerate() {
					*sum = left.iter().zip(&right).fold(0.0, |sum, (l, r)| sum + l[row] * r[column]);
				}
			}
			let bits = |tile: Tile| tile.map(|row| row.map(f32::to_bits));
			prop_assert_eq!(bits(multiply(&left, &right)), bits(naive));
			prop_assert_eq!(bits(multiply_by_parts(&left, &right)), bits(naive));
		}
	}
}
