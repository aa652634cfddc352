// SPDX-License-Identifier: Apache-2.0
//! What clients may ask by the runtime API.

use crate::{Accounts, Batches, Config, Demands, Pallet, ShownReceipts};
use alloc::vec::Vec;
use frame::prelude::*;
use openledger_primitives::{
	ids::BatchId,
	receipts::ReceiptLeaf,
	records::{BatchRecord, DemandRecord, ReceiptsAccountRecord},
};

impl<T: Config> Pallet<T> {
	/// The batch, or `None` when there is none of this number, or it is final or void.
	pub fn batch(id: BatchId) -> Option<BatchRecord<T::AccountId>> {
		let batch = Batches::<T>::get(id)?;
		Some(BatchRecord {
			worker: batch.worker,
			header: batch.header,
			redemptions: batch.redemptions.into_inner(),
			split: batch.split,
			due: batch.due.saturated_into(),
			closes: batch.closes.saturated_into(),
			open: batch.open,
		})
	}

	/// The worker's account, or `None` when it has none.
	pub fn account_of(worker: &T::AccountId) -> Option<ReceiptsAccountRecord> {
		Accounts::<T>::get(worker).map(|account| ReceiptsAccountRecord {
			distribution: account.distribution,
			pending: account.pending,
			terms: account.terms,
		})
	}

	/// The receipt at `index` of a batch, if it was shown on chain.
	pub fn shown_receipt(batch: BatchId, index: u32) -> Option<ReceiptLeaf> {
		ShownReceipts::<T>::get(batch, index).map(|record| record.leaf)
	}

	/// All demands of a batch that are open: at most as many as there can be.
	pub fn demands(batch: BatchId) -> Vec<DemandRecord<T::AccountId>> {
		let most = usize::try_from(T::MaxOpen::get()).unwrap_or(usize::MAX);
		Demands::<T>::iter_prefix(batch)
			.take(most)
			.map(|(place, demand)| DemandRecord {
				place,
				who: demand.who,
				bond: demand.bond,
				deadline: demand.deadline.saturated_into(),
			})
			.collect()
	}

	/// Whether the batch could be made final now.
	pub fn is_due(id: BatchId) -> bool {
		Self::due(id).is_ok()
	}
}
