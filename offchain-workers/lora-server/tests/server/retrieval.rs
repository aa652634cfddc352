// SPDX-License-Identifier: Apache-2.0
//! Passages before a conversation, with citations.

use crate::{
	embeddings::write_model,
	world::{contribution_record, World},
};
use axum::http::StatusCode;
use openledger_attribution::retrieval::read_log;
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{ContributionId, DatanetId, SnapshotId},
	records::Visibility,
};
use serde_json::{json, Value};
use std::path::PathBuf;

const PATH: &str = "/v1/chat/completions";
const DATANET: DatanetId = DatanetId(3);
const TEXTS: [(ContributionId, &[&str]); 3] = [
	(ContributionId(4), &["The heron stands in the shallow river at dawn."]),
	(ContributionId(5), &["Bees make honey.", "A heron eats fish and frogs."]),
	(ContributionId(6), &["Granite is a hard stone."]),
];

/// A world with a Datanet of one snapshot.
async fn world() -> World {
	let world = World::new().await;
	fill(&world).await;
	world
}

async fn fill(world: &World) {
	world.snapshot(SnapshotId(1), &TEXTS).await;
	world.open_datanet(DATANET, Visibility::Public, Some(SnapshotId(1)));
}

fn ask(question: &str, k: u32) -> Value {
	json!({
		"model": "base",
		"messages": [{ "role": "user", "content": question }],
		"temperature": 0,
		"max_tokens": 8,
		"retrieval": { "datanet": DATANET.0, "k": k },
	})
}

fn log(world: &World) -> PathBuf {
	world.store.path().join("retrieval/log.jsonl")
}

#[tokio::test]
async fn passages_are_cited_with_their_place_and_score() {
	let world = world().await;
	let answer = world.http().post(PATH, &ask("What does a heron eat?", 2)).await.ok();
	let retrieved = &answer["retrieval"];
	assert_eq!((&retrieved["datanet"], &retrieved["snapshot"]), (&json!(3), &json!(1)));
	let citations = retrieved["citations"].as_array().unwrap();
	assert_eq!(citations.len(), 2);
	let best = &citations[0];
	assert_eq!(best["contribution"], 5);
	assert_eq!(best["text"], "A heron eats fish and frogs.");
	// After "Bees make honey." and a line feed.
	assert_eq!((&best["start"], &best["length"]), (&json!(17), &json!(28)));
	assert!(best["bm25"].as_u64().unwrap() > citations[1]["bm25"].as_u64().unwrap());
	let shares = citations.iter().map(|citation| citation["share"].as_u64().unwrap());
	assert_eq!(shares.sum::<u64>(), 1_000_000_000);
}

#[tokio::test]
async fn passages_are_put_before_the_model() {
	let world = world().await;
	let mut plain = ask("What does a heron eat?", 1);
	plain.as_object_mut().unwrap().remove("retrieval");
	let plain = world.http().post(PATH, &plain).await.ok();
	let tokens = |answer: &Value| answer["usage"]["prompt_tokens"].as_u64().unwrap();
	assert!(plain.get("retrieval").is_none());
	let one = world.http().post(PATH, &ask("What does a heron eat?", 1)).await.ok();
	let two = world.http().post(PATH, &ask("What does a heron eat?", 2)).await.ok();
	assert!(tokens(&plain) < tokens(&one) && tokens(&one) < tokens(&two));
}

#[tokio::test]
async fn retrieval_is_logged_when_it_is_used() {
	let world = world().await;
	let first = world.http().post(PATH, &ask("What does a heron eat?", 2)).await.ok();
	let second = world.http().post(PATH, &ask("Where is granite?", 1)).await.ok();
	let entries = read_log(&log(&world)).unwrap().map(Result::unwrap).collect::<Vec<_>>();
	assert_eq!(entries.len(), 2);
	for (entry, answer) in entries.iter().zip([&first, &second]) {
		assert_eq!(answer["retrieval"]["entry"], entry.digest().unwrap().to_string());
	}
	let hits = &entries[0].retrieval.hits;
	assert_eq!(hits[0].bm25, first["retrieval"]["citations"][0]["bm25"].as_u64().unwrap());
	let question = ContentCommitment::of_document("What does a heron eat?").unwrap();
	assert_eq!(entries[0].retrieval.query, question);
}

