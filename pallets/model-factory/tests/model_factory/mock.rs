// SPDX-License-Identifier: Apache-2.0
//! A runtime with balances and this pallet.

use crate::others::*;
use frame::{
	testing_prelude::*,
	token::fungible::{HoldConsideration, InspectHold},
	traits::{Footprint, LockableCurrency},
};
use openledger_primitives::{
	commitment::ContentCommitment,
	fee::PriceList,
	ids::{ArtifactId, FactoryJobId, SnapshotId},
	licence::{Licence, LicenceTerms},
	records::{
		AdapterTerms, Condition, Credit, CreditRole, Delivery, Dependency, EvaluateSpec,
		HyperParameters, JobStage, Metric, Publish, RegisterSpec, RoyaltyTerms, Subject, TrainSpec,
		Training, Work,
	},
	Balance,
};
use pallet_model_factory::{Event, HoldReason, Job, Jobs, NextJob, StageOf, WorkOf};
use polkadot_sdk::pallet_balances;

pub type AccountId = u64;

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
	pub type Factory = pallet_model_factory::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = MockBlockU32<Test>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
}

pub const EXISTENTIAL_DEPOSIT: Balance = 10;
pub const MIN_BUDGET: Balance = 100;
pub const MIN_WORKER_BOND: Balance = 500;
pub const MAX_TAKEN: u32 = 2;
pub const MIN_DEADLINE: u32 = 5;
pub const MAX_DEADLINE: u32 = 100;
pub const MIN_WORK_TIME: u32 = 3;
pub const PROGRESS_INTERVAL: u32 = 3;
pub const ACCEPTANCE_WINDOW: u32 = 10;
pub const ARBITRATION_PERIOD: u32 = 20;
pub const DISPUTE_BOND: Balance = 50;
pub const LATE_SLASH: Balance = 150;
pub const BAD_DELIVERY_SLASH: Balance = 300;

parameter_types! {
	pub const JobDeposit: RuntimeHoldReason = RuntimeHoldReason::Factory(HoldReason::JobDeposit);
}

/// 100 plancks for each item, and one for each byte.
pub struct Price;

impl Convert<Footprint, Balance> for Price {
	fn convert(footprint: Footprint) -> Balance {
		let Footprint { count, size } = footprint;
		100 * Balance::from(count) + Balance::from(size)
	}
}

impl pallet_model_factory::Config for Test {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type JobDeposit = HoldConsideration<AccountId, Balances, JobDeposit, Price>;
	type Registry = Registry;
	type Liquid = Unlocked;
	type BlockNumberProvider = Clock;
	type Bonds = Bonds;
	type ArbiterOrigin = EnsureRoot<AccountId>;
	type MinBudget = ConstU128<MIN_BUDGET>;
	type MinDeadline = ConstU32<MIN_DEADLINE>;
	type MaxDeadline = ConstU32<MAX_DEADLINE>;
	type MinWorkTime = ConstU32<MIN_WORK_TIME>;
	type MinWorkerBond = ConstU128<MIN_WORKER_BOND>;
	type MaxTaken = ConstU32<MAX_TAKEN>;
	type ProgressInterval = ConstU32<PROGRESS_INTERVAL>;
	type AcceptanceWindow = ConstU32<ACCEPTANCE_WINDOW>;
	type ArbitrationPeriod = ConstU32<ARBITRATION_PERIOD>;
	type DisputeBond = ConstU128<DISPUTE_BOND>;
	type LateSlash = ConstU128<LATE_SLASH>;
	type BadDeliverySlash = ConstU128<BAD_DELIVERY_SLASH>;
	type MaxReasonLen = ConstU32<32>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Helper;
}

pub const BUILDER: AccountId = 1;
/// Builds too.
pub const OTHER: AccountId = 2;
/// Bonded.
pub const WORKER: AccountId = 3;
/// Bonded too.
pub const EVALUATOR: AccountId = 4;
/// Neither builds nor works.
pub const ANYONE: AccountId = 5;
/// Can spare no deposit.
pub const POOR: AccountId = 6;
/// Has a bond, but no account.
pub const GHOST: AccountId = 7;

pub const EVERYBODY: [AccountId; 7] = [BUILDER, OTHER, WORKER, EVALUATOR, ANYONE, POOR, GHOST];

/// What everybody starts with, but for the poor and the ghost.
pub const FUNDS: Balance = 1_000_000;
pub const BUDGET: Balance = 1_000;
pub const DEADLINE: u32 = 50;

