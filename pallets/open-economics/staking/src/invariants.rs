// SPDX-License-Identifier: Apache-2.0
//! What is true after every block.

use crate::{Config, CurrentEra, EraPools, Pallet, Points, Pools, Stakes, Unbondings};
use alloc::collections::BTreeMap;
use frame::{
	deps::sp_runtime::TryRuntimeError,
	prelude::{fungible::Inspect, *},
};
use openledger_primitives::{traits::StakeTarget, Balance};

impl<T: Config> Pallet<T> {
	/// Checks that what each account has on hold is what it has staked and unbonding, that each pool's
	/// shares are those of its positions, that no era pays more than it has, and that the pot holds what
	/// is owed besides its existential deposit.
	///
	/// # Errors
	/// A sentence that says what is not so.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let rewards = Self::check_stakes()?;
		let emission = Self::check_eras()?;
		let pot = T::Currency::balance(&Self::pot());
		ensure!(
			pot.saturating_sub(T::Currency::minimum_balance()) >= add(rewards, emission)?,
			"the pot holds less than is owed"
		);
		Ok(())
	}

	/// Checks stakes, and returns what is owed to all who staked.
	fn check_stakes() -> Result<Balance, TryRuntimeError> {
		let mut shares = BTreeMap::<StakeTarget, Balance>::new();
		let mut holds = BTreeMap::<T::AccountId, Balance>::new();
		let mut owed = 0;
		for (who, target, entry) in Stakes::<T>::iter() {
			let (pool, stake) = Self::load(&who, target);
			ensure!(entry.total() > 0 || entry.earning.owed > 0, "a stake is empty");
			ensure!(entry.warming.is_none() || entry.warming() > 0, "an amount warming up is zero");
			owed = add(owed, pool.owed(&stake.earning))?;
			tally(&mut holds, who, stake.total())?;
			tally(&mut shares, target, stake.earning.shares)?;
		}
		for (who, unbonding) in Unbondings::<T>::iter() {
			ensure!(!unbonding.parts.is_empty(), "nothing unbonds in an entry");
			ensure!(
				unbonding.parts.is_sorted_by(|left, right| left.released_at < right.released_at),
				"what unbonds is not in order"
			);
			ensure!(
				unbonding.parts.iter().all(|part| part.amount > 0),
				"an amount that unbonds is zero"
			);
			tally(&mut holds, who, unbonding.total())?;
		}
		for (who, staked) in holds {
			ensure!(Self::held(&who) == staked, "a stake is not what is on hold");
		}
		shares.retain(|_, shares| *shares > 0);
		let pools: BTreeMap<_, _> =
			Pools::<T>::iter().map(|(target, pool)| (target, pool.shares)).collect();
		ensure!(pools == shares, "the shares of a pool are not those of its positions");
		Ok(owed)
	}

	/// Checks eras, and returns what can be claimed of all of them.
	fn check_eras() -> Result<Balance, TryRuntimeError> {
		let era = CurrentEra::<T>::get();
		let mut unclaimed = 0;
		for (index, pool, all) in EraPools::<T>::iter() {
			let (mut points, mut shares) = (0, 0);
			for own in Points::<T>::iter_prefix_values((index, pool)) {
				points = add(points, own)?;
				shares = add(shares, all.share(own))?;
			}
			if index == era.index {
				ensure!(all.reward == 0 && all.claimed == 0, "the era that runs was paid");
				ensure!(all.points > 0 && points == all.points, "points are missing");
			} else {
				ensure!(index < era.index, "an era has not begun");
				ensure!(all.reward > 0, "an era without a reward is kept");
				ensure!(points <= all.points, "an era has more points than all");
				ensure!(add(shares, all.claimed)? <= all.reward, "an era pays more than it has");
			}
			unclaimed = add(unclaimed, all.unclaimed())?;
		}
		for ((index, pool), _, own) in Points::<T>::iter() {
			ensure!(own > 0, "an entry has no points");
			ensure!(
				index < era.index || EraPools::<T>::contains_key(index, pool),
				"points are not among all"
			);
		}
		Ok(unclaimed)
	}
}

fn add(left: Balance, right: Balance) -> Result<Balance, TryRuntimeError> {
	left.checked_add(right).ok_or_else(|| "there is more than there can be".into())
}

fn tally<K: Ord>(
	sums: &mut BTreeMap<K, Balance>,
	key: K,
	amount: Balance,
) -> Result<(), TryRuntimeError> {
	let sum = sums.entry(key).or_default();
	*sum = add(*sum, amount)?;
	Ok(())
}
