// SPDX-License-Identifier: Apache-2.0
//! What can be wrong with a batch, and the few leaves that show it.

use super::{BatchLeaf, Entry, Gap, Posted, Receipt, ReceiptLeaf, Shown, Statement, TreeRoot};
use crate::{
	distribution::DistributionLeaf,
	ids::{ArtifactId, ContributionId},
	Balance,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use polkadot_sdk::sp_runtime::traits::{IdentifyAccount, Verify};
use scale_info::TypeInfo;

/// Why a fraud is none.
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
pub enum FraudError {
	/// A leaf does not stand where it is said to.
	NotShown,
	/// Leaves are not neighbours, or not those that enclose what they are shown for.
	NotAdjacent,
	/// A leaf is about something else than the others.
	OtherSubject,
	/// The worker did not sign the receipt.
	BadSignature,
	/// What is shown is right.
	NothingWrong,
}

impl fmt::Display for FraudError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::NotShown => "a leaf does not stand where it is said to",
			Self::NotAdjacent => "the leaves are not the neighbours that they should be",
			Self::OtherSubject => "a leaf is about something else than the others",
			Self::BadSignature => "the worker did not sign the receipt",
			Self::NothingWrong => "what is shown is right",
		})
	}
}

impl core::error::Error for FraudError {}

/// Something wrong with a batch. `Signature` is that of a worker.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub enum BatchFraud<Signature> {
	/// A receipt is malformed, charges for what the batch did not redeem, or is first or last and does
	/// not start or end as the first or the last must.
	Receipt(Shown<ReceiptLeaf>),
	/// Of two neighbouring receipts the second does not follow from the first: by its channel, by where
	/// it starts, or by the sum of fees.
	Receipts {
		/// The first.
		left: Shown<ReceiptLeaf>,
		/// The second.
		right: Shown<ReceiptLeaf>,
	},
	/// A receipt names a contribution that is in none of the artifact's snapshots. The chain looks
	/// that up.
	ForeignContribution {
		/// The receipt.
		receipt: Shown<ReceiptLeaf>,
		/// The contribution.
		contribution: ContributionId,
	},
	/// The worker signed another receipt for what a receipt of the batch charges for.
	Equivocation {
		/// The receipt of the batch.
		receipt: Shown<ReceiptLeaf>,
		/// The artifact of the other.
		artifact: ArtifactId,
		/// The engine's version of the other.
		engine_version: u32,
		/// The fewest words that counted in the other.
		min_words: u32,
		/// The other, as it was given to the payer.
		signed: Receipt,
		/// The worker's signature.
		signature: Signature,
	},
	/// An entry is for nothing, for no receipt, or is first or last and its sums are not those that the
	/// first or the last must have.
	Entry(Shown<Entry>),
	/// An entry's amount is not what its receipt gives the contribution.
	EntryAmount {
		/// The entry.
		entry: Shown<Entry>,
		/// Its receipt.
		receipt: Shown<ReceiptLeaf>,
	},
	/// Of two neighbouring entries the second does not follow from the first: by its order, or by its
	/// sums.
	Entries {
		/// The first.
		left: Shown<Entry>,
		/// The second.
		right: Shown<Entry>,
	},
	/// A receipt gives a contribution something, and there is no entry for it.
	MissingEntry {
		/// The receipt.
		receipt: Shown<ReceiptLeaf>,
		/// The contribution.
		contribution: ContributionId,
		/// Where the entry would stand.
		gap: Gap<Entry>,
	},
	/// Of two neighbouring leaves of the distribution the second does not come after the first.
	Leaves {
		/// The first.
		left: Shown<DistributionLeaf>,
		/// The second.
		right: Shown<DistributionLeaf>,
	},
	/// What the distribution has for a contribution is not what the previous one has, and what the batch
	/// adds.
	Leaf {
		/// The contribution.
		contribution: ContributionId,
		/// Where its leaf is, or would be, in the distribution.
		distribution: Gap<DistributionLeaf>,
		/// Where it is, or would be, in the previous one.
		previous: Gap<DistributionLeaf>,
		/// Where its entries end, or would.
		entries: Gap<Entry>,
	},
}

