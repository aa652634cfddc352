// SPDX-License-Identifier: Apache-2.0
//! A runtime with balances and attribution. Artifacts, Datanets, bonds and the royalty ledger are kept
//! in memory by [`World`].

use frame::{
	deps::sp_runtime::{traits::IdentifyAccount, AccountId32, MultiSigner, RuntimeAppPublic},
	runtime::prelude::*,
	testing_prelude::*,
	traits::{
		fungible::{HoldConsideration, Inspect},
		BlockNumberProvider, Hooks, LinearStoragePrice, OffchainWorker, Randomness,
	},
};
use openledger_primitives::{
	commitment::ContentCommitment,
	fee::{FeeShares, FeeSplit, PriceList},
	ids::{ArtifactId, ContributionId, DatanetId, RequestId, SnapshotId},
	licence::Licence,
	proof::AttributionProof,
	records::{Mode, Question},
	traits::{
		Bonds, Claims, ContributionInfo, Datanets, FeeSource, Lineage, Liquid, RoyaltySink, Sale,
		Settlement, SlashReason, SnapshotInfo, Subject,
	},
	vector::AttributionVector,
	Balance,
};
use pallet_attribution::{
	worker_key::{WorkerKey, WorkerSignature, KEY_TYPE},
	HoldReason, QuestionOf, RequestOf, RequestState, Requests, Workers,
};
use polkadot_sdk::{
	pallet_balances,
	sp_keystore::{testing::MemoryKeystore, Keystore, KeystoreExt},
};
use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
	sync::LazyLock,
};

pub type AccountId = AccountId32;

/// A base model, offered at [`PRICES`].
pub const BASE: ArtifactId = ArtifactId(0);
/// An adapter on [`BASE`], offered at [`PRICES`], trained on snapshots 0 and 1.
pub const ADAPTER: ArtifactId = ArtifactId(1);
/// Another base model, offered for nothing, trained on no snapshot.
pub const FREE_BASE: ArtifactId = ArtifactId(2);
/// On [`BASE`], not offered.
pub const DRAFT: ArtifactId = ArtifactId(3);
/// Offered, but runs on no base model.
pub const PROMPT: ArtifactId = ArtifactId(4);
/// There is none.
pub const NO_ARTIFACT: ArtifactId = ArtifactId(99);

/// 10 tokens in and 20 out cost 200.
pub const PRICES: PriceList = PriceList { base: 100, per_1k_input: 2_000, per_1k_output: 4_000 };
pub const FREE: PriceList = PriceList { base: 0, per_1k_input: 0, per_1k_output: 0 };

/// What all workers answer: enough bytes for all tokens that are charged.
pub const ANSWER: &[u8] = b"She wrote it herself, one winter in a house by the sea.";

pub const FUNDS: Balance = 1_000_000;
pub const EXISTENTIAL_DEPOSIT: Balance = 10;
pub const MIN_DEADLINE: u32 = 3;
pub const MAX_DEADLINE: u32 = 100;
pub const LEAST_ANSWER_TIME: u32 = 2;
pub const MAX_QUEUE: u32 = 20;
pub const MOST_ASSIGNMENTS: u32 = 8;
pub const MAX_MISSES: u32 = 3;
pub const MAX_OPEN_CHALLENGES: u8 = 2;
pub const MAX_IN_FLIGHT: u32 = 3;
pub const MAX_INPUT_LEN: u32 = 256;
pub const BLOCK_HASH_COUNT: u32 = 10;
pub const WORKERS: u8 = 12;

