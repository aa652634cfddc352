// SPDX-License-Identifier: Apache-2.0
//! What is true after every block.

use crate::{
	lineage::{base_of, find},
	Artifact, Artifacts, Config, Evaluations, Lineage, Manifests, NextArtifact, Pallet,
	Reservations,
};
use alloc::vec::Vec;
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*};
use openledger_primitives::{
	ids::ArtifactId,
	records::{ArtifactStatus, NewParent},
	traits::{self, MAX_OWNERS},
};

impl<T: Config> Pallet<T> {
	/// Checks that every artifact was given its number and is found by its manifest, that it is younger
	/// than its parents and inherits from them what it should, that versions know each other, that owners
	/// share the whole, that evaluations stand where they belong, and that no manifest is kept that is
	/// registered.
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
			Self::check_version(id, &artifact)?;
			Self::check_terms(&artifact)?;
			Self::check_owners(id)?;
		}
		ensure!(Manifests::<T>::iter_keys().count() == count, "a manifest has no artifact");
		for (root, kept) in Reservations::<T>::iter() {
			ensure!(kept.count > 0, "a manifest is kept for nothing");
			ensure!(!Manifests::<T>::contains_key(root), "a registered manifest is kept");
		}
		Self::check_evaluations()
	}

	fn check_lineage(id: ArtifactId, artifact: &Artifact<T>) -> Result<(), TryRuntimeError> {
		let lineage = &artifact.lineage;
		let edges = lineage
			.parents
			.iter()
			.map(|parent| NewParent { artifact: parent.artifact, role: parent.role })
			.collect::<Vec<_>>();
		ensure!(edges.iter().all(|edge| edge.artifact < id), "a parent is not older");
		let derive = || {
			let parents = find::<T>(&edges)?;
			let base = base_of(id, artifact.kind, &parents)?;
			Ok((base, Lineage::of(artifact.kind, &parents, &lineage.trained_on)?))
		};
		let (base, mut expected) =
			derive().map_err(|_: crate::Error<T>| "an artifact could not have been registered")?;
		let is_offered = artifact.offered_to.is_some();
		let is_revoked = artifact.status == ArtifactStatus::Revoked;
		ensure!(!(is_offered && is_revoked), "a revoked artifact is offered");
		ensure!(artifact.base == base, "an artifact runs on another base model than it should");
		// The parents' royalties may have changed since.
		expected.parents.clone_from(&lineage.parents);
		ensure!(*lineage == expected, "an artifact does not inherit what it should");
		Ok(())
	}

	fn check_version(id: ArtifactId, artifact: &Artifact<T>) -> Result<(), TryRuntimeError> {
		let version = artifact.version;
		let number = match version.previous {
			None => 1,
			Some(previous) => {
				let previous = Artifacts::<T>::get(previous)
					.filter(|previous| previous.kind == artifact.kind)
					.ok_or("an artifact is a version of nothing")?
					.version;
				ensure!(previous.successor == Some(id), "a version is not its predecessor's");
				previous.number.saturating_add(1)
			},
		};
		ensure!(version.number == number, "a version's number is not the next");
		let is_known = version.successor.is_none_or(|successor| {
			Artifacts::<T>::get(successor).is_some_and(|next| next.version.previous == Some(id))
		});
		ensure!(is_known, "a successor is not a version of its predecessor");
		Ok(())
	}

	fn check_terms(artifact: &Artifact<T>) -> Result<(), TryRuntimeError> {
		let prices = artifact.terms.prices.as_ref();
		Self::ensure_offerable(prices, artifact.base, &artifact.description.licence)
			.map_err(|_| "an artifact is offered that may not be")?;
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

	fn check_evaluations() -> Result<(), TryRuntimeError> {
		for ((artifact, key, _), measured) in Evaluations::<T>::iter() {
			ensure!(Artifacts::<T>::contains_key(artifact), "an evaluation has no artifact");
			let evaluation = &measured.evaluation;
			ensure!(
				Self::measure(evaluation.benchmark, &evaluation.metric) == key,
				"an evaluation stands under another measure"
			);
		}
		Ok(())
	}
}
