// SPDX-License-Identifier: Apache-2.0
//! A runtime with balances and this pallet.

use crate::others::{relay, BondOf, Bonds, BondsFail, KeepsPower, Liquid, Unsettled};
use frame::{
	testing_prelude::*,
	token::fungible::{HoldConsideration, InspectHold},
	traits::{Footprint, LinearStoragePrice},
};
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{AgentId, ServiceId, TaskId},
	records::{
		AgentUri, Endpoint, EndpointProtocol, Endpoints, FeedbackTags, ServiceUnit, TaskDelivery,
		TaskStage, TaskValidator,
	},
	Balance,
};
use pallet_agents::{
	Agent, Agents as AgentMap, Call, ClassOf, ControllerRules, ControllerSet, Controllers, Event,
	Feedback, Feedbacks, HoldReason, NewTask, NextService, NextTask, Order, ServiceOffer, Services,
	Task, Tasks, Validation, Validations,
};
use polkadot_sdk::pallet_balances;

/// As long as a wallet's needs to be.
pub type AccountId = u128;

#[frame_construct_runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeTask,
		RuntimeHoldReason,
		RuntimeFreezeReason
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system::Pallet<Test>;
	#[runtime::pallet_index(1)]
	pub type Balances = pallet_balances::Pallet<Test>;
	#[runtime::pallet_index(2)]
	pub type Agents = pallet_agents::Pallet<Test>;
	#[runtime::pallet_index(3)]
	pub type Relay = relay::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = MockBlockU32<Test>;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
}

impl relay::Config for Test {
	type RuntimeCall = RuntimeCall;
}

pub const EXISTENTIAL_DEPOSIT: Balance = 10;
pub const MAX_CONTROLLERS: u32 = 3;
pub const MIN_PRICE: Balance = 100;
pub const MIN_DEADLINE: u32 = 5;
pub const MAX_DEADLINE: u32 = 100;
pub const MAX_DEPTH: u8 = 3;
pub const ACCEPTANCE_WINDOW: u32 = 10;
pub const RESOLUTION_WINDOW: u32 = 15;
pub const ARBITRATION_PERIOD: u32 = 20;
pub const DISPUTE_BOND: Balance = 50;
pub const LOST_DISPUTE_SLASH: Balance = 300;
pub const RETENTION: u32 = 30;
pub const PAYMENT_TIMEOUT: u32 = 60;

parameter_types! {
	pub const AgentsDeposit: RuntimeHoldReason = RuntimeHoldReason::Agents(HoldReason::AgentsDeposit);
	pub const WalletsPalletId: PalletId = PalletId(*b"ol/agent");
}

/// 100 plancks, and one for each byte.
pub type Price = LinearStoragePrice<ConstU128<100>, ConstU128<1>, Balance>;

/// What keys are given.
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
	PartialOrd,
	Ord,
	Debug,
)]
pub enum Class {
	/// Transfers.
	Pay,
	/// All that this pallet does: an act too, as no runtime should have it.
	Agents,
	/// What dispatches other calls, as no runtime should have it either.
	Relay,
}

impl ClassOf<RuntimeCall> for Class {
	fn of(call: &RuntimeCall) -> Option<Self> {
		match call {
			RuntimeCall::Balances(_) => Some(Self::Pay),
			RuntimeCall::Agents(_) => Some(Self::Agents),
			RuntimeCall::Relay(_) => Some(Self::Relay),
			RuntimeCall::System(_) => None,
		}
	}
}

