// SPDX-License-Identifier: Apache-2.0
//! What the pallet keeps.

use crate::Config;
use frame::{prelude::*, traits::Footprint};
use openledger_primitives::{
	fee::FeeSplit,
	ids::{BatchId, ChannelId, DistributionId},
	receipts::{BatchHeader, Posted, ReceiptLeaf, Redemption},
	records::ReceiptsTerms,
	Balance,
};

/// A worker's account for batches.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Account<T: Config> {
	/// Under whose roots contributions draw what they earned by the worker's batches.
	pub distribution: DistributionId,
	/// The batch that is neither final nor void, if there is one.
	pub pending: Option<BatchId>,
	/// The terms that were in force when the worker last posted, or opened the account. What it has signed
	/// since was made by them, unless they were changed.
	pub terms: ReceiptsTerms,
	/// The worker's deposit for this record.
	pub deposit: T::AccountDeposit,
}

impl<T: Config> Account<T> {
	/// What an account takes of the state.
	pub fn footprint() -> Footprint {
		Footprint::from_mel::<Self>()
	}
}

/// A batch that is neither final nor void. What it redeemed lies in the pot.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Batch<T: Config> {
	/// Who posted it.
	pub worker: T::AccountId,
	/// What it states.
	pub header: BatchHeader,
	/// What was redeemed, ascending by channel, none twice. Not empty.
	pub redemptions: BoundedVec<Redemption<T::AccountId>, T::MaxVouchers>,
	/// By which shares the fees are split.
	pub split: FeeSplit,
	/// The first block in which it can be final.
	pub due: BlockNumberFor<T>,
	/// The first block in which nothing more can be demanded, shown or challenged, whatever is open.
	pub closes: BlockNumberFor<T>,
	/// How many challenges and demands are open.
	pub open: u32,
	/// The worker's deposit for this record.
	pub deposit: T::BatchDeposit,
}

impl<T: Config> Batch<T> {
	/// What a batch with so many redemptions takes of the state.
	pub fn footprint(redemptions: u32) -> Footprint {
		let each = Redemption::<T::AccountId>::max_encoded_len();
		let unused = T::MaxVouchers::get().saturating_sub(redemptions);
		let unused = each.saturating_mul(usize::try_from(unused).unwrap_or(usize::MAX));
		Footprint::from_parts(1, Self::max_encoded_len().saturating_sub(unused))
	}

	/// The batch, as frauds are judged by.
	pub fn posted(&self, genesis: H256) -> Posted<'_, T::AccountId> {
		Posted {
			genesis,
			worker: &self.worker,
			header: &self.header,
			redemptions: &self.redemptions,
		}
	}

	/// The sum of all fees, in plancks.
	pub fn total(&self) -> Balance {
		self.posted(H256::zero()).total()
	}

	/// What the batch owes to named contributions, in plancks.
	pub fn distributed(&self) -> Balance {
		// It was checked that the distribution's total grows.
		self.header.distributed().unwrap_or_default()
	}
}

/// A receipt that was put on chain, so that what it claims can be challenged.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct ShownReceipt<T: Config> {
	/// Who showed it.
	pub who: T::AccountId,
	/// The receipt.
	pub leaf: ReceiptLeaf,
	/// How many challenges of it are open.
	pub open: u32,
	/// The deposit of who showed it, for this record.
	pub deposit: T::ReceiptDeposit,
}

impl<T: Config> ShownReceipt<T> {
	/// What a shown receipt takes of the state.
	pub fn footprint() -> Footprint {
		Footprint::from_mel::<Self>()
	}
}

/// A leaf that somebody wants to see.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Demand<T: Config> {
	/// Who.
	pub who: T::AccountId,
	/// What is on hold of theirs, in plancks.
	pub bond: Balance,
	/// The last block in which the leaf can be shown.
	pub deadline: BlockNumberFor<T>,
	/// The deposit of whoever wants to see it, for this record and the one that follows it.
	pub deposit: T::ReceiptDeposit,
}

impl<T: Config> Demand<T> {
	/// What a demand takes of the state.
	pub fn footprint() -> Footprint {
		Footprint::from_mel::<Self>()
	}
}

/// A leaf that was demanded and shown. It is not shown twice.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Answered<T: Config> {
	/// Who had demanded it.
	pub who: T::AccountId,
	/// Their deposit, that of the demand.
	pub deposit: T::ReceiptDeposit,
}

/// A voucher that a batch redeems.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct SignedVoucher<Signature> {
	/// The channel.
	pub channel: ChannelId,
	/// All that was paid through it before, in plancks: where the batch's first receipt of it starts.
	/// Should the chain know better, then the batch was made too early, and is refused.
	pub before: Balance,
	/// All that is paid through it with this voucher, in plancks: where the last receipt ends.
	pub cumulative: Balance,
	/// The signature of the channel's signer.
	pub signature: Signature,
}

/// How a batch ended that is void.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum VoidReason {
	/// Its leaves contradict each other, its redemptions or what its worker signed.
	Fraud,
	/// A leaf that was demanded was not shown in time.
	Silence,
	/// What a receipt of it claims was challenged, and is false.
	FalseClaim,
}
