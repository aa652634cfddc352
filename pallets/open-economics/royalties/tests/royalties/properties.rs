// SPDX-License-Identifier: Apache-2.0
//! Random fees, sales, roots and work over random worlds, claimed, collected and drawn at random, beside
//! a naive twin.

use crate::{
	mock::{self, *},
	twin::{Root, Twin},
};
use frame::{testing_prelude::*, traits::fungible::Inspect};
use openledger_primitives::{
	distribution::DistributionRoot,
	fee::{FeeShares, FeeSplit},
	ids::{ArtifactId, ContributionId, DatanetId, DistributionId, RequestId, SnapshotId},
	split::perbill_shares,
	traits::{FeeSource, RoyaltySink, Sale, Settlement, StakeTarget},
	vector::AttributionVector,
	Balance,
};
use pallet_royalties::{Event, Pools};
use proptest::{prelude::*, sample::Index};

/// Contributors, owners, workers and curators, in any mixture. Most have no account at first.
const EARNERS: [AccountId; 6] = [WORKER, TREASURY, CAROL, DAVE, CURATOR, OTHER_CURATOR];
const CURATORS: [AccountId; 3] = [CURATOR, OTHER_CURATOR, CAROL];
const OPERATORS: [AccountId; 2] = [OPERATOR, OTHER_OPERATOR];
const DATANETS: u32 = 3;
/// Opened first, after one of each operator's.
const MANAGED: DistributionId = DistributionId(2);

/// Who posts a root.
#[derive(Clone, Debug)]
enum Poster {
	Operator(AccountId),
	/// Another pallet, which answers for it.
	Pallet,
}

#[derive(Clone, Debug)]
enum Act {
	Settle { artifact: Index, worker: Index, fee: Balance, scores: Vec<(Index, u32)> },
	Sell { snapshot: SnapshotId, price: Balance },
	Collect { snapshot: SnapshotId, contribution: ContributionId },
	Claim(AccountId),
	Work(DatanetId, AccountId),
	CollectAsCurator(DatanetId, AccountId),
	Check(AccountId, Balance),
	Open { who: AccountId, managed: bool },
	Post { who: Poster, id: DistributionId, amount: Balance, more: Vec<Balance>, lie: bool },
	Veto(DistributionId),
	Draw(DistributionId, Index),
	Close(AccountId, DistributionId),
	Clear(DistributionId, u32),
	Advance(u32),
}

fn contribution_id() -> impl Strategy<Value = ContributionId> {
	(0..6u64).prop_map(ContributionId)
}

fn snapshot_id() -> impl Strategy<Value = SnapshotId> {
	(0..4u32).prop_map(SnapshotId)
}

fn datanet_id() -> impl Strategy<Value = DatanetId> {
	(0..DATANETS).prop_map(DatanetId)
}

fn distribution_id() -> impl Strategy<Value = DistributionId> {
	// The third is another pallet's. The fourth is there only when another one is opened.
	prop_oneof![8 => 0..3u32, 1 => Just(3u32)].prop_map(DistributionId)
}

fn one_of(accounts: &[AccountId]) -> impl Strategy<Value = AccountId> {
	proptest::sample::select(accounts.to_vec())
}

/// Small ones show what rounding does, large ones what overflows.
fn payment() -> impl Strategy<Value = Balance> {
	prop_oneof![0..1_000u128, 0..Balance::MAX / 128]
}

