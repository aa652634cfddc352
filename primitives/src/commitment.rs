// SPDX-License-Identifier: Apache-2.0
//! Commitments to bytes, and proofs of parts of them.
//!
//! Canonical bytes are cut into chunks of [`CHUNK_LEN`] bytes, the last one shorter; the root is
//! the Merkle root ([`crate::merkle`], domain `Content`) over leaves `length: u32le ‖ chunk`. The
//! root of non-empty content therefore fixes its length and the place of each chunk as well.
//! Content, answers and prompts are committed alike.

mod chunk;
mod range;

pub use chunk::ChunkProof;
pub use range::RangeProof;

use crate::{
	merkle::{Domain, Tree},
	text,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use polkadot_sdk::sp_core::H256;
use scale_info::TypeInfo;

/// Bytes per chunk.
pub const CHUNK_LEN: u32 = 1024;
/// The longest content that can be committed, in bytes: 5 MiB.
pub const MAX_CONTENT_LEN: u32 = 5 * 1024 * 1024;
/// The most chunks that content can have.
pub const MAX_CHUNKS: u32 = MAX_CONTENT_LEN / CHUNK_LEN;
/// The longest path of a chunk: `ceil(log2(MAX_CHUNKS))` hashes.
pub const MAX_CHUNK_PATH: u32 = 13;
/// The longest answer that can be committed, in canonical bytes: 64 KiB. A span of it, with one
/// byte to either side, fits into one [`RangeProof`].
pub const MAX_ANSWER_LEN: u32 = 64 * 1024;
/// The longest range that one [`RangeProof`] shows, in bytes: an answer and a byte to either side.
pub const MAX_RANGE_LEN: u32 = MAX_ANSWER_LEN + 2;
/// The most chunks that a range of [`MAX_RANGE_LEN`] bytes touches.
pub const MAX_RANGE_CHUNKS: u32 = MAX_ANSWER_LEN / CHUNK_LEN + 2;

/// Why bytes cannot be committed, or a proof of them does not hold.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub enum CommitmentError {
	/// More than [`MAX_CONTENT_LEN`] bytes.
	ContentTooLong,
	/// A length above the limit, or exactly one of root and length zero.
	MalformedCommitment,
	/// There is no chunk with this index.
	ChunkOutOfRange,
	/// The chunk does not have the length that its place dictates.
	ChunkLength,
	/// The chunk and its path do not lead to the root.
	ChunkMismatch,
	/// The range holds no byte.
	RangeEmpty,
	/// The range is longer than [`MAX_RANGE_LEN`].
	RangeTooLong,
	/// The range ends after the content.
	RangeOutOfBounds,
	/// The chunks are not exactly those that the range touches, in order.
	RangeChunks,
}

impl fmt::Display for CommitmentError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::ContentTooLong => "content is longer than 5 MiB",
			Self::MalformedCommitment => "the commitment's length and root cannot go together",
			Self::ChunkOutOfRange => "there is no chunk with this index",
			Self::ChunkLength => "the chunk has the wrong length for its place",
			Self::ChunkMismatch => "the chunk and its path do not lead to the root",
			Self::RangeEmpty => "the range is empty",
			Self::RangeTooLong => "the range is longer than one proof may show",
			Self::RangeOutOfBounds => "the range ends after the content",
			Self::RangeChunks => "the chunks are not exactly those of the range",
		})
	}
}

impl core::error::Error for CommitmentError {}

/// A commitment to bytes. The number of chunks follows from the length: [`Self::chunks`].
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct ContentCommitment {
	/// Merkle root over the chunks; zero for no bytes.
	pub root: H256,
	/// Length in bytes.
	pub length: u32,
}

impl ContentCommitment {
	/// Commits to `content`, which need not be canonical.
	///
	/// # Errors
	/// [`CommitmentError::ContentTooLong`] above [`MAX_CONTENT_LEN`] bytes.
	pub fn of(content: &[u8]) -> Result<Self, CommitmentError> {
		let length = checked_length(content)?;
		let root = tree(content, length)?.root();
		Ok(Self { root, length })
	}

	/// Commits to the canonical form of one document, or of an answer or a question:
	/// [`text::canonicalize`].
	///
	/// # Errors
	/// [`CommitmentError::ContentTooLong`] when that is longer than [`MAX_CONTENT_LEN`] bytes.
	pub fn of_document(document: &str) -> Result<Self, CommitmentError> {
		Self::of(text::canonicalize(document).as_bytes())
	}

	/// The number of chunks.
	pub fn chunks(&self) -> u32 {
		self.length.div_ceil(CHUNK_LEN)
	}

	/// The length of the chunk at `index` in bytes; `None` past the last chunk.
	pub fn chunk_len(&self, index: u32) -> Option<u32> {
		let start = index.checked_mul(CHUNK_LEN)?;
		let rest = self.length.checked_sub(start)?;
		(rest > 0).then(|| rest.min(CHUNK_LEN))
	}

	/// Whether some content could have this commitment, as far as can be seen: the length is within
	/// the limit, and the root is zero exactly when the length is.
	///
	/// # Errors
	/// [`CommitmentError::MalformedCommitment`] otherwise.
	pub fn check(&self) -> Result<(), CommitmentError> {
		if self.length <= MAX_CONTENT_LEN && self.root.is_zero() == (self.length == 0) {
			Ok(())
		} else {
			Err(CommitmentError::MalformedCommitment)
		}
	}
}

fn checked_length(content: &[u8]) -> Result<u32, CommitmentError> {
	u32::try_from(content.len())
		.ok()
		.filter(|&length| length <= MAX_CONTENT_LEN)
		.ok_or(CommitmentError::ContentTooLong)
}

fn tree(content: &[u8], length: u32) -> Result<Tree, CommitmentError> {
	let chunk_len = usize::try_from(CHUNK_LEN).map_err(|_| CommitmentError::ContentTooLong)?;
	let leaves = content.chunks(chunk_len).map(|chunk| leaf(length, chunk));
	Tree::new(Domain::Content, leaves).ok_or(CommitmentError::ContentTooLong)
}

fn leaf(length: u32, chunk: &[u8]) -> Vec<u8> {
	let mut data = Vec::with_capacity(chunk.len().saturating_add(4));
	length.encode_to(&mut data);
	data.extend_from_slice(chunk);
	data
}
