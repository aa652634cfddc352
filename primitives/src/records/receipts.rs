// SPDX-License-Identifier: Apache-2.0
//! Of batches of receipts.

use crate::{
	fee::FeeSplit,
	ids::{BatchId, DistributionId},
	receipts::{BatchHeader, LeafPlace, Redemption},
	Balance,
};
use alloc::vec::Vec;
use codec::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A batch that is neither final nor void, as the chain has it.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct BatchRecord<AccountId> {
	/// Who posted it.
	pub worker: AccountId,
	/// What it states.
	pub header: BatchHeader,
	/// What was redeemed, ascending by channel, none twice.
	pub redemptions: Vec<Redemption<AccountId>>,
	/// By which shares the fees are split.
	pub split: FeeSplit,
	/// The first block in which it can be final.
	pub due: u32,
	/// The first block in which nothing more can be demanded, shown or challenged, whatever is open.
	pub closes: u32,
	/// How many challenges and demands are open.
	pub open: u32,
}

/// By which rules the chain takes batches. What it finds out itself, such as the worker's distribution,
/// is not among them.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReceiptsTerms {
	/// Version of the attribution engine.
	pub engine_version: u32,
	/// The fewest words of a span that counts.
	pub min_words: u32,
	/// By which shares fees are split.
	pub split: FeeSplit,
}

/// A worker's account for batches, as the chain has it.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReceiptsAccountRecord {
	/// Under whose roots contributions draw what they earned by the worker's batches.
	pub distribution: DistributionId,
	/// The batch that is neither final nor void, if there is one.
	pub pending: Option<BatchId>,
	/// The terms that were in force when the worker last posted, or opened the account. The next batch may
	/// be made by them, or by those that are in force now.
	pub terms: ReceiptsTerms,
}

/// A leaf of a batch that somebody wants to see, as the chain has it.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct DemandRecord<AccountId> {
	/// Where it stands.
	pub place: LeafPlace,
	/// Who wants to see it.
	pub who: AccountId,
	/// What is on hold of theirs, in plancks.
	pub bond: Balance,
	/// The last block in which it can be shown.
	pub deadline: u32,
}
