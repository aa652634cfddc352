// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

mod accounts;
mod batches;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod claims;
mod demands;
mod frauds;
mod invariants;
mod settlement;
pub mod types;
mod views;
pub mod weights;

pub use pallet::*;
pub use types::{Account, Answered, Batch, Demand, ShownReceipt, SignedVoucher, VoidReason};
pub use weights::WeightInfo;

use openledger_primitives::receipts::BatchFraud;

/// Something wrong with a batch, in this runtime.
pub type BatchFraudOf<T> = BatchFraud<<T as Config>::Signature>;
/// A voucher that a batch redeems, in this runtime.
pub type SignedVoucherOf<T> = SignedVoucher<<T as Config>::Signature>;

/// The pallet.
#[frame::pallet]
pub mod pallet {
	use crate::{
		types::{Account, Answered, Batch, Demand, ShownReceipt, VoidReason},
		weights::WeightInfo,
		BatchFraudOf, SignedVoucherOf,
	};
	use alloc::boxed::Box;
	use frame::{
		deps::sp_runtime::traits::{BlockNumberProvider, IdentifyAccount, Verify},
		prelude::{fungible::hold, *},
		traits::{Consideration, Contains, Footprint},
	};
	use openledger_primitives::{
		fee::FeeSplit,
		ids::{BatchId, ChannelId, DistributionId},
		receipts::{BatchHeader, LeafPlace, ReceiptLeaf, Shown, ShownLeaf},
		traits::{Bonds, Channels, Datanets, Distributions, Lineage, Liquid, RoyaltySink},
		Balance,
	};

	/// What the pallet needs of its runtime. Receipts name the genesis block by an `H256`.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>, Hash = H256> {
		/// The reasons for which the runtime holds balances.
		type RuntimeHoldReason: From<HoldReason>;

		/// OPEN. What batches redeem lies in the pot until they are final or void.
		type Currency: hold::Mutate<Self::AccountId, Reason = Self::RuntimeHoldReason, Balance = Balance>
			+ fungible::Mutate<Self::AccountId>;

		/// From which the pot's account is derived.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// Who gets a refund whose payer's account is gone, and could not be made with so little: the
		/// treasury.
		#[pallet::constant]
		type ProtocolAccount: Get<Self::AccountId>;

		/// What a worker deposits for its account. Held for `HoldReason::AccountDeposit`.
		type AccountDeposit: Consideration<Self::AccountId, Footprint>;

		/// What a worker deposits for a batch. Held for `HoldReason::BatchDeposit`.
		type BatchDeposit: Consideration<Self::AccountId, Footprint>;

		/// What is deposited for a receipt that is shown, or a leaf that is demanded. Held for
		/// `HoldReason::ReceiptDeposit`.
		type ReceiptDeposit: Consideration<Self::AccountId, Footprint>;

		/// Signatures of vouchers and of receipts. As with transactions, the account says which key has to
		/// sign.
		type Signature: Verify<Signer: IdentifyAccount<AccountId = Self::AccountId>> + Parameter;

		/// The channels that pay.
		type Channels: Channels<Self::AccountId, Self::Signature>;

		/// Who is a registered worker.
		type Workers: Contains<Self::AccountId>;

		/// The workers' bonds.
		type Bonds: Bonds<Self::AccountId>;

		/// The artifacts.
		type Lineage: Lineage<Self::AccountId>;

		/// The Datanets.
		type Datanets: Datanets<Self::AccountId>;

		/// The ledger that fees are credited to.
		type Royalties: RoyaltySink<Self::AccountId>;

		/// Under whose roots contributions draw.
		type Distributions: Distributions<Self::AccountId>;

		/// What of an account's OPEN is under no lock.
		type Liquid: Liquid<Self::AccountId>;

		/// The clock. Blocks that are full are not counted: see the readme.
		type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumberFor<Self>>;

		/// Who gets which part of a fee. A batch keeps what it was posted with.
		type FeeSplit: Get<FeeSplit>;

