// SPDX-License-Identifier: Apache-2.0
//! Documents from a dictionary in DICT format, as WordNet is packaged: a headword at the beginning
//! of a line, and its senses on the indented lines below.

use openledger_primitives::text::canonicalize;
use std::collections::HashSet;

/// Entries with this beginning describe the dictionary.
const ABOUT: &str = "00-database-";
/// The one that holds the licence.
const NOTICE: &str = "00-database-info";
/// Glosses of fewer words say too little to be an answer.
const MIN_WORDS: usize = 3;

/// A dictionary as text to learn from.
pub(super) struct Corpus {
	/// `What is HEADWORD? gloss` for the first sense of each headword, and
	/// `HEADWORD: gloss` for each further sense that no other headword had before.
	pub(super) documents: Vec<String>,
	/// What the dictionary says about its own licence.
	pub(super) notice: String,
}

struct Entry<'a> {
	headword: &'a str,
	body: Vec<&'a str>,
}

impl Corpus {
	/// Reads a dictionary.
	pub(super) fn of_dictionary(text: &str) -> Self {
		let mut documents = Vec::new();
		let mut notice = String::new();
		let mut known = HashSet::new();
		for entry in entries(text) {
			if entry.headword == NOTICE {
				notice = entry.body.join("\n").trim().to_owned();
			}
			if entry.headword.starts_with(ABOUT) {
				continue;
			}
			let headword = canonicalize(entry.headword);
			for (index, gloss) in senses(&entry.body).into_iter().enumerate() {
				let seen = !known.insert(gloss.clone());
				if gloss.split(' ').count() < MIN_WORDS {
					continue;
				}
				if index == 0 {
					documents.push(format!("What is {headword}? {gloss}"));
				} else if !seen {
					documents.push(format!("{headword}: {gloss}"));
				}
			}
		}
		Self { documents, notice }
	}
}

fn entries(text: &str) -> Vec<Entry<'_>> {
	let mut entries: Vec<Entry<'_>> = Vec::new();
	// The licence is not indented: within the entries about the dictionary only a known headword
	// begins the next one.
	for line in text.lines() {
		let begins = !line.is_empty() && !line.starts_with(' ');
		let within_notice = entries.last().is_some_and(|entry| entry.headword == NOTICE);
		if begins && (!within_notice || line.starts_with(ABOUT)) {
			entries.push(Entry { headword: line, body: Vec::new() });
		} else if let Some(entry) = entries.last_mut() {
			entry.body.push(line);
		}
	}
	entries
}

/// The glosses of an entry, without lists of synonyms.
fn senses(body: &[&str]) -> Vec<String> {
	let mut senses: Vec<String> = Vec::new();
	for line in body {
		let line = line.trim();
		match after_number(line) {
			Some(gloss) => senses.push(gloss.to_owned()),
			None => {
				if let Some(sense) = senses.last_mut() {
					sense.push(' ');
					sense.push_str(line);
				}
			},
		}
	}
	senses.iter().map(|sense| canonicalize(&without_brackets(sense))).collect()
}

/// What follows `1:` or `n 1:` at the beginning of a line.
fn after_number(line: &str) -> Option<&str> {
	let (label, gloss) = line.split_once(':')?;
	let number = match label.split_once(' ') {
		Some((part_of_speech, number)) => {
			["n", "v", "adj", "adv"].contains(&part_of_speech).then_some(number)?
		},
		None => label,
	};
	let numeric = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
	numeric.then_some(gloss)
}

/// `sense` without what stands in square brackets: `[syn: {..}]`, `[ant: {..}]`.
fn without_brackets(sense: &str) -> String {
	let mut depth = 0u32;
	sense
		.chars()
		.filter(|c| match c {
			'[' => {
				depth += 1;
				false
			},
			']' => {
				depth = depth.saturating_sub(1);
				false
			},
			_ => depth == 0,
		})
		.collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	const DICTIONARY: &str = "\
00-database-info
Taken from elsewhere.

PERMISSION is granted.

00-database-short
     A dictionary
etch
    v 1: make an etching of; \"He etched her image into
         the surface\"
    2: cause to stand out [syn: {stand
       out}, {etch}] clearly
etching
    n 1: make an etching of; \"He etched her image into
         the surface\"
";

	#[test]
	fn dictionary_gives_questions_and_further_senses() {
		let corpus = Corpus::of_dictionary(DICTIONARY);
		assert_eq!(
			corpus.documents,
			[
				"What is etch? make an etching of; \"He etched her image into the surface\"",
				"etch: cause to stand out clearly",
				"What is etching? make an etching of; \"He etched her image into the surface\"",
			]
		);
	}

	#[test]
	fn dictionary_gives_its_notice() {
		let corpus = Corpus::of_dictionary(DICTIONARY);
		assert_eq!(corpus.notice, "Taken from elsewhere.\n\nPERMISSION is granted.");
	}
}
