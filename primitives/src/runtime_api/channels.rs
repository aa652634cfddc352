// SPDX-License-Identifier: Apache-2.0
//! Of prepaid channels.

use crate::{ids::ChannelId, records::ChannelRecord, Balance};
use alloc::vec::Vec;
use codec::Codec;

polkadot_sdk::sp_api::decl_runtime_apis! {
	/// Prepaid channels, and the vouchers that pay through them.
	pub trait PaymentChannelsApi<AccountId: Codec> {
		/// The channel `id`, or nothing when there is none of this number, or none any more.
		fn channel(id: ChannelId) -> Option<ChannelRecord<AccountId>>;

		/// What a voucher of `cumulative` plancks would pay now, in plancks, were it signed. Zero when
		/// there is no such channel.
		fn redeemable(id: ChannelId, cumulative: Balance) -> Balance;

		/// What the channel's signer signs to pay `cumulative` plancks in all through the channel `id`.
		fn voucher_bytes(id: ChannelId, cumulative: Balance) -> Vec<u8>;
	}
}
