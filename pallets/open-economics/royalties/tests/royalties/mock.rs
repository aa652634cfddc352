// SPDX-License-Identifier: Apache-2.0
//! A runtime with balances and royalties, and a small world of Datanets and artifacts beside it.
//! Accounts are numbers.

use frame::{
	deps::frame_support::storage::with_storage_layer,
	runtime::prelude::*,
	testing_prelude::*,
	token::fungible::{HoldConsideration, InspectHold},
	traits::{fungible::Mutate, Contains, Footprint, LinearStoragePrice},
};
use openledger_primitives::{
	commitment::ContentCommitment,
	distribution::{DistributionLeaf, DistributionProof, DistributionRoot},
	fee::{FeeParts, PriceList},
	ids::{ArtifactId, ContributionId, DatanetId, DistributionId, RequestId, SnapshotId},
	licence::Licence,
	merkle::{Domain, Tree},
	traits::{
		ContributionInfo, CuratorLedger, Datanets, Distributions, EmissionPool, FeeSource, Lineage,
		OnEarned, RoyaltySink, Sale, Settlement, SnapshotInfo, StakeTarget, Stakers,
	},
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
/// The protocol's account. It exists.
pub const TREASURY: AccountId = 8;
/// Where those who staked get what is theirs. It exists.
pub const STAKERS: AccountId = 9;
/// Curate. Have no account.
pub const CURATOR: AccountId = 10;
pub const OTHER_CURATOR: AccountId = 11;
/// Fund distributions. Have accounts.
pub const OPERATOR: AccountId = 12;
pub const OTHER_OPERATOR: AccountId = 13;

pub const EXISTENTIAL_DEPOSIT: Balance = 10;
/// What the payer starts with.
pub const FUNDS: Balance = Balance::MAX / 2;
/// What operators start with.
pub const OPERATOR_FUNDS: Balance = 1_000_000;
/// What is settled here.
pub const SOURCE: FeeSource = FeeSource::Request(RequestId(7));
/// In blocks.
pub const WINDOW: u32 = 5;
pub const GRACE: u32 = 20;

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
	/// The Datanets of contributions and snapshots that are not of the Datanet of number zero.
	pub homes: BTreeMap<ContributionId, DatanetId>,
	pub taken_of: BTreeMap<SnapshotId, DatanetId>,
	/// What the curators of a Datanet keep.
	pub cuts: BTreeMap<DatanetId, Perbill>,
	/// What is staked on anything.
	pub stakes: BTreeMap<StakeTarget, Balance>,
}

impl World {
	pub fn home(&self, id: ContributionId) -> DatanetId {
		self.homes.get(&id).copied().unwrap_or_default()
	}

	pub fn taken_of(&self, id: SnapshotId) -> DatanetId {
		self.taken_of.get(&id).copied().unwrap_or_default()
	}

	pub fn cut(&self, id: DatanetId) -> Perbill {
		self.cuts.get(&id).copied().unwrap_or_default()
	}

	pub fn staked(&self, target: StakeTarget) -> Balance {
		self.stakes.get(&target).copied().unwrap_or_default()
	}
}

parameter_types! {
	pub static TheWorld: World = World::default();
	pub static BurnShare: Perbill = Perbill::zero();
	pub const SaleProtocolShare: Perbill = Perbill::from_percent(5);
	pub const RoyaltiesPalletId: PalletId = PalletId(*b"ol/royal");
	pub const DistributionDeposit: RuntimeHoldReason =
		RuntimeHoldReason::Royalties(pallet_royalties::HoldReason::DistributionDeposit);
	/// For whom another pallet may still post a root.
	pub static Awaiting: BTreeSet<AccountId> = BTreeSet::new();
	/// What was given to those who staked on anything.
	pub static Rewarded: BTreeMap<StakeTarget, Balance> = BTreeMap::new();
	/// What the emission was told that everybody earned.
	pub static Emission: BTreeMap<(EmissionPool, AccountId), Balance> = BTreeMap::new();
}

