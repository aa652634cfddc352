// SPDX-License-Identifier: Apache-2.0
//! Inference jobs: what is checked before an answer is given, and what is told when it fails.

use crate::{
	node::{Node, Records},
	world::{artifact, contribution_record, failure, question, World, BASE, GENESIS},
};
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{ArtifactId, ContributionId, RequestId, SnapshotId},
	jobs::{job_id, InferenceResult, JobInput, JobRequest, JobResult, JobState, Task},
	records::{ArtifactKind, ArtifactStatus},
	vector::AttributionVector,
};
use polkadot_sdk::sp_core::H256;

const QUESTION: &str = "What is a dog?";

fn answered(state: JobState) -> InferenceResult {
	match state {
		JobState::Finished { result: JobResult::Inference(result) } => result,
		state => panic!("the job has no answer: {state:?}"),
	}
}

/// The job with another input than the one that is committed to, or another commitment.
fn with_input(mut job: JobRequest, changed: JobInput) -> JobRequest {
	if let Task::Inference { input, .. } = &mut job.task {
		*input = changed;
	}
	job
}

#[tokio::test]
async fn base_model_answers_wholly_residual_when_it_has_no_snapshots() {
	let world = World::new().await;
	let result = answered(world.run(&question(RequestId(1), BASE, QUESTION)).await);
	assert!(!result.answer.is_empty());
	assert_eq!(result.vector, AttributionVector::unattributed());
	assert_eq!(result.evidence_root, H256::zero());
}

#[tokio::test]
async fn same_question_has_the_same_answer_when_it_is_written_otherwise() {
	let world = World::new().await;
	let plain = answered(world.run(&question(RequestId(1), BASE, QUESTION)).await);
	let spaced = answered(world.run(&question(RequestId(2), BASE, " What  is a\ndog? ")).await);
	assert_eq!(plain, spaced);
}

#[tokio::test]
async fn inference_fails_for_good_when_the_input_is_not_the_committed_one() {
	let world = World::new().await;
	let other = JobInput::Text("What is a cat?".into());
	let job = with_input(question(RequestId(1), BASE, QUESTION), other);
	let (reason, retryable) = failure(world.run(&job).await);
	assert!(!retryable && reason.contains("commitment"), "{reason}");
	// Posting it again starts nothing.
	assert_eq!(failure(world.post(&job).await), (reason, false));
}

#[tokio::test]
async fn inference_fails_for_now_when_the_input_is_nowhere() {
	let world = World::new().await;
	let elsewhere = JobInput::Uri("ipfs://somewhere".into());
	let job = with_input(question(RequestId(1), BASE, QUESTION), elsewhere);
	let (reason, retryable) = failure(world.run(&job).await);
	assert!(retryable && reason.contains("is not in the store"), "{reason}");
	// Whoever has it may bring it.
	world.http().post_bytes("/v1/content", QUESTION).await.ok();
	answered(world.run(&job).await);
}

#[tokio::test]
async fn inference_fails_for_good_when_the_job_is_of_another_chain() {
	let world = World::new().await;
	let mut job = question(RequestId(1), BASE, QUESTION);
	job.job_id = job_id(&H256::repeat_byte(0x22), RequestId(1));
	let (reason, retryable) = failure(world.run(&job).await);
	assert!(!retryable && reason.contains(&format!("{GENESIS:?}")), "{reason}");
}

#[tokio::test]
async fn inference_fails_by_name_until_the_server_has_the_right_base() {
	let world = World::new().await;
	let other = ContentCommitment::of(b"another base model").unwrap();
	let mut adapter = artifact(ArtifactId(9), ArtifactKind::Adapter, other);
	adapter.base = Some(ArtifactId(8));
	world.register(artifact(ArtifactId(8), ArtifactKind::BaseModel, other));
	world.register(adapter);
	for (request, id) in [(1, 8), (2, 9)] {
		let job = question(RequestId(request), ArtifactId(id), QUESTION);
		let (reason, retryable) = failure(world.run(&job).await);
		assert!(retryable && reason.contains(&format!("{:?}", other.root)), "{reason}");
	}
}

#[tokio::test]
async fn inference_fails_for_good_when_the_artifact_is_of_a_kind_that_is_not_served() {
	let world = World::new().await;
	let manifest = ContentCommitment::of(b"a manifest").unwrap();
	for (number, kind, name) in [
		(2, ArtifactKind::Prompt, "a prompt"),
		(3, ArtifactKind::RetrievalIndex, "a retrieval index"),
		(4, ArtifactKind::Workflow, "a workflow"),
	] {
		world.register(artifact(ArtifactId(number), kind, manifest));
		let job = question(RequestId(number.into()), ArtifactId(number), QUESTION);
		let (reason, retryable) = failure(world.run(&job).await);
		assert!(!retryable && reason.contains(&format!("artifact {number} is {name}")), "{reason}");
	}
}

