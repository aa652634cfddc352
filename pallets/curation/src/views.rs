// SPDX-License-Identifier: Apache-2.0
//! What clients may ask by the runtime API.

use crate::{
	types::{BallotOf, CuratorOf},
	Ballots, Config, Curators, Pallet,
};
use frame::prelude::*;
use openledger_primitives::{
	curation,
	ids::{ContributionId, DatanetId},
	traits::Verdict,
};

impl<T: Config> Pallet<T> {
	/// The stake and the duties of `who` in `datanet`, or `None` when they are no curator there.
	pub fn curator(datanet: DatanetId, who: &T::AccountId) -> Option<CuratorOf<T>> {
		Curators::<T>::get(datanet, who)
	}

	/// The ballot on `contribution`, or `None` when there is none, or none any more.
	pub fn ballot(contribution: ContributionId) -> Option<BallotOf<T>> {
		Ballots::<T>::get(contribution)
	}

	/// What `who` commits to vote so.
	pub fn vote_commitment(
		contribution: ContributionId,
		verdict: Verdict,
		salt: H256,
		who: &T::AccountId,
	) -> H256 {
		curation::vote_commitment(contribution, verdict, salt, who)
	}
}
