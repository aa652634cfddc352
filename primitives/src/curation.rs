// SPDX-License-Identifier: Apache-2.0
//! What a curator commits to before votes are revealed.

use crate::{ids::ContributionId, traits::Verdict};
use codec::Encode;
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::traits::{BlakeTwo256, Hash},
};

/// The first bytes of what is hashed. A change of the layout changes the version in it.
pub const COMMITMENT_DOMAIN: &[u8; 22] = b"openledger/curation/v1";

/// The commitment of `curator` to a `verdict` on `contribution`: the BLAKE2b-256 hash over
/// [`COMMITMENT_DOMAIN`] and the SCALE encoding of contribution, verdict, salt and curator.
///
/// There are three verdicts only, so `salt` is all that hides the vote: it must be random, of 32 bytes,
/// never used before, and kept until the vote is revealed. The curator is part of the hash, so that
/// nobody votes by copying a commitment.
pub fn vote_commitment<AccountId: Encode>(
	contribution: ContributionId,
	verdict: Verdict,
	salt: H256,
	curator: &AccountId,
) -> H256 {
	BlakeTwo256::hash(&(COMMITMENT_DOMAIN, contribution, verdict, salt, curator).encode())
}
