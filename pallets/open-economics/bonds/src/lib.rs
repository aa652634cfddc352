// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

mod appeals;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod bonding;
mod invariants;
mod ledger;
mod slashing;
pub mod types;
mod views;
pub mod weights;

pub use pallet::*;
pub use types::{Cooling, Ledger, Slash};
pub use weights::WeightInfo;

/// The pallet.
#[frame::pallet]
pub mod pallet {
	use crate::{
		types::{Ledger, Slash},
		weights::WeightInfo,
	};
	use frame::{
		prelude::{fungible::hold, *},
		traits::{BlockNumberProvider, Contains},
	};
	use openledger_primitives::{ids::SlashId, traits::SlashReason, Balance};

	/// What the pallet needs of its runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The reasons for which the runtime holds balances.
		type RuntimeHoldReason: From<HoldReason>;

		/// The clock of all periods here. That of the acts that bonds answer for, so that no bond is gone
		/// before such an act can still be punished.
		type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumberFor<Self>>;

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

		/// The part of a slash that goes to whoever reported its cause, rounded down; read when the
		/// slash is carried out. Below one: otherwise a cheat reports himself from a second account and
		/// loses nothing.
		type ReporterShare: Get<Perbill>;

		/// The account that gets the rest of a slash: the treasury. It must exist.
		#[pallet::constant]
		type SlashDestination: Get<Self::AccountId>;

		/// How many blocks whoever was slashed has to appeal.
		#[pallet::constant]
		type AppealWindow: Get<BlockNumberFor<Self>>;

		/// How many blocks there are to decide an appeal. After them the slash can be carried out.
		#[pallet::constant]
		type AppealPeriod: Get<BlockNumberFor<Self>>;

		/// What is held for an appeal, in plancks. It is lost with the appeal.
		#[pallet::constant]
		type AppealBond: Get<Balance>;

		/// The longest reason of an appeal, in bytes.
		#[pallet::constant]
		type MaxReasonLen: Get<u32>;

		/// Those who have something pending that their bond answers for, however long that takes: nothing
		/// can be withdrawn meanwhile.
		type Busy: Contains<Self::AccountId>;

		/// Who decides appeals: governance.
		type AppealOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// What the calls weigh.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds OPEN.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// At stake: it can be slashed until it is withdrawn.
		Bond,
		/// Slashed, and lost unless an appeal brings it back.
		Slash,
		/// At stake for an appeal.
		Appeal,
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

	/// The number of the next slash.
	#[pallet::storage]
	pub type NextSlash<T: Config> = StorageValue<_, SlashId, ValueQuery>;

