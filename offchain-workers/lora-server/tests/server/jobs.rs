// SPDX-License-Identifier: Apache-2.0
//! The life of a job: posted twice, queued, interrupted, restarted.

use crate::world::{failure, options, question, training_job, World, BASE};
use axum::http::StatusCode;
use openledger_lora_server::{
	jobs::Ledger,
	server::{Server, ServerOptions},
	store::Store,
};
use openledger_primitives::{
	ids::{ArtifactId, ContributionId, RequestId, SnapshotId},
	jobs::{JobRequest, JobResult, JobState, Task, Training, TrainingOptions},
};
use polkadot_sdk::sp_core::H256;
use serde_json::{json, Value};
use std::{
	fs,
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
async fn server_says_so_when_the_jobs_are_damaged() {
	let world = World::new().await;
	let (node, store) = world.stop().await;
	fs::write(store.path().join("jobs.redb"), "no database").unwrap();
	let refused = Server::start(options(store.path(), node.url())).await.err();
	let message = refused.expect("it does not start").to_string();
	assert!(message.contains("cannot open the jobs") && message.contains("jobs.redb"), "{message}");
}

/// Waits until so many jobs are over.
async fn jobs_become(world: &World, count: usize) {
	let waiting = async {
		while ids(&page(world, "done=1").await).len() != count {
			tokio::time::sleep(Duration::from_millis(10)).await;
		}
	};
	tokio::time::timeout(Duration::from_secs(10), waiting)
		.await
		.expect("the jobs stay as they are");
}

/// Starts the server again after a day in which `jobs` were over.
async fn restart_a_day_after(
	world: World,
	jobs: &[&JobRequest],
	change: impl FnOnce(&mut ServerOptions),
) -> World {
	let (node, folder) = world.stop().await;
	{
		let store = Store::open(folder.path()).unwrap();
		let ledger = Ledger::open(&store).unwrap();
		for job in jobs {
			let closed = ledger.closed(job.job_id).unwrap().unwrap();
			ledger.close(&closed, SystemTime::now() - Duration::from_secs(24 * 60 * 60)).unwrap();
		}
	}
	World::start(node, folder, change).await
}

#[tokio::test]
async fn job_is_forgotten_when_it_was_over_for_long_enough() {
	let world = World::new().await;
	let jobs = [1, 2].map(|number| question(RequestId(number), BASE, QUESTION));
	for job in &jobs {
		world.run(job).await;
	}
	let hour = Duration::from_secs(60 * 60);
	let world =
		restart_a_day_after(world, &[&jobs[0]], |options| options.jobs.keep.time = hour).await;
	jobs_become(&world, 1).await;
	let answer = world.http().get(&format!("/v1/jobs/{:?}", jobs[0].job_id)).await;
	assert_eq!(answer.error(StatusCode::NOT_FOUND), "job_unknown");
	assert!(matches!(world.state(jobs[1].job_id).await, JobState::Finished { .. }));
	// It can be done once more.
	assert!(matches!(world.run(&jobs[0]).await, JobState::Finished { .. }));
}

#[tokio::test]
async fn first_jobs_are_forgotten_when_there_are_more_than_are_kept() {
	let world = World::new().await;
	let jobs = [1, 2, 3].map(|number| question(RequestId(number), BASE, QUESTION));
	for job in &jobs {
		world.run(job).await;
	}
	let world = world.restart_with(|options| options.jobs.keep.jobs = 2).await;
	jobs_become(&world, 2).await;
	let answer = world.http().get(&format!("/v1/jobs/{:?}", jobs[0].job_id)).await;
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
	let world = world.restart().await;
	assert_eq!(ids(&page(&world, "done=1").await), [inference.job_id]);
	let hour = Duration::from_secs(60 * 60);
	let world =
		restart_a_day_after(world, &[&inference], |options| options.jobs.keep.time = hour).await;
	jobs_become(&world, 0).await;
	let answer = world.http().get(&format!("/v1/jobs/{:?}", inference.job_id)).await;
	assert_eq!(answer.error(StatusCode::NOT_FOUND), "job_unknown");
	assert!(matches!(world.state(training.job_id).await, JobState::Queued | JobState::Running));
	world.node.pause(false);
}

async fn page(world: &World, query: &str) -> Value {
	world.http().get(&format!("/v1/jobs?{query}")).await.ok()
}

fn ids(page: &Value) -> Vec<H256> {
	let jobs = page["jobs"].as_array().unwrap();
	jobs.iter().map(|job| serde_json::from_value(job["job_id"].clone()).unwrap()).collect()
}

#[tokio::test]
async fn ended_jobs_are_listed_once_each_when_they_are_read_page_by_page() {
	let world = World::new().await;
	let jobs = [1, 2, 3, 4, 5].map(|number| question(RequestId(number), BASE, QUESTION));
	for job in &jobs {
		world.run(job).await;
	}
	let wanted = jobs.iter().map(|job| job.job_id).collect::<Vec<_>>();
	let mut found = Vec::new();
	let (mut after, mut pages) = (0, 0);
	loop {
		let page = page(&world, &format!("done=1&limit=2&after={after}")).await;
		found.extend(ids(&page));
		pages += 1;
		after = page["next"].as_u64().unwrap();
		if page["more"] == json!(false) {
			break;
		}
	}
	assert_eq!((found, pages), (wanted, 3));
	let all = page(&world, "").await;
	let state = world.state(jobs[0].job_id).await;
	assert_eq!(all["jobs"][0]["state"], serde_json::to_value(state).unwrap());
	assert!(all["jobs"][0]["ended_at"].as_u64().is_some());

	// What ends later comes after what was read, after a restart, too.
	let world = world.restart().await;
	assert_eq!(page(&world, &format!("done=1&after={after}")).await["jobs"], json!([]));
	let later = question(RequestId(6), BASE, QUESTION);
	world.run(&later).await;
	assert_eq!(ids(&page(&world, &format!("done=1&after={after}")).await), [later.job_id]);
}

#[tokio::test]
async fn jobs_are_listed_by_state_when_it_is_asked_for() {
	let world = World::with(|options| options.jobs.running = 1).await;
	let finished = question(RequestId(1), BASE, QUESTION);
	world.run(&finished).await;
	let failed = question(RequestId(2), ArtifactId(77), QUESTION);
	world.run(&failed).await;
	world.node.pause(true);
	let (running, queued) =
		(question(RequestId(3), BASE, QUESTION), question(RequestId(4), BASE, QUESTION));
	world.post(&running).await;
	while world.state(running.job_id).await != JobState::Running {
		tokio::task::yield_now().await;
	}
	world.post(&queued).await;
	for (query, wanted) in [
		("state=finished", vec![&finished]),
		("state=failed", vec![&failed]),
		("state=running", vec![&running]),
		("state=queued", vec![&queued]),
		("done=1", vec![&finished, &failed]),
		("done=0", vec![&running, &queued]),
		("done=0&state=finished", vec![]),
		("", vec![&finished, &failed, &running, &queued]),
	] {
		let wanted = wanted.iter().map(|job| job.job_id).collect::<Vec<_>>();
		assert_eq!(ids(&page(&world, query).await), wanted, "{query}");
	}
	world.node.pause(false);
}

#[tokio::test]
async fn page_of_jobs_is_refused_when_it_is_asked_for_wrongly() {
	let world = World::new().await;
	for (query, code) in [
		("limit=0", "invalid_limit"),
		("limit=1001", "invalid_limit"),
		("done=2", "invalid_done"),
		("done=yes", "invalid_request"),
		("after=-1", "invalid_request"),
		("state=lost", "invalid_request"),
		("before=3", "invalid_request"),
	] {
		let answer = world.http().get(&format!("/v1/jobs?{query}")).await;
		assert_eq!(answer.error(StatusCode::BAD_REQUEST), code, "{query}");
	}
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
