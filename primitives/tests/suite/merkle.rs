// SPDX-License-Identifier: Apache-2.0
//! Merkle trees.

use openledger_primitives::merkle::{path_len, verify, Domain, Tree};
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::traits::{BlakeTwo256, Hash},
};
use proptest::prelude::*;

fn leaves(count: u32) -> Vec<Vec<u8>> {
	(0..count).map(|i| i.to_le_bytes().to_vec()).collect()
}

fn tree(count: u32) -> Tree {
	Tree::new(Domain::Content, leaves(count)).unwrap()
}

fn accepts(tree: &Tree, count: u32, index: u32, data: &[u8], path: &[H256]) -> bool {
	verify(Domain::Content, &tree.root(), count, index, data, path)
}

#[test]
fn root_is_zero_when_there_are_no_leaves() {
	assert_eq!(tree(0).root(), H256::zero());
	assert_eq!(tree(0).prove(0), None);
}

#[test]
fn every_leaf_verifies_when_proven() {
	for count in 1..70 {
		let tree = tree(count);
		for (index, leaf) in (0..count).zip(leaves(count)) {
			let path = tree.prove(index).unwrap();
			assert_eq!(path_len(count, index), Some(path.len() as u32));
			assert!(accepts(&tree, count, index, &leaf, &path), "{index} of {count}");
		}
	}
}

#[test]
fn leaf_is_refused_when_the_count_differs() {
	for count in 1..40 {
		let tree = tree(count);
		for index in 0..count {
			let path = tree.prove(index).unwrap();
			for other in (0..80).filter(|&other| other != count) {
				let data = index.to_le_bytes();
				assert!(!accepts(&tree, other, index, &data, &path), "{index} {count} {other}");
			}
		}
	}
}

#[test]
fn leaf_is_refused_when_the_index_differs() {
	let tree = tree(21);
	for index in 0..21 {
		let path = tree.prove(index).unwrap();
		for other in (0..30).filter(|&other| other != index) {
			assert!(!accepts(&tree, 21, other, &index.to_le_bytes(), &path));
		}
	}
}

#[test]
fn leaf_is_refused_when_the_domain_differs() {
	let tree = tree(3);
	let path = tree.prove(1).unwrap();
	let data = 1u32.to_le_bytes();
	for domain in [
		Domain::Snapshot,
		Domain::Evidence,
		Domain::Receipts,
		Domain::Distribution,
		Domain::Withdrawal,
	] {
		assert!(!verify(domain, &tree.root(), 3, 1, &data, &path));
	}
}

#[test]
fn leaf_is_refused_when_the_path_is_truncated_or_padded() {
	let tree = tree(9);
	for index in 0..9u32 {
		let path = tree.prove(index).unwrap();
		let data = index.to_le_bytes();
		assert!(!accepts(&tree, 9, index, &data, &path[1..]));
		assert!(!accepts(&tree, 9, index, &data, &path[..path.len() - 1]));
		let padded = [path.clone(), vec![H256::zero()]].concat();
		assert!(!accepts(&tree, 9, index, &data, &padded));
	}
}

#[test]
fn inner_node_is_refused_when_passed_off_as_a_leaf() {
	let tree = tree(4);
	let path = tree.prove(0).unwrap();
	let right = path[1];
	let left_children = [tree.prove(1).unwrap()[0], path[0]].map(|hash| hash.0).concat();
	assert_eq!(
		BlakeTwo256::hash(&[BlakeTwo256::hash(&left_children).0, right.0].concat()),
		tree.root(),
		"the children are those under the root"
	);
	assert!(!accepts(&tree, 2, 0, &left_children, &[right]));
}

#[test]
fn nothing_verifies_when_the_numbers_are_huge() {
	let path = vec![H256::zero(); 32];
	assert!(!verify(Domain::Content, &H256::zero(), u32::MAX, u32::MAX - 1, b"", &path));
	assert!(!verify(Domain::Content, &H256::zero(), u32::MAX, u32::MAX, b"", &path));
	assert!(!verify(Domain::Content, &H256::zero(), 0, 0, b"", &[]));
	assert_eq!(path_len(u32::MAX, 0), Some(32));
	assert_eq!(path_len(u32::MAX, u32::MAX), None);
}

#[test]
fn two_trees_differ_when_leaves_swap_places() {
	let swapped = Tree::new(Domain::Content, [[1u8], [0u8]]).unwrap();
	let straight = Tree::new(Domain::Content, [[0u8], [1u8]]).unwrap();
	assert_ne!(swapped.root(), straight.root());
}

proptest! {
	#[test]
	fn leaf_is_refused_when_a_bit_flips(
		count in 1u32..50,
		seed in any::<u32>(),
		bit in any::<usize>(),
	) {
		let index = seed % count;
		let tree = tree(count);
		let path = tree.prove(index).unwrap();
		let mut data = index.to_le_bytes().to_vec();
		let in_data = bit % 32;
		data[in_data / 8] ^= 1 << (in_data % 8);
		prop_assert!(!accepts(&tree, count, index, &data, &path));
		if !path.is_empty() {
			let mut path = path;
			let at = bit % (path.len() * 256);
			path[at / 256].0[at % 256 / 8] ^= 1 << (at % 8);
			prop_assert!(!accepts(&tree, count, index, &index.to_le_bytes(), &path));
		}
	}

	#[test]
	fn verify_never_panics_when_the_input_is_hostile(
		count in any::<u32>(),
		index in any::<u32>(),
		data in prop::collection::vec(any::<u8>(), 0..80),
		path in prop::collection::vec(any::<[u8; 32]>().prop_map(H256), 0..40),
	) {
		prop_assert!(!verify(Domain::Content, &H256::zero(), count, index, &data, &path));
	}
}
