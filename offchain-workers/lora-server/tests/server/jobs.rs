// SPDX-License-Identifier: Apache-2.0
//! The life of a job: posted twice, queued, interrupted, restarted.

use crate::world::{failure, question, training_job, World, BASE};
use axum::http::StatusCode;
use openledger_primitives::{
	ids::{ContributionId, RequestId, SnapshotId},
	jobs::{JobRequest, JobResult, JobState, Task, Training, TrainingOptions},
};
use polkadot_sdk::sp_core::H256;
use serde_json::json;
use std::{
	fs::File,
	time::{Duration, SystemTime},
};

const QUESTION: &str = "What is a dog?";

fn training(epochs: u32) -> Training {
	Training {
		base: BASE,
		snapshots: vec![SnapshotId(1)],
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
async fn job_is_answered_from_its_first_run_when_it_is_posted_again() {
	let world = World::new().await;
	let job = question(RequestId(1), BASE, QUESTION);
	let first = world.run(&job).await;
	assert!(matches!(first, JobState::Finished { .. }), "{first:?}");
	// What would fail now shows that nothing runs.
	world.node.records.lock().unwrap().artifacts.clear();
	assert_eq!(world.post(&job).await, first);
}

#[tokio::test]
async fn finished_job_is_answered_when_the_server_was_restarted() {
	let world = World::new().await;
	let job = question(RequestId(1), BASE, QUESTION);
	let first = world.run(&job).await;
	let path = format!("/v1/jobs/{:?}/evidence", job.job_id);
	let evidence = world.http().get(&path).await.ok();
	let world = world.restart().await;
	assert_eq!(world.state(job.job_id).await, first);
	assert_eq!(world.http().get(&path).await.ok(), evidence);
}

#[tokio::test]
async fn interrupted_inference_begins_again_when_it_is_posted_again() {
	let world = World::new().await;
	let job = question(RequestId(1), BASE, QUESTION);
	world.node.pause(true);
	world.post(&job).await;
	let world = world.restart().await;
	let (reason, retryable) = failure(world.state(job.job_id).await);
	assert!(retryable && reason.contains("stopped"), "{reason}");
	world.node.pause(false);
	assert!(matches!(world.run(&job).await, JobState::Finished { .. }));
}

#[tokio::test]
async fn interrupted_training_begins_again_by_itself_when_the_server_was_restarted() {
	let world = World::new().await;
	world.snapshot(SnapshotId(1), &[(ContributionId(1), &["one short document"])]).await;
	let job = training_job(training(1));
	world.node.pause(true);
	world.post(&job).await;
	let world = world.restart().await;
	assert!(matches!(world.state(job.job_id).await, JobState::Queued | JobState::Running));
	world.node.pause(false);
	let JobState::Finished { result: JobResult::Training(result) } = world.ended(job.job_id).await
	else {
		panic!("the training does not finish")
	};
	assert_eq!((result.rows, result.steps), (1, 1));
}

#[tokio::test]
async fn running_training_stops_and_begins_again_when_the_server_is_restarted() {
	let world = World::new().await;
	world.snapshot(SnapshotId(1), &[(ContributionId(1), &["one short document"])]).await;
	let job = training_job(training(10_000));
	world.post(&job).await;
	let path = format!("/v1/jobs/{:?}/progress", job.job_id);
	while world.http().get(&path).await.status == StatusCode::NOT_FOUND {
		tokio::time::sleep(std::time::Duration::from_millis(20)).await;
	}
	let world = world.restart().await;
	assert!(matches!(world.state(job.job_id).await, JobState::Queued | JobState::Running));
}

#[tokio::test]
async fn training_fails_for_good_when_the_job_is_of_another_training() {
	let world = World::new().await;
	let mut job = training_job(training(1));
	job.task = Task::Training(training(2));
	let (reason, retryable) = failure(world.run(&job).await);
	assert!(!retryable && reason.contains("genesis"), "{reason}");
}

#[tokio::test]
async fn training_fails_by_name_when_it_cannot_be_done() {
	let world = World::new().await;
	world.snapshot(SnapshotId(1), &[(ContributionId(1), &["one short document"])]).await;
	let none = Training { snapshots: Vec::new(), ..training(1) };
	let unknown = Training { snapshots: vec![SnapshotId(5)], ..training(1) };
	let rank = Training { rank: 0, ..training(1) };
	for (training, word, passes) in
		[(none, "snapshots", false), (unknown, "snapshot 5", true), (rank, "rank", false)]
	{
		let (reason, retryable) = failure(world.run(&training_job(training)).await);
		assert!(reason.contains(word) && retryable == passes, "{reason}");
	}
}

#[tokio::test]
async fn job_is_refused_when_as_many_as_may_wait_are_waiting() {
	let world = World::with(|options| {
		options.jobs.waiting = 1;
		options.jobs.running = 1;
	})
	.await;
	world.node.pause(true);
	let jobs = [1, 2, 3].map(|number| question(RequestId(number), BASE, QUESTION));
	world.post(&jobs[0]).await;
	while world.state(jobs[0].job_id).await != JobState::Running {
		tokio::task::yield_now().await;
	}
	assert_eq!(world.post(&jobs[1]).await, JobState::Queued);
	let answer = world.http().post("/v1/jobs", &serde_json::to_value(&jobs[2]).unwrap()).await;
	assert_eq!(answer.error(StatusCode::TOO_MANY_REQUESTS), "busy");
	assert_eq!(answer.headers["retry-after"], "1");
	// Known ones are still answered.
	assert_eq!(world.post(&jobs[1]).await, JobState::Queued);

	world.node.pause(false);
	for job in &jobs[..2] {
		assert!(matches!(world.ended(job.job_id).await, JobState::Finished { .. }));
	}
	assert!(matches!(world.run(&jobs[2]).await, JobState::Finished { .. }));
}

#[tokio::test]
async fn job_is_refused_when_another_of_its_name_is_under_way() {
	let world = World::new().await;
	world.node.pause(true);
	world.post(&question(RequestId(1), BASE, QUESTION)).await;
	let other = question(RequestId(1), BASE, "What is a cat?");
	let answer = world.http().post("/v1/jobs", &serde_json::to_value(&other).unwrap()).await;
	assert_eq!(answer.error(StatusCode::CONFLICT), "job_conflict");
	world.node.pause(false);
}

#[tokio::test]
async fn job_is_refused_when_it_is_of_another_version_or_has_unknown_members() {
	let world = World::new().await;
	let job = serde_json::to_value(question(RequestId(1), BASE, QUESTION)).unwrap();
	let mut version = job.clone();
	version["version"] = json!(2);
	let answer = world.http().post("/v1/jobs", &version).await;
	assert_eq!(answer.error(StatusCode::BAD_REQUEST), "unsupported_version");
	let mut unknown = job;
	unknown["priority"] = json!(1);
	let answer = world.http().post("/v1/jobs", &unknown).await;
	assert_eq!(answer.error(StatusCode::BAD_REQUEST), "invalid_request");
	assert!(answer.message().contains("priority"), "{}", answer.message());
}

#[tokio::test]
async fn job_is_unknown_when_it_was_never_posted() {
	let world = World::new().await;
	for what in ["", "/evidence", "/progress"] {
		let path = format!("/v1/jobs/{:?}{what}", H256::repeat_byte(5));
		let answer = world.http().get(&path).await;
		assert_eq!(answer.error(StatusCode::NOT_FOUND), "job_unknown");
	}
}

#[tokio::test]
async fn damaged_record_is_set_aside_and_the_job_runs_again() {
	let world = World::new().await;
	let job = question(RequestId(1), BASE, QUESTION);
	let first = world.run(&job).await;
	let name = format!("{}.json", hex::encode(job.job_id));
	std::fs::write(world.store.path().join("jobs/closed").join(&name), "{").unwrap();
	assert_eq!(world.run(&job).await, first);
	assert!(world.store.path().join("damaged").join(&name).exists());
}

/// Waits until so many records are in this folder of the store.
async fn records_become(world: &World, folder: &str, count: usize) {
	let path = world.store.path().join("jobs").join(folder);
	let waiting = async {
		while std::fs::read_dir(&path).unwrap().count() != count {
			tokio::time::sleep(Duration::from_millis(10)).await;
		}
	};
	tokio::time::timeout(Duration::from_secs(10), waiting).await.expect("records stay as they are");
}

/// Makes the record of `job` in this folder of the store a day older.
fn age(world: &World, folder: &str, job: &JobRequest) {
	let name = format!("{}.json", hex::encode(job.job_id));
	let file =
		File::options().write(true).open(world.store.path().join("jobs").join(folder).join(name));
	file.unwrap().set_modified(SystemTime::now() - Duration::from_secs(24 * 60 * 60)).unwrap();
}

#[tokio::test]
async fn job_is_forgotten_when_it_was_over_for_long_enough() {
	let world = World::new().await;
	let jobs = [1, 2].map(|number| question(RequestId(number), BASE, QUESTION));
	for job in &jobs {
		world.run(job).await;
	}
	age(&world, "closed", &jobs[0]);
	let hour = Duration::from_secs(60 * 60);
	let world = world.restart_with(|options| options.jobs.keep.time = hour).await;
	records_become(&world, "closed", 1).await;
	let answer = world.http().get(&format!("/v1/jobs/{:?}", jobs[0].job_id)).await;
	assert_eq!(answer.error(StatusCode::NOT_FOUND), "job_unknown");
	assert!(matches!(world.state(jobs[1].job_id).await, JobState::Finished { .. }));
	// It can be done once more.
	assert!(matches!(world.run(&jobs[0]).await, JobState::Finished { .. }));
}

#[tokio::test]
async fn oldest_jobs_are_forgotten_when_there_are_more_than_are_kept() {
	let world = World::new().await;
	let jobs = [1, 2, 3].map(|number| question(RequestId(number), BASE, QUESTION));
	for job in &jobs {
		world.run(job).await;
	}
	age(&world, "closed", &jobs[2]);
	let world = world.restart_with(|options| options.jobs.keep.jobs = 2).await;
	records_become(&world, "closed", 2).await;
	let answer = world.http().get(&format!("/v1/jobs/{:?}", jobs[2].job_id)).await;
	assert_eq!(answer.error(StatusCode::NOT_FOUND), "job_unknown");
}

#[tokio::test]
async fn interrupted_inference_is_forgotten_when_it_is_old_and_a_training_is_not() {
	let world = World::new().await;
	world.snapshot(SnapshotId(1), &[(ContributionId(1), &["one short document"])]).await;
	world.node.pause(true);
	let (inference, training) = (question(RequestId(1), BASE, QUESTION), training_job(training(1)));
	world.post(&inference).await;
	world.post(&training).await;
	age(&world, "begun", &inference);
	age(&world, "begun", &training);
	let hour = Duration::from_secs(60 * 60);
	let world = world.restart_with(|options| options.jobs.keep.time = hour).await;
	records_become(&world, "begun", 1).await;
	let answer = world.http().get(&format!("/v1/jobs/{:?}", inference.job_id)).await;
	assert_eq!(answer.error(StatusCode::NOT_FOUND), "job_unknown");
	assert!(matches!(world.state(training.job_id).await, JobState::Queued | JobState::Running));
	world.node.pause(false);
}

#[tokio::test]
async fn waiting_inference_is_given_up_when_nobody_asks_for_it() {
	let world = World::with(|options| {
		options.jobs.running = 1;
		options.jobs.patience = Duration::from_millis(300);
	})
	.await;
	world.node.pause(true);
	let jobs = [1, 2, 3].map(|number| question(RequestId(number), BASE, QUESTION));
	for job in &jobs {
		world.post(job).await;
	}
	while world.state(jobs[0].job_id).await != JobState::Running {
		tokio::task::yield_now().await;
	}
	tokio::time::sleep(Duration::from_millis(400)).await;
	// The third is asked for once more, the second is not.
	assert_eq!(world.post(&jobs[2]).await, JobState::Queued);
	world.node.pause(false);
	// Asking for it is what keeps it.
	assert!(matches!(world.ended(jobs[2].job_id).await, JobState::Finished { .. }));
	let (reason, retryable) = failure(world.state(jobs[1].job_id).await);
	assert!(retryable && reason.contains("nobody has asked"), "{reason}");
	// Posted again, it begins anew.
	assert!(matches!(world.run(&jobs[1]).await, JobState::Finished { .. }));
}
