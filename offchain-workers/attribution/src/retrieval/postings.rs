// SPDX-License-Identifier: Apache-2.0
//! Posting lists: which passages have a term, and how often. Tantivy writes and reads them.
//!
//! An index has one segment, or none when it has no passages, and its document numbers are places in the
//! table of passages. A fresh index has its passages in order; an updated one has those it took over,
//! and then the new ones.

use super::{
	files::{self, failed},
	mapped::Mapped,
	scratch::Scratch,
	terms::Terms,
	wide, BuildError, Passage,
};
use openledger_primitives::ids::ContributionId;
use serde_json::{json, Value};
use std::{
	fs,
	path::{Path, PathBuf},
};
use tantivy::{
	fastfield::Column,
	index::{InvertedIndexReader, SegmentMeta},
	merge_policy::NoMergePolicy,
	postings::SegmentPostings,
	schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions, FAST, INDEXED},
	DocSet, Index, IndexSettings, IndexWriter, SegmentReader, TantivyDocument, TantivyError, Term,
	TERMINATED,
};

/// Tantivy's own manifest.
const META: &str = "meta.json";
/// What the only segment is called; tantivy calls it by chance.
const SEGMENT: &str = "00000000-0000-0000-0000-000000000000";
/// As [`SEGMENT`], in the names of files.
const SEGMENT_FILES: &str = "00000000000000000000000000000000";
/// Bytes for what is indexed and not yet written. Tantivy needs 15 million at least.
const WRITER_MEMORY: usize = 128 << 20;
const TOKENIZER: &str = "openledger_terms";

/// The fields of a document.
#[derive(Clone, Copy)]
struct Fields {
	contribution: Field,
	start: Field,
	text: Field,
}

fn schema() -> (Schema, Fields) {
	let terms = TextFieldIndexing::default()
		.set_tokenizer(TOKENIZER)
		.set_index_option(IndexRecordOption::WithFreqs)
		// The table of passages has exact lengths.
		.set_fieldnorms(false);
	let mut schema = Schema::builder();
	let fields = Fields {
		contribution: schema.add_u64_field("contribution", INDEXED | FAST),
		start: schema.add_u64_field("start", FAST),
		text: schema.add_text_field("text", TextOptions::default().set_indexing_options(terms)),
	};
	(schema.build(), fields)
}

/// Writes posting lists into a directory that has nothing else in it.
pub(super) struct PostingsWriter {
	directory: PathBuf,
	index: Index,
	writer: IndexWriter,
	fields: Fields,
	per_segment: u32,
	pending: u32,
}

impl PostingsWriter {
	/// Starts with nothing.
	pub(super) fn create(directory: &Path, per_segment: u32) -> Result<Self, BuildError> {
		let (schema, _) = schema();
		// No document stores anything.
		let settings =
			IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() };
		let index = Index::builder()
			.schema(schema)
			.settings(settings)
			.open_or_create(Scratch::open(directory)?)?;
		Self::new(directory, index, per_segment)
	}

	/// Starts with a copy of the posting lists in the directory `from`.
	pub(super) fn extend(
		from: &Path,
		directory: &Path,
		per_segment: u32,
	) -> Result<Self, BuildError> {
		for name in files::names(from)?.into_iter().filter(|name| is_postings(name)) {
			let target = directory.join(&name);
			fs::copy(from.join(&name), &target).map_err(failed("write", &target))?;
		}
		Self::new(directory, Index::open(Scratch::open(directory)?)?, per_segment)
	}

	fn new(directory: &Path, index: Index, per_segment: u32) -> Result<Self, BuildError> {
		let (_, fields) = schema();
		index.tokenizers().register(TOKENIZER, Terms);
		// One thread: documents keep their order.
		let writer = index.writer_with_num_threads(1, WRITER_MEMORY)?;
		writer.set_merge_policy(Box::new(NoMergePolicy));
		Ok(Self { directory: directory.to_owned(), index, writer, fields, per_segment, pending: 0 })
	}

	/// Takes out the passages of a contribution that were added before.
	pub(super) fn remove(&self, contribution: ContributionId) {
		self.writer.delete_term(Term::from_field_u64(self.fields.contribution, contribution.0));
	}

	/// Adds a passage with this text.
	pub(super) fn add(&mut self, passage: &Passage, text: &str) -> Result<(), BuildError> {
		let mut document = TantivyDocument::new();
		document.add_u64(self.fields.contribution, passage.contribution.0);
		document.add_u64(self.fields.start, u64::from(passage.start));
		document.add_text(self.fields.text, text);
		self.writer.add_document(document)?;
		self.pending = self.pending.saturating_add(1);
		if self.pending >= self.per_segment {
			self.writer.commit()?;
			self.pending = 0;
		}
		Ok(())
	}

	/// Makes one segment of all. `passages` are those that it has to have, in
	/// the order of the table; `taken_over` of them come from the index that was extended.
	pub(super) fn finish(
		mut self,
		passages: &[Passage],
		taken_over: usize,
	) -> Result<(), BuildError> {
		self.writer.commit()?;
		let mut segments = Vec::new();
		for segment in self.index.searchable_segments()? {
			let reader = SegmentReader::open(&segment)?;
			let places = Places::of(&reader)?;
			let first = reader.doc_ids_alive().next().map(|document| places.get(document));
			let old = segment.id().uuid_string() == SEGMENT_FILES;
			segments.push((!old, first.transpose()?, segment.meta().clone()));
		}
		segments.sort_by_key(|(new, first, _)| (*new, *first));
		let merge = match segments.as_slice() {
			[] => false,
			[(_, _, only)] => only.has_deletes(),
			_ => true,
		};
		if merge {
			let ids = segments.iter().map(|(_, _, segment)| segment.id()).collect::<Vec<_>>();
			self.writer.merge(&ids).wait()?;
		}
		let Self { directory, index, writer, .. } = self;
		writer.wait_merging_threads()?;
		let segments = index.searchable_segment_metas()?;
		drop(index);
		settle(&directory, segments)?;
		check(&directory, passages, taken_over)
	}
}

