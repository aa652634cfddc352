// SPDX-License-Identifier: Apache-2.0
//! Jobs of the ModelFactory: found, taken, done by the server, delivered, settled.
//!
//! A key has one job done at a time, for its server trains one after the other and a missed deadline is
//! slashed. Those that it has delivered wait beside that for their settlement, up to the chain's limit.

use crate::{
	desk::Desk, memory::RESUBMIT_AFTER, server::Progress, settings::least_budget, Call, Chain,
	FactoryJob, FactoryStage, Order, LOG_TARGET,
};
use alloc::{boxed::Box, collections::BTreeSet, format, vec::Vec};
use core::fmt;
use openledger_primitives::{
	ids::FactoryJobId,
	jobs::{
		evaluation_job_id, training_job_id, EvaluationResult, JobRequest, JobResult, Task,
		TrainingResult, WIRE_VERSION,
	},
	records::{Delivery, Metric, Training},
};
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::{BoundedVec, DispatchError},
};

/// How many open jobs a key looks at in one run.
const OFFERS_SEEN: u32 = 16;
/// How many jobs it looks at for those that it has taken, while it does not know them all.
const SEARCHED: u32 = 64;
/// How many blocks are between two reports of progress, at least: each costs a fee.
const REPORT_AFTER: u32 = 10;

const MILLIS: i64 = 1_000;

/// Why a server's result is not delivered.
enum Unfit {
	/// It is of another kind than what is asked for.
	Kind,
	/// It names another benchmark than the job.
	Benchmark { found: H256, expected: H256 },
	/// It does not say what was to be measured.
	NoScore,
	/// The worker is not registered, so nobody would find what it delivers.
	NoEndpoint,
	/// The address of what is delivered is longer than the chain takes.
	LongUri,
	/// The chain would refuse it.
	Chain(DispatchError),
}

impl fmt::Display for Unfit {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Kind => f.write_str("the server gave the result of another kind of job"),
			Self::Benchmark { found, expected } => write!(
				f,
				"the server measured by benchmark {found:?}, and the job names {expected:?}"
			),
			Self::NoScore => f.write_str("the server did not measure what it was asked for"),
			Self::NoEndpoint => f.write_str("the worker is not registered: register it again"),
			Self::LongUri => f.write_str("the worker's registered address is too long"),
			Self::Chain(error) => {
				write!(f, "the chain would refuse the delivery: {}", <&str>::from(*error))
			},
		}
	}
}

/// The jobs that the key's account has taken, and those that it has tried to take and still can.
pub fn own<C: Chain>(desk: &mut Desk<C>) -> Vec<FactoryJob> {
	let in_hand = C::jobs_in_hand(&desk.key);
	let known = core::mem::take(&mut desk.memory.factory.jobs);
	let mut jobs =
		known.into_iter().filter_map(|id| C::factory_job(&desk.key, id)).collect::<Vec<_>>();
	let held = jobs.iter().filter(|job| job.stage != FactoryStage::Open).count();
	if usize::try_from(in_hand).is_ok_and(|in_hand| held < in_hand) {
		search(desk, &mut jobs);
	}
	desk.memory.factory.jobs = jobs.iter().map(|job| job.id).collect();
	jobs
}

/// Looks for taken jobs that are not among `jobs`: the memory was lost. A part of all jobs in each run.
fn search<C: Chain>(desk: &mut Desk<C>, jobs: &mut Vec<FactoryJob>) {
	let seen = C::factory_jobs(desk.memory.factory.search, SEARCHED, false);
	desk.memory.factory.search = seen.last().copied();
	for id in seen {
		if jobs.iter().any(|job| job.id == id) {
			continue;
		}
		let taken = |job: &FactoryJob| job.stage != FactoryStage::Open;
		jobs.extend(C::factory_job(&desk.key, id).filter(taken));
	}
}

