// SPDX-License-Identifier: Apache-2.0
//! Bytes in and out.

use crate::world::World;
use axum::http::StatusCode;
use openledger_lora_server::server::ServerOptions;
use openledger_primitives::{
	commitment::ContentCommitment,
	manifest::{Manifest, ManifestFile},
};
use polkadot_sdk::sp_core::H256;
use proptest::prelude::*;
use serde_json::json;
use std::{
	fs,
	time::{Duration, SystemTime},
};
use tokio::{
	io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
	net::TcpStream,
	time,
};

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

#[tokio::test]
async fn upload_is_refused_when_the_store_has_as_many_bytes_as_it_may() {
	let world = World::with(|options| options.store_bytes = Some(4_000)).await;
	let answer = world.http().post_bytes("/v1/files", vec![1; 4_000]).await;
	assert_eq!(answer.error(StatusCode::INSUFFICIENT_STORAGE), "insufficient_storage");
	let answer = world.http().post_bytes("/v1/content", vec![1; 4_000]).await;
	assert_eq!(answer.error(StatusCode::INSUFFICIENT_STORAGE), "insufficient_storage");
	assert_eq!(fs::read_dir(world.store.path().join("incoming")).unwrap().count(), 0);
	let stored = commitment(world.http().post_bytes("/v1/content", vec![1; 2_000]).await.ok());
	// The same again after a restart: it is there, and nothing else fits.
	let world = world.restart_with(|options| options.store_bytes = Some(2_000)).await;
	assert_eq!(world.http().get(&path(stored.root)).await.body.len(), 2_000);
	let answer = world.http().post_bytes("/v1/files", "x").await;
	assert_eq!(answer.error(StatusCode::INSUFFICIENT_STORAGE), "insufficient_storage");
}

/// Sends the head of an upload and `body`, and then nothing more.
async fn begin_upload(world: &World, route: &str, head: &str, body: &[u8]) -> TcpStream {
	let address = world.http().address();
	let mut stream = TcpStream::connect(address).await.unwrap();
	let head = format!("POST {route} HTTP/1.1\r\nHost: {address}\r\n{head}\r\n\r\n");
	stream.write_all(head.as_bytes()).await.unwrap();
	stream.write_all(body).await.unwrap();
	stream
}

async fn first_line(stream: TcpStream) -> String {
	let mut line = String::new();
	BufReader::new(stream).read_line(&mut line).await.unwrap();
	line
}

#[tokio::test]
async fn nothing_stays_when_the_client_stops_in_the_middle_of_an_upload() {
	let world = World::new().await;
	let incoming = world.store.path().join("incoming");
	let stored = |kind| fs::read_dir(world.store.path().join(kind)).unwrap().count();
	let before = (stored("content"), stored("files"));
	for route in ["/v1/content", "/v1/files"] {
		let head = "Content-Length: 4000000";
		let stream = begin_upload(&world, route, head, &vec![7; 3_000_000]).await;
		let waiting = async {
			while fs::read_dir(&incoming).unwrap().count() == 0 {
				time::sleep(Duration::from_millis(5)).await;
			}
			drop(stream);
			while fs::read_dir(&incoming).unwrap().count() > 0 {
				time::sleep(Duration::from_millis(5)).await;
			}
		};
		time::timeout(Duration::from_secs(20), waiting).await.expect("what came is thrown away");
	}
	assert_eq!((stored("content"), stored("files")), before);
	world.http().get("/health").await.ok();
}

#[tokio::test]
async fn upload_is_refused_before_it_is_sent_when_its_length_is_too_much() {
	let world = World::new().await;
	for (route, length) in
		[("/v1/content", 5 * 1024 * 1024 + 1), ("/v1/files", 256 * 1024 * 1024 + 1)]
	{
		let stream =
			begin_upload(&world, route, &format!("Content-Length: {length}"), b"begins").await;
		assert!(first_line(stream).await.starts_with("HTTP/1.1 413"), "{route}");
	}
}

