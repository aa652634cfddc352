// SPDX-License-Identifier: Apache-2.0
//! A runtime with balances, this pallet, and snapshots in memory.

use frame::{
	testing_prelude::*,
	token::fungible::{self, HoldConsideration, InspectHold},
	traits::Footprint,
};
use openledger_primitives::{
	commitment::ContentCommitment,
	fee::PriceList,
	ids::{ArtifactId, ContributionId, DatanetId, SnapshotId},
	licence::{Licence, LicenceTerms},
	records::{
		ArtifactKind, Credit, CreditRole, EdgeRole, Evaluation, NewArtifact, NewParent,
		RoyaltyTerms,
	},
	traits::{self, ContributionInfo, SnapshotInfo},
	Balance,
};
use pallet_model_registry::{Artifact, Artifacts, Evaluations, HoldReason, Measured, NextArtifact};
use polkadot_sdk::pallet_balances;
use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
};

pub type AccountId = u64;
pub type New = NewArtifact<AccountId>;

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

/// Snapshots below this number exist, ten of each Datanet.
pub const SNAPSHOTS: u32 = 40;

/// The Datanet of a snapshot.
pub fn datanet_of(snapshot: u32) -> DatanetId {
	DatanetId(snapshot / 10)
}

/// What the Datanets answer. Unless a test says otherwise they are open and public, and nothing was
/// taken down.
#[derive(Default)]
pub struct World {
	pub licences: BTreeMap<DatanetId, Licence>,
	pub denied: BTreeSet<(AccountId, SnapshotId)>,
	pub withdrawn: BTreeMap<SnapshotId, u32>,
}

thread_local! {
	static WORLD: RefCell<World> = RefCell::default();
}

/// Reads or changes the world.
pub fn world<R>(change: impl FnOnce(&mut World) -> R) -> R {
	WORLD.with_borrow_mut(change)
}

impl traits::Datanets<AccountId> for World {
	fn snapshot(id: SnapshotId) -> Option<SnapshotInfo> {
		let withdrawn = world(|world| world.withdrawn.get(&id).copied().unwrap_or_default());
		(id.0 < SNAPSHOTS).then_some(SnapshotInfo {
			datanet: datanet_of(id.0),
			root: H256::from_low_u64_be(u64::from(id.0) + 1),
			accepted: 9,
			withdrawn,
			withdrawn_root: H256::zero(),
			length: 1,
		})
	}

	fn contribution(_: ContributionId) -> Option<ContributionInfo<AccountId>> {
		unreachable!("the registry asks for no contributions")
	}

	fn includes_any(_: &[SnapshotId], _: ContributionId) -> bool {
		unreachable!("the registry asks for no contributions")
	}

	fn licence(datanet: DatanetId) -> Option<Licence> {
		let exists = datanet < datanet_of(SNAPSHOTS);
		exists.then(|| world(|world| world.licences.get(&datanet).cloned().unwrap_or_else(open)))
	}

	fn may_train(who: &AccountId, snapshot: SnapshotId) -> bool {
		world(|world| !world.denied.contains(&(*who, snapshot)))
	}

	fn is_public(_: SnapshotId) -> bool {
		unreachable!("the registry asks who may train")
	}

	fn curators_cut(_: DatanetId) -> Perbill {
		unreachable!("the registry pays nobody")
	}
}

parameter_types! {
	pub const ArtifactDeposit: RuntimeHoldReason =
		RuntimeHoldReason::ModelRegistry(HoldReason::ArtifactDeposit);
	pub const EvaluationDeposit: RuntimeHoldReason =
		RuntimeHoldReason::ModelRegistry(HoldReason::EvaluationDeposit);
}

/// 100 plancks for each item, and 2 for each byte.
pub struct Price;

impl Convert<Footprint, Balance> for Price {
	fn convert(footprint: Footprint) -> Balance {
		let Footprint { count, size } = footprint;
		100 * Balance::from(count) + 2 * Balance::from(size)
	}
}

