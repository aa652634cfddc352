// SPDX-License-Identifier: Apache-2.0
//! Whether a list of contributions is what a snapshot commits to. Whoever reads the list from a node checks
//! it with this, and need not trust the node for more than the snapshot's two roots.

use crate::{
	accumulator::{Leaves, SnapshotLeaf, WithdrawalLeaf},
	merkle::Domain,
	records::ContributionRecord,
	traits::SnapshotInfo,
};
use alloc::{collections::BTreeMap, vec::Vec};
use codec::Encode;
use core::fmt;
use polkadot_sdk::sp_core::H256;

/// In what a list of contributions differs from what a snapshot commits to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SnapshotMismatch {
	/// The accepted ones, or their order.
	Accepted,
	/// How many were taken down, or the places of those.
	Withdrawn,
	/// Which were taken down, or in which order.
	WithdrawnRoot,
	/// How many bytes are left.
	Length,
}

impl fmt::Display for SnapshotMismatch {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::Accepted => "the root over what was accepted is another",
			Self::Withdrawn => "other contributions are marked as taken down than it counts",
			Self::WithdrawnRoot => "the root over what was taken down is another",
			Self::Length => "the included ones have another length",
		})
	}
}

impl core::error::Error for SnapshotMismatch {}

impl SnapshotInfo {
	/// Checks that `records` are the accepted contributions of the snapshot, in order, and that the marks
	/// of those that were taken down before it are right.
	///
	/// # Errors
	/// The first [`SnapshotMismatch`], in the order of its variants.
	pub fn check<AccountId: Encode>(
		&self,
		records: &[ContributionRecord<AccountId>],
	) -> Result<(), SnapshotMismatch> {
		let accepted = records.iter().map(|record| {
			SnapshotLeaf {
				contribution: record.id,
				content: record.content,
				contributor: &record.contributor,
			}
			.encode()
		});
		if root(Domain::Snapshot, accepted) != Some(self.root) {
			return Err(SnapshotMismatch::Accepted);
		}

		let mut withdrawn = BTreeMap::new();
		for (index, record) in (0..).zip(records) {
			let Some(place) = record.withdrawn else { continue };
			let leaf = WithdrawalLeaf { contribution: record.id, index };
			if withdrawn.insert(place, leaf).is_some() {
				return Err(SnapshotMismatch::Withdrawn);
			}
		}
		// Their places are all of those below their number: none is left out, none comes from a later time.
		if !withdrawn.keys().copied().eq(0..self.withdrawn) {
			return Err(SnapshotMismatch::Withdrawn);
		}
		let leaves = withdrawn.into_values().map(|leaf| leaf.encode());
		if root(Domain::Withdrawal, leaves) != Some(self.withdrawn_root) {
			return Err(SnapshotMismatch::WithdrawnRoot);
		}

		let included = records.iter().filter(|record| record.withdrawn.is_none());
		let length = included.map(|record| u64::from(record.content.length)).sum::<u64>();
		if length != self.length {
			return Err(SnapshotMismatch::Length);
		}
		Ok(())
	}
}

fn root(domain: Domain, leaves: impl ExactSizeIterator<Item = Vec<u8>>) -> Option<H256> {
	Leaves::new(domain, leaves).map(|leaves| leaves.root())
}
