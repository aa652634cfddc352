// SPDX-License-Identifier: Apache-2.0
//! Settlement: from the pot to the royalty ledger.

use crate::{Accounts, Batch, Config, Error, Event, Pallet};
use frame::prelude::{fungible::Mutate, *};
use openledger_primitives::{
	fee::FeeParts,
	ids::BatchId,
	traits::{Distributions, FeeSource, RoyaltySink, Settlement},
	vector::AttributionVector,
	Balance,
};

impl<T: Config> Pallet<T> {
	/// The batch, if it can be made final now.
	pub(crate) fn due(id: BatchId) -> Result<Batch<T>, Error<T>> {
		let batch = Self::batch_of(id)?;
		ensure!(batch.open == 0, Error::<T>::StillOpen);
		ensure!(Self::now() >= batch.due, Error::<T>::WindowOpen);
		Ok(batch)
	}

	pub(crate) fn do_finalize(id: BatchId) -> DispatchResult {
		let batch = Self::due(id)?;
		let total = batch.total();
		let parts = batch.split.split(total);
		defensive_assert!(parts.total() == Some(total), "a split fee's parts sum to it");
		let distributed = Self::distributable(&batch);
		T::Currency::transfer(&Self::pot(), &T::Royalties::pot(), total, Preservation::Preserve)?;
		let contributors = parts.contributors.saturating_sub(distributed);
		T::Royalties::credit(&Settlement {
			source: FeeSource::Batch(id),
			artifact: batch.header.artifact,
			payer: None,
			worker: batch.worker.clone(),
			parts: FeeParts { contributors, ..parts },
			vector: AttributionVector::unattributed(),
		})?;
		let Batch { worker, header, deposit, .. } = batch;
		if distributed > 0 {
			let account = Accounts::<T>::get(&worker).ok_or(Error::<T>::NoAccount)?;
			T::Distributions::post(account.distribution, header.distribution, distributed)?;
		}
		Self::remove(id, &worker, deposit)?;
		Self::deposit_event(Event::BatchFinalized {
			batch: id,
			worker,
			header,
			total,
			distributed,
		});
		Ok(())
	}

	/// What named contributions can draw of the batch, in plancks. Nothing when the worker has closed the
	/// distribution meanwhile: then all contributions share in it, lest the rest of the fees be stuck.
	fn distributable(batch: &Batch<T>) -> Balance {
		let root = Accounts::<T>::get(&batch.worker)
			.and_then(|account| T::Distributions::root(account.distribution));
		if root == Some(batch.header.previous) {
			batch.distributed()
		} else {
			0
		}
	}
}
