// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod claims;
mod crediting;
mod curators;
mod distributions;
mod division;
mod invariants;
mod pools;
pub mod types;
mod views;
pub mod weights;

pub use pallet::*;
pub use types::{Distribution, Pending, Role};
pub use weights::WeightInfo;

/// The pallet.
#[frame::pallet]
pub mod pallet {
	use crate::{
		types::{Distribution, Role},
		weights::WeightInfo,
	};
	use frame::{
		prelude::*,
		traits::{Consideration, Contains, Footprint},
	};
	use openledger_primitives::{
		accrual::{Position, RewardPool},
		distribution::{DistributionLeaf, DistributionProof, DistributionRoot},
		fee::FeeParts,
		ids::{ArtifactId, ContributionId, DatanetId, DistributionId, SnapshotId},
		records::Earnings,
		traits::{Datanets, FeeSource, Lineage, OnEarned, RoyaltySink, StakeTarget, Stakers},
		Balance,
	};

	/// What the pallet needs of its runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// OPEN. What is credited lies in the pot until it is claimed.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>;

		/// From which the pot's account is derived.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// Who is credited with the protocol's part, and with what nobody else is there for: the
		/// treasury.
		#[pallet::constant]
		type ProtocolAccount: Get<Self::AccountId>;

		/// The part of the protocol's part that is burnt instead, rounded down. Governance sets it.
		type BurnShare: Get<Perbill>;

		/// The protocol's part of the price of a licence, rounded down. Governance sets it.
		type SaleProtocolShare: Get<Perbill>;

		/// Those who staked on artifacts and Datanets.
		type Stakers: Stakers<Self::AccountId>;

		/// Whoever rewards on top what workers and contributors are credited with out of settled fees.
		type OnEarned: OnEarned<Self::AccountId>;

		/// Who gave what, and which snapshot has it.
		type Datanets: Datanets<Self::AccountId>;

		/// Whose the artifacts are, and what they were trained on.
		type Lineage: Lineage<Self::AccountId>;

		/// What the operator of a distribution deposits: for one item, its record, and one more for each
		/// leaf. Held for `HoldReason::DistributionDeposit`.
		type DistributionDeposit: Consideration<Self::AccountId, Footprint>;

		/// How many blocks pass before can be drawn under a root that was posted. Until then it can be
		/// vetoed.
		#[pallet::constant]
		type DistributionWindow: Get<BlockNumberFor<Self>>;

		/// How many blocks after the last root the operator can take back what nobody has drawn. Longer
		/// than the window.
		#[pallet::constant]
		type DistributionGrace: Get<BlockNumberFor<Self>>;

		/// Operators for whom another pallet may still post a root: until it has, they cannot close what it
		/// would post to.
		type AwaitsRoot: Contains<Self::AccountId>;

		/// Who can veto a root: governance.
		type VetoOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// What the calls weigh.
		type WeightInfo: WeightInfo;

