// SPDX-License-Identifier: Apache-2.0
//! Benchmarks: each call at stakes that have warmed up, and lists as full as they can be.

use crate::{
	Call, Config, CurrentEra, Era, EraIndex, EraPool, EraPools, Pallet, Points, Stakes, Unbondings,
	MAX_CLEARED,
};
use frame::benchmarking::prelude::{
	fungible::{Inspect, Mutate},
	*,
};
use openledger_primitives::{
	traits::{EmissionPool, StakeTarget, Stakers},
	Balance,
};

/// Makes what the pallet itself cannot.
pub trait BenchmarkHelper {
	/// Something to stake on that is as dear to find as any.
	fn target() -> Result<StakeTarget, BenchmarkError>;
}

const ERA: EraIndex = 7;
const POOL: EmissionPool = EmissionPool::Workers;

fn amount<T: Config>() -> Balance {
	T::MinStake::get().max(T::Currency::minimum_balance()).saturating_mul(10)
}

fn endow<T: Config>(who: &T::AccountId) {
	T::Currency::set_balance(who, amount::<T>().saturating_mul(10_000));
}

/// Passes `blocks`.
fn pass<T: Config>(blocks: BlockNumberFor<T>) {
	let now = frame_system::Pallet::<T>::block_number();
	frame_system::Pallet::<T>::set_block_number(now.saturating_add(blocks));
}

/// Lets somebody's stake on `target` earn, so that it can be rewarded: for benchmarks of pallets that do.
/// No block passes.
pub fn stake_on<T: Config>(target: StakeTarget) -> DispatchResult {
	let who: T::AccountId = account("staker", 0, 0);
	let now = frame_system::Pallet::<T>::block_number();
	earning_stake::<T>(&who, target)?;
	frame_system::Pallet::<T>::set_block_number(now);
	Ok(())
}

/// Plans an emission for the era that runs, so that what is earned is counted: for benchmarks of pallets
/// that tell of earnings.
pub fn plan_emission<T: Config>() {
	CurrentEra::<T>::mutate(|era| era.emission = amount::<T>());
}

fn earning_stake<T: Config>(who: &T::AccountId, target: StakeTarget) -> DispatchResult {
	endow::<T>(who);
	Pallet::<T>::do_stake(who, target, amount::<T>().saturating_mul(1_000))?;
	pass::<T>(T::WarmUp::get());
	Pallet::<T>::do_activate(who, target)
}

/// Gives `who` a stake that has warmed up and is not activated, besides one that earned, and `unbonding`
/// amounts unbonding, each of a block of its own.
fn staked<T: Config>(who: &T::AccountId, unbonding: u32) -> Result<StakeTarget, BenchmarkError> {
	let target = T::BenchmarkHelper::target()?;
	earning_stake::<T>(who, target)?;
	reward::<T>(target)?;
	for _ in 0..unbonding {
		pass::<T>(One::one());
		Pallet::<T>::do_unstake(who, target, amount::<T>())?;
	}
	Pallet::<T>::do_stake(who, target, amount::<T>())?;
	// Later than any of the blocks above, so that what unbonds next is not merged.
	pass::<T>(T::WarmUp::get().max(One::one()));
	Ok(target)
}

/// Rewards those who staked on `target`.
fn reward<T: Config>(target: StakeTarget) -> Result<(), BenchmarkError> {
	let payer: T::AccountId = account("payer", 0, 0);
	endow::<T>(&payer);
	T::Currency::set_balance(&Pallet::<T>::pot(), T::Currency::minimum_balance());
	Pallet::<T>::reward(target, &payer, amount::<T>())?;
	Ok(())
}

