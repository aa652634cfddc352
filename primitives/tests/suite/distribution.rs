// SPDX-License-Identifier: Apache-2.0
//! Distribution roots.

use codec::{Decode, Encode, MaxEncodedLen};
use openledger_primitives::{
	distribution::{DistributionLeaf, DistributionProof, DistributionRoot, MAX_PATH},
	ids::ContributionId,
	merkle::{Domain, Tree},
};
use polkadot_sdk::sp_core::H256;
use proptest::prelude::*;

/// `count` leaves, ascending by contribution.
fn leaves(count: u32) -> Vec<DistributionLeaf> {
	(0..count)
		.map(|i| DistributionLeaf {
			contribution: ContributionId(u64::from(i) * 3),
			cumulative: u128::from(i) * 1_000,
		})
		.collect()
}

fn tree(domain: Domain, leaves: &[DistributionLeaf]) -> Tree {
	Tree::new(domain, leaves.iter().map(Encode::encode).collect::<Vec<_>>()).unwrap()
}

fn root(leaves: &[DistributionLeaf]) -> DistributionRoot {
	DistributionRoot {
		root: tree(Domain::Distribution, leaves).root(),
		leaves: u32::try_from(leaves.len()).unwrap(),
		total: leaves.iter().map(|leaf| leaf.cumulative).sum(),
	}
}

fn proof(leaves: &[DistributionLeaf], index: u32) -> DistributionProof {
	let path = tree(Domain::Distribution, leaves).prove(index).unwrap();
	DistributionProof { index, path: path.try_into().unwrap() }
}

#[test]
fn every_leaf_is_included_when_proven() {
	for count in 1..40 {
		let leaves = leaves(count);
		let root = root(&leaves);
		for (index, leaf) in (0..).zip(&leaves) {
			assert!(root.includes(leaf, &proof(&leaves, index)), "{index} of {count}");
		}
	}
}

#[test]
fn leaf_is_refused_when_its_amount_or_contribution_differs() {
	let leaves = leaves(7);
	let (root, proof, leaf) = (root(&leaves), proof(&leaves, 4), leaves[4]);
	let richer = DistributionLeaf { cumulative: leaf.cumulative + 1, ..leaf };
	let other = DistributionLeaf { contribution: ContributionId(1), ..leaf };
	assert!(!root.includes(&richer, &proof));
	assert!(!root.includes(&other, &proof));
}

#[test]
fn leaf_is_refused_when_the_proof_is_of_another_place() {
	let leaves = leaves(7);
	let root = root(&leaves);
	for index in (0..7).filter(|index| *index != 4) {
		assert!(!root.includes(&leaves[4], &proof(&leaves, index)));
		let moved = DistributionProof { index, ..proof(&leaves, 4) };
		assert!(!root.includes(&leaves[4], &moved));
	}
}

#[test]
fn leaf_is_refused_when_the_count_or_the_root_differs() {
	let leaves = leaves(7);
	let (root, proof) = (root(&leaves), proof(&leaves, 4));
	for count in (0..20).filter(|count| *count != 7) {
		assert!(!DistributionRoot { leaves: count, ..root }.includes(&leaves[4], &proof));
	}
	let other = DistributionRoot { root: H256::repeat_byte(1), ..root };
	assert!(!other.includes(&leaves[4], &proof));
}

#[test]
fn leaf_is_refused_when_the_tree_is_of_another_domain() {
	let leaves = leaves(5);
	for domain in [Domain::Content, Domain::Snapshot, Domain::Evidence, Domain::Withdrawal] {
		let tree = tree(domain, &leaves);
		let root = DistributionRoot { root: tree.root(), ..root(&leaves) };
		let path = tree.prove(2).unwrap().try_into().unwrap();
		assert!(!root.includes(&leaves[2], &DistributionProof { index: 2, path }));
	}
}

#[test]
fn nothing_is_included_when_there_are_no_leaves() {
	let proof = DistributionProof { index: 0, path: Default::default() };
	assert!(!DistributionRoot::default().includes(&leaves(1)[0], &proof));
}

#[test]
fn path_has_room_for_the_largest_tree_when_its_bound_is_read() {
	let encoded = DistributionProof::max_encoded_len();
	// The index, the compact length of the path, and its hashes.
	assert_eq!(encoded, 4 + 1 + 32 * usize::try_from(MAX_PATH).unwrap());
}

#[test]
fn leaf_is_its_fields_in_order_when_encoded() {
	let leaf = DistributionLeaf { contribution: ContributionId(7), cumulative: 9 };
	assert_eq!(leaf.encode(), [&7u64.to_le_bytes()[..], &9u128.to_le_bytes()].concat());
}

proptest! {
	#[test]
	fn leaf_is_refused_when_a_bit_of_its_proof_flips(
		count in 1u32..50,
		seed in any::<u32>(),
		bit in any::<usize>(),
	) {
		let leaves = leaves(count);
		let index = seed % count;
		let leaf = leaves[usize::try_from(index).unwrap()];
		let mut scale = proof(&leaves, index).encode();
		let at = bit % (scale.len() * 8);
		scale[at / 8] ^= 1 << (at % 8);
		if let Ok(proof) = DistributionProof::decode(&mut &scale[..]) {
			prop_assert!(!root(&leaves).includes(&leaf, &proof));
		}
	}

	#[test]
	fn includes_never_panics_when_the_input_is_hostile(
		root in any::<[u8; 32]>().prop_map(H256),
		leaves in any::<u32>(),
		total in any::<u128>(),
		index in any::<u32>(),
		contribution in any::<u64>(),
		path in prop::collection::vec(any::<[u8; 32]>().prop_map(H256), 0..33),
	) {
		let root = DistributionRoot { root, leaves, total };
		let leaf = DistributionLeaf { contribution: ContributionId(contribution), cumulative: total };
		let proof = DistributionProof { index, path: path.try_into().unwrap() };
		prop_assert!(!root.includes(&leaf, &proof));
	}
}
