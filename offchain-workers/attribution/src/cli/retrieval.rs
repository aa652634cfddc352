// SPDX-License-Identifier: Apache-2.0
//! `retrieval`: which passages belong to questions.

use super::{answers, corpus::Directory, Failure, Output};
use crate::retrieval::{
	build, read_log, update, Citation, Digest, Embedder, Hit, Index, Log, Manifest, Options,
	Passage, PassageWords, Progress, Retrieval, StaticModel, MAX_HITS,
};
use clap::Subcommand;
use openledger_primitives::vector::AttributionVector;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Finds the passages that belong to questions, by words and by meaning, and logs them.
#[derive(clap::Args, Debug)]
pub struct Args {
	#[command(subcommand)]
	command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
	/// Build the index of a snapshot in a new directory.
	Build(Build),
	/// Build the index of a later snapshot from an earlier one's, which stays as it is.
	Update(Update),
	/// Find the best passages for questions.
	Query(Query),
	/// Check every byte of an index, and of a log; with the corpus, that the index is of it.
	Verify(Verify),
}

#[derive(clap::Args, Debug)]
struct Build {
	/// The corpus directory: <id>.txt, one document per line.
	#[arg(long)]
	corpus: PathBuf,
	/// The directory of the index, not there yet.
	#[arg(long)]
	index: PathBuf,
	/// The most words of a passage.
	#[arg(long, default_value_t = PassageWords::default().get())]
	passage_words: u32,
	/// The directory of a Model2Vec model: model.safetensors, tokenizer.json, config.json.
	#[arg(long)]
	embeddings: Option<PathBuf>,
}

#[derive(clap::Args, Debug)]
struct Update {
	/// The index of the earlier snapshot.
	#[arg(long)]
	from: PathBuf,
	/// The corpus directory of the later snapshot.
	#[arg(long)]
	corpus: PathBuf,
	/// The directory of the new index, not there yet.
	#[arg(long)]
	index: PathBuf,
	/// The model that the earlier index was built with.
	#[arg(long)]
	embeddings: Option<PathBuf>,
}

#[derive(clap::Args, Debug)]
struct Query {
	/// The index.
	#[arg(long)]
	index: PathBuf,
	/// The questions, one JSON object per line: {"id": "...", "text": "..."}.
	#[arg(long)]
	queries: PathBuf,
	/// The most hits for a question.
	#[arg(short, long, default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_HITS)))]
	k: u32,
	/// The model that the index was built with.
	#[arg(long)]
	embeddings: Option<PathBuf>,
	/// The digest of the snapshot that the index has to be of.
	#[arg(long)]
	snapshot: Option<Digest>,
	/// The corpus directory, to show what the passages say.
	#[arg(long)]
	corpus: Option<PathBuf>,
	/// The log to which the retrievals are appended.
	#[arg(long)]
	log: Option<PathBuf>,
}

#[derive(clap::Args, Debug)]
struct Verify {
	/// The index.
	#[arg(long)]
	index: PathBuf,
	/// The corpus directory that the index has to be of.
	#[arg(long)]
	corpus: Option<PathBuf>,
	/// The digest of the snapshot that the index has to be of.
	#[arg(long)]
	snapshot: Option<Digest>,
	/// A log, to be checked from its first entry.
	#[arg(long)]
	log: Option<PathBuf>,
}

/// Does what the subcommand says.
///
/// # Errors
/// What is wrong with the corpus, the index, the model, the log or a question.
pub fn run(args: &Args, output: &Output) -> Result<(), Failure> {
	match &args.command {
		Command::Build(args) => run_build(args, output),
		Command::Update(args) => run_update(args, output),
		Command::Query(args) => run_query(args, output),
		Command::Verify(args) => run_verify(args, output),
	}
}

/// What was built or checked.
#[derive(Serialize)]
struct Summary<'a> {
	index: Digest,
	#[serde(flatten)]
	manifest: &'a Manifest,
}

impl<'a> Summary<'a> {
	fn new(manifest: &'a Manifest) -> Result<Self, Failure> {
		Ok(Self { index: manifest.digest()?, manifest })
	}

	fn text(&self) -> String {
		let Self { index, manifest } = self;
		let bytes = manifest.files.iter().map(|file| file.length).sum::<u64>();
		let Manifest { snapshot, contributions, passages, words, .. } = manifest;
		let of = format!("{contributions} contributions, {passages} passages, {words} words");
		format!("index {index}\nsnapshot {snapshot}\n{of}, {bytes} bytes")
	}
}

fn run_build(args: &Build, output: &Output) -> Result<(), Failure> {
	let corpus = Directory::open(&args.corpus)?;
	let passage_words = PassageWords::new(args.passage_words)?;
	let model = model(args.embeddings.as_deref())?;
	let manifest = with_bar(output, |progress| {
		let embedder = model.as_ref().map(|model| model as &dyn Embedder);
		let options = Options { passage_words, embedder, progress, ..Options::default() };
		Ok(build(&corpus, &args.index, &options)?)
	})?;
	output.print(&Summary::new(&manifest)?, Summary::text)
}

fn run_update(args: &Update, output: &Output) -> Result<(), Failure> {
	let from = open(&args.from, None, output)?;
	let corpus = Directory::open(&args.corpus)?;
	let passage_words = from.manifest().passage_words;
	let model = model(args.embeddings.as_deref())?;
	let manifest = with_bar(output, |progress| {
		let embedder = model.as_ref().map(|model| model as &dyn Embedder);
		let options = Options { passage_words, embedder, progress, ..Options::default() };
		Ok(update(&from, &corpus, &args.index, &options)?)
	})?;
	output.print(&Summary::new(&manifest)?, Summary::text)
}

