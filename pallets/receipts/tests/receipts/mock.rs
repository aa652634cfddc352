// SPDX-License-Identifier: Apache-2.0
//! A runtime with balances and receipts. Channels, royalties and bonds are small ones.

use frame::{
	deps::{
		frame_support::storage::with_storage_layer,
		sp_runtime::{testing::TestSignature, Perbill},
	},
	runtime::prelude::*,
	testing_prelude::*,
	token::fungible::{HoldConsideration, Inspect, InspectHold, Mutate},
	traits::{Contains, Footprint, LinearStoragePrice},
};
use openledger_primitives::{
	commitment::ContentCommitment,
	distribution::DistributionRoot,
	fee::{FeeShares, FeeSplit, PriceList},
	ids::{ArtifactId, BatchId, ChannelId, ContributionId, DatanetId, DistributionId, SnapshotId},
	licence::Licence,
	receipts::{
		BatchBuilder, BatchFraud, BatchLeaves, BatchTerms, LeafPlace, Receipt, ReceiptLeaf, Shown,
		ShownLeaf, Statement, Tree,
	},
	traits::{
		Bonds, Channels, ContributionInfo, Datanets, Distributions, FeeSource, Lineage, Liquid,
		Redeemed, RoyaltySink, Sale, Settlement, SlashReason, SnapshotInfo,
	},
	vector::AttributionVector,
	voucher::Voucher,
	Balance,
};
use pallet_receipts::{Batch, BatchFraudOf, Batches, HoldReason, SignedVoucher, SignedVoucherOf};
use polkadot_sdk::pallet_balances;
use std::{cell::RefCell, collections::BTreeMap};

pub type AccountId = u64;

/// Two workers, two payers, a watcher, and where money ends.
pub const WORKER: AccountId = 1;
pub const OTHER_WORKER: AccountId = 2;
pub const ALICE: AccountId = 3;
pub const BOB: AccountId = 4;
pub const CAROL: AccountId = 5;
pub const TREASURY: AccountId = 6;
pub const ROYALTIES: AccountId = 7;
/// Has no account.
pub const NOBODY: AccountId = 8;

pub const FUNDS: Balance = 1_000_000;
pub const EXISTENTIAL_DEPOSIT: Balance = 10;
pub const BOND: Balance = 5_000;
pub const SLASH: Balance = 2_000;
pub const DEMAND_BOND: Balance = 300;
pub const WINDOW: u64 = 20;
pub const RESPONSE: u64 = 8;
pub const MAX_VOUCHERS: u32 = 4;
pub const MAX_OPEN: u32 = 3;
pub const ARTIFACT: ArtifactId = ArtifactId(3);
/// Contributions below it are in the artifact's snapshot.
pub const KNOWN: u64 = 10;