#[tokio::test]
async fn upload_is_refused_when_it_grows_too_long_and_never_said_how_long_it_is() {
	let world = World::new().await;
	let stream = begin_upload(&world, "/v1/content", "Transfer-Encoding: chunked", b"").await;
	let (read, mut write) = stream.into_split();
	let sending = tokio::spawn(async move {
		for _ in 0..8 {
			let mut chunk = b"100000\r\n".to_vec();
			chunk.extend(vec![b'a'; 0x10_0000]);
			chunk.extend(b"\r\n");
			if write.write_all(&chunk).await.is_err() {
				// It has heard enough.
				break;
			}
		}
		write
	});
	let mut line = String::new();
	BufReader::new(read).read_line(&mut line).await.unwrap();
	assert!(line.starts_with("HTTP/1.1 413"), "{line}");
	drop(sending.await.unwrap());
}

#[tokio::test]
async fn content_is_pinned_until_it_is_unpinned() {
	let world = World::new().await;
	let stored = commitment(world.http().post_bytes("/v1/content", "wanted").await.ok());
	let pin = format!("/v1/pins/{:?}", stored.root);
	let http = world.http();
	let pins = |pins: &[H256]| json!({ "pins": pins, "next": null });
	assert_eq!(http.get("/v1/pins").await.ok(), pins(&[]));
	assert_eq!(http.put(&pin).await.status, StatusCode::NO_CONTENT);
	assert_eq!(http.get("/v1/pins").await.ok(), pins(&[stored.root]));
	let world = world.restart().await;
	let http = world.http();
	assert_eq!(http.get("/v1/pins").await.ok(), pins(&[stored.root]));
	assert_eq!(http.get(&format!("/v1/pins?after={:?}", stored.root)).await.ok(), pins(&[]));
	assert_eq!(http.delete(&pin).await.status, StatusCode::NO_CONTENT);
	assert_eq!(http.delete(&pin).await.error(StatusCode::NOT_FOUND), "pin_unknown");
	assert_eq!(http.get("/v1/pins").await.ok(), pins(&[]));
}

#[tokio::test]
async fn pin_is_refused_when_it_names_nothing_that_is_here() {
	let world = World::new().await;
	let answer = world.http().put(&format!("/v1/pins/{:?}", H256::repeat_byte(1))).await;
	assert_eq!(answer.error(StatusCode::NOT_FOUND), "content_missing");
	let answer = world.http().put("/v1/pins/0x12").await;
	assert_eq!(answer.error(StatusCode::BAD_REQUEST), "invalid_hash");
	for query in ["after=x", "before=1"] {
		let answer = world.http().get(&format!("/v1/pins?{query}")).await;
		answer.error(StatusCode::BAD_REQUEST);
	}
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

#[tokio::test]
async fn content_that_nothing_refers_to_goes_when_a_running_server_collects() {
	let world = World::new().await;
	let stored = commitment(world.http().post_bytes("/v1/content", "in nobody's way").await.ok());
	let pinned = commitment(world.http().post_bytes("/v1/content", "pinned").await.ok());
	world.http().put(&format!("/v1/pins/{:?}", pinned.root)).await;
	// Older than what a server that runs leaves alone.
	for content in [&stored, &pinned] {
		let file = world.store.path().join("content").join(hex::encode(content.root));
		let old = SystemTime::now() - Duration::from_secs(2 * 60 * 60);
		fs::File::options().write(true).open(file).unwrap().set_modified(old).unwrap();
	}
	let collect = |options: &mut ServerOptions| {
		options.jobs.keep.unreferenced = Some(Duration::ZERO);
	};
	let world = world.restart_with(collect).await;
	let gone = async {
		// The base model's manifest, and what is pinned.
		let left = "openledger_store_things 2\n";
		while !world.http().get("/metrics").await.text().contains(left) {
			time::sleep(Duration::from_millis(20)).await;
		}
	};
	time::timeout(Duration::from_secs(60), gone).await.expect("it is collected");
	assert_eq!(world.http().get(&path(stored.root)).await.status, StatusCode::NOT_FOUND);
	assert_eq!(world.http().get(&path(pinned.root)).await.text(), "pinned");
}
