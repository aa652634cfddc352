// SPDX-License-Identifier: Apache-2.0
//! What a worker does: take a job, tell how far it is, deliver it, or not.

use crate::{Cause, Config, Error, Event, Job, Jobs, OpenJobs, Pallet, Taken};
use frame::prelude::*;
use openledger_primitives::{
	ids::FactoryJobId,
	records::{Delivery, Failure, JobStage, Progress, Subject, Training, Work},
	traits::{Bonds, Registry, SlashReason},
	Balance,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_take(worker: T::AccountId, id: FactoryJobId) -> DispatchResult {
		let mut job = Self::stored(id)?;
		ensure!(job.stage == JobStage::Open, Error::<T>::NotOpen);
		let earliest = Self::now().saturating_add(T::MinWorkTime::get());
		ensure!(earliest <= job.deadline, Error::<T>::DeadlineTooNear);
		// A builder who pays themselves could credit and measure themselves at no cost.
		ensure!(job.builder != worker, Error::<T>::OwnJob);
		Self::ensure_impartial(&worker, &job)?;
		ensure!(T::Bonds::active(&worker) >= T::MinWorkerBond::get(), Error::<T>::BondTooLow);
		let taken = Taken::<T>::get(&worker);
		ensure!(taken < T::MaxTaken::get(), Error::<T>::TooManyTaken);

		Taken::<T>::insert(&worker, taken.saturating_add(1));
		OpenJobs::<T>::remove(id);
		job.stage = JobStage::Taken { worker: worker.clone(), progress: None };
		Jobs::<T>::insert(id, job);
		Self::deposit_event(Event::JobTaken { job: id, worker });
		Ok(())
	}

	pub(crate) fn do_report_progress(
		who: &T::AccountId,
		id: FactoryJobId,
		done: Permill,
		loss_millis: u32,
	) -> DispatchResult {
		let mut job = Self::stored(id)?;
		let JobStage::Taken { worker, progress } = &mut job.stage else {
			return Err(Error::<T>::NotTaken.into());
		};
		ensure!(worker == who, Error::<T>::NotWorker);
		let at = Self::now();
		let next = progress.map(|last| last.at.saturating_add(T::ProgressInterval::get()));
		ensure!(next.is_none_or(|next| at >= next), Error::<T>::ProgressTooSoon);

		*progress = Some(Progress { done, loss_millis, at });
		Jobs::<T>::insert(id, job);
		let worker = who.clone();
		Self::deposit_event(Event::ProgressReported { job: id, worker, done, loss_millis });
		Ok(())
	}

	pub(crate) fn do_deliver(
		who: &T::AccountId,
		id: FactoryJobId,
		delivery: Delivery,
	) -> DispatchResult {
		let mut job = Self::stored(id)?;
		let JobStage::Taken { worker, .. } = job.stage else {
			return Err(Error::<T>::NotTaken.into());
		};
		ensure!(worker == *who, Error::<T>::NotWorker);
		let now = Self::now();
		ensure!(now <= job.deadline, Error::<T>::DeadlinePassed);
		match (&job.work, &delivery) {
			(Work::Train(_), Delivery::Training(training)) => {
				Self::ensure_training(training)?;
				// From now on everybody can read the root, and could register it first.
				T::Registry::reserve(training.manifest.root, &job.builder)?;
			},
			(Work::Evaluate(_), Delivery::Evaluation { .. }) => {},
			_ => return Err(Error::<T>::WrongDelivery.into()),
		}

		let settle_at = now.saturating_add(T::AcceptanceWindow::get());
		Self::deposit_event(Event::JobDelivered { job: id, worker: worker.clone(), settle_at });
		job.stage = JobStage::Delivered { worker, delivery, settle_at };
		Jobs::<T>::insert(id, job);
		Ok(())
	}

	pub(crate) fn do_expire(id: FactoryJobId) -> DispatchResult {
		let job = Self::stored(id)?;
		let now = Self::now();
		ensure!(now > job.deadline, Error::<T>::DeadlineNotPassed);
		match &job.stage {
			JobStage::Waiting | JobStage::Open => Self::cancel_job(id, job, Cause::Expired),
			JobStage::Taken { worker, .. } => {
				let worker = worker.clone();
				Self::fail_job(id, job, worker, Failure::MissedDeadline)
			},
			JobStage::Delivered { .. }
			| JobStage::Disputed { .. }
			| JobStage::Completed { .. }
			| JobStage::Registered { .. }
			| JobStage::Cancelled
			| JobStage::Failed { .. } => Err(Error::<T>::AlreadyDelivered.into()),
		}
	}

	/// Whether the worker may do the job: nobody measures what they made.
	fn ensure_impartial(worker: &T::AccountId, job: &Job<T>) -> DispatchResult {
		let Work::Evaluate(spec) = &job.work else { return Ok(()) };
		let is_maker = match spec.subject {
			Subject::Artifact(artifact) => T::Registry::is_maker(worker, artifact),
			Subject::OutputOf(train) => Self::stored(train)?.stage.worker() == Some(worker),
		};
		ensure!(!is_maker, Error::<T>::OwnWork);
		Ok(())
	}

	/// Ends a job at which its worker failed: the builder has the budget back, and the worker is
	/// slashed. A builder whom the arbiter found right is who reported it; one whose worker was late
	/// reported nothing, and must not hope for it.
	pub(crate) fn fail_job(
		id: FactoryJobId,
		mut job: Job<T>,
		worker: T::AccountId,
		failure: Failure,
	) -> DispatchResult {
		let (amount, reason, reporter) = match failure {
			Failure::MissedDeadline => {
				(job.budget.min(T::LateSlash::get()), SlashReason::MissedDeadline, None)
			},
			Failure::BadDelivery => {
				(T::BadDeliverySlash::get(), SlashReason::BadDelivery, Some(job.builder.clone()))
			},
		};
		Self::refund(&job)?;
		if let JobStage::Disputed { delivery, .. } = &job.stage {
			Self::release_manifest(&job.builder, delivery);
		}
		Self::conclude(id, &mut job, JobStage::Failed { worker: worker.clone(), failure });
		let slashed = Self::slash(id, &worker, amount, reason, reporter.as_ref());
		let refund = job.budget;
		Self::deposit_event(Event::JobFailed { job: id, worker, failure, refund, slashed });
		Ok(())
	}

	/// Slashes the worker, and returns what was taken. A bond that cannot be changed must not keep the
	/// builder from the refund.
	fn slash(
		id: FactoryJobId,
		worker: &T::AccountId,
		amount: Balance,
		reason: SlashReason,
		reporter: Option<&T::AccountId>,
	) -> Balance {
		match T::Bonds::slash(worker, amount, reason, reporter) {
			Ok(taken) => taken,
			Err(error) => {
				let worker = worker.clone();
				Self::deposit_event(Event::SlashFailed { job: id, worker, amount, error });
				0
			},
		}
	}

	fn ensure_training(training: &Training) -> Result<(), Error<T>> {
		let Training { manifest, uri, metrics, .. } = training;
		ensure!(manifest.check().is_ok() && manifest.length > 0, Error::<T>::MalformedManifest);
		Self::ensure_text(uri)?;
		for metric in metrics {
			Self::ensure_text(&metric.name)?;
			ensure!(!metric.name.is_empty(), Error::<T>::InvalidText);
		}
		Ok(())
	}
}
