// SPDX-License-Identifier: Apache-2.0
//! The pools of snapshots: a residual that all contributions share by size, in O(1).
//!
//! Entitlements are floors of shares in the pool's *total*, so they only grow, do not depend on who
//! collects when, and sum to no more than the pool: the lengths of a snapshot's contributions sum to
//! its own. What the floors leave, less than a planck for each contribution, stays until the pool
//! grows.

use crate::{Collected, Config, Error, Event, Pallet, Pools};
use frame::prelude::{helpers_128bit::multiply_by_rational_with_rounding, *};
use openledger_primitives::{
	ids::{ContributionId, SnapshotId},
	traits::Datanets,
	Balance,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_collect(snapshot: SnapshotId, contribution: ContributionId) -> DispatchResult {
		let whole = T::Datanets::snapshot(snapshot).ok_or(Error::<T>::UnknownSnapshot)?;
		let part =
			T::Datanets::contribution(contribution).ok_or(Error::<T>::UnknownContribution)?;
		ensure!(T::Datanets::includes(snapshot, contribution), Error::<T>::NotInSnapshot);

		let pool = Pools::<T>::get(snapshot);
		let entitled = share_in(pool, part.content.length.into(), whole.length)
			.ok_or(ArithmeticError::Overflow)?;
		let collected = Collected::<T>::get(snapshot, contribution);
		let amount = entitled.saturating_sub(collected);
		ensure!(amount > 0, Error::<T>::NothingToCollect);

		Collected::<T>::insert(snapshot, contribution, entitled);
		let who = part.contributor;
		Self::add_claimable(&who, amount)?;
		Self::deposit_event(Event::Collected { snapshot, contribution, who, amount });
		Ok(())
	}
}

/// `floor(pool * part / whole)`, the product in 256 bits. `None` when `whole` is zero, or the
/// quotient exceeds 128 bits, as it cannot while `part` is at most `whole`.
fn share_in(pool: Balance, part: u64, whole: u64) -> Option<Balance> {
	multiply_by_rational_with_rounding(pool, part.into(), whole.into(), Rounding::Down)
}
