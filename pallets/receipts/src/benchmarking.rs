// SPDX-License-Identifier: Apache-2.0
//! Benchmarks of the calls, and what a runtime provides for them.

use crate::{
	Accounts, BatchFraudOf, Batches, Call, Config, Demands, NextBatch, Pallet, ShownReceipts,
	SignedVoucher, SignedVoucherOf,
};
use alloc::{boxed::Box, vec::Vec};
use frame::{
	benchmarking::prelude::{
		fungible::{Inspect, Mutate},
		*,
	},
	deps::sp_runtime::traits::BlockNumberProvider,
};
use openledger_primitives::{
	commitment::ContentCommitment,
	distribution::DistributionLeaf,
	ids::{ArtifactId, BatchId, ChannelId, ContributionId},
	receipts::{
		BatchBuilder, BatchFraud, BatchLeaves, BatchTerms, Entry, LeafPlace, Receipt, ReceiptLeaf,
		Shown, ShownLeaf, Statement, Tree,
	},
	traits::RoyaltySink,
	vector::{AttributionVector, MAX_SHARES},
	Balance,
};

/// Makes what the pallet itself cannot.
pub trait BenchmarkHelper<AccountId, Signature> {
	/// A registered worker with enough bond, whose key can [sign](Self::sign).
	///
	/// # Errors
	/// When it cannot be made.
	fn worker() -> Result<AccountId, BenchmarkError>;

	/// An artifact that is offered, and rests on as many snapshots as any.
	///
	/// # Errors
	/// When it cannot be made.
	fn artifact() -> Result<ArtifactId, BenchmarkError>;

	/// Opens the next channel to `payee`, by a payer of its own, with `amount` plancks in it. Channels
	/// ascend. Returns it, and the signature of the voucher over `amount` plancks: the dearest there is.
	///
	/// # Errors
	/// When it cannot be opened.
	fn channel(
		payee: &AccountId,
		amount: Balance,
	) -> Result<(ChannelId, Signature), BenchmarkError>;

	/// Signs with the key of the worker.
	///
	/// # Errors
	/// When it cannot.
	fn sign(worker: &AccountId, message: &[u8]) -> Result<Signature, BenchmarkError>;
}

/// The deepest trees that a fraud is measured with. Longer paths cost in proportion.
const DEPTH: u32 = 8;
/// The contribution that no snapshot has.
const FOREIGN: ContributionId = ContributionId(u64::MAX);

fn amount<T: Config>() -> Balance {
	T::Currency::minimum_balance().saturating_mul(1_000).saturating_add(1_000_000)
}

fn rich<T: Config>(name: &'static str) -> T::AccountId {
	let who: T::AccountId = account(name, 0, 0);
	T::Currency::set_balance(&who, amount::<T>().saturating_mul(1_000));
	who
}

/// A worker with an account, and pots with their existential deposits.
fn worker<T: Config>() -> Result<T::AccountId, BenchmarkError> {
	let least = T::Currency::minimum_balance();
	T::Currency::set_balance(&Pallet::<T>::pot(), least);
	T::Currency::set_balance(&T::Royalties::pot(), least);
	T::Currency::set_balance(&T::ProtocolAccount::get(), least);
	let worker = T::BenchmarkHelper::worker()?;
	Pallet::<T>::do_open_account(worker.clone())?;
	Ok(worker)
}

/// The longest receipt that there can be, whose last contribution is foreign.
fn receipt(channel: ChannelId, cumulative: Balance, fee: Balance) -> Receipt {
	let most = u64::from(MAX_SHARES);
	let ids = (1..most).map(ContributionId).chain([FOREIGN]);
	// So few scores do not overflow.
	let vector = AttributionVector::from_scores(ids.map(|id| (id, 1u64)))
		.unwrap_or_else(|_| AttributionVector::unattributed());
	let content = ContentCommitment { root: H256::repeat_byte(1), length: 1_000 };
	Receipt {
		channel,
		cumulative,
		fee,
		input: content,
		output: content,
		input_tokens: 1_000,
		output_tokens: 1_000,
		vector,
		evidence_root: H256::repeat_byte(2),
	}
}

/// A batch of `vouchers` channels with one receipt each, and the vouchers.
fn batch<T: Config>(
	worker: &T::AccountId,
	vouchers: u32,
) -> Result<(BatchLeaves, Vec<SignedVoucherOf<T>>), BenchmarkError> {
	let terms = BatchTerms {
		artifact: T::BenchmarkHelper::artifact()?,
		engine_version: T::EngineVersion::get(),
		min_words: T::MinWords::get(),
		contributors_share: T::FeeSplit::get().shares().contributors,
	};
	let mut builder = BatchBuilder::new(terms, Vec::new());
	let mut signed = Vec::new();
	for _ in 0..vouchers {
		let cumulative = amount::<T>();
		let (channel, signature) = T::BenchmarkHelper::channel(worker, cumulative)?;
		signed.push(SignedVoucher { channel, before: 0, cumulative, signature });
		builder = builder.push(receipt(channel, cumulative, cumulative));
	}
	let leaves = builder.build().map_err(|_| "no batch can be built")?;
	Ok((leaves, signed))
}

