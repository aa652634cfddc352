// SPDX-License-Identifier: Apache-2.0
//! Of challenges.

use crate::{ids::ChallengeId, records::ChallengeRecord, traits::Subject};
use alloc::vec::Vec;
use codec::Codec;

polkadot_sdk::sp_api::decl_runtime_apis! {
	/// Challenges of what workers claim.
	pub trait ChallengesApi<AccountId: Codec> {
		/// The challenge `id`, or nothing when there is none of this number, or no longer.
		fn challenge(id: ChallengeId) -> Option<ChallengeRecord<AccountId>>;

		/// All challenges of the claim about `subject`, in no particular order: those that wait for an
		/// answer, and those that were answered. At most one for each leaf, and one for disclosure.
		fn challenges(subject: Subject) -> Vec<ChallengeRecord<AccountId>>;
	}
}
