// SPDX-License-Identifier: Apache-2.0
//! Who holds a span (rule 3).

use super::{live::LiveView, wide};
use openledger_primitives::{evidence::MAX_HOLDERS, ids::ContributionId};
use serde::Serialize;

/// A contribution that contains a run of words, and how often.
#[derive(Serialize, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Holder {
	/// The contribution.
	pub contribution: ContributionId,
	/// How many times the run stands in it.
	pub occurrences: u32,
}

/// A contribution that contains a span, and where.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct FirstOccurrence {
	pub(super) contribution: ContributionId,
	/// The bytes before the first occurrence.
	pub(super) content_offset: u32,
}

/// The [`MAX_HOLDERS`] lowest contributions that count and have one of `occurrences`, ascending,
/// each with its first one.
///
/// Every occurrence is looked at, none is sampled: one comparison for each, and the search for its
/// contribution only for those that do not lie behind the last one to be listed.
pub(super) fn earliest(
	segment: &LiveView<'_>,
	occurrences: impl Iterator<Item = usize>,
) -> Vec<FirstOccurrence> {
	let view = &segment.view;
	let most = wide(MAX_HOLDERS);
	// Ranks of contributions, ascending, with the lowest position in each.
	let mut found = Vec::<(usize, usize)>::with_capacity(most + 1);
	// Where the last contribution that can be listed ends.
	let mut limit = usize::MAX;
	for position in occurrences {
		if position >= limit {
			continue;
		}
		let contribution = view.contribution_at(position);
		if !segment.counts(contribution) {
			continue;
		}
		match found.binary_search_by_key(&contribution, |(contribution, _)| *contribution) {
			Ok(place) => {
				if let Some((_, first)) = found.get_mut(place) {
					*first = position.min(*first);
				}
			},
			Err(place) => {
				found.insert(place, (contribution, position));
				found.truncate(most);
				if let (true, Some((last, _))) = (found.len() == most, found.last()) {
					limit = view.start_of(last + 1);
				}
			},
		}
	}
	found
		.into_iter()
		.map(|(contribution, position)| FirstOccurrence {
			contribution: view.id_of(contribution),
			content_offset: view.offset_of(position),
		})
		.collect()
}

/// The [`MAX_HOLDERS`] lowest of all segments' earliest ones. A contribution that is in two
/// segments is the same in both.
pub(super) fn lowest(mut holders: Vec<FirstOccurrence>) -> Vec<FirstOccurrence> {
	holders.sort_unstable();
	holders.dedup_by_key(|holder| holder.contribution);
	holders.truncate(wide(MAX_HOLDERS));
	holders
}

/// All contributions that count and have one of `occurrences`, ascending.
pub(super) fn all(segment: &LiveView<'_>, occurrences: impl Iterator<Item = usize>) -> Vec<Holder> {
	let view = &segment.view;
	let mut ranks = occurrences.map(|at| view.contribution_at(at)).collect::<Vec<_>>();
	ranks.sort_unstable();
	ranks
		.chunk_by(|left, right| left == right)
		.filter_map(|group| {
			let rank = group.first().copied().filter(|rank| segment.counts(*rank))?;
			let occurrences = u32::try_from(group.len()).unwrap_or(u32::MAX);
			Some(Holder { contribution: view.id_of(rank), occurrences })
		})
		.collect()
}

/// All holders of all segments. A contribution that is in two segments is the same in both.
pub(super) fn union(mut holders: Vec<Holder>) -> Vec<Holder> {
	holders.sort_unstable();
	holders.dedup_by_key(|holder| holder.contribution);
	holders
}
