// SPDX-License-Identifier: Apache-2.0
//! Workers come, change and leave.

use crate::{Assigned, BaseModelsOf, Config, EndpointOf, Error, Event, Pallet, Worker, Workers};
use frame::{
	prelude::*,
	traits::{Consideration, Footprint},
};
use openledger_primitives::{ids::ArtifactId, traits::Lineage};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register(
		worker: T::AccountId,
		key: T::WorkerKey,
		endpoint: EndpointOf<T>,
		base_models: BaseModelsOf<T>,
		build: H256,
	) -> DispatchResult {
		ensure!(T::AccountOfKey::convert(key.clone()) == worker, Error::<T>::KeyNotOwn);
		ensure!(!Workers::<T>::contains_key(&worker), Error::<T>::AlreadyRegistered);
		Self::ensure_bonded(&worker)?;
		Self::check_offer(&endpoint, &base_models)?;

		let deposit = T::Consideration::new(&worker, footprint::<T>(&endpoint, &base_models))?;
		for base in &base_models {
			Self::join_roster(*base, &worker);
		}
		let record = Worker {
			key: key.clone(),
			endpoint,
			base_models: base_models.clone(),
			build,
			proved: 0,
			missed: 0,
			misses_in_row: 0,
			last_seen: Self::now(),
			paused: false,
			joined_in: frame_system::Pallet::<T>::block_number(),
			deposit,
		};
		Workers::<T>::insert(&worker, record);
		Self::deposit_event(Event::WorkerRegistered { worker, key, base_models, build });
		Ok(())
	}

	pub(crate) fn do_update(
		worker: T::AccountId,
		endpoint: EndpointOf<T>,
		base_models: BaseModelsOf<T>,
		build: H256,
	) -> DispatchResult {
		let record = Workers::<T>::get(&worker).ok_or(Error::<T>::NotRegistered)?;
		Self::check_offer(&endpoint, &base_models)?;

		let footprint = footprint::<T>(&endpoint, &base_models);
		let deposit = record.deposit.update(&worker, footprint)?;
		for base in missing_from(&record.base_models, &base_models) {
			Self::quit_roster(base, &worker);
		}
		let mut joined_in = record.joined_in;
		for base in missing_from(&base_models, &record.base_models) {
			Self::join_roster(base, &worker);
			joined_in = frame_system::Pallet::<T>::block_number();
		}
		let served = base_models.clone();
		let record = Worker { endpoint, base_models: served, build, joined_in, deposit, ..record };
		Workers::<T>::insert(&worker, record);
		Self::deposit_event(Event::WorkerUpdated { worker, base_models, build });
		Ok(())
	}

	pub(crate) fn do_leave(worker: T::AccountId) -> DispatchResult {
		ensure!(!Assigned::<T>::contains_key(&worker), Error::<T>::StillAssigned);
		let record = Workers::<T>::take(&worker).ok_or(Error::<T>::NotRegistered)?;
		for base in record.base_models {
			Self::quit_roster(base, &worker);
		}
		record.deposit.drop(&worker)?;
		Self::deposit_event(Event::WorkerLeft { worker });
		Ok(())
	}

	fn check_offer(endpoint: &[u8], base_models: &[ArtifactId]) -> Result<(), Error<T>> {
		let is_text = core::str::from_utf8(endpoint).is_ok_and(|text| !text.is_empty());
		ensure!(is_text, Error::<T>::InvalidEndpoint);
		let ascending = base_models.windows(2).all(|pair| match pair {
			[left, right] => left < right,
			_ => true,
		});
		ensure!(ascending, Error::<T>::BaseModelsNotAscending);
		let known = base_models.iter().all(|base| T::Lineage::base(*base) == Some(*base));
		ensure!(known, Error::<T>::UnknownBaseModel);
		Ok(())
	}
}

/// What a worker occupies in bytes: what it says of itself, and two entries for its place in each
/// roster. What all workers have alike is covered by the price of an item.
fn footprint<T: Config>(endpoint: &EndpointOf<T>, base_models: &BaseModelsOf<T>) -> Footprint {
	let place = <(ArtifactId, u32, T::AccountId)>::max_encoded_len();
	let places = base_models.len().saturating_mul(2).saturating_mul(place);
	Footprint::from_parts(1, (endpoint, base_models).encoded_size().saturating_add(places))
}

/// Those of `some` that `others` lacks.
fn missing_from<'a>(
	some: &'a [ArtifactId],
	others: &'a [ArtifactId],
) -> impl Iterator<Item = ArtifactId> + 'a {
	some.iter().filter(|base| !others.contains(base)).copied()
}
