// SPDX-License-Identifier: Apache-2.0
//! What an answer or an artifact goes back to: artifacts, snapshots, Datanets, contributions.

use crate::{chain::View, failure::Failure};
use openledger_primitives::{
	ids::{ArtifactId, ContributionId, DatanetId, RequestId, SnapshotId},
	records::{
		ArtifactNode, ArtifactRecord, ContributionRecord, ContributionView, DatanetRecord,
		EvaluationRecord, RequestView, SnapshotRecord,
	},
};
use polkadot_sdk::sp_runtime::AccountId32;
use std::collections::{btree_map::Entry, BTreeMap, BTreeSet};

/// How many contributions are asked for at once: the most that the runtime gives.
const PAGE: u32 = 256;

/// An artifact with all that it descends from, nearest first, and the data behind.
pub struct Lineage {
	/// The artifact and its ancestors.
	pub artifacts: Vec<ArtifactRecord<AccountId32>>,
	/// The snapshots that any of them was trained on, or indexes.
	pub snapshots: Vec<Snapshot>,
	/// The Datanets that these were taken of.
	pub datanets: BTreeMap<DatanetId, DatanetRecord<AccountId32>>,
	/// What was measured of the artifacts.
	pub evaluations: Vec<EvaluationRecord<AccountId32>>,
	/// How the contributions were given: under which licence, when, as what.
	pub given: BTreeMap<ContributionId, ContributionView<AccountId32>>,
}

/// A snapshot, and what it holds.
pub struct Snapshot {
	/// Its number.
	pub id: SnapshotId,
	/// What the chain keeps of it.
	pub record: SnapshotRecord<AccountId32>,
	/// All that had been accepted, in order, what was taken down later included; as the node lists it.
	pub contributions: Vec<ContributionRecord<AccountId32>>,
}

impl Lineage {
	/// The request `id`, and the artifact that answered it.
	///
	/// # Errors
	/// [`Failure::Unknown`], those of the chain.
	pub async fn of_request(
		view: &View,
		id: RequestId,
	) -> Result<(RequestView<AccountId32>, ArtifactId), Failure> {
		let found: Option<RequestView<AccountId32>> =
			view.ask("AttributionApi_request", id).await?;
		let request = found.ok_or_else(|| {
			Failure::Unknown(format!("request {id}: it never was, or was pruned after its end"))
		})?;
		let artifact = request.artifact;
		Ok((request, artifact))
	}

	/// What the artifact `id` goes back to.
	///
	/// # Errors
	/// [`Failure::Unknown`], those of the chain.
	pub async fn of_artifact(view: &View, id: ArtifactId) -> Result<Self, Failure> {
		let unknown = || Failure::Unknown(format!("artifact {id}"));
		let nodes: Option<Vec<ArtifactNode<AccountId32>>> =
			view.ask("ModelRegistryApi_lineage", id).await?;
		let mut artifacts = Vec::new();
		let mut ids = BTreeSet::new();
		for node in nodes.ok_or_else(unknown)? {
			artifacts.push(artifact(view, node.id).await?);
			ids.extend(node.snapshots);
		}
		let mut snapshots = Vec::new();
		let mut datanets = BTreeMap::new();
		for id in ids {
			let snapshot = Snapshot::find(view, id).await?;
			let datanet = snapshot.record.info.datanet;
			if let Entry::Vacant(place) = datanets.entry(datanet) {
				let record: Option<DatanetRecord<AccountId32>> =
					view.ask("DatanetsApi_datanet", datanet).await?;
				let record =
					record.ok_or_else(|| Failure::Unknown(format!("Datanet {datanet}")))?;
				place.insert(record);
			}
			snapshots.push(snapshot);
		}
		let evaluations = evaluations(view, &artifacts).await?;
		let mut given = BTreeMap::new();
		let ids: BTreeSet<ContributionId> = snapshots
			.iter()
			.flat_map(|snapshot: &Snapshot| snapshot.contributions.iter().map(|record| record.id))
			.collect();
		for id in ids {
			let found: Option<ContributionView<AccountId32>> =
				view.ask("DatanetsApi_contribution", id).await?;
			given.extend(found.map(|found| (id, found)));
		}
		Ok(Self { artifacts, snapshots, datanets, evaluations, given })
	}
}

/// What was measured of the artifacts.
async fn evaluations(
	view: &View,
	artifacts: &[ArtifactRecord<AccountId32>],
) -> Result<Vec<EvaluationRecord<AccountId32>>, Failure> {
	let mut all: Vec<EvaluationRecord<AccountId32>> = Vec::new();
	for artifact in artifacts {
		let mut start: u32 = 0;
		loop {
			let page: Vec<EvaluationRecord<AccountId32>> =
				view.ask("ModelRegistryApi_evaluations", (artifact.id, start, PAGE)).await?;
			let count = u32::try_from(page.len()).unwrap_or(u32::MAX);
			all.extend(page);
			start = start.saturating_add(count);
			if count < PAGE {
				break;
			}
		}
	}
	Ok(all)
}

/// The artifact `id`.
///
/// # Errors
/// [`Failure::Unknown`], those of the chain.
pub async fn artifact(view: &View, id: ArtifactId) -> Result<ArtifactRecord<AccountId32>, Failure> {
	let found: Option<ArtifactRecord<AccountId32>> =
		view.ask("ModelRegistryApi_artifact", id).await?;
	found.ok_or_else(|| Failure::Unknown(format!("artifact {id}")))
}

impl Snapshot {
	async fn find(view: &View, id: SnapshotId) -> Result<Self, Failure> {
		let found: Option<SnapshotRecord<AccountId32>> =
			view.ask("DatanetsApi_snapshot_record", id).await?;
		let record = found.ok_or_else(|| Failure::Unknown(format!("snapshot {id}")))?;
		let mut contributions: Vec<ContributionRecord<AccountId32>> = Vec::new();
		loop {
			let start = u32::try_from(contributions.len()).unwrap_or(u32::MAX);
			if start >= record.info.accepted {
				break;
			}
			let page: Vec<ContributionRecord<AccountId32>> =
				view.ask("DatanetsApi_contributions", (id, start, PAGE)).await?;
			if page.is_empty() {
				break;
			}
			contributions.extend(page);
		}
		Ok(Self { id, record, contributions })
	}
}
