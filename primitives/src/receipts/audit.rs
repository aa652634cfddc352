// SPDX-License-Identifier: Apache-2.0
//! Looks for something wrong in a batch whose leaves somebody published.

use super::{
	builder::Shelf, BatchFraud, BatchLeaf, BatchLeaves, Entry, Posted, Receipt, ReceiptLeaf, Shown,
};
use crate::{distribution::DistributionLeaf, ids::ContributionId};
use alloc::collections::BTreeSet;

impl BatchLeaves {
	/// Something wrong with the batch that was posted with the header of these leaves, or `None` when
	/// nothing is, as far as the leaves can tell: what the worker signed otherwise is known to its payers
	/// only, and what the answers rest on to whoever has them. `is_known` says whether a contribution is
	/// in one of the artifact's snapshots.
	pub fn find_fraud<AccountId, Signature>(
		&self,
		batch: &Posted<'_, AccountId>,
		is_known: impl Fn(ContributionId) -> bool,
	) -> Option<BatchFraud<Signature>> {
		let receipts = Shelf::new(&self.receipts)?;
		let entries = Shelf::new(&self.entries)?;
		let previous = Shelf::new(&self.previous)?;
		let distribution = Shelf::new(&self.distribution)?;
		wrong_receipts(batch, &receipts, is_known)
			.or_else(|| wrong_entries(batch, &receipts, &entries))
			.or_else(|| missing_entries(batch, &receipts, &entries))
			.or_else(|| wrong_leaves(&distribution, &previous, &entries))
	}

	/// What the distribution has for `contribution`, beside all that it must follow from: a fraud if it does
	/// not. `None` when there are more leaves than a tree can have.
	pub fn show_sum<Signature>(
		&self,
		contribution: ContributionId,
	) -> Option<BatchFraud<Signature>> {
		let entries = Shelf::new(&self.entries)?;
		let previous = Shelf::new(&self.previous)?;
		let distribution = Shelf::new(&self.distribution)?;
		show_sum(contribution, &distribution, &previous, &entries)
	}
}

fn wrong_receipts<AccountId, Signature>(
	batch: &Posted<'_, AccountId>,
	receipts: &Shelf<'_, ReceiptLeaf>,
	is_known: impl Fn(ContributionId) -> bool,
) -> Option<BatchFraud<Signature>> {
	let alone = first_at(receipts, |index, leaf| !batch.is_right_receipt(index, leaf));
	if let Some(shown) = alone {
		return Some(BatchFraud::Receipt(shown));
	}
	if let Some((left, right)) = first_pair(receipts, |left, right| !batch.follows(left, right)) {
		return Some(BatchFraud::Receipts { left, right });
	}
	(0u32..).zip(receipts.leaves).find_map(|(index, leaf)| {
		let mut shares = leaf.receipt.vector.shares.iter();
		let foreign = shares.find(|share| !is_known(share.contribution))?;
		let contribution = foreign.contribution;
		Some(BatchFraud::ForeignContribution { receipt: receipts.shown(index)?, contribution })
	})
}

fn wrong_entries<AccountId, Signature>(
	batch: &Posted<'_, AccountId>,
	receipts: &Shelf<'_, ReceiptLeaf>,
	entries: &Shelf<'_, Entry>,
) -> Option<BatchFraud<Signature>> {
	if let Some(shown) = first_at(entries, |index, entry| !batch.is_right_entry(index, entry)) {
		return Some(BatchFraud::Entry(shown));
	}
	if let Some((left, right)) = first_pair(entries, |left, right| !right.follows(left)) {
		return Some(BatchFraud::Entries { left, right });
	}
	let share = batch.header.contributors_share;
	(0u32..).zip(entries.leaves).find_map(|(index, entry)| {
		let receipt = receipts.leaves.get(usize::try_from(entry.receipt).ok()?)?;
		let amount = receipt.receipt.amount_for(entry.contribution, share);
		if amount == entry.amount {
			return None;
		}
		let receipt = receipts.shown(entry.receipt)?;
		Some(BatchFraud::EntryAmount { entry: entries.shown(index)?, receipt })
	})
}

