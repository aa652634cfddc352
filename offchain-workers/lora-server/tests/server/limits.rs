// SPDX-License-Identifier: Apache-2.0
//! Clients that ask for too much, send nothing more, or take nothing.

use crate::world::World;
use axum::http::{Method, StatusCode};
use openledger_lora_server::server::ServerOptions;
use serde_json::json;
use std::{net::SocketAddr, time::Duration};
use tokio::{
	io::{AsyncReadExt, AsyncWriteExt},
	net::TcpStream,
	time,
};

const CHAT: &str = "/v1/chat/completions";

fn impatient(options: &mut ServerOptions) {
	options.requests.patience = Duration::from_millis(300);
}

/// Sends `head` on a connection of its own, and returns what comes until the server closes it.
async fn until_closed(address: SocketAddr, head: &[u8]) -> String {
	let mut stream = TcpStream::connect(address).await.unwrap();
	stream.write_all(head).await.unwrap();
	let mut said = Vec::new();
	let reading = stream.read_to_end(&mut said);
	let _ = time::timeout(Duration::from_secs(20), reading).await.expect("the server closes it");
	String::from_utf8_lossy(&said).into()
}

#[tokio::test]
async fn connection_ends_when_the_head_of_a_request_does_not_come() {
	let world = World::with(impatient).await;
	until_closed(world.http().address(), b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\n")
		.await;
	world.http().get("/health").await.ok();
}

#[tokio::test]
async fn request_is_refused_when_its_body_does_not_come() {
	let world = World::with(impatient).await;
	let head = format!(
		"POST {CHAT} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{{"
	);
	let said = until_closed(world.http().address(), head.as_bytes()).await;
	assert!(said.starts_with("HTTP/1.1 408 "), "{said}");
	assert!(said.contains("\"request_timeout\""), "{said}");
}

#[tokio::test]
async fn request_is_refused_when_its_body_comes_a_byte_now_and_then() {
	let world = World::with(impatient).await;
	let stream = TcpStream::connect(world.http().address()).await.unwrap();
	let (mut reading, mut writing) = stream.into_split();
	let head = format!(
		"POST {CHAT} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n"
	);
	writing.write_all(head.as_bytes()).await.unwrap();
	let dripping = tokio::spawn(async move {
		while writing.write_all(b" ").await.is_ok() {
			time::sleep(Duration::from_millis(50)).await;
		}
	});
	let mut said = Vec::new();
	let _ = time::timeout(Duration::from_secs(20), reading.read_to_end(&mut said)).await.unwrap();
	assert!(said.starts_with(b"HTTP/1.1 408 "), "{}", String::from_utf8_lossy(&said));
	dripping.await.unwrap();
}

#[tokio::test]
async fn request_is_told_to_come_back_when_as_many_are_being_answered() {
	let world = World::with(|options| options.requests.requests = 1).await;
	// The one place is taken by a request whose body is not here yet.
	let mut slow = TcpStream::connect(world.http().address()).await.unwrap();
	let head = format!(
		"POST {CHAT} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{{"
	);
	slow.write_all(head.as_bytes()).await.unwrap();
	let refused = async {
		loop {
			let answer = world.http().get("/v1/models").await;
			if answer.status != StatusCode::OK {
				return answer;
			}
			time::sleep(Duration::from_millis(10)).await;
		}
	};
	let answer = time::timeout(Duration::from_secs(20), refused).await.unwrap();
	assert_eq!(answer.error(StatusCode::TOO_MANY_REQUESTS), "busy");
	assert!(answer.headers.contains_key("retry-after"));
	world.http().get("/health").await.ok();

	slow.write_all(b"}").await.unwrap();
	let answered = async {
		while world.http().get("/v1/models").await.status != StatusCode::OK {
			time::sleep(Duration::from_millis(10)).await;
		}
	};
	time::timeout(Duration::from_secs(20), answered).await.unwrap();
}

#[tokio::test]
async fn connection_waits_when_as_many_are_open() {
	let world = World::with(|options| options.requests.connections = 2).await;
	let address = world.http().address();
	// What the world's own client has kept open counts, too.
	let first = TcpStream::connect(address).await.unwrap();
	let second = TcpStream::connect(address).await.unwrap();
	let third = async {
		let mut third = TcpStream::connect(address).await.unwrap();
		third
			.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
			.await
			.unwrap();
		let mut said = String::new();
		third.read_to_string(&mut said).await.unwrap();
		said
	};
	tokio::pin!(third);
	assert!(time::timeout(Duration::from_millis(300), &mut third).await.is_err());
	drop((first, second));
	let said = time::timeout(Duration::from_secs(20), third).await.unwrap();
	assert!(said.starts_with("HTTP/1.1 200 "), "{said}");
}

#[tokio::test]
async fn wrong_json_is_refused_when_it_is_broken_or_absurd() {
	let world = World::new().await;
	let nested = format!("{{\"model\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
	for body in [
		b"\xff\xfe{}".to_vec(),
		b"{\"model\": \"\xc3\x28\", \"messages\": []}".to_vec(),
		b"{".to_vec(),
		b"[]".to_vec(),
		b"null".to_vec(),
		b"{} {}".to_vec(),
		b"".to_vec(),
		nested.into_bytes(),
		b"{\"model\": \"base\", \"model\": \"base\", \"messages\": []}".to_vec(),
		b"{\"model\": \"base\", \"messages\": [], \"seed\": 1e999}".to_vec(),
		b"{\"model\": \"base\", \"messages\": [], \"seed\": 99999999999999999999999}".to_vec(),
		b"{\"model\": \"\\ud800\", \"messages\": []}".to_vec(),
	] {
		let said = String::from_utf8_lossy(&body).chars().take(60).collect::<String>();
		let answer = world.http().send(Method::POST, CHAT, "application/json", body.into()).await;
		assert_eq!(answer.error(StatusCode::BAD_REQUEST), "invalid_request", "{said}");
	}
	world.http().get("/health").await.ok();
}

#[tokio::test]
async fn wrong_member_is_named_when_it_has_another_type() {
	let world = World::new().await;
	let body = json!({ "model": "base", "messages": [{ "role": 5, "content": "Why?" }] });
	let answer = world.http().post(CHAT, &body).await;
	assert_eq!(answer.error(StatusCode::BAD_REQUEST), "invalid_request");
	assert_eq!(answer.json()["error"]["param"], "messages[0].role");
}

#[tokio::test]
async fn body_is_refused_when_it_is_longer_than_its_route_takes() {
	let world = World::new().await;
	let body = vec![b' '; 16 * 1024 * 1024 + 1];
	let answer = world.http().send(Method::POST, CHAT, "application/json", body.into()).await;
	assert_eq!(answer.error(StatusCode::PAYLOAD_TOO_LARGE), "too_large");
}

#[tokio::test]
async fn client_that_takes_nothing_holds_neither_engine_nor_connection() {
	let world = World::with(impatient).await;
	let root = {
		let content = vec![b'x'; 5 * 1024 * 1024];
		world.http().post_bytes("/v1/content", content).await.ok()["root"].clone()
	};
	// More than all buffers between the two ends hold, asked for and never read.
	let mut stream = TcpStream::connect(world.http().address()).await.unwrap();
	let get = format!("GET /v1/content/{} HTTP/1.1\r\nhost: x\r\n\r\n", root.as_str().unwrap());
	for _ in 0..4 {
		stream.write_all(get.as_bytes()).await.unwrap();
	}
	let closed = async {
		// Writing fails once the server has closed its end.
		while stream.write_all(b"\r\n").await.is_ok() {
			time::sleep(Duration::from_millis(50)).await;
		}
	};
	time::timeout(Duration::from_secs(20), closed).await.expect("the server closes it");
	world.http().get("/health").await.ok();
}
