// SPDX-License-Identifier: Apache-2.0
//! Merging segments, so that a snapshot that grew by many small versions is searched as fast as one
//! that was built at once.

use super::{
	build::{segment_memory, CONSTANT_MEMORY},
	finish, long,
	manifest::{Manifest, SegmentEntry},
	Content, IndexDirectory, IndexDirectoryError, Stage, LEAST_MEMORY,
};
use crate::spans::{merge::merged, segment::Segment};
use std::collections::{BTreeMap, BTreeSet};

/// As many segments of one size are merged: sizes are of the same kind up to this factor.
const FACTOR: u64 = 4;

/// How segments are merged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MergeOptions {
	/// The most memory to use, in bytes, at least [`LEAST_MEMORY`]. What needs more is not merged.
	pub memory: u64,
	/// Merge whatever fits, not only four segments of similar size at a time.
	pub all: bool,
}

impl Default for MergeOptions {
	fn default() -> Self {
		Self { memory: 2 << 30, all: false }
	}
}

/// What decides whether segments are merged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Weight {
	/// Bytes of canonical text that count.
	live: u64,
	/// Bytes of canonical text.
	total: u64,
	/// The memory that building it anew takes at most.
	memory: u64,
}

impl IndexDirectory {
	/// Merges segments of a snapshot: four or more of similar size become one, again and again, and
	/// one of which less than half counts is written anew without the rest. The snapshot's
	/// contributions, its digest and all results stay the same. Other snapshots keep their
	/// segments; those that nobody names any more are left to [`collect`](Self::collect).
	/// `progress` is told how many new segments are written, of how many.
	///
	/// # Errors
	/// Those of [`load`](Self::load), [`Memory`](IndexDirectoryError::Memory),
	/// [`Locked`](IndexDirectoryError::Locked), [`Index`](IndexDirectoryError::Index).
	pub fn merge(
		&self,
		name: &str,
		options: MergeOptions,
		progress: &(dyn Fn(u64, u64) + Sync),
	) -> Result<Manifest, IndexDirectoryError> {
		if options.memory < LEAST_MEMORY {
			return Err(IndexDirectoryError::Memory { given: options.memory, least: LEAST_MEMORY });
		}
		let _lock = self.lock()?;
		let manifest = self.manifest(name)?;
		let mut contents = self.contents(&manifest)?.into_iter().map(Some).collect::<Vec<_>>();
		let weights = manifest.segments.iter().map(|entry| self.weight(entry));
		let groups = plan(&weights.collect::<Result<Vec<_>, _>>()?, options);
		for (done, group) in (0..).zip(&groups) {
			progress(done, long(groups.len()));
			let old =
				group.iter().filter_map(|&at| contents.get_mut(at)?.take()).collect::<Vec<_>>();
			contents.push(Some(self.rewrite(&old)?));
		}
		progress(long(groups.len()), long(groups.len()));
		let contents = contents.into_iter().flatten().collect::<Vec<_>>();
		finish(&self.snapshot_path(name)?, &contents)
	}

	/// One segment of what counts in several.
	fn rewrite(&self, old: &[Content]) -> Result<Content, IndexDirectoryError> {
		let segments = old.iter().map(|content| self.segment(&content.digest));
		let segments = segments.collect::<Result<Vec<Segment>, _>>()?;
		let sources = segments.iter().zip(old.iter().map(|content| &content.removed));
		let image = merged(&sources.collect::<Vec<_>>())?;
		let contributions = image.contributions().collect();
		let digest = self.store(image, &|_: Stage| {})?;
		Ok(Content { digest, contributions, removed: BTreeSet::new() })
	}

	fn weight(&self, entry: &SegmentEntry) -> Result<Weight, IndexDirectoryError> {
		let segment = self.segment(&entry.digest)?;
		let lengths = segment.contributions().map(|(id, content)| (id, u64::from(content.length)));
		let lengths = lengths.collect::<Vec<_>>();
		let counts = lengths.iter().filter(|(id, _)| !entry.removed.contains(id));
		let view = segment.view();
		let memory = segment_memory(view.length, view.distinct, view.words.len());
		Ok(Weight {
			live: counts.map(|(_, length)| length).sum(),
			total: lengths.iter().map(|(_, length)| length).sum(),
			memory,
		})
	}
}

