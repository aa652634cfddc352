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
use pallet_datanets::{
	Corpora, Error, Event, HoldReason, NextSnapshot, Snapshot as SnapshotOf, Snapshots,
};

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
		assert_ok!(Datanets::snapshot(signed(OWNER), datanet, text("the first")));
		let root = Leaves::new(Domain::Snapshot, leaves).unwrap().root();
		assert_last_event(Event::SnapshotTaken {
			snapshot: SnapshotId(0),
			datanet,
			version: 1,
			root,
			accepted: 2,
			withdrawn: 0,
			withdrawn_root: H256::zero(),
			bytes: 8,
		});
		let snapshot = Snapshots::<Test>::get(SnapshotId(0)).unwrap();
		assert_eq!((snapshot.datanet, snapshot.version, snapshot.root), (datanet, 1, root));
		assert_eq!((snapshot.accepted, snapshot.withdrawn, snapshot.length), (2, 0, 8));
		assert_eq!((snapshot.parent, snapshot.taken_at, snapshot.taken_by), (None, 3, OWNER));
		assert_eq!(snapshot.note.as_slice(), b"the first");
		let deposit = price(SnapshotOf::<Test>::footprint(&snapshot.note));
		assert_eq!(held(HoldReason::SnapshotDeposit, OWNER), deposit);
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
		let later = Snapshots::<Test>::get(second).unwrap();
		assert_eq!((later.parent, later.version), (Some(first), 2));
		assert_eq!(Snapshots::<Test>::get(others).unwrap().version, 1);
		assert_eq!(Corpora::<Test>::get(datanet).latest_snapshot, Some(second));
	});
}

#[test]
fn snapshot_fails_when_datanet_caller_or_note_is_wrong() {
	run(|| {
		let datanet = create();
		accept(contribute(ALICE, datanet, b"a"));
		let take = |who, datanet, note| Datanets::snapshot(signed(who), datanet, note);
		assert_noop!(take(OWNER, DatanetId(9), text("")), Error::<Test>::DatanetNotFound);
		assert_noop!(take(ALICE, datanet, text("")), Error::<Test>::NotOwner);
		assert_noop!(take(OWNER, datanet, gibberish()), Error::<Test>::InvalidText);
	});
}

#[test]
fn snapshot_fails_when_nothing_is_accepted_or_all_was_taken_down() {
	run(|| {
		let datanet = create();
		let id = contribute(ALICE, datanet, b"pending");
		let take = || Datanets::snapshot(signed(OWNER), datanet, text(""));
		assert_noop!(take(), Error::<Test>::SnapshotEmpty);
		accept(id);
		take_down(id);
		assert_noop!(take(), Error::<Test>::SnapshotEmpty);
	});
}

#[test]
fn snapshot_fails_when_nothing_changed_since_the_last() {
	run(|| {
		let datanet = create();
		let [first, second] = [b"a", b"b"].map(|bytes| contribute(ALICE, datanet, bytes));
		accept(first);
		accept(second);
		snapshot(datanet);
		contribute(ALICE, datanet, b"pending");
		let take = || Datanets::snapshot(signed(OWNER), datanet, text("again"));
		assert_noop!(take(), Error::<Test>::SnapshotUnchanged);
		take_down(first);
		assert_ok!(take());
		assert_noop!(take(), Error::<Test>::SnapshotUnchanged);
	});
}

#[test]
fn snapshot_fails_when_the_deposit_cannot_be_paid() {
	run(|| {
		let datanet = create();
		accept(contribute(ALICE, datanet, b"a"));
		let spare = Balances::free_balance(OWNER) - 100;
		assert_ok!(Balances::transfer_allow_death(signed(OWNER), BOB, spare));
		assert_noop!(
			Datanets::snapshot(signed(OWNER), datanet, text("")),
			TokenError::FundsUnavailable
		);
	});
}

#[test]
fn snapshot_fails_when_numbers_are_exhausted() {
	run(|| {
		let datanet = create();
		accept(contribute(ALICE, datanet, b"a"));
		let take = || Datanets::snapshot(signed(OWNER), datanet, text(""));
		let reset = Corpora::<Test>::get(datanet);
		Corpora::<Test>::mutate(datanet, |corpus| corpus.snapshots = u32::MAX);
		assert_noop!(take(), Error::<Test>::IdsExhausted);
		Corpora::<Test>::insert(datanet, reset);
		NextSnapshot::<Test>::put(SnapshotId(u32::MAX));
		assert_noop!(take(), Error::<Test>::IdsExhausted);
	});
}
