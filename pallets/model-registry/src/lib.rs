// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod invariants;
mod lineage;
mod registration;
pub mod types;
mod views;
pub mod weights;

pub use pallet::*;
pub use types::{
	Artifact, Description, Lineage, Parent, Snapshots, Terms, Text, MAX_ANCESTORS, MAX_PARENTS,
};
pub use weights::WeightInfo;

/// The pallet.
// Registering takes many arguments, so that people see each of them with its name.
#[allow(clippy::too_many_arguments)]
#[frame::pallet]
pub mod pallet {
	use crate::{
		registration::{length, Candidate},
		types::{Artifact, Description, Snapshots, Terms, Text, MAX_PARENTS},
		weights::WeightInfo,
	};
	use frame::{
		prelude::*,
		traits::{Consideration, Footprint},
	};
	use openledger_primitives::{
		commitment::ContentCommitment, fee::PriceList, ids::ArtifactId, records::ArtifactKind,
		traits::Datanets,
	};

	/// What the pallet needs of its runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// Where the snapshots are.
		type Datanets: Datanets<Self::AccountId>;

		/// What an artifact's owner deposits for its record. Held for `HoldReason::ArtifactDeposit`.
		type ArtifactDeposit: Consideration<Self::AccountId, Footprint>;

		/// The longest name, in bytes.
		#[pallet::constant]
		type MaxNameLen: Get<u32>;

		/// The longest uri, in bytes.
		#[pallet::constant]
		type MaxUriLen: Get<u32>;

		/// The longest licence expression, in bytes.
		#[pallet::constant]
		type MaxLicenceLen: Get<u32>;

		/// What the calls weigh.
		type WeightInfo: WeightInfo;