/// Runs `test` in block 1 of a fresh chain, and then checks what must always be true.
pub fn run(test: impl FnOnce()) {
	RegistryFails::set(false);
	FullBlocks::set(0);
	BondsFail::set(false);
	let rich = [BUILDER, OTHER, WORKER, EVALUATOR, ANYONE].map(|who| (who, FUNDS));
	let balances = rich.into_iter().chain([(POOR, 500)]).collect();
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	TestState::new(storage).execute_with(|| {
		System::set_block_number(1);
		for worker in [WORKER, EVALUATOR, BUILDER, GHOST] {
			BondOf::insert(worker, 10 * MIN_WORKER_BOND);
		}
		let issued = Balances::total_issuance();
		test();
		Factory::do_try_state().unwrap();
		check_deposits();
		assert_eq!(Balances::total_issuance(), issued);
	});
}

/// Every record's deposit is on hold, and nothing else is; and what was delivered and can still be
/// registered by its job is kept for the builder.
pub fn check_deposits() {
	let registered = Registered::get();
	let mut expected = Jobs::<Test>::iter_values()
		.filter_map(|job| match job.stage {
			JobStage::Delivered { delivery: Delivery::Training(training), .. }
			| JobStage::Disputed { delivery: Delivery::Training(training), .. }
			| JobStage::Completed {
				delivery: Delivery::Training(training), artifact: None, ..
			} => Some((training.manifest.root, job.builder)),
			_ => None,
		})
		.filter(|(root, _)| registered.iter().all(|(_, known)| known.manifest.root != *root))
		.collect::<Vec<_>>();
	expected.sort();
	let mut kept = Reserved::get();
	kept.sort();
	assert_eq!(kept, expected);
	for who in EVERYBODY {
		let of = Jobs::<Test>::iter_values().filter(|job| job.builder == who);
		let expected = of.map(|job| deposit(&job.work)).sum::<Balance>();
		assert_eq!(held(HoldReason::JobDeposit, who), expected, "deposits of {who}");
	}
}

pub fn deposit(work: &WorkOf<Test>) -> Balance {
	<Price as Convert<Footprint, Balance>>::convert(Job::<Test>::footprint(work))
}

pub fn held(reason: HoldReason, who: AccountId) -> Balance {
	Balances::balance_on_hold(&reason.into(), &who)
}

pub fn free(who: AccountId) -> Balance {
	System::account(who).data.free
}

pub fn text<S: Get<u32>>(text: &str) -> BoundedVec<u8, S> {
	text.as_bytes().to_vec().try_into().unwrap()
}

pub fn licence() -> Licence {
	let terms = LicenceTerms { derivatives: true, commercial: true, share_alike: false };
	Licence { spdx: text("MIT"), terms }
}

