// SPDX-License-Identifier: Apache-2.0
//! A runtime with balances and this pallet. What others would do for it is written down.

use frame::{
	testing_prelude::*,
	token::fungible::{self, HoldConsideration, InspectHold},
	traits::{BlockNumberProvider, Contains, Footprint, LockableCurrency},
};
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{ContributionId, DatanetId, SnapshotId},
	licence::{Licence, LicenceTerms},
	records::{ContributionKind, DataKind, Visibility},
	traits::{self, FeeSource, Sale, Settlement},
	Balance,
};
use pallet_datanets::{
	Contribution, Contributions, Datanet, Datanets as DatanetsMap, Description, Grant, Grants,
	HoldReason, Judgement, NextContribution, NextDatanet, NextSnapshot, Policy, Reports, Requests,
	Snapshot, Snapshots, Status, Text,
};
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
	pub type Datanets = pallet_datanets::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = MockBlockU32<Test>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<ED>;
	type AccountStore = System;
}

pub const ED: Balance = 10;
pub const BOND: Balance = 5_000;
pub const REPORT_BOND: Balance = 700;
pub const PERIOD: u32 = 20;

parameter_types! {
	pub const DatanetDeposit: RuntimeHoldReason =
		RuntimeHoldReason::Datanets(HoldReason::DatanetDeposit);
	pub const ContributionDeposit: RuntimeHoldReason =
		RuntimeHoldReason::Datanets(HoldReason::ContributionDeposit);
	pub const SnapshotDeposit: RuntimeHoldReason =
		RuntimeHoldReason::Datanets(HoldReason::SnapshotDeposit);
	pub const AccessDeposit: RuntimeHoldReason =
		RuntimeHoldReason::Datanets(HoldReason::AccessDeposit);
	pub const ReporterShare: Perbill = Perbill::from_percent(30);
	/// What was sold.
	pub static Sales: Vec<Sale<AccountId>> = vec![];
	/// Whose acceptances stood.
	pub static Work: Vec<(DatanetId, AccountId)> = vec![];
	/// What was taken down.
	pub static Takedowns: Vec<(DatanetId, ContributionId)> = vec![];
	/// What staked curators vote on.
	pub static Voting: Vec<ContributionId> = vec![];
	/// How many blocks were full, and are not counted.
	pub static FullBlocks: u32 = 0;
	/// Whether the ledgers refuse.
	pub static LedgersFail: bool = false;
}

/// 100 plancks for each item, and 2 for each byte.
pub struct Price;

impl Convert<Footprint, Balance> for Price {
	fn convert(footprint: Footprint) -> Balance {
		let Footprint { count, size } = footprint;
		100 * Balance::from(count) + 2 * Balance::from(size)
	}
}

type Deposit<Reason> = HoldConsideration<AccountId, Balances, Reason, Price>;

/// What the ledgers say when they refuse.
pub const LEDGER_FULL: DispatchError = DispatchError::Other("the ledger is full");

fn ensure_ledgers_work() -> DispatchResult {
	if LedgersFail::get() {
		return Err(LEDGER_FULL);
	}
	Ok(())
}

/// Ledgers that write everything down.
pub struct Ledgers;

impl traits::RoyaltySink<AccountId> for Ledgers {
	fn pot() -> AccountId {
		POT
	}

	fn credit(_: &Settlement<AccountId>) -> DispatchResult {
		Err(DispatchError::Other("a Datanet settles no fees"))
	}

	fn credit_check(_: FeeSource, _: &AccountId, _: Balance) -> DispatchResult {
		Err(DispatchError::Other("a Datanet checks no answers"))
	}

	fn credit_sale(sale: &Sale<AccountId>) -> DispatchResult {
		ensure_ledgers_work()?;
		Sales::mutate(|sales| sales.push(sale.clone()));
		Ok(())
	}
}

impl traits::CuratorLedger<AccountId> for Ledgers {
	fn worked(datanet: DatanetId, who: &AccountId) -> DispatchResult {
		ensure_ledgers_work()?;
		Work::mutate(|work| work.push((datanet, *who)));
		Ok(())
	}
}

impl traits::OnTakedown for Ledgers {
	fn taken_down(datanet: DatanetId, contribution: ContributionId) {
		Takedowns::mutate(|takedowns| takedowns.push((datanet, contribution)));
	}
}

/// A clock that does not count full blocks.
pub struct Clock;

impl BlockNumberProvider for Clock {
	type BlockNumber = u32;

	fn current_block_number() -> u32 {
		System::block_number() - FullBlocks::get()
	}
}

/// What staked curators vote on.
pub struct Ballots;

impl Contains<ContributionId> for Ballots {
	fn contains(contribution: &ContributionId) -> bool {
		Voting::get().contains(contribution)
	}
}

/// What is under no lock.
pub struct Unlocked;

