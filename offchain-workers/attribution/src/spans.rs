// SPDX-License-Identifier: Apache-2.0
//! Spans: what an answer says literally, and who wrote that first.
//!
//! An index is a suffix array over words. Each distinct word is a number, documents are separated
//! by a number that is no word's, and so a match neither begins nor ends inside a word, nor does
//! it cross a document. Everything follows from the contributions and their identifiers alone: a
//! text has one suffix array, on every machine and with any number of threads.
//!
//! The array is cut into [segments](segment::Segment), in memory or mapped from files in an
//! [index directory](directory::IndexDirectory). How contributions are spread over segments, and
//! which of a segment's contributions were removed since, changes no result.

mod digest;
pub mod directory;
mod draft;
mod holders;
mod image;
mod live;
mod merge;
mod runs;
mod search;
pub mod segment;
mod vocabulary;

pub use digest::{CorpusDigest, NotADigest};
pub use holders::Holder;

use crate::{
	attribution::{AttributeError, Attribution},
	corpus::Corpus,
};
use directory::{IndexDirectory, IndexDirectoryError};
use live::{Live, LiveView};
use openledger_primitives::{
	commitment::{ContentCommitment, MAX_ANSWER_LEN},
	evidence::{holder_scores, max_spans, EvidenceError, EvidenceLeaf},
	ids::ContributionId,
	text::{self, Word},
};
use rayon::prelude::*;
use runs::{Placed, Run};
use search::{Query, Words};
use segment::Segment;
use std::{
	collections::{BTreeMap, BTreeSet},
	path::Path,
	sync::Arc,
};
use thiserror::Error;

/// The most words that one segment holds, counting one more for each document: 2^31 - 2.
pub const MAX_INDEX_WORDS: u32 = 0x7FFF_FFFE;

/// Why a corpus cannot be indexed.
#[derive(Error, Clone, Copy, PartialEq, Eq, Debug)]
pub enum IndexError {
	/// More than [`MAX_INDEX_WORDS`] words and documents.
	#[error("the corpus has more than 2^31 - 2 words and documents")]
	TooLarge,
	/// The suffix array could not be built, for want of memory as a rule.
	#[error("suffix array: {0}")]
	SuffixArray(#[from] libsais::LibsaisError),
}

/// Two segments hold different content for one contribution, and it counts in both.
#[derive(Error, Clone, Copy, PartialEq, Eq, Debug)]
#[error("contribution {0} has one content in one segment and another one in another")]
pub struct Conflict(pub ContributionId);

/// A segment, and what of it counts.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Part {
	segment: Arc<Segment>,
	live: Option<Live>,
}

impl Part {
	fn view(&self) -> LiveView<'_> {
		LiveView::new(&self.segment, self.live.as_ref())
	}

	fn contributions(&self) -> impl Iterator<Item = (ContributionId, ContentCommitment)> + '_ {
		let counts = |id| self.live.as_ref().is_none_or(|live| !live.removed().contains(&id));
		self.segment.contributions().filter(move |(id, _)| counts(*id))
	}
}

/// A run of words of an answer that no other match contains, and all who have it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Match {
	/// Where it starts in the canonical answer, in bytes.
	pub start: u32,
	/// Its length in bytes.
	pub length: u32,
	/// How many words.
	pub words: u32,
	/// Every contribution that contains it inside one document, ascending.
	pub holders: Vec<Holder>,
}

/// An index over the words of contributions. Does not need their bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Index {
	parts: Vec<Part>,
	digest: CorpusDigest,
}

impl Index {
	/// Indexes `corpus` in memory, in one segment.
	///
	/// # Errors
	/// Every [`IndexError`].
	pub fn build(corpus: &Corpus<'_>) -> Result<Self, IndexError> {
		let segment = Arc::new(Segment::build(corpus)?);
		let digest = segment.digest();
		Ok(Self { parts: vec![Part { segment, live: None }], digest })
	}

