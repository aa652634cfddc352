// SPDX-License-Identifier: Apache-2.0
//! What clients are told.

use crate::{corpus::*, mock::*};
use frame::testing_prelude::*;
use openledger_primitives::{challenge::Demand, ids::ChallengeId, records::ChallengeRecord};

#[test]
fn views_tell_the_challenges_of_a_claim_when_there_are_any() {
	run(|| {
		let (leaves, subject) = (honest(), honest_claim());
		assert_eq!(Challenges::challenge_record(ChallengeId(0)), None);
		assert_eq!(Challenges::challenge_records(subject), []);
		assert_ok!(challenge_leaf(ALICE, subject, &leaves, 4));
		assert_ok!(challenge_disclosure(BOB, subject));
		assert_ok!(disclose(1, ANSWER, &leaves));
		let other = claims(1, ANSWER, &leaves, true);
		assert_ok!(challenge_disclosure(ALICE, other));
		let first = ChallengeRecord {
			challenge: ChallengeId(0),
			subject,
			demand: Demand::Leaf(leaves[4]),
			challenger: ALICE,
			bond: Some(BOND),
			expires_at: 1 + WINDOW,
		};
		let second = ChallengeRecord {
			challenge: ChallengeId(1),
			demand: Demand::Disclosure,
			challenger: BOB,
			bond: None,
			..first.clone()
		};
		assert_eq!(Challenges::challenge_record(ChallengeId(0)), Some(first.clone()));
		let mut all = Challenges::challenge_records(subject);
		all.sort_by_key(|record| record.challenge);
		assert_eq!(all, [first, second]);
	});
}
