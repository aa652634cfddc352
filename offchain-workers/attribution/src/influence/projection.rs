// SPDX-License-Identifier: Apache-2.0
//! The subsampled randomized Hadamard transform: gradients in fewer dimensions, inner products
//! kept.
//!
//! `P = 1/√k · S · H · D`, applied to a gradient that is filled with zeros up to the next power of
//! two, `p`: `D` flips signs, `H` is the Hadamard matrix of ones and minus ones, `S` keeps `k` of the
//! `p` elements, none twice. For any `x` and `y` the expectation of `Px · Py` over the seed is
//! `x · y`. Time `p log p` and memory `p`, where a dense matrix takes `k p`.
//!
//! Ailon & Chazelle, "The Fast Johnson-Lindenstrauss Transform", SIAM J. Comput. 2009; Tropp,
//! "Improved Analysis of the Subsampled Randomized Hadamard Transform", 2011.

use super::number::{single, wide};
use rand_chacha::{
	rand_core::{RngCore, SeedableRng},
	ChaCha8Rng,
};
use xxhash_rust::xxh3::xxh3_128;

/// Names the purpose, and the version, of what the seed is used for.
const PURPOSE: &[u8; 8] = b"srht/v1\0";

/// The projection of one layer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Projection {
	/// One sign bit for each element, as it is set in a float.
	signs: Vec<u32>,
	/// The elements of the transform that are kept, ascending; empty where all are.
	kept: Vec<u32>,
	width: u32,
}

impl Projection {
	/// The projection of the layer `name` of `width` elements to `dimensions` ones, drawn from ChaCha8
	/// by `seed` and the name.
	///
	/// With 0 dimensions, or no fewer than the layer has elements, gradients are left as they are.
	pub fn new(seed: u64, name: &str, width: u32, dimensions: u32) -> Self {
		if dimensions == 0 || dimensions >= width {
			return Self { signs: Vec::new(), kept: Vec::new(), width };
		}
		let mut key = [0; 32];
		let parts = [&seed.to_le_bytes()[..], &xxh3_128(name.as_bytes()).to_le_bytes(), PURPOSE];
		for (byte, part) in key.iter_mut().zip(parts.into_iter().flatten()) {
			*byte = *part;
		}
		let mut random = ChaCha8Rng::from_seed(key);
		let padded = width.next_power_of_two();
		let mut signs = Vec::with_capacity(wide(padded));
		while signs.len() < wide(width) {
			let bits = random.next_u32();
			signs.extend((0..32).map(|bit| (bits >> bit) << 31));
		}
		signs.truncate(wide(width));
		Self { signs, kept: sample(&mut random, padded, dimensions), width }
	}

	/// The number of dimensions of what comes out.
	pub fn dimensions(&self) -> usize {
		if self.kept.is_empty() {
			wide(self.width)
		} else {
			self.kept.len()
		}
	}

	/// Projects `row` in place; it has the width of the layer before, and
	/// [`dimensions`](Self::dimensions) after. What overflows is infinite.
	pub fn apply(&self, row: &mut Vec<f32>) {
		if self.kept.is_empty() {
			return;
		}
		for (value, sign) in row.iter_mut().zip(&self.signs) {
			*value = f32::from_bits(value.to_bits() ^ sign);
		}
		row.resize(wide(self.width).next_power_of_two(), 0.0);
		hadamard(row);
		let scale = single(super::number::count(self.kept.len()).sqrt().recip());
		// Kept ones stand no further to the left than they come from.
		for (to, from) in self.kept.iter().enumerate() {
			let value = row.get(wide(*from)).map_or(0.0, |value| value * scale);
			if let Some(place) = row.get_mut(to) {
				*place = value;
			}
		}
		row.truncate(self.kept.len());
	}
}

/// `count` of the numbers below `bound`, none twice, ascending: the first places of a shuffle by
/// Fisher and Yates.
fn sample(random: &mut ChaCha8Rng, bound: u32, count: u32) -> Vec<u32> {
	let mut numbers = (0..bound).collect::<Vec<_>>();
	for place in 0..count {
		let other = place + below(random, bound - place);
		numbers.swap(wide(place), wide(other));
	}
	numbers.truncate(wide(count));
	numbers.sort_unstable();
	numbers
}

/// A number below `bound`, all equally likely (Lemire, 2019).
fn below(random: &mut ChaCha8Rng, bound: u32) -> u32 {
	let threshold = bound.wrapping_neg().checked_rem(bound).unwrap_or_default();
	loop {
		let product = u64::from(random.next_u32()) * u64::from(bound);
		let (high, low) = (product >> 32, product & u64::from(u32::MAX));
		if low >= u64::from(threshold) {
			return u32::try_from(high).unwrap_or_default();
		}
	}
}

/// The fast Walsh-Hadamard transform, unscaled. The length is a power of two.
///
/// Each element is a sum of two at each level, so the result is the same however wide the machine's
/// registers are.
fn hadamard(values: &mut [f32]) {
	let mut half = 1;
	while half < values.len() {
		for block in values.chunks_exact_mut(2 * half) {
			let (left, right) = block.split_at_mut(half);
			for (left, right) in left.iter_mut().zip(right) {
				(*left, *right) = (*left + *right, *left - *right);
			}
		}
		half *= 2;
	}
}
