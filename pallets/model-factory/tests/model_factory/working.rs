// SPDX-License-Identifier: Apache-2.0
//! Workers take jobs, tell how far they are, deliver, or miss the deadline.

use crate::{mock::*, others::*};
use frame::testing_prelude::*;
use openledger_primitives::{
	commitment::{ContentCommitment, MAX_CONTENT_LEN},
	ids::FactoryJobId,
	records::{Delivery, Failure, JobStage, Progress, Publish, Subject, Training},
	traits::SlashReason,
};
use pallet_model_factory::{Cause, Error, Event, HoldReason, NextJob, OpenJobs, Taken};

/// What the worker is told who delivers another training.
fn with_training(job: FactoryJobId, change: impl FnOnce(&mut Training)) -> DispatchResult {
	let Delivery::Training(mut delivery) = training(1) else { panic!("it is a training") };
	change(&mut delivery);
	Factory::deliver(signed(WORKER), job, Delivery::Training(delivery))
}

#[test]
fn take_gives_the_job_to_the_worker_when_it_is_open() {
	run(|| {
		let job = post(train(Publish::OnAcceptance), None);
		go_on(DEADLINE - MIN_WORK_TIME);
		take(WORKER, job);
		assert_eq!(stage(job), JobStage::Taken { worker: WORKER, progress: None });
		assert!(!OpenJobs::<Test>::contains_key(job));
		assert_eq!(Taken::<Test>::get(WORKER), 1);
		System::assert_last_event(Event::<Test>::JobTaken { job, worker: WORKER }.into());
	});
}

#[test]
fn take_is_refused_when_the_job_cannot_be_taken() {
	run(|| {
		let none = FactoryJobId(9);
		assert_noop!(Factory::take(signed(WORKER), none), Error::<Test>::JobNotFound);
		let job = taken(train(Publish::OnAcceptance));
		assert_noop!(Factory::take(signed(EVALUATOR), job), Error::<Test>::NotOpen);
		let late = post(train(Publish::OnAcceptance), None);
		go_on(DEADLINE - MIN_WORK_TIME + 1);
		assert_noop!(Factory::take(signed(WORKER), late), Error::<Test>::DeadlineTooNear);
	});
}

#[test]
fn take_is_refused_when_the_caller_may_not() {
	run(|| {
		let job = post(train(Publish::OnAcceptance), None);
		assert_noop!(Factory::take(signed(BUILDER), job), Error::<Test>::OwnJob);
		BondOf::insert(ANYONE, MIN_WORKER_BOND - 1);
		assert_noop!(Factory::take(signed(ANYONE), job), Error::<Test>::BondTooLow);
		BondOf::insert(ANYONE, MIN_WORKER_BOND);
		assert_ok!(Factory::take(signed(ANYONE), job));
	});
}

#[test]
fn take_is_refused_when_the_worker_trained_what_is_measured() {
	run(|| {
		let train = trained(1);
		let job = post(evaluate(Subject::OutputOf(train)), None);
		advance(job);
		assert_noop!(Factory::take(signed(WORKER), job), Error::<Test>::OwnWork);
		take(EVALUATOR, job);
	});
}

#[test]
fn take_is_refused_when_the_worker_made_the_artifact_that_is_measured() {
	run(|| {
		let train = delivered(Publish::OnAcceptance, 1);
		assert_ok!(Factory::accept(signed(BUILDER), train));
		let job = post(evaluate(Subject::Artifact(artifact(train).unwrap())), None);
		assert_noop!(Factory::take(signed(WORKER), job), Error::<Test>::OwnWork);
		BondOf::insert(ANYONE, MIN_WORKER_BOND);
		// Credited as an expert.
		assert_noop!(Factory::take(signed(ANYONE), job), Error::<Test>::OwnWork);
		take(EVALUATOR, job);
	});
}

#[test]
fn take_is_refused_until_a_job_is_finished_when_the_worker_has_too_many() {
	run(|| {
		let first = delivered(Publish::OnAcceptance, 1);
		taken(train(Publish::OnAcceptance));
		let third = post(train(Publish::OnAcceptance), None);
		// What is delivered counts: the bond still answers for it.
		assert_noop!(Factory::take(signed(WORKER), third), Error::<Test>::TooManyTaken);
		assert_ok!(Factory::accept(signed(BUILDER), first));
		take(WORKER, third);
		assert_eq!(Taken::<Test>::get(WORKER), MAX_TAKEN);
	});
}