impl<Signature> BatchFraud<Signature> {
	/// Whether this shows that something is wrong with the batch. Never panics. For
	/// [`Self::ForeignContribution`] the snapshots remain to be looked into: see [`Self::foreign`].
	///
	/// # Errors
	/// Every [`FraudError`].
	pub fn verify<AccountId>(&self, batch: &Posted<'_, AccountId>) -> Result<(), FraudError>
	where
		AccountId: Encode + Clone,
		Signature: Verify<Signer: IdentifyAccount<AccountId = AccountId>>,
	{
		let header = batch.header;
		let is_wrong = match self {
			Self::Receipt(shown) => {
				ensure(shown.stands_under(header.receipts), FraudError::NotShown)?;
				!batch.is_right_receipt(shown.index, &shown.leaf)
			},
			Self::Receipts { left, right } => {
				let stand = [left, right].iter().all(|shown| shown.stands_under(header.receipts));
				ensure(stand, FraudError::NotShown)?;
				ensure(left.is_before(right), FraudError::NotAdjacent)?;
				!batch.follows(&left.leaf, &right.leaf)
			},
			Self::ForeignContribution { receipt, contribution } => {
				ensure(receipt.stands_under(header.receipts), FraudError::NotShown)?;
				let named = receipt.leaf.receipt.share_of(*contribution).is_some();
				ensure(named, FraudError::OtherSubject)?;
				true
			},
			Self::Equivocation {
				receipt: shown,
				artifact,
				engine_version,
				min_words,
				signed,
				signature,
			} => {
				ensure(shown.stands_under(header.receipts), FraudError::NotShown)?;
				let posted = &shown.leaf.receipt;
				ensure(signed.overlaps(posted), FraudError::OtherSubject)?;
				let statement = Statement {
					genesis: batch.genesis,
					worker: batch.worker.clone(),
					artifact: *artifact,
					engine_version: *engine_version,
					min_words: *min_words,
					receipt: signed.clone(),
				};
				ensure(statement.is_signed(signature), FraudError::BadSignature)?;
				signed != posted
					|| *artifact != header.artifact
					|| *engine_version != header.engine_version
					|| *min_words != header.min_words
			},
			Self::Entry(shown) => {
				ensure(shown.stands_under(header.entries), FraudError::NotShown)?;
				!batch.is_right_entry(shown.index, &shown.leaf)
			},
			Self::EntryAmount { entry, receipt } => {
				let stand =
					entry.stands_under(header.entries) && receipt.stands_under(header.receipts);
				ensure(stand, FraudError::NotShown)?;
				let Entry { contribution, receipt: index, amount, .. } = entry.leaf;
				ensure(receipt.index == index, FraudError::OtherSubject)?;
				let receipt = &receipt.leaf.receipt;
				amount != receipt.amount_for(contribution, header.contributors_share)
			},
			Self::Entries { left, right } => {
				let stand = [left, right].iter().all(|shown| shown.stands_under(header.entries));
				ensure(stand, FraudError::NotShown)?;
				ensure(left.is_before(right), FraudError::NotAdjacent)?;
				!right.leaf.follows(&left.leaf)
			},
			Self::MissingEntry { receipt, contribution, gap } => {
				ensure(receipt.stands_under(header.receipts), FraudError::NotShown)?;
				let key = (*contribution, receipt.index);
				let floor = gap.floor(header.entries, key).ok_or(FraudError::NotAdjacent)?;
				let is_there = floor.is_some_and(|entry| entry.key() == key);
				let receipt = &receipt.leaf.receipt;
				!is_there && receipt.amount_for(*contribution, header.contributors_share) > 0
			},
			Self::Leaves { left, right } => {
				let tree = header.distribution.into();
				let stand = [left, right].iter().all(|shown| shown.stands_under(tree));
				ensure(stand, FraudError::NotShown)?;
				ensure(left.is_before(right), FraudError::NotAdjacent)?;
				left.leaf.contribution >= right.leaf.contribution
			},
			Self::Leaf { contribution, distribution, previous, entries } => {
				let has =
					Self::cumulative(distribution, header.distribution.into(), *contribution)?;
				let had = Self::cumulative(previous, header.previous.into(), *contribution)?;
				// No receipt has the last place that a number could have, so this is after all entries.
				let added = entries
					.floor(header.entries, (*contribution, u32::MAX))
					.ok_or(FraudError::NotAdjacent)?
					.filter(|entry| entry.contribution == *contribution)
					.map_or(0, |entry| entry.running);
				let owed = had.unwrap_or_default().checked_add(added);
				// A leaf is there exactly when it says more than zero.
				owed != Some(has.unwrap_or_default()) || has == Some(0)
			},
		};
		ensure(is_wrong, FraudError::NothingWrong)
	}

	/// The contribution that must be in none of the artifact's snapshots for this to be a fraud.
	pub fn foreign(&self) -> Option<ContributionId> {
		match self {
			Self::ForeignContribution { contribution, .. } => Some(*contribution),
			_ => None,
		}
	}

	/// How many hashes are in its paths: what verifying it costs besides.
	pub fn hashes(&self) -> u32 {
		let hashes = match self {
			Self::Receipt(receipt)
			| Self::ForeignContribution { receipt, .. }
			| Self::Equivocation { receipt, .. } => receipt.path.len(),
			Self::Receipts { left, right } => left.path.len().saturating_add(right.path.len()),
			Self::Entry(entry) => entry.path.len(),
			Self::EntryAmount { entry, receipt } => {
				entry.path.len().saturating_add(receipt.path.len())
			},
			Self::Entries { left, right } => left.path.len().saturating_add(right.path.len()),
			Self::MissingEntry { receipt, gap, .. } => {
				receipt.path.len().saturating_add(gap.hashes())
			},
			Self::Leaves { left, right } => left.path.len().saturating_add(right.path.len()),
			Self::Leaf { distribution, previous, entries, .. } => distribution
				.hashes()
				.saturating_add(previous.hashes())
				.saturating_add(entries.hashes()),
		};
		u32::try_from(hashes).unwrap_or(u32::MAX)
	}

	/// What a distribution has for a contribution, if it has a leaf for it.
	fn cumulative(
		gap: &Gap<DistributionLeaf>,
		tree: TreeRoot,
		contribution: ContributionId,
	) -> Result<Option<Balance>, FraudError> {
		let floor = gap.floor(tree, contribution).ok_or(FraudError::NotAdjacent)?;
		Ok(floor.filter(|leaf| leaf.contribution == contribution).map(|leaf| leaf.cumulative))
	}
}

impl<AccountId> Posted<'_, AccountId> {
	/// Whether the receipt is right as far as can be seen of it alone.
	pub(super) fn is_right_receipt(&self, index: u32, leaf: &ReceiptLeaf) -> bool {
		let ReceiptLeaf { receipt, running } = leaf;
		let Some((place, redemption)) = self.redemption(receipt.channel) else {
			return false;
		};
		let Some(start) = receipt.start() else {
			return false;
		};
		let end = receipt.cumulative;
		let is_inside = start >= redemption.before && end <= redemption.after();
		let is_first = index == 0;
		let is_last = index.checked_add(1) == Some(self.header.receipts.leaves);
		let starts = place == 0 && start == redemption.before && *running == receipt.fee;
		let ends = place.checked_add(1) == Some(self.redemptions.len())
			&& end == redemption.after()
			&& *running == self.total();
		receipt.validate().is_ok() && is_inside && (!is_first || starts) && (!is_last || ends)
	}

