// SPDX-License-Identifier: Apache-2.0
//! `influence`: which training rows an answer's gradient points to.

mod results;

use super::{Failure, Output};
use crate::influence::{
	Builder, Checkpoint, Curvature, Index, Method, Precision, Preconditioned, Progress, Queries,
	Scorer, Settings, Stage, DEFAULT_DAMPING,
};
use clap::ValueEnum;
use indicatif::ProgressBar;
use results::{Preparation, Summary, Timing};
use std::{path::PathBuf, time::Instant};

/// Builds, checks and asks indexes of training gradients.
#[derive(clap::Args, Debug)]
pub struct Args {
	#[command(subcommand)]
	command: Command,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
	/// Project and quantise gradient blocks into an index.
	Build(Build),
	/// Apply the inverse curvature of DataInf to the rows, once for all queries.
	Prepare(Prepare),
	/// Score all training rows for queries.
	Score(Score),
	/// Recompute what an index says about its rows, and its root.
	Verify(Verify),
	/// Show that a row is under an index's root.
	Prove(Prove),
}

#[derive(clap::Args, Debug)]
struct Build {
	/// Gradient blocks: safetensors files with a tensor for each layer, `contribution` and `row`.
	#[arg(long, required = true, num_args = 1..)]
	gradients: Vec<PathBuf>,
	/// Where the index goes.
	#[arg(long)]
	index: PathBuf,
	/// The most dimensions to keep of each layer; 0 keeps all.
	#[arg(long, default_value_t = 0)]
	dimensions: u32,
	/// Draws the projections.
	#[arg(long, default_value_t = 0)]
	seed: u64,
	/// How elements are kept.
	#[arg(long, value_enum, default_value_t = Bits::I16)]
	precision: Bits,
}

#[derive(clap::Args, Debug)]
struct Prepare {
	/// The index. What is prepared goes to `<index>.datainf`, and is as large as an index in 16 bits.
	#[arg(long)]
	index: PathBuf,
	/// The damping, over the mean square.
	#[arg(long, default_value_t = DEFAULT_DAMPING)]
	damping: f64,
	/// Check what is there already: prepare it again, and compare.
	#[arg(long)]
	verify: bool,
}

#[derive(clap::Args, Debug)]
struct Score {
	/// The index, or one for each checkpoint.
	#[arg(long, required = true, value_delimiter = ',')]
	index: Vec<PathBuf>,
	/// The queries' gradients at each checkpoint: safetensors files with a tensor for each layer.
	#[arg(long, required = true, value_delimiter = ',')]
	queries: Vec<PathBuf>,
	/// How rows are scored.
	#[arg(long, value_enum, default_value_t = Name::Datainf)]
	method: Name,
	/// Each checkpoint's learning rate; `tracin` needs them, the others take 1.
	#[arg(long, value_delimiter = ',')]
	rates: Vec<f64>,
	/// The damping of `datainf` and `fisher`, over the mean square and the mean eigenvalue.
	#[arg(long, default_value_t = DEFAULT_DAMPING)]
	damping: f64,
	/// Whether `datainf` keeps a matrix for each layer, which many queries are worth.
	#[arg(long, value_enum, default_value_t = Kept::Auto)]
	curvature: Kept,
	/// Score by what `prepare` has written for `datainf`; prepare it where there is nothing, or something stale.
	#[arg(long, conflicts_with = "curvature")]
	prepared: bool,
	/// Scores of contributions in fixed point, positive ones only, instead of scores of rows.
	#[arg(long, conflicts_with = "rows")]
	groups: bool,
	/// Scores of rows; the default.
	#[arg(long)]
	rows: bool,
	/// A safetensors file to write the scores to, instead of printing them.
	#[arg(long)]
	output: Option<PathBuf>,
	/// Also say how long it took to prepare, and to score; on stderr.
	#[arg(long)]
	timing: bool,
	/// Score so many times, for the timing: it then tells the median, and the first, which is cold.
	#[arg(long, default_value_t = 1, requires = "timing", value_parser = clap::value_parser!(u32).range(1..))]
	repeat: u32,
}

#[derive(clap::Args, Debug)]
struct Verify {
	/// The index.
	#[arg(long)]
	index: PathBuf,
}

