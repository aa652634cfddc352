// SPDX-License-Identifier: Apache-2.0
//! The tables of an index: its contributions, and its passages. Records of fixed length in SCALE, one
//! after the other.

use super::Digest;
use codec::{Decode, Encode, MaxEncodedLen};
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::ContributionId,
	merkle::{Domain, Tree},
};

/// The file of contributions, ascending.
pub(super) const CONTRIBUTIONS: &str = "contributions.bin";
/// The file of passages, in the order of tantivy's documents.
pub(super) const PASSAGES: &str = "passages.bin";
/// The file of embeddings, a row for each passage.
pub(super) const EMBEDDINGS: &str = "embeddings.bin";

/// A contribution, and the commitment to its bytes.
pub(super) type Contribution = (ContributionId, ContentCommitment);

/// The snapshot that these are, ascending: the Merkle root over their records in the domain of snapshots, as
/// [`CorpusDigest`](crate::spans::CorpusDigest) is it. Zeros for none.
pub(super) fn snapshot(contributions: &[Contribution]) -> Digest {
	let tree = Tree::new(Domain::Snapshot, contributions.iter().map(Encode::encode));
	Digest::from(tree.map(|tree| tree.root().0).unwrap_or_default())
}

/// The bytes of a table.
pub(super) fn encode<T: Encode>(records: &[T]) -> Vec<u8> {
	records.iter().flat_map(Encode::encode).collect()
}

/// The records of a table; `None` when the bytes are not so many whole ones.
pub(super) fn decode<T: Decode + MaxEncodedLen>(bytes: &[u8]) -> Option<Vec<T>> {
	let length = T::max_encoded_len();
	bytes
		.chunks(length)
		.map(|mut record| match record.len() == length {
			true => T::decode(&mut record).ok(),
			false => None,
		})
		.collect()
}