fn act() -> impl Strategy<Value = Act> {
	let scores = proptest::collection::vec((any::<Index>(), any::<u32>()), 0..4);
	let settle = (any::<Index>(), any::<Index>(), payment(), scores)
		.prop_map(|(artifact, worker, fee, scores)| Act::Settle { artifact, worker, fee, scores });
	let more = proptest::collection::vec(0..300u128, 1..6);
	let lie = proptest::bool::weighted(0.2);
	// Mostly by whoever opened it.
	let operator_of = |(id, other): (DistributionId, bool)| {
		let opened = usize::try_from(id.0 % 2).unwrap();
		(id, OPERATORS[if other { 1 - opened } else { opened }])
	};
	let operated = || (distribution_id(), proptest::bool::weighted(0.2)).prop_map(operator_of);
	let post = (operated(), 0..1_500u128, more, lie).prop_map(|((id, who), amount, more, lie)| {
		// Mostly by whoever may.
		let managed = (id == MANAGED) != (amount % 8 == 0);
		let who = if managed { Poster::Pallet } else { Poster::Operator(who) };
		Act::Post { who, id, amount, more, lie }
	});
	prop_oneof![
		4 => settle,
		1 => (snapshot_id(), payment()).prop_map(|(snapshot, price)| Act::Sell { snapshot, price }),
		4 => (snapshot_id(), contribution_id())
			.prop_map(|(snapshot, contribution)| Act::Collect { snapshot, contribution }),
		3 => one_of(&EARNERS).prop_map(Act::Claim),
		3 => (datanet_id(), one_of(&CURATORS)).prop_map(|(id, who)| Act::Work(id, who)),
		4 => (datanet_id(), one_of(&CURATORS)).prop_map(|(id, who)| Act::CollectAsCurator(id, who)),
		1 => (one_of(&EARNERS), payment()).prop_map(|(who, amount)| Act::Check(who, amount)),
		1 => (one_of(&OPERATORS), any::<bool>())
			.prop_map(|(who, managed)| Act::Open { who, managed }),
		6 => post,
		1 => distribution_id().prop_map(Act::Veto),
		10 => (distribution_id(), any::<Index>()).prop_map(|(id, leaf)| Act::Draw(id, leaf)),
		1 => operated().prop_map(|(id, who)| Act::Close(who, id)),
		4 => (distribution_id(), 0..4u32).prop_map(|(id, limit)| Act::Clear(id, limit)),
		6 => (1..WINDOW + 2).prop_map(Act::Advance),
		2 => Just(Act::Advance(GRACE)),
	]
}

/// Six contributions, four snapshots of some of them, three artifacts that rest on some of those, three
/// Datanets whose curators keep a part, and stakes on some.
fn world() -> impl Strategy<Value = World> {
	let length = prop_oneof![1..4u32, 1..=u32::MAX];
	let contributions = proptest::collection::vec((one_of(&EARNERS), length), 6);
	let snapshots =
		proptest::collection::vec(proptest::collection::btree_set(contribution_id(), 1..6), 4);
	let owners = proptest::collection::btree_map(one_of(&EARNERS), 1..=u64::from(u32::MAX), 0..4);
	let on = proptest::collection::btree_set(snapshot_id(), 0..4);
	let artifacts = proptest::collection::vec((owners, on), 3);
	let homes = proptest::collection::btree_map(contribution_id(), datanet_id(), 0..6);
	let taken_of = proptest::collection::btree_map(snapshot_id(), datanet_id(), 0..4);
	let cut = (0..=1_000_000_000u32).prop_map(Perbill::from_parts);
	let cuts = proptest::collection::btree_map(datanet_id(), cut, 1..4);
	let target = prop_oneof![
		(0..3u32).prop_map(|id| StakeTarget::Artifact(ArtifactId(id))),
		datanet_id().prop_map(StakeTarget::Datanet),
	];
	let stake = prop_oneof![0..3u128, 0..1_000_000_000_000_000_000_000_000_000u128];
	let stakes = proptest::collection::btree_map(target, stake, 0..5);
	let kept = (homes, taken_of, cuts, stakes);
	(contributions, snapshots, artifacts, kept).prop_map(
		|(contributions, snapshots, artifacts, (homes, taken_of, cuts, stakes))| {
			let length =
				|id: &ContributionId| u64::from(contributions[usize::try_from(id.0).unwrap()].1);
			let snapshots = (0..)
				.map(SnapshotId)
				.zip(snapshots)
				.map(|(id, included)| (id, (included.iter().map(length).sum(), included)))
				.collect();
			let artifacts = (0..)
				.map(ArtifactId)
				.zip(artifacts)
				.map(|(id, (owners, on))| {
					let weights = owners.values().copied().collect::<Vec<_>>();
					let shares = perbill_shares(&weights).unwrap_or_default();
					(id, (owners.into_keys().zip(shares).collect(), on.into_iter().collect()))
				})
				.collect();
			let contributions = (0..).map(ContributionId).zip(contributions).collect();
			World { contributions, snapshots, artifacts, homes, taken_of, cuts, stakes }
		},
	)
}

fn fee_split() -> impl Strategy<Value = FeeSplit> {
	proptest::array::uniform5(any::<u32>())
		.prop_filter("no weight", |weights| weights.iter().any(|weight| *weight > 0))
		.prop_map(|weights| {
			let shares = perbill_shares(&weights.map(u64::from)).unwrap();
			let [protocol, worker, owners, stakers, contributors] = shares.try_into().unwrap();
			let shares = FeeShares { protocol, worker, owners, stakers, contributors };
			FeeSplit::new(shares).unwrap()
		})
}

