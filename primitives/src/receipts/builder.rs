// SPDX-License-Identifier: Apache-2.0
//! Builds batches: what a worker posts, and the paths that it shows later.

use super::{
	BatchHeader, BatchLeaf, Entry, Gap, LeafPlace, Receipt, ReceiptError, ReceiptLeaf, Shown,
	ShownLeaf, Tree as BatchTree, TreeRoot,
};
use crate::{
	distribution::{DistributionLeaf, DistributionRoot},
	ids::{ArtifactId, ChannelId, ContributionId},
	merkle::{Path, Tree},
	Balance,
};
use alloc::{collections::BTreeMap, vec::Vec};
use codec::{Decode, Encode};
use core::fmt;
use polkadot_sdk::sp_arithmetic::Perbill;

/// By what rules a batch is made. The chain refuses a batch that was made by others than its own, or those
/// that it had when the worker last posted.
#[derive(Encode, Decode, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct BatchTerms {
	/// The artifact that answered.
	pub artifact: ArtifactId,
	/// Version of the attribution engine.
	pub engine_version: u32,
	/// The fewest words of a span that was counted.
	pub min_words: u32,
	/// The contributors' share of each fee.
	pub contributors_share: Perbill,
}

/// Why no batch can be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BuildError {
	/// There are no receipts.
	NoReceipts,
	/// A receipt is none.
	Receipt(ReceiptError),
	/// The receipts of a channel do not continue each other.
	Broken(ChannelId),
	/// The previous distribution's leaves do not ascend.
	PreviousNotAscending,
	/// More leaves than a tree can have.
	TooManyLeaves,
	/// The amounts do not fit in 128 bits.
	AmountOverflow,
}

impl fmt::Display for BuildError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::NoReceipts => f.write_str("there are no receipts"),
			Self::Receipt(error) => write!(f, "receipt: {error}"),
			Self::Broken(channel) => {
				write!(f, "the receipts of channel {channel} do not continue each other")
			},
			Self::PreviousNotAscending => {
				f.write_str("the previous distribution's leaves do not ascend")
			},
			Self::TooManyLeaves => f.write_str("there are more leaves than a tree can have"),
			Self::AmountOverflow => f.write_str("the amounts overflow 128 bits"),
		}
	}
}

impl core::error::Error for BuildError {}

/// What a batch pays itself by: the voucher of each channel is over all that its receipts end at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ChannelSpan {
	/// The channel.
	pub channel: ChannelId,
	/// Where its first receipt starts, in plancks.
	pub before: Balance,
	/// Where its last receipt ends, in plancks.
	pub cumulative: Balance,
}

/// Collects the receipts of a batch.
#[derive(Clone, Debug)]
pub struct BatchBuilder {
	terms: BatchTerms,
	previous: Vec<DistributionLeaf>,
	receipts: Vec<Receipt>,
}

impl BatchBuilder {
	/// A batch without receipts, on top of the leaves of the worker's distribution: those of its last
	/// batch that was not voided.
	pub fn new(terms: BatchTerms, previous: Vec<DistributionLeaf>) -> Self {
		Self { terms, previous, receipts: Vec::new() }
	}

	/// Adds a receipt. They may come in any order.
	#[must_use]
	pub fn push(mut self, receipt: Receipt) -> Self {
		self.receipts.push(receipt);
		self
	}

	/// Makes the trees.
	///
	/// # Errors
	/// Every [`BuildError`].
	pub fn build(self) -> Result<BatchLeaves, BuildError> {
		let Self { terms, previous, mut receipts } = self;
		if receipts.is_empty() {
			return Err(BuildError::NoReceipts);
		}
		let ascends = previous.windows(2).all(|pair| match pair {
			[left, right] => left.contribution < right.contribution,
			_ => true,
		});
		if !ascends {
			return Err(BuildError::PreviousNotAscending);
		}
		receipts.sort_by_key(|receipt| (receipt.channel, receipt.cumulative));
		let mut running = 0u128;
		let mut last = None::<(ChannelId, Balance)>;
		let mut leaves = Vec::with_capacity(receipts.len());
		for receipt in receipts {
			receipt.validate().map_err(BuildError::Receipt)?;
			let continues = last.is_none_or(|(channel, end)| {
				channel != receipt.channel || receipt.start() == Some(end)
			});
			if !continues {
				return Err(BuildError::Broken(receipt.channel));
			}
			last = Some((receipt.channel, receipt.cumulative));
			running = running.checked_add(receipt.fee).ok_or(BuildError::AmountOverflow)?;
			leaves.push(ReceiptLeaf { receipt, running });
		}
		let entries = entries(&leaves, terms.contributors_share)?;
		let distribution = distribution(&previous, &entries)?;
		let built = BatchLeaves { terms, receipts: leaves, entries, previous, distribution };
		// Trees are made of it when it is asked for; whether they can be is said now.
		built.header().ok_or(BuildError::TooManyLeaves)?;
		Ok(built)
	}
}

/// The entries of receipts, ascending.
fn entries(receipts: &[ReceiptLeaf], share: Perbill) -> Result<Vec<Entry>, BuildError> {
	let mut amounts = BTreeMap::<(ContributionId, u32), Balance>::new();
	for (index, leaf) in (0u32..).zip(receipts) {
		for entry in &leaf.receipt.vector.shares {
			let amount = super::entry_amount(leaf.receipt.fee, share, entry.share);
			if amount > 0 {
				amounts.insert((entry.contribution, index), amount);
			}
		}
	}
	let mut grand = 0u128;
	let mut sum = (None, 0u128);
	let mut entries = Vec::with_capacity(amounts.len());
	for ((contribution, receipt), amount) in amounts {
		let before = if sum.0 == Some(contribution) { sum.1 } else { 0 };
		let running = before.checked_add(amount).ok_or(BuildError::AmountOverflow)?;
		grand = grand.checked_add(amount).ok_or(BuildError::AmountOverflow)?;
		sum = (Some(contribution), running);
		entries.push(Entry { contribution, receipt, amount, running, grand });
	}
	Ok(entries)
}

