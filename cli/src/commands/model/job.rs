// SPDX-License-Identifier: Apache-2.0
//! Jobs of the ModelFactory: somebody else trains or measures, for a budget in escrow.

mod told;

use super::{evaluate::Measured, Prices};
use crate::{
	amount::Amount,
	audit::lineage::artifact,
	chain::{value, Call, View},
	commands::{datanet::parts_per_billion, Session},
	failure::Failure,
	licence::LicenceOptions,
	output::Output,
};
use clap::{Args, Subcommand};
use codec::Encode;
use openledger_primitives::{
	ids::{ArtifactId, FactoryJobId, SnapshotId},
	jobs::{benchmark_of_snapshots, Metric, ALL_LINEAR},
	records::{
		AdapterTerms, Condition, Dependency, EvaluateSpec, HyperParameters, JobRecord, Publish,
		RegisterSpec, RoyaltyTerms, SnapshotRecord, Subject, TrainSpec, Work,
	},
};
use polkadot_sdk::{
	sp_core::{Get, H256},
	sp_runtime::{AccountId32, BoundedVec, Perbill},
};
use serde_json::json;

const PALLET: &str = "ModelFactory";
/// How many open jobs are listed.
const LISTED: u32 = 256;

/// A job, as the chain has it.
pub type Job = JobRecord<AccountId32, u32>;

/// What can be done with jobs.
#[derive(Subcommand, Debug)]
pub enum Command {
	/// Have an adapter trained, and registered in your name
	Train(Box<Train>),
	/// Have an artifact, or what another job trains, measured
	Evaluate(Evaluate),
	/// Have what a job trained registered, once a condition holds
	Register(Register),
	/// Show a job
	Show {
		/// The job
		job: u32,
	},
	/// List the jobs that wait for a worker
	List,
	/// Accept what was delivered: the worker is paid, the adapter registered
	Accept {
		/// The job
		job: u32,
	},
	/// Say that what was delivered is not what was asked for, for a bond; the arbiter decides
	Dispute {
		/// The job
		job: u32,
		/// Why
		reason: String,
	},
	/// Take a job back that nobody has taken
	Cancel {
		/// The job
		job: u32,
	},
	/// Pay the worker when the builder was silent in the acceptance window
	Settle {
		/// The job
		job: u32,
	},
	/// Move a job on that waited for another one
	Advance {
		/// The job
		job: u32,
	},
	/// End a job whose deadline is over
	Expire {
		/// The job
		job: u32,
	},
}

/// What all jobs have.
#[derive(Args, Debug)]
struct Terms {
	/// What the worker is paid, in OPEN
	#[arg(long, value_name = "OPEN")]
	budget: Amount,
	/// Blocks that it has for it
	#[arg(long, value_name = "BLOCKS", default_value_t = 600)]
	deadline: u32,
	#[command(flatten)]
	after: After,
}

/// What a job waits for.
#[derive(Args, Debug)]
struct After {
	/// It waits for this job to be completed
	#[arg(long, value_name = "JOB")]
	after: Option<u32>,
	/// And for the value that it measured to be no less than this
	#[arg(long, value_name = "VALUE", requires = "after", conflicts_with = "at_most")]
	at_least: Option<f64>,
	/// And for the value that it measured to be no more than this
	#[arg(long, value_name = "VALUE", requires = "after")]
	at_most: Option<f64>,
}

impl After {
	fn dependency(&self) -> Result<Option<Dependency>, Failure> {
		let Some(job) = self.after else { return Ok(None) };
		let condition = match (self.at_least, self.at_most) {
			(Some(value), _) => Some(Condition::AtLeast { threshold_micros: micros(value)? }),
			(None, Some(value)) => Some(Condition::AtMost { threshold_micros: micros(value)? }),
			(None, None) => None,
		};
		Ok(Some(Dependency { job: FactoryJobId(job), condition }))
	}
}

