// SPDX-License-Identifier: Apache-2.0
//! What should become of jobs: a plain list of them and of payments, without indices, counts or holds.

use crate::{
	mock::*,
	others::*,
	properties::{Act, Who},
};
use openledger_primitives::{
	ids::FactoryJobId,
	records::{JobStage, Publish, Subject},
	Balance,
};
use pallet_model_factory::{HoldReason, Jobs, StageOf, Taken, WorkOf, MAX_DEPTH};
use std::collections::{BTreeMap, BTreeSet};

/// How many blocks a job is given. Few, so that many deadlines are missed.
pub const SHORT: u32 = 18;

#[derive(Clone, Copy, Debug)]
pub enum Kind {
	/// And whether it makes the next version of something.
	Train(Publish, bool),
	EvaluateBase,
	EvaluateOutput(usize),
	Register(usize),
}

/// A job that must be completed first, and what its value must at least be.
pub type After = Option<(usize, Option<i64>)>;

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum State {
	Waiting,
	Open,
	/// By whom, and when progress was reported last.
	Taken(AccountId, Option<u32>),
	/// By whom, and from when on anyone may settle it.
	Delivered(AccountId, u32),
	Disputed(AccountId, u32),
	/// By whom, and whether the adapter is registered.
	Completed(AccountId, bool),
	Registered,
	Cancelled,
	Failed(AccountId),
}

pub struct Entry {
	pub builder: AccountId,
	pub kind: Kind,
	budget: Balance,
	pub deadline: u32,
	after: After,
	depth: u8,
	seed: u8,
	value: i64,
	pub state: State,
	forgotten: bool,
}

impl Entry {
	pub fn is_finished(&self) -> bool {
		use State::*;
		matches!(self.state, Completed(..) | Registered | Cancelled | Failed(_))
	}

	fn needs(&self) -> BTreeSet<usize> {
		needs(self.kind, self.after)
	}
}

pub fn needs(kind: Kind, after: After) -> BTreeSet<usize> {
	let output = match kind {
		Kind::EvaluateOutput(job) | Kind::Register(job) => Some(job),
		Kind::Train(..) | Kind::EvaluateBase => None,
	};
	output.into_iter().chain(after.map(|(job, _)| job)).collect()
}

pub struct Twin {
	pub jobs: Vec<Entry>,
	/// From whom, to whom, how much.
	payments: Vec<(AccountId, AccountId, Balance)>,
	bonds: BTreeMap<AccountId, Balance>,
	/// The manifests that are registered, and for whom.
	registered: BTreeMap<u8, AccountId>,
	recorded: usize,
	registry_fails: bool,
	bonds_fail: bool,
	pub now: u32,
}

impl Twin {
	pub fn new() -> Self {
		let bonds = [WORKER, EVALUATOR, BUILDER, GHOST].map(|who| (who, BondOf::get(who)));
		Self {
			jobs: vec![],
			payments: vec![],
			bonds: bonds.into(),
			registered: BTreeMap::new(),
			recorded: 0,
			registry_fails: false,
			bonds_fail: false,
			now: 1,
		}
	}

	pub fn get(&self, job: usize) -> Option<&Entry> {
		self.jobs.get(job).filter(|entry| !entry.forgotten)
	}

	fn bond(&self, who: AccountId) -> Balance {
		self.bonds.get(&who).copied().unwrap_or_default()
	}

	fn taken(&self, who: AccountId) -> usize {
		let is_at = |state| {
			matches!(
				state,
				State::Taken(worker, _) | State::Delivered(worker, _) | State::Disputed(worker, _)
					if worker == who
			)
		};
		self.jobs.iter().filter(|entry| is_at(entry.state)).count()
	}

	/// Whether a job that needs others can be done; `None` when that is not decided yet.
	fn prospect(&self, kind: Kind, after: After) -> Option<bool> {
		let verdict = |job: usize| match self.jobs[job].state {
			State::Cancelled | State::Failed(_) => Some(false),
			State::Registered => Some(true),
			State::Completed(_, registered) => {
				let spent = registered && matches!(kind, Kind::Register(train) if train == job);
				let met = after.is_none_or(|(measure, least)| {
					measure != job || least.is_none_or(|least| self.jobs[job].value >= least)
				});
				Some(met && !spent)
			},
			_ => None,
		};
		let verdicts = needs(kind, after).into_iter().map(verdict).collect::<Vec<_>>();
		if verdicts.contains(&Some(false)) {
			Some(false)
		} else if verdicts.contains(&None) {
			None
		} else {
			Some(true)
		}
	}

