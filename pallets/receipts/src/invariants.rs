// SPDX-License-Identifier: Apache-2.0
//! What is true after every block.

use crate::{
	Accounts, AnsweredDemands, Batch, Batches, Config, Demands, HoldReason, NextBatch, Pallet,
	ShownReceipts,
};
use alloc::collections::BTreeMap;
use frame::{
	deps::sp_runtime::TryRuntimeError,
	prelude::*,
	traits::fungible::{Inspect, InspectHold},
};
use openledger_primitives::{ids::BatchId, Balance};

const TOO_MUCH: &str = "more is owed than there can be";

impl<T: Config> Pallet<T> {
	/// Checks that numbers of batches were given out, that each is its worker's pending one and the other
	/// way round, that what each states could be so, that it counts its challenges and demands, that the
	/// pot holds what was redeemed, and that exactly the demands' bonds are on hold.
	///
	/// # Errors
	/// A sentence that says what is not so.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let next = NextBatch::<T>::get();
		let mut pending = 0u32;
		for (worker, account) in Accounts::<T>::iter() {
			if let Some(id) = account.pending {
				let batch = Batches::<T>::get(id).ok_or("an account's batch is gone")?;
				ensure!(batch.worker == worker, "an account's batch is another worker's");
				pending = pending.saturating_add(1);
			}
		}
		let mut owed = 0u128;
		for (id, batch) in Batches::<T>::iter() {
			ensure!(id < next, "a batch's number was not given out");
			Self::check_batch(id, &batch)?;
			pending = pending.checked_sub(1).ok_or("a batch is no worker's pending one")?;
			owed = owed.checked_add(batch.total()).ok_or(TOO_MUCH)?;
		}
		ensure!(pending == 0, "two accounts have one batch");
		let least = owed.checked_add(T::Currency::minimum_balance()).ok_or(TOO_MUCH)?;
		let lies = T::Currency::balance(&Self::pot());
		ensure!(owed == 0 || lies >= least, "the pot lacks what was redeemed");
		for (id, _) in ShownReceipts::<T>::iter_keys() {
			ensure!(id < next, "a receipt of no batch was shown");
		}
		Self::check_demands(next)
	}

	fn check_batch(id: BatchId, batch: &Batch<T>) -> Result<(), TryRuntimeError> {
		let ascending = batch.redemptions.windows(2).all(|pair| match pair {
			[left, right] => left.channel < right.channel,
			_ => true,
		});
		ensure!(ascending && !batch.redemptions.is_empty(), "redemptions do not ascend");
		let positive = batch.redemptions.iter().all(|redemption| redemption.amount > 0);
		ensure!(positive, "a redemption is of nothing");
		let distributed = batch.header.distributed().ok_or("a distribution's total shrinks")?;
		let within = distributed <= batch.split.split(batch.total()).contributors;
		ensure!(within, "a batch distributes more than the contributors' part");
		let demands = Demands::<T>::iter_prefix(id).count();
		let challenges = ShownReceipts::<T>::iter_prefix_values(id)
			.map(|record| record.open)
			.fold(0, u32::saturating_add);
		let open = u32::try_from(demands).unwrap_or(u32::MAX).saturating_add(challenges);
		ensure!(batch.open == open, "not as much is open as was counted");
		ensure!(batch.open <= T::MaxOpen::get(), "more is open than there can be");
		for (_, demand) in Demands::<T>::iter_prefix(id) {
			ensure!(demand.who != batch.worker, "a worker demands a leaf of its own");
		}
		Ok(())
	}

	fn check_demands(next: BatchId) -> Result<(), TryRuntimeError> {
		for (id, place) in AnsweredDemands::<T>::iter_keys() {
			ensure!(id < next, "a leaf of no batch was shown");
			ensure!(!Demands::<T>::contains_key(id, place), "a leaf is demanded that was shown");
		}
		let mut bonds = BTreeMap::<T::AccountId, Balance>::new();
		for (id, _, demand) in Demands::<T>::iter() {
			ensure!(id < next, "a leaf of no batch is demanded");
			let sum = bonds.entry(demand.who).or_default();
			*sum = sum.checked_add(demand.bond).ok_or(TOO_MUCH)?;
		}
		for (who, sum) in bonds {
			let held = T::Currency::balance_on_hold(&HoldReason::DemandBond.into(), &who);
			ensure!(held == sum, "the bonds of demands are not what is on hold");
		}
		Ok(())
	}
}