#[tokio::test]
async fn stream_begins_with_the_citations() {
	let world = world().await;
	let mut body = ask("What does a heron eat?", 2);
	let whole = world.http().post(PATH, &body).await.ok();
	body["stream"] = json!(true);
	let said = world.http().post(PATH, &body).await.text();
	let mut chunks = said.lines().filter_map(|line| line.strip_prefix("data: "));
	let first: Value = serde_json::from_str(chunks.next().unwrap()).unwrap();
	assert_eq!(first["retrieval"]["citations"], whole["retrieval"]["citations"]);
	let second: Value = serde_json::from_str(chunks.next().unwrap()).unwrap();
	assert!(second.get("retrieval").is_none());
}

#[tokio::test]
async fn answer_is_given_without_passages_when_none_belongs_to_the_question() {
	let world = world().await;
	let answer = world.http().post(PATH, &ask("xylophone", 2)).await.ok();
	assert_eq!(answer["retrieval"]["citations"], json!([]));
	assert_eq!(answer["retrieval"]["entry"], json!(null));
	assert_eq!(read_log(&log(&world)).unwrap().count(), 0);
}

#[tokio::test]
async fn fewer_passages_are_used_when_not_all_fit_into_the_context() {
	let world = World::new().await;
	let long = "heron ".repeat(90);
	let documents = (0..20).map(|number| format!("{long}{number}")).collect::<Vec<_>>();
	let documents = documents.iter().map(String::as_str).collect::<Vec<_>>();
	world.snapshot(SnapshotId(1), &[(ContributionId(1), &documents)]).await;
	world.open_datanet(DATANET, Visibility::Public, Some(SnapshotId(1)));
	let context = world.http().get("/v1/base").await.ok()["context"].as_u64().unwrap();
	let answer = world.http().post(PATH, &ask("heron", 20)).await.ok();
	let used = answer["retrieval"]["citations"].as_array().unwrap().len();
	assert!((1..20).contains(&used), "{used}");
	assert!(answer["usage"]["prompt_tokens"].as_u64().unwrap() <= context - 8);
	let entry = read_log(&log(&world)).unwrap().next().unwrap().unwrap();
	assert_eq!(entry.retrieval.hits.len(), used);
	// A conversation that is too long by itself is told so.
	let answer = world.http().post(PATH, &ask(&"heron ".repeat(2000), 2)).await;
	assert_eq!(answer.error(StatusCode::BAD_REQUEST), "context_length_exceeded");
}

#[tokio::test]
async fn newest_snapshot_is_searched_when_there_are_several() {
	let world = world().await;
	world.http().post(PATH, &ask("heron", 1)).await.ok();
	world.snapshot(SnapshotId(2), &[(ContributionId(9), &["The heron nests in trees."])]).await;
	world.open_datanet(DATANET, Visibility::Public, Some(SnapshotId(2)));
	let answer = world.http().post(PATH, &ask("heron", 1)).await.ok();
	assert_eq!(answer["retrieval"]["snapshot"], 2);
	assert_eq!(answer["retrieval"]["citations"][0]["contribution"], 9);
}

