// SPDX-License-Identifier: Apache-2.0
//! A runtime with balances and royalties, and a small world of Datanets and artifacts beside it.
//! Accounts are numbers.

use frame::{
	deps::frame_support::storage::with_storage_layer, runtime::prelude::*, testing_prelude::*,
	traits::fungible::Mutate,
};
use openledger_primitives::{
	commitment::ContentCommitment,
	fee::{FeeParts, PriceList},
	ids::{ArtifactId, ContributionId, DatanetId, RequestId, SnapshotId},
	traits::{ContributionInfo, Datanets, Lineage, RoyaltySink, Settlement, SnapshotInfo},
	vector::{AttributionVector, ContributionShare},
	Balance,
};
use polkadot_sdk::pallet_balances;
use std::collections::{BTreeMap, BTreeSet};

pub type AccountId = u64;

/// Pays for answers.
pub const PAYER: AccountId = 1;
/// Computes them. Has an account.
pub const WORKER: AccountId = 2;
/// Own artifacts. Have no account.
pub const OWNER: AccountId = 3;
pub const PARENT: AccountId = 4;
/// Contribute. Have no account.
pub const CAROL: AccountId = 5;
pub const DAVE: AccountId = 6;
/// The protocol's and the stakers' accounts. Both exist.
pub const TREASURY: AccountId = 8;
pub const STAKERS: AccountId = 9;

pub const EXISTENTIAL_DEPOSIT: Balance = 10;
/// What the payer starts with.
pub const FUNDS: Balance = Balance::MAX / 2;