#[derive(clap::Args, Debug)]
struct Prove {
	/// The index.
	#[arg(long)]
	index: PathBuf,
	/// The row, counted from 0 in the order of contributions and documents.
	#[arg(long)]
	row: u32,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum Bits {
	I16,
	I8,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Name {
	Datainf,
	GradDot,
	GradCos,
	Tracin,
	Fisher,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum Kept {
	Auto,
	Cached,
	Streamed,
}

/// Does what the arguments say.
///
/// # Errors
/// What is wrong with the files or the request.
pub fn run(args: &Args, output: &Output) -> Result<(), Failure> {
	match &args.command {
		Command::Build(args) => build(args, output),
		Command::Prepare(args) => prepare(args, output),
		Command::Score(args) => score(args, output),
		Command::Verify(args) => {
			let index = Index::open(&args.index)?;
			index.verify()?;
			output.print(&Summary::of(&index), Summary::text)
		},
		Command::Prove(args) => {
			let proof = Index::open(&args.index)?.prove(args.row)?;
			// A proof is for programs, whatever was asked for.
			output.print(&proof, |proof| serde_json::to_string(proof).unwrap_or_default())
		},
	}
}

fn build(args: &Build, output: &Output) -> Result<(), Failure> {
	let settings = Settings {
		seed: args.seed,
		dimensions: args.dimensions,
		precision: match args.precision {
			Bits::I16 => Precision::I16,
			Bits::I8 => Precision::I8,
		},
	};
	let bar = output.bar(0, "projecting");
	let mut builder = Builder::new(&args.index, settings).with_progress(|progress| {
		bar.set_message(match progress.stage {
			Stage::Project => "projecting",
			Stage::Merge => "merging",
			Stage::Precondition => "preconditioning",
		});
		tell(&bar, progress);
	});
	for block in &args.gradients {
		builder.add_file(block)?;
	}
	let index = builder.finish()?;
	bar.finish_and_clear();
	output.print(&Summary::of(&index), Summary::text)
}

fn prepare(args: &Prepare, output: &Output) -> Result<(), Failure> {
	let index = Index::open(&args.index)?;
	let path = Preconditioned::beside(&args.index);
	if args.verify {
		let bar = output.bar(0, "preconditioning");
		let rows = Preconditioned::open(&index, &path, args.damping)?;
		rows.verify(|progress| tell(&bar, progress))?;
		bar.finish_and_clear();
		return output.print(&Preparation::of(&rows), Preparation::text);
	}
	let rows = precondition(&index, args.damping, output)?;
	output.print(&Preparation::of(&rows), Preparation::text)
}

/// The preconditioned rows beside an index, which are made where they are missing or stale.
fn precondition<'a>(
	index: &'a Index,
	damping: f64,
	output: &Output,
) -> Result<Preconditioned<'a>, Failure> {
	let bar = output.bar(0, "preconditioning");
	let path = Preconditioned::beside(index.path());
	let rows =
		Preconditioned::open_or_build(index, &path, damping, |progress| tell(&bar, progress))?;
	bar.finish_and_clear();
	Ok(rows)
}

fn tell(bar: &ProgressBar, progress: Progress) {
	bar.set_length(progress.total);
	bar.set_position(progress.done);
}

fn score(args: &Score, output: &Output) -> Result<(), Failure> {
	if args.prepared && args.method != Name::Datainf {
		return Err("only datainf has something to prepare".into());
	}
	if args.queries.len() != args.index.len() {
		return Err("give as many query files as indexes, one for each checkpoint".into());
	}
	if args.rates.is_empty() {
		if args.method == Name::Tracin {
			return Err("tracin sums over checkpoints: give their learning rates by --rates".into());
		}
	} else if args.rates.len() != args.index.len() {
		return Err("give as many rates as indexes, one for each checkpoint".into());
	}
	let indexes = args.index.iter().map(Index::open).collect::<Result<Vec<_>, _>>()?;
	let queries = args
		.queries
		.iter()
		.zip(&indexes)
		.map(|(path, index)| Queries::open(path, index))
		.collect::<Result<Vec<_>, _>>()?;
	let method = match args.method {
		Name::GradDot | Name::Tracin => Method::GradDot,
		Name::GradCos => Method::GradCos,
		Name::Fisher => Method::Fisher { damping: args.damping },
		Name::Datainf => Method::DataInf {
			damping: args.damping,
			curvature: match args.curvature {
				Kept::Auto => Curvature::Auto,
				Kept::Cached => Curvature::Cached,
				Kept::Streamed => Curvature::Streamed,
			},
		},
	};
	let rates = args.rates.iter().copied().chain(std::iter::repeat(1.0));
	let start = Instant::now();
	let of_indexes = if args.prepared { &indexes[..] } else { &[] };
	let rows = of_indexes.iter().map(|index| precondition(index, args.damping, output));
	let rows = rows.collect::<Result<Vec<_>, _>>()?;
	let scorer = if args.prepared {
		Scorer::preconditioned(rows.iter().zip(rates))?
	} else {
		let checkpoints = indexes.iter().zip(rates);
		Scorer::new(checkpoints.map(|(index, weight)| Checkpoint { index, weight }), method)?
	};
	let prepared = start.elapsed();
	let score = || {
		let start = Instant::now();
		scorer.score(&queries).map(|scores| (scores, start.elapsed()))
	};
	let (scores, cold) = score()?;
	let mut runs = vec![cold];
	let bar = output.bar(args.repeat.into(), "scoring");
	for run in 1..args.repeat {
		bar.set_position(run.into());
		runs.push(score()?.1);
	}
	bar.finish_and_clear();
	if args.timing {
		let queries = queries.first().map_or(0, Queries::len);
		Timing::new(prepared, &runs, queries).tell(output)?;
	}
	match (&args.output, args.groups) {
		(Some(path), true) => results::write_groups(path, &scores),
		(Some(path), false) => results::write_rows(path, &scores),
		(None, true) => results::print_groups(output, &scores),
		(None, false) => results::print_rows(output, &scores),
	}
}
