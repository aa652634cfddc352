// SPDX-License-Identifier: Apache-2.0
//! Segments: immutable indexes over some contributions, in memory or mapped from a file.
//!
//! A segment is one run of bytes, described in `layout`. It holds the words of its contributions
//! and their suffix array, and so the canonical text itself: [`Segment::content`] gives it back.

pub(super) mod layout;
mod mapping;
mod verify;

pub use layout::Widths;

use super::{digest::CorpusDigest, draft::Draft, wide, IndexError};
use crate::corpus::Corpus;
use layout::{u32_at, Header, Layout, CHECKSUM_LEN, SAMPLE};
use mapping::Bytes;
use openledger_primitives::{commitment::ContentCommitment, ids::ContributionId};
use std::{fmt, io, ops::Range, path::Path};
use thiserror::Error;
use xxhash_rust::xxh3::xxh3_128;

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
		Self::build_with(corpus, Widths { token: 1, position: 1 })
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
		let sorted = draft.finish().sort()?;
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

/// The sections of a segment. What is not there reads as zero or empty: a segment with the right
/// checksum that contradicts itself gives wrong results, and no panic.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
	ids: &'a [u8],
	commitments: &'a [u8],
	starts: &'a [u8],
	word_ends: &'a [u8],
	bucket_ends: &'a [u8],
	samples: &'a [u8],
	pub(super) words: &'a [u8],
	tokens: &'a [u8],
	suffixes: &'a [u8],
	pub(super) token_width: usize,
	position_width: usize,
	position_mask: u32,
	/// Words and separators.
	pub(super) length: usize,
	pub(super) distinct: usize,
	pub(super) contributions: usize,
}

impl<'a> View<'a> {
	/// The number of `word`, from one; `None` when the segment does not have it.
	pub(super) fn number(&self, word: &[u8]) -> Option<usize> {
		let (mut low, mut high) = (1, self.distinct + 1);
		while low < high {
			let middle = low + (high - low) / 2;
			match self.word(middle).cmp(word) {
				std::cmp::Ordering::Less => low = middle + 1,
				std::cmp::Ordering::Greater => high = middle,
				std::cmp::Ordering::Equal => return Some(middle),
			}
		}
		None
	}

	/// The word with this number; empty for the separator.
	pub(super) fn word(&self, number: usize) -> &'a [u8] {
		let Some(index) = number.checked_sub(1) else { return &[] };
		self.words.get(self.word_range(index)).unwrap_or_default()
	}

	/// The bytes that a token takes in canonical text, with the one behind it.
	fn extent(&self, number: usize) -> u32 {
		let Some(index) = number.checked_sub(1) else { return 0 };
		let range = self.word_range(index);
		u32::try_from(range.len()).unwrap_or(u32::MAX).saturating_add(1)
	}

	fn word_range(&self, index: usize) -> Range<usize> {
		range(self.word_ends, index)
	}

	/// The ranks of the suffixes that begin with this number.
	pub(super) fn bucket(&self, number: usize) -> Range<usize> {
		range(self.bucket_ends, number)
	}

	/// The position of the suffix with this rank.
	pub(super) fn position(&self, rank: usize) -> usize {
		let four = u32_at(self.suffixes, rank.saturating_mul(self.position_width));
		wide(four.unwrap_or_default() & self.position_mask)
	}

	/// The tokens from this position to the end, in bytes.
	pub(super) fn suffix(&self, position: usize) -> &'a [u8] {
		self.tokens.get(position.saturating_mul(self.token_width)..).unwrap_or_default()
	}

	/// The number at this position; a separator's past the end.
	pub(super) fn token(&self, position: usize) -> usize {
		let bytes = self.suffix(position).get(..self.token_width).unwrap_or_default();
		bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte))
	}

	/// The rank of the contribution that has the word at this position, from zero.
	pub(super) fn contribution_at(&self, position: usize) -> usize {
		let (mut low, mut high) = (0, self.contributions);
		while low < high {
			let middle = low + (high - low) / 2;
			if self.start_of(middle) <= position {
				low = middle + 1;
			} else {
				high = middle;
			}
		}
		low.saturating_sub(1)
	}

	/// The position of the contribution's first word; where the text ends, past the last one.
	pub(super) fn start_of(&self, rank: usize) -> usize {
		u32_at(self.starts, rank.saturating_mul(4)).map_or(self.length, wide)
	}

	/// The contribution's identifier.
	pub(super) fn id_of(&self, rank: usize) -> ContributionId {
		let at = rank.saturating_mul(8);
		let eight = self.ids.get(at..at.saturating_add(8)).and_then(|id| id.try_into().ok());
		ContributionId(u64::from_le_bytes(eight.unwrap_or_default()))
	}

	/// What commits to the contribution's bytes.
	pub(super) fn commitment_of(&self, rank: usize) -> ContentCommitment {
		let at = rank.saturating_mul(36);
		let root = self.commitments.get(at..at.saturating_add(32));
		let root: [u8; 32] = root.and_then(|root| root.try_into().ok()).unwrap_or_default();
		let length = u32_at(self.commitments, at.saturating_add(32)).unwrap_or_default();
		ContentCommitment { root: root.into(), length }
	}

	/// The rank of the contribution with this identifier.
	pub(super) fn rank_of(&self, id: ContributionId) -> Option<usize> {
		let (mut low, mut high) = (0, self.contributions);
		while low < high {
			let middle = low + (high - low) / 2;
			match self.id_of(middle).cmp(&id) {
				std::cmp::Ordering::Less => low = middle + 1,
				std::cmp::Ordering::Greater => high = middle,
				std::cmp::Ordering::Equal => return Some(middle),
			}
		}
		None
	}

	/// The bytes before the word at this position in its contribution.
	pub(super) fn offset_of(&self, position: usize) -> u32 {
		let start = self.start_of(self.contribution_at(position));
		let sampled = position / SAMPLE;
		// The sample is of this contribution, or the contribution begins behind it.
		let (from, before) = if sampled * SAMPLE >= start {
			(sampled * SAMPLE, u32_at(self.samples, sampled * 4).unwrap_or_default())
		} else {
			(start, 0)
		};
		(from..position).fold(before, |sum, at| sum.saturating_add(self.extent(self.token(at))))
	}

	/// The canonical bytes of a contribution.
	pub(super) fn content_of(&self, rank: usize) -> Vec<u8> {
		let positions = self.start_of(rank)..self.start_of(rank.saturating_add(1)).min(self.length);
		let mut content = Vec::new();
		let mut gap = None;
		for position in positions {
			match self.token(position) {
				0 => gap = Some(b'\n'),
				number => {
					// Separators in front of the first word are the last contribution's.
					content.extend(gap.filter(|_| !content.is_empty()));
					content.extend_from_slice(self.word(number));
					gap = Some(b' ');
				},
			}
		}
		content
	}
}

/// From where the entry before `index` ends to where this one does, in a table of ends.
fn range(ends: &[u8], index: usize) -> Range<usize> {
	let end = |index: usize| u32_at(ends, index.saturating_mul(4)).map_or(0, wide);
	index.checked_sub(1).map_or(0, end)..end(index)
}
