// SPDX-License-Identifier: Apache-2.0
//! A naive twin of the ledger: what everybody has and is owed, in the plainest form, in 256 bits.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::{ContributionId, DatanetId, DistributionId, SnapshotId},
	records::Earnings,
	traits::{EmissionPool, Sale, Settlement, StakeTarget},
	Balance,
};
use std::collections::{BTreeMap, BTreeSet};

/// Fractions of a planck that the curators' twin counts in: 2^-100 each.
pub const FRACTION_BITS: usize = 100;

/// Largest remainders by their definition, ties to the first.
pub fn naive_split(total: Balance, weights: &[u64]) -> Vec<Balance> {
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

/// `floor(amount * share)`.
fn part(share: Perbill, amount: Balance) -> Balance {
	(U256::from(amount) * U256::from(share.deconstruct()) / U256::from(1_000_000_000u32)).as_u128()
}

/// A curator of a Datanet.
#[derive(Default)]
pub struct Curator {
	pub shares: u32,
	/// All that was ever earned, in fractions of a planck.
	pub earned: U256,
	/// What was collected of it, in plancks.
	pub taken: Balance,
	/// How often the pallet may have rounded down.
	pub touched: u32,
}

/// A root, its leaves, and the first block in which can be drawn under it.
#[derive(Clone, Default)]
pub struct Root {
	pub leaves: Vec<(ContributionId, Balance)>,
	pub total: Balance,
	pub from: u32,
}

/// A distribution.
pub struct Pool {
	pub operator: AccountId,
	pub managed: bool,
	pub funded: Balance,
	pub drawn: BTreeMap<ContributionId, Balance>,
	/// Two at most: the last is the newest.
	pub roots: Vec<Root>,
	pub posted_at: u32,
	/// How many entries are left, when it is closed.
	pub closed: Option<usize>,
}

impl Pool {
	pub fn drawn_in_all(&self) -> Balance {
		self.drawn.values().sum()
	}

	/// The root that is active in block `now`.
	pub fn active(&self, now: u32) -> Root {
		self.roots.iter().rev().find(|root| root.from <= now).cloned().unwrap_or_default()
	}
}

#[derive(Default)]
pub struct Twin {
	pub world: World,
	pub burn: Perbill,
	pub burnt: Balance,
	pub ledger: BTreeMap<AccountId, Earnings>,
	pub emission: BTreeMap<(EmissionPool, AccountId), Balance>,
	pub balance: BTreeMap<AccountId, Balance>,
	pub staked: BTreeMap<StakeTarget, Balance>,
	pub pools: BTreeMap<SnapshotId, Balance>,
	pub collected: BTreeMap<(SnapshotId, ContributionId), Balance>,
	pub curators: BTreeMap<(DatanetId, AccountId), Curator>,
	/// What all curators together were ever given.
	pub curated: Balance,
	pub distributions: BTreeMap<DistributionId, Pool>,
	pub opened: u32,
	/// What operators got back.
	pub returned: BTreeMap<AccountId, Balance>,
	/// What operators paid in.
	pub paid_in: BTreeMap<AccountId, Balance>,
}

impl Twin {
	fn owe(&mut self, who: AccountId, amount: Balance) {
		if amount > 0 {
			let earnings = self.ledger.entry(who).or_default();
			earnings.claimable += amount;
			earnings.earned += amount;
		}
	}

	fn owe_contributor(&mut self, who: AccountId, amount: Balance) {
		self.owe(who, amount);
		if amount > 0 {
			self.ledger.entry(who).or_default().earned_contributing += amount;
		}
	}

	fn emit(&mut self, pool: EmissionPool, who: AccountId, amount: Balance) {
		if amount > 0 {
			*self.emission.entry((pool, who)).or_default() += amount;
		}
	}

	pub fn check(&mut self, worker: AccountId, amount: Balance) {
		self.owe(worker, amount);
		self.emit(EmissionPool::Workers, worker, amount);
	}

	/// Gives the curators of `datanet` their cut, and returns the rest. In the pallet the cuts of one
	/// fee are given together; shares do not change meanwhile.
	fn cut(&mut self, datanet: DatanetId, amount: Balance) -> Balance {
		let of_datanet = |(id, _): &(DatanetId, AccountId)| *id == datanet;
		let mine = self.curators.iter().filter(|(key, _)| of_datanet(key));
		let shares = mine.map(|(_, curator)| curator.shares).sum::<u32>();
		if shares == 0 {
			return amount;
		}
		let cut = part(self.world.cut(datanet), amount);
		self.curated += cut;
		for (_, curator) in self.curators.iter_mut().filter(|(key, _)| of_datanet(key)) {
			let product = (U256::from(cut) * U256::from(curator.shares)) << FRACTION_BITS;
			curator.earned += product / U256::from(shares);
		}
		amount - cut
	}

	fn burn(&mut self, protocol: Balance) {
		let burnt = part(self.burn, protocol);
		self.burnt += burnt;
		self.owe(TREASURY, protocol - burnt);
	}

	pub fn settle(&mut self, settlement: &Settlement<AccountId>) {
		let parts = settlement.parts;
		let (owners, snapshots) = self.world.artifacts[&settlement.artifact].clone();
		self.burn(parts.protocol);
		self.owe(settlement.worker, parts.worker);
		self.emit(EmissionPool::Workers, settlement.worker, parts.worker);
		if owners.is_empty() {
			self.owe(TREASURY, parts.owners);
		} else {
			let weights = owners.iter().map(|(_, share)| share.deconstruct().into());
			let amounts = naive_split(parts.owners, &weights.collect::<Vec<_>>());
			for ((who, _), amount) in owners.iter().zip(amounts) {
				self.owe(*who, amount);
			}
		}
		self.stake(settlement, &snapshots);
		let vector = &settlement.vector;
		let mut weights =
			vector.shares.iter().map(|entry| entry.share.deconstruct().into()).collect::<Vec<_>>();
		weights.push(vector.residual.deconstruct().into());
		let amounts = naive_split(parts.contributors, &weights);
		for (entry, amount) in vector.shares.iter().zip(&amounts) {
			let rest = self.cut(self.world.home(entry.contribution), *amount);
			let who = self.world.contributions[&entry.contribution].0;
			self.owe_contributor(who, rest);
			self.emit(EmissionPool::Contributors, who, rest);
		}
		let residual = *amounts.last().unwrap();
		if snapshots.is_empty() {
			self.owe(TREASURY, residual);
		} else {
			let weights = snapshots.iter().map(|id| self.world.snapshots[id].0);
			let amounts = naive_split(residual, &weights.collect::<Vec<_>>());
			for (id, amount) in snapshots.iter().zip(amounts) {
				let rest = self.cut(self.world.taken_of(*id), amount);
				*self.pools.entry(*id).or_default() += rest;
			}
		}
	}

	fn stake(&mut self, settlement: &Settlement<AccountId>, snapshots: &[SnapshotId]) {
		let datanets = snapshots.iter().map(|id| self.world.taken_of(*id));
		let datanets = datanets.collect::<BTreeSet<_>>().into_iter().map(StakeTarget::Datanet);
		let targets = [StakeTarget::Artifact(settlement.artifact)].into_iter().chain(datanets);
		let staked = targets
			.map(|target| (target, self.world.staked(target)))
			.filter(|(_, stake)| *stake > 0)
			.map(|(target, stake)| (target, u64::try_from(stake / 1_000_000_000).unwrap().max(1)))
			.collect::<Vec<_>>();
		let amount = settlement.parts.stakers;
		if staked.is_empty() {
			self.owe(TREASURY, amount);
			return;
		}
		let weights = staked.iter().map(|(_, weight)| *weight).collect::<Vec<_>>();
		for ((target, _), amount) in staked.iter().zip(naive_split(amount, &weights)) {
			if amount > 0 {
				*self.staked.entry(*target).or_default() += amount;
			}
		}
	}

	pub fn sell(&mut self, sale: &Sale<AccountId>) {
		let protocol = part(Perbill::from_percent(5), sale.price);
		self.burn(protocol);
		let rest = self.cut(sale.datanet, sale.price - protocol);
		*self.pools.entry(sale.snapshot).or_default() += rest;
	}

	/// Whether there was something to collect.
	pub fn collect(&mut self, id: SnapshotId, contribution: ContributionId) -> bool {
		let (length, included) = &self.world.snapshots[&id];
		if !included.contains(&contribution) {
			return false;
		}
		let (who, part) = self.world.contributions[&contribution];
		let pool = self.pools.get(&id).copied().unwrap_or_default();
		let entitled = (U256::from(pool) * U256::from(part) / U256::from(*length)).as_u128();
		let collected = self.collected.insert((id, contribution), entitled).unwrap_or_default();
		self.owe_contributor(who, entitled - collected);
		entitled > collected
	}

	/// The pallet paid a curator: within what they earned, see [`Self::check_curators`].
	pub fn collect_as_curator(&mut self, datanet: DatanetId, who: AccountId, amount: Balance) {
		let curator = self.curators.entry((datanet, who)).or_default();
		curator.taken += amount;
		curator.touched += 1;
		self.owe(who, amount);
	}

	pub fn work(&mut self, datanet: DatanetId, who: AccountId) {
		let curator = self.curators.entry((datanet, who)).or_default();
		curator.shares += 1;
		curator.touched += 1;
	}

	/// No curator has more than they earned, nor misses more than rounding took.
	pub fn check_curators(&self) {
		for ((datanet, who), curator) in &self.curators {
			let has = curator.taken + Royalties::curator_earnings(*datanet, who);
			let exact = (curator.earned >> FRACTION_BITS).as_u128();
			assert!(has <= exact + 1, "more than was earned");
			assert!(has + Balance::from(curator.touched) + 1 >= exact, "less than was earned");
		}
	}

	/// Whether there was something to claim that the account could exist with.
	pub fn claim(&mut self, who: AccountId) -> bool {
		let earnings = self.ledger.entry(who).or_default();
		let balance = self.balance.entry(who).or_default();
		let paid = earnings.claimable > 0 && *balance + earnings.claimable >= EXISTENTIAL_DEPOSIT;
		if paid {
			*balance += core::mem::take(&mut earnings.claimable);
		}
		paid
	}

	pub fn open(&mut self, operator: AccountId, managed: bool, now: u32) {
		let pool = Pool {
			operator,
			managed,
			funded: 0,
			drawn: BTreeMap::new(),
			roots: Vec::new(),
			posted_at: now,
			closed: None,
		};
		self.distributions.insert(DistributionId(self.opened), pool);
		self.opened += 1;
	}

	/// Whether the root was taken.
	pub fn post(
		&mut self,
		who: AccountId,
		id: DistributionId,
		amount: Balance,
		root: Root,
	) -> bool {
		let now = System::block_number();
		let Some(pool) = self.distributions.get_mut(&id) else { return false };
		let active = pool.active(now);
		let allowed = pool.operator == who
			&& !pool.managed
			&& pool.closed.is_none()
			&& pool.roots.iter().all(|root| root.from <= now)
			&& root.total >= active.total
			&& root.leaves.len() >= active.leaves.len()
			&& root.total <= pool.funded + amount;
		if allowed {
			pool.funded += amount;
			*self.paid_in.entry(who).or_default() += amount;
			pool.roots = vec![active, Root { from: now + WINDOW, ..root }];
			pool.posted_at = now;
		}
		allowed
	}

	/// Whether the root of the other pallet was taken.
	pub fn post_managed(&mut self, id: DistributionId, amount: Balance, root: Root) -> bool {
		let now = System::block_number();
		let Some(pool) = self.distributions.get_mut(&id) else { return false };
		let active = pool.active(now);
		let allowed = pool.managed
			&& pool.closed.is_none()
			&& root.total == active.total + amount
			&& root.leaves.len() >= active.leaves.len();
		if allowed {
			pool.funded += amount;
			pool.roots = vec![Root { from: now, ..root }];
			pool.posted_at = now;
		}
		allowed
	}

	/// Whether there was a root to veto.
	pub fn veto(&mut self, id: DistributionId) -> bool {
		let now = System::block_number();
		let Some(pool) = self.distributions.get_mut(&id) else { return false };
		let before = pool.roots.len();
		pool.roots.retain(|root| pool.closed.is_some() || root.from <= now);
		pool.roots.len() < before
	}

	/// Whether it was drawn.
	pub fn draw(&mut self, id: DistributionId, leaf: (ContributionId, Balance)) -> bool {
		let now = System::block_number();
		let Some(pool) = self.distributions.get_mut(&id) else { return false };
		let root = pool.active(now);
		let (contribution, cumulative) = leaf;
		let before = pool.drawn.get(&contribution).copied().unwrap_or_default();
		let allowed = pool.closed.is_none()
			&& root.leaves.contains(&leaf)
			&& cumulative > before
			&& pool.drawn_in_all() + (cumulative - before) <= root.total
			&& pool.drawn.len() + usize::from(before == 0) <= root.leaves.len();
		if allowed {
			pool.drawn.insert(contribution, cumulative);
			let rest = self.cut(self.world.home(contribution), cumulative - before);
			self.owe_contributor(self.world.contributions[&contribution].0, rest);
		}
		allowed
	}

	/// Whether it was closed.
	pub fn close(&mut self, who: AccountId, id: DistributionId) -> bool {
		let now = System::block_number();
		let Some(pool) = self.distributions.get_mut(&id) else { return false };
		let left = pool.funded - pool.drawn_in_all();
		let allowed = pool.operator == who
			&& pool.closed.is_none()
			&& (left == 0 || (!pool.managed && now >= pool.posted_at + GRACE));
		if allowed {
			*self.returned.entry(who).or_default() += left;
			pool.funded -= left;
			pool.closed = Some(pool.drawn.len());
			if pool.drawn.is_empty() {
				self.distributions.remove(&id);
			}
		}
		allowed
	}

	/// Whether it could be cleared.
	pub fn clear(&mut self, id: DistributionId, limit: usize) -> bool {
		let Some(pool) = self.distributions.get_mut(&id) else { return false };
		let Some(entries) = pool.closed else { return false };
		let left = entries.saturating_sub(limit);
		pool.closed = Some(left);
		if left == 0 {
			self.distributions.remove(&id);
		}
		true
	}

	/// What the pot owes in all, what roundings left of the curators' included.
	pub fn owed(&self) -> Balance {
		let claimable = self.ledger.values().map(|earnings| earnings.claimable).sum::<Balance>();
		let pools = self.pools.values().sum::<Balance>() - self.collected.values().sum::<Balance>();
		let taken = self.curators.values().map(|curator| curator.taken).sum::<Balance>();
		let distributions =
			self.distributions.values().map(|pool| pool.funded - pool.drawn_in_all());
		claimable + pools + (self.curated - taken) + distributions.sum::<Balance>()
	}
}
