// SPDX-License-Identifier: Apache-2.0
//! Bytes in and out.

use crate::world::World;
use axum::http::StatusCode;
use openledger_primitives::{
	commitment::ContentCommitment,
	manifest::{Manifest, ManifestFile},
};
use polkadot_sdk::sp_core::H256;
use proptest::prelude::*;
use serde_json::json;
use std::fs;

fn commitment(value: serde_json::Value) -> ContentCommitment {
	serde_json::from_value(value).unwrap()
}

fn path(root: H256) -> String {
	format!("/v1/content/{root:?}")
}

#[tokio::test]
async fn content_comes_back_when_it_was_stored() {
	let world = World::new().await;
	for bytes in [vec![0], vec![0xFF; 1024], (0..5000u32).flat_map(u32::to_le_bytes).collect()] {
		let stored = commitment(world.http().post_bytes("/v1/content", bytes.clone()).await.ok());
		assert_eq!(Ok(stored), ContentCommitment::of(&bytes));
		assert_eq!(world.http().get(&path(stored.root)).await.body, bytes);
	}
}

#[tokio::test]
async fn content_is_there_when_the_server_was_restarted() {
	let world = World::new().await;
	let stored = commitment(world.http().post_bytes("/v1/content", "kept").await.ok());
	let world = world.restart().await;
	assert_eq!(world.http().get(&path(stored.root)).await.text(), "kept");
}

#[tokio::test]
async fn content_is_set_aside_when_it_was_damaged() {
	let world = World::new().await;
	let stored = commitment(world.http().post_bytes("/v1/content", "whole").await.ok());
	let name = hex::encode(stored.root);
	let file = world.store.path().join("content").join(&name);
	fs::write(&file, "whale").unwrap();

	let answer = world.http().get(&path(stored.root)).await;
	assert_eq!(answer.error(StatusCode::INTERNAL_SERVER_ERROR), "content_damaged");
	assert!(answer.message().contains(&name), "{}", answer.message());
	assert_eq!(fs::read(world.store.path().join("damaged").join(&name)).unwrap(), b"whale");
	let answer = world.http().get(&path(stored.root)).await;
	assert_eq!(answer.error(StatusCode::NOT_FOUND), "content_missing");

	world.http().post_bytes("/v1/content", "whole").await.ok();
	assert_eq!(world.http().get(&path(stored.root)).await.text(), "whole");
}

#[tokio::test]
async fn damaged_content_is_replaced_when_it_is_stored_again() {
	let world = World::new().await;
	let stored = commitment(world.http().post_bytes("/v1/content", "whole").await.ok());
	let file = world.store.path().join("content").join(hex::encode(stored.root));
	fs::write(&file, "").unwrap();
	world.http().post_bytes("/v1/content", "whole").await.ok();
	assert_eq!(fs::read(&file).unwrap(), b"whole");
}

#[tokio::test]
async fn content_is_refused_when_it_is_empty() {
	let world = World::new().await;
	let answer = world.http().post_bytes("/v1/content", "").await;
	assert_eq!(answer.error(StatusCode::BAD_REQUEST), "content_empty");
	let answer = world.http().post_bytes("/v1/files", "").await;
	assert_eq!(answer.error(StatusCode::BAD_REQUEST), "content_empty");
}

#[tokio::test]
async fn content_is_refused_when_it_is_longer_than_a_commitment_allows() {
	let world = World::new().await;
	let limit = 5 * 1024 * 1024;
	world.http().post_bytes("/v1/content", vec![b'a'; limit]).await.ok();
	let answer = world.http().post_bytes("/v1/content", vec![b'a'; limit + 1]).await;
	assert_eq!(answer.error(StatusCode::PAYLOAD_TOO_LARGE), "too_large");
	// JSON may be longer than what it holds, but not the contribution.
	let body = json!({ "documents": ["a".repeat(limit + 1)] });
	let answer = world.http().post("/v1/contributions", &body).await;
	assert_eq!(answer.error(StatusCode::PAYLOAD_TOO_LARGE), "too_large");
}

