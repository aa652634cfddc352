// SPDX-License-Identifier: Apache-2.0
//! Benchmarks: each call at a ledger as full as it can be.

use crate::{Call, Config, Ledgers, NextSlash, Pallet, Slashes};
use frame::benchmarking::prelude::{fungible::Inspect, fungible::Mutate, *};
use openledger_primitives::{
	ids::SlashId,
	traits::{Bonds, SlashReason},
	Balance,
};

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

/// A slash of all that an account has at stake, a part of it cooling down. Somebody reported it who has
/// an account, and it has an appeal if `appealed`.
fn slashed<T: Config>(appealed: bool) -> Result<(SlashId, T::AccountId), BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let who = bonded::<T>(T::MaxCooling::get())?;
	let reporter: T::AccountId = account("reporter", 0, 0);
	for other in [reporter.clone(), T::SlashDestination::get()] {
		T::Currency::set_balance(&other, amount::<T>());
	}
	// More besides the bond than a bond for an appeal.
	let spare = T::AppealBond::get().saturating_add(T::Currency::minimum_balance());
	T::Currency::set_balance(&who, spare.saturating_mul(2));
	let slash = NextSlash::<T>::get();
	let reason = SlashReason::FalseEvidence;
	<Pallet<T> as Bonds<T::AccountId>>::slash(&who, Balance::MAX, reason, Some(&reporter))?;
	if appealed {
		Pallet::<T>::do_appeal(who.clone(), slash, appeal_reason::<T>())?;
	}
	Ok((slash, who))
}

/// As long as it may be.
fn appeal_reason<T: Config>() -> BoundedVec<u8, T::MaxReasonLen> {
	let longest = usize::try_from(T::MaxReasonLen::get()).unwrap_or(usize::MAX);
	BoundedVec::truncate_from(alloc::vec![b'r'; longest])
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

	/// An appeal was not decided: its bond is released, and the reporter and the destination are paid.
	#[benchmark]
	fn execute_slash() -> Result<(), BenchmarkError> {
		let (id, who) = slashed::<T>(true)?;
		let executes_at = Slashes::<T>::get(id).ok_or("it was slashed")?.executes_at;
		frame_system::Pallet::<T>::set_block_number(executes_at);

		#[extrinsic_call]
		_(RawOrigin::Signed(who), id);

		assert!(!Slashes::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn appeal() -> Result<(), BenchmarkError> {
		let (id, who) = slashed::<T>(false)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), id, appeal_reason::<T>());

		let appeal_bond = Slashes::<T>::get(id).ok_or("it was slashed")?.appeal_bond;
		assert_eq!(appeal_bond, Some(T::AppealBond::get()));
		Ok(())
	}

	/// The slash is upheld.
	#[benchmark]
	fn decide_appeal() -> Result<(), BenchmarkError> {
		let (id, _) = slashed::<T>(true)?;
		let origin =
			T::AppealOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, true);

		assert!(!Slashes::<T>::contains_key(id));
		Ok(())
	}

	/// The slash is overturned.
	#[benchmark]
	fn overturn() -> Result<(), BenchmarkError> {
		let (id, who) = slashed::<T>(true)?;
		let origin =
			T::AppealOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		decide_appeal(origin as T::RuntimeOrigin, id, false);

		assert!(Ledgers::<T>::get(&who).active >= T::MinBond::get());
		Ok(())
	}

	/// No call: what a slash weighs where another pallet makes it.
	#[benchmark]
	fn slash() -> Result<(), BenchmarkError> {
		let who = bonded::<T>(T::MaxCooling::get())?;
		let bonded = Ledgers::<T>::get(&who).bonded();
		let all_but_one = bonded.saturating_sub(1);
		let reason = SlashReason::FalseEvidence;
		let taken;

		#[block]
		{
			taken =
				<Pallet<T> as Bonds<T::AccountId>>::slash(&who, all_but_one, reason, Some(&who))?;
		}

		assert_eq!(taken, all_but_one);
		Ok(())
	}
}