/// A training.
#[derive(Args, Debug)]
pub struct Train {
	/// The adapter's name
	name: String,
	/// The base model that it adapts
	#[arg(long)]
	base: u32,
	/// A snapshot whose contributions are its rows; several
	#[arg(long = "snapshot", required = true)]
	snapshots: Vec<u32>,
	/// Rank of the update matrices
	#[arg(long, default_value_t = 32)]
	rank: u16,
	/// The update is scaled by alpha / rank; twice the rank without it
	#[arg(long)]
	alpha: Option<u16>,
	/// Passes over all rows, at most
	#[arg(long, default_value_t = 120)]
	epochs: u16,
	/// Rows of an optimiser step
	#[arg(long, default_value_t = 16)]
	batch_size: u16,
	/// Peak learning rate, in millionths
	#[arg(long, default_value_t = 5_000)]
	learning_rate_micros: u32,
	/// Fixes the initial weights and the order of the rows
	#[arg(long, default_value_t = 1)]
	seed: u64,
	/// The part of the rows that is held out, in percent
	#[arg(long, value_name = "PERCENT", default_value_t = 0.0)]
	held_out: f64,
	/// The part of what owners of its children earn that you ask for, in percent
	#[arg(long, value_name = "PERCENT", default_value_t = 0.0)]
	royalty: f64,
	#[command(flatten)]
	licence: LicenceOptions,
	#[command(flatten)]
	prices: Prices,
	/// It is registered by another job, `model job register`, and not as soon as it is accepted
	#[arg(long)]
	by_workflow: bool,
	#[command(flatten)]
	terms: Terms,
}

/// A measurement.
#[derive(Args, Debug)]
pub struct Evaluate {
	/// The artifact that is measured
	#[arg(long, required_unless_present = "of", conflicts_with = "of")]
	artifact: Option<u32>,
	/// What this job trains is measured
	#[arg(long, value_name = "JOB")]
	of: Option<u32>,
	/// What is measured
	#[arg(long, value_enum, value_name = "METRIC")]
	metric: Measured,
	/// The part of the rows of its snapshots on which it is measured, in whole percent
	#[arg(long, value_name = "PERCENT", default_value_t = 100,
		value_parser = clap::value_parser!(u32).range(1..=100), conflicts_with = "benchmark")]
	share: u32,
	/// Another benchmark, by the hash that names it
	#[arg(long, value_name = "0xHASH")]
	benchmark: Option<H256>,
	#[command(flatten)]
	terms: Terms,
}

/// A registration.
#[derive(Args, Debug)]
pub struct Register {
	/// The job that trains the adapter
	train: u32,
	/// Blocks that there are for it
	#[arg(long, value_name = "BLOCKS", default_value_t = 600)]
	deadline: u32,
	#[command(flatten)]
	after: After,
}

/// Does what `command` says.
///
/// # Errors
/// Those of the chain.
pub async fn run(session: &Session, command: Command) -> Result<Output, Failure> {
	match command {
		Command::Train(train) => {
			let work = Work::Train(Box::new(training(&train)?));
			post(session, work, &train.terms).await
		},
		Command::Evaluate(evaluate) => {
			let view = session.chain().await?.finalised().await?;
			let work = Work::Evaluate(measurement(&view, &evaluate).await?);
			post(session, work, &evaluate.terms).await
		},
		Command::Register(Register { train, deadline, after }) => {
			let work = Work::Register(RegisterSpec { train: FactoryJobId(train) });
			post(session, work, &Terms { budget: Amount(0), deadline, after }).await
		},
		Command::Show { job } => show(session, FactoryJobId(job)).await,
		Command::List => list(session).await,
		Command::Accept { job } => act(session, job, "accept", "is accepted").await,
		Command::Cancel { job } => act(session, job, "cancel", "is taken back").await,
		Command::Settle { job } => act(session, job, "settle", "is settled").await,
		Command::Advance { job } => act(session, job, "advance", "is moved on").await,
		Command::Expire { job } => act(session, job, "expire", "has ended").await,
		Command::Dispute { job, reason } => {
			let arguments = [("job", value::number(job)), ("reason", value::text(&reason))];
			let call = Call::new(PALLET, "dispute", arguments);
			let receipt = session.submit(&session.chain().await?, call).await?;
			let bond = &receipt.event(PALLET, "JobDisputed")?["bond"];
			let text = format!("job {job} is disputed; the arbiter decides");
			Ok(Output::of(&receipt, text, json!({ "job": job, "bond": bond })))
		},
	}
}