	/// Whether `right` can come next after `left`.
	pub(super) fn follows(&self, left: &ReceiptLeaf, right: &ReceiptLeaf) -> bool {
		let end = left.receipt.cumulative;
		let start = right.receipt.start();
		let continues = if left.receipt.channel == right.receipt.channel {
			start == Some(end)
		} else {
			let channels = [left, right].map(|leaf| self.redemption(leaf.receipt.channel));
			match channels {
				[Some((place, last)), Some((next, first))] => {
					place.checked_add(1) == Some(next)
						&& end == last.after()
						&& start == Some(first.before)
				},
				_ => false,
			}
		};
		continues && left.running.checked_add(right.receipt.fee) == Some(right.running)
	}

	/// Whether the entry is right as far as can be seen of it alone.
	pub(super) fn is_right_entry(&self, index: u32, entry: &Entry) -> bool {
		let Entry { receipt, amount, running, grand, .. } = *entry;
		let is_first = index == 0;
		let is_last = index.checked_add(1) == Some(self.header.entries.leaves);
		amount > 0
			&& receipt < self.header.receipts.leaves
			&& (!is_first || (running == amount && grand == amount))
			&& (!is_last || Some(grand) == self.header.distributed())
	}
}

impl Entry {
	/// Whether this can come next after `left`.
	pub(super) fn follows(&self, left: &Self) -> bool {
		let before = if self.contribution == left.contribution { left.running } else { 0 };
		left.key() < self.key()
			&& before.checked_add(self.amount) == Some(self.running)
			&& left.grand.checked_add(self.amount) == Some(self.grand)
	}
}

fn ensure(holds: bool, error: FraudError) -> Result<(), FraudError> {
	if holds {
		Ok(())
	} else {
		Err(error)
	}
}
