// SPDX-License-Identifier: Apache-2.0
//! How an artifact comes to be.

use crate::{
	lineage::{base_of, find},
	Artifact, Artifacts, Config, Description, Error, Event, Lineage, Manifests, NextArtifact,
	Pallet, Reservations, Terms, Version,
};
use frame::{prelude::*, traits::Consideration};
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{ArtifactId, SnapshotId},
	records::{ArtifactStatus, Credit, NewArtifact},
};

/// What follows of a candidate.
pub(crate) struct Checked {
	id: ArtifactId,
	next: ArtifactId,
	base: Option<ArtifactId>,
	lineage: Lineage,
	version: Version,
}

impl<T: Config> Pallet<T> {
	/// Registers `candidate` for `owner`, or changes nothing.
	pub(crate) fn do_register(
		owner: T::AccountId,
		candidate: NewArtifact<T::AccountId>,
	) -> Result<ArtifactId, DispatchError> {
		Self::ensure_manifest(&owner, &candidate.manifest)?;
		let Checked { id, next, base, lineage, version } = Self::check(&owner, &candidate)?;
		let NewArtifact { kind, name, manifest, uri, licence, credits, royalty, prices, .. } =
			candidate;
		let status = if candidate.draft { ArtifactStatus::Draft } else { ArtifactStatus::Active };
		let description = Description { name, uri, licence };
		let footprint = Artifact::<T>::footprint(&description, &lineage, &credits);
		let record = Artifact {
			kind,
			status,
			owner: owner.clone(),
			offered_to: None,
			base,
			manifest,
			description,
			lineage,
			version,
			terms: Terms { royalty, credits, prices },
			registered_at: frame_system::Pallet::<T>::block_number(),
			deposit: T::ArtifactDeposit::new(&owner, footprint)?,
		};
		NextArtifact::<T>::put(next);
		Artifacts::<T>::insert(id, record);
		Manifests::<T>::insert(manifest.root, id);
		Reservations::<T>::remove(manifest.root);
		if let Some(previous) = version.previous {
			Artifacts::<T>::mutate_extant(previous, |record| record.version.successor = Some(id));
		}
		Self::deposit_event(Event::ArtifactRegistered {
			artifact: id,
			kind,
			owner,
			base,
			manifest,
			status,
			version: version.number,
		});
		Ok(id)
	}

	/// Checks all but the manifest.
	pub(crate) fn check(
		owner: &T::AccountId,
		candidate: &NewArtifact<T::AccountId>,
	) -> Result<Checked, Error<T>> {
		let id = NextArtifact::<T>::get();
		let next = id.next().ok_or(Error::<T>::IdsExhausted)?;
		ensure_texts(candidate)?;
		ensure!(is_ascending(&candidate.snapshots), Error::<T>::SnapshotsNotAscending);
		ensure!(is_single(&candidate.credits), Error::<T>::DuplicateCredit);

		let parents = find::<T>(&candidate.parents)?;
		let base = base_of(id, candidate.kind, &parents)?;
		let lineage = Lineage::of(candidate.kind, &parents, &candidate.snapshots)?;
		Self::ensure_offerable(candidate.prices.as_ref(), base, &candidate.licence)?;
		let fit = Self::shares_fit(&lineage.parents, &candidate.credits);
		ensure!(fit, Error::<T>::RoyaltiesAboveWhole);
		let version = Self::version_after(owner, candidate)?;
		Self::ensure_derivable(owner, &candidate.licence, &parents)?;
		Self::ensure_trainable(owner, &candidate.licence, &candidate.snapshots)?;
		Ok(Checked { id, next, base, lineage, version })
	}

	fn ensure_manifest(owner: &T::AccountId, manifest: &ContentCommitment) -> Result<(), Error<T>> {
		ensure!(manifest.check().is_ok(), Error::<T>::MalformedManifest);
		ensure!(manifest.length > 0, Error::<T>::EmptyManifest);
		ensure!(!Manifests::<T>::contains_key(manifest.root), Error::<T>::DuplicateManifest);
		let kept_for = Reservations::<T>::get(manifest.root).map(|kept| kept.builder);
		ensure!(kept_for.is_none_or(|who| who == *owner), Error::<T>::ManifestReserved);
		Ok(())
	}

	fn version_after(
		owner: &T::AccountId,
		candidate: &NewArtifact<T::AccountId>,
	) -> Result<Version, Error<T>> {
		let Some(previous) = candidate.previous else {
			return Ok(Version { number: 1, previous: None, successor: None });
		};
		let record = Artifacts::<T>::get(previous).ok_or(Error::<T>::ArtifactNotFound)?;
		let is_alike = record.owner == *owner && record.kind == candidate.kind;
		ensure!(is_alike, Error::<T>::NotAVersion);
		ensure!(record.version.successor.is_none(), Error::<T>::AlreadySucceeded);
		let number = record.version.number.checked_add(1).ok_or(Error::<T>::IdsExhausted)?;
		Ok(Version { number, previous: Some(previous), successor: None })
	}
}

fn ensure_texts<T: Config>(candidate: &NewArtifact<T::AccountId>) -> Result<(), Error<T>> {
	let NewArtifact { name, uri, licence, .. } = candidate;
	let mut texts = [name.as_slice(), uri].into_iter();
	let are_readable =
		texts.all(|text| core::str::from_utf8(text).is_ok()) && licence.is_readable();
	ensure!(are_readable && !name.is_empty(), Error::<T>::InvalidText);
	Ok(())
}

fn is_ascending(snapshots: &[SnapshotId]) -> bool {
	snapshots.iter().zip(snapshots.iter().skip(1)).all(|(left, right)| left < right)
}

/// Whether nobody is credited twice as the same. There are at most eight.
fn is_single<AccountId: PartialEq>(credits: &[Credit<AccountId>]) -> bool {
	credits.iter().enumerate().all(|(place, credit)| {
		let mut earlier = credits.iter().take(place);
		!earlier.any(|other| other.who == credit.who && other.role == credit.role)
	})
}

/// The length of a list, as weights take it.
pub(crate) fn length<E, S>(list: &BoundedVec<E, S>) -> u32 {
	u32::try_from(list.len()).unwrap_or(u32::MAX)
}
