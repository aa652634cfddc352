// SPDX-License-Identifier: Apache-2.0
//! What snapshots and unfinished builds say about themselves.

use super::{file, IndexDirectoryError};
use crate::spans::CorpusDigest;
use openledger_primitives::ids::ContributionId;
use serde::{de::DeserializeOwned, Deserialize, Serialize};
use std::{collections::BTreeSet, fs, io::Write, path::Path};

/// A snapshot: which segments it consists of, and what of them was removed.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
	/// The digest over all contributions that count.
	pub corpus: CorpusDigest,
	/// The segments, in the order in which they were built.
	pub segments: Vec<SegmentEntry>,
}

/// A segment of a snapshot.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
#[serde(deny_unknown_fields)]
pub struct SegmentEntry {
	/// The digest over its contributions, and so its name.
	pub digest: CorpusDigest,
	/// Contributions of the segment that are not in the snapshot.
	pub removed: BTreeSet<ContributionId>,
}

/// A build that was not finished, or is not yet: the segments that are.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Default, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Unfinished {
	pub(super) segments: Vec<CorpusDigest>,
}

/// Reads the file at `path`.
pub(super) fn read<T: DeserializeOwned>(path: &Path) -> Result<T, IndexDirectoryError> {
	let bytes = fs::read(path).map_err(file::failed(path))?;
	serde_json::from_slice(&bytes)
		.map_err(|reason| IndexDirectoryError::Manifest { path: path.to_owned(), reason })
}

/// Writes the file at `path`.
pub(super) fn write<T: Serialize>(path: &Path, content: &T) -> Result<(), IndexDirectoryError> {
	file::replace(path, |file| {
		let mut json = serde_json::to_vec_pretty(content)?;
		json.push(b'\n');
		file.write_all(&json)
	})
}
