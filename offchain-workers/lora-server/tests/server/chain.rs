// SPDX-License-Identifier: Apache-2.0
//! Reading the chain.

use crate::{
	node::{Node, Records},
	world::{contribution_record, GENESIS},
};
use openledger_lora_server::chain::{self, ChainError};
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{ArtifactId, ContributionId, DatanetId, SnapshotId},
	traits::SnapshotInfo,
};
use polkadot_sdk::sp_core::H256;
use std::time::{Duration, Instant};

const SNAPSHOT: SnapshotId = SnapshotId(1);

/// A node with one snapshot of `count` contributions, of which the chain says `accepted`.
async fn node(count: u64, accepted: u32) -> Node {
	let records = (0..count)
		.map(|id| contribution_record(ContributionId(id), ContentCommitment::default()))
		.collect();
	let info = SnapshotInfo {
		datanet: DatanetId(0),
		root: H256::zero(),
		accepted,
		withdrawn: 0,
		withdrawn_root: H256::zero(),
		length: 1,
	};
	let snapshots = [(SNAPSHOT, (info, records))].into();
	Node::start(Records { genesis: GENESIS, snapshots, ..Records::default() }).await
}

async fn client(node: &Node) -> chain::ChainView {
	let node = chain::Node::new(&node.url(), Duration::from_secs(5)).unwrap();
	node.finalised().await.unwrap()
}

#[tokio::test]
async fn contributions_are_all_read_when_they_fill_pages() {
	for count in [1, 255, 256, 257, 512, 700] {
		let node = node(count, u32::try_from(count).unwrap()).await;
		let view = client(&node).await;
		let info = view.snapshot(SNAPSHOT).await.unwrap().unwrap();
		let found = view.contributions(SNAPSHOT, info.accepted).await.unwrap();
		let ids = found.iter().map(|record| record.id.0).collect::<Vec<_>>();
		assert_eq!(ids, (0..count).collect::<Vec<_>>());
	}
}

#[tokio::test]
async fn contributions_are_refused_when_there_are_fewer_or_more_than_the_snapshot_says() {
	for (count, accepted) in [(3, 4), (300, 301), (256, 257), (5, 4)] {
		let node = node(count, accepted).await;
		let view = client(&node).await;
		let found = view.contributions(SNAPSHOT, accepted).await;
		assert!(matches!(found, Err(ChainError::Undecodable { .. })), "{count} of {accepted}");
	}
}

#[tokio::test]
async fn nothing_is_found_when_the_chain_has_nothing() {
	let node = node(1, 1).await;
	let view = client(&node).await;
	assert_eq!(view.genesis(), GENESIS);
	assert_eq!(view.artifact(ArtifactId(1)).await.unwrap(), None);
	assert_eq!(view.snapshot(SnapshotId(9)).await.unwrap(), None);
}

#[tokio::test]
async fn node_counts_as_unreachable_when_it_does_not_answer_in_time() {
	let node = node(1, 1).await;
	let client = chain::Node::new(&node.url(), Duration::from_millis(200)).unwrap();
	let view = client.finalised().await.unwrap();
	node.pause(true);
	let asked = Instant::now();
	let found = view.artifact(ArtifactId(1)).await;
	assert!(matches!(found, Err(ChainError::Unreachable { .. })), "{found:?}");
	assert!(asked.elapsed() < Duration::from_secs(3));
	node.pause(false);
}

#[test]
fn url_is_refused_when_it_is_not_http() {
	for wrong in ["", "127.0.0.1:9944", "ws://127.0.0.1:9944"] {
		let refused = chain::Node::new(wrong, Duration::from_secs(1));
		assert!(matches!(refused, Err(ChainError::Url { .. })), "{wrong}");
	}
}
