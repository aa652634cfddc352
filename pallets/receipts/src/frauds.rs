// SPDX-License-Identifier: Apache-2.0
//! How a batch becomes void.

use crate::{
	Accounts, Batch, BatchFraudOf, Batches, Config, Error, Event, Pallet, VoidReason, WeightInfo,
};
use frame::{
	deps::frame_support::storage::with_storage_layer,
	prelude::{fungible::Mutate, *},
	traits::Consideration,
};
use openledger_primitives::{
	ids::BatchId,
	receipts::{BatchFraud, FraudError, Redemption},
	traits::{Bonds, Datanets, Distributions, Lineage, SlashReason},
};

impl<T: Config> From<FraudError> for Error<T> {
	fn from(error: FraudError) -> Self {
		match error {
			FraudError::NotShown => Self::LeafNotShown,
			FraudError::NotAdjacent => Self::NotAdjacent,
			FraudError::OtherSubject => Self::OtherSubject,
			FraudError::BadSignature => Self::BadSignature,
			FraudError::NothingWrong => Self::NothingWrong,
		}
	}
}

impl<T: Config> Pallet<T> {
	/// What proving a fraud weighs when the batch has so many redemptions.
	pub(crate) fn fraud_weight(fraud: &BatchFraudOf<T>, redemptions: u32) -> Weight {
		match fraud {
			BatchFraud::Equivocation { .. } => {
				T::WeightInfo::prove_equivocation(redemptions, fraud.hashes())
			},
			BatchFraud::ForeignContribution { .. } => {
				T::WeightInfo::prove_foreign_contribution(redemptions, fraud.hashes())
			},
			_ => T::WeightInfo::prove_fraud(redemptions, fraud.hashes()),
		}
	}

	/// Whether the fraud is one of this batch.
	pub(crate) fn check_fraud(batch: &Batch<T>, fraud: &BatchFraudOf<T>) -> Result<(), Error<T>> {
		fraud.verify(&batch.posted(Self::genesis_hash()))?;
		if let Some(contribution) = fraud.foreign() {
			let snapshots = T::Lineage::snapshots(batch.header.artifact);
			let is_known = T::Datanets::includes_any(&snapshots, contribution);
			ensure!(!is_known, Error::<T>::NothingWrong);
		}
		Ok(())
	}

	/// Returns how many redemptions the batch had.
	pub(crate) fn do_prove_fraud(
		who: &T::AccountId,
		id: BatchId,
		fraud: &BatchFraudOf<T>,
	) -> Result<u32, DispatchError> {
		let batch = Self::batch_of(id)?;
		Self::check_fraud(&batch, fraud)?;
		let redemptions = batch.redemptions.len().saturated_into();
		let worker = batch.worker.clone();
		Self::void(id, batch, VoidReason::Fraud)?;
		Self::slash(id, worker, SlashReason::FalseReceipt, who);
		Ok(redemptions)
	}

	/// Ends a batch by which nobody earns: whoever paid has everything back.
	pub(crate) fn void(id: BatchId, batch: Batch<T>, reason: VoidReason) -> DispatchResult {
		let total = batch.total();
		let worker = batch.worker;
		for redemption in batch.redemptions {
			Self::refund(id, redemption)?;
		}
		Self::unprepare(&worker, batch.header.previous.leaves);
		Self::remove(id, &worker, batch.deposit)?;
		Self::deposit_event(Event::BatchVoided { batch: id, worker, reason, total });
		Ok(())
	}

	/// Gives the deposit back that the distribution's new leaves would have needed. Should that fail, then
	/// it pays for those of the next batch: nobody must wait for a refund because of it.
	fn unprepare(worker: &T::AccountId, leaves: u32) {
		if let Some(account) = Accounts::<T>::get(worker) {
			let prepare = || T::Distributions::prepare(account.distribution, leaves);
			let _ = with_storage_layer(prepare);
		}
	}

	/// Removes the record of a batch that is final or void.
	pub(crate) fn remove(
		id: BatchId,
		worker: &T::AccountId,
		deposit: T::BatchDeposit,
	) -> DispatchResult {
		Batches::<T>::remove(id);
		Accounts::<T>::mutate_extant(worker, |account| account.pending = None);
		deposit.drop(worker)
	}

	/// Gives one payer back what was redeemed. One account that is gone must not keep the others from
	/// theirs.
	fn refund(id: BatchId, redemption: Redemption<T::AccountId>) -> DispatchResult {
		let Redemption { channel, payer, amount, .. } = redemption;
		let pot = Self::pot();
		let pay = |to: &T::AccountId| {
			with_storage_layer(|| T::Currency::transfer(&pot, to, amount, Preservation::Preserve))
		};
		let who = if pay(&payer).is_ok() {
			payer.clone()
		} else {
			let treasury = T::ProtocolAccount::get();
			pay(&treasury)?;
			treasury
		};
		Self::deposit_event(Event::Refunded { batch: id, channel, payer, who, amount });
		Ok(())
	}

	/// Slashes the worker of a void batch. What cannot be taken is not: the refund stands.
	pub(crate) fn slash(
		id: BatchId,
		worker: T::AccountId,
		reason: SlashReason,
		reporter: &T::AccountId,
	) {
		let amount = T::FraudSlash::get();
		let slash = || T::Bonds::slash(&worker, amount, reason, Some(reporter));
		let amount = with_storage_layer(slash).unwrap_or_default();
		let reporter = reporter.clone();
		Self::deposit_event(Event::WorkerSlashed { batch: id, worker, reporter, amount });
	}
}
