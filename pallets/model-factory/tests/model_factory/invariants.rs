// SPDX-License-Identifier: Apache-2.0
//! The checks after every block find what is broken.

use crate::mock::*;
use frame::{deps::sp_runtime::TryRuntimeError, testing_prelude::*, token::fungible::hold::Mutate};
use openledger_primitives::{
	ids::{ArtifactId, FactoryJobId},
	records::{JobStage, Publish, Subject},
};
use pallet_model_factory::{
	HoldReason, Job, Jobs, NextJob, OpenJobs, Successions, Taken, MAX_DEPTH,
};

const DONE: FactoryJobId = FactoryJobId(0);
const OPEN: FactoryJobId = FactoryJobId(1);
const DISPUTED: FactoryJobId = FactoryJobId(2);
const WAITING: FactoryJobId = FactoryJobId(3);
const REGISTRATION: FactoryJobId = FactoryJobId(4);

/// A job in each of several stages.
fn fill() {
	assert_eq!(trained(9), DONE);
	assert_eq!(post(train(Publish::OnAcceptance), None), OPEN);
	assert_eq!(disputed(), DISPUTED);
	assert_eq!(post(evaluate(Subject::OutputOf(DONE)), None), WAITING);
	assert_eq!(post(register(DONE), after(WAITING)), REGISTRATION);
}

/// The sentence that the checks say after `harm` was done, which is then undone.
fn found(harm: impl Fn()) -> &'static str {
	let mut sentence = "";
	run(|| {
		fill();
		Factory::do_try_state().unwrap();
		hypothetically!({
			harm();
			let Err(TryRuntimeError::Other(found)) = Factory::do_try_state() else {
				panic!("nothing was found")
			};
			sentence = found;
		});
	});
	sentence
}

/// As [`found`], after a job was changed.
fn found_in(job: FactoryJobId, harm: impl Fn(&mut Job<Test>)) -> &'static str {
	found(|| Jobs::<Test>::mutate(job, |job| harm(job.as_mut().unwrap())))
}

#[test]
fn number_is_found_when_it_was_not_given_out() {
	assert_eq!(found(|| NextJob::<Test>::put(REGISTRATION)), "a job's number was not given out");
}

#[test]
fn depth_is_found_when_it_is_out_of_range() {
	for depth in [0, MAX_DEPTH + 1] {
		assert_eq!(found_in(OPEN, |job| job.depth = depth), "a job is too deep");
	}
}

#[test]
fn budget_is_found_when_it_should_be_or_not_be() {
	let sentence = "a job that needs a worker has no budget, or one that needs none has";
	assert_eq!(found_in(OPEN, |job| job.budget = 0), sentence);
	assert_eq!(found_in(REGISTRATION, |job| job.budget = 1), sentence);
}

#[test]
fn circle_is_found_when_a_job_needs_a_younger_one() {
	let sentence = "a job needs one that is not older";
	assert_eq!(found_in(WAITING, |job| job.after = after(REGISTRATION)), sentence);
	assert_eq!(found_in(WAITING, |job| job.after = after(WAITING)), sentence);
}

#[test]
fn list_is_found_when_it_is_not_that_of_the_open_jobs() {
	let sentence = "a job is open and not listed, or listed and not open";
	assert_eq!(found(|| OpenJobs::<Test>::remove(OPEN)), sentence);
	assert_eq!(found(|| OpenJobs::<Test>::insert(WAITING, ())), sentence);
	assert_eq!(found(|| OpenJobs::<Test>::insert(FactoryJobId(9), ())), "an open job is not one");
}

#[test]
fn stage_is_found_when_the_work_cannot_be_in_it() {
	let sentence = "a job is in a stage that it cannot be in";
	let registered = JobStage::Registered { artifact: ArtifactId(1) };
	assert_eq!(found_in(DONE, |job| job.stage = registered.clone()), sentence);
	let completed = |artifact| {
		let delivery = evaluation(1);
		JobStage::Completed { worker: WORKER, delivery, artifact }
	};
	assert_eq!(found_in(DONE, |job| job.stage = completed(None)), sentence);
	assert_eq!(found_in(WAITING, |job| job.stage = completed(Some(ArtifactId(1)))), sentence);
	let taken = JobStage::Taken { worker: WORKER, progress: None };
	assert_eq!(found_in(REGISTRATION, |job| job.stage = taken.clone()), sentence);
	assert_eq!(found_in(DONE, |job| job.stage = JobStage::Waiting), sentence);
}

#[test]
fn dependents_are_found_when_they_are_miscounted_or_lost() {
	let sentence = "a job does not know who needs it";
	assert_eq!(found_in(DONE, |job| job.dependents += 1), sentence);
	assert_eq!(found(|| Jobs::<Test>::remove(DONE)), "a job that is needed is gone");
}

#[test]
fn holds_are_found_when_they_are_not_those_of_the_jobs() {
	let release = |reason: HoldReason| {
		assert_ok!(Balances::release(&reason.into(), &BUILDER, 1, Precision::Exact));
	};
	assert_eq!(
		found(|| release(HoldReason::JobEscrow)),
		"what is on hold is not the sum of the budgets"
	);
	assert_eq!(
		found(|| release(HoldReason::DisputeBond)),
		"what is on hold is not the sum of the disputes' bonds"
	);
}

#[test]
fn count_is_found_when_it_is_not_that_of_the_workers_jobs() {
	let sentence = "a worker's count is not that of the jobs";
	assert_eq!(found(|| Taken::<Test>::remove(WORKER)), sentence);
	assert_eq!(found(|| Taken::<Test>::insert(ANYONE, 1)), sentence);
	assert_eq!(found(|| Taken::<Test>::insert(WORKER, 2)), sentence);
}

#[test]
fn next_versions_are_found_when_no_job_makes_them_or_one_is_missing() {
	let sentence = "the next versions are not those that jobs make";
	assert_eq!(found(|| Successions::<Test>::insert(BUILDER, PREVIOUS, OPEN)), sentence);
	let made = |job: &mut Job<Test>| job.work = train_next(Publish::OnAcceptance);
	assert_eq!(found_in(OPEN, made), sentence);
}