construct_runtime!(
	pub struct Test {
		System: frame_system,
		Balances: pallet_balances,
		Royalties: pallet_royalties,
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

/// Accounts, each with its share.
pub type Owners = Vec<(AccountId, Perbill)>;

/// Datanets and artifacts. None of them is checked: a test builds what it needs.
#[derive(Clone, Default, Debug)]
pub struct World {
	/// Who gave each contribution, and its length.
	pub contributions: BTreeMap<ContributionId, (AccountId, u32)>,
	/// The length of each snapshot, and what it includes.
	pub snapshots: BTreeMap<SnapshotId, (u64, BTreeSet<ContributionId>)>,
	/// The owners of each artifact, and the snapshots that it rests on.
	pub artifacts: BTreeMap<ArtifactId, (Owners, Vec<SnapshotId>)>,
}

parameter_types! {
	pub static TheWorld: World = World::default();
	pub const RoyaltiesPalletId: PalletId = PalletId(*b"ol/royal");
}

impl Datanets<AccountId> for TheWorld {
	fn snapshot(id: SnapshotId) -> Option<SnapshotInfo> {
		let (length, included) = Self::get().snapshots.get(&id)?.clone();
		let accepted = included.len().try_into().unwrap();
		Some(SnapshotInfo { datanet: DatanetId(0), root: H256::zero(), accepted, length })
	}

	fn contribution(id: ContributionId) -> Option<ContributionInfo<AccountId>> {
		let (contributor, length) = *Self::get().contributions.get(&id)?;
		let content = ContentCommitment { root: H256::repeat_byte(1), length };
		Some(ContributionInfo { datanet: DatanetId(0), contributor, content })
	}

	fn includes(snapshot: SnapshotId, contribution: ContributionId) -> bool {
		let world = Self::get();
		world.snapshots.get(&snapshot).is_some_and(|(_, all)| all.contains(&contribution))
	}
}

impl Lineage<AccountId> for TheWorld {
	fn prices(_: ArtifactId) -> Option<PriceList> {
		None
	}

	fn base(_: ArtifactId) -> Option<ArtifactId> {
		None
	}

	fn snapshots(id: ArtifactId) -> Vec<SnapshotId> {
		Self::get().artifacts.get(&id).map(|(_, snapshots)| snapshots.clone()).unwrap_or_default()
	}

	fn owners(id: ArtifactId) -> Owners {
		Self::get().artifacts.get(&id).map(|(owners, _)| owners.clone()).unwrap_or_default()
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_royalties::benchmarking::BenchmarkHelper for TheWorld {
	fn snapshot(
	) -> Result<(SnapshotId, ContributionId), frame::benchmarking::prelude::BenchmarkError> {
		Ok((S1, C1))
	}
}

impl pallet_royalties::Config for Test {
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = TheWorld;
	type Currency = Balances;
	type Datanets = TheWorld;
	type Lineage = TheWorld;
	type PalletId = RoyaltiesPalletId;
	type ProtocolAccount = ConstU64<TREASURY>;
	type StakersAccount = ConstU64<STAKERS>;
	type WeightInfo = ();
}

/// Carol's, 30 bytes. Dave's, 70 and 100.
pub const C1: ContributionId = ContributionId(1);
pub const C2: ContributionId = ContributionId(2);
pub const C3: ContributionId = ContributionId(3);
/// C1 and C2: 100 bytes.
pub const S1: SnapshotId = SnapshotId(1);
/// C2 and C3: 170 bytes.
pub const S2: SnapshotId = SnapshotId(2);
/// Rests on S1; three quarters are the owner's, one the parent's.
pub const ADAPTER: ArtifactId = ArtifactId(1);
/// Rests on S1 and S2; the owner's.
pub const MERGED: ArtifactId = ArtifactId(2);
/// Rests on nothing and is nobody's.
pub const ORPHAN: ArtifactId = ArtifactId(3);

fn world() -> World {
	let percent = Perbill::from_percent;
	World {
		contributions: [(C1, (CAROL, 30)), (C2, (DAVE, 70)), (C3, (DAVE, 100))].into(),
		snapshots: [(S1, (100, [C1, C2].into())), (S2, (170, [C2, C3].into()))].into(),
		artifacts: [
			(ADAPTER, (vec![(OWNER, percent(75)), (PARENT, percent(25))], vec![S1])),
			(MERGED, (vec![(OWNER, percent(100))], vec![S1, S2])),
			(ORPHAN, (vec![], vec![])),
		]
		.into(),
	}
}

/// Runs `test` in block 1, in a chain whose pot has its existential deposit, and checks the pallet's
/// invariants after it.
pub fn run(test: impl FnOnce()) {
	TheWorld::set(world());
	let endowed = [WORKER, TREASURY, STAKERS, Royalties::pot()];
	let balances = endowed.map(|who| (who, EXISTENTIAL_DEPOSIT)).into_iter();
	let balances = balances.chain([(PAYER, FUNDS)]).collect();
	let genesis = RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
		..Default::default()
	};
	TestState::new(genesis.build_storage().unwrap()).execute_with(|| {
		System::set_block_number(1);
		test();
		Royalties::do_try_state().unwrap();
	});
}

/// Shares in percent; the rest is the residual.
pub fn vector(shares: &[(ContributionId, u32)]) -> AttributionVector {
	let residual = 100 - shares.iter().map(|(_, percent)| percent).sum::<u32>();
	let shares = shares
		.iter()
		.map(|(contribution, percent)| ContributionShare {
			contribution: *contribution,
			share: Perbill::from_percent(*percent),
		})
		.collect::<Vec<_>>();
	AttributionVector {
		shares: shares.try_into().unwrap(),
		residual: Perbill::from_percent(residual),
	}
}

/// An answer of `artifact`, request 7, by the worker for the payer.
pub fn settlement(
	artifact: ArtifactId,
	parts: FeeParts,
	vector: AttributionVector,
) -> Settlement<AccountId> {
	Settlement { request: RequestId(7), artifact, payer: PAYER, worker: WORKER, parts, vector }
}

/// Moves the fee into the pot and credits it, as the pallet that settles does.
pub fn settle(settlement: &Settlement<AccountId>) -> DispatchResult {
	with_storage_layer(|| {
		let fee = settlement.parts.total().ok_or(ArithmeticError::Overflow)?;
		Balances::transfer(&settlement.payer, &Royalties::pot(), fee, Preservation::Preserve)?;
		Royalties::credit(settlement)
	})
}

/// Anyone calls for `who`.
pub fn claim_for(who: AccountId) -> DispatchResult {
	Royalties::claim_for(RuntimeOrigin::signed(PAYER), who)
}

/// Anyone calls for `contribution`.
pub fn collect(snapshot: SnapshotId, contribution: ContributionId) -> DispatchResult {
	Royalties::collect(RuntimeOrigin::signed(PAYER), snapshot, contribution)
}

/// The pallet's events, in order, which are then forgotten.
pub fn events() -> Vec<pallet_royalties::Event<Test>> {
	let events = System::read_events_for_pallet();
	System::reset_events();
	events
}
