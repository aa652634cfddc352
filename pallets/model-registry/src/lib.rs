// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod evaluation;
mod invariants;
mod licensing;
mod lineage;
mod ownership;
mod registration;
mod reservations;
mod royalties;
mod traits;
pub mod types;
mod views;
pub mod weights;

pub use pallet::*;
pub use types::{
	Artifact, Description, Lineage, Measured, Metric, Parts, Reason, Reservation, Takedowns, Terms,
	Version, MAX_ANCESTORS, MAX_REASON_LEN,
};
pub use views::MAX_PAGE;
pub use weights::WeightInfo;

/// The pallet.
#[frame::pallet]
pub mod pallet {
	use crate::{
		registration::length,
		types::{Artifact, Measured, Metric, Reason, Reservation, Takedowns},
		weights::WeightInfo,
	};
	use frame::{
		prelude::*,
		traits::{Consideration, Footprint},
	};
	use openledger_primitives::{
		commitment::ContentCommitment,
		fee::PriceList,
		ids::{ArtifactId, ContributionId, DatanetId},
		records::{ArtifactKind, ArtifactStatus, Evaluation, NewArtifact},
		traits::Datanets,
	};

	/// What the pallet needs of its runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// Where the snapshots are, under which licences, and who may train on them.
		type Datanets: Datanets<Self::AccountId>;

		/// Who may revoke anybody's artifact: governance.
		type RevokeOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// What an artifact's owner deposits for its record. Held for `HoldReason::ArtifactDeposit`.
		type ArtifactDeposit: Consideration<Self::AccountId, Footprint>;

		/// What an evaluator deposits for an evaluation. Held for `HoldReason::EvaluationDeposit`.
		type EvaluationDeposit: Consideration<Self::AccountId, Footprint>;

		/// What the calls weigh.
		type WeightInfo: WeightInfo;