fn training(train: &Train) -> Result<TrainSpec<AccountId32>, Failure> {
	let mut snapshots: Vec<_> = train.snapshots.iter().copied().map(SnapshotId).collect();
	snapshots.sort_unstable();
	snapshots.dedup();
	let alpha = train.alpha.unwrap_or_else(|| train.rank.saturating_mul(2));
	let modules = vec![bounded(ALL_LINEAR.to_vec(), "name of a module")?];
	Ok(TrainSpec {
		base: ArtifactId(train.base),
		parents: BoundedVec::default(),
		snapshots: bounded(snapshots, "list of snapshots")?,
		hyper: HyperParameters {
			rank: train.rank,
			alpha,
			target_modules: bounded(modules, "list of modules")?,
			learning_rate_micros: train.learning_rate_micros,
			epochs: train.epochs,
			batch_size: train.batch_size,
			seed: train.seed,
			eval_split: Perbill::from_parts(parts_per_billion(train.held_out)?),
		},
		adapter: AdapterTerms {
			name: bounded(train.name.clone().into_bytes(), "name")?,
			licence: train.licence.licence()?,
			royalty: RoyaltyTerms {
				share: Perbill::from_parts(parts_per_billion(train.royalty)?),
				until: None,
			},
			prices: train.prices.list(),
			credits: BoundedVec::default(),
			previous: None,
		},
		publish: if train.by_workflow { Publish::ByWorkflow } else { Publish::OnAcceptance },
	})
}

async fn measurement(view: &View, asked: &Evaluate) -> Result<EvaluateSpec, Failure> {
	let subject = match (asked.artifact, asked.of) {
		(Some(artifact), _) => Subject::Artifact(ArtifactId(artifact)),
		(None, Some(job)) => Subject::OutputOf(FactoryJobId(job)),
		(None, None) => return Err(Failure::Input("name --artifact or --of".into())),
	};
	let benchmark = match asked.benchmark {
		Some(benchmark) => benchmark,
		None => benchmark(view, subject, Perbill::from_percent(asked.share)).await?,
	};
	let metric = Metric::from(asked.metric).name();
	let metric = bounded(metric.as_bytes().to_vec(), "name of a metric")?;
	Ok(EvaluateSpec { subject, benchmark, metric })
}

/// The benchmark of a share of the rows that `subject` rests on.
async fn benchmark(view: &View, subject: Subject, share: Perbill) -> Result<H256, Failure> {
	let mut snapshots = match subject {
		Subject::Artifact(id) => artifact(view, id).await?.snapshots,
		Subject::OutputOf(id) => match find(view, id).await?.work {
			Work::Train(spec) => {
				let base = artifact(view, spec.base).await?.snapshots;
				base.into_iter().chain(spec.snapshots).collect()
			},
			Work::Evaluate(_) | Work::Register(_) => {
				return Err(Failure::Input(format!("job {id} trains nothing that can be measured")))
			},
		},
	};
	snapshots.sort_unstable();
	snapshots.dedup();
	if snapshots.is_empty() {
		let why = "it rests on no snapshot: name its benchmark by --benchmark";
		return Err(Failure::Input(why.into()));
	}
	let mut roots = Vec::new();
	for id in snapshots {
		let found: Option<SnapshotRecord<AccountId32>> =
			view.ask("DatanetsApi_snapshot_record", id).await?;
		let info = found.ok_or_else(|| Failure::Unknown(format!("snapshot {id}")))?.info;
		roots.push((info.root, info.withdrawn_root));
	}
	Ok(benchmark_of_snapshots(&roots, share))
}

