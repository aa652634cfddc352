// SPDX-License-Identifier: Apache-2.0
//! Building an index, from nothing or from that of an earlier snapshot.

use super::{
	embeddings,
	files::{self, failed, FileError},
	index::Index,
	manifest::{MANIFEST, UNICODE},
	passage::cut,
	postings::PostingsWriter,
	tables::{self, Contribution, CONTRIBUTIONS, EMBEDDINGS, PASSAGES},
	EmbedError, Embedder, EmbeddingsInfo, Manifest, Passage, PassageWords, FORMAT,
};
use crate::corpus::{ContentError, Corpus, CorpusError, TextSource};
use openledger_primitives::{
	commitment::{CommitmentError, ContentCommitment},
	ids::ContributionId,
};
use rayon::prelude::*;
use std::{
	borrow::Cow,
	collections::BTreeSet,
	fs::{self, File},
	io::{self, BufWriter, Write},
	path::{Path, PathBuf},
};
use thiserror::Error;

/// The most passages, by default, that are indexed before they are written to the disk.
pub const PASSAGES_PER_SEGMENT: u32 = 250_000;

/// Why an index cannot be built. Nothing stands at the target then.
#[derive(Error, Debug)]
pub enum BuildError {
	/// Something is at the target already. Indexes are never changed: give another name, or remove it.
	#[error("{} is there already: give another name, or remove it first", .0.display())]
	Exists(PathBuf),
	/// A contribution cannot be read.
	#[error("cannot read contribution {id}: {reason}")]
	Content {
		/// The contribution.
		id: ContributionId,
		/// Why not.
		reason: ContentError,
	},
	/// A contribution is given twice, empty, too long or not canonical.
	#[error(transparent)]
	Corpus(#[from] CorpusError),
	/// A contribution cannot be committed; never one that is not too long.
	#[error(transparent)]
	Commitment(#[from] CommitmentError),
	/// More than 2^31 - 1 passages.
	#[error("there are more than 2^31 - 1 passages: larger ones make fewer")]
	TooManyPassages,
	/// A passage has no embedding.
	#[error("contribution {id}: {reason}")]
	Embedding {
		/// Its contribution.
		id: ContributionId,
		/// Why not.
		reason: EmbedError,
	},
	/// The index to start from has other embeddings, or none, or is the only one that has some.
	#[error("the index to start from was not built with this model of embeddings")]
	OtherModel,
	/// The index to start from has passages of another size.
	#[error("the index to start from has passages of up to {0} words")]
	OtherPassages(u32),
	/// A segment is to have no passages.
	#[error("a segment of no passages")]
	NoSegment,
	/// A file cannot be written.
	#[error(transparent)]
	File(#[from] FileError),
	/// The posting lists cannot be written.
	#[error("posting lists: {0}")]
	Postings(#[from] tantivy::TantivyError),
	/// The posting lists do not have the passages in their order; never seen.
	#[error("the posting lists do not fit the passages")]
	Order,
	/// A manifest cannot be written or read as JSON; never seen.
	#[error("manifest: {0}")]
	Manifest(#[from] serde_json::Error),
}

/// How far a build is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
	/// So many contributions are done.
	Contributions {
		/// Those done.
		done: usize,
		/// All.
		of: usize,
	},
	/// The segments are being merged, the files hashed and written to the disk.
	Writing,
}

/// How an index is built.
#[derive(Clone, Copy)]
pub struct Options<'a> {
	/// The size of passages.
	pub passage_words: PassageWords,
	/// The model of embeddings, if any.
	pub embedder: Option<&'a dyn Embedder>,
	/// The most passages that are indexed before they are written to the disk; they are, too, when they
	/// take 128 MiB. The result is the same for any number above zero.
	pub passages_per_segment: u32,
	/// Is told how far the build is, on the thread that asked for it.
	pub progress: &'a dyn Fn(Progress),
}

impl Default for Options<'_> {
	fn default() -> Self {
		Self {
			passage_words: PassageWords::default(),
			embedder: None,
			passages_per_segment: PASSAGES_PER_SEGMENT,
			progress: &|_| {},
		}
	}
}

/// Builds the index of a snapshot in the new directory `target`.
///
/// It is written in a hidden directory beside, seen to the disk, and renamed: at `target` is a whole index
/// or nothing. What a killed build leaves, `.<name>-building-*`, may be removed.
///
/// # Errors
/// Every [`BuildError`] but `OtherModel` and `OtherPassages`.
pub fn build(
	contents: &dyn TextSource,
	target: &Path,
	options: &Options<'_>,
) -> Result<Manifest, BuildError> {
	make(None, contents, target, options)
}

/// Builds the index of another snapshot from that of an earlier one, which stays as it is. What is known of
/// contributions with the same bytes is taken over: their postings and embeddings. All are read, to see
/// whether they have the same bytes.
///
/// Searches give the same results as over an index that was built at once.
///
/// # Errors
/// Every [`BuildError`].
pub fn update(
	from: &Index,
	contents: &dyn TextSource,
	target: &Path,
	options: &Options<'_>,
) -> Result<Manifest, BuildError> {
	let earlier = from.manifest();
	if earlier.passage_words != options.passage_words {
		return Err(BuildError::OtherPassages(earlier.passage_words.get()));
	}
	if earlier.embeddings != options.embedder.map(info) {
		return Err(BuildError::OtherModel);
	}
	make(Some(from), contents, target, options)
}

fn info(embedder: &dyn Embedder) -> EmbeddingsInfo {
	EmbeddingsInfo { model: embedder.digest(), dimension: embedder.dimension() }
}

fn make(
	from: Option<&Index>,
	contents: &dyn TextSource,
	target: &Path,
	options: &Options<'_>,
) -> Result<Manifest, BuildError> {
	if options.passages_per_segment == 0 {
		return Err(BuildError::NoSegment);
	}
	if fs::symlink_metadata(target).is_ok() {
		return Err(BuildError::Exists(target.to_owned()));
	}
	let parent = files::parent(target);
	let name = target.file_name().unwrap_or_default().to_string_lossy();
	let place = tempfile::Builder::new()
		.prefix(&format!(".{name}-building-"))
		.tempdir_in(parent)
		.map_err(failed("write", parent))?;
	// What does not belong to the index stands beside it, and goes with it when the build fails.
	let directory = place.path().join("index");
	fs::create_dir(&directory).map_err(failed("create", &directory))?;

	let ids = ascending(contents.ids())?;
	let mut building = Building::new(from, place.path(), &directory, options)?;
	let Options { passage_words, embedder, .. } = *options;
	let told = |done| (options.progress)(Progress::Contributions { done, of: ids.len() });
	let mut done = 0;
	told(done);
	// A few at a time, so that all threads have work and little is in memory.
	for batch in ids.chunks(2 * rayon::current_num_threads().max(1)) {
		let prepared = batch
			.par_iter()
			.map(|id| prepare(*id, contents, from, passage_words, embedder))
			.collect::<Vec<_>>();
		for prepared in prepared {
			building.take(prepared?)?;
			done += 1;
			told(done);
		}
	}
	(options.progress)(Progress::Writing);
	let manifest = building.finish()?;

	for name in files::names(&directory)? {
		files::sync(&directory.join(name))?;
	}
	files::sync(&directory)?;
	fs::rename(&directory, target).map_err(failed("create", target))?;
	files::sync(parent)?;
	Ok(manifest)
}

fn ascending(mut ids: Vec<ContributionId>) -> Result<Vec<ContributionId>, BuildError> {
	ids.sort_unstable();
	let twice = ids.iter().zip(ids.iter().skip(1)).find(|(left, right)| left == right);
	match twice {
		Some((id, _)) => Err(CorpusError::Duplicate(*id).into()),
		None => Ok(ids),
	}
}

/// What an index takes of one contribution.
struct Prepared<'a> {
	id: ContributionId,
	commitment: ContentCommitment,
	/// `None` when the index to start from has the same bytes.
	new: Option<New<'a>>,
}

struct New<'a> {
	content: Cow<'a, [u8]>,
	passages: Vec<Passage>,
	/// The bytes of the passages' embeddings.
	rows: Vec<u8>,
}

