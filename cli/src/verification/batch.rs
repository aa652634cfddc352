// SPDX-License-Identifier: Apache-2.0
//! A batch of receipts that somebody posted: its leaves, what is wrong among them, and each receipt's claim.

use super::claim::Claim;
use crate::{
	chain::{Call, Encoded, View},
	failure::Failure,
	sources::Sources,
};
use codec::Encode;
use openledger_primitives::{
	ids::{BatchId, ContributionId},
	payment::SignedReceipt,
	receipts::{
		BatchFraud, BatchLeaves, LeafPlace, Posted, ReceiptLeaf, Shown, ShownLeaf, Statement, Tree,
	},
	records::BatchRecord,
	traits::Subject,
};
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::{AccountId32, MultiSignature},
};

const PALLET: &str = "Receipts";

/// A fraud that the chain judges.
pub type Fraud = BatchFraud<MultiSignature>;

/// A batch that is neither final nor void, with its leaves.
pub struct Batch {
	id: BatchId,
	genesis: H256,
	record: BatchRecord<AccountId32>,
	leaves: BatchLeaves,
}

/// What the chain has of the batch `id`.
///
/// # Errors
/// [`Failure::Unknown`], those of the chain.
pub async fn record(view: &View, id: BatchId) -> Result<BatchRecord<AccountId32>, Failure> {
	let found: Option<BatchRecord<AccountId32>> = view.ask("ReceiptsApi_batch", id).await?;
	found.ok_or_else(|| {
		Failure::Unknown(format!("pending batch {id}: it never was, or is final or void"))
	})
}

impl Batch {
	/// The batch with this record, with the leaves that a server publishes.
	///
	/// # Errors
	/// [`Failure::Undecided`] when no server publishes leaves under its roots.
	pub async fn find(
		sources: &Sources,
		id: BatchId,
		record: BatchRecord<AccountId32>,
		genesis: H256,
	) -> Result<Self, Failure> {
		let leaves = sources.batch_leaves(id, &record.header).await?;
		let leaves = leaves.ok_or_else(|| {
			Failure::Undecided(format!("no server publishes the leaves of batch {id}"))
		})?;
		Ok(Self { id, genesis, record, leaves })
	}

	/// How many receipts it has.
	pub fn len(&self) -> usize {
		self.leaves.receipts.len()
	}

	/// Something that is wrong among its leaves.
	pub fn fraud(&self, is_known: impl Fn(ContributionId) -> bool) -> Option<Fraud> {
		self.leaves.find_fraud(&self.posted(), is_known)
	}

	/// That the worker signed something else than it posted for the stretch of `signed`.
	pub fn equivocation(
		&self,
		signed: &SignedReceipt<AccountId32, MultiSignature>,
	) -> Option<Fraud> {
		let Statement { artifact, engine_version, min_words, receipt, .. } = &signed.statement;
		let overlaps = |leaf: &ReceiptLeaf| leaf.receipt.overlaps(receipt);
		let index = self.leaves.receipts.iter().position(overlaps)?;
		let fraud = BatchFraud::Equivocation {
			receipt: self.shown(u32::try_from(index).ok()?)?,
			artifact: *artifact,
			engine_version: *engine_version,
			min_words: *min_words,
			signed: receipt.clone(),
			signature: signed.signature.clone(),
		};
		// The chain will say the same.
		fraud.verify(&self.posted()).is_ok().then_some(fraud)
	}

	/// What the receipt at `index` claims.
	pub fn claim(&self, index: u32) -> Option<(Claim, &ReceiptLeaf)> {
		let leaf = self.leaves.receipts.get(usize::try_from(index).ok()?)?;
		let header = &self.record.header;
		let statement = Statement {
			genesis: self.genesis,
			worker: self.record.worker.clone(),
			artifact: header.artifact,
			engine_version: header.engine_version,
			min_words: header.min_words,
			receipt: leaf.receipt.clone(),
		};
		let subject = Subject::Receipt { batch: self.id, index };
		Some((Claim::of_statement(&statement, subject), leaf))
	}

	/// The call that puts the receipt at `index` on chain, where it can be challenged.
	pub fn show(&self, index: u32) -> Option<Call<Encoded>> {
		let arguments = (self.id, self.shown(index)?).encode();
		Some(Call::encoded(PALLET, "show_receipt", arguments))
	}

	/// The call that has the batch voided by `fraud`.
	pub fn prove(&self, fraud: &Fraud) -> Call<Encoded> {
		Call::encoded(PALLET, "prove_fraud", (self.id, fraud).encode())
	}

	fn shown(&self, index: u32) -> Option<Shown<ReceiptLeaf>> {
		match self.leaves.show(LeafPlace { tree: Tree::Receipts, index })? {
			ShownLeaf::Receipt(shown) => Some(shown),
			ShownLeaf::Entry(_) | ShownLeaf::Previous(_) | ShownLeaf::Distribution(_) => None,
		}
	}

	fn posted(&self) -> Posted<'_, AccountId32> {
		Posted {
			genesis: self.genesis,
			worker: &self.record.worker,
			header: &self.record.header,
			redemptions: &self.record.redemptions,
		}
	}
}

/// What a fraud is, in words.
pub fn told(fraud: &Fraud) -> String {
	match fraud {
		BatchFraud::Receipt(shown) => format!("receipt {} cannot stand where it does", shown.index),
		BatchFraud::Receipts { right, .. } => {
			format!("receipt {} does not continue the one before", right.index)
		},
		BatchFraud::ForeignContribution { receipt, contribution } => format!(
			"receipt {} names contribution {contribution}, on which the artifact does not rest",
			receipt.index
		),
		BatchFraud::Equivocation { receipt, .. } => {
			format!("the worker signed something else than receipt {}", receipt.index)
		},
		BatchFraud::Entry(shown) => format!("entry {} cannot stand where it does", shown.index),
		BatchFraud::EntryAmount { entry, .. } => {
			format!("the amount of entry {} is not its receipt's", entry.index)
		},
		BatchFraud::Entries { right, .. } => {
			format!("entry {} does not follow from the one before", right.index)
		},
		BatchFraud::MissingEntry { receipt, contribution, .. } => {
			format!("contribution {contribution} has no entry for receipt {}", receipt.index)
		},
		BatchFraud::Leaves { right, .. } => {
			format!("leaf {} of the distribution is out of order", right.index)
		},
		BatchFraud::Leaf { contribution, .. } => {
			format!("the distribution has another sum for contribution {contribution}")
		},
	}
}
