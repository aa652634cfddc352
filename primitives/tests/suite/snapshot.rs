// SPDX-License-Identifier: Apache-2.0
//! Lists of contributions, against what a snapshot commits to. The roots come from the accumulator
//! that the chain appends to, not from the tree that the check builds.

use codec::Encode;
use openledger_primitives::{
	accumulator::{Accumulator, SnapshotLeaf, WithdrawalLeaf},
	commitment::ContentCommitment,
	ids::{ContributionId, DatanetId},
	merkle::Domain,
	records::ContributionRecord,
	snapshot::SnapshotMismatch,
	traits::SnapshotInfo,
};
use polkadot_sdk::sp_core::H256;

type Record = ContributionRecord<[u8; 32]>;

/// Five contributions, of which the fourth and then the second were taken down.
fn records() -> Vec<Record> {
	let withdrawn = [None, Some(1), None, Some(0), None];
	(0u8..)
		.zip(withdrawn)
		.map(|(index, withdrawn)| {
			let text = "word ".repeat(usize::from(index) + 1);
			ContributionRecord {
				id: ContributionId(u64::from(index) * 3),
				contributor: [index; 32],
				content: ContentCommitment::of_document(&text).unwrap(),
				uri: Vec::new(),
				withdrawn,
			}
		})
		.collect()
}

fn snapshot(records: &[Record]) -> SnapshotInfo {
	let mut accepted = Accumulator::default();
	for Record { id, contributor, content, .. } in records {
		let leaf = SnapshotLeaf { contribution: *id, content: *content, contributor: *contributor };
		accepted.append(Domain::Snapshot, &leaf.encode()).unwrap();
	}
	let mut order: Vec<_> = (0u32..)
		.zip(records)
		.filter_map(|(index, record)| Some((record.withdrawn?, index, record.id)))
		.collect();
	order.sort_unstable();
	let mut withdrawn = Accumulator::default();
	for (_, index, contribution) in &order {
		let leaf = WithdrawalLeaf { contribution: *contribution, index: *index };
		withdrawn.append(Domain::Withdrawal, &leaf.encode()).unwrap();
	}
	let included = records.iter().filter(|record| record.withdrawn.is_none());
	SnapshotInfo {
		datanet: DatanetId(1),
		root: accepted.root(Domain::Snapshot),
		accepted: u32::try_from(records.len()).unwrap(),
		withdrawn: u32::try_from(order.len()).unwrap(),
		withdrawn_root: withdrawn.root(Domain::Withdrawal),
		length: included.map(|record| u64::from(record.content.length)).sum(),
	}
}

#[test]
fn list_is_right_when_it_is_the_snapshots() {
	assert_eq!(snapshot(&records()).check(&records()), Ok(()));
}

#[test]
fn list_is_right_when_nothing_was_taken_down() {
	let mut records = records();
	for record in &mut records {
		record.withdrawn = None;
	}
	let mut info = snapshot(&records);
	info.withdrawn_root = H256::zero();
	assert_eq!(info.check(&records), Ok(()));
}

#[test]
fn list_is_refused_when_one_is_missing_or_in_another_place() {
	let info = snapshot(&records());
	let mut short = records();
	short.pop();
	assert_eq!(info.check(&short), Err(SnapshotMismatch::Accepted));
	let mut swapped = records();
	swapped.swap(0, 2);
	assert_eq!(info.check(&swapped), Err(SnapshotMismatch::Accepted));
	assert_eq!(info.check::<[u8; 32]>(&[]), Err(SnapshotMismatch::Accepted));
}

#[test]
fn list_is_refused_when_another_is_named_as_the_contributor() {
	let info = snapshot(&records());
	let mut stolen = records();
	stolen[2].contributor = [9; 32];
	assert_eq!(info.check(&stolen), Err(SnapshotMismatch::Accepted));
}

#[test]
fn list_is_refused_when_a_mark_is_missing_or_given_twice() {
	let info = snapshot(&records());
	let mut unmarked = records();
	unmarked[1].withdrawn = None;
	assert_eq!(info.check(&unmarked), Err(SnapshotMismatch::Withdrawn));
	let mut twice = records();
	twice[1].withdrawn = Some(0);
	assert_eq!(info.check(&twice), Err(SnapshotMismatch::Withdrawn));
}

#[test]
fn list_is_refused_when_another_is_marked() {
	let info = snapshot(&records());
	let mut moved = records();
	moved[0].withdrawn = moved[1].withdrawn.take();
	assert_eq!(info.check(&moved), Err(SnapshotMismatch::WithdrawnRoot));
}

#[test]
fn list_is_refused_when_the_snapshot_counts_other_bytes() {
	let mut info = snapshot(&records());
	info.length += 1;
	assert_eq!(info.check(&records()), Err(SnapshotMismatch::Length));
}
