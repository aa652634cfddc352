// SPDX-License-Identifier: Apache-2.0
//! Benchmarks of the calls, and what a runtime provides for them.

use crate::{Call, Claimable, Config, Pallet, Pools};
use frame::benchmarking::prelude::{
	fungible::{Inspect, Mutate},
	*,
};
use openledger_primitives::{
	ids::{ContributionId, SnapshotId},
	traits::{Datanets, RoyaltySink},
	Balance,
};

/// Makes what the pallet itself cannot.
pub trait BenchmarkHelper {
	/// A snapshot that is as dear to look into as any, and a contribution in it that is as dear to
	/// find.
	fn snapshot() -> Result<(SnapshotId, ContributionId), BenchmarkError>;
}

/// Puts `amount` into the pot besides its existential deposit.
fn fill_pot<T: Config>(amount: Balance) {
	let balance = T::Currency::minimum_balance().saturating_add(amount);
	T::Currency::set_balance(&Pallet::<T>::pot(), balance);
}

fn amount<T: Config>() -> Balance {
	T::Currency::minimum_balance().saturating_mul(1_000).saturating_add(1_000_000)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// The account that is paid is made by the payment.
	#[benchmark]
	fn claim_for() {
		let caller: T::AccountId = whitelisted_caller();
		let who: T::AccountId = account("who", 0, 0);
		fill_pot::<T>(amount::<T>());
		Claimable::<T>::insert(&who, amount::<T>());

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), who.clone());

		assert_eq!(T::Currency::balance(&who), amount::<T>());
		assert!(!Claimable::<T>::contains_key(&who));
	}

	#[benchmark]
	fn collect() -> Result<(), BenchmarkError> {
		let caller: T::AccountId = whitelisted_caller();
		let (snapshot, contribution) = T::BenchmarkHelper::snapshot()?;
		let contributor = T::Datanets::contribution(contribution)
			.ok_or(BenchmarkError::Stop("no such contribution"))?
			.contributor;
		// Enough that even one byte of a large snapshot is worth a planck.
		let pool = Balance::from(u64::MAX);
		fill_pot::<T>(pool);
		Pools::<T>::insert(snapshot, pool);
		let before = Claimable::<T>::get(&contributor);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), snapshot, contribution);

		assert!(Claimable::<T>::get(&contributor) > before);
		Ok(())
	}
}
