// SPDX-License-Identifier: Apache-2.0
//! Whether a source still has what a snapshot was built of.

use super::{long, manifest::Manifest, IndexDirectory, IndexDirectoryError};
use crate::corpus::TextSource;
use openledger_primitives::commitment::ContentCommitment;
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

impl IndexDirectory {
	/// Reads every contribution of a snapshot from `source`, and compares it with what the snapshot
	/// commits to. What only the source has does not matter. `progress` is told how many
	/// contributions are done, of how many.
	///
	/// # Errors
	/// Those of [`manifest`](Self::manifest) and [`segment`](Self::segment);
	/// [`Source`](IndexDirectoryError::Source) for one that cannot be read, and
	/// [`Changed`](IndexDirectoryError::Changed) for one that is another: the first of them, in the
	/// order of the segments.
	pub fn compare(
		&self,
		name: &str,
		source: &dyn TextSource,
		progress: &(dyn Fn(u64, u64) + Sync),
	) -> Result<Manifest, IndexDirectoryError> {
		let manifest = self.manifest(name)?;
		let contents = self.contents(&manifest)?;
		let all = contents.iter().flat_map(super::Content::live).collect::<Vec<_>>();
		let done = AtomicUsize::new(0);
		let wrong = all.par_iter().find_map_first(|&(id, commitment)| {
			let wrong = match source.read(id) {
				Ok(bytes) if ContentCommitment::of(&bytes) == Ok(commitment) => None,
				Ok(_) => Some(IndexDirectoryError::Changed(id)),
				Err(reason) => Some(IndexDirectoryError::Source { id, reason }),
			};
			progress(long(done.fetch_add(1, Ordering::Relaxed) + 1), long(all.len()));
			wrong
		});
		wrong.map_or(Ok(manifest), Err)
	}
}
