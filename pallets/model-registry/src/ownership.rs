// SPDX-License-Identifier: Apache-2.0
//! What an artifact's owner does with it.

use crate::{Artifact, Artifacts, Config, Error, Event, Pallet, Reason};
use core::mem;
use frame::{prelude::*, traits::Consideration};
use openledger_primitives::{fee::PriceList, ids::ArtifactId, records::ArtifactStatus};

impl<T: Config> Pallet<T> {
	/// The artifact, which must be of `who`.
	fn owned(who: &T::AccountId, artifact: ArtifactId) -> Result<Artifact<T>, Error<T>> {
		let record = Artifacts::<T>::get(artifact).ok_or(Error::<T>::ArtifactNotFound)?;
		ensure!(record.owner == *who, Error::<T>::NotOwner);
		Ok(record)
	}

	pub(crate) fn do_set_prices(
		who: &T::AccountId,
		artifact: ArtifactId,
		prices: Option<PriceList>,
	) -> DispatchResult {
		let mut record = Self::owned(who, artifact)?;
		ensure!(record.status != ArtifactStatus::Revoked, Error::<T>::ArtifactRevoked);
		Self::ensure_offerable(prices.as_ref(), record.base, &record.description.licence)?;
		record.terms.prices = prices;
		Artifacts::<T>::insert(artifact, record);
		Self::deposit_event(Event::PricesSet { artifact, prices });
		Ok(())
	}

	pub(crate) fn do_publish(who: &T::AccountId, artifact: ArtifactId) -> DispatchResult {
		let mut record = Self::owned(who, artifact)?;
		ensure!(record.status == ArtifactStatus::Draft, Error::<T>::NotADraft);
		record.status = ArtifactStatus::Active;
		Artifacts::<T>::insert(artifact, record);
		Self::deposit_event(Event::ArtifactPublished { artifact });
		Ok(())
	}

	pub(crate) fn do_deprecate(who: &T::AccountId, artifact: ArtifactId) -> DispatchResult {
		let mut record = Self::owned(who, artifact)?;
		ensure!(record.status == ArtifactStatus::Active, Error::<T>::NotActive);
		record.status = ArtifactStatus::Deprecated;
		Artifacts::<T>::insert(artifact, record);
		Self::deposit_event(Event::ArtifactDeprecated { artifact });
		Ok(())
	}

	/// Revokes the artifact for its owner `by`, or for governance when that is absent.
	pub(crate) fn do_revoke(
		by: Option<T::AccountId>,
		artifact: ArtifactId,
		reason: Reason,
	) -> DispatchResult {
		let mut record = Artifacts::<T>::get(artifact).ok_or(Error::<T>::ArtifactNotFound)?;
		ensure!(by.as_ref().is_none_or(|who| record.owner == *who), Error::<T>::NotOwner);
		ensure!(record.status != ArtifactStatus::Revoked, Error::<T>::ArtifactRevoked);
		let is_readable = !reason.is_empty() && core::str::from_utf8(&reason).is_ok();
		ensure!(is_readable, Error::<T>::InvalidText);
		record.status = ArtifactStatus::Revoked;
		// Whoever took it over would pay a deposit for what can earn nothing.
		record.offered_to = None;
		Artifacts::<T>::insert(artifact, record);
		Self::deposit_event(Event::ArtifactRevoked { artifact, by, reason });
		Ok(())
	}

	pub(crate) fn do_offer_transfer(
		who: &T::AccountId,
		artifact: ArtifactId,
		to: Option<T::AccountId>,
	) -> DispatchResult {
		let mut record = Self::owned(who, artifact)?;
		ensure!(record.status != ArtifactStatus::Revoked, Error::<T>::ArtifactRevoked);
		record.offered_to.clone_from(&to);
		Artifacts::<T>::insert(artifact, record);
		Self::deposit_event(Event::TransferOffered { artifact, to });
		Ok(())
	}

	/// The new owner's deposit takes the place of the old one's.
	pub(crate) fn do_accept_transfer(who: T::AccountId, artifact: ArtifactId) -> DispatchResult {
		let mut record = Artifacts::<T>::get(artifact).ok_or(Error::<T>::ArtifactNotFound)?;
		ensure!(record.offered_to.as_ref() == Some(&who), Error::<T>::NotOffered);
		let Artifact { description, lineage, terms, .. } = &record;
		let footprint = Artifact::<T>::footprint(description, lineage, &terms.credits);
		let deposit = T::ArtifactDeposit::new(&who, footprint)?;
		let former = mem::replace(&mut record.deposit, deposit);
		let from = mem::replace(&mut record.owner, who.clone());
		record.offered_to = None;
		former.drop(&from)?;
		Artifacts::<T>::insert(artifact, record);
		Self::deposit_event(Event::ArtifactTransferred { artifact, from, to: who });
		Ok(())
	}
}