#[tokio::test]
async fn index_is_used_again_after_a_restart_and_built_anew_when_it_is_damaged() {
	let world = world().await;
	let before = world.http().post(PATH, &ask("heron", 2)).await.ok();
	let world = world.restart().await;
	let again = world.http().post(PATH, &ask("heron", 2)).await.ok();
	assert_eq!(again["retrieval"]["citations"], before["retrieval"]["citations"]);

	let folder = world.store.path().join("retrieval");
	let index = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
	let index = index.filter(|path| path.is_dir()).collect::<Vec<_>>();
	assert_eq!(index.len(), 1);
	std::fs::write(index[0].join("manifest.json"), "{").unwrap();
	let world = world.restart().await;
	let again = world.http().post(PATH, &ask("heron", 2)).await.ok();
	assert_eq!(again["retrieval"]["citations"], before["retrieval"]["citations"]);
}

#[tokio::test]
async fn passages_are_found_by_meaning_when_there_are_embeddings() {
	let model = tempfile::TempDir::new().unwrap();
	write_model(model.path());
	let world = World::with(|options| options.embeddings = Some(model.path().into())).await;
	world.snapshot(SnapshotId(1), &[(ContributionId(1), &["A fox runs.", "Nothing else."])]).await;
	world.open_datanet(DATANET, Visibility::Public, Some(SnapshotId(1)));
	// Another word, and a vector with a positive cosine.
	let answer = world.http().post(PATH, &ask("dog", 2)).await.ok();
	let best = &answer["retrieval"]["citations"][0];
	assert_eq!(best["text"], "A fox runs.");
	assert_eq!(best["bm25"], 0);
	assert!(best["cosine"].as_i64().unwrap() > 0);
}

#[tokio::test]
async fn retrieval_is_refused_by_name_when_it_cannot_be_done() {
	let world = world().await;
	world.open_datanet(DatanetId(7), Visibility::Private, Some(SnapshotId(1)));
	world.open_datanet(DatanetId(8), Visibility::Public, None);
	let with = |name: &str, value: Value| {
		let mut body = ask("heron", 2);
		body["retrieval"][name] = value;
		body
	};
	for (body, status, code) in [
		(with("datanet", json!(99)), StatusCode::NOT_FOUND, "datanet_not_found"),
		(with("datanet", json!(7)), StatusCode::FORBIDDEN, "datanet_private"),
		(with("datanet", json!(8)), StatusCode::NOT_FOUND, "snapshot_not_found"),
		(with("k", json!(0)), StatusCode::BAD_REQUEST, "invalid_value"),
		(with("k", json!(257)), StatusCode::BAD_REQUEST, "invalid_value"),
		(with("k", json!(-1)), StatusCode::BAD_REQUEST, "invalid_request"),
		(with("more", json!(1)), StatusCode::BAD_REQUEST, "invalid_request"),
		(ask(" ", 2), StatusCode::BAD_REQUEST, "invalid_value"),
		(ask(&"heron ".repeat(20_000), 2), StatusCode::BAD_REQUEST, "invalid_value"),
	] {
		assert_eq!(world.http().post(PATH, &body).await.error(status), code);
	}
	let mut body = ask("", 2);
	body["messages"] = json!([{ "role": "assistant", "content": "Hello." }]);
	let answer = world.http().post(PATH, &body).await;
	assert_eq!(answer.error(StatusCode::BAD_REQUEST), "invalid_value");
	assert_eq!(answer.json()["error"]["param"], "messages");
}

#[tokio::test]
async fn retrieval_names_the_contribution_when_its_bytes_are_not_here() {
	let world = World::new().await;
	let text = "The heron is not here yet.";
	let content = ContentCommitment::of(text.as_bytes()).unwrap();
	world.take_snapshot(SnapshotId(1), vec![contribution_record(ContributionId(6), content)]);
	world.open_datanet(DATANET, Visibility::Public, Some(SnapshotId(1)));
	let answer = world.http().post(PATH, &ask("heron", 1)).await;
	let code = answer.error(StatusCode::SERVICE_UNAVAILABLE);
	assert_eq!(code, "contribution_unavailable");
	assert!(answer.message().contains("contribution 6"), "{}", answer.message());
	world.http().post_bytes("/v1/content", text).await.ok();
	world.http().post(PATH, &ask("heron", 1)).await.ok();
}
