// SPDX-License-Identifier: Apache-2.0
//! A runtime with balances and stakes, and things to stake on. Accounts are numbers.

use frame::{
	runtime::prelude::*,
	testing_prelude::*,
	traits::fungible::{Inspect, InspectHold, Mutate},
};
use openledger_primitives::{
	ids::{ArtifactId, DatanetId},
	traits::{EmissionPool, OnEarned, StakeTarget, StakeTargets, Stakers},
	Balance,
};
use pallet_artifact_staking::{EraIndex, HoldReason};
use polkadot_sdk::pallet_balances;
use std::collections::BTreeSet;

pub type AccountId = u64;

/// Stake, and earn.
pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const CAROL: AccountId = 3;
/// Has no account.
pub const NOBODY: AccountId = 4;
/// Pays fees, of which stakers have a part.
pub const PAYER: AccountId = 5;
pub const TREASURY: AccountId = 9;

/// What each account but [`NOBODY`] starts with.
pub const FUNDS: Balance = 1_000;
pub const EXISTENTIAL_DEPOSIT: Balance = 10;
pub const MIN_STAKE: Balance = 50;
pub const MAX_UNBONDING: u32 = 4;
pub const WARMING_BLOCKS: u32 = 3;
pub const UNBONDING_BLOCKS: u32 = 5;
pub const ERA_BLOCKS: u32 = 10;
pub const EMISSION_HISTORY: u32 = 2;

/// Can be staked on until a test retires them.
pub const MODEL: StakeTarget = StakeTarget::Artifact(ArtifactId(1));
pub const ADAPTER: StakeTarget = StakeTarget::Artifact(ArtifactId(2));
pub const DATANET: StakeTarget = StakeTarget::Datanet(DatanetId(1));
/// There is no such thing.
pub const NOTHING: StakeTarget = StakeTarget::Datanet(DatanetId(2));

pub const WORKERS: EmissionPool = EmissionPool::Workers;
pub const CONTRIBUTORS: EmissionPool = EmissionPool::Contributors;

