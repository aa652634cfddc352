// SPDX-License-Identifier: Apache-2.0
//! The pallet once more, as plain lists: what it should know, without indices, roots or deposits.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::{ContributionId, SnapshotId},
	records::Reputation,
	traits::{Datanets as _, Verdict},
	Balance,
};
use pallet_datanets::{Error, Policy};
use std::collections::{BTreeMap, BTreeSet};

/// Who calls.
pub const PEOPLE: [AccountId; 4] = [OWNER, ALICE, BOB, CAROL];

#[derive(Clone, Debug)]
pub enum Call {
	Create {
		who: AccountId,
		private: bool,
		policy: Rule,
	},
	SetPolicy {
		who: AccountId,
		datanet: u32,
		policy: Rule,
	},
	SetPrice {
		who: AccountId,
		datanet: u32,
		price: Option<Balance>,
	},
	Offer {
		who: AccountId,
		datanet: u32,
		to: Option<AccountId>,
	},
	Take {
		who: AccountId,
		datanet: u32,
	},
	Retire {
		who: AccountId,
		datanet: u32,
	},
	Contribute {
		who: AccountId,
		datanet: u32,
		byte: u8,
	},
	Report {
		who: AccountId,
		contribution: u64,
	},
	Judge {
		who: AccountId,
		contribution: u64,
		verdict: Verdict,
	},
	CarryOut {
		contribution: u64,
		verdict: Verdict,
	},
	Withdraw {
		who: AccountId,
		contribution: u64,
	},
	RetractReport {
		who: AccountId,
		contribution: u64,
	},
	/// Staked curators begin to vote on it, or are done.
	Ballot {
		contribution: u64,
		open: bool,
	},
	TakeDown {
		who: Option<AccountId>,
		contribution: u64,
	},
	Snapshot {
		who: AccountId,
		datanet: u32,
	},
	Request {
		who: AccountId,
		datanet: u32,
		until: Option<u32>,
		offer: Balance,
	},
	Cancel {
		who: AccountId,
		datanet: u32,
	},
	Grant {
		by: AccountId,
		datanet: u32,
		who: AccountId,
	},
	Deny {
		by: AccountId,
		datanet: u32,
		who: AccountId,
	},
	Buy {
		who: AccountId,
		datanet: u32,
		limit: Balance,
	},
	Revoke {
		by: Option<AccountId>,
		datanet: u32,
		who: AccountId,
	},
	Expire {
		by: AccountId,
		datanet: u32,
		who: AccountId,
	},
	Wait {
		blocks: u32,
	},
}

/// A policy; the committee is of the bits that are set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
	Owner,
	Committee { members: u8, threshold: u32 },
	Staked,
}

impl Rule {
	fn members(members: u8) -> Vec<AccountId> {
		let bit = |place: usize| members & (1 << place) != 0;
		PEOPLE
			.into_iter()
			.enumerate()
			.filter(|(place, _)| bit(*place))
			.map(|(_, who)| who)
			.collect()
	}

	pub fn policy(self) -> Policy<Test> {
		match self {
			Self::Owner => Policy::Owner,
			Self::Staked => Policy::Staked,
			Self::Committee { members, threshold } => committee(&Self::members(members), threshold),
		}
	}

	fn is_sound(self) -> bool {
		match self {
			Self::Owner | Self::Staked => true,
			Self::Committee { members, threshold } => {
				threshold > 0 && threshold <= members.count_ones()
			},
		}
	}
}

#[derive(Clone, Copy, PartialEq)]
pub enum Standing {
	Pending,
	Accepted,
	TakenDown,
	Gone,
}

pub struct Given {
	who: AccountId,
	datanet: usize,
	byte: u8,
	standing: Standing,
	staked: bool,
	given_at: u32,
	reporter: Option<(AccountId, u32)>,
	/// The number of policies that were set before, and the block of the first vote.
	ballot: Option<(u32, u32)>,
	votes: BTreeMap<AccountId, Verdict>,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Access {
	until: Option<u32>,
	price: Balance,
}

pub struct Net {
	owner: AccountId,
	offered_to: Option<AccountId>,
	private: bool,
	rule: Rule,
	policies: u32,
	price: Option<Balance>,
	retired: bool,
	accepted: Vec<usize>,
	gone: Vec<usize>,
	snapshots: usize,
	requests: BTreeMap<AccountId, Access>,
	grants: BTreeMap<AccountId, Access>,
}

pub struct Fixed {
	datanet: usize,
	accepted: Vec<usize>,
	gone: Vec<usize>,
}

/// What the pallet should know, without indices, roots or deposits.
#[derive(Default)]
pub struct Twin {
	now: u32,
	nets: Vec<Net>,
	given: Vec<Given>,
	fixed: Vec<Fixed>,
	reputation: BTreeMap<AccountId, Reputation>,
	/// What people have won.
	won: BTreeMap<AccountId, Balance>,
	/// What people have paid and lost.
	lost: BTreeMap<AccountId, Balance>,
	paid: Balance,
	slashed: Balance,
	work: usize,
	/// What staked curators vote on.
	voting: BTreeSet<u64>,
}

pub type Outcome<R = ()> = Result<R, Error<Test>>;

impl Twin {
	/// A chain on which nothing has happened, in this block.
	pub fn starting_at(now: u32) -> Self {
		Self { now, ..Self::default() }
	}