#[test]
fn progress_is_kept_when_the_worker_reports_it() {
	run(|| {
		let job = taken(train(Publish::OnAcceptance));
		let report = |percent, loss| {
			Factory::report_progress(signed(WORKER), job, Permill::from_percent(percent), loss)
		};
		assert_ok!(report(10, 2_500));
		go_on(PROGRESS_INTERVAL);
		assert_ok!(report(60, 1_200));
		let done = Permill::from_percent(60);
		let progress = Progress { done, loss_millis: 1_200, at: 1 + PROGRESS_INTERVAL };
		assert_eq!(stage(job), JobStage::Taken { worker: WORKER, progress: Some(progress) });
		let event = Event::ProgressReported { job, worker: WORKER, done, loss_millis: 1_200 };
		System::assert_last_event(RuntimeEvent::Factory(event));
	});
}

#[test]
fn progress_is_refused_when_it_should_be() {
	run(|| {
		let open = post(train(Publish::OnAcceptance), None);
		let job = taken(train(Publish::OnAcceptance));
		let report = |who, job| Factory::report_progress(signed(who), job, Permill::zero(), 1);
		assert_noop!(report(WORKER, FactoryJobId(9)), Error::<Test>::JobNotFound);
		assert_noop!(report(WORKER, open), Error::<Test>::NotTaken);
		assert_noop!(report(EVALUATOR, job), Error::<Test>::NotWorker);
		assert_ok!(report(WORKER, job));
		go_on(PROGRESS_INTERVAL - 1);
		assert_noop!(report(WORKER, job), Error::<Test>::ProgressTooSoon);
	});
}

#[test]
fn delivery_starts_the_acceptance_window_when_it_is_in_time() {
	run(|| {
		let job = taken(train(Publish::OnAcceptance));
		go_on(DEADLINE);
		deliver(WORKER, job, training(1));
		let settle_at = 1 + DEADLINE + ACCEPTANCE_WINDOW;
		let delivery = training(1);
		assert_eq!(stage(job), JobStage::Delivered { worker: WORKER, delivery, settle_at });
		assert_eq!(held(HoldReason::JobEscrow, BUILDER), BUDGET);
		let event = Event::JobDelivered { job, worker: WORKER, settle_at };
		System::assert_last_event(RuntimeEvent::Factory(event));
	});
}

#[test]
fn delivery_is_refused_when_it_is_not_the_workers_or_late() {
	run(|| {
		let open = post(train(Publish::OnAcceptance), None);
		let job = taken(train(Publish::OnAcceptance));
		let deliver = |who, job| Factory::deliver(signed(who), job, training(1));
		assert_noop!(deliver(WORKER, FactoryJobId(9)), Error::<Test>::JobNotFound);
		assert_noop!(deliver(WORKER, open), Error::<Test>::NotTaken);
		assert_noop!(deliver(EVALUATOR, job), Error::<Test>::NotWorker);
		go_on(DEADLINE + 1);
		assert_noop!(deliver(WORKER, job), Error::<Test>::DeadlinePassed);
	});
}

#[test]
fn delivery_is_refused_when_it_is_of_the_wrong_kind() {
	run(|| {
		let train = taken(train(Publish::OnAcceptance));
		let measure = taken(evaluate(Subject::Artifact(BASE)));
		let deliver = |job, delivery| Factory::deliver(signed(WORKER), job, delivery);
		assert_noop!(deliver(train, evaluation(1)), Error::<Test>::WrongDelivery);
		assert_noop!(deliver(measure, training(1)), Error::<Test>::WrongDelivery);
	});
}

