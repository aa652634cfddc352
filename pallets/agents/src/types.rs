// SPDX-License-Identifier: Apache-2.0
//! What the pallet keeps.

use crate::{Config, Error};
use frame::{prelude::*, traits::Footprint};
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{AgentId, ServiceId, TaskId},
	records::{
		AgentUri, Endpoints, FeedbackTags, Rating, ServiceUnit, TaskStage, TaskValidator,
		ValidationResponse,
	},
	Balance,
};

/// Calls in classes, by which keys are given the right to make them.
pub trait ClassOf<Call>: Sized {
	/// The class of `call`; `None` when no controller may make it. A call that dispatches another one
	/// has none: what is inside would go unseen.
	fn of(call: &Call) -> Option<Self>;
}

/// An agent.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Agent<T: Config> {
	/// Whose it is. No agent's wallet.
	pub owner: T::AccountId,
	/// To whom it is offered.
	pub offered_to: Option<T::AccountId>,
	/// Where its description can be had.
	pub metadata_uri: AgentUri,
	/// Where it is reached.
	pub endpoints: Endpoints,
	/// Whether it takes no more tasks, for good.
	pub retired: bool,
	/// The block in which it was registered.
	pub registered_at: BlockNumberFor<T>,
	/// The owner's deposit for this record and what is kept beside it.
	pub deposit: T::Consideration,
}

impl<T: Config> Agent<T> {
	/// What an agent takes of the state: its record, its wallet's entry, and its standing.
	pub fn footprint(metadata_uri: &AgentUri, endpoints: &Endpoints) -> Footprint {
		let rest = <(
			(AgentId, T::AccountId, Option<T::AccountId>, bool, BlockNumberFor<T>),
			(T::Consideration, T::AccountId, AgentId, AgentId, Standing),
		)>::max_encoded_len();
		let texts = metadata_uri.encoded_size().saturating_add(endpoints.encoded_size());
		Footprint::from_parts(3, texts.saturating_add(rest))
	}
}

/// What an agent is said to be, and what keeps it from being forgotten.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Standing {
	/// What its ratings come to.
	pub rating: Rating,
	/// How many services, unfinished accepted tasks and validations it has.
	pub dependents: u32,
}

/// What a key may do with an agent's wallet.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	CloneNoBound,
	PartialEqNoBound,
	EqNoBound,
	DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct ControllerRules<T: Config> {
	/// The calls that it may make.
	pub classes: BoundedBTreeSet<T::CallClass, T::MaxClasses>,
	/// What it may spend in a period, in plancks.
	pub spend_limit: Balance,
	/// A period, in blocks. It begins with the first act after the last one is over. Not zero.
	pub period: BlockNumberFor<T>,
	/// The first block in which it can do nothing any more.
	pub expires_at: BlockNumberFor<T>,
}

/// A key that controls an agent's wallet.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Controller<T: Config> {
	/// The account of the key. Neither the owner's nor a wallet's.
	pub key: T::AccountId,
	/// What it may do.
	pub rules: ControllerRules<T>,
	/// When the period began in which it spent last, or when the rules were set.
	pub period_start: BlockNumberFor<T>,
	/// What it spent in that period, in plancks. At most the limit.
	pub spent: Balance,
}

impl<T: Config> Controller<T> {
	/// A key that has spent nothing.
	pub fn new(key: T::AccountId, rules: ControllerRules<T>, now: BlockNumberFor<T>) -> Self {
		Self { key, rules, period_start: now, spent: 0 }
	}

	/// What it may spend in block `now`, in plancks.
	pub fn left(&self, now: BlockNumberFor<T>) -> Balance {
		let spent = if self.is_period_over(now) { 0 } else { self.spent };
		self.rules.spend_limit.saturating_sub(spent)
	}

	/// Counts `amount` plancks that were spent in block `now`.
	///
	/// # Errors
	/// [`Error::SpendLimitExceeded`].
	pub fn spend(&mut self, amount: Balance, now: BlockNumberFor<T>) -> Result<(), Error<T>> {
		ensure!(amount <= self.left(now), Error::<T>::SpendLimitExceeded);
		if self.is_period_over(now) {
			self.period_start = now;
			self.spent = 0;
		}
		self.spent = self.spent.saturating_add(amount);
		Ok(())
	}

	fn is_period_over(&self, now: BlockNumberFor<T>) -> bool {
		now >= self.period_start.saturating_add(self.rules.period)
	}
}

/// The keys that control an agent's wallet.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct ControllerSet<T: Config> {
	/// Ascending by key, none twice. Not empty.
	pub keys: BoundedVec<Controller<T>, T::MaxControllers>,
	/// The owner's deposit for this record.
	pub deposit: T::Consideration,
}

impl<T: Config> ControllerSet<T> {
	/// What so many keys take of the state.
	pub fn footprint(keys: usize) -> Footprint {
		let rest = <(AgentId, u32, T::Consideration)>::max_encoded_len();
		let keys = Controller::<T>::max_encoded_len().saturating_mul(keys);
		Footprint::from_parts(1, rest.saturating_add(keys))
	}
}

/// What an agent offers at a price.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Service<T: Config> {
	/// What it is.
	pub offer: ServiceOffer,
	/// The wallet's deposit for this record.
	pub deposit: T::Consideration,
}

