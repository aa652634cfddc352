// SPDX-License-Identifier: Apache-2.0
//! How a channel ends.

use crate::{Channels, Config, Error, Event, HoldReason, Pallet};
use frame::{
	prelude::*,
	traits::{fungible::MutateHold, BlockNumberProvider, Consideration},
};
use openledger_primitives::ids::ChannelId;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_request_close(who: &T::AccountId, channel: ChannelId) -> DispatchResult {
		let mut record = Self::of_payer(channel, who)?;
		ensure!(record.closing_at.is_none(), Error::<T>::Closing);
		let period =
			if record.batched { T::BatchedClosePeriod::get() } else { T::ClosePeriod::get() };
		let closing_at = Self::now().saturating_add(period);
		record.closing_at = Some(closing_at);
		Channels::<T>::insert(channel, record);
		Self::deposit_event(Event::CloseRequested { channel, closing_at });
		Ok(())
	}

	pub(crate) fn do_reopen(who: &T::AccountId, channel: ChannelId) -> DispatchResult {
		let mut record = Self::of_payer(channel, who)?;
		ensure!(record.closing_at.is_some(), Error::<T>::NotClosing);
		ensure!(!record.is_over(Self::now()), Error::<T>::ClosePeriodOver);
		record.closing_at = None;
		Channels::<T>::insert(channel, record);
		Self::deposit_event(Event::Reopened { channel });
		Ok(())
	}

	pub(crate) fn do_close(who: &T::AccountId, channel: ChannelId) -> DispatchResult {
		let record = Channels::<T>::get(channel).ok_or(Error::<T>::ChannelNotFound)?;
		// The waiting period is for the payee, who may do without it.
		if record.payee != *who {
			ensure!(record.closing_at.is_some(), Error::<T>::NotClosing);
			ensure!(record.is_over(Self::now()), Error::<T>::ClosePeriodNotOver);
		}

		let refund = record.left();
		let reason = HoldReason::Channel.into();
		T::Currency::release(&reason, &record.payer, refund, Precision::Exact)?;
		record.ticket.drop(&record.payer)?;
		Channels::<T>::remove(channel);
		Self::deposit_event(Event::Closed { channel, payer: record.payer, refund });
		Ok(())
	}

	/// What block it is, for the time in which a channel closes.
	pub(crate) fn now() -> BlockNumberFor<T> {
		T::BlockNumberProvider::current_block_number()
	}
}
