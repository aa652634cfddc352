// SPDX-License-Identifier: Apache-2.0
//! The count, and what is carried out.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	records::{BallotOutcome, BallotStage, BallotTally},
	traits::Verdict::{self, *},
	Balance,
};
use pallet_curation::{Error, Event};

fn majority() -> Option<Verdict> {
	match ballot(C0).stage {
		BallotStage::Closed { majority, .. } => majority,
		other => panic!("{other:?}"),
	}
}

/// What curators with these revealed votes decide.
fn majority_of(votes: &[(Balance, Verdict)]) -> Option<Verdict> {
	let mut decided = None;
	run(|| {
		let votes = [ANN, BEN, CAT]
			.into_iter()
			.zip(votes)
			.map(|(who, (stake, verdict))| (who, *stake, *verdict, true))
			.collect::<Vec<_>>();
		voted(C0, &votes);
		decided = majority();
	});
	decided
}

fn outcome() -> BallotOutcome {
	match ballot(C0).stage {
		BallotStage::Concluded { outcome } => outcome,
		other => panic!("{other:?}"),
	}
}

#[test]
fn close_decides_by_weight_when_votes_differ() {
	run(|| {
		accepted_against_cat();
		let appeal_until = System::block_number() + APPEAL;
		assert_eq!(ballot(C0).stage, BallotStage::Closed { majority: Some(Accept), appeal_until });
		last_event(Event::BallotClosed {
			contribution: C0,
			verdict: Accept,
			decided: true,
			reveals: 3,
			tally: BallotTally { accept: 4_000, reject: 0, spam: 3_000 },
			appeal_until,
		});
		assert_eq!(Decided::get(C0), None);
	});
}

#[test]
fn close_finds_the_leader_when_there_is_one() {
	assert_eq!(majority_of(&[(3_000, Accept), (1_000, Reject), (2_999, Spam)]), Some(Accept));
	assert_eq!(majority_of(&[(1_000, Accept), (3_000, Reject), (2_999, Spam)]), Some(Reject));
	assert_eq!(majority_of(&[(2_999, Accept), (1_000, Reject), (3_000, Spam)]), Some(Spam));
}

#[test]
fn close_decides_nothing_when_two_lead() {
	assert_eq!(majority_of(&[(3_000, Accept), (3_000, Reject), (2_000, Spam)]), None);
	assert_eq!(majority_of(&[(3_000, Accept), (2_000, Reject), (3_000, Spam)]), None);
	assert_eq!(majority_of(&[(2_000, Accept), (3_000, Reject), (3_000, Spam)]), None);
	assert_eq!(majority_of(&[(2_000, Accept), (2_000, Reject), (2_000, Spam)]), None);
}

#[test]
fn close_decides_nothing_when_too_few_revealed() {
	run(|| {
		voted(C0, &[(ANN, 5_000, Accept, true), (BEN, 1_000, Accept, false)]);
		last_event(Event::BallotClosed {
			contribution: C0,
			verdict: Reject,
			decided: false,
			reveals: 1,
			tally: BallotTally { accept: 5_000, reject: 0, spam: 0 },
			appeal_until: System::block_number() + APPEAL,
		});
	});
}

#[test]
fn close_fails_when_there_is_no_ballot() {
	run(|| {
		assert_noop!(close(C0), Error::<Test>::BallotNotFound);
	});
}

#[test]
fn close_fails_when_votes_can_still_be_revealed() {
	run(|| {
		join(ANN, 2_000);
		assert_ok!(commit(ANN, C0, Accept));
		advance(COMMIT + REVEAL - 1);
		assert_noop!(close(C0), Error::<Test>::StillVoting);
		advance(1);
		assert_ok!(close(C0));
	});
}

#[test]
fn close_fails_when_it_was_done() {
	run(|| {
		accepted_against_cat();
		assert_noop!(close(C0), Error::<Test>::AlreadyClosed);
		advance(APPEAL);
		assert_ok!(conclude(C0));
		assert_noop!(close(C0), Error::<Test>::AlreadyClosed);
	});
}

#[test]
fn conclude_carries_the_verdict_out_when_nobody_appealed() {
	run(|| {
		accepted_against_cat();
		advance(APPEAL);
		assert_ok!(conclude(C0));
		assert_eq!(Decided::get(C0), Some(Accept));
		let outcome = BallotOutcome::Decided(Accept);
		assert_eq!(ballot(C0).stage, BallotStage::Concluded { outcome });
		last_event(Event::BallotConcluded { contribution: C0, outcome });
	});
}

#[test]
fn conclude_rejects_when_the_curators_did_not_decide() {
	run(|| {
		voted(C0, &[(ANN, 2_000, Accept, true), (BEN, 2_000, Spam, true)]);
		advance(APPEAL);
		assert_ok!(conclude(C0));
		assert_eq!(Decided::get(C0), Some(Reject));
		assert_eq!(outcome(), BallotOutcome::Undecided);
	});
}

#[test]
fn conclude_is_void_when_the_contribution_was_withdrawn() {
	run(|| {
		accepted_against_cat();
		Pending::remove(C0);
		advance(APPEAL);
		assert_ok!(conclude(C0));
		assert_eq!(outcome(), BallotOutcome::Void);
		assert_eq!(Decided::get(C0), None);
	});
}

#[test]
fn conclude_is_void_when_the_datanet_changed_its_policy() {
	run(|| {
		accepted_against_cat();
		Curated::remove(D0);
		advance(APPEAL);
		assert_ok!(conclude(C0));
		assert_eq!(outcome(), BallotOutcome::Void);
		assert_eq!(Decided::get(C0), None);
	});
}

#[test]
fn conclude_is_void_when_the_verdict_cannot_be_carried_out() {
	run(|| {
		accepted_against_cat();
		Full::put(true);
		advance(APPEAL);
		assert_ok!(conclude(C0));
		assert_eq!(outcome(), BallotOutcome::Void);
		// What was tried is undone: it still waits.
		assert_eq!((Decided::get(C0), Pending::get(C0)), (None, Some((D0, GIVER))));
	});
}

#[test]
fn commit_opens_another_ballot_when_a_void_one_is_settled() {
	run(|| {
		accepted_against_cat();
		Full::put(true);
		advance(APPEAL);
		assert_ok!(conclude(C0));
		join(DAN, 2_000);
		assert_noop!(commit(DAN, C0, Reject), Error::<Test>::CommitClosed);
		settle_all(C0);
		assert_ok!(commit(DAN, C0, Reject));
		assert_eq!(ballot(C0).stage, BallotStage::Voting);
	});
}

#[test]
fn conclude_fails_when_there_is_no_ballot() {
	run(|| {
		assert_noop!(conclude(C0), Error::<Test>::BallotNotFound);
	});
}

#[test]
fn conclude_fails_when_the_ballot_is_not_closed() {
	run(|| {
		join(ANN, 2_000);
		assert_ok!(commit(ANN, C0, Accept));
		advance(100);
		assert_noop!(conclude(C0), Error::<Test>::NotClosed);
	});
}

#[test]
fn conclude_fails_when_an_appeal_can_still_be_made() {
	run(|| {
		accepted_against_cat();
		advance(APPEAL - 1);
		assert_noop!(conclude(C0), Error::<Test>::NotFinal);
	});
}

#[test]
fn conclude_fails_when_it_was_done() {
	run(|| {
		accepted_against_cat();
		advance(APPEAL);
		assert_ok!(conclude(C0));
		assert_noop!(conclude(C0), Error::<Test>::AlreadyConcluded);
	});
}
