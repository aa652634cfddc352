// SPDX-License-Identifier: Apache-2.0
//! Workers are there, pause, miss, and come back.

use crate::{Config, Error, Event, Pallet, Unsettled, WorkerOf, Workers};
use frame::prelude::*;
use openledger_primitives::traits::Bonds;

impl<T: Config> Pallet<T> {
	/// The record of `who`, if a heartbeat of it would be accepted now. A worker's node asks this before it
	/// sends one.
	///
	/// # Errors
	/// By the name of what forbids it, as `heartbeat`.
	pub fn heartbeat_due(who: &T::AccountId) -> Result<WorkerOf<T>, Error<T>> {
		let record = Workers::<T>::get(who).ok_or(Error::<T>::NotRegistered)?;
		ensure!(!record.paused, Error::<T>::WorkerPaused);
		let half = T::HeartbeatPeriod::get() / 2u32.into();
		let due_at = record.last_seen.saturating_add(half.max(One::one()));
		ensure!(Self::now() >= due_at, Error::<T>::HeartbeatNotDue);
		Self::ensure_bonded(who)?;
		Ok(record)
	}

	pub(crate) fn do_heartbeat(worker: T::AccountId) -> DispatchResult {
		let record = Self::heartbeat_due(&worker)?;
		Workers::<T>::insert(&worker, WorkerOf::<T> { last_seen: Self::now(), ..record });
		Self::deposit_event(Event::WorkerSeen { worker });
		Ok(())
	}

	pub(crate) fn do_pause(worker: T::AccountId) -> DispatchResult {
		let mut record = Workers::<T>::get(&worker).ok_or(Error::<T>::NotRegistered)?;
		ensure!(!record.paused, Error::<T>::WorkerPaused);
		record.paused = true;
		Workers::<T>::insert(&worker, record);
		Self::deposit_event(Event::WorkerPaused { worker, by_misses: false });
		Ok(())
	}

	pub(crate) fn do_resume(worker: T::AccountId) -> DispatchResult {
		let record = Workers::<T>::get(&worker).ok_or(Error::<T>::NotRegistered)?;
		ensure!(record.paused, Error::<T>::NotPaused);
		Self::ensure_bonded(&worker)?;
		let last_seen = Self::now();
		let record = WorkerOf::<T> { paused: false, misses_in_row: 0, last_seen, ..record };
		Workers::<T>::insert(&worker, record);
		Self::deposit_event(Event::WorkerResumed { worker });
		Ok(())
	}

	/// An answer of `worker` was accepted: it is there, and does what it owes. Its bond has to stand for it until
	/// [`Self::count_end`].
	pub(crate) fn count_answer(worker: &T::AccountId) {
		Unsettled::<T>::mutate(worker, |answers| *answers = answers.saturating_add(1));
		Workers::<T>::mutate_extant(worker, |record| {
			record.proved = record.proved.saturating_add(1);
			record.misses_in_row = 0;
			record.last_seen = Self::now();
		});
	}

	/// An accepted answer of `worker`, who may have left, was settled, found false, or dropped.
	pub(crate) fn count_end(worker: &T::AccountId) {
		Unsettled::<T>::mutate_exists(worker, |answers| {
			let left = answers.unwrap_or_default().saturating_sub(1);
			*answers = (left > 0).then_some(left);
		});
	}

	/// A request expired in the hands of `worker`, who could answer it if `is_certain`. After too many of
	/// those in a row it is paused.
	pub(crate) fn count_miss(worker: &T::AccountId, is_certain: bool) {
		let Some(mut record) = Workers::<T>::get(worker).defensive() else { return };
		record.missed = record.missed.saturating_add(1);
		record.misses_in_row = record.misses_in_row.saturating_add(u32::from(is_certain));
		if !record.paused && record.misses_in_row >= T::MaxMisses::get() {
			record.paused = true;
			Self::deposit_event(Event::WorkerPaused { worker: worker.clone(), by_misses: true });
		}
		Workers::<T>::insert(worker, record);
	}

	/// Fails when `who` has not the active bond of a worker.
	pub(crate) fn ensure_bonded(who: &T::AccountId) -> Result<(), Error<T>> {
		ensure!(T::Bonds::active(who) >= T::MinWorkerBond::get(), Error::<T>::BondTooSmall);
		Ok(())
	}

	/// Fails when too little is left of the bond of `who` to lose by a false answer.
	pub(crate) fn ensure_liable(who: &T::AccountId) -> Result<(), Error<T>> {
		ensure!(T::Bonds::bonded(who) >= T::FraudSlash::get(), Error::<T>::BondSpent);
		Ok(())
	}
}