/// Reads, checks and cuts a contribution.
fn prepare<'a>(
	id: ContributionId,
	contents: &'a dyn TextSource,
	from: Option<&Index>,
	passage_words: PassageWords,
	embedder: Option<&dyn Embedder>,
) -> Result<Prepared<'a>, BuildError> {
	let content = contents.read(id).map_err(|reason| BuildError::Content { id, reason })?;
	Corpus::new([(id, content.as_ref())])?;
	let commitment = ContentCommitment::of(&content)?;
	if from.and_then(|index| index.commitment(id)) == Some(commitment) {
		return Ok(Prepared { id, commitment, new: None });
	}
	let passages = cut(id, &content, passage_words);
	let mut rows = Vec::new();
	if let Some(embedder) = embedder {
		for passage in &passages {
			let row = embeddings::embed(embedder, said(passage, &content))
				.map_err(|reason| BuildError::Embedding { id, reason })?;
			rows.extend(embeddings::row_bytes(&row));
		}
	}
	Ok(Prepared { id, commitment, new: Some(New { content, passages, rows }) })
}

/// The text of a passage. It begins and ends where words do, so there is one.
fn said<'a>(passage: &Passage, content: &'a [u8]) -> &'a str {
	let bytes = content.get(passage.range()).unwrap_or_default();
	std::str::from_utf8(bytes).unwrap_or_default()
}

