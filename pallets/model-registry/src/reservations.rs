// SPDX-License-Identifier: Apache-2.0
//! Manifests that were delivered and are not registered yet. Their roots are public by then, and whoever
//! registers a root first has it for good: so they are kept for whom they were made for.

use crate::{Artifacts, Config, Error, Event, Manifests, Pallet, Reservation, Reservations};
use frame::prelude::*;

impl<T: Config> Pallet<T> {
	/// Keeps the manifest of this `root` for `builder`, or changes nothing.
	pub(crate) fn do_reserve(root: H256, builder: &T::AccountId) -> DispatchResult {
		if let Some(artifact) = Manifests::<T>::get(root) {
			// A builder who registers a delivery ahead must not keep the worker from delivering it.
			let is_theirs =
				Artifacts::<T>::get(artifact).is_some_and(|record| record.owner == *builder);
			ensure!(is_theirs, Error::<T>::DuplicateManifest);
			return Ok(());
		}
		let mut kept = Reservations::<T>::get(root)
			.unwrap_or_else(|| Reservation { builder: builder.clone(), count: 0 });
		ensure!(kept.builder == *builder, Error::<T>::ManifestReserved);
		kept.count = kept.count.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		Reservations::<T>::insert(root, kept);
		Self::deposit_event(Event::ManifestReserved { root, builder: builder.clone() });
		Ok(())
	}

	/// Takes one reservation for `builder` back, when there is one.
	pub(crate) fn do_release(root: H256, builder: &T::AccountId) {
		let Some(mut kept) = Reservations::<T>::get(root).filter(|kept| kept.builder == *builder)
		else {
			return;
		};
		kept.count = kept.count.saturating_sub(1);
		if kept.count > 0 {
			Reservations::<T>::insert(root, kept);
			return;
		}
		Reservations::<T>::remove(root);
		Self::deposit_event(Event::ManifestReleased { root, builder: builder.clone() });
	}
}