	fn may_post(&self, who: AccountId, kind: Kind, budget: Balance, after: After) -> bool {
		let pays = match kind {
			Kind::Register(_) => budget == 0,
			_ => budget >= MIN_BUDGET,
		};
		let owns = needs(kind, after)
			.into_iter()
			.all(|job| self.get(job).is_some_and(|entry| entry.builder == who));
		if !pays || !owns {
			return false;
		}
		let rival = |entry: &Entry| {
			let may_register = match entry.state {
				State::Completed(_, registered) => !registered,
				_ => !entry.is_finished(),
			};
			may_register
				&& !entry.forgotten
				&& entry.builder == who
				&& matches!(entry.kind, Kind::Train(_, true))
		};
		if matches!(kind, Kind::Train(_, true)) && self.jobs.iter().any(rival) {
			return false;
		}
		let trains = match kind {
			Kind::EvaluateOutput(job) => matches!(self.jobs[job].kind, Kind::Train(..)),
			Kind::Register(job) => {
				matches!(self.jobs[job].kind, Kind::Train(Publish::ByWorkflow, _))
			},
			Kind::Train(..) | Kind::EvaluateBase => true,
		};
		let measures = match after {
			Some((job, Some(_))) => {
				matches!(self.jobs[job].kind, Kind::EvaluateBase | Kind::EvaluateOutput(_))
			},
			_ => true,
		};
		trains
			&& measures
			&& self.prospect(kind, after) != Some(false)
			&& self.depth(kind, after) <= MAX_DEPTH
	}

	fn depth(&self, kind: Kind, after: After) -> u8 {
		1 + needs(kind, after).into_iter().map(|job| self.jobs[job].depth).max().unwrap_or(0)
	}

	fn can_register(&self, job: usize) -> bool {
		!self.registry_fails && !self.registered.contains_key(&self.jobs[job].seed)
	}

	/// Whether the manifest of this seed can be delivered to `builder`.
	fn may_be_delivered(&self, builder: AccountId, seed: u8) -> bool {
		if let Some(owner) = self.registered.get(&seed) {
			return *owner == builder;
		}
		self.jobs.iter().all(|entry| {
			let is_kept = matches!(
				entry.state,
				State::Delivered(..) | State::Disputed(..) | State::Completed(_, false)
			) && matches!(entry.kind, Kind::Train(..))
				&& !entry.forgotten;
			!is_kept || entry.seed != seed || entry.builder == builder
		})
	}

	/// Whether `who` trained what the job measures.
	fn is_maker(&self, who: AccountId, kind: Kind) -> bool {
		let Kind::EvaluateOutput(train) = kind else { return false };
		matches!(self.jobs[train].state, State::Completed(worker, _) if worker == who)
	}

	fn register(&mut self, job: usize) {
		let entry = &mut self.jobs[job];
		let State::Completed(worker, false) = entry.state else { panic!("it is completed") };
		entry.state = State::Completed(worker, true);
		self.registered.insert(entry.seed, entry.builder);
	}

	/// Pays the worker, then registers or records if that can be done. When it must be, and cannot,
	/// nothing happens.
	fn complete(&mut self, job: usize, worker: AccountId, must: bool) -> bool {
		let (builder, kind) = (self.jobs[job].builder, self.jobs[job].kind);
		let registers = matches!(kind, Kind::Train(Publish::OnAcceptance, _));
		let records = match kind {
			Kind::EvaluateBase => true,
			Kind::EvaluateOutput(train) => {
				matches!(self.jobs[train].state, State::Completed(_, true))
			},
			Kind::Train(..) | Kind::Register(_) => false,
		};
		let refused = (registers && !self.can_register(job)) || (records && self.registry_fails);
		if must && refused {
			return false;
		}
		self.payments.push((builder, worker, self.jobs[job].budget));
		self.jobs[job].state = State::Completed(worker, false);
		if registers && !refused {
			self.register(job);
		}
		if records && !refused {
			self.recorded += 1;
		}
		true
	}

	fn fail(&mut self, job: usize, worker: AccountId, slash: Balance) {
		self.jobs[job].state = State::Failed(worker);
		if !self.bonds_fail {
			let bond = self.bonds.entry(worker).or_default();
			*bond -= slash.min(*bond);
		}
	}

