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
	/// The first block in which anyone can close it, when the payer asked for that.
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

	/// What a voucher over `cumulative` plancks in all pays now, in plancks. Not zero.
	///
	/// # Errors
	/// [`Error::StaleVoucher`] and [`Error::DepositExhausted`].
	pub fn payable(&self, cumulative: Balance) -> Result<Balance, Error<T>> {
		let due = cumulative.saturating_sub(self.redeemed);
		ensure!(due > 0, Error::<T>::StaleVoucher);
		let amount = due.min(self.left());
		ensure!(amount > 0, Error::<T>::DepositExhausted);
		Ok(amount)
	}
}
