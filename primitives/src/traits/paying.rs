// SPDX-License-Identifier: Apache-2.0
//! Channels that others settle for the payee.

use crate::{ids::ChannelId, Balance};
use polkadot_sdk::sp_runtime::DispatchError;

/// What a voucher has just paid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Redeemed<AccountId> {
	/// Whose OPEN it was.
	pub payer: AccountId,
	/// All that was paid through the channel before, in plancks.
	pub before: Balance,
	/// What the voucher paid, in plancks. Less than what it is over when the channel holds no more.
	pub amount: Balance,
}

/// Prepaid channels, for whoever settles what they pay for. `Signature` is that of a voucher.
pub trait Channels<AccountId, Signature> {
	/// Redeems the voucher of `channel` over `cumulative` plancks in all into the account
	/// `destination`, for `payee`, who wants it so. The channel must have been opened for that: nobody
	/// can redeem its vouchers by a call, and so come first.
	///
	/// # Errors
	/// When `payee` is not who the channel pays, when its vouchers are redeemed by calls, and as such a
	/// call. The caller's transaction must then fail as a whole.
	fn redeem_for(
		payee: &AccountId,
		channel: ChannelId,
		cumulative: Balance,
		signature: &Signature,
		destination: &AccountId,
	) -> Result<Redeemed<AccountId>, DispatchError>;
}