#[test]
fn delivery_is_refused_when_its_manifest_cannot_be_one() {
	run(|| {
		let job = taken(train(Publish::OnAcceptance));
		let root = H256::repeat_byte(1);
		for manifest in [
			ContentCommitment::default(),
			ContentCommitment { root, length: 0 },
			ContentCommitment { root: H256::zero(), length: 1 },
			ContentCommitment { root, length: MAX_CONTENT_LEN + 1 },
		] {
			assert_noop!(
				with_training(job, |training| training.manifest = manifest),
				Error::<Test>::MalformedManifest
			);
		}
	});
}

#[test]
fn delivery_is_refused_when_a_text_is_none() {
	run(|| {
		let job = taken(train(Publish::OnAcceptance));
		let changes: [fn(&mut Training); 3] = [
			|training| training.uri = BoundedVec::truncate_from(vec![0xff]),
			|training| training.metrics[0].name = BoundedVec::truncate_from(vec![0xff]),
			|training| training.metrics[0].name = text(""),
		];
		for change in changes {
			assert_noop!(with_training(job, change), Error::<Test>::InvalidText);
		}
	});
}

#[test]
fn delivery_keeps_the_manifest_for_the_builder_until_the_dispute_is_lost() {
	run(|| {
		let job = delivered(Publish::OnAcceptance, 1);
		let root = manifest(1).root;
		assert_eq!(Reserved::get(), [(root, BUILDER)]);
		assert_ok!(Factory::dispute(signed(BUILDER), job, text("no")));
		assert_eq!(Reserved::get(), [(root, BUILDER)]);
		assert_ok!(Factory::arbitrate(RuntimeOrigin::root(), job, false));
		assert_eq!(Reserved::get(), []);
	});
}

#[test]
fn delivery_keeps_the_manifest_until_it_is_registered_or_forgotten() {
	run(|| {
		let (first, second) = (trained(1), trained(2));
		assert_eq!(Reserved::get().len(), 2);
		assert_ok!(Factory::register_delivered(signed(BUILDER), first));
		assert_eq!(Reserved::get(), [(manifest(2).root, BUILDER)]);
		assert_ok!(Factory::forget(signed(BUILDER), second));
		assert_eq!(Reserved::get(), []);
		assert_ok!(Factory::forget(signed(BUILDER), first));
	});
}

#[test]
fn delivery_is_refused_when_the_manifest_was_delivered_to_another_builder() {
	run(|| {
		delivered(Publish::OnAcceptance, 1);
		let job = NextJob::<Test>::get();
		assert_ok!(try_post(OTHER, train(Publish::OnAcceptance), BUDGET, None));
		take(EVALUATOR, job);
		let copied = Factory::deliver(signed(EVALUATOR), job, training(1));
		assert_noop!(copied, MANIFEST_KEPT);
		deliver(EVALUATOR, job, training(2));
	});
}

#[test]
fn delivery_is_refused_when_the_manifest_is_registered_for_another() {
	run(|| {
		let first = delivered(Publish::OnAcceptance, 1);
		assert_ok!(Factory::accept(signed(BUILDER), first));
		let job = NextJob::<Test>::get();
		assert_ok!(try_post(OTHER, train(Publish::OnAcceptance), BUDGET, None));
		take(EVALUATOR, job);
		assert_noop!(Factory::deliver(signed(EVALUATOR), job, training(1)), MANIFEST_TAKEN);
	});
}

#[test]
fn worker_is_paid_when_the_builder_registered_the_manifest_ahead_of_the_delivery() {
	run(|| {
		let first = delivered(Publish::OnAcceptance, 1);
		assert_ok!(Factory::accept(signed(BUILDER), first));
		let job = delivered(Publish::OnAcceptance, 1);
		assert_eq!(Reserved::get(), []);
		go_on(ACCEPTANCE_WINDOW);
		assert_ok!(Factory::settle(signed(ANYONE), job));
		assert_eq!(free(WORKER), FUNDS + 2 * BUDGET);
		assert_event(Event::RegistrationFailed { job, error: DispatchError::Other("") });
	});
}

