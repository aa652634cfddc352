// SPDX-License-Identifier: Apache-2.0
//! A runtime with balances and this pallet.

use frame::{
	testing_prelude::*,
	token::fungible::{self, HoldConsideration, InspectHold},
	traits::{Footprint, LinearStoragePrice},
};
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{ContributionId, DatanetId, SnapshotId},
	Balance,
};
use pallet_datanets::{
	Contribution, Contributions, Datanet, Datanets as DatanetsMap, HoldReason, NextContribution,
	NextDatanet, NextSnapshot, Snapshot, Snapshots, Status, Text,
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
	type ExistentialDeposit = ConstU128<1>;
	type AccountStore = System;
}

pub const BOND: Balance = 5_000;

parameter_types! {
	pub const DatanetDeposit: RuntimeHoldReason =
		RuntimeHoldReason::Datanets(HoldReason::DatanetDeposit);
	pub const ContributionDeposit: RuntimeHoldReason =
		RuntimeHoldReason::Datanets(HoldReason::ContributionDeposit);
	pub const SnapshotDeposit: RuntimeHoldReason =
		RuntimeHoldReason::Datanets(HoldReason::SnapshotDeposit);
}

/// 100 plancks, and 2 for each byte.
type Price = LinearStoragePrice<ConstU128<100>, ConstU128<2>, Balance>;

type Deposit<Reason> = HoldConsideration<AccountId, Balances, Reason, Price>;

impl pallet_datanets::Config for Test {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type DatanetDeposit = Deposit<DatanetDeposit>;
	type ContributionDeposit = Deposit<ContributionDeposit>;
	type SnapshotDeposit = Deposit<SnapshotDeposit>;
	type ContributionBond = ConstU128<BOND>;
	type MaxNameLen = ConstU32<16>;
	type MaxSummaryLen = ConstU32<64>;
	type MaxUriLen = ConstU32<32>;
	type MaxLicenceLen = ConstU32<16>;
	type MaxReasonLen = ConstU32<32>;
	type WeightInfo = ();
}

pub const CURATOR: AccountId = 1;
pub const ALICE: AccountId = 2;
pub const BOB: AccountId = 3;
pub const POOR: AccountId = 9;

/// What everybody but the poor starts with.
pub const FUNDS: Balance = 1_000_000;

/// Runs `test` in block 1 of a fresh chain, and then checks what must always be true.
pub fn run(test: impl FnOnce()) {
	let balances = vec![(CURATOR, FUNDS), (ALICE, FUNDS), (BOB, FUNDS), (POOR, 1_500)];
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	TestState::new(storage).execute_with(|| {
		System::set_block_number(1);
		let issued = Balances::total_issuance();
		test();
		Datanets::do_try_state().unwrap();
		check_holds();
		assert_eq!(Balances::total_issuance(), issued);
	});
}

/// Whatever is on hold belongs to a record.
pub fn check_holds() {
	let price = <Price as Convert<Footprint, Balance>>::convert;
	let deposits = [
		(
			HoldReason::DatanetDeposit,
			DatanetsMap::<Test>::iter_values()
				.map(|datanet| (datanet.owner, price(Datanet::footprint(&datanet.description))))
				.collect::<Vec<_>>(),
		),
		(
			HoldReason::ContributionDeposit,
			Contributions::<Test>::iter_values()
				.map(|given| {
					(given.contributor, price(Contribution::<Test>::footprint(&given.uri)))
				})
				.collect(),
		),
		(
			HoldReason::SnapshotDeposit,
			Snapshots::<Test>::iter_values()
				.map(|snapshot| (snapshot.taken_by, price(Snapshot::<Test>::footprint())))
				.collect(),
		),
		(
			HoldReason::ContributionBond,
			Contributions::<Test>::iter_values()
				.filter_map(|given| match given.status {
					Status::Pending { bond } => Some((given.contributor, bond)),
					Status::Accepted { .. } => None,
				})
				.collect(),
		),
	];
	for (reason, deposits) in deposits {
		for who in [CURATOR, ALICE, BOB, POOR] {
			let expected = deposits.iter().filter(|(owner, _)| *owner == who).map(|(_, sum)| sum);
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

pub fn text<S: Get<u32>>(text: &str) -> Text<S> {
	text.as_bytes().to_vec().try_into().unwrap()
}

pub fn content(bytes: &[u8]) -> ContentCommitment {
	ContentCommitment::of(bytes).unwrap()
}

/// A Datanet of the curator's.
pub fn create() -> DatanetId {
	let id = NextDatanet::<Test>::get();
	assert_ok!(Datanets::create(
		RuntimeOrigin::signed(CURATOR),
		text("Harbours"),
		text("What boats do."),
		text("ipfs://harbours"),
		text("CC-BY-4.0"),
	));
	id
}

/// A pending contribution of these bytes.
pub fn contribute(who: AccountId, datanet: DatanetId, bytes: &[u8]) -> ContributionId {
	let id = NextContribution::<Test>::get();
	let origin = RuntimeOrigin::signed(who);
	assert_ok!(Datanets::contribute(origin, datanet, content(bytes), text("ipfs://bytes")));
	id
}

pub fn accept(contribution: ContributionId) {
	assert_ok!(Datanets::accept(RuntimeOrigin::signed(CURATOR), contribution));
}

/// A snapshot of the curator's Datanet.
pub fn snapshot(datanet: DatanetId) -> SnapshotId {
	let id = NextSnapshot::<Test>::get();
	assert_ok!(Datanets::snapshot(RuntimeOrigin::signed(CURATOR), datanet));
	id
}

pub fn assert_last_event(event: pallet_datanets::Event<Test>) {
	System::assert_last_event(event.into());
}
