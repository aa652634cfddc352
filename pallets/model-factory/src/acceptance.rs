// SPDX-License-Identifier: Apache-2.0
//! How a delivery is accepted: by the builder, or by the time-out.

use crate::{Config, Error, Event, HoldReason, Job, Pallet};
use frame::{
	deps::frame_support::storage::with_storage_layer,
	prelude::{fungible::MutateHold, tokens::Restriction, *},
};
use openledger_primitives::{
	ids::FactoryJobId,
	records::{Delivery, JobStage, Work},
	Balance,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_accept(who: &T::AccountId, id: FactoryJobId) -> DispatchResult {
		let job = Self::job_of(who, id)?;
		let JobStage::Delivered { worker, delivery, .. } = job.stage.clone() else {
			return Err(Error::<T>::NotDelivered.into());
		};
		Self::complete(id, job, worker, delivery)?;
		Self::publish(id)
	}

	pub(crate) fn do_settle(id: FactoryJobId) -> DispatchResult {
		let job = Self::stored(id)?;
		let (worker, delivery, settle_at, bond) = match job.stage.clone() {
			JobStage::Delivered { worker, delivery, settle_at } => {
				(worker, delivery, settle_at, None)
			},
			JobStage::Disputed { worker, delivery, bond, settle_at } => {
				(worker, delivery, settle_at, Some(bond))
			},
			JobStage::Waiting
			| JobStage::Open
			| JobStage::Taken { .. }
			| JobStage::Completed { .. }
			| JobStage::Registered { .. }
			| JobStage::Cancelled
			| JobStage::Failed { .. } => return Err(Error::<T>::NotDelivered.into()),
		};
		let now = Self::now();
		ensure!(now >= settle_at, Error::<T>::WindowOpen);
		if let Some(bond) = bond {
			// A delivery stands unless it is proved bad: else builders would dispute everything and hope
			// for a busy arbiter. Nor did anybody find that the dispute was frivolous.
			Self::release_dispute_bond(&job.builder, bond)?;
			Self::deposit_event(Event::DisputeLapsed { job: id, bond });
		}
		Self::complete(id, job, worker, delivery)?;
		Self::publish_or_tell(id)
	}

	/// Pays the worker.
	pub(crate) fn complete(
		id: FactoryJobId,
		mut job: Job<T>,
		worker: T::AccountId,
		delivery: Delivery,
	) -> DispatchResult {
		let paid = job.budget;
		Self::pay_held(HoldReason::JobEscrow, &job.builder, &worker, paid)?;
		let stage = JobStage::Completed { worker: worker.clone(), delivery, artifact: None };
		Self::conclude(id, &mut job, stage);
		Self::deposit_event(Event::JobCompleted { job: id, worker, paid });
		Ok(())
	}

	/// As [`Self::publish`], but an error keeps nobody from being paid: an event tells of it.
	pub(crate) fn publish_or_tell(id: FactoryJobId) -> DispatchResult {
		if let Err(error) = with_storage_layer(|| Self::publish(id)) {
			let trained = matches!(Self::stored(id)?.work, Work::Train(_));
			Self::deposit_event(if trained {
				Event::RegistrationFailed { job: id, error }
			} else {
				Event::RecordingFailed { job: id, error }
			});
		}
		Ok(())
	}

	/// Pays `worker` what `builder` has on hold.
	pub(crate) fn pay_held(
		reason: HoldReason,
		builder: &T::AccountId,
		worker: &T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		T::Currency::transfer_on_hold(
			&reason.into(),
			builder,
			worker,
			amount,
			Precision::Exact,
			Restriction::Free,
			// A vote's lock does not shield what is owed.
			Fortitude::Force,
		)?;
		Ok(())
	}
}
