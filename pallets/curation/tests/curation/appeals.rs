// SPDX-License-Identifier: Apache-2.0
//! The losing party asks governance.

use crate::mock::*;
use frame::{testing_prelude::*, traits::fungible::Mutate};
use openledger_primitives::{
	records::{BallotOutcome, BallotStage},
	traits::Verdict::*,
};
use pallet_curation::{Error, Event, HoldReason};

fn bonded(who: AccountId) -> u128 {
	held(HoldReason::AppealBond, who)
}

fn concluded(outcome: BallotOutcome) {
	assert_eq!(ballot(C0).stage, BallotStage::Concluded { outcome });
}

#[test]
fn appeal_holds_the_bond_when_a_losing_curator_makes_it() {
	run(|| {
		accepted_against_cat();
		assert_ok!(appeal(CAT, C0));
		assert_eq!((bonded(CAT), staked(CAT)), (BOND, 3_000));
		let decide_until = System::block_number() + DECISION;
		assert_eq!(
			ballot(C0).stage,
			BallotStage::Appealed { majority: Some(Accept), by: CAT, bond: BOND, decide_until }
		);
		last_event(Event::Appealed { contribution: C0, by: CAT, bond: BOND, decide_until });
	});
}

#[test]
fn appeal_is_open_to_the_contributor_when_the_ballot_is_closed() {
	run(|| {
		accepted_against_cat();
		advance(APPEAL - 1);
		assert_ok!(appeal(GIVER, C0));
		assert_eq!(bonded(GIVER), BOND);
	});
}

#[test]
fn appeal_fails_when_there_is_no_ballot() {
	run(|| {
		assert_noop!(appeal(GIVER, C0), Error::<Test>::BallotNotFound);
	});
}

#[test]
fn appeal_fails_when_the_ballot_is_not_closed() {
	run(|| {
		join(ANN, 2_000);
		assert_ok!(commit(ANN, C0, Accept));
		assert_noop!(appeal(GIVER, C0), Error::<Test>::NotClosed);
	});
}

#[test]
fn appeal_fails_when_there_was_one() {
	run(|| {
		accepted_against_cat();
		assert_ok!(appeal(CAT, C0));
		assert_noop!(appeal(GIVER, C0), Error::<Test>::AlreadyAppealed);
	});
}

#[test]
fn appeal_fails_when_the_ballot_is_concluded() {
	run(|| {
		accepted_against_cat();
		advance(APPEAL);
		assert_ok!(conclude(C0));
		assert_noop!(appeal(GIVER, C0), Error::<Test>::AlreadyConcluded);
	});
}

#[test]
fn appeal_fails_when_the_window_is_over() {
	run(|| {
		accepted_against_cat();
		advance(APPEAL);
		assert_noop!(appeal(GIVER, C0), Error::<Test>::AppealTooLate);
	});
}

#[test]
fn appeal_fails_when_the_contribution_waits_no_more() {
	run(|| {
		accepted_against_cat();
		Pending::remove(C0);
		assert_noop!(appeal(CAT, C0), Error::<Test>::NotPending);
	});
}

#[test]
fn appeal_fails_when_the_caller_is_no_party() {
	run(|| {
		voted(
			C0,
			&[
				(ANN, 2_000, Accept, true),
				(BEN, 2_000, Accept, true),
				// Silent: has not voted.
				(CAT, 2_000, Spam, false),
			],
		);
		assert_noop!(appeal(CAT, C0), Error::<Test>::NotParty);
		assert_noop!(appeal(DAN, C0), Error::<Test>::NotParty);
	});
}

#[test]
fn appeal_fails_when_the_caller_cannot_spare_the_bond() {
	run(|| {
		accepted_against_cat();
		assert_ok!(Balances::transfer(&GIVER, &DAN, FUNDS - BOND, Preservation::Preserve));
		assert_noop!(appeal(GIVER, C0), TokenError::FundsUnavailable);
	});
}

#[test]
fn decide_appeal_returns_the_bond_when_it_changes_the_verdict() {
	run(|| {
		accepted_against_cat();
		assert_ok!(appeal(CAT, C0));
		assert_ok!(decide(C0, Spam));
		assert_eq!((bonded(CAT), Balances::free_balance(TREASURY)), (0, FUNDS));
		assert_eq!(Decided::get(C0), Some(Spam));
		concluded(BallotOutcome::Decided(Spam));
		has_event(Event::AppealDecided { contribution: C0, by: CAT, verdict: Spam, slashed: 0 });
		last_event(Event::BallotConcluded {
			contribution: C0,
			outcome: BallotOutcome::Decided(Spam),
		});
	});
}

