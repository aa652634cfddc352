// SPDX-License-Identifier: Apache-2.0
//! What a server has not, and other servers have: fetched by the addresses on chain, and hashed.

use crate::{
	adapters::files::AdapterFiles,
	peer::Peer,
	world::{
		artifact, contribution_record, failure, judgement_job, options, question, training_job,
		Running, World, BASE,
	},
};
use axum::{http::StatusCode, response::Redirect};
use openledger_lora_server::{api::Token, server::ServerOptions, sources::Reach};
use openledger_primitives::{
	commitment::ContentCommitment,
	committee::Judgement,
	ids::{ArtifactId, ContributionId, RequestId, SnapshotId},
	jobs::{
		InferenceResult, JobInput, JobResult, JobState, PublishedAnswer, Task, Training,
		TrainingOptions,
	},
	records::ArtifactKind,
};
use serde_json::json;
use tempfile::TempDir;

const SNAPSHOT: SnapshotId = SnapshotId(3);
const ADAPTER: ArtifactId = ArtifactId(5);
const QUESTION: &str = "What is a lighthouse?";

fn answered(state: JobState) -> InferenceResult {
	match state {
		JobState::Finished { result: JobResult::Inference(result) } => result,
		state => panic!("the inference has not finished: {state:?}"),
	}
}

fn at(server: &Running, root: polkadot_sdk::sp_core::H256) -> Vec<u8> {
	format!("http://{}/v1/content/{root:?}", server.http.address()).into_bytes()
}

/// A chain that says of everything that it is at the first server, which has it.
async fn world() -> World {
	let world = World::new().await;
	let manifest = AdapterFiles::new(1).upload(world.http()).await;
	let mut record = artifact(ADAPTER, ArtifactKind::Adapter, manifest);
	record.uri = at(&world.server, manifest.root);
	world.register(record.clone());
	let said = answered(world.run(&question(RequestId(99), ADAPTER, QUESTION)).await).answer;
	let mut contributions = Vec::new();
	for (id, text) in
		[(4, "a house where corn is ground between two heavy stones"), (8, said.as_str())]
	{
		let body = json!({ "documents": [text] });
		let content = world.http().post("/v1/contributions", &body).await.ok();
		let content: ContentCommitment = serde_json::from_value(content).unwrap();
		let mut contribution = contribution_record(ContributionId(id), content);
		contribution.uri = at(&world.server, content.root);
		contributions.push(contribution);
	}
	world.take_snapshot(SNAPSHOT, contributions);
	record.snapshots = vec![SNAPSHOT];
	world.register(record);
	world
}

/// Another server of the same chain, with nothing in its store.
async fn beside(world: &World, change: impl FnOnce(&mut ServerOptions)) -> (Running, TempDir) {
	let store = TempDir::new().unwrap();
	let mut options = options(store.path(), world.node.url());
	change(&mut options);
	(Running::start(options).await, store)
}

/// The world of the second server, the first one beside it.
fn swap(world: World, (server, store): (Running, TempDir)) -> (World, Running, TempDir) {
	let World { node, store: first_store, server: first } = world;
	(World { node, store, server }, first, first_store)
}

