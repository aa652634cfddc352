// SPDX-License-Identifier: Apache-2.0
//! The longest matches of an answer in one segment.

use super::{live::LiveView, runs::Run, segment::View};
use openledger_primitives::text::Word;
use std::ops::Range;

/// The words of an answer by the numbers of one segment, written as the segment's tokens are.
#[derive(Clone, Debug)]
pub(super) struct Query {
	tokens: Vec<u8>,
	/// For each word, where the words that the segment knows end from there on: at the word itself
	/// when it does not know that.
	ends: Vec<usize>,
	width: usize,
}

impl Query {
	pub(super) fn new(view: &View<'_>, answer: &[u8], words: &[Word]) -> Self {
		let width = view.token_width;
		let mut tokens = Vec::with_capacity(words.len() * width);
		let mut known = Vec::with_capacity(words.len());
		for word in words {
			let bytes = answer.get(word.offset..word.offset + word.len).unwrap_or_default();
			let number = view.number(bytes);
			let encoded = number.unwrap_or_default().to_be_bytes();
			tokens.extend_from_slice(encoded.get(encoded.len() - width..).unwrap_or_default());
			known.push(number.is_some());
		}
		let mut ends = vec![words.len(); words.len()];
		let mut end = words.len();
		for (first, (place, known)) in ends.iter_mut().zip(known).enumerate().rev() {
			if !known {
				end = first;
			}
			*place = end;
		}
		Self { tokens, ends, width }
	}

	/// How many words the answer has.
	pub(super) fn len(&self) -> usize {
		self.ends.len()
	}

	/// The words from `first` on, as far as the segment knows them.
	fn from(&self, first: usize) -> &[u8] {
		let end = self.ends.get(first).copied().unwrap_or_default();
		self.tokens.get(first * self.width..end * self.width).unwrap_or_default()
	}

	/// The words of a run; `None` when the segment does not know one of them.
	fn run(&self, run: &Run) -> Option<&[u8]> {
		self.from(run.first).get(..run.words * self.width)
	}
}

/// The words that are looked at first where a longer match would have to end.
const PROBE: usize = 3;

/// The maximal runs of the answer that stand in the segment and have at least `min_words` words,
/// above zero: those that no earlier run contains.
///
/// A run that no earlier one contains ends behind all of them. So a word that begins such a run has
/// to match up to a known place at least, and most words are told apart by the last few words
/// before that place: where these stand nowhere, no run that contains them does. What begins
/// furthest to the left and reaches the place is found by doubling, then halving.
pub(super) fn maximal(segment: &LiveView<'_>, query: &Query, min_words: usize) -> Vec<Run> {
	let mut runs = Vec::new();
	let (mut first, mut reach) = (0usize, 0);
	// In repetitive text, a run is often followed by another one word later.
	let mut followed = false;
	loop {
		let end = first.saturating_add(min_words).max(reach + 1);
		if end > query.len() {
			return runs;
		}
		let window = end - first;
		// The last `good` words before `end` stand in the segment, the last `bad` do not.
		let (mut good, mut bad) = (0, window + 1);
		let mut longest = 0;
		let mut tried = if followed { window } else { PROBE.min(window) };
		while good + 1 < bad {
			let found = longest_prefix(segment, query.from(end - tried));
			if found < tried {
				bad = tried;
			} else {
				(good, longest) = (tried, found);
			}
			let between = good + (bad - good) / 2;
			tried = match good {
				0 => PROBE.min(between.max(1)),
				_ if bad > window => (2 * good).min(window),
				_ => (2 * good).min(between),
			};
		}
		first = end - good;
		followed = good >= min_words;
		if followed {
			runs.push(Run { first, words: longest });
			reach = first + longest;
			first += 1;
		}
	}
}

/// The number of words that the longest prefix of `query` has that stands in the segment.
fn longest_prefix(segment: &LiveView<'_>, query: &[u8]) -> usize {
	let view = &segment.view;
	let width = view.token_width;
	let Some(bucket) = bucket(view, query) else { return 0 };
	let Place { rank, longest, .. } = place(view, query, bucket, segment.is_whole());
	if segment.is_whole() {
		return longest / width;
	}
	// The suffixes next to the query's place share the most with it.
	let nearest = [segment.previous(rank), segment.next(rank)];
	let shared = nearest
		.into_iter()
		.flatten()
		.map(|rank| shared(view.suffix(view.position(rank)), query, 0));
	shared.max().unwrap_or_default() / width
}

/// The positions where the run stands, in no particular order, those that do not count included.
pub(super) fn occurrences<'a>(
	view: View<'a>,
	query: &Query,
	run: &Run,
) -> impl Iterator<Item = usize> + 'a {
	let ranks =
		query.run(run).and_then(|run| Some((run, bucket(&view, run)?))).map(|(run, bucket)| {
			let first = place(&view, run, bucket.clone(), false).rank;
			let (mut low, mut high) = (first, bucket.end);
			while low < high {
				let middle = low + (high - low) / 2;
				if view.suffix(view.position(middle)).starts_with(run) {
					low = middle + 1;
				} else {
					high = middle;
				}
			}
			first..low
		});
	ranks.unwrap_or_default().map(move |rank| view.position(rank))
}

/// The ranks of the suffixes that begin with the first word of `query`; `None` when it has none.
fn bucket(view: &View<'_>, query: &[u8]) -> Option<Range<usize>> {
	let first = query.get(..view.token_width)?;
	Some(view.bucket(first.iter().fold(0, |number, byte| number << 8 | usize::from(*byte))))
}

/// Where a query belongs among the suffixes.
struct Place {
	/// Of the first suffix that is not less.
	rank: usize,
	/// The most bytes that a suffix shares with the query; whole words of them.
	longest: usize,
}

/// The place of `query` in `bucket`, whose suffixes begin with its first word. With `any` true, it
/// is enough to know how much is shared at most.
fn place(view: &View<'_>, query: &[u8], bucket: Range<usize>, any: bool) -> Place {
	let width = view.token_width;
	let (mut low, mut high) = (bucket.start, bucket.end);
	// What all suffixes up to `low`, and all from `high`, at least share with the query next to the
	// gap: whatever lies between the two shares the lesser of them.
	let (mut low_shared, mut high_shared) = (width, width);
	let mut longest = 0;
	while low < high {
		let middle = low + (high - low) / 2;
		let suffix = view.suffix(view.position(middle));
		let shared = shared(suffix, query, low_shared.min(high_shared));
		// The suffixes next to the query's place share the most, and both are compared.
		longest = longest.max(shared);
		match (suffix.get(shared), query.get(shared)) {
			(_, None) if any => break,
			(_, None) => (high, high_shared) = (middle, shared),
			(Some(byte), Some(wanted)) if byte > wanted => (high, high_shared) = (middle, shared),
			_ => (low, low_shared) = (middle + 1, shared),
		}
	}
	Place { rank: low, longest }
}

/// The number of bytes that `left` and `right` share at the start; `known` of them are known to.
fn shared(left: &[u8], right: &[u8], known: usize) -> usize {
	// Whole blocks are compared as memory, which is what makes long matches cheap.
	const BLOCK: usize = 32;
	let (left, right) = (after(left, known), after(right, known));
	let blocks = left.chunks_exact(BLOCK).zip(right.chunks_exact(BLOCK));
	let equal = BLOCK * blocks.take_while(|(left, right)| left == right).count();
	let rest = after(left, equal).iter().zip(after(right, equal));
	known + equal + rest.take_while(|(left, right)| left == right).count()
}

fn after(bytes: &[u8], count: usize) -> &[u8] {
	bytes.get(count..).unwrap_or_default()
}
