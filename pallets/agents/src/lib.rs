// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

mod acting;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod controllers;
mod disputes;
mod feedback;
mod identity;
mod invariants;
mod money;
mod services;
mod tasks;
pub mod types;
mod validation;
mod views;
pub mod weights;

pub use pallet::*;
pub use types::{
	Agent, ClassOf, Controller, ControllerRules, ControllerSet, Feedback, Judge, NewTask, Order,
	Service, ServiceOffer, Standing, Task, Validation,
};
pub use views::MAX_PAGE;
pub use weights::WeightInfo;

/// The pallet.
#[frame::pallet]
pub mod pallet {
	use crate::{
		types::{
			Agent, ClassOf, ControllerRules, ControllerSet, Feedback, Judge, NewTask, Service,
			ServiceOffer, Standing, Task, Validation,
		},
		weights::WeightInfo,
	};
	use alloc::boxed::Box;
	use frame::{
		prelude::{fungible::hold, *},
		traits::{Consideration, Footprint, IsSubType},
	};
	use openledger_primitives::{
		ids::{AgentId, ServiceId, TaskId},
		records::{AgentTag, AgentUri, Endpoints, FeedbackTags, TaskDelivery},
		traits::{Bonds, Liquid, SlashReason},
		Balance,
	};

	/// What the pallet needs of its runtime. Payments over HTTP name the genesis block by an `H256`.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>, Hash = H256> {
		/// The calls that a wallet can make.
		type RuntimeCall: Parameter
			+ Dispatchable<RuntimeOrigin = Self::RuntimeOrigin, PostInfo = PostDispatchInfo>
			+ GetDispatchInfo
			+ From<frame_system::Call<Self>>
			+ IsSubType<Call<Self>>
			+ IsType<<Self as frame_system::Config>::RuntimeCall>;

		/// The reasons for which the runtime holds balances.
		type RuntimeHoldReason: From<HoldReason>;

		/// OPEN. What tasks pay stays in the client's account, on hold, until they are over.
		type Currency: hold::Mutate<
			Self::AccountId,
			Reason = Self::RuntimeHoldReason,
			Balance = Balance,
		>;

		/// What of an account's OPEN no lock forbids to put in escrow.
		type Liquid: Liquid<Self::AccountId>;

		/// What agents have at stake.
		type Bonds: Bonds<Self::AccountId>;

		/// What is deposited for records. Held for `HoldReason::AgentsDeposit`.
		type Consideration: Consideration<Self::AccountId, Footprint>;

		/// The clock of all windows and deadlines: it stands still in full blocks.
		type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumberFor<Self>>;

		/// The classes of calls that controllers are given.
		type CallClass: Parameter
			+ Member
			+ MaxEncodedLen
			+ Ord
			+ ClassOf<<Self as Config>::RuntimeCall>;

		/// The calls that a wallet can be told to make at all, by its owner too. None that gives what the
		/// wallet may do to others: it would outlive a change of the owner. Controllers make those of them
		/// that have a class. An `act` is refused in any case.
		type OwnerCalls: Contains<<Self as Config>::RuntimeCall>;

		/// The accounts to which something is owed that only they can be paid: a wallet among them is not
		/// forgotten yet.
		type Unsettled: Contains<Self::AccountId>;

		/// From which the wallets' accounts are derived.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// Who can slash an agent's bond: governance.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Who decides disputes that no validator has decided: governance.
		type ArbiterOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The most keys that control a wallet.
		#[pallet::constant]
		type MaxControllers: Get<u32>;

		/// The most classes of calls that a key is given.
		#[pallet::constant]
		type MaxClasses: Get<u32>;

		/// The least price of a task, in plancks. At least the existential deposit: then every wallet can
		/// be paid.
		#[pallet::constant]
		type MinPrice: Get<Balance>;

		/// The least number of blocks that a task is given.
		#[pallet::constant]
		type MinDeadline: Get<BlockNumberFor<Self>>;

		/// The most blocks that a task is given.
		#[pallet::constant]
		type MaxDeadline: Get<BlockNumberFor<Self>>;

		/// The most tasks that are given for each other in a row.
		#[pallet::constant]
		type MaxDepth: Get<u8>;

		/// How many blocks a client has to look at a delivery.
		type AcceptanceWindow: Get<BlockNumberFor<Self>>;

		/// How many blocks a task's validator has to decide a dispute.
		type ResolutionWindow: Get<BlockNumberFor<Self>>;

		/// How many blocks the arbiter then has to decide it.
		type ArbitrationPeriod: Get<BlockNumberFor<Self>>;

		/// What a client has at stake for a dispute, in plancks. Not zero.
		#[pallet::constant]
		type DisputeBond: Get<Balance>;

		/// What a dispute that the arbiter decided against it costs an agent of its bond at most, in
		/// plancks; a cheaper task costs its price.
		#[pallet::constant]
		type LostDisputeSlash: Get<Balance>;

		/// How many blocks a task that is over, and a validation that was answered, stay at least: the time
		/// to rate and to read them.
		type Retention: Get<BlockNumberFor<Self>>;