		/// Makes what the benchmarks need of other pallets.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper<Self::AccountId>;
	}

	/// Why this pallet holds OPEN.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Pays for an artifact's record.
		ArtifactDeposit,
		/// Pays for an evaluation's record.
		EvaluationDeposit,
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

	/// The manifests that were delivered to somebody and are not registered yet, by root. Whoever had
	/// them kept here has a deposit for each.
	#[pallet::storage]
	pub type Reservations<T: Config> =
		StorageMap<_, Blake2_128Concat, H256, Reservation<T::AccountId>>;

	/// What people measured: by artifact, by benchmark and metric (`Pallet::measure`, which is a hash and
	/// needs no other), by evaluator.
	#[pallet::storage]
	pub type Evaluations<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Twox64Concat, ArtifactId>,
			NMapKey<Identity, H256>,
			NMapKey<Blake2_128Concat, T::AccountId>,
		),
		Measured<T>,
	>;

	/// What was taken down of each Datanet of which something was. There is one entry for a Datanet at
	/// most, which the Datanet's deposit pays for.
	#[pallet::storage]
	pub type TakenDown<T: Config> =
		StorageMap<_, Twox64Concat, DatanetId, Takedowns<BlockNumberFor<T>>, ValueQuery>;

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
			/// The base model that it runs on; itself when it is one, `None` when it runs on none.
			base: Option<ArtifactId>,
			/// Commitment to its manifest.
			manifest: ContentCommitment,
			/// Whether it is a draft, or active.
			status: ArtifactStatus,
			/// Which version it is, counted from one.
			version: u32,
		},
		/// Only `builder` can register the manifest of this root, for it was delivered to them.
		ManifestReserved {
			/// The manifest's root.
			root: H256,
			/// Who can.
			builder: T::AccountId,
		},
		/// Anyone can register the manifest of this root again.
		ManifestReleased {
			/// The manifest's root.
			root: H256,
			/// Who alone could.
			builder: T::AccountId,
		},
		/// Answers of `artifact` cost this from now on.
		PricesSet {
			/// The artifact.
			artifact: ArtifactId,
			/// Its prices in plancks; `None` when it is not offered any more.
			prices: Option<PriceList>,
		},
		/// `artifact` was a draft, and can be asked and built upon from now on.
		ArtifactPublished {
			/// The artifact.
			artifact: ArtifactId,
		},
		/// The owner advises against `artifact`.
		ArtifactDeprecated {
			/// The artifact.
			artifact: ArtifactId,
		},
		/// `artifact` can never be asked or built upon again.
		ArtifactRevoked {
			/// The artifact.
			artifact: ArtifactId,
			/// Its owner, who revoked it; `None` when governance did.
			by: Option<T::AccountId>,
			/// Why, in UTF-8.
			reason: Reason,
		},
		/// `artifact` was offered to somebody, who may accept it.
		TransferOffered {
			/// The artifact.
			artifact: ArtifactId,
			/// Whom; `None` when it is offered to nobody any more.
			to: Option<T::AccountId>,
		},
		/// `artifact` has another owner.
		ArtifactTransferred {
			/// The artifact.
			artifact: ArtifactId,
			/// Who owned it.
			from: T::AccountId,
			/// Who owns it now.
			to: T::AccountId,
		},
		/// `evaluator` measured `artifact`. An earlier measurement of theirs by the same metric in the same
		/// benchmark is replaced.
		ArtifactEvaluated {
			/// The artifact.
			artifact: ArtifactId,
			/// Who measured it. It may be the artifact's owner.
			evaluator: T::AccountId,
			/// What was measured.
			evaluation: Evaluation,
		},
		/// `evaluator` took a measurement of `artifact` back.
		EvaluationRetracted {
			/// The artifact.
			artifact: ArtifactId,
			/// Whose measurement it was.
			evaluator: T::AccountId,
			/// The benchmark.
			benchmark: H256,
			/// The metric, in UTF-8.
			metric: Metric,
		},
		/// `contribution` was taken down. Artifacts that rest on earlier snapshots of `datanet` say so when
		/// they are asked for.
		DataTakenDown {
			/// The Datanet.
			datanet: DatanetId,
			/// What was taken down.
			contribution: ContributionId,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no artifact of this number.
		ArtifactNotFound,
		/// Only the artifact's owner may do this.
		NotOwner,
		/// The artifact was not offered to the caller.
		NotOffered,
		/// The artifact is no draft.
		NotADraft,
		/// The artifact is not active.
		NotActive,
		/// The artifact is revoked, for good.
		ArtifactRevoked,
		/// An adapter has no base model among its parents, or a workflow has no parents.
		NoParents,
		/// The first parent of an adapter is not a base model.
		NotABaseModel,
		/// A further parent of an adapter is not an adapter.
		NotAnAdapter,
		/// The parents run on different base models.
		BaseMismatch,
		/// A role other than derived-from is of no workflow, or does not fit what the parent is: prompts
		/// prompt, and indexes are retrieved from.
		WrongRole,
		/// A parent is named twice.
		DuplicateParent,
		/// A parent is revoked, or somebody else's draft.
		ParentNotUsable,
		/// The artifact would have more than 1 024 ancestors.
		TooManyAncestors,
		/// An adapter rests on no snapshot, neither of its own nor of its parents; or an index has none.
		NoSnapshots,
		/// Snapshots are not in ascending order, or one is named twice.
		SnapshotsNotAscending,
		/// There is no snapshot of this number.
		SnapshotNotFound,
		/// A prompt or workflow would answer with more than 16 other artifacts.
		TooManyParts,
		/// The artifact and its ancestors would rest on more than 16 snapshots.
		TooManySnapshots,
		/// A snapshot's Datanet is private, and the owner holds no grant and no licence to train on it.
		TrainingNotGranted,
		/// A parent's or a Datanet's licence allows no derived works.
		DerivativesForbidden,
		/// A parent's or a Datanet's licence allows no commercial use and the artifact's does; or the
		/// artifact's does not, and it is offered for a price.
		CommercialForbidden,
		/// A parent's or a Datanet's licence demands the same of what is derived, and the artifact has
		/// another.
		ShareAlikeBroken,
		/// No manifest can have this commitment: its length is above 5 MiB, or exactly one of root and
		/// length is zero.
		MalformedManifest,
		/// The manifest has no bytes.
		EmptyManifest,
		/// An artifact with the same manifest is registered already.
		DuplicateManifest,
		/// The manifest was delivered to somebody else, who alone can register it.
		ManifestReserved,
		/// The parents' royalties and the credits are together more than the whole.
		RoyaltiesAboveWhole,
		/// Somebody is credited twice in the same role.
		DuplicateCredit,
		/// The artifact runs on no base model, so that nobody can ask it.
		NotRunnable,
		/// A long answer would cost more than there can be.
		PriceTooHigh,
		/// The previous version is of another owner or kind.
		NotAVersion,
		/// The previous version has a successor already.
		AlreadySucceeded,
		/// A text is not UTF-8, or a name, licence, metric or reason is empty.
		InvalidText,
		/// The caller measured nothing by this metric in this benchmark.
		EvaluationNotFound,
		/// The caller was paid for this measurement: it is neither replaced nor taken back.
		EvaluationPaid,
		/// All numbers are given out.
		IdsExhausted,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Registers `artifact`: its `kind`, `name` and `licence`; the `manifest`, a commitment to the list
		/// of its files, which can be had at `uri`; the `snapshots` that it was trained on itself, and the
		/// `parents` that it was made from; whom it `credits`; the `royalty` that it asks of its children;
		/// `prices`, in plancks, that offer it for inference, and may be absent; the `previous` version, if
		/// there is one; and whether it is a `draft`, which only its owner can build upon, and nobody ask.
		///
		/// An adapter's first parent is its base model, the others are adapters of the same; a workflow's
		/// models run on the same base; an index has snapshots of its own. Parents' royalties hold for this
		/// artifact as they are now. Attribution looks in `snapshots` and in those of all ancestors.
		///
		/// Anyone may call this, and then owns the artifact. Costs a deposit by size. Emits
		/// `ArtifactRegistered`.
		///
		/// Fails with `MalformedManifest`, `EmptyManifest`, `DuplicateManifest`, `ManifestReserved`,
		/// `InvalidText`, `SnapshotsNotAscending`, `DuplicateCredit`; by its parents with `ArtifactNotFound`,
		/// `DuplicateParent`, `WrongRole`, `NoParents`, `NotABaseModel`, `NotAnAdapter`, `BaseMismatch`,
		/// `TooManyAncestors`, `TooManyParts`, `RoyaltiesAboveWhole`, `ParentNotUsable`; by its snapshots with `NoSnapshots`,
		/// `TooManySnapshots`, `SnapshotNotFound`, `TrainingNotGranted`; by licences with
		/// `DerivativesForbidden`, `CommercialForbidden`, `ShareAlikeBroken`; by its prices with
		/// `NotRunnable`, `PriceTooHigh`; by `previous` with `ArtifactNotFound`, `NotAVersion`,
		/// `AlreadySucceeded`; with `IdsExhausted`, and with an error of the token when the caller cannot
		/// spare the deposit.
		#[pallet::call_index(0)]
		#[pallet::weight(
			T::WeightInfo::register(length(&artifact.parents), length(&artifact.snapshots))
		)]
		pub fn register(
			origin: OriginFor<T>,
			artifact: NewArtifact<T::AccountId>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_register(owner, artifact)?;
			Ok(())
		}

		/// Sets what answers of `artifact` cost to `prices`, in plancks, or offers it no more when they are
		/// absent. Requests that are made already keep what they were made under.
		///
		/// Only the artifact's owner may call this. Costs the fee only. Emits `PricesSet`.
		///
		/// Fails with `ArtifactNotFound`, `NotOwner`, `ArtifactRevoked`, `NotRunnable`, `PriceTooHigh`, and
		/// with `CommercialForbidden` when a price is not zero and the artifact's licence is not commercial.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_prices())]
		pub fn set_prices(
			origin: OriginFor<T>,
			artifact: ArtifactId,
			prices: Option<PriceList>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_prices(&who, artifact, prices)
		}

		/// Makes the draft `artifact` active: from now on anyone may ask it and build upon it.
		///
		/// Only the artifact's owner may call this. Costs the fee only. Emits `ArtifactPublished`.
		///
		/// Fails with `ArtifactNotFound`, `NotOwner` and `NotADraft`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::publish())]
		pub fn publish(origin: OriginFor<T>, artifact: ArtifactId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_publish(&who, artifact)
		}

		/// Advises against the active `artifact`. It can still be asked and built upon.
		///
		/// Only the artifact's owner may call this. Costs the fee only. Emits `ArtifactDeprecated`.
		///
		/// Fails with `ArtifactNotFound`, `NotOwner` and `NotActive`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::deprecate())]
		pub fn deprecate(origin: OriginFor<T>, artifact: ArtifactId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_deprecate(&who, artifact)
		}

		/// Revokes `artifact` for good, for the `reason`: nobody can ask it or build upon it any more, and
		/// its children owe it nothing. Its record and its deposit stay, and so do its children; but what
		/// answers with it, as a workflow does with its parents, is offered no more. An offer to hand it
		/// over ends.
		///
		/// The artifact's owner and governance may call this. Costs the fee only. Emits `ArtifactRevoked`.
		///
		/// Fails with `ArtifactNotFound`, `NotOwner`, `ArtifactRevoked`, and with `InvalidText` when the
		/// reason is empty or not UTF-8.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::revoke())]
		pub fn revoke(
			origin: OriginFor<T>,
			artifact: ArtifactId,
			reason: Reason,
		) -> DispatchResult {
			let by = match T::RevokeOrigin::try_origin(origin) {
				Ok(_) => None,
				Err(origin) => Some(ensure_signed(origin)?),
			};
			Self::do_revoke(by, artifact, reason)
		}

		/// Offers `artifact` to the account `to`, or to nobody any more when that is absent. Nothing changes
		/// until it accepts.
		///
		/// Only the artifact's owner may call this. Costs the fee only. Emits `TransferOffered`.
		///
		/// Fails with `ArtifactNotFound`, `NotOwner` and `ArtifactRevoked`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::offer_transfer())]
		pub fn offer_transfer(
			origin: OriginFor<T>,
			artifact: ArtifactId,
			to: Option<T::AccountId>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_offer_transfer(&who, artifact, to)
		}

		/// Takes over `artifact`, and all that it earns from now on.
		///
		/// Only the account that it is offered to may call this. Costs the deposit, and frees the former
		/// owner's. Emits `ArtifactTransferred`.
		///
		/// Fails with `ArtifactNotFound`, `NotOffered`, and with an error of the token when the caller cannot
		/// spare the deposit.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::accept_transfer())]
		pub fn accept_transfer(origin: OriginFor<T>, artifact: ArtifactId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_accept_transfer(who, artifact)
		}

		/// Records as `evaluation` what the caller measured of `artifact`. An earlier measurement of theirs by the same
		/// metric in the same benchmark is replaced. The chain does not check it, and says whose it is.
		///
		/// Anyone may call this, the artifact's owner too. Costs a deposit by size. Emits
		/// `ArtifactEvaluated`.
		///
		/// Fails with `ArtifactNotFound`, `ArtifactRevoked`, `EvaluationPaid`, with `InvalidText` when the metric is empty or
		/// not UTF-8, and with an error of the token when the caller cannot spare the deposit.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::evaluate())]
		pub fn evaluate(
			origin: OriginFor<T>,
			artifact: ArtifactId,
			evaluation: Evaluation,
		) -> DispatchResult {
			let evaluator = ensure_signed(origin)?;
			Self::do_evaluate(evaluator, artifact, evaluation, false)
		}

		/// Takes back what the caller measured of `artifact` by `metric` in `benchmark`, and frees its
		/// deposit.
		///
		/// Anyone may call this for their own evaluation, of a revoked artifact too. Costs the fee only.
		/// Emits `EvaluationRetracted`.
		///
		/// Fails with `EvaluationNotFound`, and with `EvaluationPaid` when they were paid for it and the
		/// artifact is not revoked.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::retract_evaluation())]
		pub fn retract_evaluation(
			origin: OriginFor<T>,
			artifact: ArtifactId,
			benchmark: H256,
			metric: Metric,
		) -> DispatchResult {
			let evaluator = ensure_signed(origin)?;
			Self::do_retract_evaluation(evaluator, artifact, benchmark, metric)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), frame::try_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