/// The sum of what the events of the last fee say was credited.
fn told(source: FeeSource) -> Balance {
	events()
		.into_iter()
		.map(|event| match event {
			Event::Burnt { source: of, amount }
			| Event::Credited { source: of, amount, .. }
			| Event::StakersCredited { source: of, amount, .. }
			| Event::CuratorsCredited { source: of, amount, .. }
			| Event::PoolCredited { source: of, amount, .. } => {
				assert_eq!(of, source);
				amount
			},
			_ => 0,
		})
		.sum()
}

/// Does the act in the pallet and in the twin, and checks that both take it or neither.
fn perform(act: Act, source: FeeSource, split: &FeeSplit, twin: &mut Twin) {
	let now = System::block_number();
	match act {
		Act::Settle { artifact, worker, fee, scores } => {
			let artifacts = twin.world.artifacts.keys().copied().collect::<Vec<_>>();
			let ids = twin.world.contributions.keys().copied().collect::<Vec<_>>();
			let scores = scores.into_iter().map(|(id, score)| (*id.get(&ids), score.into()));
			let settlement = Settlement {
				source,
				artifact: *artifact.get(&artifacts),
				payer: Some(PAYER),
				worker: *worker.get(&EARNERS),
				parts: split.split(fee),
				vector: AttributionVector::from_scores(scores).unwrap(),
			};
			events();
			assert_ok!(settle(&settlement));
			twin.settle(&settlement);
			assert_eq!(told(source), fee);
		},
		Act::Sell { snapshot, price } => {
			let datanet = twin.world.taken_of(snapshot);
			let sale = Sale { datanet, snapshot, buyer: PAYER, price };
			assert_ok!(sell(&sale));
			twin.sell(&sale);
		},
		Act::Collect { snapshot, contribution } => {
			let collectable = Royalties::collectable(snapshot, contribution);
			let collected = collect(snapshot, contribution).is_ok();
			assert_eq!(collected, twin.collect(snapshot, contribution));
			assert_eq!(collected, collectable > 0);
		},
		Act::Claim(who) => assert_eq!(claim_for(who).is_ok(), twin.claim(who)),
		Act::Work(datanet, who) => {
			worked(datanet, who);
			twin.work(datanet, who);
		},
		Act::CollectAsCurator(datanet, who) => {
			let owed = Royalties::curator_earnings(datanet, &who);
			let collected = collect_as_curator(datanet, who).is_ok();
			assert_eq!(collected, owed > 0);
			twin.collect_as_curator(datanet, who, owed);
		},
		Act::Check(worker, amount) => {
			assert_ok!(mock::check(worker, amount));
			twin.check(worker, amount);
		},
		Act::Open { who, managed } => {
			assert_ok!(if managed { open_managed(who).map(|_| ()) } else { open(who) });
			twin.open(who, managed, now);
		},
		Act::Post { who, id, amount, more, lie } => {
			let before = twin.distributions.get(&id).map(|pool| pool.active(now));
			let before = before.unwrap_or_default();
			let (paid, before) = (before.total, before.leaves);
			// An honest operator adds to what there was; another says anything.
			let grown = |index: usize, more: Balance| {
				let earned = before.get(index).filter(|_| !lie).map_or(0, |(_, earned)| *earned);
				(ContributionId(u64::try_from(index).unwrap()), earned + more)
			};
			let leaves = more.iter().enumerate().map(|(index, more)| grown(index, *more));
			let leaves = leaves.collect::<Vec<_>>();
			let honest = Leaves::new(&leaves).root();
			let total = if lie { amount } else { honest.total };
			let root = DistributionRoot { total, ..honest };
			let twins = Root { leaves, total, from: 0 };
			match who {
				Poster::Operator(who) => {
					let posted = post(who, id, amount, root).is_ok();
					assert_eq!(posted, twin.post(who, id, amount, twins));
				},
				Poster::Pallet => {
					let amount = if lie { amount } else { total.saturating_sub(paid) };
					let posted = prepare_and_post(id, root, amount).is_ok();
					assert_eq!(posted, twin.post_managed(id, amount, twins));
				},
			}
		},
		Act::Veto(id) => assert_eq!(veto(id).is_ok(), twin.veto(id)),
		Act::Draw(id, index) => {
			let root = twin.distributions.get(&id).map(|pool| pool.active(now));
			let leaves = root.unwrap_or_default().leaves;
			let leaves = if leaves.is_empty() { vec![(ContributionId(0), 1)] } else { leaves };
			let index = index.index(leaves.len());
			let tree = Leaves::new(&leaves);
			let drawable = Royalties::drawable(id, &tree.leaves[index]);
			let drawn = draw(id, &tree, index).is_ok();
			assert_eq!(drawn, twin.draw(id, leaves[index]));
			assert_eq!(drawn, drawable > 0);
		},
		Act::Close(who, id) => assert_eq!(close(who, id).is_ok(), twin.close(who, id)),
		Act::Clear(id, limit) => {
			let cleared = clear(id, limit).is_ok();
			assert_eq!(cleared, twin.clear(id, usize::try_from(limit).unwrap()));
		},
		Act::Advance(blocks) => advance(blocks),
	}
}

