// SPDX-License-Identifier: Apache-2.0
//! A runtime with balances and challenges. Claims, bonds and contributions are kept here, in the state, so
//! that what fails leaves them as they were.

use crate::corpus::{self, MIN_WORDS};
use codec::{Decode, Encode};
use frame::{
	deps::frame_support::storage::unhashed,
	runtime::prelude::*,
	testing_prelude::*,
	token::fungible::{HoldConsideration, InspectHold},
	traits::LinearStoragePrice,
};
use openledger_primitives::{
	challenge::{Demand, Fraud},
	commitment::ContentCommitment,
	evidence::{evidence_root, span_vector, EvidenceLeaf},
	fee::PriceList,
	ids::{ArtifactId, ChallengeId, ContributionId, DatanetId, RequestId, SnapshotId},
	licence::Licence,
	traits::{self, Claim, ContributionInfo, SlashReason, SnapshotInfo, Subject},
	vector::AttributionVector,
	Balance,
};
use pallet_challenges::{Challenge, Challenges as ChallengesMap, Demands, HoldReason};
use polkadot_sdk::pallet_balances;

pub type AccountId = u64;

/// Challengers.
pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
/// Claims.
pub const WORKER: AccountId = 3;
/// Has lost nothing yet when a sequence of calls is over.
pub const CAROL: AccountId = 5;
/// Has no account.
pub const NOBODY: AccountId = 4;

/// What each account but [`NOBODY`] starts with.
pub const FUNDS: Balance = 100_000;
pub const EXISTENTIAL_DEPOSIT: Balance = 10;
pub const BOND: Balance = 500;
pub const SLASH: Balance = 300;
/// What the worker has at stake.
pub const STAKE: Balance = 10_000;
/// In blocks.
pub const WINDOW: u32 = 5;
/// The most challenges of one claim that wait.
pub const MAX_OPEN: u32 = 3;
/// Rests on one snapshot.
pub const ARTIFACT: ArtifactId = ArtifactId(7);
const SNAPSHOT: SnapshotId = SnapshotId(1);

pub const NO_CLAIM: DispatchError = DispatchError::Other("there is no such claim");
pub const TOO_MANY: DispatchError = DispatchError::Other("too many challenges wait");
pub const NOT_HELD: DispatchError = DispatchError::Other("no challenge waits");

construct_runtime!(
	pub struct Test {
		System: frame_system,
		Balances: pallet_balances,
		Challenges: pallet_challenges,
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
	pub const ChallengeDeposit: RuntimeHoldReason =
		RuntimeHoldReason::Challenges(HoldReason::ChallengeDeposit);
	/// A test may change these, as governance may.
	pub static ChallengeBond: Balance = BOND;
	pub static ResponseWindow: u32 = WINDOW;
	pub const FalsifyWeight: Weight = Weight::from_parts(7_000_000_000, 70_000);
	/// Whether bonds cannot be slashed.
	pub static SlashFails: bool = false;
	/// Who was slashed by how much, why, and who reported it.
	pub static Slashes: Vec<(AccountId, Balance, SlashReason, Option<AccountId>)> = vec![];
}

/// 100 plancks, and 2 for each byte.
type Price = LinearStoragePrice<ConstU128<100>, ConstU128<2>, Balance>;

/// What is free and not frozen.
pub struct Free;

impl traits::Liquid<AccountId> for Free {
	fn liquid(who: &AccountId) -> Balance {
		let account = System::account(who).data;
		account.free.saturating_sub(account.frozen)
	}
}

/// A claim, how many challenges of it wait, and how it ended.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub struct Case {
	pub claim: Claim<AccountId>,
	pub open: u32,
	pub end: Option<End>,
}

/// How a claim ended.
#[derive(Encode, Decode, Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
	Paid,
	False,
}

fn key(subject: Subject) -> Vec<u8> {
	(b"case", subject).encode()
}

/// The claim about `subject`.
pub fn case(subject: Subject) -> Case {
	unhashed::get(&key(subject)).unwrap()
}

fn challengeable(subject: Subject) -> Result<Case, DispatchError> {
	unhashed::get::<Case>(&key(subject)).filter(|case| case.end.is_none()).ok_or(NO_CLAIM)
}

pub struct Cases;