/// Locks all that `who` has, as a vote does.
pub fn lock(who: AccountId) {
	Balances::set_lock(*b"pyconvot", &who, FUNDS, WithdrawReasons::all());
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn go_on(blocks: u32) {
	System::set_block_number(System::block_number() + blocks);
}

/// What the trainings that make a next version name.
pub const PREVIOUS: ArtifactId = ArtifactId(1);

/// A training of the next version of an adapter.
pub fn train_next(publish: Publish) -> WorkOf<Test> {
	let mut spec = spec(publish);
	spec.adapter.previous = Some(PREVIOUS);
	Work::Train(Box::new(spec))
}

/// A training on one snapshot, from the base model and one adapter, that credits one expert.
pub fn spec(publish: Publish) -> TrainSpec<AccountId> {
	let expert =
		Credit { who: ANYONE, role: CreditRole::DomainExpert, share: Perbill::from_percent(5) };
	TrainSpec {
		base: BASE,
		parents: BoundedVec::truncate_from(vec![ArtifactId(1)]),
		snapshots: BoundedVec::truncate_from(vec![SnapshotId(3)]),
		hyper: HyperParameters {
			rank: 8,
			alpha: 16,
			target_modules: BoundedVec::truncate_from(vec![text("q_proj"), text("v_proj")]),
			learning_rate_micros: 200,
			epochs: 3,
			batch_size: 4,
			seed: 42,
			eval_split: Perbill::from_percent(10),
		},
		adapter: AdapterTerms {
			name: text("harbours"),
			licence: licence(),
			royalty: RoyaltyTerms { share: Perbill::from_percent(10), until: None },
			prices: Some(PriceList { base: 1, per_1k_input: 2, per_1k_output: 3 }),
			credits: BoundedVec::truncate_from(vec![expert]),
			previous: None,
		},
		publish,
	}
}

pub fn train(publish: Publish) -> WorkOf<Test> {
	Work::Train(Box::new(spec(publish)))
}

pub fn evaluate(subject: Subject) -> WorkOf<Test> {
	let benchmark = H256::repeat_byte(5);
	Work::Evaluate(EvaluateSpec { subject, benchmark, metric: text("exact_match") })
}

pub fn register(train: FactoryJobId) -> WorkOf<Test> {
	Work::Register(RegisterSpec { train })
}

pub fn after(job: FactoryJobId) -> Option<Dependency> {
	Some(Dependency { job, condition: None })
}

pub fn at_least(job: FactoryJobId, threshold_micros: i64) -> Option<Dependency> {
	Some(Dependency { job, condition: Some(Condition::AtLeast { threshold_micros }) })
}

pub fn at_most(job: FactoryJobId, threshold_micros: i64) -> Option<Dependency> {
	Some(Dependency { job, condition: Some(Condition::AtMost { threshold_micros }) })
}

pub fn manifest(seed: u8) -> ContentCommitment {
	ContentCommitment::of(&[seed]).unwrap()
}

/// A trained adapter with this manifest.
pub fn training(seed: u8) -> Delivery {
	let metric = Metric { name: text("eval_loss"), value_micros: 1_250_000 };
	Delivery::Training(Training {
		manifest: manifest(seed),
		uri: text("ipfs://adapter"),
		metrics: BoundedVec::truncate_from(vec![metric]),
		influence_root: H256::repeat_byte(6),
	})
}

pub fn evaluation(value_micros: i64) -> Delivery {
	Delivery::Evaluation { value_micros, evidence_root: H256::repeat_byte(7) }
}

/// What a builder is told who posts this.
pub fn try_post(
	who: AccountId,
	work: WorkOf<Test>,
	budget: Balance,
	after: Option<Dependency>,
) -> DispatchResult {
	Factory::post(signed(who), work, budget, DEADLINE, after)
}

/// A job of the builder's.
pub fn post(work: WorkOf<Test>, after: Option<Dependency>) -> FactoryJobId {
	let id = NextJob::<Test>::get();
	let budget = if matches!(work, Work::Register(_)) { 0 } else { BUDGET };
	assert_ok!(try_post(BUILDER, work, budget, after));
	id
}

pub fn take(worker: AccountId, job: FactoryJobId) {
	assert_ok!(Factory::take(signed(worker), job));
}

pub fn deliver(worker: AccountId, job: FactoryJobId, delivery: Delivery) {
	assert_ok!(Factory::deliver(signed(worker), job, delivery));
}

/// A job of the builder's that the worker has taken.
pub fn taken(work: WorkOf<Test>) -> FactoryJobId {
	let job = post(work, None);
	if stage(job) == JobStage::Waiting {
		advance(job);
	}
	take(WORKER, job);
	job
}

/// A training of the builder's that the worker has delivered with the manifest of this `seed`.
pub fn delivered(publish: Publish, seed: u8) -> FactoryJobId {
	let job = taken(train(publish));
	deliver(WORKER, job, training(seed));
	job
}

/// A delivered training that the builder has disputed.
pub fn disputed() -> FactoryJobId {
	let job = delivered(Publish::OnAcceptance, 1);
	assert_ok!(Factory::dispute(signed(BUILDER), job, text("it is empty")));
	job
}

/// A training by workflow that is completed and not registered.
pub fn trained(seed: u8) -> FactoryJobId {
	let job = delivered(Publish::ByWorkflow, seed);
	assert_ok!(Factory::accept(signed(BUILDER), job));
	job
}

/// A measurement of what `train` delivered, completed with this value.
pub fn measured(train: FactoryJobId, value_micros: i64) -> FactoryJobId {
	let job = post(evaluate(Subject::OutputOf(train)), None);
	advance(job);
	take(EVALUATOR, job);
	deliver(EVALUATOR, job, evaluation(value_micros));
	assert_ok!(Factory::accept(signed(BUILDER), job));
	job
}

pub fn advance(job: FactoryJobId) {
	assert_ok!(Factory::advance(signed(ANYONE), job));
}

pub fn stage(job: FactoryJobId) -> StageOf<Test> {
	Jobs::<Test>::get(job).unwrap().stage
}

/// As what the adapter of a completed training is registered.
pub fn artifact(job: FactoryJobId) -> Option<ArtifactId> {
	match stage(job) {
		JobStage::Completed { artifact, .. } => artifact,
		other => panic!("not completed: {other:?}"),
	}
}

pub fn assert_event(event: Event<Test>) {
	System::assert_has_event(event.into());
}
