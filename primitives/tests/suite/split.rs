// SPDX-License-Identifier: Apache-2.0
//! Largest remainders.

use openledger_primitives::split::{
	largest_remainder, largest_remainder_by_key, perbill_shares, SplitError,
};
use polkadot_sdk::sp_core::U256;
use proptest::prelude::*;

/// The definition, in 256 bits and without cleverness.
fn naive(total: u128, weights: &[u64]) -> Vec<u128> {
	let whole = weights.iter().fold(U256::zero(), |sum, weight| sum + U256::from(*weight));
	let products = weights.iter().map(|weight| U256::from(total) * U256::from(*weight));
	let (mut parts, remainders): (Vec<u128>, Vec<U256>) =
		products.map(|product| ((product / whole).as_u128(), product % whole)).unzip();
	let mut left = total - parts.iter().sum::<u128>();
	let mut order = (0..weights.len()).collect::<Vec<_>>();
	order.sort_by(|&a, &b| remainders[b].cmp(&remainders[a]).then(a.cmp(&b)));
	for index in order {
		if left > 0 {
			parts[index] += 1;
			left -= 1;
		}
	}
	parts
}

#[test]
fn split_fails_when_no_weight_is_above_zero() {
	assert_eq!(largest_remainder(5, &[]), Err(SplitError::NoWeight));
	assert_eq!(largest_remainder(5, &[0, 0]), Err(SplitError::NoWeight));
	assert_eq!(largest_remainder(0, &[0]), Err(SplitError::NoWeight));
	assert_eq!(perbill_shares(&[]), Err(SplitError::NoWeight));
}

#[test]
fn lower_index_gets_the_unit_when_remainders_tie() {
	assert_eq!(largest_remainder(10, &[1, 1, 1]), Ok(vec![4, 3, 3]));
	assert_eq!(largest_remainder(1, &[2, 2]), Ok(vec![1, 0]));
}

#[test]
fn larger_remainder_gets_the_unit_when_remainders_differ() {
	assert_eq!(largest_remainder(10, &[1, 2, 1]), Ok(vec![3, 5, 2]));
	assert_eq!(largest_remainder(1, &[1, 2]), Ok(vec![0, 1]));
}

#[test]
fn parts_are_exact_when_total_and_weights_are_largest() {
	let parts = largest_remainder(u128::MAX, &[u64::MAX; 3]).unwrap();
	assert_eq!(parts, vec![u128::MAX / 3; 3]);
}

#[test]
fn part_can_shrink_when_the_total_grows() {
	// The Alabama paradox, documented: compute from totals.
	assert_eq!(largest_remainder(10, &[6, 6, 2]), Ok(vec![4, 4, 2]));
	assert_eq!(largest_remainder(11, &[6, 6, 2]), Ok(vec![5, 5, 1]));
}

fn weight() -> impl Strategy<Value = u64> {
	prop_oneof![Just(0), 1u64..10, any::<u64>(), Just(u64::MAX)]
}

fn weights() -> impl Strategy<Value = Vec<u64>> {
	prop::collection::vec(weight(), 1..20)
		.prop_filter("a weight above zero", |weights| weights.iter().any(|&weight| weight > 0))
}

fn total() -> impl Strategy<Value = u128> {
	prop_oneof![0u128..100, any::<u128>(), Just(u128::MAX)]
}

proptest! {
	#[test]
	fn parts_equal_the_naive_ones_when_computed_in_256_bits(t in total(), w in weights()) {
		prop_assert_eq!(largest_remainder(t, &w).unwrap(), naive(t, &w));
	}

	#[test]
	fn parts_sum_to_the_total_when_split(t in total(), w in weights()) {
		let parts = largest_remainder(t, &w).unwrap();
		prop_assert_eq!(parts.iter().try_fold(0u128, |sum, part| sum.checked_add(*part)), Some(t));
	}

	#[test]
	fn larger_weight_never_gets_less_when_compared(t in total(), w in weights()) {
		let parts = largest_remainder(t, &w).unwrap();
		for (i, a) in w.iter().enumerate() {
			prop_assert!(*a > 0 || parts[i] == 0);
			for (j, b) in w.iter().enumerate() {
				prop_assert!(a <= b || parts[i] >= parts[j]);
			}
		}
	}

	#[test]
	fn parts_follow_their_keys_when_permuted(
		t in total(),
		keyed in prop::collection::btree_map(any::<u32>(), weight(), 1..20)
			.prop_filter("a weight above zero", |map| map.values().any(|&weight| weight > 0))
			.prop_map(|map| map.into_iter().collect::<Vec<_>>())
			.prop_flat_map(|sorted| (Just(sorted.clone()), Just(sorted).prop_shuffle())),
	) {
		let (sorted, shuffled) = keyed;
		let by_key = |pairs: &[(u32, u64)]| {
			let parts = largest_remainder_by_key(t, pairs).unwrap();
			let mut parts = pairs.iter().map(|pair| pair.0).zip(parts).collect::<Vec<_>>();
			parts.sort();
			parts
		};
		prop_assert_eq!(by_key(&sorted), by_key(&shuffled));
	}

	#[test]
	fn shares_sum_to_one_billion_when_made(w in weights()) {
		let shares = perbill_shares(&w).unwrap();
		prop_assert_eq!(shares.iter().map(|share| share.deconstruct()).sum::<u32>(), 1_000_000_000);
	}
}
