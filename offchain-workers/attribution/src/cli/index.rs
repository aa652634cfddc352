// SPDX-License-Identifier: Apache-2.0
//! `index`: span indexes on disk.

use super::{corpus::Directory, Failure, Output};
use crate::spans::directory::{
	BuildOptions, IndexDirectory, Manifest, MergeOptions, Progress, Stage,
};
use openledger_primitives::ids::ContributionId;
use serde::Serialize;
use std::{collections::BTreeSet, path::PathBuf};

/// Builds and keeps span indexes on disk.
#[derive(clap::Args, Debug)]
pub struct Args {
	#[command(subcommand)]
	command: Command,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
	/// Build a snapshot of a corpus directory, or go on with a build that was interrupted.
	Build(Build),
	/// Merge segments of a snapshot.
	Merge(Merge),
	/// Make a new snapshot of another one, without some contributions.
	Remove(Remove),
	/// Check snapshots to the last word.
	Verify(Verify),
	/// Say what snapshots consist of.
	Stat(Named),
}

#[derive(clap::Args, Debug)]
struct Build {
	/// The corpus directory: <id>.txt, one document per line.
	#[arg(long)]
	corpus: PathBuf,
	/// The index directory; made if it is not there.
	#[arg(long)]
	index: PathBuf,
	/// The name of the new snapshot.
	#[arg(long)]
	snapshot: String,
	/// A snapshot to start from: only contributions that it does not have are read, and those that
	/// the corpus does not have any more are removed. Files that were changed are not noticed, but
	/// by `index verify --corpus`.
	#[arg(long)]
	from: Option<String>,
	/// The most memory to use, in bytes, or with K, M or G behind; about 300 bytes for each
	/// contribution come on top.
	#[arg(long, default_value = "2G", value_parser = size)]
	memory: u64,
	/// The most words of a segment; by default what fits into memory.
	#[arg(long)]
	segment_words: Option<u32>,
}

#[derive(clap::Args, Debug)]
struct Merge {
	/// The index directory.
	#[arg(long)]
	index: PathBuf,
	/// The snapshot.
	#[arg(long)]
	snapshot: String,
	/// The most memory to use, in bytes, or with K, M or G behind.
	#[arg(long, default_value = "2G", value_parser = size)]
	memory: u64,
	/// Merge all that fits into memory, not only segments of similar size.
	#[arg(long)]
	all: bool,
	/// Remove the segments that no snapshot names any more. Whoever is just opening a snapshot may
	/// miss them, and has to open it again.
	#[arg(long)]
	collect: bool,
}

#[derive(clap::Args, Debug)]
struct Remove {
	/// The index directory.
	#[arg(long)]
	index: PathBuf,
	/// The snapshot to start from.
	#[arg(long)]
	from: String,
	/// The name of the new snapshot.
	#[arg(long)]
	snapshot: String,
	/// The contributions to remove, with commas between.
	#[arg(long, value_delimiter = ',', required = true)]
	ids: Vec<u64>,
}

#[derive(clap::Args, Debug)]
struct Verify {
	#[command(flatten)]
	named: Named,
	/// A corpus directory that must have every contribution of the snapshots, unchanged.
	#[arg(long)]
	corpus: Option<PathBuf>,
}

#[derive(clap::Args, Debug)]
struct Named {
	/// The index directory.
	#[arg(long)]
	index: PathBuf,
	/// The snapshots, with commas between; by default all.
	#[arg(long, value_delimiter = ',')]
	snapshot: Vec<String>,
}

/// What a snapshot consists of, for people and programs.
#[derive(Serialize)]
struct Stat<'a> {
	snapshot: &'a str,
	corpus: String,
	contributions: usize,
	/// Bytes of canonical text.
	text_bytes: u64,
	/// Bytes of all segments.
	index_bytes: u64,
	segments: Vec<SegmentStat>,
}

#[derive(Serialize)]
struct SegmentStat {
	digest: String,
	bytes: usize,
	words: u32,
	distinct_words: u32,
	contributions: usize,
	removed: usize,
}

/// Does what the arguments say.
///
/// # Errors
/// What is wrong with the corpus, or with the index directory.
pub fn run(args: &Args, output: &Output) -> Result<(), Failure> {
	match &args.command {
		Command::Build(args) => build(args, output),
		Command::Merge(args) => merge(args, output),
		Command::Remove(args) => remove(args, output),
		Command::Verify(args) => verify(args, output),
		Command::Stat(args) => stats(args, output),
	}
}

fn build(args: &Build, output: &Output) -> Result<(), Failure> {
	let corpus = Directory::open(&args.corpus)?;
	let index = IndexDirectory::create(&args.index)?;
	let bar = output.byte_bar(corpus.bytes(), "reading");
	let progress = |progress: Progress| {
		bar.set_length(progress.total);
		bar.set_position(progress.done);
		bar.set_message(match progress.stage {
			Stage::Reading => "reading",
			Stage::Sorting => "sorting",
			Stage::Writing => "writing",
		});
	};
	let mut options =
		BuildOptions { from: args.from.clone(), memory: args.memory, ..Default::default() };
	if let Some(words) = args.segment_words {
		options.segment_words = words;
	}
	let manifest = index.build(&args.snapshot, &corpus, &options, &progress)?;
	bar.finish_and_clear();
	print(output, &index, &args.snapshot, &manifest)
}

