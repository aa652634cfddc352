// SPDX-License-Identifier: Apache-2.0
//! Receipts: what a worker signs for an answer that a voucher pays for, and batches of them.
//!
//! A worker settles any number of answers by one posted [`BatchHeader`]: the roots of three trees.
//!
//! 1. **Receipts** ([`ReceiptLeaf`]), ascending by channel and cumulative amount. In each channel they
//!    tile without a gap what the batch redeems there.
//! 2. **Entries** ([`Entry`]), ascending by contribution and receipt: one for each share of each
//!    receipt that earns anything, with running sums.
//! 3. **Distribution** ([`DistributionLeaf`](crate::distribution::DistributionLeaf)), ascending by contribution: what each has earned by all
//!    batches of this worker. Contributions draw under its root.
//!
//! Each leaf follows from its neighbour and from leaves of the tree before it, so that every lie is
//! seen in at most six leaves: [`BatchFraud`]. No honest batch has a fraud, whatever anyone shows;
//! [`BatchLeaves::find_fraud`] finds one in every other.

mod audit;
mod batch;
mod builder;
mod fraud;
mod shown;

pub use batch::{
	BatchHeader, BatchLeaf, BatchVoucher, Entry, LeafPlace, Posted, ReceiptLeaf, Redemption, Tree,
	TreeRoot,
};
pub use builder::{BatchBuilder, BatchLeaves, BatchTerms, BuildError, ChannelSpan};
pub use fraud::{BatchFraud, FraudError};
pub use shown::{Gap, Shown, ShownLeaf};

use crate::{
	commitment::{CommitmentError, ContentCommitment, MAX_ANSWER_LEN},
	ids::{ArtifactId, ChannelId, ContributionId},
	vector::{AttributionVector, VectorError},
	Balance,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use polkadot_sdk::{
	sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Perbill, Rounding},
	sp_core::H256,
	sp_runtime::traits::{IdentifyAccount, Verify},
};
use scale_info::TypeInfo;

/// The first bytes of what is signed. A change of the payload's layout changes the version in it.
pub const SIGNING_DOMAIN: &[u8; 21] = b"openledger/receipt/v1";

/// The most vouchers that one batch redeems, and so the most channels that it has receipts of.
pub const MAX_VOUCHERS: u32 = 8;

/// Parts of a billion of parts of a billion.
const BILLION_SQUARED: u128 = 1_000_000_000_000_000_000;

/// Why a receipt is none.
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
pub enum ReceiptError {
	/// The fee is zero.
	ZeroFee,
	/// The fee is more than all that was paid through the channel.
	FeeAboveCumulative,
	/// The commitment to the input is malformed.
	Input(CommitmentError),
	/// The commitment to the answer is malformed.
	Output(CommitmentError),
	/// The answer is longer than [`MAX_ANSWER_LEN`].
	AnswerTooLong,
	/// The attribution vector is not one.
	Vector(VectorError),
	/// There are shares without evidence, or evidence without shares.
	SharesAndEvidence,
}

impl fmt::Display for ReceiptError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::ZeroFee => f.write_str("the fee is zero"),
			Self::FeeAboveCumulative => f.write_str("the fee is more than all that was paid"),
			Self::Input(error) => write!(f, "input: {error}"),
			Self::Output(error) => write!(f, "answer: {error}"),
			Self::AnswerTooLong => f.write_str("the answer is longer than 64 KiB"),
			Self::Vector(error) => write!(f, "attribution vector: {error}"),
			Self::SharesAndEvidence => {
				f.write_str("shares and evidence come together or not at all")
			},
		}
	}
}

impl core::error::Error for ReceiptError {}

/// What a worker states about one answer that is paid for through a channel.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Receipt {
	/// The channel that pays.
	pub channel: ChannelId,
	/// All that is paid through it since it was opened, this fee included, in plancks: the number of
	/// the voucher that pays for this answer.
	#[cfg_attr(feature = "serde", serde(with = "crate::decimal"))]
	pub cumulative: Balance,
	/// What this answer costs, in plancks.
	#[cfg_attr(feature = "serde", serde(with = "crate::decimal"))]
	pub fee: Balance,
	/// Commitment to the canonical input.
	pub input: ContentCommitment,
	/// Commitment to the canonical answer, one document.
	pub output: ContentCommitment,
	/// Tokens of input that are charged.
	pub input_tokens: u32,
	/// Tokens of output that are charged.
	pub output_tokens: u32,
	/// Whose contributions the answer rests on.
	pub vector: AttributionVector,
	/// Root of the evidence tree; zero when no span was found.
	pub evidence_root: H256,
}

