// SPDX-License-Identifier: Apache-2.0
//! Indexes on disk: segments, and snapshots that share them.
//!
//! ```text
//! segments/<digest>.seg   segments, each named after the contributions in it
//! snapshots/<name>.json   which segments a snapshot consists of, and what of them was removed
//! builds/<name>.json      the segments that an unfinished build of a snapshot already has
//! lock                    held by whoever builds or merges
//! ```
//!
//! Segments never change. The next version of a snapshot names those of the last one, adds one for
//! what is new, and lists what was removed. Every file is written beside its place, synced and
//! renamed; a snapshot's description comes last. So a process can be killed at any moment, and what
//! was there is still there; built again under the same name, a snapshot starts with the segments
//! that were finished.

mod build;
mod compare;
mod error;
mod file;
mod manifest;
mod merge;

pub use build::{BuildOptions, Progress, Stage, LEAST_MEMORY};
pub use error::IndexDirectoryError;
pub use manifest::{Manifest, SegmentEntry};
pub use merge::MergeOptions;

use super::{segment::Segment, union, CorpusDigest, Index};
use openledger_primitives::{commitment::ContentCommitment, ids::ContributionId};
use std::{
	collections::{BTreeMap, BTreeSet},
	fs::{self, File},
	path::{Path, PathBuf},
	sync::{
		atomic::{AtomicUsize, Ordering},
		Arc,
	},
};

/// An index directory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IndexDirectory {
	path: PathBuf,
}

impl IndexDirectory {
	/// The index directory at `path`.
	///
	/// # Errors
	/// [`IndexDirectoryError::NotAnIndex`].
	pub fn open(path: &Path) -> Result<Self, IndexDirectoryError> {
		let directory = Self { path: path.to_owned() };
		if directory.folder("snapshots").is_dir() {
			Ok(directory)
		} else {
			Err(IndexDirectoryError::NotAnIndex(path.to_owned()))
		}
	}

	/// The index directory at `path`, made if it is not there.
	///
	/// # Errors
	/// [`IndexDirectoryError::Io`].
	pub fn create(path: &Path) -> Result<Self, IndexDirectoryError> {
		let directory = Self { path: path.to_owned() };
		for folder in ["segments", "builds", "snapshots"] {
			let folder = directory.folder(folder);
			fs::create_dir_all(&folder).map_err(file::failed(&folder))?;
		}
		Ok(directory)
	}

	/// The names of all snapshots, ascending.
	///
	/// # Errors
	/// [`IndexDirectoryError::Io`].
	pub fn snapshots(&self) -> Result<Vec<String>, IndexDirectoryError> {
		let mut names = self.stems("snapshots", "json")?;
		names.retain(|name| is_name(name));
		Ok(names)
	}

	/// What a snapshot consists of.
	///
	/// # Errors
	/// [`IndexDirectoryError::Name`], [`NoSnapshot`](IndexDirectoryError::NoSnapshot),
	/// [`Manifest`](IndexDirectoryError::Manifest), [`Io`](IndexDirectoryError::Io).
	pub fn manifest(&self, name: &str) -> Result<Manifest, IndexDirectoryError> {
		let path = self.snapshot_path(name)?;
		if path.exists() {
			manifest::read(&path)
		} else {
			Err(IndexDirectoryError::NoSnapshot(name.to_owned()))
		}
	}

	/// Opens a segment, and checks that it is the one that its name says.
	///
	/// # Errors
	/// [`IndexDirectoryError::Segment`] or [`IndexDirectoryError::OtherSegment`].
	pub fn segment(&self, digest: &CorpusDigest) -> Result<Segment, IndexDirectoryError> {
		let path = self.segment_path(digest);
		match Segment::open(&path) {
			Ok(segment) if segment.digest() == *digest => Ok(segment),
			Ok(segment) => Err(IndexDirectoryError::OtherSegment { path, found: segment.digest() }),
			Err(reason) => Err(IndexDirectoryError::Segment { path, reason }),
		}
	}

