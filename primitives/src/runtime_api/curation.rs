// SPDX-License-Identifier: Apache-2.0
//! Of staked curators and their ballots.

use crate::{
	ids::{ContributionId, DatanetId},
	records::{BallotRecord, CuratorRecord},
	traits::Verdict,
};
use codec::Codec;
use polkadot_sdk::sp_core::H256;

polkadot_sdk::sp_api::decl_runtime_apis! {
	/// Staked curators and their ballots.
	pub trait CurationApi<AccountId: Codec, BlockNumber: Codec> {
		/// The stake and the duties of `who` in `datanet`, or nothing when they are no curator there.
		fn curator(datanet: DatanetId, who: AccountId) -> Option<CuratorRecord<BlockNumber>>;

		/// The ballot on `contribution`, or nothing when there is none, or none any more.
		fn ballot(contribution: ContributionId) -> Option<BallotRecord<AccountId, BlockNumber>>;

		/// What `who` commits to vote so. Whoever answers learns the vote: ask a node of your own, or
		/// compute it as `primitives::curation::vote_commitment` does.
		fn vote_commitment(
			contribution: ContributionId,
			verdict: Verdict,
			salt: H256,
			who: AccountId,
		) -> H256;
	}
}
