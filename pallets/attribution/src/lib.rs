// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

mod assignment;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod claims;
mod committee;
mod invariants;
mod presence;
mod proofs;
mod queue;
mod records;
mod requests;
mod roster;
mod settlement;
mod types;
mod views;
pub mod weights;
pub mod worker_key;
mod workers;

pub use assignment::{BOND_CAP, CANDIDATES, MAX_ATTEMPTS};
pub use committee::{
	CommitteeState, CommitteeVerdict, Panel, Phase, Review, Seat, SeatState, MAX_CONVENING,
};
pub use pallet::*;
pub use types::{Answer, Closed, QueueEntry, Request, RequestState, Worker};
pub use weights::WeightInfo;

use frame::{deps::sp_runtime::RuntimeAppPublic, prelude::*, traits::fungible};
use openledger_primitives::{
	ids::ArtifactId,
	records::{AnswerRecord, Question, Uri},
	Balance,
};

/// A worker's record in this runtime.
pub type WorkerOf<T> = Worker<
	<T as Config>::WorkerKey,
	EndpointOf<T>,
	BaseModelsOf<T>,
	BlockNumberFor<T>,
	TicketOf<T>,
>;
/// A worker's signature in this runtime.
pub type WorkerSignatureOf<T> = <<T as Config>::WorkerKey as RuntimeAppPublic>::Signature;
/// Where a worker's server is, in this runtime.
pub type EndpointOf<T> = BoundedVec<u8, <T as Config>::MaxEndpointLen>;
/// The base models that a worker serves, in this runtime.
pub type BaseModelsOf<T> = BoundedVec<ArtifactId, <T as Config>::MaxBaseModels>;
/// The text of a question in this runtime.
pub type InputOf<T> = BoundedVec<u8, <T as Config>::MaxInputLen>;
/// A question in this runtime.
pub type QuestionOf<T> = Question<InputOf<T>, Uri>;
/// A request in this runtime.
pub type RequestOf<T> =
	Request<<T as frame_system::Config>::AccountId, BlockNumberFor<T>, TicketOf<T>>;
/// An accepted answer in this runtime.
pub type AnswerOf<T> = Answer<BlockNumberFor<T>>;
/// The record of an answer in this runtime.
pub type AnswerRecordOf<T> = AnswerRecord<<T as frame_system::Config>::AccountId>;
/// A place in the queue in this runtime.
pub type QueueEntryOf<T> = QueueEntry<BlockNumberFor<T>>;
/// A committee in this runtime.
pub type PanelOf<T> = Panel<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
/// A review in this runtime.
pub type ReviewOf<T> = Review<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
/// What remembers a storage deposit in this runtime.
pub type TicketOf<T> = <T as Config>::Consideration;