impl pallet_agents::Config for Test {
	type RuntimeCall = RuntimeCall;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Liquid = Liquid;
	type Bonds = Bonds;
	type Consideration = HoldConsideration<AccountId, Balances, AgentsDeposit, Price>;
	type BlockNumberProvider = System;
	type CallClass = Class;
	type OwnerCalls = KeepsPower;
	type Unsettled = Unsettled;
	type PalletId = WalletsPalletId;
	type AdminOrigin = EnsureRoot<AccountId>;
	type ArbiterOrigin = EnsureRoot<AccountId>;
	type MaxControllers = ConstU32<MAX_CONTROLLERS>;
	type MaxClasses = ConstU32<3>;
	type MinPrice = ConstU128<MIN_PRICE>;
	type MinDeadline = ConstU32<MIN_DEADLINE>;
	type MaxDeadline = ConstU32<MAX_DEADLINE>;
	type MaxDepth = ConstU8<MAX_DEPTH>;
	type AcceptanceWindow = ConstU32<ACCEPTANCE_WINDOW>;
	type ResolutionWindow = ConstU32<RESOLUTION_WINDOW>;
	type ArbitrationPeriod = ConstU32<ARBITRATION_PERIOD>;
	type DisputeBond = ConstU128<DISPUTE_BOND>;
	type LostDisputeSlash = ConstU128<LOST_DISPUTE_SLASH>;
	type Retention = ConstU32<RETENTION>;
	type PaymentTimeout = ConstU32<PAYMENT_TIMEOUT>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Helper;
}

#[cfg(feature = "runtime-benchmarks")]
pub struct Helper;

#[cfg(feature = "runtime-benchmarks")]
impl pallet_agents::benchmarking::BenchmarkHelper<AccountId, RuntimeCall, Class> for Helper {
	fn bond(
		who: &AccountId,
		amount: Balance,
	) -> Result<(), frame::benchmarking::prelude::BenchmarkError> {
		BondOf::insert(who, amount);
		Ok(())
	}

	fn classified_call() -> (RuntimeCall, Class) {
		(RuntimeCall::Relay(relay::Call::cheap { fail: false }), Class::Relay)
	}
}

/// Owns an agent.
pub const OWNER: AccountId = 1;
/// Owns another.
pub const OTHER: AccountId = 2;
/// Has tasks done.
pub const CLIENT: AccountId = 3;
/// A key.
pub const KEY: AccountId = 4;
pub const VALIDATOR: AccountId = 5;
/// Nothing in particular.
pub const ANYONE: AccountId = 6;
/// Can spare no deposit.
pub const POOR: AccountId = 7;
/// Has no account.
pub const GHOST: AccountId = 8;

/// The owner's agent.
pub const AGENT: AgentId = AgentId(0);
/// That of the other owner.
pub const RIVAL: AgentId = AgentId(1);
/// There is none of this number.
pub const NO_AGENT: AgentId = AgentId(9);
pub const NO_TASK: TaskId = TaskId(9);

/// What everybody starts with, but for the poor and the ghost; the wallets too.
pub const FUNDS: Balance = 1_000_000;
/// Of the agent, at the start.
pub const BOND: Balance = 1_000;
pub const PRICE: Balance = 500;
pub const FEE: Balance = 40;
pub const DEADLINE: u32 = 50;
pub const TERMS: H256 = H256::repeat_byte(1);
pub const HASH: H256 = H256::repeat_byte(2);

pub fn everybody() -> Vec<AccountId> {
	let people = [OWNER, OTHER, CLIENT, KEY, VALIDATOR, ANYONE, POOR, GHOST];
	people.into_iter().chain((0..8).map(|id| wallet(AgentId(id)))).collect()
}

/// Runs `test` in block 1 of a fresh chain that has no agents, and then checks what must always be true.
pub fn run_bare(test: impl FnOnce()) {
	BondsFail::set(false);
	let rich = [OWNER, OTHER, CLIENT, KEY, VALIDATOR, ANYONE, wallet(AGENT), wallet(RIVAL)];
	let balances =
		rich.into_iter().map(|who| (who, FUNDS)).chain([(POOR, 2 * MIN_PRICE)]).collect();
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	TestState::new(storage).execute_with(|| {
		System::set_block_number(1);
		BondOf::insert(wallet(AGENT), BOND);
		let issued = Balances::total_issuance();
		test();
		Agents::do_try_state().unwrap();
		check_deposits();
		assert_eq!(Balances::total_issuance(), issued);
	});
}

