// SPDX-License-Identifier: Apache-2.0
//! The checks after every block find what is broken.

use crate::mock::*;
use frame::{deps::sp_runtime::TryRuntimeError, testing_prelude::*, token::fungible::hold::Mutate};
use openledger_primitives::{
	accumulator::Accumulator,
	ids::{ContributionId, DatanetId, SnapshotId},
	records::Visibility,
};
use pallet_datanets::{
	Accepted, Contribution, Contributions, Corpora, Datanets as DatanetsMap, Grants, HoldReason,
	Judgement, NextContribution, NextDatanet, Reports, Requests, Roots, Snapshot, Snapshots,
	Status, Votes, Withdrawn,
};

/// A Datanet with two accepted contributions, one of them taken down, a snapshot after each of these,
/// one that is voted on and reported, a request and a grant.
fn fill() -> DatanetId {
	let datanet = create_with(Visibility::Private, committee(&[OWNER, CAROL], 1));
	accept(contribute(ALICE, datanet, b"first"));
	snapshot(datanet);
	accept(contribute(BOB, datanet, b"second"));
	snapshot(datanet);
	take_down(ContributionId(0));
	snapshot(datanet);
	assert_ok!(Datanets::set_policy(signed(OWNER), datanet, committee(&[OWNER, CAROL], 2)));
	let pending = contribute(ALICE, datanet, b"pending");
	assert_ok!(judge(CAROL, pending, Judgement::Spam));
	assert_ok!(Datanets::report(signed(BOB), pending));
	for who in [ALICE, BOB] {
		assert_ok!(Datanets::request_access(signed(who), datanet, text("why"), None, 30));
	}
	assert_ok!(Datanets::grant(signed(OWNER), datanet, BOB, 30, None, text("")));
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

fn change(id: u64, change: impl Fn(&mut Contribution<Test>)) {
	Contributions::<Test>::mutate(ContributionId(id), |record| change(record.as_mut().unwrap()));
}

fn change_snapshot(id: u32, change: impl Fn(&mut Snapshot<Test>)) {
	Snapshots::<Test>::mutate(SnapshotId(id), |record| change(record.as_mut().unwrap()));
}

fn release(reason: HoldReason, who: AccountId, amount: u128) {
	assert_ok!(Balances::release(&reason.into(), &who, amount, Precision::Exact));
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
	assert_eq!(
		found(|datanet| {
			let request = Requests::<Test>::get(datanet, ALICE).unwrap();
			Requests::<Test>::insert(DatanetId(9), ALICE, request);
		}),
		"a request has no Datanet"
	);
	assert_eq!(
		found(|datanet| {
			let grant = Grants::<Test>::get(datanet, BOB).unwrap();
			Grants::<Test>::insert(DatanetId(9), BOB, grant);
		}),
		"a grant has no Datanet"
	);
}

#[test]
fn committee_is_found_when_it_could_never_decide() {
	assert_eq!(
		found(|datanet| DatanetsMap::<Test>::mutate(datanet, |record| {
			record.as_mut().unwrap().policy = committee(&[CAROL, OWNER], 1);
		})),
		"a committee could never come to a decision"
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
	assert_eq!(
		found(|datanet| Withdrawn::<Test>::remove(datanet, 0)),
		"a takedown is not at its place"
	);
	assert_eq!(
		found(|datanet| Withdrawn::<Test>::insert(datanet, 1, ContributionId(1))),
		"a place among the takedowns has no contribution"
	);
}

#[test]
fn acceptances_and_takedowns_are_found_when_they_are_in_no_corpus() {
	let loose = found(|datanet| {
		Accepted::<Test>::insert(datanet, 2, ContributionId(2));
		change(2, |record| record.status = Status::Accepted { index: 2 });
		release(HoldReason::ContributionBond, ALICE, BOND);
		Votes::<Test>::remove(ContributionId(2));
		Reports::<Test>::remove(ContributionId(2));
	});
	assert_eq!(loose, "an accepted contribution is in no corpus");
	let loose = found(|datanet| {
		Withdrawn::<Test>::insert(datanet, 1, ContributionId(1));
		change(1, |record| record.status = Status::Withdrawn { index: 1, order: 1 });
	});
	assert_eq!(loose, "a takedown is in no corpus");
}

#[test]
fn corpus_is_found_when_it_is_not_what_was_accepted() {
	let wrong = "a corpus is not what was accepted and taken down";
	assert_eq!(
		found(|datanet| Corpora::<Test>::mutate(datanet, |corpus| corpus.length += 1)),
		wrong
	);
	assert_eq!(found(|_| change(1, |record| record.contributor = OWNER)), wrong);
	assert_eq!(
		found(|datanet| Corpora::<Test>::mutate(datanet, |corpus| {
			corpus.accepted = Accumulator::default();
		})),
		"a takedown is not of this Datanet"
	);
	assert_eq!(
		found(|datanet| Corpora::<Test>::mutate(datanet, |corpus| {
			corpus.withdrawn = corpus.accepted.clone();
		})),
		"a place is empty"
	);
}

#[test]
fn order_is_found_when_it_is_not_that_of_acceptance() {
	assert_eq!(
		found(|datanet| {
			Accepted::<Test>::swap(datanet, 0, datanet, 1);
			change(0, |record| record.status = Status::Withdrawn { index: 1, order: 0 });
			change(1, |record| record.status = Status::Accepted { index: 0 });
		}),
		"a corpus is not what was accepted and taken down"
	);
}

#[test]
fn snapshots_are_found_when_they_are_gone_foreign_or_loose() {
	assert_eq!(found(|_| Snapshots::<Test>::remove(SnapshotId(0))), "a snapshot is gone");
	assert_eq!(
		found(|_| change_snapshot(0, |snapshot| snapshot.datanet = DatanetId(9))),
		"a snapshot is of another Datanet"
	);
	assert_eq!(
		found(|_| change_snapshot(1, |snapshot| snapshot.parent = None)),
		"a snapshot is not among those of its Datanet"
	);
	assert_eq!(
		found(|_| change_snapshot(1, |snapshot| snapshot.parent = Some(SnapshotId(2)))),
		"a snapshot is not older than the one that follows it"
	);
	assert_eq!(
		found(|_| change_snapshot(1, |snapshot| snapshot.version = 3)),
		"a snapshot has another's version"
	);
}

#[test]
fn snapshots_are_found_when_they_are_not_what_was_accepted() {
	assert_eq!(
		found(|_| change_snapshot(0, |snapshot| snapshot.accepted = 3)),
		"what a snapshot had accepted or taken down is undone in a later one"
	);
	assert_eq!(
		found(|_| change_snapshot(2, |snapshot| snapshot.accepted = 3)),
		"a snapshot accepted more than its Datanet"
	);
	assert_eq!(
		found(|_| change_snapshot(2, |snapshot| {
			snapshot.accepted = 3;
			snapshot.withdrawn = 3;
		})),
		"a snapshot includes nothing"
	);
	let wrong = "a snapshot is not what was accepted and taken down";
	assert_eq!(found(|_| change_snapshot(1, |snapshot| snapshot.length += 1)), wrong);
	assert_eq!(found(|_| change_snapshot(1, |snapshot| snapshot.root = H256::zero())), wrong);
	assert_eq!(
		found(|_| change_snapshot(2, |snapshot| snapshot.withdrawn_root = H256::zero())),
		wrong
	);
}

#[test]
fn holds_are_found_when_they_are_not_what_was_pledged() {
	assert_eq!(
		found(|_| release(HoldReason::ContributionBond, ALICE, 1)),
		"what is on hold is not the sum of the pending bonds"
	);
	assert_eq!(
		found(|_| release(HoldReason::ReportBond, BOB, 1)),
		"what is on hold is not the sum of the reports' bonds"
	);
	assert_eq!(
		found(|_| release(HoldReason::AccessOffer, ALICE, 1)),
		"what is on hold is not the sum of the offers"
	);
}

#[test]
fn votes_and_reports_are_found_when_they_are_on_what_is_not_pending() {
	let (pending, accepted) = (ContributionId(2), ContributionId(1));
	assert_eq!(
		found(|_| Votes::<Test>::insert(accepted, Votes::<Test>::get(pending).unwrap())),
		"a vote is on what is not pending"
	);
	assert_eq!(
		found(|_| Reports::<Test>::insert(accepted, Reports::<Test>::get(pending).unwrap())),
		"a report is of what is not pending"
	);
}

#[test]
fn ballots_are_found_when_they_are_empty_or_somebody_voted_twice() {
	let pending = ContributionId(2);
	let change = |votes: fn(&mut Vec<_>)| {
		Votes::<Test>::mutate(pending, |ballot| {
			let ballot = ballot.as_mut().unwrap();
			let mut changed = ballot.votes.clone().into_inner();
			votes(&mut changed);
			ballot.votes = changed.try_into().unwrap();
		});
	};
	assert_eq!(found(|_| change(Vec::clear)), "a ballot has no votes");
	assert_eq!(found(|_| change(|votes| votes.extend_from_within(..))), "somebody voted twice");
}
