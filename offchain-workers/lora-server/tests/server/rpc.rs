// SPDX-License-Identifier: Apache-2.0
//! Jobs by JSON-RPC, with jsonrpsee's own clients.

use crate::world::{options, question, training_job, Running, World, BASE, GENESIS};
use axum::http::{HeaderMap, HeaderValue};
use jsonrpsee::{
	core::client::{ClientT, Error, Subscription, SubscriptionClientT},
	http_client::HttpClientBuilder,
	rpc_params,
	ws_client::{WsClient, WsClientBuilder},
};
use openledger_lora_server::{api::Token, jobs::JobUpdate};
use openledger_primitives::{
	ids::{ContributionId, RequestId, SnapshotId},
	jobs::{JobState, JobStatus, Training, TrainingOptions},
};
use polkadot_sdk::sp_core::H256;
use serde_json::{json, Value};
use std::time::Duration;
use tokio::time;

const SECRET: &str = "correct-horse-battery-staple";

fn url(world: &World, scheme: &str) -> String {
	format!("{scheme}://{}/rpc", world.http().address())
}

async fn client(world: &World) -> WsClient {
	WsClientBuilder::default().build(url(world, "ws")).await.unwrap()
}

/// The code of a refusal, and the code that HTTP has for it.
fn refusal(error: Error) -> (i32, String) {
	let Error::Call(refusal) = error else { panic!("the call is refused: {error}") };
	let data: Value = serde_json::from_str(refusal.data().unwrap().get()).unwrap();
	(refusal.code(), data["code"].as_str().unwrap().into())
}

/// What is told of a job, to its end.
async fn all(mut updates: Subscription<JobUpdate>) -> Vec<JobUpdate> {
	let mut told = Vec::new();
	loop {
		let next = time::timeout(Duration::from_secs(120), updates.next()).await.expect("in time");
		let update = next.expect("the end is told").unwrap();
		let over =
			matches!(update.status.state, JobState::Finished { .. } | JobState::Failed { .. });
		told.push(update);
		if over {
			return told;
		}
	}
}

async fn subscribe(client: &WsClient, id: H256) -> Subscription<JobUpdate> {
	let (method, unsubscribe) = ("jobs_subscribeProgress", "jobs_unsubscribeProgress");
	client.subscribe(method, rpc_params![id], unsubscribe).await.unwrap()
}

#[tokio::test]
async fn job_is_submitted_and_followed_to_its_end() {
	let world = World::new().await;
	let client = client(&world).await;
	let job = question(RequestId(1), BASE, "What is a dog?");
	let posted: JobStatus = client.request("jobs_submit", rpc_params![&job]).await.unwrap();
	assert_eq!(posted.job_id, job.job_id);
	let told = all(subscribe(&client, job.job_id).await).await;
	let end = told.last().unwrap();
	assert!(matches!(end.status.state, JobState::Finished { .. }), "{end:?}");
	let status: JobStatus = client.request("jobs_status", rpc_params![job.job_id]).await.unwrap();
	assert_eq!(status, end.status);
	assert_eq!(status.state, world.state(job.job_id).await);
	let evidence: Value = client.request("jobs_evidence", rpc_params![job.job_id]).await.unwrap();
	let path = format!("/v1/jobs/{:?}/evidence", job.job_id);
	assert_eq!(evidence, world.http().get(&path).await.ok());
}

#[tokio::test]
async fn training_tells_its_progress() {
	let world = World::new().await;
	world
		.snapshot(SnapshotId(1), &[(ContributionId(1), &["The fox is red.", "The dog is old."])])
		.await;
	let job = training_job(Training {
		base: BASE,
		snapshots: vec![SnapshotId(1)],
		rank: 2,
		alpha: 4,
		epochs: 3,
		batch_size: 2,
		learning_rate_micros: 100,
		seed: 1,
		options: TrainingOptions::default(),
	});
	let client = client(&world).await;
	let _: JobStatus = client.request("jobs_submit", rpc_params![&job]).await.unwrap();
	let told = all(subscribe(&client, job.job_id).await).await;
	let end = told.last().unwrap();
	assert!(matches!(end.status.state, JobState::Finished { .. }), "{end:?}");
	assert_eq!(end.progress.expect("it has trained").epoch, 3);
}

#[tokio::test]
async fn job_that_is_over_is_told_once_when_it_is_subscribed_to() {
	let world = World::new().await;
	let job = question(RequestId(1), BASE, "What is a dog?");
	world.run(&job).await;
	let told = all(subscribe(&client(&world).await, job.job_id).await).await;
	assert_eq!(told.len(), 1);
}

