// SPDX-License-Identifier: Apache-2.0
//! Trainings: what is told of them while they run, what they leave, and how they go on.

use crate::{
	child::Child,
	client::Http,
	world::{failure, question, training_job, World, BASE},
};
use openledger_lora_server::adapter;
use openledger_primitives::{
	ids::{ContributionId, RequestId, SnapshotId},
	jobs::{
		is_held_out, row_hash, JobRequest, JobResult, JobState, JobStatus, Training,
		TrainingOptions, TrainingResult,
	},
};
use polkadot_sdk::{sp_arithmetic::Perbill, sp_core::H256};
use serde_json::{json, Value};
use std::{fs, time::Duration};
use tempfile::TempDir;
use tokio::time;

const SNAPSHOT: SnapshotId = SnapshotId(1);

fn training(epochs: u32) -> Training {
	Training {
		base: BASE,
		snapshots: vec![SNAPSHOT],
		rank: 2,
		alpha: 4,
		epochs,
		batch_size: 2,
		learning_rate_micros: 1_000,
		seed: 1,
		options: TrainingOptions::default(),
	}
}

#[tokio::test]
async fn subscriber_is_told_of_progress_and_of_the_end_when_a_training_runs() {
	let world = World::new().await;
	world.snapshot(SNAPSHOT, &[(ContributionId(1), &["one short document"])]).await;
	let job = training_job(training(3));
	world.node.pause(true);
	world.post(&job).await;
	let mut updates = world.server.jobs.subscribe(job.job_id).unwrap().unwrap();
	let first = updates.borrow_and_update().clone();
	assert!(matches!(first.status.state, JobState::Queued | JobState::Running));
	assert_eq!((first.status.job_id, first.progress), (job.job_id, None));
	world.node.pause(false);

	let mut seen = Vec::new();
	while updates.changed().await.is_ok() {
		seen.push(updates.borrow_and_update().clone());
	}
	let last = seen.last().unwrap();
	assert!(matches!(last.status.state, JobState::Finished { .. }), "{last:?}");
	let progress = last.progress.unwrap();
	assert_eq!((progress.epoch, progress.step, progress.steps), (3, 3, 3));
	assert!(progress.tokens_per_second > 0.0 && progress.eta_seconds.abs() < f64::EPSILON);
	assert!(seen.iter().filter_map(|update| update.progress).all(|seen| seen.step <= 3));

	// Whoever comes later finds the end.
	let later = world.server.jobs.subscribe(job.job_id).unwrap().unwrap();
	assert_eq!(*later.borrow(), *last);
	assert!(later.has_changed().is_err());
}

#[tokio::test]
async fn subscriber_is_told_of_failure_when_a_job_fails() {
	let world = World::new().await;
	let job = training_job(Training { rank: 0, ..training(1) });
	world.snapshot(SNAPSHOT, &[(ContributionId(1), &["one short document"])]).await;
	world.node.pause(true);
	world.post(&job).await;
	let mut updates = world.server.jobs.subscribe(job.job_id).unwrap().unwrap();
	world.node.pause(false);
	while updates.changed().await.is_ok() {}
	let state = updates.borrow().status.state.clone();
	assert!(matches!(state, JobState::Failed { retryable: false, .. }), "{state:?}");
}

#[tokio::test]
async fn nothing_is_subscribed_to_when_the_job_is_not_known() {
	let world = World::new().await;
	assert!(world.server.jobs.subscribe(H256::repeat_byte(9)).unwrap().is_none());
}

#[tokio::test]
async fn waiting_inference_is_kept_when_somebody_has_subscribed_to_it() {
	let world = World::with(|options| {
		options.jobs.running = 1;
		options.jobs.patience = Duration::from_millis(50);
	})
	.await;
	world.node.pause(true);
	let jobs = [1, 2].map(|number| question(RequestId(number), BASE, "What is a dog?"));
	for job in &jobs {
		world.post(job).await;
	}
	while world.state(jobs[0].job_id).await != JobState::Running {
		tokio::task::yield_now().await;
	}
	let mut updates = world.server.jobs.subscribe(jobs[1].job_id).unwrap().unwrap();
	time::sleep(Duration::from_millis(150)).await;
	world.node.pause(false);
	while updates.changed().await.is_ok() {}
	let state = updates.borrow().status.state.clone();
	assert!(matches!(state, JobState::Finished { .. }), "{state:?}");
}

const DOCUMENTS: [(ContributionId, &[&str]); 3] = [
	(
		ContributionId(2),
		&["What is a harbour? A place by the sea where ships lie safe", "one more"],
	),
	(ContributionId(5), &["What is a mill? A house where corn is ground", "plain text of its own"]),
	(
		ContributionId(6),
		&["What is a loom? A frame on which cloth is woven", "and yet another line"],
	),
];

