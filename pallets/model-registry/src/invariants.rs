// SPDX-License-Identifier: Apache-2.0
//! What is true after every block.

use crate::{Artifact, Artifacts, Config, Lineage, Manifests, NextArtifact, Pallet};
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*};
use openledger_primitives::{
	ids::ArtifactId,
	records::ArtifactKind,
	traits::{self, MAX_OWNERS},
};

impl<T: Config> Pallet<T> {
	/// Checks that every artifact was given its number and is found by its manifest, that it is younger
	/// than its parents and inherits from them what it should, and that its owners share the whole.
	///
	/// # Errors
	/// A sentence that says what is not so.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut count = 0usize;
		for (id, artifact) in Artifacts::<T>::iter() {
			count = count.saturating_add(1);
			ensure!(id < NextArtifact::<T>::get(), "an artifact's number was not given out");
			ensure!(
				Manifests::<T>::get(artifact.manifest.root) == Some(id),
				"an artifact is not found by its manifest"
			);
			Self::check_lineage(id, &artifact)?;
			Self::check_owners(id)?;
		}
		ensure!(Manifests::<T>::iter_keys().count() == count, "a manifest has no artifact");
		Ok(())
	}

	fn check_lineage(id: ArtifactId, artifact: &Artifact<T>) -> Result<(), TryRuntimeError> {
		let lineage = &artifact.lineage;
		let expected = match artifact.kind {
			ArtifactKind::BaseModel => {
				ensure!(artifact.base == id, "a base model runs on another");
				Lineage::default()
			},
			ArtifactKind::Adapter => {
				let parents = lineage.parents.iter().map(|parent| parent.artifact);
				ensure!(parents.clone().all(|parent| parent < id), "a parent is not older");
				let others = parents.skip(1).collect::<alloc::vec::Vec<_>>();
				let mut expected =
					Lineage::of_adapter::<T>(artifact.base, &others, &lineage.trained_on)
						.map_err(|_| "an adapter could not have been registered")?;
				// The parents' royalties may have changed since.
				expected.parents.clone_from(&lineage.parents);
				expected
			},
		};
		ensure!(*lineage == expected, "an artifact does not inherit what it should");
		Ok(())
	}

	fn check_owners(id: ArtifactId) -> Result<(), TryRuntimeError> {
		let owners = <Self as traits::Lineage<T::AccountId>>::owners(id);
		let sum = owners.iter().map(|(_, share)| u64::from(share.deconstruct())).sum::<u64>();
		ensure!(
			sum == u64::from(Perbill::one().deconstruct()),
			"an artifact's owners do not share the whole"
		);
		ensure!(
			u32::try_from(owners.len()).is_ok_and(|count| count <= MAX_OWNERS),
			"an artifact has too many owners"
		);
		Ok(())
	}
}
