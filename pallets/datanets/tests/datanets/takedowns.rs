// SPDX-License-Identifier: Apache-2.0
//! Taking accepted contributions down.

use crate::mock::*;
use codec::Encode;
use frame::testing_prelude::*;
use openledger_primitives::{
	accumulator::{Leaves, WithdrawalLeaf},
	ids::{ContributionId, DatanetId},
	merkle::Domain,
	records::Reputation,
};
use pallet_datanets::{
	Contributions, Corpora, Error, Event, HoldReason, Roots, Snapshots, Status, Withdrawn,
};

/// A Datanet with three accepted contributions, of 1, 2 and 3 bytes, by Alice.
fn filled() -> (DatanetId, [ContributionId; 3]) {
	let datanet = create();
	let ids = [b"a".as_slice(), b"bb", b"ccc"].map(|bytes| contribute(ALICE, datanet, bytes));
	ids.into_iter().for_each(accept);
	(datanet, ids)
}

fn take_down_by(who: AccountId, contribution: ContributionId) -> DispatchResult {
	Datanets::take_down(signed(who), contribution, text("mine"))
}

#[test]
fn takedown_is_appended_when_the_contributor_calls() {
	run(|| {
		let (datanet, [_, second, third]) = filled();
		let deposit = held(HoldReason::ContributionDeposit, ALICE);
		assert_ok!(take_down_by(ALICE, third));
		assert_last_event(Event::ContributionTakenDown {
			contribution: third,
			datanet,
			index: 2,
			order: 0,
			by: Some(ALICE),
			reason: text("mine"),
		});
		assert_ok!(take_down_by(ALICE, second));
		let corpus = Corpora::<Test>::get(datanet);
		assert_eq!((corpus.accepted.count(), corpus.withdrawn.count()), (3, 2));
		assert_eq!(corpus.length, 1);
		let leaves = [(third, 2), (second, 1)]
			.map(|(contribution, index)| WithdrawalLeaf { contribution, index }.encode());
		let root = Leaves::new(Domain::Withdrawal, leaves).unwrap().root();
		assert_eq!(corpus.withdrawn.root(Domain::Withdrawal), root);
		let record = Contributions::<Test>::get(second).unwrap();
		assert_eq!(record.status, Status::Withdrawn { index: 1, order: 1 });
		assert_eq!(Roots::<Test>::get(datanet, record.content.root), Some(second));
		assert_eq!(Withdrawn::<Test>::get(datanet, 1), Some(second));
		assert_eq!(held(HoldReason::ContributionDeposit, ALICE), deposit);
		assert_eq!(Takedowns::get(), [(datanet, third), (datanet, second)]);
		let accepted = Reputation { accepted: 3, ..Reputation::default() };
		assert_eq!(Datanets::reputation(&ALICE), accepted);
	});
}

#[test]
fn takedown_succeeds_when_owner_or_governance_calls() {
	run(|| {
		let (datanet, [first, second, _]) = filled();
		assert_ok!(take_down_by(OWNER, first));
		assert_ok!(Datanets::take_down(RuntimeOrigin::root(), second, text("court")));
		assert_last_event(Event::ContributionTakenDown {
			contribution: second,
			datanet,
			index: 1,
			order: 1,
			by: None,
			reason: text("court"),
		});
	});
}

#[test]
fn takedown_leaves_snapshots_alone_when_they_are_older() {
	run(|| {
		let (datanet, [first, ..]) = filled();
		let id = snapshot(datanet);
		let before = Snapshots::<Test>::get(id);
		take_down(first);
		assert_eq!(Snapshots::<Test>::get(id), before);
		let later = Snapshots::<Test>::get(snapshot(datanet)).unwrap();
		let before = before.unwrap();
		assert_eq!((later.root, later.accepted), (before.root, before.accepted));
		assert_eq!((later.withdrawn, later.length, later.version), (1, 5, 2));
		assert_ne!(later.withdrawn_root, H256::zero());
	});
}

#[test]
fn takedown_fails_when_contribution_caller_or_state_is_wrong() {
	run(|| {
		let (datanet, [first, second, _]) = filled();
		let pending = contribute(ALICE, datanet, b"pending");
		take_down(second);
		assert_noop!(take_down_by(ALICE, ContributionId(9)), Error::<Test>::ContributionNotFound);
		assert_noop!(take_down_by(BOB, first), Error::<Test>::MayNotTakeDown);
		assert_noop!(take_down_by(ALICE, pending), Error::<Test>::NotAccepted);
		assert_noop!(take_down_by(ALICE, second), Error::<Test>::AlreadyTakenDown);
		let unsaid = Datanets::take_down(signed(ALICE), first, gibberish());
		assert_noop!(unsaid, Error::<Test>::InvalidText);
	});
}
