// SPDX-License-Identifier: Apache-2.0
//! An index on the disk, opened and checked.

use super::{
	bm25::Statistics,
	embeddings::row_len,
	files::{self, FileError},
	manifest::{MANIFEST, UNICODE},
	mapped::Mapped,
	passage::cut,
	postings::Postings,
	tables::{self, Contribution, CONTRIBUTIONS, EMBEDDINGS, PASSAGES},
	wide, Digest, FileEntry, Manifest, Passage, FORMAT,
};
use crate::corpus::{ContentError, TextSource};
use codec::{Decode, MaxEncodedLen};
use openledger_primitives::{commitment::ContentCommitment, ids::ContributionId};
use std::{
	collections::BTreeMap,
	path::{Path, PathBuf},
};
use tantivy::directory::OwnedBytes;
use thiserror::Error;

/// Why a directory is no index, or not the one that is wanted.
#[derive(Error, Debug)]
pub enum OpenError {
	/// A file cannot be read, or does not have the bytes that the manifest says.
	#[error(transparent)]
	File(#[from] FileError),
	/// The manifest is none: damaged, truncated, or written by something else.
	#[error("{} is no manifest, or damaged", .0.display())]
	Manifest(PathBuf),
	/// The index has a format that this version does not know.
	#[error("the index has format {0}; this version reads format 1")]
	Format(u32),
	/// The index was built with another version of Unicode, whose terms may be others.
	#[error(
		"the index has terms of Unicode {index:?}, this program of {program:?}: build it anew"
	)]
	Unicode {
		/// That of the index.
		index: [u8; 3],
		/// That of this program.
		program: [u8; 3],
	},
	/// The index is of another snapshot.
	#[error("the index is of snapshot {found}, not of {expected}")]
	OtherSnapshot {
		/// The snapshot that is wanted.
		expected: Digest,
		/// The snapshot that the index is of.
		found: Digest,
	},
	/// Files do not fit each other, though each has the bytes that the manifest says.
	#[error("the index contradicts itself: {0}")]
	Contradiction(&'static str),
	/// Tantivy cannot read the posting lists.
	#[error("posting lists: {0}")]
	Postings(#[from] tantivy::TantivyError),
}

/// Why an index is not that of some contents.
#[derive(Error, Debug)]
pub enum VerifyError {
	/// The index has other contributions than the contents.
	#[error("contribution {0} is in the index or among the contents, not in both")]
	Contributions(ContributionId),
	/// A contribution cannot be read.
	#[error("cannot read contribution {id}: {reason}")]
	Content {
		/// The contribution.
		id: ContributionId,
		/// Why not.
		reason: ContentError,
	},
	/// A contribution has other bytes than when the index was built.
	#[error("contribution {0} has other bytes than when the index was built")]
	OtherContent(ContributionId),
	/// The passages of a contribution are not those that it is cut into.
	#[error("contribution {0} is not cut into the passages that the index has")]
	Passages(ContributionId),
}

/// The index of a snapshot. Its large files are mapped into memory, not read; the tables of passages and
/// contributions are in memory, 20 bytes a passage and 44 a contribution.
pub struct Index {
	directory: PathBuf,
	manifest: Manifest,
	digest: Digest,
	contributions: Vec<Contribution>,
	passages: Vec<Passage>,
	postings: Postings,
	embeddings: Option<OwnedBytes>,
}

impl Index {
	/// Opens the index in `directory`, and checks every byte of it, which takes about a second for each
	/// gigabyte. With `snapshot`, it has to be the index of that one.
	///
	/// # Errors
	/// Every [`OpenError`].
	pub fn open(directory: &Path, snapshot: Option<&Digest>) -> Result<Self, OpenError> {
		Self::open_with(directory, snapshot, &|_, _| {})
	}

	/// As [`Self::open`]. `progress` is told how many bytes are checked, and how many there are.
	///
	/// # Errors
	/// Every [`OpenError`].
	pub fn open_with(
		directory: &Path,
		snapshot: Option<&Digest>,
		progress: &dyn Fn(u64, u64),
	) -> Result<Self, OpenError> {
		let path = directory.join(MANIFEST);
		let (manifest, digest) = Manifest::parse(&files::read(&path)?)
			.ok_or_else(|| OpenError::Manifest(path.clone()))?;
		if manifest.format != FORMAT {
			return Err(OpenError::Format(manifest.format));
		}
		if manifest.unicode != UNICODE {
			return Err(OpenError::Unicode { index: manifest.unicode, program: UNICODE });
		}
		if let Some(expected) = snapshot.filter(|expected| **expected != manifest.snapshot) {
			let found = manifest.snapshot;
			return Err(OpenError::OtherSnapshot { expected: *expected, found });
		}
		let mut files = BTreeMap::new();
		let all = manifest.files.iter().fold(0u64, |all, file| all.saturating_add(file.length));
		let mut done = 0u64;
		for entry in &manifest.files {
			progress(done, all);
			done = done.saturating_add(entry.length);
			if !is_plain(entry) {
				return Err(OpenError::Manifest(path));
			}
			files.insert(entry.name.clone(), files::map_checked(directory, entry)?);
		}
		progress(done, all);
		let contributions = table(&files, CONTRIBUTIONS)?;
		let passages = table(&files, PASSAGES)?;
		let embeddings = files.get(EMBEDDINGS).cloned();
		let postings = Postings::open(Mapped::new(files))?;
		let index = Self {
			directory: directory.to_owned(),
			manifest,
			digest,
			contributions,
			passages,
			postings,
			embeddings,
		};
		match index.contradiction() {
			Some(contradiction) => Err(OpenError::Contradiction(contradiction)),
			None => Ok(index),
		}
	}

	/// What the files say of each other that cannot be.
	fn contradiction(&self) -> Option<&'static str> {
		let Manifest { snapshot, contributions, passages, words, embeddings, .. } = &self.manifest;
		if tables::snapshot(&self.contributions) != *snapshot {
			return Some("the contributions are not those of the snapshot");
		}
		if super::long(self.contributions.len()) != *contributions {
			return Some("the number of contributions");
		}
		if !self.contributions.is_sorted_by(|(left, _), (right, _)| left < right) {
			return Some("the order of contributions");
		}
		if self.passages.len() != wide(*passages) || self.postings.documents() != *passages {
			return Some("the number of passages");
		}
		if self.passages.iter().map(|passage| u64::from(passage.words)).sum::<u64>() != *words {
			return Some("the number of words");
		}
		let fits = |passage: &Passage| {
			let end = passage.start.checked_add(passage.length);
			let content = self.commitment(passage.contribution);
			(1..=self.manifest.passage_words.get()).contains(&passage.words)
				&& content.zip(end).is_some_and(|(content, end)| end <= content.length)
		};
		if !self.passages.iter().all(fits) {
			return Some("a passage that is in no contribution");
		}
		let expected = embeddings.map(|info| row_len(info.dimension).checked_mul(wide(*passages)));
		match (expected, &self.embeddings) {
			(None, None) => None,
			(Some(expected), Some(given)) if expected == Some(given.len()) => None,
			_ => Some("the size of the embeddings"),
		}
	}

	/// Checks that the index is that of `contents`: the same contributions with the same bytes, cut into
	/// the passages that it has. That terms and embeddings are those of the passages shows only an index
	/// that is built anew, which is the same files.
	///
	/// `progress` is told how many contributions are done, and how many there are.
	///
	/// # Errors
	/// Every [`VerifyError`].
	pub fn verify(
		&self,
		contents: &dyn TextSource,
		progress: &dyn Fn(usize, usize),
	) -> Result<(), VerifyError> {
		let mut ids = contents.ids();
		ids.sort_unstable();
		let known = self.contributions.iter().map(|(id, _)| *id);
		if let Some(id) = first_difference(known, ids.iter().copied()) {
			return Err(VerifyError::Contributions(id));
		}
		let mut passages = self.passages.clone();
		passages.sort_unstable();
		for (done, (id, commitment)) in self.contributions.iter().enumerate() {
			progress(done, self.contributions.len());
			let reason = |reason| VerifyError::Content { id: *id, reason };
			let content = contents.read(*id).map_err(reason)?;
			if ContentCommitment::of(&content) != Ok(*commitment) {
				return Err(VerifyError::OtherContent(*id));
			}
			let first = passages.partition_point(|passage| passage.contribution < *id);
			let end = passages.partition_point(|passage| passage.contribution <= *id);
			let cut = cut(*id, &content, self.manifest.passage_words);
			if passages.get(first..end) != Some(cut.as_slice()) {
				return Err(VerifyError::Passages(*id));
			}
		}
		progress(self.contributions.len(), self.contributions.len());
		Ok(())
	}

	/// What the index is of.
	pub fn manifest(&self) -> &Manifest {
		&self.manifest
	}

	/// The digest of its manifest, which names every byte of it.
	pub fn digest(&self) -> Digest {
		self.digest
	}

	/// The commitment to a contribution's bytes.
	pub fn commitment(&self, id: ContributionId) -> Option<ContentCommitment> {
		let place = self.contributions.binary_search_by_key(&id, |(id, _)| *id).ok()?;
		self.contributions.get(place).map(|(_, commitment)| *commitment)
	}

	/// The contributions, ascending, each with the commitment to its bytes.
	pub fn contributions(&self) -> &[(ContributionId, ContentCommitment)] {
		&self.contributions
	}

	/// The passages. An index that was built at once has them in order; one that was updated begins
	/// with those that it took over.
	pub fn passages(&self) -> &[Passage] {
		&self.passages
	}

	pub(super) fn directory(&self) -> &Path {
		&self.directory
	}

	pub(super) fn postings(&self) -> &Postings {
		&self.postings
	}

	pub(super) fn statistics(&self) -> Statistics {
		Statistics { passages: self.manifest.passages, words: self.manifest.words }
	}

	/// The embeddings as rows of bytes, in the order of passages; none without a model.
	pub(super) fn rows(&self) -> impl rayon::iter::IndexedParallelIterator<Item = &[u8]> {
		use rayon::slice::ParallelSlice;
		let length = self.manifest.embeddings.map_or(1, |info| row_len(info.dimension).max(1));
		self.embeddings.as_deref().unwrap_or_default().par_chunks_exact(length)
	}

	/// The embedding of one passage.
	pub(super) fn row(&self, document: u32) -> Option<&[u8]> {
		let length = row_len(self.manifest.embeddings?.dimension);
		let start = wide(document).checked_mul(length)?;
		self.embeddings.as_deref()?.get(start..start.checked_add(length)?)
	}
}

/// The records of a table among checked files.
fn table<T: Decode + MaxEncodedLen>(
	files: &BTreeMap<String, OwnedBytes>,
	name: &str,
) -> Result<Vec<T>, OpenError> {
	let bytes = files.get(name).ok_or(OpenError::Contradiction("a table is missing"))?;
	tables::decode(bytes).ok_or(OpenError::Contradiction("a table has half a record"))
}

/// Whether an entry names a file in the index's directory, and not elsewhere.
fn is_plain(entry: &FileEntry) -> bool {
	let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
	!entry.name.starts_with('.') && !entry.name.is_empty() && entry.name.bytes().all(plain)
}

/// The lowest identifier that one of two ascending sequences has, and the other has not.
fn first_difference(
	left: impl Iterator<Item = ContributionId>,
	right: impl Iterator<Item = ContributionId>,
) -> Option<ContributionId> {
	let (mut left, mut right) = (left, right);
	loop {
		match (left.next(), right.next()) {
			(None, None) => return None,
			(Some(left), Some(right)) if left == right => {},
			(Some(left), Some(right)) => return Some(left.min(right)),
			(Some(only), None) | (None, Some(only)) => return Some(only),
		}
	}
}
