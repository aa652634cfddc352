// SPDX-License-Identifier: Apache-2.0
//! `/v1/adapters`: what is in memory, what stays there, what goes.

use super::{alone, ask, files::AdapterFiles, says, CHAT};
use crate::{
	client::{Answer, Http},
	world::{artifact, options, Running, World},
};
use axum::http::{Method, StatusCode};
use openledger_primitives::{ids::ArtifactId, records::ArtifactKind};
use polkadot_sdk::{sp_core::crypto::Ss58Codec, sp_core::H256, sp_runtime::AccountId32};
use serde_json::{json, Value};
use std::{fs, time::Duration};
use tempfile::TempDir;
use tokio::time;

async fn call(http: &Http, method: Method, root: H256, what: &str) -> Answer {
	http.send(method, &format!("/v1/adapters/{root:?}{what}"), "text/plain", "".into()).await
}

async fn load(http: &Http, root: H256) -> Answer {
	call(http, Method::POST, root, "/load").await
}

async fn unload(http: &Http, root: H256) -> Answer {
	call(http, Method::POST, root, "/unload").await
}

async fn pin(http: &Http, root: H256) -> Answer {
	call(http, Method::PUT, root, "/pin").await
}

async fn tier(http: &Http, root: H256) -> String {
	call(http, Method::GET, root, "").await.ok()["tier"].as_str().unwrap().into()
}

async fn list(http: &Http) -> Vec<Value> {
	let list = http.get("/v1/adapters").await.ok();
	assert_eq!((&list["object"], &list["has_more"]), (&json!("list"), &json!(false)));
	list["data"].as_array().unwrap().clone()
}

/// A server without a node, with room for `adapters` of those that [`AdapterFiles::new`] makes.
async fn with_room_for(adapters: usize, store: &TempDir) -> Running {
	let mut options = options(store.path(), "http://127.0.0.1:1".into());
	options.serve_unregistered = true;
	let bytes = adapters * AdapterFiles::new(1).weights.len();
	options.residency.device_bytes = u64::try_from(bytes).unwrap();
	options.residency.patience = Duration::from_millis(50);
	Running::start(options).await
}

#[tokio::test]
async fn adapter_is_listed_with_its_place_when_it_was_asked_for() {
	let world = World::new().await;
	let manifest = AdapterFiles::new(1).upload(world.http()).await;
	world.register(artifact(ArtifactId(5), ArtifactKind::Adapter, manifest));
	assert!(list(world.http()).await.is_empty());
	says(&world.server, "5").await;
	says(&world.server, "5").await;
	let listed = list(world.http()).await;
	let [adapter] = listed.as_slice() else { panic!("one adapter: {listed:?}") };
	assert_eq!(adapter["id"], "5");
	assert_eq!(adapter["manifest"], json!(manifest.root));
	assert_eq!(adapter["artifacts"], json!([5]));
	assert_eq!(adapter["owner"], AccountId32::new([7; 32]).to_ss58check());
	assert_eq!((&adapter["tier"], &adapter["pinned"]), (&json!("device"), &json!(false)));
	assert_eq!(adapter["bytes"], AdapterFiles::new(1).weights.len());
	assert_eq!(adapter["requests"], 2);
	assert!(adapter["last_used"].as_u64().is_some_and(|seconds| seconds > 1_700_000_000));
}

#[tokio::test]
async fn list_is_cut_at_the_limit() {
	let store = TempDir::new().unwrap();
	let server = alone(&store).await;
	for seed in 1..=3 {
		let root = AdapterFiles::new(seed).upload(&server.http).await.root;
		load(&server.http, root).await.ok();
	}
	let list = server.http.get("/v1/adapters?limit=2").await.ok();
	assert_eq!(list["data"].as_array().unwrap().len(), 2);
	assert_eq!(list["has_more"], true);
	for wrong in ["limit=0", "limit=1001", "limit=x", "more=1"] {
		let answer = server.http.get(&format!("/v1/adapters?{wrong}")).await;
		answer.error(StatusCode::BAD_REQUEST);
	}
}

#[tokio::test]
async fn adapter_is_loaded_and_unloaded_when_it_is_asked_for() {
	let store = TempDir::new().unwrap();
	let server = alone(&store).await;
	let root = AdapterFiles::new(1).upload(&server.http).await.root;
	let loaded = load(&server.http, root).await.ok();
	assert_eq!((&loaded["tier"], &loaded["requests"]), (&json!("device"), &json!(0)));
	assert_eq!(loaded["id"], json!(root));
	let unloaded = unload(&server.http, root).await.ok();
	assert_eq!((&unloaded["tier"], &unloaded["device_bytes"]), (&json!("disk"), &json!(0)));
	says(&server, &format!("{root:?}")).await;
	assert_eq!(tier(&server.http, root).await, "device");
}