/// Shows on a bar how far a build is.
fn with_bar<T>(
	output: &Output,
	work: impl FnOnce(&dyn Fn(Progress)) -> Result<T, Failure>,
) -> Result<T, Failure> {
	let bar = output.bar(0, "contributions");
	let done = work(&|progress| match progress {
		Progress::Contributions { done, of } => {
			bar.set_length(u64::try_from(of).unwrap_or(u64::MAX));
			bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
		},
		Progress::Writing => bar.set_message("writing"),
	});
	bar.finish_and_clear();
	done
}

/// Opens an index, and shows on a bar how much of it is checked.
fn open(directory: &Path, snapshot: Option<&Digest>, output: &Output) -> Result<Index, Failure> {
	let bar = output.byte_bar(0, "checking");
	let opened = Index::open_with(directory, snapshot, &|done, of| {
		bar.set_length(of);
		bar.set_position(done);
	});
	bar.finish_and_clear();
	Ok(opened?)
}

fn model(directory: Option<&Path>) -> Result<Option<StaticModel>, Failure> {
	Ok(directory.map(StaticModel::open).transpose()?)
}

/// What was found for one question.
#[derive(Serialize)]
struct Answered<'a> {
	id: &'a str,
	/// The digest of the log's entry.
	#[serde(skip_serializing_if = "Option::is_none")]
	entry: Option<Digest>,
	retrieval: Retrieval,
	vector: AttributionVector,
	#[serde(skip_serializing_if = "Option::is_none")]
	citations: Option<Vec<Citation>>,
}

fn run_query(args: &Query, output: &Output) -> Result<(), Failure> {
	let queries = answers::read(&args.queries)?;
	let model = model(args.embeddings.as_deref())?;
	let embedder = model.as_ref().map(|model| model as &dyn Embedder);
	let index = open(&args.index, args.snapshot.as_ref(), output)?;
	let corpus = args.corpus.as_deref().map(Directory::open).transpose()?;
	let mut log = args.log.as_deref().map(Log::open).transpose()?;
	for query in &queries {
		let blame = |error: Failure| Failure::from(format!("question {}: {error}", query.id));
		let retrieval =
			index.search(&query.text, args.k, embedder).map_err(|error| blame(error.into()))?;
		let cite = |corpus: &Directory| index.cite(&retrieval, corpus);
		let citations = corpus.as_ref().map(cite).transpose()?;
		let entry = match &mut log {
			Some(log) => {
				let entry = log.append(&retrieval)?;
				log.sync()?;
				Some(entry)
			},
			None => None,
		};
		let vector = retrieval.vector();
		output.print(&Answered { id: &query.id, entry, retrieval, vector, citations }, text)?;
	}
	Ok(())
}

fn text(answered: &Answered<'_>) -> String {
	let hits = &answered.retrieval.hits;
	let mut text = format!("{}: {} hits", answered.id, hits.len());
	if let Some(entry) = answered.entry {
		text.push_str(&format!(", logged as {entry}"));
	}
	for (place, hit) in hits.iter().enumerate() {
		text.push_str(&format!("\n  {}", hit_text(hit)));
		let citation = answered.citations.as_ref().and_then(|citations| citations.get(place));
		if let Some(Citation { text: said, .. }) = citation {
			text.push_str(&format!("\n     {said}"));
		}
	}
	text
}

fn hit_text(hit: &Hit) -> String {
	let Hit { rank, passage, bm25, cosine, share, .. } = hit;
	let Passage { contribution, start, length, .. } = passage;
	let cosine = match cosine {
		Some(cosine) => format!(", cosine {:.3}", f64::from(*cosine) / f64::from(1 << 28)),
		None => String::new(),
	};
	// Two digits behind the point.
	let hundredths = (u128::from(*bm25) * 100) >> 32;
	let bm25 = format!("{}.{:02}", hundredths / 100, hundredths % 100);
	let share = f64::from(*share) / 1e7;
	format!(
		"{rank}. contribution {contribution}, {length} bytes at {start}: {share:.2} %, BM25 {bm25}{cosine}"
	)
}

fn run_verify(args: &Verify, output: &Output) -> Result<(), Failure> {
	let index = open(&args.index, args.snapshot.as_ref(), output)?;
	if let Some(path) = &args.corpus {
		let corpus = Directory::open(path)?;
		let bar = output.bar(index.manifest().contributions, "contributions");
		let verified = index.verify(&corpus, &|done, _| {
			bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
		});
		bar.finish_and_clear();
		verified?;
	}
	let mut entries = 0u64;
	let mut last = Digest::default();
	if let Some(path) = &args.log {
		let bar = output.bar(0, "entries");
		for entry in read_log(path)? {
			last = entry?.digest()?;
			entries = entries.saturating_add(1);
			bar.set_position(entries);
		}
		bar.finish_and_clear();
	}
	let verified = Verified {
		summary: Summary::new(index.manifest())?,
		log: args.log.as_ref().map(|_| LogSummary { entries, digest: last }),
	};
	output.print(&verified, |verified| match &verified.log {
		Some(LogSummary { entries, digest }) => {
			format!("{}\nlog of {entries} entries, {digest}", verified.summary.text())
		},
		None => verified.summary.text(),
	})
}

/// What was checked.
#[derive(Serialize)]
struct Verified<'a> {
	#[serde(flatten)]
	summary: Summary<'a>,
	#[serde(skip_serializing_if = "Option::is_none")]
	log: Option<LogSummary>,
}

#[derive(Serialize)]
struct LogSummary {
	entries: u64,
	/// The digest of the last entry.
	digest: Digest,
}
