// SPDX-License-Identifier: Apache-2.0
//! The checks after every block find what is broken.

use crate::mock::*;
use frame::{deps::sp_runtime::TryRuntimeError, testing_prelude::*};
use openledger_primitives::{
	records::{BallotRecord, BallotStage, CuratorRecord},
	traits::Verdict::*,
};
use pallet_curation::{Ballots, Curators, Vote, Votes};

fn sentence() -> &'static str {
	match Curation::do_try_state() {
		Err(TryRuntimeError::Other(found)) => found,
		other => panic!("nothing was found: {other:?}"),
	}
}

/// The sentence that the checks say when `harm` was done to an appealed ballot, which is then undone.
fn found(harm: impl Fn()) -> &'static str {
	let mut said = "";
	run(|| {
		accepted_against_cat();
		assert_ok!(appeal(CAT, C0));
		hypothetically!({
			harm();
			said = sentence();
		});
	});
	said
}

fn change_ballot(change: impl Fn(&mut BallotRecord<AccountId, u32>)) {
	Ballots::<Test>::mutate(C0, |ballot| change(ballot.as_mut().unwrap()));
}

fn change_ann(change: impl Fn(&mut CuratorRecord<u32>)) {
	Curators::<Test>::mutate(D0, ANN, |curator| change(curator.as_mut().unwrap()));
}

fn change_vote(change: impl Fn(&mut Vote)) {
	Votes::<Test>::mutate(C0, ANN, |vote| change(vote.as_mut().unwrap()));
}

#[test]
fn holds_are_found_when_they_are_not_what_is_at_stake() {
	let sentence = "what is on hold is not what is at stake";
	assert_eq!(found(|| change_ann(|curator| curator.stake += 1)), sentence);
	let other_bond = |ballot: &mut BallotRecord<AccountId, u32>| {
		if let BallotStage::Appealed { bond, .. } = &mut ballot.stage {
			*bond += 1;
		}
	};
	assert_eq!(found(|| change_ballot(other_bond)), sentence);
}

#[test]
fn open_votes_are_found_when_the_curator_counts_others() {
	assert_eq!(
		found(|| change_ann(|curator| curator.open_votes = 0)),
		"a curator's open votes are not those on ballots"
	);
	assert_eq!(
		found(|| change_ann(|curator| curator.at_risk = 1)),
		"a curator's risk is not that of the open votes"
	);
}

#[test]
fn stakes_are_found_when_they_cannot_pay() {
	assert_eq!(
		found(|| change_ann(|curator| curator.stake = curator.at_risk - 1)),
		"a stake cannot pay for its open votes"
	);
}

#[test]
fn curators_are_found_when_they_are_kept_or_gone_without_cause() {
	let nothing = CuratorRecord { stake: 0, at_risk: 0, open_votes: 0, leaving: None };
	assert_eq!(
		found(|| Curators::<Test>::insert(D0, DAN, nothing)),
		"a curator without stake or votes is kept"
	);
	assert_eq!(found(|| Curators::<Test>::remove(D0, ANN)), "a vote has no curator");
}

#[test]
fn tallies_are_found_when_they_are_not_the_sum_of_votes() {
	let sentence = "a tally is not the sum of the revealed votes";
	assert_eq!(found(|| change_ballot(|ballot| ballot.tally.accept += 1)), sentence);
	assert_eq!(found(|| change_ballot(|ballot| ballot.reveals -= 1)), sentence);
	assert_eq!(found(|| change_vote(|vote| vote.revealed = Some(Reject))), sentence);
}

#[test]
fn tallies_are_found_when_they_are_less_than_what_is_left() {
	run(|| {
		accepted_against_cat();
		advance(APPEAL);
		assert_ok!(conclude(C0));
		assert_ok!(settle(C0, CAT));
		hypothetically!({
			change_ballot(|ballot| ballot.tally.accept -= 1);
			assert_eq!(sentence(), "the votes that are left exceed the tally");
		});
	});
}

#[test]
fn counts_are_found_when_votes_are_missing() {
	assert_eq!(
		found(|| Votes::<Test>::remove(C0, ANN)),
		"a ballot's votes are not those that were committed and are not settled"
	);
	assert_eq!(
		found(|| {
			for who in [ANN, BEN, CAT] {
				Votes::<Test>::remove(C0, who);
			}
		}),
		"a ballot has no vote"
	);
	assert_eq!(found(|| Ballots::<Test>::remove(C0)), "a vote has no ballot");
}

#[test]
fn settlement_is_found_when_it_was_too_early() {
	assert_eq!(
		found(|| {
			change_ballot(|ballot| {
				ballot.commits += 1;
				ballot.settled += 1;
			});
		}),
		"a vote was settled too early"
	);
}
