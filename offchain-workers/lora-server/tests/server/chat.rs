// SPDX-License-Identifier: Apache-2.0
//! OpenAI's chat completions.

use crate::world::World;
use axum::http::StatusCode;
use serde_json::{json, Value};

fn ask(question: &str) -> Value {
	json!({
		"model": "base",
		"messages": [{ "role": "user", "content": question }],
		"temperature": 0,
		"max_tokens": 16,
	})
}

fn with(mut body: Value, name: &str, value: Value) -> Value {
	body[name] = value;
	body
}

const PATH: &str = "/v1/chat/completions";

/// The chunks of a streamed answer, without the closing mark.
async fn chunks(world: &World, body: &Value) -> Vec<Value> {
	let answer = world.http().post(PATH, body).await;
	assert_eq!(answer.headers["content-type"], "text/event-stream");
	let text = answer.text();
	let mut lines = text.lines().filter_map(|line| line.strip_prefix("data: ")).collect::<Vec<_>>();
	assert_eq!(lines.pop(), Some("[DONE]"));
	lines.into_iter().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn chat_is_answered_whole() {
	let world = World::new().await;
	let answer = world.http().post(PATH, &ask("What is a dog?")).await.ok();
	assert_eq!(answer["object"], "chat.completion");
	assert_eq!(answer["model"], "base");
	let choice = &answer["choices"][0];
	assert_eq!(choice["message"]["role"], "assistant");
	assert!(!choice["message"]["content"].as_str().unwrap().is_empty());
	let usage = &answer["usage"];
	let tokens = |name: &str| usage[name].as_u64().unwrap();
	assert!((1..=16).contains(&tokens("completion_tokens")));
	assert_eq!(tokens("total_tokens"), tokens("prompt_tokens") + tokens("completion_tokens"));
}

#[tokio::test]
async fn chat_says_the_same_in_chunks() {
	let world = World::new().await;
	let whole = world.http().post(PATH, &ask("What is a dog?")).await.ok();
	let body = with(ask("What is a dog?"), "stream", json!(true));
	let body = with(body, "stream_options", json!({ "include_usage": true }));
	let chunks = chunks(&world, &body).await;
	assert_eq!(chunks[0]["choices"][0]["delta"]["role"], "assistant");
	let text = chunks
		.iter()
		.filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str())
		.collect::<String>();
	assert_eq!(text, whole["choices"][0]["message"]["content"]);
	let [.., last, usage] = chunks.as_slice() else { panic!("an end and the usage") };
	assert_eq!(last["choices"][0]["finish_reason"], whole["choices"][0]["finish_reason"]);
	assert_eq!(usage["usage"], whole["usage"]);
	assert_eq!(usage["choices"], json!([]));
	assert!(chunks.iter().all(|chunk| chunk["id"] == chunks[0]["id"]));
}

#[tokio::test]
async fn chat_ends_before_a_stop_string() {
	let world = World::new().await;
	let whole = world.http().post(PATH, &ask("What is a dog?")).await.ok();
	let whole = whole["choices"][0]["message"]["content"].as_str().unwrap();
	let stop = whole.split(' ').nth(2).expect("three words");
	let body = with(ask("What is a dog?"), "stop", json!([stop]));
	let answer = world.http().post(PATH, &body).await.ok();
	let choice = &answer["choices"][0];
	assert_eq!(choice["finish_reason"], "stop");
	let cut = &whole[..whole.find(stop).unwrap()];
	assert_eq!(choice["message"]["content"], cut);
}

#[tokio::test]
async fn chat_ends_at_the_limit_of_tokens() {
	let world = World::new().await;
	let body = with(ask("What is a dog?"), "max_completion_tokens", json!(1));
	let answer = world.http().post(PATH, &body).await.ok();
	assert_eq!(answer["choices"][0]["finish_reason"], "length");
	assert_eq!(answer["usage"]["completion_tokens"], 1);
}

#[tokio::test]
async fn chat_says_the_same_when_the_seed_is_the_same() {
	let world = World::new().await;
	let body = with(with(ask("What is a dog?"), "temperature", json!(1.5)), "seed", json!(-3));
	let first = world.http().post(PATH, &body).await.ok();
	let second = world.http().post(PATH, &body).await.ok();
	assert_eq!(first["choices"], second["choices"]);
}

#[tokio::test]
async fn chat_takes_content_in_parts() {
	let world = World::new().await;
	let parts = json!([{ "role": "user", "content": [
		{ "type": "text", "text": "What is " },
		{ "type": "text", "text": "a dog?" },
	]}]);
	let whole = world.http().post(PATH, &ask("What is a dog?")).await.ok();
	let answer = world.http().post(PATH, &with(ask(""), "messages", parts)).await.ok();
	assert_eq!(answer["choices"], whole["choices"]);
}

