// SPDX-License-Identifier: Apache-2.0
//! Jobs that need others: when they open, and what ends them.

use crate::{
	types::needs, Cause, Config, Error, Event, HoldReason, Job, Jobs, OpenJobs, Pallet, StageOf,
	Taken, WorkOf,
};
use alloc::vec::Vec;
use frame::prelude::{fungible::MutateHold, *};
use openledger_primitives::{
	ids::FactoryJobId,
	records::{Delivery, Dependency, JobStage, Work},
};

/// What the jobs that another one needs let become of it.
pub(crate) enum Readiness {
	/// They are not all completed yet.
	Pending,
	/// It can be done.
	Ready,
	/// It never can.
	Hopeless(Cause),
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_advance(id: FactoryJobId) -> DispatchResult {
		let mut job = Self::stored(id)?;
		ensure!(job.stage == JobStage::Waiting, Error::<T>::NotWaiting);
		let now = Self::now();
		ensure!(now <= job.deadline, Error::<T>::DeadlinePassed);
		let needed = Self::needed(&job.work, job.after)?;
		match Self::readiness(&job.work, job.after, &needed) {
			Readiness::Pending => Err(Error::<T>::DependencyPending.into()),
			Readiness::Hopeless(cause) => Self::cancel_job(id, job, cause),
			Readiness::Ready => {
				if let Work::Register(spec) = job.work {
					let evaluators = needed.iter().filter_map(evaluator_of(spec.train)).collect();
					let artifact = Self::register_training(spec.train, evaluators)?;
					Self::conclude(id, &mut job, JobStage::Registered { artifact });
				} else {
					Self::open(id, job);
				}
				Ok(())
			},
		}
	}

	/// The jobs that one of this work and dependency needs: at most two.
	pub(crate) fn needed(
		work: &WorkOf<T>,
		after: Option<Dependency>,
	) -> Result<Vec<(FactoryJobId, Job<T>)>, Error<T>> {
		needs(work, after).map(|id| Ok((id, Self::stored(id)?))).collect()
	}

	/// What becomes of a job, given the jobs that it needs. What makes it hopeless goes before what it
	/// still waits for.
	pub(crate) fn readiness(
		work: &WorkOf<T>,
		after: Option<Dependency>,
		needed: &[(FactoryJobId, Job<T>)],
	) -> Readiness {
		let mut readiness = Readiness::Ready;
		for (id, job) in needed {
			match &job.stage {
				JobStage::Cancelled | JobStage::Failed { .. } => {
					return Readiness::Hopeless(Cause::DependencyFailed)
				},
				JobStage::Completed { artifact: Some(_), .. } if matches!(work, Work::Register(spec) if spec.train == *id) => {
					return Readiness::Hopeless(Cause::AlreadyRegistered)
				},
				JobStage::Completed { delivery, .. } => {
					let condition = after.filter(|after| after.job == *id);
					if !condition.is_none_or(|after| is_met(&after, delivery)) {
						return Readiness::Hopeless(Cause::ConditionNotMet);
					}
				},
				JobStage::Registered { .. } => {},
				JobStage::Waiting
				| JobStage::Open
				| JobStage::Taken { .. }
				| JobStage::Delivered { .. }
				| JobStage::Disputed { .. } => readiness = Readiness::Pending,
			}
		}
		readiness
	}

	/// Lets workers take the job.
	pub(crate) fn open(id: FactoryJobId, mut job: Job<T>) {
		job.stage = JobStage::Open;
		Jobs::<T>::insert(id, job);
		OpenJobs::<T>::insert(id, ());
		Self::deposit_event(Event::JobOpened { job: id });
	}

	/// Ends a job at which nobody works.
	pub(crate) fn cancel_job(id: FactoryJobId, mut job: Job<T>, cause: Cause) -> DispatchResult {
		Self::refund(&job)?;
		Self::conclude(id, &mut job, JobStage::Cancelled);
		Self::deposit_event(Event::JobCancelled { job: id, cause, refund: job.budget });
		Ok(())
	}

	/// Gives the builder the budget back.
	pub(crate) fn refund(job: &Job<T>) -> DispatchResult {
		if job.budget > 0 {
			let reason = HoldReason::JobEscrow.into();
			T::Currency::release(&reason, &job.builder, job.budget, Precision::Exact)?;
		}
		Ok(())
	}

	/// Moves the job to its last `stage`: its worker has a hand free again, and the jobs that it needed
	/// may be forgotten.
	pub(crate) fn conclude(id: FactoryJobId, job: &mut Job<T>, stage: StageOf<T>) {
		if let Some(worker) = job.stage.worker() {
			Taken::<T>::mutate_exists(worker, |taken| {
				*taken = taken.and_then(|count| count.checked_sub(1)).filter(|count| *count > 0);
			});
		}
		OpenJobs::<T>::remove(id);
		for needed in needs(&job.work, job.after) {
			Self::count_dependents(needed, |count| count.saturating_sub(1));
		}
		if matches!(stage, JobStage::Cancelled | JobStage::Failed { .. }) {
			Self::end_succession(job);
		}
		job.stage = stage;
		Jobs::<T>::insert(id, &*job);
	}

	pub(crate) fn count_dependents(id: FactoryJobId, count: impl FnOnce(u32) -> u32) {
		Jobs::<T>::mutate_extant(id, |job| job.dependents = count(job.dependents));
	}
}

/// Whether the delivery meets the condition, when there is one.
fn is_met(after: &Dependency, delivery: &Delivery) -> bool {
	match (after.condition, delivery) {
		(None, _) => true,
		(Some(condition), Delivery::Evaluation { value_micros, .. }) => {
			condition.holds(*value_micros)
		},
		(Some(_), Delivery::Training(_)) => false,
	}
}

/// Who completed a measurement of what the job `train` delivered.
fn evaluator_of<T: Config>(
	train: FactoryJobId,
) -> impl Fn(&(FactoryJobId, Job<T>)) -> Option<T::AccountId> {
	move |(_, job)| match (&job.work, &job.stage) {
		(Work::Evaluate(_), JobStage::Completed { worker, .. })
			if job.work.output_of() == Some(train) =>
		{
			Some(worker.clone())
		},
		_ => None,
	}
}