	fn net(&mut self, datanet: u32) -> Outcome<&mut Net> {
		self.nets.get_mut(datanet as usize).ok_or(Error::DatanetNotFound)
	}

	fn owned(&mut self, who: AccountId, datanet: u32) -> Outcome<&mut Net> {
		let net = self.net(datanet)?;
		if net.owner == who {
			Ok(net)
		} else {
			Err(Error::NotOwner)
		}
	}

	fn given(&mut self, contribution: u64) -> Outcome<&mut Given> {
		let given = self.given.get_mut(contribution as usize);
		given.filter(|given| given.standing != Standing::Gone).ok_or(Error::ContributionNotFound)
	}

	fn pending(&mut self, contribution: u64) -> Outcome<&mut Given> {
		let given = self.given(contribution)?;
		if given.standing == Standing::Pending {
			Ok(given)
		} else {
			Err(Error::NotPending)
		}
	}

	fn win(&mut self, who: AccountId, amount: Balance) {
		*self.won.entry(who).or_default() += amount;
	}

	fn lose(&mut self, who: AccountId, amount: Balance) {
		*self.lost.entry(who).or_default() += amount;
	}

	fn sell(&mut self, who: AccountId, price: Balance) {
		self.paid += price;
		self.lose(who, price);
	}

	pub fn apply(&mut self, call: &Call) -> Outcome {
		let now = self.now;
		match *call {
			Call::Create { who, private, policy } => {
				ensure!(policy.is_sound(), Error::InvalidCommittee);
				self.nets.push(Net {
					owner: who,
					offered_to: None,
					private,
					rule: policy,
					policies: 0,
					price: None,
					retired: false,
					accepted: vec![],
					gone: vec![],
					snapshots: 0,
					requests: BTreeMap::new(),
					grants: BTreeMap::new(),
				});
			},
			Call::SetPolicy { who, datanet, policy } => {
				let net = self.owned(who, datanet)?;
				ensure!(policy.is_sound(), Error::InvalidCommittee);
				net.rule = policy;
				net.policies += 1;
				net.offered_to = None;
			},
			Call::SetPrice { who, datanet, price } => self.owned(who, datanet)?.price = price,
			Call::Offer { who, datanet, to } => self.owned(who, datanet)?.offered_to = to,
			Call::Take { who, datanet } => {
				let net = self.net(datanet)?;
				ensure!(net.offered_to == Some(who), Error::NotOffered);
				(net.owner, net.offered_to) = (who, None);
			},
			Call::Retire { who, datanet } => {
				let net = self.owned(who, datanet)?;
				ensure!(!net.retired, Error::DatanetRetired);
				net.retired = true;
				net.offered_to = None;
			},
			Call::Contribute { who, datanet, byte } => {
				let net = self.net(datanet)?;
				ensure!(!net.retired, Error::DatanetRetired);
				let (staked, datanet) = (net.rule == Rule::Staked, datanet as usize);
				let twice = self.given.iter().any(|given| {
					(given.datanet, given.byte) == (datanet, byte)
						&& given.standing != Standing::Gone
				});
				ensure!(!twice, Error::DuplicateContent);
				self.given.push(Given {
					who,
					datanet,
					byte,
					standing: Standing::Pending,
					staked,
					given_at: now,
					reporter: None,
					ballot: None,
					votes: BTreeMap::new(),
				});
			},
			Call::Report { who, contribution } => {
				let given = self.pending(contribution)?;
				ensure!(given.who != who, Error::OwnContribution);
				ensure!(given.reporter.is_none(), Error::AlreadyReported);
				given.reporter = Some((who, now));
			},
			Call::Judge { who, contribution, verdict } => {
				let given = self.pending(contribution)?;
				let (staked, datanet) = (given.staked, given.datanet);
				let (owner, rule) = (self.nets[datanet].owner, self.nets[datanet].rule);
				ensure!(!staked, Error::NotCurator);
				self.ensure_takes(datanet, verdict)?;
				match rule {
					Rule::Staked => return Err(Error::NotCurator),
					Rule::Owner => {
						ensure!(owner == who, Error::NotCurator);
						self.work += usize::from(verdict == Verdict::Accept);
						self.decide(contribution, verdict);
					},
					Rule::Committee { members, threshold } => {
						self.vote(who, contribution, verdict, &Rule::members(members), threshold)?;
					},
				}
			},
			Call::CarryOut { contribution, verdict } => {
				let (staked, datanet) = {
					let given = self.pending(contribution)?;
					(given.staked, given.datanet)
				};
				ensure!(staked || self.nets[datanet].rule == Rule::Staked, Error::NotPending);
				self.ensure_takes(datanet, verdict)?;
				self.decide(contribution, verdict);
			},
			Call::RetractReport { who, contribution } => {
				let is_voted_on = self.voting.contains(&contribution);
				let given = self.pending(contribution).map_err(|_| Error::ReportNotFound)?;
				let (reporter, reported_at) = given.reporter.ok_or(Error::ReportNotFound)?;
				ensure!(reporter == who, Error::NotReporter);
				ensure!(!is_voted_on && now >= reported_at + PERIOD, Error::UnderJudgement);
				given.reporter = None;
			},
			Call::Ballot { contribution, open } => {
				if open {
					self.voting.insert(contribution);
				} else {
					self.voting.remove(&contribution);
				}
			},
			Call::Withdraw { who, contribution } => {
				let is_voted_on = self.voting.contains(&contribution);
				let given = self.given(contribution)?;
				ensure!(given.who == who, Error::NotContributor);
				ensure!(given.standing == Standing::Pending, Error::NotPending);
				ensure!(!is_voted_on, Error::UnderJudgement);
				let since = [
					given.staked.then_some(given.given_at),
					given.ballot.map(|(_, opened_at)| opened_at),
					given.reporter.map(|(_, reported_at)| reported_at),
				];
				let latest = since.into_iter().flatten().max();
				ensure!(latest.is_none_or(|since| now >= since + PERIOD), Error::UnderJudgement);
				given.standing = Standing::Gone;
			},
			Call::TakeDown { who, contribution } => {
				let given = self.given(contribution)?;
				let (contributor, datanet) = (given.who, given.datanet);
				let standing = given.standing;
				let owner = self.nets[datanet].owner;
				let may = who.is_none_or(|who| who == contributor || who == owner);
				ensure!(may, Error::MayNotTakeDown);
				ensure!(standing != Standing::Pending, Error::NotAccepted);
				ensure!(standing == Standing::Accepted, Error::AlreadyTakenDown);
				self.given(contribution)?.standing = Standing::TakenDown;
				self.nets[datanet].gone.push(contribution as usize);
			},
			Call::Snapshot { who, datanet } => {
				let net = self.owned(who, datanet)?;
				ensure!(!net.retired, Error::DatanetRetired);
				ensure!(net.accepted.len() > net.gone.len(), Error::SnapshotEmpty);
				let (accepted, gone) = (net.accepted.clone(), net.gone.clone());
				net.snapshots += 1;
				let datanet = datanet as usize;
				let last = self.fixed.iter().rfind(|fixed| fixed.datanet == datanet);
				if last.is_some_and(|fixed| fixed.accepted == accepted && fixed.gone == gone) {
					self.nets[datanet].snapshots -= 1;
					return Err(Error::SnapshotUnchanged);
				}
				self.fixed.push(Fixed { datanet, accepted, gone });
			},
			Call::Request { who, datanet, until, offer } => {
				let net = self.net(datanet)?;
				ensure!(!net.retired, Error::DatanetRetired);
				ensure!(until.is_none_or(|until| until > now), Error::UntilPassed);
				ensure!(!net.grants.contains_key(&who), Error::AlreadyGranted);
				ensure!(!net.requests.contains_key(&who), Error::AlreadyRequested);
				net.requests.insert(who, Access { until, price: offer });
			},
			Call::Cancel { who, datanet } => {
				let net = self.net(datanet).map_err(|_| Error::RequestNotFound)?;
				net.requests.remove(&who).ok_or(Error::RequestNotFound)?;
			},
			Call::Grant { by, datanet, who } => {
				let net = self.owned(by, datanet)?;
				ensure!(!net.retired, Error::DatanetRetired);
				let asked = *net.requests.get(&who).ok_or(Error::RequestNotFound)?;
				ensure!(!net.grants.contains_key(&who), Error::AlreadyGranted);
				ensure!(asked.until.is_none_or(|until| until > now), Error::UntilPassed);
				ensure!(asked.price == 0 || net.snapshots > 0, Error::NothingToLicense);
				net.requests.remove(&who);
				net.grants.insert(who, asked);
				self.sell(who, asked.price);
			},
			Call::Deny { by, datanet, who } => {
				let net = self.owned(by, datanet)?;
				net.requests.remove(&who).ok_or(Error::RequestNotFound)?;
			},
			Call::Buy { who, datanet, limit } => {
				let net = self.net(datanet)?;
				ensure!(!net.retired, Error::DatanetRetired);
				let price = net.price.ok_or(Error::NotForSale)?;
				ensure!(price <= limit, Error::PriceAboveLimit);
				ensure!(!net.grants.contains_key(&who), Error::AlreadyGranted);
				ensure!(price == 0 || net.snapshots > 0, Error::NothingToLicense);
				net.grants.insert(who, Access { until: None, price });
				self.sell(who, price);
			},
			Call::Revoke { by, datanet, who } => {
				let net = match by {
					Some(by) => self.owned(by, datanet)?,
					None => self.net(datanet).map_err(|_| Error::GrantNotFound)?,
				};
				let grant = *net.grants.get(&who).ok_or(Error::GrantNotFound)?;
				ensure!(by.is_none() || grant.price == 0, Error::GrantPaidFor);
				net.grants.remove(&who);
			},
			Call::Expire { by, datanet, who } => {
				let net = self.net(datanet).map_err(|_| Error::GrantNotFound)?;
				let grant = *net.grants.get(&who).ok_or(Error::GrantNotFound)?;
				let over = grant.until.is_some_and(|until| until < now);
				ensure!(by == who || over, Error::NotExpired);
				net.grants.remove(&who);
			},
			Call::Wait { blocks } => self.now += blocks,
		}
		Ok(())
	}

