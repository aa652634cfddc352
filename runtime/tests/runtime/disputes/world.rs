// SPDX-License-Identifier: Apache-2.0

//! A chain with a corpus of real words, an adapter that rests on it, seven workers and an agent.

use crate::{
	marketplace::{artifact, licence, text},
	state,
};
use openledger_attribution::{
	attribution::Attribution as Attributed, audit::Auditor, corpus::Corpus, spans::Index,
};
use openledger_primitives::{
	commitment::ContentCommitment,
	fee::PriceList,
	ids::{AgentId, ArtifactId, ContributionId, DatanetId, SnapshotId},
	records::{
		ArtifactKind, ContributionKind, DataKind, EdgeRole, NewArtifact, NewParent, Visibility,
	},
};
use openledger_runtime::{
	constants::currency::OPEN, AccountId, Agents, Attribution, Balance, Balances, Bonds, Datanets,
	ModelRegistry, RuntimeHoldReason, RuntimeOrigin,
};
use pallet_attribution::worker_key::{WorkerKey, WorkerSignature};
use pallet_datanets::{types::Judgement, Description, Policy};
use polkadot_sdk::{
	frame_support::assert_ok,
	sp_core::{sr25519, Pair, H256},
	sp_io::TestExternalities,
	sp_keyring::Sr25519Keyring::{self, Bob, Charlie, Dave, Eve, Ferdie},
	sp_runtime::{BoundedVec, Perbill, StateVersion},
};

/// The contributions of the snapshot, by number, and then one that came too late for it.
pub const CONTENTS: [&str; 7] = [
	"the quick brown fox jumps over the lazy dog and runs away\nthe quick brown fox jumps over the lazy \
	 dog again",
	"they say the quick brown fox jumps over the lazy dog at night\nrivers and seas and mountains high",
	"rivers and seas and mountains high and valleys low are far from here",
	"a bogon is a quantum of bogosity as hackers say in jest",
	"as hackers say in jest a bogon is a quantum of bogosity while rivers and seas and mountains high \
	 and valleys low lie still",
	"words of mine alone that nobody ever quotes in any answer at all",
	"the quick brown fox jumps over the lazy dog and runs away too late",
];
/// How many of them are in the snapshot.
const INCLUDED: usize = 6;
/// The contribution of those who lie: they want to be paid for it.
pub const OWN: ContributionId = ContributionId(5);
/// What answers are put together from.
const PHRASES: [&str; 8] = [
	"the quick brown fox jumps over the lazy dog",
	"a bogon is a quantum of bogosity",
	"rivers and seas and mountains high and valleys low",
	"as hackers say in jest a bogon is",
	"nothing is known of it",
	"fox jumps over the lazy dog and runs",
	"hills",
	"seas and mountains high and valleys low are far",
];

pub const WORKERS: usize = 7;
/// The first ones of the workers lie: fewer than half of a committee of five, whoever is drawn.
pub const LIARS: usize = 2;
pub const BOND: Balance = 40_000 * OPEN;
pub const ARTIFACT: ArtifactId = ArtifactId(1);
pub const AGENT: AgentId = AgentId(0);
pub const PRICES: PriceList =
	PriceList { base: OPEN, per_1k_input: OPEN, per_1k_output: 2 * OPEN + 1 };

pub fn signed(who: Sr25519Keyring) -> RuntimeOrigin {
	RuntimeOrigin::signed(who.to_account_id())
}

pub fn pair(worker: usize) -> sr25519::Pair {
	sr25519::Pair::from_seed(&[worker as u8 + 1; 32])
}

pub fn account(worker: usize) -> AccountId {
	pair(worker).public().0.into()
}

pub fn origin(worker: usize) -> RuntimeOrigin {
	RuntimeOrigin::signed(account(worker))
}

pub fn worker_of(who: &AccountId) -> usize {
	(0..WORKERS).find(|worker| account(*worker) == *who).expect("one of the workers")
}

pub fn is_liar(worker: usize) -> bool {
	worker < LIARS
}

pub fn sign(worker: usize, bytes: &[u8]) -> WorkerSignature {
	pair(worker).sign(bytes).into()
}

pub fn corpus() -> Corpus<'static> {
	let bytes = CONTENTS.iter().map(|content| content.as_bytes()).take(INCLUDED);
	Corpus::new((0..).map(ContributionId).zip(bytes)).expect("they are canonical")
}

