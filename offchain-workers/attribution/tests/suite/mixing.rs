// SPDX-License-Identifier: Apache-2.0
//! Mixing: three signals, one vector.

use crate::{
	mixing_twin::{self as twin, BILLION},
	support::*,
};
use num_rational::BigRational;
use openledger_attribution::mixing::{
	mix, BySignal, Signal, SignalError, Signals, Weights, WeightsError,
};
use openledger_primitives::{
	evidence::span_vector,
	ids::ContributionId,
	vector::{AttributionVector, VectorError, MAX_SHARES},
};
use proptest::{
	collection::{btree_map, vec},
	prelude::*,
};
use std::collections::BTreeMap;

type Scores = BTreeMap<u64, u64>;

fn signal(scores: &Scores) -> Signal {
	Signal::from_scores(scores.iter().map(|(id, score)| (ContributionId(*id), *score))).unwrap()
}

fn weights(spans: u32, influence: u32, retrieval: u32) -> Weights {
	Weights::new(BySignal { spans, influence, retrieval }).unwrap()
}

fn mixed(signals: &Signals, weights: Weights) -> AttributionVector {
	mix(signals, weights).vector().clone()
}

fn shares(vector: &AttributionVector) -> BTreeMap<u64, u64> {
	let share = |share: u32| u64::from(share);
	vector.shares.iter().map(|of| (of.contribution.0, share(of.share.deconstruct()))).collect()
}

fn residual(vector: &AttributionVector) -> u64 {
	vector.residual.deconstruct().into()
}

fn scores(of: &[(u64, u64)]) -> Option<Signal> {
	Some(signal(&of.iter().copied().collect()))
}

#[test]
fn parts_are_weighted_when_all_signals_speak() {
	let signals = BySignal {
		spans: scores(&[(1, 1), (2, 3)]),
		influence: scores(&[(2, 5), (3, 5)]),
		retrieval: scores(&[(1, 7)]),
	};
	let mixture = mix(&signals, weights(500_000_000, 300_000_000, 200_000_000));
	let expected = [(1, 325_000_000), (2, 525_000_000), (3, 150_000_000)];
	assert_eq!(shares(mixture.vector()), BTreeMap::from(expected));
	assert_eq!(residual(mixture.vector()), 0);
}

#[test]
fn weight_goes_to_the_residual_when_a_signal_is_absent_or_zero() {
	let weights = weights(500_000_000, 300_000_000, 200_000_000);
	let spans = scores(&[(1, 1)]);
	for influence in [None, scores(&[]), scores(&[(2, 0)])] {
		let signals = BySignal { spans: spans.clone(), influence, retrieval: scores(&[(1, 4)]) };
		let mixture = mix(&signals, weights);
		assert_eq!(shares(mixture.vector()), BTreeMap::from([(1, 700_000_000)]));
		assert_eq!(residual(mixture.vector()), 300_000_000);
	}
	assert_eq!(mixed(&Signals::default(), weights), AttributionVector::unattributed());
}

#[test]
fn residual_keeps_its_part_when_a_signal_has_one_itself() {
	let own = mix(
		&BySignal { spans: scores(&[(4, 1)]), ..Signals::default() },
		weights(250_000_000, 750_000_000, 0),
	)
	.vector()
	.clone();
	let signals = BySignal {
		spans: Some(Signal::from_vector(&own).unwrap()),
		influence: scores(&[(9, 2)]),
		retrieval: None,
	};
	let mixture = mix(&signals, weights(800_000_000, 200_000_000, 0));
	assert_eq!(shares(mixture.vector()), BTreeMap::from([(4, 200_000_000), (9, 200_000_000)]));
	assert_eq!(residual(mixture.vector()), 600_000_000);
	let explanation = mixture.explain();
	assert_eq!(explanation.residual.parts.spans, 600_000_000);
	assert_eq!(explanation.shares[0].of_signal.spans, 250_000_000);
}

#[test]
fn lower_contributions_are_named_when_65_are_equal() {
	let signals = BySignal {
		spans: scores(&(1..=65).map(|id| (id, 1)).collect::<Vec<_>>()),
		..Signals::default()
	};
	let mixture = mix(&signals, Weights::SPANS);
	let named = shares(mixture.vector());
	assert_eq!(named.keys().copied().collect::<Vec<_>>(), (1..=64).collect::<Vec<_>>());
	let explanation = mixture.explain();
	let [cut] = &explanation.unnamed[..] else { panic!("{explanation:?}") };
	assert_eq!((cut.contribution, u64::from(cut.share)), (ContributionId(65), BILLION / 65));
	assert_eq!(explanation.residual.unnamed, explanation.residual.share);
}