/// The same with the owner's agent and its rival.
pub fn run(test: impl FnOnce()) {
	run_bare(|| {
		for owner in [OWNER, OTHER] {
			assert_ok!(Agents::register(signed(owner), uri(""), no_endpoints()));
		}
		test();
	});
}

/// Every record's deposit is on hold, and nothing else is.
pub fn check_deposits() {
	for who in everybody() {
		let mut expected = 0;
		for (id, agent) in AgentMap::<Test>::iter().filter(|(_, agent)| agent.owner == who) {
			expected += price(Agent::<Test>::footprint(&agent.metadata_uri, &agent.endpoints));
			if let Some(set) = Controllers::<Test>::get(id) {
				expected += price(ControllerSet::<Test>::footprint(set.keys.len()));
			}
		}
		if let Some(agent) = Agents::agent_of(&who) {
			for service in Services::<Test>::iter_prefix_values(agent) {
				expected += price(service.offer.footprint::<Test>());
			}
			let validations = Validations::<Test>::iter_prefix_values(agent).count();
			expected +=
				Balance::try_from(validations).unwrap() * price(Validation::<Test>::footprint());
		}
		let tasks = Tasks::<Test>::iter_values().filter(|task| task.client == who).count();
		expected += Balance::try_from(tasks).unwrap() * price(Task::<Test>::footprint());
		let given = Feedbacks::<Test>::iter_values().filter(|given| given.rater == who).count();
		expected += Balance::try_from(given).unwrap() * price(Feedback::<Test>::footprint());
		assert_eq!(held(HoldReason::AgentsDeposit, who), expected, "deposits of {who}");
	}
}

pub fn price(footprint: Footprint) -> Balance {
	<Price as Convert<Footprint, Balance>>::convert(footprint)
}

pub fn held(reason: HoldReason, who: AccountId) -> Balance {
	Balances::balance_on_hold(&reason.into(), &who)
}

/// What is in escrow for tasks, and for disputes.
pub fn escrow(who: AccountId) -> (Balance, Balance) {
	(held(HoldReason::TaskEscrow, who), held(HoldReason::TaskDispute, who))
}

pub fn free(who: AccountId) -> Balance {
	System::account(who).data.free
}