/// An era that is over, `since` eras ago, of which `who` can claim all.
fn earned<T: Config>(who: &T::AccountId, since: EraIndex) {
	let reward = amount::<T>();
	let pot = T::Currency::minimum_balance().saturating_add(reward);
	T::Currency::set_balance(&Pallet::<T>::pot(), pot);
	EraPools::<T>::insert(ERA, POOL, EraPool { points: reward, reward, claimed: 0 });
	Points::<T>::insert((ERA, POOL), who, reward);
	CurrentEra::<T>::put(Era { index: ERA.saturating_add(since), ..Default::default() });
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn stake() -> Result<(), BenchmarkError> {
		let who: T::AccountId = whitelisted_caller();
		let target = staked::<T>(&who, 0)?;
		let before = Stakes::<T>::get(&who, target).total();

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), target, amount::<T>());

		let after = Stakes::<T>::get(&who, target).total();
		assert_eq!(after, before.saturating_add(amount::<T>()));
		Ok(())
	}

	#[benchmark]
	fn activate() -> Result<(), BenchmarkError> {
		let caller: T::AccountId = whitelisted_caller();
		let who: T::AccountId = account("who", 0, 0);
		let target = staked::<T>(&who, 0)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), target, who.clone());

		assert_eq!(Stakes::<T>::get(&who, target).warming, None);
		Ok(())
	}

	#[benchmark]
	fn unstake() -> Result<(), BenchmarkError> {
		let who: T::AccountId = whitelisted_caller();
		let target = staked::<T>(&who, T::MaxUnbonding::get().saturating_sub(1))?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), target, amount::<T>());

		assert!(Unbondings::<T>::get(&who).parts.is_full());
		Ok(())
	}

	#[benchmark]
	fn restake() -> Result<(), BenchmarkError> {
		let who: T::AccountId = whitelisted_caller();
		let target = staked::<T>(&who, T::MaxUnbonding::get())?;
		let amount = Unbondings::<T>::get(&who).total();

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), target, amount);

		assert!(!Unbondings::<T>::contains_key(&who));
		Ok(())
	}

	#[benchmark]
	fn withdraw() -> Result<(), BenchmarkError> {
		let who: T::AccountId = whitelisted_caller();
		staked::<T>(&who, T::MaxUnbonding::get())?;
		pass::<T>(T::UnbondingPeriod::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(!Unbondings::<T>::contains_key(&who));
		Ok(())
	}

	#[benchmark]
	fn claim_rewards() -> Result<(), BenchmarkError> {
		let caller: T::AccountId = whitelisted_caller();
		let who: T::AccountId = account("who", 0, 0);
		let target = staked::<T>(&who, 0)?;
		let before = T::Currency::balance(&who);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), target, who.clone());

		assert!(T::Currency::balance(&who) > before);
		Ok(())
	}

	/// The account that is paid is made by the payment.
	#[benchmark]
	fn claim_emission() {
		let caller: T::AccountId = whitelisted_caller();
		let who: T::AccountId = account("who", 0, 0);
		earned::<T>(&who, 1);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), ERA, POOL, who.clone());

		assert_eq!(T::Currency::balance(&who), amount::<T>());
	}

	#[benchmark]
	fn reclaim() {
		let caller: T::AccountId = whitelisted_caller();
		let who: T::AccountId = account("who", 0, 0);
		earned::<T>(&who, T::EmissionHistory::get().saturating_add(1));
		endow::<T>(&T::Treasury::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), ERA, POOL);

		assert!(!EraPools::<T>::contains_key(ERA, POOL));
	}

	#[benchmark]
	fn clear_points(n: Linear<1, MAX_CLEARED>) {
		let caller: T::AccountId = whitelisted_caller();
		for index in 0..n {
			Points::<T>::insert((ERA, POOL), account::<T::AccountId>("who", index, 0), 1);
		}
		CurrentEra::<T>::put(Era { index: ERA.saturating_add(1), ..Default::default() });

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), ERA, POOL, n);

		assert_eq!(Points::<T>::iter_prefix((ERA, POOL)).count(), 0);
	}

	#[benchmark]
	fn on_initialize_idle() {
		let now = frame_system::Pallet::<T>::block_number();
		CurrentEra::<T>::put(Era { index: ERA, started_at: now, ..Default::default() });

		#[block]
		{
			Pallet::<T>::on_initialize(now);
		}

		assert_eq!(CurrentEra::<T>::get().index, ERA);
	}

	/// Both pools are paid.
	#[benchmark]
	fn on_initialize_era() {
		let emission = amount::<T>();
		endow::<T>(&T::Treasury::get());
		T::Currency::set_balance(&Pallet::<T>::pot(), T::Currency::minimum_balance());
		let workers_share = Perbill::from_percent(50);
		CurrentEra::<T>::put(Era { index: ERA, emission, workers_share, ..Default::default() });
		for pool in [EmissionPool::Workers, EmissionPool::Contributors] {
			EraPools::<T>::insert(ERA, pool, EraPool { points: emission, ..Default::default() });
		}
		let now = T::EraLength::get().max(One::one());

		#[block]
		{
			Pallet::<T>::on_initialize(now);
		}

		let paid = [EmissionPool::Workers, EmissionPool::Contributors]
			.map(|pool| EraPools::<T>::get(ERA, pool).unwrap_or_default().reward);
		assert_eq!(paid.iter().sum::<Balance>(), emission);
		assert_eq!(CurrentEra::<T>::get().index, ERA.saturating_add(1));
	}
}