/// The distribution with the entries, ascending.
fn distribution(
	previous: &[DistributionLeaf],
	entries: &[Entry],
) -> Result<Vec<DistributionLeaf>, BuildError> {
	let mut sums = previous
		.iter()
		.map(|leaf| (leaf.contribution, leaf.cumulative))
		.collect::<BTreeMap<_, _>>();
	for entry in entries {
		let sum = sums.entry(entry.contribution).or_default();
		*sum = sum.checked_add(entry.amount).ok_or(BuildError::AmountOverflow)?;
	}
	Ok(sums
		.into_iter()
		.map(|(contribution, cumulative)| DistributionLeaf { contribution, cumulative })
		.collect())
}

/// All leaves of a batch: those that [`BatchBuilder`] makes, or those that somebody published. Whoever
/// has them can show each of them.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct BatchLeaves {
	/// The rules.
	pub terms: BatchTerms,
	/// The receipts.
	pub receipts: Vec<ReceiptLeaf>,
	/// What contributions earn by them.
	pub entries: Vec<Entry>,
	/// What they had earned before.
	pub previous: Vec<DistributionLeaf>,
	/// What they have earned with this batch.
	pub distribution: Vec<DistributionLeaf>,
}

impl BatchLeaves {
	/// What is posted; `None` when there are more leaves than a tree can have, or the sums overflow.
	pub fn header(&self) -> Option<BatchHeader> {
		let BatchTerms { artifact, engine_version, min_words, contributors_share } = self.terms;
		Some(BatchHeader {
			artifact,
			engine_version,
			min_words,
			contributors_share,
			receipts: tree_root(&self.receipts)?,
			entries: tree_root(&self.entries)?,
			previous: distribution_root(&self.previous)?,
			distribution: distribution_root(&self.distribution)?,
		})
	}

	/// What is redeemed of each channel: the vouchers that go with the header, ascending.
	pub fn channels(&self) -> Vec<ChannelSpan> {
		let mut spans = Vec::<ChannelSpan>::new();
		for ReceiptLeaf { receipt, .. } in &self.receipts {
			let Receipt { channel, cumulative, .. } = *receipt;
			match spans.last_mut() {
				Some(span) if span.channel == channel => span.cumulative = cumulative,
				_ => {
					let before = receipt.start().unwrap_or_default();
					spans.push(ChannelSpan { channel, before, cumulative });
				},
			}
		}
		spans
	}

	/// The leaf at `place` with its path, or `None` when there is none.
	pub fn show(&self, place: LeafPlace) -> Option<ShownLeaf> {
		let LeafPlace { tree, index } = place;
		Some(match tree {
			BatchTree::Receipts => ShownLeaf::Receipt(Shelf::new(&self.receipts)?.shown(index)?),
			BatchTree::Entries => ShownLeaf::Entry(Shelf::new(&self.entries)?.shown(index)?),
			BatchTree::Previous => ShownLeaf::Previous(Shelf::new(&self.previous)?.shown(index)?),
			BatchTree::Distribution => {
				ShownLeaf::Distribution(Shelf::new(&self.distribution)?.shown(index)?)
			},
		})
	}
}

/// Leaves with their tree.
pub(super) struct Shelf<'a, Leaf> {
	pub(super) leaves: &'a [Leaf],
	tree: Tree,
}

impl<'a, Leaf: BatchLeaf + Clone> Shelf<'a, Leaf> {
	/// `None` when there are more leaves than a tree can have.
	pub(super) fn new(leaves: &'a [Leaf]) -> Option<Self> {
		tree(leaves).map(|tree| Self { leaves, tree })
	}

	pub(super) fn shown(&self, index: u32) -> Option<Shown<Leaf>> {
		let leaf = self.leaves.get(usize::try_from(index).ok()?)?.clone();
		let path = Path::try_from(self.tree.prove(index)?).ok()?;
		Some(Shown { index, leaf, path })
	}

	/// The neighbours between which `key` falls, in leaves that ascend.
	pub(super) fn gap(&self, key: Leaf::Key) -> Option<Gap<Leaf>> {
		let place = self.leaves.partition_point(|leaf| leaf.key() <= key);
		let place = u32::try_from(place).ok()?;
		let left = match place.checked_sub(1) {
			Some(left) => Some(self.shown(left)?),
			None => None,
		};
		Some(Gap { left, right: self.shown(place) })
	}
}

fn tree<Leaf: BatchLeaf>(leaves: &[Leaf]) -> Option<Tree> {
	let data = leaves.iter().map(|leaf| leaf.encode()).collect::<Vec<_>>();
	Tree::new(Leaf::DOMAIN, data)
}

fn tree_root<Leaf: BatchLeaf>(leaves: &[Leaf]) -> Option<TreeRoot> {
	Some(TreeRoot { root: tree(leaves)?.root(), leaves: u32::try_from(leaves.len()).ok()? })
}

fn distribution_root(leaves: &[DistributionLeaf]) -> Option<DistributionRoot> {
	let TreeRoot { root, leaves: count } = tree_root(leaves)?;
	let total = leaves.iter().try_fold(0u128, |total, leaf| total.checked_add(leaf.cumulative))?;
	Some(DistributionRoot { root, leaves: count, total })
}
