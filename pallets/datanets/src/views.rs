// SPDX-License-Identifier: Apache-2.0
//! What others may ask: pallets by the trait, clients by the runtime API.

use crate::{
	Accepted, AccessRequest, Config, Contribution, Contributions, Corpora,
	Datanets as DatanetRecords, Grant, Grants, Pallet, Policy, Reports, Reputations, Requests,
	Snapshots, Status, Votes, Withdrawn,
};
use alloc::vec::Vec;
use frame::prelude::*;
use openledger_primitives::{
	ids::{ContributionId, DatanetId, SnapshotId},
	licence::Licence,
	records::{
		AccessRecord, ContributionRecord, ContributionStatus, ContributionView, CurationPolicy,
		DatanetRecord, GrantRecord, Reputation, RequestRecord, SnapshotRecord, TakedownPage,
		Visibility,
	},
	traits::{ContributionInfo, Datanets, SnapshotInfo},
};

/// The most contributions that one question for them is answered with.
pub const MAX_PAGE: u32 = 256;

impl<T: Config> Datanets<T::AccountId> for Pallet<T> {
	fn snapshot(id: SnapshotId) -> Option<SnapshotInfo> {
		Snapshots::<T>::get(id).map(|snapshot| snapshot.info())
	}

	fn contribution(id: ContributionId) -> Option<ContributionInfo<T::AccountId>> {
		Contributions::<T>::get(id).map(|contribution| ContributionInfo {
			datanet: contribution.datanet,
			contributor: contribution.contributor,
			content: contribution.content,
		})
	}

	/// Reads one record for each snapshot until one includes it, and no snapshot for a contribution
	/// that was never accepted.
	fn includes_any(snapshots: &[SnapshotId], contribution: ContributionId) -> bool {
		let Some(contribution) = Contributions::<T>::get(contribution) else { return false };
		!matches!(contribution.status, Status::Pending { .. })
			&& snapshots.iter().any(|id| {
				Snapshots::<T>::get(id).is_some_and(|snapshot| snapshot.includes(&contribution))
			})
	}

	fn licence(datanet: DatanetId) -> Option<Licence> {
		DatanetRecords::<T>::get(datanet).map(|datanet| datanet.licence)
	}

	fn may_train(who: &T::AccountId, snapshot: SnapshotId) -> bool {
		let Some(snapshot) = Snapshots::<T>::get(snapshot) else { return false };
		let Some(datanet) = DatanetRecords::<T>::get(snapshot.datanet) else { return false };
		let now = frame_system::Pallet::<T>::block_number();
		datanet.visibility == Visibility::Public
			|| datanet.owner == *who
			|| Grants::<T>::get(snapshot.datanet, who).is_some_and(|grant| grant.holds(now))
	}

	fn is_public(snapshot: SnapshotId) -> bool {
		Snapshots::<T>::get(snapshot)
			.and_then(|snapshot| DatanetRecords::<T>::get(snapshot.datanet))
			.is_some_and(|datanet| datanet.visibility == Visibility::Public)
	}

	fn curators_cut(datanet: DatanetId) -> Perbill {
		DatanetRecords::<T>::get(datanet).map(|datanet| datanet.curators_cut).unwrap_or_default()
	}
}

impl<T: Config> Pallet<T> {
	/// Whether the Datanet exists and is not retired: whether OPEN may be staked on it.
	pub fn is_active(datanet: DatanetId) -> bool {
		DatanetRecords::<T>::get(datanet).is_some_and(|datanet| !datanet.retired)
	}

	/// The Datanet `id`, as clients read it.
	pub fn datanet_record(id: DatanetId) -> Option<DatanetRecord<T::AccountId>> {
		let datanet = DatanetRecords::<T>::get(id)?;
		let corpus = Corpora::<T>::get(id);
		let description = datanet.description;
		let tags = description.tags.into_iter().map(BoundedVec::into_inner).collect();
		Some(DatanetRecord {
			owner: datanet.owner,
			offered_to: datanet.offered_to,
			name: description.name.into_inner(),
			summary: description.summary.into_inner(),
			uri: description.uri.into_inner(),
			tags,
			kind: datanet.kind,
			licence: datanet.licence,
			visibility: datanet.visibility,
			policy: match datanet.policy {
				Policy::Owner => CurationPolicy::Owner,
				Policy::Committee { members, threshold } => {
					CurationPolicy::Committee { members: members.into_inner(), threshold }
				},
				Policy::Staked => CurationPolicy::Staked,
			},
			entry_price: datanet.entry_price,
			curators_cut: datanet.curators_cut,
			retired: datanet.retired,
			created_at: datanet.created_at.saturated_into(),
			accepted: corpus.accepted.count(),
			withdrawn: corpus.withdrawn.count(),
			bytes: corpus.length,
			snapshots: corpus.snapshots,
			latest_snapshot: corpus.latest_snapshot,
		})
	}

	/// The contribution `id` with its state, as clients read it.
	pub fn contribution_view(id: ContributionId) -> Option<ContributionView<T::AccountId>> {
		let contribution = Contributions::<T>::get(id)?;
		let status = Self::status(id, &contribution);
		let Contribution { datanet, contributor, content, uri, licence, kind, .. } = contribution;
		Some(ContributionView {
			datanet,
			contributor,
			content,
			uri: uri.into_inner(),
			licence,
			kind,
			submitted_at: contribution.submitted_at.saturated_into(),
			status,
		})
	}

