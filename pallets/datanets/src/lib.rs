// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod creation;
mod curation;
mod invariants;
mod snapshots;
pub mod types;
mod views;
pub mod weights;

pub use pallet::*;
pub use types::{Contribution, Corpus, Datanet, Description, Snapshot, Status, Text};
pub use views::MAX_PAGE;
pub use weights::WeightInfo;

/// The pallet.
#[frame::pallet]
pub mod pallet {
	use crate::{
		types::{Contribution, Corpus, Datanet, Description, Snapshot, Text},
		weights::WeightInfo,
	};
	use frame::{
		prelude::{fungible::hold, *},
		traits::{Consideration, Footprint},
	};
	use openledger_primitives::{
		commitment::ContentCommitment,
		ids::{ContributionId, DatanetId, SnapshotId},
		Balance,
	};

	/// What the pallet needs of its runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The reasons for which the runtime holds balances.
		type RuntimeHoldReason: From<HoldReason>;

		/// OPEN. Bonds stay in the contributor's account, on hold.
		type Currency: hold::Mutate<
			Self::AccountId,
			Reason = Self::RuntimeHoldReason,
			Balance = Balance,
		>;

		/// What a Datanet's owner deposits for it. Held for `HoldReason::DatanetDeposit`.
		type DatanetDeposit: Consideration<Self::AccountId, Footprint>;

		/// What a contributor deposits for a contribution's record. Held for
		/// `HoldReason::ContributionDeposit`.
		type ContributionDeposit: Consideration<Self::AccountId, Footprint>;

		/// What is deposited for a snapshot. Held for `HoldReason::SnapshotDeposit`.
		type SnapshotDeposit: Consideration<Self::AccountId, Footprint>;

		/// What a contributor has at stake for a contribution until it is decided upon, in plancks.
		#[pallet::constant]
		type ContributionBond: Get<Balance>;

		/// The longest name of a Datanet, in bytes.
		#[pallet::constant]
		type MaxNameLen: Get<u32>;

		/// The longest summary of a Datanet, in bytes.
		#[pallet::constant]
		type MaxSummaryLen: Get<u32>;

		/// The longest uri, in bytes.
		#[pallet::constant]
		type MaxUriLen: Get<u32>;

		/// The longest licence expression, in bytes.
		#[pallet::constant]
		type MaxLicenceLen: Get<u32>;

		/// The longest reason for which a contribution is rejected, in bytes.
		#[pallet::constant]
		type MaxReasonLen: Get<u32>;

