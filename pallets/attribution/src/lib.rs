// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod invariants;
mod proofs;
mod requests;
mod roster;
mod settlement;
mod types;
pub mod weights;
pub mod worker_key;
mod workers;

pub use pallet::*;
pub use roster::CANDIDATES;
pub use types::{Answer, Request, RequestState, Worker};
pub use weights::WeightInfo;

use frame::{deps::sp_runtime::RuntimeAppPublic, prelude::*, traits::fungible};
use openledger_primitives::{ids::ArtifactId, Balance};

/// A worker's record in this runtime.
pub type WorkerOf<T> =
	Worker<<T as Config>::WorkerKey, EndpointOf<T>, BaseModelsOf<T>, TicketOf<T>>;
/// A worker's signature in this runtime.
pub type WorkerSignatureOf<T> = <<T as Config>::WorkerKey as RuntimeAppPublic>::Signature;
/// Where a worker's server is, in this runtime.
pub type EndpointOf<T> = BoundedVec<u8, <T as Config>::MaxEndpointLen>;
/// The base models that a worker serves, in this runtime.
pub type BaseModelsOf<T> = BoundedVec<ArtifactId, <T as Config>::MaxBaseModels>;
/// A question in this runtime.
pub type InputOf<T> = BoundedVec<u8, <T as Config>::MaxInputLen>;
/// A request in this runtime.
pub type RequestOf<T> =
	Request<<T as frame_system::Config>::AccountId, BlockNumberFor<T>, TicketOf<T>>;
/// An accepted answer in this runtime.
pub type AnswerOf<T> = Answer<BlockNumberFor<T>>;
/// What remembers a storage deposit in this runtime.
pub type TicketOf<T> = <T as Config>::Consideration;

/// Workers, requests in escrow, proofs and their settlement.
#[frame::pallet]
pub mod pallet {
	use super::*;
	use frame::traits::{Consideration, Footprint, OffchainWorker};
	use openledger_primitives::{
		commitment::ContentCommitment,
		fee::FeeSplit,
		ids::RequestId,
		proof::AttributionProof,
		traits::{Bonds, Datanets, Lineage, RoyaltySink},
		vector::MAX_SHARES,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The runtime's reasons to hold money.
		type RuntimeHoldReason: From<HoldReason>;

		/// The money.
		type Currency: fungible::Inspect<Self::AccountId, Balance = Balance>
			+ fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// What storage costs.
		type Consideration: Consideration<Self::AccountId, Footprint>;

		/// The key that workers sign with.
		type WorkerKey: RuntimeAppPublic<Signature: Parameter> + Parameter + MaxEncodedLen;

		/// The account of a key.
		type AccountOfKey: Convert<Self::WorkerKey, Self::AccountId>;

		/// The artifacts.
		type Lineage: Lineage<Self::AccountId>;

		/// The Datanets.
		type Datanets: Datanets<Self::AccountId>;

		/// The ledger that fees are credited to.
		type Royalties: RoyaltySink<Self::AccountId>;

		/// The workers' bonds.
		type Bonds: Bonds<Self::AccountId>;

		/// Who gets which part of a fee.
		type FeeSplit: Get<FeeSplit>;

		/// What a worker must have at stake, in plancks, to register and to be assigned requests.
		type MinWorkerBond: Get<Balance>;

		/// How many blocks after its proof an answer can be challenged before it is settled.
		type ChallengeWindow: Get<BlockNumberFor<Self>>;

		/// The fewest words of a span that attribution counts.
		type MinWords: Get<u32>;

		/// The version of the attribution engine whose proofs are accepted.
		type EngineVersion: Get<u32>;

		/// The off-chain part: called with each block that the node imports.
		type OffchainWorker: OffchainWorker<BlockNumberFor<Self>>;

		/// The fewest blocks that a request can give a worker.
		#[pallet::constant]
		type MinDeadline: Get<BlockNumberFor<Self>>;

		/// The most blocks that a request can give a worker.
		#[pallet::constant]
		type MaxDeadline: Get<BlockNumberFor<Self>>;

		/// The most requests that one worker is assigned at a time.
		#[pallet::constant]
		type MaxInFlight: Get<u32>;

		/// The longest question, in bytes.
		#[pallet::constant]
		type MaxInputLen: Get<u32>;

		/// The most base models that one worker serves.
		#[pallet::constant]
		type MaxBaseModels: Get<u32>;

		/// The longest endpoint of a worker, in bytes.
		#[pallet::constant]
		type MaxEndpointLen: Get<u32>;

		/// What calls cost.
		type WeightInfo: WeightInfo;

		/// What benchmarks need of other pallets.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: benchmarking::BenchmarkHelper<Self::AccountId>;
	}

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// The registered workers.
	#[pallet::storage]
	pub type Workers<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, WorkerOf<T>>;

