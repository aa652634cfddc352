// SPDX-License-Identifier: Apache-2.0
//! What clients may ask by the runtime API.

use crate::{Channels, Config, Pallet};
use alloc::vec::Vec;
use frame::prelude::*;
use openledger_primitives::{ids::ChannelId, records::ChannelRecord, Balance};

impl<T: Config> Pallet<T> {
	/// The channel, or `None` when there is none of this number, or none any more.
	pub fn channel(id: ChannelId) -> Option<ChannelRecord<T::AccountId>> {
		Channels::<T>::get(id).map(|channel| ChannelRecord {
			payer: channel.payer,
			payee: channel.payee,
			signer: channel.signer,
			deposit: channel.deposit,
			redeemed: channel.redeemed,
			batched: channel.batched,
			closing_at: channel.closing_at.map(SaturatedConversion::saturated_into),
		})
	}

	/// What a voucher over `cumulative` plancks in all would pay now, were it signed, in plancks. Zero
	/// when there is no such channel.
	pub fn redeemable(id: ChannelId, cumulative: Balance) -> Balance {
		Channels::<T>::get(id)
			.and_then(|channel| channel.payable(cumulative, Self::now()).ok())
			.unwrap_or_default()
	}

	/// The bytes that the channel's signer signs to pay `cumulative` plancks in all.
	pub fn voucher_bytes(id: ChannelId, cumulative: Balance) -> Vec<u8> {
		Self::voucher(id, cumulative).signing_bytes()
	}
}