	/// Votes that were cast under an earlier policy count nothing, and are not told.
	fn status(
		id: ContributionId,
		contribution: &Contribution<T>,
	) -> ContributionStatus<T::AccountId> {
		match contribution.status {
			Status::Pending { bond, staked } => {
				let version = DatanetRecords::<T>::get(contribution.datanet)
					.map(|datanet| datanet.policy_version);
				let votes = Votes::<T>::get(id)
					.filter(|ballot| Some(ballot.policy_version) == version)
					.map(|ballot| ballot.votes.into_inner())
					.unwrap_or_default();
				let reporter = Reports::<T>::get(id).map(|report| report.reporter);
				ContributionStatus::Pending { bond, staked, reporter, votes }
			},
			Status::Accepted { index } => ContributionStatus::Accepted { index },
			Status::Withdrawn { index, order } => ContributionStatus::Withdrawn { index, order },
		}
	}

	/// The snapshot `id` with its history, as clients read it.
	pub fn snapshot_record(id: SnapshotId) -> Option<SnapshotRecord<T::AccountId>> {
		Snapshots::<T>::get(id).map(|snapshot| SnapshotRecord {
			info: snapshot.info(),
			version: snapshot.version,
			parent: snapshot.parent,
			note: snapshot.note.into_inner(),
			taken_at: snapshot.taken_at.saturated_into(),
			taken_by: snapshot.taken_by,
		})
	}

	/// The newest snapshot of `datanet`, or `None` when it has none.
	pub fn latest_snapshot(datanet: DatanetId) -> Option<SnapshotId> {
		Corpora::<T>::get(datanet).latest_snapshot
	}

	/// The contributions that the root of the snapshot `id` commits to, in the order of their
	/// acceptance, from the place `start` on, at most `limit` and at most [`MAX_PAGE`]. Those that are
	/// `withdrawn` had been taken down before: the snapshot does not include them. Fewer than both
	/// limits: those were the last.
	pub fn contributions(
		id: SnapshotId,
		start: u32,
		limit: u32,
	) -> Vec<ContributionRecord<T::AccountId>> {
		let Some(snapshot) = Snapshots::<T>::get(id) else { return Vec::new() };
		let end = start.saturating_add(limit.min(MAX_PAGE)).min(snapshot.accepted);
		(start..end)
			.filter_map(|index| {
				let id = Accepted::<T>::get(snapshot.datanet, index)?;
				let contribution = Contributions::<T>::get(id)?;
				let withdrawn = match contribution.status {
					Status::Withdrawn { order, .. } => {
						Some(order).filter(|order| *order < snapshot.withdrawn)
					},
					Status::Pending { .. } | Status::Accepted { .. } => None,
				};
				Some(ContributionRecord {
					id,
					contributor: contribution.contributor,
					content: contribution.content,
					uri: contribution.uri.into_inner(),
					withdrawn,
				})
			})
			.collect()
	}

	/// The contributions that the snapshot `id` includes and that were taken down after it was taken.
	/// Looks at the takedowns from the `start`th after the snapshot on, at most `limit` and at most
	/// [`MAX_PAGE`]; what was accepted after the snapshot is left out.
	pub fn taken_down_since(id: SnapshotId, start: u32, limit: u32) -> TakedownPage {
		let Some(snapshot) = Snapshots::<T>::get(id) else {
			return TakedownPage { contributions: Vec::new(), next: None };
		};
		let later = Corpora::<T>::get(snapshot.datanet)
			.withdrawn
			.count()
			.saturating_sub(snapshot.withdrawn);
		let end = start.saturating_add(limit.min(MAX_PAGE)).min(later);
		let contributions = (start..end)
			.filter_map(|place| {
				let order = snapshot.withdrawn.saturating_add(place);
				let id = Withdrawn::<T>::get(snapshot.datanet, order)?;
				snapshot.includes(&Contributions::<T>::get(id)?).then_some(id)
			})
			.collect();
		TakedownPage { contributions, next: (end < later).then_some(end) }
	}

	/// How the contributions of `who` have been judged.
	pub fn reputation(who: &T::AccountId) -> Reputation {
		Reputations::<T>::get(who)
	}

	/// What access `who` asks for and has in `datanet`, as clients read it.
	pub fn access(datanet: DatanetId, who: &T::AccountId) -> AccessRecord {
		let request = Requests::<T>::get(datanet, who).map(
			|AccessRequest { purpose, until, offer, requested_at, .. }| RequestRecord {
				purpose: purpose.into_inner(),
				until: until.map(SaturatedConversion::saturated_into),
				offer,
				requested_at: requested_at.saturated_into(),
			},
		);
		let grant = Grants::<T>::get(datanet, who).map(
			|Grant { purpose, until, price, key_uri, granted_at, .. }| GrantRecord {
				purpose: purpose.into_inner(),
				until: until.map(SaturatedConversion::saturated_into),
				price,
				key_uri: key_uri.into_inner(),
				granted_at: granted_at.saturated_into(),
			},
		);
		AccessRecord { request, grant }
	}
}
