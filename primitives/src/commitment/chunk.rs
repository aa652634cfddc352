// SPDX-License-Identifier: Apache-2.0
//! Proof of one chunk.

use super::{
	checked_length, leaf, tree, CommitmentError, ContentCommitment, CHUNK_LEN, MAX_CHUNK_PATH,
};
use crate::merkle::{self, Domain, Path, Tree};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{sp_core::ConstU32, sp_runtime::BoundedVec};
use scale_info::TypeInfo;

/// One chunk of committed bytes and its path to the root.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct ChunkProof {
	/// Index of the chunk, from zero.
	pub index: u32,
	/// The bytes: [`CHUNK_LEN`] of them, fewer only in the last chunk, never none.
	pub chunk: BoundedVec<u8, ConstU32<CHUNK_LEN>>,
	/// The hashes from the chunk's sibling upwards.
	pub path: Path<MAX_CHUNK_PATH>,
}

impl ChunkProof {
	/// Proves the chunk at `index` of `content`.
	///
	/// # Errors
	/// [`CommitmentError::ContentTooLong`], or [`CommitmentError::ChunkOutOfRange`].
	pub fn new(content: &[u8], index: u32) -> Result<Self, CommitmentError> {
		let length = checked_length(content)?;
		Self::from_tree(&tree(content, length)?, content, index)
	}

	pub(super) fn from_tree(
		tree: &Tree,
		content: &[u8],
		index: u32,
	) -> Result<Self, CommitmentError> {
		let chunk = usize::try_from(CHUNK_LEN)
			.ok()
			.zip(usize::try_from(index).ok())
			.and_then(|(len, index)| content.chunks(len).nth(index))
			.and_then(|chunk| chunk.to_vec().try_into().ok());
		let path = tree.prove(index).and_then(|path| path.try_into().ok());
		match (chunk, path) {
			(Some(chunk), Some(path)) => Ok(Self { index, chunk, path }),
			_ => Err(CommitmentError::ChunkOutOfRange),
		}
	}

	/// Checks that this is a chunk of the committed bytes. Never panics.
	///
	/// # Errors
	/// [`CommitmentError::MalformedCommitment`], [`CommitmentError::ChunkOutOfRange`],
	/// [`CommitmentError::ChunkLength`] or [`CommitmentError::ChunkMismatch`].
	pub fn verify(&self, commitment: &ContentCommitment) -> Result<(), CommitmentError> {
		commitment.check()?;
		let expected = commitment.chunk_len(self.index).ok_or(CommitmentError::ChunkOutOfRange)?;
		if u32::try_from(self.chunk.len()) != Ok(expected) {
			return Err(CommitmentError::ChunkLength);
		}
		let data = leaf(commitment.length, &self.chunk);
		let (root, count) = (&commitment.root, commitment.chunks());
		if merkle::verify(Domain::Content, root, count, self.index, &data, &self.path) {
			Ok(())
		} else {
			Err(CommitmentError::ChunkMismatch)
		}
	}
}