#[tokio::test]
async fn chat_is_refused_by_name_when_it_asks_for_what_is_not_done() {
	let world = World::new().await;
	let image = json!([{ "role": "user", "content": [{ "type": "image_url", "image_url": {} }] }]);
	let call = json!([{ "role": "assistant", "content": "", "tool_calls": [{ "id": "1" }] }]);
	for (name, value, code) in [
		("n", json!(2), "unsupported_parameter"),
		("tools", json!([{ "type": "function" }]), "unsupported_parameter"),
		("logprobs", json!(true), "unsupported_parameter"),
		("presence_penalty", json!(0.5), "unsupported_parameter"),
		("response_format", json!({ "type": "json_object" }), "unsupported_parameter"),
		("messages", image, "unsupported_parameter"),
		("messages", json!([]), "invalid_value"),
		("messages", json!([{ "role": "robot", "content": "" }]), "unsupported_parameter"),
		("messages", call, "unsupported_parameter"),
		("max_tokens", json!(-1), "invalid_request"),
		("max_tokens", json!(0), "invalid_value"),
		("temperature", json!(2.5), "invalid_value"),
		("top_p", json!(0), "invalid_value"),
		("stop", json!(["", "x"]), "invalid_value"),
	] {
		let answer = world.http().post(PATH, &with(ask("Why?"), name, value)).await;
		assert_eq!(answer.error(StatusCode::BAD_REQUEST), code, "{name}");
		assert_eq!(answer.json()["error"]["param"], name);
	}
}

#[tokio::test]
async fn chat_is_answered_when_other_members_ask_for_nothing() {
	let world = World::new().await;
	let mut body = ask("What is a dog?");
	for (name, value) in [
		("user", json!("somebody")),
		("logprobs", json!(false)),
		("presence_penalty", json!(0)),
		("tools", json!([])),
		("stop", json!(null)),
		("response_format", json!({ "type": "text" })),
		("metadata", json!({ "trace": "1" })),
	] {
		body = with(body, name, value);
	}
	world.http().post(PATH, &body).await.ok();
}

#[tokio::test]
async fn chat_is_refused_when_the_model_is_not_served() {
	let world = World::new().await;
	for model in ["gpt-4", "77", "-1"] {
		let answer = world.http().post(PATH, &with(ask("Why?"), "model", json!(model))).await;
		assert_eq!(answer.error(StatusCode::NOT_FOUND), "model_not_found", "{model}");
	}
}

#[tokio::test]
async fn chat_is_answered_when_the_model_is_an_artifact() {
	let world = World::new().await;
	let whole = world.http().post(PATH, &ask("What is a dog?")).await.ok();
	let body = with(ask("What is a dog?"), "model", json!("0"));
	let answer = world.http().post(PATH, &body).await.ok();
	assert_eq!(answer["choices"], whole["choices"]);
	assert_eq!(answer["model"], "0");
}

#[tokio::test]
async fn chat_is_refused_when_the_prompt_is_longer_than_the_context() {
	let world = World::new().await;
	let answer = world.http().post(PATH, &ask(&"dog ".repeat(2000))).await;
	assert_eq!(answer.error(StatusCode::BAD_REQUEST), "context_length_exceeded");
}

#[tokio::test]
async fn chat_stays_in_the_context_when_max_tokens_is_absurd() {
	let world = World::new().await;
	let context = world.http().get("/v1/base").await.ok()["context"].as_u64().unwrap();
	let body = with(ask("What is a dog?"), "max_tokens", json!(u64::MAX));
	let answer = world.http().post(PATH, &body).await.ok();
	assert!(answer["usage"]["total_tokens"].as_u64().unwrap() <= context);
}

#[tokio::test]
async fn chat_takes_several_system_messages() {
	let world = World::new().await;
	let messages = json!([
		{ "role": "system", "content": "Answer briefly." },
		{ "role": "developer", "content": "Be kind.", "name": "somebody" },
		{ "role": "user", "content": "What is a dog?" },
	]);
	let one = world.http().post(PATH, &ask("What is a dog?")).await.ok();
	let answer = world.http().post(PATH, &with(ask(""), "messages", messages)).await.ok();
	let tokens = |answer: &Value| answer["usage"]["prompt_tokens"].as_u64().unwrap();
	assert!(tokens(&answer) > tokens(&one));
}

#[tokio::test]
async fn chat_is_greedy_when_only_the_most_probable_token_may_be_chosen() {
	let world = World::new().await;
	let greedy = world.http().post(PATH, &ask("What is a dog?")).await.ok();
	let body = with(with(ask("What is a dog?"), "temperature", json!(2)), "top_k", json!(1));
	let answer = world.http().post(PATH, &body).await.ok();
	assert_eq!(answer["choices"], greedy["choices"]);
	let body = with(ask("What is a dog?"), "top_k", json!(-1));
	let answer = world.http().post(PATH, &body).await;
	assert_eq!(answer.error(StatusCode::BAD_REQUEST), "invalid_request");
}
