// SPDX-License-Identifier: Apache-2.0
//! Who holds a span (rule 3).

use super::sequence::Sequence;
use openledger_primitives::{evidence::MAX_HOLDERS, ids::ContributionId};

/// A contribution that contains a span, and where.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Holder {
	pub(super) contribution: ContributionId,
	/// The bytes before the first occurrence.
	pub(super) content_offset: u32,
}

/// The [`MAX_HOLDERS`] lowest contributions that have one of `occurrences`, ascending, each with
/// its first one.
///
/// Every occurrence is looked at, none is sampled: one comparison for each, and the search for its
/// contribution only for those that do not lie behind the last one to be listed.
pub(super) fn earliest(sequence: &Sequence, occurrences: &[u32]) -> Vec<Holder> {
	let most = super::wide(MAX_HOLDERS);
	// Ranks of contributions, ascending, with the lowest position in each.
	let mut found = Vec::<(usize, u32)>::with_capacity(most + 1);
	// Where the last contribution that can be listed ends.
	let mut limit = u32::MAX;
	for &position in occurrences {
		if position >= limit {
			continue;
		}
		let contribution = sequence.contribution_at(position);
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
					limit = sequence.end_of(*last);
				}
			},
		}
	}
	found
		.into_iter()
		.filter_map(|(contribution, position)| {
			Some(Holder {
				contribution: sequence.id_of(contribution)?,
				content_offset: sequence.offset_of(position)?,
			})
		})
		.collect()
}