#[tokio::test]
async fn inference_follows_the_status_when_the_artifact_is_a_draft_or_revoked() {
	let world = World::new().await;
	let base = world.node.records.lock().unwrap().artifacts[&BASE].clone();
	let set = |status| {
		let mut record = artifact(ArtifactId(2), ArtifactKind::BaseModel, base.manifest);
		record.status = status;
		world.register(record);
	};
	let job = |number| question(RequestId(number), ArtifactId(2), QUESTION);

	set(ArtifactStatus::Draft);
	let (reason, retryable) = failure(world.run(&job(1)).await);
	assert!(retryable && reason.contains("artifact 2 is a draft"), "{reason}");
	set(ArtifactStatus::Active);
	answered(world.run(&job(1)).await);
	set(ArtifactStatus::Deprecated);
	answered(world.run(&job(2)).await);
	set(ArtifactStatus::Revoked);
	let (reason, retryable) = failure(world.run(&job(3)).await);
	assert!(!retryable && reason.contains("artifact 2 is revoked"), "{reason}");
}

#[tokio::test]
async fn inference_fails_for_good_when_the_adapter_has_no_base() {
	let world = World::new().await;
	let manifest = ContentCommitment::of(b"a manifest").unwrap();
	let mut adapter = artifact(ArtifactId(2), ArtifactKind::Adapter, manifest);
	adapter.base = None;
	world.register(adapter);
	let (reason, retryable) =
		failure(world.run(&question(RequestId(1), ArtifactId(2), QUESTION)).await);
	assert!(!retryable && reason.contains("names no base model"), "{reason}");
}

#[tokio::test]
async fn inference_fails_for_good_when_the_base_of_the_adapter_is_no_model() {
	let world = World::new().await;
	let manifest = ContentCommitment::of(b"a manifest").unwrap();
	world.register(artifact(ArtifactId(2), ArtifactKind::Prompt, manifest));
	let mut adapter = artifact(ArtifactId(3), ArtifactKind::Adapter, manifest);
	adapter.base = Some(ArtifactId(2));
	world.register(adapter);
	let (reason, retryable) =
		failure(world.run(&question(RequestId(1), ArtifactId(3), QUESTION)).await);
	assert!(!retryable && reason.contains("artifact 2 is not a base model"), "{reason}");
}

#[tokio::test]
async fn inference_fails_for_now_when_the_artifact_is_not_finalised() {
	let world = World::new().await;
	let job = question(RequestId(1), ArtifactId(77), QUESTION);
	let (reason, retryable) = failure(world.run(&job).await);
	assert!(retryable && reason.contains("artifact 77"), "{reason}");
}

#[tokio::test]
async fn inference_fails_for_good_when_the_prompt_is_longer_than_the_context() {
	let world = World::new().await;
	let job = question(RequestId(1), BASE, &"dog ".repeat(2000));
	let (reason, retryable) = failure(world.run(&job).await);
	assert!(!retryable && reason.contains("context"), "{reason}");
}

#[tokio::test]
async fn inference_succeeds_when_it_is_posted_again_after_the_node_came_back() {
	let world = World::new().await;
	let World { node, store, server } = world;
	let (address, records) = node.stop().await;
	let away = Node::start(Records::default()).await;
	let world = World { node: away, store, server };
	let job = question(RequestId(1), BASE, QUESTION);
	let (reason, retryable) = failure(world.run(&job).await);
	assert!(retryable && reason.contains("is not reachable"), "{reason}");

	let _back = Node::start_at(address, records).await;
	answered(world.run(&job).await);
}

#[tokio::test]
async fn inference_names_missing_content_and_succeeds_when_it_was_uploaded() {
	let world = World::new().await;
	let text = "a contribution that is on chain and not here yet";
	let content = ContentCommitment::of(text.as_bytes()).unwrap();
	world.take_snapshot(SnapshotId(1), vec![contribution_record(ContributionId(6), content)]);
	let base = world.node.records.lock().unwrap().artifacts[&BASE].clone();
	let mut artifact = artifact(ArtifactId(2), ArtifactKind::BaseModel, base.manifest);
	artifact.snapshots = vec![SnapshotId(1)];
	world.register(artifact);
	let job = question(RequestId(1), ArtifactId(2), QUESTION);
	let (reason, retryable) = failure(world.run(&job).await);
	assert!(retryable && reason.contains("contribution 6"), "{reason}");
	assert!(reason.contains(&format!("{:?}", content.root)), "{reason}");

	world.http().post_bytes("/v1/content", text).await.ok();
	answered(world.run(&job).await);
}

#[tokio::test]
async fn inference_fails_for_good_when_a_contribution_is_not_canonical() {
	let world = World::new().await;
	let stored = world.http().post_bytes("/v1/content", "two  spaces").await.ok();
	let content = serde_json::from_value(stored).unwrap();
	world.take_snapshot(SnapshotId(1), vec![contribution_record(ContributionId(6), content)]);
	let base = world.node.records.lock().unwrap().artifacts[&BASE].clone();
	let mut artifact = artifact(ArtifactId(2), ArtifactKind::BaseModel, base.manifest);
	artifact.snapshots = vec![SnapshotId(1)];
	world.register(artifact);
	let job = question(RequestId(1), ArtifactId(2), QUESTION);
	let (reason, retryable) = failure(world.run(&job).await);
	assert!(!retryable && reason.contains("contribution 6 is not canonical"), "{reason}");
}

#[tokio::test]
async fn inferences_all_finish_when_many_run_at_once() {
	let world = World::new().await;
	let jobs = (0..12)
		.map(|number| question(RequestId(number), BASE, &format!("What is number {number}?")))
		.collect::<Vec<_>>();
	for job in &jobs {
		world.post(job).await;
	}
	for job in &jobs {
		answered(world.ended(job.job_id).await);
	}
}