	/// Whether the act is allowed; if so, it is done.
	pub fn act(&mut self, act: &Act) -> bool {
		let now = self.now;
		match *act {
			Act::Post { who, kind, budget, after } => {
				if !self.may_post(who, kind, budget, after) {
					return false;
				}
				let waits = !needs(kind, after).is_empty();
				self.jobs.push(Entry {
					builder: who,
					kind,
					budget,
					deadline: now + SHORT,
					after,
					depth: self.depth(kind, after),
					seed: 0,
					value: 0,
					state: if waits { State::Waiting } else { State::Open },
					forgotten: false,
				});
				return true;
			},
			Act::GoOn(blocks) => {
				self.now += blocks;
				return true;
			},
			Act::Break { registry, bonds } => {
				(self.registry_fails, self.bonds_fail) = (registry, bonds);
				return true;
			},
			_ => {},
		}
		let job = act.job();
		let Some(entry) = self.get(job) else { return false };
		let (builder, kind, state) = (entry.builder, entry.kind, entry.state);
		let (budget, in_time) = (entry.budget, now <= entry.deadline);
		let is_builder = |who: Who| who.is_none_or(|who| who == builder);
		match (act, state) {
			(Act::Advance(_), State::Waiting) => {
				let prospect = self.prospect(kind, entry.after);
				match (prospect.filter(|_| in_time), kind) {
					(None, _) => return false,
					(Some(false), _) => self.jobs[job].state = State::Cancelled,
					(Some(true), Kind::Register(train)) => {
						if !self.can_register(train) {
							return false;
						}
						self.register(train);
						self.jobs[job].state = State::Registered;
					},
					(Some(true), _) => self.jobs[job].state = State::Open,
				}
				true
			},
			(Act::Cancel(who, _), State::Waiting | State::Open) if is_builder(*who) => {
				self.jobs[job].state = State::Cancelled;
				true
			},
			(Act::Take(who, _), State::Open) => {
				let allowed = now + MIN_WORK_TIME <= entry.deadline
					&& *who != builder
					&& !self.is_maker(*who, kind)
					&& self.bond(*who) >= MIN_WORKER_BOND
					&& self.taken(*who) < usize::try_from(MAX_TAKEN).unwrap();
				if allowed {
					self.jobs[job].state = State::Taken(*who, None);
				}
				allowed
			},
			(Act::Report(who, _), State::Taken(worker, last)) => {
				let allowed = who.is_none_or(|who| who == worker)
					&& last.is_none_or(|last| now >= last + PROGRESS_INTERVAL);
				if allowed {
					self.jobs[job].state = State::Taken(worker, Some(now));
				}
				allowed
			},
			(Act::Deliver { who, seed, value, .. }, State::Taken(worker, _)) => {
				let fits =
					!matches!(kind, Kind::Train(..)) || self.may_be_delivered(builder, *seed);
				let allowed = who.is_none_or(|who| who == worker) && in_time && fits;
				if allowed {
					let state = State::Delivered(worker, now + ACCEPTANCE_WINDOW);
					let entry = &mut self.jobs[job];
					(entry.seed, entry.value, entry.state) = (*seed, *value, state);
				}
				allowed
			},
			(Act::Accept(who, _), State::Delivered(worker, _)) if is_builder(*who) => {
				self.complete(job, worker, true)
			},
			(
				Act::Settle(_),
				State::Delivered(worker, settle_at) | State::Disputed(worker, settle_at),
			) if now >= settle_at => self.complete(job, worker, false),
			(Act::RegisterDelivered(who, _), State::Completed(_, false)) if is_builder(*who) => {
				let allowed = matches!(kind, Kind::Train(..)) && self.can_register(job);
				if allowed {
					self.register(job);
				}
				allowed
			},
			(Act::Dispute(who, _), State::Delivered(worker, settle_at))
				if is_builder(*who) && now < settle_at =>
			{
				self.jobs[job].state = State::Disputed(worker, now + ARBITRATION_PERIOD);
				true
			},
			(Act::Arbitrate(_, true), State::Disputed(worker, _)) => {
				self.payments.push((builder, worker, DISPUTE_BOND));
				self.complete(job, worker, false)
			},
			(Act::Arbitrate(_, false), State::Disputed(worker, _)) => {
				self.fail(job, worker, BAD_DELIVERY_SLASH);
				true
			},
			(Act::Expire(_), State::Waiting | State::Open) if !in_time => {
				self.jobs[job].state = State::Cancelled;
				true
			},
			(Act::Expire(_), State::Taken(worker, _)) if !in_time => {
				self.fail(job, worker, budget.min(LATE_SLASH));
				true
			},
			(Act::Forget(who, _), _) if is_builder(*who) && entry.is_finished() => {
				let needed = |other: &Entry| !other.is_finished() && other.needs().contains(&job);
				let allowed = !self.jobs.iter().any(needed);
				self.jobs[job].forgotten |= allowed;
				allowed
			},
			_ => false,
		}
	}

