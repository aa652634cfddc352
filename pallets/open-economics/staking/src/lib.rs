// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod emission;
mod invariants;
mod rewards;
mod stake;
pub mod types;
mod unbonding;
mod views;
pub mod weights;

pub use pallet::*;
pub use types::{Era, EraIndex, EraPool, Stake, Unbonding, Unlocking, Warming, MAX_CLEARED};
pub use weights::WeightInfo;

/// The pallet.
#[frame::pallet]
pub mod pallet {
	use crate::{
		types::{Era, EraIndex, EraPool, StakeOf, Unbonding, MAX_CLEARED},
		weights::WeightInfo,
	};
	use frame::prelude::{
		fungible::{self, hold},
		*,
	};
	use openledger_primitives::{
		accrual::RewardPool,
		traits::{EmissionPool, StakeTarget, StakeTargets},
		Balance,
	};

	/// What the pallet needs of its runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The reasons for which the runtime holds balances.
		type RuntimeHoldReason: From<HoldReason>;

		/// OPEN. Stakes stay in their owner's account, on hold; rewards lie in the pot until they are
		/// claimed.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
			+ hold::Mutate<Self::AccountId, Reason = Self::RuntimeHoldReason, Balance = Balance>;

		/// From which the pot's account is derived.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// Who pays the era's emission, and gets back what nobody claimed: the treasury.
		#[pallet::constant]
		type Treasury: Get<Self::AccountId>;

		/// What can be staked on.
		type Targets: StakeTargets;

		/// The least stake of one account on one target, in plancks.
		#[pallet::constant]
		type MinStake: Get<Balance>;

		/// How many blocks pass between staking and earning. At least as long as a fee is known before
		/// it is settled: else a stranger stakes just before it, and takes most of it.
		type WarmUp: Get<BlockNumberFor<Self>>;

		/// How many blocks pass between taking a stake back and getting it.
		type UnbondingPeriod: Get<BlockNumberFor<Self>>;

		/// The most amounts of one account that unbond at once. Those that were taken back in the same
		/// block are one.
		#[pallet::constant]
		type MaxUnbonding: Get<u32>;

		/// How many blocks an era has. Zero counts as one. A change is effective at once, for the era
		/// that runs.
		type EraLength: Get<BlockNumberFor<Self>>;

		/// What the treasury adds to what is earned in an era, in plancks, as far as it has it. A change
		/// is effective from the next era on.
		type EraEmission: Get<Balance>;

		/// The part of the emission that goes to workers; the rest goes to contributors. A change is
		/// effective from the next era on.
		type WorkersShare: Get<Perbill>;

		/// For how many eras an era's emission can be claimed.
		#[pallet::constant]
		type EmissionHistory: Get<EraIndex>;

		/// What the calls weigh.
		type WeightInfo: WeightInfo;

