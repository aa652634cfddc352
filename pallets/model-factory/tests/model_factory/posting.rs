// SPDX-License-Identifier: Apache-2.0
//! Jobs are posted, taken back and forgotten.

use crate::{mock::*, others::*};
use frame::{deps::sp_runtime::traits::Zero, testing_prelude::*, token::fungible::InspectHold};
use openledger_primitives::{
	ids::{ArtifactId, FactoryJobId},
	records::{
		EvaluateSpec, HyperParameters, JobStage, Publish, Subject, Work, MAX_BATCH_SIZE,
		MAX_EPOCHS, MAX_RANK,
	},
};
use pallet_model_factory::{
	Cause, Error, Event, HoldReason, Job, Jobs, NextJob, OpenJobs, WorkOf, MAX_DEPTH,
};

/// What the builder is told who posts a training with other hyper-parameters.
fn with_hyper(change: impl FnOnce(&mut HyperParameters)) -> DispatchResult {
	let mut spec = spec(Publish::OnAcceptance);
	change(&mut spec.hyper);
	try_post(BUILDER, Work::Train(Box::new(spec)), BUDGET, None)
}

#[test]
fn job_is_open_when_it_needs_no_other() {
	run(|| {
		System::set_block_number(7);
		let job = post(train(Publish::OnAcceptance), None);
		assert_eq!(stage(job), JobStage::Open);
		assert!(OpenJobs::<Test>::contains_key(job));
		assert_event(Event::JobPosted {
			job,
			builder: BUILDER,
			budget: BUDGET,
			deadline: 7 + DEADLINE,
		});
		System::assert_last_event(Event::<Test>::JobOpened { job }.into());
	});
}

#[test]
fn budget_and_deposit_are_on_hold_when_a_job_is_posted() {
	run(|| {
		let work = train(Publish::OnAcceptance);
		post(work.clone(), None);
		assert_eq!(held(HoldReason::JobEscrow, BUILDER), BUDGET);
		assert_eq!(held(HoldReason::JobDeposit, BUILDER), deposit(&work));
		assert_eq!(free(BUILDER), FUNDS - BUDGET - deposit(&work));
	});
}

#[test]
fn deposit_is_larger_when_the_job_is() {
	run(|| {
		let train = deposit(&train(Publish::OnAcceptance));
		assert!(train > deposit(&evaluate(Subject::Artifact(BASE))));
	});
}

#[test]
fn numbers_are_given_out_in_order_when_jobs_are_posted() {
	run(|| {
		assert_eq!(post(train(Publish::OnAcceptance), None), FactoryJobId(0));
		assert_eq!(post(train(Publish::OnAcceptance), None), FactoryJobId(1));
		NextJob::<Test>::put(FactoryJobId(u32::MAX));
		assert_noop!(
			try_post(BUILDER, train(Publish::OnAcceptance), BUDGET, None),
			Error::<Test>::IdsExhausted
		);
	});
}

#[test]
fn job_is_refused_when_its_deadline_is_out_of_range() {
	run(|| {
		let post = |deadline| {
			let work = train(Publish::OnAcceptance);
			Factory::post(signed(BUILDER), work, BUDGET, deadline, None)
		};
		assert_noop!(post(MIN_DEADLINE - 1), Error::<Test>::DeadlineTooShort);
		assert_noop!(post(MAX_DEADLINE + 1), Error::<Test>::DeadlineTooLong);
		assert_ok!(post(MIN_DEADLINE));
		assert_ok!(post(MAX_DEADLINE));
	});
}

#[test]
fn job_is_refused_when_its_budget_is_too_low() {
	run(|| {
		for work in [train(Publish::OnAcceptance), evaluate(Subject::Artifact(BASE))] {
			assert_noop!(
				try_post(BUILDER, work.clone(), MIN_BUDGET - 1, None),
				Error::<Test>::BudgetTooLow
			);
			assert_ok!(try_post(BUILDER, work, MIN_BUDGET, None));
		}
	});
}

#[test]
fn registration_is_refused_when_it_has_a_budget() {
	run(|| {
		let train = trained(1);
		assert_noop!(try_post(BUILDER, register(train), 1, None), Error::<Test>::UnexpectedBudget);
	});
}

#[test]
fn job_is_refused_when_the_builder_cannot_pay() {
	run(|| {
		let work = evaluate(Subject::Artifact(BASE));
		assert_noop!(try_post(POOR, work.clone(), MIN_BUDGET, None), TokenError::FundsUnavailable);
		assert_noop!(try_post(BUILDER, work, FUNDS, None), TokenError::FundsUnavailable);
		assert!(Balances::total_balance_on_hold(&POOR).is_zero());
	});
}

