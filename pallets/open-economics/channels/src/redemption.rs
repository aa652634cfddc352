// SPDX-License-Identifier: Apache-2.0
//! How OPEN gets out of a channel by vouchers.

use crate::{Channel, Channels, Config, Error, Event, HoldReason, Pallet};
use frame::prelude::{
	fungible::{Inspect, MutateHold},
	tokens::{DepositConsequence, Provenance, Restriction},
	*,
};
use openledger_primitives::{
	ids::ChannelId,
	traits::{self, Redeemed},
	voucher::Voucher,
	Balance,
};

impl<T: Config> traits::Channels<T::AccountId, T::Signature> for Pallet<T> {
	/// Emits `Redeemed`.
	fn redeem_for(
		payee: &T::AccountId,
		channel: ChannelId,
		cumulative: Balance,
		signature: &T::Signature,
		destination: &T::AccountId,
	) -> Result<Redeemed<T::AccountId>, DispatchError> {
		let record = Channels::<T>::get(channel).ok_or(Error::<T>::ChannelNotFound)?;
		ensure!(record.payee == *payee, Error::<T>::NotPayee);
		ensure!(record.batched, Error::<T>::NotBatched);
		let (payer, before) = (record.payer.clone(), record.redeemed);
		let amount = Self::pay_out(channel, record, cumulative, signature, destination.clone())?;
		Ok(Redeemed { payer, before, amount })
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_redeem(
		channel: ChannelId,
		cumulative: Balance,
		signature: &T::Signature,
	) -> DispatchResult {
		let record = Channels::<T>::get(channel).ok_or(Error::<T>::ChannelNotFound)?;
		// Else whoever sees a voucher in a batch that is not included yet could redeem it first, and the
		// batch would fail.
		ensure!(!record.batched, Error::<T>::BatchesOnly);
		let payee = record.payee.clone();
		Self::pay_out(channel, record, cumulative, signature, payee)?;
		Ok(())
	}

	fn pay_out(
		channel: ChannelId,
		mut record: Channel<T>,
		cumulative: Balance,
		signature: &T::Signature,
		destination: T::AccountId,
	) -> Result<Balance, DispatchError> {
		let amount = record.payable(cumulative, Self::now())?;
		let is_signed = Self::voucher(channel, cumulative).is_signed_by(&record.signer, signature);
		ensure!(is_signed, Error::<T>::BadSignature);
		let consequence = T::Currency::can_deposit(&destination, amount, Provenance::Extant);
		ensure!(
			consequence != DepositConsequence::BelowMinimum,
			Error::<T>::BelowExistentialDeposit
		);

		// By force: no lock of the payer's, such as a vote's, keeps the payee from what was promised.
		T::Currency::transfer_on_hold(
			&HoldReason::Channel.into(),
			&record.payer,
			&destination,
			amount,
			Precision::Exact,
			Restriction::Free,
			Fortitude::Force,
		)?;
		record.redeemed = record.redeemed.saturating_add(amount);
		let redeemed = record.redeemed;
		Channels::<T>::insert(channel, record);
		Self::deposit_event(Event::Redeemed { channel, destination, amount, redeemed });
		Ok(amount)
	}

	/// What the signer of `channel` signs to pay `cumulative` plancks in all. `frame_system` forgets the
	/// hashes of old blocks, but never that of the genesis.
	pub fn voucher(channel: ChannelId, cumulative: Balance) -> Voucher {
		let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		Voucher { genesis, channel, cumulative }
	}
}
