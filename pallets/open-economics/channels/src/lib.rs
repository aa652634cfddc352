// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod closing;
mod funding;
mod invariants;
mod redemption;
pub mod types;
mod views;
pub mod weights;

pub use pallet::*;
pub use types::Channel;
pub use weights::WeightInfo;

/// The pallet.
#[frame::pallet]
pub mod pallet {
	use crate::{types::Channel, weights::WeightInfo};
	use frame::{
		deps::sp_runtime::traits::{IdentifyAccount, Verify},
		prelude::{fungible::hold, *},
		traits::{BlockNumberProvider, Consideration, Contains, Footprint},
	};
	use openledger_primitives::{ids::ChannelId, traits::Liquid, Balance};

	/// What the pallet needs of its runtime. Vouchers name the genesis block by an `H256`.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>, Hash = H256> {
		/// The reasons for which the runtime holds balances.
		type RuntimeHoldReason: From<HoldReason>;

		/// What block it is. The period in which a channel closes is counted by it.
		type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumberFor<Self>>;

		/// OPEN. What is locked in channels stays in the payer's account, on hold.
		type Currency: hold::Mutate<
			Self::AccountId,
			Reason = Self::RuntimeHoldReason,
			Balance = Balance,
		>;

		/// What of an account's OPEN is under no lock: nothing else gets into a channel, for all of it can
		/// get out in another account.
		type Liquid: Liquid<Self::AccountId>;

		/// What the payer deposits for a channel's record. Held for `HoldReason::ChannelDeposit`.
		type ChannelDeposit: Consideration<Self::AccountId, Footprint>;

		/// Signatures of vouchers. As with transactions, the account says which key has to sign.
		type Signature: Verify<Signer: IdentifyAccount<AccountId = Self::AccountId>> + Parameter;

		/// Payees for whom another pallet redeems vouchers. A channel that is opened to one is batched for
		/// good.
		type Batchers: Contains<Self::AccountId>;

		/// The least that a channel is opened with, in plancks.
		#[pallet::constant]
		type MinDeposit: Get<Balance>;

		/// How many blocks pass between the payer's request to close a channel and the first block in
		/// which that can be done: the time that the payee has to redeem the last voucher. Channels
		/// that are closing already keep their block when this changes.
		#[pallet::constant]
		type ClosePeriod: Get<BlockNumberFor<Self>>;

		/// The same for channels that are batched: longer than a batch can be pending, for its payee can
		/// redeem nothing else meanwhile.
		#[pallet::constant]
		type BatchedClosePeriod: Get<BlockNumberFor<Self>>;