#[test]
fn job_is_refused_when_the_builder_has_only_locked_funds() {
	run(|| {
		let train = trained(1);
		lock(BUILDER);
		let work = evaluate(Subject::Artifact(BASE));
		assert_noop!(try_post(BUILDER, work, BUDGET, None), Error::<Test>::FundsLocked);
		// A registration has no budget, and its deposit comes back.
		assert_ok!(try_post(BUILDER, register(train), 0, None));
	});
}

#[test]
fn deposit_counts_what_a_job_can_store() {
	let count = |work: &WorkOf<Test>| Job::<Test>::footprint(work).count;
	assert_eq!(count(&train(Publish::OnAcceptance)), 5);
	assert_eq!(count(&evaluate(Subject::Artifact(BASE))), 3);
	assert_eq!(count(&register(FactoryJobId(0))), 3);
}

#[test]
fn evaluation_is_refused_when_the_artifact_is_revoked() {
	run(|| {
		Revoked::put(vec![BASE]);
		assert_noop!(
			try_post(BUILDER, evaluate(Subject::Artifact(BASE)), BUDGET, None),
			Error::<Test>::SubjectNotFound
		);
	});
}

#[test]
fn training_is_refused_when_another_job_makes_the_next_version() {
	run(|| {
		let next = || train_next(Publish::ByWorkflow);
		let again = || try_post(BUILDER, next(), BUDGET, None);
		let first = post(next(), None);
		assert_noop!(again(), Error::<Test>::DuplicatePrevious);
		// Whether it is theirs, the registry knows.
		assert_ok!(try_post(OTHER, next(), BUDGET, None));
		take(WORKER, first);
		deliver(WORKER, first, training(1));
		assert_ok!(Factory::accept(signed(BUILDER), first));
		assert_noop!(again(), Error::<Test>::DuplicatePrevious);
	});
}

#[test]
fn next_version_is_free_again_when_its_job_is_cancelled_failed_registered_or_forgotten() {
	run(|| {
		let next = || post(train_next(Publish::ByWorkflow), None);
		let cancelled = next();
		assert_ok!(Factory::cancel(signed(BUILDER), cancelled));
		let failed = next();
		take(WORKER, failed);
		go_on(DEADLINE + 1);
		assert_ok!(Factory::expire(signed(ANYONE), failed));
		let complete = |seed| {
			let job = next();
			take(WORKER, job);
			deliver(WORKER, job, training(seed));
			assert_ok!(Factory::accept(signed(BUILDER), job));
			job
		};
		assert_ok!(Factory::register_delivered(signed(BUILDER), complete(1)));
		assert_ok!(Factory::forget(signed(BUILDER), complete(2)));
		next();
	});
}

#[test]
fn hyper_parameters_are_accepted_when_they_are_at_their_limits() {
	run(|| {
		assert_ok!(with_hyper(|hyper| {
			(hyper.rank, hyper.alpha, hyper.epochs, hyper.batch_size) = (1, 1, 1, 1);
			(hyper.learning_rate_micros, hyper.eval_split) = (1, Perbill::zero());
		}));
		assert_ok!(with_hyper(|hyper| {
			(hyper.rank, hyper.epochs, hyper.batch_size) = (MAX_RANK, MAX_EPOCHS, MAX_BATCH_SIZE);
			hyper.eval_split = Perbill::from_parts(999_999_999);
		}));
	});
}

#[test]
fn hyper_parameters_are_refused_when_one_is_out_of_its_range() {
	run(|| {
		let changes: [fn(&mut HyperParameters); 12] = [
			|hyper| hyper.rank = 0,
			|hyper| hyper.rank = MAX_RANK + 1,
			|hyper| hyper.alpha = 0,
			|hyper| hyper.learning_rate_micros = 0,
			|hyper| hyper.epochs = 0,
			|hyper| hyper.epochs = MAX_EPOCHS + 1,
			|hyper| hyper.batch_size = 0,
			|hyper| hyper.batch_size = MAX_BATCH_SIZE + 1,
			|hyper| hyper.eval_split = Perbill::one(),
			|hyper| hyper.target_modules.clear(),
			|hyper| hyper.target_modules[1] = text(""),
			|hyper| hyper.target_modules[1] = BoundedVec::truncate_from(vec![0xff]),
		];
		for change in changes {
			assert_noop!(with_hyper(change), Error::<Test>::InvalidHyperParameters);
		}
	});
}

#[test]
fn training_is_refused_when_its_adapter_could_not_be_registered() {
	run(|| {
		for publish in [Publish::OnAcceptance, Publish::ByWorkflow] {
			let mut spec = spec(publish);
			spec.adapter.name = text("hopeless");
			let work = Work::Train(Box::new(spec));
			assert_noop!(try_post(BUILDER, work, BUDGET, None), HOPELESS);
		}
	});
}

