// SPDX-License-Identifier: Apache-2.0
//! What the pallet keeps of a channel.

use crate::{Config, Error};
use frame::{prelude::*, traits::Footprint};
use openledger_primitives::Balance;

/// A prepaid channel. What is left of its deposit is on hold in the payer's account.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Channel<T: Config> {
	/// Who locked the OPEN.
	pub payer: T::AccountId,
	/// Who is paid. Not the payer.
	pub payee: T::AccountId,
	/// The account whose key signs the vouchers.
	pub signer: T::AccountId,
	/// All that was ever locked in it, in plancks. Not zero; only grows.
	pub deposit: Balance,
	/// All that was ever paid out of it, in plancks. At most the deposit; only grows.
	pub redeemed: Balance,
	/// Whether its vouchers are redeemed by batches of its payee alone. Never changes.
	pub batched: bool,
	/// The first block in which anyone can close it, and it pays no more, when the payer asked for that.
	pub closing_at: Option<BlockNumberFor<T>>,
	/// The payer's deposit for this record.
	pub ticket: T::ChannelDeposit,
}

impl<T: Config> Channel<T> {
	/// What a channel takes of the state.
	pub fn footprint() -> Footprint {
		Footprint::from_mel::<Self>()
	}

	/// What is locked in it now, in plancks.
	pub fn left(&self) -> Balance {
		self.deposit.saturating_sub(self.redeemed)
	}

	/// Whether the payer asked to close it, and in block `now` the time to redeem is over.
	pub fn is_over(&self, now: BlockNumberFor<T>) -> bool {
		self.closing_at.is_some_and(|closing_at| now >= closing_at)
	}

	/// What a voucher over `cumulative` plancks in all pays in block `now`, in plancks. Not zero.
	///
	/// # Errors
	/// [`Error::ClosePeriodOver`], [`Error::StaleVoucher`] and [`Error::DepositExhausted`].
	pub fn payable(
		&self,
		cumulative: Balance,
		now: BlockNumberFor<T>,
	) -> Result<Balance, Error<T>> {
		ensure!(!self.is_over(now), Error::<T>::ClosePeriodOver);
		let due = cumulative.saturating_sub(self.redeemed);
		ensure!(due > 0, Error::<T>::StaleVoucher);
		let amount = due.min(self.left());
		ensure!(amount > 0, Error::<T>::DepositExhausted);
		Ok(amount)
	}
}
