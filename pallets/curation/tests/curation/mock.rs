// SPDX-License-Identifier: Apache-2.0
//! A runtime with balances and curation, and a small world of contributions beside it. Accounts are
//! numbers.

use frame::{
	runtime::prelude::*, testing_prelude::*, token::fungible::hold::Inspect,
	traits::BlockNumberProvider,
};
use openledger_primitives::{
	curation::vote_commitment,
	ids::{ContributionId, DatanetId},
	records::{BallotRecord, BallotStage, CuratorRecord},
	traits::{CuratorLedger, StakedCuration, Verdict},
	Balance,
};
use pallet_curation::{Ballots, Curators, HoldReason, Votes};
use polkadot_sdk::pallet_balances;

pub type AccountId = u64;

/// Gave all contributions.
pub const GIVER: AccountId = 1;
/// Curate.
pub const ANN: AccountId = 2;
pub const BEN: AccountId = 3;
pub const CAT: AccountId = 4;
/// Has OPEN, and curates nothing.
pub const DAN: AccountId = 5;
/// Where slashes go.
pub const TREASURY: AccountId = 9;
pub const ALL: [AccountId; 6] = [GIVER, ANN, BEN, CAT, DAN, TREASURY];

/// Curated by staked curators.
pub const D0: DatanetId = DatanetId(0);
pub const D1: DatanetId = DatanetId(1);
/// Is not.
pub const OTHER: DatanetId = DatanetId(2);
/// Wait in the first Datanet.
pub const C0: ContributionId = ContributionId(0);
pub const C1: ContributionId = ContributionId(1);
pub const C2: ContributionId = ContributionId(2);
pub const C3: ContributionId = ContributionId(3);
pub const C4: ContributionId = ContributionId(4);
/// Waits in the second.
pub const C5: ContributionId = ContributionId(5);
/// Waits in the Datanet without staked curators.
pub const FOREIGN: ContributionId = ContributionId(6);

/// What everybody starts with.
pub const FUNDS: Balance = 100_000;
pub const EXISTENTIAL_DEPOSIT: Balance = 10;
pub const MIN_STAKE: Balance = 1_000;
pub const BOND: Balance = 300;
pub const COOLDOWN: u32 = 20;
pub const COMMIT: u32 = 5;
pub const REVEAL: u32 = 4;
pub const APPEAL: u32 = 6;
pub const DECISION: u32 = 7;
pub const QUORUM: u32 = 2;

