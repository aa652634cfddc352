// SPDX-License-Identifier: Apache-2.0
//! Several segments as one, from the segments alone.

use super::{
	image::{Entry, Image, Lexicon, SEPARATOR},
	segment::{Segment, View},
	IndexError, MAX_INDEX_WORDS,
};
use openledger_primitives::ids::ContributionId;
use std::{
	cmp::Reverse,
	collections::{BTreeSet, BinaryHeap},
	ops::Range,
};

/// A segment, and which of its contributions were removed.
pub(super) type Source<'a> = (&'a Segment, &'a BTreeSet<ContributionId>);

/// The text of all contributions that count, as if it had been read from their bytes: a segment of
/// it is the same, byte for byte.
///
/// # Errors
/// [`IndexError::TooLarge`].
pub(super) fn merged(segments: &[Source<'_>]) -> Result<Image, IndexError> {
	let views = segments.iter().map(|(segment, _)| segment.view()).collect::<Vec<_>>();
	let kept = kept(segments, &views);
	let mut used = views.iter().map(|view| vec![false; view.distinct + 1]).collect::<Vec<_>>();
	for (_, source, rank) in &kept {
		let (Some(view), Some(used)) = (views.get(*source), used.get_mut(*source)) else {
			continue;
		};
		for position in positions(view, *rank) {
			if let Some(used) = used.get_mut(view.token(position)) {
				*used = true;
			}
		}
	}
	let (lexicon, numbers) = lexicon(&views, &used)?;
	let (mut tokens, mut entries) = (Vec::new(), Vec::with_capacity(kept.len()));
	for (id, source, rank) in kept {
		let (Some(view), Some(numbers)) = (views.get(source), numbers.get(source)) else {
			continue;
		};
		if !tokens.is_empty() {
			tokens.push(SEPARATOR);
		}
		let start = u32::try_from(tokens.len()).map_err(|_| IndexError::TooLarge)?;
		entries.push(Entry { id, commitment: view.commitment_of(rank), start });
		tokens.extend(
			positions(view, rank)
				.map(|position| numbers.get(view.token(position)).copied().unwrap_or(SEPARATOR)),
		);
	}
	match u32::try_from(tokens.len()) {
		Ok(length) if length <= MAX_INDEX_WORDS => Ok(Image { lexicon, tokens, entries }),
		_ => Err(IndexError::TooLarge),
	}
}

/// The contributions that count, ascending, each once: identifier, segment, rank there.
fn kept(segments: &[Source<'_>], views: &[View<'_>]) -> Vec<(ContributionId, usize, usize)> {
	let mut kept = Vec::new();
	for (source, (view, (_, removed))) in views.iter().zip(segments).enumerate() {
		let ids = (0..view.contributions).map(|rank| (view.id_of(rank), source, rank));
		kept.extend(ids.filter(|(id, ..)| !removed.contains(id)));
	}
	kept.sort_unstable();
	kept.dedup_by_key(|(id, ..)| *id);
	kept
}

/// Where a contribution's words are, without the separator to the next one.
fn positions(view: &View<'_>, rank: usize) -> Range<usize> {
	let last = rank + 1 == view.contributions;
	let end = view.start_of(rank + 1).min(view.length);
	view.start_of(rank)..if last { end } else { end.saturating_sub(1) }
}

/// The used words of all segments, and for each segment their new numbers by the old ones.
///
/// # Errors
/// [`IndexError::TooLarge`] past 4 GiB of words.
fn lexicon(views: &[View<'_>], used: &[Vec<bool>]) -> Result<(Lexicon, Vec<Vec<i32>>), IndexError> {
	let mut lexicon = Lexicon::default();
	let mut numbers = used.iter().map(|used| vec![SEPARATOR; used.len()]).collect::<Vec<_>>();
	let next = |source: usize, from: usize| {
		let (view, used) = (views.get(source)?, used.get(source)?);
		let number = (from..used.len()).find(|&number| used.get(number) == Some(&true))?;
		Some(Reverse((view.word(number), source, number)))
	};
	// Numbers are from one: zero is the separator's.
	let mut heads =
		(0..views.len()).filter_map(|source| next(source, 1)).collect::<BinaryHeap<_>>();
	let mut last = None;
	while let Some(Reverse((word, source, number))) = heads.pop() {
		if last != Some(word) {
			if u32::try_from(lexicon.bytes() + word.len()).is_err() {
				return Err(IndexError::TooLarge);
			}
			lexicon.push(word);
			last = Some(word);
		}
		let new = i32::try_from(lexicon.len()).map_err(|_| IndexError::TooLarge)?;
		if let Some(place) = numbers.get_mut(source).and_then(|numbers| numbers.get_mut(number)) {
			*place = new;
		}
		heads.extend(next(source, number + 1));
	}
	Ok((lexicon, numbers))
}
