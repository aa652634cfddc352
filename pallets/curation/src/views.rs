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
	records::BallotStage,
	traits::Verdict,
};

/// The contributions on which curators are voting: their ballots are not concluded. Whoever is judged, or
/// has something at stake by it, must not leave before.
impl<T: Config> Contains<ContributionId> for Pallet<T> {
	fn contains(contribution: &ContributionId) -> bool {
		Ballots::<T>::get(contribution)
			.is_some_and(|ballot| !matches!(ballot.stage, BallotStage::Concluded { .. }))
	}
}

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