		/// Makes what the benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper;
	}

	/// Why this pallet holds OPEN.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Pays for a distribution's record and what is drawn by it.
		DistributionDeposit,
	}

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What each account has earned. An entry stays when it is claimed: the payment that made it has
	/// paid for it.
	#[pallet::storage]
	pub type Ledger<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, Earnings, ValueQuery>;

	/// What was ever credited to the pool of each snapshot, in plancks. No entry is zero.
	#[pallet::storage]
	pub type Pools<T: Config> = StorageMap<_, Twox64Concat, SnapshotId, Balance, ValueQuery>;

	/// What each contribution has taken out of the pool of a snapshot, in plancks. No entry is zero.
	#[pallet::storage]
	pub type Collected<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		SnapshotId,
		Twox64Concat,
		ContributionId,
		Balance,
		ValueQuery,
	>;

	/// What the curators of each Datanet share.
	#[pallet::storage]
	pub type CuratorPools<T: Config> =
		StorageMap<_, Twox64Concat, DatanetId, RewardPool, ValueQuery>;

	/// The part of each curator of a Datanet: a share for each decision that stood.
	#[pallet::storage]
	pub type CuratorPositions<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		DatanetId,
		Blake2_128Concat,
		T::AccountId,
		Position,
		ValueQuery,
	>;

	/// The number of the next distribution.
	#[pallet::storage]
	pub type NextDistribution<T: Config> = StorageValue<_, DistributionId, ValueQuery>;

	/// The distributions that are open, or closed and not cleared.
	#[pallet::storage]
	pub type Distributions<T: Config> =
		StorageMap<_, Twox64Concat, DistributionId, Distribution<T>>;

	/// What each contribution has drawn of a distribution, in plancks. No entry is zero. The operator's
	/// deposit pays for as many as there are leaves.
	#[pallet::storage]
	pub type Drawn<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		DistributionId,
		Twox64Concat,
		ContributionId,
		Balance,
		ValueQuery,
	>;

	/// What was earned, and paid.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// The fee for `source` was credited whole. The `Burnt`, `Credited`, `StakersCredited`,
		/// `CuratorsCredited` and `PoolCredited` that follow it with the same `source` say to whom; they
		/// sum to the fee.
		FeeCredited {
			/// What the fee is for.
			source: FeeSource,
			/// The artifact that answered.
			artifact: ArtifactId,
			/// The account that paid, if it was one.
			payer: Option<T::AccountId>,
			/// Who computed the answer.
			worker: T::AccountId,
			/// The fee in parts, in plancks.
			parts: FeeParts,
		},
		/// A part of the protocol's part was burnt.
		Burnt {
			/// What the fee is for.
			source: FeeSource,
			/// How much, in plancks.
			amount: Balance,
		},
		/// `who` can claim `amount` plancks more.
		Credited {
			/// What the fee is for.
			source: FeeSource,
			/// Who earned.
			who: T::AccountId,
			/// How much, in plancks.
			amount: Balance,
			/// As what.
			role: Role,
		},
		/// Those who staked on `target` share `amount` plancks more, by their stakes.
		StakersCredited {
			/// What the fee is for.
			source: FeeSource,
			/// On what they staked.
			target: StakeTarget,
			/// How much, in plancks.
			amount: Balance,
		},
		/// The curators of `datanet` share `amount` plancks more, by their work.
		CuratorsCredited {
			/// What the fee is for.
			source: FeeSource,
			/// Whose curators they are.
			datanet: DatanetId,
			/// How much, in plancks.
			amount: Balance,
		},
		/// The contributions of `snapshot` share `amount` plancks more, by their size.
		PoolCredited {
			/// What the fee is for.
			source: FeeSource,
			/// Whose pool it is.
			snapshot: SnapshotId,
			/// How much, in plancks.
			amount: Balance,
		},
		/// `worker` can claim `amount` plancks more, for having checked an answer. It is no part of the
		/// answer's fee.
		CheckCredited {
			/// What was checked.
			source: FeeSource,
			/// Who checked it.
			worker: T::AccountId,
			/// How much, in plancks.
			amount: Balance,
		},
		/// The price of a licence was credited whole: its parts sum to it.
		SaleCredited {
			/// The Datanet.
			datanet: DatanetId,
			/// Whose contributions share in the price.
			snapshot: SnapshotId,
			/// Who paid.
			buyer: T::AccountId,
			/// What was paid, in plancks.
			price: Balance,
			/// What was burnt of it, in plancks.
			burnt: Balance,
			/// What the protocol can claim more, in plancks.
			protocol: Balance,
			/// What the curators of the Datanet share more, in plancks.
			curators: Balance,
			/// What the contributions of the snapshot share more, in plancks.
			contributors: Balance,
		},
		/// `who` can claim `amount` plancks more, out of the pool of `snapshot`.
		Collected {
			/// Whose pool it is.
			snapshot: SnapshotId,
			/// The contribution that shares in it.
			contribution: ContributionId,
			/// Its contributor.
			who: T::AccountId,
			/// How much, in plancks.
			amount: Balance,
		},
		/// `who` can claim `amount` plancks more, as a curator of `datanet`.
		CollectedAsCurator {
			/// What they curated.
			datanet: DatanetId,
			/// The curator.
			who: T::AccountId,
			/// How much, in plancks.
			amount: Balance,
		},
		/// `who` was paid `amount` plancks.
		Claimed {
			/// Who was paid.
			who: T::AccountId,
			/// How much, in plancks.
			amount: Balance,
		},
		/// `operator` opened `distribution`.
		DistributionOpened {
			/// The distribution.
			distribution: DistributionId,
			/// Who opened it, and deposits for it.
			operator: T::AccountId,
			/// Whether another pallet pays into it and posts its roots. If not, the operator does.
			managed: bool,
		},
		/// `amount` plancks were paid into `distribution`, and from block `active_at` on can be drawn under
		/// `root`.
		RootPosted {
			/// The distribution.
			distribution: DistributionId,
			/// What was paid in, in plancks.
			amount: Balance,
			/// The root, its leaves and their sum.
			root: DistributionRoot,
			/// The first block in which can be drawn under it.
			active_at: BlockNumberFor<T>,
		},
		/// Nothing can be drawn under the root that `distribution` had pending.
		RootVetoed {
			/// The distribution.
			distribution: DistributionId,
			/// The root.
			root: DistributionRoot,
		},
		/// `who` can claim `amount` plancks more, out of `distribution`.
		Drawn {
			/// The distribution.
			distribution: DistributionId,
			/// The contribution that earned it.
			contribution: ContributionId,
			/// Its contributor.
			who: T::AccountId,
			/// Its Datanet.
			datanet: DatanetId,
			/// How much the contributor can claim more, in plancks.
			amount: Balance,
			/// What the curators of the Datanet share more, in plancks.
			curators: Balance,
		},
		/// Nothing can be drawn of `distribution` any more.
		DistributionClosed {
			/// The distribution.
			distribution: DistributionId,
			/// What the operator got back, in plancks.
			returned: Balance,
		},
		/// `removed` entries of a closed distribution are gone.
		DistributionCleared {
			/// The distribution.
			distribution: DistributionId,
			/// How many entries were removed.
			removed: u32,
			/// How many there still are. With the last one the record goes, and the deposit is free.
			left: u32,
		},
	}

	/// Why nothing was credited or paid.
	#[pallet::error]
	pub enum Error<T> {
		/// What would be credited does not sum to the fee.
		PartsNotWhole,
		/// The shares of the attribution vector are not in order, or do not sum to one.
		InvalidVector,
		/// There is no contribution of this number.
		UnknownContribution,
		/// There is no snapshot of this number.
		UnknownSnapshot,
		/// Nothing is credited to this account.
		NothingToClaim,
		/// The account does not exist, and could not with what is credited to it. It stays credited.
		BelowExistentialDeposit,
		/// The contribution is not among the accepted ones of the snapshot.
		NotInSnapshot,
		/// The share in the pool was collected already.
		NothingToCollect,
		/// More Datanets would be credited than an artifact can rest on.
		TooManyDatanets,
		/// All numbers of distributions are given out.
		IdsExhausted,
		/// There is no distribution of this number, or no longer.
		DistributionNotFound,
		/// Only the distribution's operator may do this.
		NotOperator,
		/// The distribution was closed.
		DistributionIsClosed,
		/// The distribution was not closed.
		DistributionIsOpen,
		/// The last root is not active yet. Wait until it is, or was vetoed.
		RootPending,
		/// The distribution has no root that is not active yet.
		NoRootPending,
		/// The root's total, or its number of leaves, is less than that of the active one.
		RootShrinks,
		/// The root's total is more than was paid in.
		RootAboveFunds,
		/// The leaf does not stand under the active root.
		InvalidProof,
		/// The contribution has drawn all that the leaf says already.
		NothingToDraw,
		/// More would be drawn than the root's total, or by more contributions than it has leaves: its
		/// leaves are not what it says.
		RootOverdrawn,
		/// Not everything was drawn, and the time to draw has not passed.
		TooEarlyToClose,
		/// Another pallet pays into this distribution and posts its roots: the operator cannot.
		DistributionIsManaged,
		/// The distribution's operator posts its roots: another pallet cannot.
		DistributionNotManaged,
		/// The root's total does not grow by what was paid in.
		RootNotFunded,
		/// The root has more leaves than the operator has deposited for.
		RootNotPrepared,
		/// Not everything was drawn, and the time to draw never passes: anyone can draw the rest.
		NotAllDrawn,
		/// Another pallet has something pending of this operator, for which it may post a root.
		RootAwaited,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Pays the account `who` all that it can claim.
		///
		/// Anyone may call this for anyone; the OPEN goes to `who`. Costs the fee only. Emits
		/// `Claimed`.
		///
		/// Fails with `NothingToClaim`, and with `BelowExistentialDeposit` when the account does not
		/// exist and could not with so little.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::claim_for())]
		pub fn claim_for(origin: OriginFor<T>, who: T::AccountId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim_for(who)
		}

		/// Credits the contributor of `contribution` with its share in the pool of `snapshot`, by
		/// bytes, less what it has taken before.
		///
		/// Anyone may call this for any contribution. Costs the fee only; pays nobody yet, see
		/// `claim_for`. Emits `Collected`.
		///
		/// Fails with `UnknownSnapshot`, `UnknownContribution`, `NotInSnapshot`, and with
		/// `NothingToCollect` when nothing was added to the pool since, or too little to divide.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::collect())]
		pub fn collect(
			origin: OriginFor<T>,
			snapshot: SnapshotId,
			contribution: ContributionId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_collect(snapshot, contribution)
		}

		/// Pays the caller all that they can claim.
		///
		/// Anyone may call this for themselves. Costs the fee only. Emits `Claimed`.
		///
		/// Fails with `NothingToClaim` and `BelowExistentialDeposit`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::claim())]
		pub fn claim(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_claim_for(who)
		}

		/// Credits `who` with what they earned as a curator of the Datanet of number `datanet`, by the
		/// decisions of theirs that stood.
		///
		/// Anyone may call this for anyone. Costs the fee only; pays nobody yet, see `claim_for`. Emits
		/// `CollectedAsCurator`.
		///
		/// Fails with `NothingToCollect` when `who` has no share, or it earned less than a planck since.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::collect_as_curator())]
		pub fn collect_as_curator(
			origin: OriginFor<T>,
			datanet: DatanetId,
			who: T::AccountId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_collect_as_curator(datanet, who)
		}

		/// Opens a distribution: a pool of its own that contributions draw from, by roots that the caller
		/// posts.
		///
		/// Anyone may call this, and is its operator then. Costs a deposit for the record. Emits
		/// `DistributionOpened`.
		///
		/// Fails with `IdsExhausted`, and with an error of the token when the caller cannot spare the
		/// deposit.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::open_distribution())]
		pub fn open_distribution(origin: OriginFor<T>) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_open_distribution(operator, false)?;
			Ok(())
		}

		/// Pays `amount` plancks into the distribution of number `distribution`, and posts a `root` of what
		/// each contribution has earned by it since it was opened. It can be drawn under it after the
		/// window, unless it is vetoed.
		///
		/// Only the operator may call this. Costs `amount`, and a deposit for an entry for each leaf.
		/// Emits `RootPosted`.
		///
		/// Fails with `DistributionNotFound`, `NotOperator`, `DistributionIsClosed`, with
		/// `DistributionIsManaged` when another pallet does this, with `RootPending` while the root before
		/// is not active, with `RootShrinks` when the root has a lower total or fewer
		/// leaves than the one before, with `RootAboveFunds` when its total is more than was paid in, and
		/// with an error of the token when the caller cannot spare `amount` and the deposit.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::fund_and_post())]
		pub fn fund_and_post(
			origin: OriginFor<T>,
			distribution: DistributionId,
			#[pallet::compact] amount: Balance,
			root: DistributionRoot,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_fund_and_post(who, distribution, amount, root)
		}

		/// Drops the root of the distribution of number `distribution` that is not active yet. What was
		/// paid in with it stays, for the next one.
		///
		/// Only the veto origin may call this. Costs the fee only. Emits `RootVetoed`.
		///
		/// Fails with `DistributionNotFound` and `NoRootPending`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::veto_root())]
		pub fn veto_root(origin: OriginFor<T>, distribution: DistributionId) -> DispatchResult {
			T::VetoOrigin::ensure_origin(origin)?;
			Self::do_veto_root(distribution)
		}

		/// Credits the contributor of the leaf's contribution with what the `leaf` says, less what was drawn
		/// before and less the curators' cut. `proof` shows that the leaf stands under the active root of
		/// `distribution`.
		///
		/// Anyone may call this for any contribution. Costs the fee only; pays nobody yet, see
		/// `claim_for`. Emits `Drawn`.
		///
		/// Fails with `DistributionNotFound`, `DistributionIsClosed`, `InvalidProof`,
		/// `UnknownContribution`, with `NothingToDraw` when it was drawn already, and with `RootOverdrawn`
		/// when the leaves sum to more than the root says.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::draw(
			u32::try_from(proof.path.len()).unwrap_or(u32::MAX)
		))]
		pub fn draw(
			origin: OriginFor<T>,
			distribution: DistributionId,
			leaf: DistributionLeaf,
			proof: DistributionProof,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_draw(distribution, leaf, &proof)
		}

		/// Closes the distribution of number `distribution`: nothing can be drawn any more, and what was
		/// not is paid back.
		///
		/// Only the operator may call this, when everything that was paid in has been drawn, or the grace
		/// after the last root has passed; that does not count where another pallet posts the roots. Costs
		/// the fee only; the deposit is released, but for what was drawn: see `clear_drawn`. Emits
		/// `DistributionClosed`.
		///
		/// Fails with `DistributionNotFound`, `NotOperator`, `DistributionIsClosed`, `TooEarlyToClose`, and
		/// where another pallet posts the roots with `NotAllDrawn`, and with `RootAwaited` as long as it has
		/// something pending of the caller.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::close_distribution())]
		pub fn close_distribution(
			origin: OriginFor<T>,
			distribution: DistributionId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_close_distribution(who, distribution)
		}

		/// Removes up to `limit` entries of what was drawn of the closed distribution of number
		/// `distribution`. With the last one the record goes, and the operator's deposit is released.
		///
		/// Anyone may call this. Costs the fee only, for as many entries as were removed. Emits
		/// `DistributionCleared`.
		///
		/// Fails with `DistributionNotFound` and `DistributionIsOpen`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::clear_drawn(*limit))]
		pub fn clear_drawn(
			origin: OriginFor<T>,
			distribution: DistributionId,
			#[pallet::compact] limit: u32,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let removed = Self::do_clear_drawn(distribution, limit)?;
			Ok(Some(T::WeightInfo::clear_drawn(removed)).into())
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			let pot = Self::pot();
			assert!(T::ProtocolAccount::get() != pot, "the pot cannot claim from itself");
			assert!(!T::DistributionWindow::get().is_zero(), "no root could ever be vetoed");
			assert!(
				T::DistributionGrace::get() > T::DistributionWindow::get(),
				"what was paid in could be taken back before it can be drawn"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), frame::deps::sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
