// SPDX-License-Identifier: Apache-2.0
//! `attribute`: what answers say literally, and who wrote that first.

use super::{answers, corpus::Directory, Failure, Output};
use crate::{
	attribution::Attribution,
	corpus::Corpus,
	spans::{Holder, Index, Match},
};
use openledger_primitives::{evidence::EvidenceLeaf, vector::AttributionVector};
use serde::Serialize;
use std::{path::PathBuf, time::Instant};

/// Attributes answers to the contributions that they repeat word for word.
#[derive(clap::Args, Debug)]
pub struct Args {
	/// The index directory.
	#[arg(long, requires = "snapshot", required_unless_present = "corpus")]
	index: Option<PathBuf>,
	/// The snapshots of the index directory, with commas between: an adapter's own and those of its
	/// ancestors.
	#[arg(long, value_delimiter = ',')]
	snapshot: Vec<String>,
	/// A corpus directory to index in memory instead: <id>.txt, one document per line.
	#[arg(long, conflicts_with = "index")]
	corpus: Option<PathBuf>,
	/// The answers, one JSON object per line: {"id": "...", "text": "..."}.
	#[arg(long)]
	answers: PathBuf,
	/// The fewest words of a span.
	#[arg(long, default_value_t = 6)]
	min_words: u32,
	/// List every holder of every chosen span, not only the eight that earn.
	#[arg(long)]
	holders: bool,
	/// List every maximal match with every holder, chosen or not.
	#[arg(long)]
	matches: bool,
	/// Say how long attribution took, reading and printing left out. With --matches, matches are
	/// found and timed first: attribution alone is timed without.
	#[arg(long)]
	timing: bool,
}

#[derive(Serialize)]
struct Line<'a> {
	id: &'a str,
	spans: Vec<Said<'a>>,
	leaves: &'a [EvidenceLeaf],
	vector: &'a AttributionVector,
	evidence_root: String,
	#[serde(skip_serializing_if = "Option::is_none")]
	matches: Option<Vec<Said<'a>>>,
	/// Of the attribution: spans, leaves, vector and root. After matches were looked for, what it
	/// reads is in the caches.
	#[serde(skip_serializing_if = "Option::is_none")]
	micros: Option<u128>,
	/// Of finding all maximal matches and all their holders, before the attribution.
	#[serde(skip_serializing_if = "Option::is_none")]
	matches_micros: Option<u128>,
}

/// A run of words that the answer and contributions say.
#[derive(Serialize)]
struct Said<'a> {
	start: u32,
	length: u32,
	words: u32,
	text: &'a str,
	#[serde(skip_serializing_if = "Option::is_none")]
	holders: Option<Vec<Holder>>,
}

/// Attributes every answer.
///
/// # Errors
/// What is wrong with the index or corpus, the answers or one of them.
pub fn run(args: &Args, output: &Output) -> Result<(), Failure> {
	let answers = answers::read(&args.answers)?;
	let index = index(args)?;
	for answer in &answers {
		let failed = |error| format!("answer {}: {error}", answer.id);
		// Matches first: behind the attribution, they would find all that they read in the caches.
		let started = Instant::now();
		let matches = match args.matches {
			true => Some(index.matches(&answer.text, args.min_words).map_err(failed)?),
			false => None,
		};
		let matches_micros = (args.timing && args.matches).then(|| started.elapsed().as_micros());
		let started = Instant::now();
		let found = index.attribute(&answer.text, args.min_words).map_err(failed)?;
		let micros = args.timing.then(|| started.elapsed().as_micros());
		let line = Line {
			id: &answer.id,
			spans: spans(args, &index, &found),
			leaves: found.leaves(),
			vector: found.vector(),
			evidence_root: format!("{:?}", found.evidence().root()),
			matches: matches.map(|matches| said(&found, matches)),
			micros,
			matches_micros,
		};
		output.print(&line, text)?;
	}
	Ok(())
}

fn index(args: &Args) -> Result<Index, Failure> {
	if let Some(path) = &args.index {
		let names = args.snapshot.iter().map(String::as_str).collect::<Vec<_>>();
		return Ok(Index::open(path, &names, None)?);
	}
	let path = args.corpus.as_deref().ok_or("neither an index nor a corpus is given")?;
	let contributions = Directory::open(path)?.contributions().collect::<Result<Vec<_>, _>>()?;
	let given = contributions.iter().map(|(id, bytes)| (*id, bytes.as_slice()));
	Ok(Index::build(&Corpus::new(given)?)?)
}

fn spans<'a>(args: &Args, index: &Index, found: &'a Attribution) -> Vec<Said<'a>> {
	let spans = found.spans().iter().map(|span| {
		let text = found.text(span).unwrap_or_default();
		Said {
			start: span.answer_start,
			length: span.length,
			words: span.words,
			text,
			holders: args.holders.then(|| index.holders(text)),
		}
	});
	spans.collect()
}

fn said(found: &Attribution, matches: Vec<Match>) -> Vec<Said<'_>> {
	let said = matches.into_iter().map(|found_match| Said {
		start: found_match.start,
		length: found_match.length,
		words: found_match.words,
		text: found.slice(found_match.start, found_match.length).unwrap_or_default(),
		holders: Some(found_match.holders),
	});
	said.collect()
}

fn text(line: &Line<'_>) -> String {
	let mut text =
		format!("{}: {} spans, evidence {}", line.id, line.spans.len(), line.evidence_root);
	for span in &line.spans {
		let of_span = |leaf: &&EvidenceLeaf| leaf.answer_start == span.start;
		let listed = line.leaves.iter().filter(of_span).map(|leaf| leaf.contribution.to_string());
		let listed = listed.collect::<Vec<_>>().join(", ");
		text.push_str(&format!("\n  {} words in {listed}: {}", span.words, span.text));
		if let Some(holders) = &span.holders {
			text.push_str(&format!("\n    {} holders: {}", holders.len(), all(holders)));
		}
	}
	for said in line.matches.iter().flatten() {
		let holders = said.holders.as_deref().unwrap_or_default();
		text.push_str(&format!("\n  match of {} words: {}", said.words, said.text));
		text.push_str(&format!("\n    {} holders: {}", holders.len(), all(holders)));
	}
	if let Some(micros) = line.micros {
		text.push_str(&format!("\n  attributed in {micros} us"));
	}
	if let Some(micros) = line.matches_micros {
		text.push_str(&format!("\n  all matches and holders in {micros} us"));
	}
	text
}

/// Contributions, each with how often it says something.
fn all(holders: &[Holder]) -> String {
	let holder = |holder: &Holder| match holder.occurrences {
		1 => holder.contribution.to_string(),
		times => format!("{} ({times} times)", holder.contribution),
	};
	holders.iter().map(holder).collect::<Vec<_>>().join(", ")
}
