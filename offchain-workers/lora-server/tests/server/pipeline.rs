// SPDX-License-Identifier: Apache-2.0
//! From documents to an attributed answer.

use crate::world::{artifact, failure, question, training_job, World, BASE};
use openledger_lora_server::attribution::Evidence;
use openledger_primitives::{
	commitment::ContentCommitment,
	evidence::{evidence_root, span_vector},
	ids::{ArtifactId, ContributionId, RequestId, SnapshotId},
	jobs::{JobResult, JobState, Training, TrainingOptions},
	records::ArtifactKind,
};
use serde_json::Value;
use std::fs;

const SNAPSHOT: SnapshotId = SnapshotId(3);
const ADAPTER: ArtifactId = ArtifactId(5);

#[tokio::test]
async fn answer_is_attributed_to_its_source_when_the_adapter_learnt_it() {
	let world = World::new().await;
	let lighthouse =
		"What is a lighthouse? A tall tower by the sea whose lamp warns ships of rocks";
	let bakery = "What is a bakery? A warm shop in the street where bread is baked before dawn";
	world
		.snapshot(SNAPSHOT, &[(ContributionId(4), &[bakery]), (ContributionId(8), &[lighthouse])])
		.await;
	let training = Training {
		base: BASE,
		snapshots: vec![SNAPSHOT],
		rank: 16,
		alpha: 32,
		epochs: 60,
		batch_size: 2,
		learning_rate_micros: 4_000,
		seed: 1,
		options: TrainingOptions::default(),
	};
	let job = training_job(training);
	let JobState::Finished { result: JobResult::Training(trained) } = world.run(&job).await else {
		panic!("the training does not finish")
	};
	assert!(trained.rows == 2 && (1..=60).contains(&trained.steps), "{trained:?}");
	let progress = world.http().get(&format!("/v1/jobs/{:?}/progress", job.job_id)).await.ok();
	assert_eq!(progress["step"], trained.steps);
	assert_eq!(progress["steps"], 60);

	let mut record = artifact(ADAPTER, ArtifactKind::Adapter, trained.manifest);
	record.snapshots = vec![SNAPSHOT];
	world.register(record);
	let job = question(RequestId(1), ADAPTER, "What is a lighthouse?");
	let JobState::Finished { result: JobResult::Inference(answer) } = world.run(&job).await else {
		panic!("the inference does not finish")
	};
	assert!(answer.answer.contains("whose lamp warns ships"), "{}", answer.answer);
	answer.vector.validate().unwrap();
	let shares = answer.vector.shares.iter().map(|share| share.contribution).collect::<Vec<_>>();
	assert_eq!(shares, [ContributionId(8)]);
	assert!(answer.input_tokens > 0 && (1..=32).contains(&answer.output_tokens));

	let evidence = world.http().get(&format!("/v1/jobs/{:?}/evidence", job.job_id)).await.ok();
	let evidence: Evidence = serde_json::from_value(evidence).unwrap();
	assert_eq!(evidence_root(&evidence.leaves), Ok(answer.evidence_root));
	assert_eq!(span_vector(&evidence.leaves, 6), Ok(answer.vector.clone()));
	assert!(evidence.spans.iter().all(|span| evidence.answer.contains(&span.text)));
	assert_eq!(ContentCommitment::of(evidence.answer.as_bytes()), answer.output_commitment());
	let stored = world.http().get(&format!("/v1/content/{:?}", evidence.output.root)).await;
	assert_eq!(stored.text(), evidence.answer);

	let models = world.http().get("/v1/models").await.ok();
	let names = models["data"].as_array().unwrap().iter().map(|model| &model["id"]);
	assert_eq!(names.collect::<Vec<_>>(), [&Value::from("base"), &Value::from("5")]);
	for file in ["adapter_config.json", "adapter_model.safetensors"] {
		let path = format!("/v1/artifacts/{:?}/{file}", trained.manifest.root);
		assert!(!world.http().get(&path).await.body.is_empty());
	}
}

#[tokio::test]
async fn adapter_is_not_used_when_a_file_of_it_was_damaged() {
	let world = World::new().await;
	world.snapshot(SNAPSHOT, &[(ContributionId(4), &["one short document"])]).await;
	let training = Training {
		base: BASE,
		snapshots: vec![SNAPSHOT],
		rank: 1,
		alpha: 1,
		epochs: 1,
		batch_size: 1,
		learning_rate_micros: 1_000,
		seed: 1,
		options: TrainingOptions::default(),
	};
	let trained = match world.run(&training_job(training)).await {
		JobState::Finished { result: JobResult::Training(trained) } => trained,
		state => panic!("the training does not finish: {state:?}"),
	};
	world.register(artifact(ADAPTER, ArtifactKind::Adapter, trained.manifest));
	for file in fs::read_dir(world.store.path().join("files")).unwrap() {
		let path = file.unwrap().path();
		let mut bytes = fs::read(&path).unwrap();
		*bytes.last_mut().unwrap() ^= 1;
		fs::write(&path, bytes).unwrap();
	}
	let job = question(RequestId(1), ADAPTER, "What is a lighthouse?");
	let (reason, retryable) = failure(world.run(&job).await);
	assert!(retryable && reason.contains("was damaged in the store"), "{reason}");
}