construct_runtime!(
	pub struct Test {
		System: frame_system,
		Balances: pallet_balances,
		Staking: pallet_artifact_staking,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type AccountData = pallet_balances::AccountData<Balance>;
	type Block = MockBlockU32<Test>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
}

parameter_types! {
	pub const StakingPalletId: PalletId = PalletId(*b"ol/stake");
	/// In blocks. A test may change these, as governance may.
	pub static WarmUp: u32 = WARMING_BLOCKS;
	pub static UnbondingPeriod: u32 = UNBONDING_BLOCKS;
	pub static EraLength: u32 = ERA_BLOCKS;
	pub static EraEmission: Balance = 0;
	pub static WorkersShare: Perbill = Perbill::from_percent(50);
	/// What is neither retired nor revoked.
	pub static Targets: BTreeSet<StakeTarget> = BTreeSet::new();
}

impl StakeTargets for Targets {
	fn is_stakeable(target: StakeTarget) -> bool {
		Self::get().contains(&target)
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_artifact_staking::benchmarking::BenchmarkHelper for Targets {
	fn target() -> Result<StakeTarget, frame::benchmarking::prelude::BenchmarkError> {
		Ok(MODEL)
	}
}

impl pallet_artifact_staking::Config for Test {
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Targets;
	type Currency = Balances;
	type EmissionHistory = ConstU32<EMISSION_HISTORY>;
	type EraEmission = EraEmission;
	type EraLength = EraLength;
	type MaxUnbonding = ConstU32<MAX_UNBONDING>;
	type MinStake = ConstU128<MIN_STAKE>;
	type PalletId = StakingPalletId;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Targets = Targets;
	type Treasury = ConstU64<TREASURY>;
	type UnbondingPeriod = UnbondingPeriod;
	type WarmUp = WarmUp;
	type WeightInfo = ();
	type WorkersShare = WorkersShare;
}

/// Runs `test` in block 1, in a chain whose pot has its existential deposit, and checks the pallet's
/// invariants after it, and that no OPEN was made or lost.
pub fn run(test: impl FnOnce()) {
	WarmUp::set(WARMING_BLOCKS);
	UnbondingPeriod::set(UNBONDING_BLOCKS);
	EraLength::set(ERA_BLOCKS);
	EraEmission::set(0);
	WorkersShare::set(Perbill::from_percent(50));
	Targets::set([MODEL, ADAPTER, DATANET].into());
	let rich = [ALICE, BOB, CAROL, PAYER, TREASURY].map(|who| (who, FUNDS));
	let balances = rich.into_iter().chain([(Staking::pot(), EXISTENTIAL_DEPOSIT)]).collect();
	let genesis = RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
		..Default::default()
	};
	TestState::new(genesis.build_storage().unwrap()).execute_with(|| {
		System::set_block_number(1);
		test();
		Staking::do_try_state().unwrap();
	});
}

/// Passes blocks, with what happens at the beginning of each.
pub fn pass(blocks: u32) {
	for _ in 0..blocks {
		let block = System::block_number() + 1;
		System::set_block_number(block);
		Staking::on_initialize(block);
	}
}

/// Passes the rest of the era, and the first block of the next.
pub fn pass_era() {
	let era = pallet_artifact_staking::CurrentEra::<Test>::get();
	pass(era.started_at + EraLength::get() - System::block_number());
}

pub fn retire(target: StakeTarget) {
	Targets::mutate(|targets| targets.retain(|other| *other != target));
}

/// Free OPEN of `who`.
pub fn free(who: AccountId) -> Balance {
	Balances::balance(&who)
}

/// OPEN of `who` on hold here.
pub fn held(who: AccountId) -> Balance {
	Balances::balance_on_hold(&HoldReason::Stake.into(), &who)
}

pub fn stake(who: AccountId, target: StakeTarget, amount: Balance) -> DispatchResult {
	Staking::stake(RuntimeOrigin::signed(who), target, amount)
}

/// Somebody else calls for `who`.
pub fn activate(who: AccountId, target: StakeTarget) -> DispatchResult {
	Staking::activate(RuntimeOrigin::signed(PAYER), target, who)
}

pub fn unstake(who: AccountId, target: StakeTarget, amount: Balance) -> DispatchResult {
	Staking::unstake(RuntimeOrigin::signed(who), target, amount)
}

pub fn restake(who: AccountId, target: StakeTarget, amount: Balance) -> DispatchResult {
	Staking::restake(RuntimeOrigin::signed(who), target, amount)
}

pub fn withdraw(who: AccountId) -> DispatchResult {
	Staking::withdraw(RuntimeOrigin::signed(who))
}

/// Somebody else calls for `who`.
pub fn claim_rewards(who: AccountId, target: StakeTarget) -> DispatchResult {
	Staking::claim_rewards(RuntimeOrigin::signed(PAYER), target, who)
}

/// Somebody else calls for `who`.
pub fn claim_emission(era: EraIndex, pool: EmissionPool, who: AccountId) -> DispatchResult {
	Staking::claim_emission(RuntimeOrigin::signed(PAYER), era, pool, who)
}

pub fn reclaim(era: EraIndex, pool: EmissionPool) -> DispatchResult {
	Staking::reclaim(RuntimeOrigin::signed(PAYER), era, pool)
}

pub fn clear_points(era: EraIndex, pool: EmissionPool, limit: u32) -> DispatchResultWithPostInfo {
	Staking::clear_points(RuntimeOrigin::signed(PAYER), era, pool, limit)
}

/// A stake that earns by now.
pub fn earning_stake(who: AccountId, target: StakeTarget, amount: Balance) {
	assert_ok!(stake(who, target, amount));
	pass(WarmUp::get());
	assert_ok!(activate(who, target));
}

/// The payer rewards those who staked on `target`.
pub fn reward(target: StakeTarget, amount: Balance) -> DispatchResult {
	Staking::reward(target, &PAYER, amount)
}

/// `who` earns `amount` by fees.
pub fn earned(pool: EmissionPool, who: AccountId, amount: Balance) {
	Staking::earned(pool, &who, amount);
}

/// `who` gives all that is free away, and is no more.
pub fn leave(who: AccountId) {
	assert_ok!(<Balances as Mutate<_>>::transfer(
		&who,
		&PAYER,
		free(who),
		Preservation::Expendable
	));
	assert!(!System::account_exists(&who));
}

/// The pallet's events, in order, which are then forgotten.
pub fn events() -> Vec<pallet_artifact_staking::Event<Test>> {
	let events = System::read_events_for_pallet();
	System::reset_events();
	events
}
