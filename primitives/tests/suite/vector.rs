// SPDX-License-Identifier: Apache-2.0
//! Attribution vectors.

use openledger_primitives::{
	ids::ContributionId,
	vector::{AttributionVector, ContributionShare, VectorError, MAX_SHARES},
};
use polkadot_sdk::sp_arithmetic::Perbill;
use proptest::prelude::*;

fn vector(shares: &[(u64, u32)], residual: u32) -> AttributionVector {
	let shares = shares.iter().map(|&(id, share)| ContributionShare {
		contribution: ContributionId(id),
		share: Perbill::from_parts(share),
	});
	AttributionVector {
		shares: shares.collect::<Vec<_>>().try_into().unwrap(),
		residual: Perbill::from_parts(residual),
	}
}

fn from_scores(scores: &[(u64, u64)]) -> AttributionVector {
	let scores = scores.iter().map(|&(id, score)| (ContributionId(id), score));
	AttributionVector::from_scores(scores).unwrap()
}

#[test]
fn vector_is_valid_when_it_sums_to_one() {
	assert_eq!(vector(&[(1, 400_000_000), (2, 1)], 599_999_999).validate(), Ok(()));
	assert_eq!(AttributionVector::unattributed().validate(), Ok(()));
}

#[test]
fn vector_is_refused_when_it_does_not_sum_to_one() {
	for bad in [
		vector(&[], 0),
		vector(&[(1, 1)], 1_000_000_000),
		vector(&[(1, 500_000_000)], 499_999_999),
		vector(&[(1, 1_000_000_000), (2, 1_000_000_000)], 1_000_000_000),
	] {
		assert_eq!(bad.validate(), Err(VectorError::NotOne));
	}
}

#[test]
fn vector_is_refused_when_unsorted_or_repeated() {
	let half = 500_000_000;
	assert_eq!(vector(&[(2, half), (1, half)], 0).validate(), Err(VectorError::NotAscending));
	assert_eq!(vector(&[(1, half), (1, half)], 0).validate(), Err(VectorError::NotAscending));
}

#[test]
fn vector_is_refused_when_a_share_is_zero() {
	let bad = vector(&[(1, 0)], 1_000_000_000);
	assert_eq!(bad.validate(), Err(VectorError::ZeroShare));
}

#[test]
fn scores_are_added_up_when_a_contribution_has_several() {
	assert_eq!(
		from_scores(&[(5, 1), (1, 2), (5, 1)]),
		vector(&[(1, 500_000_000), (5, 500_000_000)], 0)
	);
}

#[test]
fn lowest_contribution_gets_the_part_when_shares_do_not_divide() {
	let expected = vector(&[(1, 333_333_334), (2, 333_333_333), (3, 333_333_333)], 0);
	assert_eq!(from_scores(&[(3, 7), (2, 7), (1, 7)]), expected);
}

#[test]
fn vector_is_all_residual_when_no_score_is_above_zero() {
	assert_eq!(from_scores(&[]), AttributionVector::unattributed());
	assert_eq!(from_scores(&[(1, 0), (2, 0)]), AttributionVector::unattributed());
}

#[test]
fn share_is_left_out_when_it_rounds_to_zero() {
	assert_eq!(from_scores(&[(1, 1), (2, u64::MAX - 1)]), vector(&[(2, 1_000_000_000)], 0));
}

#[test]
fn lowest_scores_go_to_the_residual_when_there_are_too_many() {
	let scores = (0..80).map(|id| (id, 1 + u64::from(id >= 20))).collect::<Vec<_>>();
	let vector = from_scores(&scores);
	let named = vector.shares.iter().map(|entry| entry.contribution.0).collect::<Vec<_>>();
	// The sixty with two points, and of the others the four lowest.
	assert_eq!(named, (0..4).chain(20..80).collect::<Vec<_>>());
	assert_eq!(vector.residual, Perbill::from_parts(114_285_714));
	assert_eq!(vector.validate(), Ok(()));
}

#[test]
fn scores_are_refused_when_their_sum_overflows() {
	let scores = [(ContributionId(1), u64::MAX), (ContributionId(2), 1)];
	assert_eq!(AttributionVector::from_scores(scores), Err(VectorError::ScoreOverflow));
}

#[test]
fn json_is_refused_when_it_has_too_many_shares() {
	let share = r#"{"contribution":1,"share":1}"#;
	let of =
		|count: usize| format!(r#"{{"shares":[{}],"residual":0}}"#, vec![share; count].join(","));
	assert!(serde_json::from_str::<AttributionVector>(&of(64)).is_ok());
	assert!(serde_json::from_str::<AttributionVector>(&of(65)).is_err());
}

proptest! {
	#[test]
	fn vector_is_valid_when_made_from_any_scores(
		scores in prop::collection::vec(
			(0u64..150, prop_oneof![0u64..10, 0u64..(1 << 50)]),
			0..300,
		),
	) {
		let vector = from_scores(&scores);
		prop_assert_eq!(vector.validate(), Ok(()));
		prop_assert!(vector.shares.len() <= MAX_SHARES as usize);
	}

	#[test]
	fn vector_does_not_depend_on_the_order_when_scores_are_shuffled(
		scores in prop::collection::vec((0u64..150, 0u64..1000), 0..200)
			.prop_flat_map(|scores| (Just(scores.clone()), Just(scores).prop_shuffle())),
	) {
		prop_assert_eq!(from_scores(&scores.0), from_scores(&scores.1));
	}

	#[test]
	fn vector_is_refused_when_any_share_changes(
		scores in prop::collection::vec((0u64..150, 1u64..1000), 1..100),
		at in any::<usize>(),
		delta in 1u32..1000,
	) {
		let mut vector = from_scores(&scores);
		let at = at % vector.shares.len();
		let parts = vector.shares[at].share.deconstruct();
		let changed = if parts > delta { parts - delta } else { parts + delta };
		vector.shares[at].share = Perbill::from_parts(changed);
		prop_assume!(vector.shares[at].share.deconstruct() == changed);
		prop_assert_eq!(vector.validate(), Err(VectorError::NotOne));
	}
}
