// SPDX-License-Identifier: Apache-2.0
//! Where everything is in a segment.
//!
//! ```text
//! header       magic 8, version u32, widths of tokens and positions u8 u8, zero u16,
//!              digest 32, tokens, distinct words, contributions, bytes of words u32 each
//! ids          u64 per contribution, ascending
//! commitments  content root 32 and length u32 per contribution
//! starts       u32 per contribution: the position of its first word
//! word ends    u32 per distinct word: where it ends in the bytes of words
//! bucket ends  u32 per number, the separator's first: the rank behind its suffixes
//! samples      u32 per 64 positions: the bytes before that position in its contribution
//! words        distinct words, ascending, one after the other
//! tokens       big-endian numbers of 1 to 4 bytes: numbers compare as their bytes do
//! suffixes     little-endian positions of 1 to 4 bytes, in the order of the suffixes there
//! padding      4 zeros, so that each position can be read as four bytes
//! checksum     XXH3-128 of all bytes before it, little-endian
//! ```
//!
//! All numbers are little-endian but tokens. The counts in the header give every section's place.

use super::SegmentError;
use crate::spans::{digest::CorpusDigest, wide};
use std::ops::Range;

/// What each segment begins with.
const MAGIC: [u8; 8] = *b"OLspans\n";
/// The version of this format.
const VERSION: u32 = 1;
/// The length of the header in bytes.
const HEADER_LEN: usize = 64;
/// Zeros behind the suffixes.
pub(in crate::spans) const PADDING: usize = 4;
/// The length of the checksum in bytes.
pub(in crate::spans) const CHECKSUM_LEN: usize = 16;
/// Positions per sampled offset.
pub(in crate::spans) const SAMPLE: usize = 64;

/// Bytes per token and per position, one to four each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Widths {
	/// Bytes of a word's number.
	pub token: u8,
	/// Bytes of a position.
	pub position: u8,
}

impl Widths {
	/// The least that hold numbers of up to `distinct` words, and positions below `tokens`.
	pub(in crate::spans) fn holding(distinct: usize, tokens: usize) -> Self {
		Self { token: bytes(distinct), position: bytes(tokens.saturating_sub(1)) }
	}

	/// The larger of both, each.
	pub(in crate::spans) fn at_least(self, other: Self) -> Self {
		Self {
			token: self.token.max(other.token).min(4),
			position: self.position.max(other.position).min(4),
		}
	}
}

/// The bytes that hold numbers up to `largest`, at least one, at most four.
fn bytes(largest: usize) -> u8 {
	match largest {
		0..=0xFF => 1,
		0x100..=0xFFFF => 2,
		0x1_0000..=0xFF_FFFF => 3,
		_ => 4,
	}
}

/// What a segment says about itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::spans) struct Header {
	pub(in crate::spans) widths: Widths,
	pub(in crate::spans) digest: CorpusDigest,
	pub(in crate::spans) tokens: u32,
	pub(in crate::spans) distinct: u32,
	pub(in crate::spans) contributions: u32,
	pub(in crate::spans) lexicon_bytes: u32,
}

impl Header {
	pub(in crate::spans) fn encode(&self) -> [u8; HEADER_LEN] {
		let mut header = [0; HEADER_LEN];
		let parts = [
			&MAGIC[..],
			&VERSION.to_le_bytes(),
			&[self.widths.token, self.widths.position, 0, 0],
			&self.digest.0,
			&self.tokens.to_le_bytes(),
			&self.distinct.to_le_bytes(),
			&self.contributions.to_le_bytes(),
			&self.lexicon_bytes.to_le_bytes(),
		];
		for (place, byte) in header.iter_mut().zip(parts.into_iter().flatten()) {
			*place = *byte;
		}
		header
	}

	/// Reads the header of a segment of `length` bytes, and where its sections are.
	///
	/// # Errors
	/// Every [`SegmentError`] but those about checksum and content.
	pub(super) fn decode(segment: &[u8]) -> Result<(Self, Layout), SegmentError> {
		let short = || SegmentError::Truncated { expected: HEADER_LEN, found: segment.len() };
		if !MAGIC.starts_with(segment.get(..MAGIC.len()).unwrap_or(segment)) {
			return Err(SegmentError::NotASegment);
		}
		let number = |at: usize| u32_at(segment, at).ok_or_else(short);
		match number(8)? {
			VERSION => {},
			version => return Err(SegmentError::Version(version)),
		}
		let [token, position, ..] = number(12)?.to_le_bytes();
		if !(1..=4).contains(&token) || !(1..=4).contains(&position) {
			return Err(SegmentError::Malformed("widths are not one to four bytes"));
		}
		let digest =
			segment.get(16..48).and_then(|digest| digest.try_into().ok()).ok_or_else(short)?;
		let header = Self {
			widths: Widths { token, position },
			digest: CorpusDigest(digest),
			tokens: number(48)?,
			distinct: number(52)?,
			contributions: number(56)?,
			lexicon_bytes: number(60)?,
		};
		let layout =
			Layout::of(&header).ok_or(SegmentError::Malformed("no memory is that large"))?;
		match layout.length {
			expected if expected == segment.len() => Ok((header, layout)),
			expected if expected > segment.len() => {
				Err(SegmentError::Truncated { expected, found: segment.len() })
			},
			_ => Err(SegmentError::Malformed("bytes behind the end")),
		}
	}
}

/// Where the sections of a segment are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Layout {
	pub(super) ids: Range<usize>,
	pub(super) commitments: Range<usize>,
	pub(super) starts: Range<usize>,
	pub(super) word_ends: Range<usize>,
	pub(super) bucket_ends: Range<usize>,
	pub(super) samples: Range<usize>,
	pub(super) words: Range<usize>,
	pub(super) tokens: Range<usize>,
	/// With the padding.
	pub(super) suffixes: Range<usize>,
	/// Of everything, checksum included.
	pub(super) length: usize,
}

impl Layout {
	/// `None` when the segment would not fit into the address space.
	fn of(header: &Header) -> Option<Self> {
		let (tokens, distinct) = (wide(header.tokens), wide(header.distinct));
		let contributions = wide(header.contributions);
		let mut at = HEADER_LEN;
		let mut section = |count: usize, width: usize| {
			let start = at;
			at = count.checked_mul(width)?.checked_add(start)?;
			Some(start..at)
		};
		Some(Self {
			ids: section(contributions, 8)?,
			commitments: section(contributions, 36)?,
			starts: section(contributions, 4)?,
			word_ends: section(distinct, 4)?,
			bucket_ends: section(distinct.checked_add(1)?, 4)?,
			samples: section(tokens.div_ceil(SAMPLE), 4)?,
			words: section(wide(header.lexicon_bytes), 1)?,
			tokens: section(tokens, header.widths.token.into())?,
			suffixes: {
				let suffixes = section(tokens, header.widths.position.into())?;
				suffixes.start..section(PADDING, 1)?.end
			},
			length: section(CHECKSUM_LEN, 1)?.end,
		})
	}
}

/// The little-endian number in the four bytes at `at`.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
	let four = bytes.get(at..at.checked_add(4)?)?;
	Some(u32::from_le_bytes(four.try_into().ok()?))
}