	/// The index over the contributions of some segments, each with those of its contributions that
	/// were removed. A segment may come several times: what was removed each time is removed. A
	/// contribution may be in several segments, and counts once.
	///
	/// # Errors
	/// [`Conflict`].
	pub fn over<I>(segments: I) -> Result<Self, Conflict>
	where
		I: IntoIterator<Item = (Arc<Segment>, BTreeSet<ContributionId>)>,
	{
		let mut distinct = BTreeMap::<_, (Arc<Segment>, BTreeSet<_>)>::new();
		for (segment, removed) in segments {
			distinct
				.entry(segment.digest())
				.and_modify(|(_, before)| before.retain(|id| removed.contains(id)))
				.or_insert((segment, removed));
		}
		let parts = distinct
			.into_values()
			.collect::<Vec<_>>()
			.into_par_iter()
			.map(|(segment, removed)| Part { live: Live::new(&segment, &removed), segment })
			.collect::<Vec<Part>>();
		let digest = match parts.as_slice() {
			[Part { segment, live: None }] => segment.digest(),
			parts => CorpusDigest::of(union(parts.iter().flat_map(Part::contributions).collect())?),
		};
		Ok(Self { parts, digest })
	}

	/// Opens snapshots of the index directory at `path`, and indexes all their contributions
	/// together. Segments are mapped into memory, and each once.
	///
	/// # Errors
	/// [`IndexDirectoryError::OtherSnapshot`] where the contributions are not those of the
	/// `expected` digest, and what [`IndexDirectory::load`] finds.
	pub fn open(
		path: &Path,
		snapshots: &[&str],
		expected: Option<CorpusDigest>,
	) -> Result<Self, IndexDirectoryError> {
		let index = IndexDirectory::open(path)?.load(snapshots)?;
		match expected {
			Some(expected) if expected != index.digest => Err(IndexDirectoryError::OtherSnapshot {
				names: snapshots.join(", "),
				expected,
				found: index.digest,
			}),
			_ => Ok(index),
		}
	}

	/// The digest over the contributions that count.
	pub fn digest(&self) -> CorpusDigest {
		self.digest
	}

	/// The words of all segments, removed ones included, and one more for each document but the first
	/// of a segment.
	pub fn words(&self) -> u64 {
		self.parts.iter().map(|part| u64::from(part.segment.words())).sum()
	}

	/// How many segments are searched.
	pub fn segments(&self) -> usize {
		self.parts.len()
	}

	/// Attributes `answer`, made canonical as one document, by spans of at least `min_words` words.
	///
	/// # Errors
	/// [`AttributeError::AnswerTooLong`] or [`AttributeError::NoMinimum`].
	pub fn attribute(&self, answer: &str, min_words: u32) -> Result<Attribution, AttributeError> {
		let answer = canonical(answer, min_words)?;
		let search = Search::new(self, answer.as_bytes());
		let mut leaves = Vec::new();
		// An answer of at most 64 KiB has at most 2^15 words.
		let most = max_spans(u32::try_from(search.words.len()).unwrap_or(u32::MAX));
		for span in runs::choose(search.candidates(min_words), wide(most)) {
			search.list(&span, min_words, &mut leaves)?;
		}
		Attribution::new(answer, leaves, min_words)
	}

	/// All maximal matches of at least `min_words` words in `answer`, made canonical as one
	/// document, from left to right, each with all its holders: what [`attribute`](Self::attribute)
	/// chooses spans from. Every occurrence is counted, none is sampled.
	///
	/// # Errors
	/// [`AttributeError::AnswerTooLong`] or [`AttributeError::NoMinimum`].
	pub fn matches(&self, answer: &str, min_words: u32) -> Result<Vec<Match>, AttributeError> {
		let answer = canonical(answer, min_words)?;
		let search = Search::new(self, answer.as_bytes());
		Ok(search
			.candidates(min_words)
			.into_iter()
			.map(|placed| Match {
				start: placed.start,
				length: placed.length,
				words: u32::try_from(placed.run.words).unwrap_or(u32::MAX),
				holders: search.holders(&placed.run),
			})
			.collect())
	}

	/// All contributions that contain the words of `run`, made canonical as one document, inside one
	/// of their documents, ascending. A run of no words has no holders.
	pub fn holders(&self, run: &str) -> Vec<Holder> {
		let run = text::canonicalize(run);
		let search = Search::new(self, run.as_bytes());
		match search.words.len() {
			0 => Vec::new(),
			words => search.holders(&Run { first: 0, words }),
		}
	}
}