impl OnEarned<AccountId> for Emission {
	fn earned(pool: EmissionPool, who: &AccountId, amount: Balance) {
		Self::mutate(|all| *all.entry((pool, *who)).or_default() += amount);
	}
}

impl Contains<AccountId> for Awaiting {
	fn contains(who: &AccountId) -> bool {
		Self::get().contains(who)
	}
}

impl Stakers<AccountId> for TheWorld {
	fn staked(target: StakeTarget) -> Balance {
		Self::get().staked(target)
	}

	fn reward(target: StakeTarget, from: &AccountId, amount: Balance) -> DispatchResult {
		ensure!(<Self as Stakers<AccountId>>::staked(target) > 0, "nobody staked");
		Balances::transfer(from, &STAKERS, amount, Preservation::Preserve)?;
		Rewarded::mutate(|all| *all.entry(target).or_default() += amount);
		Ok(())
	}
}

/// 100 plancks, and 2 for each byte.
pub type DepositPrice = LinearStoragePrice<ConstU128<100>, ConstU128<2>, Balance>;

impl Datanets<AccountId> for TheWorld {
	fn snapshot(id: SnapshotId) -> Option<SnapshotInfo> {
		let world = Self::get();
		let (length, included) = world.snapshots.get(&id)?.clone();
		Some(SnapshotInfo {
			datanet: world.taken_of(id),
			root: H256::zero(),
			accepted: included.len().try_into().unwrap(),
			withdrawn: 0,
			withdrawn_root: H256::zero(),
			length,
		})
	}

	fn contribution(id: ContributionId) -> Option<ContributionInfo<AccountId>> {
		let world = Self::get();
		let (contributor, length) = *world.contributions.get(&id)?;
		let content = ContentCommitment { root: H256::repeat_byte(1), length };
		Some(ContributionInfo { datanet: world.home(id), contributor, content })
	}

	fn includes_any(snapshots: &[SnapshotId], contribution: ContributionId) -> bool {
		let world = Self::get();
		let includes =
			|id| world.snapshots.get(id).is_some_and(|(_, all)| all.contains(&contribution));
		snapshots.iter().any(includes)
	}

	fn licence(_: DatanetId) -> Option<Licence> {
		None
	}

	fn may_train(_: &AccountId, _: SnapshotId) -> bool {
		false
	}

	fn is_public(_: SnapshotId) -> bool {
		false
	}

	fn curators_cut(datanet: DatanetId) -> Perbill {
		Self::get().cut(datanet)
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
	type AwaitsRoot = Awaiting;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = TheWorld;
	type BurnShare = BurnShare;
	type Currency = Balances;
	type Datanets = TheWorld;
	type DistributionDeposit =
		HoldConsideration<AccountId, Balances, DistributionDeposit, DepositPrice>;
	type DistributionGrace = ConstU32<GRACE>;
	type DistributionWindow = ConstU32<WINDOW>;
	type Lineage = TheWorld;
	type OnEarned = Emission;
	type PalletId = RoyaltiesPalletId;
	type ProtocolAccount = ConstU64<TREASURY>;
	type SaleProtocolShare = SaleProtocolShare;
	type Stakers = TheWorld;
	type VetoOrigin = EnsureRoot<AccountId>;
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
		stakes: [(StakeTarget::Artifact(ADAPTER), 1), (StakeTarget::Artifact(MERGED), 1)].into(),
		..Default::default()
	}
}

