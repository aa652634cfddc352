// SPDX-License-Identifier: Apache-2.0
//! Committees: commitments, medians and what is promised of the tally.

use codec::Encode;
use openledger_primitives::{
	committee::{
		checker_fee, distance, judgement_commitment, median, tally, total_fee, Judgement, Outcome,
		COMMITMENT_DOMAIN,
	},
	ids::{ContributionId, RequestId},
	vector::{AttributionVector, ContributionShare, MAX_SHARES},
};
use polkadot_sdk::{
	sp_arithmetic::Perbill,
	sp_core::H256,
	sp_runtime::traits::{BlakeTwo256, Hash},
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const GENESIS: H256 = H256([3; 32]);
const SALT: H256 = H256([9; 32]);
const MEMBER: [u8; 32] = [1; 32];
const BILLION: u64 = 1_000_000_000;

/// Shares in percent; what is left is the residual.
fn vector(percents: &[(u64, u32)]) -> AttributionVector {
	let shares = percents.iter().map(|&(id, percent)| ContributionShare {
		contribution: ContributionId(id),
		share: Perbill::from_percent(percent),
	});
	let left = 100 - percents.iter().map(|(_, percent)| percent).sum::<u32>();
	AttributionVector {
		shares: shares.collect::<Vec<_>>().try_into().unwrap(),
		residual: Perbill::from_percent(left),
	}
}

fn from_scores(scores: &[(u64, u64)]) -> AttributionVector {
	let scores = scores.iter().map(|&(id, score)| (ContributionId(id), score));
	AttributionVector::from_scores(scores).unwrap()
}

fn root(n: u8) -> H256 {
	H256::repeat_byte(n)
}

fn genuine(vector: &AttributionVector) -> Option<Judgement> {
	Some(Judgement::Genuine { vector: vector.clone(), evidence_root: root(1) })
}

fn median_of(vectors: &[AttributionVector]) -> AttributionVector {
	median(&vectors.iter().collect::<Vec<_>>())
}

fn agreed(vector: AttributionVector, standing: &[usize], astray: &[usize]) -> Outcome {
	let (standing, astray) = (standing.to_vec(), astray.to_vec());
	Outcome::Genuine { vector, evidence_root: root(1), standing, astray }
}

const TOLERANCE: Perbill = Perbill::from_percent(10);

#[test]
fn commitment_is_the_hash_of_domain_and_fields_when_computed_by_hand() {
	let judgement = Judgement::Foreign;
	let preimage =
		[&COMMITMENT_DOMAIN[..], &GENESIS.0, &7u64.to_le_bytes(), &MEMBER, &[1], &SALT.0].concat();
	let commitment = judgement_commitment(GENESIS, RequestId(7), &MEMBER, &judgement, SALT);
	assert_eq!(commitment, BlakeTwo256::hash(&preimage));
}

#[test]
fn commitment_differs_when_anything_does() {
	let judgement = Judgement::Genuine { vector: vector(&[(1, 50)]), evidence_root: H256::zero() };
	let other_root = Judgement::Genuine { vector: vector(&[(1, 50)]), evidence_root: root(1) };
	let other_vector =
		Judgement::Genuine { vector: vector(&[(1, 51)]), evidence_root: H256::zero() };
	let of = |genesis, request, member: [u8; 32], judgement: &Judgement, salt| {
		judgement_commitment(genesis, RequestId(request), &member, judgement, salt)
	};
	let all = [
		of(GENESIS, 7, MEMBER, &judgement, SALT),
		of(SALT, 7, MEMBER, &judgement, SALT),
		of(GENESIS, 8, MEMBER, &judgement, SALT),
		of(GENESIS, 7, [2; 32], &judgement, SALT),
		of(GENESIS, 7, MEMBER, &Judgement::Foreign, SALT),
		of(GENESIS, 7, MEMBER, &other_root, SALT),
		of(GENESIS, 7, MEMBER, &other_vector, SALT),
		of(GENESIS, 7, MEMBER, &judgement, GENESIS),
	];
	assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
}

#[test]
fn judgements_keep_their_numbers_when_encoded() {
	let vector = AttributionVector::unattributed();
	assert_eq!(Judgement::Genuine { vector, evidence_root: root(0) }.encode()[0], 0);
	assert_eq!(Judgement::Foreign.encode(), [1]);
	assert_eq!(Judgement::Unavailable.encode(), [2]);
}

#[test]
fn checkers_cost_a_quarter_each_when_rounded_down() {
	assert_eq!(checker_fee(7), 1);
	assert_eq!(total_fee(7, 3), Some(9));
	assert_eq!(total_fee(200, 5), Some(400));
	assert_eq!(total_fee(0, 7), Some(0));
	assert_eq!(total_fee(u128::MAX, 3), None);
}

#[test]
fn distance_is_one_when_nothing_is_shared() {
	assert_eq!(distance(&vector(&[(1, 100)]), &vector(&[(2, 100)])), Perbill::one());
	assert_eq!(distance(&vector(&[]), &vector(&[(2, 100)])), Perbill::one());
}

#[test]
fn distance_counts_each_moved_part_once_when_shares_differ() {
	let distance = distance(&vector(&[(1, 40), (2, 30)]), &vector(&[(1, 30), (3, 30)]));
	// A tenth and three tenths were moved; the residual grew by a tenth.
	assert_eq!(distance, Perbill::from_percent(40));
}

#[test]
fn median_takes_the_middle_of_each_contribution_when_they_sum_to_one() {
	let vectors = [vector(&[(1, 50)]), vector(&[(1, 60)]), vector(&[(1, 40), (2, 10)])];
	assert_eq!(median_of(&vectors), vector(&[(1, 50)]));
}

#[test]
fn median_is_made_to_sum_to_one_when_the_middles_do_not() {
	let vectors = [vector(&[(1, 40), (2, 60)]), vector(&[(1, 40)]), vector(&[(2, 60)])];
	// 40 of the first, 60 of the second, 40 left.
	let expected = from_scores(&[(1, 40), (2, 60), (9, 40)]);
	let median = median_of(&vectors);
	assert_eq!(median.shares[..], expected.shares[..2]);
	assert_eq!(median.residual, expected.shares[2].share);
}

#[test]
fn median_is_the_lower_middle_when_there_is_an_even_number() {
	let vectors = [vector(&[(1, 100)]), vector(&[(1, 50), (2, 50)])];
	assert_eq!(median_of(&vectors), vector(&[(1, 100)]));
}

#[test]
fn median_names_nobody_when_all_middles_are_zero() {
	let vectors = [vector(&[(1, 100)]), vector(&[(2, 100)]), vector(&[(3, 100)])];
	assert_eq!(median_of(&vectors), AttributionVector::unattributed());
	assert_eq!(median_of(&[]), AttributionVector::unattributed());
}

#[test]
fn median_leaves_the_lowest_to_the_residual_when_more_than_64_are_left() {
	// Three vectors of 64; each contribution is in two of them: 96 are left.
	let of = |places: [u64; 2]| {
		let scores = (0..96).filter(|id| places.contains(&(id % 3))).map(|id| (id, 1));
		from_scores(&scores.collect::<Vec<_>>())
	};
	let median = median_of(&[of([0, 1]), of([1, 2]), of([0, 2])]);
	assert_eq!(median.validate(), Ok(()));
	let named = median.shares.iter().map(|entry| entry.contribution.0).collect::<Vec<_>>();
	assert_eq!(named, (0..64).collect::<Vec<_>>());
	assert_eq!(median.residual, Perbill::from_rational(32u32, 96));
}

#[test]
fn tally_is_foreign_when_more_than_half_of_the_seats_say_so() {
	let foreign = Some(Judgement::Foreign);
	let seats = [genuine(&vector(&[])), foreign.clone(), foreign];
	let expected = Outcome::Foreign { standing: vec![1, 2], astray: vec![0] };
	assert_eq!(tally(&seats, TOLERANCE), expected);
}

#[test]
fn tally_is_genuine_with_the_median_when_more_than_half_of_the_seats_agree() {
	let vectors = [vector(&[(1, 50)]), vector(&[(1, 52)])];
	let seats = [genuine(&vectors[0]), Some(Judgement::Foreign), genuine(&vectors[1])];
	let expected = agreed(median_of(&vectors), &[0, 2], &[]);
	assert_eq!(tally(&seats, TOLERANCE), expected);
}

#[test]
fn tally_counts_who_could_not_judge_for_nobody() {
	let same = genuine(&vector(&[(1, 50)]));
	let [foreign, unavailable] = [Judgement::Foreign, Judgement::Unavailable].map(Some);
	let seats = [same.clone(), same.clone(), unavailable.clone()];
	assert_eq!(tally(&seats, TOLERANCE), agreed(vector(&[(1, 50)]), &[0, 1], &[]));
	let seats = [unavailable.clone(), foreign.clone(), foreign.clone()];
	let expected = Outcome::Foreign { standing: vec![1, 2], astray: vec![] };
	assert_eq!(tally(&seats, TOLERANCE), expected);
	for other in [same, foreign, unavailable.clone()] {
		let seats = [other, unavailable.clone(), unavailable.clone()];
		assert_eq!(tally(&seats, TOLERANCE), Outcome::NoQuorum);
	}
}

#[test]
fn tally_finds_no_honest_member_astray_when_liars_agree_with_another_and_the_text_was_withheld() {
	// Two of four honest members were shown it, and find what is a tenth apart. Three liars are near one of
	// them, and far from the other.
	let [one, other] = [50, 60].map(|percent| vector(&[(1, percent)]));
	let liar = genuine(&vector(&[(1, 45)]));
	let unavailable = Some(Judgement::Unavailable);
	let honest = [genuine(&one), genuine(&other), unavailable.clone(), unavailable];
	let seats = honest.into_iter().chain(vec![liar; 3]).collect::<Vec<_>>();
	let Outcome::Genuine { standing, astray, .. } = tally(&seats, TOLERANCE) else {
		panic!("most agree")
	};
	assert_eq!((standing, astray), (vec![0, 4, 5, 6], vec![]));
}

#[test]
fn tally_names_the_member_when_its_vector_is_far_from_most() {
	let near = vector(&[(1, 50)]);
	let seats = [genuine(&vector(&[(1, 61)])), genuine(&near), genuine(&near)];
	assert_eq!(tally(&seats, TOLERANCE), agreed(near.clone(), &[1, 2], &[0]));
	let seats = [genuine(&vector(&[(1, 60)])), genuine(&near), genuine(&near)];
	assert_eq!(tally(&seats, TOLERANCE), agreed(near, &[0, 1, 2], &[]));
}

#[test]
fn tally_finds_no_honest_member_astray_when_colluders_draw_the_median_away() {
	let found = [
		vector(&[(0, 20), (1, 20), (2, 20), (3, 20)]),
		vector(&[(0, 26), (1, 14), (2, 24), (3, 16)]),
		vector(&[(0, 26), (1, 10), (2, 20), (3, 20)]),
	];
	for (left, right) in [(0, 1), (0, 2), (1, 2)] {
		assert!(distance(&found[left], &found[right]) <= TOLERANCE);
	}
	// Two of five take the second's word where it is far from the first, and the third's where that is.
	let joined = vector(&[(0, 26), (1, 10), (2, 24), (3, 16)]);
	let seats = found.iter().chain([&joined, &joined]).map(genuine).collect::<Vec<_>>();
	let Outcome::Genuine { vector: median, astray, .. } = tally(&seats, TOLERANCE) else {
		panic!("most agree")
	};
	assert!(distance(&found[0], &median) > TOLERANCE);
	assert!(!astray.contains(&0));
}

#[test]
fn tally_has_no_quorum_when_half_of_those_who_agree_are_silent() {
	let same = genuine(&vector(&[(1, 50)]));
	assert_eq!(tally(&[same.clone(), None, None], TOLERANCE), Outcome::NoQuorum);
	assert_eq!(tally(&[None, None, None], TOLERANCE), Outcome::NoQuorum);
	let foreign = Some(Judgement::Foreign);
	assert_eq!(tally(&[same, foreign, None], TOLERANCE), Outcome::NoQuorum);
}

#[test]
fn tally_has_no_quorum_when_no_majority_is_near_one_another() {
	let seats = [1, 2, 3].map(|id| genuine(&vector(&[(id, 100)])));
	assert_eq!(tally(&seats, TOLERANCE), Outcome::NoQuorum);
}

#[test]
fn tally_takes_the_commonest_root_when_members_in_good_standing_differ() {
	let seats_of = |roots: [u8; 5]| {
		roots.map(|n| {
			Some(Judgement::Genuine { vector: vector(&[(1, 50)]), evidence_root: root(n) })
		})
	};
	for (roots, expected) in [([1, 2, 2, 3, 3], 2), ([3, 3, 3, 1, 2], 3), ([5, 4, 3, 2, 1], 1)] {
		let outcome = tally(&seats_of(roots), TOLERANCE);
		assert!(
			matches!(outcome, Outcome::Genuine { evidence_root, .. } if evidence_root == root(expected))
		);
	}
}

/// A vector of up to ten of twenty contributions.
fn any_vector() -> impl Strategy<Value = AttributionVector> {
	prop::collection::vec((0u64..20, 1u64..100), 0..10).prop_map(|scores| from_scores(&scores))
}

/// A vector of up to 64 of few contributions: medians of several name more than one vector can.
fn long_vector() -> impl Strategy<Value = AttributionVector> {
	prop::collection::vec((0u64..100, 1u64..100), 40..120).prop_map(|scores| from_scores(&scores))
}

/// `base` with some parts moved from one entry to another.
fn nearby(base: AttributionVector, spread: u64) -> impl Strategy<Value = AttributionVector> {
	(0u64..20, 0u64..20, 0..=spread).prop_map(move |(from, to, parts)| {
		let mut weights = weights(&base);
		let taken = weights.get(&Some(from)).copied().unwrap_or_default().min(parts);
		*weights.entry(Some(from)).or_default() -= taken;
		*weights.entry(Some(to)).or_default() += taken;
		rebuilt(&weights)
	})
}

/// All parts by contribution, `None` for the residual.
fn weights(vector: &AttributionVector) -> BTreeMap<Option<u64>, u64> {
	let shares = vector.shares.iter().map(|entry| (Some(entry.contribution.0), entry.share));
	let all = shares.chain([(None, vector.residual)]);
	all.map(|(id, share)| (id, u64::from(share.deconstruct()))).collect()
}

fn rebuilt(weights: &BTreeMap<Option<u64>, u64>) -> AttributionVector {
	let share = |parts: u64| Perbill::from_parts(parts.try_into().unwrap());
	let named = weights.iter().filter_map(|(id, parts)| Some((ContributionId((*id)?), *parts)));
	let shares = named
		.filter(|(_, parts)| *parts > 0)
		.map(|(contribution, parts)| ContributionShare { contribution, share: share(parts) });
	let shares = shares.collect::<Vec<_>>().try_into().unwrap();
	AttributionVector { shares, residual: share(weights.get(&None).copied().unwrap_or_default()) }
}

/// The sum of all differences, counted one by one.
fn naive_distance(left: &AttributionVector, right: &AttributionVector) -> u64 {
	let (left, right) = (weights(left), weights(right));
	let ids = left.keys().chain(right.keys()).collect::<BTreeSet<_>>();
	let of = |weights: &BTreeMap<Option<u64>, u64>, id| weights.get(id).copied().unwrap_or(0);
	ids.into_iter().map(|id| of(&left, id).abs_diff(of(&right, id))).sum()
}

/// For each entry, the value that as many values are not above as half of all, rounded up.
fn naive_medians(vectors: &[AttributionVector]) -> BTreeMap<Option<u64>, u64> {
	let all = vectors.iter().map(weights).collect::<Vec<_>>();
	let ids = all.iter().flat_map(BTreeMap::keys).copied().collect::<BTreeSet<_>>();
	let of = |id: &Option<u64>| {
		let values = all.iter().map(|weights| weights.get(id).copied().unwrap_or(0));
		let values = values.collect::<Vec<_>>();
		let fits =
			|value: &&u64| 2 * values.iter().filter(|other| other <= value).count() >= values.len();
		values.iter().filter(fits).min().copied().unwrap()
	};
	ids.into_iter().map(|id| (id, of(&id))).collect()
}

/// Judgements of seven seats or fewer: `honest` ones near to one another in a strict majority, and others
/// that say anything. Gives the honest vectors, and all seats with those first.
fn committee() -> impl Strategy<Value = (Vec<AttributionVector>, Vec<Option<Judgement>>)> {
	// Two moves of a twentieth are a tenth apart at most.
	let half = u64::from(TOLERANCE.deconstruct()) / 2;
	(any_vector(), prop::sample::select(vec![3usize, 5, 7])).prop_flat_map(move |(base, size)| {
		(size / 2 + 1..=size).prop_flat_map(move |honest| {
			let liar = prop_oneof![
				1 => Just(None),
				1 => Just(Some(Judgement::Foreign)),
				1 => Just(Some(Judgement::Unavailable)),
				2 => any_vector().prop_map(|vector| genuine(&vector)),
				2 => nearby(base.clone(), 4 * half).prop_map(|vector| genuine(&vector)),
			];
			let honest = prop::collection::vec(nearby(base.clone(), half), honest);
			(honest, prop::collection::vec(liar, size)).prop_map(move |(honest, liars)| {
				let seats = honest.iter().map(genuine).chain(liars).take(size).collect();
				(honest, seats)
			})
		})
	})
}

proptest! {
	#[test]
	fn distance_is_half_of_all_differences_when_counted_naively(
		left in any_vector(),
		right in any_vector(),
	) {
		let counted = u64::from(distance(&left, &right).deconstruct());
		prop_assert_eq!(2 * counted, naive_distance(&left, &right));
		prop_assert_eq!(distance(&left, &right), distance(&right, &left));
	}

	#[test]
	fn median_is_that_of_each_entry_when_computed_naively(
		vectors in prop::collection::vec(any_vector(), 1..8),
	) {
		let naive = naive_medians(&vectors);
		let sum = naive.values().sum::<u64>();
		let median = median_of(&vectors);
		prop_assert_eq!(median.validate(), Ok(()));
		if sum == 0 {
			prop_assert_eq!(median, AttributionVector::unattributed());
		} else {
			let found = weights(&median);
			for (id, value) in naive {
				let share = found.get(&id).copied().unwrap_or_default();
				// A largest remainder is less than one part from the exact share.
				prop_assert!((share * sum).abs_diff(value * BILLION) < sum);
			}
		}
	}

	#[test]
	fn median_does_not_depend_on_the_order_when_vectors_are_shuffled(
		(vectors, shuffled) in prop::collection::vec(any_vector(), 0..8)
			.prop_flat_map(|vectors| (Just(vectors.clone()), Just(vectors).prop_shuffle())),
	) {
		prop_assert_eq!(median_of(&vectors), median_of(&shuffled));
	}

	#[test]
	fn median_is_the_vector_when_a_strict_majority_shares_it(
		vector in any_vector(),
		others in prop::collection::vec(any_vector(), 0..4),
		more in 1usize..3,
	) {
		let same = std::iter::repeat_n(vector.clone(), others.len() + more);
		let vectors = others.iter().cloned().chain(same).collect::<Vec<_>>();
		prop_assert_eq!(median_of(&vectors), vector);
	}

	#[test]
	fn median_is_valid_when_vectors_are_long(
		vectors in prop::collection::vec(long_vector(), 1..8),
	) {
		let median = median_of(&vectors);
		prop_assert_eq!(median.validate(), Ok(()));
		prop_assert!(median.shares.len() <= MAX_SHARES as usize);
	}

	#[test]
	fn tally_does_as_promised_when_fewer_than_half_of_the_seats_lie(
		(honest, seats) in committee(),
	) {
		let Outcome::Genuine { vector, standing, astray, .. } = tally(&seats, TOLERANCE) else {
			return Err(TestCaseError::fail("the honest majority did not decide"));
		};
		prop_assert!((0..honest.len()).all(|place| standing.contains(&place)), "an honest one is not paid");
		prop_assert!(astray.iter().all(|place| *place >= honest.len()), "an honest one is astray");

		// No minority draws a share out of the range of the honest ones, but for the renormalisation.
		let all = honest.iter().map(weights).collect::<Vec<_>>();
		let of = |weights: &BTreeMap<Option<u64>, u64>, id| weights.get(id).copied().unwrap_or(0);
		let range = |id| {
			let values = || all.iter().map(|weights| of(weights, id));
			(values().min().unwrap(), values().max().unwrap())
		};
		let found = weights(&vector);
		let ids = all.iter().flat_map(BTreeMap::keys).chain(found.keys()).collect::<BTreeSet<_>>();
		let ranges = ids.iter().map(|id| (*id, range(id))).collect::<BTreeMap<_, _>>();
		let lowest = ranges.values().map(|(low, _)| low).sum::<u64>();
		let highest = ranges.values().map(|(_, high)| high).sum::<u64>();
		for (id, (low, high)) in ranges {
			let share = of(&found, id);
			prop_assert!((share + 1) * highest >= low * BILLION, "{id:?} got too little");
			if lowest > 0 {
				prop_assert!(share.saturating_sub(1) * lowest <= high * BILLION, "{id:?} got too much");
			}
		}
	}

	#[test]
	fn tally_harms_no_honest_member_when_only_some_of_them_are_shown_the_text(
		(honest, seats) in committee(),
		shown in prop::collection::vec(any::<bool>(), 7),
		is_foreign in any::<bool>(),
	) {
		let mut seats = seats;
		for (place, seat) in seats.iter_mut().enumerate().take(honest.len()) {
			match (shown[place], is_foreign) {
				(false, _) => *seat = Some(Judgement::Unavailable),
				(true, true) => *seat = Some(Judgement::Foreign),
				(true, false) => (),
			}
		}
		let (decided, astray) = match tally(&seats, TOLERANCE) {
			Outcome::Genuine { astray, .. } => (Some(false), astray),
			Outcome::Foreign { astray, .. } => (Some(true), astray),
			Outcome::NoQuorum => (None, vec![]),
		};
		prop_assert!(decided.is_none_or(|found| found == is_foreign), "decided against the honest");
		prop_assert!(astray.iter().all(|place| *place >= honest.len()), "an honest one is astray");
	}

	#[test]
	fn tally_is_foreign_when_fewer_than_half_of_the_seats_do_not_say_so(
		liars in prop::collection::vec(
			prop_oneof![Just(None), any_vector().prop_map(|vector| genuine(&vector))],
			0..4,
		),
		more in 1usize..3,
	) {
		let honest = liars.len() + more;
		let foreign = std::iter::repeat_n(Some(Judgement::Foreign), honest);
		let seats = foreign.chain(liars).collect::<Vec<_>>();
		let Outcome::Foreign { astray, .. } = tally(&seats, TOLERANCE) else {
			return Err(TestCaseError::fail("the honest majority did not decide"));
		};
		prop_assert!(astray.iter().all(|place| *place >= honest));
	}

	#[test]
	fn tally_equals_the_naive_one_when_seats_say_anything(
		seats in prop::collection::vec(
			prop_oneof![
				1 => Just(None),
				2 => Just(Some(Judgement::Foreign)),
				1 => Just(Some(Judgement::Unavailable)),
				5 => any_vector().prop_map(|vector| genuine(&vector)),
			],
			1..8,
		),
		tolerance in (0u32..100).prop_map(Perbill::from_percent),
	) {
		prop_assert_eq!(tally(&seats, tolerance), naive_tally(&seats, tolerance));
	}
}

/// Each pair of seats is compared, and each side counted.
fn naive_tally(seats: &[Option<Judgement>], tolerance: Perbill) -> Outcome {
	let limit = 2 * u64::from(tolerance.deconstruct());
	let most = |places: &Vec<usize>| 2 * places.len() > seats.len();
	let which = |test: &dyn Fn(&Judgement) -> bool| {
		let places = 0..seats.len();
		places.filter(|place| seats[*place].as_ref().is_some_and(test)).collect::<Vec<_>>()
	};
	let vector_of = |judgement: &Judgement| judgement.vector().cloned();
	let far =
		|left: &AttributionVector, right: &AttributionVector| naive_distance(left, right) > limit;
	let is_foreign = |judgement: &Judgement| *judgement == Judgement::Foreign;
	let is_backed = |judgement: &Judgement| {
		vector_of(judgement).is_some_and(|vector| {
			most(&which(&|other| vector_of(other).is_some_and(|other| !far(&vector, &other))))
		})
	};
	let is_contradicted = |judgement: &Judgement| {
		vector_of(judgement).is_some_and(|vector| {
			most(&which(&|other| {
				is_foreign(other) || vector_of(other).is_some_and(|other| far(&vector, &other))
			}))
		})
	};
	let (foreign, standing) = (which(&is_foreign), which(&is_backed));
	let astray = which(&is_contradicted);
	if most(&foreign) {
		Outcome::Foreign { standing: foreign, astray }
	} else if most(&standing) {
		let vectors =
			standing.iter().map(|place| vector_of(seats[*place].as_ref().unwrap()).unwrap());
		let vector = median_of(&vectors.collect::<Vec<_>>());
		agreed(vector, &standing, &astray)
	} else {
		Outcome::NoQuorum
	}
}
