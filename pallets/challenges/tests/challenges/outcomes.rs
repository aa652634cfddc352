// SPDX-License-Identifier: Apache-2.0
//! How challenges end.

use crate::{corpus::*, mock::*};
use frame::testing_prelude::*;
use openledger_primitives::{ids::ChallengeId, traits::SlashReason};
use pallet_challenges::{Error, Event};

#[test]
fn silence_loses_when_the_window_is_over() {
	run(|| {
		let subject = honest_claim();
		assert_ok!(challenge_disclosure(ALICE, subject));
		advance(WINDOW);
		assert_ok!(convict(0));
		assert_eq!(case(subject).end, Some(End::False));
		assert_eq!(balances(ALICE), (FUNDS, 0, 0));
		assert_eq!(Slashes::get(), [(WORKER, SLASH, SlashReason::Silence, Some(ALICE))]);
		assert_eq!((record(0), demands()), (None, 0));
		System::assert_last_event(
			Event::Convicted {
				challenge: ChallengeId(0),
				subject,
				worker: WORKER,
				challenger: ALICE,
				slashed: SLASH,
			}
			.into(),
		);
	});
}

#[test]
fn conviction_ends_the_claim_when_the_slash_fails() {
	run(|| {
		let subject = honest_claim();
		assert_ok!(challenge_disclosure(ALICE, subject));
		advance(WINDOW);
		SlashFails::set(true);
		assert_ok!(convict(0));
		assert_eq!(case(subject).end, Some(End::False));
		assert_eq!(balances(ALICE), (FUNDS, 0, 0));
	});
}

#[test]
fn conviction_fails_when_the_window_is_open() {
	run(|| {
		assert_ok!(challenge_disclosure(ALICE, honest_claim()));
		advance(WINDOW - 1);
		assert_noop!(convict(0), Error::<Test>::ResponseWindowOpen);
		advance(1);
		assert_ok!(convict(0));
	});
}

#[test]
fn conviction_fails_when_the_demand_was_met() {
	run(|| {
		assert_ok!(challenge_disclosure(ALICE, honest_claim()));
		assert_ok!(disclose(0, ANSWER, &honest()));
		advance(WINDOW);
		assert_noop!(convict(0), Error::<Test>::AlreadyAnswered);
	});
}

#[test]
fn conviction_fails_when_there_is_no_such_challenge() {
	run(|| {
		assert_noop!(convict(0), Error::<Test>::ChallengeNotFound);
		assert_ok!(challenge_disclosure(ALICE, honest_claim()));
		advance(WINDOW);
		assert_ok!(convict(0));
		assert_noop!(convict(0), Error::<Test>::ChallengeNotFound);
	});
}

#[test]
fn conviction_fails_when_the_claim_has_ended() {
	run(|| {
		let (leaves, subject) = (honest(), honest_claim());
		assert_ok!(challenge_leaf(ALICE, subject, &leaves, 0));
		assert_ok!(challenge_leaf(BOB, subject, &leaves, 1));
		advance(WINDOW);
		assert_ok!(convict(0));
		assert_noop!(convict(1), NO_CLAIM);
		assert_ok!(close(1));
		assert_eq!(balances(BOB), (FUNDS, 0, 0));
		assert_eq!(Slashes::get().len(), 1);
	});
}

#[test]
fn conviction_fails_when_nobody_signed() {
	run(|| {
		assert_ok!(challenge_disclosure(ALICE, honest_claim()));
		advance(WINDOW);
		let (nobody, id) = (RuntimeOrigin::none, ChallengeId(0));
		assert_noop!(Challenges::convict(nobody(), id), BadOrigin);
		assert_noop!(Challenges::close(nobody(), id), BadOrigin);
	});
}

#[test]
fn closing_releases_the_bond_when_another_challenge_ended_the_claim() {
	run(|| {
		let lie = lies().remove(0);
		let subject = claim_with(&lie.leaves);
		assert_ok!(challenge_disclosure(ALICE, subject));
		assert_ok!(prove(BOB, subject, lie.fraud));
		assert_ok!(close(0));
		assert_eq!(balances(ALICE), (FUNDS, 0, 0));
		assert_eq!((record(0), demands()), (None, 0));
		System::assert_last_event(
			Event::ChallengeClosed {
				challenge: ChallengeId(0),
				subject,
				challenger: ALICE,
				released: BOND,
			}
			.into(),
		);
	});
}

#[test]
fn closing_gives_the_deposit_back_when_the_claim_was_paid_for() {
	run(|| {
		let subject = honest_claim();
		assert_ok!(challenge_disclosure(ALICE, subject));
		assert_ok!(disclose(0, ANSWER, &honest()));
		pay(subject);
		assert_ok!(close(0));
		assert_eq!(balances(ALICE), (FUNDS - BOND, 0, 0));
		System::assert_last_event(
			Event::ChallengeClosed {
				challenge: ChallengeId(0),
				subject,
				challenger: ALICE,
				released: 0,
			}
			.into(),
		);
	});
}

#[test]
fn closing_fails_when_the_claim_stands() {
	run(|| {
		let subject = honest_claim();
		assert_ok!(challenge_disclosure(ALICE, subject));
		assert_noop!(close(0), Error::<Test>::ClaimStands);
		assert_ok!(disclose(0, ANSWER, &honest()));
		assert_noop!(close(0), Error::<Test>::ClaimStands);
	});
}

#[test]
fn closing_fails_when_there_is_no_such_challenge() {
	run(|| {
		assert_noop!(close(0), Error::<Test>::ChallengeNotFound);
		let subject = honest_claim();
		assert_ok!(challenge_disclosure(ALICE, subject));
		pay(subject);
		assert_ok!(close(0));
		assert_noop!(close(0), Error::<Test>::ChallengeNotFound);
	});
}