fn merge(args: &Merge, output: &Output) -> Result<(), Failure> {
	let index = IndexDirectory::open(&args.index)?;
	let bar = output.bar(0, "merging");
	let options = MergeOptions { memory: args.memory, all: args.all };
	let manifest = index.merge(&args.snapshot, options, &|done, total| {
		bar.set_length(total);
		bar.set_position(done);
	})?;
	if args.collect {
		index.collect()?;
	}
	bar.finish_and_clear();
	print(output, &index, &args.snapshot, &manifest)
}

fn remove(args: &Remove, output: &Output) -> Result<(), Failure> {
	let index = IndexDirectory::open(&args.index)?;
	let ids = args.ids.iter().copied().map(ContributionId).collect::<BTreeSet<_>>();
	let manifest = index.remove(&args.from, &args.snapshot, &ids)?;
	print(output, &index, &args.snapshot, &manifest)
}

fn verify(args: &Verify, output: &Output) -> Result<(), Failure> {
	let index = IndexDirectory::open(&args.named.index)?;
	let corpus = args.corpus.as_deref().map(Directory::open).transpose()?;
	for name in args.named.names(&index)? {
		let bar = output.bar(0, "verifying");
		let manifest = index.verify(&name, &|done, total| {
			bar.set_length(total);
			bar.set_position(done);
		})?;
		if let Some(corpus) = &corpus {
			bar.set_message("comparing");
			index.compare(&name, corpus, &|done, total| {
				bar.set_length(total);
				bar.set_position(done);
			})?;
		}
		bar.finish_and_clear();
		print(output, &index, &name, &manifest)?;
	}
	Ok(())
}

fn stats(args: &Named, output: &Output) -> Result<(), Failure> {
	let index = IndexDirectory::open(&args.index)?;
	for name in args.names(&index)? {
		print(output, &index, &name, &index.manifest(&name)?)?;
	}
	Ok(())
}

impl Named {
	fn names(&self, index: &IndexDirectory) -> Result<Vec<String>, Failure> {
		Ok(if self.snapshot.is_empty() { index.snapshots()? } else { self.snapshot.clone() })
	}
}

/// Prints what a snapshot consists of.
fn print(
	output: &Output,
	index: &IndexDirectory,
	name: &str,
	manifest: &Manifest,
) -> Result<(), Failure> {
	let mut stat = Stat {
		snapshot: name,
		corpus: manifest.corpus.to_string(),
		contributions: 0,
		text_bytes: 0,
		index_bytes: 0,
		segments: Vec::new(),
	};
	let mut counted = BTreeSet::new();
	for entry in &manifest.segments {
		let segment = index.segment(&entry.digest)?;
		for (id, content) in segment.contributions() {
			if !entry.removed.contains(&id) && counted.insert(id) {
				stat.contributions += 1;
				stat.text_bytes += u64::from(content.length);
			}
		}
		let bytes = segment.as_bytes().len();
		stat.index_bytes += u64::try_from(bytes)?;
		stat.segments.push(SegmentStat {
			digest: entry.digest.to_string(),
			bytes,
			words: segment.words(),
			distinct_words: segment.distinct_words(),
			contributions: segment.len(),
			removed: entry.removed.len(),
		});
	}
	output.print(&stat, |stat| {
		let mut text = format!(
			"{}: {} contributions, {} bytes of text, {} of index in {} segments, corpus {}",
			stat.snapshot,
			stat.contributions,
			stat.text_bytes,
			stat.index_bytes,
			stat.segments.len(),
			stat.corpus,
		);
		for segment in &stat.segments {
			text.push_str(&format!(
				"\n  {}: {} words, {} distinct, {} contributions, {} removed, {} bytes",
				segment.digest,
				segment.words,
				segment.distinct_words,
				segment.contributions,
				segment.removed,
				segment.bytes,
			));
		}
		text
	})
}

/// Bytes, also as multiples of 1024: `64M`, `2G`.
fn size(text: &str) -> Result<u64, String> {
	let (digits, factor) = match text.char_indices().next_back() {
		Some((at, 'K')) => (text.get(..at), 1u64 << 10),
		Some((at, 'M')) => (text.get(..at), 1 << 20),
		Some((at, 'G')) => (text.get(..at), 1 << 30),
		_ => (Some(text), 1),
	};
	digits
		.and_then(|digits| digits.parse::<u64>().ok())
		.and_then(|number| number.checked_mul(factor))
		.ok_or_else(|| "a number, with K, M, G or nothing behind".into())
}
