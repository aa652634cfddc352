// SPDX-License-Identifier: Apache-2.0
//! What must always be true of the pallet's storage.

use crate::{
	Accepted, Config, Contribution, Contributions, Corpora, Corpus, Datanets, Grants, HoldReason,
	NextContribution, NextDatanet, NextSnapshot, Pallet, Reports, Requests, Roots, Snapshot,
	Snapshots, Status, Votes, Withdrawn,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use frame::{
	deps::sp_runtime::TryRuntimeError,
	prelude::{fungible::hold::Inspect, *},
};
use openledger_primitives::{
	accumulator::{SnapshotLeaf, WithdrawalLeaf},
	ids::{ContributionId, DatanetId},
	Balance,
};

/// Root and bytes of the first so many of a list.
type Prefixes = BTreeMap<u32, (H256, u64)>;

/// What each account should have on hold for one reason.
type Holds<T> = BTreeMap<<T as frame_system::Config>::AccountId, Balance>;

/// How many contributions there are.
#[derive(Default)]
struct Tally {
	all: usize,
	accepted: usize,
	withdrawn: usize,
}

impl<T: Config> Pallet<T> {
	/// Checks that every index has exactly the entries that the records demand, that corpora and
	/// snapshots are what comes out when acceptances and takedowns are gone through anew, that only
	/// what is pending is voted on and reported, and that every bond and every offer is on hold.
	///
	/// # Errors
	/// A sentence that says what is not so.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut tally = Self::check_contributions()?;
		Self::check_votes()?;
		Self::check_reports()?;
		Self::check_access()?;
		let mut snapshots = Snapshots::<T>::iter_keys().count();
		for (datanet, record) in Datanets::<T>::iter() {
			ensure!(datanet < NextDatanet::<T>::get(), "a Datanet's number was not given out");
			ensure!(record.policy.is_sound(), "a committee could never come to a decision");
			let corpus = Corpora::<T>::get(datanet);
			let (accepted, withdrawn) = (corpus.accepted.count(), corpus.withdrawn.count());
			tally.accepted = tally.accepted.saturating_sub(usize::try_from(accepted).unwrap_or(0));
			tally.withdrawn =
				tally.withdrawn.saturating_sub(usize::try_from(withdrawn).unwrap_or(0));
			snapshots = snapshots.saturating_sub(Self::check_corpus(datanet, &corpus)?);
		}
		for datanet in Corpora::<T>::iter_keys() {
			ensure!(Datanets::<T>::contains_key(datanet), "a corpus has no Datanet");
		}
		ensure!(tally.accepted == 0, "an accepted contribution is in no corpus");
		ensure!(tally.withdrawn == 0, "a takedown is in no corpus");
		ensure!(snapshots == 0, "a snapshot is not among those of its Datanet");
		Ok(())
	}

	/// Returns how many contributions have ever been accepted, and how many of those taken down.
	fn check_contributions() -> Result<Tally, TryRuntimeError> {
		let mut bonds = Holds::<T>::new();
		let mut tally = Tally::default();
		for (id, contribution) in Contributions::<T>::iter() {
			let datanet = contribution.datanet;
			ensure!(id < NextContribution::<T>::get(), "a contribution's number was not given out");
			ensure!(Datanets::<T>::contains_key(datanet), "a contribution has no Datanet");
			ensure!(
				Roots::<T>::get(datanet, contribution.content.root) == Some(id),
				"a contribution is not found by its root"
			);
			tally.all = tally.all.saturating_add(1);
			let bond = match contribution.status {
				Status::Pending { bond, .. } => bond,
				Status::Accepted { .. } | Status::Withdrawn { .. } => 0,
			};
			let sum = bonds.entry(contribution.contributor).or_default();
			*sum = sum.saturating_add(bond);
			if let Status::Accepted { index } | Status::Withdrawn { index, .. } =
				contribution.status
			{
				tally.accepted = tally.accepted.saturating_add(1);
				ensure!(
					Accepted::<T>::get(datanet, index) == Some(id),
					"an accepted contribution is not at its place"
				);
			}
			if let Status::Withdrawn { order, .. } = contribution.status {
				tally.withdrawn = tally.withdrawn.saturating_add(1);
				ensure!(
					Withdrawn::<T>::get(datanet, order) == Some(id),
					"a takedown is not at its place"
				);
			}
		}
		ensure!(Roots::<T>::iter_keys().count() == tally.all, "a root has no contribution");
		ensure!(
			Accepted::<T>::iter_keys().count() == tally.accepted,
			"a place has no contribution"
		);
		ensure!(
			Withdrawn::<T>::iter_keys().count() == tally.withdrawn,
			"a place among the takedowns has no contribution"
		);
		Self::check_holds(
			HoldReason::ContributionBond,
			bonds,
			"what is on hold is not the sum of the pending bonds",
		)?;
		Ok(tally)
	}

	fn check_votes() -> Result<(), TryRuntimeError> {
		for (contribution, ballot) in Votes::<T>::iter() {
			ensure!(Self::is_pending(contribution), "a vote is on what is not pending");
			ensure!(!ballot.votes.is_empty(), "a ballot has no votes");
			let voters = ballot.votes.iter().map(|(voter, _)| voter).collect::<BTreeSet<_>>();
			ensure!(voters.len() == ballot.votes.len(), "somebody voted twice");
		}
		Ok(())
	}

	fn check_reports() -> Result<(), TryRuntimeError> {
		let mut bonds = Holds::<T>::new();
		for (contribution, report) in Reports::<T>::iter() {
			ensure!(Self::is_pending(contribution), "a report is of what is not pending");
			let sum = bonds.entry(report.reporter).or_default();
			*sum = sum.saturating_add(report.bond);
		}
		Self::check_holds(
			HoldReason::ReportBond,
			bonds,
			"what is on hold is not the sum of the reports' bonds",
		)
	}

	fn check_access() -> Result<(), TryRuntimeError> {
		let mut offers = Holds::<T>::new();
		for (datanet, who, request) in Requests::<T>::iter() {
			ensure!(Datanets::<T>::contains_key(datanet), "a request has no Datanet");
			let sum = offers.entry(who).or_default();
			*sum = sum.saturating_add(request.offer);
		}
		for (datanet, _) in Grants::<T>::iter_keys() {
			ensure!(Datanets::<T>::contains_key(datanet), "a grant has no Datanet");
		}
		Self::check_holds(
			HoldReason::AccessOffer,
			offers,
			"what is on hold is not the sum of the offers",
		)
	}

	fn check_holds(
		reason: HoldReason,
		holds: Holds<T>,
		otherwise: &'static str,
	) -> Result<(), TryRuntimeError> {
		let reason = reason.into();
		let held = |who: &T::AccountId| T::Currency::balance_on_hold(&reason, who);
		ensure!(holds.iter().all(|(who, sum)| held(who) == *sum), otherwise);
		Ok(())
	}

	fn is_pending(contribution: ContributionId) -> bool {
		Contributions::<T>::get(contribution)
			.is_some_and(|record| matches!(record.status, Status::Pending { .. }))
	}

	/// Goes through what the Datanet has accepted and taken down from the first to the last, and
	/// returns the number of its snapshots.
	fn check_corpus(datanet: DatanetId, corpus: &Corpus) -> Result<usize, TryRuntimeError> {
		let snapshots = Self::snapshots_of(datanet, corpus)?;
		let mut replayed = Corpus {
			latest_snapshot: corpus.latest_snapshot,
			snapshots: corpus.snapshots,
			..Corpus::default()
		};
		let marks = snapshots.iter().map(|snapshot| snapshot.accepted).collect::<BTreeSet<_>>();
		let mut accepted = Prefixes::new();
		for index in 0..corpus.accepted.count() {
			let (contribution, record) = Self::at(Accepted::<T>::get(datanet, index))?;
			let placed = match record.status {
				Status::Pending { .. } => None,
				Status::Accepted { index } | Status::Withdrawn { index, .. } => Some(index),
			};
			ensure!(
				record.datanet == datanet && placed == Some(index),
				"a contribution does not know its place"
			);
			let leaf = SnapshotLeaf {
				contribution,
				content: record.content,
				contributor: record.contributor,
			};
			ensure!(replayed.append(&leaf) == Some(index), "a Datanet is more than full");
			let count = replayed.accepted.count();
			if marks.contains(&count) {
				accepted.insert(count, (replayed.root(), replayed.length));
			}
		}
		let whole = replayed.length;
		let marks = snapshots.iter().map(|snapshot| snapshot.withdrawn).collect::<BTreeSet<_>>();
		let mut withdrawn = Prefixes::from([(0, (H256::zero(), 0))]);
		for order in 0..corpus.withdrawn.count() {
			let (contribution, record) = Self::at(Withdrawn::<T>::get(datanet, order))?;
			let Status::Withdrawn { index, .. } = record.status else {
				return Err("what is among the takedowns was not taken down".into());
			};
			let leaf = WithdrawalLeaf { contribution, index };
			ensure!(
				record.datanet == datanet
					&& replayed.take_down(leaf, record.content.length) == Some(order),
				"a takedown is not of this Datanet"
			);
			let (count, gone) = (replayed.withdrawn.count(), whole.saturating_sub(replayed.length));
			if marks.contains(&count) {
				withdrawn.insert(count, (replayed.withdrawn_root(), gone));
			}
		}
		ensure!(replayed == *corpus, "a corpus is not what was accepted and taken down");
		for snapshot in &snapshots {
			Self::check_snapshot(snapshot, &accepted, &withdrawn)?;
		}
		Ok(snapshots.len())
	}

	fn at(
		place: Option<ContributionId>,
	) -> Result<(ContributionId, Contribution<T>), TryRuntimeError> {
		let id = place.ok_or("a place is empty")?;
		let record = Contributions::<T>::get(id).ok_or("what was accepted is gone")?;
		Ok((id, record))
	}

	/// The Datanet's snapshots from the newest back to the first.
	fn snapshots_of(
		datanet: DatanetId,
		corpus: &Corpus,
	) -> Result<Vec<Snapshot<T>>, TryRuntimeError> {
		let mut snapshots = Vec::<Snapshot<T>>::new();
		let mut version = corpus.snapshots;
		let (mut next, mut above) = (corpus.latest_snapshot, NextSnapshot::<T>::get());
		while let Some(id) = next {
			ensure!(id < above, "a snapshot is not older than the one that follows it");
			let snapshot = Snapshots::<T>::get(id).ok_or("a snapshot is gone")?;
			ensure!(snapshot.datanet == datanet, "a snapshot is of another Datanet");
			ensure!(snapshot.version == version, "a snapshot has another's version");
			let grown = snapshots.last().is_none_or(|later| {
				snapshot.accepted <= later.accepted && snapshot.withdrawn <= later.withdrawn
			});
			ensure!(grown, "what a snapshot had accepted or taken down is undone in a later one");
			(next, above, version) = (snapshot.parent, id, version.saturating_sub(1));
			snapshots.push(snapshot);
		}
		ensure!(version == 0, "a snapshot is not among those of its Datanet");
		Ok(snapshots)
	}

	fn check_snapshot(
		snapshot: &Snapshot<T>,
		accepted: &Prefixes,
		withdrawn: &Prefixes,
	) -> Result<(), TryRuntimeError> {
		ensure!(snapshot.accepted > snapshot.withdrawn, "a snapshot includes nothing");
		let (root, bytes) =
			accepted.get(&snapshot.accepted).ok_or("a snapshot accepted more than its Datanet")?;
		let (withdrawn_root, gone) = withdrawn
			.get(&snapshot.withdrawn)
			.ok_or("a snapshot has more takedowns than its Datanet")?;
		ensure!(
			(snapshot.root, snapshot.withdrawn_root) == (*root, *withdrawn_root)
				&& snapshot.length == bytes.saturating_sub(*gone),
			"a snapshot is not what was accepted and taken down"
		);
		Ok(())
	}
}
