// SPDX-License-Identifier: Apache-2.0
//! Batches in the ledger.

use super::{
	decode,
	tables::{BATCHES, LEAVES},
	Ledger,
};
use crate::store::StoreError;
use codec::{Decode, Encode};
use openledger_primitives::{
	ids::BatchId,
	payment::{BatchState, BatchStatus},
	receipts::{BatchHeader, BatchLeaves, ChannelSpan},
	Balance,
};
use redb::ReadableTable;

/// A batch that was proposed to the worker.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub struct Proposal {
	/// What it states.
	pub header: BatchHeader,
	/// What it redeems of each channel, ascending.
	pub spans: Vec<ChannelSpan>,
	/// The sum of the fees, in plancks.
	pub total: Balance,
	/// What became of it.
	pub state: BatchState,
	/// Its number, once it was seen on chain.
	pub batch: Option<BatchId>,
}

impl Proposal {
	/// Whether it can still become final or void.
	pub fn is_open(&self) -> bool {
		matches!(self.state, BatchState::Proposed | BatchState::Pending)
	}

	/// What is told of it.
	pub fn status(&self) -> BatchStatus {
		BatchStatus {
			root: self.header.receipts.root,
			batch: self.batch,
			state: self.state,
			artifact: self.header.artifact,
			receipts: self.header.receipts.leaves,
			total: self.total,
		}
	}
}

impl Ledger {
	/// Writes down a batch with its leaves.
	///
	/// # Errors
	/// [`StoreError::Payments`].
	pub fn propose(&self, proposal: &Proposal, leaves: &BatchLeaves) -> Result<(), StoreError> {
		let (proposal, leaves) = (proposal.encode(), leaves.encode());
		self.database.write("propose", |transaction| {
			let mut batches = transaction.open_table(BATCHES)?;
			let number = batches.last()?.map_or(0, |(number, _)| number.value().saturating_add(1));
			batches.insert(number, proposal.as_slice())?;
			transaction.open_table(LEAVES)?.insert(number, leaves.as_slice())?;
			Ok(())
		})
	}

	/// All batches by their numbers here, the first one first.
	///
	/// # Errors
	/// [`StoreError::Payments`].
	pub fn proposals(&self) -> Result<Vec<(u64, Proposal)>, StoreError> {
		self.database.read("list", |transaction| {
			let mut proposals = Vec::new();
			for entry in transaction.open_table(BATCHES)?.iter()? {
				let (number, proposal) = entry?;
				proposals.push((number.value(), decode(proposal.value())?));
			}
			Ok(proposals)
		})
	}

	/// The leaves of a batch by its number here.
	///
	/// # Errors
	/// [`StoreError::Payments`].
	pub fn leaves(&self, number: u64) -> Result<Option<BatchLeaves>, StoreError> {
		self.database.read("read", |transaction| {
			let leaves = transaction.open_table(LEAVES)?;
			let found = leaves.get(number)?;
			found.map(|leaves| decode(leaves.value())).transpose()
		})
	}

	/// Writes down what became of batches, `None` for those that are forgotten.
	///
	/// # Errors
	/// [`StoreError::Payments`].
	pub fn update(&self, changed: &[(u64, Option<Proposal>)]) -> Result<(), StoreError> {
		if changed.is_empty() {
			return Ok(());
		}
		self.database.write("update", |transaction| {
			let mut batches = transaction.open_table(BATCHES)?;
			let mut leaves = transaction.open_table(LEAVES)?;
			for (number, proposal) in changed {
				match proposal {
					Some(proposal) => {
						batches.insert(number, proposal.encode().as_slice())?;
					},
					None => {
						batches.remove(number)?;
						leaves.remove(number)?;
					},
				}
			}
			Ok(())
		})
	}
}