	/// Who serves a base model: a list without gaps for each, from place zero.
	#[pallet::storage]
	pub type Roster<T: Config> =
		StorageDoubleMap<_, Twox64Concat, ArtifactId, Twox64Concat, u32, T::AccountId>;

	/// How many workers serve a base model.
	#[pallet::storage]
	pub type RosterLen<T: Config> = StorageMap<_, Twox64Concat, ArtifactId, u32, ValueQuery>;

	/// The place of a worker in the roster of each base model that it serves.
	#[pallet::storage]
	pub type RosterPlaces<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, ArtifactId, u32>;

	/// The number of the next request.
	#[pallet::storage]
	pub type NextRequest<T: Config> = StorageValue<_, RequestId, ValueQuery>;

	/// All requests that did not expire. A settled one stays: it is the record of its answer.
	#[pallet::storage]
	pub type Requests<T: Config> = StorageMap<_, Twox64Concat, RequestId, RequestOf<T>>;

	/// The questions, as they were asked: UTF-8 text.
	#[pallet::storage]
	pub type Inputs<T: Config> = StorageMap<_, Twox64Concat, RequestId, InputOf<T>>;

	/// The requests that a worker owes an answer to, in no particular order.
	#[pallet::storage]
	pub type Assigned<T: Config> = StorageMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		BoundedVec<RequestId, T::MaxInFlight>,
		ValueQuery,
	>;

	/// The proved requests of a worker that are not settled yet, with the first block in which they
	/// can be. Workers' nodes read it off-chain.
	#[pallet::storage]
	pub type Maturing<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Twox64Concat,
		RequestId,
		BlockNumberFor<T>,
	>;

