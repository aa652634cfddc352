// SPDX-License-Identifier: Apache-2.0
//! Batches: checked as far as roots can be, paid for, and kept until they are final or void.

use crate::{Accounts, Batch, Batches, Config, Error, Event, NextBatch, Pallet, SignedVoucherOf};
use alloc::vec::Vec;
use frame::{deps::sp_runtime::traits::BlockNumberProvider, prelude::*, traits::Consideration};
use openledger_primitives::{
	distribution::DistributionRoot,
	ids::BatchId,
	receipts::{BatchHeader, Redemption, TreeRoot},
	records::ReceiptsTerms,
	traits::{Channels, Distributions, Lineage},
	Balance,
};

/// For how many windows after it was posted something can be opened against a batch.
const OPEN_WINDOWS: u32 = 3;

impl<T: Config> Pallet<T> {
	/// The hash of the genesis block, that receipts are bound to. `frame_system` forgets the hashes of old
	/// blocks, but never this one.
	pub fn genesis_hash() -> H256 {
		frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero())
	}

	pub(crate) fn now() -> BlockNumberFor<T> {
		T::BlockNumberProvider::current_block_number()
	}

	pub(crate) fn batch_of(id: BatchId) -> Result<Batch<T>, Error<T>> {
		Batches::<T>::get(id).ok_or(Error::<T>::BatchNotFound)
	}

	pub(crate) fn do_post_batch(
		worker: T::AccountId,
		header: BatchHeader,
		vouchers: BoundedVec<SignedVoucherOf<T>, T::MaxVouchers>,
	) -> DispatchResult {
		Self::ensure_worker(&worker)?;
		let mut account = Accounts::<T>::get(&worker).ok_or(Error::<T>::NoAccount)?;
		ensure!(account.pending.is_none(), Error::<T>::BatchPending);
		let previous =
			T::Distributions::root(account.distribution).ok_or(Error::<T>::DistributionClosed)?;
		let split = Self::accepted(&header, account.terms)?.split;
		let distributed = Self::check_roots(&header, previous)?;

		let id = NextBatch::<T>::get();
		NextBatch::<T>::put(id.next().ok_or(Error::<T>::IdsExhausted)?);
		let redemptions = Self::redeem(id, &worker, vouchers)?;
		let footprint = Batch::<T>::footprint(redemptions.len().saturated_into());
		let deposit = T::BatchDeposit::new(&worker, footprint)?;
		// Now, lest a worker that has spent its OPEN meanwhile keep the batch from becoming final.
		T::Distributions::prepare(account.distribution, header.distribution.leaves)?;
		let window = T::ReceiptsWindow::get();
		let now = Self::now();
		let due = now.saturating_add(window);
		let closes = now.saturating_add(window.saturating_mul(OPEN_WINDOWS.into()));
		let batch = Batch {
			worker: worker.clone(),
			header,
			redemptions,
			split,
			due,
			closes,
			open: 0,
			deposit,
		};
		let total = batch.total();
		let within = distributed <= split.split(total).contributors;
		ensure!(within, Error::<T>::DistributesTooMuch);
		Batches::<T>::insert(id, batch);
		account.pending = Some(id);
		account.terms = Self::terms();
		Accounts::<T>::insert(&worker, account);
		Self::deposit_event(Event::BatchPosted { batch: id, worker, header, total, due, closes });
		Ok(())
	}

	/// The terms by which the header was made: those of now, or those that were in force when the worker
	/// last posted. They stand in it, lest a change of them make an honest batch a wrong one.
	fn accepted(header: &BatchHeader, before: ReceiptsTerms) -> Result<ReceiptsTerms, Error<T>> {
		let is_offered = T::Lineage::prices(header.artifact).is_some();
		ensure!(is_offered, Error::<T>::ArtifactNotOffered);
		let is_by = |terms: &ReceiptsTerms| {
			header.engine_version == terms.engine_version
				&& header.min_words == terms.min_words
				&& header.contributors_share == terms.split.shares().contributors
		};
		let now = Self::terms();
		// The present ones first: only what they do not fit is by the terms of before.
		if !is_by(&now) && is_by(&before) {
			return Ok(before);
		}
		ensure!(header.engine_version == now.engine_version, Error::<T>::UnknownEngine);
		ensure!(header.min_words == now.min_words, Error::<T>::WrongMinWords);
		ensure!(is_by(&now), Error::<T>::WrongShare);
		Ok(now)
	}

	/// What can be seen of roots alone. Returns what the distribution grows by, in plancks.
	fn check_roots(header: &BatchHeader, previous: DistributionRoot) -> Result<Balance, Error<T>> {
		ensure!(header.previous == previous, Error::<T>::WrongPrevious);
		let distribution = header.distribution;
		let consistent = [header.receipts, header.entries, TreeRoot::from(distribution)]
			.iter()
			.all(TreeRoot::is_consistent);
		ensure!(consistent && header.receipts.leaves > 0, Error::<T>::MalformedHeader);
		let distributed = header.distributed().ok_or(Error::<T>::WrongDistribution)?;
		let is_right = if header.entries.leaves == 0 {
			distribution == previous
		} else {
			distributed > 0 && distribution.leaves >= previous.leaves
		};
		ensure!(is_right, Error::<T>::WrongDistribution);
		Ok(distributed)
	}

	/// Redeems the vouchers into the pot.
	fn redeem(
		batch: BatchId,
		worker: &T::AccountId,
		vouchers: BoundedVec<SignedVoucherOf<T>, T::MaxVouchers>,
	) -> Result<BoundedVec<Redemption<T::AccountId>, T::MaxVouchers>, DispatchError> {
		ensure!(!vouchers.is_empty(), Error::<T>::NoVouchers);
		let ascending = vouchers.windows(2).all(|pair| match pair {
			[left, right] => left.channel < right.channel,
			_ => true,
		});
		ensure!(ascending, Error::<T>::ChannelsNotAscending);
		let pot = Self::pot();
		let mut redemptions = Vec::with_capacity(vouchers.len());
		for voucher in vouchers {
			let channel = voucher.channel;
			let redeemed = T::Channels::redeem_for(
				worker,
				channel,
				voucher.cumulative,
				&voucher.signature,
				&pot,
			)?;
			ensure!(redeemed.before == voucher.before, Error::<T>::WrongStart);
			let end = redeemed.before.checked_add(redeemed.amount);
			ensure!(end == Some(voucher.cumulative), Error::<T>::VoucherNotCovered);
			let redemption = Redemption {
				channel,
				payer: redeemed.payer,
				before: redeemed.before,
				amount: redeemed.amount,
			};
			Self::deposit_event(Event::VoucherRedeemed {
				batch,
				channel,
				payer: redemption.payer.clone(),
				before: redemption.before,
				amount: redemption.amount,
			});
			redemptions.push(redemption);
		}
		// As many as vouchers, and both have the same bound: nothing is cut.
		Ok(BoundedVec::truncate_from(redemptions))
	}
}
