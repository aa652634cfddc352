// SPDX-License-Identifier: Apache-2.0
//! The checks after every block find what is broken.

use crate::mock::*;
use frame::{deps::sp_runtime::TryRuntimeError, testing_prelude::*, token::fungible::hold::Mutate};
use openledger_primitives::ids::{ContributionId, DatanetId, SnapshotId};
use pallet_datanets::{
	Accepted, Contributions, Corpora, Datanets as DatanetsMap, HoldReason, NextContribution,
	NextDatanet, Roots, Snapshots, Status,
};

/// A Datanet with two accepted contributions, a snapshot after each, and a pending one.
fn fill() -> DatanetId {
	let datanet = create();
	accept(contribute(ALICE, datanet, b"first"));
	snapshot(datanet);
	accept(contribute(BOB, datanet, b"second"));
	snapshot(datanet);
	contribute(ALICE, datanet, b"pending");
	datanet
}

/// The sentence that the checks say after `harm` was done, which is then undone.
fn found(harm: impl Fn(DatanetId)) -> &'static str {
	let mut sentence = "";
	run(|| {
		let datanet = fill();
		hypothetically!({
			harm(datanet);
			let Err(TryRuntimeError::Other(found)) = Datanets::do_try_state() else {
				panic!("nothing was found")
			};
			sentence = found;
		});
	});
	sentence
}

#[test]
fn numbers_are_found_when_they_were_not_given_out() {
	assert_eq!(found(NextDatanet::<Test>::put), "a Datanet's number was not given out");
	assert_eq!(
		found(|_| NextContribution::<Test>::put(ContributionId(2))),
		"a contribution's number was not given out"
	);
}

#[test]
fn orphans_are_found_when_their_datanet_is_gone() {
	assert_eq!(found(DatanetsMap::<Test>::remove), "a contribution has no Datanet");
	assert_eq!(
		found(|datanet| Corpora::<Test>::insert(DatanetId(9), Corpora::<Test>::get(datanet))),
		"a corpus has no Datanet"
	);
}

#[test]
fn roots_are_found_when_there_are_too_few_or_too_many() {
	let root = content(b"pending").root;
	assert_eq!(
		found(|datanet| Roots::<Test>::remove(datanet, root)),
		"a contribution is not found by its root"
	);
	assert_eq!(
		found(|datanet| Roots::<Test>::insert(datanet, H256::zero(), ContributionId(0))),
		"a root has no contribution"
	);
}

#[test]
fn places_are_found_when_they_are_empty_or_foreign() {
	assert_eq!(
		found(|datanet| Accepted::<Test>::remove(datanet, 1)),
		"an accepted contribution is not at its place"
	);
	assert_eq!(
		found(|datanet| Accepted::<Test>::insert(datanet, 2, ContributionId(2))),
		"a place has no contribution"
	);
	let loose = found(|datanet| {
		Accepted::<Test>::insert(datanet, 2, ContributionId(2));
		Contributions::<Test>::mutate(ContributionId(2), |record| {
			record.as_mut().unwrap().status = Status::Accepted { index: 2 };
		});
		let reason = HoldReason::ContributionBond.into();
		assert_ok!(Balances::release(&reason, &ALICE, BOND, Precision::Exact));
	});
	assert_eq!(loose, "an accepted contribution is in no corpus");
}

#[test]
fn corpus_is_found_when_it_is_not_what_was_accepted() {
	let wrong = "a corpus is not what was accepted";
	assert_eq!(
		found(|datanet| Corpora::<Test>::mutate(datanet, |corpus| corpus.length += 1)),
		wrong
	);
	assert_eq!(
		found(|_| Contributions::<Test>::mutate(ContributionId(1), |record| {
			record.as_mut().unwrap().contributor = CURATOR;
		})),
		"a snapshot is not what was accepted"
	);
}

#[test]
fn snapshots_are_found_when_they_are_gone_foreign_or_loose() {
	assert_eq!(found(|_| Snapshots::<Test>::remove(SnapshotId(0))), "a snapshot is gone");
	assert_eq!(
		found(|_| Snapshots::<Test>::mutate(SnapshotId(0), |snapshot| {
			snapshot.as_mut().unwrap().datanet = DatanetId(9);
		})),
		"a snapshot is of another Datanet"
	);
	assert_eq!(
		found(|_| Snapshots::<Test>::mutate(SnapshotId(1), |snapshot| {
			snapshot.as_mut().unwrap().parent = None;
		})),
		"a snapshot is not among those of its Datanet"
	);
	assert_eq!(
		found(|_| Snapshots::<Test>::mutate(SnapshotId(0), |snapshot| {
			snapshot.as_mut().unwrap().accepted = 3;
		})),
		"a snapshot accepted more than its Datanet, or nothing"
	);
}

#[test]
fn bonds_are_found_when_they_are_not_on_hold() {
	let released = found(|_| {
		let reason = HoldReason::ContributionBond.into();
		assert_ok!(Balances::release(&reason, &ALICE, 1, Precision::Exact));
	});
	assert_eq!(released, "what is on hold is not the sum of the pending bonds");
}