/// Workers, requests in escrow, proofs and their settlement.
#[frame::pallet]
pub mod pallet {
	use super::*;
	use frame::traits::{
		BlockNumberProvider, Consideration, Footprint, OffchainWorker, Randomness,
	};
	use openledger_primitives::{
		accumulator::Accumulator,
		commitment::ContentCommitment,
		committee::{AnswerStatement, Judgement},
		fee::FeeSplit,
		ids::RequestId,
		proof::AttributionProof,
		records::{Members, Mode, MAX_COMMITTEE},
		traits::{Bonds, Datanets, Lineage, Liquid, RoyaltySink, SlashReason},
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

		/// What of an account's money no lock forbids to spend.
		type Liquid: Liquid<Self::AccountId>;

		/// What storage costs.
		type Consideration: Consideration<Self::AccountId, Footprint>;

		/// The clock that deadlines and windows are counted by.
		type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumberFor<Self>>;

		/// By what workers are drawn. The block that comes with a seed counts all blocks, full ones too.
		type Randomness: Randomness<H256, BlockNumberFor<Self>>;

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

		/// How many blocks after its proof an answer can be challenged before it is settled, and after a
		/// challenge that it withstood.
		type ChallengeWindow: Get<BlockNumberFor<Self>>;

		/// For how many blocks a worker that was seen counts as present.
		type HeartbeatPeriod: Get<BlockNumberFor<Self>>;

		/// After how many blocks a request that ended with an answer can be pruned to its record.
		type RecordPeriod: Get<BlockNumberFor<Self>>;

		/// For how many blocks the members of a committee can commit to judgements.
		type CommitWindow: Get<BlockNumberFor<Self>>;

		/// For how many blocks they can reveal them then.
		type RevealWindow: Get<BlockNumberFor<Self>>;

		/// How far apart two honest judgements of one answer can be.
		type Tolerance: Get<Perbill>;

		/// What a member loses that did not commit or reveal, in plancks.
		type SilenceSlash: Get<Balance>;

		/// What a member loses whose judgement most contradict, in plancks.
		type StraySlash: Get<Balance>;

		/// What a worker loses that gave a false answer, or a false proof of one, in plancks. A worker is given
		/// as many answers at a time as its bond pays for.
		type FraudSlash: Get<Balance>;

		/// What who asks for a review loses when the answer stands, in plancks.
		type ReviewBond: Get<Balance>;

		/// The fewest words of a span that attribution counts.
		type MinWords: Get<u32>;

		/// The version of the attribution engine whose proofs are accepted.
		type EngineVersion: Get<u32>;

		/// The off-chain part: called with each block that the node imports.
		type OffchainWorker: OffchainWorker<BlockNumberFor<Self>>;

		/// The fewest blocks that a request can be open.
		#[pallet::constant]
		type MinDeadline: Get<BlockNumberFor<Self>>;

		/// The most blocks that a request can be open.
		#[pallet::constant]
		type MaxDeadline: Get<BlockNumberFor<Self>>;

		/// The fewest blocks that are left to a worker when a request is assigned to it.
		#[pallet::constant]
		type MinAnswerTime: Get<BlockNumberFor<Self>>;

		/// The most requests that wait for workers at a time.
		#[pallet::constant]
		type MaxQueue: Get<u32>;

		/// The most workers that are drawn in one block.
		#[pallet::constant]
		type MaxAssignments: Get<u32>;

		/// After how many misses in a row a worker is paused.
		#[pallet::constant]
		type MaxMisses: Get<u32>;

		/// The most requests that one worker is assigned at a time.
		#[pallet::constant]
		type MaxInFlight: Get<u32>;

		/// The most challenges of one answer that are open at a time.
		#[pallet::constant]
		type MaxOpenChallenges: Get<u8>;

		/// How many members the committee of a review has: 3, 5 or 7.
		#[pallet::constant]
		type ReviewSize: Get<u8>;

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

	/// Who serves a base model, be it paused or not: a list without gaps for each, from place zero.
	#[pallet::storage]
	pub type Roster<T: Config> =
		StorageDoubleMap<_, Twox64Concat, ArtifactId, Twox64Concat, u32, T::AccountId>;

	/// How many workers the roster of a base model has.
	#[pallet::storage]
	pub type RosterLen<T: Config> = StorageMap<_, Twox64Concat, ArtifactId, u32, ValueQuery>;

	/// The place of a worker in the roster of each base model that it serves.
	#[pallet::storage]
	pub type RosterPlaces<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, ArtifactId, u32>;

	/// The number of the next request.
	#[pallet::storage]
	pub type NextRequest<T: Config> = StorageValue<_, RequestId, ValueQuery>;

	/// All requests that were not cancelled, did not expire and were not pruned.
	#[pallet::storage]
	pub type Requests<T: Config> = StorageMap<_, Twox64Concat, RequestId, RequestOf<T>>;

	/// The questions, as they were asked.
	#[pallet::storage]
	pub type Inputs<T: Config> = StorageMap<_, Twox64Concat, RequestId, QuestionOf<T>>;

	/// The requests that wait for workers: each knows those before and after it.
	#[pallet::storage]
	pub type Queue<T: Config> = StorageMap<_, Twox64Concat, RequestId, QueueEntryOf<T>>;

	/// The request whose turn it is next.
	#[pallet::storage]
	pub type QueueHead<T: Config> = StorageValue<_, RequestId>;

	/// The request whose turn it is last.
	#[pallet::storage]
	pub type QueueTail<T: Config> = StorageValue<_, RequestId>;

	/// How many requests are in the queue.
	#[pallet::storage]
	pub type QueueLen<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// The requests that a worker owes an answer or a judgement to, in no particular order.
	#[pallet::storage]
	pub type Assigned<T: Config> = StorageMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		BoundedVec<RequestId, T::MaxInFlight>,
		ValueQuery,
	>;

	/// How many accepted answers of a worker, who may have left, have neither been settled nor found false:
	/// its bond stands for them.
	#[pallet::storage]
	pub type Unsettled<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32, ValueQuery>;

	/// The proved requests of a worker that no open challenge keeps from being settled, with the first
	/// block in which they can be. Workers' nodes read it off-chain.
	#[pallet::storage]
	pub type Maturing<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Twox64Concat,
		RequestId,
		BlockNumberFor<T>,
	>;

	/// The records of all answers that were settled or falsified, as the peaks of their Merkle tree.
	#[pallet::storage]
	pub type Records<T: Config> = StorageValue<_, Accumulator, ValueQuery>;

	/// The committees that judge answers now.
	#[pallet::storage]
	pub type Panels<T: Config> = StorageMap<_, Twox64Concat, RequestId, PanelOf<T>>;

	/// What the members of these committees revealed, by the places of their seats.
	#[pallet::storage]
	pub type Judgements<T: Config> =
		StorageDoubleMap<_, Twox64Concat, RequestId, Twox64Concat, u32, Judgement>;

	/// The proved answers that somebody wants a committee to judge.
	#[pallet::storage]
	pub type Reviews<T: Config> = StorageMap<_, Twox64Concat, RequestId, ReviewOf<T>>;

	/// The reviews whose members are still to be drawn, in the order in which they were asked for.
	#[pallet::storage]
	pub type Convening<T: Config> =
		StorageValue<_, BoundedVec<RequestId, ConstU32<MAX_CONVENING>>, ValueQuery>;

	/// Why money is held.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The most that a request may cost, until it ends.
		Escrow,
		/// The deposit for stored bytes.
		StorageDeposit,
		/// The bond and the members' pay of a review, until it ends.
		Review,
	}

