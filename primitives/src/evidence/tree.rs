// SPDX-License-Identifier: Apache-2.0
//! The evidence tree: presence by one path, absence by two neighbours.

use super::{
	span::{check_count, check_order},
	EvidenceError, EvidenceLeaf, LeafKey, MAX_LEAF_PATH, MAX_LEAVES,
};
use crate::merkle::{self, Domain, Path, Tree};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::sp_core::H256;
use scale_info::TypeInfo;

/// The evidence root of `leaves`, whatever their order and content: the way to tell that these are
/// the committed ones before a broken rule among them is held against the worker.
///
/// # Errors
/// [`EvidenceError::TooManyLeaves`].
pub fn evidence_root(leaves: &[EvidenceLeaf]) -> Result<H256, EvidenceError> {
	check_count(leaves)?;
	Ok(tree(leaves)?.root())
}

fn tree(leaves: &[EvidenceLeaf]) -> Result<Tree, EvidenceError> {
	Tree::new(Domain::Evidence, leaves.iter().map(Encode::encode))
		.ok_or(EvidenceError::TooManyLeaves)
}

/// The Merkle tree over the SCALE encodings of all leaves of one answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EvidenceTree {
	leaves: Vec<EvidenceLeaf>,
	tree: Tree,
}

impl EvidenceTree {
	/// Builds the tree over `leaves` that are sorted and within bounds. Scores are not looked at:
	/// [`super::spans`] checks those.
	///
	/// # Errors
	/// [`EvidenceError::TooManyLeaves`], [`EvidenceError::OutOfBounds`] or
	/// [`EvidenceError::NotSorted`].
	pub fn new(leaves: Vec<EvidenceLeaf>) -> Result<Self, EvidenceError> {
		check_order(&leaves)?;
		let tree = tree(&leaves)?;
		Ok(Self { leaves, tree })
	}

	/// The evidence root; zero when there are no leaves.
	pub fn root(&self) -> H256 {
		self.tree.root()
	}

	/// The leaves, sorted.
	pub fn leaves(&self) -> &[EvidenceLeaf] {
		&self.leaves
	}

	/// Shows the leaf with this key; `None` when there is none.
	pub fn prove_presence(&self, key: &LeafKey) -> Option<LeafProof> {
		let index = self.leaves.binary_search_by_key(key, EvidenceLeaf::key).ok()?;
		self.prove(index)
	}

	/// Shows that no leaf has this key; `None` when one has.
	pub fn prove_absence(&self, key: &LeafKey) -> Option<AbsenceProof> {
		let index = self.leaves.binary_search_by_key(key, EvidenceLeaf::key).err()?;
		Some(self.neighbours(index))
	}

	/// Shows that no span contains the answer's bytes from `start` to before `end`; `None` when the
	/// last one that starts at or before `start` does.
	pub fn prove_uncovered(&self, start: u32, end: u32) -> Option<AbsenceProof> {
		let index = self.leaves.partition_point(|leaf| leaf.answer_start <= start);
		let left = index.checked_sub(1).and_then(|left| self.leaves.get(left));
		let covered = left.is_some_and(|leaf| leaf.answer_end() >= Some(end));
		(!covered).then(|| self.neighbours(index))
	}

	fn prove(&self, index: usize) -> Option<LeafProof> {
		let leaf = *self.leaves.get(index)?;
		let index = u32::try_from(index).ok()?;
		let path = self.tree.prove(index)?.try_into().ok()?;
		Some(LeafProof { leaf, index, path })
	}

	/// The leaves on both sides of the gap before `index`.
	fn neighbours(&self, index: usize) -> AbsenceProof {
		AbsenceProof {
			count: u32::try_from(self.leaves.len()).unwrap_or(u32::MAX),
			left: index.checked_sub(1).and_then(|left| self.prove(left)),
			right: self.prove(index),
		}
	}
}