#[test]
fn evaluation_is_refused_when_its_metric_is_no_text() {
	run(|| {
		for metric in [text(""), BoundedVec::truncate_from(vec![0xff])] {
			let subject = Subject::Artifact(BASE);
			let spec = EvaluateSpec { subject, benchmark: H256::zero(), metric };
			assert_noop!(
				try_post(BUILDER, Work::Evaluate(spec), BUDGET, None),
				Error::<Test>::InvalidText
			);
		}
	});
}

#[test]
fn evaluation_is_refused_when_there_is_no_such_artifact() {
	run(|| {
		assert_noop!(
			try_post(BUILDER, evaluate(Subject::Artifact(NO_ARTIFACT)), BUDGET, None),
			Error::<Test>::SubjectNotFound
		);
	});
}

#[test]
fn job_is_refused_when_one_that_it_needs_is_not_there() {
	run(|| {
		let none = FactoryJobId(9);
		for (work, budget, after) in [
			(train(Publish::OnAcceptance), BUDGET, after(none)),
			(evaluate(Subject::OutputOf(none)), BUDGET, None),
			(register(none), 0, None),
		] {
			assert_noop!(try_post(BUILDER, work, budget, after), Error::<Test>::JobNotFound);
		}
		// Nor can it need itself.
		let next = NextJob::<Test>::get();
		let work = train(Publish::OnAcceptance);
		assert_noop!(try_post(BUILDER, work, BUDGET, after(next)), Error::<Test>::JobNotFound);
	});
}

#[test]
fn job_is_refused_when_one_that_it_needs_is_not_the_builders() {
	run(|| {
		let job = trained(1);
		for (work, budget, after) in [
			(train(Publish::OnAcceptance), BUDGET, after(job)),
			(evaluate(Subject::OutputOf(job)), BUDGET, None),
			(register(job), 0, None),
		] {
			assert_noop!(try_post(OTHER, work, budget, after), Error::<Test>::NotBuilder);
		}
	});
}

#[test]
fn job_is_refused_when_the_one_whose_output_it_needs_trains_nothing() {
	run(|| {
		let job = post(evaluate(Subject::Artifact(BASE)), None);
		for (work, budget) in [(evaluate(Subject::OutputOf(job)), BUDGET), (register(job), 0)] {
			assert_noop!(try_post(BUILDER, work, budget, None), Error::<Test>::NotTraining);
		}
	});
}

#[test]
fn registration_is_refused_when_the_training_registers_by_itself() {
	run(|| {
		let job = post(train(Publish::OnAcceptance), None);
		assert_noop!(try_post(BUILDER, register(job), 0, None), Error::<Test>::NotByWorkflow);
	});
}

#[test]
fn registration_is_refused_when_the_adapter_is_registered() {
	run(|| {
		let job = trained(1);
		assert_ok!(Factory::register_delivered(signed(BUILDER), job));
		assert_noop!(try_post(BUILDER, register(job), 0, None), Error::<Test>::AlreadyRegistered);
	});
}

#[test]
fn condition_is_refused_when_the_job_measures_nothing() {
	run(|| {
		let job = post(train(Publish::OnAcceptance), None);
		assert_noop!(
			try_post(BUILDER, train(Publish::OnAcceptance), BUDGET, at_least(job, 0)),
			Error::<Test>::NotEvaluation
		);
	});
}

#[test]
fn job_is_refused_when_one_that_it_needs_has_failed_already() {
	run(|| {
		let cancelled = post(train(Publish::ByWorkflow), None);
		assert_ok!(Factory::cancel(signed(BUILDER), cancelled));
		let failed = taken(train(Publish::ByWorkflow));
		go_on(DEADLINE + 1);
		assert_ok!(Factory::expire(signed(ANYONE), failed));
		for job in [cancelled, failed] {
			assert_noop!(
				try_post(BUILDER, register(job), 0, None),
				Error::<Test>::DependencyFailed
			);
		}
		let measured = measured(trained(1), 10);
		assert_noop!(
			try_post(BUILDER, train(Publish::OnAcceptance), BUDGET, at_least(measured, 11)),
			Error::<Test>::DependencyFailed
		);
	});
}

#[test]
fn chain_is_refused_when_it_is_too_deep() {
	run(|| {
		let mut last = post(evaluate(Subject::Artifact(BASE)), None);
		for depth in 2..=MAX_DEPTH {
			last = post(evaluate(Subject::Artifact(BASE)), after(last));
			assert_eq!(Jobs::<Test>::get(last).unwrap().depth, depth);
		}
		assert_noop!(
			try_post(BUILDER, evaluate(Subject::Artifact(BASE)), BUDGET, after(last)),
			Error::<Test>::TooDeep
		);
	});
}

