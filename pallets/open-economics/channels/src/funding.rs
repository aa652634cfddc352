// SPDX-License-Identifier: Apache-2.0
//! How OPEN gets into a channel.

use crate::{Channel, Channels, Config, Error, Event, HoldReason, NextChannel, Pallet};
use frame::{
	prelude::*,
	traits::{fungible::MutateHold, Consideration, Contains},
};
use openledger_primitives::{ids::ChannelId, traits::Liquid, Balance};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_open(
		payer: T::AccountId,
		payee: T::AccountId,
		amount: Balance,
		signer: T::AccountId,
	) -> DispatchResult {
		ensure!(payee != payer, Error::<T>::PayeeIsPayer);
		ensure!(amount >= T::MinDeposit::get(), Error::<T>::BelowMinDeposit);
		Self::ensure_liquid(&payer, amount)?;

		let channel = NextChannel::<T>::get();
		NextChannel::<T>::put(channel.next().ok_or(ArithmeticError::Overflow)?);
		T::Currency::hold(&HoldReason::Channel.into(), &payer, amount)?;
		let batched = T::Batchers::contains(&payee);
		let record = Channel {
			payer: payer.clone(),
			payee: payee.clone(),
			signer: signer.clone(),
			deposit: amount,
			redeemed: 0,
			batched,
			closing_at: None,
			ticket: T::ChannelDeposit::new(&payer, Channel::<T>::footprint())?,
		};
		Channels::<T>::insert(channel, record);
		Self::deposit_event(Event::Opened { channel, payer, payee, signer, amount, batched });
		Ok(())
	}

	pub(crate) fn do_top_up(
		who: &T::AccountId,
		channel: ChannelId,
		amount: Balance,
	) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		let mut record = Self::of_payer(channel, who)?;
		ensure!(record.closing_at.is_none(), Error::<T>::Closing);
		Self::ensure_liquid(who, amount)?;

		record.deposit = record.deposit.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
		T::Currency::hold(&HoldReason::Channel.into(), who, amount)?;
		let deposit = record.deposit;
		Channels::<T>::insert(channel, record);
		Self::deposit_event(Event::ToppedUp { channel, amount, deposit });
		Ok(())
	}

	/// A hold looks at no lock: locked OPEN would get out by a voucher to a second account.
	fn ensure_liquid(who: &T::AccountId, amount: Balance) -> Result<(), Error<T>> {
		ensure!(T::Liquid::liquid(who) >= amount, Error::<T>::FundsLocked);
		Ok(())
	}

	/// The channel, if `who` is its payer.
	pub(crate) fn of_payer(channel: ChannelId, who: &T::AccountId) -> Result<Channel<T>, Error<T>> {
		let record = Channels::<T>::get(channel).ok_or(Error::<T>::ChannelNotFound)?;
		ensure!(record.payer == *who, Error::<T>::NotPayer);
		Ok(record)
	}
}
