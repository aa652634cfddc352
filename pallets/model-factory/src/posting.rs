// SPDX-License-Identifier: Apache-2.0
//! How a job comes to be, and how its record goes.

use crate::{
	types::{needs, previous},
	workflow::Readiness,
	Cause, Config, Error, Event, HoldReason, Job, Jobs, NextJob, Pallet, Successions, WorkOf,
};
use alloc::vec::Vec;
use frame::{
	prelude::{fungible::MutateHold, *},
	traits::Consideration,
};
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::FactoryJobId,
	records::{Delivery, Dependency, EvaluateSpec, JobStage, Publish, Subject, TrainSpec, Work},
	traits::{Liquid, Registry},
	Balance,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_post(
		builder: T::AccountId,
		work: WorkOf<T>,
		budget: Balance,
		deadline: BlockNumberFor<T>,
		after: Option<Dependency>,
	) -> DispatchResult {
		ensure!(deadline >= T::MinDeadline::get(), Error::<T>::DeadlineTooShort);
		ensure!(deadline <= T::MaxDeadline::get(), Error::<T>::DeadlineTooLong);
		match &work {
			Work::Train(spec) => Self::ensure_train(&builder, spec)?,
			Work::Evaluate(spec) => Self::ensure_evaluate(spec)?,
			Work::Register(_) => ensure!(budget == 0, Error::<T>::UnexpectedBudget),
		}
		let needs_worker = !matches!(work, Work::Register(_));
		ensure!(!needs_worker || budget >= T::MinBudget::get(), Error::<T>::BudgetTooLow);
		let needed = Self::needed(&work, after)?;
		let depth = Self::ensure_needed(&builder, &work, after, &needed)?;
		ensure!(T::Liquid::liquid(&builder) >= budget, Error::<T>::FundsLocked);

		let id = NextJob::<T>::get();
		NextJob::<T>::put(id.next().ok_or(Error::<T>::IdsExhausted)?);
		let deposit = T::JobDeposit::new(&builder, Job::<T>::footprint(&work))?;
		if needs_worker {
			T::Currency::hold(&HoldReason::JobEscrow.into(), &builder, budget)?;
		}
		for job in needs(&work, after) {
			Self::count_dependents(job, |count| count.saturating_add(1));
		}
		if let Some(previous) = previous(&work) {
			ensure!(
				!Successions::<T>::contains_key(&builder, previous),
				Error::<T>::DuplicatePrevious
			);
			Successions::<T>::insert(&builder, previous, id);
		}
		let posted_at = Self::now();
		let deadline = posted_at.saturating_add(deadline);
		Self::deposit_event(Event::JobPosted {
			job: id,
			builder: builder.clone(),
			budget,
			deadline,
		});
		let stage = JobStage::Waiting;
		let job = Job {
			builder,
			work,
			budget,
			posted_at,
			deadline,
			after,
			depth,
			dependents: 0,
			stage,
			deposit,
		};
		if needed.is_empty() {
			Self::open(id, job);
		} else {
			Jobs::<T>::insert(id, job);
		}
		Ok(())
	}

	pub(crate) fn do_cancel(who: &T::AccountId, id: FactoryJobId) -> DispatchResult {
		let job = Self::job_of(who, id)?;
		ensure!(matches!(job.stage, JobStage::Waiting | JobStage::Open), Error::<T>::AlreadyTaken);
		Self::cancel_job(id, job, Cause::ByBuilder)
	}

	pub(crate) fn do_forget(who: &T::AccountId, id: FactoryJobId) -> DispatchResult {
		let job = Self::job_of(who, id)?;
		ensure!(job.stage.is_finished(), Error::<T>::NotFinished);
		ensure!(job.dependents == 0, Error::<T>::HasDependents);
		if let JobStage::Completed { delivery, artifact: None, .. } = &job.stage {
			Self::release_manifest(&job.builder, delivery);
			Self::end_succession(&job);
		}
		job.deposit.drop(&job.builder)?;
		Jobs::<T>::remove(id);
		Self::deposit_event(Event::JobForgotten { job: id });
		Ok(())
	}

	/// The block, full ones not counted.
	pub(crate) fn now() -> BlockNumberFor<T> {
		T::BlockNumberProvider::current_block_number()
	}

	/// Lets another job make the next version that this one was to make.
	pub(crate) fn end_succession(job: &Job<T>) {
		if let Some(previous) = previous(&job.work) {
			Successions::<T>::remove(&job.builder, previous);
		}
	}

	/// Lets anyone register what was delivered and will not be registered by its job.
	pub(crate) fn release_manifest(builder: &T::AccountId, delivery: &Delivery) {
		if let Delivery::Training(training) = delivery {
			T::Registry::release(training.manifest.root, builder);
		}
	}

	/// The job of this number.
	pub(crate) fn stored(id: FactoryJobId) -> Result<Job<T>, Error<T>> {
		Jobs::<T>::get(id).ok_or(Error::<T>::JobNotFound)
	}

	/// The job of this number, when `who` posted it.
	pub(crate) fn job_of(who: &T::AccountId, id: FactoryJobId) -> Result<Job<T>, Error<T>> {
		let job = Self::stored(id)?;
		ensure!(job.builder == *who, Error::<T>::NotBuilder);
		Ok(job)
	}

	/// Whether the adapter could be registered, as far as can be seen before it is trained. A hopeless
	/// job would cost a worker's time and the builder's budget.
	fn ensure_train(builder: &T::AccountId, spec: &TrainSpec<T::AccountId>) -> DispatchResult {
		ensure!(spec.hyper.are_sensible(), Error::<T>::InvalidHyperParameters);
		let artifact =
			Self::adapter(spec, ContentCommitment::default(), BoundedVec::new(), Vec::new());
		T::Registry::ensure_registrable(builder, &artifact)
	}

	fn ensure_evaluate(spec: &EvaluateSpec) -> DispatchResult {
		Self::ensure_text(&spec.metric)?;
		ensure!(!spec.metric.is_empty(), Error::<T>::InvalidText);
		if let Subject::Artifact(artifact) = spec.subject {
			ensure!(T::Registry::is_measurable(artifact), Error::<T>::SubjectNotFound);
		}
		Ok(())
	}

	/// Whether a job of `builder` may need these. Returns how deep it is then.
	fn ensure_needed(
		builder: &T::AccountId,
		work: &WorkOf<T>,
		after: Option<Dependency>,
		needed: &[(FactoryJobId, Job<T>)],
	) -> Result<u8, Error<T>> {
		let mut depth = 0u8;
		for (id, job) in needed {
			ensure!(job.builder == *builder, Error::<T>::NotBuilder);
			depth = depth.max(job.depth);
			if work.output_of() == Some(*id) {
				let Work::Train(spec) = &job.work else { return Err(Error::<T>::NotTraining) };
				ensure!(
					!matches!(work, Work::Register(_)) || spec.publish == Publish::ByWorkflow,
					Error::<T>::NotByWorkflow
				);
			}
			let conditional =
				after.is_some_and(|after| after.job == *id && after.condition.is_some());
			ensure!(
				!conditional || matches!(job.work, Work::Evaluate(_)),
				Error::<T>::NotEvaluation
			);
		}
		match Self::readiness(work, after, needed) {
			Readiness::Hopeless(Cause::AlreadyRegistered) => {
				return Err(Error::<T>::AlreadyRegistered)
			},
			Readiness::Hopeless(_) => return Err(Error::<T>::DependencyFailed),
			Readiness::Pending | Readiness::Ready => {},
		}
		let depth = depth.saturating_add(1);
		ensure!(depth <= crate::MAX_DEPTH, Error::<T>::TooDeep);
		Ok(depth)
	}

	pub(crate) fn ensure_text(text: &[u8]) -> Result<(), Error<T>> {
		ensure!(core::str::from_utf8(text).is_ok(), Error::<T>::InvalidText);
		Ok(())
	}
}

/// How many adapters a job starts from, as weights take it.
pub(crate) fn parents<AccountId>(work: &Work<AccountId>) -> u32 {
	match work {
		Work::Train(spec) => length(&spec.parents),
		Work::Evaluate(_) | Work::Register(_) => 0,
	}
}

/// How many snapshots a job trains on, as weights take it.
pub(crate) fn snapshots<AccountId>(work: &Work<AccountId>) -> u32 {
	match work {
		Work::Train(spec) => length(&spec.snapshots),
		Work::Evaluate(_) | Work::Register(_) => 0,
	}
}

fn length<E, S>(list: &BoundedVec<E, S>) -> u32 {
	u32::try_from(list.len()).unwrap_or(u32::MAX)
}