		/// How long a service that is paid over HTTP takes to answer at most, in seconds.
		#[pallet::constant]
		type PaymentTimeout: Get<u32>;

		/// What the calls weigh.
		type WeightInfo: WeightInfo;

		/// Makes what the benchmarks need of other pallets.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper<
			Self::AccountId,
			<Self as Config>::RuntimeCall,
			Self::CallClass,
		>;
	}

	/// Why this pallet holds OPEN.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Pays for records.
		AgentsDeposit,
		/// A task's price and its validator's fee, until it is over.
		TaskEscrow,
		/// At stake until a dispute is decided.
		TaskDispute,
	}

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// The number of the next agent. None is given out twice: a wallet belongs to one agent only.
	#[pallet::storage]
	pub type NextAgent<T: Config> = StorageValue<_, AgentId, ValueQuery>;

	/// The agents that were not forgotten.
	#[pallet::storage]
	pub type Agents<T: Config> = StorageMap<_, Twox64Concat, AgentId, Agent<T>>;

	/// The agent of each wallet.
	#[pallet::storage]
	pub type Wallets<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, AgentId>;

	/// What each agent is said to be, and what keeps it from being forgotten.
	#[pallet::storage]
	pub type Standings<T: Config> = StorageMap<_, Twox64Concat, AgentId, Standing>;

	/// The keys that control each agent's wallet. Not there when there are none.
	#[pallet::storage]
	pub type Controllers<T: Config> = StorageMap<_, Twox64Concat, AgentId, ControllerSet<T>>;

	/// The number of the next service.
	#[pallet::storage]
	pub type NextService<T: Config> = StorageValue<_, ServiceId, ValueQuery>;

	/// What agents offer.
	#[pallet::storage]
	pub type Services<T: Config> =
		StorageDoubleMap<_, Twox64Concat, AgentId, Twox64Concat, ServiceId, Service<T>>;

	/// The number of the next task.
	#[pallet::storage]
	pub type NextTask<T: Config> = StorageValue<_, TaskId, ValueQuery>;

	/// The tasks, until their clients forget them. A task's parent has a lower number.
	#[pallet::storage]
	pub type Tasks<T: Config> = StorageMap<_, Twox64Concat, TaskId, Task<T>>;

	/// What was said of each agent, by the task that it was said for. It outlives the task.
	#[pallet::storage]
	pub type Feedbacks<T: Config> =
		StorageDoubleMap<_, Twox64Concat, AgentId, Twox64Concat, TaskId, Feedback<T>>;

	/// What each agent asked others to check, by its hash.
	#[pallet::storage]
	pub type Validations<T: Config> =
		StorageDoubleMap<_, Twox64Concat, AgentId, Blake2_128Concat, H256, Validation<T>>;

	/// What happened to agents and tasks.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// `owner` registered `agent`, whose account is `wallet`.
		AgentRegistered {
			/// The agent.
			agent: AgentId,
			/// Whose it is.
			owner: T::AccountId,
			/// Its account.
			wallet: T::AccountId,
		},
		/// The owner of `agent` changed what is told of it.
		MetadataSet {
			/// The agent.
			agent: AgentId,
		},
		/// The owner of `agent` offered it to `to`, or took an offer back.
		TransferOffered {
			/// The agent.
			agent: AgentId,
			/// Who may accept it.
			to: Option<T::AccountId>,
		},
		/// `agent` has another owner. Nobody controls its wallet but that one.
		AgentTransferred {
			/// The agent.
			agent: AgentId,
			/// Whose it was.
			from: T::AccountId,
			/// Whose it is.
			to: T::AccountId,
		},
		/// `agent` takes no more tasks, for good. Nobody controls its wallet but its owner.
		AgentRetired {
			/// The agent.
			agent: AgentId,
		},
		/// The record of `agent` is gone, and its deposit free.
		AgentForgotten {
			/// The agent.
			agent: AgentId,
		},
		/// `key` controls the wallet of `agent`, within its rules.
		ControllerSet {
			/// The agent.
			agent: AgentId,
			/// The account of the key.
			key: T::AccountId,
			/// What it may do.
			rules: ControllerRules<T>,
		},
		/// `key` does not control the wallet of `agent` any more.
		ControllerRemoved {
			/// The agent.
			agent: AgentId,
			/// The account of the key.
			key: T::AccountId,
		},
		/// `by` made the wallet of `agent` do something.
		Acted {
			/// The agent.
			agent: AgentId,
			/// The owner, or a controller.
			by: T::AccountId,
			/// What a controller took out of the wallet's free balance, in plancks. An owner's is not
			/// counted.
			spent: Option<Balance>,
		},
		/// Governance slashed the bond of `agent`.
		AgentSlashed {
			/// The agent.
			agent: AgentId,
			/// What was taken, in plancks.
			amount: Balance,
			/// Why.
			reason: SlashReason,
		},
		/// `agent` offers a service, or offers it otherwise than before.
		ServiceOffered {
			/// The agent.
			agent: AgentId,
			/// The service.
			service: ServiceId,
			/// What it is, and its price.
			offer: ServiceOffer,
		},
		/// `agent` does not offer `service` any more.
		ServiceWithdrawn {
			/// The agent.
			agent: AgentId,
			/// The service.
			service: ServiceId,
		},
		/// `client` posted `task`.
		TaskPosted {
			/// The task.
			task: TaskId,
			/// Who pays.
			client: T::AccountId,
			/// Who shall do it.
			agent: AgentId,
			/// What is on hold for the agent, in plancks.
			price: Balance,
			/// What is on hold for the validator, in plancks.
			fee: Balance,
			/// The last block in which it can be accepted and delivered.
			deadline: BlockNumberFor<T>,
			/// The task for which the client gave it.
			parent: Option<TaskId>,
		},
		/// `agent` accepted `task`.
		TaskAccepted {
			/// The task.
			task: TaskId,
			/// Who does it.
			agent: AgentId,
		},
		/// `agent` delivered. The client looks at it.
		TaskDelivered {
			/// The task.
			task: TaskId,
			/// Who did it.
			agent: AgentId,
			/// What was delivered.
			delivery: TaskDelivery,
			/// The first block in which anyone may settle it.
			settle_at: BlockNumberFor<T>,
		},
		/// The delivery stands, and the agent is paid.
		TaskSettled {
			/// The task.
			task: TaskId,
			/// Who did it.
			agent: AgentId,
			/// What the agent was paid, in plancks.
			paid: Balance,
			/// What went back to the client, in plancks.
			refund: Balance,
		},
		/// `agent` accepted `task` and did not deliver in time. The client has the escrow back.
		TaskFailed {
			/// The task.
			task: TaskId,
			/// Who failed.
			agent: AgentId,
			/// What went back to the client, in plancks.
			refund: Balance,
		},
		/// Nobody will do `task`: its client took it back, or no agent accepted it in time.
		TaskCancelled {
			/// The task.
			task: TaskId,
			/// What went back to the client, in plancks.
			refund: Balance,
		},
		/// The client says that the delivery is not what was ordered.
		TaskDisputed {
			/// The task.
			task: TaskId,
			/// Hash of the reason.
			reason: H256,
			/// What the client has at stake, in plancks.
			bond: Balance,
			/// The first block in which the arbiter can decide, and the validator can no more.
			arbiter_from: BlockNumberFor<T>,
			/// The first block in which anyone may settle it.
			settle_at: BlockNumberFor<T>,
		},
		/// A dispute was decided. Price and bond are divided by the verdict.
		DisputeDecided {
			/// The task.
			task: TaskId,
			/// Who decided it.
			judge: Judge,
			/// The agent's part.
			verdict: Perbill,
			/// What the agent was paid of the price, in plancks.
			paid: Balance,
			/// What the agent was paid of the bond, in plancks.
			forfeited: Balance,
			/// What the validator was paid, in plancks.
			fee: Balance,
			/// What went back to the client, in plancks.
			refund: Balance,
		},
		/// Nobody decided the dispute in time: the delivery stands, and the client has the bond back.
		DisputeLapsed {
			/// The task.
			task: TaskId,
			/// The bond, in plancks.
			bond: Balance,
		},
		/// An agent that lost a dispute was slashed.
		DisputeSlashed {
			/// The task.
			task: TaskId,
			/// Who lost it.
			agent: AgentId,
			/// What was taken of its bond, in plancks.
			amount: Balance,
		},
		/// An agent that lost a dispute could not be slashed.
		SlashFailed {
			/// The task.
			task: TaskId,
			/// Who lost it.
			agent: AgentId,
			/// What should have been taken, in plancks.
			amount: Balance,
			/// Why not.
			error: DispatchError,
		},
		/// The record of `task` is gone, and its deposit free.
		TaskForgotten {
			/// The task.
			task: TaskId,
		},
		/// `rater` rated `agent` for `task`.
		FeedbackGiven {
			/// Who is rated.
			agent: AgentId,
			/// For what.
			task: TaskId,
			/// By whom.
			rater: T::AccountId,
			/// The score, 100 at most.
			score: u8,
			/// For what in particular.
			tags: FeedbackTags,
			/// Where more can be read.
			uri: AgentUri,
			/// Hash of what is there.
			content_hash: H256,
		},
		/// `rater` took the rating of `agent` for `task` back.
		FeedbackRevoked {
			/// Who was rated.
			agent: AgentId,
			/// For what.
			task: TaskId,
			/// By whom.
			rater: T::AccountId,
			/// The score, which counts no more.
			score: u8,
		},
		/// `agent` answered to a rating.
		FeedbackAnswered {
			/// Who is rated.
			agent: AgentId,
			/// For what.
			task: TaskId,
			/// Where the answer can be read.
			uri: AgentUri,
			/// Its hash.
			content_hash: H256,
		},
		/// `agent` asked `validator` to check something.
		ValidationRequested {
			/// The agent.
			agent: AgentId,
			/// Who checks it.
			validator: T::AccountId,
			/// Hash of what is checked.
			data_hash: H256,
			/// Where that can be had.
			uri: AgentUri,
		},
		/// `validator` said what they found.
		ValidationAnswered {
			/// The agent.
			agent: AgentId,
			/// Who checked it.
			validator: T::AccountId,
			/// Hash of what was checked.
			data_hash: H256,
			/// From 0, it failed, to 100, it passed.
			score: u8,
			/// Of what kind it is.
			tag: AgentTag,
			/// Where the evidence can be had.
			uri: AgentUri,
			/// Hash of the evidence.
			content_hash: H256,
		},
		/// The record of the validation is gone, and its deposit free.
		ValidationWithdrawn {
			/// The agent.
			agent: AgentId,
			/// Hash of what was to be checked.
			data_hash: H256,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no agent of this number, or no longer.
		AgentNotFound,
		/// Only the agent's owner may do this.
		NotOwner,
		/// Only an agent's wallet may do this. Its owner and its controllers call it by `act`.
		NotAgent,
		/// An agent's wallet cannot own an agent: nobody might be left to act for either.
		OwnerIsWallet,
		/// The agent was not offered to the caller.
		NotOffered,
		/// The agent is retired.
		AgentRetired,
		/// The agent is not retired. Retire it first.
		AgentActive,
		/// The agent has services, unfinished tasks or validations.
		AgentInUse,
		/// There is OPEN in the agent's wallet, free or on hold. Move it out by `act`.
		WalletNotEmpty,
		/// Something is owed to the agent's wallet. Have it paid, and move it out by `act`.
		WalletUnsettled,
		/// A text is not UTF-8, or one is empty that may not be.
		InvalidText,
		/// All numbers are given out.
		IdsExhausted,
		/// The owner, or the wallet of an agent that is, was or may come to be, cannot be a controller.
		InvalidController,
		/// The wallet has as many controllers as it may.
		TooManyControllers,
		/// A period of no blocks has no spending limit.
		ZeroPeriod,
		/// The key would expire now, or before.
		ExpiresTooEarly,
		/// The account is neither the agent's owner nor one of its controllers.
		NotController,
		/// The key's time is over.
		ControllerExpired,
		/// The key was not given this class of calls, or no controller may make this call; or no wallet may
		/// be told to, by its owner neither, as an act within an act.
		CallNotAllowed,
		/// The call would spend more than what the key has left in this period.
		SpendLimitExceeded,
		/// The agent has nothing at stake.
		NothingBonded,
		/// The agent offers no service of this number.
		ServiceNotFound,
		/// A service needs a price.
		ZeroPrice,
		/// The service is not paid by the task.
		NotPerTask,
		/// The service costs more than what the client agreed to.
		PriceTooHigh,
		/// The price is below the least one of a task.
		PriceTooLow,
		/// An agent cannot be given a task by its own wallet or owner.
		OwnAgent,
		/// Neither the client nor the agent nor its owner can be the validator.
		InvalidValidator,
		/// The task is given too few blocks.
		DeadlineTooShort,
		/// The task is given too many blocks.
		DeadlineTooLong,
		/// No content can have this commitment, or it is that of no bytes where something must be.
		InvalidCommitment,
		/// The parent task was not given to the client.
		NotParentAgent,
		/// The parent task is not accepted, or was delivered.
		ParentNotInProgress,
		/// More tasks would be given for each other in a row than may be.
		TooDeep,
		/// A lock forbids to put this OPEN in escrow.
		FundsLocked,
		/// There is no task of this number, or no longer.
		TaskNotFound,
		/// Only the task's client may do this.
		NotClient,
		/// Only the wallet of the agent that the task was given to may do this.
		NotTaskAgent,
		/// The task was accepted, or is over.
		NotPosted,
		/// The task is not accepted, or was delivered.
		NotAccepted,
		/// There is no delivery to decide about: not yet, or no longer, or it is in dispute.
		NotDelivered,
		/// The task is not in dispute.
		NotDisputed,
		/// The task is not over, or no agent had accepted it.
		NotClosed,
		/// The task's last block has passed.
		DeadlinePassed,
		/// The task's last block has not passed yet.
		DeadlineNotPassed,
		/// The time to approve, or to decide, is not over yet.
		WindowOpen,
		/// The time to dispute, or to decide, is over.
		WindowClosed,
		/// The agent has too little at stake for this task.
		BondTooLow,
		/// Only the validator whom the task, or the request, names may do this.
		NotValidator,
		/// The record must stay for a while yet.
		TooEarlyToForget,
		/// The caller is not a party of the task.
		NotCounterparty,
		/// Only agents are rated, and the client of the task is none.
		ClientIsNoAgent,
		/// The caller has rated this task's other party.
		AlreadyRated,
		/// A score is 100 at most.
		InvalidScore,
		/// The agent has no feedback for this task.
		FeedbackNotFound,
		/// Only who gave the feedback may take it back.
		NotRater,
		/// The agent has asked for a validation of this hash.
		AlreadyRequested,
		/// The agent has not asked for a validation of this hash.
		ValidationNotFound,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Registers an agent: an identity with a wallet of its own, whose description can be had at
		/// `metadata_uri`, and which is reached at `endpoints`.
		///
		/// Anyone but an agent's wallet may call this, and is the agent's owner then. Costs a deposit by
		/// size. Emits `AgentRegistered`.
		///
		/// Fails with `OwnerIsWallet`, `IdsExhausted`, with `InvalidText` when a text is not UTF-8 or an
		/// endpoint is empty, and with an error of the token when the caller cannot spare the deposit.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register())]
		pub fn register(
			origin: OriginFor<T>,
			metadata_uri: AgentUri,
			endpoints: Endpoints,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_register(who, metadata_uri, endpoints)
		}

		/// Changes what is told of `agent`: where its description can be had, at `metadata_uri`, and its
		/// `endpoints`. An offer of the agent is taken back.
		///
		/// Only the agent's owner may call this. Costs a deposit by size. Emits `MetadataSet`.
		///
		/// Fails with `AgentNotFound`, `NotOwner`, `InvalidText`, and with an error of the token when the
		/// caller cannot spare the deposit.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_metadata())]
		pub fn set_metadata(
			origin: OriginFor<T>,
			agent: AgentId,
			metadata_uri: AgentUri,
			endpoints: Endpoints,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_metadata(&who, agent, metadata_uri, endpoints)
		}

		/// Offers `agent`, with all that its wallet has, to the account `to`, or to nobody any more.
		///
		/// Only the agent's owner may call this. Costs the fee only. Emits `TransferOffered`.
		///
		/// Fails with `AgentNotFound`, `NotOwner` and `AgentRetired`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::offer_transfer())]
		pub fn offer_transfer(
			origin: OriginFor<T>,
			agent: AgentId,
			to: Option<T::AccountId>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_offer_transfer(&who, agent, to)
		}

		/// Takes `agent` over. All its controllers are removed.
		///
		/// Only the account to which it is offered may call this, if it is no agent's wallet. Costs the
		/// deposit, which the former owner gets back. Emits `AgentTransferred`.
		///
		/// Fails with `AgentNotFound`, `NotOffered`, `OwnerIsWallet`, and with an error of the token when
		/// the caller cannot spare the deposit.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::accept_transfer())]
		pub fn accept_transfer(origin: OriginFor<T>, agent: AgentId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_accept_transfer(who, agent)
		}

		/// Retires `agent` for good: it takes no more tasks, and all its controllers are removed. What it
		/// has accepted it can still deliver, and its owner can still act for it.
		///
		/// Only the agent's owner may call this. Costs the fee only. Emits `AgentRetired`.
		///
		/// Fails with `AgentNotFound`, `NotOwner` and `AgentRetired`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::retire())]
		pub fn retire(origin: OriginFor<T>, agent: AgentId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_retire(&who, agent)
		}

		/// Removes the record of the retired `agent` and frees its deposit. What is sent to its wallet from
		/// then on is lost.
		///
		/// Only the agent's owner may call this. Costs the fee only. Emits `AgentForgotten`.
		///
		/// Fails with `AgentNotFound`, `NotOwner`, `AgentActive`, `AgentInUse`, `WalletNotEmpty` and
		/// `WalletUnsettled`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::forget_agent())]
		pub fn forget_agent(origin: OriginFor<T>, agent: AgentId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_forget_agent(&who, agent)
		}

		/// Lets the account `key` control the wallet of `agent` within `rules`, or by other rules than
		/// before. What it has spent in the current period is forgotten.
		///
		/// Only the agent's owner may call this. Costs a deposit for each key. Emits `ControllerSet`.
		///
		/// Fails with `AgentNotFound`, `NotOwner`, `AgentRetired`, `InvalidController`, `ZeroPeriod`,
		/// `ExpiresTooEarly`, `TooManyControllers`, and with an error of the token when the caller cannot
		/// spare the deposit.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::set_controller())]
		pub fn set_controller(
			origin: OriginFor<T>,
			agent: AgentId,
			key: T::AccountId,
			rules: ControllerRules<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_controller(&who, agent, key, rules)
		}

		/// Lets the account `key` control the wallet of `agent` no more. Frees its deposit.
		///
		/// Only the agent's owner may call this. Costs the fee only. Emits `ControllerRemoved`.
		///
		/// Fails with `AgentNotFound`, `NotOwner` and `NotController`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::remove_controller())]
		pub fn remove_controller(
			origin: OriginFor<T>,
			agent: AgentId,
			key: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_remove_controller(&who, agent, key)
		}

		/// Makes the wallet of `agent` call `call`.
		///
		/// The owner may call this with `OwnerCalls`, which give the wallet's power to nobody else, and are
		/// no `act`; a controller, until it expires, with those of its classes that take no more out of the
		/// wallet's free balance than it has left in its period. The same goes for what `call` dispatches
		/// with the wallet's origin. The caller pays the fee, for `call` too, and the wallet what `call`
		/// costs. Emits what `call` emits, and `Acted`.
		///
		/// Fails with `AgentNotFound`, `NotController`, `ControllerExpired`, `CallNotAllowed`,
		/// `SpendLimitExceeded`, and as `call` fails; then nothing has happened. What `call` dispatches
		/// fails with the system's `CallFiltered`.
		#[pallet::call_index(8)]
		#[pallet::weight({
			let info = call.get_dispatch_info();
			(T::WeightInfo::act().saturating_add(info.call_weight), info.class)
		})]
		pub fn act(
			origin: OriginFor<T>,
			agent: AgentId,
			call: Box<<T as Config>::RuntimeCall>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_act(who, agent, *call)
		}

		/// Slashes the bond of `agent` by up to `amount` plancks for the `reason`.
		///
		/// Only `AdminOrigin` may call this. Costs the fee only. Emits `AgentSlashed`; the agent's wallet
		/// can appeal, as everyone can who is slashed.
		///
		/// Fails with `BadOrigin`, `AgentNotFound`, `NothingBonded`, and with an error of the bonds when
		/// they cannot be changed.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::slash())]
		pub fn slash(
			origin: OriginFor<T>,
			agent: AgentId,
			amount: Balance,
			reason: SlashReason,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_slash(agent, amount, reason)
		}

		/// Offers a service of the calling agent: the `offer` says in which unit it is paid, its price, its terms.
		///
		/// Only an agent's wallet may call this: see `act`. Costs the wallet a deposit by size. Emits
		/// `ServiceOffered`.
		///
		/// Fails with `NotAgent`, `AgentRetired`, `ZeroPrice`, `IdsExhausted`, with `PriceTooLow` when it is
		/// paid by the task and cheaper than a task may be, with `InvalidText`, and with an error of the
		/// token when the wallet cannot spare the deposit.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::publish_service())]
		pub fn publish_service(origin: OriginFor<T>, offer: ServiceOffer) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_publish_service(&who, offer)
		}

		/// Changes what the calling agent offers as `service` to `offer`. Tasks that were posted stay as they are.
		///
		/// Only the wallet of the service's agent may call this: see `act`. Costs the wallet a deposit by
		/// size. Emits `ServiceOffered`.
		///
		/// Fails with `NotAgent`, `AgentRetired`, `ServiceNotFound`, `ZeroPrice`, `PriceTooLow`,
		/// `InvalidText`, and with an error of the token when the wallet cannot spare the deposit.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::update_service())]
		pub fn update_service(
			origin: OriginFor<T>,
			service: ServiceId,
			offer: ServiceOffer,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_update_service(&who, service, offer)
		}

		/// Offers `service` of the calling agent no more. Frees its deposit; tasks that were posted stay as
		/// they are.
		///
		/// Only the wallet of the service's agent may call this: see `act`. Costs the fee only. Emits
		/// `ServiceWithdrawn`.
		///
		/// Fails with `NotAgent` and `ServiceNotFound`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::withdraw_service())]
		pub fn withdraw_service(origin: OriginFor<T>, service: ServiceId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_service(&who, service)
		}

		/// Posts a task for an agent: a service of its, or something else, at a price that is put in escrow.
		///
		/// Anyone may call this, an agent's wallet too; not the agent's own wallet or owner. Costs a
		/// deposit, which comes back by `forget_task`, and holds the price and the validator's fee. Emits
		/// `TaskPosted`.
		///
		/// Fails about the agent with `AgentNotFound`, `AgentRetired`, `OwnAgent`; about the price with
		/// `ServiceNotFound`, `NotPerTask`, `PriceTooHigh`, `PriceTooLow`; with `DeadlineTooShort`,
		/// `DeadlineTooLong`, `InvalidCommitment`, `InvalidText`, `InvalidValidator`; about the parent with
		/// `TaskNotFound`, `NotParentAgent`, `ParentNotInProgress`, `TooDeep`; with `IdsExhausted`, with
		/// `FundsLocked`, and with an error of the token when the caller cannot spare deposit and escrow.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::post_task())]
		pub fn post_task(origin: OriginFor<T>, task: NewTask<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_post_task(who, task)
		}

		/// Takes `task` back, which its agent has not accepted. Its escrow is free again.
		///
		/// Only the task's client may call this. Costs the fee only. Emits `TaskCancelled`.
		///
		/// Fails with `TaskNotFound`, `NotClient` and `NotPosted`.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::cancel_task())]
		pub fn cancel_task(origin: OriginFor<T>, task: TaskId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_cancel_task(&who, task)
		}

		/// Accepts `task`, to deliver it before its deadline. With it the agent agrees to the validator.
		///
		/// Only the wallet of the task's agent may call this: see `act`. Costs the fee only. Emits
		/// `TaskAccepted`.
		///
		/// Fails with `TaskNotFound`, `NotTaskAgent`, `NotPosted`, `DeadlinePassed`, `AgentRetired` and
		/// `BondTooLow`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::accept_task())]
		pub fn accept_task(origin: OriginFor<T>, task: TaskId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_accept_task(&who, task)
		}

		/// Delivers `task`: the `delivery` is the commitment to its result, and where that can be had. The client has
		/// `AcceptanceWindow` blocks from now to look at it.
		///
		/// Only the wallet of the task's agent may call this: see `act`. Costs the fee only. Emits
		/// `TaskDelivered`.
		///
		/// Fails with `TaskNotFound`, `NotTaskAgent`, `NotAccepted`, `DeadlinePassed`,
		/// `InvalidCommitment` and `InvalidText`.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::deliver())]
		pub fn deliver(
			origin: OriginFor<T>,
			task: TaskId,
			delivery: TaskDelivery,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_deliver(&who, task, delivery)
		}

		/// Approves what was delivered for `task`: the agent is paid, and the validator's fee is free again.
		///
		/// Only the task's client may call this. Costs the price, which was on hold. Emits `TaskSettled`.
		///
		/// Fails with `TaskNotFound`, `NotClient` and `NotDelivered`.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::approve())]
		pub fn approve(origin: OriginFor<T>, task: TaskId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_approve(&who, task)
		}

		/// Approves what was delivered for `task` when the client did not in time, or when nobody decided a
		/// dispute in time; the bond of the dispute and the validator's fee are the client's again.
		///
		/// Anyone may call this. Costs the fee only. Emits `DisputeLapsed` after a dispute, and
		/// `TaskSettled`.
		///
		/// Fails with `TaskNotFound`, `NotDelivered` and `WindowOpen`.
		#[pallet::call_index(18)]
		#[pallet::weight(T::WeightInfo::settle())]
		pub fn settle(origin: OriginFor<T>, task: TaskId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_settle(task)
		}

		/// Ends `task`, whose deadline has passed without a delivery. The escrow is the client's again.
		///
		/// Anyone may call this. Costs the fee only. Emits `TaskCancelled`, or `TaskFailed` when the agent
		/// had accepted it.
		///
		/// Fails with `TaskNotFound`, `DeadlineNotPassed`, and with `NotAccepted` when it was delivered.
		#[pallet::call_index(19)]
		#[pallet::weight(T::WeightInfo::expire())]
		pub fn expire(origin: OriginFor<T>, task: TaskId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_expire(task)
		}

		/// Says that what was delivered for `task` is not what was ordered, for the reason that has this
		/// hash. The task's validator decides, and then the arbiter.
		///
		/// Only the task's client may call this, in the acceptance window. Costs `DisputeBond` on hold,
		/// which is divided by the verdict as the price is. Emits `TaskDisputed`.
		///
		/// Fails with `TaskNotFound`, `NotClient`, `NotDelivered`, `WindowClosed`, `FundsLocked`, and with
		/// an error of the token when the caller cannot spare the bond.
		#[pallet::call_index(20)]
		#[pallet::weight(T::WeightInfo::dispute())]
		pub fn dispute(origin: OriginFor<T>, task: TaskId, reason: H256) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_dispute(&who, task, reason)
		}

		/// Decides the dispute about `task`: the agent is paid the part `verdict` of the price and of the
		/// bond, rounded down, the caller the fee, and the client has the rest back. Who cannot receive so
		/// little leaves it to the client.
		///
		/// Only the task's validator may call this, in the resolution window. Costs the fee only. Emits
		/// `DisputeDecided`.
		///
		/// Fails with `TaskNotFound`, `NotDisputed`, `NotValidator` and `WindowClosed`.
		#[pallet::call_index(21)]
		#[pallet::weight(T::WeightInfo::resolve())]
		pub fn resolve(origin: OriginFor<T>, task: TaskId, verdict: Perbill) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_resolve(&who, task, verdict)
		}

		/// Decides the dispute about `task` by `verdict` as `resolve` does, but for the fee, which goes back to the
		/// client. An agent that gets less than half is slashed.
		///
		/// Only `ArbiterOrigin` may call this, once the validator can no more and as long as nobody has
		/// settled it. Costs the fee only. Emits `DisputeDecided`, and `DisputeSlashed` or `SlashFailed`.
		///
		/// Fails with `BadOrigin`, `TaskNotFound`, `NotDisputed` and `WindowOpen`.
		#[pallet::call_index(22)]
		#[pallet::weight(T::WeightInfo::arbitrate())]
		pub fn arbitrate(origin: OriginFor<T>, task: TaskId, verdict: Perbill) -> DispatchResult {
			T::ArbiterOrigin::ensure_origin(origin)?;
			Self::do_arbitrate(task, verdict)
		}

		/// Removes the record of `task` and frees its deposit: at once when no agent had accepted it, else
		/// `Retention` blocks after it was over. What was said of the parties stays.
		///
		/// Only the task's client may call this. Costs the fee only. Emits `TaskForgotten`.
		///
		/// Fails with `TaskNotFound`, `NotClient`, `NotClosed` and `TooEarlyToForget`.
		#[pallet::call_index(23)]
		#[pallet::weight(T::WeightInfo::forget_task())]
		pub fn forget_task(origin: OriginFor<T>, task: TaskId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_forget_task(&who, task)
		}

		/// Rates the other party of `task` with `score`, from 0 to 100, for the `tags`; more can be read at
		/// `uri`, and has the hash `content_hash`. Each party rates once, and a client that is no agent cannot be rated.
		///
		/// Only the client and the agent's wallet may call this, after the task is over. Costs a deposit,
		/// which comes back by `revoke_feedback`. Emits `FeedbackGiven`.
		///
		/// Fails with `TaskNotFound`, `NotClosed`, `NotCounterparty`, `ClientIsNoAgent`, `AlreadyRated`,
		/// `InvalidScore`, with `AgentNotFound` when the other party was forgotten, with `InvalidText` when
		/// a text is not UTF-8 or a tag is empty, and with an error of the token when the caller cannot
		/// spare the deposit.
		#[pallet::call_index(24)]
		#[pallet::weight(T::WeightInfo::give_feedback())]
		pub fn give_feedback(
			origin: OriginFor<T>,
			task: TaskId,
			score: u8,
			tags: FeedbackTags,
			uri: AgentUri,
			content_hash: H256,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_give_feedback(who, task, score, tags, uri, content_hash)
		}

		/// Takes the rating of `agent` for `task` back, for good. Frees its deposit.
		///
		/// Only who gave it may call this. Costs the fee only. Emits `FeedbackRevoked`.
		///
		/// Fails with `FeedbackNotFound` and `NotRater`.
		#[pallet::call_index(25)]
		#[pallet::weight(T::WeightInfo::revoke_feedback())]
		pub fn revoke_feedback(
			origin: OriginFor<T>,
			agent: AgentId,
			task: TaskId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_revoke_feedback(&who, agent, task)
		}

		/// Answers to the rating of the calling agent for `task`: the answer can be read at `uri`, and has the hash
		/// `content_hash`. Only the event keeps it.
		///
		/// Only the wallet of the rated agent may call this: see `act`. Costs the fee only. Emits
		/// `FeedbackAnswered`.
		///
		/// Fails with `NotAgent`, `FeedbackNotFound` and `InvalidText`.
		#[pallet::call_index(26)]
		#[pallet::weight(T::WeightInfo::answer_feedback())]
		pub fn answer_feedback(
			origin: OriginFor<T>,
			task: TaskId,
			uri: AgentUri,
			content_hash: H256,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_answer_feedback(&who, task, uri, content_hash)
		}

		/// Asks `validator` to check what has the hash `data_hash` and can be had at `uri`, for the calling
		/// agent.
		///
		/// Only an agent's wallet may call this: see `act`. Costs the wallet a deposit, which comes back by
		/// `withdraw_validation`. Emits `ValidationRequested`.
		///
		/// Fails with `NotAgent`, `AgentRetired`, `AlreadyRequested`, `InvalidText`, with `InvalidValidator`
		/// when it is the agent's own wallet or owner, and with an error of the token when the wallet cannot
		/// spare the deposit.
		#[pallet::call_index(27)]
		#[pallet::weight(T::WeightInfo::request_validation())]
		pub fn request_validation(
			origin: OriginFor<T>,
			validator: T::AccountId,
			data_hash: H256,
			uri: AgentUri,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_request_validation(&who, validator, data_hash, uri)
		}

		/// Says what was found of what `agent` asked to have checked by the hash `data_hash`: a `score` from 0, it
		/// failed, to 100, it passed; of what kind, the `tag` says. The evidence can be had at `uri`, and has the
		/// hash `content_hash`. It replaces what the caller said before: findings can get
		/// more certain.
		///
		/// Only the validator whom the agent asked may call this. Costs the fee only. Emits
		/// `ValidationAnswered`.
		///
		/// Fails with `ValidationNotFound`, `NotValidator`, `InvalidScore` and `InvalidText`.
		#[pallet::call_index(28)]
		#[pallet::weight(T::WeightInfo::answer_validation())]
		pub fn answer_validation(
			origin: OriginFor<T>,
			agent: AgentId,
			data_hash: H256,
			score: u8,
			tag: AgentTag,
			uri: AgentUri,
			content_hash: H256,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_answer_validation(&who, agent, data_hash, score, tag, uri, content_hash)
		}

		/// Removes the calling agent's validation of `data_hash` and frees its deposit: at once when it was not
		/// answered, else `Retention` blocks after the first answer.
		///
		/// Only the wallet of the agent that asked for it may call this: see `act`. Costs the fee only.
		/// Emits `ValidationWithdrawn`.
		///
		/// Fails with `NotAgent`, `ValidationNotFound` and `TooEarlyToForget`.
		#[pallet::call_index(29)]
		#[pallet::weight(T::WeightInfo::withdraw_validation())]
		pub fn withdraw_validation(origin: OriginFor<T>, data_hash: H256) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_validation(&who, data_hash)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(
				Self::wallet(AgentId(0)) != Self::wallet(AgentId(u32::MAX)),
				"an account is too short for agents to have wallets of their own"
			);
			assert!(
				T::MinPrice::get() >= <T::Currency as fungible::Inspect<_>>::minimum_balance(),
				"an agent whose wallet is empty could not be paid"
			);
			assert!(T::DisputeBond::get() > 0, "a dispute would cost nothing");
			assert!(T::MinDeadline::get() <= T::MaxDeadline::get(), "no deadline is allowed");
			assert!(T::MaxDepth::get() > 0, "no task could be posted");
			assert!(!T::AcceptanceWindow::get().is_zero(), "no client could look at a delivery");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), frame::try_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