	/// The index over all contributions of the named snapshots together. Segments that several of
	/// them name are opened once. Takes a look at every byte, for the checksums; of segments with
	/// removed contributions, a map of what counts is made, two bits per word.
	///
	/// # Errors
	/// [`IndexDirectoryError::NoName`], those of [`manifest`](Self::manifest) and
	/// [`segment`](Self::segment), [`Conflict`](IndexDirectoryError::Conflict), and
	/// [`OtherSnapshot`](IndexDirectoryError::OtherSnapshot) when a snapshot's segments hold other
	/// contributions than its description says.
	pub fn load(&self, names: &[&str]) -> Result<Index, IndexDirectoryError> {
		let mut opened = BTreeMap::new();
		let mut segments = Vec::new();
		for name in names {
			let manifest = self.manifest(name)?;
			let mut contributions = Vec::new();
			for entry in manifest.segments {
				let segment = match opened.get(&entry.digest) {
					Some(segment) => Arc::clone(segment),
					None => Arc::new(self.segment(&entry.digest)?),
				};
				opened.insert(entry.digest, Arc::clone(&segment));
				contributions
					.extend(segment.contributions().filter(|(id, _)| !entry.removed.contains(id)));
				segments.push((segment, entry.removed));
			}
			let found = CorpusDigest::of(union(contributions)?);
			if found != manifest.corpus {
				let (names, expected) = ((*name).to_owned(), manifest.corpus);
				return Err(IndexDirectoryError::OtherSnapshot { names, expected, found });
			}
		}
		if names.is_empty() {
			return Err(IndexDirectoryError::NoName);
		}
		Ok(Index::over(segments)?)
	}

	/// Makes the snapshot `to` of `from`, without some contributions. No segment is written.
	///
	/// # Errors
	/// [`IndexDirectoryError::NoContribution`], [`Exists`](IndexDirectoryError::Exists), and those
	/// of [`load`](Self::load).
	pub fn remove(
		&self,
		from: &str,
		to: &str,
		ids: &BTreeSet<ContributionId>,
	) -> Result<Manifest, IndexDirectoryError> {
		let _lock = self.lock()?;
		let path = self.new_snapshot(to)?;
		let mut contents = self.contents(&self.manifest(from)?)?;
		let mut missing = ids.clone();
		for content in &mut contents {
			for (id, _) in content.live().collect::<Vec<_>>() {
				if ids.contains(&id) {
					missing.remove(&id);
					content.removed.insert(id);
				}
			}
		}
		match missing.first() {
			Some(id) => Err(IndexDirectoryError::NoContribution(*id)),
			None => finish(&path, &contents),
		}
	}

	/// Checks a snapshot to the last word: every segment against itself, and every contribution's
	/// text against its content root. `progress` is told how many contributions are done, of how
	/// many.
	///
	/// # Errors
	/// Those of [`load`](Self::load), and [`IndexDirectoryError::Segment`] for what only a close
	/// look shows.
	pub fn verify(
		&self,
		name: &str,
		progress: &(dyn Fn(u64, u64) + Sync),
	) -> Result<Manifest, IndexDirectoryError> {
		let manifest = self.manifest(name)?;
		let total = self.load(&[name])?.parts.iter().map(|part| part.segment.len()).sum::<usize>();
		let done = AtomicUsize::new(0);
		for entry in &manifest.segments {
			let count = |count| {
				let before = done.fetch_add(count, Ordering::Relaxed);
				progress(long(before + count), long(total));
			};
			self.segment(&entry.digest)?.verify(&count).map_err(|reason| {
				IndexDirectoryError::Segment { path: self.segment_path(&entry.digest), reason }
			})?;
		}
		Ok(manifest)
	}

	/// Removes the segments that neither a snapshot nor an unfinished build names, and what
	/// interrupted writers left. Returns the digests of the segments.
	///
	/// Whoever has opened a segment keeps it. But whoever has read a snapshot's description before
	/// it was merged, and opens its segments only after this, gets
	/// [`Segment`](IndexDirectoryError::Segment) with a file that is not there; opened again, the
	/// snapshot is as it should be.
	///
	/// # Errors
	/// [`IndexDirectoryError::Locked`], [`Manifest`](IndexDirectoryError::Manifest),
	/// [`Io`](IndexDirectoryError::Io).
	pub fn collect(&self) -> Result<Vec<CorpusDigest>, IndexDirectoryError> {
		let _lock = self.lock()?;
		let mut named = BTreeSet::new();
		for name in self.snapshots()? {
			named.extend(self.manifest(&name)?.segments.iter().map(|entry| entry.digest));
		}
		for name in self.stems("builds", "json")? {
			let path = self.build_path(&name);
			if self.snapshot_path(&name)?.exists() {
				// The build was cut short when all was done but this.
				fs::remove_file(&path).map_err(file::failed(&path))?;
			} else {
				named.extend(manifest::read::<manifest::Unfinished>(&path)?.segments);
			}
		}
		let mut removed = Vec::new();
		for stem in self.stems("segments", "seg")? {
			let Ok(digest) = stem.parse::<CorpusDigest>() else { continue };
			if !named.contains(&digest) {
				let path = self.segment_path(&digest);
				fs::remove_file(&path).map_err(file::failed(&path))?;
				removed.push(digest);
			}
		}
		Ok(removed)
	}