construct_runtime!(
	pub struct Test {
		System: frame_system,
		Balances: pallet_balances,
		Curation: pallet_curation,
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
	// Tests may change these, as governance may.
	pub static MaxOpenVotes: u32 = 4;
	pub static MinoritySlash: Perbill = Perbill::from_percent(5);
	pub static SilenceSlash: Perbill = Perbill::from_percent(25);
	/// How many blocks were full, and are not counted.
	pub static FullBlocks: u32 = 0;
}

/// A clock that does not count full blocks.
pub struct Clock;

impl BlockNumberProvider for Clock {
	type BlockNumber = u32;

	fn current_block_number() -> u32 {
		System::block_number() - FullBlocks::get()
	}
}

impl pallet_curation::Config for Test {
	type AppealBond = ConstU128<BOND>;
	type AppealDecisionPeriod = ConstU32<DECISION>;
	type AppealOrigin = EnsureRoot<AccountId>;
	type AppealPeriod = ConstU32<APPEAL>;
	type BlockNumberProvider = Clock;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = World;
	type CommitPeriod = ConstU32<COMMIT>;
	type CuratorCooldown = ConstU32<COOLDOWN>;
	type CuratorLedger = World;
	type Currency = Balances;
	type Datanets = World;
	type MaxOpenVotes = MaxOpenVotes;
	type MinCuratorStake = ConstU128<MIN_STAKE>;
	type MinoritySlash = MinoritySlash;
	type Quorum = ConstU32<QUORUM>;
	type RevealPeriod = ConstU32<REVEAL>;
	type RuntimeHoldReason = RuntimeHoldReason;
	type SilenceSlash = SilenceSlash;
	type SlashDestination = ConstU64<TREASURY>;
	type WeightInfo = ();
}

/// Datanets, and what their curators worked. In the chain's storage, so that it is rolled back like it.
pub struct World;

/// The Datanets in which staked curators decide.
#[storage_alias]
pub type Curated = StorageMap<World, Twox64Concat, DatanetId, ()>;

/// What waits, with its Datanet and contributor.
#[storage_alias]
pub type Pending = StorageMap<World, Twox64Concat, ContributionId, (DatanetId, AccountId)>;

/// What was carried out.
#[storage_alias]
pub type Decided = StorageMap<World, Twox64Concat, ContributionId, Verdict>;

/// Points of curators.
#[storage_alias]
pub type Points = StorageMap<World, Twox64Concat, (DatanetId, AccountId), u32, ValueQuery>;

/// Whether Datanets can hold no more.
#[storage_alias]
pub type Full = StorageValue<World, bool, ValueQuery>;

/// Whether the ledger of work takes no more.
#[storage_alias]
pub type LedgerFull = StorageValue<World, bool, ValueQuery>;

impl StakedCuration<AccountId> for World {
	fn is_curated(datanet: DatanetId) -> bool {
		Curated::contains_key(datanet)
	}

	fn pending(contribution: ContributionId) -> Option<(DatanetId, AccountId)> {
		Pending::get(contribution).filter(|(datanet, _)| Self::is_curated(*datanet))
	}

	/// Writes before it fails, to see that nothing stays of it.
	fn carry_out(contribution: ContributionId, verdict: Verdict) -> DispatchResult {
		Decided::insert(contribution, verdict);
		Self::pending(contribution).ok_or("it does not wait")?;
		Pending::remove(contribution);
		ensure!(verdict != Verdict::Accept || !Full::get(), "the Datanet is full");
		Ok(())
	}
}

impl CuratorLedger<AccountId> for World {
	fn worked(datanet: DatanetId, who: &AccountId) -> DispatchResult {
		Points::mutate((datanet, *who), |points| *points += 1);
		ensure!(!LedgerFull::get(), "the ledger is full");
		Ok(())
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_curation::benchmarking::BenchmarkHelper for World {
	fn pending() -> Result<ContributionId, frame::benchmarking::prelude::BenchmarkError> {
		Ok(C0)
	}
}

/// Runs `test` in block 1 of a chain with contributions that wait, and then checks what must always be
/// true.
pub fn run(test: impl FnOnce()) {
	MaxOpenVotes::set(4);
	MinoritySlash::set(Perbill::from_percent(5));
	SilenceSlash::set(Perbill::from_percent(25));
	FullBlocks::set(0);
	let genesis = RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig {
			balances: ALL.map(|who| (who, FUNDS)).to_vec(),
			..Default::default()
		},
		..Default::default()
	};
	TestState::new(genesis.build_storage().unwrap()).execute_with(|| {
		System::set_block_number(1);
		for datanet in [D0, D1] {
			Curated::insert(datanet, ());
		}
		for contribution in [C0, C1, C2, C3, C4] {
			Pending::insert(contribution, (D0, GIVER));
		}
		Pending::insert(C5, (D1, GIVER));
		Pending::insert(FOREIGN, (OTHER, GIVER));
		let issuance = Balances::total_issuance();
		test();
		check();
		assert_eq!(Balances::total_issuance(), issuance);
	});
}

/// Checks that whatever is on hold is a stake or a bond, and the pallet's own invariants.
pub fn check() {
	Curation::do_try_state().unwrap();
	let stakes = Curators::<Test>::iter_values().map(|curator| curator.stake);
	let bonds = Ballots::<Test>::iter_values().filter_map(|ballot| match ballot.stage {
		BallotStage::Appealed { bond, .. } => Some(bond),
		_ => None,
	});
	assert_eq!(ALL.map(total_held).iter().sum::<Balance>(), stakes.chain(bonds).sum());
}

pub fn total_held(who: AccountId) -> Balance {
	<Balances as Inspect<AccountId>>::total_balance_on_hold(&who)
}

pub fn held(reason: HoldReason, who: AccountId) -> Balance {
	Balances::balance_on_hold(&reason.into(), &who)
}

pub fn staked(who: AccountId) -> Balance {
	held(HoldReason::CuratorStake, who)
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn advance(blocks: u32) {
	System::set_block_number(System::block_number() + blocks);
}

pub fn salt(who: AccountId) -> H256 {
	H256::from_low_u64_be(who)
}

pub fn hash(who: AccountId, contribution: ContributionId, verdict: Verdict) -> H256 {
	vote_commitment(contribution, verdict, salt(who), &who)
}

pub fn commit(who: AccountId, contribution: ContributionId, verdict: Verdict) -> DispatchResult {
	Curation::commit(signed(who), contribution, hash(who, contribution, verdict))
}

pub fn reveal(who: AccountId, contribution: ContributionId, verdict: Verdict) -> DispatchResult {
	Curation::reveal(signed(who), contribution, verdict, salt(who))
}

pub fn close(contribution: ContributionId) -> DispatchResult {
	Curation::close(signed(DAN), contribution)
}

pub fn appeal(who: AccountId, contribution: ContributionId) -> DispatchResult {
	Curation::appeal(signed(who), contribution)
}

pub fn decide(contribution: ContributionId, verdict: Verdict) -> DispatchResult {
	Curation::decide_appeal(RuntimeOrigin::root(), contribution, verdict)
}

pub fn conclude(contribution: ContributionId) -> DispatchResult {
	Curation::conclude(signed(DAN), contribution)
}

pub fn settle(contribution: ContributionId, who: AccountId) -> DispatchResult {
	Curation::settle_vote(signed(DAN), contribution, who)
}

pub fn curator(datanet: DatanetId, who: AccountId) -> CuratorRecord<u32> {
	Curators::<Test>::get(datanet, who).unwrap()
}

pub fn ballot(contribution: ContributionId) -> BallotRecord<AccountId, u32> {
	Ballots::<Test>::get(contribution).unwrap()
}

/// `who` curates the first Datanet with `stake`.
pub fn join(who: AccountId, stake: Balance) {
	assert_ok!(Curation::join(signed(who), D0, stake));
}

/// Votes of curators with these stakes on `contribution`, closed. The last says whether it is revealed.
pub fn voted(contribution: ContributionId, votes: &[(AccountId, Balance, Verdict, bool)]) {
	for (who, stake, verdict, _) in votes {
		join(*who, *stake);
		assert_ok!(commit(*who, contribution, *verdict));
	}
	advance(COMMIT);
	for (who, _, verdict, revealed) in votes {
		if *revealed {
			assert_ok!(reveal(*who, contribution, *verdict));
		}
	}
	advance(REVEAL);
	assert_ok!(close(contribution));
}

/// Ann and Ben have accepted the first contribution against Cat. The ballot is closed.
pub fn accepted_against_cat() {
	voted(
		C0,
		&[
			(ANN, 2_000, Verdict::Accept, true),
			(BEN, 2_000, Verdict::Accept, true),
			(CAT, 3_000, Verdict::Spam, true),
		],
	);
}

/// Settles all votes on `contribution`, and checks that nothing is left of the ballot.
pub fn settle_all(contribution: ContributionId) {
	let voters = Votes::<Test>::iter_key_prefix(contribution).collect::<Vec<_>>();
	for who in voters {
		assert_ok!(settle(contribution, who));
	}
	assert!(!Ballots::<Test>::contains_key(contribution));
}

/// `who` leaves the Datanet and gets everything back.
pub fn leave_and_withdraw(who: AccountId, datanet: DatanetId) {
	if curator(datanet, who).leaving.is_none() {
		assert_ok!(Curation::leave(signed(who), datanet));
	}
	advance(COOLDOWN);
	assert_ok!(Curation::withdraw_stake(signed(who), datanet));
}

pub fn last_event(event: pallet_curation::Event<Test>) {
	System::assert_last_event(event.into());
}

pub fn has_event(event: pallet_curation::Event<Test>) {
	System::assert_has_event(event.into());
}
