// SPDX-License-Identifier: Apache-2.0
//! Receipts that were put on chain, and what they claim about their answers.

use crate::{
	Batch, Batches, Config, Error, Event, Pallet, ShownReceipt, ShownReceipts, VoidReason,
};
use frame::{prelude::*, traits::Consideration};
use openledger_primitives::{
	ids::BatchId,
	receipts::{ReceiptLeaf, Shown},
	traits::{Claim, Claims, Subject},
};

/// A batch, a place in it, and what is there.
type Challengeable<T> = (BatchId, u32, Batch<T>, ShownReceipt<T>);

impl<T: Config> Pallet<T> {
	pub(crate) fn do_show_receipt(
		who: T::AccountId,
		id: BatchId,
		receipt: Shown<ReceiptLeaf>,
	) -> DispatchResult {
		let batch = Self::batch_of(id)?;
		batch.ensure_not_closed(Self::now())?;
		ensure!(receipt.stands_under(batch.header.receipts), Error::<T>::LeafNotShown);
		let Shown { index, leaf, .. } = receipt;
		ensure!(!ShownReceipts::<T>::contains_key(id, index), Error::<T>::AlreadyShown);
		let deposit = T::ReceiptDeposit::new(&who, ShownReceipt::<T>::footprint())?;
		let record = ShownReceipt { who: who.clone(), leaf, open: 0, deposit };
		ShownReceipts::<T>::insert(id, index, record);
		Self::deposit_event(Event::ReceiptShown { batch: id, index, who });
		Ok(())
	}

	pub(crate) fn do_hide_receipt(id: BatchId, index: u32) -> DispatchResult {
		let record = ShownReceipts::<T>::get(id, index).ok_or(Error::<T>::ReceiptNotFound)?;
		// Were it shown anew, then all that was challenged and answered could be challenged again.
		ensure!(!Batches::<T>::contains_key(id), Error::<T>::BatchNotEnded);
		ShownReceipts::<T>::remove(id, index);
		record.deposit.drop(&record.who)?;
		Self::deposit_event(Event::ReceiptHidden { batch: id, index });
		Ok(())
	}

	/// The receipt that can be challenged, its batch, and where they are.
	fn challengeable(subject: Subject) -> Result<Challengeable<T>, Error<T>> {
		let Subject::Receipt { batch: id, index } = subject else {
			return Err(Error::<T>::NotReceipt);
		};
		let batch = Self::batch_of(id)?;
		batch.ensure_open(Self::now())?;
		let record = ShownReceipts::<T>::get(id, index).ok_or(Error::<T>::ReceiptNotFound)?;
		Ok((id, index, batch, record))
	}
}

impl<T: Config> Claims<T::AccountId> for Pallet<T> {
	fn claim(subject: Subject) -> Result<Claim<T::AccountId>, DispatchError> {
		let (_, _, batch, record) = Self::challengeable(subject)?;
		let receipt = record.leaf.receipt;
		Ok(Claim {
			worker: batch.worker,
			artifact: batch.header.artifact,
			output: receipt.output,
			vector: receipt.vector,
			evidence_root: receipt.evidence_root,
			min_words: batch.header.min_words,
		})
	}

	fn hold(subject: Subject) -> DispatchResult {
		let (id, index, mut batch, mut record) = Self::challengeable(subject)?;
		batch.ensure_not_closed(Self::now())?;
		batch.enter()?;
		record.open = record.open.saturating_add(1);
		Batches::<T>::insert(id, batch);
		ShownReceipts::<T>::insert(id, index, record);
		Ok(())
	}

	fn release(subject: Subject) -> DispatchResult {
		let Subject::Receipt { batch: id, index } = subject else {
			return Err(Error::<T>::NotReceipt.into());
		};
		let mut batch = Self::batch_of(id)?;
		let open = |record: &ShownReceipt<T>| record.open > 0;
		let mut record =
			ShownReceipts::<T>::get(id, index).filter(open).ok_or(Error::<T>::NoChallengeOpen)?;
		batch.leave(Self::now());
		record.open = record.open.saturating_sub(1);
		Batches::<T>::insert(id, batch);
		ShownReceipts::<T>::insert(id, index, record);
		Ok(())
	}

	fn falsify(subject: Subject) -> DispatchResult {
		let (id, _, batch, _) = Self::challengeable(subject)?;
		Self::void(id, batch, VoidReason::FalseClaim)
	}
}