impl traits::Claims<AccountId> for Cases {
	fn claim(subject: Subject) -> Result<Claim<AccountId>, DispatchError> {
		Ok(challengeable(subject)?.claim)
	}

	fn hold(subject: Subject) -> DispatchResult {
		let mut case = challengeable(subject)?;
		ensure!(case.open < MAX_OPEN, TOO_MANY);
		case.open += 1;
		unhashed::put(&key(subject), &case);
		Ok(())
	}

	fn release(subject: Subject) -> DispatchResult {
		let mut case = challengeable(subject)?;
		case.open = case.open.checked_sub(1).ok_or(NOT_HELD)?;
		unhashed::put(&key(subject), &case);
		Ok(())
	}

	fn falsify(subject: Subject) -> DispatchResult {
		let case = challengeable(subject)?;
		unhashed::put(&key(subject), &Case { end: Some(End::False), ..case });
		Ok(())
	}
}

pub struct Stakes;

const STAKE_KEY: &[u8] = b"stake";

impl traits::Bonds<AccountId> for Stakes {
	fn bonded(_: &AccountId) -> Balance {
		unhashed::get_or(STAKE_KEY, STAKE)
	}

	fn active(who: &AccountId) -> Balance {
		Self::bonded(who)
	}

	fn slash(
		who: &AccountId,
		amount: Balance,
		reason: SlashReason,
		reporter: Option<&AccountId>,
	) -> Result<Balance, DispatchError> {
		let taken = amount.min(Self::bonded(who));
		unhashed::put(STAKE_KEY, &(Self::bonded(who) - taken));
		ensure!(!SlashFails::get(), DispatchError::Other("the bond cannot be changed"));
		Slashes::mutate(|slashes| slashes.push((*who, taken, reason, reporter.copied())));
		Ok(taken)
	}
}

/// The corpus. One contribution of it came after the snapshot.
pub struct Corpus;

impl traits::Datanets<AccountId> for Corpus {
	fn snapshot(_: SnapshotId) -> Option<SnapshotInfo> {
		None
	}

	fn contribution(id: ContributionId) -> Option<ContributionInfo<AccountId>> {
		let content = ContentCommitment::of(corpus::content(id.0)?.as_bytes()).unwrap();
		Some(ContributionInfo { datanet: DatanetId(1), contributor: NOBODY, content })
	}