/// In entries that ascend.
fn missing_entries<AccountId, Signature>(
	batch: &Posted<'_, AccountId>,
	receipts: &Shelf<'_, ReceiptLeaf>,
	entries: &Shelf<'_, Entry>,
) -> Option<BatchFraud<Signature>> {
	let share = batch.header.contributors_share;
	(0u32..).zip(receipts.leaves).find_map(|(index, leaf)| {
		let Receipt { vector, .. } = &leaf.receipt;
		let missing = vector.shares.iter().find(|entry| {
			let key = (entry.contribution, index);
			leaf.receipt.amount_for(entry.contribution, share) > 0
				&& entries.leaves.binary_search_by_key(&key, BatchLeaf::key).is_err()
		})?;
		let contribution = missing.contribution;
		let gap = entries.gap((contribution, index))?;
		Some(BatchFraud::MissingEntry { receipt: receipts.shown(index)?, contribution, gap })
	})
}

/// Beside entries that are right.
fn wrong_leaves<Signature>(
	distribution: &Shelf<'_, DistributionLeaf>,
	previous: &Shelf<'_, DistributionLeaf>,
	entries: &Shelf<'_, Entry>,
) -> Option<BatchFraud<Signature>> {
	let unordered = first_pair(distribution, |left, right| left.key() >= right.key());
	if let Some((left, right)) = unordered {
		return Some(BatchFraud::Leaves { left, right });
	}
	let leaves = distribution.leaves.iter().chain(previous.leaves);
	let contributions = leaves
		.map(|leaf| leaf.contribution)
		.chain(entries.leaves.iter().map(|entry| entry.contribution))
		.collect::<BTreeSet<_>>();
	contributions.into_iter().find_map(|contribution| {
		let had = at(previous.leaves, contribution).map_or(0, |leaf| leaf.cumulative);
		let end = entries.leaves.partition_point(|entry| entry.contribution <= contribution);
		let last = end.checked_sub(1).and_then(|last| entries.leaves.get(last));
		let added = last
			.filter(|entry| entry.contribution == contribution)
			.map_or(0, |entry| entry.running);
		let has = at(distribution.leaves, contribution).map(|leaf| leaf.cumulative);
		if had.checked_add(added) == Some(has.unwrap_or_default()) && has != Some(0) {
			return None;
		}
		show_sum(contribution, distribution, previous, entries)
	})
}

fn show_sum<Signature>(
	contribution: ContributionId,
	distribution: &Shelf<'_, DistributionLeaf>,
	previous: &Shelf<'_, DistributionLeaf>,
	entries: &Shelf<'_, Entry>,
) -> Option<BatchFraud<Signature>> {
	Some(BatchFraud::Leaf {
		contribution,
		distribution: distribution.gap(contribution)?,
		previous: previous.gap(contribution)?,
		entries: entries.gap((contribution, u32::MAX))?,
	})
}

fn at(leaves: &[DistributionLeaf], contribution: ContributionId) -> Option<&DistributionLeaf> {
	let place = leaves.binary_search_by_key(&contribution, BatchLeaf::key).ok()?;
	leaves.get(place)
}

/// The first leaf that is so.
fn first_at<Leaf: BatchLeaf + Clone>(
	shelf: &Shelf<'_, Leaf>,
	is_so: impl Fn(u32, &Leaf) -> bool,
) -> Option<Shown<Leaf>> {
	let (index, _) = (0u32..).zip(shelf.leaves).find(|(index, leaf)| is_so(*index, leaf))?;
	shelf.shown(index)
}

/// The first two neighbours that are so.
fn first_pair<Leaf: BatchLeaf + Clone>(
	shelf: &Shelf<'_, Leaf>,
	is_so: impl Fn(&Leaf, &Leaf) -> bool,
) -> Option<(Shown<Leaf>, Shown<Leaf>)> {
	(0u32..).zip(shelf.leaves.windows(2)).find_map(|(index, pair)| match pair {
		[left, right] if is_so(left, right) => {
			Some((shelf.shown(index)?, shelf.shown(index.checked_add(1)?)?))
		},
		_ => None,
	})
}
