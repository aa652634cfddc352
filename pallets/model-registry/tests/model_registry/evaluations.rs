// SPDX-License-Identifier: Apache-2.0
//! Recording measurements, and taking them back.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{ids::ArtifactId, records::Evaluation, traits::Registry};
use pallet_model_registry::{Error, Evaluations, Event, Metric};

fn evaluate(who: AccountId, id: ArtifactId, evaluation: Evaluation) -> DispatchResult {
	ModelRegistry::evaluate(signed(who), id, evaluation)
}

fn retract(who: AccountId, id: ArtifactId, benchmark: u8, metric: &str) -> DispatchResult {
	let benchmark = H256::repeat_byte(benchmark);
	ModelRegistry::retract_evaluation(signed(who), id, benchmark, text(metric))
}

fn stored(who: AccountId, id: ArtifactId, benchmark: u8, metric: &str) -> Option<Evaluation> {
	let key = ModelRegistry::measure(H256::repeat_byte(benchmark), &text(metric));
	Evaluations::<Test>::get((id, key, who)).map(|measured| measured.evaluation)
}

#[test]
fn evaluation_is_stored_when_recorded() {
	run(|| {
		System::set_block_number(3);
		let id = base_model(ALICE, 0);
		let measured = Evaluation {
			evidence_root: H256::repeat_byte(7),
			..evaluation(1, "exact_match", 812_500)
		};
		assert_ok!(evaluate(BOB, id, measured.clone()));
		assert_last_event(Event::ArtifactEvaluated {
			artifact: id,
			evaluator: BOB,
			evaluation: measured.clone(),
		});
		let key = ModelRegistry::measure(measured.benchmark, &measured.metric);
		let record = Evaluations::<Test>::get((id, key, BOB)).unwrap();
		assert_eq!((record.evaluation, record.evaluated_at), (measured, 3));
		assert!(held_for_evaluations(BOB) > 0);
	});
}

#[test]
fn evaluation_replaces_the_evaluators_earlier_one_when_the_measure_is_the_same() {
	run(|| {
		let id = base_model(ALICE, 0);
		assert_ok!(evaluate(BOB, id, evaluation(1, "loss", 5)));
		let deposit = held_for_evaluations(BOB);
		assert_ok!(evaluate(BOB, id, evaluation(1, "loss", -6)));
		assert_eq!(stored(BOB, id, 1, "loss"), Some(evaluation(1, "loss", -6)));
		assert_eq!(Evaluations::<Test>::iter().count(), 1);
		assert_eq!(held_for_evaluations(BOB), deposit);
	});
}

#[test]
fn evaluations_stand_beside_each_other_when_measure_artifact_or_evaluator_differ() {
	run(|| {
		let (first, second) = (base_model(ALICE, 0), base_model(ALICE, 0));
		assert_ok!(evaluate(BOB, first, evaluation(1, "loss", 1)));
		assert_ok!(evaluate(BOB, first, evaluation(2, "loss", 2)));
		assert_ok!(evaluate(BOB, first, evaluation(1, "rouge", 3)));
		assert_ok!(evaluate(CAROL, first, evaluation(1, "loss", 4)));
		assert_ok!(evaluate(BOB, second, evaluation(1, "loss", 5)));
		assert_eq!(Evaluations::<Test>::iter().count(), 5);
	});
}

#[test]
fn owner_evaluates_when_he_wants_to() {
	run(|| {
		let id = draft(ALICE);
		assert_ok!(evaluate(ALICE, id, evaluation(1, "loss", 1)));
		assert_eq!(stored(ALICE, id, 1, "loss"), Some(evaluation(1, "loss", 1)));
	});
}

#[test]
fn evaluate_fails_when_the_artifact_does_not_exist() {
	run(|| {
		assert_noop!(
			evaluate(BOB, ArtifactId(0), evaluation(1, "loss", 1)),
			Error::<Test>::ArtifactNotFound
		);
	});
}

#[test]
fn evaluate_fails_when_the_artifact_is_revoked() {
	run(|| {
		let id = base_model(ALICE, 0);
		revoke(id);
		assert_noop!(evaluate(BOB, id, evaluation(1, "loss", 1)), Error::<Test>::ArtifactRevoked);
	});
}