	/// Why money is held.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The most that a request may cost, until it is settled or expires.
		Escrow,
		/// The deposit for stored bytes.
		StorageDeposit,
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A worker registered.
		WorkerRegistered {
			/// The worker.
			worker: T::AccountId,
			/// The key that it signs with.
			key: T::WorkerKey,
			/// The base models that it serves.
			base_models: BaseModelsOf<T>,
		},
		/// A worker changed its endpoint or what it serves.
		WorkerUpdated {
			/// The worker.
			worker: T::AccountId,
			/// The base models that it serves now.
			base_models: BaseModelsOf<T>,
		},
		/// A worker left.
		WorkerLeft {
			/// Who was a worker.
			worker: T::AccountId,
		},
		/// Somebody asked, and a worker was assigned.
		InferenceRequested {
			/// The new request.
			request: RequestId,
			/// The artifact that is to answer.
			artifact: ArtifactId,
			/// Who asks and pays.
			payer: T::AccountId,
			/// Who is to answer.
			worker: T::AccountId,
			/// What is held of the payer, in plancks.
			max_fee: Balance,
			/// The last block in which a proof is accepted.
			deadline: BlockNumberFor<T>,
		},
		/// The proof of an answer was accepted.
		ProofAccepted {
			/// The request.
			request: RequestId,
			/// Who answered.
			worker: T::AccountId,
			/// What the answer costs, in plancks.
			fee: Balance,
			/// Commitment to the canonical answer.
			output: ContentCommitment,
			/// Root of the evidence tree.
			evidence_root: H256,
			/// The first block in which the fee can be settled.
			settle_at: BlockNumberFor<T>,
		},
		/// A fee was paid into the royalty ledger.
		InferenceSettled {
			/// The request.
			request: RequestId,
			/// What was paid, in plancks.
			fee: Balance,
			/// What the payer got back of what was held, in plancks.
			refund: Balance,
		},
		/// Nobody proved an answer in time. The payer has everything back.
		InferenceExpired {
			/// The request that is no more.
			request: RequestId,
			/// Who had asked.
			payer: T::AccountId,
			/// Who owed the answer.
			worker: T::AccountId,
			/// What the payer got back of what was held, in plancks, the deposit not counted.
			refund: Balance,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The key is not the caller's: sign with the account of the key.
		KeyNotOwn,
		/// The caller is a worker already; use `update_worker`.
		AlreadyRegistered,
		/// The caller is not a worker; use `register_worker`.
		NotRegistered,
		/// The caller's active bond is below the minimum for workers; bond more first.
		BondTooSmall,
		/// The endpoint is empty or not UTF-8.
		InvalidEndpoint,
		/// The base models are not in strictly ascending order.
		BaseModelsNotAscending,
		/// One of the base models does not exist, or is no base model.
		UnknownBaseModel,
		/// The worker still owes answers. Serve no base model, wait for the rest, then leave.
		StillAssigned,
		/// The artifact does not exist, is not offered, or runs on no base model.
		ArtifactNotOffered,
		/// The question is not UTF-8, or nothing of it is left in canonical form.
		InvalidInput,
		/// The request asks for no output.
		NoOutputTokens,
		/// The highest fee is below the artifact's base price.
		FeeTooLow,
		/// The deadline is sooner than the chain allows.
		DeadlineTooShort,
		/// The deadline is later than the chain allows.
		DeadlineTooLong,
		/// No worker that serves the artifact's base model was found with enough bond and room. Try
		/// again in the next block.
		NoEligibleWorker,
		/// There is no such request: never was, or it expired.
		RequestNotFound,
		/// The request has a proof already.
		AlreadyProved,
		/// The request's deadline is over.
		DeadlinePassed,
		/// The request is assigned to another worker.
		WorkerNotAssigned,
		/// The proof's last block is over.
		ProofExpired,
		/// The proof's last block is after the request's deadline.
		ExpiryAfterDeadline,
		/// The proof is for another chain.
		WrongGenesis,
		/// The proof names another artifact than the request.
		WrongArtifact,
		/// The proof commits to another question than the request.
		WrongInput,
		/// The proof was made by a version of the attribution engine that is not accepted.
		UnknownEngine,
		/// The proof charges more tokens of output than the request allows.
		TooManyTokens,
		/// The proof's vector or one of its commitments is malformed.
		MalformedProof,
		/// The proof gives shares, but no evidence.
		SharesWithoutEvidence,
		/// The proof has evidence, but gives no shares.
		EvidenceWithoutShares,
		/// The proof's fee is above what the payer allowed.
		FeeAboveMaximum,
		/// The vector names a contribution that the artifact was not trained on.
		UnknownContribution,
		/// The worker's key did not sign this proof.
		BadSignature,
		/// The request has no proof yet.
		NotProved,
		/// The request is settled already.
		AlreadySettled,
		/// The answer can still be challenged; settle later.
		WindowOpen,
		/// The request's deadline is not over yet.
		DeadlineNotPassed,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MinDeadline::get() > Zero::zero(), "a deadline of no blocks cannot be met");
			assert!(T::MinDeadline::get() <= T::MaxDeadline::get(), "no deadline would be allowed");
			assert!(T::MaxInFlight::get() > 0, "no worker could be assigned anything");
			assert!(T::MaxBaseModels::get() > 0, "no worker could serve anything");
		}

		fn offchain_worker(now: BlockNumberFor<T>) {
			T::OffchainWorker::offchain_worker(now);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_now: BlockNumberFor<T>) -> Result<(), frame::try_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Become a worker: requests for the base models that you serve, and for all their adapters,
		/// will be assigned to you.
		///
		/// Call it from the account of `key`, the key of type `poa!` in your node's keystore. `endpoint`
		/// is the URL of your server, for people to read. `base_models` are the artifacts that you
		/// serve, ascending; none means that you pause.
		///
		/// Needs the active bond of a worker. Holds a deposit for the record. Emits `WorkerRegistered`.
		/// Fails when the caller is a worker already, the key is not the caller's, the bond is too
		/// small, the endpoint is not text, or one of the base models is none.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register_worker(base_models.len().saturated_into()))]
		pub fn register_worker(
			origin: OriginFor<T>,
			key: T::WorkerKey,
			endpoint: EndpointOf<T>,
			base_models: BaseModelsOf<T>,
		) -> DispatchResult {
			let worker = ensure_signed(origin)?;
			Self::do_register(worker, key, endpoint, base_models)
		}

		/// Change where your server is, or what it serves.
		///
		/// For registered workers. `endpoint` is the URL of your server. `base_models` are the artifacts
		/// that you serve from now on, ascending; none means that you pause: you keep what is assigned,
		/// and get nothing new.
		///
		/// Adjusts the deposit. Emits `WorkerUpdated`. Fails when the caller is no worker, the endpoint
		/// is not text, or one of the base models is none.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::update_worker(base_models.len().saturated_into()))]
		pub fn update_worker(
			origin: OriginFor<T>,
			endpoint: EndpointOf<T>,
			base_models: BaseModelsOf<T>,
		) -> DispatchResult {
			let worker = ensure_signed(origin)?;
			Self::do_update(worker, endpoint, base_models)
		}

		/// Cease to be a worker.
		///
		/// For registered workers to whom nothing is assigned; to get there under load, pause first by
		/// serving no base model. What was proved is still settled and paid.
		///
		/// Gives the deposit back; the bond is a matter of its own. Emits `WorkerLeft`. Fails when the
		/// caller is no worker, or still owes answers.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::leave())]
		pub fn leave(origin: OriginFor<T>) -> DispatchResult {
			let worker = ensure_signed(origin)?;
			Self::do_leave(worker)
		}

		/// Ask an artifact a question, and pay for the answer when it is proved.
		///
		/// For everybody. `artifact` is the one that is to answer. `input` is the question, UTF-8 text.
		/// `max_output_tokens` bounds the length of the answer, `max_fee` what it may cost, in plancks.
		/// `deadline` is how many blocks the worker has, from now.
		///
		/// Holds `max_fee` until the request is settled or expires, and a deposit for the record, which
		/// stays. Emits `InferenceRequested` with the assigned worker. Fails when the artifact is not
		/// offered, the input is empty, the fee is below the base price, the deadline is out of range,
		/// or no worker has room.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::request_inference(input.len().saturated_into()))]
		pub fn request_inference(
			origin: OriginFor<T>,
			artifact: ArtifactId,
			input: InputOf<T>,
			max_output_tokens: u32,
			#[pallet::compact] max_fee: Balance,
			deadline: BlockNumberFor<T>,
		) -> DispatchResult {
			let payer = ensure_signed(origin)?;
			Self::do_request(payer, artifact, input, max_output_tokens, max_fee, deadline)
		}

		/// Prove an answer.
		///
		/// For the worker that the request is assigned to. `proof` is the Proof of Attribution,
		/// `signature` the worker key's over its signing bytes.
		///
		/// Free for a proof that is accepted; any other costs the normal fee. Emits `ProofAccepted`; from
		/// then on the answer can be challenged, until it can be settled. Fails by the name of what is
		/// wrong with the proof.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::submit_proof(proof.vector.shares.len().saturated_into()))]
		#[pallet::feeless_if(|
			origin: &OriginFor<T>,
			proof: &AttributionProof,
			signature: &WorkerSignatureOf<T>,
		| -> bool {
			ensure_signed(origin.clone())
				.is_ok_and(|who| Pallet::<T>::check_proof(&who, proof, signature).is_ok())
		})]
		pub fn submit_proof(
			origin: OriginFor<T>,
			proof: AttributionProof,
			signature: WorkerSignatureOf<T>,
		) -> DispatchResult {
			let worker = ensure_signed(origin)?;
			Self::do_submit(worker, proof, signature)
		}

		/// Pay for a proved answer whose challenge window is over.
		///
		/// For everybody. `request` is its number.
		///
		/// Free when it is due. Moves the fee into the royalty ledger, where worker, owners and
		/// contributors claim their parts, and gives the rest of what was held back to the payer. Emits
		/// `InferenceSettled`. Fails when there is no such request or proof, the window is still open,
		/// or it is settled already.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::settle(MAX_SHARES))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, request: &RequestId| -> bool {
			ensure_signed(origin.clone()).is_ok() && Pallet::<T>::due(*request).is_ok()
		})]
		pub fn settle(origin: OriginFor<T>, request: RequestId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_settle(request)
		}

		/// End a request whose deadline passed without a proof.
		///
		/// For everybody. `request` is its number.
		///
		/// Gives the payer everything back, the deposit too, removes the request, and counts a miss for
		/// the worker. Emits `InferenceExpired`. Fails when there is no such request, it has a proof,
		/// or its deadline is not over.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::expire())]
		pub fn expire(origin: OriginFor<T>, request: RequestId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_expire(request)
		}
	}
}
