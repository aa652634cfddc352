// SPDX-License-Identifier: Apache-2.0
//! How a Datanet is fixed at a moment.

use crate::{Config, Corpora, Datanets, Error, Event, NextSnapshot, Pallet, Snapshot, Snapshots};
use frame::{prelude::*, traits::Consideration};
use openledger_primitives::{
	ids::{DatanetId, SnapshotId},
	traits::SnapshotInfo,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_snapshot(who: T::AccountId, datanet: DatanetId) -> DispatchResult {
		let owner = Datanets::<T>::get(datanet).ok_or(Error::<T>::DatanetNotFound)?.owner;
		ensure!(owner == who, Error::<T>::NotOwner);
		let mut corpus = Corpora::<T>::get(datanet);
		let accepted = corpus.accepted.count();
		ensure!(accepted > 0, Error::<T>::SnapshotEmpty);
		let parent = corpus.latest_snapshot;
		let unchanged =
			parent.and_then(Snapshots::<T>::get).is_some_and(|latest| latest.accepted == accepted);
		ensure!(!unchanged, Error::<T>::SnapshotUnchanged);

		let snapshot = Self::allot::<_, NextSnapshot<T>>(SnapshotId::next)?;
		let record = Snapshot {
			datanet,
			root: corpus.root(),
			accepted,
			length: corpus.length,
			parent,
			taken_at: frame_system::Pallet::<T>::block_number(),
			deposit: T::SnapshotDeposit::new(&who, Snapshot::<T>::footprint())?,
			taken_by: who,
		};
		let SnapshotInfo { datanet, root, accepted, length } = record.info();
		Snapshots::<T>::insert(snapshot, record);
		corpus.latest_snapshot = Some(snapshot);
		Corpora::<T>::insert(datanet, corpus);
		Self::deposit_event(Event::SnapshotTaken { snapshot, datanet, root, accepted, length });
		Ok(())
	}
}
