// SPDX-License-Identifier: Apache-2.0
//! Jobs that need others open, register or end when those are decided.

use crate::{mock::*, others::*};
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::{ArtifactId, FactoryJobId},
	records::{Credit, CreditRole, Dependency, JobStage, Publish, Subject},
};
use pallet_model_factory::{Cause, Error, Event, HoldReason, Jobs, OpenJobs};

fn dependents(job: FactoryJobId) -> u32 {
	Jobs::<Test>::get(job).unwrap().dependents
}

#[test]
fn job_waits_when_it_needs_another() {
	run(|| {
		let first = post(train(Publish::OnAcceptance), None);
		let second = post(train(Publish::OnAcceptance), after(first));
		assert_eq!(stage(second), JobStage::Waiting);
		assert!(!OpenJobs::<Test>::contains_key(second));
		assert_eq!(held(HoldReason::JobEscrow, BUILDER), 2 * BUDGET);
		assert_eq!(dependents(first), 1);
		assert_noop!(Factory::take(signed(WORKER), second), Error::<Test>::NotOpen);
	});
}

#[test]
fn job_opens_when_the_one_that_it_needs_is_completed() {
	run(|| {
		let train = trained(1);
		let job = post(evaluate(Subject::OutputOf(train)), None);
		assert_ok!(Factory::advance(signed(ANYONE), job));
		assert_eq!(stage(job), JobStage::Open);
		System::assert_last_event(Event::<Test>::JobOpened { job }.into());
	});
}

#[test]
fn job_is_counted_once_when_it_needs_the_same_one_twice() {
	run(|| {
		let train = trained(1);
		let job = post(evaluate(Subject::OutputOf(train)), after(train));
		assert_eq!(dependents(train), 1);
		assert_ok!(Factory::cancel(signed(BUILDER), job));
		assert_eq!(dependents(train), 0);
	});
}

#[test]
fn advance_is_refused_while_a_needed_job_is_not_completed() {
	run(|| {
		let train = post(train(Publish::ByWorkflow), None);
		let job = post(evaluate(Subject::OutputOf(train)), None);
		let refused = || {
			assert_noop!(Factory::advance(signed(ANYONE), job), Error::<Test>::DependencyPending);
		};
		refused();
		take(WORKER, train);
		refused();
		deliver(WORKER, train, training(1));
		refused();
		assert_ok!(Factory::dispute(signed(BUILDER), train, text("no")));
		refused();
		assert_ok!(Factory::arbitrate(RuntimeOrigin::root(), train, true));
		advance(job);
	});
}

#[test]
fn advance_is_refused_while_one_of_two_needed_jobs_is_not_completed() {
	run(|| {
		let train = trained(1);
		let other = post(evaluate(Subject::Artifact(BASE)), None);
		let job = post(register(train), after(other));
		assert_noop!(Factory::advance(signed(ANYONE), job), Error::<Test>::DependencyPending);
	});
}

#[test]
fn advance_is_refused_when_it_should_be() {
	run(|| {
		assert_noop!(Factory::advance(signed(ANYONE), FactoryJobId(9)), Error::<Test>::JobNotFound);
		let open = post(train(Publish::OnAcceptance), None);
		assert_noop!(Factory::advance(signed(ANYONE), open), Error::<Test>::NotWaiting);
		let late = post(register(trained(1)), None);
		go_on(DEADLINE + 1);
		assert_noop!(Factory::advance(signed(ANYONE), late), Error::<Test>::DeadlinePassed);
		assert_ok!(Factory::expire(signed(ANYONE), late));
		assert_noop!(Factory::advance(signed(ANYONE), late), Error::<Test>::NotWaiting);
	});
}

#[test]
fn job_is_cancelled_and_refunded_when_a_needed_one_was_cancelled() {
	run(|| {
		let first = post(train(Publish::OnAcceptance), None);
		let second = post(train(Publish::OnAcceptance), after(first));
		let third = post(train(Publish::OnAcceptance), after(second));
		assert_ok!(Factory::cancel(signed(BUILDER), first));
		for job in [second, third] {
			advance(job);
			assert_eq!(stage(job), JobStage::Cancelled);
			let cause = Cause::DependencyFailed;
			assert_event(Event::JobCancelled { job, cause, refund: BUDGET });
		}
		assert_eq!(held(HoldReason::JobEscrow, BUILDER), 0);
		assert_eq!((dependents(first), dependents(second)), (0, 0));
	});
}

#[test]
fn job_is_cancelled_when_a_needed_one_failed() {
	run(|| {
		let train = taken(train(Publish::ByWorkflow));
		go_on(DEADLINE);
		let job = post(evaluate(Subject::OutputOf(train)), None);
		go_on(1);
		assert_ok!(Factory::expire(signed(ANYONE), train));
		advance(job);
		let cause = Cause::DependencyFailed;
		assert_event(Event::JobCancelled { job, cause, refund: BUDGET });
	});
}

