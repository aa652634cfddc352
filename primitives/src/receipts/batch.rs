// SPDX-License-Identifier: Apache-2.0
//! What a posted batch states, and the leaves under its roots.

use super::Receipt;
use crate::{
	distribution::{DistributionLeaf, DistributionRoot},
	ids::{ArtifactId, ChannelId, ContributionId},
	merkle::Domain,
	Balance,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{sp_arithmetic::Perbill, sp_core::H256};
use scale_info::TypeInfo;

/// A leaf of one of the trees of a batch. Its SCALE encoding is the leaf's data.
pub trait BatchLeaf: Encode {
	/// By what leaves ascend strictly.
	type Key: Ord + Copy;
	/// The domain of the tree.
	const DOMAIN: Domain;

	/// By what this leaf is ordered.
	fn key(&self) -> Self::Key;
}

/// A receipt of a batch.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct ReceiptLeaf {
	/// The receipt.
	pub receipt: Receipt,
	/// The sum of the fees up to this one, in plancks.
	#[cfg_attr(feature = "serde", serde(with = "crate::decimal"))]
	pub running: Balance,
}

impl BatchLeaf for ReceiptLeaf {
	type Key = (ChannelId, Balance);
	const DOMAIN: Domain = Domain::Receipts;

	fn key(&self) -> Self::Key {
		(self.receipt.channel, self.receipt.cumulative)
	}
}

/// What one contribution earns by one receipt of a batch.
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
pub struct Entry {
	/// The contribution.
	pub contribution: ContributionId,
	/// The receipt's place.
	pub receipt: u32,
	/// How much, in plancks. Not zero.
	#[cfg_attr(feature = "serde", serde(with = "crate::decimal"))]
	pub amount: Balance,
	/// What the contribution earns by this and all earlier receipts of the batch, in plancks.
	#[cfg_attr(feature = "serde", serde(with = "crate::decimal"))]
	pub running: Balance,
	/// The sum of the amounts of this and all earlier entries, in plancks.
	#[cfg_attr(feature = "serde", serde(with = "crate::decimal"))]
	pub grand: Balance,
}

impl BatchLeaf for Entry {
	type Key = (ContributionId, u32);
	const DOMAIN: Domain = Domain::Entries;

	fn key(&self) -> Self::Key {
		(self.contribution, self.receipt)
	}
}

impl BatchLeaf for DistributionLeaf {
	type Key = ContributionId;
	const DOMAIN: Domain = Domain::Distribution;

	fn key(&self) -> Self::Key {
		self.contribution
	}
}

/// The root of a tree, and how many leaves stand under it.
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
	Default,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TreeRoot {
	/// The root; zero when there are no leaves.
	pub root: H256,
	/// The number of leaves.
	pub leaves: u32,
}

impl TreeRoot {
	/// Whether the root is zero exactly when there are no leaves.
	pub fn is_consistent(&self) -> bool {
		self.root.is_zero() == (self.leaves == 0)
	}
}

impl From<DistributionRoot> for TreeRoot {
	fn from(DistributionRoot { root, leaves, .. }: DistributionRoot) -> Self {
		Self { root, leaves }
	}
}

/// What a worker states about a batch of answers. Its size does not depend on their number.
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
pub struct BatchHeader {
	/// The artifact that answered.
	pub artifact: ArtifactId,
	/// Version of the attribution engine.
	pub engine_version: u32,
	/// The fewest words of a span that was counted.
	pub min_words: u32,
	/// The contributors' share of each fee.
	pub contributors_share: Perbill,
	/// The tree of [`ReceiptLeaf`]s.
	pub receipts: TreeRoot,
	/// The tree of [`Entry`]s.
	pub entries: TreeRoot,
	/// The worker's distribution before this batch.
	pub previous: DistributionRoot,
	/// The worker's distribution with it.
	pub distribution: DistributionRoot,
}

impl BatchHeader {
	/// What the batch owes to named contributions, in plancks; `None` when the distribution's total
	/// becomes less.
	pub fn distributed(&self) -> Option<Balance> {
		self.distribution.total.checked_sub(self.previous.total)
	}

	/// The root of a tree.
	pub fn tree(&self, tree: Tree) -> TreeRoot {
		match tree {
			Tree::Receipts => self.receipts,
			Tree::Entries => self.entries,
			Tree::Previous => self.previous.into(),
			Tree::Distribution => self.distribution.into(),
		}
	}
}

/// A tree whose root a batch states.
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
	PartialOrd,
	Ord,
	Debug,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Tree {
	/// Of receipts.
	Receipts,
	/// Of what contributions earn by them.
	Entries,
	/// The distribution before the batch.
	Previous,
	/// The distribution with it.
	Distribution,
}

/// Where a leaf stands.
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
	PartialOrd,
	Ord,
	Debug,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LeafPlace {
	/// The tree.
	pub tree: Tree,
	/// The leaf's place in it, from zero.
	pub index: u32,
}

/// What a batch redeemed of one channel.
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
pub struct Redemption<AccountId> {
	/// The channel.
	pub channel: ChannelId,
	/// Whose OPEN it was.
	pub payer: AccountId,
	/// All that had been paid through it before, in plancks. The first receipt starts here.
	pub before: Balance,
	/// What was redeemed, in plancks. The last receipt ends so much later.
	pub amount: Balance,
}

impl<AccountId> Redemption<AccountId> {
	/// All that was paid through the channel with this batch, in plancks.
	pub fn after(&self) -> Balance {
		self.before.saturating_add(self.amount)
	}
}

/// A voucher that a batch redeems, as `Receipts::post_batch` takes it.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct BatchVoucher<Signature> {
	/// The channel.
	pub channel: ChannelId,
	/// All that was paid through it before, in plancks: where the batch's first receipt of it starts.
	/// Should the chain know better, then the batch was made too early, and is refused.
	#[cfg_attr(feature = "serde", serde(with = "crate::decimal"))]
	pub before: Balance,
	/// All that is paid through it with this voucher, in plancks: where the last receipt ends.
	#[cfg_attr(feature = "serde", serde(with = "crate::decimal"))]
	pub cumulative: Balance,
	/// The signature of the channel's signer.
	pub signature: Signature,
}

/// A batch as the chain has it: what frauds are judged by.
#[derive(Clone, Copy, Debug)]
pub struct Posted<'a, AccountId> {
	/// Hash of the chain's genesis block.
	pub genesis: H256,
	/// Who posted it.
	pub worker: &'a AccountId,
	/// What it states.
	pub header: &'a BatchHeader,
	/// What was redeemed, ascending by channel, none twice. Not empty.
	pub redemptions: &'a [Redemption<AccountId>],
}

impl<AccountId> Posted<'_, AccountId> {
	/// The sum of all fees, in plancks.
	pub fn total(&self) -> Balance {
		self.redemptions.iter().fold(0, |total, redemption| redemption.amount.saturating_add(total))
	}

	/// The place of `channel` among the redemptions, and what was redeemed of it.
	pub(super) fn redemption(&self, channel: ChannelId) -> Option<(usize, &Redemption<AccountId>)> {
		let place = self
			.redemptions
			.binary_search_by_key(&channel, |redemption| redemption.channel)
			.ok()?;
		self.redemptions.get(place).map(|redemption| (place, redemption))
	}
}
