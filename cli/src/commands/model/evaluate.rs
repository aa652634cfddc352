// SPDX-License-Identifier: Apache-2.0
//! The measurement of an artifact, by the server; and its record on chain.

use crate::{
	chain::{value, Call, Chain},
	commands::{datanet::parts_per_billion, Session},
	documents,
	failure::Failure,
	output::Output,
	server::Server,
};
use clap::{Args, ValueEnum};
use indicatif::ProgressBar;
use openledger_primitives::{
	ids::{ArtifactId, SnapshotId},
	jobs::{
		evaluation_job_id, Evaluation, EvaluationResult, EvaluationSet, JobRequest, JobResult,
		JobState, Metric, Score, Task, WIRE_VERSION,
	},
};
use polkadot_sdk::{sp_core::H256, sp_runtime::Perbill};
use serde_json::json;
use std::{path::PathBuf, time::Duration};
use subxt::dynamic::Value;

/// How often the server is asked.
const INTERVAL: Duration = Duration::from_millis(500);

/// What is measured, and on what.
#[derive(Args, Debug)]
pub struct Options {
	/// An adapter, or a base model
	artifact: u32,
	/// A snapshot on whose rows it is measured; several
	#[arg(long = "snapshot", required_unless_present = "rows", conflicts_with = "rows")]
	snapshots: Vec<u32>,
	/// The part of the snapshots' rows that is held out, in percent: the same that its training held out, or
	/// 100 for all of them
	#[arg(long, value_name = "PERCENT", default_value_t = 100.0, conflicts_with = "rows")]
	share: f64,
	/// Rows to measure it on: JSON lines with `question` and `answer`, and perhaps `choices`
	#[arg(long, value_name = "FILE")]
	rows: Option<PathBuf>,
	/// What is measured; several. Without it perplexity, exact_match and rouge_l
	#[arg(long = "metric", value_enum, value_name = "METRIC")]
	metrics: Vec<Measured>,
	/// Tokens of an answer at most
	#[arg(long, default_value_t = 128)]
	max_tokens: u32,
	/// Record the values on chain, in your name
	#[arg(long)]
	record: bool,
}

/// What can be measured.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[value(rename_all = "snake_case")]
pub enum Measured {
	/// e to the mean loss of a token of the right answers
	Perplexity,
	/// The share of answers that are the right ones
	ExactMatch,
	/// The mean F1 of the longest common subsequences of words
	RougeL,
	/// The share of rows whose right answer is the most probable of their choices
	MultipleChoice,
}

impl From<Measured> for Metric {
	fn from(measured: Measured) -> Self {
		match measured {
			Measured::Perplexity => Self::Perplexity,
			Measured::ExactMatch => Self::ExactMatch,
			Measured::RougeL => Self::RougeL,
			Measured::MultipleChoice => Self::MultipleChoice,
		}
	}
}

/// Has it measured, and waits. The same measurement is the same job.
///
/// # Errors
/// Those of the chain, the server, and of files.
pub async fn run(session: &Session, options: Options) -> Result<Output, Failure> {
	let chain = session.chain().await?;
	let evaluation = evaluation(&options)?;
	let job_id = evaluation_job_id(&H256(chain.genesis()), &evaluation);
	let server = session.server()?;
	// Measurements do not expire.
	let deadline = u32::MAX;
	let task = Task::Evaluation(evaluation);
	let job = JobRequest { version: WIRE_VERSION, job_id, task, deadline };
	let result = measured(&server, &job).await?;
	let mut lines: Vec<String> = result.scores.iter().map(told).collect();
	lines.push(format!(
		"benchmark {:?}, {} rows, evidence root {:?}",
		result.benchmark, result.rows, result.evidence_root
	));
	let scores = result.scores.iter().map(|score| {
		json!({
			"metric": score.metric.name(),
			"value_micros": score.value_micros,
			"value": decimal(score.value_micros),
			"rows": score.rows,
		})
	});
	let json = json!({
		"artifact": options.artifact,
		"job": job_id,
		"benchmark": result.benchmark,
		"rows": result.rows,
		"scores": scores.collect::<Vec<_>>(),
		"evidence_root": result.evidence_root,
		"recorded": options.record && !session.is_dry_run(),
	});
	if !options.record {
		return Ok(Output::new(lines.join("\n"), json));
	}
	let receipt = record(session, &chain, options.artifact, &result).await?;
	lines.push(format!("recorded for artifact {}", options.artifact));
	Ok(Output::of(&receipt, lines.join("\n"), json))
}