#[test]
fn contribution_is_left_out_when_it_has_less_than_a_part_per_billion() {
	let signals = BySignal { spans: scores(&[(1, u64::MAX), (2, 1)]), ..Signals::default() };
	let mixture = mix(&signals, Weights::SPANS);
	assert_eq!(shares(mixture.vector()), BTreeMap::from([(1, BILLION)]));
	// Its part is below 2^-32 of a part per billion.
	assert!(mixture.explain().unnamed.is_empty());
	let signals = BySignal { spans: scores(&[(1, 10_000_000_000), (2, 1)]), ..Signals::default() };
	let unnamed = mix(&signals, Weights::SPANS).explain().unnamed;
	assert_eq!(
		unnamed.iter().map(|of| (of.contribution.0, of.share)).collect::<Vec<_>>(),
		[(2, 0)]
	);
}

#[test]
fn signal_is_refused_when_the_scores_of_a_contribution_overflow() {
	let twice = [(3, u64::MAX), (2, 1), (2, u64::MAX), (3, 1)];
	let scores = twice.map(|(id, score)| (ContributionId(id), score));
	assert_eq!(Signal::from_scores(scores), Err(SignalError::ScoreOverflow(ContributionId(2))));
	// Of several contributions they may.
	let signals = BySignal { spans: scores_of(&[u64::MAX; 3]), ..Signals::default() };
	let thirds = [(0, 333_333_334), (1, 333_333_333), (2, 333_333_333)];
	assert_eq!(shares(mix(&signals, Weights::SPANS).vector()), BTreeMap::from(thirds));
}

fn scores_of(of: &[u64]) -> Option<Signal> {
	scores(&(0..).zip(of.iter().copied()).collect::<Vec<_>>())
}

#[test]
fn scores_are_added_up_when_a_contribution_has_several() {
	let several = [(7, 1), (8, 5), (7, 4)].map(|(id, score)| (ContributionId(id), score));
	assert_eq!(Signal::from_scores(several), Ok(signal(&[(7, 5), (8, 5)].into())));
}

#[test]
fn signal_is_refused_when_the_vector_is_none() {
	let mut vector = AttributionVector::unattributed();
	vector.residual = vector.residual / 2;
	assert_eq!(Signal::from_vector(&vector), Err(SignalError::Vector(VectorError::NotOne)));
}

#[test]
fn weights_are_refused_when_they_do_not_sum_to_one() {
	let of = |spans, influence| Weights::new(BySignal { spans, influence, retrieval: 0 });
	assert_eq!(of(1, 2), Err(WeightsError::NotOne(3)));
	assert_eq!(of(u32::MAX, u32::MAX), Err(WeightsError::NotOne(2 * u64::from(u32::MAX))));
	assert_eq!(of(1_000_000_000, 0), Ok(Weights::SPANS));
}

#[test]
fn weights_are_exact_when_read_as_decimals() {
	assert_eq!("0.5,0.3,0.2".parse(), Ok(weights(500_000_000, 300_000_000, 200_000_000)));
	assert_eq!("1, 0, 0.0".parse(), Ok(Weights::SPANS));
	assert_eq!("0.000000001,0,0.999999999".parse(), Ok(weights(1, 0, 999_999_999)));
}

#[test]
fn weights_are_refused_when_they_are_no_three_decimals() {
	let parse = |text: &str| text.parse::<Weights>();
	assert_eq!(parse("0.5,0.5"), Err(WeightsError::NotThree(2)));
	assert_eq!(parse("0.5,0.4,0.2"), Err(WeightsError::NotOne(1_100_000_000)));
	for wrong in ["", ".5", "1.", "-0.5", "+1", "1e0", "0.0000000001", "1.1", "5000000000", "1.0.0"]
	{
		let expected = Err(WeightsError::NotDecimal(wrong.into()));
		assert_eq!(parse(&format!("{wrong},0,0")), expected);
	}
}

#[test]
fn explanation_has_stable_keys_when_written_as_json() {
	let signals = BySignal {
		spans: scores(&[(1, 1), (2, 2)]),
		influence: None,
		retrieval: scores(&[(2, 1)]),
	};
	let explanation = mix(&signals, weights(600_000_000, 300_000_000, 100_000_000)).explain();
	let expected = concat!(
		r#"{"weights":{"spans":600000000,"influence":300000000,"retrieval":100000000},"#,
		r#""signals":{"spans":{"contributions":2,"total":3,"residual":0},"influence":null,"#,
		r#""retrieval":{"contributions":1,"total":1,"residual":0}},"#,
		r#""shares":[{"contribution":1,"share":200000000,"#,
		r#""scores":{"spans":1,"influence":0,"retrieval":0},"#,
		r#""of_signal":{"spans":333333333,"influence":0,"retrieval":0},"#,
		r#""parts":{"spans":200000000,"influence":0,"retrieval":0}},"#,
		r#"{"contribution":2,"share":500000000,"#,
		r#""scores":{"spans":2,"influence":0,"retrieval":1},"#,
		r#""of_signal":{"spans":666666666,"influence":0,"retrieval":1000000000},"#,
		r#""parts":{"spans":400000000,"influence":0,"retrieval":100000000}}],"#,
		r#""residual":{"share":300000000,"#,
		r#""parts":{"spans":0,"influence":300000000,"retrieval":0},"unnamed":0,"rounding":0},"#,
		r#""unnamed":[]}"#,
	);
	assert_eq!(serde_json::to_string(&explanation).unwrap(), expected);
}

