// SPDX-License-Identifier: Apache-2.0
//! What is true after every block.

use crate::{Channels, Config, HoldReason, NextChannel, Pallet};
use alloc::collections::BTreeMap;
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*, traits::fungible::InspectHold};
use openledger_primitives::Balance;

impl<T: Config> Pallet<T> {
	/// Checks that the number of every channel was given out, that its payer is not its payee, that no
	/// more was paid out of it than was locked, and that exactly what its payers' channels have left
	/// is on hold.
	///
	/// # Errors
	/// A sentence that says what is not so.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let next = NextChannel::<T>::get();
		let mut locked = BTreeMap::<T::AccountId, Balance>::new();
		for (id, channel) in Channels::<T>::iter() {
			ensure!(id < next, "a channel's number was not given out");
			ensure!(channel.payer != channel.payee, "a channel pays its payer");
			ensure!(channel.deposit > 0, "nothing was ever locked in a channel");
			let left = channel
				.deposit
				.checked_sub(channel.redeemed)
				.ok_or("more was paid out of a channel than was locked")?;
			let sum = locked.entry(channel.payer).or_default();
			*sum = sum.checked_add(left).ok_or("more is locked than there can be")?;
		}
		for (payer, sum) in locked {
			let held = T::Currency::balance_on_hold(&HoldReason::Channel.into(), &payer);
			ensure!(held == sum, "what a payer's channels have left is not what is on hold");
		}
		Ok(())
	}
}
