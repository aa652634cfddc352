// SPDX-License-Identifier: Apache-2.0
//! Of prepaid channels.

use crate::Balance;
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// A prepaid channel, as the chain has it.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct ChannelRecord<AccountId> {
	/// Who locked the OPEN.
	pub payer: AccountId,
	/// Who is paid.
	pub payee: AccountId,
	/// The account whose key signs the vouchers.
	pub signer: AccountId,
	/// All that was ever locked in it, in plancks. No voucher is worth more.
	pub deposit: Balance,
	/// All that was ever paid out of it, in plancks.
	pub redeemed: Balance,
	/// Whether it pays through batches of receipts alone: its vouchers cannot be redeemed by a call.
	pub batched: bool,
	/// The first block in which anyone can close it, when the payer asked for that.
	pub closing_at: Option<u32>,
}