/// Scores of contributions below `most`: some close to one another, some as large as they get.
fn some_scores(most: usize) -> impl Strategy<Value = Scores> {
	let score = prop_oneof![2 => 0u64..4, 2 => 90u64..110, 1 => any::<u64>(), 1 => Just(u64::MAX)];
	let few = vec(prop::option::weighted(0.3, score.clone()), 0..=most);
	let many = vec(prop::option::weighted(0.9, score), most);
	let tied = vec((1u64..3).prop_map(Some), most);
	let by_id = |scores: Vec<Option<u64>>| {
		(0..).zip(scores).filter_map(|(id, score)| Some((id, score?))).collect::<Scores>()
	};
	prop_oneof![few, many, tied].prop_map(by_id)
}

fn some_signal(most: usize) -> impl Strategy<Value = Option<Signal>> {
	let of_scores = some_scores(most).prop_map(|scores| signal(&scores));
	let of_vector = (some_scores(most.min(64)), any::<u32>()).prop_map(|(scores, spans)| {
		let spans = spans % 1_000_000_001;
		let signals = BySignal { spans: Some(signal(&scores)), ..Signals::default() };
		let mixture = mix(&signals, weights(spans, 1_000_000_000 - spans, 0));
		Signal::from_vector(mixture.vector()).unwrap()
	});
	prop_oneof![1 => Just(None), 5 => of_scores.prop_map(Some), 3 => of_vector.prop_map(Some)]
}

fn some_signals(most: usize) -> impl Strategy<Value = Signals> {
	(some_signal(most), some_signal(most), some_signal(most))
		.prop_map(|(spans, influence, retrieval)| BySignal { spans, influence, retrieval })
}

fn some_weights() -> impl Strategy<Value = Weights> {
	let cut = || prop_oneof![0u32..=1_000_000_000, Just(0), Just(1_000_000_000), 0u32..5];
	(cut(), cut()).prop_map(|(a, b)| {
		let (low, high) = (a.min(b), a.max(b));
		weights(low, high - low, 1_000_000_000 - high)
	})
}