	/// A retired Datanet accepts nothing.
	fn ensure_takes(&self, datanet: usize, verdict: Verdict) -> Outcome {
		let refused = verdict == Verdict::Accept && self.nets[datanet].retired;
		ensure!(!refused, Error::DatanetRetired);
		Ok(())
	}

	fn vote(
		&mut self,
		who: AccountId,
		contribution: u64,
		verdict: Verdict,
		members: &[AccountId],
		threshold: u32,
	) -> Outcome {
		ensure!(members.contains(&who), Error::NotCurator);
		let now = self.now;
		let datanet = self.pending(contribution)?.datanet;
		let policies = self.nets[datanet].policies;
		let given = self.pending(contribution)?;
		if given.ballot.is_none_or(|(version, _)| version != policies) {
			given.ballot = Some((policies, given.ballot.map_or(now, |(_, opened_at)| opened_at)));
			given.votes.clear();
		}
		ensure!(!given.votes.contains_key(&who), Error::AlreadyVoted);
		given.votes.insert(who, verdict);
		let count = |verdict| given.votes.values().filter(|said| **said == verdict).count();
		let (need, left) = (threshold as usize, members.len() - given.votes.len());
		let votes = [Verdict::Accept, Verdict::Reject, Verdict::Spam].map(count);
		let decided = if count(verdict) >= need {
			Some((verdict, count(verdict)))
		} else if votes.iter().all(|votes| votes + left < need) {
			Some((Verdict::Reject, count(Verdict::Reject)))
		} else {
			None
		};
		if let Some((verdict, work)) = decided {
			self.work += if verdict == Verdict::Accept { work } else { 0 };
			self.decide(contribution, verdict);
		}
		Ok(())
	}

