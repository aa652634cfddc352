// SPDX-License-Identifier: Apache-2.0
//! A naive twin of agents and tasks: it keeps what everybody owns, and each payment of each key.

use crate::mock::*;
use openledger_primitives::{
	ids::{AgentId, TaskId},
	Balance,
};
use std::collections::BTreeMap;

/// What somebody tries to do.
#[derive(Clone, Copy, Debug)]
pub enum Act {
	Post {
		client: AccountId,
		agent: AgentId,
		price: Balance,
		judged: bool,
		parent: Option<TaskId>,
	},
	Cancel(AccountId, TaskId),
	Accept(AccountId, TaskId),
	Deliver(AccountId, TaskId),
	Approve(AccountId, TaskId),
	Settle(TaskId),
	Expire(TaskId),
	Dispute(AccountId, TaskId),
	Resolve(AccountId, TaskId, u32),
	Arbitrate(TaskId, u32),
	Forget(AccountId, TaskId),
	Rate(AccountId, TaskId, u8),
	Revoke(AccountId, AgentId, TaskId),
	SetKey {
		owner: AccountId,
		agent: AgentId,
		limit: Balance,
		period: u32,
		life: u32,
	},
	RemoveKey(AccountId, AgentId),
	/// Who tells the agent's wallet to pay.
	Pay(AccountId, AgentId, Balance),
	Transfer(AgentId, AccountId),
	Retire(AccountId, AgentId),
	Advance(u32),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
	Posted,
	Accepted,
	Delivered { settle_at: u32 },
	Disputed { arbiter_from: u32, settle_at: u32 },
	Closed { engaged: bool, at: u32 },
}

#[derive(Clone, Debug)]
struct Job {
	client: AccountId,
	agent: AgentId,
	price: Balance,
	judged: bool,
	deadline: u32,
	depth: u8,
	stage: Stage,
	rated: Vec<AccountId>,
}

impl Job {
	fn fee(&self) -> Balance {
		if self.judged {
			FEE
		} else {
			0
		}
	}

	fn escrow(&self) -> (Balance, Balance) {
		match self.stage {
			Stage::Closed { .. } => (0, 0),
			Stage::Disputed { .. } => (self.price + self.fee(), DISPUTE_BOND),
			_ => (self.price + self.fee(), 0),
		}
	}
}

struct Key {
	limit: Balance,
	period: u32,
	expires_at: u32,
	/// All that it paid since its rules were set.
	paid: Vec<(u32, Balance)>,
}

impl Key {
	/// What it paid in the period that `now` is in: gone through from the first payment on.
	fn spent(&self, since: u32, now: u32) -> Balance {
		let (mut start, mut spent) = (since, 0);
		for (block, amount) in self.paid.iter().copied().chain([(now, 0)]) {
			if block >= start + self.period {
				(start, spent) = (block, 0);
			}
			spent += amount;
		}
		spent
	}
}

/// What the chain should be.
pub struct Twin {
	pub now: u32,
	/// What everybody owns, on hold or not.
	owned: BTreeMap<AccountId, Balance>,
	jobs: BTreeMap<TaskId, Job>,
	next: u64,
	/// The key of each agent, and when its rules were set.
	keys: BTreeMap<AgentId, (u32, Key)>,
	owners: BTreeMap<AgentId, AccountId>,
	retired: Vec<AgentId>,
	/// Who gave which score to whom, for what.
	ratings: BTreeMap<(AgentId, TaskId), (AccountId, u8)>,
	/// What each agent has at stake.
	pub bonds: BTreeMap<AgentId, Balance>,
}

impl Twin {
	pub fn new() -> Self {
		let rich = [OWNER, OTHER, CLIENT, KEY, VALIDATOR, ANYONE, wallet(AGENT), wallet(RIVAL)];
		Self {
			now: 1,
			owned: rich
				.map(|who| (who, FUNDS))
				.into_iter()
				.chain([(POOR, 2 * MIN_PRICE)])
				.collect(),
			jobs: BTreeMap::new(),
			next: 0,
			keys: BTreeMap::new(),
			owners: [(AGENT, OWNER), (RIVAL, OTHER)].into(),
			retired: Vec::new(),
			ratings: BTreeMap::new(),
			bonds: [(AGENT, BOND), (RIVAL, 0)].into(),
		}
	}