	/// What the segments of a snapshot hold, each opened and closed again.
	fn contents(&self, manifest: &Manifest) -> Result<Vec<Content>, IndexDirectoryError> {
		let content = |entry: &SegmentEntry| {
			let segment = self.segment(&entry.digest)?;
			Ok(Content::of(&segment, entry.removed.clone()))
		};
		manifest.segments.iter().map(content).collect()
	}

	/// The lock of those who change something, and no leftovers of those who did not end well.
	fn lock(&self) -> Result<File, IndexDirectoryError> {
		let lock = file::lock(&self.path.join("lock"))?;
		for folder in ["segments", "builds", "snapshots"] {
			file::sweep(&self.folder(folder))?;
		}
		Ok(lock)
	}

	/// The path of a snapshot that is not there yet.
	fn new_snapshot(&self, name: &str) -> Result<PathBuf, IndexDirectoryError> {
		let path = self.snapshot_path(name)?;
		if path.exists() {
			return Err(IndexDirectoryError::Exists(name.to_owned()));
		}
		Ok(path)
	}

	fn snapshot_path(&self, name: &str) -> Result<PathBuf, IndexDirectoryError> {
		if is_name(name) {
			Ok(self.folder("snapshots").join(format!("{name}.json")))
		} else {
			Err(IndexDirectoryError::Name(name.to_owned()))
		}
	}

	/// Where an unfinished build of a snapshot is noted.
	fn build_path(&self, name: &str) -> PathBuf {
		self.folder("builds").join(format!("{name}.json"))
	}

	fn segment_path(&self, digest: &CorpusDigest) -> PathBuf {
		self.folder("segments").join(format!("{digest}.seg"))
	}

	fn folder(&self, name: &str) -> PathBuf {
		self.path.join(name)
	}

	/// The names of the files in a folder that have this extension, without it, ascending.
	fn stems(&self, folder: &str, extension: &str) -> Result<Vec<String>, IndexDirectoryError> {
		let folder = self.folder(folder);
		let mut stems = Vec::new();
		for entry in fs::read_dir(&folder).map_err(file::failed(&folder))? {
			let path = entry.map_err(file::failed(&folder))?.path();
			if path.extension().is_some_and(|found| found == extension) {
				stems.extend(path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned));
			}
		}
		stems.sort_unstable();
		Ok(stems)
	}
}

/// What a segment holds, without the segment.
#[derive(Clone, Debug)]
struct Content {
	digest: CorpusDigest,
	contributions: Vec<(ContributionId, ContentCommitment)>,
	removed: BTreeSet<ContributionId>,
}

impl Content {
	fn of(segment: &Segment, removed: BTreeSet<ContributionId>) -> Self {
		let contributions = segment.contributions().collect();
		Self { digest: segment.digest(), contributions, removed }
	}

	/// What of it counts.
	fn live(&self) -> impl Iterator<Item = (ContributionId, ContentCommitment)> + '_ {
		self.contributions.iter().copied().filter(|(id, _)| !self.removed.contains(id))
	}
}

/// Writes the description of a snapshot, without segments of which nothing counts.
fn finish(path: &Path, contents: &[Content]) -> Result<Manifest, IndexDirectoryError> {
	let all = union(contents.iter().flat_map(Content::live).collect())?;
	let segments = contents
		.iter()
		.filter(|content| content.live().next().is_some())
		.map(|content| SegmentEntry { digest: content.digest, removed: content.removed.clone() })
		.collect();
	let manifest = Manifest { corpus: CorpusDigest::of(all), segments };
	manifest::write(path, &manifest)?;
	Ok(manifest)
}

/// Whether a snapshot may be called so: its name is the name of a file.
fn is_name(name: &str) -> bool {
	let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
	(1..=64).contains(&name.len()) && !name.starts_with('.') && name.chars().all(allowed)
}

/// A length or count in 64 bits.
fn long(count: usize) -> u64 {
	u64::try_from(count).unwrap_or(u64::MAX)
}