impl Receipt {
	/// What had been paid through the channel before, in plancks; `None` when the fee is more than all.
	pub fn start(&self) -> Option<Balance> {
		self.cumulative.checked_sub(self.fee)
	}

	/// Checks all that can be checked without the batch and the chain.
	///
	/// # Errors
	/// Every [`ReceiptError`].
	pub fn validate(&self) -> Result<(), ReceiptError> {
		if self.fee == 0 {
			return Err(ReceiptError::ZeroFee);
		}
		self.start().ok_or(ReceiptError::FeeAboveCumulative)?;
		self.input.check().map_err(ReceiptError::Input)?;
		self.output.check().map_err(ReceiptError::Output)?;
		if self.output.length > MAX_ANSWER_LEN {
			return Err(ReceiptError::AnswerTooLong);
		}
		self.vector.validate().map_err(ReceiptError::Vector)?;
		if self.vector.shares.is_empty() == self.evidence_root.is_zero() {
			Ok(())
		} else {
			Err(ReceiptError::SharesAndEvidence)
		}
	}

	/// Whether both charge for the same planck of the same channel.
	pub fn overlaps(&self, other: &Self) -> bool {
		let starts = self.start().zip(other.start());
		self.channel == other.channel
			&& starts.is_some_and(|(start, others)| {
				// The later of the starts comes before the earlier of the ends.
				start.max(others) < self.cumulative.min(other.cumulative)
			})
	}

	/// The share of `contribution` in the answer, if it has one.
	pub fn share_of(&self, contribution: ContributionId) -> Option<Perbill> {
		let of = |share: &&crate::vector::ContributionShare| share.contribution == contribution;
		self.vector.shares.iter().find(of).map(|share| share.share)
	}

	/// What `contribution` earns by this receipt when `contributors` is the contributors' share of the
	/// fee, in plancks.
	pub fn amount_for(&self, contribution: ContributionId, contributors: Perbill) -> Balance {
		let share = self.share_of(contribution).unwrap_or_default();
		entry_amount(self.fee, contributors, share)
	}
}

/// What `share` of the contributors' part of a fee is, in plancks: `fee * contributors * share`, exact
/// and rounded down once. Amounts of one batch never exceed the contributors' part of its fees' sum.
pub fn entry_amount(fee: Balance, contributors: Perbill, share: Perbill) -> Balance {
	let part = u128::from(contributors.deconstruct())
		.saturating_mul(u128::from(share.deconstruct()))
		.min(BILLION_SQUARED);
	// The part is at most the whole, so the quotient is at most the fee and always there.
	multiply_by_rational_with_rounding(fee, part, BILLION_SQUARED, Rounding::Down)
		.unwrap_or_default()
}

/// A receipt, and all that it depends on: what the worker signs and the payer keeps.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Statement<AccountId> {
	/// Hash of the chain's genesis block: a receipt is worth nothing on another chain.
	pub genesis: H256,
	/// Who answered.
	pub worker: AccountId,
	/// The artifact that answered.
	pub artifact: ArtifactId,
	/// Version of the attribution engine.
	pub engine_version: u32,
	/// The fewest words of a span that was counted.
	pub min_words: u32,
	/// The receipt.
	pub receipt: Receipt,
}

impl<AccountId: Encode> Statement<AccountId> {
	/// What is signed: [`SIGNING_DOMAIN`], then the SCALE encoding of the statement. ECDSA signs its
	/// BLAKE2b-256 hash, Ethereum's ECDSA its Keccak-256 hash.
	pub fn signing_bytes(&self) -> Vec<u8> {
		(SIGNING_DOMAIN, self).encode()
	}

	/// Whether the worker's key signed this.
	pub fn is_signed<S>(&self, signature: &S) -> bool
	where
		S: Verify<Signer: IdentifyAccount<AccountId = AccountId>>,
	{
		signature.verify(self.signing_bytes().as_slice(), &self.worker)
	}
}
