// SPDX-License-Identifier: Apache-2.0
//! What is told of trainings while they run.

use crate::world::{question, training_job, World, BASE};
use openledger_primitives::{
	ids::{ContributionId, RequestId, SnapshotId},
	jobs::{JobState, Training},
};
use polkadot_sdk::sp_core::H256;

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
		options.jobs.patience = std::time::Duration::from_millis(50);
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
	tokio::time::sleep(std::time::Duration::from_millis(150)).await;
	world.node.pause(false);
	while updates.changed().await.is_ok() {}
	let state = updates.borrow().status.state.clone();
	assert!(matches!(state, JobState::Finished { .. }), "{state:?}");
}