#[test]
fn decide_appeal_returns_the_bond_when_the_verdict_is_a_third_one() {
	run(|| {
		accepted_against_cat();
		assert_ok!(appeal(CAT, C0));
		assert_ok!(decide(C0, Reject));
		assert_eq!(bonded(CAT), 0);
		assert_eq!(Balances::free_balance(CAT), FUNDS - 3_000);
	});
}

#[test]
fn decide_appeal_slashes_the_bond_when_it_changes_nothing() {
	run(|| {
		accepted_against_cat();
		assert_ok!(appeal(CAT, C0));
		assert_ok!(decide(C0, Accept));
		assert_eq!((bonded(CAT), Balances::free_balance(TREASURY)), (0, FUNDS + BOND));
		concluded(BallotOutcome::Decided(Accept));
		has_event(Event::AppealDecided {
			contribution: C0,
			by: CAT,
			verdict: Accept,
			slashed: BOND,
		});
	});
}

#[test]
fn decide_appeal_slashes_the_bond_when_it_confirms_that_undecided_is_rejected() {
	run(|| {
		voted(C0, &[(ANN, 2_000, Accept, true)]);
		assert_ok!(appeal(GIVER, C0));
		assert_ok!(decide(C0, Reject));
		assert_eq!(Balances::free_balance(TREASURY), FUNDS + BOND);
		concluded(BallotOutcome::Decided(Reject));
	});
}

#[test]
fn decide_appeal_is_void_when_the_contribution_was_withdrawn_meanwhile() {
	run(|| {
		accepted_against_cat();
		assert_ok!(appeal(CAT, C0));
		Pending::remove(C0);
		assert_ok!(decide(C0, Spam));
		concluded(BallotOutcome::Void);
		assert_eq!(bonded(CAT), 0);
		settle_all(C0);
		assert_eq!(Balances::free_balance(TREASURY), FUNDS);
	});
}

#[test]
fn decide_appeal_returns_the_bond_when_it_changes_nothing_of_a_void_ballot() {
	run(|| {
		accepted_against_cat();
		assert_ok!(appeal(CAT, C0));
		Pending::remove(C0);
		assert_ok!(decide(C0, Accept));
		concluded(BallotOutcome::Void);
		assert_eq!((bonded(CAT), Balances::free_balance(TREASURY)), (0, FUNDS));
		has_event(Event::AppealDecided { contribution: C0, by: CAT, verdict: Accept, slashed: 0 });
	});
}

#[test]
fn decide_appeal_fails_when_governance_did_not_call() {
	run(|| {
		accepted_against_cat();
		assert_ok!(appeal(CAT, C0));
		assert_noop!(Curation::decide_appeal(signed(CAT), C0, Spam), BadOrigin);
	});
}

#[test]
fn decide_appeal_fails_when_there_is_no_ballot() {
	run(|| {
		assert_noop!(decide(C0, Accept), Error::<Test>::BallotNotFound);
	});
}

#[test]
fn decide_appeal_fails_when_there_is_no_appeal() {
	run(|| {
		accepted_against_cat();
		assert_noop!(decide(C0, Spam), Error::<Test>::NotAppealed);
		assert_ok!(appeal(CAT, C0));
		assert_ok!(decide(C0, Spam));
		assert_noop!(decide(C0, Accept), Error::<Test>::NotAppealed);
	});
}

#[test]
fn decide_appeal_fails_when_the_time_is_over() {
	run(|| {
		accepted_against_cat();
		assert_ok!(appeal(CAT, C0));
		advance(DECISION);
		assert_noop!(decide(C0, Spam), Error::<Test>::DecisionTooLate);
	});
}

#[test]
fn conclude_returns_the_bond_when_governance_did_not_decide_in_time() {
	run(|| {
		accepted_against_cat();
		assert_ok!(appeal(CAT, C0));
		advance(DECISION - 1);
		assert_noop!(conclude(C0), Error::<Test>::NotFinal);
		advance(1);
		assert_ok!(conclude(C0));
		assert_eq!((bonded(CAT), Balances::free_balance(TREASURY)), (0, FUNDS));
		assert_eq!(Decided::get(C0), Some(Accept));
		concluded(BallotOutcome::Decided(Accept));
		has_event(Event::AppealLapsed { contribution: C0, by: CAT, bond: BOND });
	});
}

#[test]
fn conclude_returns_the_bond_when_the_ballot_is_void() {
	run(|| {
		accepted_against_cat();
		assert_ok!(appeal(GIVER, C0));
		Pending::remove(C0);
		advance(DECISION);
		assert_ok!(conclude(C0));
		concluded(BallotOutcome::Void);
		assert_eq!(bonded(GIVER), 0);
	});
}
