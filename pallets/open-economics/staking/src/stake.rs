// SPDX-License-Identifier: Apache-2.0
//! What an owner does with a stake.

use crate::{
	types::StakeOf, Config, Error, Event, HoldReason, Pallet, Pools, Stake, Stakes, Unbonding,
	Unbondings, Warming,
};
use frame::prelude::{
	fungible::{InspectHold, MutateHold},
	*,
};
use openledger_primitives::{
	accrual::{AccrualError, RewardPool},
	traits::{StakeTarget, StakeTargets},
	Balance,
};

impl<BlockNumber: Copy + PartialOrd> Stake<BlockNumber> {
	/// What warms up, in plancks.
	pub fn warming(&self) -> Balance {
		self.warming.as_ref().map_or(0, |warming| warming.amount)
	}

	/// All that is staked, in plancks.
	pub fn total(&self) -> Balance {
		// No saturation: all of it is on hold, and holds are part of the issuance.
		self.earning.shares.saturating_add(self.warming())
	}

	/// What has warmed up at block `now`, in plancks.
	pub(crate) fn warm(&self, now: BlockNumber) -> Balance {
		self.warming.filter(|warming| warming.active_at <= now).map_or(0, |warming| warming.amount)
	}

	/// Adds `amount` to what warms up, all of it until `active_at`.
	fn add_warming(&mut self, amount: Balance, active_at: BlockNumber) -> DispatchResult {
		let amount = self.warming().checked_add(amount).ok_or(ArithmeticError::Overflow)?;
		self.warming = Some(Warming { amount, active_at });
		Ok(())
	}

	/// Takes up to `amount` of what warms up out, and returns what is missing then.
	fn take_warming(&mut self, amount: Balance) -> Balance {
		let taken = self.warming().min(amount);
		self.warming = self
			.warming
			.map(|warming| Warming { amount: warming.amount.saturating_sub(taken), ..warming })
			.filter(|warming| warming.amount > 0);
		amount.saturating_sub(taken)
	}

	/// Whether neither a stake nor a reward is left.
	fn is_over(&self) -> bool {
		self.total() == 0 && self.earning.owed == 0
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_stake(
		who: &T::AccountId,
		target: StakeTarget,
		amount: Balance,
	) -> DispatchResult {
		let active_at = Self::put(who, target, amount)?;
		T::Currency::hold(&HoldReason::Stake.into(), who, amount)?;
		Self::deposit_event(Event::Staked { who: who.clone(), target, amount, active_at });
		Ok(())
	}

	pub(crate) fn do_activate(who: &T::AccountId, target: StakeTarget) -> DispatchResult {
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(Stakes::<T>::get(who, target).warm(now) > 0, Error::<T>::NothingToActivate);
		Self::change(who, target, |_, _| Ok(()))
	}

	pub(crate) fn do_unstake(
		who: &T::AccountId,
		target: StakeTarget,
		amount: Balance,
	) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		let released_at =
			frame_system::Pallet::<T>::block_number().saturating_add(T::UnbondingPeriod::get());
		Self::change(who, target, |pool, stake| {
			let left = stake.total().checked_sub(amount).ok_or(Error::<T>::ExceedsStake)?;
			ensure!(left == 0 || left >= T::MinStake::get(), Error::<T>::BelowMinStake);
			let missing = stake.take_warming(amount);
			pool.remove(&mut stake.earning, missing).map_err(Self::refuse)
		})?;
		Self::change_unbonding(who, |unbonding| unbonding.add(amount, released_at))?;
		Self::deposit_event(Event::Unstaked { who: who.clone(), target, amount, released_at });
		Ok(())
	}

	pub(crate) fn do_restake(
		who: &T::AccountId,
		target: StakeTarget,
		amount: Balance,
	) -> DispatchResult {
		let active_at = Self::put(who, target, amount)?;
		Self::change_unbonding(who, |unbonding| unbonding.take_latest(amount))?;
		Self::deposit_event(Event::Restaked { who: who.clone(), target, amount, active_at });
		Ok(())
	}

