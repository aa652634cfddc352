// SPDX-License-Identifier: Apache-2.0
//! Segments: immutable indexes over some contributions, in memory or mapped from a file.
//!
//! A segment is one run of bytes, described in `layout`. It holds the words of its contributions
//! and their suffix array, and so the canonical text itself: [`Segment::content`] gives it back.

mod bytes;
pub(super) mod layout;
mod verify;
mod view;

pub use layout::Widths;
pub(super) use view::View;

use super::{digest::CorpusDigest, draft::Draft, image::Image, merge::merged, wide, IndexError};
use crate::corpus::Corpus;
use bytes::Bytes;
use layout::{Header, Layout, CHECKSUM_LEN};
use openledger_primitives::{commitment::ContentCommitment, ids::ContributionId};
use std::{collections::BTreeSet, fmt, io, ops::Range, path::Path};
use thiserror::Error;
use xxhash_rust::xxh3::xxh3_128;

/// Numbers have as many bytes as they need anyway.
const LEAST_WIDTHS: Widths = Widths { token: 1, position: 1 };

/// Why bytes are not a segment.
#[derive(Error, Debug)]
pub enum SegmentError {
	/// The file cannot be read.
	#[error("cannot be read: {0}")]
	Read(#[from] io::Error),
	/// They do not begin as a segment does.
	#[error("is not a segment of a span index")]
	NotASegment,
	/// A later version of the format, or an earlier one.
	#[error("is a segment of format {0}, not 1")]
	Version(u32),
	/// The end is missing.
	#[error("is cut off: {found} bytes of {expected}")]
	Truncated {
		/// How many bytes there should be.
		expected: usize,
		/// How many there are.
		found: usize,
	},
	/// Some byte is not the one that was written.
	#[error("is damaged: its checksum is another")]
	Checksum,
	/// The checksum is right, and yet the content contradicts itself.
	#[error("is malformed: {0}")]
	Malformed(&'static str),
	/// The words of a contribution are not what it commits to.
	#[error("is malformed: contribution {0} is not what its root commits to")]
	WrongContent(ContributionId),
}

/// An immutable index over some contributions.
#[derive(Clone)]
pub struct Segment {
	bytes: Bytes,
	header: Header,
	layout: Layout,
}

impl Segment {
	/// Indexes all contributions of `corpus` in memory.
	///
	/// # Errors
	/// Every [`IndexError`].
	pub fn build(corpus: &Corpus<'_>) -> Result<Self, IndexError> {
		Self::build_with(corpus, LEAST_WIDTHS)
	}

	/// As [`build`](Self::build), with numbers of at least these widths. Wider ones than necessary
	/// take more memory and change no result.
	///
	/// # Errors
	/// Every [`IndexError`].
	pub fn build_with(corpus: &Corpus<'_>, widths: Widths) -> Result<Self, IndexError> {
		let mut draft = Draft::default();
		for (id, bytes) in corpus.iter() {
			let commitment = ContentCommitment::of(bytes).map_err(|_| IndexError::TooLarge)?;
			draft.push(id, commitment, bytes)?;
		}
		Self::of(draft.finish(), widths)
	}

	/// Makes one segment of several, each with those of its contributions that were removed: the
	/// same, byte for byte, as if it had been built of the contributions that are left.
	///
	/// # Errors
	/// Every [`IndexError`].
	pub fn merge(segments: &[(&Self, &BTreeSet<ContributionId>)]) -> Result<Self, IndexError> {
		Self::of(merged(segments)?, LEAST_WIDTHS)
	}

	fn of(image: Image, widths: Widths) -> Result<Self, IndexError> {
		let sorted = image.sort()?;
		let mut bytes = Vec::new();
		sorted
			.write(sorted.widths().at_least(widths), &mut bytes)
			.and_then(|()| Self::from_bytes(bytes).map_err(io::Error::other))
			// A vector takes everything, and what was just written is a segment.
			.map_err(|_| IndexError::TooLarge)
	}

	/// Takes the bytes of a segment, and checks them as [`open`](Self::open) does.
	///
	/// # Errors
	/// Every [`SegmentError`] but [`SegmentError::Read`] and [`SegmentError::WrongContent`].
	pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, SegmentError> {
		Self::new(Bytes::Owned(bytes.into()))
	}

	/// Maps the segment in the file at `path` into memory, after a look at each byte: the checksum.
	///
	/// # Errors
	/// Every [`SegmentError`] but [`SegmentError::WrongContent`].
	pub fn open(path: &Path) -> Result<Self, SegmentError> {
		Self::new(Bytes::map(path)?)
	}

	fn new(bytes: Bytes) -> Result<Self, SegmentError> {
		let all = bytes.as_slice();
		let (header, layout) = Header::decode(all)?;
		let split =
			layout.length.checked_sub(CHECKSUM_LEN).and_then(|end| all.split_at_checked(end));
		match split {
			Some((content, sum)) if xxh3_128(content).to_le_bytes() == *sum => {},
			_ => return Err(SegmentError::Checksum),
		}
		Ok(Self { bytes, header, layout })
	}

	/// All bytes, as a file of it has them.
	pub fn as_bytes(&self) -> &[u8] {
		self.bytes.as_slice()
	}

	/// The digest over all contributions.
	pub fn digest(&self) -> CorpusDigest {
		self.header.digest
	}

	/// Words, and one more for each document but the first.
	pub fn words(&self) -> u32 {
		self.header.tokens
	}

	/// Distinct words.
	pub fn distinct_words(&self) -> u32 {
		self.header.distinct
	}

	/// How many contributions there are.
	pub fn len(&self) -> usize {
		wide(self.header.contributions)
	}

	/// Whether there is no contribution.
	pub fn is_empty(&self) -> bool {
		self.header.contributions == 0
	}

	/// The contributions, ascending by identifier, and what commits to their bytes.
	pub fn contributions(
		&self,
	) -> impl ExactSizeIterator<Item = (ContributionId, ContentCommitment)> + '_ {
		let view = self.view();
		(0..self.len()).map(move |rank| (view.id_of(rank), view.commitment_of(rank)))
	}

	/// Whether the contribution is in this segment.
	pub fn contains(&self, id: ContributionId) -> bool {
		self.view().rank_of(id).is_some()
	}

	/// The canonical bytes of a contribution, put together again; `None` when it is not here.
	pub fn content(&self, id: ContributionId) -> Option<Vec<u8>> {
		let view = self.view();
		view.rank_of(id).map(|rank| view.content_of(rank))
	}

	/// What the sections are, for one query.
	pub(super) fn view(&self) -> View<'_> {
		let all = self.as_bytes();
		let section = |range: &Range<usize>| all.get(range.clone()).unwrap_or_default();
		View {
			ids: section(&self.layout.ids),
			commitments: section(&self.layout.commitments),
			starts: section(&self.layout.starts),
			word_ends: section(&self.layout.word_ends),
			bucket_ends: section(&self.layout.bucket_ends),
			samples: section(&self.layout.samples),
			words: section(&self.layout.words),
			tokens: section(&self.layout.tokens),
			suffixes: section(&self.layout.suffixes),
			token_width: self.header.widths.token.into(),
			position_width: self.header.widths.position.into(),
			position_mask: u32::MAX >> (32 - 8 * u32::from(self.header.widths.position)),
			length: wide(self.header.tokens),
			distinct: wide(self.header.distinct),
			contributions: wide(self.header.contributions),
		}
	}
}

impl PartialEq for Segment {
	fn eq(&self, other: &Self) -> bool {
		self.as_bytes() == other.as_bytes()
	}
}

impl Eq for Segment {}

impl fmt::Debug for Segment {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("Segment").field("header", &self.header).finish_non_exhaustive()
	}
}