construct_runtime!(
	pub struct Test {
		System: frame_system,
		Balances: pallet_balances,
		Receipts: pallet_receipts,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type AccountData = pallet_balances::AccountData<Balance>;
	type Block = MockBlock<Test>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
}

parameter_types! {
	pub const ReceiptsPalletId: PalletId = PalletId(*b"ol/recpt");
	pub const AccountDeposit: RuntimeHoldReason =
		RuntimeHoldReason::Receipts(HoldReason::AccountDeposit);
	pub const BatchDeposit: RuntimeHoldReason =
		RuntimeHoldReason::Receipts(HoldReason::BatchDeposit);
	pub const ReceiptDeposit: RuntimeHoldReason =
		RuntimeHoldReason::Receipts(HoldReason::ReceiptDeposit);
	/// In blocks. A test may change it, as governance may.
	pub static ReceiptsWindow: u64 = WINDOW;
	pub static ResponseWindow: u64 = RESPONSE;
	pub static EngineVersion: u32 = 1;
	pub static MinWords: u32 = 6;
	pub static ContributorsShare: Perbill = Perbill::from_percent(40);
	pub static IsWorker: bool = true;
	pub static Bonded: Balance = BOND;
	/// Whether bonds cannot be slashed.
	pub static Unslashable: bool = false;
	/// What was slashed: of whom, how much, why, by whose report.
	pub static Slashes: Vec<(AccountId, Balance, SlashReason, Option<AccountId>)> = vec![];
	pub static IsOffered: bool = true;
	pub static IsLocked: bool = false;
	/// What was credited, in order.
	pub static Credits: Vec<Settlement<AccountId>> = vec![];
	/// The distributions by number; `None` when closed.
	pub static Roots: Vec<Option<DistributionRoot>> = vec![];
	/// For how many leaves of each its operator has deposited.
	pub static Prepared: Vec<u32> = vec![];
	/// Whether that deposit cannot be changed.
	pub static CannotPrepare: bool = false;
}

/// The split that governance set.
pub struct CurrentSplit;

impl Get<FeeSplit> for CurrentSplit {
	fn get() -> FeeSplit {
		split()
	}
}

pub fn split() -> FeeSplit {
	let contributors = ContributorsShare::get();
	let worker = Perbill::from_percent(30);
	let rest = Perbill::one() - contributors - worker;
	FeeSplit::new(FeeShares {
		protocol: rest,
		worker,
		owners: Perbill::zero(),
		stakers: Perbill::zero(),
		contributors,
	})
	.unwrap()
}

/// 100 plancks, and 1 for each byte.
type Price = LinearStoragePrice<ConstU128<100>, ConstU128<1>, Balance>;

impl pallet_receipts::Config for Test {
	type AccountDeposit = HoldConsideration<AccountId, Balances, AccountDeposit, Price>;
	type BatchDeposit = HoldConsideration<AccountId, Balances, BatchDeposit, Price>;
	type BlockNumberProvider = System;
	type Bonds = World;
	type Channels = World;
	type Currency = Balances;
	type Datanets = World;
	type DemandBond = ConstU128<DEMAND_BOND>;
	type Distributions = World;
	type EngineVersion = EngineVersion;
	type FeeSplit = CurrentSplit;
	type FraudSlash = ConstU128<SLASH>;
	type Lineage = World;
	type Liquid = World;
	type MaxOpen = ConstU32<MAX_OPEN>;
	type MaxVouchers = ConstU32<MAX_VOUCHERS>;
	type MinWords = MinWords;
	type MinWorkerBond = ConstU128<BOND>;
	type PalletId = ReceiptsPalletId;
	type ProtocolAccount = ConstU64<TREASURY>;
	type ReceiptDeposit = HoldConsideration<AccountId, Balances, ReceiptDeposit, Price>;
	type ReceiptsWindow = ReceiptsWindow;
	type ResponseWindow = ResponseWindow;
	type Royalties = World;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Signature = TestSignature;
	type WeightInfo = ();
	type Workers = World;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = World;
}

/// A channel: its payer, its payee, what it can still pay in all, and what it has paid.
#[derive(Clone, Debug)]
pub struct MockChannel {
	pub payer: AccountId,
	pub payee: AccountId,
	pub deposit: Balance,
	pub redeemed: Balance,
}

thread_local! {
	static CHANNELS: RefCell<BTreeMap<ChannelId, MockChannel>> = RefCell::default();
}

/// Reads or changes the channels. Not undone when a call fails: see [`in_layer`].
pub fn channels<R>(with: impl FnOnce(&mut BTreeMap<ChannelId, MockChannel>) -> R) -> R {
	CHANNELS.with(|channels| with(&mut channels.borrow_mut()))
}

/// All that is beside the pallet.
pub struct World;

impl Contains<AccountId> for World {
	fn contains(who: &AccountId) -> bool {
		IsWorker::get() && [WORKER, OTHER_WORKER].contains(who)
	}
}

impl Liquid<AccountId> for World {
	fn liquid(who: &AccountId) -> Balance {
		if IsLocked::get() {
			0
		} else {
			Balances::balance(who)
		}
	}
}

impl Bonds<AccountId> for World {
	fn bonded(_: &AccountId) -> Balance {
		Bonded::get()
	}

	fn active(_: &AccountId) -> Balance {
		Bonded::get()
	}

	fn slash(
		who: &AccountId,
		amount: Balance,
		reason: SlashReason,
		reporter: Option<&AccountId>,
	) -> Result<Balance, DispatchError> {
		ensure!(!Unslashable::get(), DispatchError::Other("unslashable"));
		Slashes::mutate(|slashes| slashes.push((*who, amount, reason, reporter.copied())));
		Ok(amount)
	}
}

impl Channels<AccountId, TestSignature> for World {
	fn redeem_for(
		payee: &AccountId,
		channel: ChannelId,
		cumulative: Balance,
		signature: &TestSignature,
		destination: &AccountId,
	) -> Result<Redeemed<AccountId>, DispatchError> {
		let mut record =
			channels(|all| all.get(&channel).cloned()).ok_or(DispatchError::Other("no channel"))?;
		ensure!(record.payee == *payee, DispatchError::Other("not payee"));
		let before = record.redeemed;
		let amount = cumulative.min(record.deposit).saturating_sub(before);
		ensure!(amount > 0, DispatchError::Other("stale"));
		let voucher = Voucher { genesis: genesis(), channel, cumulative };
		let signed = voucher.is_signed_by(&record.payer, signature);
		ensure!(signed, DispatchError::Other("not signed"));
		Balances::transfer(&record.payer, destination, amount, Preservation::Expendable)?;
		record.redeemed += amount;
		let payer = record.payer;
		channels(|all| all.insert(channel, record));
		Ok(Redeemed { payer, before, amount })
	}
}

impl Lineage<AccountId> for World {
	fn prices(id: ArtifactId) -> Option<PriceList> {
		(IsOffered::get() && id == ARTIFACT).then(PriceList::default)
	}

	fn base(_: ArtifactId) -> Option<ArtifactId> {
		None
	}

	fn snapshots(id: ArtifactId) -> Vec<SnapshotId> {
		(id == ARTIFACT).then_some(SnapshotId(0)).into_iter().collect()
	}

	fn owners(_: ArtifactId) -> Vec<(AccountId, Perbill)> {
		vec![]
	}
}

impl Datanets<AccountId> for World {
	fn snapshot(_: SnapshotId) -> Option<SnapshotInfo> {
		None
	}

	fn contribution(_: ContributionId) -> Option<ContributionInfo<AccountId>> {
		None
	}

	fn includes_any(snapshots: &[SnapshotId], contribution: ContributionId) -> bool {
		!snapshots.is_empty() && contribution.0 < KNOWN
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

	fn curators_cut(_: DatanetId) -> Perbill {
		Perbill::zero()
	}
}

impl RoyaltySink<AccountId> for World {
	fn pot() -> AccountId {
		ROYALTIES
	}

	fn credit(settlement: &Settlement<AccountId>) -> DispatchResult {
		Credits::mutate(|credits| credits.push(settlement.clone()));
		Ok(())
	}

	fn credit_check(_: FeeSource, _: &AccountId, _: Balance) -> DispatchResult {
		Err(DispatchError::Unavailable)
	}

	fn credit_sale(_: &Sale<AccountId>) -> DispatchResult {
		Err(DispatchError::Unavailable)
	}
}

impl Distributions<AccountId> for World {
	fn open(_: &AccountId) -> Result<DistributionId, DispatchError> {
		let id = DistributionId(Roots::get().len().try_into().unwrap());
		Roots::mutate(|roots| roots.push(Some(DistributionRoot::default())));
		Prepared::mutate(|prepared| prepared.push(0));
		Ok(id)
	}

	fn root(id: DistributionId) -> Option<DistributionRoot> {
		Roots::get().get(usize::try_from(id.0).unwrap()).copied().flatten()
	}

	fn prepare(id: DistributionId, leaves: u32) -> DispatchResult {
		ensure!(!CannotPrepare::get(), DispatchError::Other("no deposit"));
		let root = Self::root(id).ok_or(DispatchError::Other("no distribution"))?;
		ensure!(leaves >= root.leaves, DispatchError::Other("fewer leaves"));
		Prepared::mutate(|prepared| prepared[usize::try_from(id.0).unwrap()] = leaves);
		Ok(())
	}

	fn post(id: DistributionId, root: DistributionRoot, amount: Balance) -> DispatchResult {
		let prepared = Prepared::get()[usize::try_from(id.0).unwrap()];
		ensure!(root.leaves <= prepared, DispatchError::Other("not prepared"));
		let old = Self::root(id).ok_or(DispatchError::Other("no distribution"))?;
		ensure!(root.total == old.total + amount, DispatchError::Other("not the growth"));
		ensure!(root.leaves >= old.leaves, DispatchError::Other("fewer leaves"));
		Roots::mutate(|roots| roots[usize::try_from(id.0).unwrap()] = Some(root));
		Ok(())
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_receipts::benchmarking::BenchmarkHelper<AccountId, TestSignature> for World {
	fn worker() -> Result<AccountId, frame::benchmarking::prelude::BenchmarkError> {
		Ok(WORKER)
	}

	fn artifact() -> Result<ArtifactId, frame::benchmarking::prelude::BenchmarkError> {
		Ok(ARTIFACT)
	}

	fn channel(
		payee: &AccountId,
		amount: Balance,
	) -> Result<(ChannelId, TestSignature), frame::benchmarking::prelude::BenchmarkError> {
		let last = channels(|all| all.keys().next_back().copied().unwrap_or_default());
		Balances::set_balance(&ALICE, amount.saturating_mul(2));
		let channel = open_channel(last.0 + 1, ALICE, *payee, amount);
		Ok((channel, voucher(channel, 0, amount, ALICE).signature))
	}

	fn sign(
		worker: &AccountId,
		message: &[u8],
	) -> Result<TestSignature, frame::benchmarking::prelude::BenchmarkError> {
		Ok(TestSignature(*worker, message.to_vec()))
	}
}

/// The hash of the genesis block.
pub fn genesis() -> H256 {
	H256::repeat_byte(0x11)
}

/// Runs `test` in block 1, and checks after it what must always be true.
pub fn run(test: impl FnOnce()) {
	ReceiptsWindow::set(WINDOW);
	ResponseWindow::set(RESPONSE);
	EngineVersion::set(1);
	MinWords::set(6);
	ContributorsShare::set(Perbill::from_percent(40));
	IsWorker::set(true);
	Bonded::set(BOND);
	Unslashable::set(false);
	Slashes::set(vec![]);
	IsOffered::set(true);
	IsLocked::set(false);
	Credits::set(vec![]);
	Roots::set(vec![]);
	Prepared::set(vec![]);
	CannotPrepare::set(false);
	channels(BTreeMap::clear);
	let mut balances =
		[WORKER, OTHER_WORKER, ALICE, BOB, CAROL, TREASURY].map(|who| (who, FUNDS)).to_vec();
	balances.push((Receipts::pot(), EXISTENTIAL_DEPOSIT));
	balances.push((ROYALTIES, EXISTENTIAL_DEPOSIT));
	let storage = RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
		..Default::default()
	};
	TestState::new(storage.build_storage().unwrap()).execute_with(|| {
		frame_system::BlockHash::<Test>::insert(0, genesis());
		System::set_block_number(1);
		let issued = Balances::total_issuance();
		test();
		check();
		assert_eq!(Balances::total_issuance(), issued);
	});
}

/// Whatever is on hold belongs to a record, and the pot has what batches redeemed.
pub fn check() {
	Receipts::do_try_state().unwrap();
	let owed = Batches::<Test>::iter_values().map(|batch| batch.total()).sum::<Balance>();
	assert_eq!(Balances::balance(&Receipts::pot()), owed + EXISTENTIAL_DEPOSIT);
	let mut held = BTreeMap::<AccountId, Balance>::new();
	let mut add = |who, amount| *held.entry(who).or_default() += amount;
	for who in pallet_receipts::Accounts::<Test>::iter_keys() {
		add(who, price(pallet_receipts::Account::<Test>::footprint()));
	}
	for batch in Batches::<Test>::iter_values() {
		let redemptions = batch.redemptions.len().try_into().unwrap();
		add(batch.worker, price(Batch::<Test>::footprint(redemptions)));
	}
	for record in pallet_receipts::ShownReceipts::<Test>::iter_values() {
		add(record.who, price(pallet_receipts::ShownReceipt::<Test>::footprint()));
	}
	for demand in pallet_receipts::Demands::<Test>::iter_values() {
		add(demand.who, demand.bond + price(pallet_receipts::Demand::<Test>::footprint()));
	}
	for answered in pallet_receipts::AnsweredDemands::<Test>::iter_values() {
		add(answered.who, price(pallet_receipts::Demand::<Test>::footprint()));
	}
	for who in [WORKER, OTHER_WORKER, ALICE, BOB, CAROL, TREASURY, NOBODY] {
		let expected = held.get(&who).copied().unwrap_or_default();
		assert_eq!(Balances::total_balance_on_hold(&who), expected, "of {who}");
	}
}

pub fn price(footprint: Footprint) -> Balance {
	<Price as Convert<Footprint, Balance>>::convert(footprint)
}

/// A channel from `payer` to `payee`, out of which `deposit` plancks can be paid in all.
pub fn open_channel(id: u64, payer: AccountId, payee: AccountId, deposit: Balance) -> ChannelId {
	let channel = ChannelId(id);
	let record = MockChannel { payer, payee, deposit, redeemed: 0 };
	channels(|all| all.insert(channel, record));
	channel
}

/// A receipt of `fee` plancks that ends at `cumulative`.
pub fn receipt(
	channel: ChannelId,
	cumulative: Balance,
	fee: Balance,
	scores: &[(u64, u64)],
) -> Receipt {
	let scores = scores.iter().map(|(id, score)| (ContributionId(*id), *score));
	let vector = AttributionVector::from_scores(scores).unwrap();
	let evidence_root = if vector.shares.is_empty() { H256::zero() } else { H256::repeat_byte(3) };
	Receipt {
		channel,
		cumulative,
		fee,
		input: ContentCommitment::of_document("a question").unwrap(),
		output: ContentCommitment::of_document("an answer").unwrap(),
		input_tokens: 2,
		output_tokens: 2,
		vector,
		evidence_root,
	}
}

pub fn terms() -> BatchTerms {
	BatchTerms {
		artifact: ARTIFACT,
		engine_version: EngineVersion::get(),
		min_words: MinWords::get(),
		contributors_share: ContributorsShare::get(),
	}
}

/// The vouchers of an honest batch, signed by the channels' payers.
pub fn vouchers(leaves: &BatchLeaves) -> Vec<SignedVoucherOf<Test>> {
	let spans = leaves.channels().into_iter();
	spans
		.map(|span| {
			let payer =
				channels(|all| all.get(&span.channel).map_or(NOBODY, |record| record.payer));
			voucher(span.channel, span.before, span.cumulative, payer)
		})
		.collect()
}

pub fn voucher(
	channel: ChannelId,
	before: Balance,
	cumulative: Balance,
	signer: AccountId,
) -> SignedVoucherOf<Test> {
	let voucher = Voucher { genesis: genesis(), channel, cumulative };
	let signature = TestSignature(signer, voucher.signing_bytes());
	SignedVoucher { channel, before, cumulative, signature }
}

/// What the worker signed with an answer of this artifact.
pub fn signed(worker: AccountId, artifact: ArtifactId, receipt: &Receipt) -> TestSignature {
	let statement = Statement {
		genesis: genesis(),
		worker,
		artifact,
		engine_version: EngineVersion::get(),
		min_words: MinWords::get(),
		receipt: receipt.clone(),
	};
	TestSignature(worker, statement.signing_bytes())
}

/// `worker` posts these leaves with these vouchers.
pub fn post_with(
	worker: AccountId,
	leaves: &BatchLeaves,
	vouchers: Vec<SignedVoucherOf<Test>>,
) -> DispatchResult {
	let header = leaves.header().unwrap();
	in_layer(|| {
		Receipts::post_batch(
			RuntimeOrigin::signed(worker),
			header,
			vouchers.clone().try_into().unwrap(),
		)
	})
}

pub fn post(worker: AccountId, leaves: &BatchLeaves) -> DispatchResult {
	post_with(worker, leaves, vouchers(leaves))
}

/// Runs `call` as the runtime runs calls: what fails changes nothing, in the channels and the deposits of
/// distributions neither.
pub fn in_layer<R>(call: impl FnOnce() -> Result<R, DispatchError>) -> Result<R, DispatchError> {
	let before = channels(|all| all.clone());
	let prepared = Prepared::get();
	let done = with_storage_layer(call);
	if done.is_err() {
		channels(|all| *all = before);
		Prepared::set(prepared);
	}
	done
}

/// An honest batch of four receipts over two channels, of Alice and of Bob.
pub fn honest() -> BatchLeaves {
	let alice = open_channel(4, ALICE, WORKER, 10_000);
	let bob = open_channel(9, BOB, WORKER, 10_000);
	BatchBuilder::new(terms(), vec![])
		.push(receipt(alice, 1_000, 1_000, &[(1, 3), (2, 1)]))
		.push(receipt(alice, 1_500, 500, &[(2, 1)]))
		.push(receipt(bob, 700, 700, &[]))
		.push(receipt(bob, 2_700, 2_000, &[(1, 1), (7, 1)]))
		.build()
		.unwrap()
}

/// The sum of the fees of [`honest`].
pub const TOTAL: Balance = 4_200;
/// The number of the first batch.
pub const BATCH: BatchId = BatchId(0);

/// An account of the worker, and the batch [`honest`] posted.
pub fn posted() -> BatchLeaves {
	Receipts::open_account(RuntimeOrigin::signed(WORKER)).unwrap();
	let leaves = honest();
	post(WORKER, &leaves).unwrap();
	leaves
}

/// An account of the worker, and [`honest`] posted after `spoil` had its way with the leaves.
pub fn posted_wrong(spoil: impl FnOnce(&mut BatchLeaves)) -> BatchLeaves {
	Receipts::open_account(RuntimeOrigin::signed(WORKER)).unwrap();
	let good = honest();
	let mut leaves = good.clone();
	spoil(&mut leaves);
	post_with(WORKER, &leaves, vouchers(&good)).unwrap();
	leaves
}

pub fn prove(batch: BatchId, fraud: BatchFraudOf<Test>) -> DispatchResult {
	in_layer(|| {
		Receipts::prove_fraud(RuntimeOrigin::signed(CAROL), batch, Box::new(fraud))
			.map(|_| ())
			.map_err(|error| error.error)
	})
}

/// What is wrong with a batch, if anything.
pub fn find(batch: BatchId, leaves: &BatchLeaves) -> Option<BatchFraudOf<Test>> {
	let record = Batches::<Test>::get(batch).unwrap();
	leaves.find_fraud::<_, TestSignature>(&record.posted(genesis()), |id| id.0 < KNOWN)
}

pub fn place(tree: Tree, index: u32) -> LeafPlace {
	LeafPlace { tree, index }
}

pub fn shown_receipt(leaves: &BatchLeaves, index: u32) -> Shown<ReceiptLeaf> {
	match leaves.show(place(Tree::Receipts, index)).unwrap() {
		ShownLeaf::Receipt(shown) => shown,
		_ => panic!("not a receipt"),
	}
}

pub fn demand(who: AccountId, batch: BatchId, at: LeafPlace) -> DispatchResult {
	in_layer(|| Receipts::demand(RuntimeOrigin::signed(who), batch, at))
}

pub fn show_leaf(batch: BatchId, leaf: ShownLeaf) -> DispatchResult {
	in_layer(|| {
		Receipts::show_leaf(RuntimeOrigin::signed(CAROL), batch, Box::new(leaf))
			.map(|_| ())
			.map_err(|error| error.error)
	})
}

pub fn convict(batch: BatchId, at: LeafPlace) -> DispatchResult {
	in_layer(|| {
		Receipts::convict(RuntimeOrigin::signed(CAROL), batch, at)
			.map(|_| ())
			.map_err(|error| error.error)
	})
}

pub fn withdraw(batch: BatchId, at: LeafPlace) -> DispatchResult {
	in_layer(|| Receipts::withdraw_demand(RuntimeOrigin::signed(CAROL), batch, at))
}

pub fn finalize(batch: BatchId) -> DispatchResult {
	in_layer(|| {
		Receipts::finalize(RuntimeOrigin::signed(CAROL), batch)
			.map(|_| ())
			.map_err(|error| error.error)
	})
}

pub fn show_receipt(who: AccountId, batch: BatchId, receipt: Shown<ReceiptLeaf>) -> DispatchResult {
	in_layer(|| Receipts::show_receipt(RuntimeOrigin::signed(who), batch, receipt))
}

pub fn hide_receipt(who: AccountId, batch: BatchId, index: u32) -> DispatchResult {
	in_layer(|| Receipts::hide_receipt(RuntimeOrigin::signed(who), batch, index))
}

/// Goes `blocks` blocks on.
pub fn advance(blocks: u64) {
	System::set_block_number(System::block_number() + blocks);
}

/// The record of a batch that there is.
pub fn record(batch: BatchId) -> Batch<Test> {
	Batches::<Test>::get(batch).unwrap()
}

/// A fraud that is none, of a leaf that stands where it says.
pub fn groundless(leaves: &BatchLeaves) -> BatchFraudOf<Test> {
	BatchFraud::Receipt(shown_receipt(leaves, 0))
}