/// Whether the server is to be asked about the job now.
pub fn is_due<C: Chain>(desk: &Desk<C>, job: &FactoryJob) -> bool {
	matches!(job.stage, FactoryStage::Taken { .. })
		&& job.deadline > desk.now
		&& desk.memory.factory.deliveries.due(job.id, desk.block)
}

/// What the server is asked for; `None` when it cannot be.
pub fn job<C: Chain>(job: &FactoryJob) -> Option<JobRequest> {
	let genesis = C::genesis();
	let (job_id, task) = match job.order.clone()? {
		Order::Training(training) => {
			(training_job_id(&genesis, &training), Task::Training(training))
		},
		Order::Evaluation { evaluation, .. } => {
			(evaluation_job_id(&genesis, &evaluation), Task::Evaluation(evaluation))
		},
	};
	Some(JobRequest { version: WIRE_VERSION, job_id, task, deadline: job.deadline })
}

/// Notes that the server has not done the job; `at_least` so many blocks pass until it is asked again.
pub fn failed<C: Chain>(
	desk: &mut Desk<C>,
	job: FactoryJobId,
	at_least: u32,
	why: &dyn fmt::Display,
) {
	let again = desk.memory.factory.deliveries.note(job, desk.block, at_least);
	log::warn!(target: LOG_TARGET, "job {job} of the ModelFactory: {why}. Again in block {again}");
}

/// Delivers what the server made, unless earlier transactions are still pending: then a later run does.
pub fn done<C: Chain>(desk: &mut Desk<C>, job: &FactoryJob, result: JobResult) {
	if !desk.may_submit() {
		return;
	}
	let delivery = match delivery::<C>(&desk.key, job, result) {
		Ok(delivery) => delivery,
		Err(why) => return failed(desk, job.id, 0, &why),
	};
	let call = Call::Deliver { job: job.id, delivery: Box::new(delivery) };
	if let Err(error) = C::check(&desk.key, &call) {
		return failed(desk, job.id, 0, &Unfit::Chain(error));
	}
	let submitted = desk.submit(call, &format_args!("delivery of job {}", job.id));
	match submitted {
		Ok(()) => {
			desk.memory.factory.deliveries.note(job.id, desk.block, RESUBMIT_AFTER);
		},
		Err(error) => failed(desk, job.id, 0, &error),
	}
}

fn delivery<C: Chain>(
	key: &C::Key,
	job: &FactoryJob,
	result: JobResult,
) -> Result<Delivery, Unfit> {
	match (&job.order, result) {
		(Some(Order::Training(_)), JobResult::Training(result)) => training::<C>(key, &result),
		(Some(Order::Evaluation { evaluation, benchmark }), JobResult::Evaluation(result)) => {
			let EvaluationResult { benchmark: found, scores, evidence_root, .. } = result;
			if found != *benchmark {
				return Err(Unfit::Benchmark { found, expected: *benchmark });
			}
			let score = scores.into_iter().find(|score| evaluation.metrics.contains(&score.metric));
			let value_micros = score.ok_or(Unfit::NoScore)?.value_micros;
			Ok(Delivery::Evaluation { value_micros, evidence_root })
		},
		_ => Err(Unfit::Kind),
	}
}

fn training<C: Chain>(key: &C::Key, result: &TrainingResult) -> Result<Delivery, Unfit> {
	let endpoint = C::endpoint(key).ok_or(Unfit::NoEndpoint)?;
	let root = result.manifest.root;
	let uri = format!("{}/v1/content/{root:?}", endpoint.trim_end_matches('/'));
	let metrics =
		[("train_loss", Some(result.final_loss_millis)), ("eval_loss", result.eval_loss_millis)];
	let metrics = metrics.into_iter().filter_map(|(name, loss_millis)| {
		let name = BoundedVec::truncate_from(name.as_bytes().to_vec());
		let value_micros = i64::from(loss_millis?).saturating_mul(MILLIS);
		Some(Metric { name, value_micros })
	});
	Ok(Delivery::Training(Training {
		manifest: result.manifest,
		uri: uri.into_bytes().try_into().map_err(|_| Unfit::LongUri)?,
		// Fewer than the chain takes.
		metrics: BoundedVec::truncate_from(metrics.collect()),
		influence_root: result.influence_root.unwrap_or_default(),
	}))
}