	// An event is encoded as soon as it is made; nothing keeps many of them.
	#[allow(clippy::large_enum_variant)]
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
			/// Hash of the build of the server that it says to run.
			build: H256,
		},
		/// A worker changed its endpoint, what it serves, or its build.
		WorkerUpdated {
			/// The worker.
			worker: T::AccountId,
			/// The base models that it serves now.
			base_models: BaseModelsOf<T>,
			/// Hash of the build of the server that it says to run now.
			build: H256,
		},
		/// A worker said that it is there.
		WorkerSeen {
			/// The worker.
			worker: T::AccountId,
		},
		/// A worker takes nothing new until it resumes.
		WorkerPaused {
			/// The worker.
			worker: T::AccountId,
			/// Whether it was paused because too many requests expired in its hands, one after the other.
			by_misses: bool,
		},
		/// A worker takes requests again.
		WorkerResumed {
			/// The worker.
			worker: T::AccountId,
		},
		/// A worker left.
		WorkerLeft {
			/// Who was a worker.
			worker: T::AccountId,
		},
		/// Somebody asked.
		InferenceRequested {
			/// The new request.
			request: RequestId,
			/// The artifact that is to answer.
			artifact: ArtifactId,
			/// Who asks and pays.
			payer: T::AccountId,
			/// How it is seen to that the answer is true.
			mode: Mode,
			/// What is held of the payer, in plancks.
			max_fee: Balance,
			/// The last block in which an answer is accepted.
			deadline: BlockNumberFor<T>,
		},
		/// The payer withdrew a request before it was assigned, and has everything back.
		InferenceCancelled {
			/// The request that is no more.
			request: RequestId,
			/// Who had asked.
			payer: T::AccountId,
			/// What the payer got back of what was held, in plancks, the deposit not counted.
			refund: Balance,
		},
		/// A request was given to workers.
		InferenceAssigned {
			/// The request.
			request: RequestId,
			/// Who is to answer, and then those who are to check it.
			workers: Members<T::AccountId>,
		},
		/// No workers were found for a request so often, or for so long, that it is not given out any more. Its
		/// payer can cancel it, and anybody end it after the deadline.
		AssignmentGivenUp {
			/// The request.
			request: RequestId,
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
		/// An answer withstood a challenge. It can be challenged for a window more.
		ChallengeWithstood {
			/// The request.
			request: RequestId,
			/// How many challenges of it are still open.
			challenges: u8,
			/// The first block in which the fee can be settled, if none is then.
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
		/// An answer, or what was claimed of it, was found false. Nobody is paid for it.
		InferenceFalsified {
			/// The request.
			request: RequestId,
			/// Who had answered.
			worker: T::AccountId,
			/// What the payer got back of what was held, in plancks.
			refund: Balance,
		},
		/// Nobody answered in time. The payer has everything back.
		InferenceExpired {
			/// The request that is no more.
			request: RequestId,
			/// Who had asked.
			payer: T::AccountId,
			/// Who owed the answer; nobody when no workers were found.
			worker: Option<T::AccountId>,
			/// What the payer got back of what was held, in plancks, the deposit not counted.
			refund: Balance,
		},
		/// The record of an answer was appended.
		AnswerRecorded {
			/// The request.
			request: RequestId,
			/// The record's place among all.
			index: u32,
			/// The record.
			record: AnswerRecordOf<T>,
		},
		/// An ended request was removed. Its record stands for it.
		RequestPruned {
			/// The request that is no more.
			request: RequestId,
			/// The place of its record.
			index: u32,
		},
		/// The author of a committee's answer published it. All members judge it now.
		AnswerPublished {
			/// The request.
			request: RequestId,
			/// The author.
			worker: T::AccountId,
			/// Commitment to the answer, and what is charged.
			statement: AnswerStatement,
			/// What the answer costs, in plancks, the checks not counted.
			fee: Balance,
			/// The last block in which judgements are committed.
			commit_until: BlockNumberFor<T>,
		},
		/// A member of a committee is bound to a judgement.
		JudgementCommitted {
			/// The request.
			request: RequestId,
			/// The member.
			member: T::AccountId,
			/// The hash that it is bound by.
			commitment: H256,
		},
		/// All members have committed: they can reveal at once.
		RevealOpened {
			/// The request.
			request: RequestId,
			/// The last block in which judgements are revealed.
			reveal_until: BlockNumberFor<T>,
		},
		/// A member of a committee revealed its judgement.
		JudgementRevealed {
			/// The request.
			request: RequestId,
			/// The member.
			member: T::AccountId,
			/// What it found.
			judgement: Judgement,
		},
		/// A member of a committee, or who wrote the answer, was slashed.
		MemberSlashed {
			/// The request.
			request: RequestId,
			/// Who was slashed.
			member: T::AccountId,
			/// Why.
			reason: SlashReason,
			/// What was taken, in plancks: less than is due when the bond was smaller.
			amount: Balance,
		},
		/// A committee decided, or could not.
		CommitteeConcluded {
			/// The request.
			request: RequestId,
			/// What it decided.
			verdict: CommitteeVerdict,
			/// How many members judged as most did.
			agreed: u32,
			/// What they were paid together for their checks, in plancks.
			paid: Balance,
		},
		/// A committee came to no decision. The request is no more; the payer has everything back.
		InferenceUndecided {
			/// The request that is no more.
			request: RequestId,
			/// Who had asked.
			payer: T::AccountId,
			/// What the payer got back of what was held, in plancks, the deposit not counted.
			refund: Balance,
		},
		/// Somebody wants a committee to judge a proved answer.
		ReviewRequested {
			/// The request.
			request: RequestId,
			/// Who wants it.
			challenger: T::AccountId,
			/// What is lost to the author when the answer stands, in plancks.
			bond: Balance,
			/// What each member gets, in plancks.
			pay: Balance,
		},
		/// The committee of a review was drawn.
		ReviewConvened {
			/// The request.
			request: RequestId,
			/// Its members.
			members: Members<T::AccountId>,
			/// The last block in which judgements are committed.
			commit_until: BlockNumberFor<T>,
		},
		/// A review ended without members: too few workers were found, or another challenge had felled the
		/// answer.
		ReviewLapsed {
			/// The request.
			request: RequestId,
			/// Who had wanted it.
			challenger: T::AccountId,
			/// What the challenger got back, in plancks: all that was held.
			refund: Balance,
		},
		/// A review ended.
		ReviewClosed {
			/// The request.
			request: RequestId,
			/// Who had wanted it.
			challenger: T::AccountId,
			/// What the challenger got back of what was held, in plancks.
			refund: Balance,
			/// What the author got of it, in plancks.
			compensation: Balance,
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
		/// The worker's bond does not pay for one false answer any more.
		BondSpent,
		/// The endpoint is empty or not UTF-8.
		InvalidEndpoint,
		/// The base models are not in strictly ascending order.
		BaseModelsNotAscending,
		/// One of the base models does not exist, or is no base model.
		UnknownBaseModel,
		/// The worker still owes answers or judgements. Pause, wait for the rest, then leave.
		StillAssigned,
		/// The worker is paused; resume first.
		WorkerPaused,
		/// The worker is not paused.
		NotPaused,
		/// The worker was seen less than half a heartbeat period ago.
		HeartbeatNotDue,
		/// The artifact does not exist, is not offered, or runs on no base model.
		ArtifactNotOffered,
		/// The question is not UTF-8, nothing of it is left in canonical form, or its commitment is
		/// malformed or to nothing.
		InvalidInput,
		/// The question's uri is empty or not UTF-8.
		InvalidUri,
		/// The committee's size is not 3, 5 or 7.
		InvalidCommitteeSize,
		/// The question lies elsewhere: who is to judge the answer might not get it. Ask by text, and of one
		/// worker.
		QuestionNotOnChain,
		/// The artifact was trained on data that not everybody may see, so not everybody could judge its
		/// answer. Ask one worker: a review is made by those who may see it.
		PrivateData,
		/// The request asks for no output.
		NoOutputTokens,
		/// The highest fee is below the artifact's base price, the checkers' pay included.
		FeeTooLow,
		/// The deadline is sooner than the chain allows.
		DeadlineTooShort,
		/// The deadline is later than the chain allows.
		DeadlineTooLong,
		/// Fewer workers serve the artifact's base model than the request needs.
		TooFewWorkers,
		/// The queue is full. Try again in the next block.
		QueueFull,
		/// What the payer has free and under no lock is less than the highest fee.
		FundsLocked,
		/// The request was asked by somebody else.
		NotPayer,
		/// The request was assigned already, and cannot be cancelled.
		NotQueued,
		/// There is no such request: never was, or it was cancelled, expired or was pruned.
		RequestNotFound,
		/// The request waits for workers.
		NotAssigned,
		/// A committee answers the request: proofs of single workers are not accepted.
		CommitteeDecides,
		/// The request has an answer already.
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
		/// The proof was made by another version of the attribution engine than the request was asked under.
		UnknownEngine,
		/// The proof charges more tokens of output than the request allows, or than the answer can have: one for
		/// each byte, and one that ends it.
		TooManyTokens,
		/// The proof charges more tokens of input than the question has bytes.
		TooManyInputTokens,
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
		/// The answer was found false.
		AlreadyFalsified,
		/// The answer can still be challenged; settle later.
		WindowOpen,
		/// A challenge of the answer is open; settle when it has ended.
		ChallengeOpen,
		/// The answer can be challenged no more.
		WindowOver,
		/// As many challenges of the answer are open as there can be; wait for one to end.
		TooManyChallenges,
		/// No challenge of the answer is open.
		NoOpenChallenge,
		/// What is challenged is no answer to a request.
		NotRequest,
		/// The request's deadline is not over yet.
		DeadlineNotPassed,
		/// The request did not end with an answer: there is no record that could stand for it.
		NotEnded,
		/// The request ended too recently to be pruned.
		RecordPeriodNotOver,
		/// There is no place for another record.
		RecordsFull,
		/// One worker answers the request: it wants a proof, not an answer for a committee.
		NoCommittee,
		/// The statement's commitment is malformed, or to an answer that is too long.
		MalformedStatement,
		/// No committee judges this answer now.
		NothingToJudge,
		/// The caller is no member of the committee.
		NotMember,
		/// The member has committed already.
		AlreadyCommitted,
		/// Judgements are committed no more.
		CommitOver,
		/// The member has not committed to a judgement.
		NotCommitted,
		/// The member has revealed already.
		AlreadyRevealed,
		/// Judgements are not revealed before all have committed, or the window to commit is over.
		RevealNotOpen,
		/// Judgements are revealed no more.
		RevealOver,
		/// The member is bound to another judgement, or the salt is another.
		CommitmentMismatch,
		/// Members can still commit or reveal; conclude later.
		JudgementOpen,
		/// The answer is under review; prune it when that has ended.
		ReviewOpen,
		/// A review of the answer was asked for already: there is one for each at most.
		AlreadyReviewed,
		/// So many reviews wait for their members that there is no room for more. Try again in a later block.
		TooManyReviews,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Draws the members of the review whose turn it is, and gives the requests at the queue's head to
		/// workers.
		fn on_initialize(_now: BlockNumberFor<T>) -> Weight {
			let convened = Self::convene_next(T::Randomness::random);
			let drawn = Self::assign_heads(T::MaxAssignments::get(), |subject| {
				T::Randomness::random(subject)
			});
			convened.saturating_add(T::WeightInfo::assign(drawn))
		}

		fn integrity_test() {
			assert!(T::MinAnswerTime::get() > Zero::zero(), "answers would be due at once");
			assert!(
				T::MinAnswerTime::get() < T::MinDeadline::get(),
				"the shortest requests could not be assigned in a later block"
			);
			assert!(T::MinDeadline::get() <= T::MaxDeadline::get(), "no deadline would be allowed");
			assert!(T::MaxInFlight::get() > 0, "no worker could be assigned anything");
			assert!(T::MaxBaseModels::get() > 0, "no worker could serve anything");
			assert!(T::MaxQueue::get() > 0, "nothing could be asked");
			assert!(
				T::MaxAssignments::get() >= MAX_COMMITTEE,
				"the largest committee could not be drawn in one block"
			);
			assert!(T::MaxMisses::get() > 0, "workers would be paused without a miss");
			assert!(T::MaxOpenChallenges::get() > 0, "no answer could be challenged");
			let review = Mode::Committee { k: T::ReviewSize::get() };
			assert!(review.seats().is_some(), "a review would have a size that is not allowed");
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
		/// serve, ascending. `build` is the hash of the server's build that you run, for people to compare.
		/// You are given what is asked from the next block on.
		///
		/// Needs the active bond of a worker. Holds a deposit for the record. Emits `WorkerRegistered`.
		/// Fails with `KeyNotOwn`, `AlreadyRegistered`, `BondTooSmall`, `InvalidEndpoint`,
		/// `BaseModelsNotAscending` or `UnknownBaseModel`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register_worker(base_models.len().saturated_into()))]
		pub fn register_worker(
			origin: OriginFor<T>,
			key: T::WorkerKey,
			endpoint: EndpointOf<T>,
			base_models: BaseModelsOf<T>,
			build: H256,
		) -> DispatchResult {
			let worker = ensure_signed(origin)?;
			Self::do_register(worker, key, endpoint, base_models, build)
		}

		/// Change where your server is, what it serves, or which build of it you run.
		///
		/// For registered workers. `endpoint` is the URL of your server. `base_models` are the artifacts
		/// that you serve from now on, ascending. `build` is the hash of the server's build. What is
		/// assigned stays assigned, whatever base model it is for. When you serve one more, you are given
		/// what is asked from the next block on.
		///
		/// Adjusts the deposit. Emits `WorkerUpdated`. Fails with `NotRegistered`, `InvalidEndpoint`,
		/// `BaseModelsNotAscending` or `UnknownBaseModel`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::update_worker(base_models.len().saturated_into()))]
		pub fn update_worker(
			origin: OriginFor<T>,
			endpoint: EndpointOf<T>,
			base_models: BaseModelsOf<T>,
			build: H256,
		) -> DispatchResult {
			let worker = ensure_signed(origin)?;
			Self::do_update(worker, endpoint, base_models, build)
		}

		/// Cease to be a worker.
		///
		/// For registered workers to whom nothing is assigned; to get there under load, pause first. What
		/// was proved is still settled and paid.
		///
		/// Gives the deposit back; the bond is a matter of its own, and cools down for as long as you could
		/// be slashed. Emits `WorkerLeft`. Fails with `StillAssigned` or `NotRegistered`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::leave())]
		pub fn leave(origin: OriginFor<T>) -> DispatchResult {
			let worker = ensure_signed(origin)?;
			Self::do_leave(worker)
		}

		/// Ask an artifact a question, and pay for the answer when it is proved.
		///
		/// For everybody. `artifact` is the one that is to answer. `input` is the question: UTF-8 text, or
		/// the commitment to one with the uri where every worker can fetch it. `mode` says whether one
		/// worker answers, open to challenge, or a committee of 3, 5 or 7 judges the answer: to a question
		/// that is text, of an artifact that was trained on public Datanets alone.
		/// `max_output_tokens` bounds the length of the answer, `max_fee` what it may cost with all
		/// checks, in plancks. `deadline` is how many blocks there are until an answer, from now.
		///
		/// Queues the request; workers are drawn in a later block. Holds `max_fee` until the request ends,
		/// and a deposit for the record until it is pruned. Emits `InferenceRequested`. Fails with
		/// `NoOutputTokens`, `DeadlineTooShort`, `DeadlineTooLong`, `InvalidCommitteeSize`,
		/// `ArtifactNotOffered`, `FeeTooLow`, `InvalidInput`, `InvalidUri`, `QuestionNotOnChain`,
		/// `PrivateData`, `TooFewWorkers`, `QueueFull`, `FundsLocked`, or when the deposit cannot be held.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::request_inference(Pallet::<T>::text_len(input)))]
		pub fn request_inference(
			origin: OriginFor<T>,
			artifact: ArtifactId,
			input: QuestionOf<T>,
			mode: Mode,
			max_output_tokens: u32,
			#[pallet::compact] max_fee: Balance,
			deadline: BlockNumberFor<T>,
		) -> DispatchResult {
			let payer = ensure_signed(origin)?;
			Self::do_request(payer, artifact, input, mode, max_output_tokens, max_fee, deadline)
		}

		/// Prove an answer.
		///
		/// For the worker that the request is assigned to, when no committee judges it. `proof` is the Proof
		/// of Attribution, `signature` the worker key's over its signing bytes.
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
		/// `InferenceSettled` and `AnswerRecorded`. Fails with `RequestNotFound`, `NotProved`,
		/// `AlreadySettled`, `AlreadyFalsified`, `ChallengeOpen`, `WindowOpen` or `RecordsFull`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::settle(MAX_SHARES))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, request: &RequestId| -> bool {
			ensure_signed(origin.clone()).is_ok() && Pallet::<T>::due(*request).is_ok()
		})]
		pub fn settle(origin: OriginFor<T>, request: RequestId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_settle(request)
		}

		/// End a request whose deadline passed without an answer.
		///
		/// For everybody. `request` is its number.
		///
		/// Costs the transaction's fee. Gives the payer everything back, the deposit too, and removes the
		/// request. Counts a miss for who owed the answer, and pauses a worker that missed too many
		/// questions in a row that it had in full. Emits `InferenceExpired`, and `WorkerPaused` when that happens. Fails with
		/// `RequestNotFound`, `AlreadyProved` or `DeadlineNotPassed`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::expire())]
		pub fn expire(origin: OriginFor<T>, request: RequestId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_expire(request)
		}

		/// Say that you are there: who was not seen for a heartbeat period gets no new requests.
		///
		/// For workers that are not paused and have the bond of a worker, when half a heartbeat period has
		/// passed since they were last seen. An accepted proof counts as one.
		///
		/// Free when it is due. Emits `WorkerSeen`. Fails with `NotRegistered`, `WorkerPaused`,
		/// `HeartbeatNotDue` or `BondTooSmall`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::heartbeat())]
		#[pallet::feeless_if(|origin: &OriginFor<T>| -> bool {
			ensure_signed(origin.clone()).is_ok_and(|who| Pallet::<T>::heartbeat_due(&who).is_ok())
		})]
		pub fn heartbeat(origin: OriginFor<T>) -> DispatchResult {
			let worker = ensure_signed(origin)?;
			Self::do_heartbeat(worker)
		}

		/// Take no new requests. What is assigned to you stays yours to answer, and you keep your places in the
		/// rosters: nobody else's chances change.
		///
		/// For workers that are not paused.
		///
		/// Costs the transaction's fee. Emits `WorkerPaused`. Fails with `NotRegistered` or `WorkerPaused`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::pause())]
		pub fn pause(origin: OriginFor<T>) -> DispatchResult {
			let worker = ensure_signed(origin)?;
			Self::do_pause(worker)
		}

		/// Take requests again, after a pause of your own or after too many misses.
		///
		/// For paused workers with the active bond of a worker. Counts as a heartbeat.
		///
		/// Costs the transaction's fee. Emits `WorkerResumed`. Fails with `NotRegistered`, `NotPaused` or
		/// `BondTooSmall`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::resume())]
		pub fn resume(origin: OriginFor<T>) -> DispatchResult {
			let worker = ensure_signed(origin)?;
			Self::do_resume(worker)
		}

		/// Withdraw a request that waits for workers.
		///
		/// For its payer. `request` is its number.
		///
		/// Costs the transaction's fee. Gives everything back, the deposit too. Emits
		/// `InferenceCancelled`. Fails with `RequestNotFound`, `NotPayer` or `NotQueued`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::cancel())]
		pub fn cancel(origin: OriginFor<T>, request: RequestId) -> DispatchResult {
			let payer = ensure_signed(origin)?;
			Self::do_cancel(payer, request)
		}

		/// Remove a request that ended with an answer long enough ago. Its record can still be shown under
		/// the root of all records, by whoever kept it.
		///
		/// For everybody. `request` is its number.
		///
		/// Costs the transaction's fee. Gives the payer the deposit back. Emits `RequestPruned`. Fails with
		/// `RequestNotFound`, `NotEnded`, `RecordPeriodNotOver`, or `ReviewOpen` when it is reviewed.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::prune())]
		pub fn prune(origin: OriginFor<T>, request: RequestId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_prune(request)
		}

		/// Publish the answer that a committee is to judge.
		///
		/// For the author of a request with a committee: the first of its workers. `request` is its number,
		/// `statement` commits to the canonical answer and says how many tokens are charged. Keep the text
		/// at hand for the other members: when most cannot get it, nobody is paid.
		///
		/// Free when it is accepted. All members, you too, have a window to commit to judgements from now.
		/// Emits `AnswerPublished`. Fails with `RequestNotFound`, `NotAssigned`, `AlreadyProved`,
		/// `NoCommittee`, `DeadlinePassed`, `WorkerNotAssigned`, `BondSpent`, `MalformedStatement`,
		/// `TooManyTokens`, `TooManyInputTokens`, or `FeeAboveMaximum` when the fee and the checks are above
		/// the maximum.
		#[pallet::call_index(20)]
		#[pallet::weight(T::WeightInfo::publish_answer())]
		#[pallet::feeless_if(|
			origin: &OriginFor<T>,
			request: &RequestId,
			statement: &AnswerStatement,
		| -> bool {
			ensure_signed(origin.clone())
				.is_ok_and(|who| Pallet::<T>::check_answer(&who, *request, statement).is_ok())
		})]
		pub fn publish_answer(
			origin: OriginFor<T>,
			request: RequestId,
			statement: AnswerStatement,
		) -> DispatchResult {
			let worker = ensure_signed(origin)?;
			Self::do_publish(worker, request, statement)
		}

		/// Bind yourself to a judgement that nobody can read yet.
		///
		/// For the members of a committee, once each, while its window to commit is open. `request` is the
		/// number of what is judged, `commitment` the hash of `judgement_commitment` in the primitives. Keep
		/// judgement and salt: who does not reveal is slashed.
		///
		/// Free when it is accepted. Emits `JudgementCommitted`, and `RevealOpened` when it is the last.
		/// Fails with `NothingToJudge`, `NotMember`, `AlreadyCommitted` or `CommitOver`.
		#[pallet::call_index(21)]
		#[pallet::weight(T::WeightInfo::commit_judgement())]
		#[pallet::feeless_if(|
			origin: &OriginFor<T>,
			request: &RequestId,
			_commitment: &H256,
		| -> bool {
			ensure_signed(origin.clone())
				.is_ok_and(|who| Pallet::<T>::check_commit(&who, *request).is_ok())
		})]
		pub fn commit_judgement(
			origin: OriginFor<T>,
			request: RequestId,
			commitment: H256,
		) -> DispatchResult {
			let member = ensure_signed(origin)?;
			Self::do_commit(member, request, commitment)
		}

		/// Reveal the judgement that you are bound to.
		///
		/// For the members of a committee that have committed, once all have, or the window to commit is
		/// over, and until that to reveal is. `request` is the number of what is judged; `judgement` and
		/// `salt` are what the commitment was made of.
		///
		/// Free when it is accepted. You owe nothing more then. Emits `JudgementRevealed`. Fails with
		/// `NothingToJudge`, `NotMember`, `NotCommitted`, `AlreadyRevealed`, `RevealNotOpen`, `RevealOver`,
		/// `CommitmentMismatch`, `MalformedProof`, `SharesWithoutEvidence`, `EvidenceWithoutShares` or
		/// `UnknownContribution`.
		#[pallet::call_index(22)]
		#[pallet::weight(T::WeightInfo::reveal_judgement(Pallet::<T>::shares_in(judgement)))]
		#[pallet::feeless_if(|
			origin: &OriginFor<T>,
			request: &RequestId,
			judgement: &Judgement,
			salt: &H256,
		| -> bool {
			ensure_signed(origin.clone())
				.is_ok_and(|who| Pallet::<T>::check_reveal(&who, *request, judgement, *salt).is_ok())
		})]
		pub fn reveal_judgement(
			origin: OriginFor<T>,
			request: RequestId,
			judgement: Judgement,
			salt: H256,
		) -> DispatchResult {
			let member = ensure_signed(origin)?;
			Self::do_reveal(member, request, judgement, salt)
		}

		/// Carry out what a committee decided.
		///
		/// For everybody, when all members have revealed, or their windows are over. `request` is the number
		/// of what was judged.
		///
		/// Free when it is due. Slashes members that were silent, or whose vector most contradict. Of a
		/// request with a committee: pays the fee and the checks when the answer is genuine; pays the checks,
		/// gives the payer the rest back and slashes the author when it is foreign; and removes the request
		/// when there is no quorum. Of a review: slashes the author and refunds the payer when the proof falls, else gives
		/// the author the challenger's bond. Emits `MemberSlashed` for each slash, `CommitteeConcluded`, and
		/// what the outcome brings: `InferenceSettled`, `InferenceFalsified`, `InferenceUndecided`,
		/// `ChallengeWithstood`, `AnswerRecorded`, `ReviewClosed`. Fails with `NothingToJudge`,
		/// `JudgementOpen` or `RecordsFull`.
		#[pallet::call_index(23)]
		#[pallet::weight(T::WeightInfo::conclude(MAX_COMMITTEE, MAX_SHARES))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, request: &RequestId| -> bool {
			ensure_signed(origin.clone()).is_ok()
				&& Pallet::<T>::ensure_concludable(*request).is_ok()
		})]
		pub fn conclude(origin: OriginFor<T>, request: RequestId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_conclude(request)
		}

		/// Have a committee judge a proved answer.
		///
		/// For everybody, once for each answer, while it can be challenged. `request` is its number. For what
		/// the chain cannot decide by comparing bytes: influence, retrieval, private Datanets, answers that
		/// are not the artifact's. Members are drawn in one of the next blocks: workers that serve the
		/// artifact's base model, have bond and room, may train on all its snapshots, and did not write the
		/// answer. When too few are found, the review lapses.
		///
		/// Holds the review's bond, and for each of its members a checker's part of the fee. The pay goes to
		/// the members in good standing. The bond comes back, with a part of the author's slash, when the
		/// answer falls, and goes to the author when it stands. Emits `ReviewRequested`, and later
		/// `ReviewConvened` or `ReviewLapsed`. Fails with `RequestNotFound`, `NotProved`, `AlreadySettled`,
		/// `AlreadyFalsified`, `AlreadyReviewed`, `QuestionNotOnChain`, `ArtifactNotOffered`, `WindowOver`,
		/// `TooManyChallenges`, `TooManyReviews` or `FundsLocked`.
		#[pallet::call_index(24)]
		#[pallet::weight(T::WeightInfo::request_review())]
		pub fn request_review(origin: OriginFor<T>, request: RequestId) -> DispatchResult {
			let challenger = ensure_signed(origin)?;
			Self::do_request_review(challenger, request)
		}
	}
}