/// One that takes many steps, and does not know its rows before the end.
fn long_training() -> Training {
	Training { rank: 4, alpha: 8, learning_rate_micros: 200, seed: 7, ..training(25) }
}

fn trained(state: JobState) -> TrainingResult {
	match state {
		JobState::Finished { result: JobResult::Training(result) } => result,
		state => panic!("the training has not finished: {state:?}"),
	}
}

async fn record(http: &Http, result: &TrainingResult) -> Value {
	let root = result.manifest.root;
	http.get(&format!("/v1/artifacts/{root:?}/training_record.json")).await.ok()
}

/// The names in the manifest of an adapter.
async fn files(http: &Http, result: &TrainingResult) -> Vec<String> {
	let manifest = http.get(&format!("/v1/content/{:?}", result.manifest.root)).await.text();
	manifest.lines().map(|line| line.rsplit(' ').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn adapter_has_its_record_and_its_influence_index_when_it_is_trained() {
	let world = World::new().await;
	world.snapshot(SNAPSHOT, &DOCUMENTS).await;
	let asked = Training {
		options: TrainingOptions {
			eval_share: Perbill::from_percent(40),
			influence_dimensions: Some(8),
			..TrainingOptions::default()
		},
		..training(2)
	};
	let job = training_job(asked.clone());
	let result = trained(world.run(&job).await);
	assert_eq!(
		files(world.http(), &result).await,
		[adapter::CONFIG_FILE, adapter::WEIGHTS_FILE, "influence.index", "training_record.json"]
	);
	let record = record(world.http(), &result).await;
	assert_eq!(record["training"], serde_json::to_value(&asked).unwrap());
	let base = world.http().get("/v1/base").await.ok();
	assert_eq!(record["base"], base["commitment"]);
	assert_eq!(record["software"]["libtorch"], "2.11.0");
	assert_eq!(record["snapshots"][0]["id"], 1);

	// Each row, in order, and on the side that its hash decides.
	let share = asked.options.eval_share;
	let mut expected = Vec::new();
	for (contribution, documents) in DOCUMENTS {
		for (number, document) in documents.iter().enumerate() {
			let hash = row_hash(document);
			let held_out = is_held_out(&hash, share);
			expected.push(json!({
				"contribution": contribution, "document": number, "hash": hash, "held_out": held_out,
			}));
		}
	}
	assert_eq!(record["rows"], Value::Array(expected.clone()));
	let held_out = expected.iter().filter(|row| row["held_out"] == true).count();
	assert!((1..expected.len()).contains(&held_out), "{expected:?}");
	assert_eq!(result.rows, u32::try_from(expected.len() - held_out).unwrap());

	let curve = record["report"]["curve"].as_array().unwrap();
	assert_eq!(curve.len(), 2);
	let eval_loss = curve[1]["eval_loss"].as_f64().unwrap();
	assert!((eval_loss * 1000.0 - f64::from(result.eval_loss_millis.unwrap())).abs() <= 0.5);
	let progress = world.http().get(&format!("/v1/jobs/{:?}/progress", job.job_id)).await.ok();
	assert!((progress["eval_loss"].as_f64().unwrap() - eval_loss).abs() <= 1e-6);
	assert_eq!(record["influence"]["dimensions"], 8);
	assert_eq!(record["influence"]["root"], json!(result.influence_root.unwrap()));
}

#[tokio::test]
async fn adapter_has_no_influence_index_when_none_is_wanted() {
	let world = World::new().await;
	world.snapshot(SNAPSHOT, &DOCUMENTS).await;
	let options = TrainingOptions { influence_dimensions: Some(0), ..TrainingOptions::default() };
	let result = trained(world.run(&training_job(Training { options, ..training(1) })).await);
	assert_eq!((result.influence_root, result.eval_loss_millis), (None, None));
	assert_eq!(files(world.http(), &result).await.len(), 3);
}

#[tokio::test]
async fn training_fails_by_name_when_its_options_cannot_be_met() {
	let world = World::new().await;
	world.snapshot(SNAPSHOT, &DOCUMENTS).await;
	let all = TrainingOptions { eval_share: Perbill::one(), ..TrainingOptions::default() };
	let patient = TrainingOptions { patience: 1, ..TrainingOptions::default() };
	let wide =
		TrainingOptions { influence_dimensions: Some(u32::MAX), ..TrainingOptions::default() };
	for (options, word) in [(all, "eval_share"), (patient, "patience"), (wide, "influence index")] {
		let job = training_job(Training { options, ..training(1) });
		let (reason, retryable) = failure(world.run(&job).await);
		assert!(reason.contains(word) && !retryable, "{reason}");
	}
}

#[tokio::test]
async fn training_goes_on_where_it_was_when_the_server_is_restarted() {
	let world = World::new().await;
	world.snapshot(SNAPSHOT, &DOCUMENTS).await;
	let job = training_job(long_training());
	world.post(&job).await;
	let mut updates = world.server.jobs.subscribe(job.job_id).unwrap().unwrap();
	let seen = updates.wait_for(|update| update.progress.is_some_and(|now| now.step >= 9)).await;
	let before = seen.unwrap().progress.unwrap().step;
	let world = world.restart().await;
	let mut updates = world.server.jobs.subscribe(job.job_id).unwrap().unwrap();
	let seen = updates.wait_for(|update| update.progress.is_some()).await;
	assert!(seen.unwrap().progress.unwrap().step > before);
	let result = trained(world.ended(job.job_id).await);
	assert_no_checkpoint(world.store.path()).await;

	// The same in a server that was never stopped.
	let other = World::new().await;
	other.snapshot(SNAPSHOT, &DOCUMENTS).await;
	assert_eq!(trained(other.run(&job).await), result);
}

#[tokio::test]
async fn training_goes_on_from_its_last_checkpoint_when_the_process_was_killed() {
	let world = World::new().await;
	world.snapshot(SNAPSHOT, &DOCUMENTS).await;
	let job = training_job(long_training());
	let expected = trained(world.run(&job).await);

	let store = TempDir::new().unwrap();
	let start = || Child::start(store.path(), &world.node.url(), &["--checkpoint-every", "0"]);
	let child = start();
	for (_, documents) in DOCUMENTS {
		child.http.post("/v1/contributions", &json!({ "documents": documents })).await.ok();
	}
	post(&child.http, &job).await;
	let before = step(&child.http, job.job_id, 9).await;
	child.kill();
	let checkpoint = store.path().join("checkpoints").join(hex::encode(job.job_id));
	assert!(checkpoint.exists());

	let child = start();
	// Killed between telling of a step and writing it down, it does that one again, and no other.
	assert!(step(&child.http, job.job_id, 1).await >= before);
	assert_eq!(trained(ended(&child.http, &job).await), expected);
	assert_no_checkpoint(store.path()).await;
}

#[tokio::test]
async fn training_begins_from_the_first_row_when_its_checkpoint_is_damaged() {
	let world = World::new().await;
	world.snapshot(SNAPSHOT, &DOCUMENTS).await;
	let job = training_job(training(2));
	world.node.pause(true);
	world.post(&job).await;
	let name = hex::encode(job.job_id);
	fs::write(world.store.path().join("checkpoints").join(&name), "no checkpoint").unwrap();
	// One of a job that nobody knows goes.
	fs::write(world.store.path().join("checkpoints").join("stranger"), "left over").unwrap();
	let world = world.restart().await;
	assert!(!world.store.path().join("checkpoints").join("stranger").exists());
	world.node.pause(false);
	let result = trained(world.ended(job.job_id).await);
	assert_eq!(result.steps, 6);
	assert!(world.store.path().join("damaged").join(&name).exists());
	assert_no_checkpoint(world.store.path()).await;
}

async fn post(http: &Http, job: &JobRequest) {
	http.post("/v1/jobs", &serde_json::to_value(job).unwrap()).await.ok();
}

/// Waits until a training has come to a step, and says to which.
async fn step(http: &Http, job: H256, least: u64) -> u64 {
	let asking = async {
		loop {
			let answer = http.get(&format!("/v1/jobs/{job:?}/progress")).await;
			if answer.status.is_success() {
				let step = answer.json()["step"].as_u64().unwrap();
				if step >= least {
					return step;
				}
			}
			time::sleep(Duration::from_millis(10)).await;
		}
	};
	time::timeout(Duration::from_secs(60), asking).await.expect("the training goes on")
}

async fn ended(http: &Http, job: &JobRequest) -> JobState {
	let asking = async {
		loop {
			let status = http.get(&format!("/v1/jobs/{:?}", job.job_id)).await.ok();
			let status: JobStatus = serde_json::from_value(status).unwrap();
			match status.state {
				JobState::Queued | JobState::Running => {},
				state => return state,
			}
			time::sleep(Duration::from_millis(20)).await;
		}
	};
	time::timeout(Duration::from_secs(120), asking).await.expect("the training ends")
}

/// Waits for what is done once the job has ended.
async fn assert_no_checkpoint(store: &std::path::Path) {
	let empty = async {
		while fs::read_dir(store.join("checkpoints")).unwrap().count() > 0 {
			time::sleep(Duration::from_millis(10)).await;
		}
	};
	time::timeout(Duration::from_secs(10), empty).await.expect("the checkpoint is removed");
}