	pub fn owned(&self, who: AccountId) -> Balance {
		self.owned.get(&who).copied().unwrap_or_default()
	}

	/// What is in escrow for tasks, and for disputes.
	pub fn escrow(&self, who: AccountId) -> (Balance, Balance) {
		let of = self.jobs.values().filter(|job| job.client == who).map(Job::escrow);
		of.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
	}

	/// How many ratings an agent has, and their sum.
	pub fn rating(&self, agent: AgentId) -> (u32, u64) {
		let of = self.ratings.iter().filter(|((rated, _), _)| *rated == agent);
		of.fold((0, 0), |sum, (_, (_, score))| (sum.0 + 1, sum.1 + u64::from(*score)))
	}

	/// What the agent's key may spend now.
	pub fn left(&self, agent: AgentId) -> Option<Balance> {
		self.keys.get(&agent).map(|(since, key)| key.limit - key.spent(*since, self.now))
	}

	pub fn tasks(&self) -> Vec<TaskId> {
		self.jobs.keys().copied().collect()
	}

	pub fn owner(&self, agent: AgentId) -> AccountId {
		self.owners[&agent]
	}

	/// Whether a key never paid more than its limit in a period, nor more than twice that in any stretch
	/// of blocks as long.
	pub fn keys_kept_their_limits(&self) -> bool {
		self.keys.values().all(|(since, key)| {
			key.paid.iter().all(|(start, _)| {
				let within = |block: u32| (*start..start + key.period).contains(&block);
				let stretch = key.paid.iter().filter(|(block, _)| within(*block));
				key.spent(*since, *start) <= key.limit
					&& stretch.map(|(_, amount)| amount).sum::<Balance>() <= 2 * key.limit
			})
		})
	}

	/// The act as somebody would try it who knows what is to be done: about a task that is in the right
	/// stage, by a party that may. As it is when there is no such task.
	pub fn sensible(&self, act: Act) -> Act {
		let find = |from: TaskId, fits: &dyn Fn(&Stage) -> bool| {
			let tasks = || self.jobs.iter().filter(|(_, job)| fits(&job.stage));
			tasks().find(|(id, _)| **id >= from).or_else(|| tasks().next())
		};
		let found = match act {
			Act::Cancel(_, id) => find(id, &|stage| *stage == Stage::Posted)
				.map(|(id, job)| Act::Cancel(job.client, *id)),
			Act::Accept(_, id) => find(id, &|stage| *stage == Stage::Posted)
				.map(|(id, job)| Act::Accept(wallet(job.agent), *id)),
			Act::Deliver(_, id) => find(id, &|stage| *stage == Stage::Accepted)
				.map(|(id, job)| Act::Deliver(wallet(job.agent), *id)),
			Act::Approve(_, id) => find(id, &|stage| matches!(stage, Stage::Delivered { .. }))
				.map(|(id, job)| Act::Approve(job.client, *id)),
			Act::Dispute(_, id) => find(id, &|stage| matches!(stage, Stage::Delivered { .. }))
				.map(|(id, job)| Act::Dispute(job.client, *id)),
			Act::Settle(id) => {
				find(id, &|stage| matches!(stage, Stage::Delivered { .. } | Stage::Disputed { .. }))
					.map(|(id, _)| Act::Settle(*id))
			},
			Act::Resolve(_, id, part) => find(id, &|stage| matches!(stage, Stage::Disputed { .. }))
				.map(|(id, _)| Act::Resolve(VALIDATOR, *id, part)),
			Act::Arbitrate(id, part) => find(id, &|stage| matches!(stage, Stage::Disputed { .. }))
				.map(|(id, _)| Act::Arbitrate(*id, part)),
			Act::Forget(_, id) => find(id, &|stage| matches!(stage, Stage::Closed { .. }))
				.map(|(id, job)| Act::Forget(job.client, *id)),
			Act::Rate(_, id, score) => {
				find(id, &|stage| matches!(stage, Stage::Closed { engaged: true, .. })).map(
					|(id, job)| {
						let by_client = !job.rated.contains(&job.client);
						let who = if by_client { job.client } else { wallet(job.agent) };
						Act::Rate(who, *id, score)
					},
				)
			},
			Act::Revoke(_, agent, id) => {
				let mut given = self.ratings.iter();
				let found = given.find(|((rated, task), _)| *rated == agent && *task >= id);
				found.map(|((agent, task), (rater, _))| Act::Revoke(*rater, *agent, *task))
			},
			Act::SetKey { agent, limit, period, life, .. } => {
				Some(Act::SetKey { owner: self.owner(agent), agent, limit, period, life })
			},
			_ => None,
		};
		found.unwrap_or(act)
	}

