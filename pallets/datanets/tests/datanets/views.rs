// SPDX-License-Identifier: Apache-2.0
//! What other pallets and clients are told.

use crate::mock::*;
use codec::Encode;
use frame::testing_prelude::*;
use openledger_primitives::{
	accumulator::{Accumulator, SnapshotLeaf},
	ids::{ContributionId, DatanetId, SnapshotId},
	merkle::Domain,
	records::ContributionRecord,
	traits::{ContributionInfo, Datanets as _, SnapshotInfo},
};
use pallet_datanets::MAX_PAGE;

/// By the trait: the pallet has a call of the same name.
fn info(id: SnapshotId) -> Option<SnapshotInfo> {
	<Datanets as openledger_primitives::traits::Datanets<AccountId>>::snapshot(id)
}

/// A Datanet with this many accepted contributions of Alice's.
fn filled(count: u32) -> DatanetId {
	let datanet = create();
	for i in 0..count {
		accept(contribute(ALICE, datanet, &i.to_le_bytes()));
	}
	datanet
}

#[test]
fn snapshot_is_told_when_there_is_one() {
	run(|| {
		let datanet = filled(3);
		let id = snapshot(datanet);
		let told = info(id).unwrap();
		assert_eq!((told.datanet, told.accepted, told.length), (datanet, 3, 12));
		assert_eq!(info(SnapshotId(1)), None);
	});
}

#[test]
fn contribution_is_told_when_it_was_not_turned_down() {
	run(|| {
		let datanet = create();
		let id = contribute(BOB, datanet, b"a");
		let told = ContributionInfo { datanet, contributor: BOB, content: content(b"a") };
		assert_eq!(Datanets::contribution(id), Some(told.clone()));
		accept(id);
		assert_eq!(Datanets::contribution(id), Some(told));
		let rejected = contribute(BOB, datanet, b"b");
		assert_ok!(Datanets::reject(RuntimeOrigin::signed(CURATOR), rejected, text("")));
		assert_eq!(Datanets::contribution(rejected), None);
	});
}

#[test]
fn snapshot_includes_a_contribution_when_it_was_accepted_before() {
	run(|| {
		let (datanet, other) = (create(), create());
		let before = contribute(ALICE, datanet, b"before");
		let after = contribute(ALICE, datanet, b"after");
		let pending = contribute(ALICE, datanet, b"pending");
		let elsewhere = contribute(ALICE, other, b"before");
		accept(before);
		accept(elsewhere);
		let first = snapshot(datanet);
		accept(after);
		let second = snapshot(datanet);
		assert!(Datanets::includes(first, before));
		assert!(!Datanets::includes(first, after));
		assert!(Datanets::includes(second, before));
		assert!(Datanets::includes(second, after));
		for id in [pending, elsewhere, ContributionId(99)] {
			assert!(!Datanets::includes(second, id), "{id}");
		}
		assert!(!Datanets::includes(SnapshotId(99), before));
	});
}

#[test]
fn latest_snapshot_is_the_newest_of_the_datanet_when_there_are_several() {
	run(|| {
		let (datanet, other) = (filled(1), filled(1));
		assert_eq!(Datanets::latest_snapshot(datanet), None);
		snapshot(datanet);
		accept(contribute(BOB, datanet, b"more"));
		let newest = snapshot(datanet);
		snapshot(other);
		assert_eq!(Datanets::latest_snapshot(datanet), Some(newest));
		assert_eq!(Datanets::latest_snapshot(DatanetId(9)), None);
	});
}

#[test]
fn contributions_rebuild_the_root_when_read_in_pages() {
	run(|| {
		let datanet = filled(7);
		let id = snapshot(datanet);
		accept(contribute(BOB, datanet, b"after the snapshot"));
		let mut rebuilt = Accumulator::default();
		for start in [0, 3, 6] {
			for record in Datanets::contributions(id, start, 3) {
				let ContributionRecord { id: contribution, content, contributor, .. } = record;
				let leaf = SnapshotLeaf { contribution, content, contributor };
				rebuilt.append(Domain::Snapshot, &leaf.encode()).unwrap();
			}
		}
		assert_eq!(rebuilt.count(), 7);
		assert_eq!(rebuilt.root(Domain::Snapshot), info(id).unwrap().root);
	});
}

#[test]
fn contributions_are_told_whole_when_asked_for() {
	run(|| {
		let datanet = create();
		accept(contribute(BOB, datanet, b"a"));
		let id = snapshot(datanet);
		assert_eq!(
			Datanets::contributions(id, 0, 1),
			vec![ContributionRecord {
				id: ContributionId(0),
				contributor: BOB,
				content: content(b"a"),
				uri: b"ipfs://bytes".to_vec(),
			}]
		);
	});
}

#[test]
fn contributions_are_none_when_there_is_nothing_to_tell() {
	run(|| {
		let datanet = filled(2);
		let id = snapshot(datanet);
		assert_eq!(Datanets::contributions(id, 2, 5), vec![]);
		assert_eq!(Datanets::contributions(id, u32::MAX, u32::MAX), vec![]);
		assert_eq!(Datanets::contributions(id, 0, 0), vec![]);
		assert_eq!(Datanets::contributions(SnapshotId(9), 0, 5), vec![]);
	});
}

#[test]
fn contributions_are_at_most_a_page_when_more_are_asked_for() {
	run(|| {
		let datanet = create();
		for i in 0..MAX_PAGE + 2 {
			let contributor = if i % 2 == 0 { ALICE } else { BOB };
			accept(contribute(contributor, datanet, &i.to_le_bytes()));
		}
		let id = snapshot(datanet);
		let page = Datanets::contributions(id, 1, u32::MAX);
		assert_eq!(page.len(), 256);
		assert_eq!(page.first().map(|record| record.id), Some(ContributionId(1)));
		assert_eq!(Datanets::contributions(id, MAX_PAGE, u32::MAX).len(), 2);
	});
}
