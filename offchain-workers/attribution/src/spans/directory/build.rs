// SPDX-License-Identifier: Apache-2.0
//! Building snapshots from contributions that come one at a time.

use super::{
	file, finish, long,
	manifest::{self, Manifest, Unfinished},
	Content, IndexDirectory, IndexDirectoryError,
};
use crate::{
	corpus::{self, CorpusError, TextSource},
	spans::{
		draft::Draft, image::Image, vocabulary::WordHash, wide, CorpusDigest, IndexError,
		MAX_INDEX_WORDS,
	},
};
use openledger_primitives::{commitment::ContentCommitment, ids::ContributionId};
use rayon::prelude::*;
use std::{
	borrow::Cow,
	collections::{BTreeMap, BTreeSet},
	fs,
	path::PathBuf,
};

/// The least memory that an index can be built in: 64 MiB.
pub const LEAST_MEMORY: u64 = 64 << 20;
/// What a build takes whatever it builds: the batches that are read ahead, and the program.
pub(super) const CONSTANT_MEMORY: u64 = 32 << 20;
/// Bytes that are read ahead, as long as no contribution has more.
const BATCH_BYTES: u64 = 2 << 20;

/// How a snapshot is built.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BuildOptions {
	/// The snapshot whose segments are used again. Only contributions that it does not have are
	/// read; those of it that the source does not have are removed.
	pub from: Option<String>,
	/// The most memory for reading, and for the one segment that is built, in bytes, at least
	/// [`LEAST_MEMORY`]. A segment takes what fits. One contribution always has to. The lists of
	/// what the source and the snapshot hold come on top: about 300 bytes for each contribution,
	/// whatever its length, of the source or of segments used again; 300 MB for a million.
	pub memory: u64,
	/// The most words of a segment, one more counted for each document. No segment has more than
	/// [`MAX_INDEX_WORDS`], whatever this says.
	pub segment_words: u32,
}

impl Default for BuildOptions {
	fn default() -> Self {
		Self { from: None, memory: 2 << 30, segment_words: MAX_INDEX_WORDS }
	}
}

/// What a build is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
	/// Contributions are read, and their words numbered.
	Reading,
	/// A segment's suffixes are sorted.
	Sorting,
	/// A segment is written.
	Writing,
}

/// How far a build has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
	/// What it is doing.
	pub stage: Stage,
	/// Bytes of contributions read.
	pub done: u64,
	/// Of how many.
	pub total: u64,
}

/// About how many bytes a segment takes while it is built: each word twice, unsorted and sorted;
/// each distinct word in the table and in the lexicon, and in the buckets of the sort.
pub(super) fn segment_memory(tokens: usize, distinct: usize, lexicon_bytes: usize) -> u64 {
	// In 64 bits also where addresses have 32.
	8 * long(tokens) + 96 * long(distinct) + 2 * long(lexicon_bytes)
}

/// A contribution that was read, checked and committed to.
struct Text<'a> {
	id: ContributionId,
	bytes: Cow<'a, [u8]>,
	commitment: ContentCommitment,
	tokens: usize,
	/// Of all its words.
	hashes: Vec<u64>,
}

