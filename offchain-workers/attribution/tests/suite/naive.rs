// SPDX-License-Identifier: Apache-2.0
//! The rules of spans once more, word for word as the design has them: no index, no shared code,
//! every comparison made.

use crate::support::Contributions;
use openledger_primitives::{evidence::EvidenceLeaf, ids::ContributionId};

/// A word and the bytes before it.
pub type Placed<'a> = (usize, &'a str);

/// The words of a document that has so many bytes before it.
pub fn placed(text: &str, before: usize) -> Vec<Placed<'_>> {
	let mut offset = before;
	let mut words = Vec::new();
	for word in text.split(' ').filter(|word| !word.is_empty()) {
		words.push((offset, word));
		offset += word.len() + 1;
	}
	words
}

fn documents(contribution: &str) -> Vec<Vec<Placed<'_>>> {
	let mut offset = 0;
	let mut documents = Vec::new();
	for document in contribution.split('\n') {
		documents.push(placed(document, offset));
		offset += document.len() + 1;
	}
	documents
}

fn same_words(left: &[Placed<'_>], right: &[Placed<'_>]) -> usize {
	left.iter().zip(right).take_while(|(left, right)| left.1 == right.1).count()
}

/// Where the run first stands in the contribution, in bytes.
pub fn first_offset(contribution: &str, run: &[Placed<'_>]) -> Option<usize> {
	documents(contribution).iter().find_map(|document| {
		(0..document.len())
			.find(|&at| same_words(&document[at..], run) == run.len())
			.map(|at| document[at].0)
	})
}

/// How often the run stands in the contribution.
pub fn occurrences(contribution: &str, run: &[Placed<'_>]) -> usize {
	let documents = documents(contribution);
	let stands = |document: &[Placed<'_>], at: usize| same_words(&document[at..], run) == run.len();
	let of =
		|document: &Vec<Placed<'_>>| (0..document.len()).filter(|&at| stands(document, at)).count();
	documents.iter().map(of).sum()
}

/// The first and last words, the last not included, of the runs of rule 1.
pub fn runs(
	contributions: &Contributions,
	answer: &[Placed<'_>],
	min_words: usize,
) -> Vec<(usize, usize)> {
	let longest = |i: usize| {
		let texts = contributions.values().flat_map(|text| documents(text));
		let lengths = texts.flat_map(|document| {
			(0..document.len())
				.map(|at| same_words(&document[at..], &answer[i..]))
				.collect::<Vec<_>>()
		});
		lengths.max().unwrap_or(0)
	};
	let runs = (0..answer.len()).map(|i| (i, i + longest(i))).collect::<Vec<_>>();
	let contained = |&(start, end): &(usize, usize)| {
		runs.iter().any(|&(earlier, earlier_end)| earlier < start && end <= earlier_end)
	};
	let candidates = runs.iter().filter(|&&(start, end)| end - start >= min_words);
	candidates.filter(|run| !contained(run)).copied().collect()
}

/// The evidence leaves of a canonical answer.
pub fn leaves(contributions: &Contributions, answer: &str, min_words: usize) -> Vec<EvidenceLeaf> {
	let answer = placed(answer, 0);
	let mut spans = runs(contributions, &answer, min_words)
		.into_iter()
		.map(|(start, end)| {
			let (last_offset, last_word) = answer[end - 1];
			(last_offset + last_word.len() - answer[start].0, start, end)
		})
		.collect::<Vec<_>>();
	// Rule 2.
	spans.sort_by(|left, right| right.0.cmp(&left.0).then(left.1.cmp(&right.1)));
	spans.truncate(usize::min(32, answer.len().div_ceil(20)));
	let mut leaves = Vec::new();
	for (length, start, end) in spans {
		// Rule 3.
		let holders = contributions
			.iter()
			.filter_map(|(id, text)| Some((*id, first_offset(text, &answer[start..end])?)))
			.take(8)
			.collect::<Vec<_>>();
		// Rule 4.
		let sharing = holders.len() as u32;
		let worth = (4_294_967_296.0 / (1.0 + f64::from(sharing).log2())).floor() as u64;
		let sharing = u64::from(sharing);
		let score = (end - start - min_words + 1) as u64 * worth;
		for (rank, (id, offset)) in (0..).zip(holders) {
			leaves.push(EvidenceLeaf {
				answer_start: answer[start].0 as u32,
				length: length as u32,
				contribution: ContributionId(id),
				content_offset: offset as u32,
				score: score / sharing + u64::from(rank < score % sharing),
			});
		}
	}
	// Rule 5.
	leaves.sort_by_key(|leaf| (leaf.answer_start, leaf.length, leaf.contribution));
	leaves
}
