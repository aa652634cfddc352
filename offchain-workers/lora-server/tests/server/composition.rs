// SPDX-License-Identifier: Apache-2.0
//! Adapters that answer together.

use crate::{
	adapters::files::AdapterFiles,
	world::{artifact, World},
};
use axum::http::StatusCode;
use openledger_primitives::{ids::ArtifactId, records::ArtifactKind};
use serde_json::{json, Value};

const CHAT: &str = "/v1/chat/completions";
const COMPLETIONS: &str = "/v1/completions";

/// A world with two adapters, 1 and 2.
async fn world() -> World {
	let world = World::new().await;
	for number in [1, 2] {
		let manifest = AdapterFiles::new(number).upload(world.http()).await;
		world.register(artifact(ArtifactId(number.into()), ArtifactKind::Adapter, manifest));
	}
	world
}

fn ask(model: &str, adapters: Value) -> Value {
	json!({
		"model": model, "adapters": adapters, "temperature": 0, "max_tokens": 12,
		"messages": [{ "role": "user", "content": "What is a dog?" }],
	})
}

fn weighted(adapters: &[(&str, f64)]) -> Value {
	let one = |(model, weight): &(&str, f64)| json!({ "model": model, "weight": weight });
	adapters.iter().map(one).collect()
}

async fn says(world: &World, model: &str, adapters: Value) -> String {
	let answer = world.http().post(CHAT, &ask(model, adapters)).await.ok();
	answer["choices"][0]["message"]["content"].as_str().unwrap().into()
}

#[tokio::test]
async fn adapter_says_the_same_when_it_is_alone_with_weight_one() {
	let world = world().await;
	let alone = says(&world, "1", Value::Null).await;
	assert_eq!(says(&world, "base", weighted(&[("1", 1.0)])).await, alone);
	assert_ne!(alone, says(&world, "base", Value::Null).await);
}

#[tokio::test]
async fn adapters_say_what_the_base_says_when_they_weigh_nothing() {
	let world = world().await;
	let base = says(&world, "base", Value::Null).await;
	assert_eq!(says(&world, "base", weighted(&[("1", 0.0), ("2", 0.0)])).await, base);
}

#[tokio::test]
async fn adapters_together_say_something_else_when_both_weigh() {
	let world = world().await;
	let (first, second) =
		(says(&world, "1", Value::Null).await, says(&world, "2", Value::Null).await);
	let both = says(&world, "base", weighted(&[("1", 0.6), ("2", 0.6)])).await;
	assert!(both != first && both != second, "{both}");
	assert_eq!(says(&world, "base", weighted(&[("2", 0.6), ("1", 0.6)])).await, both);
}

#[tokio::test]
async fn completion_is_composed_as_a_chat_is() {
	let world = world().await;
	let body = |adapters: Value| {
		json!({
			"model": "base", "adapters": adapters, "prompt": ["The dog", "Water is"],
			"temperature": 0, "max_tokens": 8,
		})
	};
	let texts = |answer: Value| {
		let choices = answer["choices"].as_array().unwrap().clone();
		choices.iter().map(|choice| choice["text"].clone()).collect::<Vec<_>>()
	};
	let composed = weighted(&[("1", 1.0)]);
	let composed = texts(world.http().post(COMPLETIONS, &body(composed)).await.ok());
	let mut alone = body(Value::Null);
	alone["model"] = json!("1");
	assert_eq!(composed, texts(world.http().post(COMPLETIONS, &alone).await.ok()));
}

#[tokio::test]
async fn composition_is_refused_by_name_when_it_is_wrong() {
	let world = world().await;
	let many = (0..9).map(|number| json!({ "model": number.to_string(), "weight": 1 }));
	for (model, adapters, param) in [
		("1", weighted(&[("2", 1.0)]), "model"),
		("base", json!([]), "adapters"),
		("base", many.collect(), "adapters"),
		("base", weighted(&[("1", 1.0), ("1", 0.5)]), "adapters"),
		("base", weighted(&[("1", 8.5)]), "adapters"),
		("base", weighted(&[("base", 1.0)]), "adapters"),
	] {
		let answer = world.http().post(CHAT, &ask(model, adapters)).await;
		assert_eq!(answer.error(StatusCode::BAD_REQUEST), "invalid_value");
		assert_eq!(answer.json()["error"]["param"], param, "{}", answer.message());
	}
	let unknown = world.http().post(CHAT, &ask("base", weighted(&[("77", 1.0)]))).await;
	assert_eq!(unknown.error(StatusCode::NOT_FOUND), "model_not_found");
}
