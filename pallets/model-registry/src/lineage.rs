// SPDX-License-Identifier: Apache-2.0
//! What an adapter inherits. Ancestors are never walked: each artifact carries the closure of its
//! snapshots and a count, and a child's come out of its parents' alone.

use crate::{Artifacts, Config, Error, Lineage, Parent, MAX_ANCESTORS};
use alloc::{collections::BTreeSet, vec::Vec};
use frame::prelude::*;
use openledger_primitives::{
	ids::{ArtifactId, SnapshotId},
	records::ArtifactKind,
	traits::Datanets,
};

impl Lineage {
	/// The lineage of an adapter of `base` that was made from the adapters `others` too, and trained on
	/// `trained_on`.
	pub(crate) fn of_adapter<T: Config>(
		base: ArtifactId,
		others: &[ArtifactId],
		trained_on: &[SnapshotId],
	) -> Result<Self, Error<T>> {
		let mut parents = Vec::new();
		let mut seen = BTreeSet::new();
		// The base model. Every other parent counts it too, and is counted in its place.
		let mut ancestors = 1u32;
		let mut snapshots = BTreeSet::new();
		for id in core::iter::once(&base).chain(others) {
			ensure!(seen.insert(*id), Error::<T>::DuplicateParent);
			let parent = Artifacts::<T>::get(id).ok_or(Error::<T>::ArtifactNotFound)?;
			if *id == base {
				ensure!(parent.kind == ArtifactKind::BaseModel, Error::<T>::NotABaseModel);
			}
			ensure!(parent.base == base, Error::<T>::BaseMismatch);
			parents.push(Parent { artifact: *id, royalty: parent.terms.royalty });
			ancestors = ancestors.saturating_add(parent.lineage.ancestors);
			snapshots.extend(parent.lineage.snapshots);
		}
		ensure!(ancestors <= MAX_ANCESTORS, Error::<T>::TooManyAncestors);

		for snapshot in trained_on {
			let exists = T::Datanets::snapshot(*snapshot).is_some();
			ensure!(exists, Error::<T>::SnapshotNotFound);
		}
		let trained_on = trained_on.iter().copied().collect::<BTreeSet<_>>();
		snapshots.extend(&trained_on);
		ensure!(!snapshots.is_empty(), Error::<T>::NoSnapshots);
		Ok(Self {
			parents: parents.try_into().map_err(|_| Error::<T>::TooManyParents)?,
			trained_on: ascending(trained_on)?,
			snapshots: ascending(snapshots)?,
			ancestors,
		})
	}

	/// Whether the parents' royalties leave the owner's share at zero or above.
	pub(crate) fn royalties_fit(&self) -> bool {
		let mut parents = self.parents.iter();
		parents.try_fold(Perbill::one(), |rest, parent| rest.checked_sub(&parent.royalty)).is_some()
	}
}

fn ascending<T: Config>(snapshots: BTreeSet<SnapshotId>) -> Result<crate::Snapshots, Error<T>> {
	let snapshots = snapshots.into_iter().collect::<Vec<_>>();
	snapshots.try_into().map_err(|_| Error::<T>::TooManySnapshots)
}