/// A service and its price.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct ServiceOffer {
	/// What the price is for.
	pub unit: ServiceUnit,
	/// The price, in plancks. Not zero.
	pub price: Balance,
	/// Hash of the terms.
	pub terms: H256,
	/// Where the terms and the service's description can be had.
	pub uri: AgentUri,
}

impl ServiceOffer {
	/// What a service takes of the state.
	pub fn footprint<T: Config>(&self) -> Footprint {
		let rest = <(AgentId, ServiceId, T::Consideration)>::max_encoded_len();
		Footprint::from_parts(1, self.encoded_size().saturating_add(rest))
	}
}

/// What is ordered of whom, at what price.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub enum Order {
	/// A service whose price is per task, by its terms.
	Service {
		/// Whose it is.
		agent: AgentId,
		/// Which.
		service: ServiceId,
		/// The highest price that the client agrees to, in plancks: it may change until the order comes.
		max_price: Balance,
	},
	/// Something else.
	Direct {
		/// Of whom.
		agent: AgentId,
		/// At what price, in plancks.
		price: Balance,
		/// By the terms that have this hash.
		terms: H256,
	},
}

/// What is given when a task is posted.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	CloneNoBound,
	PartialEqNoBound,
	EqNoBound,
	DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct NewTask<T: Config> {
	/// What is ordered of whom, at what price.
	pub order: Order,
	/// What the agent must have at stake to accept it, in plancks.
	pub min_bond: Balance,
	/// Commitment to what the agent is given; that of no bytes when it is given nothing.
	pub input: ContentCommitment,
	/// Where that can be had.
	pub uri: AgentUri,
	/// In how many blocks from now it must be delivered.
	pub deadline: BlockNumberFor<T>,
	/// Who judges a dispute about it first; else the arbiter does.
	pub validator: Option<TaskValidator<T::AccountId>>,
	/// The task of the client's for which it is.
	pub parent: Option<TaskId>,
}

/// A task. Until it is closed, its price and the validator's fee are on hold in the client's account.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Task<T: Config> {
	/// Who posted it, and pays.
	pub client: T::AccountId,
	/// The agent whose wallet the client is.
	pub client_agent: Option<AgentId>,
	/// Who does it.
	pub agent: AgentId,
	/// Which of the agent's services was ordered.
	pub service: Option<ServiceId>,
	/// What the agent is paid, in plancks.
	pub price: Balance,
	/// What the agent must have at stake to accept it, in plancks.
	pub min_bond: Balance,
	/// Hash of the terms.
	pub terms: H256,
	/// Commitment to what the agent is given.
	pub input: ContentCommitment,
	/// Where that can be had.
	pub uri: AgentUri,
	/// The last block in which it can be accepted and delivered.
	pub deadline: BlockNumberFor<T>,
	/// Who judges a dispute about it first.
	pub validator: Option<TaskValidator<T::AccountId>>,
	/// The task for which the client gave this one.
	pub parent: Option<TaskId>,
	/// How many tasks there are above this one, itself included.
	pub depth: u8,
	/// How far it has come.
	pub stage: TaskStage<BlockNumberFor<T>>,
	/// The client's deposit for this record.
	pub deposit: T::Consideration,
}

impl<T: Config> Task<T> {
	/// What a task takes of the state, with the longest texts.
	pub fn footprint() -> Footprint {
		Footprint::from_parts(1, <(TaskId, Self)>::max_encoded_len())
	}

	/// What the validator gets for a verdict, in plancks.
	pub fn fee(&self) -> Balance {
		self.validator.as_ref().map_or(0, |validator| validator.fee)
	}

	/// What is on hold for it until it is closed, in plancks.
	pub fn escrow(&self) -> Balance {
		self.price.saturating_add(self.fee())
	}
}

/// Who decided a dispute.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub enum Judge {
	/// The validator whom the task names.
	Validator,
	/// Governance.
	Arbiter,
}

/// What a counterparty of a task said of an agent.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Feedback<T: Config> {
	/// Who says it.
	pub rater: T::AccountId,
	/// The score, 100 at most.
	pub score: u8,
	/// For what.
	pub tags: FeedbackTags,
	/// Hash of what else was said.
	pub content_hash: H256,
	/// The rater's deposit for this record.
	pub deposit: T::Consideration,
}

impl<T: Config> Feedback<T> {
	/// What a feedback takes of the state, with the longest tags.
	pub fn footprint() -> Footprint {
		Footprint::from_parts(1, <(AgentId, TaskId, Self)>::max_encoded_len())
	}
}

/// An agent's request that somebody check its work.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Validation<T: Config> {
	/// Who checks it.
	pub validator: T::AccountId,
	/// Where it can be had.
	pub uri: AgentUri,
	/// What was found last.
	pub response: Option<ValidationResponse<BlockNumberFor<T>>>,
	/// The block in which something was found first.
	pub answered_at: Option<BlockNumberFor<T>>,
	/// The wallet's deposit for this record.
	pub deposit: T::Consideration,
}

impl<T: Config> Validation<T> {
	/// What a validation takes of the state, with the longest texts.
	pub fn footprint() -> Footprint {
		Footprint::from_parts(1, <(AgentId, H256, Self)>::max_encoded_len())
	}
}