/// Whether everybody has, and is owed, what the twin says.
fn check(twin: &Twin, issuance: Balance) {
	for who in EARNERS {
		let earnings = twin.ledger.get(&who).copied().unwrap_or_default();
		assert_eq!(Royalties::earnings(&who), earnings);
		assert_eq!(Balances::balance(&who), twin.balance[&who]);
	}
	for id in twin.world.snapshots.keys() {
		let pool = twin.pools.get(id).copied().unwrap_or_default();
		assert_eq!(Pools::<Test>::get(id), pool);
	}
	for who in OPERATORS {
		let paid = twin.paid_in.get(&who).copied().unwrap_or_default();
		let returned = twin.returned.get(&who).copied().unwrap_or_default();
		assert_eq!(Balances::total_balance(&who), OPERATOR_FUNDS - paid + returned);
	}
	twin.check_curators();
	assert_eq!(Emission::get(), twin.emission);
	assert_eq!(Rewarded::get(), twin.staked);
	// To the planck: nothing is lost in the pot, and nothing is missing.
	let pot = Balances::balance(&Royalties::pot());
	assert_eq!(pot, EXISTENTIAL_DEPOSIT + twin.owed());
	assert_eq!(Balances::total_issuance(), issuance - twin.burnt);
	Royalties::do_try_state().unwrap();
	check_deposits();
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn ledger_is_that_of_the_naive_twin_when_anything_happens(
		world in world(),
		split in fee_split(),
		burn in 0..=1_000_000_000u32,
		acts in proptest::collection::vec(act(), 40..80),
	) {
		run(|| {
			TheWorld::set(world.clone());
			BurnShare::set(Perbill::from_parts(burn));
			let issuance = Balances::total_issuance();
			let mut twin = Twin { world, burn: Perbill::from_parts(burn), ..Default::default() };
			for who in EARNERS {
				twin.balance.insert(who, Balances::balance(&who));
			}
			// So that there is something to post to, and somebody to keep a cut, from the start.
			let opened = OPERATORS.map(|who| Act::Open { who, managed: false }).into_iter();
			let opened = opened.chain([Act::Open { who: OPERATOR, managed: true }]);
			let worked = [0, 1].map(|id| Act::Work(DatanetId(id), CURATOR)).into_iter();
			let acts = opened.chain(worked).chain(acts);
			for (source, act) in (0..).map(RequestId).map(FeeSource::Request).zip(acts) {
				perform(act, source, &split, &mut twin);
				check(&twin, issuance);
			}
		});
	}

	#[test]
	fn pool_is_emptied_to_less_than_a_planck_each_when_everybody_collects(
		world in world(),
		fees in proptest::collection::vec(0..Balance::MAX / 128, 1..5),
	) {
		run(|| {
			TheWorld::set(world.clone());
			for (id, (_, included)) in &world.snapshots {
				for fee in &fees {
					Pools::<Test>::mutate(id, |pool| *pool += fee);
					for contribution in included {
						// Whether there is anything new to collect does not matter here.
						let _ = collect(*id, *contribution);
					}
				}
				let collected = pallet_royalties::Collected::<Test>::iter_prefix_values(id);
				let left = Pools::<Test>::get(id) - collected.sum::<Balance>();
				assert!(left < Balance::try_from(included.len()).unwrap());
			}
			let owed = fees.iter().sum::<Balance>() * 4;
			assert_ok!(Balances::transfer_keep_alive(
				RuntimeOrigin::signed(PAYER),
				Royalties::pot(),
				owed
			));
		});
	}
}
