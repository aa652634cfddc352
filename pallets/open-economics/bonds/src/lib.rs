// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod bonding;
mod invariants;
mod ledger;
mod slashing;
pub mod types;
pub mod weights;

pub use pallet::*;
pub use types::{Cooling, Ledger};
pub use weights::WeightInfo;

/// The pallet.
#[frame::pallet]
pub mod pallet {
	use crate::{types::Ledger, weights::WeightInfo};
	use frame::prelude::{fungible::hold, *};
	use openledger_primitives::{traits::SlashReason, Balance};

	/// What the pallet needs of its runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The reasons for which the runtime holds balances.
		type RuntimeHoldReason: From<HoldReason>;

		/// OPEN. Bonds stay in their owner's account, on hold.
		type Currency: hold::Mutate<
			Self::AccountId,
			Reason = Self::RuntimeHoldReason,
			Balance = Balance,
		>;

		/// How many blocks pass between asking a bond back and getting it. At least as many as an act
		/// can be punished after it was done, challenges and their answers included: else a cheat is
		/// gone before it is caught.
		#[pallet::constant]
		type Cooldown: Get<BlockNumberFor<Self>>;

		/// The most amounts of one account that cool down at once. Those that were asked back in the
		/// same block are one.
		#[pallet::constant]
		type MaxCooling: Get<u32>;

		/// The least active bond, in plancks. What asks back everything may leave nothing; only a
		/// slash leaves less.
		#[pallet::constant]
		type MinBond: Get<Balance>;

		/// The part of a slash that goes to whoever reported its cause, rounded down. Below one:
		/// otherwise a cheat reports himself from a second account and loses nothing.
		#[pallet::constant]
		type ReporterShare: Get<Perbill>;

		/// The account that gets the rest of a slash: the treasury. It must exist.
		#[pallet::constant]
		type SlashDestination: Get<Self::AccountId>;

		/// What the calls weigh.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds OPEN.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// At stake: it can be slashed until it is withdrawn.
		Bond,
	}

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// The bond of each account that has one. The held OPEN pays for the entry.
	#[pallet::storage]
	pub type Ledgers<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, Ledger<T>, ValueQuery>;

	/// What happened to a bond.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// `who` put `amount` plancks at stake; `active` plancks are now.
		Bonded {
			/// The bond's owner.
			who: T::AccountId,
			/// What was added, in plancks.
			amount: Balance,
			/// The active bond now, in plancks.
			active: Balance,
		},
		/// `who` asked `amount` plancks back, and can withdraw them from block `released_at` on.
		Unbonded {
			/// The bond's owner.
			who: T::AccountId,
			/// What was asked back, in plancks.
			amount: Balance,
			/// The first block in which it can be withdrawn.
			released_at: BlockNumberFor<T>,
		},
		/// `who` put `amount` plancks that were cooling down at stake again; `active` plancks are now.
		Rebonded {
			/// The bond's owner.
			who: T::AccountId,
			/// What was put back, in plancks.
			amount: Balance,
			/// The active bond now, in plancks.
			active: Balance,
		},
		/// `who` got `amount` plancks back.
		Withdrawn {
			/// The bond's owner.
			who: T::AccountId,
			/// What was released, in plancks.
			amount: Balance,
		},
		/// `who` lost `amount` plancks for `reason`; `reporter` got `reward` of them, and the slash
		/// destination the others.
		Slashed {
			/// The bond's owner.
			who: T::AccountId,
			/// What was taken in all, in plancks.
			amount: Balance,
			/// Why.
			reason: SlashReason,
			/// Who reported it, if anybody.
			reporter: Option<T::AccountId>,
			/// The reporter's part of what was taken, in plancks.
			reward: Balance,
		},
	}

	/// Why a bond was left as it was.
	#[pallet::error]
	pub enum Error<T> {
		/// The amount is zero.
		ZeroAmount,
		/// The active bond would be above zero and below the least bond.
		BelowMinBond,
		/// The amount is more than the active bond.
		ExceedsActive,
		/// The amount is more than what cools down.
		ExceedsCooling,
		/// Too many amounts cool down already. Withdraw those that are free, or wait.
		TooManyCooling,
		/// Nothing has cooled down yet.
		NothingToWithdraw,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Puts `amount` plancks of the caller's free OPEN at stake, besides what is already there.
		///
		/// Anyone may call this for their own account. The OPEN stays in the account, on hold, until
		/// it is asked back with `unbond`, or slashed. Emits `Bonded`.
		///
		/// Fails with `ZeroAmount`, with `BelowMinBond` when the active bond would still be below the
		/// least bond, and with an error of the token when the account cannot spare `amount`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::bond())]
		pub fn bond(origin: OriginFor<T>, amount: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_bond(&who, amount)
		}

		/// Asks `amount` plancks of the caller's active bond back. They count no more for new duties,
		/// can still be slashed, and can be withdrawn after the cooldown.
		///
		/// Anyone may call this for their own bond. Costs the fee only. Emits `Unbonded`.
		///
		/// Fails with `ZeroAmount`, with `ExceedsActive` when less is active, with `BelowMinBond` when
		/// something would stay active, but less than the least bond, and with `TooManyCooling`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::unbond())]
		pub fn unbond(origin: OriginFor<T>, amount: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_unbond(&who, amount)
		}

		/// Releases whatever of the caller's bond has cooled down.
		///
		/// Anyone may call this for their own bond. Costs the fee only. Emits `Withdrawn`. Fails with
		/// `NothingToWithdraw`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::withdraw())]
		pub fn withdraw(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw(&who)
		}

		/// Makes `amount` plancks that the caller asked back active again, the latest asked first.
		///
		/// Anyone may call this for their own bond. Costs the fee only. Emits `Rebonded`.
		///
		/// Fails with `ZeroAmount`, with `ExceedsCooling` when less is cooling down, and with
		/// `BelowMinBond` when the active bond would still be below the least bond.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::rebond())]
		pub fn rebond(origin: OriginFor<T>, amount: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_rebond(&who, amount)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(!T::Cooldown::get().is_zero(), "a bond without cooldown binds nobody");
			assert!(T::MaxCooling::get() > 0, "no bond could ever be asked back");
			assert!(T::MinBond::get() > 0, "a ledger would cost nothing");
			assert!(T::ReporterShare::get() < Perbill::one(), "a slash must cost something");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), frame::deps::sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
