// SPDX-License-Identifier: Apache-2.0
//! Benchmarks: each call at a ledger as full as it can be.

use crate::{Call, Config, Ledgers, Pallet};
use frame::benchmarking::prelude::{fungible::Inspect, fungible::Mutate, *};
use openledger_primitives::Balance;

/// Blocks are given in number, so that none is merged with another.
fn go_to<T: Config>(block: u32) {
	frame_system::Pallet::<T>::set_block_number(block.into());
}

/// An account with OPEN to spare, an active bond, and `cooling` amounts that cool down.
fn bonded<T: Config>(cooling: u32) -> Result<T::AccountId, BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let who: T::AccountId = whitelisted_caller();
	let least = T::MinBond::get().max(T::Currency::minimum_balance());
	T::Currency::set_balance(&who, least.saturating_mul(1_000));
	Pallet::<T>::do_bond(&who, least.saturating_mul(500))?;
	for block in 1..=cooling {
		go_to::<T>(block);
		Pallet::<T>::do_unbond(&who, least)?;
	}
	go_to::<T>(cooling.saturating_add(1));
	Ok(who)
}

fn amount<T: Config>() -> Balance {
	T::MinBond::get().max(T::Currency::minimum_balance())
}

#[benchmarks(where T::Currency: Mutate<T::AccountId>)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn bond() -> Result<(), BenchmarkError> {
		let who = bonded::<T>(T::MaxCooling::get())?;
		let before = Ledgers::<T>::get(&who).active;

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), amount::<T>());

		assert_eq!(Ledgers::<T>::get(&who).active, before.saturating_add(amount::<T>()));
		Ok(())
	}

	#[benchmark]
	fn unbond() -> Result<(), BenchmarkError> {
		let who = bonded::<T>(T::MaxCooling::get().saturating_sub(1))?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), amount::<T>());

		assert!(Ledgers::<T>::get(&who).cooling.is_full());
		Ok(())
	}

	#[benchmark]
	fn withdraw() -> Result<(), BenchmarkError> {
		let who = bonded::<T>(T::MaxCooling::get())?;
		let now = frame_system::Pallet::<T>::block_number();
		frame_system::Pallet::<T>::set_block_number(now.saturating_add(T::Cooldown::get()));

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(Ledgers::<T>::get(&who).cooling.is_empty());
		Ok(())
	}

	#[benchmark]
	fn rebond() -> Result<(), BenchmarkError> {
		let who = bonded::<T>(T::MaxCooling::get())?;
		let amount = Ledgers::<T>::get(&who).cooling_down();

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), amount);

		assert!(Ledgers::<T>::get(&who).cooling.is_empty());
		Ok(())
	}
}
