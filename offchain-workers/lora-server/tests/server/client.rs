// SPDX-License-Identifier: Apache-2.0
//! An HTTP client for one server.

use axum::{
	body::Bytes,
	http::{header, HeaderMap, Method, Request, StatusCode},
};
use http_body_util::{BodyExt, Full};
use hyper_util::{
	client::legacy::{connect::HttpConnector, Client},
	rt::TokioExecutor,
};
use serde_json::Value;
use std::net::SocketAddr;

/// Talks to the server at one address.
#[derive(Clone)]
pub struct Http {
	client: Client<HttpConnector, Full<Bytes>>,
	address: SocketAddr,
	token: Option<String>,
}

/// What a server said.
pub struct Answer {
	pub status: StatusCode,
	pub headers: HeaderMap,
	pub body: Bytes,
}

impl Http {
	pub fn new(address: SocketAddr) -> Self {
		Self { client: Client::builder(TokioExecutor::new()).build_http(), address, token: None }
	}

	pub fn with_token(&self, token: &str) -> Self {
		Self { token: Some(token.into()), ..self.clone() }
	}

	pub fn address(&self) -> SocketAddr {
		self.address
	}

	pub async fn get(&self, path: &str) -> Answer {
		self.send(Method::GET, path, "text/plain", Bytes::new()).await
	}

	pub async fn post(&self, path: &str, body: &Value) -> Answer {
		let body = serde_json::to_vec(body).unwrap();
		self.send(Method::POST, path, "application/json", body.into()).await
	}

	pub async fn put(&self, path: &str) -> Answer {
		self.send(Method::PUT, path, "text/plain", Bytes::new()).await
	}

	pub async fn delete(&self, path: &str) -> Answer {
		self.send(Method::DELETE, path, "text/plain", Bytes::new()).await
	}

	pub async fn post_bytes(&self, path: &str, body: impl Into<Bytes>) -> Answer {
		self.send(Method::POST, path, "application/octet-stream", body.into()).await
	}

	/// The same as [`Self::post`], with a header more, and the body as it is.
	pub async fn post_with(&self, path: &str, body: Vec<u8>, header: (&str, &str)) -> Answer {
		self.try_post_with(path, body, header).await.unwrap()
	}

	/// The same, or nothing when there is no server.
	pub async fn try_post_with(
		&self,
		path: &str,
		body: Vec<u8>,
		header: (&str, &str),
	) -> Option<Answer> {
		let json = "application/json";
		self.try_send_with(Method::POST, path, json, body.into(), Some(header)).await
	}

	/// The answer, or nothing when there is no server.
	pub async fn try_get(&self, path: &str) -> Option<Answer> {
		self.try_send(Method::GET, path, "text/plain", Bytes::new()).await
	}

	/// The same, with a body that is JSON or bytes.
	pub async fn try_post(&self, path: &str, body: impl Into<Bytes>) -> Option<Answer> {
		self.try_send(Method::POST, path, "application/json", body.into()).await
	}

	pub async fn send(&self, method: Method, path: &str, kind: &str, body: Bytes) -> Answer {
		self.try_send(method, path, kind, body).await.unwrap()
	}

	async fn try_send(
		&self,
		method: Method,
		path: &str,
		kind: &str,
		body: Bytes,
	) -> Option<Answer> {
		self.try_send_with(method, path, kind, body, None).await
	}

	async fn try_send_with(
		&self,
		method: Method,
		path: &str,
		kind: &str,
		body: Bytes,
		header: Option<(&str, &str)>,
	) -> Option<Answer> {
		let mut request = Request::builder()
			.method(method)
			.uri(format!("http://{}{path}", self.address))
			.header(header::CONTENT_TYPE, kind);
		if let Some((name, value)) = header {
			request = request.header(name, value);
		}
		if let Some(token) = &self.token {
			request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
		}
		let request = request.body(Full::new(body)).unwrap();
		let response = self.client.request(request).await.ok()?;
		let (head, body) = response.into_parts();
		let body = body.collect().await.ok()?.to_bytes();
		Some(Answer { status: head.status, headers: head.headers, body })
	}
}

impl Answer {
	pub fn json(&self) -> Value {
		serde_json::from_slice(&self.body)
			.unwrap_or_else(|_| panic!("{}: {}", self.status, self.text()))
	}

	pub fn text(&self) -> String {
		String::from_utf8_lossy(&self.body).into()
	}

	/// The JSON of a request that was answered.
	pub fn ok(&self) -> Value {
		assert_eq!(self.status, StatusCode::OK, "{}", self.text());
		self.json()
	}

	/// The code of an error in OpenAI's shape.
	pub fn error(&self, status: StatusCode) -> String {
		assert_eq!(self.status, status, "{}", self.text());
		let body = self.json();
		let error = &body["error"];
		assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{body}");
		assert!(error["type"].is_string(), "{body}");
		assert!(error.as_object().is_some_and(|error| error.contains_key("param")), "{body}");
		error["code"].as_str().unwrap().into()
	}

	/// The message of an error.
	pub fn message(&self) -> String {
		self.json()["error"]["message"].as_str().unwrap().into()
	}
}
