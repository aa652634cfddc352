// SPDX-License-Identifier: Apache-2.0
//! x402, version 2: what an HTTP server and its client say to each other when an answer has to be paid
//! for, with vouchers of prepaid channels as the payment.
//!
//! The server answers `402` with [`PaymentRequired`]; the client repeats its request with a
//! [`PaymentPayload`]; the server [`verify`]s that, serves, and answers with [`Settlement`]. The headers
//! `PAYMENT-REQUIRED`, `PAYMENT-SIGNATURE` and `PAYMENT-RESPONSE` carry the three as base64 of their JSON
//! (feature `serde`). A voucher replaces the earlier ones, so any number of payments is settled by one
//! `redeem` of the last.
//!
//! What a voucher promises cannot be taken back in part. Under [`Scheme::Exact`] the client therefore
//! signs before the server works, and under [`Scheme::Upto`] after the metering: the server makes the
//! answer, says how much was used, and hands the answer over when it has a voucher that pays for it. What
//! was used beyond the required amount it gives away.

#[cfg(feature = "serde")]
use crate::decimal;
use crate::{
	ids::{AgentId, ChannelId, ServiceId},
	records::{ChannelRecord, ServiceUnit},
	voucher::Voucher,
	Balance,
};
use alloc::{string::String, vec::Vec};
use codec::{Decode, Encode};
use core::fmt::{self, Write};
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::traits::{IdentifyAccount, Verify},
};
use scale_info::TypeInfo;

/// The version of the protocol.
pub const VERSION: u8 = 2;

/// How many bytes of the genesis hash name a chain in CAIP-2.
const REFERENCE_LEN: usize = 16;

/// The CAIP-2 name of the chain: `polkadot:` and the first 32 hexadecimal digits of the hash of its
/// genesis block.
pub fn network(genesis: &H256) -> String {
	let mut name = String::from("polkadot:");
	for byte in genesis.as_bytes().iter().take(REFERENCE_LEN) {
		// A string takes all that is written to it.
		let _ = write!(name, "{byte:02x}");
	}
	name
}

/// How much a payment must be.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum Scheme {
	/// The amount that is required.
	Exact,
	/// What was used, and at most the amount.
	Upto,
}

/// What is paid with.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "UPPERCASE"))]
pub enum Asset {
	/// The chain's token, counted in plancks: 10^18 to the OPEN.
	Open,
}

/// What is paid for, and through what.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct PaymentExtra {
	/// The agent that is paid.
	pub agent: AgentId,
	/// Its service.
	pub service: ServiceId,
	/// What the price of the service is for.
	pub unit: ServiceUnit,
	/// Hash of the terms of the service.
	pub terms: H256,
	/// The channel through which it has to be paid, when the server knows the client's; else any whose
	/// payee is the one who is paid.
	pub channel: Option<ChannelId>,
}

/// A way to pay.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct PaymentRequirements<AccountId> {
	/// How much it must be.
	pub scheme: Scheme,
	/// The chain: see [`network`].
	pub network: String,
	/// How much, in plancks.
	#[cfg_attr(feature = "serde", serde(with = "decimal"))]
	pub amount: Balance,
	/// What is paid with.
	pub asset: Asset,
	/// Who is paid.
	pub pay_to: AccountId,
	/// How long the server takes to answer at most, in seconds.
	pub max_timeout_seconds: u32,
	/// What is paid for, and through what.
	pub extra: PaymentExtra,
}

/// What was asked for.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct Resource {
	/// Its address.
	pub url: String,
	/// What it is.
	pub description: String,
	/// The type of what is answered.
	pub mime_type: String,
}

/// The server's answer to who has not paid.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct PaymentRequired<AccountId> {
	/// [`VERSION`].
	#[cfg_attr(feature = "serde", serde(rename = "x402Version"))]
	pub version: u8,
	/// Why the payment that came was not taken, if one came.
	pub error: Option<String>,
	/// What was asked for.
	pub resource: Resource,
	/// The ways to pay.
	pub accepts: Vec<PaymentRequirements<AccountId>>,
}

/// A voucher, and its signature by the channel's signer.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SignedVoucher<Signature> {
	/// The voucher.
	#[cfg_attr(feature = "serde", serde(with = "VoucherJson"))]
	pub voucher: Voucher,
	/// By the key of the channel's signer.
	pub signature: Signature,
}

/// The client's payment.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct PaymentPayload<AccountId, Signature> {
	/// [`VERSION`].
	#[cfg_attr(feature = "serde", serde(rename = "x402Version"))]
	pub version: u8,
	/// The way to pay that the client has chosen.
	pub accepted: PaymentRequirements<AccountId>,
	/// What pays.
	pub payload: SignedVoucher<Signature>,
}

/// The server's word on how the payment went.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct Settlement<AccountId> {
	/// Whether it was taken.
	pub success: bool,
	/// Why not.
	pub error_reason: Option<String>,
	/// The transaction that redeemed the voucher; empty as long as the server keeps it to redeem a later
	/// one.
	pub transaction: String,
	/// The chain: see [`network`].
	pub network: String,
	/// Who paid.
	pub payer: AccountId,
	/// What was paid, in plancks.
	#[cfg_attr(feature = "serde", serde(with = "decimal"))]
	pub amount: Balance,
}