/// The same, posted.
fn posted<T: Config>(
	vouchers: u32,
) -> Result<(T::AccountId, BatchId, BatchLeaves), BenchmarkError> {
	let worker = worker::<T>()?;
	let (leaves, signed) = batch::<T>(&worker, vouchers)?;
	let id = NextBatch::<T>::get();
	let header = leaves.header().ok_or("no header")?;
	let signed: BoundedVec<_, T::MaxVouchers> =
		signed.try_into().map_err(|_| "too many vouchers")?;
	Pallet::<T>::do_post_batch(worker.clone(), header, signed)?;
	Ok((worker, id, leaves))
}

/// The receipt at the first place of a tree of 2^`depth` receipts, which becomes the batch's.
fn deep_receipt<T: Config>(
	id: BatchId,
	leaves: &BatchLeaves,
	depth: u32,
) -> Result<Shown<ReceiptLeaf>, BenchmarkError> {
	let first = leaves.receipts.first().ok_or("no receipt")?.clone();
	let mut deep = leaves.clone();
	let count = 2u32.saturating_pow(depth);
	deep.receipts = (0..count).map(|_| first.clone()).collect();
	let header = deep.header().ok_or("no header")?;
	Batches::<T>::mutate_extant(id, |batch| batch.header.receipts = header.receipts);
	match deep.show(LeafPlace { tree: Tree::Receipts, index: 0 }) {
		Some(ShownLeaf::Receipt(shown)) => Ok(shown),
		_ => Err("no receipt".into()),
	}
}

/// A leaf that is wrong, shown by six leaves in trees of `depth`.
fn deep_fraud<T: Config>(
	id: BatchId,
	leaves: &BatchLeaves,
	depth: u32,
) -> Result<BatchFraudOf<T>, BenchmarkError> {
	let count = 2u64.saturating_pow(depth);
	let mut deep = leaves.clone();
	let leaf =
		|id: u64, cumulative| DistributionLeaf { contribution: ContributionId(id), cumulative };
	deep.previous = (0..count).map(|id| leaf(id, 1)).collect();
	deep.distribution = (0..count).map(|id| leaf(id, 9)).collect();
	deep.entries = (0..count)
		.map(|contribution| Entry {
			contribution: ContributionId(contribution),
			receipt: 0,
			amount: 1,
			running: 1,
			grand: u128::from(contribution).saturating_add(1),
		})
		.collect();
	let header = deep.header().ok_or("no header")?;
	Batches::<T>::mutate_extant(id, |batch| batch.header = header);
	let contribution = ContributionId(count.saturating_sub(1) / 2);
	deep.show_sum(contribution).ok_or_else(|| "no leaves".into())
}

fn demanded<T: Config>(id: BatchId, place: LeafPlace) -> Result<T::AccountId, BenchmarkError> {
	let who = rich::<T>("watcher");
	Pallet::<T>::do_demand(who.clone(), id, place)?;
	Ok(who)
}

fn void<T: Config>(id: BatchId) -> Result<(), BenchmarkError> {
	let batch = Pallet::<T>::batch_of(id).map_err(|_| "no batch")?;
	Pallet::<T>::void(id, batch, crate::VoidReason::Silence)?;
	Ok(())
}

fn advance<T: Config>(blocks: BlockNumberFor<T>) {
	let now = T::BlockNumberProvider::current_block_number();
	T::BlockNumberProvider::set_block_number(now.saturating_add(blocks));
}