fn evaluation(options: &Options) -> Result<Evaluation, Failure> {
	let set = match &options.rows {
		Some(path) => EvaluationSet::Rows(documents::rows(path)?),
		None => {
			let mut snapshots: Vec<_> = options.snapshots.iter().copied().map(SnapshotId).collect();
			snapshots.sort_unstable();
			snapshots.dedup();
			let share = Perbill::from_parts(parts_per_billion(options.share)?);
			EvaluationSet::HeldOut { snapshots, share }
		},
	};
	let mut metrics = options.metrics.clone();
	if metrics.is_empty() {
		metrics = vec![Measured::Perplexity, Measured::ExactMatch, Measured::RougeL];
	}
	metrics.sort_unstable();
	metrics.dedup();
	Ok(Evaluation {
		artifact: ArtifactId(options.artifact),
		set,
		metrics: metrics.into_iter().map(Metric::from).collect(),
		max_output_tokens: options.max_tokens,
	})
}

/// Waits for what the server measures.
async fn measured(server: &Server, job: &JobRequest) -> Result<EvaluationResult, Failure> {
	let bar = ProgressBar::new_spinner().with_message("waiting for other evaluations");
	bar.enable_steady_tick(Duration::from_millis(100));
	let failed = |reason| Failure::Server { url: server.url().to_owned(), reason };
	let mut status = server.post_job(job).await?;
	loop {
		match status.state {
			JobState::Finished { result: JobResult::Evaluation(result) } => {
				bar.finish_and_clear();
				return Ok(result);
			},
			JobState::Finished { .. } => {
				return Err(failed("it answers an evaluation with something else".into()))
			},
			JobState::Failed { reason, .. } => return Err(failed(reason)),
			JobState::Queued => {},
			JobState::Running => bar.set_message("measuring"),
		}
		tokio::time::sleep(INTERVAL).await;
		status = server.job(job.job_id).await?;
	}
}

/// Records all values, or none.
async fn record(
	session: &Session,
	chain: &Chain,
	artifact: u32,
	result: &EvaluationResult,
) -> Result<crate::chain::Receipt, Failure> {
	let calls = result.scores.iter().map(|score| {
		let evaluation = Value::named_composite([
			("benchmark", value::text(result.benchmark)),
			("metric", value::text(score.metric.name())),
			("value_micros", Value::i128(score.value_micros.into())),
			("evidence_root", value::text(result.evidence_root)),
		]);
		let arguments = [("artifact", value::number(artifact)), ("evaluation", evaluation)];
		Call::new("ModelRegistry", "evaluate", arguments)
	});
	session.submit(chain, Call::all(calls.collect())).await
}

fn told(score: &Score) -> String {
	let value = decimal(score.value_micros);
	format!("{:<16} {value:>12}  on {} rows", score.metric.name(), score.rows)
}

/// A number of millionths, as people write it.
pub fn decimal(micros: i64) -> String {
	let sign = if micros < 0 { "-" } else { "" };
	let micros = micros.unsigned_abs();
	format!("{sign}{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;

	fn options() -> Options {
		Options {
			artifact: 3,
			snapshots: vec![5, 2, 5],
			share: 10.0,
			rows: None,
			metrics: Vec::new(),
			max_tokens: 64,
			record: false,
		}
	}

	#[test]
	fn evaluation_is_the_same_job_when_its_snapshots_are_named_otherwise() {
		let asked = evaluation(&options()).unwrap();
		let (snapshots, share) = (vec![SnapshotId(2), SnapshotId(5)], Perbill::from_percent(10));
		assert_eq!(asked.set, EvaluationSet::HeldOut { snapshots, share });
		assert_eq!(asked.metrics, [Metric::Perplexity, Metric::ExactMatch, Metric::RougeL]);
		let other = Options {
			snapshots: vec![2, 5],
			metrics: vec![Measured::RougeL, Measured::ExactMatch, Measured::Perplexity],
			..options()
		};
		let id = |options| evaluation_job_id(&H256::zero(), &evaluation(options).unwrap());
		assert_eq!(id(&other), id(&options()));
	}

	#[test]
	fn value_is_written_with_all_its_digits() {
		assert_eq!(decimal(1_250_000), "1.250000");
		assert_eq!(decimal(-7), "-0.000007");
		assert_eq!(decimal(i64::MIN), "-9223372036854.775808");
	}
}