		/// The version of the attribution engine by which batches are made.
		type EngineVersion: Get<u32>;

		/// The fewest words of a span that attribution counts.
		type MinWords: Get<u32>;

		/// What a worker must have at stake, in plancks, to post batches.
		type MinWorkerBond: Get<Balance>;

		/// What a worker loses whose batch is wrong, in plancks.
		type FraudSlash: Get<Balance>;

		/// How many blocks after it was posted, and after each demand or challenge that it stood, a batch
		/// can be challenged. Three times as long after it was posted, nothing more is opened.
		type ReceiptsWindow: Get<BlockNumberFor<Self>>;

		/// How many blocks a worker has to show a leaf that was demanded.
		type ResponseWindow: Get<BlockNumberFor<Self>>;

		/// What is put on hold to demand a leaf, in plancks. Goes to the worker when the leaf is shown.
		type DemandBond: Get<Balance>;

		/// The most vouchers of one batch.
		#[pallet::constant]
		type MaxVouchers: Get<u32>;

		/// The most challenges and demands of one batch that are open at a time.
		#[pallet::constant]
		type MaxOpen: Get<u32>;

		/// What the calls weigh.
		type WeightInfo: WeightInfo;

		/// Makes what the benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper<Self::AccountId, Self::Signature>;
	}

	/// Why this pallet holds OPEN.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Pays for a worker's account.
		AccountDeposit,
		/// Pays for a batch's record.
		BatchDeposit,
		/// Pays for a receipt that was shown, or a leaf that was demanded.
		ReceiptDeposit,
		/// Stands for a demand: the worker gets it, or it comes back.
		DemandBond,
	}

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// The workers that post batches.
	#[pallet::storage]
	pub type Accounts<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Account<T>>;

	/// The number of the next batch.
	#[pallet::storage]
	pub type NextBatch<T: Config> = StorageValue<_, BatchId, ValueQuery>;

	/// The batches that are neither final nor void.
	#[pallet::storage]
	pub type Batches<T: Config> = StorageMap<_, Twox64Concat, BatchId, Batch<T>>;

	/// The receipts that were shown, by batch and place. They stay until somebody hides them.
	#[pallet::storage]
	pub type ShownReceipts<T: Config> =
		StorageDoubleMap<_, Twox64Concat, BatchId, Twox64Concat, u32, ShownReceipt<T>>;

	/// The leaves that somebody wants to see, by batch and place. Those of a batch that is void stay
	/// until they are withdrawn.
	#[pallet::storage]
	pub type Demands<T: Config> =
		StorageDoubleMap<_, Twox64Concat, BatchId, Twox64Concat, LeafPlace, Demand<T>>;

	/// The leaves that were demanded and shown, by batch and place: they are not demanded again. They stay
	/// until the batch has ended, and somebody withdraws them.
	#[pallet::storage]
	pub type AnsweredDemands<T: Config> =
		StorageDoubleMap<_, Twox64Concat, BatchId, Twox64Concat, LeafPlace, Answered<T>>;

	/// What happened to a batch.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// `worker` can post batches.
		AccountOpened {
			/// The worker.
			worker: T::AccountId,
			/// Under whose roots contributions draw what they earn by them.
			distribution: DistributionId,
		},
		/// `worker` posts batches no more.
		AccountClosed {
			/// The worker.
			worker: T::AccountId,
		},
		/// `worker` posted `batch`: `receipts` answers, paid for with `total` plancks.
		BatchPosted {
			/// The batch.
			batch: BatchId,
			/// Who posted it.
			worker: T::AccountId,
			/// What it states.
			header: BatchHeader,
			/// The sum of all fees, in plancks.
			total: Balance,
			/// The first block in which it can be final.
			due: BlockNumberFor<T>,
			/// The first block in which nothing more can be demanded, shown or challenged.
			closes: BlockNumberFor<T>,
		},
		/// A voucher of a batch was redeemed. There is one of these for each.
		VoucherRedeemed {
			/// The batch.
			batch: BatchId,
			/// The channel.
			channel: ChannelId,
			/// Whose OPEN it was.
			payer: T::AccountId,
			/// All that had been paid through the channel before, in plancks.
			before: Balance,
			/// What was redeemed, in plancks.
			amount: Balance,
		},
		/// `who` put a receipt on chain.
		ReceiptShown {
			/// The batch.
			batch: BatchId,
			/// The receipt's place.
			index: u32,
			/// Who showed it.
			who: T::AccountId,
		},
		/// A receipt was taken off the chain; whoever had shown it has the deposit back.
		ReceiptHidden {
			/// The batch.
			batch: BatchId,
			/// The receipt's place.
			index: u32,
		},
		/// `who` demands to see a leaf.
		LeafDemanded {
			/// The batch.
			batch: BatchId,
			/// The leaf's place.
			place: LeafPlace,
			/// Who wants to see it.
			who: T::AccountId,
			/// What they put on hold, in plancks.
			bond: Balance,
			/// The last block in which it can be shown.
			deadline: BlockNumberFor<T>,
		},
		/// A leaf that was demanded was shown. It stands in the call.
		LeafShown {
			/// The batch.
			batch: BatchId,
			/// The leaf's place.
			place: LeafPlace,
			/// What the worker got for it, in plancks.
			bond: Balance,
			/// The first block in which the batch can be final now.
			due: BlockNumberFor<T>,
		},
		/// A demand's record is gone, for its batch has ended. `who` has the deposit back, and the bond
		/// if the leaf was not shown.
		DemandWithdrawn {
			/// The batch.
			batch: BatchId,
			/// The leaf's place.
			place: LeafPlace,
			/// Who had demanded it.
			who: T::AccountId,
			/// What came back besides the deposit, in plancks: zero when the leaf was shown.
			bond: Balance,
		},
		/// The batch is void: nobody earns by it, and whoever paid has everything back.
		BatchVoided {
			/// The batch.
			batch: BatchId,
			/// Who posted it.
			worker: T::AccountId,
			/// Why.
			reason: VoidReason,
			/// The sum of all fees, in plancks.
			total: Balance,
		},
		/// `payer` has back what a void batch had redeemed. There is one of these for each voucher.
		Refunded {
			/// The batch.
			batch: BatchId,
			/// The channel that had paid.
			channel: ChannelId,
			/// Who had paid.
			payer: T::AccountId,
			/// Who was refunded: the payer, or the treasury when the payer's account is gone.
			who: T::AccountId,
			/// How much, in plancks.
			amount: Balance,
		},
		/// A worker was slashed for a batch that is void.
		WorkerSlashed {
			/// The batch.
			batch: BatchId,
			/// The worker.
			worker: T::AccountId,
			/// Who showed it.
			reporter: T::AccountId,
			/// What was taken out of the bond, in plancks.
			amount: Balance,
		},
		/// The batch is final, and its fees are credited. Its roots remain true forever: receipts can be
		/// shown under them to whoever has this event.
		BatchFinalized {
			/// The batch.
			batch: BatchId,
			/// Who posted it.
			worker: T::AccountId,
			/// What it states.
			header: BatchHeader,
			/// The sum of all fees, in plancks.
			total: Balance,
			/// What named contributions can draw more, under the header's distribution, in plancks.
			distributed: Balance,
		},
	}

	/// Why nothing was changed.
	#[pallet::error]
	pub enum Error<T> {
		/// The caller is not a registered worker; see the attribution pallet's `register_worker`.
		NotWorker,
		/// The caller's active bond is below the minimum for workers; bond more first.
		BondTooSmall,
		/// The caller has an account already.
		AlreadyOpen,
		/// The worker has no account for batches; use `open_account`.
		NoAccount,
		/// The worker has a batch that is neither final nor void.
		BatchPending,
		/// The worker's distribution was closed; use `open_account` to open another.
		DistributionClosed,
		/// The artifact does not exist, or is not offered.
		ArtifactNotOffered,
		/// The batch was made by a version of the attribution engine that is not accepted: neither now, nor
		/// with the other terms when the worker last posted.
		UnknownEngine,
		/// The batch was made by another number of words that count, now and when the worker last posted.
		WrongMinWords,
		/// The batch was made by another share of the contributors, now and when the worker last posted.
		WrongShare,
		/// There is no receipt, or a root does not go with the number of its leaves.
		MalformedHeader,
		/// The batch was made on top of another distribution than the worker's.
		WrongPrevious,
		/// The distribution's total or its number of leaves becomes less, or it changes without entries, or
		/// does not change with them.
		WrongDistribution,
		/// The distribution grows by more than the contributors' part of the fees.
		DistributesTooMuch,
		/// There is no voucher.
		NoVouchers,
		/// The vouchers' channels are not in strictly ascending order.
		ChannelsNotAscending,
		/// Not as much was redeemed of a channel before as the batch starts at.
		WrongStart,
		/// The channel holds less than the voucher is over.
		VoucherNotCovered,
		/// All numbers of batches are given out.
		IdsExhausted,
		/// There is no batch of this number, or it is final or void.
		BatchNotFound,
		/// The leaf does not stand where it is said to.
		LeafNotShown,
		/// The receipt was shown already.
		AlreadyShown,
		/// The receipt was not shown.
		ReceiptNotFound,
		/// No challenge of the receipt is open.
		NoChallengeOpen,
		/// The batch can be challenged no more; it waits to be made final, or for what is open to end.
		WindowOver,
		/// As many challenges and demands of the batch are open as there can be.
		TooManyOpen,
		/// The subject is not a receipt of a batch.
		NotReceipt,
		/// The leaves are not the neighbours that they should be.
		NotAdjacent,
		/// A leaf is about something else than the others.
		OtherSubject,
		/// The worker did not sign the receipt.
		BadSignature,
		/// What is shown is right.
		NothingWrong,
		/// The tree has no such leaf.
		NoSuchLeaf,
		/// The leaf is demanded already, or was shown when it was.
		AlreadyDemanded,
		/// The batch is the caller's own: what it has to show is for others to demand.
		OwnBatch,
		/// Nobody demands the leaf.
		NotDemanded,
		/// The time to show the leaf is over.
		DeadlinePassed,
		/// There is still time to show the leaf.
		DeadlineNotPassed,
		/// The batch is neither final nor void: what was demanded or shown of it stays.
		BatchNotEnded,
		/// The caller's OPEN is locked, by a vote or because it is not vested.
		FundsLocked,
		/// The batch can still be challenged.
		WindowOpen,
		/// A challenge or a demand is open.
		StillOpen,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Opens an account for batches, and the distribution under whose roots contributions draw what
		/// they earn by them.
		///
		/// Registered workers with the bond of one may call this; again only when the distribution was
		/// closed, for another. Costs a deposit for the account, and that of a distribution. Emits
		/// `AccountOpened`.
		///
		/// Fails with `NotWorker`, `BondTooSmall`, `AlreadyOpen`, with `BatchPending` when a batch of the
		/// old distribution is pending, and with an error of the token when the caller cannot spare the
		/// deposits.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::open_account())]
		pub fn open_account(origin: OriginFor<T>) -> DispatchResult {
			let worker = ensure_signed(origin)?;
			Self::do_open_account(worker)
		}

		/// Closes the caller's account for batches. The distribution stays: it is closed by a call of its
		/// own, when everything was drawn.
		///
		/// Workers with an account may call this. Costs the fee only; gives the account's deposit back.
		/// Emits `AccountClosed`.
		///
		/// Fails with `NoAccount` and `BatchPending`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::close_account())]
		pub fn close_account(origin: OriginFor<T>) -> DispatchResult {
			let worker = ensure_signed(origin)?;
			Self::do_close_account(&worker)
		}

		/// Posts a batch: any number of answers by three roots in `header`, paid for by `vouchers`, one for
		/// each channel, ascending. What they pay lies in the pot until the batch is final or void.
		///
		/// Workers with an account may call this, while they have no other batch pending. The terms in the
		/// header may be those of now, or those that were in force when the caller last posted. Costs a
		/// deposit by the number of vouchers, until the batch is final or void, and the distribution's
		/// deposit for new contributions. Emits `BatchPosted`, and `VoucherRedeemed` for each voucher.
		///
		/// Fails with `NotWorker`, `BondTooSmall`, `NoAccount`, `BatchPending`, `DistributionClosed`,
		/// `ArtifactNotOffered`; with `UnknownEngine`, `WrongMinWords`, `WrongShare` or `WrongPrevious`
		/// when the chain has others than the header: make the batch anew; with `MalformedHeader`,
		/// `WrongDistribution`, `DistributesTooMuch`; with `NoVouchers`, `ChannelsNotAscending`,
		/// `WrongStart`, `VoucherNotCovered`, and an error of the channels when a voucher cannot be
		/// redeemed, such as `NotBatched`; with `IdsExhausted`, and an error of the token when the caller
		/// cannot spare the deposits.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::post_batch(vouchers.len().saturated_into()))]
		pub fn post_batch(
			origin: OriginFor<T>,
			header: BatchHeader,
			vouchers: BoundedVec<SignedVoucherOf<T>, T::MaxVouchers>,
		) -> DispatchResult {
			let worker = ensure_signed(origin)?;
			Self::do_post_batch(worker, header, vouchers)
		}

		/// Puts a receipt of a pending batch on chain, so that what it claims about its answer can be
		/// challenged.
		///
		/// Anyone may call this within the batch's window. Costs a deposit, which comes back when the
		/// receipt is hidden. Emits `ReceiptShown`.
		///
		/// Fails with `BatchNotFound`, `WindowOver`, `LeafNotShown`, `AlreadyShown`, and with an error of
		/// the token when the caller cannot spare the deposit.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::show_receipt(receipt.path.len().saturated_into()))]
		pub fn show_receipt(
			origin: OriginFor<T>,
			batch: BatchId,
			receipt: Shown<ReceiptLeaf>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_show_receipt(who, batch, receipt)
		}

		/// Takes the receipt at `index` of a `batch` that is final or void off the chain, and gives the deposit
		/// back to who had shown it.
		///
		/// Anyone may call this. Costs the fee only. Emits `ReceiptHidden`.
		///
		/// Fails with `ReceiptNotFound` and `BatchNotEnded`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::hide_receipt())]
		pub fn hide_receipt(origin: OriginFor<T>, batch: BatchId, index: u32) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_hide_receipt(batch, index)
		}

		/// Shows by `fraud` that something is wrong with the pending `batch`: it is void then, whoever paid has
		/// everything back, and the worker is slashed.
		///
		/// Anyone may call this, as long as the batch is not final. Free when it succeeds; the caller gets
		/// the reporter's part of the slash. Emits `BatchVoided`, `Refunded` for each voucher, and
		/// `WorkerSlashed`.
		///
		/// Fails with `BatchNotFound`, and when nothing is shown with `LeafNotShown`, `NotAdjacent`,
		/// `OtherSubject`, `BadSignature` or `NothingWrong`.
		#[pallet::call_index(5)]
		#[pallet::weight(Pallet::<T>::fraud_weight(fraud, T::MaxVouchers::get()))]
		pub fn prove_fraud(
			origin: OriginFor<T>,
			batch: BatchId,
			fraud: Box<BatchFraudOf<T>>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let redemptions = Self::do_prove_fraud(&who, batch, &fraud)?;
			Ok((Some(Self::fraud_weight(&fraud, redemptions)), Pays::No).into())
		}

		/// Demands to see the leaf at `place` of a pending batch. Whoever has it can show it; when nobody
		/// does in time, the batch is void. A leaf that was shown is not demanded again.
		///
		/// Anyone but its worker may call this within the batch's window. Holds `DemandBond`, which the
		/// worker gets when the leaf is shown, and the caller gets back when it is not; and a deposit, until
		/// the batch has ended. Emits `LeafDemanded`.
		///
		/// Fails with `BatchNotFound`, `WindowOver`, `OwnBatch`, `NoSuchLeaf`, `AlreadyDemanded`,
		/// `TooManyOpen`, `FundsLocked`, and with an error of the token when the caller cannot spare bond
		/// and deposit.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::demand())]
		pub fn demand(origin: OriginFor<T>, batch: BatchId, place: LeafPlace) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_demand(who, batch, place)
		}

		/// Shows a leaf that was demanded. The worker gets the bond, and the batch can be challenged for a
		/// window more.
		///
		/// Anyone may call this until the demand's deadline. Free when it succeeds. Emits `LeafShown`.
		///
		/// Fails with `BatchNotFound`, `NotDemanded`, `DeadlinePassed` and `LeafNotShown`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::show_leaf(leaf.hashes()))]
		pub fn show_leaf(
			origin: OriginFor<T>,
			batch: BatchId,
			leaf: Box<ShownLeaf>,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_show_leaf(batch, &leaf)?;
			Ok(Pays::No.into())
		}

		/// Ends the demand for the leaf at `place` of `batch` that nobody answered in time: the batch is void,
		/// whoever paid has everything back, the worker is slashed, and who demanded the leaf is the reporter
		/// and gets the bond back.
		///
		/// Anyone may call this after the demand's deadline. Free when it succeeds. Emits `BatchVoided`,
		/// `Refunded` for each voucher, `WorkerSlashed` and `DemandWithdrawn`.
		///
		/// Fails with `BatchNotFound`, `NotDemanded` and `DeadlineNotPassed`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::convict(T::MaxVouchers::get()))]
		pub fn convict(
			origin: OriginFor<T>,
			batch: BatchId,
			place: LeafPlace,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let redemptions = Self::do_convict(batch, place)?;
			Ok((Some(T::WeightInfo::convict(redemptions)), Pays::No).into())
		}

		/// Withdraws the demand for the leaf at `place` of a `batch` that is final or void. Who demanded it gets
		/// the deposit back, and the bond too when the leaf was not shown.
		///
		/// Anyone may call this. Costs the fee only. Emits `DemandWithdrawn`.
		///
		/// Fails with `NotDemanded` and `BatchNotEnded`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::withdraw_demand())]
		pub fn withdraw_demand(
			origin: OriginFor<T>,
			batch: BatchId,
			place: LeafPlace,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_withdraw_demand(batch, place)
		}

		/// Makes a batch final: its fees are credited, named contributions can draw at once, and the
		/// batch's deposit is the worker's again.
		///
		/// Anyone may call this when the batch's window is over. Free when it succeeds. Emits
		/// `BatchFinalized`.
		///
		/// Fails with `BatchNotFound`, `WindowOpen`, `StillOpen`, and with an error of the royalties when
		/// they cannot be credited. Nothing is taken from the worker, who could otherwise keep it from
		/// succeeding.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::finalize())]
		pub fn finalize(origin: OriginFor<T>, batch: BatchId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_finalize(batch)?;
			Ok(Pays::No.into())
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(!T::ReceiptsWindow::get().is_zero(), "nobody could challenge a batch");
			assert!(!T::ResponseWindow::get().is_zero(), "nobody could answer a demand");
			assert!(
				T::ReceiptsWindow::get() > T::ResponseWindow::get(),
				"answered demands could keep others out of the window"
			);
			assert!(T::MaxVouchers::get() > 0, "no batch could be paid for");
			assert!(T::MaxOpen::get() > 0, "no batch could be challenged");
			assert!(T::DemandBond::get() > 0, "demands would cost nothing");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), frame::deps::sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