/// An index that is being built.
struct Building<'a> {
	from: Option<&'a Index>,
	options: &'a Options<'a>,
	directory: &'a Path,
	postings: PostingsWriter,
	contributions: Vec<Contribution>,
	/// Contributions whose passages are taken over.
	taken_over: BTreeSet<ContributionId>,
	/// New passages.
	passages: Vec<Passage>,
	/// The rows of new passages, in a file beside the index.
	rows: Option<(PathBuf, BufWriter<File>)>,
}

impl<'a> Building<'a> {
	fn new(
		from: Option<&'a Index>,
		place: &Path,
		directory: &'a Path,
		options: &'a Options<'a>,
	) -> Result<Self, BuildError> {
		let per_segment = options.passages_per_segment;
		let postings = match from {
			Some(index) => PostingsWriter::extend(index.directory(), directory, per_segment)?,
			None => PostingsWriter::create(directory, per_segment)?,
		};
		let rows = match options.embedder {
			Some(_) => {
				let path = place.join("rows");
				let file = File::create_new(&path).map_err(failed("create", &path))?;
				Some((path, BufWriter::new(file)))
			},
			None => None,
		};
		Ok(Self {
			from,
			options,
			directory,
			postings,
			contributions: Vec::new(),
			taken_over: BTreeSet::new(),
			passages: Vec::new(),
			rows,
		})
	}

	/// Takes the next contribution.
	fn take(&mut self, Prepared { id, commitment, new }: Prepared<'_>) -> Result<(), BuildError> {
		self.contributions.push((id, commitment));
		let Some(New { content, passages, rows }) = new else {
			self.taken_over.insert(id);
			return Ok(());
		};
		if self.from.is_some_and(|index| index.commitment(id).is_some()) {
			self.postings.remove(id);
		}
		if let Some((path, file)) = &mut self.rows {
			file.write_all(&rows).map_err(failed("write", path))?;
		}
		for passage in &passages {
			self.postings.add(passage, said(passage, &content))?;
		}
		self.passages.extend(passages);
		Ok(())
	}

	/// Writes everything, the manifest last.
	fn finish(self) -> Result<Manifest, BuildError> {
		let Self { from, options, directory, postings, contributions, taken_over, passages, rows } =
			self;
		let present = contributions.iter().map(|(id, _)| *id).collect::<BTreeSet<_>>();
		let mut kept = Vec::new();
		if let Some(index) = from {
			for (id, _) in index.contributions().iter().filter(|(id, _)| !present.contains(id)) {
				postings.remove(*id);
			}
			let is_kept = |passage: &Passage| taken_over.contains(&passage.contribution);
			kept.extend((0u32..).zip(index.passages()).filter(|(_, passage)| is_kept(passage)));
		}
		let taken_over = kept.len();
		let table = kept.iter().map(|(_, passage)| **passage).chain(passages).collect::<Vec<_>>();
		let count = u32::try_from(table.len())
			.ok()
			.filter(|&count| count < 1 << 31)
			.ok_or(BuildError::TooManyPassages)?;
		postings.finish(&table, taken_over)?;

		files::write(&directory.join(CONTRIBUTIONS), &tables::encode(&contributions))?;
		files::write(&directory.join(PASSAGES), &tables::encode(&table))?;
		if let Some((path, file)) = rows {
			let old = from
				.into_iter()
				.flat_map(|index| kept.iter().filter_map(|(document, _)| index.row(*document)));
			write_embeddings(&directory.join(EMBEDDINGS), old, &path, file)?;
		}
		let manifest = Manifest {
			format: FORMAT,
			unicode: UNICODE,
			snapshot: tables::snapshot(&contributions),
			contributions: super::long(contributions.len()),
			passages: count,
			words: table.iter().map(|passage| u64::from(passage.words)).sum(),
			passage_words: options.passage_words,
			embeddings: options.embedder.map(info),
			files: files::entries(directory)?,
		};
		files::write(&directory.join(MANIFEST), &manifest.to_bytes()?)?;
		Ok(manifest)
	}
}

/// Writes the rows that are taken over, and then those in the file of new ones.
fn write_embeddings<'a>(
	target: &Path,
	old: impl Iterator<Item = &'a [u8]>,
	new_path: &Path,
	mut new: BufWriter<File>,
) -> Result<(), FileError> {
	new.flush().map_err(failed("write", new_path))?;
	let mut new = File::open(new_path).map_err(failed("read", new_path))?;
	let file = File::create_new(target).map_err(failed("create", target))?;
	let mut writer = BufWriter::new(file);
	for row in old {
		writer.write_all(row).map_err(failed("write", target))?;
	}
	io::copy(&mut new, &mut writer).map_err(failed("write", target))?;
	writer.flush().map_err(failed("write", target))
}