impl IndexDirectory {
	/// Builds the snapshot `name` of the contributions that `source` has. A build that was
	/// interrupted goes on where its last segment ended, when it is started again with the same
	/// name, source and options, and then writes the same bytes as if nothing had happened. What a
	/// source has under an identifier must not change between the two, nor between a snapshot and
	/// the next one: what is used again is not read again, and only a changed
	/// [`length`](TextSource::length) is noticed. [`compare`](Self::compare) reads all.
	///
	/// # Errors
	/// Every [`IndexDirectoryError`] but [`NoContribution`](IndexDirectoryError::NoContribution).
	pub fn build(
		&self,
		name: &str,
		source: &dyn TextSource,
		options: &BuildOptions,
		progress: &(dyn Fn(Progress) + Sync),
	) -> Result<Manifest, IndexDirectoryError> {
		if options.memory < LEAST_MEMORY {
			return Err(IndexDirectoryError::Memory { given: options.memory, least: LEAST_MEMORY });
		}
		let _lock = self.lock()?;
		let path = self.new_snapshot(name)?;
		let wanted = wanted(source)?;
		let build = self.build_path(name);
		let unfinished =
			if build.exists() { manifest::read(&build)? } else { Unfinished::default() };
		let contents = self.reusable(options, &unfinished, source, &wanted)?;
		let present = contents.iter().flat_map(Content::live).map(|(id, _)| id);
		let present = present.collect::<BTreeSet<_>>();
		let todo = wanted.into_iter().filter(|(id, _)| !present.contains(id)).collect::<Vec<_>>();
		let total = todo.iter().map(|(_, bytes)| bytes).sum();
		let hash = WordHash::drawn();
		let mut builder = Builder {
			directory: self,
			options,
			progress,
			hash,
			draft: Draft::new(hash),
			contents,
			unfinished,
			path: build,
			state: Progress { stage: Stage::Reading, done: 0, total },
		};
		builder.read(source, &todo)?;
		let Builder { contents, path: build, .. } = builder;
		let manifest = finish(&path, &contents)?;
		if build.exists() {
			fs::remove_file(&build).map_err(file::failed(&build))?;
		}
		Ok(manifest)
	}

	/// What the segments hold that need not be built again.
	fn reusable(
		&self,
		options: &BuildOptions,
		unfinished: &Unfinished,
		source: &dyn TextSource,
		wanted: &BTreeMap<ContributionId, u64>,
	) -> Result<Vec<Content>, IndexDirectoryError> {
		let mut digests = Vec::new();
		if let Some(from) = &options.from {
			digests.extend(self.manifest(from)?.segments.iter().map(|entry| entry.digest));
		}
		digests.extend(
			unfinished
				.segments
				.iter()
				.filter(|digest| !digests.contains(digest))
				.collect::<Vec<_>>(),
		);
		let content = |digest| {
			let mut content = Content::of(&self.segment(digest)?, BTreeSet::new());
			let gone = content.live().map(|(id, _)| id).filter(|id| !wanted.contains_key(id));
			content.removed = gone.collect();
			for (id, commitment) in content.live() {
				if source.length(id).is_some_and(|length| length != u64::from(commitment.length)) {
					return Err(IndexDirectoryError::Changed(id));
				}
			}
			Ok(content)
		};
		digests.iter().map(content).collect()
	}
}

/// What the source has, ascending.
fn wanted(source: &dyn TextSource) -> Result<BTreeMap<ContributionId, u64>, CorpusError> {
	let mut wanted = BTreeMap::new();
	let mut twice = BTreeSet::new();
	for (id, bytes) in source.contributions() {
		if wanted.insert(id, bytes).is_some() {
			twice.insert(id);
		}
	}
	twice.first().map_or(Ok(wanted), |id| Err(CorpusError::Duplicate(*id)))
}

/// A build that goes on.
struct Builder<'a> {
	directory: &'a IndexDirectory,
	options: &'a BuildOptions,
	progress: &'a (dyn Fn(Progress) + Sync),
	/// By which the words of all drafts are found.
	hash: WordHash,
	draft: Draft,
	contents: Vec<Content>,
	unfinished: Unfinished,
	/// Of the file that says which segments are finished.
	path: PathBuf,
	state: Progress,
}