construct_runtime!(
	pub struct Test {
		System: frame_system,
		Balances: pallet_balances,
		Attribution: pallet_attribution,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type AccountData = pallet_balances::AccountData<Balance>;
	type AccountId = AccountId;
	type Block = MockBlockU32<Test>;
	type BlockHashCount = ConstU32<BLOCK_HASH_COUNT>;
	type Lookup = IdentityLookup<AccountId>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type FreezeIdentifier = ();
	type MaxFreezes = ConstU32<0>;
}

parameter_types! {
	pub const StorageDeposit: RuntimeHoldReason =
		RuntimeHoldReason::Attribution(HoldReason::StorageDeposit);
	/// How many blocks the clock did not count.
	pub static Uncounted: u32 = 0;
	pub static MinWorkerBond: Balance = 100;
	pub static MaxAssignments: u32 = MOST_ASSIGNMENTS;
	pub static MinAnswerTime: u32 = LEAST_ANSWER_TIME;
	pub static ChallengeWindow: u32 = 5;
	pub static HeartbeatPeriod: u32 = 1_000;
	pub static RecordPeriod: u32 = 20;
	pub static CommitWindow: u32 = 5;
	pub static RevealWindow: u32 = 5;
	pub static Tolerance: Perbill = Perbill::from_percent(5);
	pub static SilenceSlash: Balance = 10;
	pub static StraySlash: Balance = 20;
	pub static FraudSlash: Balance = 5;
	pub static ReviewBond: Balance = 500;
	pub static MinWords: u32 = 6;
	pub static EngineVersion: u32 = 1;
	pub static Shares: FeeShares = FeeShares {
		protocol: Perbill::from_percent(5),
		worker: Perbill::from_percent(40),
		owners: Perbill::from_percent(15),
		stakers: Perbill::from_percent(0),
		contributors: Perbill::from_percent(40),
	};
}

pub struct Split;
impl Get<FeeSplit> for Split {
	fn get() -> FeeSplit {
		FeeSplit::new(Shares::get()).unwrap()
	}
}

/// Leaves out what is [`Uncounted`].
pub struct Clock;
impl BlockNumberProvider for Clock {
	type BlockNumber = u32;

	fn current_block_number() -> u32 {
		System::block_number() - Uncounted::get()
	}
}

pub struct AccountOfKey;
impl Convert<WorkerKey, AccountId> for AccountOfKey {
	fn convert(key: WorkerKey) -> AccountId {
		MultiSigner::Sr25519(key.into()).into_account()
	}
}

impl pallet_attribution::Config for Test {
	type AccountOfKey = AccountOfKey;
	type BlockNumberProvider = Clock;
	type Bonds = World;
	type ChallengeWindow = ChallengeWindow;
	type CommitWindow = CommitWindow;
	type Consideration = HoldConsideration<
		AccountId,
		Balances,
		StorageDeposit,
		LinearStoragePrice<ConstU128<5>, ConstU128<1>, Balance>,
	>;
	type Currency = Balances;
	type Datanets = World;
	type EngineVersion = EngineVersion;
	type FeeSplit = Split;
	type FraudSlash = FraudSlash;
	type HeartbeatPeriod = HeartbeatPeriod;
	type Lineage = World;
	type Liquid = World;
	type MaxAssignments = MaxAssignments;
	type MaxBaseModels = ConstU32<4>;
	type MaxDeadline = ConstU32<MAX_DEADLINE>;
	type MaxEndpointLen = ConstU32<64>;
	type MaxInFlight = ConstU32<MAX_IN_FLIGHT>;
	type MaxInputLen = ConstU32<MAX_INPUT_LEN>;
	type MaxMisses = ConstU32<MAX_MISSES>;
	type MaxOpenChallenges = ConstU8<MAX_OPEN_CHALLENGES>;
	type MaxQueue = ConstU32<MAX_QUEUE>;
	type MinAnswerTime = MinAnswerTime;
	type MinDeadline = ConstU32<MIN_DEADLINE>;
	type MinWords = MinWords;
	type MinWorkerBond = MinWorkerBond;
	type OffchainWorker = World;
	type Randomness = World;
	type RecordPeriod = RecordPeriod;
	type RevealWindow = RevealWindow;
	type ReviewBond = ReviewBond;
	type ReviewSize = ConstU8<3>;
	type Royalties = World;
	type RuntimeHoldReason = RuntimeHoldReason;
	type SilenceSlash = SilenceSlash;
	type StraySlash = StraySlash;
	type Tolerance = Tolerance;
	type WeightInfo = ();
	type WorkerKey = WorkerKey;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = World;
}

/// What an artifact is to the pallet.
#[derive(Clone, Default)]
pub struct Artifact {
	pub prices: Option<PriceList>,
	pub base: Option<ArtifactId>,
	pub snapshots: Vec<SnapshotId>,
}

/// The other pallets.
#[derive(Default)]
pub struct World {
	pub artifacts: BTreeMap<ArtifactId, Artifact>,
	pub snapshots: BTreeMap<SnapshotId, BTreeSet<ContributionId>>,
	pub bonds: BTreeMap<AccountId, Balance>,
	/// What of an account's money is under a lock.
	pub locked: BTreeMap<AccountId, Balance>,
	pub credited: Vec<Settlement<AccountId>>,
	/// What was paid for checks.
	pub checks: Vec<(FeeSource, AccountId, Balance)>,
	/// Whom was taken how much, why, and who reported it.
	pub slashes: Vec<(AccountId, Balance, SlashReason, Option<AccountId>)>,
	/// Snapshots of Datanets that are not public.
	pub private: BTreeSet<SnapshotId>,
	/// Who has no grant to train on any snapshot.
	pub strangers: BTreeSet<AccountId>,
	pub refuses_credit: bool,
	pub refuses_slash: bool,
	/// How many blocks ago the seeds could be known.
	pub seed_age: u32,
	pub imported: Vec<u32>,
}

impl World {
	/// What was paid into the ledger in all.
	pub fn paid(&self) -> Balance {
		let fees = self.credited.iter().map(|settlement| settlement.parts.total().unwrap());
		fees.chain(self.checks.iter().map(|(_, _, amount)| *amount)).sum()
	}
}

thread_local! {
	static WORLD: RefCell<World> = RefCell::default();
}

/// Reads or changes the world.
pub fn world<R>(change: impl FnOnce(&mut World) -> R) -> R {
	WORLD.with_borrow_mut(change)
}

impl Lineage<AccountId> for World {
	fn prices(id: ArtifactId) -> Option<PriceList> {
		world(|world| world.artifacts.get(&id)?.prices)
	}

	fn base(id: ArtifactId) -> Option<ArtifactId> {
		world(|world| world.artifacts.get(&id)?.base)
	}

	fn snapshots(id: ArtifactId) -> Vec<SnapshotId> {
		world(|world| world.artifacts.get(&id).cloned().unwrap_or_default().snapshots)
	}

	fn owners(_: ArtifactId) -> Vec<(AccountId, Perbill)> {
		unreachable!("the ledger asks for owners, attribution does not")
	}
}

impl Datanets<AccountId> for World {
	fn snapshot(_: SnapshotId) -> Option<SnapshotInfo> {
		unreachable!("attribution asks only what a snapshot includes")
	}

	/// Contribution `n` was given to Datanet 7 by the payer `n`.
	fn contribution(id: ContributionId) -> Option<ContributionInfo<AccountId>> {
		let n = u8::try_from(id.0).ok()?;
		Some(ContributionInfo {
			datanet: DatanetId(7),
			contributor: payer(n),
			content: ContentCommitment::of(&[n]).ok()?,
		})
	}

	fn includes_any(snapshots: &[SnapshotId], contribution: ContributionId) -> bool {
		world(|world| {
			let mut sets = snapshots.iter().filter_map(|snapshot| world.snapshots.get(snapshot));
			sets.any(|included| included.contains(&contribution))
		})
	}

	fn licence(_: DatanetId) -> Option<Licence> {
		unreachable!("attribution asks only what a snapshot includes")
	}

	fn may_train(who: &AccountId, _: SnapshotId) -> bool {
		world(|world| !world.strangers.contains(who))
	}

	fn is_public(snapshot: SnapshotId) -> bool {
		world(|world| !world.private.contains(&snapshot))
	}

	fn curators_cut(_: DatanetId) -> Perbill {
		unreachable!("attribution asks only what a snapshot includes")
	}
}

impl Bonds<AccountId> for World {
	fn bonded(who: &AccountId) -> Balance {
		Self::active(who)
	}

	fn active(who: &AccountId) -> Balance {
		world(|world| world.bonds.get(who).copied().unwrap_or_default())
	}

	/// Takes what there is.
	fn slash(
		who: &AccountId,
		amount: Balance,
		reason: SlashReason,
		reporter: Option<&AccountId>,
	) -> Result<Balance, DispatchError> {
		world(|world| {
			ensure!(!world.refuses_slash, "slash refused");
			let bond = world.bonds.entry(who.clone()).or_default();
			let taken = amount.min(*bond);
			*bond -= taken;
			world.slashes.push((who.clone(), taken, reason, reporter.cloned()));
			Ok(taken)
		})
	}
}

impl Liquid<AccountId> for World {
	fn liquid(who: &AccountId) -> Balance {
		let locked = world(|world| world.locked.get(who).copied().unwrap_or_default());
		let free = <Balances as Inspect<AccountId>>::balance(who);
		free.saturating_sub(locked)
	}
}

/// A seed follows from the block's number and the subject.
impl Randomness<H256, u32> for World {
	fn random(subject: &[u8]) -> (H256, u32) {
		let now = System::block_number();
		let seed = BlakeTwo256::hash_of(&(now, subject));
		(seed, now.saturating_sub(world(|world| world.seed_age)))
	}
}

impl RoyaltySink<AccountId> for World {
	fn pot() -> AccountId {
		AccountId::new([255; 32])
	}

	/// Checks that the pot holds exactly what was credited, this fee included.
	fn credit(settlement: &Settlement<AccountId>) -> DispatchResult {
		world(|world| {
			ensure!(!world.refuses_credit, "credit refused");
			world.credited.push(settlement.clone());
			ensure!(paid_into_pot() == world.paid(), "the pot holds something else");
			Ok(())
		})
	}

	/// The same for the pay of a check.
	fn credit_check(source: FeeSource, worker: &AccountId, amount: Balance) -> DispatchResult {
		world(|world| {
			ensure!(!world.refuses_credit, "credit refused");
			world.checks.push((source, worker.clone(), amount));
			ensure!(paid_into_pot() == world.paid(), "the pot holds something else");
			Ok(())
		})
	}

	fn credit_sale(_: &Sale<AccountId>) -> DispatchResult {
		unreachable!("attribution sells no licences")
	}
}

impl OffchainWorker<u32> for World {
	fn offchain_worker(now: u32) {
		world(|world| world.imported.push(now));
	}
}

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking {
	use super::*;
	use frame::benchmarking::prelude::BenchmarkError;

	impl pallet_attribution::benchmarking::BenchmarkHelper<AccountId> for World {
		fn bond(worker: &AccountId) -> Result<(), BenchmarkError> {
			world(|world| world.bonds.insert(worker.clone(), 1_000 * MinWorkerBond::get()));
			Ok(())
		}

		fn base_models(_: u32) -> Result<Vec<ArtifactId>, BenchmarkError> {
			Ok(vec![BASE])
		}

		fn adapter(_: u32) -> Result<(ArtifactId, Vec<ContributionId>), BenchmarkError> {
			Ok((ADAPTER, [0, 1, 2, 3].map(ContributionId).to_vec()))
		}
	}
}

/// What the pot has above what it started with.
pub fn paid_into_pot() -> Balance {
	Balances::free_balance(World::pot()) - EXISTENTIAL_DEPOSIT
}

fn genesis_world() -> World {
	let artifact = |prices, base, snapshots: &[u32]| Artifact {
		prices,
		base,
		snapshots: snapshots.iter().copied().map(SnapshotId).collect(),
	};
	let accepted = |ids: &[u64]| ids.iter().copied().map(ContributionId).collect();
	World {
		artifacts: BTreeMap::from([
			(BASE, artifact(Some(PRICES), Some(BASE), &[])),
			(ADAPTER, artifact(Some(PRICES), Some(BASE), &[0, 1])),
			(FREE_BASE, artifact(Some(FREE), Some(FREE_BASE), &[])),
			(DRAFT, artifact(None, Some(BASE), &[])),
			(PROMPT, artifact(Some(PRICES), None, &[])),
		]),
		snapshots: BTreeMap::from([
			(SnapshotId(0), accepted(&[0, 1, 2])),
			(SnapshotId(1), accepted(&[2, 3])),
			(SnapshotId(2), accepted(&[9])),
		]),
		bonds: (0..WORKERS).map(|n| (worker(n), 100)).collect(),
		..World::default()
	}
}

/// Who asks.
pub fn payer(n: u8) -> AccountId {
	AccountId::new([200 + n; 32])
}

/// A keystore with the keys of all workers, and these keys. One for all tests: deriving takes time.
static KEYSTORE: LazyLock<(MemoryKeystore, Vec<WorkerKey>)> = LazyLock::new(|| {
	let keystore = MemoryKeystore::new();
	let generate = |n| keystore.sr25519_generate_new(KEY_TYPE, Some(&format!("//worker{n}")));
	let keys = (0..WORKERS).map(|n| generate(n).unwrap().into()).collect();
	(keystore, keys)
});

/// The key of the worker `n`.
pub fn key(n: u8) -> WorkerKey {
	KEYSTORE.1[usize::from(n)].clone()
}

/// The account of the worker `n`.
pub fn worker(n: u8) -> AccountId {
	AccountOfKey::convert(key(n))
}

/// The number of the worker with this account.
pub fn number_of(account: &AccountId) -> u8 {
	(0..WORKERS).find(|n| worker(*n) == *account).unwrap()
}

/// Runs `test` in block 1, with all workers' keys in the keystore, and checks the pallet's invariants
/// after it.
pub fn run(test: impl FnOnce()) {
	externalities().execute_with(|| {
		test();
		Attribution::do_try_state().unwrap();
	});
}

/// The state of block 1, with all workers' keys in the keystore.
pub fn externalities() -> TestState {
	Uncounted::set(0);
	MinWorkerBond::set(100);
	MaxAssignments::set(MOST_ASSIGNMENTS);
	MinAnswerTime::set(LEAST_ANSWER_TIME);
	ChallengeWindow::set(5);
	HeartbeatPeriod::set(1_000);
	RecordPeriod::set(20);
	CommitWindow::set(5);
	RevealWindow::set(5);
	Tolerance::set(Perbill::from_percent(5));
	SilenceSlash::set(10);
	StraySlash::set(20);
	FraudSlash::set(5);
	ReviewBond::set(500);
	MinWords::set(6);
	EngineVersion::set(1);
	world(|world| *world = genesis_world());
	let rich = (0..WORKERS).map(worker).chain((0..4).map(payer)).map(|who| (who, FUNDS));
	let balances = rich.chain([(World::pot(), EXISTENTIAL_DEPOSIT)]).collect();
	let genesis = RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
		..Default::default()
	};
	let mut externalities = TestState::new(genesis.build_storage().unwrap());
	externalities.register_extension(KeystoreExt::new(KEYSTORE.0.clone()));
	externalities.execute_with(|| begin_block(1));
	externalities
}