#[test]
fn cancel_frees_the_budget_when_the_job_is_open_or_waits() {
	run(|| {
		let open = post(train(Publish::ByWorkflow), None);
		let waiting = post(evaluate(Subject::OutputOf(open)), None);
		for job in [waiting, open] {
			let before = held(HoldReason::JobEscrow, BUILDER);
			assert_ok!(Factory::cancel(signed(BUILDER), job));
			assert_eq!(stage(job), JobStage::Cancelled);
			assert_eq!(before - held(HoldReason::JobEscrow, BUILDER), BUDGET);
			let event = Event::JobCancelled { job, cause: Cause::ByBuilder, refund: BUDGET };
			System::assert_last_event(RuntimeEvent::Factory(event));
		}
		assert!(!OpenJobs::<Test>::contains_key(open));
	});
}

#[test]
fn cancel_is_refused_when_it_should_be() {
	run(|| {
		let job = post(train(Publish::OnAcceptance), None);
		assert_noop!(Factory::cancel(signed(BUILDER), FactoryJobId(9)), Error::<Test>::JobNotFound);
		assert_noop!(Factory::cancel(signed(OTHER), job), Error::<Test>::NotBuilder);
		take(WORKER, job);
		assert_noop!(Factory::cancel(signed(BUILDER), job), Error::<Test>::AlreadyTaken);
		let cancelled = post(train(Publish::OnAcceptance), None);
		assert_ok!(Factory::cancel(signed(BUILDER), cancelled));
		assert_noop!(Factory::cancel(signed(BUILDER), cancelled), Error::<Test>::AlreadyTaken);
	});
}

#[test]
fn forget_frees_the_deposit_when_the_job_is_finished() {
	run(|| {
		let job = delivered(Publish::OnAcceptance, 1);
		assert_ok!(Factory::accept(signed(BUILDER), job));
		assert_ok!(Factory::forget(signed(BUILDER), job));
		assert!(!Jobs::<Test>::contains_key(job));
		assert!(Balances::total_balance_on_hold(&BUILDER).is_zero());
		System::assert_last_event(Event::<Test>::JobForgotten { job }.into());
		assert_eq!(post(train(Publish::OnAcceptance), None), FactoryJobId(1));
	});
}

#[test]
fn forget_is_refused_when_it_should_be() {
	run(|| {
		let job = trained(1);
		assert_noop!(Factory::forget(signed(BUILDER), FactoryJobId(9)), Error::<Test>::JobNotFound);
		assert_noop!(Factory::forget(signed(OTHER), job), Error::<Test>::NotBuilder);
		let open = post(train(Publish::OnAcceptance), None);
		assert_noop!(Factory::forget(signed(BUILDER), open), Error::<Test>::NotFinished);
		let waiting = post(register(job), None);
		assert_noop!(Factory::forget(signed(BUILDER), job), Error::<Test>::HasDependents);
		assert_ok!(Factory::cancel(signed(BUILDER), waiting));
		assert_ok!(Factory::forget(signed(BUILDER), job));
	});
}

#[test]
fn origin_must_be_signed_when_a_person_calls() {
	run(|| {
		let (none, job) = (RuntimeOrigin::none, FactoryJobId(0));
		let work = train(Publish::OnAcceptance);
		assert_noop!(Factory::post(none(), work, BUDGET, DEADLINE, None), BadOrigin);
		assert_noop!(Factory::advance(none(), job), BadOrigin);
		assert_noop!(Factory::cancel(none(), job), BadOrigin);
		assert_noop!(Factory::take(none(), job), BadOrigin);
		assert_noop!(Factory::report_progress(none(), job, Permill::zero(), 0), BadOrigin);
		assert_noop!(Factory::deliver(none(), job, training(1)), BadOrigin);
		assert_noop!(Factory::accept(none(), job), BadOrigin);
		assert_noop!(Factory::settle(none(), job), BadOrigin);
		assert_noop!(Factory::register_delivered(none(), job), BadOrigin);
		assert_noop!(Factory::dispute(none(), job, text("")), BadOrigin);
		assert_noop!(Factory::expire(none(), job), BadOrigin);
		assert_noop!(Factory::forget(none(), job), BadOrigin);
	});
}

#[test]
fn evaluation_is_posted_when_its_subject_was_registered_by_a_job() {
	run(|| {
		let job = delivered(Publish::OnAcceptance, 1);
		assert_ok!(Factory::accept(signed(BUILDER), job));
		assert_eq!(artifact(job), Some(ArtifactId(10)));
		post(evaluate(Subject::Artifact(ArtifactId(10))), None);
	});
}
