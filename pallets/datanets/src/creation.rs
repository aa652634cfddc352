// SPDX-License-Identifier: Apache-2.0
//! How a Datanet comes to be.

use crate::{Config, Datanet, Datanets, Description, Error, Event, NextDatanet, Pallet};
use codec::FullCodec;
use frame::{deps::frame_support::storage::StorageValue, prelude::*, traits::Consideration};
use openledger_primitives::ids::DatanetId;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_create(owner: T::AccountId, description: Description<T>) -> DispatchResult {
		let Description { name, summary, uri, licence } = &description;
		for text in [name.as_slice(), summary, uri, licence] {
			Self::ensure_text(text)?;
		}
		ensure!(!name.is_empty() && !licence.is_empty(), Error::<T>::InvalidText);

		let datanet = Self::allot::<_, NextDatanet<T>>(DatanetId::next)?;
		let deposit = T::DatanetDeposit::new(&owner, Datanet::footprint(&description))?;
		let created_at = frame_system::Pallet::<T>::block_number();
		let record = Datanet { owner: owner.clone(), description, created_at, deposit };
		Datanets::<T>::insert(datanet, record);
		Self::deposit_event(Event::DatanetCreated { datanet, owner });
		Ok(())
	}

	/// Takes the next number of a counter.
	pub(crate) fn allot<Id, Counter>(next: fn(Id) -> Option<Id>) -> Result<Id, Error<T>>
	where
		Id: FullCodec + Copy,
		Counter: StorageValue<Id, Query = Id>,
	{
		let id = Counter::get();
		Counter::put(next(id).ok_or(Error::<T>::IdsExhausted)?);
		Ok(id)
	}

	pub(crate) fn ensure_text(text: &[u8]) -> Result<(), Error<T>> {
		ensure!(core::str::from_utf8(text).is_ok(), Error::<T>::InvalidText);
		Ok(())
	}
}
