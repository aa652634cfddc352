// SPDX-License-Identifier: Apache-2.0
//! OpenAI's completions: texts continued as they are.

use crate::world::World;
use axum::http::StatusCode;
use serde_json::{json, Value};

const PATH: &str = "/v1/completions";

fn ask(prompt: Value) -> Value {
	json!({ "model": "base", "prompt": prompt, "temperature": 0, "max_tokens": 8 })
}

fn with(mut body: Value, name: &str, value: Value) -> Value {
	body[name] = value;
	body
}

async fn text(world: &World, prompt: Value) -> String {
	let answer = world.http().post(PATH, &ask(prompt)).await.ok();
	answer["choices"][0]["text"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn completion_continues_a_text() {
	let world = World::new().await;
	let answer = world.http().post(PATH, &ask(json!("The dog"))).await.ok();
	assert_eq!(answer["object"], "text_completion");
	assert_eq!(answer["model"], "base");
	let choice = &answer["choices"][0];
	assert!(!choice["text"].as_str().unwrap().is_empty());
	assert!(["stop", "length"].contains(&choice["finish_reason"].as_str().unwrap()));
	let tokens = |name: &str| answer["usage"][name].as_u64().unwrap();
	assert!((1..=8).contains(&tokens("completion_tokens")));
	assert_eq!(tokens("total_tokens"), tokens("prompt_tokens") + tokens("completion_tokens"));
}

#[tokio::test]
async fn completion_takes_no_chat_template() {
	let world = World::new().await;
	let chat = json!({
		"model": "base", "temperature": 0, "max_tokens": 8,
		"messages": [{ "role": "user", "content": "The dog" }],
	});
	let chat = world.http().post("/v1/chat/completions", &chat).await.ok();
	let plain = world.http().post(PATH, &ask(json!("The dog"))).await.ok();
	let tokens = |answer: &Value| answer["usage"]["prompt_tokens"].as_u64().unwrap();
	assert!(tokens(&plain) < tokens(&chat));
}

#[tokio::test]
async fn completions_stand_in_the_order_of_the_prompts() {
	let world = World::new().await;
	let prompts = ["The dog", "Water is", "Once upon a time"];
	let answer = world.http().post(PATH, &ask(json!(prompts))).await.ok();
	let choices = answer["choices"].as_array().unwrap();
	assert_eq!(choices.len(), prompts.len());
	for (index, prompt) in prompts.iter().enumerate() {
		assert_eq!(choices[index]["index"], index);
		assert_eq!(choices[index]["text"], text(&world, json!(prompt)).await);
	}
}

#[tokio::test]
async fn completion_is_the_same_when_the_prompt_is_given_in_tokens() {
	let world = World::new().await;
	let one = world.http().post(PATH, &ask(json!([5, 6, 7]))).await.ok();
	let listed = world.http().post(PATH, &ask(json!([[5, 6, 7]]))).await.ok();
	assert_eq!(one["usage"]["prompt_tokens"], 3);
	assert_eq!(one["choices"], listed["choices"]);
}

#[tokio::test]
async fn completion_says_the_same_in_chunks() {
	let world = World::new().await;
	let prompts = json!(["The dog", "Water is"]);
	let whole = world.http().post(PATH, &ask(prompts.clone())).await.ok();
	let body = with(ask(prompts), "stream", json!(true));
	let body = with(body, "stream_options", json!({ "include_usage": true }));
	let answer = world.http().post(PATH, &body).await;
	assert_eq!(answer.headers["content-type"], "text/event-stream");
	let said = answer.text();
	let mut lines = said.lines().filter_map(|line| line.strip_prefix("data: ")).collect::<Vec<_>>();
	assert_eq!(lines.pop(), Some("[DONE]"));
	let mut chunks =
		lines.iter().map(|line| serde_json::from_str::<Value>(line).unwrap()).collect::<Vec<_>>();
	let usage = chunks.pop().unwrap();
	assert_eq!(usage["usage"], whole["usage"]);
	assert_eq!(usage["choices"], json!([]));
	for index in 0..2 {
		let of = |chunk: &&Value| chunk["choices"][0]["index"] == index;
		let text = chunks
			.iter()
			.filter(of)
			.map(|chunk| chunk["choices"][0]["text"].as_str().unwrap())
			.collect::<String>();
		assert_eq!(text, whole["choices"][index]["text"]);
		let last = chunks.iter().rfind(of).unwrap();
		let reason = &whole["choices"][index]["finish_reason"];
		assert_eq!(last["choices"][0]["finish_reason"], *reason);
	}
}

#[tokio::test]
async fn completion_ends_before_a_stop_string() {
	let world = World::new().await;
	let whole = text(&world, json!("The dog")).await;
	let stop = whole.split_whitespace().next_back().expect("a word").to_owned();
	let body = with(ask(json!("The dog")), "stop", json!(stop));
	let answer = world.http().post(PATH, &body).await.ok();
	assert_eq!(answer["choices"][0]["text"], whole[..whole.find(&stop).unwrap()]);
	assert_eq!(answer["choices"][0]["finish_reason"], "stop");
}

#[tokio::test]
async fn completion_stays_in_the_context_when_max_tokens_is_absurd() {
	let world = World::new().await;
	let context = world.http().get("/v1/base").await.ok()["context"].as_u64().unwrap();
	let body = with(ask(json!("The dog")), "max_tokens", json!(u64::MAX));
	let answer = world.http().post(PATH, &body).await.ok();
	assert!(answer["usage"]["total_tokens"].as_u64().unwrap() <= context);
}

#[tokio::test]
async fn completion_is_refused_by_name_when_it_asks_for_what_is_not_done() {
	let world = World::new().await;
	for (name, value, code) in [
		("n", json!(2), "unsupported_parameter"),
		("best_of", json!(3), "unsupported_parameter"),
		("echo", json!(true), "unsupported_parameter"),
		("suffix", json!("end"), "unsupported_parameter"),
		("logprobs", json!(0), "unsupported_parameter"),
		("prompt", json!([]), "invalid_value"),
		("prompt", json!(""), "invalid_value"),
		("prompt", json!(vec!["x"; 33]), "invalid_value"),
		("prompt", json!([4_294_967_295_u32]), "invalid_value"),
		("prompt", json!([-1]), "invalid_request"),
		("prompt", json!("dog ".repeat(2000)), "context_length_exceeded"),
		("max_tokens", json!(0), "invalid_value"),
		("max_tokens", json!(-1), "invalid_request"),
		("max_tokens", json!(1e30), "invalid_request"),
		("temperature", json!(2.5), "invalid_value"),
		("stop", json!([""]), "invalid_value"),
	] {
		let answer = world.http().post(PATH, &with(ask(json!("Why?")), name, value)).await;
		assert_eq!(answer.error(StatusCode::BAD_REQUEST), code, "{name}");
		assert_eq!(answer.json()["error"]["param"], name);
	}
}
