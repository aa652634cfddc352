// SPDX-License-Identifier: Apache-2.0
//! How a Datanet comes to be, changes hands, and ends.

use crate::{
	Config, Datanet, Datanets, Description, Error, Event, NewDatanet, NextDatanet, Pallet, Policy,
};
use codec::FullCodec;
use frame::{deps::frame_support::storage::StorageValue, prelude::*, traits::Consideration};
use openledger_primitives::{ids::DatanetId, licence::Licence, Balance};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_create(owner: T::AccountId, new: NewDatanet<T>) -> DispatchResult {
		let NewDatanet {
			description,
			kind,
			licence,
			visibility,
			policy,
			entry_price,
			curators_cut,
		} = new;
		Self::ensure_description(&description)?;
		Self::ensure_licence(&licence)?;
		ensure!(policy.is_sound(), Error::<T>::InvalidCommittee);

		let datanet = Self::allot::<_, NextDatanet<T>>(DatanetId::next)?;
		let deposit = T::DatanetDeposit::new(&owner, Datanet::footprint(&description, &policy))?;
		let record = Datanet {
			owner: owner.clone(),
			offered_to: None,
			description,
			kind,
			licence,
			visibility,
			policy,
			policy_version: 0,
			entry_price,
			curators_cut,
			retired: false,
			created_at: frame_system::Pallet::<T>::block_number(),
			deposit,
		};
		Datanets::<T>::insert(datanet, record);
		Self::deposit_event(Event::DatanetCreated { datanet, owner });
		Ok(())
	}

	pub(crate) fn do_edit(
		who: &T::AccountId,
		datanet: DatanetId,
		description: Description<T>,
	) -> DispatchResult {
		let mut record = Self::owned_by(who, datanet)?;
		Self::ensure_description(&description)?;
		record.description = description;
		Self::put_resized(datanet, record)?;
		Self::deposit_event(Event::DatanetEdited { datanet });
		Ok(())
	}

	pub(crate) fn do_set_policy(
		who: &T::AccountId,
		datanet: DatanetId,
		policy: Policy<T>,
	) -> DispatchResult {
		let mut record = Self::owned_by(who, datanet)?;
		ensure!(policy.is_sound(), Error::<T>::InvalidCommittee);
		// Wrapping would let votes of long ago count again.
		let version = record.policy_version.checked_add(1).ok_or(Error::<T>::IdsExhausted)?;
		record.policy_version = version;
		record.policy = policy.clone();
		Self::put_resized(datanet, record)?;
		Self::deposit_event(Event::PolicySet { datanet, policy, version });
		Ok(())
	}

	pub(crate) fn do_set_entry_price(
		who: &T::AccountId,
		datanet: DatanetId,
		price: Option<Balance>,
	) -> DispatchResult {
		let mut record = Self::owned_by(who, datanet)?;
		record.entry_price = price;
		Datanets::<T>::insert(datanet, record);
		Self::deposit_event(Event::EntryPriceSet { datanet, price });
		Ok(())
	}

	pub(crate) fn do_offer_transfer(
		who: &T::AccountId,
		datanet: DatanetId,
		to: Option<T::AccountId>,
	) -> DispatchResult {
		let mut record = Self::owned_by(who, datanet)?;
		record.offered_to = to.clone();
		Datanets::<T>::insert(datanet, record);
		Self::deposit_event(Event::TransferOffered { datanet, to });
		Ok(())
	}

	pub(crate) fn do_accept_transfer(who: T::AccountId, datanet: DatanetId) -> DispatchResult {
		let mut record = Datanets::<T>::get(datanet).ok_or(Error::<T>::DatanetNotFound)?;
		ensure!(record.offered_to.as_ref() == Some(&who), Error::<T>::NotOffered);
		let footprint = Datanet::footprint(&record.description, &record.policy);
		let from = record.owner;
		record.deposit.drop(&from)?;
		record.deposit = T::DatanetDeposit::new(&who, footprint)?;
		record.owner = who.clone();
		record.offered_to = None;
		Datanets::<T>::insert(datanet, record);
		Self::deposit_event(Event::DatanetTransferred { datanet, from, to: who });
		Ok(())
	}

	pub(crate) fn do_retire(who: &T::AccountId, datanet: DatanetId) -> DispatchResult {
		let mut record = Self::owned_by(who, datanet)?;
		ensure!(!record.retired, Error::<T>::DatanetRetired);
		record.retired = true;
		record.offered_to = None;
		Datanets::<T>::insert(datanet, record);
		Self::deposit_event(Event::DatanetRetired { datanet });
		Ok(())
	}

	/// The Datanet, when it is `who`'s.
	pub(crate) fn owned_by(who: &T::AccountId, datanet: DatanetId) -> Result<Datanet<T>, Error<T>> {
		let record = Datanets::<T>::get(datanet).ok_or(Error::<T>::DatanetNotFound)?;
		ensure!(record.owner == *who, Error::<T>::NotOwner);
		Ok(record)
	}

	/// Stores the Datanet with a deposit for its new size.
	fn put_resized(datanet: DatanetId, mut record: Datanet<T>) -> DispatchResult {
		let footprint = Datanet::footprint(&record.description, &record.policy);
		record.deposit = record.deposit.update(&record.owner, footprint)?;
		// Whoever was offered it was offered one of another size.
		record.offered_to = None;
		Datanets::<T>::insert(datanet, record);
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

	pub(crate) fn ensure_licence(licence: &Licence) -> Result<(), Error<T>> {
		ensure!(licence.is_readable(), Error::<T>::InvalidText);
		Ok(())
	}

	fn ensure_description(description: &Description<T>) -> Result<(), Error<T>> {
		let Description { name, summary, uri, tags } = description;
		ensure!(!name.is_empty(), Error::<T>::InvalidText);
		ensure!(tags.iter().all(|tag| !tag.is_empty()), Error::<T>::InvalidText);
		let texts = [name.as_slice(), summary, uri].into_iter();
		for text in texts.chain(tags.iter().map(|tag| tag.as_slice())) {
			Self::ensure_text(text)?;
		}
		Ok(())
	}
}
