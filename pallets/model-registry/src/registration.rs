// SPDX-License-Identifier: Apache-2.0
//! How an artifact comes to be, and how its prices change.

use crate::{
	Artifact, Artifacts, Config, Description, Error, Event, Lineage, Manifests, NextArtifact,
	Pallet, Terms,
};
use frame::{prelude::*, traits::Consideration};
use openledger_primitives::{
	commitment::ContentCommitment,
	fee::PriceList,
	ids::{ArtifactId, SnapshotId},
	records::ArtifactKind,
};

/// What every registration is about.
pub(crate) struct Candidate<T: Config> {
	pub owner: T::AccountId,
	pub manifest: ContentCommitment,
	pub description: Description<T>,
	pub terms: Terms,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register_base_model(candidate: Candidate<T>) -> DispatchResult {
		Self::register(candidate, None, Lineage::default())
	}

	pub(crate) fn do_register_adapter(
		candidate: Candidate<T>,
		base: ArtifactId,
		trained_on: &[SnapshotId],
		parents: &[ArtifactId],
	) -> DispatchResult {
		let lineage = Lineage::of_adapter::<T>(base, parents, trained_on)?;
		ensure!(lineage.royalties_fit(), Error::<T>::RoyaltiesAboveWhole);
		Self::register(candidate, Some(base), lineage)
	}

	pub(crate) fn do_set_prices(
		who: &T::AccountId,
		artifact: ArtifactId,
		prices: Option<PriceList>,
	) -> DispatchResult {
		let mut record = Artifacts::<T>::get(artifact).ok_or(Error::<T>::ArtifactNotFound)?;
		ensure!(record.owner == *who, Error::<T>::NotOwner);
		Self::ensure_payable(prices.as_ref())?;
		record.terms.prices = prices;
		Artifacts::<T>::insert(artifact, record);
		Self::deposit_event(Event::PricesSet { artifact, prices });
		Ok(())
	}

	/// Registers an adapter of `base`, or a base model when there is none.
	fn register(
		candidate: Candidate<T>,
		base: Option<ArtifactId>,
		lineage: Lineage,
	) -> DispatchResult {
		let Candidate { owner, manifest, description, terms } = candidate;
		ensure!(manifest.check().is_ok(), Error::<T>::MalformedManifest);
		ensure!(manifest.length > 0, Error::<T>::EmptyManifest);
		ensure!(!Manifests::<T>::contains_key(manifest.root), Error::<T>::DuplicateManifest);
		Self::ensure_texts(&description)?;
		Self::ensure_payable(terms.prices.as_ref())?;

		let artifact = NextArtifact::<T>::get();
		NextArtifact::<T>::put(artifact.next().ok_or(Error::<T>::IdsExhausted)?);
		let (kind, base) = match base {
			Some(base) => (ArtifactKind::Adapter, base),
			None => (ArtifactKind::BaseModel, artifact),
		};
		let footprint = Artifact::footprint(&description, &lineage);
		let record = Artifact {
			kind,
			owner: owner.clone(),
			base,
			manifest,
			description,
			lineage,
			terms,
			registered_at: frame_system::Pallet::<T>::block_number(),
			deposit: T::ArtifactDeposit::new(&owner, footprint)?,
		};
		Artifacts::<T>::insert(artifact, record);
		Manifests::<T>::insert(manifest.root, artifact);
		Self::deposit_event(Event::ArtifactRegistered { artifact, kind, owner, base, manifest });
		Ok(())
	}

	fn ensure_texts(description: &Description<T>) -> Result<(), Error<T>> {
		let Description { name, uri, licence } = description;
		let texts = [name.as_slice(), uri, licence];
		let readable = texts.into_iter().all(|text| core::str::from_utf8(text).is_ok());
		ensure!(readable && !name.is_empty() && !licence.is_empty(), Error::<T>::InvalidText);
		Ok(())
	}

	/// Whether the fee of every request fits into a balance.
	fn ensure_payable(prices: Option<&PriceList>) -> Result<(), Error<T>> {
		let payable = prices.is_none_or(|prices| prices.fee(u32::MAX, u32::MAX).is_some());
		ensure!(payable, Error::<T>::PriceTooHigh);
		Ok(())
	}
}

/// The length of a list, as weights take it.
pub(crate) fn length<E, S>(list: &BoundedVec<E, S>) -> u32 {
	u32::try_from(list.len()).unwrap_or(u32::MAX)
}