/// Which segments become one, by their places: groups of two and more, and single ones that are
/// written anew.
fn plan(weights: &[Weight], options: MergeOptions) -> Vec<Vec<usize>> {
	// By size: what is merged, as if it were a segment of its own already.
	let mut tiers = BTreeMap::<u32, Vec<(Vec<usize>, Weight)>>::new();
	for (place, weight) in weights.iter().enumerate() {
		tiers.entry(tier(weight, options)).or_default().push((vec![place], *weight));
	}
	let mut groups = Vec::new();
	while let Some((size, mut nodes)) = tiers.pop_first() {
		nodes.sort_by_key(|(places, weight)| (weight.live, places.clone()));
		let enough = options.all || long(nodes.len()) >= FACTOR;
		let mut joined: Option<(Vec<usize>, Weight)> = None;
		for (places, weight) in nodes {
			joined = Some(match joined {
				Some((mut group, sum)) if enough && fits(&sum, &weight, options) => {
					group.extend(places);
					(group, together(&sum, &weight))
				},
				Some(full) => {
					groups.extend(Some(full));
					(places, weight)
				},
				None => (places, weight),
			});
		}
		let Some((group, sum)) = joined else { continue };
		match tier(&sum, options) {
			// Together they may be of a size with larger ones. What has not grown is not put back
			// among its own, where it would come up again for ever.
			larger if larger > size && !tiers.is_empty() => {
				tiers.entry(larger).or_default().push((group, sum));
			},
			_ => groups.push((group, sum)),
		}
	}
	let worth = |group: &[usize]| match group {
		[place] => weights.get(*place).is_some_and(|weight| {
			weight.live < weight.total / 2 && weight.memory <= budget(options)
		}),
		_ => true,
	};
	let mut groups = groups.into_iter().map(|(group, _)| group).collect::<Vec<_>>();
	groups.retain(|group| worth(group));
	for group in &mut groups {
		group.sort_unstable();
	}
	groups.sort_unstable();
	groups
}

/// Sizes are of the same tier up to a [`FACTOR`]; everything is, when all is to be merged.
fn tier(weight: &Weight, options: MergeOptions) -> u32 {
	if options.all {
		0
	} else {
		weight.live.max(1).ilog(FACTOR)
	}
}

/// Whether both can be merged in the memory that there is.
fn fits(left: &Weight, right: &Weight, options: MergeOptions) -> bool {
	together(left, right).memory <= budget(options)
}

/// What of the memory is there for a segment.
fn budget(options: MergeOptions) -> u64 {
	options.memory.saturating_sub(CONSTANT_MEMORY)
}

fn together(left: &Weight, right: &Weight) -> Weight {
	Weight {
		live: left.live + right.live,
		total: left.total + right.total,
		memory: left.memory + right.memory,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	const MIB: u64 = 1 << 20;

	fn weight(live: u64, memory: u64) -> Weight {
		Weight { live, total: live, memory }
	}

	fn options(budget: u64, all: bool) -> MergeOptions {
		MergeOptions { memory: CONSTANT_MEMORY + budget, all }
	}

	#[test]
	fn plan_ends_when_a_group_is_left_in_its_tier_below_a_larger_one() {
		let mut weights = vec![weight(4u64.pow(10), 100 * MIB); 5];
		weights.push(weight(4u64.pow(12), 100 * MIB));
		assert_eq!(plan(&weights, options(350 * MIB, false)), [vec![0, 1, 2], vec![3, 4]]);
	}

	#[test]
	fn plan_ends_when_a_group_rises_to_a_tier_where_it_is_alone() {
		let mut weights = vec![weight(4u64.pow(10), MIB); 4];
		weights.push(weight(4u64.pow(12), MIB));
		assert_eq!(plan(&weights, options(350 * MIB, false)), [[0, 1, 2, 3]]);
	}

	#[test]
	fn plan_joins_tiers_when_groups_rise_among_their_like() {
		let mut weights = vec![weight(4u64.pow(10), MIB); 4];
		weights.extend([weight(4u64.pow(11), MIB); 3]);
		assert_eq!(plan(&weights, options(350 * MIB, false)), [[0, 1, 2, 3, 4, 5, 6]]);
	}

	/// Sizes over several tiers, many of a kind; of each, up to all of it counts.
	fn weights() -> impl Strategy<Value = Vec<Weight>> {
		let weight =
			(0u32..14, 0u64..8, 0u64..5, 1u64..200).prop_map(|(tier, more, part, memory)| {
				let total = 4u64.pow(tier) * (8 + more) / 8;
				Weight { live: total * part / 4, total, memory: memory * MIB }
			});
		prop::collection::vec(weight, 0..60)
	}

	proptest! {
		#[test]
		fn plan_has_each_segment_once_and_fits_when_it_ends(
			weights in weights(),
			budget in 32 * MIB..1_000 * MIB,
			all: bool,
		) {
			let options = options(budget, all);
			let groups = plan(&weights, options);
			let places = groups.iter().flatten().copied().collect::<Vec<_>>();
			let distinct = places.iter().copied().collect::<BTreeSet<_>>();
			prop_assert_eq!(distinct.len(), places.len());
			prop_assert!(distinct.last().is_none_or(|place| *place < weights.len()));
			for group in groups {
				prop_assert!(!group.is_empty());
				let of = || group.iter().map(|place| weights[*place]);
				prop_assert!(of().map(|weight| weight.memory).sum::<u64>() <= budget);
				prop_assert!(group.len() > 1 || of().all(|weight| weight.live < weight.total / 2));
			}
		}
	}
}
