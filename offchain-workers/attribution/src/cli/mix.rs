// SPDX-License-Identifier: Apache-2.0
//! `mix`: from the three signals of an answer to its attribution vector.
//!
//! A signal's file holds JSON, in one of these forms; other members are ignored:
//!
//! | form | taken as |
//! | --- | --- |
//! | `{"shares": [{"contribution": 7, "share": 400000000}], "residual": 600000000}` | a vector, in parts per billion |
//! | `{"vector": {..}}`, as `attribute` prints it | that vector |
//! | `{"scores": [{"contribution": 7, "score": 12}]}` | scores, those of one contribution added up |
//! | `[{"contribution": 7, "score": 12}]` | scores |
//!
//! Where a file holds several of them, one after the other, `--id` says which: the one with this
//! member `id`.

use super::{Failure, Output};
use crate::mixing::{mix, BySignal, Explained, Explanation, Signal, SignalError, Weights};
use openledger_primitives::{ids::ContributionId, vector::AttributionVector};
use serde::Deserialize;
use serde_json::Value;
use std::{
	fs, io,
	path::{Path, PathBuf},
};
use thiserror::Error;

/// Mixes the signals of one answer into its attribution vector.
#[derive(clap::Args, Debug)]
pub struct Args {
	/// What the answer says literally, as JSON: a vector or scores.
	#[arg(long, value_name = "FILE", required_unless_present_any = ["influence", "retrieval"])]
	spans: Option<PathBuf>,
	/// What the training gradients say, as JSON: a vector or scores.
	#[arg(long, value_name = "FILE")]
	influence: Option<PathBuf>,
	/// What was put in the context, as JSON: a vector or scores.
	#[arg(long, value_name = "FILE")]
	retrieval: Option<PathBuf>,
	/// The weights of spans, influence and retrieval: decimal numbers that sum to one.
	#[arg(long, value_name = "0.5,0.3,0.2")]
	weights: Weights,
	/// Which answer, where a file holds several.
	#[arg(long)]
	id: Option<String>,
	/// Print all that led to the vector.
	#[arg(long)]
	explain: bool,
}

/// Why a file holds no signal.
#[derive(Error, Debug)]
pub enum SignalFileError {
	/// The file cannot be read.
	#[error("cannot read {}: {reason}", path.display())]
	Read {
		/// The file.
		path: PathBuf,
		/// What the operating system says.
		reason: io::Error,
	},
	/// The file is not JSON, or not of a known form.
	#[error("{} is no signal: {reason}", path.display())]
	Json {
		/// The file.
		path: PathBuf,
		/// What the parser says.
		reason: serde_json::Error,
	},
	/// The JSON has neither shares nor scores.
	#[error("{} has none of the members `shares`, `vector` and `scores`", .0.display())]
	Form(PathBuf),
	/// The file does not hold exactly one answer, and none was chosen.
	#[error("{} holds {answers} answers: choose one with --id", path.display())]
	Several {
		/// The file.
		path: PathBuf,
		/// How many.
		answers: usize,
	},
	/// The file holds not exactly one answer with this name.
	#[error("{} holds {answers} answers with the id `{id}`, not one", path.display())]
	NotOne {
		/// The file.
		path: PathBuf,
		/// What was looked for.
		id: String,
		/// How many.
		answers: usize,
	},
	/// The numbers are no signal.
	#[error("{}: {reason}", path.display())]
	Signal {
		/// The file.
		path: PathBuf,
		/// Why not.
		reason: SignalError,
	},
}

#[derive(Deserialize)]
struct Score {
	contribution: ContributionId,
	score: u64,
}

/// Mixes, and prints the vector, or with `--explain` what led to it.
///
/// # Errors
/// [`SignalFileError`].
pub fn run(args: &Args, output: &Output) -> Result<(), Failure> {
	let signal = |path: &Option<PathBuf>| {
		path.as_ref().map(|path| signal(path, args.id.as_deref())).transpose()
	};
	let signals = BySignal {
		spans: signal(&args.spans)?,
		influence: signal(&args.influence)?,
		retrieval: signal(&args.retrieval)?,
	};
	let mixture = mix(&signals, args.weights);
	if args.explain {
		output.print(&mixture.explain(), explained)
	} else {
		output.print(mixture.vector(), told)
	}
}

