// SPDX-License-Identifier: Apache-2.0
//! Who may ask, and what a wrong request is told.

use crate::{
	client::Http,
	world::{options, World},
};
use axum::http::{Method, StatusCode};
use openledger_lora_server::{
	api::Token,
	server::{Server, ServerError},
};
use serde_json::json;
use tempfile::TempDir;

const SECRET: &str = "correct-horse-battery-staple";

async fn guarded() -> World {
	World::with(|options| options.token = Some(Token::new(SECRET).unwrap())).await
}

#[tokio::test]
async fn request_is_refused_when_no_token_is_shown() {
	let world = guarded().await;
	for (method, path) in [
		(Method::GET, "/v1/base"),
		(Method::POST, "/v1/jobs"),
		(Method::POST, "/v1/content"),
		(Method::POST, "/v1/chat/completions"),
	] {
		let answer = world.http().send(method, path, "text/plain", "".into()).await;
		assert_eq!(answer.error(StatusCode::UNAUTHORIZED), "invalid_api_key", "{path}");
		assert_eq!(answer.headers["www-authenticate"], "Bearer");
	}
}

#[tokio::test]
async fn request_is_refused_when_a_wrong_token_is_shown() {
	let world = guarded().await;
	for wrong in ["correct-horse-battery-stapl", "correct-horse-battery-staplf", "x"] {
		let answer = world.http().with_token(wrong).get("/v1/base").await;
		assert_eq!(answer.error(StatusCode::UNAUTHORIZED), "invalid_api_key");
	}
}

#[tokio::test]
async fn request_is_answered_when_the_token_is_shown() {
	let world = guarded().await;
	world.http().with_token(SECRET).get("/v1/base").await.ok();
}

#[tokio::test]
async fn health_is_told_without_token() {
	let world = guarded().await;
	assert_eq!(world.http().get("/health").await.ok()["status"], "ok");
	assert_eq!(world.http().get("/ready").await.ok()["status"], "ready");
}

#[tokio::test]
async fn server_refuses_to_start_when_others_could_reach_it_without_token() {
	let store = TempDir::new().unwrap();
	let mut options = options(store.path(), "http://127.0.0.1:1".into());
	options.listen = "0.0.0.0:0".parse().unwrap();
	assert!(matches!(Server::start(options).await, Err(ServerError::TokenRequired(_))));
}

#[tokio::test]
async fn server_refuses_to_start_when_another_has_its_store() {
	let world = World::new().await;
	let second = Server::start(options(world.store.path(), world.node.url())).await;
	let error = second.err().expect("the store is in use").to_string();
	assert!(error.contains("in use by another server"), "{error}");
}

#[test]
fn token_is_refused_when_it_is_short_or_has_spaces() {
	for wrong in ["", "short", "has spaces in between the words", "umläute-sind-nicht-erlaubt"] {
		assert!(Token::new(wrong).is_err(), "{wrong:?}");
	}
}

#[tokio::test]
async fn unknown_route_is_told_in_the_shape_of_all_errors() {
	let world = World::new().await;
	let answer = world.http().get("/v1/nothing").await;
	assert_eq!(answer.error(StatusCode::NOT_FOUND), "unknown_url");
	let answer = world.http().get("/v1/chat/completions").await;
	assert_eq!(answer.error(StatusCode::METHOD_NOT_ALLOWED), "method_not_allowed");
}

#[tokio::test]
async fn wrong_body_is_told_in_the_shape_of_all_errors() {
	let world = World::new().await;
	let http = world.http();
	let answer = http.send(Method::POST, "/v1/jobs", "application/json", "{".into()).await;
	assert_eq!(answer.error(StatusCode::BAD_REQUEST), "invalid_request");
	let answer = http.send(Method::POST, "/v1/jobs", "text/plain", "{}".into()).await;
	assert_eq!(answer.error(StatusCode::UNSUPPORTED_MEDIA_TYPE), "unsupported_media_type");
	let answer = http.post("/v1/contributions", &json!({ "documents": [], "more": 1 })).await;
	assert_eq!(answer.error(StatusCode::BAD_REQUEST), "invalid_request");
	assert!(answer.message().contains("more"), "{}", answer.message());
}

#[tokio::test]
async fn server_is_not_ready_when_the_node_is_down() {
	let store = TempDir::new().unwrap();
	let server =
		crate::world::Running::start(options(store.path(), "http://127.0.0.1:1".into())).await;
	let http: &Http = &server.http;
	assert_eq!(http.get("/health").await.status, StatusCode::OK);
	let answer = http.get("/ready").await;
	assert_eq!(answer.error(StatusCode::SERVICE_UNAVAILABLE), "node_unavailable");
}
