// SPDX-License-Identifier: Apache-2.0
//! The append-only tree under snapshots.

use codec::{Decode, Encode};
use openledger_primitives::{
	accumulator::{Accumulator, Leaves, MembershipProof, SnapshotLeaf, WithdrawalLeaf},
	commitment::ContentCommitment,
	ids::ContributionId,
	merkle::Domain,
};
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::traits::{BlakeTwo256, Hash},
};
use proptest::prelude::*;

const DOMAIN: Domain = Domain::Snapshot;
/// The SCALE index of [`DOMAIN`].
const DOMAIN_BYTE: u8 = 1;

fn leaves(count: u32) -> Vec<Vec<u8>> {
	(0..count).map(|i| i.to_le_bytes().to_vec()).collect()
}

fn accumulated(leaves: &[Vec<u8>]) -> Accumulator {
	let mut accumulator = Accumulator::default();
	for leaf in leaves {
		accumulator.append(DOMAIN, leaf).unwrap();
	}
	accumulator
}

fn all(count: u32) -> Leaves {
	Leaves::new(DOMAIN, leaves(count)).unwrap()
}

/// The definition of RFC 6962, written anew: the left subtree is the largest perfect one that leaves
/// something for the right.
fn naive_top(leaves: &[(usize, Vec<u8>)]) -> H256 {
	match leaves {
		[(index, data)] => {
			let mut preimage = b"openledger/accumulator/leaf/v1".to_vec();
			preimage.push(DOMAIN_BYTE);
			preimage.extend((*index as u32).to_le_bytes());
			preimage.extend(data);
			BlakeTwo256::hash(&BlakeTwo256::hash(&preimage).0)
		},
		_ => {
			let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
			BlakeTwo256::hash(&[naive_top(left).0, naive_top(right).0].concat())
		},
	}
}

fn naive_root(leaves: &[Vec<u8>]) -> H256 {
	if leaves.is_empty() {
		return H256::zero();
	}
	let numbered = leaves.iter().cloned().enumerate().collect::<Vec<_>>();
	let mut preimage = b"openledger/accumulator/root/v1".to_vec();
	preimage.push(DOMAIN_BYTE);
	preimage.extend((leaves.len() as u32).to_le_bytes());
	preimage.extend(naive_top(&numbered).0);
	BlakeTwo256::hash(&preimage)
}

/// As the chain would store it: `count`, then the peaks.
fn with_raw_state(count: u32, peaks: Vec<H256>) -> Accumulator {
	Accumulator::decode(&mut &(count, peaks).encode()[..]).unwrap()
}

#[test]
fn root_is_zero_when_there_are_no_leaves() {
	assert_eq!(Accumulator::default().root(DOMAIN), H256::zero());
	assert_eq!(all(0).root(), H256::zero());
	assert_eq!(all(0).prove(0), None);
}

#[test]
fn roots_equal_the_naive_ones_when_leaves_are_appended_one_by_one() {
	let mut accumulator = Accumulator::default();
	for count in 1..130 {
		let leaves = leaves(count);
		assert_eq!(accumulator.append(DOMAIN, leaves.last().unwrap()), Some(count - 1));
		assert_eq!(accumulator.count(), count);
		assert_eq!(accumulator.root(DOMAIN), naive_root(&leaves), "{count}");
		assert_eq!(all(count).root(), naive_root(&leaves), "{count}");
	}
}

#[test]
fn every_leaf_verifies_when_proven() {
	for count in 1..70 {
		let root = accumulated(&leaves(count)).root(DOMAIN);
		let all = all(count);
		for (index, leaf) in (0..count).zip(leaves(count)) {
			let proof = all.prove(index).unwrap();
			assert!(proof.verify(DOMAIN, &root, count, index, &leaf), "{index} of {count}");
		}
		assert_eq!(all.prove(count), None);
	}
}

#[test]
fn leaf_is_refused_when_count_or_index_differs() {
	for count in 1..40 {
		let all = all(count);
		for index in 0..count {
			let proof = all.prove(index).unwrap();
			let data = index.to_le_bytes();
			for other in 0..80 {
				assert_eq!(proof.verify(DOMAIN, &all.root(), other, index, &data), other == count);
				assert_eq!(proof.verify(DOMAIN, &all.root(), count, other, &data), other == index);
			}
		}
	}
}

#[test]
fn leaf_is_refused_when_the_domain_differs() {
	let proof = all(3).prove(1).unwrap();
	for domain in [
		Domain::Content,
		Domain::Evidence,
		Domain::Receipts,
		Domain::Distribution,
		Domain::Withdrawal,
	] {
		assert!(!proof.verify(domain, &all(3).root(), 3, 1, &1u32.to_le_bytes()));
		assert_ne!(accumulated(&leaves(3)).root(domain), all(3).root());
	}
}

#[test]
fn leaf_is_refused_when_the_path_is_truncated_or_padded() {
	let all = all(9);
	for index in 0..9u32 {
		let proof = all.prove(index).unwrap();
		let path = proof.path.to_vec();
		let padded = [path.clone(), vec![H256::zero()]].concat();
		for path in [path[1..].to_vec(), path[..path.len() - 1].to_vec(), padded] {
			let proof = MembershipProof { path: path.try_into().unwrap(), ..proof.clone() };
			assert!(!proof.verify(DOMAIN, &all.root(), 9, index, &index.to_le_bytes()));
		}
	}
}

