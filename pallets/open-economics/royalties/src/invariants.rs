// SPDX-License-Identifier: Apache-2.0
//! What is true after every block.

use crate::{
	Collected, Config, CuratorPools, CuratorPositions, Distributions, Drawn, Ledger,
	NextDistribution, Pallet, Pools,
};
use alloc::collections::BTreeMap;
use frame::{
	deps::sp_runtime::TryRuntimeError,
	prelude::{fungible::Inspect, *},
};
use openledger_primitives::{ids::DatanetId, traits::RoyaltySink, Balance};

/// Why a sum fails.
const TOO_MUCH: &str = "more is owed than there can be";

impl<T: Config> Pallet<T> {
	/// Checks that the pot holds what is owed besides its existential deposit, that no pool and no
	/// distribution was overdrawn, that parts sum to wholes, and that no entry is empty.
	///
	/// # Errors
	/// A sentence that says what is not so.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let parts = [
			Self::owed_to_accounts()?,
			Self::owed_to_pools()?,
			Self::owed_to_curators()?,
			Self::owed_to_distributions()?,
		];
		let owed = sum(parts.into_iter())?;
		let pot = T::Currency::balance(&Self::pot());
		// More when roundings left something: see `openledger_primitives::accrual`.
		ensure!(
			pot.saturating_sub(T::Currency::minimum_balance()) >= owed,
			"the pot holds less than is owed"
		);
		Ok(())
	}

	fn owed_to_accounts() -> Result<Balance, TryRuntimeError> {
		for earnings in Ledger::<T>::iter_values() {
			ensure!(earnings.earned > 0, "an account earned nothing");
			ensure!(earnings.claimable <= earnings.earned, "a claim exceeds what was earned");
			ensure!(
				earnings.earned_contributing <= earnings.earned,
				"more was earned by contributing than in all"
			);
		}
		sum(Ledger::<T>::iter_values().map(|earnings| earnings.claimable))
	}

	fn owed_to_pools() -> Result<Balance, TryRuntimeError> {
		ensure!(Pools::<T>::iter_values().all(above_zero), "a pool is zero");
		ensure!(Collected::<T>::iter_values().all(above_zero), "a collected amount is zero");
		for snapshot in Collected::<T>::iter_keys().map(|(snapshot, _)| snapshot) {
			ensure!(Pools::<T>::contains_key(snapshot), "something was collected of no pool");
		}
		let mut owed: Balance = 0;
		for (snapshot, pool) in Pools::<T>::iter() {
			let collected = sum(Collected::<T>::iter_prefix_values(snapshot))?;
			let left = pool.checked_sub(collected).ok_or("a pool is overdrawn")?;
			owed = owed.checked_add(left).ok_or(TOO_MUCH)?;
		}
		Ok(owed)
	}

	fn owed_to_curators() -> Result<Balance, TryRuntimeError> {
		let mut shares = BTreeMap::<DatanetId, u128>::new();
		let mut owed: Balance = 0;
		for (datanet, _, position) in CuratorPositions::<T>::iter() {
			ensure!(position.shares > 0, "a curator has no share");
			let held = shares.entry(datanet).or_default();
			*held = held.saturating_add(position.shares);
			let of_position = CuratorPools::<T>::get(datanet).owed(&position);
			owed = owed.checked_add(of_position).ok_or(TOO_MUCH)?;
		}
		for (datanet, pool) in CuratorPools::<T>::iter() {
			ensure!(
				shares.remove(&datanet) == Some(pool.shares),
				"the curators' shares do not sum to the pool's"
			);
		}
		ensure!(shares.is_empty(), "a curator shares in no pool");
		Ok(owed)
	}

	fn owed_to_distributions() -> Result<Balance, TryRuntimeError> {
		let next = NextDistribution::<T>::get();
		let mut owed: Balance = 0;
		for (id, distribution) in Distributions::<T>::iter() {
			ensure!(id < next, "a distribution has a number that was not given out");
			let active = distribution.root_at(frame_system::Pallet::<T>::block_number());
			ensure!(distribution.drawn <= active.total, "a root is overdrawn");
			ensure!(distribution.drawn <= distribution.funded, "a distribution is overdrawn");
			ensure!(distribution.entries <= active.leaves, "more have drawn than there are leaves");
			ensure!(
				distribution.entries <= distribution.prepared,
				"more have drawn than the deposit pays for"
			);
			let left = distribution.left();
			ensure!(
				!distribution.managed || distribution.pending.is_none(),
				"a root waits that another pallet answered for"
			);
			ensure!(
				distribution.closed || !distribution.managed || distribution.funded == active.total,
				"a managed distribution's root is not what was paid in"
			);
			if distribution.closed {
				ensure!(left == 0, "a closed distribution still owes");
				ensure!(distribution.entries > 0, "a closed distribution has nothing to clear");
			} else {
				let roots = [Some(active), distribution.pending.map(|pending| pending.root)];
				for root in roots.into_iter().flatten() {
					ensure!(root.total <= distribution.funded, "a root is above the funds");
					let covered = root.leaves <= distribution.prepared;
					ensure!(covered, "a root has more leaves than the deposit pays for");
				}
				let drawn = sum(Drawn::<T>::iter_prefix_values(id))?;
				ensure!(drawn == distribution.drawn, "what was drawn is not its parts' sum");
			}
			let entries = Drawn::<T>::iter_prefix_values(id).count();
			ensure!(
				u32::try_from(entries) == Ok(distribution.entries),
				"not as many have drawn as were counted"
			);
			owed = owed.checked_add(left).ok_or(TOO_MUCH)?;
		}
		ensure!(Drawn::<T>::iter_values().all(above_zero), "a drawn amount is zero");
		for distribution in Drawn::<T>::iter_keys().map(|(distribution, _)| distribution) {
			ensure!(
				Distributions::<T>::contains_key(distribution),
				"something was drawn of no distribution"
			);
		}
		Ok(owed)
	}
}

fn above_zero(amount: Balance) -> bool {
	amount > 0
}

fn sum(mut amounts: impl Iterator<Item = Balance>) -> Result<Balance, TryRuntimeError> {
	amounts.try_fold(0, Balance::checked_add).ok_or_else(|| TOO_MUCH.into())
}
