// SPDX-License-Identifier: Apache-2.0
//! A runtime with balances, this pallet, and snapshots in memory.

use frame::{
	testing_prelude::*,
	token::fungible::{self, HoldConsideration, InspectHold},
	traits::{Footprint, LinearStoragePrice},
};
use openledger_primitives::{
	commitment::ContentCommitment,
	fee::PriceList,
	ids::{ArtifactId, ContributionId, DatanetId, SnapshotId},
	traits::{self, ContributionInfo, SnapshotInfo},
	Balance,
};
use pallet_model_registry::{Artifact, Artifacts, HoldReason, NextArtifact, Text};
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
	pub type ModelRegistry = pallet_model_registry::Pallet<Test>;
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

/// Snapshots below this number exist.
pub const SNAPSHOTS: u32 = 40;

/// Datanets of which only the snapshots are asked for.
pub struct InMemoryDatanets;

impl traits::Datanets<AccountId> for InMemoryDatanets {
	fn snapshot(id: SnapshotId) -> Option<SnapshotInfo> {
		let root = H256::from_low_u64_be(u64::from(id.0) + 1);
		(id.0 < SNAPSHOTS).then_some(SnapshotInfo {
			datanet: DatanetId(0),
			root,
			accepted: 1,
			length: 1,
		})
	}

	fn contribution(_: ContributionId) -> Option<ContributionInfo<AccountId>> {
		None
	}

	fn includes(_: SnapshotId, _: ContributionId) -> bool {
		false
	}
}

parameter_types! {
	pub const ArtifactDeposit: RuntimeHoldReason =
		RuntimeHoldReason::ModelRegistry(HoldReason::ArtifactDeposit);
}

/// 100 plancks, and 2 for each byte.
type Price = LinearStoragePrice<ConstU128<100>, ConstU128<2>, Balance>;

impl pallet_model_registry::Config for Test {
	type Datanets = InMemoryDatanets;
	type ArtifactDeposit = HoldConsideration<AccountId, Balances, ArtifactDeposit, Price>;
	type MaxNameLen = ConstU32<16>;
	type MaxUriLen = ConstU32<32>;
	type MaxLicenceLen = ConstU32<16>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = InMemoryDatanets;
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_model_registry::benchmarking::BenchmarkHelper for InMemoryDatanets {
	fn snapshot() -> Result<SnapshotId, frame::benchmarking::prelude::BenchmarkError> {
		let next = Next::get();
		Next::set(next + 1);
		Ok(SnapshotId(next))
	}
}

#[cfg(feature = "runtime-benchmarks")]
parameter_types! {
	/// The snapshot that a benchmark gets next.
	static Next: u32 = 0;
}

pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const CAROL: AccountId = 3;
pub const POOR: AccountId = 9;

/// Runs `test` in block 1 of a fresh chain, and then checks what must always be true.
pub fn run(test: impl FnOnce()) {
	let funds = 1_000_000;
	let balances = vec![(ALICE, funds), (BOB, funds), (CAROL, funds), (POOR, 100)];
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	TestState::new(storage).execute_with(|| {
		System::set_block_number(1);
		let issued = Balances::total_issuance();
		test();
		ModelRegistry::do_try_state().unwrap();
		check_holds();
		assert_eq!(Balances::total_issuance(), issued);
	});
}

/// Whatever is on hold belongs to an artifact.
pub fn check_holds() {
	for who in [ALICE, BOB, CAROL, POOR] {
		let deposits = Artifacts::<Test>::iter_values()
			.filter(|artifact| artifact.owner == who)
			.map(|artifact| Artifact::footprint(&artifact.description, &artifact.lineage))
			.map(<Price as Convert<Footprint, Balance>>::convert);
		assert_eq!(held(who), deposits.sum::<Balance>(), "of {who}");
	}
}

pub fn held(who: AccountId) -> Balance {
	let held = Balances::balance_on_hold(&HoldReason::ArtifactDeposit.into(), &who);
	assert_eq!(<Balances as fungible::InspectHold<AccountId>>::total_balance_on_hold(&who), held);
	held
}

pub fn text<S: Get<u32>>(text: &str) -> Text<S> {
	text.as_bytes().to_vec().try_into().unwrap()
}

pub fn manifest(bytes: &[u8]) -> ContentCommitment {
	ContentCommitment::of(bytes).unwrap()
}

pub fn percent(percent: u32) -> Perbill {
	Perbill::from_percent(percent)
}

pub fn snapshots(ids: &[u32]) -> Vec<SnapshotId> {
	ids.iter().copied().map(SnapshotId).collect()
}

/// Dispatches `register_base_model`, with what the tests leave alone filled in.
pub fn try_base_model(who: AccountId, bytes: &[u8], royalty: Perbill) -> DispatchResult {
	ModelRegistry::register_base_model(
		RuntimeOrigin::signed(who),
		text("Base"),
		manifest(bytes),
		text("ipfs://base"),
		text("Apache-2.0"),
		royalty,
		None,
	)
}

/// Dispatches `register_adapter`, with what the tests leave alone filled in.
pub fn try_adapter(
	who: AccountId,
	bytes: &[u8],
	base: ArtifactId,
	trained_on: &[u32],
	parents: &[ArtifactId],
	royalty: Perbill,
) -> DispatchResult {
	ModelRegistry::register_adapter(
		RuntimeOrigin::signed(who),
		base,
		text("Adapter"),
		manifest(bytes),
		text("ipfs://adapter"),
		text("MIT"),
		snapshots(trained_on).try_into().unwrap(),
		parents.to_vec().try_into().unwrap(),
		royalty,
		None,
	)
}

/// A base model whose manifest no other has.
pub fn base_model(who: AccountId, royalty: Perbill) -> ArtifactId {
	let id = NextArtifact::<Test>::get();
	assert_ok!(try_base_model(who, &id.0.to_le_bytes(), royalty));
	id
}

/// An adapter whose manifest no other artifact has.
pub fn adapter(
	who: AccountId,
	base: ArtifactId,
	trained_on: &[u32],
	parents: &[ArtifactId],
	royalty: Perbill,
) -> ArtifactId {
	let id = NextArtifact::<Test>::get();
	assert_ok!(try_adapter(who, &id.0.to_le_bytes(), base, trained_on, parents, royalty));
	id
}

pub fn prices() -> PriceList {
	PriceList { base: 1, per_1k_input: 20, per_1k_output: 300 }
}

pub fn assert_last_event(event: pallet_model_registry::Event<Test>) {
	System::assert_last_event(event.into());
}
