// SPDX-License-Identifier: Apache-2.0
//! Leaves that are shown to stand under a root.

use super::{BatchHeader, BatchLeaf, Entry, LeafPlace, ReceiptLeaf, Tree, TreeRoot};
use crate::{
	distribution::{DistributionLeaf, MAX_PATH},
	merkle::{self, Path},
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A leaf with its place and its path.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Shown<Leaf> {
	/// The leaf's place.
	pub index: u32,
	/// The leaf.
	pub leaf: Leaf,
	/// The hashes from its sibling up to the root.
	pub path: Path<MAX_PATH>,
}

impl<Leaf: BatchLeaf> Shown<Leaf> {
	/// Whether the leaf stands in its place under the root. Never panics.
	pub fn stands_under(&self, tree: TreeRoot) -> bool {
		self.leaf.using_encoded(|data| {
			merkle::verify(Leaf::DOMAIN, &tree.root, tree.leaves, self.index, data, &self.path)
		})
	}

	/// Whether this is the last leaf of the tree.
	pub(super) fn is_last_of(&self, tree: TreeRoot) -> bool {
		self.index.checked_add(1) == Some(tree.leaves)
	}

	/// Whether `right` stands next after this leaf.
	pub(super) fn is_before(&self, right: &Self) -> bool {
		self.index.checked_add(1) == Some(right.index)
	}
}

/// Two neighbours between which a key falls: the last leaf at or below it, and the first above it. One is
/// missing at an end of the tree, both when there are no leaves.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Gap<Leaf> {
	/// The last leaf whose key is not above the one that was looked for.
	pub left: Option<Shown<Leaf>>,
	/// The first leaf whose key is.
	pub right: Option<Shown<Leaf>>,
}

impl<Leaf: BatchLeaf> Gap<Leaf> {
	/// The last leaf at or below `key`, or `None` when there is none: `Some` when this gap shows it.
	pub(super) fn floor(&self, tree: TreeRoot, key: Leaf::Key) -> Option<Option<&Leaf>> {
		let stand = self.left.iter().chain(&self.right).all(|shown| shown.stands_under(tree));
		let left = self.left.as_ref().is_none_or(|shown| shown.leaf.key() <= key);
		let right = self.right.as_ref().is_none_or(|shown| key < shown.leaf.key());
		let closed = match (&self.left, &self.right) {
			(Some(left), Some(right)) => left.is_before(right),
			(Some(left), None) => left.is_last_of(tree),
			(None, Some(right)) => right.index == 0,
			(None, None) => tree.leaves == 0,
		};
		(stand && left && right && closed).then(|| self.left.as_ref().map(|shown| &shown.leaf))
	}

	/// How many hashes are in its paths.
	pub(super) fn hashes(&self) -> usize {
		self.left.iter().chain(&self.right).map(|shown| shown.path.len()).sum()
	}
}

/// A leaf of any tree of a batch.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub enum ShownLeaf {
	/// A receipt.
	Receipt(Shown<ReceiptLeaf>),
	/// What a contribution earns by it.
	Entry(Shown<Entry>),
	/// What a contribution had earned before the batch.
	Previous(Shown<DistributionLeaf>),
	/// What a contribution has earned with it.
	Distribution(Shown<DistributionLeaf>),
}

impl ShownLeaf {
	/// Where it is said to stand.
	pub fn place(&self) -> LeafPlace {
		let (tree, index) = match self {
			Self::Receipt(shown) => (Tree::Receipts, shown.index),
			Self::Entry(shown) => (Tree::Entries, shown.index),
			Self::Previous(shown) => (Tree::Previous, shown.index),
			Self::Distribution(shown) => (Tree::Distribution, shown.index),
		};
		LeafPlace { tree, index }
	}

	/// Whether it stands there. Never panics.
	pub fn stands_under(&self, header: &BatchHeader) -> bool {
		let tree = header.tree(self.place().tree);
		match self {
			Self::Receipt(shown) => shown.stands_under(tree),
			Self::Entry(shown) => shown.stands_under(tree),
			Self::Previous(shown) | Self::Distribution(shown) => shown.stands_under(tree),
		}
	}

	/// How many hashes are in its path: what verifying it costs besides.
	pub fn hashes(&self) -> u32 {
		let hashes = match self {
			Self::Receipt(shown) => shown.path.len(),
			Self::Entry(shown) => shown.path.len(),
			Self::Previous(shown) | Self::Distribution(shown) => shown.path.len(),
		};
		u32::try_from(hashes).unwrap_or(u32::MAX)
	}
}