	pub(crate) fn do_withdraw(who: &T::AccountId) -> DispatchResult {
		let now = frame_system::Pallet::<T>::block_number();
		let amount = Self::change_unbonding(who, |unbonding| Ok(unbonding.take_free(now)))?;
		ensure!(amount > 0, Error::<T>::NothingToWithdraw);
		T::Currency::release(&HoldReason::Stake.into(), who, amount, Precision::Exact)?;
		Self::deposit_event(Event::Withdrawn { who: who.clone(), amount });
		Ok(())
	}

	/// Lets `amount` warm up on `target`, and returns until when.
	fn put(
		who: &T::AccountId,
		target: StakeTarget,
		amount: Balance,
	) -> Result<BlockNumberFor<T>, DispatchError> {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		ensure!(T::Targets::is_stakeable(target), Error::<T>::NotStakeable);
		let active_at = frame_system::Pallet::<T>::block_number().saturating_add(T::WarmUp::get());
		Self::change(who, target, |_, stake| {
			stake.add_warming(amount, active_at)?;
			ensure!(stake.total() >= T::MinStake::get(), Error::<T>::BelowMinStake);
			Ok(active_at)
		})
	}

	/// Changes the stake of `who` on `target`, after what has warmed up was activated. Entries of which
	/// nothing is left are removed. An error changes nothing.
	pub(crate) fn change<R>(
		who: &T::AccountId,
		target: StakeTarget,
		change: impl FnOnce(&mut RewardPool, &mut StakeOf<T>) -> Result<R, DispatchError>,
	) -> Result<R, DispatchError> {
		let (mut pool, mut stake) = Self::load(who, target);
		let warm = stake.warm(frame_system::Pallet::<T>::block_number());
		if warm > 0 {
			stake.warming = None;
			pool.add(&mut stake.earning, warm).map_err(Self::refuse)?;
		}
		let result = change(&mut pool, &mut stake)?;

		if pool.shares == 0 {
			Pools::<T>::remove(target);
		} else {
			Pools::<T>::insert(target, pool);
		}
		if stake.is_over() {
			Stakes::<T>::remove(who, target);
		} else {
			Stakes::<T>::insert(who, target, stake);
		}
		if warm > 0 {
			Self::deposit_event(Event::Activated { who: who.clone(), target, amount: warm });
		}
		Ok(result)
	}

	/// The pool of `target`, and what `who` has staked there.
	pub(crate) fn load(who: &T::AccountId, target: StakeTarget) -> (RewardPool, StakeOf<T>) {
		let pool = Pools::<T>::get(target);
		let mut stake = Stakes::<T>::get(who, target);
		// Without shares it earns nothing, and the pool may have begun anew since it had some.
		if stake.earning.shares == 0 {
			stake.earning.mark = pool.per_share;
		}
		(pool, stake)
	}

	/// Changes what `who` has unbonding, and removes the entry when nothing is. An error changes nothing.
	fn change_unbonding<R>(
		who: &T::AccountId,
		change: impl FnOnce(&mut Unbonding<T>) -> Result<R, DispatchError>,
	) -> Result<R, DispatchError> {
		Unbondings::<T>::try_mutate_exists(who, |entry| {
			let mut unbonding = entry.take().unwrap_or_default();
			let result = change(&mut unbonding)?;
			*entry = (!unbonding.parts.is_empty()).then_some(unbonding);
			Ok(result)
		})
	}

	/// What `who` has on hold here, in plancks.
	pub(crate) fn held(who: &T::AccountId) -> Balance {
		T::Currency::balance_on_hold(&HoldReason::Stake.into(), who)
	}

	/// Why a pool was left as it was, as an error of a call.
	pub(crate) fn refuse(error: AccrualError) -> DispatchError {
		match error {
			AccrualError::NoShares => Error::<T>::NobodyStaked.into(),
			AccrualError::TooFewShares => Error::<T>::ExceedsStake.into(),
			AccrualError::Overflow => ArithmeticError::Overflow.into(),
		}
	}
}
