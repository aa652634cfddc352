// SPDX-License-Identifier: Apache-2.0
//! How a Datanet is fixed at a moment.

use crate::{Config, Corpora, Error, Event, NextSnapshot, Pallet, Snapshot, Snapshots, Text};
use frame::{prelude::*, traits::Consideration};
use openledger_primitives::{
	ids::{DatanetId, SnapshotId},
	traits::SnapshotInfo,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_snapshot(
		who: T::AccountId,
		datanet: DatanetId,
		note: Text<T::MaxNoteLen>,
	) -> DispatchResult {
		let owned = Self::owned_by(&who, datanet)?;
		ensure!(!owned.retired, Error::<T>::DatanetRetired);
		Self::ensure_text(&note)?;
		let mut corpus = Corpora::<T>::get(datanet);
		let (accepted, withdrawn) = (corpus.accepted.count(), corpus.withdrawn.count());
		ensure!(accepted > withdrawn, Error::<T>::SnapshotEmpty);
		let parent = corpus.latest_snapshot;
		let unchanged = parent
			.and_then(Snapshots::<T>::get)
			.is_some_and(|latest| (latest.accepted, latest.withdrawn) == (accepted, withdrawn));
		ensure!(!unchanged, Error::<T>::SnapshotUnchanged);

		let snapshot = Self::allot::<_, NextSnapshot<T>>(SnapshotId::next)?;
		let version = corpus.snapshots.checked_add(1).ok_or(Error::<T>::IdsExhausted)?;
		let record = Snapshot {
			datanet,
			version,
			root: corpus.root(),
			accepted,
			withdrawn,
			withdrawn_root: corpus.withdrawn_root(),
			length: corpus.length,
			parent,
			deposit: T::SnapshotDeposit::new(&who, Snapshot::<T>::footprint(&note))?,
			note,
			taken_at: frame_system::Pallet::<T>::block_number(),
			taken_by: who,
		};
		let SnapshotInfo { root, withdrawn_root, length: bytes, .. } = record.info();
		Snapshots::<T>::insert(snapshot, record);
		corpus.latest_snapshot = Some(snapshot);
		corpus.snapshots = version;
		Corpora::<T>::insert(datanet, corpus);
		Self::deposit_event(Event::SnapshotTaken {
			snapshot,
			datanet,
			version,
			root,
			accepted,
			withdrawn,
			withdrawn_root,
			bytes,
		});
		Ok(())
	}
}