	/// Everything that is kept and owned is as the twin says.
	pub fn agrees(&self) {
		for (id, entry) in (0..).zip(&self.jobs) {
			let stored = Jobs::<Test>::get(FactoryJobId(id));
			assert_eq!(stored.is_none(), entry.forgotten);
			if let Some(stored) = stored {
				assert_eq!(state_of(stored.stage), entry.state, "{id}");
			}
		}
		for who in EVERYBODY {
			let mine = || self.jobs.iter().zip(0..).filter(|(entry, _)| entry.builder == who);
			let escrow = mine().filter(|(entry, _)| !entry.is_finished());
			let escrow = escrow.map(|(entry, _)| entry.budget).sum::<Balance>();
			assert_eq!(held(HoldReason::JobEscrow, who), escrow);
			let disputes = mine().filter(|(entry, _)| matches!(entry.state, State::Disputed(..)));
			let bonds = disputes.map(|_| DISPUTE_BOND).sum::<Balance>();
			assert_eq!(held(HoldReason::DisputeBond, who), bonds);
			let kept = mine().filter(|(entry, _)| !entry.forgotten);
			let deposits = kept.map(|(entry, _)| deposit(&work_of(entry.kind))).sum::<Balance>();
			assert_eq!(held(HoldReason::JobDeposit, who), deposits);
			let sum = |of: fn(&(AccountId, AccountId, Balance)) -> AccountId| {
				let mine = self.payments.iter().filter(|payment| of(payment) == who);
				mine.map(|payment| payment.2).sum::<Balance>()
			};
			let start = match who {
				POOR => 500,
				GHOST => 0,
				_ => FUNDS,
			};
			let (paid, received) = (sum(|payment| payment.0), sum(|payment| payment.1));
			assert_eq!(free(who) + escrow + bonds + deposits + paid, start + received, "{who}");
			assert_eq!(BondOf::get(who), self.bond(who));
			assert_eq!(usize::try_from(Taken::<Test>::get(who)).unwrap(), self.taken(who));
		}
		let registered = Registered::get()
			.into_iter()
			.map(|(owner, artifact)| (artifact.manifest.root, owner))
			.collect::<BTreeMap<_, _>>();
		let expected = self.registered.iter().map(|(seed, owner)| (manifest(*seed).root, *owner));
		assert_eq!(registered, expected.collect());
		assert_eq!(Evaluations::get().len(), self.recorded);
	}
}

pub fn state_of(stage: StageOf<Test>) -> State {
	match stage {
		JobStage::Waiting => State::Waiting,
		JobStage::Open => State::Open,
		JobStage::Taken { worker, progress } => {
			State::Taken(worker, progress.map(|progress| progress.at))
		},
		JobStage::Delivered { worker, settle_at, .. } => State::Delivered(worker, settle_at),
		JobStage::Disputed { worker, settle_at, .. } => State::Disputed(worker, settle_at),
		JobStage::Completed { worker, artifact, .. } => {
			State::Completed(worker, artifact.is_some())
		},
		JobStage::Registered { .. } => State::Registered,
		JobStage::Cancelled => State::Cancelled,
		JobStage::Failed { worker, .. } => State::Failed(worker),
	}
}

pub fn id(job: usize) -> FactoryJobId {
	FactoryJobId(u32::try_from(job).unwrap())
}

pub fn work_of(kind: Kind) -> WorkOf<Test> {
	match kind {
		Kind::Train(publish, false) => train(publish),
		Kind::Train(publish, true) => train_next(publish),
		Kind::EvaluateBase => evaluate(Subject::Artifact(BASE)),
		Kind::EvaluateOutput(job) => evaluate(Subject::OutputOf(id(job))),
		Kind::Register(job) => register(id(job)),
	}
}
