// SPDX-License-Identifier: Apache-2.0
//! How indexes and scores are told.

use crate::{
	cli::{Failure, Output},
	files,
	influence::{Group, Index, Preconditioned, Scores},
};
use openledger_primitives::ids::ContributionId;
use safetensors::{tensor::TensorView, Dtype};
use serde::Serialize;
use std::{collections::BTreeMap, io::Write, path::Path, time::Duration};

/// How many rows of a query people are shown.
const SHOWN: usize = 10;

/// What an index is of.
#[derive(Serialize)]
pub(super) struct Summary<'a> {
	index: &'a Path,
	rows: u32,
	contributions: u32,
	seed: u64,
	precision: &'static str,
	root: String,
	layers: Vec<LayerLine<'a>>,
}

#[derive(Serialize)]
struct LayerLine<'a> {
	name: &'a str,
	width: u32,
	kept: u32,
	mean_square: f64,
}

impl<'a> Summary<'a> {
	pub(super) fn of(index: &'a Index) -> Self {
		let layers = index.layers().iter().zip(index.mean_squares());
		Self {
			index: index.path(),
			rows: index.rows(),
			contributions: index.contributions(),
			seed: index.settings().seed,
			precision: index.settings().precision.into(),
			root: hex::encode(index.root()),
			layers: layers
				.map(|(layer, mean_square)| LayerLine {
					name: &layer.name,
					width: layer.width,
					kept: layer.kept,
					mean_square: *mean_square,
				})
				.collect(),
		}
	}

	pub(super) fn text(&self) -> String {
		let kept = self.layers.iter().map(|layer| u64::from(layer.kept)).sum::<u64>();
		format!(
			"{}: {} rows of {} contributions, {} layers, {kept} dimensions in {}, root {}",
			self.index.display(),
			self.rows,
			self.contributions,
			self.layers.len(),
			self.precision,
			self.root
		)
	}
}

/// What is prepared of an index.
#[derive(Serialize)]
pub(super) struct Preparation<'a> {
	index: &'a Path,
	prepared: &'a Path,
	rows: u32,
	damping: f64,
	root: String,
}

impl<'a> Preparation<'a> {
	pub(super) fn of(rows: &'a Preconditioned<'_>) -> Self {
		let index = rows.index();
		Self {
			index: index.path(),
			prepared: rows.path(),
			rows: index.rows(),
			damping: rows.damping(),
			root: hex::encode(index.root()),
		}
	}

	pub(super) fn text(&self) -> String {
		let Self { prepared, rows, damping, root, .. } = self;
		format!("{}: {rows} rows, damping {damping}, of the index {root}", prepared.display())
	}
}

/// How long scoring took, in seconds.
#[derive(Serialize)]
pub(super) struct Timing {
	prepare: f64,
	/// The median of all runs.
	score: f64,
	/// The first run, which reads the index from the disk and starts the threads.
	score_cold: f64,
	queries: usize,
}

impl Timing {
	/// Of runs in the order in which they were made.
	pub(super) fn new(prepare: Duration, runs: &[Duration], queries: usize) -> Self {
		Self {
			prepare: prepare.as_secs_f64(),
			score: median(runs).as_secs_f64(),
			score_cold: runs.first().copied().unwrap_or_default().as_secs_f64(),
			queries,
		}
	}

	/// On stderr, where results are not.
	pub(super) fn tell(&self, output: &Output) -> Result<(), Failure> {
		if output.is_json() {
			eprintln!("{}", serde_json::to_string(self)?);
		} else {
			let Self { prepare, score, score_cold, queries } = self;
			eprintln!(
				"prepared in {prepare:.6} s, {queries} queries scored in {score:.6} s (at first {score_cold:.6} s)"
			);
		}
		Ok(())
	}
}

/// The mean of the two in the middle where they are even in number.
fn median(runs: &[Duration]) -> Duration {
	let mut runs = runs.to_vec();
	runs.sort_unstable();
	let at = |place: usize| runs.get(place).copied().unwrap_or_default();
	(at(runs.len().saturating_sub(1) / 2) + at(runs.len() / 2)) / 2
}

/// One row of one query.
#[derive(Serialize)]
struct RowLine {
	contribution: u64,
	row: u64,
	score: f64,
}

