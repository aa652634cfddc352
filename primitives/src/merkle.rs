// SPDX-License-Identifier: Apache-2.0
//! Binary Merkle trees over BLAKE2b-256, the layer under every root in the system.
//!
//! The tree itself is the SDK's `binary-merkle-tree`: the parent of two nodes is the hash of their
//! 64 bytes, the last node of an odd row is promoted, the root of no leaves is zero. That crate
//! hashes leaves and nodes alike, so a 64-byte leaf could pass for an inner node, and its verifier
//! takes the number of leaves on trust. Both are closed here by what goes in as a leaf:
//!
//! ```text
//! digest(i) = BLAKE2b-256( "openledger/merkle/v1" ‖ domain: u8 ‖ count: u32le ‖ i: u32le ‖ data )
//! leaf(i)   = BLAKE2b-256( digest(i) )
//! node      = BLAKE2b-256( left ‖ right )
//! ```
//!
//! - Preimages of tree leaves have 32 bytes, those of inner nodes 64: neither passes for the other.
//! - A root that is not zero fixes the domain, the number of leaves, and the place of each. A tree
//!   of contributions cannot be opened as a tree of receipts, nor as a longer or shorter one.
//! - A path must have exactly the length that count and index dictate, before anything is hashed.

use alloc::vec::Vec;
use codec::Encode;
use polkadot_sdk::{
	binary_merkle_tree::{merkle_proof, merkle_root, verify_proof},
	sp_core::{ConstU32, H256},
	sp_runtime::{
		traits::{BlakeTwo256, Hash},
		BoundedVec,
	},
};

/// What the leaves of a tree are. The SCALE index of each is hashed into every leaf.
#[derive(Encode, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Domain {
	/// Chunks of committed bytes.
	#[codec(index = 0)]
	Content,
	/// Accepted contributions of a Datanet.
	#[codec(index = 1)]
	Snapshot,
	/// Evidence leaves of one answer.
	#[codec(index = 2)]
	Evidence,
	/// Receipts of a batch of answers.
	#[codec(index = 3)]
	Receipts,
	/// Cumulative amounts owed to contributions.
	#[codec(index = 4)]
	Distribution,
	/// Contributions of a Datanet that were taken down.
	#[codec(index = 5)]
	Withdrawal,
	/// Records of answers.
	#[codec(index = 6)]
	Answer,
	/// What single contributions earn by single receipts of a batch.
	#[codec(index = 7)]
	Entries,
	/// How the rows of an evaluation came out.
	#[codec(index = 8)]
	Evaluation,
}

/// The hashes from a leaf up to the root, at most `N`.
pub type Path<const N: u32> = BoundedVec<H256, ConstU32<N>>;

const TAG: &[u8; 20] = b"openledger/merkle/v1";

/// A tree that is built once, to read its root and its paths. Holds 32 bytes per leaf.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tree {
	digests: Vec<H256>,
}

impl Tree {
	/// Builds the tree over `leaves`, in their order.
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
			.map(|(index, data)| digest(domain, count, index, data.as_ref()))
			.collect();
		Some(Self { digests })
	}

	/// The root; zero when there are no leaves.
	pub fn root(&self) -> H256 {
		merkle_root::<BlakeTwo256, _>(&self.digests)
	}

	/// The path of the leaf at `index`, from the leaf's sibling upwards; `None` past the last leaf.
	pub fn prove(&self, index: u32) -> Option<Vec<H256>> {
		let present = usize::try_from(index).is_ok_and(|index| index < self.digests.len());
		present.then(|| merkle_proof::<BlakeTwo256, _, _>(&self.digests, index).proof)
	}
}

/// The number of hashes on the path of leaf `index` in a tree of `count` leaves; `None` when there
/// is no such leaf. At most 32.
pub fn path_len(count: u32, index: u32) -> Option<u32> {
	if index >= count {
		return None;
	}
	let (mut position, mut width, mut len) = (index, count, 0u32);
	while width > 1 {
		if position ^ 1 < width {
			len = len.saturating_add(1);
		}
		position /= 2;
		width = width.div_ceil(2);
	}
	Some(len)
}

/// Whether `data` is leaf `index` of the tree of `count` leaves with this `root`.
///
/// Never panics; false for any path that is shorter or longer than the true one.
pub fn verify(
	domain: Domain,
	root: &H256,
	count: u32,
	index: u32,
	data: &[u8],
	path: &[H256],
) -> bool {
	let expected = path_len(count, index).and_then(|len| usize::try_from(len).ok());
	expected == Some(path.len())
		&& verify_proof::<BlakeTwo256, _, _>(
			root,
			path.iter().copied(),
			count,
			index,
			&digest(domain, count, index, data),
		)
}

fn digest(domain: Domain, count: u32, index: u32, data: &[u8]) -> H256 {
	let mut preimage = Vec::with_capacity(data.len().saturating_add(32));
	(TAG, domain, count, index).encode_to(&mut preimage);
	preimage.extend_from_slice(data);
	BlakeTwo256::hash(&preimage)
}
