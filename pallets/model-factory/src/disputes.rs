// SPDX-License-Identifier: Apache-2.0
//! What happens when a builder finds that a delivery is not what was asked for.

use crate::{Config, Error, Event, HoldReason, Jobs, Pallet, Text};
use frame::prelude::{fungible::MutateHold, *};
use openledger_primitives::{
	ids::FactoryJobId,
	records::{Failure, JobStage},
	traits::Liquid,
	Balance,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_dispute(
		who: &T::AccountId,
		id: FactoryJobId,
		reason: Text<T::MaxReasonLen>,
	) -> DispatchResult {
		let mut job = Self::job_of(who, id)?;
		let JobStage::Delivered { worker, delivery, settle_at } = job.stage else {
			return Err(Error::<T>::NotDelivered.into());
		};
		let now = Self::now();
		ensure!(now < settle_at, Error::<T>::WindowClosed);
		Self::ensure_text(&reason)?;

		let bond = T::DisputeBond::get();
		ensure!(T::Liquid::liquid(who) >= bond, Error::<T>::FundsLocked);
		T::Currency::hold(&HoldReason::DisputeBond.into(), who, bond)?;
		let settle_at = now.saturating_add(T::ArbitrationPeriod::get());
		job.stage = JobStage::Disputed { worker, delivery, bond, settle_at };
		Jobs::<T>::insert(id, job);
		Self::deposit_event(Event::JobDisputed { job: id, reason, bond, settle_at });
		Ok(())
	}

	pub(crate) fn do_arbitrate(id: FactoryJobId, for_worker: bool) -> DispatchResult {
		let job = Self::stored(id)?;
		let JobStage::Disputed { worker, delivery, bond, .. } = job.stage.clone() else {
			return Err(Error::<T>::NotDisputed.into());
		};
		Self::deposit_event(Event::DisputeDecided { job: id, for_worker, bond });
		if for_worker {
			let (builder, paid) = (job.builder.clone(), worker.clone());
			Self::complete(id, job, worker, delivery)?;
			// After the budget: it brings the worker's account to life, should it be empty.
			Self::pay_held(HoldReason::DisputeBond, &builder, &paid, bond)?;
			Self::publish_or_tell(id)
		} else {
			Self::release_dispute_bond(&job.builder, bond)?;
			Self::fail_job(id, job, worker, Failure::BadDelivery)
		}
	}

	pub(crate) fn release_dispute_bond(builder: &T::AccountId, bond: Balance) -> DispatchResult {
		let reason = HoldReason::DisputeBond.into();
		T::Currency::release(&reason, builder, bond, Precision::Exact)?;
		Ok(())
	}
}
