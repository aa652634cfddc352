// SPDX-License-Identifier: Apache-2.0
//! How leave to train on a Datanet is asked for, given, bought, and ends.

use crate::{
	AccessRequest, Config, Corpora, Datanet, Datanets, Error, Event, Grant, Grants, HoldReason,
	Pallet, Requests, Text,
};
use frame::{
	prelude::{
		fungible::{Mutate, MutateHold},
		*,
	},
	traits::Consideration,
};
use openledger_primitives::{
	ids::{DatanetId, SnapshotId},
	traits::{Liquid, RoyaltySink, Sale},
	Balance,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_request_access(
		who: T::AccountId,
		datanet: DatanetId,
		purpose: Text<T::MaxNoteLen>,
		until: Option<BlockNumberFor<T>>,
		offer: Balance,
	) -> DispatchResult {
		Self::open(datanet)?;
		Self::ensure_text(&purpose)?;
		Self::ensure_ahead(until)?;
		ensure!(!Grants::<T>::contains_key(datanet, &who), Error::<T>::AlreadyGranted);
		ensure!(!Requests::<T>::contains_key(datanet, &who), Error::<T>::AlreadyRequested);
		ensure!(T::Liquid::liquid(&who) >= offer, Error::<T>::FundsLocked);
		let deposit = T::AccessDeposit::new(&who, Grant::<T>::footprint(&purpose))?;
		T::Currency::hold(&HoldReason::AccessOffer.into(), &who, offer)?;
		let request = AccessRequest {
			purpose: purpose.clone(),
			until,
			offer,
			requested_at: frame_system::Pallet::<T>::block_number(),
			deposit,
		};
		Requests::<T>::insert(datanet, &who, request);
		Self::deposit_event(Event::AccessRequested { datanet, who, purpose, until, offer });
		Ok(())
	}

	pub(crate) fn do_cancel_request(who: T::AccountId, datanet: DatanetId) -> DispatchResult {
		let offer = Self::drop_request(datanet, &who)?;
		Self::deposit_event(Event::AccessCancelled { datanet, who, offer });
		Ok(())
	}

	pub(crate) fn do_grant(
		owner: &T::AccountId,
		datanet: DatanetId,
		who: T::AccountId,
		price: Balance,
		until: Option<BlockNumberFor<T>>,
		key_uri: Text<T::MaxUriLen>,
	) -> DispatchResult {
		let record = Self::owned_by(owner, datanet)?;
		ensure!(!record.retired, Error::<T>::DatanetRetired);
		Self::ensure_text(&key_uri)?;
		let request = Requests::<T>::take(datanet, &who).ok_or(Error::<T>::RequestNotFound)?;
		ensure!((request.offer, request.until) == (price, until), Error::<T>::TermsDiffer);
		ensure!(!Grants::<T>::contains_key(datanet, &who), Error::<T>::AlreadyGranted);
		Self::ensure_ahead(until)?;
		if price > 0 {
			let snapshot = Self::licensed(datanet)?;
			Self::move_held(HoldReason::AccessOffer, &who, &T::Royalties::pot(), price)?;
			let sale = Sale { datanet, snapshot, buyer: who.clone(), price };
			T::Royalties::credit_sale(&sale)?;
		}
		let grant = Grant {
			purpose: request.purpose,
			until,
			price,
			key_uri: key_uri.clone(),
			granted_at: frame_system::Pallet::<T>::block_number(),
			deposit: request.deposit,
		};
		Grants::<T>::insert(datanet, &who, grant);
		Self::deposit_event(Event::AccessGranted { datanet, who, price, until, key_uri });
		Ok(())
	}

	pub(crate) fn do_deny(
		owner: &T::AccountId,
		datanet: DatanetId,
		who: T::AccountId,
		reason: Text<T::MaxNoteLen>,
	) -> DispatchResult {
		Self::owned_by(owner, datanet)?;
		Self::ensure_text(&reason)?;
		let offer = Self::drop_request(datanet, &who)?;
		Self::deposit_event(Event::AccessDenied { datanet, who, offer, reason });
		Ok(())
	}

	pub(crate) fn do_buy_licence(
		buyer: T::AccountId,
		datanet: DatanetId,
		max_price: Balance,
	) -> DispatchResult {
		let record = Self::open(datanet)?;
		let price = record.entry_price.ok_or(Error::<T>::NotForSale)?;
		ensure!(price <= max_price, Error::<T>::PriceAboveLimit);
		ensure!(!Grants::<T>::contains_key(datanet, &buyer), Error::<T>::AlreadyGranted);
		let purpose = Text::<T::MaxNoteLen>::new();
		let deposit = T::AccessDeposit::new(&buyer, Grant::<T>::footprint(&purpose))?;
		if price > 0 {
			let snapshot = Self::licensed(datanet)?;
			let pot = T::Royalties::pot();
			T::Currency::transfer(&buyer, &pot, price, Preservation::Preserve)?;
			let sale = Sale { datanet, snapshot, buyer: buyer.clone(), price };
			T::Royalties::credit_sale(&sale)?;
		}
		let grant = Grant {
			purpose,
			until: None,
			price,
			key_uri: BoundedVec::new(),
			granted_at: frame_system::Pallet::<T>::block_number(),
			deposit,
		};
		Grants::<T>::insert(datanet, &buyer, grant);
		Self::deposit_event(Event::LicenceBought { datanet, buyer, price });
		Ok(())
	}

	pub(crate) fn do_set_key(
		owner: &T::AccountId,
		datanet: DatanetId,
		who: T::AccountId,
		key_uri: Text<T::MaxUriLen>,
	) -> DispatchResult {
		Self::owned_by(owner, datanet)?;
		Self::ensure_text(&key_uri)?;
		Grants::<T>::try_mutate(datanet, &who, |grant| {
			grant.as_mut().ok_or(Error::<T>::GrantNotFound)?.key_uri = key_uri.clone();
			Ok::<_, Error<T>>(())
		})?;
		Self::deposit_event(Event::KeySet { datanet, who, key_uri });
		Ok(())
	}

	/// By governance when nobody signed.
	pub(crate) fn do_revoke(
		by: Option<T::AccountId>,
		datanet: DatanetId,
		who: T::AccountId,
		reason: Text<T::MaxNoteLen>,
	) -> DispatchResult {
		if let Some(owner) = &by {
			Self::owned_by(owner, datanet)?;
		}
		let grant = Grants::<T>::take(datanet, &who).ok_or(Error::<T>::GrantNotFound)?;
		ensure!(by.is_none() || grant.price == 0, Error::<T>::GrantPaidFor);
		Self::ensure_text(&reason)?;
		grant.deposit.drop(&who)?;
		Self::deposit_event(Event::AccessRevoked { datanet, who, by, reason });
		Ok(())
	}

	pub(crate) fn do_expire(
		by: &T::AccountId,
		datanet: DatanetId,
		who: T::AccountId,
	) -> DispatchResult {
		let grant = Grants::<T>::take(datanet, &who).ok_or(Error::<T>::GrantNotFound)?;
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(*by == who || !grant.holds(now), Error::<T>::NotExpired);
		grant.deposit.drop(&who)?;
		Self::deposit_event(Event::AccessExpired { datanet, who });
		Ok(())
	}

	/// The Datanet, when access to it can still be had.
	fn open(datanet: DatanetId) -> Result<Datanet<T>, Error<T>> {
		let record = Datanets::<T>::get(datanet).ok_or(Error::<T>::DatanetNotFound)?;
		ensure!(!record.retired, Error::<T>::DatanetRetired);
		Ok(record)
	}

	/// The snapshot whose contributions share in what is paid now.
	fn licensed(datanet: DatanetId) -> Result<SnapshotId, Error<T>> {
		Corpora::<T>::get(datanet).latest_snapshot.ok_or(Error::<T>::NothingToLicense)
	}

	fn ensure_ahead(until: Option<BlockNumberFor<T>>) -> Result<(), Error<T>> {
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(until.is_none_or(|until| until > now), Error::<T>::UntilPassed);
		Ok(())
	}

	/// Removes a request, gives back all that was held for it, and returns what was offered.
	fn drop_request(datanet: DatanetId, who: &T::AccountId) -> Result<Balance, DispatchError> {
		let AccessRequest { offer, deposit, .. } =
			Requests::<T>::take(datanet, who).ok_or(Error::<T>::RequestNotFound)?;
		let reason = HoldReason::AccessOffer.into();
		T::Currency::release(&reason, who, offer, Precision::BestEffort)?;
		deposit.drop(who)?;
		Ok(offer)
	}
}
