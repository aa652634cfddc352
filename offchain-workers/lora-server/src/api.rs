// SPDX-License-Identifier: Apache-2.0
//! The HTTP server: jobs, content, and an OpenAI-compatible chat.

mod adapters;
mod auth;
mod chat;
mod content;
mod error;
mod jobs;
mod models;
mod pins;

pub use auth::{Token, TokenError};
pub use error::ApiError;

use crate::{chain::ChainError, jobs::Jobs, services::Services};
use axum::{
	extract::{DefaultBodyLimit, State},
	http::{Method, Uri},
	middleware,
	routing::{get, post, put},
	Json, Router,
};
use polkadot_sdk::sp_core::H256;
use serde::Serialize;
use std::sync::Arc;
use tower_http::trace::{DefaultMakeSpan, DefaultOnResponse, TraceLayer};
use tracing::Level;

/// JSON around 5 MiB of text: most characters stand for themselves, few take six.
const MAX_JSON: usize = 16 * 1024 * 1024;

/// What requests are answered with.
#[derive(Clone)]
pub struct Api {
	/// Base model, adapters, store, node.
	pub services: Arc<Services>,
	/// The jobs.
	pub jobs: Jobs,
	/// What callers must show, if anything.
	pub token: Option<Token>,
}

impl Api {
	/// All routes.
	pub fn router(self) -> Router {
		let protected = Router::new()
			.route("/v1/jobs", post(jobs::post).get(jobs::list))
			.route("/v1/jobs/{id}", get(jobs::status))
			.route("/v1/jobs/{id}/evidence", get(jobs::evidence))
			.route("/v1/jobs/{id}/progress", get(jobs::progress))
			// Bodies that go to the disk as they come have the store's limits.
			.route("/v1/content", post(content::put))
			.route("/v1/content/{root}", get(content::get))
			.route("/v1/files", post(content::put_file))
			.route("/v1/pins", get(pins::list))
			.route("/v1/pins/{root}", put(pins::put).delete(pins::delete))
			.route("/v1/contributions", post(content::contribute))
			.route("/v1/artifacts/{root}/{file}", get(content::artifact_file))
			.route("/v1/base", get(models::base))
			.route("/v1/models", get(models::list))
			.route("/v1/chat/completions", post(chat::complete))
			.merge(adapters::routes())
			.layer(DefaultBodyLimit::max(MAX_JSON))
			.route_layer(middleware::from_fn_with_state(self.clone(), auth::require));
		Router::new()
			.merge(protected)
			.route("/health", get(health))
			.route("/ready", get(ready))
			.fallback(unknown_route)
			.method_not_allowed_fallback(wrong_method)
			.layer(
				TraceLayer::new_for_http()
					.make_span_with(DefaultMakeSpan::new().level(Level::INFO))
					.on_response(DefaultOnResponse::new().level(Level::INFO))
					// Said where the error is made, with its reason.
					.on_failure(()),
			)
			.with_state(self)
	}
}

#[derive(Serialize)]
struct Health {
	status: &'static str,
	version: &'static str,
}

/// The process is up, and the base model loaded.
async fn health() -> Json<Health> {
	Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION") })
}

#[derive(Serialize)]
struct Readiness {
	status: &'static str,
	genesis: H256,
}

/// Jobs can be done: the node answers, too.
async fn ready(State(api): State<Api>) -> Result<Json<Readiness>, ApiError> {
	let view = api.services.node.finalised().await?;
	Ok(Json(Readiness { status: "ready", genesis: view.genesis() }))
}

async fn unknown_route(method: Method, uri: Uri) -> ApiError {
	ApiError::not_found("unknown_url", format!("there is no route {method} {}", uri.path()))
}

async fn wrong_method(method: Method, uri: Uri) -> ApiError {
	ApiError::wrong_method(format!("{} does not answer to {method}", uri.path()))
}

impl From<ChainError> for ApiError {
	fn from(error: ChainError) -> Self {
		Self::unavailable("node_unavailable", error.to_string())
	}
}

/// A hash in a path: 64 hexadecimal digits, with `0x` or without.
fn hash(text: &str) -> Result<H256, ApiError> {
	let digits = text.strip_prefix("0x").unwrap_or(text);
	let mut bytes = [0; 32];
	hex::decode_to_slice(digits, &mut bytes)
		.map_err(|_| ApiError::invalid("invalid_hash", format!("{text:?} is not a hash")))?;
	Ok(H256(bytes))
}
