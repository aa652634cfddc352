// SPDX-License-Identifier: Apache-2.0
//! What is true after every block.

use crate::{
	Accepted, Config, Contributions, Corpora, Corpus, Datanets, HoldReason, NextContribution,
	NextDatanet, NextSnapshot, Pallet, Roots, Snapshots, Status,
};
use alloc::collections::BTreeMap;
use frame::{
	deps::sp_runtime::TryRuntimeError,
	prelude::{fungible::hold::Inspect, *},
};
use openledger_primitives::{
	accumulator::SnapshotLeaf,
	ids::{DatanetId, SnapshotId},
	Balance,
};

impl<T: Config> Pallet<T> {
	/// Checks that every index has exactly the entries that the records demand, that corpora and
	/// snapshots are what comes out when the accepted contributions are gone through anew, and that
	/// every pending bond is on hold.
	///
	/// # Errors
	/// A sentence that says what is not so.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut accepted = Self::check_contributions()?;
		let mut snapshots = Snapshots::<T>::iter_keys().count();
		for datanet in Datanets::<T>::iter_keys() {
			ensure!(datanet < NextDatanet::<T>::get(), "a Datanet's number was not given out");
			accepted = accepted.saturating_sub(Corpora::<T>::get(datanet).accepted.count().into());
			snapshots = snapshots.saturating_sub(Self::check_corpus(datanet)?);
		}
		for datanet in Corpora::<T>::iter_keys() {
			ensure!(Datanets::<T>::contains_key(datanet), "a corpus has no Datanet");
		}
		ensure!(accepted == 0, "an accepted contribution is in no corpus");
		ensure!(snapshots == 0, "a snapshot is not among those of its Datanet");
		Ok(())
	}

	/// Returns how many contributions are accepted.
	fn check_contributions() -> Result<u64, TryRuntimeError> {
		let mut bonds = BTreeMap::<T::AccountId, Balance>::new();
		let (mut total, mut accepted) = (0usize, 0u64);
		for (id, contribution) in Contributions::<T>::iter() {
			let datanet = contribution.datanet;
			ensure!(id < NextContribution::<T>::get(), "a contribution's number was not given out");
			ensure!(Datanets::<T>::contains_key(datanet), "a contribution has no Datanet");
			ensure!(
				Roots::<T>::get(datanet, contribution.content.root) == Some(id),
				"a contribution is not found by its root"
			);
			total = total.saturating_add(1);
			let sum = bonds.entry(contribution.contributor).or_default();
			match contribution.status {
				Status::Pending { bond } => *sum = sum.saturating_add(bond),
				Status::Accepted { index } => {
					accepted = accepted.saturating_add(1);
					ensure!(
						Accepted::<T>::get(datanet, index) == Some(id),
						"an accepted contribution is not at its place"
					);
				},
			}
		}
		ensure!(Roots::<T>::iter_keys().count() == total, "a root has no contribution");
		let places = Accepted::<T>::iter_keys().fold(0u64, |places, _| places.saturating_add(1));
		ensure!(places == accepted, "a place has no contribution");
		for (who, bond) in bonds {
			let held = T::Currency::balance_on_hold(&HoldReason::ContributionBond.into(), &who);
			ensure!(held == bond, "what is on hold is not the sum of the pending bonds");
		}
		Ok(accepted)
	}

	/// Goes through what the Datanet has accepted from the first to the last, and returns the number of
	/// its snapshots.
	fn check_corpus(datanet: DatanetId) -> Result<usize, TryRuntimeError> {
		let corpus = Corpora::<T>::get(datanet);
		let mut snapshots = Self::snapshots_of(datanet, corpus.latest_snapshot)?;
		let count = snapshots.len();
		let mut replayed = Corpus { latest_snapshot: corpus.latest_snapshot, ..Corpus::default() };
		for index in 0..corpus.accepted.count() {
			let contribution =
				Accepted::<T>::get(datanet, index).ok_or("a place among the accepted is empty")?;
			let record =
				Contributions::<T>::get(contribution).ok_or("an accepted contribution is gone")?;
			ensure!(
				record.datanet == datanet && record.status == Status::Accepted { index },
				"a contribution does not know its place"
			);
			let leaf = SnapshotLeaf {
				contribution,
				content: record.content,
				contributor: record.contributor,
			};
			ensure!(replayed.append(&leaf) == Some(index), "a Datanet is more than full");
			if let Some((root, length)) = snapshots.remove(&replayed.accepted.count()) {
				ensure!(
					root == replayed.root() && length == replayed.length,
					"a snapshot is not what was accepted"
				);
			}
		}
		ensure!(replayed == corpus, "a corpus is not what was accepted");
		ensure!(snapshots.is_empty(), "a snapshot accepted more than its Datanet, or nothing");
		Ok(count)
	}

	/// Root and length of the snapshots from `latest` back to the first, by how many they accepted.
	fn snapshots_of(
		datanet: DatanetId,
		latest: Option<SnapshotId>,
	) -> Result<BTreeMap<u32, (H256, u64)>, TryRuntimeError> {
		let mut snapshots = BTreeMap::new();
		let (mut next, mut above) = (latest, NextSnapshot::<T>::get());
		while let Some(id) = next {
			ensure!(id < above, "a snapshot is not older than the one that follows it");
			let snapshot = Snapshots::<T>::get(id).ok_or("a snapshot is gone")?;
			ensure!(snapshot.datanet == datanet, "a snapshot is of another Datanet");
			let known = snapshots.insert(snapshot.accepted, (snapshot.root, snapshot.length));
			ensure!(known.is_none(), "two snapshots are the same");
			(next, above) = (snapshot.parent, id);
		}
		Ok(snapshots)
	}
}