	fn decide(&mut self, contribution: u64, verdict: Verdict) {
		let index = contribution as usize;
		let Given { who, datanet, reporter, .. } = self.given[index];
		let reporter = reporter.map(|(reporter, _)| reporter);
		let reputation = self.reputation.entry(who).or_default();
		match verdict {
			Verdict::Accept => {
				reputation.accepted += 1;
				self.nets[datanet].accepted.push(index);
				if let Some(reporter) = reporter {
					self.lose(reporter, REPORT_BOND);
					self.win(who, REPORT_BOND);
				}
			},
			Verdict::Reject => reputation.rejected += 1,
			Verdict::Spam => {
				reputation.spam += 1;
				let reward = reporter.map_or(0, |_| BOND * 3 / 10);
				self.lose(who, BOND);
				if let Some(reporter) = reporter {
					self.win(reporter, reward);
				}
				self.slashed += BOND - reward;
			},
		}
		self.given[index].standing =
			if verdict == Verdict::Accept { Standing::Accepted } else { Standing::Gone };
	}

	/// Everything that can be asked is as the lists say.
	pub fn agrees(&self) {
		for (id, fixed) in (0..).map(SnapshotId).zip(&self.fixed) {
			let told = Datanets::contributions(id, 0, u32::MAX);
			let accepted = told.iter().map(|record| record.id.0 as usize).collect::<Vec<_>>();
			assert_eq!(accepted, fixed.accepted);
			let later = Datanets::taken_down_since(id, 0, u32::MAX).contributions;
			for (index, given) in self.given.iter().enumerate() {
				let id_of = ContributionId(index as u64);
				let within = fixed.accepted.contains(&index) && !fixed.gone.contains(&index);
				assert_eq!(Datanets::includes_any(&[id], id_of), within);
				let gone = given.standing == Standing::TakenDown;
				assert_eq!(later.contains(&id_of), within && gone);
			}
			let net = &self.nets[fixed.datanet];
			assert_eq!(Datanets::is_public(id), !net.private);
			for who in PEOPLE {
				let grant = net.grants.get(&who);
				let holds = grant.is_some_and(|grant| grant.until.is_none_or(|it| it >= self.now));
				let may = !net.private || net.owner == who || holds;
				assert_eq!(Datanets::may_train(&who, id), may);
			}
		}
		for who in PEOPLE {
			let reputation = self.reputation.get(&who).copied().unwrap_or_default();
			assert_eq!(Datanets::reputation(&who), reputation);
			let sum = |sums: &BTreeMap<_, Balance>| sums.get(&who).copied().unwrap_or_default();
			assert_eq!(wealth(who), FUNDS + sum(&self.won) - sum(&self.lost));
		}
		assert_eq!(wealth(POT), ED + self.paid);
		assert_eq!(wealth(TREASURY), ED + self.slashed);
		assert_eq!(Sales::get().iter().map(|sale| sale.price).sum::<Balance>(), self.paid);
		assert_eq!(Work::get().len(), self.work);
	}
}

impl Call {
	/// The same call, as a rule about something that is there: random numbers alone seldom hit.
	pub fn aimed(mut self, twin: &Twin) -> Self {
		match &mut self {
			Self::Report { contribution, .. }
			| Self::Judge { contribution, .. }
			| Self::CarryOut { contribution, .. }
			| Self::RetractReport { contribution, .. }
			| Self::Ballot { contribution, .. }
			| Self::Withdraw { contribution, .. } => {
				*contribution = twin.nearby(*contribution, Standing::Pending);
			},
			Self::TakeDown { contribution, .. } => {
				*contribution = twin.nearby(*contribution, Standing::Accepted);
			},
			Self::Grant { datanet, who, .. } | Self::Deny { datanet, who, .. } => {
				(*datanet, *who) = twin.party(*datanet, *who, |net| &net.requests);
			},
			Self::Expire { datanet, who, .. } | Self::Revoke { datanet, who, .. } => {
				(*datanet, *who) = twin.party(*datanet, *who, |net| &net.grants);
			},
			Self::Take { who, datanet } => {
				let net = twin.nets.get(*datanet as usize);
				*who = net.and_then(|net| net.offered_to).unwrap_or(*who);
			},
			_ => {},
		}
		self
	}
}

impl Twin {
	/// One of the last contributions that stand so; for zero, any of the last.
	fn nearby(&self, back: u64, standing: Standing) -> u64 {
		let so = |index: &usize| back == 0 || self.given[*index].standing == standing;
		let found = (0..self.given.len()).rev().filter(so).take(8).collect::<Vec<_>>();
		match found.len() as u64 {
			0 => back,
			count => found[(back % count) as usize] as u64,
		}
	}

	/// Somebody who asks for access, or has it, and where.
	fn party(
		&self,
		datanet: u32,
		who: AccountId,
		parties: fn(&Net) -> &BTreeMap<AccountId, Access>,
	) -> (u32, AccountId) {
		let found = (0..)
			.zip(&self.nets)
			.flat_map(|(net, of)| parties(of).keys().map(move |who| (net, *who)))
			.collect::<Vec<_>>();
		match found.len() as u64 {
			0 => (datanet, who),
			count => found[((who + u64::from(datanet)) % count) as usize],
		}
	}
}
