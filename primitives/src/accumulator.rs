// SPDX-License-Identifier: Apache-2.0
//! An append-only Merkle tree that is kept as its peaks: the layer under snapshots.
//!
//! A tree of [`crate::merkle`] hashes the number of leaves into every leaf, so one more leaf changes
//! all of them. A list that only grows needs a tree whose leaves stay as they are. This one has the
//! same shape (Certificate Transparency's, RFC 6962), but its leaves know only their own place, and the
//! number of leaves is hashed once, at the top:
//!
//! ```text
//! digest(i) = BLAKE2b-256( "openledger/accumulator/leaf/v1" ‖ domain: u8 ‖ i: u32le ‖ data )
//! leaf(i)   = BLAKE2b-256( digest(i) )
//! node      = BLAKE2b-256( left ‖ right )
//! top       = the one node over all leaves, the last node of an odd row being promoted
//! root      = BLAKE2b-256( "openledger/accumulator/root/v1" ‖ domain: u8 ‖ count: u32le ‖ top )
//! ```
//!
//! - Preimages of leaves have 32 bytes, those of inner nodes 64, those of roots 67: none passes for
//!   another.
//! - A root that is not zero fixes the domain, the number of leaves, and the place of each.
//! - The perfect subtrees that the bits of `count` name, largest first, are the *peaks*. They are all
//!   that an [`Accumulator`] keeps: a new leaf merges as many of them as `count` has trailing ones, one
//!   on average, and the top is the peaks joined from the right.

use crate::{
	commitment::ContentCommitment,
	ids::ContributionId,
	merkle::{path_len, Domain, Path},
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	binary_merkle_tree::{merkle_proof, merkle_root, verify_proof},
	sp_core::{ConstU32, H256},
	sp_runtime::{
		traits::{BlakeTwo256, Hash},
		BoundedVec,
	},
};
use scale_info::TypeInfo;

/// The most peaks: one for each bit of the count. Also the longest path.
pub const MAX_PEAKS: u32 = 32;

const LEAF_TAG: &[u8; 30] = b"openledger/accumulator/leaf/v1";
const ROOT_TAG: &[u8; 30] = b"openledger/accumulator/root/v1";

/// A tree that grows at its right end, by its peaks. The same domain goes with all calls on one.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	PartialEq,
	Eq,
	Debug,
	Default,
)]
pub struct Accumulator {
	count: u32,
	peaks: BoundedVec<H256, ConstU32<MAX_PEAKS>>,
}

impl Accumulator {
	/// The number of leaves.
	pub fn count(&self) -> u32 {
		self.count
	}

	/// Appends `data` and returns its index. One hash to merge on average, at most 31.
	///
	/// Returns `None`, and changes nothing, when there are `u32::MAX` leaves already.
	#[must_use]
	pub fn append(&mut self, domain: Domain, data: &[u8]) -> Option<u32> {
		let index = self.count;
		let count = index.checked_add(1)?;
		let mut node = BlakeTwo256::hash(digest(domain, index, data).as_bytes());
		let mut peaks = self.peaks.clone();
		for _ in 0..index.trailing_ones() {
			node = join(&peaks.pop()?, &node);
		}
		peaks.try_push(node).ok()?;
		*self = Self { count, peaks };
		Some(index)
	}

	/// The root: at most 31 hashes to join the peaks, and one. Zero when there are no leaves.
	pub fn root(&self, domain: Domain) -> H256 {
		let top = self.peaks.iter().rev().copied().reduce(|right, left| join(&left, &right));
		top.map_or_else(H256::zero, |top| seal(domain, self.count, &top))
	}
}

/// All leaves of an [`Accumulator`], to prove that one is among them. Holds 32 bytes per leaf.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leaves {
	domain: Domain,
	digests: Vec<H256>,
}

impl Leaves {
	/// Digests `leaves`, in their order.
	///
	/// Returns `None` for more than `u32::MAX` leaves.
	pub fn new<I>(domain: Domain, leaves: I) -> Option<Self>
	where
		I: IntoIterator,
		I::IntoIter: ExactSizeIterator,
		I::Item: AsRef<[u8]>,
	{
		let leaves = leaves.into_iter();
		let count = u32::try_from(leaves.len()).ok()?;
		let digests = (0..count)
			.zip(leaves)
			.map(|(index, data)| digest(domain, index, data.as_ref()))
			.collect();
		Some(Self { domain, digests })
	}

	/// The root over all leaves; zero when there are none.
	pub fn root(&self) -> H256 {
		match u32::try_from(self.digests.len()) {
			Ok(count) if count > 0 => seal(self.domain, count, &self.top()),
			_ => H256::zero(),
		}
	}

	/// The proof of the leaf at `index`; `None` past the last leaf.
	pub fn prove(&self, index: u32) -> Option<MembershipProof> {
		let present = usize::try_from(index).is_ok_and(|index| index < self.digests.len());
		let path =
			present.then(|| merkle_proof::<BlakeTwo256, _, _>(&self.digests, index).proof)?;
		Some(MembershipProof { top: self.top(), path: path.try_into().ok()? })
	}

	fn top(&self) -> H256 {
		merkle_root::<BlakeTwo256, _>(&self.digests)
	}
}

/// Shows that a leaf stands at its place under a root.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct MembershipProof {
	/// The node over all leaves.
	pub top: H256,
	/// The hashes from the leaf's sibling up to below the top.
	pub path: Path<MAX_PEAKS>,
}

impl MembershipProof {
	/// Whether `data` is leaf `index` of the `count` leaves under this `root`.
	///
	/// Never panics; false for any path that is shorter or longer than the true one.
	pub fn verify(&self, domain: Domain, root: &H256, count: u32, index: u32, data: &[u8]) -> bool {
		let expected = path_len(count, index).and_then(|len| usize::try_from(len).ok());
		expected == Some(self.path.len())
			&& seal(domain, count, &self.top) == *root
			&& verify_proof::<BlakeTwo256, _, _>(
				&self.top,
				self.path.iter().copied(),
				count,
				index,
				&digest(domain, index, data),
			)
	}
}

/// What the leaves of a snapshot say. Its SCALE encoding is the leaf's data, in the domain
/// [`Domain::Snapshot`]; the leaves stand in the order of acceptance.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct SnapshotLeaf<AccountId> {
	/// The accepted contribution.
	pub contribution: ContributionId,
	/// Commitment to its canonical bytes.
	pub content: ContentCommitment,
	/// Who gave it.
	pub contributor: AccountId,
}

/// What the leaves over takedowns say. Its SCALE encoding is the leaf's data, in the domain
/// [`Domain::Withdrawal`]; the leaves stand in the order of the takedowns.
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
pub struct WithdrawalLeaf {
	/// The contribution that was taken down.
	pub contribution: ContributionId,
	/// Its place among the accepted ones.
	pub index: u32,
}

fn digest(domain: Domain, index: u32, data: &[u8]) -> H256 {
	let mut preimage = Vec::with_capacity(data.len().saturating_add(35));
	(LEAF_TAG, domain, index).encode_to(&mut preimage);
	preimage.extend_from_slice(data);
	BlakeTwo256::hash(&preimage)
}

fn join(left: &H256, right: &H256) -> H256 {
	BlakeTwo256::hash_of(&(left, right))
}

fn seal(domain: Domain, count: u32, top: &H256) -> H256 {
	BlakeTwo256::hash_of(&(ROOT_TAG, domain, count, top))
}