#[derive(Serialize)]
struct Line<T> {
	query: usize,
	scores: Vec<T>,
}

/// One line for each query: all rows as JSON, the strongest for people.
pub(super) fn print_rows(output: &Output, scores: &Scores) -> Result<(), Failure> {
	for (query, of_query) in scores.queries().enumerate() {
		let row = |(key, score): (&crate::influence::Key, &f64)| RowLine {
			contribution: key.contribution.0,
			row: key.row,
			score: *score,
		};
		let scores = scores.keys().iter().zip(of_query).map(row).collect();
		output.print(&Line { query, scores }, |line| {
			let mut strongest = line.scores.iter().collect::<Vec<_>>();
			strongest.sort_by(|left, right| right.score.total_cmp(&left.score));
			strongest.iter().take(SHOWN).fold(format!("query {query}"), |text, row| {
				format!(
					"{text}\n  {:e} contribution {} row {}",
					row.score, row.contribution, row.row
				)
			})
		})?;
	}
	Ok(())
}

/// One line for each query: the contributions that helped, in fixed point.
pub(super) fn print_groups(output: &Output, scores: &Scores) -> Result<(), Failure> {
	for (query, scores) in scores.groups().enumerate() {
		output.print(&Line { query, scores }, |line| {
			let mut strongest = line.scores.iter().collect::<Vec<_>>();
			strongest.sort_by_key(|group| std::cmp::Reverse(group.score));
			strongest.iter().fold(format!("query {query}"), |text, group: &&Group| {
				format!("{text}\n  {} contribution {}", group.score, group.contribution)
			})
		})?;
	}
	Ok(())
}

/// `scores` F64 `[queries, rows]`, `contribution` and `row` I64 `[rows]`.
pub(super) fn write_rows(path: &Path, scores: &Scores) -> Result<(), Failure> {
	let keys = scores.keys();
	let values = scores.queries().flatten().flat_map(|score| score.to_le_bytes());
	let contributions = keys.iter().flat_map(|key| key.contribution.0.to_le_bytes());
	let rows = keys.iter().flat_map(|key| key.row.to_le_bytes());
	write(
		path,
		&[
			("scores", Dtype::F64, vec![scores.queries().len(), keys.len()], values.collect()),
			("contribution", Dtype::I64, vec![keys.len()], contributions.collect()),
			("row", Dtype::I64, vec![keys.len()], rows.collect()),
		],
	)
}

/// `groups` U64 `[queries, contributions]` in units of 2^-32, and `contribution` I64 `[contributions]`: all that have rows,
/// with 0 for those that did not help.
pub(super) fn write_groups(path: &Path, scores: &Scores) -> Result<(), Failure> {
	let mut contributions =
		scores.keys().iter().map(|key| key.contribution).collect::<Vec<ContributionId>>();
	contributions.dedup();
	let mut values = Vec::new();
	for groups in scores.groups() {
		let groups = groups.into_iter().map(|group| (group.contribution, group.score));
		let groups = groups.collect::<BTreeMap<_, _>>();
		let of = |id: &ContributionId| groups.get(id).copied().unwrap_or_default();
		values.extend(contributions.iter().flat_map(|id| of(id).to_le_bytes()));
	}
	let shape = vec![scores.queries().len(), contributions.len()];
	let ids = contributions.iter().flat_map(|id| id.0.to_le_bytes()).collect();
	write(
		path,
		&[
			("groups", Dtype::U64, shape, values),
			("contribution", Dtype::I64, vec![contributions.len()], ids),
		],
	)
}

type Tensor = (&'static str, Dtype, Vec<usize>, Vec<u8>);

/// Writes a safetensors file, all of it or nothing, that whom the process's umask lets may read.
fn write(path: &Path, tensors: &[Tensor]) -> Result<(), Failure> {
	let views = tensors
		.iter()
		.map(|(name, dtype, shape, data)| {
			Ok((*name, TensorView::new(*dtype, shape.clone(), data)?))
		})
		.collect::<Result<Vec<_>, safetensors::SafeTensorError>>()?;
	let bytes = safetensors::serialize(views, None)?;
	files::replace(path, |file| file.write_all(&bytes))
		.map_err(|error| format!("{}: {error}", path.display()).into())
}
