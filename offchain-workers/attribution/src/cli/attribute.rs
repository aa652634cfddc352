// SPDX-License-Identifier: Apache-2.0
//! `attribute`: what answers say literally, and who wrote that first.

use super::{answers, corpus::Directory, Failure, Output};
use crate::{attribution::Attribution, corpus::Corpus, spans::Index};
use openledger_primitives::{evidence::EvidenceLeaf, vector::AttributionVector};
use serde::Serialize;
use std::path::PathBuf;

/// Attributes answers to the contributions that they repeat word for word.
#[derive(clap::Args, Debug)]
pub struct Args {
	/// The corpus directory: <id>.txt, one document per line.
	#[arg(long)]
	corpus: PathBuf,
	/// The answers, one JSON object per line: {"id": "...", "text": "..."}.
	#[arg(long)]
	answers: PathBuf,
	/// The fewest words of a span.
	#[arg(long, default_value_t = 6)]
	min_words: u32,
}

#[derive(Serialize)]
struct Line<'a> {
	id: &'a str,
	spans: Vec<SpanLine<'a>>,
	leaves: &'a [EvidenceLeaf],
	vector: &'a AttributionVector,
	evidence_root: String,
}

#[derive(Serialize)]
struct SpanLine<'a> {
	start: u32,
	length: u32,
	words: u32,
	text: &'a str,
}

/// Attributes every answer.
///
/// # Errors
/// What is wrong with the corpus, the answers or one of them.
pub fn run(args: &Args, output: &Output) -> Result<(), Failure> {
	let answers = answers::read(&args.answers)?;
	let contributions =
		Directory::open(&args.corpus)?.contributions().collect::<Result<Vec<_>, _>>()?;
	let corpus = Corpus::new(contributions.iter().map(|(id, bytes)| (*id, bytes.as_slice())))?;
	let index = Index::build(&corpus)?;
	for answer in &answers {
		let found = index
			.attribute(&answer.text, args.min_words)
			.map_err(|error| format!("answer {}: {error}", answer.id))?;
		output.print(&line(&answer.id, &found), text)?;
	}
	Ok(())
}

fn line<'a>(id: &'a str, found: &'a Attribution) -> Line<'a> {
	Line {
		id,
		spans: found
			.spans()
			.iter()
			.map(|span| SpanLine {
				start: span.answer_start,
				length: span.length,
				words: span.words,
				text: found.text(span).unwrap_or_default(),
			})
			.collect(),
		leaves: found.leaves(),
		vector: found.vector(),
		evidence_root: format!("{:?}", found.evidence().root()),
	}
}

fn text(line: &Line<'_>) -> String {
	let mut text =
		format!("{}: {} spans, evidence {}", line.id, line.spans.len(), line.evidence_root);
	for span in &line.spans {
		let of_span = |leaf: &&EvidenceLeaf| leaf.answer_start == span.start;
		let holders = line.leaves.iter().filter(of_span).map(|leaf| leaf.contribution.to_string());
		let holders = holders.collect::<Vec<_>>().join(", ");
		text.push_str(&format!("\n  {} words in {holders}: {}", span.words, span.text));
	}
	text
}
