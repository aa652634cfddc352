// SPDX-License-Identifier: Apache-2.0
//! What an artifact inherits. Ancestors are never walked: each artifact carries the closure of its
//! snapshots and a count, and a child's come out of its parents' alone.

use crate::{types::Parts, Artifact, Artifacts, Config, Error, Lineage, MAX_ANCESTORS};
use alloc::{collections::BTreeSet, vec::Vec};
use frame::prelude::*;
use openledger_primitives::{
	ids::{ArtifactId, SnapshotId},
	records::{ArtifactKind, EdgeRole, NewParent, ParentRecord, Snapshots},
};

/// An edge to a parent, and the parent as it is now.
pub(crate) struct Found<T: Config> {
	pub edge: NewParent,
	pub artifact: Artifact<T>,
}

/// Reads the parents.
pub(crate) fn find<T: Config>(edges: &[NewParent]) -> Result<Vec<Found<T>>, Error<T>> {
	let mut seen = BTreeSet::new();
	edges
		.iter()
		.map(|edge| {
			ensure!(seen.insert(edge.artifact), Error::<T>::DuplicateParent);
			let artifact =
				Artifacts::<T>::get(edge.artifact).ok_or(Error::<T>::ArtifactNotFound)?;
			Ok(Found { edge: *edge, artifact })
		})
		.collect()
}

/// The base model that the artifact `id` of this kind runs on, by its parents.
pub(crate) fn base_of<T: Config>(
	id: ArtifactId,
	kind: ArtifactKind,
	parents: &[Found<T>],
) -> Result<Option<ArtifactId>, Error<T>> {
	let fits = parents.iter().all(|parent| role_fits(kind, parent));
	ensure!(fits, Error::<T>::WrongRole);
	match kind {
		ArtifactKind::BaseModel => Ok(Some(id)),
		ArtifactKind::Adapter => base_of_adapter(parents).map(Some),
		ArtifactKind::Prompt => Ok(parents.first().and_then(|parent| parent.artifact.base)),
		ArtifactKind::RetrievalIndex => Ok(None),
		ArtifactKind::Workflow => base_of_workflow(parents),
	}
}

/// Only a workflow has parts, prompts and indexes; and these must be what the role says.
fn role_fits<T: Config>(kind: ArtifactKind, parent: &Found<T>) -> bool {
	let is_workflow = kind == ArtifactKind::Workflow;
	match parent.edge.role {
		EdgeRole::DerivedFrom => true,
		EdgeRole::ComposedOf => is_workflow,
		EdgeRole::PromptedBy => is_workflow && parent.artifact.kind == ArtifactKind::Prompt,
		EdgeRole::RetrievesFrom => {
			is_workflow && parent.artifact.kind == ArtifactKind::RetrievalIndex
		},
	}
}

fn base_of_adapter<T: Config>(parents: &[Found<T>]) -> Result<ArtifactId, Error<T>> {
	let (first, others) = parents.split_first().ok_or(Error::<T>::NoParents)?;
	ensure!(first.artifact.kind == ArtifactKind::BaseModel, Error::<T>::NotABaseModel);
	let base = first.edge.artifact;
	for Found { artifact, .. } in others {
		ensure!(artifact.base == Some(base), Error::<T>::BaseMismatch);
		ensure!(artifact.kind == ArtifactKind::Adapter, Error::<T>::NotAnAdapter);
	}
	Ok(base)
}

/// A prompt that was written for another model can still be used: only what computes must agree.
fn base_of_workflow<T: Config>(parents: &[Found<T>]) -> Result<Option<ArtifactId>, Error<T>> {
	ensure!(!parents.is_empty(), Error::<T>::NoParents);
	let bases = parents
		.iter()
		.filter(|parent| computes(parent.artifact.kind))
		.filter_map(|parent| parent.artifact.base)
		.collect::<BTreeSet<_>>();
	ensure!(bases.len() <= 1, Error::<T>::BaseMismatch);
	Ok(bases.into_iter().next())
}

fn computes(kind: ArtifactKind) -> bool {
	matches!(kind, ArtifactKind::BaseModel | ArtifactKind::Adapter | ArtifactKind::Workflow)
}

impl Lineage {
	/// The lineage of an artifact of this kind with these parents, trained on `trained_on`.
	pub(crate) fn of<T: Config>(
		kind: ArtifactKind,
		parents: &[Found<T>],
		trained_on: &Snapshots,
	) -> Result<Self, Error<T>> {
		let ancestors = ancestors(kind, parents);
		ensure!(ancestors <= MAX_ANCESTORS, Error::<T>::TooManyAncestors);
		let inherited = parents.iter().flat_map(|parent| &parent.artifact.lineage.snapshots);
		let snapshots = trained_on.iter().chain(inherited).copied().collect::<BTreeSet<_>>();
		let enough = match kind {
			ArtifactKind::Adapter => !snapshots.is_empty(),
			ArtifactKind::RetrievalIndex => !trained_on.is_empty(),
			ArtifactKind::BaseModel | ArtifactKind::Prompt | ArtifactKind::Workflow => true,
		};
		ensure!(enough, Error::<T>::NoSnapshots);
		Ok(Self {
			parents: BoundedVec::truncate_from(parents.iter().map(record).collect()),
			trained_on: trained_on.clone(),
			snapshots: ascending(snapshots)?,
			parts: parts(kind, parents)?,
			ancestors,
		})
	}
}

/// The edge, with what the parent asks now.
fn record<T: Config>(parent: &Found<T>) -> ParentRecord {
	let Found { edge: NewParent { artifact, role }, artifact: now } = parent;
	ParentRecord { artifact: *artifact, role: *role, royalty: now.terms.royalty }
}

fn ancestors<T: Config>(kind: ArtifactKind, parents: &[Found<T>]) -> u32 {
	let with_itself = |parent: &Found<T>| parent.artifact.lineage.ancestors.saturating_add(1);
	match (kind, parents.split_first()) {
		// The base model, and what it descends from, stand above each other parent too.
		(ArtifactKind::Adapter, Some((base, others))) => {
			let shared = with_itself(base);
			others.iter().fold(shared, |sum, parent| {
				sum.saturating_add(with_itself(parent).saturating_sub(shared))
			})
		},
		_ => parents.iter().map(with_itself).fold(0, u32::saturating_add),
	}
}

/// Only what answers with its parents needs them later: an adapter's weights are its own.
fn parts<T: Config>(kind: ArtifactKind, parents: &[Found<T>]) -> Result<Parts, Error<T>> {
	if !matches!(kind, ArtifactKind::Prompt | ArtifactKind::Workflow) {
		return Ok(Parts::new());
	}
	let direct = parents.iter().map(|parent| parent.edge.artifact);
	let inherited = parents.iter().flat_map(|parent| &parent.artifact.lineage.parts).copied();
	let all = direct.chain(inherited).collect::<BTreeSet<_>>();
	all.into_iter().collect::<Vec<_>>().try_into().map_err(|_| Error::<T>::TooManyParts)
}

fn ascending<T: Config>(snapshots: BTreeSet<SnapshotId>) -> Result<Snapshots, Error<T>> {
	let snapshots = snapshots.into_iter().collect::<Vec<_>>();
	snapshots.try_into().map_err(|_| Error::<T>::TooManySnapshots)
}
