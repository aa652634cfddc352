// SPDX-License-Identifier: Apache-2.0
//! Snapshots out of which contributions were taken down, and nodes that do not tell the truth of them.

use crate::world::{
	artifact, contribution_record, failure, question, snapshot_info, training_job, World, BASE,
};
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{ArtifactId, ContributionId, RequestId, SnapshotId},
	jobs::{JobRequest, JobResult, JobState, Training, TrainingOptions},
	records::{ArtifactKind, ContributionRecord},
	traits::SnapshotInfo,
};
use polkadot_sdk::{sp_core::H256, sp_runtime::AccountId32};
use serde_json::json;

const SNAPSHOT: SnapshotId = SnapshotId(3);
const ARTIFACT: ArtifactId = ArtifactId(2);

type Records = Vec<ContributionRecord<AccountId32>>;

/// Five contributions, of which the fourth was taken down first and the second after it. The bytes of
/// those two are nowhere.
async fn records(world: &World) -> Records {
	let mut records = Vec::new();
	for id in 0..5 {
		let document = format!("document number {id} says this");
		let withdrawn = [None, Some(1), None, Some(0), None][id];
		let content = ContentCommitment::of(document.as_bytes()).unwrap();
		if withdrawn.is_none() {
			let body = json!({ "documents": [document] });
			let stored = world.http().post("/v1/contributions", &body).await.ok();
			assert_eq!(stored, serde_json::to_value(content).unwrap());
		}
		let id = ContributionId(u64::try_from(id).unwrap() + 10);
		records.push(ContributionRecord { withdrawn, ..contribution_record(id, content) });
	}
	records
}

/// A question to an artifact that rests on the snapshot: the base model under another number.
fn asking(world: &World) -> JobRequest {
	let base = world.node.records.lock().unwrap().artifacts[&BASE].clone();
	let mut resting = artifact(ARTIFACT, ArtifactKind::BaseModel, base.manifest);
	resting.snapshots = vec![SNAPSHOT];
	world.register(resting);
	question(RequestId(1), ARTIFACT, "What is a dog?")
}

fn training() -> JobRequest {
	training_job(Training {
		base: BASE,
		snapshots: vec![SNAPSHOT],
		rank: 1,
		alpha: 1,
		epochs: 1,
		batch_size: 1,
		learning_rate_micros: 1_000,
		seed: 1,
		options: TrainingOptions::default(),
	})
}

#[tokio::test]
async fn training_has_no_row_of_what_was_taken_down_when_the_snapshot_leaves_it_out() {
	let world = World::new().await;
	world.take_snapshot(SNAPSHOT, records(&world).await);
	match world.run(&training()).await {
		JobState::Finished { result: JobResult::Training(trained) } => assert_eq!(trained.rows, 3),
		state => panic!("the training does not finish: {state:?}"),
	}
}

#[tokio::test]
async fn inference_needs_no_bytes_of_what_was_taken_down_when_the_snapshot_leaves_it_out() {
	let world = World::new().await;
	world.take_snapshot(SNAPSHOT, records(&world).await);
	let state = world.run(&asking(&world)).await;
	assert!(matches!(state, JobState::Finished { .. }), "{state:?}");
}

#[tokio::test]
async fn inference_needs_the_bytes_of_what_was_taken_down_when_the_snapshot_is_older() {
	let world = World::new().await;
	let mut before = records(&world).await;
	for record in &mut before {
		record.withdrawn = None;
	}
	world.take_snapshot(SNAPSHOT, before);
	let (reason, retryable) = failure(world.run(&asking(&world)).await);
	assert!(retryable && reason.contains("contribution 11"), "{reason}");
}

/// Has a node tell a changed truth, and expects a job to fail for now by these words.
async fn assert_found_out(change: impl FnOnce(&mut SnapshotInfo, &mut Records), words: &str) {
	let world = World::new().await;
	let mut records = records(&world).await;
	let mut info = snapshot_info(&records);
	change(&mut info, &mut records);
	world.claim_snapshot(SNAPSHOT, info, records);
	for job in [asking(&world), training()] {
		let (reason, retryable) = failure(world.run(&job).await);
		assert!(retryable && reason.contains("those of snapshot 3"), "{reason}");
		assert!(reason.contains(words), "{words}: {reason}");
	}
}

const ACCEPTED: &str = "the root over what was accepted is another";
const WITHDRAWN: &str = "other contributions are marked as taken down";
const WITHDRAWN_ROOT: &str = "the root over what was taken down is another";
const LENGTH: &str = "another length";

#[tokio::test]
async fn snapshot_is_refused_when_the_root_over_the_accepted_is_another() {
	assert_found_out(|info, _| info.root = H256::repeat_byte(1), ACCEPTED).await;
}

#[tokio::test]
async fn snapshot_is_refused_when_the_accepted_stand_in_another_order() {
	assert_found_out(|_, records| records.swap(0, 2), ACCEPTED).await;
}

#[tokio::test]
async fn snapshot_is_refused_when_a_contributor_is_another() {
	let other = AccountId32::new([8; 32]);
	assert_found_out(|_, records| records[0].contributor = other, ACCEPTED).await;
}

#[tokio::test]
async fn snapshot_is_refused_when_the_root_over_the_withdrawn_is_another() {
	assert_found_out(|info, _| info.withdrawn_root = H256::repeat_byte(1), WITHDRAWN_ROOT).await;
}

#[tokio::test]
async fn snapshot_is_refused_when_the_withdrawn_stand_in_another_order() {
	let swap = |_: &mut SnapshotInfo, records: &mut Records| {
		records[1].withdrawn = Some(0);
		records[3].withdrawn = Some(1);
	};
	assert_found_out(swap, WITHDRAWN_ROOT).await;
}

#[tokio::test]
async fn snapshot_is_refused_when_another_contribution_is_marked_as_withdrawn() {
	let move_mark = |_: &mut SnapshotInfo, records: &mut Records| {
		records[0].withdrawn = records[1].withdrawn.take();
	};
	assert_found_out(move_mark, WITHDRAWN_ROOT).await;
}

#[tokio::test]
async fn snapshot_is_refused_when_a_withdrawn_one_is_listed_as_included() {
	assert_found_out(|_, records| records[1].withdrawn = None, WITHDRAWN).await;
}

#[tokio::test]
async fn snapshot_is_refused_when_an_included_one_is_listed_as_withdrawn() {
	assert_found_out(|_, records| records[0].withdrawn = Some(2), WITHDRAWN).await;
}

#[tokio::test]
async fn snapshot_is_refused_when_two_withdrawn_ones_have_the_same_place() {
	assert_found_out(|_, records| records[1].withdrawn = Some(0), WITHDRAWN).await;
}

#[tokio::test]
async fn snapshot_is_refused_when_its_length_is_another() {
	assert_found_out(|info, _| info.length += 1, LENGTH).await;
}