		/// What the calls weigh.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds OPEN.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Locked in a channel: the payee gets it, or the payer gets it back.
		Channel,
		/// Pays for a channel's record.
		ChannelDeposit,
	}

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// The number of the next channel. None is given out twice, or an old voucher would pay again.
	#[pallet::storage]
	pub type NextChannel<T: Config> = StorageValue<_, ChannelId, ValueQuery>;

	/// The channels that are not closed.
	#[pallet::storage]
	pub type Channels<T: Config> = StorageMap<_, Twox64Concat, ChannelId, Channel<T>, OptionQuery>;

	/// What happened to a channel.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// `payer` locked `amount` plancks in a new channel, out of which the vouchers of `signer` pay
		/// `payee`.
		Opened {
			/// The channel.
			channel: ChannelId,
			/// Who locked the OPEN.
			payer: T::AccountId,
			/// Who is paid.
			payee: T::AccountId,
			/// Whose key signs the vouchers.
			signer: T::AccountId,
			/// What was locked, in plancks.
			amount: Balance,
			/// Whether it pays through batches alone: `redeem` is refused for it.
			batched: bool,
		},
		/// The payer locked `amount` plancks more; `deposit` plancks were locked in all.
		ToppedUp {
			/// The channel.
			channel: ChannelId,
			/// What was added, in plancks.
			amount: Balance,
			/// All that was ever locked in the channel, in plancks.
			deposit: Balance,
		},
		/// A voucher paid `amount` plancks to `destination`; `redeemed` plancks were paid in all.
		Redeemed {
			/// The channel.
			channel: ChannelId,
			/// Who was paid: the payee, or the account that a pallet settles through.
			destination: T::AccountId,
			/// What was paid, in plancks.
			amount: Balance,
			/// All that was ever paid out of the channel, in plancks.
			redeemed: Balance,
		},
		/// The payer asked to close the channel, and anyone can from block `closing_at` on.
		CloseRequested {
			/// The channel.
			channel: ChannelId,
			/// The first block in which anyone can close it.
			closing_at: BlockNumberFor<T>,
		},
		/// The payer took the request to close the channel back.
		Reopened {
			/// The channel.
			channel: ChannelId,
		},
		/// The channel is gone; `payer` got `refund` plancks back.
		Closed {
			/// The channel.
			channel: ChannelId,
			/// Who had locked the OPEN.
			payer: T::AccountId,
			/// What was left in it, in plancks.
			refund: Balance,
		},
	}

	/// Why a channel was left as it was.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no channel of this number, or none any more.
		ChannelNotFound,
		/// Payer and payee are one account.
		PayeeIsPayer,
		/// The amount is less than what a channel is opened with.
		BelowMinDeposit,
		/// The amount is zero.
		ZeroAmount,
		/// Only the payer can do this.
		NotPayer,
		/// The payer asked to close the channel.
		Closing,
		/// Nobody asked to close the channel.
		NotClosing,
		/// The payee still has time to redeem.
		ClosePeriodNotOver,
		/// The voucher is worth no more than what was redeemed already.
		StaleVoucher,
		/// All that was locked is paid out: the voucher pays nothing until the payer tops up.
		DepositExhausted,
		/// The channel's signer did not sign this voucher of this channel on this chain.
		BadSignature,
		/// The payee's account does not exist, and could not with so little.
		BelowExistentialDeposit,
		/// The amount is more than what is under no lock, such as a vote's or of vesting.
		FundsLocked,
		/// The time to redeem is over: the channel can be closed, and nothing else.
		ClosePeriodOver,
		/// The channel pays somebody else.
		NotPayee,
		/// The channel is batched: its vouchers are redeemed by the batches of the payee alone.
		BatchesOnly,
		/// The channel is not batched: it was opened when its payee posted no batches.
		NotBatched,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Opens a channel to `payee` and locks `amount` plancks of the caller's free OPEN in it.
		/// Vouchers that the key of `signer` signs pay out of it: the caller's own account, or one of
		/// a key that is kept where the answers are bought. If `payee` posts batches of receipts, the
		/// channel pays through them alone, for good.
		///
		/// Anyone may call this. Holds `amount`, and a deposit for the record, in the caller's account.
		/// Emits `Opened`.
		///
		/// Fails with `PayeeIsPayer`, with `BelowMinDeposit`, with `FundsLocked` when less than `amount` is
		/// under no lock, and with an error of the token when the account cannot spare as much.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::open())]
		pub fn open(
			origin: OriginFor<T>,
			payee: T::AccountId,
			amount: Balance,
			signer: T::AccountId,
		) -> DispatchResult {
			let payer = ensure_signed(origin)?;
			Self::do_open(payer, payee, amount, signer)
		}

		/// Locks `amount` plancks more in `channel`.
		///
		/// Only the channel's payer may call this, and not while it is closing: see `reopen`. Holds
		/// `amount` in the caller's account. Emits `ToppedUp`.
		///
		/// Fails with `ZeroAmount`, `ChannelNotFound`, `NotPayer`, `Closing`, with `FundsLocked` when less
		/// than `amount` is under no lock, and with an error of the token when the account cannot spare
		/// `amount`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::top_up())]
		pub fn top_up(origin: OriginFor<T>, channel: ChannelId, amount: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_top_up(&who, channel, amount)
		}

		/// Redeems the voucher of `channel` over `cumulative` plancks in all, with the `signature` of the
		/// channel's signer: pays the payee what exceeds the vouchers that were redeemed before, as far as
		/// it is locked. The same voucher pays the rest after a top-up.
		///
		/// Anyone may call this for anyone, until the time to redeem is over when the payer asked to close;
		/// the OPEN goes to the payee. Costs the fee only. Emits `Redeemed`.
		///
		/// Fails with `ChannelNotFound`, with `BatchesOnly` when the payee's batches redeem its vouchers,
		/// with `ClosePeriodOver` when it is too late, with `StaleVoucher` when as much was redeemed
		/// already, with `DepositExhausted` when nothing is left, with `BadSignature`, and with
		/// `BelowExistentialDeposit` when the payee's account does not exist and could not with so
		/// little.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::redeem())]
		pub fn redeem(
			origin: OriginFor<T>,
			channel: ChannelId,
			cumulative: Balance,
			signature: T::Signature,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_redeem(channel, cumulative, &signature)
		}

		/// Asks to close `channel`. The payee has `ClosePeriod` blocks to redeem the last voucher,
		/// `BatchedClosePeriod` when the channel is batched; then anyone can `close` it, and nothing else
		/// can be done with it.
		///
		/// Only the channel's payer may call this. Costs the fee only. Emits `CloseRequested`.
		///
		/// Fails with `ChannelNotFound`, `NotPayer`, and with `Closing` when that was asked before.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::request_close())]
		pub fn request_close(origin: OriginFor<T>, channel: ChannelId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_request_close(&who, channel)
		}

		/// Takes the request to close `channel` back.
		///
		/// Only the channel's payer may call this, and only until the time to redeem is over. Costs the fee
		/// only. Emits `Reopened`.
		///
		/// Fails with `ChannelNotFound`, `NotPayer`, `NotClosing` and `ClosePeriodOver`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::reopen())]
		pub fn reopen(origin: OriginFor<T>, channel: ChannelId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_reopen(&who, channel)
		}

		/// Closes `channel` for good. What is left in it and the deposit for its record are the
		/// payer's again; vouchers that were not redeemed are worth nothing any more.
		///
		/// The payee may call this at any time, and anyone when the payer asked for it and the time to
		/// redeem is over. Costs the fee only. Emits `Closed`.
		///
		/// Fails with `ChannelNotFound`, with `NotClosing` when the payer has not asked for it, and
		/// with `ClosePeriodNotOver`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::close())]
		pub fn close(origin: OriginFor<T>, channel: ChannelId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_close(&who, channel)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(
				!T::ClosePeriod::get().is_zero(),
				"a payee could never redeem the last voucher"
			);
			assert!(
				T::BatchedClosePeriod::get() >= T::ClosePeriod::get(),
				"a batch takes longer than a transaction"
			);
			assert!(T::MinDeposit::get() > 0, "a channel could be opened with nothing in it");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), frame::deps::sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
