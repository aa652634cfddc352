// SPDX-License-Identifier: Apache-2.0
//! Who serves a base model, and who of them gets the next request.
//!
//! Each base model has a list without gaps. Joining appends, quitting moves the last one into the
//! gap: both touch a fixed number of entries, however many workers there are.

use crate::{Assigned, Config, Pallet, Roster, RosterLen, RosterPlaces};
use frame::prelude::*;
use openledger_primitives::{
	ids::{ArtifactId, RequestId},
	traits::Bonds,
};

/// How many workers are looked at for one request before it is refused.
pub const CANDIDATES: u32 = 8;

impl<T: Config> Pallet<T> {
	/// Puts `worker`, who is not there yet, at the end of the roster of `base`.
	pub(crate) fn join_roster(base: ArtifactId, worker: &T::AccountId) {
		let place = RosterLen::<T>::get(base);
		Roster::<T>::insert(base, place, worker);
		RosterPlaces::<T>::insert(worker, base, place);
		RosterLen::<T>::insert(base, place.saturating_add(1));
	}

	/// Takes `worker` off the roster of `base`; the last one there gets its place.
	pub(crate) fn quit_roster(base: ArtifactId, worker: &T::AccountId) {
		let Some(place) = RosterPlaces::<T>::take(worker, base).defensive() else { return };
		let last = RosterLen::<T>::get(base).saturating_sub(1);
		let Some(moved) = Roster::<T>::take(base, last).defensive() else { return };
		if place != last {
			Roster::<T>::insert(base, place, &moved);
			RosterPlaces::<T>::insert(moved, base, place);
		}
		if last == 0 {
			RosterLen::<T>::remove(base);
		} else {
			RosterLen::<T>::insert(base, last);
		}
	}

	/// Assigns `request` to a worker that serves `base`: the first of up to [`CANDIDATES`] with bond
	/// and room, from a place that the parent block and the request determine.
	///
	/// That place is no secret: who builds the block can move a request to another one, and who asks can
	/// wait for a block that suits him. It spreads the work; it does not keep out collusion.
	pub(crate) fn assign(base: ArtifactId, request: RequestId) -> Option<T::AccountId> {
		let minimum = T::MinWorkerBond::get();
		Self::candidates(base, request).find_map(|place| {
			let worker = Roster::<T>::get(base, place).defensive()?;
			let has_bond = T::Bonds::active(&worker) >= minimum;
			(has_bond && Assigned::<T>::try_append(&worker, request).is_ok()).then_some(worker)
		})
	}

	/// The places in the roster of `base` that are looked at for `request`, in order.
	pub(crate) fn candidates(base: ArtifactId, request: RequestId) -> impl Iterator<Item = u32> {
		let len = u64::from(RosterLen::<T>::get(base));
		let parent = frame_system::Pallet::<T>::parent_hash();
		let seed = BlakeTwo256::hash_of(&(parent, request));
		let start = u64::decode(&mut seed.as_bytes()).unwrap_or_default();
		(0..u64::from(CANDIDATES).min(len))
			.filter_map(move |step| start.checked_rem(len)?.saturating_add(step).checked_rem(len))
			.map(SaturatedConversion::saturated_into)
	}

	/// Takes `request` off what `worker` owes.
	pub(crate) fn unassign(worker: &T::AccountId, request: RequestId) {
		Assigned::<T>::mutate_exists(worker, |requests| {
			let mut rest = requests.take().unwrap_or_default();
			rest.retain(|owed| *owed != request);
			*requests = (!rest.is_empty()).then_some(rest);
		});
	}
}