/// The signal in the file at `path`.
fn signal(path: &Path, id: Option<&str>) -> Result<Signal, SignalFileError> {
	let bytes =
		fs::read(path).map_err(|reason| SignalFileError::Read { path: path.into(), reason })?;
	let malformed = |reason| SignalFileError::Json { path: path.into(), reason };
	let answers = serde_json::Deserializer::from_slice(&bytes)
		.into_iter::<Value>()
		.collect::<Result<Vec<_>, _>>()
		.map_err(malformed)?;
	let answer = chosen(answers, path, id)?;
	let signal =
		if let Some(vector) = answer.get("vector").or(answer.get("shares").and(Some(&answer))) {
			Signal::from_vector(&AttributionVector::deserialize(vector).map_err(malformed)?)
		} else if let Some(scores) = answer.get("scores").or(answer.is_array().then_some(&answer)) {
			let scores = Vec::<Score>::deserialize(scores).map_err(malformed)?;
			Signal::from_scores(scores.into_iter().map(|of| (of.contribution, of.score)))
		} else {
			return Err(SignalFileError::Form(path.into()));
		};
	signal.map_err(|reason| SignalFileError::Signal { path: path.into(), reason })
}

/// The answer that is asked for.
fn chosen(
	mut answers: Vec<Value>,
	path: &Path,
	id: Option<&str>,
) -> Result<Value, SignalFileError> {
	let path = || path.to_owned();
	if let Some(id) = id.filter(|_| answers.iter().any(|answer| answer.get("id").is_some())) {
		answers.retain(|answer| answer.get("id").and_then(Value::as_str) == Some(id));
		match <[Value; 1]>::try_from(answers) {
			Ok([answer]) => Ok(answer),
			Err(answers) => {
				Err(SignalFileError::NotOne { path: path(), id: id.into(), answers: answers.len() })
			},
		}
	} else {
		match <[Value; 1]>::try_from(answers) {
			Ok([answer]) => Ok(answer),
			Err(answers) => Err(SignalFileError::Several { path: path(), answers: answers.len() }),
		}
	}
}

/// Parts per billion as a decimal number.
fn decimal(parts: u32) -> String {
	format!("{}.{:09}", parts / 1_000_000_000, parts % 1_000_000_000)
}

fn told(vector: &AttributionVector) -> String {
	let mut lines = vector
		.shares
		.iter()
		.map(|of| {
			format!("{}  contribution {}\n", decimal(of.share.deconstruct()), of.contribution)
		})
		.collect::<String>();
	lines.push_str(&format!("{}  residual", decimal(vector.residual.deconstruct())));
	lines
}

fn explained(of: &Explanation) -> String {
	let parts = |parts: BySignal<u32>| {
		let BySignal { spans, influence, retrieval } = parts.map(decimal);
		format!("{spans} spans, {influence} influence, {retrieval} retrieval")
	};
	let mut lines = format!("weights: {}\n", parts(of.weights.parts_per_billion()));
	for entry in &of.shares {
		let Explained { contribution, share, .. } = entry;
		lines.push_str(&format!(
			"{}  contribution {contribution}: {}\n",
			decimal(*share),
			parts(entry.parts)
		));
	}
	for entry in &of.unnamed {
		lines.push_str(&format!(
			"{}  to the residual, contribution {} is not named: {}\n",
			decimal(entry.share),
			entry.contribution,
			parts(entry.parts)
		));
	}
	lines.push_str(&format!(
		"{}  residual: {}, {} of unnamed contributions, {} rounding",
		decimal(of.residual.share),
		parts(of.residual.parts),
		decimal(of.residual.unnamed),
		decimal(of.residual.rounding),
	));
	lines
}
