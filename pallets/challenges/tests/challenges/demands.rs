// SPDX-License-Identifier: Apache-2.0
//! What is demanded of a worker, and what it costs.

use crate::{corpus::*, mock::*};
use frame::{testing_prelude::*, traits::LockableCurrency};
use openledger_primitives::{
	challenge::Demand,
	ids::{ChallengeId, RequestId},
	traits::Subject,
};
use pallet_challenges::{Error, Event, NextChallenge};

#[test]
fn demand_holds_bond_and_deposit_when_it_is_made() {
	run(|| {
		let leaves = honest();
		let subject = honest_claim();
		assert_ok!(challenge_leaf(ALICE, subject, &leaves, 3));
		assert_eq!(balances(ALICE), (FUNDS - BOND - deposit(), BOND, deposit()));
		assert_eq!(case(subject).open, 1);
		System::assert_last_event(
			Event::Challenged {
				challenge: ChallengeId(0),
				subject,
				worker: WORKER,
				challenger: ALICE,
				demand: Demand::Leaf(leaves[3]),
				bond: BOND,
				expires_at: 1 + WINDOW,
			}
			.into(),
		);
		assert_ok!(challenge_disclosure(BOB, subject));
		assert_eq!(balances(BOB), (FUNDS - BOND - deposit(), BOND, deposit()));
		assert_eq!(case(subject).open, 2);
		System::assert_last_event(
			Event::Challenged {
				challenge: ChallengeId(1),
				subject,
				worker: WORKER,
				challenger: BOB,
				demand: Demand::Disclosure,
				bond: BOND,
				expires_at: 1 + WINDOW,
			}
			.into(),
		);
	});
}

#[test]
fn demand_keeps_its_terms_when_governance_changes_them_since() {
	run(|| {
		let subject = honest_claim();
		assert_ok!(challenge_disclosure(ALICE, subject));
		ChallengeBond::set(7 * BOND);
		ResponseWindow::set(100);
		let challenge = record(0).unwrap();
		assert_eq!((challenge.bond, challenge.expires_at), (Some(BOND), 1 + WINDOW));
		assert_ok!(disclose(0, ANSWER, &honest()));
		assert_eq!(balances(WORKER).0, FUNDS + BOND);
	});
}

#[test]
fn demand_fails_when_it_was_made_before() {
	run(|| {
		let leaves = honest();
		let subject = honest_claim();
		assert_ok!(challenge_leaf(ALICE, subject, &leaves, 0));
		assert_ok!(challenge_disclosure(ALICE, subject));
		for who in [ALICE, BOB] {
			assert_noop!(challenge_leaf(who, subject, &leaves, 0), Error::<Test>::AlreadyDemanded);
			assert_noop!(challenge_disclosure(who, subject), Error::<Test>::AlreadyDemanded);
		}
		assert_ok!(answer_leaf(0, &leaves[0]));
		assert_ok!(disclose(1, ANSWER, &leaves));
		assert_noop!(challenge_leaf(BOB, subject, &leaves, 0), Error::<Test>::AlreadyDemanded);
		assert_noop!(challenge_disclosure(BOB, subject), Error::<Test>::AlreadyDemanded);
		assert_ok!(challenge_leaf(BOB, subject, &leaves, 1));
	});
}

#[test]
fn demand_fails_when_the_leaf_is_not_one_of_the_claim() {
	run(|| {
		let leaves = honest();
		let subject = honest_claim();
		let other = leaves_of(LONGEST, &[6]);
		let mismatch = || Error::<Test>::LeafMismatch;
		assert_noop!(challenge_leaf(ALICE, subject, &other, 0), mismatch());
		let (leaf, alice) = (shown(&leaves, 0), RuntimeOrigin::signed(ALICE));
		assert_noop!(Challenges::challenge_leaf(alice, subject, leaf, 11), mismatch());
	});
}

#[test]
fn demand_fails_when_there_is_no_claim_or_no_longer() {
	run(|| {
		let unknown = Subject::Request(RequestId(9));
		assert_noop!(challenge_leaf(ALICE, unknown, &honest(), 0), NO_CLAIM);
		assert_noop!(challenge_disclosure(ALICE, unknown), NO_CLAIM);
		let subject = honest_claim();
		pay(subject);
		assert_noop!(challenge_leaf(ALICE, subject, &honest(), 0), NO_CLAIM);
		assert_noop!(challenge_disclosure(ALICE, subject), NO_CLAIM);
	});
}

#[test]
fn demand_fails_when_too_many_wait() {
	run(|| {
		let leaves = honest();
		let subject = honest_claim();
		for index in 0..3 {
			assert_ok!(challenge_leaf(ALICE, subject, &leaves, index));
		}
		assert_noop!(challenge_leaf(ALICE, subject, &leaves, 3), TOO_MANY);
		assert_noop!(challenge_disclosure(ALICE, subject), TOO_MANY);
		assert_ok!(answer_leaf(1, &leaves[1]));
		assert_ok!(challenge_leaf(ALICE, subject, &leaves, 3));
	});
}

#[test]
fn demand_fails_when_the_bond_is_locked() {
	run(|| {
		let (leaves, subject) = (honest(), honest_claim());
		Balances::set_lock(*b"vesting ", &ALICE, FUNDS - BOND + 1, WithdrawReasons::all());
		let locked = || Error::<Test>::FundsLocked;
		assert_noop!(challenge_leaf(ALICE, subject, &leaves, 0), locked());
		assert_noop!(challenge_disclosure(ALICE, subject), locked());
		Balances::set_lock(*b"vesting ", &ALICE, FUNDS - BOND, WithdrawReasons::all());
		assert_ok!(challenge_leaf(ALICE, subject, &leaves, 0));
		assert_noop!(challenge_disclosure(NOBODY, subject), locked());
	});
}

#[test]
fn demand_fails_when_the_deposit_cannot_be_held() {
	run(|| {
		let (leaves, subject) = (honest(), honest_claim());
		ChallengeBond::set(FUNDS - EXISTENTIAL_DEPOSIT - deposit() + 1);
		let short = TokenError::FundsUnavailable;
		assert_noop!(challenge_leaf(ALICE, subject, &leaves, 0), short);
		assert_noop!(challenge_disclosure(ALICE, subject), short);
		ChallengeBond::set(FUNDS - EXISTENTIAL_DEPOSIT - deposit());
		assert_ok!(challenge_disclosure(ALICE, subject));
	});
}

#[test]
fn demand_fails_when_all_numbers_are_given_out() {
	run(|| {
		let (leaves, subject) = (honest(), honest_claim());
		NextChallenge::<Test>::put(ChallengeId(u32::MAX));
		let exhausted = || Error::<Test>::IdsExhausted;
		assert_noop!(challenge_leaf(ALICE, subject, &leaves, 0), exhausted());
		assert_noop!(challenge_disclosure(ALICE, subject), exhausted());
	});
}

#[test]
fn demand_fails_when_nobody_signed() {
	run(|| {
		let (leaf, subject) = (shown(&honest(), 0), honest_claim());
		let nobody = RuntimeOrigin::none;
		assert_noop!(Challenges::challenge_leaf(nobody(), subject, leaf, 10), BadOrigin);
		assert_noop!(Challenges::challenge_disclosure(nobody(), subject), BadOrigin);
	});
}