	fn includes_any(snapshots: &[SnapshotId], contribution: ContributionId) -> bool {
		snapshots.contains(&SNAPSHOT)
			&& contribution.0 < corpus::FOREIGN
			&& corpus::content(contribution.0).is_some()
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

pub struct Artifacts;

impl traits::Lineage<AccountId> for Artifacts {
	fn prices(_: ArtifactId) -> Option<PriceList> {
		None
	}

	fn base(_: ArtifactId) -> Option<ArtifactId> {
		None
	}

	fn snapshots(id: ArtifactId) -> Vec<SnapshotId> {
		if id == ARTIFACT {
			vec![SNAPSHOT]
		} else {
			vec![]
		}
	}

	fn owners(_: ArtifactId) -> Vec<(AccountId, Perbill)> {
		vec![]
	}
}

impl pallet_challenges::Config for Test {
	type BlockNumberProvider = System;
	type Bonds = Stakes;
	type ChallengeBond = ChallengeBond;
	type ChallengeDeposit = HoldConsideration<AccountId, Balances, ChallengeDeposit, Price>;
	type Claims = Cases;
	type Currency = Balances;
	type Datanets = Corpus;
	type FalsifyWeight = FalsifyWeight;
	type FraudSlash = ConstU128<SLASH>;
	type Lineage = Artifacts;
	type Liquid = Free;
	type ResponseWindow = ResponseWindow;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WeightInfo = ();
}

/// Runs `test` in block 1, and checks the pallet's invariants after it.
pub fn run(test: impl FnOnce()) {
	ChallengeBond::set(BOND);
	ResponseWindow::set(WINDOW);
	SlashFails::set(false);
	Slashes::set(vec![]);
	let balances = [ALICE, BOB, CAROL, WORKER].map(|who| (who, FUNDS)).to_vec();
	let genesis = RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
		..Default::default()
	};
	TestState::new(genesis.build_storage().unwrap()).execute_with(|| {
		System::set_block_number(1);
		test();
		Challenges::do_try_state().unwrap();
	});
}

/// The worker's claim about the answer to the request of this number.
pub fn claims(number: u64, answer: &str, leaves: &[EvidenceLeaf], unattributed: bool) -> Subject {
	let follows = span_vector(leaves, MIN_WORDS).ok().filter(|_| !unattributed);
	let claim = Claim {
		worker: WORKER,
		artifact: ARTIFACT,
		output: ContentCommitment::of(answer.as_bytes()).unwrap(),
		vector: follows.unwrap_or_else(AttributionVector::unattributed),
		evidence_root: evidence_root(leaves).unwrap(),
		min_words: MIN_WORDS,
	};
	set_claim(number, claim)
}

pub fn set_claim(number: u64, claim: Claim<AccountId>) -> Subject {
	let subject = Subject::Request(RequestId(number));
	unhashed::put(&key(subject), &Case { claim, open: 0, end: None });
	subject
}

/// The worker's claim with these leaves, and the vector that follows from them.
pub fn claim_with(leaves: &[EvidenceLeaf]) -> Subject {
	claims(0, corpus::ANSWER, leaves, false)
}

/// The honest claim.
pub fn honest_claim() -> Subject {
	claim_with(&corpus::honest())
}

/// Nobody can challenge the claim any more, and it is paid for.
pub fn pay(subject: Subject) {
	unhashed::put(&key(subject), &Case { end: Some(End::Paid), ..case(subject) });
}

pub fn prove(who: AccountId, subject: Subject, fraud: Fraud) -> DispatchResult {
	Challenges::prove_fraud(RuntimeOrigin::signed(who), subject, Box::new(fraud))
}

pub fn challenge_leaf(
	who: AccountId,
	subject: Subject,
	leaves: &[EvidenceLeaf],
	index: usize,
) -> DispatchResult {
	let (leaf, count) = (corpus::shown(leaves, index), leaves.len() as u32);
	Challenges::challenge_leaf(RuntimeOrigin::signed(who), subject, leaf, count)
}

pub fn challenge_disclosure(who: AccountId, subject: Subject) -> DispatchResult {
	Challenges::challenge_disclosure(RuntimeOrigin::signed(who), subject)
}

/// Somebody shows the bytes behind `leaf`.
pub fn answer_leaf(id: u32, leaf: &EvidenceLeaf) -> DispatchResult {
	let opening = Box::new(corpus::opening(leaf));
	Challenges::answer_leaf(RuntimeOrigin::signed(NOBODY), ChallengeId(id), opening)
}

/// Somebody shows this answer and these leaves.
pub fn disclose(id: u32, answer: &str, leaves: &[EvidenceLeaf]) -> DispatchResult {
	let answer = answer.as_bytes().to_vec().try_into().unwrap();
	let leaves = leaves.to_vec().try_into().unwrap();
	Challenges::disclose(RuntimeOrigin::signed(NOBODY), ChallengeId(id), answer, leaves)
}

pub fn convict(id: u32) -> DispatchResult {
	Challenges::convict(RuntimeOrigin::signed(NOBODY), ChallengeId(id))
}

pub fn close(id: u32) -> DispatchResult {
	Challenges::close(RuntimeOrigin::signed(NOBODY), ChallengeId(id))
}

/// Free OPEN of `who`, what is on hold as bonds, and as deposits.
pub fn balances(who: AccountId) -> (Balance, Balance, Balance) {
	let held = |reason: HoldReason| Balances::balance_on_hold(&reason.into(), &who);
	let free = System::account(who).data.free;
	(free, held(HoldReason::ChallengeBond), held(HoldReason::ChallengeDeposit))
}

/// What the record of a challenge costs.
pub fn deposit() -> Balance {
	let entry = <(Subject, Demand, ChallengeId)>::max_encoded_len();
	let size = Challenge::<Test>::max_encoded_len() + entry;
	100 + 2 * Balance::try_from(size).unwrap()
}

pub fn record(id: u32) -> Option<Challenge<Test>> {
	ChallengesMap::<Test>::get(ChallengeId(id))
}

/// How many demands are known.
pub fn demands() -> usize {
	Demands::<Test>::iter().count()
}

/// Goes `blocks` blocks on.
pub fn advance(blocks: u32) {
	System::set_block_number(System::block_number() + blocks);
}