/// Whether the chain is to be told how far the training is, and can be.
pub fn report_due<C: Chain>(desk: &mut Desk<C>, job: &FactoryJob) -> bool {
	let trains = matches!(job.order, Some(Order::Training(_)));
	if !trains || !matches!(job.stage, FactoryStage::Taken { may_report: true }) {
		return false;
	}
	let reports = &mut desk.memory.factory.reports;
	if reports.is_new(job.id) {
		// It has just begun.
		reports.note(job.id, desk.block, REPORT_AFTER);
		return false;
	}
	desk.may_submit() && desk.memory.factory.reports.due(job.id, desk.block)
}

/// Tells the chain how far a training is.
pub fn report<C: Chain>(desk: &mut Desk<C>, job: FactoryJobId, progress: Progress) {
	let Progress { done, loss_millis } = progress;
	let what = format!("progress of job {job}");
	let sent = desk.send(Call::Report { job, done, loss_millis }, &what);
	desk.memory.factory.reports.note(job, desk.block, REPORT_AFTER);
	if let Err(obstacle) = sent {
		log::debug!(target: LOG_TARGET, "{what}: {obstacle}");
	}
}

/// Submits the settlements of delivered jobs that are due.
pub fn settle<C: Chain>(desk: &mut Desk<C>, own: &[FactoryJob]) {
	for job in own {
		let FactoryStage::Delivered { settle_at } = job.stage else { continue };
		let due = settle_at <= desk.now && desk.memory.factory.settlements.due(job.id, desk.block);
		if !due || !desk.may_submit() {
			continue;
		}
		let what = format!("settlement of job {}", job.id);
		let sent = desk.send(Call::SettleJob(job.id), &what);
		// Whether it went well shows when the job is finished.
		let again = desk.memory.factory.settlements.note(job.id, desk.block, RESUBMIT_AFTER);
		if let Err(obstacle) = sent {
			log::warn!(target: LOG_TARGET, "{what}: {obstacle}. Again in block {again}");
		}
	}
}

/// A job that the key's account can take now, if its operator wants it to take any, and it has none to do.
pub fn offer<C: Chain>(
	desk: &mut Desk<C>,
	own: &[FactoryJob],
	claimed: &BTreeSet<FactoryJobId>,
) -> Option<FactoryJobId> {
	let is_busy = own.iter().any(|job| matches!(job.stage, FactoryStage::Taken { .. }));
	if is_busy || !desk.may_submit() {
		return None;
	}
	let least = least_budget(&desk.name)
		.inspect_err(|error| log::error!(target: LOG_TARGET, "{error}"))
		.ok()??;
	let seen = C::factory_jobs(desk.memory.factory.offers, OFFERS_SEEN, true);
	// A part of them in each run: nobody can hide the others behind many that cannot be done.
	desk.memory.factory.offers = seen.last().copied();
	seen.into_iter().find(|id| {
		let is_due = desk.memory.factory.takes.due(*id, desk.block);
		let fits = |job: FactoryJob| {
			job.stage == FactoryStage::Open && job.order.is_some() && job.budget >= least
		};
		is_due
			&& !claimed.contains(id)
			&& C::factory_job(&desk.key, *id).is_some_and(fits)
			&& C::check(&desk.key, &Call::Take(*id)).is_ok()
	})
}

/// Takes a job.
pub fn take<C: Chain>(desk: &mut Desk<C>, job: FactoryJobId) {
	let what = format!("taking of job {job}");
	let sent = desk.send(Call::Take(job), &what);
	desk.memory.factory.jobs.insert(job);
	let again = desk.memory.factory.takes.note(job, desk.block, RESUBMIT_AFTER);
	if let Err(obstacle) = sent {
		log::warn!(target: LOG_TARGET, "{what}: {obstacle}. Again in block {again}");
	}
}