/// A leaf, its place and its path to the evidence root.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct LeafProof {
	/// The leaf.
	pub leaf: EvidenceLeaf,
	/// Its place among the sorted leaves, from zero.
	pub index: u32,
	/// The hashes from its sibling upwards.
	pub path: Path<MAX_LEAF_PATH>,
}

impl LeafProof {
	/// Checks that the leaf stands in the tree of `count` leaves with this root. Never panics. The
	/// root fixes `count`: no other verifies.
	///
	/// # Errors
	/// [`EvidenceError::TooManyLeaves`] or [`EvidenceError::LeafMismatch`].
	pub fn verify(&self, root: &H256, count: u32) -> Result<(), EvidenceError> {
		if count > MAX_LEAVES {
			return Err(EvidenceError::TooManyLeaves);
		}
		let data = self.leaf.encode();
		if merkle::verify(Domain::Evidence, root, count, self.index, &data, &self.path) {
			Ok(())
		} else {
			Err(EvidenceError::LeafMismatch)
		}
	}
}

/// Two leaves next to each other, between which something is absent. At either end of the list one
/// is missing; without any leaf, both.
///
/// An absence is sound only for sorted leaves. Whoever committed others has broken a rule that
/// [`super::spans`] finds, and [`evidence_root`] tells that these are the committed ones.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct AbsenceProof {
	/// The number of leaves under the root.
	pub count: u32,
	/// The leaf before the gap.
	pub left: Option<LeafProof>,
	/// The leaf after the gap.
	pub right: Option<LeafProof>,
}

impl AbsenceProof {
	/// Checks that no leaf under `root` has this key: a contribution that should have been listed
	/// for a span is not (rule 3). Never panics.
	///
	/// # Errors
	/// [`EvidenceError::TooManyLeaves`], [`EvidenceError::LeafMismatch`],
	/// [`EvidenceError::NotNeighbours`] or [`EvidenceError::NotAbsent`].
	pub fn verify_absent(&self, root: &H256, key: &LeafKey) -> Result<(), EvidenceError> {
		self.verify_neighbours(root)?;
		let after_left = self.left.as_ref().is_none_or(|left| left.leaf.key() < *key);
		let before_right = self.right.as_ref().is_none_or(|right| *key < right.leaf.key());
		if after_left && before_right {
			Ok(())
		} else {
			Err(EvidenceError::NotAbsent)
		}
	}

	/// Checks that no span under `root` contains the answer's bytes from `start` to before `end`: a
	/// match that should have been chosen is not (rule 2). The gap must be the one after the last
	/// leaf that starts at or before `start`; as spans end in the order in which they start, none
	/// before that leaf reaches further. Never panics.
	///
	/// # Errors
	/// As [`Self::verify_absent`].
	pub fn verify_uncovered(&self, root: &H256, start: u32, end: u32) -> Result<(), EvidenceError> {
		self.verify_neighbours(root)?;
		let left_falls_short = self.left.as_ref().is_none_or(|left| {
			left.leaf.answer_start <= start
				&& left.leaf.answer_end().is_some_and(|left_end| left_end < end)
		});
		let right_starts_later =
			self.right.as_ref().is_none_or(|right| start < right.leaf.answer_start);
		if left_falls_short && right_starts_later {
			Ok(())
		} else {
			Err(EvidenceError::NotAbsent)
		}
	}

	fn verify_neighbours(&self, root: &H256) -> Result<(), EvidenceError> {
		for neighbour in self.left.iter().chain(&self.right) {
			neighbour.verify(root, self.count)?;
		}
		let left = self.left.as_ref().map(|left| left.index);
		let right = self.right.as_ref().map(|right| right.index);
		let adjacent = match (left, right) {
			(Some(left), Some(right)) => left.checked_add(1) == Some(right),
			(Some(left), None) => left.checked_add(1) == Some(self.count),
			(None, Some(right)) => right == 0,
			(None, None) => self.count == 0 && root.is_zero(),
		};
		if adjacent {
			Ok(())
		} else {
			Err(EvidenceError::NotNeighbours)
		}
	}
}
