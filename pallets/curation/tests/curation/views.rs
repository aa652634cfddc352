// SPDX-License-Identifier: Apache-2.0
//! What clients are told.

use crate::mock::*;
use frame::{testing_prelude::*, traits::Contains};
use openledger_primitives::{ids::ContributionId, traits::Verdict::*};

#[test]
fn curator_is_told_when_there_is_one() {
	run(|| {
		assert_eq!(Curation::curator(D0, &ANN), None);
		join(ANN, 2_000);
		assert_ok!(commit(ANN, C0, Accept));
		assert_eq!(Curation::curator(D0, &ANN), Some(curator(D0, ANN)));
		assert_eq!(Curation::curator(D1, &ANN), None);
	});
}

#[test]
fn ballot_is_told_when_there_is_one() {
	run(|| {
		assert_eq!(Curation::ballot(C0), None);
		join(ANN, 2_000);
		assert_ok!(commit(ANN, C0, Accept));
		assert_eq!(Curation::ballot(C0), Some(ballot(C0)));
		assert_eq!(Curation::ballot(C1), None);
	});
}

#[test]
fn contribution_is_voted_on_until_its_ballot_is_concluded() {
	run(|| {
		let is_voted_on = || <Curation as Contains<ContributionId>>::contains(&C0);
		assert!(!is_voted_on());
		voted(C0, &[(ANN, 2_000, Accept, true), (BEN, 2_000, Spam, true)]);
		assert!(is_voted_on());
		assert_ok!(appeal(BEN, C0));
		assert!(is_voted_on());
		advance(DECISION);
		assert_ok!(conclude(C0));
		assert!(!is_voted_on());
		settle_all(C0);
		assert!(!is_voted_on());
	});
}

#[test]
fn vote_commitment_can_be_revealed_when_it_was_asked_for() {
	run(|| {
		join(ANN, 2_000);
		let salt = H256::repeat_byte(3);
		let commitment = Curation::vote_commitment(C0, Spam, salt, &ANN);
		assert_ok!(Curation::commit(signed(ANN), C0, commitment));
		advance(COMMIT);
		assert_ok!(Curation::reveal(signed(ANN), C0, Spam, salt));
	});
}