		/// Makes what the benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper;
	}

	/// Why this pallet holds OPEN.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Staked on an artifact or a Datanet, or unbonding.
		Stake,
	}

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What earns on each target, and what it has earned. Without an entry, nothing earns.
	#[pallet::storage]
	pub type Pools<T: Config> = StorageMap<_, Twox64Concat, StakeTarget, RewardPool, ValueQuery>;

	/// What each account has staked on each target. The OPEN on hold pays for the entry; one without a
	/// stake is there only while rewards are owed.
	#[pallet::storage]
	pub type Stakes<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Twox64Concat,
		StakeTarget,
		StakeOf<T>,
		ValueQuery,
	>;

	/// What each account has taken back and not withdrawn. The OPEN on hold pays for the entry.
	#[pallet::storage]
	pub type Unbondings<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, Unbonding<T>, ValueQuery>;

	/// The era that runs.
	#[pallet::storage]
	pub type CurrentEra<T: Config> = StorageValue<_, Era<BlockNumberFor<T>>, ValueQuery>;

	/// What was earned in an era, and what is paid for it. Not there while nothing was earned, nor once
	/// nothing is paid any more.
	#[pallet::storage]
	pub type EraPools<T: Config> =
		StorageDoubleMap<_, Twox64Concat, EraIndex, Twox64Concat, EmissionPool, EraPool>;

	/// What each account earned in an era, in plancks, until it claims. No entry is zero.
	#[pallet::storage]
	pub type Points<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		(EraIndex, EmissionPool),
		Blake2_128Concat,
		T::AccountId,
		Balance,
		ValueQuery,
	>;

	/// What happened to stakes, rewards and emission.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// `who` staked `amount` plancks on `target`. They earn once they are activated, from block
		/// `active_at` on.
		Staked {
			/// Who staked.
			who: T::AccountId,
			/// On what.
			target: StakeTarget,
			/// What was added, in plancks.
			amount: Balance,
			/// The first block in which all that warms up can be activated.
			active_at: BlockNumberFor<T>,
		},
		/// `amount` plancks that `who` staked on `target` earn from now on.
		Activated {
			/// Who staked.
			who: T::AccountId,
			/// On what.
			target: StakeTarget,
			/// What earns from now on besides what did, in plancks.
			amount: Balance,
		},
		/// `who` took `amount` plancks off `target`, and can withdraw them from block `released_at` on.
		Unstaked {
			/// Who had staked.
			who: T::AccountId,
			/// On what.
			target: StakeTarget,
			/// What was taken back, in plancks.
			amount: Balance,
			/// The first block in which it can be withdrawn.
			released_at: BlockNumberFor<T>,
		},
		/// `who` staked `amount` plancks that were unbonding on `target`. They earn once they are
		/// activated, from block `active_at` on.
		Restaked {
			/// Who staked.
			who: T::AccountId,
			/// On what.
			target: StakeTarget,
			/// What was added, in plancks.
			amount: Balance,
			/// The first block in which all that warms up can be activated.
			active_at: BlockNumberFor<T>,
		},
		/// `who` got `amount` plancks back.
		Withdrawn {
			/// Who had staked.
			who: T::AccountId,
			/// What was released, in plancks.
			amount: Balance,
		},
		/// Those who staked on `target` share `amount` plancks more.
		Rewarded {
			/// What earned it.
			target: StakeTarget,
			/// How much, in plancks.
			amount: Balance,
		},
		/// `who` was paid the `amount` plancks that the stake on `target` had earned.
		RewardsClaimed {
			/// Who was paid.
			who: T::AccountId,
			/// What was staked on.
			target: StakeTarget,
			/// How much, in plancks.
			amount: Balance,
		},
		/// `era` is over. The treasury added `workers` and `contributors` plancks to what was earned in
		/// it.
		EraPaid {
			/// The era.
			era: EraIndex,
			/// For workers, in plancks.
			workers: Balance,
			/// For contributors, in plancks.
			contributors: Balance,
		},
		/// `who` was paid `amount` plancks of the emission of `era`.
		EmissionClaimed {
			/// The era.
			era: EraIndex,
			/// By what it was earned.
			pool: EmissionPool,
			/// Who was paid.
			who: T::AccountId,
			/// How much, in plancks.
			amount: Balance,
		},
		/// `amount` plancks of the emission of `era` that nobody had claimed went back to the treasury.
		EmissionReclaimed {
			/// The era.
			era: EraIndex,
			/// By what it could have been earned.
			pool: EmissionPool,
			/// How much, in plancks.
			amount: Balance,
		},
		/// The points of `cleared` accounts in `era`, which are worth nothing any more, were removed.
		PointsCleared {
			/// The era.
			era: EraIndex,
			/// By what they were earned.
			pool: EmissionPool,
			/// Of how many accounts.
			cleared: u32,
		},
	}

	/// Why nothing was staked, moved or paid.
	#[pallet::error]
	pub enum Error<T> {
		/// The amount is zero.
		ZeroAmount,
		/// There is no such artifact or Datanet, or it is retired or revoked.
		NotStakeable,
		/// The stake on the target would be above zero and below the least stake.
		BelowMinStake,
		/// The amount is more than the stake on the target.
		ExceedsStake,
		/// The amount is more than what unbonds.
		ExceedsUnbonding,
		/// Too many amounts unbond already. Withdraw those that are free, or wait.
		TooManyUnbonding,
		/// Nothing of the stake on the target has warmed up and does not earn yet.
		NothingToActivate,
		/// Nothing is free yet.
		NothingToWithdraw,
		/// Nothing is owed to this account.
		NothingToClaim,
		/// The account does not exist, and could not with what is owed to it. It stays owed.
		BelowExistentialDeposit,
		/// No stake on the target earns: there is nobody to reward.
		NobodyStaked,
		/// The era is not over.
		EraNotOver,
		/// The emission of the era can still be claimed.
		StillClaimable,
		/// Nothing is kept for the era: nothing was paid, or the treasury has the rest already.
		NothingToReclaim,
		/// The era has no points.
		NothingToClear,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Stakes `amount` plancks of the caller's free OPEN on `target`, besides what is already there.
		///
		/// Anyone may call this for their own account. The OPEN stays in the account, on hold, until
		/// `unstake` and `withdraw`. It earns after it has warmed up and was activated, see `activate`;
		/// what still warms up from before starts over with it. Emits `Staked`, and `Activated` when
		/// something had warmed up.
		///
		/// Fails with `ZeroAmount`, `NotStakeable`, with `BelowMinStake` when the stake on the target
		/// would still be below the least stake, and with an error of the token when the account cannot
		/// spare `amount`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::stake())]
		pub fn stake(origin: OriginFor<T>, target: StakeTarget, amount: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_stake(&who, target, amount)
		}

		/// Lets what `who` staked on `target` earn, when it has warmed up.
		///
		/// Anyone may call this for anyone. Costs the fee only. Whatever else changes the stake does it
		/// too. Emits `Activated`. Fails with `NothingToActivate`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::activate())]
		pub fn activate(
			origin: OriginFor<T>,
			target: StakeTarget,
			who: T::AccountId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_activate(&who, target)
		}

		/// Takes `amount` plancks of the caller's stake off `target`: first of what warms up, then of
		/// what earns. They earn no more, and can be withdrawn after the unbonding period. What the
		/// stake has earned stays owed.
		///
		/// Anyone may call this for their own stake, also on what is retired or revoked. Costs the fee
		/// only. Emits `Unstaked`, and `Activated` when something had warmed up.
		///
		/// Fails with `ZeroAmount`, with `ExceedsStake` when less is staked, with `BelowMinStake` when
		/// something would stay, but less than the least stake, and with `TooManyUnbonding`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::unstake())]
		pub fn unstake(
			origin: OriginFor<T>,
			target: StakeTarget,
			amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_unstake(&who, target, amount)
		}

		/// Stakes `amount` plancks that the caller took back and has not withdrawn on `target`, the
		/// latest taken back first. They warm up as any new stake.
		///
		/// Anyone may call this for their own account. Costs the fee only. Emits `Restaked`, and
		/// `Activated` when something had warmed up.
		///
		/// Fails with `ZeroAmount`, `NotStakeable`, with `ExceedsUnbonding` when less was taken back, and
		/// with `BelowMinStake` when the stake on the target would still be below the least stake.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::restake())]
		pub fn restake(
			origin: OriginFor<T>,
			target: StakeTarget,
			amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_restake(&who, target, amount)
		}

		/// Releases whatever the caller took back and is free by now.
		///
		/// Anyone may call this for their own account. Costs the fee only. Emits `Withdrawn`. Fails with
		/// `NothingToWithdraw`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::withdraw())]
		pub fn withdraw(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw(&who)
		}

		/// Pays the account `who` all that its stake on `target` has earned.
		///
		/// Anyone may call this for anyone; the OPEN goes to `who`. Costs the fee only. Emits
		/// `RewardsClaimed`, and `Activated` when something had warmed up.
		///
		/// Fails with `NothingToClaim`, and with `BelowExistentialDeposit` when the account does not
		/// exist any more and could not with so little.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::claim_rewards())]
		pub fn claim_rewards(
			origin: OriginFor<T>,
			target: StakeTarget,
			who: T::AccountId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim_rewards(&who, target)
		}

		/// Pays the account `who` its part of what `pool`, that of workers or of contributors, got of the
		/// emission of `era`, in proportion to what it earned in that era.
		///
		/// Anyone may call this for anyone; the OPEN goes to `who`. Costs the fee only. Emits
		/// `EmissionClaimed`.
		///
		/// Fails with `EraNotOver`, with `NothingToClaim` when nothing was paid, earned or is left, or
		/// the part is below a planck, and with `BelowExistentialDeposit` when the account does not
		/// exist and could not with so little.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::claim_emission())]
		pub fn claim_emission(
			origin: OriginFor<T>,
			era: EraIndex,
			pool: EmissionPool,
			who: T::AccountId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim_emission(era, pool, &who)
		}

		/// Returns to the treasury what nobody claimed of what `pool`, that of workers or of contributors,
		/// got of the emission of `era`. Nobody can claim it after that.
		///
		/// Anyone may call this. Costs the fee only. Emits `EmissionReclaimed`.
		///
		/// Fails with `StillClaimable` when the era is not longer over than emission can be claimed, with
		/// `NothingToReclaim`, and with an error of the token when the treasury does not exist and could
		/// not with so little.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::reclaim())]
		pub fn reclaim(origin: OriginFor<T>, era: EraIndex, pool: EmissionPool) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_reclaim(era, pool)
		}

		/// Removes the points of up to `limit` accounts in the `pool` of `era`, that of workers or of
		/// contributors, that are worth nothing: nothing was paid for them, or the rest was reclaimed. At
		/// most 256 in one call.
		///
		/// Anyone may call this. Costs the fee, for as many as were removed. Emits `PointsCleared`.
		///
		/// Fails with `EraNotOver`, `StillClaimable`, and with `NothingToClear`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::clear_points((*limit).min(MAX_CLEARED)))]
		pub fn clear_points(
			origin: OriginFor<T>,
			era: EraIndex,
			pool: EmissionPool,
			limit: u32,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let cleared = Self::do_clear_points(era, pool, limit.min(MAX_CLEARED))?;
			Ok(Some(T::WeightInfo::clear_points(cleared)).into())
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Pays the era that is over, in the first block of the next one. Constant work.
		fn on_initialize(now: BlockNumberFor<T>) -> Weight {
			if Self::turn_era(now) {
				T::WeightInfo::on_initialize_era()
			} else {
				T::WeightInfo::on_initialize_idle()
			}
		}

		fn integrity_test() {
			assert!(T::MinStake::get() > 0, "an entry would cost nothing");
			assert!(T::MaxUnbonding::get() > 0, "no stake could ever be taken back");
			assert!(T::EmissionHistory::get() > 0, "emission could not be claimed");
			assert!(T::Treasury::get() != Self::pot(), "the pot cannot pay itself");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), frame::deps::sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