#[tokio::test]
async fn servers_answer_and_judge_alike_when_only_one_had_anything() {
	let world = world().await;
	let job = question(RequestId(1), ADAPTER, QUESTION);
	let author = answered(world.run(&job).await);
	assert_eq!(author.vector.shares.len(), 1, "{author:?}");
	let Task::Inference { input_commitment, min_words, .. } = job.task else { panic!("it is one") };
	let published = PublishedAnswer {
		request: RequestId(1),
		artifact: ADAPTER,
		input: JobInput::Text(QUESTION.into()),
		input_commitment,
		output: author.output_commitment().unwrap(),
		output_tokens: author.output_tokens,
		input_tokens: Some(author.input_tokens),
		max_output_tokens: Some(32),
		source: Some(format!("http://{}", world.http().address())),
		min_words,
	};
	let second = beside(&world, |_| {}).await;
	let (world, first, _first_store) = swap(world, second);
	// The judgement first: nothing was ever asked of this server.
	let JobState::Finished { result: JobResult::Judgement(judged) } =
		world.run(&judgement_job(published)).await
	else {
		panic!("the judgement does not finish")
	};
	let (vector, evidence_root) = (author.vector.clone(), author.evidence_root);
	assert_eq!(judged.judgement, Judgement::Genuine { vector, evidence_root });
	assert_eq!(answered(world.run(&job).await), author);

	// Everything is here now.
	first.stop().await;
	let world = world.restart().await;
	assert_eq!(answered(world.run(&question(RequestId(2), ADAPTER, QUESTION)).await), author);
	let said = world.http().get("/metrics").await.text();
	assert!(said.contains("openledger_fetched_total 0\n"), "{said}");
}

#[tokio::test]
async fn chat_and_pin_load_an_adapter_when_it_is_elsewhere() {
	let world = world().await;
	let ask = json!({
		"model": ADAPTER.to_string(), "temperature": 0, "max_tokens": 8,
		"messages": [{ "role": "user", "content": QUESTION }],
	});
	let path = "/v1/chat/completions";
	let there = world.http().post(path, &ask).await.ok();
	let (second, _store) = beside(&world, |_| {}).await;
	let pinned = second.http.put(&format!("/v1/adapters/{ADAPTER}/pin")).await.ok();
	assert_eq!((&pinned["tier"], &pinned["pinned"]), (&json!("device"), &json!(true)));
	let here = second.http.post(path, &ask).await.ok();
	assert_eq!(here["choices"], there["choices"]);
	let said = second.http.get("/metrics").await.text();
	// The manifest and two files: what was taken up by a pin is not fetched again by a chat.
	assert!(said.contains("openledger_fetched_total 3\n"), "{said}");
}

#[tokio::test]
async fn training_fetches_contributions_when_they_are_elsewhere() {
	let world = world().await;
	let second = beside(&world, |_| {}).await;
	let (world, _first, _first_store) = swap(world, second);
	let training = Training {
		base: BASE,
		snapshots: vec![SNAPSHOT],
		rank: 1,
		alpha: 1,
		epochs: 1,
		batch_size: 2,
		learning_rate_micros: 1_000,
		seed: 1,
		options: TrainingOptions::default(),
	};
	match world.run(&training_job(training)).await {
		JobState::Finished { result: JobResult::Training(trained) } => assert_eq!(trained.rows, 2),
		state => panic!("the training does not finish: {state:?}"),
	}
}

#[tokio::test]
async fn question_is_fetched_when_it_is_elsewhere() {
	let world = world().await;
	let input_commitment = ContentCommitment::of_document(QUESTION).unwrap();
	world.http().post_bytes("/v1/content", QUESTION).await.ok();
	let job = |request| {
		let mut job = question(RequestId(request), ADAPTER, QUESTION);
		if let Task::Inference { input, .. } = &mut job.task {
			let uri = at(&world.server, input_commitment.root);
			*input = JobInput::Uri(String::from_utf8(uri).unwrap());
		}
		job
	};
	let there = answered(world.run(&job(1)).await);
	let job = job(2);
	let second = beside(&world, |_| {}).await;
	let (world, _first, _first_store) = swap(world, second);
	assert_eq!(answered(world.run(&job).await), there);
}

#[tokio::test]
async fn nothing_is_fetched_when_the_operator_does_not_want_it() {
	let world = world().await;
	let second = beside(&world, |options| options.fetch = Reach::None).await;
	let (world, _first, _first_store) = swap(world, second);
	let job = question(RequestId(1), ADAPTER, QUESTION);
	let (reason, retryable) = failure(world.run(&job).await);
	assert!(retryable && reason.contains("is not in the store"), "{reason}");
}

