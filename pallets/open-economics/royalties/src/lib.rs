// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod claims;
mod crediting;
mod distribution;
mod invariants;
mod pools;
pub mod types;
pub mod weights;

pub use pallet::*;
pub use types::Role;
pub use weights::WeightInfo;

/// The pallet.
#[frame::pallet]
pub mod pallet {
	use crate::{types::Role, weights::WeightInfo};
	use frame::prelude::*;
	use openledger_primitives::{
		fee::FeeParts,
		ids::{ArtifactId, ContributionId, RequestId, SnapshotId},
		traits::{Datanets, Lineage, RoyaltySink},
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

		/// Who is credited with the stakers' part.
		#[pallet::constant]
		type StakersAccount: Get<Self::AccountId>;

		/// Who gave what, and which snapshot has it.
		type Datanets: Datanets<Self::AccountId>;

		/// Whose the artifacts are, and what they were trained on.
		type Lineage: Lineage<Self::AccountId>;

		/// What the calls weigh.
		type WeightInfo: WeightInfo;

		/// Makes what the benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper;
	}

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What each account can claim, in plancks. No entry is zero.
	#[pallet::storage]
	pub type Claimable<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, Balance, ValueQuery>;

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

	/// What was earned, and paid.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// The fee of `request` was credited whole. `Credited` and `PoolCredited` with the same
		/// `request` say to whom; they sum to the fee.
		FeeCredited {
			/// What was asked.
			request: RequestId,
			/// The artifact that answered.
			artifact: ArtifactId,
			/// Who paid.
			payer: T::AccountId,
			/// Who computed the answer.
			worker: T::AccountId,
			/// The fee in parts, in plancks.
			parts: FeeParts,
		},
		/// `who` can claim `amount` plancks more.
		Credited {
			/// What was asked.
			request: RequestId,
			/// Who earned.
			who: T::AccountId,
			/// How much, in plancks.
			amount: Balance,
			/// As what.
			role: Role,
		},
		/// The contributions of `snapshot` share `amount` plancks more, by their size.
		PoolCredited {
			/// What was asked.
			request: RequestId,
			/// Whose pool it is.
			snapshot: SnapshotId,
			/// How much, in plancks.
			amount: Balance,
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
		/// `who` was paid `amount` plancks.
		Claimed {
			/// Who was paid.
			who: T::AccountId,
			/// How much, in plancks.
			amount: Balance,
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
		/// The contribution has taken its share of the pool already.
		NothingToCollect,
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
			Self::do_claim_for(&who)
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
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			let pot = Self::pot();
			assert!(T::ProtocolAccount::get() != pot, "the pot cannot claim from itself");
			assert!(T::StakersAccount::get() != pot, "the pot cannot claim from itself");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), frame::deps::sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