	/// Whether the act is allowed; if so, it is done.
	pub fn act(&mut self, act: Act) -> bool {
		self.try_act(act).is_some()
	}

	fn try_act(&mut self, act: Act) -> Option<()> {
		let now = self.now;
		let require = |holds: bool| holds.then_some(());
		match act {
			Act::Post { client, agent, price, judged, parent } => {
				require(price >= MIN_PRICE && !self.retired.contains(&agent))?;
				require(client != self.owner(agent) && client != wallet(agent))?;
				require(!judged || client != VALIDATOR)?;
				require(!judged || self.owner(agent) != VALIDATOR)?;
				let depth = match parent {
					Some(parent) => {
						let parent = self.jobs.get(&parent)?;
						require(client == wallet(parent.agent))?;
						require(parent.stage == Stage::Accepted && parent.depth < MAX_DEPTH)?;
						parent.depth + 1
					},
					None => 1,
				};
				let deadline = now + DEADLINE;
				let (stage, rated) = (Stage::Posted, Vec::new());
				let job = Job { client, agent, price, judged, deadline, depth, stage, rated };
				self.jobs.insert(TaskId(self.next), job);
				self.next += 1;
			},
			Act::Cancel(who, id) => {
				let job = self.jobs.get_mut(&id)?;
				require(job.client == who && job.stage == Stage::Posted)?;
				job.stage = Stage::Closed { engaged: false, at: now };
			},
			Act::Accept(who, id) => {
				let retired = self.retired.clone();
				let job = self.jobs.get_mut(&id)?;
				require(who == wallet(job.agent) && job.stage == Stage::Posted)?;
				require(now <= job.deadline && !retired.contains(&job.agent))?;
				job.stage = Stage::Accepted;
			},
			Act::Deliver(who, id) => {
				let job = self.jobs.get_mut(&id)?;
				require(who == wallet(job.agent) && job.stage == Stage::Accepted)?;
				require(now <= job.deadline)?;
				job.stage = Stage::Delivered { settle_at: now + ACCEPTANCE_WINDOW };
			},
			Act::Approve(who, id) => {
				let job = self.jobs.get(&id)?;
				require(job.client == who && matches!(job.stage, Stage::Delivered { .. }))?;
				self.divide(id, 100, false);
			},
			Act::Settle(id) => {
				let (Stage::Delivered { settle_at } | Stage::Disputed { settle_at, .. }) =
					self.jobs.get(&id)?.stage
				else {
					return None;
				};
				require(now >= settle_at)?;
				self.divide(id, 100, false);
			},
			Act::Expire(id) => {
				let job = self.jobs.get_mut(&id)?;
				let engaged = job.stage == Stage::Accepted;
				require(engaged || job.stage == Stage::Posted)?;
				require(now > job.deadline)?;
				job.stage = Stage::Closed { engaged, at: now };
			},
			Act::Dispute(who, id) => {
				let job = self.jobs.get_mut(&id)?;
				let Stage::Delivered { settle_at } = job.stage else { return None };
				require(job.client == who && now < settle_at)?;
				let arbiter_from = now + if job.judged { RESOLUTION_WINDOW } else { 0 };
				let settle_at = arbiter_from + ARBITRATION_PERIOD;
				job.stage = Stage::Disputed { arbiter_from, settle_at };
			},
			Act::Resolve(who, id, part) => {
				let job = self.jobs.get(&id)?;
				let Stage::Disputed { arbiter_from, .. } = job.stage else { return None };
				require(job.judged && who == VALIDATOR && now < arbiter_from)?;
				self.pay_bond(id, part);
				self.divide(id, part, true);
			},
			Act::Arbitrate(id, part) => {
				let Stage::Disputed { arbiter_from, .. } = self.jobs.get(&id)?.stage else {
					return None;
				};
				require(now >= arbiter_from)?;
				self.pay_bond(id, part);
				self.divide(id, part, false);
				if part < 50 {
					let job = &self.jobs[&id];
					let bond = self.bonds.get_mut(&job.agent).unwrap();
					*bond = bond.saturating_sub(job.price.min(LOST_DISPUTE_SLASH));
				}
			},
			Act::Forget(who, id) => {
				let job = self.jobs.get(&id)?;
				let Stage::Closed { engaged, at } = job.stage else { return None };
				require(job.client == who && (!engaged || now >= at + RETENTION))?;
				self.jobs.remove(&id);
			},
			Act::Rate(who, id, score) => {
				let job = self.jobs.get_mut(&id)?;
				require(matches!(job.stage, Stage::Closed { engaged: true, .. }) && score <= 100)?;
				let rated = if who == job.client {
					job.agent
				} else if who == wallet(job.agent) {
					[AGENT, RIVAL].into_iter().find(|agent| job.client == wallet(*agent))?
				} else {
					return None;
				};
				require(!job.rated.contains(&who))?;
				job.rated.push(who);
				self.ratings.insert((rated, id), (who, score));
			},
			Act::Revoke(who, agent, id) => {
				require(self.ratings.get(&(agent, id))?.0 == who)?;
				self.ratings.remove(&(agent, id));
			},
			Act::SetKey { owner, agent, limit, period, life } => {
				require(owner == self.owner(agent) && !self.retired.contains(&agent))?;
				require(period > 0 && life > 0 && owner != KEY)?;
				let key = Key { limit, period, expires_at: now + life, paid: Vec::new() };
				self.keys.insert(agent, (now, key));
			},
			Act::RemoveKey(owner, agent) => {
				require(owner == self.owner(agent))?;
				self.keys.remove(&agent)?;
			},
			Act::Pay(who, agent, amount) => {
				if who != self.owner(agent) {
					require(who == KEY)?;
					let (since, key) = self.keys.get_mut(&agent)?;
					require(now < key.expires_at)?;
					require(key.spent(*since, now) + amount <= key.limit)?;
					key.paid.push((now, amount));
				}
				self.transfer(wallet(agent), ANYONE, amount);
			},
			Act::Transfer(agent, to) => {
				require(!self.retired.contains(&agent))?;
				self.owners.insert(agent, to);
				self.keys.remove(&agent);
			},
			Act::Retire(owner, agent) => {
				require(owner == self.owner(agent) && !self.retired.contains(&agent))?;
				self.retired.push(agent);
				self.keys.remove(&agent);
			},
			Act::Advance(blocks) => self.now += blocks,
		}
		Some(())
	}

	fn transfer(&mut self, from: AccountId, to: AccountId, amount: Balance) {
		*self.owned.entry(from).or_default() -= amount;
		*self.owned.entry(to).or_default() += amount;
	}

	/// Pays the agent its part of the price, and the validator the fee if it decided.
	fn divide(&mut self, id: TaskId, part: u32, judged: bool) {
		let now = self.now;
		let job = self.jobs.get_mut(&id).unwrap();
		job.stage = Stage::Closed { engaged: true, at: now };
		let job = job.clone();
		self.transfer(job.client, wallet(job.agent), job.price * Balance::from(part) / 100);
		if judged {
			self.transfer(job.client, VALIDATOR, job.fee());
		}
	}

	fn pay_bond(&mut self, id: TaskId, part: u32) {
		let job = self.jobs[&id].clone();
		self.transfer(job.client, wallet(job.agent), DISPUTE_BOND * Balance::from(part) / 100);
	}
}