/// Whether a file is one of the posting lists'.
fn is_postings(name: &str) -> bool {
	name == META || name.starts_with(SEGMENT_FILES)
}

/// Leaves nothing but the only segment, under the name that does not depend on chance.
fn settle(directory: &Path, segments: Vec<SegmentMeta>) -> Result<(), BuildError> {
	let segment = match segments.as_slice() {
		[] => None,
		[only] => Some(only.id().uuid_string()),
		_ => return Err(BuildError::Order),
	};
	for name in files::names(directory)?.into_iter().filter(|name| name != META) {
		let path = directory.join(&name);
		match segment.as_ref().and_then(|id| name.strip_prefix(id.as_str())) {
			Some(kind) => {
				let settled = directory.join(format!("{SEGMENT_FILES}{kind}"));
				fs::rename(&path, &settled).map_err(failed("rename", &path))?;
			},
			None => fs::remove_file(&path).map_err(failed("remove", &path))?,
		}
	}
	let path = directory.join(META);
	let mut meta = serde_json::from_slice::<Value>(&files::read(&path)?)?;
	// How many operations were made until now.
	set(&mut meta, "/opstamp", json!(0))?;
	if segment.is_some() {
		set(&mut meta, "/segments/0/segment_id", json!(SEGMENT))?;
	}
	fs::remove_file(&path).map_err(failed("remove", &path))?;
	files::write(&path, &serde_json::to_vec(&meta)?)?;
	Ok(())
}

/// Sets what has to be there.
fn set(meta: &mut Value, pointer: &str, to: Value) -> Result<(), TantivyError> {
	match meta.pointer_mut(pointer) {
		Some(value) => *value = to,
		None => return Err(TantivyError::SystemError(format!("{META} has no {pointer}"))),
	}
	Ok(())
}

/// Documents have to stand in the order of the table, or citations would be of other passages.
fn check(directory: &Path, passages: &[Passage], taken_over: usize) -> Result<(), BuildError> {
	let index = Index::open(Scratch::open(directory)?)?;
	let segments = index.searchable_segments()?;
	let readers = segments.iter().map(SegmentReader::open).collect::<Result<Vec<_>, _>>()?;
	let documents = readers.first().map_or(0, SegmentReader::max_doc);
	let (old, new) = passages.split_at_checked(taken_over).ok_or(BuildError::Order)?;
	if wide(documents) != passages.len() || !new.is_sorted() {
		return Err(BuildError::Order);
	}
	let Some(places) = readers.first().map(Places::of).transpose()? else { return Ok(()) };
	for (document, passage) in (0..documents).zip(old.iter().chain(new)) {
		if places.get(document)? != (passage.contribution.0, u64::from(passage.start)) {
			return Err(BuildError::Order);
		}
	}
	Ok(())
}

/// Where the documents of a segment are in the contributions.
struct Places {
	contribution: Column<u64>,
	start: Column<u64>,
}

impl Places {
	fn of(reader: &SegmentReader) -> tantivy::Result<Self> {
		let fields = reader.fast_fields();
		Ok(Self { contribution: fields.u64("contribution")?, start: fields.u64("start")? })
	}

	/// The contribution of a document, and where it starts in it.
	fn get(&self, document: u32) -> tantivy::Result<(u64, u64)> {
		let missing = || TantivyError::SystemError(format!("document {document} has no place"));
		let place = self.contribution.first(document).zip(self.start.first(document));
		place.ok_or_else(missing)
	}
}

/// The posting lists of an index.
pub(super) struct Postings {
	/// `None` without passages.
	lists: Option<std::sync::Arc<InvertedIndexReader>>,
	text: Field,
	documents: u32,
}

impl Postings {
	/// Opens checked files.
	pub(super) fn open(files: Mapped) -> tantivy::Result<Self> {
		let index = Index::open(files)?;
		let (expected, fields) = schema();
		if index.schema() != expected {
			return Err(TantivyError::SchemaError("the fields are others".into()));
		}
		match index.searchable_segments()?.as_slice() {
			[] => Ok(Self { lists: None, text: fields.text, documents: 0 }),
			[segment] if !segment.meta().has_deletes() => {
				let reader = SegmentReader::open(segment)?;
				let lists = Some(reader.inverted_index(fields.text)?);
				Ok(Self { lists, text: fields.text, documents: reader.max_doc() })
			},
			_ => Err(TantivyError::SchemaError("there is more than one segment".into())),
		}
	}

	/// How many documents there are.
	pub(super) fn documents(&self) -> u32 {
		self.documents
	}

	/// The documents that have a term, ascending; `None` when no document has it.
	pub(super) fn of(&self, term: &str) -> std::io::Result<Option<SegmentPostings>> {
		let Some(lists) = &self.lists else { return Ok(None) };
		lists.read_postings(&Term::from_field_text(self.text, term), IndexRecordOption::WithFreqs)
	}
}

/// Walks over documents.
pub(super) fn for_each(postings: &mut SegmentPostings, mut visit: impl FnMut(u32, u32)) {
	use tantivy::postings::Postings;
	let mut document = postings.doc();
	while document != TERMINATED {
		visit(document, postings.term_freq());
		document = postings.advance();
	}
}