#[test]
fn condition_decides_when_the_value_is_at_the_threshold_or_beside_it() {
	type Rule = fn(FactoryJobId, i64) -> Option<Dependency>;
	let rules: [(Rule, i64, i64); 2] = [(at_least, 100, 99), (at_most, -100, -99)];
	for (rule, good, bad) in rules {
		for (value, holds) in [(good, true), (bad, false)] {
			run(|| {
				let measure = post(evaluate(Subject::Artifact(BASE)), None);
				let job = post(train(Publish::OnAcceptance), rule(measure, good));
				take(EVALUATOR, measure);
				deliver(EVALUATOR, measure, evaluation(value));
				assert_ok!(Factory::accept(signed(BUILDER), measure));
				advance(job);
				if holds {
					assert_eq!(stage(job), JobStage::Open);
				} else {
					let cause = Cause::ConditionNotMet;
					assert_event(Event::JobCancelled { job, cause, refund: BUDGET });
				}
			});
		}
	}
}

#[test]
fn adapter_is_registered_by_anyone_when_the_workflow_comes_to_its_end() {
	run(|| {
		// All of it is posted before anything is done.
		let train = post(train(Publish::ByWorkflow), None);
		let measure = post(evaluate(Subject::OutputOf(train)), after(train));
		let job = post(register(train), at_least(measure, 900_000));

		take(WORKER, train);
		deliver(WORKER, train, training(1));
		assert_ok!(Factory::accept(signed(BUILDER), train));
		assert_eq!(artifact(train), None);
		advance(measure);
		take(EVALUATOR, measure);
		deliver(EVALUATOR, measure, evaluation(910_000));
		assert_ok!(Factory::accept(signed(BUILDER), measure));
		assert!(Registered::get().is_empty() && Evaluations::get().is_empty());
		advance(job);

		let expected = ArtifactId(10);
		assert_eq!(stage(job), JobStage::Registered { artifact: expected });
		assert_eq!(artifact(train), Some(expected));
		assert_event(Event::AdapterRegistered { job: train, artifact: expected });
		let (owner, adapter) = Registered::get().remove(0);
		assert_eq!((owner, adapter.manifest), (BUILDER, manifest(1)));
		let credit = |who, role| Credit { who, role, share: Perbill::zero() };
		assert_eq!(
			adapter.credits[1..],
			[credit(WORKER, CreditRole::FineTuner), credit(EVALUATOR, CreditRole::Evaluator)]
		);
		assert_eq!((dependents(train), dependents(measure)), (0, 0));
	});
}

#[test]
fn adapter_is_not_registered_when_the_condition_does_not_hold() {
	run(|| {
		let train = trained(1);
		let measure = post(evaluate(Subject::OutputOf(train)), None);
		let job = post(register(train), at_least(measure, 900_000));
		advance(measure);
		take(EVALUATOR, measure);
		deliver(EVALUATOR, measure, evaluation(899_999));
		assert_ok!(Factory::accept(signed(BUILDER), measure));
		advance(job);
		assert_event(Event::JobCancelled { job, cause: Cause::ConditionNotMet, refund: 0 });
		assert_eq!(artifact(train), None);
		assert!(Registered::get().is_empty());
	});
}

#[test]
fn second_registration_is_cancelled_when_the_first_was_executed() {
	run(|| {
		let train = trained(1);
		let (first, second) = (post(register(train), None), post(register(train), None));
		advance(first);
		advance(second);
		assert_event(Event::JobCancelled {
			job: second,
			cause: Cause::AlreadyRegistered,
			refund: 0,
		});
		assert_eq!(Registered::get().len(), 1);
	});
}

#[test]
fn registration_waits_when_the_registry_refuses() {
	run(|| {
		let train = trained(1);
		let job = post(register(train), None);
		RegistryFails::set(true);
		assert_noop!(Factory::advance(signed(ANYONE), job), REGISTRY_BROKEN);
		RegistryFails::set(false);
		advance(job);
		assert_eq!(artifact(train), Some(ArtifactId(10)));
	});
}

#[test]
fn job_opens_when_a_registration_that_it_needs_is_executed() {
	run(|| {
		let registration = post(register(trained(1)), None);
		let job = post(train(Publish::OnAcceptance), after(registration));
		assert_noop!(Factory::advance(signed(ANYONE), job), Error::<Test>::DependencyPending);
		advance(registration);
		advance(job);
		assert_eq!(stage(job), JobStage::Open);
	});
}

#[test]
fn evaluation_is_recorded_when_the_adapter_was_registered_meanwhile() {
	run(|| {
		let train = trained(1);
		let measure = post(evaluate(Subject::OutputOf(train)), None);
		advance(measure);
		take(EVALUATOR, measure);
		deliver(EVALUATOR, measure, evaluation(5));
		advance(post(register(train), None));
		assert_ok!(Factory::accept(signed(BUILDER), measure));
		let (who, artifact, recorded) = Evaluations::get().remove(0);
		assert_eq!((who, artifact, recorded.value_micros), (EVALUATOR, ArtifactId(10), 5));
	});
}

#[test]
fn needed_job_stays_while_a_taken_one_needs_it() {
	run(|| {
		let train = trained(1);
		let measure = post(evaluate(Subject::OutputOf(train)), None);
		advance(measure);
		take(EVALUATOR, measure);
		assert_noop!(Factory::forget(signed(BUILDER), train), Error::<Test>::HasDependents);
		deliver(EVALUATOR, measure, evaluation(5));
		assert_ok!(Factory::accept(signed(BUILDER), measure));
		assert_ok!(Factory::forget(signed(BUILDER), train));
	});
}