/// All of some contributions, ascending, each once; `given` may have some several times.
///
/// # Errors
/// [`Conflict`] when these are not the same.
fn union(
	mut given: Vec<(ContributionId, ContentCommitment)>,
) -> Result<Vec<(ContributionId, ContentCommitment)>, Conflict> {
	given.sort_unstable_by_key(|(id, _)| *id);
	for pair in given.windows(2) {
		if let [(left, content), (right, other)] = pair {
			if left == right && content != other {
				return Err(Conflict(*left));
			}
		}
	}
	given.dedup_by_key(|(id, _)| *id);
	Ok(given)
}

/// The canonical form of an answer that may be attributed.
fn canonical(answer: &str, min_words: u32) -> Result<String, AttributeError> {
	if min_words == 0 {
		return Err(AttributeError::NoMinimum);
	}
	let answer = text::canonicalize(answer);
	if u32::try_from(answer.len()).map_or(true, |length| length > MAX_ANSWER_LEN) {
		return Err(AttributeError::AnswerTooLong(answer.len()));
	}
	Ok(answer)
}

/// An answer, as each segment knows its words.
struct Search<'a> {
	words: Vec<Word>,
	parts: Vec<(LiveView<'a>, Query)>,
}

impl<'a> Search<'a> {
	fn new(index: &'a Index, answer: &[u8]) -> Self {
		let words = text::words(answer).collect::<Vec<_>>();
		let said = Words::new(answer, &words);
		let parts = each(&index.parts, words.len(), |part| {
			let view = part.view();
			(view, Query::new(&view.view, &said))
		});
		Self { words, parts }
	}

	/// The runs of rule 1.
	fn candidates(&self, min_words: u32) -> Vec<Placed> {
		let runs = each(&self.parts, self.words.len(), |(view, query)| {
			search::maximal(view, query, wide(min_words))
		});
		let runs = runs::outermost(runs.into_iter().flatten().collect());
		runs.iter().filter_map(|run| runs::place(&self.words, run)).collect()
	}

	/// Appends the leaves of one span (rules 3 to 5).
	fn list(
		&self,
		span: &Placed,
		min_words: u32,
		leaves: &mut Vec<EvidenceLeaf>,
	) -> Result<(), EvidenceError> {
		let holders = self.parts.iter().flat_map(|(segment, query)| {
			holders::earliest(segment, search::occurrences(segment.view, query, &span.run))
		});
		let holders = holders::lowest(holders.collect());
		let scores = u32::try_from(span.run.words)
			.ok()
			.zip(u32::try_from(holders.len()).ok())
			.and_then(|(words, holders)| holder_scores(words, min_words, holders))
			.ok_or(EvidenceError::WrongScore)?;
		leaves.extend(holders.into_iter().zip(scores).map(|(holder, score)| EvidenceLeaf {
			answer_start: span.start,
			length: span.length,
			contribution: holder.contribution,
			content_offset: holder.content_offset,
			score,
		}));
		Ok(())
	}

	/// Everyone who has the run.
	fn holders(&self, run: &Run) -> Vec<Holder> {
		let holders = self.parts.iter().flat_map(|(segment, query)| {
			holders::all(segment, search::occurrences(segment.view, query, run))
		});
		holders::union(holders.collect())
	}
}

/// The least words to be searched, in all segments together, for which threads pay.
const WORTH_THREADS: usize = 1 << 12;

/// What `work` makes of each of several segments for so many words, in their order.
fn each<'a, T: Sync, R: Send>(
	parts: &'a [T],
	words: usize,
	work: impl Fn(&'a T) -> R + Sync + Send,
) -> Vec<R> {
	if parts.len() < 2 || parts.len().saturating_mul(words) < WORTH_THREADS {
		parts.iter().map(work).collect()
	} else {
		parts.par_iter().map(work).collect()
	}
}

/// A 32-bit position as an index into memory.
fn wide(position: u32) -> usize {
	// Where it does not fit, nothing stands in memory either.
	usize::try_from(position).unwrap_or(usize::MAX)
}
