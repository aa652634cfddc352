// SPDX-License-Identifier: Apache-2.0
//! Taking snapshots.

use crate::mock::*;
use codec::Encode;
use frame::testing_prelude::*;
use openledger_primitives::{
	accumulator::{Leaves, SnapshotLeaf},
	ids::{DatanetId, SnapshotId},
	merkle::Domain,
};
use pallet_datanets::{Corpora, Error, Event, HoldReason, NextSnapshot, Snapshots};

#[test]
fn snapshot_fixes_what_is_accepted_when_taken() {
	run(|| {
		let datanet = create();
		let given = [(ALICE, b"one".as_slice()), (BOB, b"three")];
		let leaves = given.map(|(contributor, bytes)| {
			let contribution = contribute(contributor, datanet, bytes);
			accept(contribution);
			SnapshotLeaf { contribution, content: content(bytes), contributor }.encode()
		});
		contribute(ALICE, datanet, b"still pending");
		System::set_block_number(3);
		let id = snapshot(datanet);
		let root = Leaves::new(Domain::Snapshot, leaves).unwrap().root();
		assert_last_event(Event::SnapshotTaken {
			snapshot: id,
			datanet,
			root,
			accepted: 2,
			length: 8,
		});
		let snapshot = Snapshots::<Test>::get(id).unwrap();
		assert_eq!((snapshot.datanet, snapshot.root), (datanet, root));
		assert_eq!((snapshot.accepted, snapshot.length), (2, 8));
		assert_eq!((snapshot.parent, snapshot.taken_at, snapshot.taken_by), (None, 3, CURATOR));
		assert!(held(HoldReason::SnapshotDeposit, CURATOR) > 0);
	});
}

#[test]
fn snapshot_names_its_parent_and_leaves_it_alone_when_another_is_taken() {
	run(|| {
		let (datanet, other) = (create(), create());
		accept(contribute(ALICE, datanet, b"a"));
		let first = snapshot(datanet);
		let before = Snapshots::<Test>::get(first);
		accept(contribute(ALICE, other, b"a"));
		let others = snapshot(other);
		accept(contribute(BOB, datanet, b"b"));
		let second = snapshot(datanet);
		assert_eq!([first, others, second], [SnapshotId(0), SnapshotId(1), SnapshotId(2)]);
		assert_eq!(Snapshots::<Test>::get(first), before);
		assert_eq!(Snapshots::<Test>::get(second).unwrap().parent, Some(first));
		assert_eq!(Corpora::<Test>::get(datanet).latest_snapshot, Some(second));
	});
}

#[test]
fn snapshot_fails_when_there_is_no_datanet() {
	run(|| {
		assert_noop!(
			Datanets::snapshot(RuntimeOrigin::signed(CURATOR), DatanetId(0)),
			Error::<Test>::DatanetNotFound
		);
	});
}

#[test]
fn snapshot_fails_when_the_caller_is_not_the_owner() {
	run(|| {
		let datanet = create();
		accept(contribute(ALICE, datanet, b"a"));
		assert_noop!(
			Datanets::snapshot(RuntimeOrigin::signed(ALICE), datanet),
			Error::<Test>::NotOwner
		);
	});
}

#[test]
fn snapshot_fails_when_nothing_is_accepted() {
	run(|| {
		let datanet = create();
		contribute(ALICE, datanet, b"pending");
		assert_noop!(
			Datanets::snapshot(RuntimeOrigin::signed(CURATOR), datanet),
			Error::<Test>::SnapshotEmpty
		);
	});
}

#[test]
fn snapshot_fails_when_nothing_was_accepted_since_the_last() {
	run(|| {
		let datanet = create();
		accept(contribute(ALICE, datanet, b"a"));
		snapshot(datanet);
		contribute(ALICE, datanet, b"pending");
		assert_noop!(
			Datanets::snapshot(RuntimeOrigin::signed(CURATOR), datanet),
			Error::<Test>::SnapshotUnchanged
		);
	});
}

#[test]
fn snapshot_fails_when_the_deposit_cannot_be_paid() {
	run(|| {
		let datanet = create();
		accept(contribute(ALICE, datanet, b"a"));
		let spare = Balances::free_balance(CURATOR) - 100;
		assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(CURATOR), BOB, spare));
		assert_noop!(
			Datanets::snapshot(RuntimeOrigin::signed(CURATOR), datanet),
			TokenError::FundsUnavailable
		);
	});
}

#[test]
fn snapshot_fails_when_numbers_are_exhausted() {
	run(|| {
		let datanet = create();
		accept(contribute(ALICE, datanet, b"a"));
		NextSnapshot::<Test>::put(SnapshotId(u32::MAX));
		assert_noop!(
			Datanets::snapshot(RuntimeOrigin::signed(CURATOR), datanet),
			Error::<Test>::IdsExhausted
		);
	});
}