#[test]
fn deadline_is_later_when_blocks_are_full() {
	run(|| {
		let job = taken(train(Publish::OnAcceptance));
		go_on(DEADLINE + 20);
		FullBlocks::set(20);
		assert_noop!(Factory::expire(signed(ANYONE), job), Error::<Test>::DeadlineNotPassed);
		deliver(WORKER, job, training(1));
		let settle_at = 1 + DEADLINE + ACCEPTANCE_WINDOW;
		let event = Event::JobDelivered { job, worker: WORKER, settle_at };
		System::assert_last_event(RuntimeEvent::Factory(event));
		go_on(ACCEPTANCE_WINDOW);
		FullBlocks::set(21);
		assert_noop!(Factory::settle(signed(ANYONE), job), Error::<Test>::WindowOpen);
	});
}

#[test]
fn job_is_cancelled_when_nobody_took_it_in_time() {
	run(|| {
		let open = post(train(Publish::ByWorkflow), None);
		let waiting = post(register(open), None);
		go_on(DEADLINE + 1);
		for (job, refund) in [(open, BUDGET), (waiting, 0)] {
			assert_ok!(Factory::expire(signed(ANYONE), job));
			assert_eq!(stage(job), JobStage::Cancelled);
			let event = Event::JobCancelled { job, cause: Cause::Expired, refund };
			System::assert_last_event(RuntimeEvent::Factory(event));
		}
		assert_eq!(held(HoldReason::JobEscrow, BUILDER), 0);
		assert!(Slashes::get().is_empty());
	});
}

#[test]
fn worker_is_slashed_and_builder_refunded_when_nothing_was_delivered() {
	run(|| {
		let job = taken(train(Publish::OnAcceptance));
		go_on(DEADLINE + 1);
		assert_ok!(Factory::expire(signed(ANYONE), job));
		let failure = Failure::MissedDeadline;
		assert_eq!(stage(job), JobStage::Failed { worker: WORKER, failure });
		assert_eq!(held(HoldReason::JobEscrow, BUILDER), 0);
		let reason = SlashReason::MissedDeadline;
		// The builder set the deadline, and earns nothing by it.
		assert_eq!(Slashes::get(), [(WORKER, LATE_SLASH, reason, None)]);
		assert!(!Taken::<Test>::contains_key(WORKER));
		System::assert_last_event(RuntimeEvent::Factory(Event::JobFailed {
			job,
			worker: WORKER,
			failure,
			refund: BUDGET,
			slashed: LATE_SLASH,
		}));
	});
}

#[test]
fn slash_is_the_budget_when_that_is_less() {
	run(|| {
		let job = FactoryJobId(0);
		assert_ok!(try_post(BUILDER, train(Publish::OnAcceptance), MIN_BUDGET, None));
		take(WORKER, job);
		go_on(DEADLINE + 1);
		assert_ok!(Factory::expire(signed(ANYONE), job));
		assert_eq!(Slashes::get()[0].1, MIN_BUDGET);
	});
}

#[test]
fn builder_is_refunded_when_the_worker_cannot_be_slashed() {
	run(|| {
		let job = taken(train(Publish::OnAcceptance));
		go_on(DEADLINE + 1);
		BondsFail::set(true);
		assert_ok!(Factory::expire(signed(ANYONE), job));
		assert_eq!(held(HoldReason::JobEscrow, BUILDER), 0);
		let (worker, amount, error) = (WORKER, LATE_SLASH, BONDS_BROKEN);
		assert_event(Event::SlashFailed { job, worker, amount, error });
		assert_event(Event::JobFailed {
			job,
			worker,
			failure: Failure::MissedDeadline,
			refund: BUDGET,
			slashed: 0,
		});
	});
}

#[test]
fn expire_is_refused_when_it_should_be() {
	run(|| {
		let none = FactoryJobId(9);
		assert_noop!(Factory::expire(signed(ANYONE), none), Error::<Test>::JobNotFound);
		let open = post(train(Publish::OnAcceptance), None);
		let delivered = delivered(Publish::OnAcceptance, 1);
		go_on(DEADLINE);
		assert_noop!(Factory::expire(signed(ANYONE), open), Error::<Test>::DeadlineNotPassed);
		go_on(1);
		assert_noop!(Factory::expire(signed(ANYONE), delivered), Error::<Test>::AlreadyDelivered);
		assert_ok!(Factory::expire(signed(ANYONE), open));
		assert_noop!(Factory::expire(signed(ANYONE), open), Error::<Test>::AlreadyDelivered);
	});
}