#[test]
fn evaluate_fails_when_the_metric_is_empty_or_not_utf8() {
	run(|| {
		let id = base_model(ALICE, 0);
		for metric in [b"".to_vec(), b"\xff".to_vec()] {
			let metric = Metric::try_from(metric).unwrap();
			let evaluation = Evaluation { metric, ..evaluation(1, "loss", 1) };
			assert_noop!(evaluate(BOB, id, evaluation), Error::<Test>::InvalidText);
		}
	});
}

#[test]
fn evaluate_fails_when_the_deposit_cannot_be_paid() {
	run(|| {
		let id = base_model(ALICE, 0);
		assert_noop!(evaluate(POOR, id, evaluation(1, "loss", 1)), TokenError::FundsUnavailable);
	});
}

#[test]
fn deposit_is_freed_when_an_evaluation_is_retracted() {
	run(|| {
		let id = base_model(ALICE, 0);
		assert_ok!(evaluate(BOB, id, evaluation(1, "loss", 1)));
		revoke(id);
		assert_ok!(retract(BOB, id, 1, "loss"));
		assert_last_event(Event::EvaluationRetracted {
			artifact: id,
			evaluator: BOB,
			benchmark: H256::repeat_byte(1),
			metric: text("loss"),
		});
		assert_eq!(stored(BOB, id, 1, "loss"), None);
		assert_eq!(held_for_evaluations(BOB), 0);
	});
}

#[test]
fn retract_fails_when_the_caller_measured_nothing_of_the_kind() {
	run(|| {
		let id = base_model(ALICE, 0);
		assert_ok!(evaluate(BOB, id, evaluation(1, "loss", 1)));
		let wrong = [
			retract(ALICE, id, 1, "loss"),
			retract(BOB, ArtifactId(9), 1, "loss"),
			retract(BOB, id, 2, "loss"),
			retract(BOB, id, 1, "rouge"),
		];
		assert_eq!(wrong, [(); 4].map(|()| Err(Error::<Test>::EvaluationNotFound.into())));
	});
}

#[test]
fn other_pallets_evaluate_when_evaluation_would_be_taken() {
	run(|| {
		let id = base_model(ALICE, 0);
		let evaluate = <ModelRegistry as Registry<AccountId>>::evaluate;
		assert_ok!(evaluate(BOB, id, evaluation(1, "loss", 1)));
		assert_eq!(stored(BOB, id, 1, "loss"), Some(evaluation(1, "loss", 1)));
		assert_storage_noop!(assert!(evaluate(POOR, id, evaluation(1, "loss", 1)).is_err()));
	});
}

#[test]
fn evaluation_is_neither_taken_back_nor_replaced_for_free_when_it_was_paid_for() {
	run(|| {
		let id = base_model(ALICE, 0);
		let paid = <ModelRegistry as Registry<AccountId>>::evaluate;
		assert_ok!(evaluate(BOB, id, evaluation(1, "loss", 9)));
		assert_ok!(paid(BOB, id, evaluation(1, "loss", 1)));
		assert_noop!(retract(BOB, id, 1, "loss"), Error::<Test>::EvaluationPaid);
		assert_noop!(evaluate(BOB, id, evaluation(1, "loss", 2)), Error::<Test>::EvaluationPaid);
		assert_eq!(stored(BOB, id, 1, "loss"), Some(evaluation(1, "loss", 1)));
		assert_ok!(paid(BOB, id, evaluation(1, "loss", 3)));
		assert_eq!(stored(BOB, id, 1, "loss"), Some(evaluation(1, "loss", 3)));
	});
}

#[test]
fn paid_evaluation_is_taken_back_when_the_artifact_is_revoked() {
	run(|| {
		let id = base_model(ALICE, 0);
		assert_ok!(<ModelRegistry as Registry<AccountId>>::evaluate(
			BOB,
			id,
			evaluation(1, "loss", 1)
		));
		revoke(id);
		assert_ok!(retract(BOB, id, 1, "loss"));
		assert_eq!(held_for_evaluations(BOB), 0);
	});
}