#[tokio::test]
async fn this_machine_is_not_asked_when_only_public_addresses_are() {
	let peer = Peer::start(|_| (StatusCode::OK, QUESTION.as_bytes().to_vec())).await;
	let world = World::with(|options| options.fetch = Reach::Public).await;
	let named = peer.url().replace("127.0.0.1", "localhost");
	for (request, server) in [(1, peer.url()), (2, named)] {
		let mut job = question(RequestId(request), BASE, QUESTION);
		if let Task::Inference { input, .. } = &mut job.task {
			*input = JobInput::Uri(format!("{server}/question"));
		}
		let (reason, retryable) = failure(world.run(&job).await);
		assert!(retryable && reason.contains("has no public address"), "{reason}");
	}
	assert_eq!(peer.asked().len(), 0);
}

#[tokio::test]
async fn content_is_read_without_the_token_when_the_operator_says_so() {
	const SECRET: &str = "correct-horse-battery-staple";
	let world = World::with(|options| {
		options.token = Some(Token::new(SECRET).unwrap());
		options.public_content = true;
	})
	.await;
	let http = world.http().with_token(SECRET);
	let manifest = AdapterFiles::new(1).upload(&http).await;
	let content = format!("/v1/content/{:?}", manifest.root);
	let file = format!("/v1/artifacts/{:?}/adapter_config.json", manifest.root);
	for path in [&content, &file] {
		assert_eq!(world.http().get(path).await.status, StatusCode::OK, "{path}");
	}
	// Nothing else is.
	for path in ["/v1/pins", "/v1/jobs", "/v1/models"] {
		assert_eq!(world.http().get(path).await.status, StatusCode::UNAUTHORIZED, "{path}");
	}
	let put = world.http().post_bytes("/v1/content", "mine").await;
	assert_eq!(put.status, StatusCode::UNAUTHORIZED);
	let world = world.restart_with(|options| {
		options.token = Some(Token::new(SECRET).unwrap());
	});
	assert_eq!(world.await.http().get(&content).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn server_is_not_led_elsewhere_when_a_peer_redirects() {
	let target = Peer::start(|_| (StatusCode::OK, QUESTION.as_bytes().to_vec())).await;
	let to = format!("{}/secret", target.url());
	let peer = Peer::start(move |_| Redirect::temporary(&to)).await;
	let world = World::new().await;
	let mut job = question(RequestId(1), BASE, QUESTION);
	if let Task::Inference { input, .. } = &mut job.task {
		*input = JobInput::Uri(format!("{}/question", peer.url()));
	}
	let (reason, retryable) = failure(world.run(&job).await);
	assert!(retryable && reason.contains("307"), "{reason}");
	assert_eq!((peer.asked().len(), target.asked().len()), (1, 0));
}

#[tokio::test]
async fn adapter_is_refused_by_name_when_its_files_are_not_what_they_should_be() {
	let world = World::new().await;
	let files = AdapterFiles::new(1);
	let other = World::new().await;
	let manifest = files.upload(other.http()).await;
	let bytes = other.http().get(&format!("/v1/content/{:?}", manifest.root)).await.body;
	let weights = files.weights.len();
	let peer = Peer::start(move |path| {
		if path.starts_with("/v1/content/") {
			(StatusCode::OK, bytes.to_vec())
		} else if path.ends_with(".safetensors") {
			// As long as it should be, and other bytes.
			(StatusCode::OK, vec![0; weights])
		} else {
			(StatusCode::OK, files.config.clone())
		}
	})
	.await;
	let mut record = artifact(ADAPTER, ArtifactKind::Adapter, manifest);
	record.uri = format!("{}/v1/content/{:?}", peer.url(), manifest.root).into_bytes();
	world.register(record);
	let (reason, retryable) = failure(world.run(&question(RequestId(1), ADAPTER, QUESTION)).await);
	assert!(retryable && reason.contains("another hash"), "{reason}");
	assert!(reason.contains("adapter_model.safetensors"), "{reason}");
}