pub fn wallet(agent: AgentId) -> AccountId {
	Agents::wallet(agent)
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// The wallet of the agent calls.
pub fn by(agent: AgentId) -> RuntimeOrigin {
	signed(wallet(agent))
}

pub fn go_on(blocks: u32) {
	System::set_block_number(System::block_number() + blocks);
}

pub fn text<S: Get<u32>>(text: &str) -> BoundedVec<u8, S> {
	text.as_bytes().to_vec().try_into().unwrap()
}

pub fn uri(address: &str) -> AgentUri {
	text(address)
}

pub fn no_text<S: Get<u32>>() -> BoundedVec<u8, S> {
	BoundedVec::truncate_from(vec![0xff])
}

pub fn no_endpoints() -> Endpoints {
	Endpoints::default()
}

pub fn endpoints(address: AgentUri) -> Endpoints {
	BoundedVec::truncate_from(vec![Endpoint { protocol: EndpointProtocol::A2a, uri: address }])
}

/// Keys with these may spend `spend_limit` in ten blocks, until block 50.
pub fn rules(classes: &[Class], spend_limit: Balance) -> ControllerRules<Test> {
	let classes = classes.iter().copied().collect::<std::collections::BTreeSet<_>>();
	ControllerRules {
		classes: classes.try_into().unwrap(),
		spend_limit,
		period: 10,
		expires_at: 50,
	}
}

pub fn set_controller(key: AccountId, rules: ControllerRules<Test>) {
	assert_ok!(Agents::set_controller(signed(OWNER), AGENT, key, rules));
}

/// What `who` is told who wants the agent's wallet to do this.
pub fn act(who: AccountId, agent: AgentId, call: impl Into<RuntimeCall>) -> DispatchResult {
	let act = RuntimeCall::Agents(Call::act { agent, call: Box::new(call.into()) });
	act.dispatch(signed(who)).map(|_| ()).map_err(|error| error.error)
}

pub fn transfer(dest: AccountId, value: Balance) -> RuntimeCall {
	RuntimeCall::Balances(pallet_balances::Call::transfer_allow_death { dest, value })
}

pub fn offer(unit: ServiceUnit, price: Balance) -> ServiceOffer {
	ServiceOffer { unit, price, terms: TERMS, uri: uri("ipfs://terms") }
}

/// A service of the agent.
pub fn publish(unit: ServiceUnit, price: Balance) -> ServiceId {
	let id = NextService::<Test>::get();
	assert_ok!(Agents::publish_service(by(AGENT), offer(unit, price)));
	id
}

pub fn validator() -> Option<TaskValidator<AccountId>> {
	Some(TaskValidator { who: VALIDATOR, fee: FEE })
}

pub fn direct(agent: AgentId) -> Order {
	Order::Direct { agent, price: PRICE, terms: TERMS }
}

/// A task for the agent, without validator or parent.
pub fn new_task(agent: AgentId) -> NewTask<Test> {
	NewTask {
		order: direct(agent),
		min_bond: 0,
		input: commitment(1),
		uri: uri("ipfs://input"),
		deadline: DEADLINE,
		validator: None,
		parent: None,
	}
}

pub fn commitment(seed: u8) -> ContentCommitment {
	ContentCommitment::of(&[seed]).unwrap()
}

pub fn delivery() -> TaskDelivery {
	TaskDelivery { result: commitment(2), uri: uri("ipfs://result") }
}

pub fn post_as(client: AccountId, task: NewTask<Test>) -> TaskId {
	let id = NextTask::<Test>::get();
	assert_ok!(Agents::post_task(signed(client), task));
	id
}

/// A task that the client gave to the agent.
pub fn posted() -> TaskId {
	post_as(CLIENT, new_task(AGENT))
}

/// One with a validator.
pub fn posted_with_validator() -> TaskId {
	post_as(CLIENT, NewTask { validator: validator(), ..new_task(AGENT) })
}

pub fn accept(task: TaskId) -> TaskId {
	let agent = Tasks::<Test>::get(task).unwrap().agent;
	assert_ok!(Agents::accept_task(by(agent), task));
	task
}

pub fn deliver(task: TaskId) -> TaskId {
	let agent = Tasks::<Test>::get(task).unwrap().agent;
	assert_ok!(Agents::deliver(by(agent), task, delivery()));
	task
}

pub fn dispute(task: TaskId) -> TaskId {
	let client = Tasks::<Test>::get(task).unwrap().client;
	assert_ok!(Agents::dispute(signed(client), task, HASH));
	task
}

/// A task of the client's that the agent is at.
pub fn accepted() -> TaskId {
	accept(posted())
}

/// A task of the client's that the agent delivered.
pub fn delivered() -> TaskId {
	deliver(accepted())
}

/// A delivered task that the client has disputed, with a validator.
pub fn disputed() -> TaskId {
	dispute(deliver(accept(posted_with_validator())))
}

/// A task of the client's that is paid for.
pub fn approved() -> TaskId {
	let task = delivered();
	assert_ok!(Agents::approve(signed(CLIENT), task));
	task
}

/// A task of the rival's wallet for the agent that is paid for.
pub fn approved_by_rival() -> TaskId {
	let task = deliver(accept(post_as(wallet(RIVAL), new_task(AGENT))));
	assert_ok!(Agents::approve(by(RIVAL), task));
	task
}

pub fn tags(words: &[&str]) -> FeedbackTags {
	BoundedVec::truncate_from(words.iter().map(|word| text(word)).collect())
}

pub fn rate(who: AccountId, task: TaskId, score: u8) -> DispatchResult {
	Agents::give_feedback(signed(who), task, score, tags(&["fast"]), uri("ipfs://more"), HASH)
}

pub fn stage(task: TaskId) -> TaskStage<u32> {
	Tasks::<Test>::get(task).unwrap().stage
}

pub fn assert_event(event: Event<Test>) {
	System::assert_has_event(event.into());
}
