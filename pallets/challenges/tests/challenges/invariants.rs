// SPDX-License-Identifier: Apache-2.0
//! What the check of the state finds.

use crate::{corpus::ANSWER, mock::*};
use frame::testing_prelude::*;
use openledger_primitives::{
	challenge::Demand,
	ids::{ChallengeId, RequestId},
	traits::Subject,
};
use pallet_challenges::{Challenges as ChallengesMap, Demands, NextChallenge};

const FIRST: ChallengeId = ChallengeId(0);

/// Breaks the state after one demand, checks that it is found, and mends it.
fn found(break_it: impl FnOnce(), says: &'static str) {
	run(|| {
		let subject = claims(0, ANSWER, &[], false);
		assert_ok!(challenge_disclosure(ALICE, subject));
		let record = record(0).unwrap();
		break_it();
		assert_eq!(Challenges::do_try_state(), Err(says.into()));
		let _ = Demands::<Test>::clear(10, None);
		Demands::<Test>::insert(subject, Demand::Disclosure, FIRST);
		ChallengesMap::<Test>::insert(FIRST, record);
		NextChallenge::<Test>::put(ChallengeId(1));
	});
}

#[test]
fn check_finds_a_challenge_when_its_number_was_not_given_out() {
	found(|| NextChallenge::<Test>::put(FIRST), "a challenge has a number that was not given out");
}

#[test]
fn check_finds_a_challenge_when_its_demand_does_not_lead_to_it() {
	found(
		|| {
			let _ = Demands::<Test>::clear(10, None);
		},
		"a demand does not lead to its challenge",
	);
}

#[test]
fn check_finds_a_demand_when_it_leads_to_no_challenge() {
	let other = Subject::Request(RequestId(9));
	found(
		|| Demands::<Test>::insert(other, Demand::Disclosure, ChallengeId(9)),
		"a demand leads to no challenge",
	);
}

#[test]
fn check_finds_a_bond_when_it_is_not_what_is_on_hold() {
	let set = |bond| {
		ChallengesMap::<Test>::mutate(FIRST, |record| record.as_mut().unwrap().bond = bond);
	};
	let says = "the challenges' bonds are not what is on hold";
	found(|| set(Some(BOND - 1)), says);
	found(|| set(None), says);
	found(|| set(Some(0)), "a challenge waits without a bond");
}
