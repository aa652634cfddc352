// SPDX-License-Identifier: Apache-2.0
//! Who serves a base model.
//!
//! Each base model has a list without gaps. Joining appends, quitting moves the last one into the
//! gap: both touch a fixed number of entries, however many workers there are.

use crate::{Config, Pallet, Roster, RosterLen, RosterPlaces};
use frame::prelude::*;
use openledger_primitives::ids::ArtifactId;

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
}