#[tokio::test]
async fn nothing_is_half_written_when_the_disk_refuses() {
	let world = World::new().await;
	// Tests may run as root, whom no permission stops: a missing folder does.
	fs::remove_dir(world.store.path().join("incoming")).unwrap();
	let before = fs::read_dir(world.store.path().join("content")).unwrap().count();
	let answer = world.http().post_bytes("/v1/content", "lost").await;
	assert_eq!(answer.error(StatusCode::INTERNAL_SERVER_ERROR), "internal_error");
	assert!(answer.message().contains("cannot write"), "{}", answer.message());
	assert_eq!(fs::read_dir(world.store.path().join("content")).unwrap().count(), before);
}

#[tokio::test]
async fn content_is_not_found_when_nobody_stored_it() {
	let world = World::new().await;
	let answer = world.http().get(&path(H256::repeat_byte(1))).await;
	assert_eq!(answer.error(StatusCode::NOT_FOUND), "content_missing");
	for wrong in ["0x12", "../../lock", "xyz"] {
		let wrong = wrong.replace('/', "%2F");
		let answer = world.http().get(&format!("/v1/content/{wrong}")).await;
		assert_eq!(answer.error(StatusCode::BAD_REQUEST), "invalid_hash", "{wrong}");
	}
}

#[tokio::test]
async fn contribution_is_canonical_when_its_documents_are_not() {
	let world = World::new().await;
	let documents = ["  Two\twords ", "\u{200B}\n ", "Cafe\u{301}"];
	let body = json!({ "documents": documents });
	let stored = commitment(world.http().post("/v1/contributions", &body).await.ok());
	let bytes = world.http().get(&path(stored.root)).await;
	assert_eq!(bytes.text(), "Two words\nCaf\u{E9}");
}

#[tokio::test]
async fn contribution_is_refused_when_nothing_is_in_it() {
	let world = World::new().await;
	for documents in [json!([]), json!(["", " \n "])] {
		let body = json!({ "documents": documents });
		let answer = world.http().post("/v1/contributions", &body).await;
		assert_eq!(answer.error(StatusCode::BAD_REQUEST), "content_empty");
	}
}

#[tokio::test]
async fn base_manifest_is_content_when_the_server_runs() {
	let world = World::new().await;
	let base = world.http().get("/v1/base").await.ok();
	let stored = world.http().get(&path(commitment(base["commitment"].clone()).root)).await;
	assert_eq!(stored.text(), base["manifest"].as_str().unwrap());
	let manifest = Manifest::parse(&stored.body).unwrap();
	let names = manifest.files().iter().map(|file| file.name.as_str()).collect::<Vec<_>>();
	assert_eq!(
		names,
		["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"]
	);
}

#[tokio::test]
async fn file_comes_back_by_its_manifest_when_both_were_uploaded() {
	let world = World::new().await;
	let stored = world.http().post_bytes("/v1/files", "the bytes").await.ok();
	let file = ManifestFile::of("notes.txt", b"the bytes");
	assert_eq!(stored, json!({ "hash": file.hash, "length": file.length }));
	let manifest = Manifest::new([file]).unwrap();
	let root =
		commitment(world.http().post_bytes("/v1/content", manifest.to_bytes()).await.ok()).root;
	let answer = world.http().get(&format!("/v1/artifacts/{root:?}/notes.txt")).await;
	assert_eq!(answer.text(), "the bytes");
	let answer = world.http().get(&format!("/v1/artifacts/{root:?}/other.txt")).await;
	assert_eq!(answer.error(StatusCode::NOT_FOUND), "file_unknown");
	let plain = commitment(world.http().post_bytes("/v1/content", "no manifest").await.ok()).root;
	let answer = world.http().get(&format!("/v1/artifacts/{plain:?}/notes.txt")).await;
	assert_eq!(answer.error(StatusCode::BAD_REQUEST), "content_invalid");
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(32))]

	#[test]
	fn store_gives_back_what_it_was_given(bytes in prop::collection::vec(any::<u8>(), 1..4000)) {
		let folder = tempfile::TempDir::new().unwrap();
		let store = openledger_lora_server::store::Store::open(folder.path()).unwrap();
		let commitment = store.put_content(&bytes).unwrap();
		prop_assert_eq!(store.put_content(&bytes).unwrap(), commitment);
		prop_assert_eq!(&store.content(&commitment).unwrap(), &bytes);
		let longer = ContentCommitment { length: commitment.length + 1, ..commitment };
		prop_assert!(store.content(&longer).is_err());
		prop_assert_eq!(fs::read_dir(folder.path().join("incoming")).unwrap().count(), 0);
	}
}
