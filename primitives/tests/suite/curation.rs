// SPDX-License-Identifier: Apache-2.0
//! What curators commit to.

use codec::Encode;
use openledger_primitives::{
	curation::{vote_commitment, COMMITMENT_DOMAIN},
	ids::ContributionId,
	traits::Verdict,
};
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::traits::{BlakeTwo256, Hash},
};

const SALT: H256 = H256([9; 32]);
const CURATOR: [u8; 32] = [1; 32];

fn commitment() -> H256 {
	vote_commitment(ContributionId(7), Verdict::Reject, SALT, &CURATOR)
}

#[test]
fn commitment_is_the_hash_of_domain_and_fields_when_computed_by_hand() {
	let preimage =
		[&COMMITMENT_DOMAIN[..], &7u64.to_le_bytes(), &[1], &SALT.0, &CURATOR[..]].concat();
	assert_eq!(commitment(), BlakeTwo256::hash(&preimage));
}

#[test]
fn commitment_differs_when_anything_does() {
	let others = [
		vote_commitment(ContributionId(8), Verdict::Reject, SALT, &CURATOR),
		vote_commitment(ContributionId(7), Verdict::Accept, SALT, &CURATOR),
		vote_commitment(ContributionId(7), Verdict::Spam, SALT, &CURATOR),
		vote_commitment(ContributionId(7), Verdict::Reject, H256::zero(), &CURATOR),
		vote_commitment(ContributionId(7), Verdict::Reject, SALT, &[2; 32]),
	];
	for other in others {
		assert_ne!(other, commitment());
	}
}

#[test]
fn verdicts_keep_their_numbers_when_encoded() {
	let verdicts = [Verdict::Accept, Verdict::Reject, Verdict::Spam];
	assert_eq!(verdicts.map(|verdict| verdict.encode()), [[0], [1], [2]]);
}
