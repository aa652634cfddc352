// SPDX-License-Identifier: Apache-2.0
//! Vouchers of prepaid channels: what a payer signs off chain, and a payee redeems on it.

use crate::{ids::ChannelId, Balance};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::traits::{IdentifyAccount, Verify},
};
use scale_info::TypeInfo;

/// The first bytes of what is signed. A change of the payload's layout changes the version in it.
pub const SIGNING_DOMAIN: &[u8; 21] = b"openledger/voucher/v1";

/// What wallets put around bytes before they sign them, lest somebody be led to sign a transaction.
const WRAPPING: (&[u8], &[u8]) = (b"<Bytes>", b"</Bytes>");

/// "So much in all is paid through this channel." A later voucher names a higher sum and replaces the
/// earlier ones: only the highest is worth redeeming, and none can be redeemed twice.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Voucher {
	/// Hash of the chain's genesis block: a voucher is worth nothing on another chain.
	pub genesis: H256,
	/// The channel, whose number is never given out again.
	pub channel: ChannelId,
	/// All that is paid through it since it was opened, in plancks.
	pub cumulative: Balance,
}

impl Voucher {
	/// What is signed: [`SIGNING_DOMAIN`], then the SCALE encoding of the voucher. ECDSA signs its
	/// BLAKE2b-256 hash, Ethereum's ECDSA its Keccak-256 hash.
	pub fn signing_bytes(&self) -> Vec<u8> {
		(SIGNING_DOMAIN, self).encode()
	}

	/// Whether the key of `signer` signed this: [`Self::signing_bytes`] as they are, or between
	/// `<Bytes>` and `</Bytes>`, as wallets sign them.
	pub fn is_signed_by<S: Verify>(
		&self,
		signer: &<S::Signer as IdentifyAccount>::AccountId,
		signature: &S,
	) -> bool {
		let bytes = self.signing_bytes();
		let (before, after) = WRAPPING;
		signature.verify(bytes.as_slice(), signer)
			|| signature.verify([before, &bytes, after].concat().as_slice(), signer)
	}
}
