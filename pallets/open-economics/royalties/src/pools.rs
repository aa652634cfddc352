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

/// A contribution's share in a pool.
pub(crate) struct Share<AccountId> {
	pub contributor: AccountId,
	/// Of all that the pool was ever credited, in plancks.
	pub entitled: Balance,
	/// What was not collected of it, in plancks.
	pub left: Balance,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_collect(snapshot: SnapshotId, contribution: ContributionId) -> DispatchResult {
		let Share { contributor: who, entitled, left: amount } =
			Self::share(snapshot, contribution)?;
		ensure!(amount > 0, Error::<T>::NothingToCollect);
		Collected::<T>::insert(snapshot, contribution, entitled);
		Self::add_contributing(&who, amount)?;
		Self::deposit_event(Event::Collected { snapshot, contribution, who, amount });
		Ok(())
	}

	pub(crate) fn share(
		snapshot: SnapshotId,
		contribution: ContributionId,
	) -> Result<Share<T::AccountId>, DispatchError> {
		let whole = T::Datanets::snapshot(snapshot).ok_or(Error::<T>::UnknownSnapshot)?;
		let part =
			T::Datanets::contribution(contribution).ok_or(Error::<T>::UnknownContribution)?;
		let included = T::Datanets::includes_any(&[snapshot], contribution);
		ensure!(included, Error::<T>::NotInSnapshot);

		let pool = Pools::<T>::get(snapshot);
		let entitled = share_in(pool, part.content.length.into(), whole.length)
			.ok_or(ArithmeticError::Overflow)?;
		let collected = Collected::<T>::get(snapshot, contribution);
		let left = entitled.saturating_sub(collected);
		Ok(Share { contributor: part.contributor, entitled, left })
	}
}

/// `floor(pool * part / whole)`, the product in 256 bits. `None` when `whole` is zero, or the
/// quotient exceeds 128 bits, as it cannot while `part` is at most `whole`.
fn share_in(pool: Balance, part: u64, whole: u64) -> Option<Balance> {
	multiply_by_rational_with_rounding(pool, part.into(), whole.into(), Rounding::Down)
}