/// A channel as its payee sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ChannelView<'a, AccountId> {
	/// Its number.
	pub id: ChannelId,
	/// What the chain says of it.
	pub record: &'a ChannelRecord<AccountId>,
	/// The sum of the highest voucher that the payee has taken, redeemed or not, in plancks.
	pub accepted: Balance,
}

/// Why a payment is not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum X402Error {
	/// Another version of the protocol.
	UnsupportedVersion,
	/// The client accepted something else than what is required.
	RequirementsChanged,
	/// The requirements, or the voucher, are for another chain.
	WrongNetwork,
	/// The voucher is of another channel.
	WrongChannel,
	/// The channel pays somebody else.
	WrongPayee,
	/// The payer has asked to close the channel.
	ChannelClosing,
	/// The channel pays through batches of receipts alone: its vouchers cannot be redeemed one by one.
	BatchedChannel,
	/// The voucher pays nothing: as much was promised before.
	StaleVoucher,
	/// The voucher pays another amount than what is required.
	AmountMismatch,
	/// The voucher pays more than the most that is required.
	AmountTooHigh,
	/// The voucher pays less than what was used.
	AmountTooLow,
	/// The channel does not hold as much.
	InsufficientDeposit,
	/// The channel's signer did not sign the voucher.
	BadSignature,
}

impl fmt::Display for X402Error {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::UnsupportedVersion => "this version of x402 is not spoken here",
			Self::RequirementsChanged => "what was accepted is not what is required",
			Self::WrongNetwork => "the payment is for another chain",
			Self::WrongChannel => "the voucher is of another channel",
			Self::WrongPayee => "the channel pays somebody else",
			Self::ChannelClosing => "the payer has asked to close the channel",
			Self::BatchedChannel => "the channel pays through batches of receipts alone",
			Self::StaleVoucher => "the voucher pays nothing that was not promised before",
			Self::AmountMismatch => "the voucher does not pay what is required",
			Self::AmountTooHigh => "the voucher pays more than is required",
			Self::AmountTooLow => "the voucher pays less than what was used",
			Self::InsufficientDeposit => "the channel does not hold as much",
			Self::BadSignature => "the channel's signer did not sign the voucher",
		})
	}
}

impl core::error::Error for X402Error {}

/// What `payload` pays by what `required` asks and what was `used`, in plancks. The payee keeps the
/// voucher; its sum is [`ChannelView::accepted`] from then on.
///
/// `used` is what the metering of the answer came to; the required amount where nothing is metered, as
/// under [`Scheme::Exact`]. No more than that amount has to be paid.
///
/// # Errors
/// Why it is not taken. Nothing was paid then.
pub fn verify<S: Verify>(
	required: &PaymentRequirements<<S::Signer as IdentifyAccount>::AccountId>,
	payload: &PaymentPayload<<S::Signer as IdentifyAccount>::AccountId, S>,
	channel: &ChannelView<<S::Signer as IdentifyAccount>::AccountId>,
	genesis: &H256,
	used: Balance,
) -> Result<Balance, X402Error>
where
	<S::Signer as IdentifyAccount>::AccountId: PartialEq,
{
	let ensure = |holds: bool, error| if holds { Ok(()) } else { Err(error) };
	let ChannelView { id, record, accepted } = channel;
	let SignedVoucher { voucher, signature } = &payload.payload;

	ensure(payload.version == VERSION, X402Error::UnsupportedVersion)?;
	ensure(payload.accepted == *required, X402Error::RequirementsChanged)?;
	ensure(required.network == network(genesis), X402Error::WrongNetwork)?;
	ensure(voucher.genesis == *genesis, X402Error::WrongNetwork)?;
	ensure(voucher.channel == *id, X402Error::WrongChannel)?;
	ensure(required.extra.channel.is_none_or(|named| named == *id), X402Error::WrongChannel)?;
	ensure(record.payee == required.pay_to, X402Error::WrongPayee)?;
	ensure(record.closing_at.is_none(), X402Error::ChannelClosing)?;
	ensure(!record.batched, X402Error::BatchedChannel)?;

	let promised = record.redeemed.max(*accepted);
	let paid = voucher.cumulative.saturating_sub(promised);
	ensure(paid > 0, X402Error::StaleVoucher)?;
	match required.scheme {
		Scheme::Exact => ensure(paid == required.amount, X402Error::AmountMismatch)?,
		Scheme::Upto => ensure(paid <= required.amount, X402Error::AmountTooHigh)?,
	}
	ensure(paid >= used.min(required.amount), X402Error::AmountTooLow)?;
	ensure(voucher.cumulative <= record.deposit, X402Error::InsufficientDeposit)?;
	ensure(voucher.is_signed_by(&record.signer, signature), X402Error::BadSignature)?;
	Ok(paid)
}

/// How a voucher stands in a payment.
#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(remote = "Voucher")]
struct VoucherJson {
	genesis: H256,
	channel: ChannelId,
	#[serde(with = "decimal")]
	cumulative: Balance,
}