	/// The slashes that wait for their appeal window to pass, or for an appeal to be decided. What was
	/// slashed stays on hold and pays for the entry.
	#[pallet::storage]
	pub type Slashes<T: Config> = StorageMap<_, Twox64Concat, SlashId, Slash<T>>;

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
		/// `amount` plancks were taken out of the bond of `who` for `reason`. They are lost from block
		/// `executes_at` on, unless `who` appeals before it.
		Slashed {
			/// The slash.
			slash: SlashId,
			/// The bond's owner.
			who: T::AccountId,
			/// What was taken in all, in plancks.
			amount: Balance,
			/// Why.
			reason: SlashReason,
			/// Who reported it, if anybody.
			reporter: Option<T::AccountId>,
			/// The first block in which it can be carried out.
			executes_at: BlockNumberFor<T>,
		},
		/// `who` appealed against `slash`. Unless it is decided before, it can be carried out from block
		/// `executes_at` on.
		SlashAppealed {
			/// The slash.
			slash: SlashId,
			/// Who was slashed.
			who: T::AccountId,
			/// What is held for the appeal, in plancks.
			bond: Balance,
			/// Why it should not be, in UTF-8.
			reason: BoundedVec<u8, T::MaxReasonLen>,
			/// The first block in which it can be carried out undecided.
			executes_at: BlockNumberFor<T>,
		},
		/// `who` lost what was slashed: `reporter` got `reward` of it, and the slash destination the
		/// others.
		SlashExecuted {
			/// The slash.
			slash: SlashId,
			/// Who lost it.
			who: T::AccountId,
			/// What was slashed, in plancks.
			amount: Balance,
			/// Why.
			reason: SlashReason,
			/// Who reported it, if anybody.
			reporter: Option<T::AccountId>,
			/// The reporter's part of what was slashed, in plancks.
			reward: Balance,
			/// What was lost besides with the appeal, in plancks. The slash destination got it.
			forfeited: Balance,
		},
		/// The appeal against `slash` was right: `who` has the `amount` plancks back.
		SlashOverturned {
			/// The slash.
			slash: SlashId,
			/// Who was slashed.
			who: T::AccountId,
			/// What had been slashed, in plancks.
			amount: Balance,
			/// Whether it is at stake again; otherwise it is free, for it would be too small a bond.
			rebonded: bool,
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
		/// Something of the caller's is pending that the bond answers for, such as a batch of receipts.
		Busy,
		/// All numbers of slashes are given out.
		IdsExhausted,
		/// There is no slash of this number, or it was carried out or overturned.
		SlashNotFound,
		/// Only who was slashed may appeal.
		NotSlashed,
		/// The window to appeal has passed.
		AppealWindowOver,
		/// There is an appeal against this slash already.
		AlreadyAppealed,
		/// There is no appeal against this slash.
		NotAppealed,
		/// The window to appeal, or the time to decide the appeal, has not passed.
		TooEarly,
		/// The reason is not UTF-8.
		InvalidText,
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
		/// Anyone may call this for their own bond. Costs the fee only. Emits `Withdrawn`.
		///
		/// Fails with `Busy` as long as something is pending that the bond answers for, and with
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

		/// Carries the slash `slash` out: the reporter gets the reporter's share of it, and the slash
		/// destination the rest. What was held for an undecided appeal is released.
		///
		/// Anyone may call this, once the appeal window has passed without an appeal, or the time to
		/// decide the appeal without a decision. Costs the fee only. Emits `SlashExecuted`.
		///
		/// Fails with `SlashNotFound`, `TooEarly`, and with an error of the token when the slash
		/// destination does not exist and cannot with so little.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::execute_slash())]
		pub fn execute_slash(origin: OriginFor<T>, slash: SlashId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_execute_slash(slash)
		}

		/// Appeals against the slash `slash` for a `reason` in UTF-8, which only the event keeps.
		///
		/// Only who was slashed may call this, and only before the slash can be carried out. Costs the
		/// appeal bond, on hold: it is lost when governance upholds the slash, and released otherwise.
		/// Emits `SlashAppealed`.
		///
		/// Fails with `SlashNotFound`, `NotSlashed`, `AlreadyAppealed`, `AppealWindowOver`, `InvalidText`,
		/// and with an error of the token when the caller cannot spare the appeal bond.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::appeal())]
		pub fn appeal(
			origin: OriginFor<T>,
			slash: SlashId,
			reason: BoundedVec<u8, T::MaxReasonLen>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_appeal(who, slash, reason)
		}

		/// Decides the appeal against the slash `slash`. If governance says to `uphold` it, it is carried
		/// out and the appeal bond is lost too. If not, what was slashed is at stake again, or free when
		/// it would be too small a bond, and the appeal bond is released.
		///
		/// Only the appeal origin may call this, as long as the slash was not carried out. Costs the fee
		/// only. Emits `SlashExecuted` or `SlashOverturned`.
		///
		/// Fails with `SlashNotFound`, `NotAppealed`, and with an error of the token when the slash
		/// destination does not exist and cannot with so little.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::decide_appeal().max(T::WeightInfo::overturn()))]
		pub fn decide_appeal(origin: OriginFor<T>, slash: SlashId, uphold: bool) -> DispatchResult {
			T::AppealOrigin::ensure_origin(origin)?;
			Self::do_decide_appeal(slash, uphold)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(!T::Cooldown::get().is_zero(), "a bond without cooldown binds nobody");
			assert!(T::MaxCooling::get() > 0, "no bond could ever be asked back");
			assert!(T::MinBond::get() > 0, "a ledger would cost nothing");
			assert!(T::ReporterShare::get() < Perbill::one(), "a slash must cost something");
			assert!(!T::AppealWindow::get().is_zero(), "nobody could ever appeal");
			assert!(!T::AppealPeriod::get().is_zero(), "no appeal could ever be decided");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), frame::deps::sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