impl Builder<'_> {
	/// Reads all of `todo`, ascending, and writes the segments of it. While a batch goes into its
	/// segment, the next one is read.
	fn read(
		&mut self,
		source: &dyn TextSource,
		todo: &[(ContributionId, u64)],
	) -> Result<(), IndexDirectoryError> {
		let mut batches = batches(todo).into_iter();
		let mut batch = batches.next();
		let hash = self.hash;
		let mut texts = read(source, hash, batch.unwrap_or_default());
		while let Some(sizes) = batch {
			batch = batches.next();
			let (pushed, next) = rayon::join(
				|| {
					texts
						.into_iter()
						.zip(sizes)
						.try_for_each(|(text, size)| self.push(text?, size.1))
				},
				|| read(source, hash, batch.unwrap_or_default()),
			);
			pushed?;
			texts = next;
		}
		self.close()
	}

	/// Appends a contribution to the segment, or to the next one, when it does not fit.
	fn push(&mut self, text: Text<'_>, size: u64) -> Result<(), IndexDirectoryError> {
		// At worst, all its words are new.
		let memory = segment_memory(
			self.draft.tokens() + text.tokens,
			self.draft.distinct() + text.tokens,
			self.draft.lexicon_bytes() + text.bytes.len(),
		);
		let budget = self.options.memory.saturating_sub(CONSTANT_MEMORY);
		let most = self.options.segment_words.min(MAX_INDEX_WORDS);
		let full = self.draft.tokens() + text.tokens > wide(most);
		if !self.draft.is_empty() && (full || memory > budget) {
			self.close()?;
		}
		self.draft.push_hashed(text.id, text.commitment, &text.bytes, &text.hashes)?;
		self.state.done += size;
		(self.progress)(self.state);
		Ok(())
	}

	/// Writes the segment, and that it is written.
	fn close(&mut self) -> Result<(), IndexDirectoryError> {
		if self.draft.is_empty() {
			return Ok(());
		}
		let image = std::mem::replace(&mut self.draft, Draft::new(self.hash)).finish();
		let contributions = image.contributions().collect();
		let digest = self.directory.store(image, &|stage| {
			(self.progress)(Progress { stage, ..self.state });
		})?;
		self.contents.push(Content { digest, contributions, removed: BTreeSet::new() });
		self.unfinished.segments.push(digest);
		manifest::write(&self.path, &self.unfinished)
	}
}

impl IndexDirectory {
	/// Sorts and writes a segment, unless it is there.
	pub(super) fn store(
		&self,
		image: Image,
		progress: &dyn Fn(Stage),
	) -> Result<CorpusDigest, IndexDirectoryError> {
		let digest = image.digest();
		// One that is there and damaged is written again.
		if self.segment(&digest).is_ok() {
			return Ok(digest);
		}
		progress(Stage::Sorting);
		let sorted = image.sort().map_err(IndexError::from)?;
		progress(Stage::Writing);
		file::replace(&self.segment_path(&digest), |file| sorted.write(sorted.widths(), file))?;
		progress(Stage::Reading);
		Ok(digest)
	}
}

/// Runs of contributions that are read together.
fn batches(mut todo: &[(ContributionId, u64)]) -> Vec<&[(ContributionId, u64)]> {
	let mut batches = Vec::new();
	while !todo.is_empty() {
		let mut bytes = 0;
		let fitting = todo.iter().take_while(|(_, size)| {
			bytes += size;
			bytes <= BATCH_BYTES
		});
		let (batch, rest) = todo.split_at(fitting.count().max(1));
		batches.push(batch);
		todo = rest;
	}
	batches
}

/// Reads and checks contributions, and hashes their words, several at a time.
fn read<'a>(
	source: &'a dyn TextSource,
	hash: WordHash,
	batch: &[(ContributionId, u64)],
) -> Vec<Result<Text<'a>, IndexDirectoryError>> {
	let text = |&(id, _): &(ContributionId, u64)| {
		let bytes = source.read(id).map_err(|reason| IndexDirectoryError::Source { id, reason })?;
		corpus::check(id, &bytes)?;
		let commitment = ContentCommitment::of(&bytes).map_err(|_| CorpusError::TooLong(id))?;
		// One for each word, and one more for each document.
		let of = |byte: &u8| usize::from(*byte == b' ') + 2 * usize::from(*byte == b'\n');
		let tokens = bytes.iter().map(of).sum::<usize>() + 2;
		let hashes = hash.of_all(&bytes);
		Ok(Text { id, bytes, commitment, tokens, hashes })
	};
	batch.par_iter().map(text).collect()
}
