// SPDX-License-Identifier: Apache-2.0
//! The curators' cut: what the curators of a Datanet earn, shared by their work, in O(1).

use crate::{Config, CuratorPools, CuratorPositions, Error, Event, Pallet};
use alloc::collections::BTreeMap;
use frame::prelude::*;
use openledger_primitives::{
	accrual::AccrualError,
	ids::DatanetId,
	traits::{CuratorLedger, Datanets, MAX_SNAPSHOTS},
	Balance,
};

/// One decision that stood.
const SHARES_PER_DECISION: u128 = 1;

/// The cuts of the Datanets that one payment goes to. Reads each Datanet once.
pub(crate) struct CutTable<T> {
	/// The cut of each Datanet, and what was taken by it, in plancks.
	cuts: BTreeMap<DatanetId, (Perbill, Balance)>,
	runtime: PhantomData<T>,
}

impl<T> Default for CutTable<T> {
	fn default() -> Self {
		Self { cuts: BTreeMap::new(), runtime: PhantomData }
	}
}

impl<T: Config> CutTable<T> {
	/// Takes the curators' cut from `amount` plancks that `datanet` earned, and returns the rest.
	/// Rounded in the contributor's favour.
	pub(crate) fn take(
		&mut self,
		datanet: DatanetId,
		amount: Balance,
	) -> Result<Balance, DispatchError> {
		if !self.cuts.contains_key(&datanet) {
			// As many as snapshots: contributions that are attributed to stem from those.
			let known = u32::try_from(self.cuts.len()).unwrap_or(u32::MAX);
			ensure!(known < MAX_SNAPSHOTS, Error::<T>::TooManyDatanets);
		}
		let (cut, taken) =
			self.cuts.entry(datanet).or_insert_with(|| (Pallet::<T>::cut(datanet), 0));
		let part = cut.mul_floor(amount);
		*taken = taken.checked_add(part).ok_or(Error::<T>::PartsNotWhole)?;
		Ok(amount.saturating_sub(part))
	}

	/// What was taken for the curators of each Datanet, in plancks, where it is anything.
	pub(crate) fn into_amounts(self) -> BTreeMap<DatanetId, Balance> {
		let amounts = self.cuts.into_iter().map(|(datanet, (_, taken))| (datanet, taken));
		amounts.filter(|(_, taken)| *taken > 0).collect()
	}
}

impl<T: Config> CuratorLedger<T::AccountId> for Pallet<T> {
	fn worked(datanet: DatanetId, who: &T::AccountId) -> DispatchResult {
		CuratorPools::<T>::try_mutate(datanet, |pool| {
			CuratorPositions::<T>::try_mutate(datanet, who, |position| {
				pool.add(position, SHARES_PER_DECISION).map_err(overflow)
			})
		})
	}
}

impl<T: Config> Pallet<T> {
	/// What the curators of `datanet` keep of what it earns. Nothing while there are none to share it.
	fn cut(datanet: DatanetId) -> Perbill {
		if CuratorPools::<T>::get(datanet).shares == 0 {
			return Perbill::zero();
		}
		T::Datanets::curators_cut(datanet)
	}

	/// Shares `amount` plancks out among the curators of `datanet`.
	pub(crate) fn reward_curators(datanet: DatanetId, amount: Balance) -> DispatchResult {
		CuratorPools::<T>::try_mutate(datanet, |pool| pool.reward(amount)).map_err(overflow)
	}

	pub(crate) fn do_collect_as_curator(datanet: DatanetId, who: T::AccountId) -> DispatchResult {
		let pool = CuratorPools::<T>::get(datanet);
		let mut position = CuratorPositions::<T>::get(datanet, &who);
		let amount = pool.take(&mut position).map_err(overflow)?;
		ensure!(amount > 0, Error::<T>::NothingToCollect);
		CuratorPositions::<T>::insert(datanet, &who, position);
		Self::add_claimable(&who, amount)?;
		Self::deposit_event(Event::CollectedAsCurator { datanet, who, amount });
		Ok(())
	}
}

/// The one thing that can go wrong with a position that has shares.
fn overflow(_: AccrualError) -> DispatchError {
	ArithmeticError::Overflow.into()
}