		/// What the calls weigh.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds OPEN.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Pays for a Datanet's record.
		DatanetDeposit,
		/// Pays for a contribution's record.
		ContributionDeposit,
		/// At stake until the contribution is accepted, rejected or withdrawn.
		ContributionBond,
		/// Pays for a snapshot's record.
		SnapshotDeposit,
	}

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// The number of the next Datanet.
	#[pallet::storage]
	pub type NextDatanet<T: Config> = StorageValue<_, DatanetId, ValueQuery>;

	/// The number of the next contribution, over all Datanets.
	#[pallet::storage]
	pub type NextContribution<T: Config> = StorageValue<_, ContributionId, ValueQuery>;

	/// The number of the next snapshot, over all Datanets.
	#[pallet::storage]
	pub type NextSnapshot<T: Config> = StorageValue<_, SnapshotId, ValueQuery>;

	/// The Datanets.
	#[pallet::storage]
	pub type Datanets<T: Config> = StorageMap<_, Twox64Concat, DatanetId, Datanet<T>>;

	/// What each Datanet has accepted so far. Apart from its record, so that a contribution need not
	/// read the one, nor acceptance rewrite the other.
	#[pallet::storage]
	pub type Corpora<T: Config> = StorageMap<_, Twox64Concat, DatanetId, Corpus, ValueQuery>;

	/// The contributions that are pending or accepted. Rejected and withdrawn ones are gone.
	#[pallet::storage]
	pub type Contributions<T: Config> =
		StorageMap<_, Twox64Concat, ContributionId, Contribution<T>>;

	/// The contribution with a given content root in a Datanet: none is there twice.
	#[pallet::storage]
	pub type Roots<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		DatanetId,
		Blake2_128Concat,
		H256,
		ContributionId,
		OptionQuery,
	>;

	/// The accepted contributions of a Datanet, by their place.
	#[pallet::storage]
	pub type Accepted<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		DatanetId,
		Twox64Concat,
		u32,
		ContributionId,
		OptionQuery,
	>;

	/// The snapshots. They never change and never go.
	#[pallet::storage]
	pub type Snapshots<T: Config> = StorageMap<_, Twox64Concat, SnapshotId, Snapshot<T>>;

	/// What happened to a Datanet.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// `owner` created `datanet`.
		DatanetCreated {
			/// The Datanet.
			datanet: DatanetId,
			/// Who owns it.
			owner: T::AccountId,
		},
		/// `contributor` gave `contribution` to `datanet`; it waits for the curator.
		Contributed {
			/// The contribution.
			contribution: ContributionId,
			/// The Datanet that it was given to.
			datanet: DatanetId,
			/// Who gave it.
			contributor: T::AccountId,
			/// Commitment to its canonical bytes.
			content: ContentCommitment,
			/// What is at stake for it, in plancks.
			bond: Balance,
		},
		/// `contribution` is part of `datanet` now. Its bond is free again.
		ContributionAccepted {
			/// The contribution.
			contribution: ContributionId,
			/// The Datanet that it belongs to.
			datanet: DatanetId,
			/// Who gave it.
			contributor: T::AccountId,
			/// Its place among the accepted ones.
			index: u32,
		},
		/// `contribution` was turned down. Its bond and deposit are free again.
		ContributionRejected {
			/// The contribution.
			contribution: ContributionId,
			/// The Datanet that it was given to.
			datanet: DatanetId,
			/// Who gave it.
			contributor: T::AccountId,
			/// Why, in the curator's words.
			reason: Text<T::MaxReasonLen>,
		},
		/// `contributor` took `contribution` back. Its bond and deposit are free again.
		ContributionWithdrawn {
			/// The contribution.
			contribution: ContributionId,
			/// The Datanet that it was given to.
			datanet: DatanetId,
			/// Who gave it.
			contributor: T::AccountId,
		},
		/// `snapshot` fixes what `datanet` had accepted.
		SnapshotTaken {
			/// The snapshot.
			snapshot: SnapshotId,
			/// The Datanet that it was taken of.
			datanet: DatanetId,
			/// Root of the accumulator over its contributions.
			root: H256,
			/// How many those are.
			accepted: u32,
			/// How many bytes they have together.
			length: u64,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no Datanet of this number.
		DatanetNotFound,
		/// There is no contribution of this number, or no longer.
		ContributionNotFound,
		/// Only the Datanet's owner may do this.
		NotOwner,
		/// Only the Datanet's curator may do this.
		NotCurator,
		/// Only the contributor may do this.
		NotContributor,
		/// The contribution is accepted already.
		NotPending,
		/// A text is not UTF-8, or a name or licence is empty.
		InvalidText,
		/// No content can have this commitment: its length is above 5 MiB, or exactly one of root and
		/// length is zero.
		MalformedContent,
		/// The content has no bytes.
		EmptyContent,
		/// The same content stands in this Datanet already, pending or accepted.
		DuplicateContent,
		/// The Datanet has accepted nothing yet.
		SnapshotEmpty,
		/// The Datanet has accepted nothing since its last snapshot.
		SnapshotUnchanged,
		/// The Datanet can hold no more contributions.
		DatanetFull,
		/// All numbers are given out.
		IdsExhausted,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Creates a Datanet of this `name`, with a `summary` of a few sentences, the `uri` of its full
		/// description, and the `licence` (an SPDX expression) under which contributions to it are given.
		///
		/// Anyone may call this, and then owns and curates the Datanet. Costs a deposit by the length of
		/// the texts. Emits `DatanetCreated`.
		///
		/// Fails with `InvalidText` when a text is not UTF-8, or `name` or `licence` is empty, and with an
		/// error of the token when the caller cannot spare the deposit.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::create())]
		pub fn create(
			origin: OriginFor<T>,
			name: Text<T::MaxNameLen>,
			summary: Text<T::MaxSummaryLen>,
			uri: Text<T::MaxUriLen>,
			licence: Text<T::MaxLicenceLen>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_create(who, Description { name, summary, uri, licence })
		}

		/// Gives content to the Datanet of number `datanet`, under its licence. `content` is the
		/// commitment to the canonical bytes, which can be had at `uri`.
		///
		/// Anyone may call this. Costs a deposit by the length of `uri`, and the contribution bond, which
		/// comes back when the curator decides or the contributor withdraws. Emits `Contributed`.
		///
		/// Fails with `DatanetNotFound`, `MalformedContent`, `EmptyContent`, with `InvalidText` when `uri`
		/// is not UTF-8, with `DuplicateContent` when the Datanet has the same content already, and with an
		/// error of the token when the caller cannot spare deposit and bond.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::contribute())]
		pub fn contribute(
			origin: OriginFor<T>,
			datanet: DatanetId,
			content: ContentCommitment,
			uri: Text<T::MaxUriLen>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_contribute(who, datanet, content, uri)
		}

		/// Accepts the pending `contribution` into its Datanet. From the next snapshot on it is trained on
		/// and can earn. Its bond is released; the deposit stays, for the record does.
		///
		/// Only the Datanet's owner may call this. Costs the fee only. Emits `ContributionAccepted`.
		///
		/// Fails with `ContributionNotFound`, `NotCurator`, `NotPending` and `DatanetFull`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::accept())]
		pub fn accept(origin: OriginFor<T>, contribution: ContributionId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_accept(&who, contribution)
		}

		/// Turns the pending `contribution` down for a `reason`, which only the event keeps. The record
		/// goes; bond and deposit are released, and the same content may be given again.
		///
		/// Only the Datanet's owner may call this. Costs the fee only. Emits `ContributionRejected`.
		///
		/// Fails with `ContributionNotFound`, `NotCurator`, `NotPending`, and with `InvalidText` when
		/// `reason` is not UTF-8.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::reject())]
		pub fn reject(
			origin: OriginFor<T>,
			contribution: ContributionId,
			reason: Text<T::MaxReasonLen>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_reject(&who, contribution, reason)
		}

		/// Takes the pending `contribution` back. The record goes; bond and deposit are released.
		///
		/// Only the contributor may call this. Costs the fee only. Emits `ContributionWithdrawn`.
		///
		/// Fails with `ContributionNotFound`, `NotContributor` and `NotPending`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::withdraw())]
		pub fn withdraw(origin: OriginFor<T>, contribution: ContributionId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw(&who, contribution)
		}

		/// Fixes what the Datanet of number `datanet` has accepted until now, as a snapshot that models are
		/// trained from. It never changes.
		///
		/// Only the Datanet's owner may call this. Costs a deposit for the record. Emits `SnapshotTaken`.
		///
		/// Fails with `DatanetNotFound`, `NotOwner`, `SnapshotEmpty`, `SnapshotUnchanged`, and with an
		/// error of the token when the caller cannot spare the deposit.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::snapshot())]
		pub fn snapshot(origin: OriginFor<T>, datanet: DatanetId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_snapshot(who, datanet)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MaxNameLen::get() > 0, "no Datanet could have a name");
			assert!(T::MaxLicenceLen::get() > 0, "no Datanet could have a licence");
			assert!(T::MaxUriLen::get() > 0, "nobody could say where content is");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), frame::try_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
