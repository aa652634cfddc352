// SPDX-License-Identifier: Apache-2.0
//! Random fees over random worlds, claimed and collected at random, beside a naive twin that counts
//! in 256 bits.

use crate::mock::*;
use frame::{testing_prelude::*, traits::fungible::Inspect};
use openledger_primitives::{
	fee::{FeeShares, FeeSplit},
	ids::{ArtifactId, ContributionId, RequestId, SnapshotId},
	split::perbill_shares,
	traits::{RoyaltySink, Settlement},
	vector::AttributionVector,
	Balance,
};
use pallet_royalties::{Event, Pools};
use proptest::{prelude::*, sample::Index};
use std::collections::BTreeMap;

/// Contributors, owners and workers, in any mixture. Two of them have no account at first.
const EARNERS: [AccountId; 4] = [WORKER, TREASURY, CAROL, DAVE];

#[derive(Clone, Debug)]
enum Act {
	Settle { artifact: Index, worker: Index, fee: Balance, scores: Vec<(Index, u32)> },
	Collect { snapshot: SnapshotId, contribution: ContributionId },
	Claim(AccountId),
}

fn contribution_id() -> impl Strategy<Value = ContributionId> {
	(0..6u64).prop_map(ContributionId)
}

fn snapshot_id() -> impl Strategy<Value = SnapshotId> {
	(0..4u32).prop_map(SnapshotId)
}

fn earner() -> impl Strategy<Value = AccountId> {
	proptest::sample::select(EARNERS.to_vec())
}

fn act() -> impl Strategy<Value = Act> {
	// Small ones show what rounding does, large ones what overflows.
	let fee = prop_oneof![0..1_000u128, 0..Balance::MAX / 128];
	let scores = proptest::collection::vec((any::<Index>(), any::<u32>()), 0..4);
	let settle = (any::<Index>(), any::<Index>(), fee, scores)
		.prop_map(|(artifact, worker, fee, scores)| Act::Settle { artifact, worker, fee, scores });
	prop_oneof![
		3 => settle,
		3 => (snapshot_id(), contribution_id())
			.prop_map(|(snapshot, contribution)| Act::Collect { snapshot, contribution }),
		2 => earner().prop_map(Act::Claim),
	]
}

