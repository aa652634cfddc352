// SPDX-License-Identifier: Apache-2.0
//! Prices and fee splits.

use codec::{Decode, Encode};
use openledger_primitives::fee::{
	FeeParts, FeeSchedule, FeeShares, FeeSplit, PriceList, SharesNotOne,
};
use polkadot_sdk::{sp_arithmetic::Perbill, sp_core::U512};
use proptest::prelude::*;

fn shares(parts: [u32; 5]) -> FeeShares {
	let [protocol, worker, owners, stakers, contributors] = parts.map(Perbill::from_parts);
	FeeShares { protocol, worker, owners, stakers, contributors }
}

const THIRDS: [u32; 5] = [0, 333_333_334, 333_333_333, 333_333_333, 0];

#[test]
fn fee_is_the_base_when_there_are_no_tokens() {
	let prices = PriceList { base: 7, per_1k_input: 1000, per_1k_output: 1000 };
	assert_eq!(prices.fee(0, 0), Some(7));
}

#[test]
fn fee_is_rounded_up_once_when_tokens_make_fractions() {
	let prices = PriceList { base: 0, per_1k_input: 400, per_1k_output: 600 };
	assert_eq!(prices.fee(1, 0), Some(1));
	assert_eq!(prices.fee(1, 1), Some(1));
	assert_eq!(prices.fee(2, 1), Some(2));
}

#[test]
fn fee_is_none_when_it_exceeds_the_largest_balance() {
	let prices = PriceList { base: 0, per_1k_input: u128::MAX, per_1k_output: 0 };
	assert_eq!(prices.fee(1000, 0), Some(u128::MAX));
	assert_eq!(prices.fee(1001, 0), None);
	assert_eq!(PriceList { base: 1, ..prices }.fee(1000, 0), None);
}

#[test]
fn shares_are_refused_when_they_do_not_sum_to_one() {
	for parts in [
		[0; 5],
		[200_000_000, 200_000_000, 200_000_000, 200_000_000, 199_999_999],
		[200_000_000, 200_000_000, 200_000_000, 200_000_000, 200_000_001],
		[1_000_000_000; 5],
	] {
		assert_eq!(FeeSplit::new(shares(parts)), Err(SharesNotOne));
	}
}

#[test]
fn decoding_fails_when_the_shares_do_not_sum_to_one() {
	let bad = shares([1, 2, 3, 4, 5]);
	assert!(FeeSplit::decode(&mut &bad.encode()[..]).is_err());
	let json = serde_json::to_string(&bad).unwrap();
	assert!(serde_json::from_str::<FeeSplit>(&json).is_err());
}

#[test]
fn split_survives_a_round_trip_when_encoded() {
	let split = FeeSplit::new(shares(THIRDS)).unwrap();
	assert_eq!(FeeSplit::decode(&mut &split.encode()[..]), Ok(split));
	let json = serde_json::to_string(&split).unwrap();
	assert_eq!(serde_json::from_str::<FeeSplit>(&json).unwrap(), split);
	assert_eq!(split.shares(), shares(THIRDS));
}

#[test]
fn parts_follow_the_shares_when_a_fee_is_split() {
	let split = FeeSplit::new(shares(THIRDS)).unwrap();
	let parts = split.split(100);
	assert_eq!(parts, FeeParts { worker: 34, owners: 33, stakers: 33, ..FeeParts::default() });
}

#[test]
fn total_is_none_when_parts_overflow() {
	assert_eq!(FeeParts { protocol: u128::MAX, worker: 1, ..FeeParts::default() }.total(), None);
}

fn schedule() -> (FeeSchedule, FeeSplit, FeeSplit) {
	let current = FeeSplit::new(shares(THIRDS)).unwrap();
	let next = FeeSplit::new(shares([200_000_000; 5])).unwrap();
	(FeeSchedule { current, next: Some((100, next)) }, current, next)
}

#[test]
fn schedule_gives_the_next_split_when_its_first_block_has_come() {
	let (schedule, current, next) = schedule();
	assert_eq!([0, 99].map(|block| schedule.at(block)), [current; 2]);
	assert_eq!([100, 101, u32::MAX].map(|block| schedule.at(block)), [next; 3]);
}

#[test]
fn schedule_gives_the_current_split_when_none_follows() {
	let (schedule, current, _) = schedule();
	let schedule = FeeSchedule { next: None, ..schedule };
	assert_eq!([0, 100, u32::MAX].map(|block| schedule.at(block)), [current; 3]);
}

#[test]
fn schedule_survives_a_round_trip_when_encoded() {
	let (schedule, ..) = schedule();
	assert_eq!(FeeSchedule::decode(&mut &schedule.encode()[..]), Ok(schedule));
}

#[test]
fn decoding_a_schedule_fails_when_either_split_does_not_sum_to_one() {
	let good = shares(THIRDS);
	let bad = shares([1, 2, 3, 4, 5]);
	for wrong in [(bad, Some((1u32, good))).encode(), (good, Some((1u32, bad))).encode()] {
		assert!(FeeSchedule::decode(&mut &wrong[..]).is_err());
	}
}

proptest! {
	#[test]
	fn fee_equals_the_naive_one_when_computed_in_512_bits(
		base in prop_oneof![0u128..1000, any::<u128>()],
		per_1k_input in prop_oneof![0u128..5000, any::<u128>()],
		per_1k_output in prop_oneof![0u128..5000, any::<u128>()],
		input in prop_oneof![0u32..3000, any::<u32>()],
		output in prop_oneof![0u32..3000, any::<u32>()],
	) {
		let tokens = U512::from(input) * U512::from(per_1k_input)
			+ U512::from(output) * U512::from(per_1k_output);
		let exact = U512::from(base) + (tokens + U512::from(999)) / U512::from(1000);
		let expected = (exact <= U512::from(u128::MAX)).then(|| exact.as_u128());
		let prices = PriceList { base, per_1k_input, per_1k_output };
		prop_assert_eq!(prices.fee(input, output), expected);
	}

	#[test]
	fn parts_sum_to_the_fee_when_split(
		fee in prop_oneof![0u128..1000, any::<u128>(), Just(u128::MAX)],
		mut cuts in prop::array::uniform4(0u32..=1_000_000_000),
	) {
		cuts.sort();
		let [a, b, c, d] = cuts;
		let split = FeeSplit::new(shares([a, b - a, c - b, d - c, 1_000_000_000 - d])).unwrap();
		prop_assert_eq!(split.split(fee).total(), Some(fee));
	}
}
