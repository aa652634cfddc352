// SPDX-License-Identifier: Apache-2.0
//! A runtime with balances and bonds. Accounts are numbers.

use frame::{runtime::prelude::*, testing_prelude::*, traits::Contains};
use openledger_primitives::{ids::SlashId, Balance};
use polkadot_sdk::pallet_balances;

pub type AccountId = u64;

/// Owners of bonds.
pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
/// Reports.
pub const REPORTER: AccountId = 3;
/// Has no account.
pub const NOBODY: AccountId = 4;
/// Where slashes go.
pub const TREASURY: AccountId = 9;

/// What each account but [`NOBODY`] starts with.
pub const FUNDS: Balance = 1_000;
pub const EXISTENTIAL_DEPOSIT: Balance = 10;
pub const MIN_BOND: Balance = 50;
pub const MAX_COOLING: u32 = 4;
/// In blocks.
pub const APPEAL_WINDOW: u32 = 3;
pub const APPEAL_PERIOD: u32 = 6;
pub const APPEAL_BOND: Balance = 30;
pub const MAX_REASON_LEN: u32 = 8;

construct_runtime!(
	pub struct Test {
		System: frame_system,
		Balances: pallet_balances,
		Bonds: pallet_bonds,
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
	/// In blocks. A test may change it, as governance may.
	pub static Cooldown: u32 = 5;
	pub static CurrentAppealBond: Balance = APPEAL_BOND;
	/// A test may change it, as governance may.
	pub static ReporterShare: Perbill = Perbill::from_percent(25);
	/// Who has something pending.
	pub static Pending: Vec<AccountId> = vec![];
}

/// Who is said to.
pub struct Busy;

impl Contains<AccountId> for Busy {
	fn contains(who: &AccountId) -> bool {
		Pending::get().contains(who)
	}
}

impl pallet_bonds::Config for Test {
	type AppealBond = CurrentAppealBond;
	type AppealOrigin = EnsureRoot<AccountId>;
	type AppealPeriod = ConstU32<APPEAL_PERIOD>;
	type AppealWindow = ConstU32<APPEAL_WINDOW>;
	type BlockNumberProvider = System;
	type Busy = Busy;
	type Cooldown = Cooldown;
	type Currency = Balances;
	type MaxCooling = ConstU32<MAX_COOLING>;
	type MaxReasonLen = ConstU32<MAX_REASON_LEN>;
	type MinBond = ConstU128<MIN_BOND>;
	type ReporterShare = ReporterShare;
	type RuntimeHoldReason = RuntimeHoldReason;
	type SlashDestination = ConstU64<TREASURY>;
	type WeightInfo = ();
}

/// Runs `test` in block 1, and checks the pallet's invariants after it.
pub fn run(test: impl FnOnce()) {
	Cooldown::set(5);
	ReporterShare::set(Perbill::from_percent(25));
	CurrentAppealBond::set(APPEAL_BOND);
	Pending::set(vec![]);
	let balances = [ALICE, BOB, REPORTER, TREASURY].map(|who| (who, FUNDS)).to_vec();
	let genesis = RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
		..Default::default()
	};
	TestState::new(genesis.build_storage().unwrap()).execute_with(|| {
		System::set_block_number(1);
		test();
		Bonds::do_try_state().unwrap();
	});
}

/// Free and held OPEN of `who`.
pub fn balances(who: AccountId) -> (Balance, Balance) {
	let account = System::account(who).data;
	(account.free, account.reserved)
}

/// `who` bonds `amount`.
pub fn bond(who: AccountId, amount: Balance) -> DispatchResult {
	Bonds::bond(RuntimeOrigin::signed(who), amount)
}

/// `who` asks `amount` back.
pub fn unbond(who: AccountId, amount: Balance) -> DispatchResult {
	Bonds::unbond(RuntimeOrigin::signed(who), amount)
}

/// `who` takes back `amount` that cools down.
pub fn rebond(who: AccountId, amount: Balance) -> DispatchResult {
	Bonds::rebond(RuntimeOrigin::signed(who), amount)
}

/// `who` withdraws.
pub fn withdraw(who: AccountId) -> DispatchResult {
	Bonds::withdraw(RuntimeOrigin::signed(who))
}

/// What `who` has cooling down: amounts and blocks of release.
pub fn cooling(who: AccountId) -> Vec<(Balance, u32)> {
	let ledger = pallet_bonds::Ledgers::<Test>::get(who);
	ledger.cooling.iter().map(|cooling| (cooling.amount, cooling.released_at)).collect()
}

/// Anyone has `slash` carried out.
pub fn execute_slash(slash: SlashId) -> DispatchResult {
	Bonds::execute_slash(RuntimeOrigin::signed(NOBODY), slash)
}

/// `who` appeals against `slash`.
pub fn appeal(who: AccountId, slash: SlashId) -> DispatchResult {
	Bonds::appeal(RuntimeOrigin::signed(who), slash, b"not me".to_vec().try_into().unwrap())
}

/// Governance decides the appeal against `slash`.
pub fn decide_appeal(slash: SlashId, uphold: bool) -> DispatchResult {
	Bonds::decide_appeal(RuntimeOrigin::root(), slash, uphold)
}

/// Goes `blocks` blocks on.
pub fn advance(blocks: u32) {
	System::set_block_number(System::block_number() + blocks);
}