impl pallet_model_registry::Config for Test {
	type Datanets = World;
	type RevokeOrigin = EnsureRoot<AccountId>;
	type ArtifactDeposit = HoldConsideration<AccountId, Balances, ArtifactDeposit, Price>;
	type EvaluationDeposit = HoldConsideration<AccountId, Balances, EvaluationDeposit, Price>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = World;
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_model_registry::benchmarking::BenchmarkHelper<AccountId> for World {
	fn snapshot(_: &AccountId) -> Result<SnapshotId, frame::benchmarking::prelude::BenchmarkError> {
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
pub const PEOPLE: [AccountId; 3] = [ALICE, BOB, CAROL];

/// Runs `test` in block 1 of a fresh chain, and then checks what must always be true.
pub fn run(test: impl FnOnce()) {
	world(|world| *world = World::default());
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

/// Whatever is on hold belongs to an artifact or an evaluation.
pub fn check_holds() {
	let priced = <Price as Convert<Footprint, Balance>>::convert;
	for who in [ALICE, BOB, CAROL, POOR] {
		let artifacts = Artifacts::<Test>::iter_values()
			.filter(|artifact| artifact.owner == who)
			.map(|artifact| priced(footprint(&artifact)))
			.sum::<Balance>();
		assert_eq!(held(who), artifacts, "of {who}");
		let evaluations = Evaluations::<Test>::iter()
			.filter(|((_, _, evaluator), _)| *evaluator == who)
			.map(|(_, measured)| Measured::<Test>::footprint(&measured.evaluation.metric))
			.map(priced)
			.sum::<Balance>();
		assert_eq!(held_for_evaluations(who), evaluations, "of {who}");
		let total = <Balances as fungible::InspectHold<AccountId>>::total_balance_on_hold(&who);
		assert_eq!(total, artifacts + evaluations, "of {who}");
	}
}

fn footprint(artifact: &Artifact<Test>) -> Footprint {
	let Artifact { description, lineage, terms, .. } = artifact;
	Artifact::<Test>::footprint(description, lineage, &terms.credits)
}

/// What `who` deposits for artifacts.
pub fn held(who: AccountId) -> Balance {
	Balances::balance_on_hold(&HoldReason::ArtifactDeposit.into(), &who)
}

/// What `who` deposits for evaluations.
pub fn held_for_evaluations(who: AccountId) -> Balance {
	Balances::balance_on_hold(&HoldReason::EvaluationDeposit.into(), &who)
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn text<S: Get<u32>>(text: &str) -> BoundedVec<u8, S> {
	text.as_bytes().to_vec().try_into().unwrap()
}

pub fn manifest(bytes: &[u8]) -> ContentCommitment {
	ContentCommitment::of(bytes).unwrap()
}

/// The manifest of the artifact with this number, when [`artifact`] made it.
pub fn manifest_of(id: ArtifactId) -> ContentCommitment {
	manifest(&id.0.to_le_bytes())
}

pub fn percent(percent: u32) -> Perbill {
	Perbill::from_percent(percent)
}

/// So many percent, for good.
pub fn asks(share: u32) -> RoyaltyTerms {
	RoyaltyTerms { share: percent(share), until: None }
}

pub fn credit(who: AccountId, role: CreditRole, share: u32) -> Credit<AccountId> {
	Credit { who, role, share: percent(share) }
}

pub fn snapshots(ids: &[u32]) -> Vec<SnapshotId> {
	ids.iter().copied().map(SnapshotId).collect()
}

pub fn licence(spdx: &str, terms: LicenceTerms) -> Licence {
	Licence { spdx: text(spdx), terms }
}

/// A licence that allows all, and demands nothing.
pub fn open() -> Licence {
	let terms = LicenceTerms { derivatives: true, commercial: true, share_alike: false };
	licence("Apache-2.0", terms)
}

/// An artifact whose manifest no other has, under the open licence, with what tests leave alone left
/// empty.
pub fn artifact(kind: ArtifactKind, parents: &[(ArtifactId, EdgeRole)], own: &[u32]) -> New {
	let parents =
		parents.iter().map(|(artifact, role)| NewParent { artifact: *artifact, role: *role });
	NewArtifact {
		kind,
		name: text("Artifact"),
		manifest: manifest_of(NextArtifact::<Test>::get()),
		uri: text("ipfs://artifact"),
		licence: open(),
		snapshots: snapshots(own).try_into().unwrap(),
		parents: parents.collect::<Vec<_>>().try_into().unwrap(),
		credits: BoundedVec::default(),
		royalty: RoyaltyTerms::default(),
		prices: None,
		previous: None,
		draft: false,
	}
}

pub fn derived(kind: ArtifactKind, parents: &[ArtifactId], own: &[u32]) -> New {
	let edges = parents.iter().map(|id| (*id, EdgeRole::DerivedFrom)).collect::<Vec<_>>();
	artifact(kind, &edges, own)
}

/// A base model that stands by itself.
pub fn model() -> New {
	derived(ArtifactKind::BaseModel, &[], &[])
}

/// An adapter; its base model is the first parent.
pub fn adapter(parents: &[ArtifactId], own: &[u32]) -> New {
	derived(ArtifactKind::Adapter, parents, own)
}

pub fn try_register(who: AccountId, artifact: New) -> DispatchResult {
	ModelRegistry::register(signed(who), artifact)
}

pub fn register(who: AccountId, artifact: New) -> ArtifactId {
	let id = NextArtifact::<Test>::get();
	assert_ok!(try_register(who, artifact));
	id
}

/// A base model of `who` that asks so many percent.
pub fn base_model(who: AccountId, share: u32) -> ArtifactId {
	register(who, New { royalty: asks(share), ..model() })
}

/// An adapter of `who` that asks so many percent.
pub fn an_adapter(who: AccountId, parents: &[ArtifactId], own: &[u32], share: u32) -> ArtifactId {
	register(who, New { royalty: asks(share), ..adapter(parents, own) })
}

/// A draft of a base model of `who`.
pub fn draft(who: AccountId) -> ArtifactId {
	register(who, New { draft: true, ..model() })
}

pub fn get(id: ArtifactId) -> Artifact<Test> {
	Artifacts::<Test>::get(id).unwrap()
}

/// Revokes the artifact by governance.
pub fn revoke(id: ArtifactId) {
	assert_ok!(ModelRegistry::revoke(RuntimeOrigin::root(), id, text("unlawful")));
}

pub fn evaluation(benchmark: u8, metric: &str, value_micros: i64) -> Evaluation {
	Evaluation {
		benchmark: H256::repeat_byte(benchmark),
		metric: text(metric),
		value_micros,
		evidence_root: H256::zero(),
	}
}

pub fn prices() -> PriceList {
	PriceList { base: 1, per_1k_input: 20, per_1k_output: 300 }
}

pub fn assert_last_event(event: pallet_model_registry::Event<Test>) {
	System::assert_last_event(event.into());
}