/// One of the signals, by number.
fn place(signals: &mut Signals, at: usize) -> &mut Option<Signal> {
	[&mut signals.spans, &mut signals.influence, &mut signals.retrieval]
		.into_iter()
		.nth(at)
		.unwrap()
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(100))]

	#[test]
	fn vector_is_that_of_the_twin_when_mixed(
		signals in some_signals(80),
		weights in some_weights(),
	) {
		let mixture = mix(&signals, weights);
		let vector = mixture.vector();
		prop_assert_eq!(vector.validate(), Ok(()));
		prop_assert!(vector.shares.len() <= MAX_SHARES as usize);
		prop_assert_eq!((shares(vector), residual(vector)), twin::vector(&signals, weights));
	}

	#[test]
	fn share_is_within_a_part_of_the_exact_one_when_named(
		signals in some_signals(30),
		weights in some_weights(),
	) {
		let (exact, rest) = twin::exact(&signals, weights);
		prop_assume!(exact.len() <= 64);
		let mixture = mix(&signals, weights);
		let shares = shares(mixture.vector());
		let near = |share: u64, exact: &BigRational| {
			let difference = BigRational::from_integer(share.into()) - exact;
			let bound = BigRational::new(((1u64 << 32) + 200).into(), (1u64 << 32).into());
			difference < bound && -difference < bound
		};
		for (id, exact) in &exact {
			prop_assert!(near(shares.get(id).copied().unwrap_or_default(), exact));
		}
		prop_assert!(near(residual(mixture.vector()), &rest));
	}

	#[test]
	fn vector_is_the_spans_when_they_have_all_the_weight(
		(contributions, answer) in quoting_answer(),
		influence in some_signal(80),
		retrieval in some_signal(80),
	) {
		let leaves = attribute(&contributions, &answer, 2).leaves().to_vec();
		let spans = span_vector(&leaves, 2).unwrap();
		let signals =
			BySignal { spans: Some(Signal::from_vector(&spans).unwrap()), influence, retrieval };
		prop_assert_eq!(mixed(&signals, Weights::SPANS), spans);
	}

	#[test]
	fn vector_is_the_same_when_scores_come_in_another_order(
		of in vec((0u64..20, 0u64..1000), 0..40)
			.prop_flat_map(|scores| (Just(scores.clone()), Just(scores).prop_shuffle())),
		other in some_signal(30),
		weights in some_weights(),
	) {
		let explained = |scores: &[(u64, u64)]| {
			let scores = scores.iter().map(|(id, score)| (ContributionId(*id), *score));
			let influence = Some(Signal::from_scores(scores).unwrap());
			let signals = BySignal { spans: other.clone(), influence, retrieval: None };
			let mixture = mix(&signals, weights);
			(mixture.vector().clone(), mixture.explain())
		};
		prop_assert_eq!(explained(&of.0), explained(&of.1));
	}

	#[test]
	fn vector_is_the_same_when_all_scores_of_a_signal_are_multiplied(
		scores in btree_map(any::<u64>(), 0u64..1 << 30, 0..80),
		factor in 1u64..1 << 30,
		other in some_signal(80),
		weights in some_weights(),
	) {
		let multiplied = scores.iter().map(|(id, score)| (*id, score * factor)).collect();
		let with = |scores| BySignal {
			spans: other.clone(),
			influence: Some(signal(scores)),
			retrieval: None,
		};
		let (before, after) = (with(&scores), with(&multiplied));
		prop_assert_eq!(mixed(&before, weights), mixed(&after, weights));
	}

	#[test]
	fn signal_is_ignored_when_it_has_no_weight(
		signals in some_signals(80),
		other in some_signal(80),
		spans in 0u32..=1_000_000_000,
		at in 0usize..3,
	) {
		let parts = [(0, spans), (spans, 0), (spans, 1_000_000_000 - spans)];
		let (first, second) = parts[at];
		let weights = weights(first, second, 1_000_000_000 - first - second);
		let mut changed = signals.clone();
		*place(&mut changed, at) = other;
		prop_assert_eq!(mixed(&signals, weights), mixed(&changed, weights));
	}

	#[test]
	fn share_is_no_less_when_a_contribution_scores_more(
		signals in some_signals(80),
		scores in some_scores(80),
		at in 0usize..3,
		id in 0u64..80,
		more in prop_oneof![1u64..5, any::<u64>()],
		weights in some_weights(),
	) {
		let mut before = signals;
		*place(&mut before, at) = Some(signal(&scores));
		let mut raised = scores.clone();
		let score = raised.entry(id).or_default();
		*score = score.saturating_add(more);
		let mut after = before.clone();
		*place(&mut after, at) = Some(signal(&raised));
		let share = |signals| shares(mix(signals, weights).vector()).get(&id).copied();
		prop_assert!(share(&before) <= share(&after));
	}

	#[test]
	fn share_gains_a_part_at_most_when_another_signal_is_withheld(
		signals in some_signals(20),
		at in 0usize..3,
		weights in some_weights(),
	) {
		let (exact, _) = twin::exact(&signals, weights);
		prop_assume!(exact.len() <= 64);
		let mut withheld = signals.clone();
		*place(&mut withheld, at) = None;
		let before = shares(mix(&signals, weights).vector());
		for (id, share) in shares(mix(&withheld, weights).vector()) {
			prop_assert!(share <= before.get(&id).copied().unwrap_or_default() + 1);
		}
	}

	#[test]
	fn explanation_sums_to_the_vector_when_asked_for(
		signals in some_signals(80),
		weights in some_weights(),
	) {
		let mixture = mix(&signals, weights);
		let explanation = mixture.explain();
		let sum = |parts: BySignal<u32>| parts.into_iter().map(u64::from).sum::<u64>();
		let explained = explanation.shares.iter();
		let explained = explained.map(|of| (of.contribution.0, u64::from(of.share))).collect();
		prop_assert_eq!(shares(mixture.vector()), explained);
		for of in explanation.shares.iter().chain(&explanation.unnamed) {
			prop_assert_eq!(sum(of.parts), u64::from(of.share));
			for (part, weight) in of.parts.zip(weights.parts_per_billion()) {
				// A share is rounded, and may be up to one part in a billion above its weights.
				let most = if weight == 0 { 0 } else { weight + 1 };
				prop_assert!(part <= most);
			}
		}
		let rest = explanation.residual;
		prop_assert_eq!(u64::from(rest.share), residual(mixture.vector()));
		prop_assert_eq!(
			sum(rest.parts) + u64::from(rest.unnamed) + u64::from(rest.rounding),
			u64::from(rest.share)
		);
		let unnamed = explanation.unnamed.iter().map(|of| of.share).sum::<u32>();
		prop_assert_eq!(unnamed, rest.unnamed);
	}
}
