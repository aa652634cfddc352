// SPDX-License-Identifier: Apache-2.0
//! How a curator comes, and goes.

use crate::{types::CuratorOf, Config, Curators, Error, Event, HoldReason, Pallet};
use frame::prelude::{fungible::MutateHold, tokens::Restriction, *};
use openledger_primitives::{ids::DatanetId, traits::StakedCuration, Balance};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_join(
		who: &T::AccountId,
		datanet: DatanetId,
		stake: Balance,
	) -> DispatchResult {
		ensure!(stake >= T::MinCuratorStake::get(), Error::<T>::BelowMinStake);
		ensure!(T::Datanets::is_curated(datanet), Error::<T>::NotCurated);
		ensure!(!Curators::<T>::contains_key(datanet, who), Error::<T>::AlreadyCurator);
		T::Currency::hold(&HoldReason::CuratorStake.into(), who, stake)?;
		let curator = CuratorOf::<T> { stake, at_risk: 0, open_votes: 0, leaving: None };
		Curators::<T>::insert(datanet, who, curator);
		Self::deposit_event(Event::CuratorJoined { datanet, who: who.clone(), stake });
		Ok(())
	}

	pub(crate) fn do_add_stake(
		who: &T::AccountId,
		datanet: DatanetId,
		amount: Balance,
	) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		let stake = Self::change_curator(who, datanet, |curator| {
			ensure!(curator.leaving.is_none(), Error::<T>::Leaving);
			curator.stake = curator.stake.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
			Ok(curator.stake)
		})?;
		T::Currency::hold(&HoldReason::CuratorStake.into(), who, amount)?;
		Self::deposit_event(Event::StakeAdded { datanet, who: who.clone(), amount, stake });
		Ok(())
	}

	pub(crate) fn do_leave(who: &T::AccountId, datanet: DatanetId) -> DispatchResult {
		let now = T::BlockNumberProvider::current_block_number();
		let released_at = now.saturating_add(T::CuratorCooldown::get());
		Self::change_curator(who, datanet, |curator| {
			ensure!(curator.leaving.is_none(), Error::<T>::Leaving);
			curator.leaving = Some(released_at);
			Ok(())
		})?;
		Self::deposit_event(Event::CuratorLeaving { datanet, who: who.clone(), released_at });
		Ok(())
	}

	pub(crate) fn do_withdraw_stake(who: &T::AccountId, datanet: DatanetId) -> DispatchResult {
		let curator = Curators::<T>::get(datanet, who).ok_or(Error::<T>::NotCurator)?;
		let released_at = curator.leaving.ok_or(Error::<T>::NotLeaving)?;
		let now = T::BlockNumberProvider::current_block_number();
		ensure!(now >= released_at, Error::<T>::CoolingDown);
		ensure!(curator.open_votes == 0, Error::<T>::VotesOpen);
		Curators::<T>::remove(datanet, who);
		let amount = curator.stake;
		T::Currency::release(&HoldReason::CuratorStake.into(), who, amount, Precision::Exact)?;
		Self::deposit_event(Event::StakeWithdrawn { datanet, who: who.clone(), amount });
		Ok(())
	}

	/// Changes what is kept of a curator, and removes it when nothing is at stake and no vote is open:
	/// there would be nothing behind the entry, and nothing to withdraw. An error changes nothing.
	pub(crate) fn change_curator<R>(
		who: &T::AccountId,
		datanet: DatanetId,
		change: impl FnOnce(&mut CuratorOf<T>) -> Result<R, DispatchError>,
	) -> Result<R, DispatchError> {
		Curators::<T>::try_mutate_exists(datanet, who, |entry| {
			let curator = entry.as_mut().ok_or(Error::<T>::NotCurator)?;
			let result = change(curator)?;
			if curator.stake == 0 && curator.open_votes == 0 {
				*entry = None;
			}
			Ok(result)
		})
	}

	/// Moves `amount` plancks that `who` has on hold for `reason` to the slash destination.
	pub(crate) fn slash_held(
		reason: HoldReason,
		who: &T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		if amount > 0 {
			T::Currency::transfer_on_hold(
				&reason.into(),
				who,
				&T::SlashDestination::get(),
				amount,
				Precision::Exact,
				Restriction::Free,
				// A vote's lock does not shield a stake.
				Fortitude::Force,
			)?;
		}
		Ok(())
	}
}