/// Runs `test` in block 1, in a chain whose pot has its existential deposit, and checks the pallet's
/// invariants after it.
pub fn run(test: impl FnOnce()) {
	TheWorld::set(world());
	BurnShare::set(Perbill::zero());
	Emission::set(BTreeMap::new());
	Rewarded::set(BTreeMap::new());
	Awaiting::set(BTreeSet::new());
	let endowed = [WORKER, TREASURY, STAKERS, Royalties::pot()];
	let balances = endowed.map(|who| (who, EXISTENTIAL_DEPOSIT)).into_iter();
	let operators = [OPERATOR, OTHER_OPERATOR].map(|who| (who, OPERATOR_FUNDS));
	let balances = balances.chain([(PAYER, FUNDS)]).chain(operators).collect();
	let genesis = RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
		..Default::default()
	};
	TestState::new(genesis.build_storage().unwrap()).execute_with(|| {
		System::set_block_number(1);
		test();
		Royalties::do_try_state().unwrap();
		check_deposits();
	});
}

/// Exactly the distributions' deposits are on hold, and each pays for what there is.
pub fn check_deposits() {
	let mut deposits = BTreeMap::<AccountId, Balance>::new();
	for distribution in pallet_royalties::Distributions::<Test>::iter_values() {
		// A ticket is its amount.
		let ticket = Balance::decode(&mut &distribution.deposit.encode()[..]).unwrap();
		let footprint = pallet_royalties::Distribution::<Test>::footprint(distribution.entries);
		assert!(ticket >= <DepositPrice as Convert<Footprint, Balance>>::convert(footprint));
		*deposits.entry(distribution.operator).or_default() += ticket;
	}
	for operator in [OPERATOR, OTHER_OPERATOR] {
		let held = Balances::balance_on_hold(&DistributionDeposit::get(), &operator);
		assert_eq!(held, deposits.get(&operator).copied().unwrap_or_default());
	}
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

/// The answer [`SOURCE`] of `artifact` by the worker for the payer.
pub fn settlement(
	artifact: ArtifactId,
	parts: FeeParts,
	vector: AttributionVector,
) -> Settlement<AccountId> {
	Settlement { source: SOURCE, artifact, payer: Some(PAYER), worker: WORKER, parts, vector }
}

/// Moves the fee into the pot and credits it, as the pallet that settles does.
pub fn settle(settlement: &Settlement<AccountId>) -> DispatchResult {
	with_storage_layer(|| {
		let fee = settlement.parts.total().ok_or(ArithmeticError::Overflow)?;
		let payer = settlement.payer.unwrap_or(PAYER);
		Balances::transfer(&payer, &Royalties::pot(), fee, Preservation::Preserve)?;
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

/// Moves the price into the pot and credits it, as the pallet that sells does.
pub fn sell(sale: &Sale<AccountId>) -> DispatchResult {
	with_storage_layer(|| {
		Balances::transfer(&sale.buyer, &Royalties::pot(), sale.price, Preservation::Preserve)?;
		Royalties::credit_sale(sale)
	})
}

/// A licence for the Datanet of S1, which its contributions earn by.
pub fn sale(price: Balance) -> Sale<AccountId> {
	Sale { datanet: DatanetId(0), snapshot: S1, buyer: PAYER, price }
}

/// `who` decided in `datanet`, and it stood.
pub fn worked(datanet: DatanetId, who: AccountId) {
	assert_ok!(<Royalties as CuratorLedger<AccountId>>::worked(datanet, &who));
}

/// The curators of `datanet` keep so many percent.
pub fn set_cut(datanet: DatanetId, percent: u32) {
	TheWorld::mutate(|world| {
		world.cuts.insert(datanet, Perbill::from_percent(percent));
	});
}

/// Anyone calls for `who`.
pub fn collect_as_curator(datanet: DatanetId, who: AccountId) -> DispatchResult {
	Royalties::collect_as_curator(RuntimeOrigin::signed(PAYER), datanet, who)
}

/// Goes `blocks` blocks on.
pub fn advance(blocks: u32) {
	System::set_block_number(System::block_number() + blocks);
}

/// The leaves of a root, and the tree over them.
pub struct Leaves {
	pub leaves: Vec<DistributionLeaf>,
	tree: Tree,
}

impl Leaves {
	/// What each contribution has earned so far.
	pub fn new(amounts: &[(ContributionId, Balance)]) -> Self {
		let leaf = |(contribution, cumulative): &(_, _)| DistributionLeaf {
			contribution: *contribution,
			cumulative: *cumulative,
		};
		let leaves = amounts.iter().map(leaf).collect::<Vec<_>>();
		let data = leaves.iter().map(Encode::encode).collect::<Vec<_>>();
		Self { leaves, tree: Tree::new(Domain::Distribution, data).unwrap() }
	}

	/// The root, as an honest operator posts it.
	pub fn root(&self) -> DistributionRoot {
		DistributionRoot {
			root: self.tree.root(),
			leaves: self.leaves.len().try_into().unwrap(),
			total: self.leaves.iter().map(|leaf| leaf.cumulative).sum(),
		}
	}

	/// The leaf at `index`, and its proof.
	pub fn prove(&self, index: usize) -> (DistributionLeaf, DistributionProof) {
		let place = u32::try_from(index).unwrap();
		let path = self.tree.prove(place).unwrap().try_into().unwrap();
		(self.leaves[index], DistributionProof { index: place, path })
	}
}

/// `who` opens a distribution.
pub fn open(who: AccountId) -> DispatchResult {
	Royalties::open_distribution(RuntimeOrigin::signed(who))
}

/// `who` funds a distribution and posts a root.
pub fn post(
	who: AccountId,
	id: DistributionId,
	amount: Balance,
	root: DistributionRoot,
) -> DispatchResult {
	Royalties::fund_and_post(RuntimeOrigin::signed(who), id, amount, root)
}

/// Governance vetoes the pending root.
pub fn veto(id: DistributionId) -> DispatchResult {
	Royalties::veto_root(RuntimeOrigin::root(), id)
}

/// Anyone draws for the leaf at `index`.
pub fn draw(id: DistributionId, leaves: &Leaves, index: usize) -> DispatchResult {
	let (leaf, proof) = leaves.prove(index);
	Royalties::draw(RuntimeOrigin::signed(PAYER), id, leaf, proof)
}

/// `who` closes a distribution.
pub fn close(who: AccountId, id: DistributionId) -> DispatchResult {
	Royalties::close_distribution(RuntimeOrigin::signed(who), id)
}

/// Anyone clears up to `limit` entries.
pub fn clear(id: DistributionId, limit: u32) -> DispatchResultWithPostInfo {
	Royalties::clear_drawn(RuntimeOrigin::signed(PAYER), id, limit)
}

/// Another pallet opens a distribution for `operator`.
pub fn open_managed(operator: AccountId) -> Result<DistributionId, DispatchError> {
	<Royalties as Distributions<AccountId>>::open(&operator)
}

/// Another pallet has `operator`'s deposit taken for so many leaves.
pub fn prepare_managed(id: DistributionId, leaves: u32) -> DispatchResult {
	with_storage_layer(|| <Royalties as Distributions<AccountId>>::prepare(id, leaves))
}

/// The same, and posts.
pub fn prepare_and_post(
	id: DistributionId,
	root: DistributionRoot,
	amount: Balance,
) -> DispatchResult {
	with_storage_layer(|| {
		prepare_managed(id, root.leaves)?;
		post_managed(id, root, amount)
	})
}

/// Another pallet pays `amount` of the payer's in, and posts a root.
pub fn post_managed(id: DistributionId, root: DistributionRoot, amount: Balance) -> DispatchResult {
	with_storage_layer(|| {
		Balances::transfer(&PAYER, &Royalties::pot(), amount, Preservation::Preserve)?;
		<Royalties as Distributions<AccountId>>::post(id, root, amount)
	})
}

/// A worker is paid `amount` of the payer's for having checked an answer.
pub fn check(worker: AccountId, amount: Balance) -> DispatchResult {
	with_storage_layer(|| {
		Balances::transfer(&PAYER, &Royalties::pot(), amount, Preservation::Preserve)?;
		Royalties::credit_check(SOURCE, &worker, amount)
	})
}
