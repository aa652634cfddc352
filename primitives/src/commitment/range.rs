// SPDX-License-Identifier: Apache-2.0
//! Proof of a byte range that may reach over several chunks.

use super::{
	checked_length, tree, ChunkProof, CommitmentError, ContentCommitment, CHUNK_LEN,
	MAX_RANGE_CHUNKS, MAX_RANGE_LEN,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::ops::RangeInclusive;
use polkadot_sdk::{sp_core::ConstU32, sp_runtime::BoundedVec};
use scale_info::TypeInfo;

/// The chunks that a byte range touches, each with its path. The range itself is not part of the
/// proof: the verifier names the one that it wants shown.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct RangeProof {
	/// Contiguous chunks, in ascending order.
	pub chunks: BoundedVec<ChunkProof, ConstU32<MAX_RANGE_CHUNKS>>,
}

impl RangeProof {
	/// Proves the `length` bytes from `start` of `content`.
	///
	/// # Errors
	/// [`CommitmentError::ContentTooLong`], [`CommitmentError::RangeEmpty`],
	/// [`CommitmentError::RangeTooLong`] or [`CommitmentError::RangeOutOfBounds`].
	pub fn new(content: &[u8], start: u32, length: u32) -> Result<Self, CommitmentError> {
		let total = checked_length(content)?;
		let touched = touched(total, start, length)?;
		let tree = tree(content, total)?;
		let chunks = touched
			.map(|index| ChunkProof::from_tree(&tree, content, index))
			.collect::<Result<Vec<_>, _>>()?;
		chunks.try_into().map(|chunks| Self { chunks }).map_err(|_| CommitmentError::RangeTooLong)
	}

	/// Checks the proof and returns the `length` bytes from `start` of the committed content.
	/// Never panics.
	///
	/// # Errors
	/// Every [`CommitmentError`] but `ContentTooLong`; the chunks must be exactly those that the
	/// range touches.
	pub fn verify(
		&self,
		commitment: &ContentCommitment,
		start: u32,
		length: u32,
	) -> Result<Vec<u8>, CommitmentError> {
		commitment.check()?;
		let touched = touched(commitment.length, start, length)?;
		if !self.chunks.iter().map(|proof| proof.index).eq(touched) {
			return Err(CommitmentError::RangeChunks);
		}
		let mut bytes = Vec::new();
		for proof in &self.chunks {
			proof.verify(commitment)?;
			bytes.extend_from_slice(&proof.chunk);
		}
		let skipped = usize::try_from(start % CHUNK_LEN);
		let length = usize::try_from(length);
		let (Ok(skipped), Ok(length)) = (skipped, length) else {
			return Err(CommitmentError::RangeOutOfBounds);
		};
		bytes.drain(..skipped.min(bytes.len()));
		bytes.truncate(length);
		Ok(bytes)
	}
}

/// The chunks that a range of `length` bytes from `start` touches in `total` bytes.
fn touched(total: u32, start: u32, length: u32) -> Result<RangeInclusive<u32>, CommitmentError> {
	let last = length.checked_sub(1).ok_or(CommitmentError::RangeEmpty)?;
	if length > MAX_RANGE_LEN {
		return Err(CommitmentError::RangeTooLong);
	}
	let last = start
		.checked_add(last)
		.filter(|&last| last < total)
		.ok_or(CommitmentError::RangeOutOfBounds)?;
	Ok(start / CHUNK_LEN..=last / CHUNK_LEN)
}
