// SPDX-License-Identifier: Apache-2.0
//! What others may ask: pallets by the trait, clients by the runtime API.

use crate::{Accepted, Config, Contributions, Corpora, Pallet, Snapshots, Status};
use alloc::vec::Vec;
use openledger_primitives::{
	ids::{ContributionId, DatanetId, SnapshotId},
	records::ContributionRecord,
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

	fn includes(snapshot: SnapshotId, contribution: ContributionId) -> bool {
		let Some(snapshot) = Snapshots::<T>::get(snapshot) else { return false };
		let Some(contribution) = Contributions::<T>::get(contribution) else { return false };
		match contribution.status {
			Status::Accepted { index } => {
				contribution.datanet == snapshot.datanet && index < snapshot.accepted
			},
			Status::Pending { .. } => false,
		}
	}
}

impl<T: Config> Pallet<T> {
	/// The newest snapshot of `datanet`, or `None` when it has none.
	pub fn latest_snapshot(datanet: DatanetId) -> Option<SnapshotId> {
		Corpora::<T>::get(datanet).latest_snapshot
	}

	/// The contributions of the snapshot `id`, in the order of their acceptance, from the place `start`
	/// on, at most `limit` and at most [`MAX_PAGE`]. Fewer than both: those were the last.
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
				Some(ContributionRecord {
					id,
					contributor: contribution.contributor,
					content: contribution.content,
					uri: contribution.uri.into_inner(),
				})
			})
			.collect()
	}
}
