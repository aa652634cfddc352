// SPDX-License-Identifier: Apache-2.0
//! Adapters: which are served, and which are in memory.

pub mod files;
mod residency;

use crate::world::{artifact, options, Running, World};
use axum::http::StatusCode;
use files::AdapterFiles;
use openledger_primitives::{ids::ArtifactId, records::ArtifactKind};
use polkadot_sdk::sp_core::H256;
use serde_json::{json, Value};
use tempfile::TempDir;

const CHAT: &str = "/v1/chat/completions";

fn ask(model: &str) -> Value {
	json!({
		"model": model,
		"messages": [{ "role": "user", "content": "What is a dog?" }],
		"temperature": 0,
		"max_tokens": 8,
	})
}

/// What `model` says.
async fn says(server: &Running, model: &str) -> String {
	let answer = server.http.post(CHAT, &ask(model)).await.ok();
	answer["choices"][0]["message"]["content"].as_str().unwrap().into()
}

/// A server without a node, that serves what is on no chain.
async fn alone(store: &TempDir) -> Running {
	let mut options = options(store.path(), "http://127.0.0.1:1".into());
	options.serve_unregistered = true;
	Running::start(options).await
}

#[tokio::test]
async fn unregistered_adapter_answers_by_its_manifest_when_there_is_no_node() {
	let store = TempDir::new().unwrap();
	let server = alone(&store).await;
	let root = AdapterFiles::new(1).upload(&server.http).await.root;
	let adapted = says(&server, &format!("{root:?}")).await;
	assert_ne!(adapted, says(&server, "base").await);
	// Capitals and all, it is the same root.
	let capitals = format!("0x{}", hex::encode_upper(root));
	assert_eq!(adapted, says(&server, &capitals).await);
}

#[tokio::test]
async fn unregistered_adapter_is_refused_when_the_operator_does_not_serve_them() {
	let world = World::new().await;
	let root = AdapterFiles::new(1).upload(world.http()).await.root;
	let answer = world.http().post(CHAT, &ask(&format!("{root:?}"))).await;
	assert_eq!(answer.error(StatusCode::BAD_REQUEST), "model_not_servable");
	assert!(answer.message().contains("is named by its manifest"), "{}", answer.message());
}

#[tokio::test]
async fn adapter_says_the_same_by_its_number_and_by_its_manifest() {
	let world = World::with(|options| options.serve_unregistered = true).await;
	let manifest = AdapterFiles::new(1).upload(world.http()).await;
	world.register(artifact(ArtifactId(5), ArtifactKind::Adapter, manifest));
	let by_number = says(&world.server, "5").await;
	assert_eq!(by_number, says(&world.server, &format!("{:?}", manifest.root)).await);
}

#[tokio::test]
async fn unregistered_adapter_is_not_found_when_it_was_never_uploaded() {
	let store = TempDir::new().unwrap();
	let server = alone(&store).await;
	let root = H256::repeat_byte(7);
	let answer = server.http.post(CHAT, &ask(&format!("{root:?}"))).await;
	assert_eq!(answer.error(StatusCode::NOT_FOUND), "model_not_found");
}

#[tokio::test]
async fn unregistered_adapter_is_refused_by_name_when_its_files_are_none() {
	let store = TempDir::new().unwrap();
	let server = alone(&store).await;
	let whole = AdapterFiles::new(1);
	let not_manifest = server.http.post_bytes("/v1/content", "no manifest").await.ok();
	let not_manifest: H256 = serde_json::from_value(not_manifest["root"].clone()).unwrap();
	let cut_off = AdapterFiles { weights: whole.weights[..100].to_vec(), ..whole.clone() };
	let no_weights = whole.upload_only(&server.http, &["adapter_config.json"]).await;
	for (root, reason) in [
		(not_manifest, "is not a manifest"),
		(no_weights.root, "names no adapter_model.safetensors"),
		(cut_off.upload(&server.http).await.root, "adapter_model.safetensors: "),
	] {
		let answer = server.http.post(CHAT, &ask(&format!("{root:?}"))).await;
		assert_eq!(answer.error(StatusCode::BAD_REQUEST), "model_not_servable");
		assert!(answer.message().contains(reason), "{}", answer.message());
	}
	says(&server, "base").await;
}