#[tokio::test]
async fn calls_are_refused_by_name_when_they_are_wrong() {
	let world = World::new().await;
	let client = client(&world).await;
	let nobody = H256::repeat_byte(9);
	for method in ["jobs_status", "jobs_evidence"] {
		let refused = client.request::<Value, _>(method, rpc_params![nobody]).await.unwrap_err();
		assert_eq!(refusal(refused), (-32404, "job_unknown".into()), "{method}");
	}
	let refused = client
		.subscribe::<JobUpdate, _>(
			"jobs_subscribeProgress",
			rpc_params![nobody],
			"jobs_unsubscribeProgress",
		)
		.await
		.expect_err("nobody posted it");
	assert_eq!(refusal(refused), (-32404, "job_unknown".into()));
	let refused = client.request::<Value, _>("jobs_status", rpc_params!["0x12"]).await.unwrap_err();
	assert_eq!(refusal(refused), (-32602, "invalid_request".into()));
	let mut job = question(RequestId(1), BASE, "Why?");
	job.version = 9;
	let refused = client.request::<Value, _>("jobs_submit", rpc_params![&job]).await.unwrap_err();
	assert_eq!(refusal(refused), (-32602, "unsupported_version".into()));
	assert_eq!(world.node.records.lock().unwrap().genesis, GENESIS);
}

#[tokio::test]
async fn calls_are_answered_by_http_too() {
	let world = World::new().await;
	let job = question(RequestId(1), BASE, "What is a dog?");
	world.run(&job).await;
	let client = HttpClientBuilder::default().build(url(&world, "http")).unwrap();
	let status: JobStatus = client.request("jobs_status", rpc_params![job.job_id]).await.unwrap();
	assert_eq!(status.job_id, job.job_id);
}

#[tokio::test]
async fn adapters_are_listed_as_by_http() {
	let world = World::new().await;
	let listed: Value = client(&world).await.request("adapters_list", rpc_params![]).await.unwrap();
	assert_eq!(listed["object"], "list");
	assert_eq!(listed, world.http().get("/v1/adapters").await.ok());
}

#[tokio::test]
async fn calls_are_refused_when_no_token_is_shown() {
	let world = World::with(|options| options.token = Some(Token::new(SECRET).unwrap())).await;
	assert!(WsClientBuilder::default().build(url(&world, "ws")).await.is_err());
	let answer = world.http().post("/rpc", &json!({})).await;
	assert_eq!(answer.error(axum::http::StatusCode::UNAUTHORIZED), "invalid_api_key");
	let mut headers = HeaderMap::new();
	headers.insert("authorization", HeaderValue::from_str(&format!("Bearer {SECRET}")).unwrap());
	let client =
		WsClientBuilder::default().set_headers(headers).build(url(&world, "ws")).await.unwrap();
	let unknown = client.request::<Value, _>("jobs_status", rpc_params![H256::zero()]).await;
	assert_eq!(refusal(unknown.unwrap_err()).0, -32404);
}

#[tokio::test]
async fn pages_of_others_are_refused_when_no_token_is_asked_for() {
	let world = World::new().await;
	let mut headers = HeaderMap::new();
	headers.insert("origin", HeaderValue::from_static("https://example.com"));
	let refused = WsClientBuilder::default().set_headers(headers).build(url(&world, "ws")).await;
	assert!(refused.is_err());
}

#[tokio::test]
async fn subscriptions_are_bounded() {
	let world = World::new().await;
	let client = client(&world).await;
	world.node.pause(true);
	let job = question(RequestId(1), BASE, "What is a dog?");
	world.post(&job).await;
	let mut held = Vec::new();
	for _ in 0..64 {
		held.push(subscribe(&client, job.job_id).await);
	}
	let refused = client
		.subscribe::<JobUpdate, _>(
			"jobs_subscribeProgress",
			rpc_params![job.job_id],
			"jobs_unsubscribeProgress",
		)
		.await;
	assert!(matches!(refused, Err(Error::Call(_))));
	drop(held);
	world.node.pause(false);
}

#[tokio::test]
async fn server_stops_when_a_subscription_is_open() {
	let store = tempfile::TempDir::new().unwrap();
	let server = Running::start(options(store.path(), "http://127.0.0.1:1".into())).await;
	let url = format!("ws://{}/rpc", server.http.address());
	let client = WsClientBuilder::default().build(url).await.unwrap();
	client.request::<Value, _>("jobs_status", rpc_params![H256::zero()]).await.unwrap_err();
	time::timeout(Duration::from_secs(20), server.stop()).await.expect("it stops");
}
