// SPDX-License-Identifier: Apache-2.0
//! What clients may ask by the runtime API.

use crate::{Config, CuratorPools, CuratorPositions, Distributions, Ledger, Pallet};
use frame::prelude::*;
use openledger_primitives::{
	distribution::DistributionLeaf,
	ids::{ContributionId, DatanetId, DistributionId, SnapshotId},
	records::{DistributionRecord, Earnings},
	traits::Datanets,
	Balance,
};

impl<T: Config> Pallet<T> {
	/// What `who` can claim now, in plancks. What lies in pools counts when it is collected or drawn.
	pub fn claimable(who: &T::AccountId) -> Balance {
		Self::earnings(who).claimable
	}

	/// What `who` can claim now, and what they were ever credited with.
	pub fn earnings(who: &T::AccountId) -> Earnings {
		Ledger::<T>::get(who)
	}

	/// What `collect` would credit now, in plancks; zero where it would fail.
	pub fn collectable(snapshot: SnapshotId, contribution: ContributionId) -> Balance {
		Self::share(snapshot, contribution).map_or(0, |share| share.left)
	}

	/// What `collect_as_curator` would credit now, in plancks.
	pub fn curator_earnings(datanet: DatanetId, who: &T::AccountId) -> Balance {
		let position = CuratorPositions::<T>::get(datanet, who);
		CuratorPools::<T>::get(datanet).owed(&position)
	}

	/// The distribution `id`, or `None` when there is none of this number, or no longer.
	pub fn distribution(id: DistributionId) -> Option<DistributionRecord<T::AccountId>> {
		let now = frame_system::Pallet::<T>::block_number();
		Distributions::<T>::get(id).map(|distribution| DistributionRecord {
			active: distribution.root_at(now),
			pending: distribution
				.pending
				.filter(|pending| now < pending.active_at)
				.map(|pending| (pending.root, pending.active_at.saturated_into())),
			operator: distribution.operator,
			funded: distribution.funded,
			drawn: distribution.drawn,
			closed: distribution.closed,
		})
	}

	/// What `draw` would take for `leaf` now, in plancks, the curators' cut included, if the leaf stands
	/// under the active root; zero where it would fail.
	pub fn drawable(id: DistributionId, leaf: &DistributionLeaf) -> Balance {
		let Some(distribution) = Distributions::<T>::get(id) else { return 0 };
		let root = distribution.root_at(frame_system::Pallet::<T>::block_number());
		let amount = Self::undrawn(id, leaf);
		let first = amount == leaf.cumulative;
		let possible = !distribution.closed
			&& Self::is_covered(&distribution, &root, amount, first)
			&& T::Datanets::contribution(leaf.contribution).is_some();
		if possible {
			amount
		} else {
			0
		}
	}
}
