// SPDX-License-Identifier: Apache-2.0
//! What an index commits to.

use super::{
	format::Header,
	index::{Index, Key},
	number::wide,
};
use codec::Encode;
use openledger_primitives::merkle::{verify, Domain, Tree};
use serde::Serialize;

/// That of committed bytes, and still no leaf of an index is one of theirs: those begin with the length of the
/// bytes (u32, little-endian), at most [`MAX_CONTENT_LEN`]; these with the tag, and its first four letters,
/// `open`, are 1.8 · 10^9 as a length.
///
/// [`MAX_CONTENT_LEN`]: openledger_primitives::commitment::MAX_CONTENT_LEN
const DOMAIN: Domain = Domain::Content;
const TAG: &[u8; 27] = b"openledger/gradient-rows/v1";

/// A leaf of an index's tree, in SCALE after the tag. The first leaf has the settings, so that a root
/// also fixes the projection; row `k` is leaf `k + 1`.
#[derive(Encode)]
enum Leaf<'a> {
	#[codec(index = 0)]
	Settings(&'a Header),
	#[codec(index = 1)]
	Row {
		key: Key,
		/// For each layer the bits of its scale.
		scales: Vec<u32>,
		/// For each layer its integers, as they stand in the file.
		values: Vec<&'a [u8]>,
	},
}

/// A row of an index, and its path to the root.
#[derive(Serialize, Clone, PartialEq, Eq, Debug)]
pub struct RowProof {
	/// The leaf's place in the tree: the row's number and one.
	pub leaf: u32,
	/// The leaves of the tree: one more than rows.
	pub leaves: u32,
	/// The contribution that the row is of.
	pub contribution: u64,
	/// The number of the document in the contribution.
	pub row: u64,
	/// The leaf: `openledger/gradient-rows/v1`, 1, then in SCALE contribution, row, the bits of each
	/// layer's scale, each layer's little-endian integers.
	#[serde(serialize_with = "bytes")]
	pub data: Vec<u8>,
	/// The hashes from the leaf's sibling upwards.
	#[serde(serialize_with = "hashes")]
	pub path: Vec<[u8; 32]>,
}

impl RowProof {
	/// Whether the row is in the tree with this root, by the rules of
	/// [`openledger_primitives::merkle`].
	pub fn verify(&self, root: &[u8; 32]) -> bool {
		let path = self.path.iter().map(Into::into).collect::<Vec<_>>();
		verify(DOMAIN, &root.into(), self.leaves, self.leaf, &self.data, &path)
	}
}

/// The root; `None` only for more rows than an index can have.
pub(super) fn root(index: &Index) -> Option<[u8; 32]> {
	Some(tree(index)?.root().0)
}

pub(super) fn prove(index: &Index, row: u32) -> Option<RowProof> {
	let key = index.keys().nth(wide(row))?;
	let leaf = row.checked_add(1)?;
	let path = tree(index)?.prove(leaf)?.into_iter().map(|hash| hash.0).collect();
	Some(RowProof {
		leaf,
		leaves: index.rows().checked_add(1)?,
		contribution: key.contribution.0,
		row: key.row,
		data: data(&row_leaf(index, wide(row), key)),
		path,
	})
}

fn tree(index: &Index) -> Option<Tree> {
	let settings = Leaf::Settings(index.header());
	let mut keys = index.keys();
	let leaves = (0..wide(index.rows()) + 1).map(|leaf| match leaf.checked_sub(1) {
		Some(row) => keys.next().map_or_else(Vec::new, |key| data(&row_leaf(index, row, key))),
		None => data(&settings),
	});
	Tree::new(DOMAIN, leaves)
}

fn row_leaf(index: &Index, row: usize, key: Key) -> Leaf<'_> {
	let rows = (0..index.layers().len()).map(|layer| index.rows_of(layer));
	let (scales, values) =
		rows.map(|rows| (rows.scale(row).to_bits(), rows.values(row, 1))).unzip();
	Leaf::Row { key, scales, values }
}

fn data(leaf: &Leaf<'_>) -> Vec<u8> {
	let mut data = TAG.to_vec();
	leaf.encode_to(&mut data);
	data
}

fn bytes<S: serde::Serializer>(data: &[u8], to: S) -> Result<S::Ok, S::Error> {
	to.serialize_str(&hex::encode(data))
}

fn hashes<S: serde::Serializer>(path: &[[u8; 32]], to: S) -> Result<S::Ok, S::Error> {
	to.collect_seq(path.iter().map(hex::encode))
}

#[cfg(test)]
mod tests {
	use super::TAG;
	use openledger_primitives::commitment::MAX_CONTENT_LEN;

	#[test]
	fn leaf_is_no_leaf_of_content_when_it_begins_with_the_tag() {
		let length = TAG.first_chunk().copied().map(u32::from_le_bytes);
		assert!(length.is_some_and(|length| length > MAX_CONTENT_LEN));
	}
}