const FIRST: LeafPlace = LeafPlace { tree: Tree::Receipts, index: 0 };

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn open_account() -> Result<(), BenchmarkError> {
		let worker = T::BenchmarkHelper::worker()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(worker.clone()));

		assert!(Accounts::<T>::contains_key(&worker));
		Ok(())
	}

	#[benchmark]
	fn close_account() -> Result<(), BenchmarkError> {
		let worker = worker::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(worker.clone()));

		assert!(!Accounts::<T>::contains_key(&worker));
		Ok(())
	}

	#[benchmark]
	fn post_batch(v: Linear<1, { T::MaxVouchers::get() }>) -> Result<(), BenchmarkError> {
		let worker = worker::<T>()?;
		let (leaves, signed) = batch::<T>(&worker, v)?;
		let id = NextBatch::<T>::get();
		let header = leaves.header().ok_or("no header")?;
		let signed: BoundedVec<_, T::MaxVouchers> =
			signed.try_into().map_err(|_| "too many vouchers")?;

		#[extrinsic_call]
		_(RawOrigin::Signed(worker), header, signed);

		assert!(Batches::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn show_receipt(p: Linear<0, DEPTH>) -> Result<(), BenchmarkError> {
		let (_, id, leaves) = posted::<T>(1)?;
		let shown = deep_receipt::<T>(id, &leaves, p)?;
		let who = rich::<T>("watcher");

		#[extrinsic_call]
		_(RawOrigin::Signed(who), id, shown);

		assert!(ShownReceipts::<T>::contains_key(id, 0));
		Ok(())
	}

	#[benchmark]
	fn hide_receipt() -> Result<(), BenchmarkError> {
		let (_, id, leaves) = posted::<T>(1)?;
		let shown = deep_receipt::<T>(id, &leaves, 0)?;
		let who = rich::<T>("watcher");
		Pallet::<T>::do_show_receipt(who.clone(), id, shown)?;
		void::<T>(id)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), id, 0);

		assert!(!ShownReceipts::<T>::contains_key(id, 0));
		Ok(())
	}

	/// The most leaves that a fraud shows, with `h` hashes in their paths.
	#[benchmark]
	fn prove_fraud(
		v: Linear<1, { T::MaxVouchers::get() }>,
		h: Linear<0, { DEPTH * 6 }>,
	) -> Result<(), BenchmarkError> {
		let (_, id, leaves) = posted::<T>(v)?;
		let fraud = Box::new(deep_fraud::<T>(id, &leaves, h / 6)?);
		let who = rich::<T>("watcher");

		#[extrinsic_call]
		_(RawOrigin::Signed(who), id, fraud);

		assert!(!Batches::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn prove_equivocation(
		v: Linear<1, { T::MaxVouchers::get() }>,
		h: Linear<0, DEPTH>,
	) -> Result<(), BenchmarkError> {
		let (worker, id, leaves) = posted::<T>(v)?;
		let shown = deep_receipt::<T>(id, &leaves, h)?;
		let mut signed = shown.leaf.receipt.clone();
		signed.input_tokens = 0;
		let header = leaves.terms;
		let statement = Statement {
			genesis: Pallet::<T>::genesis_hash(),
			worker: worker.clone(),
			artifact: header.artifact,
			engine_version: header.engine_version,
			min_words: header.min_words,
			receipt: signed.clone(),
		};
		let signature = T::BenchmarkHelper::sign(&worker, &statement.signing_bytes())?;
		let fraud = BatchFraud::Equivocation {
			receipt: shown,
			artifact: header.artifact,
			engine_version: header.engine_version,
			min_words: header.min_words,
			signed,
			signature,
		};
		let who = rich::<T>("watcher");

		#[extrinsic_call]
		prove_fraud(RawOrigin::Signed(who), id, Box::new(fraud));

		assert!(!Batches::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn prove_foreign_contribution(
		v: Linear<1, { T::MaxVouchers::get() }>,
		h: Linear<0, DEPTH>,
	) -> Result<(), BenchmarkError> {
		let (_, id, leaves) = posted::<T>(v)?;
		let receipt = deep_receipt::<T>(id, &leaves, h)?;
		let fraud = BatchFraud::ForeignContribution { receipt, contribution: FOREIGN };
		let who = rich::<T>("watcher");

		#[extrinsic_call]
		prove_fraud(RawOrigin::Signed(who), id, Box::new(fraud));

		assert!(!Batches::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn demand() -> Result<(), BenchmarkError> {
		let (_, id, _) = posted::<T>(T::MaxVouchers::get())?;
		let who = rich::<T>("watcher");

		#[extrinsic_call]
		_(RawOrigin::Signed(who), id, FIRST);

		assert!(Demands::<T>::contains_key(id, FIRST));
		Ok(())
	}

	#[benchmark]
	fn show_leaf(h: Linear<0, DEPTH>) -> Result<(), BenchmarkError> {
		let (_, id, leaves) = posted::<T>(T::MaxVouchers::get())?;
		let shown = Box::new(ShownLeaf::Receipt(deep_receipt::<T>(id, &leaves, h)?));
		demanded::<T>(id, FIRST)?;
		let anyone: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(anyone), id, shown);

		assert!(!Demands::<T>::contains_key(id, FIRST));
		Ok(())
	}

	#[benchmark]
	fn convict(v: Linear<1, { T::MaxVouchers::get() }>) -> Result<(), BenchmarkError> {
		let (_, id, _) = posted::<T>(v)?;
		demanded::<T>(id, FIRST)?;
		advance::<T>(T::ResponseWindow::get().saturating_add(One::one()));
		let anyone: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(anyone), id, FIRST);

		assert!(!Batches::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn withdraw_demand() -> Result<(), BenchmarkError> {
		let (_, id, _) = posted::<T>(1)?;
		let who = demanded::<T>(id, FIRST)?;
		void::<T>(id)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), id, FIRST);

		assert!(!Demands::<T>::contains_key(id, FIRST));
		Ok(())
	}

	#[benchmark]
	fn finalize() -> Result<(), BenchmarkError> {
		let (_, id, _) = posted::<T>(T::MaxVouchers::get())?;
		advance::<T>(T::ReceiptsWindow::get());
		let anyone: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(anyone), id);

		assert!(!Batches::<T>::contains_key(id));
		Ok(())
	}
}
