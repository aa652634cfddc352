// SPDX-License-Identifier: Apache-2.0
//! What others may ask: pallets by the trait, clients by the runtime API.

use crate::{Artifact, Artifacts, Config, Pallet};
use alloc::vec::Vec;
use frame::prelude::*;
use openledger_primitives::{
	fee::PriceList,
	ids::{ArtifactId, SnapshotId},
	records::ArtifactRecord,
	traits::Lineage,
};

impl<T: Config> Lineage<T::AccountId> for Pallet<T> {
	fn prices(id: ArtifactId) -> Option<PriceList> {
		Artifacts::<T>::get(id)?.terms.prices
	}

	fn base(id: ArtifactId) -> Option<ArtifactId> {
		Artifacts::<T>::get(id).map(|artifact| artifact.base)
	}

	fn snapshots(id: ArtifactId) -> Vec<SnapshotId> {
		Artifacts::<T>::get(id)
			.map(|artifact| artifact.lineage.snapshots.into_inner())
			.unwrap_or_default()
	}

	fn owners(id: ArtifactId) -> Vec<(T::AccountId, Perbill)> {
		Artifacts::<T>::get(id).map(owners::<T>).unwrap_or_default()
	}
}

impl<T: Config> Pallet<T> {
	/// The artifact `id` with what serving it needs, or `None` when there is none of this number.
	pub fn artifact(id: ArtifactId) -> Option<ArtifactRecord<T::AccountId>> {
		let Artifact { kind, owner, base, manifest, description, lineage, terms, .. } =
			Artifacts::<T>::get(id)?;
		Some(ArtifactRecord {
			id,
			kind,
			owner,
			base,
			manifest,
			uri: description.uri.into_inner(),
			prices: terms.prices,
			snapshots: lineage.snapshots.into_inner(),
		})
	}
}

/// The parents' owners by the royalties, and before them the artifact's owner by what they leave.
fn owners<T: Config>(artifact: Artifact<T>) -> Vec<(T::AccountId, Perbill)> {
	let royalties = artifact
		.lineage
		.parents
		.iter()
		.filter_map(|parent| Some((Artifacts::<T>::get(parent.artifact)?.owner, parent.royalty)))
		.collect::<Vec<_>>();
	let rest =
		royalties.iter().fold(Perbill::one(), |rest, (_, royalty)| rest.saturating_sub(*royalty));
	let mut owners = Vec::<(T::AccountId, Perbill)>::new();
	for (who, share) in core::iter::once((artifact.owner, rest)).chain(royalties) {
		match owners.iter_mut().find(|(known, _)| *known == who) {
			Some((_, sum)) => *sum = sum.saturating_add(share),
			None => owners.push((who, share)),
		}
	}
	owners.retain(|(_, share)| !share.is_zero());
	owners
}