#[tokio::test]
async fn adapter_is_pinned_and_stays_so_over_a_restart() {
	let store = TempDir::new().unwrap();
	let server = with_room_for(2, &store).await;
	let root = AdapterFiles::new(1).upload(&server.http).await.root;
	assert_eq!(pin(&server.http, root).await.ok()["pinned"], true);
	let answer = unload(&server.http, root).await;
	assert_eq!(answer.error(StatusCode::CONFLICT), "adapter_pinned");
	server.stop().await;

	let server = with_room_for(2, &store).await;
	assert_eq!(list(&server.http).await[0]["pinned"], true);
	// It comes by itself; whoever asks meanwhile waits for the same load.
	load(&server.http, root).await.ok();
	for seed in 2..=4 {
		let other = AdapterFiles::new(seed).upload(&server.http).await.root;
		load(&server.http, other).await.ok();
	}
	assert_eq!(tier(&server.http, root).await, "device");
	let unpinned = call(&server.http, Method::DELETE, root, "/pin").await.ok();
	assert_eq!(unpinned["pinned"], false);
	unload(&server.http, root).await.ok();
}

#[tokio::test]
async fn pin_is_refused_when_the_pinned_adapters_fill_the_budget() {
	let store = TempDir::new().unwrap();
	let server = with_room_for(1, &store).await;
	let first = AdapterFiles::new(1).upload(&server.http).await.root;
	let second = AdapterFiles::new(2).upload(&server.http).await.root;
	pin(&server.http, first).await.ok();
	for answer in [pin(&server.http, second).await, load(&server.http, second).await] {
		assert_eq!(answer.error(StatusCode::SERVICE_UNAVAILABLE), "model_unavailable");
		assert!(answer.message().contains("the pinned adapters leave"), "{}", answer.message());
	}
	says(&server, &format!("{first:?}")).await;
}

#[tokio::test]
async fn adapter_damaged_on_the_disk_is_refused_by_name_and_served_when_it_was_uploaded_again() {
	let store = TempDir::new().unwrap();
	let server = alone(&store).await;
	let files = AdapterFiles::new(1);
	let root = files.upload(&server.http).await.root;
	let model = format!("{root:?}");
	let said = says(&server, &model).await;
	for file in fs::read_dir(store.path().join("files")).unwrap() {
		let path = file.unwrap().path();
		let bytes = fs::read(&path).unwrap();
		fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
	}
	assert_eq!(says(&server, &model).await, said);
	unload(&server.http, root).await.ok();
	// It goes when the engine has let go of it, which is a moment after the answer.
	while tier(&server.http, root).await != "disk" {
		time::sleep(Duration::from_millis(5)).await;
	}
	let answer = server.http.post(CHAT, &ask(&model)).await;
	assert_eq!(answer.error(StatusCode::SERVICE_UNAVAILABLE), "model_unavailable");
	assert!(answer.message().contains("was damaged in the store"), "{}", answer.message());
	files.upload(&server.http).await;
	assert_eq!(says(&server, &model).await, said);
}

#[tokio::test]
async fn chats_with_many_adapters_are_all_answered_when_few_have_room() {
	let store = TempDir::new().unwrap();
	let mut options = options(store.path(), "http://127.0.0.1:1".into());
	options.serve_unregistered = true;
	options.residency.device_bytes = 2 * u64::try_from(AdapterFiles::new(1).weights.len()).unwrap();
	let server = Running::start(options).await;
	let mut models = Vec::new();
	for seed in 1..=8 {
		models.push(format!("{:?}", AdapterFiles::new(seed).upload(&server.http).await.root));
	}
	let mut alone = Vec::new();
	for model in &models {
		alone.push(says(&server, model).await);
	}
	let together = models.iter().map(|model| says(&server, model));
	assert_eq!(futures_util::future::join_all(together).await, alone);
}

#[tokio::test]
async fn adapters_are_refused_by_name_when_they_are_none_or_unknown() {
	let world = World::new().await;
	let http = world.http();
	let root = AdapterFiles::new(1).upload(http).await.root;
	let answer = unload(http, root).await;
	assert_eq!(answer.error(StatusCode::NOT_FOUND), "adapter_unknown");
	for answer in [load(http, root).await, pin(http, root).await] {
		assert_eq!(answer.error(StatusCode::BAD_REQUEST), "model_not_servable");
	}
	for (id, status, code) in [
		("base", StatusCode::BAD_REQUEST, "model_not_servable"),
		("0", StatusCode::BAD_REQUEST, "model_not_servable"),
		("77", StatusCode::NOT_FOUND, "model_not_found"),
		("gpt-4", StatusCode::NOT_FOUND, "model_not_found"),
		("0x12", StatusCode::NOT_FOUND, "model_not_found"),
	] {
		let answer = http.post(&format!("/v1/adapters/{id}/load"), &json!({})).await;
		assert_eq!(answer.error(status), code, "{id}");
	}
	let answer = http.get(&format!("/v1/adapters/{root:?}/load")).await;
	assert_eq!(answer.error(StatusCode::METHOD_NOT_ALLOWED), "method_not_allowed");
}