#[test]
fn inner_node_is_refused_when_passed_off_as_a_leaf() {
	let all = all(4);
	let proof = all.prove(0).unwrap();
	let right = proof.path[1];
	let left_children = [all.prove(1).unwrap().path[0], proof.path[0]].map(|hash| hash.0).concat();
	assert_eq!(
		BlakeTwo256::hash(&[BlakeTwo256::hash(&left_children).0, right.0].concat()),
		proof.top,
		"the children are those under the top"
	);
	let forged = MembershipProof { path: vec![right].try_into().unwrap(), ..proof };
	assert!(!forged.verify(DOMAIN, &all.root(), 2, 0, &left_children));
	assert!(!forged.verify(DOMAIN, &all.root(), 4, 0, &left_children));
}

#[test]
fn root_differs_when_leaves_swap_places() {
	let straight = accumulated(&[vec![0], vec![1]]);
	let swapped = accumulated(&[vec![1], vec![0]]);
	assert_ne!(straight.root(DOMAIN), swapped.root(DOMAIN));
}

#[test]
fn append_takes_the_last_leaf_and_no_more_when_full() {
	let peaks = (0..31).map(H256::repeat_byte).collect::<Vec<_>>();
	let mut accumulator = with_raw_state(u32::MAX - 1, peaks);
	assert_eq!(accumulator.append(DOMAIN, b"last"), Some(u32::MAX - 1));
	let full = accumulator.clone();
	assert_eq!(accumulator.append(DOMAIN, b"one more"), None);
	assert_eq!(accumulator, full);
	assert_ne!(full.root(DOMAIN), H256::zero());
}

#[test]
fn append_changes_nothing_when_the_state_is_broken() {
	let mut accumulator = with_raw_state(3, vec![H256::repeat_byte(1)]);
	let before = accumulator.clone();
	assert_eq!(accumulator.append(DOMAIN, b"leaf"), None);
	assert_eq!(accumulator, before);
}

#[test]
fn snapshot_leaf_is_its_fields_in_order_when_encoded() {
	let leaf = SnapshotLeaf {
		contribution: ContributionId(7),
		content: ContentCommitment::of(b"words").unwrap(),
		contributor: [9u8; 32],
	};
	let content = leaf.content.root.0;
	let expected = [&7u64.to_le_bytes()[..], &content, &5u32.to_le_bytes(), &[9; 32]].concat();
	assert_eq!(leaf.encode(), expected);
}

#[test]
fn withdrawal_leaf_is_its_fields_in_order_when_encoded() {
	let leaf = WithdrawalLeaf { contribution: ContributionId(7), index: 5 };
	assert_eq!(leaf.encode(), [&7u64.to_le_bytes()[..], &5u32.to_le_bytes()].concat());
}

fn any_leaves() -> impl Strategy<Value = Vec<Vec<u8>>> {
	prop::collection::vec(prop::collection::vec(any::<u8>(), 0..80), 1..100)
}

proptest! {
	#[test]
	fn accumulated_root_equals_the_naive_one_when_leaves_are_arbitrary(leaves in any_leaves()) {
		let root = accumulated(&leaves).root(DOMAIN);
		prop_assert_eq!(root, naive_root(&leaves));
		prop_assert_eq!(Leaves::new(DOMAIN, &leaves).unwrap().root(), root);
	}

	#[test]
	fn roots_of_prefixes_differ_when_anything_is_appended(leaves in any_leaves(), cut in any::<usize>()) {
		let prefix = &leaves[..cut % leaves.len()];
		prop_assert_ne!(accumulated(prefix).root(DOMAIN), accumulated(&leaves).root(DOMAIN));
	}

	#[test]
	fn leaf_is_refused_when_a_bit_flips(count in 1u32..50, seed in any::<u32>(), bit in any::<usize>()) {
		let index = seed % count;
		let all = all(count);
		let proof = all.prove(index).unwrap();
		let mut data = index.to_le_bytes();
		data[bit % 32 / 8] ^= 1 << (bit % 8);
		prop_assert!(!proof.verify(DOMAIN, &all.root(), count, index, &data));

		let mut scale = proof.encode();
		let at = bit % (scale.len() * 8);
		scale[at / 8] ^= 1 << (at % 8);
		if let Ok(proof) = MembershipProof::decode(&mut &scale[..]) {
			prop_assert!(!proof.verify(DOMAIN, &all.root(), count, index, &index.to_le_bytes()));
		}
	}

	#[test]
	fn verify_never_panics_when_the_input_is_hostile(
		count in any::<u32>(),
		index in any::<u32>(),
		data in prop::collection::vec(any::<u8>(), 0..80),
		top in any::<[u8; 32]>().prop_map(H256),
		path in prop::collection::vec(any::<[u8; 32]>().prop_map(H256), 0..33),
	) {
		let proof = MembershipProof { top, path: path.try_into().unwrap() };
		prop_assert!(!proof.verify(DOMAIN, &H256::zero(), count, index, &data));
	}
}
