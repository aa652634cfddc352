// SPDX-License-Identifier: Apache-2.0
//! What Prometheus is told, and what programs are told of the routes.

use crate::world::World;
use axum::http::StatusCode;
use serde_json::json;
use std::time::Duration;
use tokio::time;

async fn metrics(world: &World) -> String {
	let answer = world.http().get("/metrics").await;
	assert_eq!(answer.status, StatusCode::OK);
	assert!(answer.headers["content-type"].to_str().unwrap().starts_with("text/plain"));
	answer.text()
}

#[tokio::test]
async fn requests_are_counted_by_route_and_status() {
	let world = World::new().await;
	world.http().get("/v1/models/77").await;
	world.http().get("/v1/models/78").await;
	world.http().get("/nowhere/1").await;
	let said = metrics(&world).await;
	for line in [
		"openledger_http_requests_total{method=\"GET\",route=\"/v1/models/{id}\",status=\"404\"} 2",
		"openledger_http_requests_total{method=\"GET\",route=\"none\",status=\"404\"} 1",
		"openledger_http_request_seconds_count{route=\"/v1/models/{id}\"} 2",
		"openledger_jobs{kind=\"inference\",state=\"queued\"} 0",
	] {
		assert!(said.contains(line), "{line} is not in\n{said}");
	}
}

#[tokio::test]
async fn engine_tells_what_it_has_done() {
	let world = World::new().await;
	let body = json!({ "model": "base", "prompt": "The dog", "temperature": 0, "max_tokens": 4 });
	let usage = &world.http().post("/v1/completions", &body).await.ok()["usage"];
	// The last token is told before the pass that it came from is over.
	let over = async {
		loop {
			let said = metrics(&world).await;
			if said.contains("openledger_engine_finished_total 1\n")
				&& said.contains("openledger_engine_running 0\n")
			{
				return said;
			}
			time::sleep(Duration::from_millis(10)).await;
		}
	};
	let said = time::timeout(Duration::from_secs(60), over).await.expect("the pass is over");
	let (prompt, generated) = (&usage["prompt_tokens"], &usage["completion_tokens"]);
	for line in [
		format!("openledger_prompt_tokens_total {prompt}"),
		format!("openledger_generated_tokens_total {generated}"),
		"openledger_engine_finished_total 1".into(),
		"openledger_engine_running 0".into(),
		"openledger_first_token_seconds_count 1".into(),
		"openledger_first_token_seconds_bucket{le=\"+Inf\"} 1".into(),
		"openledger_adapters{tier=\"device\"} 0".into(),
	] {
		assert!(said.contains(&format!("{line}\n")), "{line} is not in\n{said}");
	}
}

#[tokio::test]
async fn store_tells_what_it_holds() {
	let world = World::with(|options| options.store_bytes = Some(1 << 20)).await;
	let number = |said: &str, name: &str| -> u64 {
		let line = said.lines().find_map(|line| line.strip_prefix(&format!("{name} ")));
		line.unwrap_or_else(|| panic!("{name} is not in\n{said}")).parse().unwrap()
	};
	let before = metrics(&world).await;
	world.http().post_bytes("/v1/content", vec![1; 700]).await.ok();
	world.http().post_bytes("/v1/files", vec![2; 900]).await.ok();
	// The same again is the same.
	world.http().post_bytes("/v1/content", vec![1; 700]).await.ok();
	let after = metrics(&world).await;
	let grown = |name| number(&after, name) - number(&before, name);
	assert_eq!(grown("openledger_store_things"), 2);
	assert_eq!(grown("openledger_store_bytes"), 1600);
	assert_eq!(number(&after, "openledger_store_limit_bytes"), 1 << 20);
	// It counts again what is there.
	let world = world.restart().await;
	let again = metrics(&world).await;
	for name in ["openledger_store_things", "openledger_store_bytes"] {
		assert_eq!(number(&again, name), number(&after, name));
	}
}

#[tokio::test]
async fn document_names_every_route_that_clients_use() {
	let world = World::new().await;
	let document = world.http().get("/openapi.json").await.ok();
	assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
	for (path, method) in [
		("/v1/chat/completions", "post"),
		("/v1/completions", "post"),
		("/v1/embeddings", "post"),
		("/v1/models", "get"),
		("/v1/models/{id}", "get"),
		("/v1/adapters", "get"),
		("/v1/adapters/{id}/pin", "put"),
		("/v1/adapters/{id}/pin", "delete"),
		("/v1/jobs", "post"),
		("/v1/jobs/{id}", "get"),
		("/v1/content", "post"),
		("/v1/content/{root}", "get"),
		("/v1/files", "post"),
		("/v1/contributions", "post"),
		("/v1/artifacts/{root}/{file}", "get"),
		("/v1/pins", "get"),
		("/v1/pins/{root}", "put"),
		("/v1/pins/{root}", "delete"),
		("/health", "get"),
	] {
		let operation = &document["paths"][path][method];
		assert!(operation["responses"]["4XX"].is_object(), "{method} {path}");
	}
}

#[tokio::test]
async fn document_has_every_schema_that_it_refers_to() {
	let world = World::new().await;
	let answer = world.http().get("/openapi.json").await;
	let document = answer.ok();
	let text = answer.text();
	let references = text.split("\"#/components/schemas/").skip(1);
	let names = references.filter_map(|rest| rest.split('"').next()).collect::<Vec<_>>();
	assert!(names.contains(&"ChatRequest"));
	for name in names {
		assert_ne!(document["components"]["schemas"][name], json!(null), "{name}");
	}
}