/// The hash of block `n`.
pub fn hash_of_block(n: u32) -> H256 {
	BlakeTwo256::hash_of(&("block", n))
}

fn begin_block(n: u32) {
	System::reset_events();
	System::initialize(&n, &hash_of_block(n - 1), &Default::default());
	Attribution::on_initialize(n);
}

/// Builds blocks up to the beginning of block `n`.
pub fn run_to(n: u32) {
	while System::block_number() < n {
		let now = System::block_number();
		System::finalize();
		begin_block(now + 1);
	}
}

/// Builds the next block's beginning: what waits is assigned.
pub fn next_block() {
	run_to(System::block_number() + 1);
}

/// Goes to block `n` without building those before it: for histories that need no old hashes. What waits
/// is assigned only then.
pub fn skip_to(n: u32) {
	System::set_block_number(n);
	System::reset_events();
	Attribution::on_initialize(n);
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn bytes<S: Get<u32>>(text: &str) -> BoundedVec<u8, S> {
	text.as_bytes().to_vec().try_into().unwrap()
}

/// What workers say to run.
pub fn build() -> H256 {
	H256::repeat_byte(0xb1)
}

/// A question that stands in the request itself.
pub fn text(question: &str) -> QuestionOf<Test> {
	Question::Text(bytes(question))
}

/// Registers the worker `n` for `bases`, as if in the block before: it can be given what is asked in this one.
pub fn register(n: u8, bases: &[ArtifactId]) -> DispatchResult {
	register_now(n, bases)?;
	Workers::<Test>::mutate_extant(worker(n), |record| record.joined_in -= 1);
	Ok(())
}

/// Registers the worker `n` for `bases`.
pub fn register_now(n: u8, bases: &[ArtifactId]) -> DispatchResult {
	let bases = bases.to_vec().try_into().unwrap();
	Attribution::register_worker(signed(worker(n)), key(n), bytes("https://worker"), bases, build())
}

/// Asks [`ADAPTER`] something that may cost 1 000, for 10 blocks, and has it assigned in the next block.
pub fn ask() -> RequestId {
	ask_artifact(ADAPTER)
}

/// Asks `artifact` the same, and has it assigned in the next block.
pub fn ask_artifact(artifact: ArtifactId) -> RequestId {
	let id = queue(artifact, Mode::Optimistic);
	next_block();
	assert_eq!(request(id).state, RequestState::Assigned);
	id
}

/// Asks `artifact` something that may cost 1 000, for 10 blocks.
pub fn queue(artifact: ArtifactId, mode: Mode) -> RequestId {
	let id = pallet_attribution::NextRequest::<Test>::get();
	let question = text("Who wrote it?");
	let payer = signed(payer(0));
	assert_ok!(Attribution::request_inference(payer, artifact, question, mode, 50, 1_000, 10));
	id
}

/// Asks [`ADAPTER`] for up to `max_output` tokens at up to `max_fee`, for 10 blocks, and has it assigned in
/// the next block.
pub fn ask_for(max_output: u32, max_fee: Balance) -> RequestId {
	let id = pallet_attribution::NextRequest::<Test>::get();
	let (payer, mode) = (signed(payer(0)), Mode::Optimistic);
	let question = text("Who wrote it?");
	assert_ok!(Attribution::request_inference(
		payer, ADAPTER, question, mode, max_output, max_fee, 10
	));
	next_block();
	id
}

/// The worker that owes the answer.
pub fn author(id: RequestId) -> AccountId {
	request(id).author().unwrap().clone()
}

/// Opens a challenge of the answer, as the pallet that judges them does.
pub fn challenge(id: RequestId) -> DispatchResult {
	transactional(|| Attribution::hold(Subject::Request(id)))
}

/// Ends a challenge that the answer withstood.
pub fn withstand(id: RequestId) -> DispatchResult {
	transactional(|| Attribution::release(Subject::Request(id)))
}

/// Ends a challenge by which the answer was found false.
pub fn falsify(id: RequestId) -> DispatchResult {
	transactional(|| Attribution::falsify(Subject::Request(id)))
}

/// As in a call: what fails changes nothing.
fn transactional(change: impl FnOnce() -> DispatchResult) -> DispatchResult {
	frame::deps::frame_support::storage::with_storage_layer(change)
}

pub fn request(id: RequestId) -> RequestOf<Test> {
	Requests::<Test>::get(id).unwrap()
}

/// A vector that gives the `contributions` equal shares, the residual what is left.
pub fn vector(contributions: &[u64]) -> AttributionVector {
	AttributionVector::from_scores(contributions.iter().map(|id| (ContributionId(*id), 7))).unwrap()
}

/// A proof that is accepted, once it is signed: 10 tokens in, 20 out, contributions 1 and 3.
pub fn honest_proof(id: RequestId) -> AttributionProof {
	let request = request(id);
	let has_snapshots = !World::snapshots(request.artifact).is_empty();
	AttributionProof {
		genesis: hash_of_block(0),
		request: id,
		artifact: request.artifact,
		input: request.input,
		output: ContentCommitment::of(ANSWER).unwrap(),
		input_tokens: 10,
		output_tokens: 20,
		vector: vector(if has_snapshots { &[1, 3] } else { &[] }),
		evidence_root: if has_snapshots { H256::repeat_byte(7) } else { H256::zero() },
		engine_version: 1,
		expires_at: request.deadline,
	}
}

/// The signature of the worker `n`, by the keystore.
pub fn sign(n: u8, proof: &AttributionProof) -> WorkerSignature {
	key(n).sign(&proof.signing_bytes()).unwrap()
}

/// Signs `proof` by the worker `n`, and submits it.
pub fn submit(n: u8, proof: &AttributionProof) -> DispatchResult {
	Attribution::submit_proof(signed(worker(n)), proof.clone(), sign(n, proof))
}

/// Has the assigned worker prove the request honestly.
pub fn prove(id: RequestId) {
	assert_ok!(submit(number_of(&author(id)), &honest_proof(id)));
}

pub fn escrow(who: &AccountId) -> Balance {
	held(HoldReason::Escrow, who)
}

pub fn deposit(who: &AccountId) -> Balance {
	held(HoldReason::StorageDeposit, who)
}

fn held(reason: HoldReason, who: &AccountId) -> Balance {
	<Balances as fungible::InspectHold<_>>::balance_on_hold(&reason.into(), who)
}

/// The pallet's last event.
pub fn last_event() -> pallet_attribution::Event<Test> {
	let events = System::events().into_iter().rev();
	events
		.filter_map(|record| match record.event {
			RuntimeEvent::Attribution(event) => Some(event),
			_ => None,
		})
		.next()
		.unwrap()
}
