// SPDX-License-Identifier: Apache-2.0
//! Random calls by several people, against a twin that keeps plain lists.

use crate::{
	mock::*,
	others::*,
	twin::{id, work_of, After, Entry, Kind, State, Twin, SHORT},
};
use frame::testing_prelude::*;
use openledger_primitives::{
	records::{Publish, Work},
	Balance,
};
use proptest::prelude::*;

const WORKERS: [AccountId; 2] = [WORKER, EVALUATOR];

/// Whoever is `None` is the right one for the call.
pub type Who = Option<AccountId>;

#[derive(Clone, Debug)]
pub enum Act {
	Post { who: AccountId, kind: Kind, budget: Balance, after: After },
	Advance(usize),
	Cancel(Who, usize),
	Take(AccountId, usize),
	Report(Who, usize),
	Deliver { who: Who, job: usize, seed: u8, value: i64 },
	Accept(Who, usize),
	Settle(usize),
	RegisterDelivered(Who, usize),
	Dispute(Who, usize),
	Arbitrate(usize, bool),
	Expire(usize),
	Forget(Who, usize),
	GoOn(u32),
	Break { registry: bool, bonds: bool },
}

/// An act with jobs that are yet to be found, and whether any will do.
fn act() -> impl Strategy<Value = (Act, bool)> {
	let job = || 0usize..64;
	let anyone = || prop::sample::select(EVERYBODY.to_vec());
	let who = || prop_oneof![6 => Just(None), 1 => anyone().prop_map(Some)];
	let publish = prop_oneof![Just(Publish::OnAcceptance), Just(Publish::ByWorkflow)];
	let train = (publish, prop::bool::weighted(0.2))
		.prop_map(|(publish, is_next)| Kind::Train(publish, is_next));
	let kind = prop_oneof![
		8 => train,
		1 => Just(Kind::EvaluateBase),
		4 => job().prop_map(Kind::EvaluateOutput),
		3 => job().prop_map(Kind::Register),
	];
	let budget = prop_oneof![1 => Just(0), 2 => Just(MIN_BUDGET), 6 => Just(BUDGET)];
	let builder = prop_oneof![8 => Just(BUILDER), 1 => Just(OTHER)];
	let after = proptest::option::weighted(0.2, (job(), proptest::option::of(0i64..4)));
	let take = (prop::sample::select(WORKERS.to_vec()), job());
	let deliver = (who(), job(), 0u8..6, 0i64..4);
	let act = prop_oneof![
		20 => (builder, kind, budget, after)
			.prop_map(|(who, kind, budget, after)| Act::Post { who, kind, budget, after }),
		10 => job().prop_map(Act::Advance),
		2 => (who(), job()).prop_map(|(who, job)| Act::Cancel(who, job)),
		12 => take.prop_map(|(who, job)| Act::Take(who, job)),
		2 => (who(), job()).prop_map(|(who, job)| Act::Report(who, job)),
		16 => deliver.prop_map(|(who, job, seed, value)| Act::Deliver { who, job, seed, value }),
		10 => (who(), job()).prop_map(|(who, job)| Act::Accept(who, job)),
		6 => job().prop_map(Act::Settle),
		2 => (who(), job()).prop_map(|(who, job)| Act::RegisterDelivered(who, job)),
		6 => (who(), job()).prop_map(|(who, job)| Act::Dispute(who, job)),
		4 => (job(), any::<bool>()).prop_map(|(job, wins)| Act::Arbitrate(job, wins)),
		3 => job().prop_map(Act::Expire),
		2 => (who(), job()).prop_map(|(who, job)| Act::Forget(who, job)),
		12 => (1u32..12).prop_map(Act::GoOn),
		2 => (prop::bool::weighted(0.25), any::<bool>())
			.prop_map(|(registry, bonds)| Act::Break { registry, bonds }),
	];
	(act, prop::bool::weighted(0.1))
}

impl Act {
	/// The job that it is about; no number that is given out for one that is about none.
	pub fn job(&self) -> usize {
		match *self {
			Self::Advance(job)
			| Self::Cancel(_, job)
			| Self::Take(_, job)
			| Self::Report(_, job)
			| Self::Deliver { job, .. }
			| Self::Accept(_, job)
			| Self::Settle(job)
			| Self::RegisterDelivered(_, job)
			| Self::Dispute(_, job)
			| Self::Arbitrate(job, _)
			| Self::Expire(job)
			| Self::Forget(_, job) => job,
			Self::Post { .. } | Self::GoOn(_) | Self::Break { .. } => usize::MAX,
		}
	}

	/// Whether something could happen by this act to a job of this kind and state.
	fn fits(&self, entry: &Entry, now: u32) -> bool {
		use State::*;
		match self {
			Self::Advance(_) => entry.state == Waiting,
			Self::Cancel(..) => matches!(entry.state, Waiting | Open),
			Self::Take(..) => entry.state == Open,
			Self::Report(..) | Self::Deliver { .. } => matches!(entry.state, Taken(..)),
			Self::Accept(..) | Self::Dispute(..) => matches!(entry.state, Delivered(..)),
			Self::Settle(_) => {
				matches!(entry.state, Delivered(_, at) | Disputed(_, at) if at <= now)
			},
			Self::RegisterDelivered(..) => matches!(entry.state, Completed(_, false)),
			Self::Arbitrate(..) => matches!(entry.state, Disputed(..)),
			Self::Expire(_) => {
				entry.deadline < now && matches!(entry.state, Waiting | Open | Taken(..))
			},
			Self::Forget(..) => entry.is_finished(),
			Self::Post { .. } | Self::GoOn(_) | Self::Break { .. } => true,
		}
	}