async fn post(
	session: &Session,
	work: Work<AccountId32>,
	terms: &Terms,
) -> Result<Output, Failure> {
	let after = terms.after.dependency()?;
	let arguments = (work, terms.budget.0, terms.deadline, after).encode();
	let call = Call::encoded(PALLET, "post", arguments);
	let receipt = session.submit(&session.chain().await?, call).await?;
	let posted = receipt.event(PALLET, "JobPosted")?;
	let text = format!(
		"job {} is posted; it has to be done by block {}",
		posted["job"], posted["deadline"]
	);
	let json = json!({ "job": posted["job"], "deadline": posted["deadline"] });
	Ok(Output::of(&receipt, text, json))
}

async fn act(
	session: &Session,
	job: u32,
	name: &'static str,
	outcome: &str,
) -> Result<Output, Failure> {
	let call = Call::new(PALLET, name, [("job", value::number(job))]);
	let receipt = session.submit(&session.chain().await?, call).await?;
	let mut text = format!("job {job} {outcome}");
	let registered = receipt.find(PALLET, "AdapterRegistered");
	let artifact = registered.map(|registered| registered["artifact"].clone());
	if let Some(artifact) = &artifact {
		text.push_str(&format!("; its adapter is artifact {artifact}"));
	}
	let paid = receipt.find(PALLET, "JobCompleted").map(|done| done["paid"].clone());
	Ok(Output::of(&receipt, text, json!({ "job": job, "artifact": artifact, "paid": paid })))
}

async fn find(view: &View, id: FactoryJobId) -> Result<Job, Failure> {
	let found: Option<Job> = view.ask("ModelFactoryApi_job", id).await?;
	found.ok_or_else(|| Failure::Unknown(format!("job {id}, or it was forgotten")))
}

async fn show(session: &Session, id: FactoryJobId) -> Result<Output, Failure> {
	let view = session.chain().await?.finalised().await?;
	let job = find(&view, id).await?;
	Ok(Output::new(told::text(&job), told::json(&job)))
}

async fn list(session: &Session) -> Result<Output, Failure> {
	let view = session.chain().await?.finalised().await?;
	let none: Option<FactoryJobId> = None;
	let jobs: Vec<Job> = view.ask("ModelFactoryApi_open_jobs", (none, LISTED)).await?;
	let text = match jobs.is_empty() {
		true => "no job waits for a worker".into(),
		false => jobs.iter().map(told::text).collect::<Vec<_>>().join("\n\n"),
	};
	Ok(Output::new(text, jobs.iter().map(told::json).collect()))
}

/// A number as the chain keeps it, in millionths.
fn micros(value: f64) -> Result<i64, Failure> {
	let micros = (value * 1e6).round();
	if !micros.is_finite() || micros.abs() > 9e15 {
		return Err(Failure::Input(format!("{value} is no value that is measured")));
	}
	#[expect(clippy::cast_possible_truncation, reason = "whole, and within 53 bits")]
	Ok(micros as i64)
}

fn bounded<T, S: Get<u32>>(list: Vec<T>, what: &str) -> Result<BoundedVec<T, S>, Failure> {
	list.try_into()
		.map_err(|_| Failure::Input(format!("the {what} is too long: {} at most", S::get())))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;

	#[test]
	fn value_is_kept_in_millionths() {
		assert_eq!(micros(0.9).unwrap(), 900_000);
		assert_eq!(micros(-1.5).unwrap(), -1_500_000);
	}

	#[test]
	fn value_is_refused_when_it_is_no_number_that_is_measured() {
		for value in [f64::NAN, f64::INFINITY, 1e30] {
			assert!(micros(value).is_err(), "{value}");
		}
	}

	#[test]
	fn condition_is_none_when_nothing_is_waited_for() {
		let after = After { after: None, at_least: None, at_most: None };
		assert_eq!(after.dependency().unwrap(), None);
		let after = After { after: Some(4), at_least: Some(0.5), at_most: None };
		let condition = Some(Condition::AtLeast { threshold_micros: 500_000 });
		let dependency = Dependency { job: FactoryJobId(4), condition };
		assert_eq!(after.dependency().unwrap(), Some(dependency));
	}
}