impl traits::Liquid<AccountId> for Unlocked {
	fn liquid(who: &AccountId) -> Balance {
		let account = System::account(who).data;
		account.free.saturating_sub(account.frozen)
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_datanets::benchmarking::BenchmarkHelper for Ledgers {
	fn dear_sales() -> Result<(), frame::benchmarking::prelude::BenchmarkError> {
		Ok(())
	}
}

impl pallet_datanets::Config for Test {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type DatanetDeposit = Deposit<DatanetDeposit>;
	type ContributionDeposit = Deposit<ContributionDeposit>;
	type SnapshotDeposit = Deposit<SnapshotDeposit>;
	type AccessDeposit = Deposit<AccessDeposit>;
	type Royalties = Ledgers;
	type CuratorLedger = Ledgers;
	type OnTakedown = Ledgers;
	type TakedownOrigin = EnsureRoot<AccountId>;
	type ContributionBond = ConstU128<BOND>;
	type ReportBond = ConstU128<REPORT_BOND>;
	type SpamReporterShare = ReporterShare;
	type SlashDestination = ConstU64<TREASURY>;
	type JudgingPeriod = ConstU32<PERIOD>;
	type MaxCommittee = ConstU32<5>;
	type MaxNameLen = ConstU32<16>;
	type MaxSummaryLen = ConstU32<64>;
	type MaxUriLen = ConstU32<32>;
	type MaxNoteLen = ConstU32<32>;
	type WeightInfo = ();
	type Liquid = Unlocked;
	type BlockNumberProvider = Clock;
	type Ballots = Ballots;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Ledgers;
}

pub const OWNER: AccountId = 1;
pub const ALICE: AccountId = 2;
pub const BOB: AccountId = 3;
pub const CAROL: AccountId = 4;
pub const POOR: AccountId = 9;
pub const TREASURY: AccountId = 100;
pub const POT: AccountId = 101;

/// Everybody who has OPEN.
pub const EVERYBODY: [AccountId; 7] = [OWNER, ALICE, BOB, CAROL, POOR, TREASURY, POT];

/// What everybody starts with but the poor, the treasury and the pot.
pub const FUNDS: Balance = 1_000_000;

/// Runs `test` in block 1 of a fresh chain, and then checks what must always be true.
pub fn run(test: impl FnOnce()) {
	let balances = vec![
		(OWNER, FUNDS),
		(ALICE, FUNDS),
		(BOB, FUNDS),
		(CAROL, FUNDS),
		(POOR, 2_700),
		(TREASURY, ED),
		(POT, ED),
	];
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	Sales::set(vec![]);
	Work::set(vec![]);
	Voting::set(vec![]);
	FullBlocks::set(0);
	Takedowns::set(vec![]);
	LedgersFail::set(false);
	TestState::new(storage).execute_with(|| {
		System::set_block_number(1);
		let issued = Balances::total_issuance();
		test();
		Datanets::do_try_state().unwrap();
		check_holds();
		assert_eq!(Balances::total_issuance(), issued);
	});
}

/// What a footprint costs.
pub fn price(footprint: Footprint) -> Balance {
	<Price as Convert<Footprint, Balance>>::convert(footprint)
}

/// What a contribution costs its contributor by its state: deposit and bond.
pub fn costs(given: &Contribution<Test>) -> (Balance, Balance) {
	let (uri, licence) = (&given.uri, &given.licence);
	match given.status {
		Status::Pending { bond, .. } => {
			(price(Contribution::<Test>::pending_footprint(uri, licence)), bond)
		},
		Status::Accepted { .. } | Status::Withdrawn { .. } => {
			(price(Contribution::<Test>::footprint(uri, licence)), 0)
		},
	}
}

/// Whatever is on hold belongs to a record.
pub fn check_holds() {
	let contributions = Contributions::<Test>::iter_values().collect::<Vec<_>>();
	let holds = [
		(
			HoldReason::DatanetDeposit,
			DatanetsMap::<Test>::iter_values()
				.map(|datanet| {
					let footprint = Datanet::footprint(&datanet.description, &datanet.policy);
					(datanet.owner, price(footprint))
				})
				.collect::<Vec<_>>(),
		),
		(
			HoldReason::ContributionDeposit,
			contributions.iter().map(|given| (given.contributor, costs(given).0)).collect(),
		),
		(
			HoldReason::ContributionBond,
			contributions.iter().map(|given| (given.contributor, costs(given).1)).collect(),
		),
		(
			HoldReason::ReportBond,
			Reports::<Test>::iter_values().map(|report| (report.reporter, report.bond)).collect(),
		),
		(
			HoldReason::SnapshotDeposit,
			Snapshots::<Test>::iter_values()
				.map(|snapshot| {
					(snapshot.taken_by, price(Snapshot::<Test>::footprint(&snapshot.note)))
				})
				.collect(),
		),
		(
			HoldReason::AccessDeposit,
			Requests::<Test>::iter()
				.map(|(_, who, request)| (who, request.purpose))
				.chain(Grants::<Test>::iter().map(|(_, who, grant)| (who, grant.purpose)))
				.map(|(who, purpose)| (who, price(Grant::<Test>::footprint(&purpose))))
				.collect(),
		),
		(
			HoldReason::AccessOffer,
			Requests::<Test>::iter().map(|(_, who, request)| (who, request.offer)).collect(),
		),
	];
	for (reason, sums) in holds {
		for who in EVERYBODY {
			let expected = sums.iter().filter(|(owner, _)| *owner == who).map(|(_, sum)| sum);
			assert_eq!(held(reason, who), expected.sum::<Balance>(), "{reason:?} of {who}");
		}
	}
}

pub fn held(reason: HoldReason, who: AccountId) -> Balance {
	Balances::balance_on_hold(&reason.into(), &who)
}

pub fn total_held(who: AccountId) -> Balance {
	<Balances as fungible::InspectHold<AccountId>>::total_balance_on_hold(&who)
}

/// What `who` has, on hold or not.
pub fn wealth(who: AccountId) -> Balance {
	Balances::free_balance(who) + total_held(who)
}

/// Locks all that `who` has, as a vote does.
pub fn lock(who: AccountId) {
	Balances::set_lock(*b"pyconvot", &who, FUNDS, WithdrawReasons::all());
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn text<S: Get<u32>>(text: &str) -> Text<S> {
	text.as_bytes().to_vec().try_into().unwrap()
}

/// Bytes that are no UTF-8.
pub fn gibberish<S: Get<u32>>() -> Text<S> {
	vec![b'a', 0xff].try_into().unwrap()
}

pub fn content(bytes: &[u8]) -> ContentCommitment {
	ContentCommitment::of(bytes).unwrap()
}

/// A licence that allows what `terms` say: derivatives, commercial, share-alike.
pub fn licence(spdx: &str, terms: [bool; 3]) -> Licence {
	let [derivatives, commercial, share_alike] = terms;
	Licence {
		spdx: spdx.as_bytes().to_vec().try_into().unwrap(),
		terms: LicenceTerms { derivatives, commercial, share_alike },
	}
}

pub fn open_licence() -> Licence {
	licence("CC-BY-4.0", [true, true, false])
}

pub fn description(name: &str) -> Description<Test> {
	Description {
		name: text(name),
		summary: text("What boats do."),
		uri: text("ipfs://harbours"),
		tags: vec![text("boats")].try_into().unwrap(),
	}
}

pub fn committee(members: &[AccountId], threshold: u32) -> Policy<Test> {
	Policy::Committee { members: members.to_vec().try_into().unwrap(), threshold }
}

/// A Datanet of the owner's, with this visibility and policy.
pub fn create_with(visibility: Visibility, policy: Policy<Test>) -> DatanetId {
	let id = NextDatanet::<Test>::get();
	assert_ok!(Datanets::create(
		signed(OWNER),
		description("Harbours"),
		DataKind::Text,
		open_licence(),
		visibility,
		policy,
		None,
		Perbill::from_percent(5),
	));
	id
}

/// A public Datanet of the owner's, who decides alone.
pub fn create() -> DatanetId {
	create_with(Visibility::Public, Policy::Owner)
}

pub fn give(who: AccountId, datanet: DatanetId, content: ContentCommitment) -> DispatchResult {
	let (uri, kind) = (text("ipfs://bytes"), ContributionKind::Document);
	Datanets::contribute(signed(who), datanet, content, uri, open_licence(), kind)
}

/// A pending contribution of these bytes.
pub fn contribute(who: AccountId, datanet: DatanetId, bytes: &[u8]) -> ContributionId {
	let id = NextContribution::<Test>::get();
	assert_ok!(give(who, datanet, content(bytes)));
	id
}

pub fn rejection(reason: &str) -> Judgement<Test> {
	Judgement::Reject { reason: text(reason) }
}

/// What a judgement comes to, whatever it weighs.
pub fn judge(
	who: AccountId,
	contribution: ContributionId,
	judgement: Judgement<Test>,
) -> DispatchResult {
	Datanets::judge(signed(who), contribution, judgement).map(drop).map_err(|refusal| refusal.error)
}

pub fn accept(contribution: ContributionId) {
	assert_ok!(judge(OWNER, contribution, Judgement::Accept));
}

pub fn take_down(contribution: ContributionId) {
	assert_ok!(Datanets::take_down(RuntimeOrigin::root(), contribution, text("court order")));
}

/// A snapshot of the owner's Datanet.
pub fn snapshot(datanet: DatanetId) -> SnapshotId {
	let id = NextSnapshot::<Test>::get();
	assert_ok!(Datanets::snapshot(signed(OWNER), datanet, text("")));
	id
}

pub fn assert_last_event(event: pallet_datanets::Event<Test>) {
	System::assert_last_event(event.into());
}

pub fn assert_event(event: pallet_datanets::Event<Test>) {
	System::assert_has_event(event.into());
}
