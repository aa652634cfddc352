// SPDX-License-Identifier: Apache-2.0
//! OpenAI's embeddings, by a model made here: three words, two numbers each.

use crate::world::{options, World};
use axum::http::StatusCode;
use base64::{prelude::BASE64_STANDARD, Engine};
use openledger_lora_server::server::{Server, ServerError};
use safetensors::{tensor::TensorView, Dtype};
use serde_json::json;
use std::{fs, path::Path};
use tempfile::TempDir;

const PATH: &str = "/v1/embeddings";
const TOKENIZER: &str = r#"{
	"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
	"normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "Whitespace"},
	"post_processor": null, "decoder": null,
	"model": {"type": "WordLevel", "vocab": {"[UNK]": 0, "fox": 1, "dog": 2}, "unk_token": "[UNK]"}
}"#;

/// Writes a model in which a fox is `[3, 4]` and a dog `[1, 0]`.
pub fn write_model(folder: &Path) {
	let numbers = [9.0f32, 9.0, 3.0, 4.0, 1.0, 0.0];
	let bytes = numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<_>>();
	let view = TensorView::new(Dtype::F32, vec![3, 2], &bytes).unwrap();
	let tensors = safetensors::serialize([("embeddings", view)], None).unwrap();
	fs::write(folder.join("model.safetensors"), tensors).unwrap();
	fs::write(folder.join("config.json"), r#"{"normalize": false}"#).unwrap();
	fs::write(folder.join("tokenizer.json"), TOKENIZER).unwrap();
}

async fn world() -> (World, TempDir) {
	let model = TempDir::new().unwrap();
	write_model(model.path());
	let world = World::with(|options| options.embeddings = Some(model.path().into())).await;
	(world, model)
}

#[tokio::test]
async fn embeddings_stand_in_the_order_of_the_texts() {
	let (world, _model) = world().await;
	let body = json!({ "model": "embeddings", "input": ["Fox and dog", "dog"] });
	let answer = world.http().post(PATH, &body).await.ok();
	assert_eq!(answer["data"][0]["embedding"], json!([2.0, 2.0]));
	assert_eq!(answer["data"][1]["embedding"], json!([1.0, 0.0]));
	assert_eq!(answer["data"][1]["index"], 1);
	assert_eq!(answer["usage"], json!({ "prompt_tokens": 3, "total_tokens": 3 }));
}

#[tokio::test]
async fn embedding_has_the_same_numbers_in_base64() {
	let (world, _model) = world().await;
	let body = json!({ "model": "embeddings", "input": "fox", "encoding_format": "base64" });
	let answer = world.http().post(PATH, &body).await.ok();
	let bytes = BASE64_STANDARD.decode(answer["data"][0]["embedding"].as_str().unwrap()).unwrap();
	assert_eq!(bytes, [3.0f32.to_le_bytes(), 4.0f32.to_le_bytes()].concat());
}

#[tokio::test]
async fn embeddings_are_refused_by_name_when_they_cannot_be_given() {
	let (world, _model) = world().await;
	let body = json!({ "model": "embeddings", "input": "fox" });
	for (name, value, code) in [
		("input", json!([]), "invalid_value"),
		("input", json!(["fox", " \n"]), "invalid_value"),
		("input", json!(vec!["fox"; 2049]), "invalid_value"),
		("input", json!([1, 2]), "invalid_request"),
		("encoding_format", json!("hex"), "invalid_request"),
		("dimensions", json!(3), "unsupported_parameter"),
	] {
		let mut body = body.clone();
		body[name] = value;
		let answer = world.http().post(PATH, &body).await;
		assert_eq!(answer.error(StatusCode::BAD_REQUEST), code, "{name}");
		assert_eq!(answer.json()["error"]["param"], name);
	}
	let body = json!({ "model": "base", "input": "fox" });
	let answer = world.http().post(PATH, &body).await;
	assert_eq!(answer.error(StatusCode::NOT_FOUND), "model_not_found");
}

#[tokio::test]
async fn embeddings_are_refused_when_none_are_configured() {
	let world = World::new().await;
	let body = json!({ "model": "embeddings", "input": "fox" });
	let answer = world.http().post(PATH, &body).await;
	assert_eq!(answer.error(StatusCode::NOT_FOUND), "embeddings_not_configured");
	let answer = world.http().get("/v1/models/embeddings").await;
	assert_eq!(answer.error(StatusCode::NOT_FOUND), "model_not_found");
}

#[tokio::test]
async fn server_refuses_to_start_when_the_model_of_embeddings_is_none() {
	let (store, model) = (TempDir::new().unwrap(), TempDir::new().unwrap());
	let mut options = options(store.path(), "http://127.0.0.1:1".into());
	options.embeddings = Some(model.path().into());
	assert!(matches!(Server::start(options).await, Err(ServerError::Embeddings(_))));
}