thread_local! {
	static INDEX: Index = Index::build(&corpus()).expect("it is small");
	static AUDITOR: Auditor<'static> = Auditor::new(corpus()).expect("it is small");
	static CHAIN: RawState = chain();
}

/// What an answer rests on, by the engine.
pub fn attribute(answer: &str, min_words: u32) -> Attributed {
	INDEX.with(|index| index.attribute(answer, min_words)).expect("it is short")
}

pub fn with_auditor<R>(audit: impl FnOnce(&Auditor<'static>) -> R) -> R {
	AUDITOR.with(audit)
}

/// An answer of a few phrases.
pub fn answer(number: u16) -> String {
	let phrase = |at: u32| PHRASES[usize::from(number / 8u16.pow(at)) % PHRASES.len()];
	[0, 1, 2, 3].map(phrase).join(" ") + " the end"
}

fn contribute(id: usize) {
	let givers = [Bob, Charlie, Dave, Bob, Charlie, Ferdie, Dave];
	assert_ok!(Datanets::contribute(
		signed(givers[id]),
		DatanetId(0),
		ContentCommitment::of(CONTENTS[id].as_bytes()).expect("short"),
		text(""),
		licence("CC0-1.0"),
		ContributionKind::Rows,
	));
	assert_ok!(Datanets::judge(signed(Eve), ContributionId(id as u64), Judgement::Accept));
}

fn data() {
	assert_ok!(Datanets::create(
		signed(Eve),
		Description {
			name: text("Phrases"),
			summary: text(""),
			uri: text(""),
			tags: BoundedVec::new(),
		},
		DataKind::Text,
		licence("CC0-1.0"),
		Visibility::Public,
		Policy::Owner,
		None,
		Perbill::from_percent(5),
	));
	(0..INCLUDED).for_each(contribute);
	assert_ok!(Datanets::snapshot(signed(Eve), DatanetId(0), text("")));
	(INCLUDED..CONTENTS.len()).for_each(contribute);
}

fn models() {
	assert_ok!(ModelRegistry::register(signed(Dave), artifact(ArtifactKind::BaseModel, "base")));
	let parent = NewParent { artifact: ArtifactId(0), role: EdgeRole::DerivedFrom };
	let adapter = NewArtifact {
		snapshots: vec![SnapshotId(0)].try_into().expect("one"),
		parents: vec![parent].try_into().expect("one"),
		prices: Some(PRICES),
		..artifact(ArtifactKind::Adapter, "phrases")
	};
	assert_ok!(ModelRegistry::register(signed(Eve), adapter));
}

fn workers() {
	for worker in 0..WORKERS {
		let who = account(worker);
		assert_ok!(Balances::transfer_allow_death(signed(Eve), who.into(), BOND + 10_000 * OPEN));
		assert_ok!(Bonds::bond(origin(worker), BOND));
		assert_ok!(Attribution::register_worker(
			origin(worker),
			WorkerKey::from(pair(worker).public()),
			text("http://127.0.0.1:8400"),
			vec![ArtifactId(0)].try_into().expect("one"),
			H256::zero(),
		));
	}
}

fn agent() {
	assert_ok!(Agents::register(signed(Bob), text("ipfs://agent"), BoundedVec::new()));
	let wallet = Agents::wallet(AGENT);
	assert_ok!(Balances::transfer_allow_death(signed(Bob), wallet.into(), 1_000 * OPEN));
}

type RawState = (Vec<(Vec<u8>, (Vec<u8>, i32))>, H256);

fn chain() -> RawState {
	let mut state = state::of_preset("development");
	state.execute_with(|| {
		state::next_block(false);
		data();
		models();
		workers();
		agent();
		// Workers are drawn who joined before.
		state::next_block(false);
	});
	state.commit_all().expect("the state can be kept");
	state.into_raw_snapshot()
}

/// The chain, at its beginning.
pub fn fresh_chain() -> TestExternalities {
	let (raw, root) = CHAIN.with(Clone::clone);
	TestExternalities::from_raw_snapshot(raw, root, StateVersion::V1)
}

/// Whether OPEN is on hold for a question, a challenge or a task, deposits included.
pub fn is_of_answers_or_tasks(reason: &RuntimeHoldReason) -> bool {
	matches!(
		reason,
		RuntimeHoldReason::Attribution(_)
			| RuntimeHoldReason::Challenges(_)
			| RuntimeHoldReason::Agents(_)
	)
}