		/// Makes what the benchmarks need of other pallets.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper;
	}

	/// Why this pallet holds OPEN.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Pays for an artifact's record.
		ArtifactDeposit,
	}

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// The number of the next artifact.
	#[pallet::storage]
	pub type NextArtifact<T: Config> = StorageValue<_, ArtifactId, ValueQuery>;

	/// The artifacts. Parents have lower numbers than their children.
	#[pallet::storage]
	pub type Artifacts<T: Config> = StorageMap<_, Twox64Concat, ArtifactId, Artifact<T>>;

	/// The artifact with a given manifest root: none is registered twice.
	#[pallet::storage]
	pub type Manifests<T: Config> = StorageMap<_, Blake2_128Concat, H256, ArtifactId>;

	/// What happened to an artifact.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// `owner` registered `artifact`.
		ArtifactRegistered {
			/// The artifact.
			artifact: ArtifactId,
			/// What it is.
			kind: ArtifactKind,
			/// Who owns it.
			owner: T::AccountId,
			/// The base model that it runs on; itself when it is one.
			base: ArtifactId,
			/// Commitment to its manifest.
			manifest: ContentCommitment,
		},
		/// Answers of `artifact` cost this from now on.
		PricesSet {
			/// The artifact.
			artifact: ArtifactId,
			/// Its prices in plancks; `None` when it is not offered any more.
			prices: Option<PriceList>,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no artifact of this number.
		ArtifactNotFound,
		/// Only the artifact's owner may do this.
		NotOwner,
		/// The artifact that should be the base is not a base model.
		NotABaseModel,
		/// A parent runs on another base model.
		BaseMismatch,
		/// A parent is named twice, or the base model among the other parents.
		DuplicateParent,
		/// There are more than 16 parents, the base model included.
		TooManyParents,
		/// The artifact would have more than 1 024 ancestors.
		TooManyAncestors,
		/// An adapter rests on no snapshot, neither of its own nor of its parents.
		NoSnapshots,
		/// There is no snapshot of this number.
		SnapshotNotFound,
		/// The artifact and its ancestors would rest on more than 16 snapshots.
		TooManySnapshots,
		/// No manifest can have this commitment: its length is above 5 MiB, or exactly one of root and
		/// length is zero.
		MalformedManifest,
		/// The manifest has no bytes.
		EmptyManifest,
		/// An artifact with the same manifest is registered already.
		DuplicateManifest,
		/// The royalties of all parents together are more than the whole.
		RoyaltiesAboveWhole,
		/// A long answer would cost more than there can be.
		PriceTooHigh,
		/// A text is not UTF-8, or a name or licence is empty.
		InvalidText,
		/// All numbers are given out.
		IdsExhausted,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Registers a model that stands by itself, under a `name`. `manifest` is the commitment to the
		/// list of its files, which can be had at `uri`; `licence` is an SPDX expression; `royalty` is the
		/// part of the owners' part of each child's fees that goes to the owner, fixed for children when
		/// they are registered; `prices`, in plancks, offer the model for inference, and may be absent.
		///
		/// Anyone may call this, and then owns the model. Costs a deposit by size. Emits
		/// `ArtifactRegistered`.
		///
		/// Fails with `MalformedManifest`, `EmptyManifest`, `DuplicateManifest`, `PriceTooHigh`, with
		/// `InvalidText` when a text is not UTF-8 or `name` or `licence` is empty, and with an error of the
		/// token when the caller cannot spare the deposit.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register_base_model())]
		pub fn register_base_model(
			origin: OriginFor<T>,
			name: Text<T::MaxNameLen>,
			manifest: ContentCommitment,
			uri: Text<T::MaxUriLen>,
			licence: Text<T::MaxLicenceLen>,
			royalty: Perbill,
			prices: Option<PriceList>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			let description = Description { name, uri, licence };
			let terms = Terms { royalty, prices };
			Self::do_register_base_model(Candidate { owner, manifest, description, terms })
		}

		/// Registers low-rank updates of the model `base`, under a `name`. `manifest` is the commitment to
		/// the list of its files, which can be had at `uri`; `licence` is an SPDX expression; `snapshots`
		/// are those that it was trained on; `parents` are the other adapters of the same base that it was
		/// made from, and may be none; `royalty` is the part of the owners' part of each child's fees that
		/// goes to the owner, fixed for children when they are registered; `prices`, in plancks, offer
		/// the adapter for inference, and may be absent.
		///
		/// The royalties of `base` and `parents` hold for this adapter as they are now. Attribution looks
		/// in `snapshots` and in those of all ancestors.
		///
		/// Anyone may call this, and then owns the adapter. Costs a deposit by size. Emits
		/// `ArtifactRegistered`.
		///
		/// Fails with `ArtifactNotFound`, `NotABaseModel`, `BaseMismatch`, `DuplicateParent`,
		/// `TooManyParents`, `TooManyAncestors`, `RoyaltiesAboveWhole`, `SnapshotNotFound`, `NoSnapshots`,
		/// `TooManySnapshots`, `MalformedManifest`, `EmptyManifest`, `DuplicateManifest`, `PriceTooHigh`,
		/// with `InvalidText` when a text is not UTF-8 or `name` or `licence` is empty, and with an error of
		/// the token when the caller cannot spare the deposit.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::register_adapter(length(parents), length(snapshots)))]
		pub fn register_adapter(
			origin: OriginFor<T>,
			base: ArtifactId,
			name: Text<T::MaxNameLen>,
			manifest: ContentCommitment,
			uri: Text<T::MaxUriLen>,
			licence: Text<T::MaxLicenceLen>,
			snapshots: Snapshots,
			parents: BoundedVec<ArtifactId, ConstU32<MAX_PARENTS>>,
			royalty: Perbill,
			prices: Option<PriceList>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			let description = Description { name, uri, licence };
			let terms = Terms { royalty, prices };
			let candidate = Candidate { owner, manifest, description, terms };
			Self::do_register_adapter(candidate, base, &snapshots, &parents)
		}

		/// Sets what answers of `artifact` cost to `prices`, in plancks, or offers it no more when they are
		/// absent. Requests that are made already keep what they were made under.
		///
		/// Only the artifact's owner may call this. Costs the fee only. Emits `PricesSet`.
		///
		/// Fails with `ArtifactNotFound`, `NotOwner` and `PriceTooHigh`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::set_prices())]
		pub fn set_prices(
			origin: OriginFor<T>,
			artifact: ArtifactId,
			prices: Option<PriceList>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_prices(&who, artifact, prices)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MaxNameLen::get() > 0, "no artifact could have a name");
			assert!(T::MaxLicenceLen::get() > 0, "no artifact could have a licence");
			assert!(T::MaxUriLen::get() > 0, "nobody could say where a manifest is");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), frame::try_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