	/// The same act, with jobs that the twin has: with fitting ones, when there are some and not any will
	/// do.
	fn resolved(mut self, twin: &Twin, any: bool) -> Self {
		let find = |job: usize, fits: &dyn Fn(&Entry) -> bool| {
			let kept = (0..twin.jobs.len()).filter(|job| twin.get(*job).is_some_and(fits));
			let fitting = kept.collect::<Vec<_>>();
			if any || fitting.is_empty() {
				job % (twin.jobs.len() + 1)
			} else {
				fitting[job % fitting.len()]
			}
		};
		let act = self.clone();
		match &mut self {
			Self::Post { who, kind, budget, after } => {
				let who = *who;
				let trains = |publish: Option<Publish>| {
					move |entry: &Entry| match entry.kind {
						Kind::Train(by, _) => {
							entry.builder == who && publish.is_none_or(|is| is == by)
						},
						_ => false,
					}
				};
				match kind {
					Kind::EvaluateOutput(job) => *job = find(*job, &trains(None)),
					Kind::Register(job) => *job = find(*job, &trains(Some(Publish::ByWorkflow))),
					Kind::Train(..) | Kind::EvaluateBase => {},
				}
				if let (Kind::Register(_), false) = (&kind, any) {
					*budget = 0;
				}
				if let Some((job, least)) = after {
					*job = find(*job, &|entry| {
						let measures =
							matches!(entry.kind, Kind::EvaluateBase | Kind::EvaluateOutput(_));
						entry.builder == who && (least.is_none() || measures)
					});
				}
			},
			Self::Advance(job)
			| Self::Cancel(_, job)
			| Self::Take(_, job)
			| Self::Report(_, job)
			| Self::Deliver { job, .. }
			| Self::Accept(_, job)
			| Self::Settle(job)
			| Self::RegisterDelivered(_, job)
			| Self::Dispute(_, job)
			| Self::Arbitrate(job, _)
			| Self::Expire(job)
			| Self::Forget(_, job) => *job = find(*job, &|entry| act.fits(entry, twin.now)),
			Self::GoOn(_) | Self::Break { .. } => {},
		}
		self
	}
}

/// Whether the pallet did it.
fn perform(act: &Act) -> bool {
	let record = Factory::job(id(act.job().min(1_000)));
	let builder = record.as_ref().map_or(ANYONE, |record| record.builder);
	let worker = record.as_ref().and_then(|record| record.stage.worker().copied());
	let builder = |who: Who| signed(who.unwrap_or(builder));
	let at_it = |who: Who| signed(who.unwrap_or(worker.unwrap_or(ANYONE)));
	let anyone = || signed(ANYONE);
	let result = match *act {
		Act::Post { who, kind, budget, after } => {
			let after = after.and_then(|(job, least)| match least {
				Some(least) => at_least(id(job), least),
				None => crate::mock::after(id(job)),
			});
			Factory::post(signed(who), work_of(kind), budget, SHORT, after)
		},
		Act::Advance(job) => Factory::advance(anyone(), id(job)),
		Act::Cancel(who, job) => Factory::cancel(builder(who), id(job)),
		Act::Take(who, job) => Factory::take(signed(who), id(job)),
		Act::Report(who, job) => {
			Factory::report_progress(at_it(who), id(job), Permill::from_percent(1), 1)
		},
		Act::Deliver { who, job, seed, value } => {
			let is_training = record.is_some_and(|record| matches!(record.work, Work::Train(_)));
			let delivery = if is_training { training(seed) } else { evaluation(value) };
			Factory::deliver(at_it(who), id(job), delivery)
		},
		Act::Accept(who, job) => Factory::accept(builder(who), id(job)),
		Act::Settle(job) => Factory::settle(anyone(), id(job)),
		Act::RegisterDelivered(who, job) => Factory::register_delivered(builder(who), id(job)),
		Act::Dispute(who, job) => Factory::dispute(builder(who), id(job), text("no")),
		Act::Arbitrate(job, wins) => Factory::arbitrate(RuntimeOrigin::root(), id(job), wins),
		Act::Expire(job) => Factory::expire(anyone(), id(job)),
		Act::Forget(who, job) => Factory::forget(builder(who), id(job)),
		Act::GoOn(blocks) => {
			go_on(blocks);
			Ok(())
		},
		Act::Break { registry, bonds } => {
			RegistryFails::set(registry);
			BondsFail::set(bonds);
			Ok(())
		},
	};
	result.is_ok()
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn pallet_agrees_with_the_twin_when_calls_are_random(
		acts in prop::collection::vec(act(), 40..=70),
	) {
		run(|| {
			let issued = Balances::total_issuance();
			let mut twin = Twin::new();
			for (act, any) in acts {
				let act = act.resolved(&twin, any);
				let allowed = twin.act(&act);
				assert_eq!(perform(&act), allowed, "{act:?}");
				twin.agrees();
				Factory::do_try_state().unwrap();
				check_deposits();
				assert_eq!(Balances::total_issuance(), issued);
			}
		});
	}
}