/// Six contributions, four snapshots of some of them, three artifacts that rest on some of those.
fn world() -> impl Strategy<Value = World> {
	let length = prop_oneof![1..4u32, 1..=u32::MAX];
	let contributions = proptest::collection::vec((earner(), length), 6);
	let snapshots =
		proptest::collection::vec(proptest::collection::btree_set(contribution_id(), 1..6), 4);
	let owners = proptest::collection::btree_map(earner(), 1..=u64::from(u32::MAX), 0..4);
	let on = proptest::collection::btree_set(snapshot_id(), 0..4);
	let artifacts = proptest::collection::vec((owners, on), 3);
	(contributions, snapshots, artifacts).prop_map(|(contributions, snapshots, artifacts)| {
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
		World { contributions, snapshots, artifacts }
	})
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

/// Largest remainders by their definition, ties to the first.
fn naive_split(total: Balance, weights: &[u64]) -> Vec<Balance> {
	let whole = weights.iter().map(|weight| U256::from(*weight)).fold(U256::zero(), |a, b| a + b);
	let product = |weight: &u64| U256::from(total) * U256::from(*weight);
	let mut parts =
		weights.iter().map(|weight| (product(weight) / whole).as_u128()).collect::<Vec<_>>();
	let mut left = total - parts.iter().sum::<Balance>();
	let mut order = (0..weights.len()).collect::<Vec<_>>();
	order.sort_by_key(|&index| core::cmp::Reverse(product(&weights[index]) % whole));
	for index in order {
		if left > 0 {
			parts[index] += 1;
			left -= 1;
		}
	}
	parts
}

/// What everybody has and is owed, in the plainest form.
#[derive(Default)]
struct Twin {
	claimable: BTreeMap<AccountId, Balance>,
	balance: BTreeMap<AccountId, Balance>,
	pools: BTreeMap<SnapshotId, Balance>,
	collected: BTreeMap<(SnapshotId, ContributionId), Balance>,
}

impl Twin {
	fn owe(&mut self, who: AccountId, amount: Balance) {
		*self.claimable.entry(who).or_default() += amount;
	}

	fn settle(&mut self, world: &World, settlement: &Settlement<AccountId>) {
		let parts = settlement.parts;
		let (owners, snapshots) = &world.artifacts[&settlement.artifact];
		self.owe(TREASURY, parts.protocol);
		self.owe(settlement.worker, parts.worker);
		self.owe(STAKERS, parts.stakers);
		if owners.is_empty() {
			self.owe(TREASURY, parts.owners);
		} else {
			let weights = owners.iter().map(|(_, share)| share.deconstruct().into());
			let amounts = naive_split(parts.owners, &weights.collect::<Vec<_>>());
			for ((who, _), amount) in owners.iter().zip(amounts) {
				self.owe(*who, amount);
			}
		}
		let vector = &settlement.vector;
		let mut weights =
			vector.shares.iter().map(|entry| entry.share.deconstruct().into()).collect::<Vec<_>>();
		weights.push(vector.residual.deconstruct().into());
		let amounts = naive_split(parts.contributors, &weights);
		for (entry, amount) in vector.shares.iter().zip(&amounts) {
			self.owe(world.contributions[&entry.contribution].0, *amount);
		}
		let residual = *amounts.last().unwrap();
		if snapshots.is_empty() {
			self.owe(TREASURY, residual);
		} else {
			let weights = snapshots.iter().map(|id| world.snapshots[id].0).collect::<Vec<_>>();
			for (id, amount) in snapshots.iter().zip(naive_split(residual, &weights)) {
				*self.pools.entry(*id).or_default() += amount;
			}
		}
	}

	/// Whether there was something to collect.
	fn collect(&mut self, world: &World, id: SnapshotId, contribution: ContributionId) -> bool {
		let (length, included) = &world.snapshots[&id];
		if !included.contains(&contribution) {
			return false;
		}
		let (who, part) = world.contributions[&contribution];
		let pool = self.pools.get(&id).copied().unwrap_or_default();
		let entitled = (U256::from(pool) * U256::from(part) / U256::from(*length)).as_u128();
		let collected = self.collected.insert((id, contribution), entitled).unwrap_or_default();
		self.owe(who, entitled - collected);
		entitled > collected
	}

	/// Whether there was something to claim that the account could exist with.
	fn claim(&mut self, who: AccountId) -> bool {
		let claimable = self.claimable.entry(who).or_default();
		let balance = self.balance.entry(who).or_default();
		let paid = *claimable > 0 && *balance + *claimable >= EXISTENTIAL_DEPOSIT;
		if paid {
			*balance += core::mem::take(claimable);
		}
		paid
	}

	/// What the pot owes in all.
	fn owed(&self) -> Balance {
		let left = self.pools.values().sum::<Balance>() - self.collected.values().sum::<Balance>();
		self.claimable.values().sum::<Balance>() + left
	}
}

/// The sum of what the events of the last fee say was credited.
fn told(request: RequestId) -> Balance {
	events()
		.into_iter()
		.map(|event| match event {
			Event::Credited { request: of, amount, .. }
			| Event::PoolCredited { request: of, amount, .. } => {
				assert_eq!(of, request);
				amount
			},
			_ => 0,
		})
		.sum()
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(192))]

	#[test]
	fn ledger_is_that_of_the_naive_twin_when_fees_are_settled_claimed_and_collected(
		world in world(),
		split in fee_split(),
		acts in proptest::collection::vec(act(), 1..40),
	) {
		run(|| {
			TheWorld::set(world.clone());
			let issuance = Balances::total_issuance();
			let mut twin = Twin::default();
			for who in EARNERS {
				twin.balance.insert(who, Balances::balance(&who));
			}
			for (request, act) in (0..).map(RequestId).zip(acts) {
				match act {
					Act::Settle { artifact, worker, fee, scores } => {
						let artifacts = world.artifacts.keys().copied().collect::<Vec<_>>();
						let ids = world.contributions.keys().copied().collect::<Vec<_>>();
						let scores = scores
							.into_iter()
							.map(|(id, score)| (*id.get(&ids), score.into()));
						let settlement = Settlement {
							request,
							artifact: *artifact.get(&artifacts),
							payer: PAYER,
							worker: *worker.get(&EARNERS),
							parts: split.split(fee),
							vector: AttributionVector::from_scores(scores).unwrap(),
						};
						assert_ok!(settle(&settlement));
						twin.settle(&world, &settlement);
						assert_eq!(told(request), fee);
					},
					Act::Collect { snapshot, contribution } => {
						let collected = collect(snapshot, contribution).is_ok();
						assert_eq!(collected, twin.collect(&world, snapshot, contribution));
					},
					Act::Claim(who) => assert_eq!(claim_for(who).is_ok(), twin.claim(who)),
				}
				for who in EARNERS {
					let claimable = twin.claimable.get(&who).copied().unwrap_or_default();
					assert_eq!(Royalties::claimable(&who), claimable);
					assert_eq!(Balances::balance(&who), twin.balance[&who]);
				}
				for id in world.snapshots.keys() {
					let pool = twin.pools.get(id).copied().unwrap_or_default();
					assert_eq!(Pools::<Test>::get(id), pool);
				}
				// To the planck: nothing is lost in the pot, and nothing is missing.
				let pot = Balances::balance(&Royalties::pot());
				assert_eq!(pot, EXISTENTIAL_DEPOSIT + twin.owed());
				assert_eq!(Balances::total_issuance(), issuance);
				Royalties::do_try_state().unwrap();
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
