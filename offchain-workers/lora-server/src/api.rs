// SPDX-License-Identifier: Apache-2.0
//! The HTTP server: jobs, content, and what OpenAI's clients ask for.

mod adapters;
mod auth;
mod body;
mod chat;
mod completions;
mod content;
mod embeddings;
mod error;
mod generation;
mod jobs;
mod limits;
mod metrics;
mod models;
mod openapi;
mod payments;
mod pins;
mod rpc;

pub use auth::{Token, TokenError};
pub use error::ApiError;
pub use limits::RequestLimits;
pub use metrics::Metrics;
pub use payments::Works;

use crate::{chain::ChainError, jobs::Jobs, services::Services};
use axum::{
	extract::{DefaultBodyLimit, State},
	http::{Method, Uri},
	middleware,
	routing::{any, get},
	Json, Router,
};
use openapi::Refusals;
use polkadot_sdk::sp_core::H256;
use serde::Serialize;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tower_http::{
	timeout::RequestBodyTimeoutLayer,
	trace::{DefaultMakeSpan, DefaultOnResponse, TraceLayer},
};
use tracing::Level;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// JSON around 5 MiB of text: most characters stand for themselves, few take six.
const MAX_JSON: usize = 16 * 1024 * 1024;
/// The same for JSON-RPC, which counts in 32 bits.
const MAX_CALL: u32 = 16 * 1024 * 1024;
/// A voucher as JSON takes a few hundred bytes.
const MAX_VOUCHER: usize = 16 * 1024;

/// What requests are answered with.
#[derive(Clone)]
pub struct Api {
	/// Base model, adapters, store, node.
	pub services: Arc<Services>,
	/// The jobs.
	pub jobs: Jobs,
	/// What callers must show, if anything.
	pub token: Option<Token>,
	/// How much is taken on at once.
	pub limits: RequestLimits,
	/// Whether chats and completions have to be paid for.
	pub require_payment: bool,
	/// The paid answers that are under way.
	pub works: Works,
	/// Whether anybody may read content and artifacts by their hashes, without the token.
	pub public_content: bool,
	/// What was measured.
	pub metrics: Arc<Metrics>,
	/// One for each request that may be answered at once.
	places: Arc<Semaphore>,
}

impl Api {
	/// Answers with `services` and `jobs`, to whoever shows `token`, within `limits`.
	pub fn new(
		services: Arc<Services>,
		jobs: Jobs,
		token: Option<Token>,
		limits: RequestLimits,
	) -> Self {
		let places = Arc::new(Semaphore::new(limits.requests.clamp(1, Semaphore::MAX_PERMITS)));
		let (works, metrics) = (Works::default(), Arc::default());
		let (require_payment, public_content) = (false, false);
		Self {
			services,
			jobs,
			token,
			limits,
			require_payment,
			works,
			public_content,
			metrics,
			places,
		}
	}

	/// The same, with chats and completions for those alone who pay.
	#[must_use]
	pub fn requiring_payment(self, require_payment: bool) -> Self {
		Self { require_payment, ..self }
	}

	/// The same, where content and artifacts may be read without the token if `public` says so.
	#[must_use]
	pub fn with_public_content(self, public: bool) -> Self {
		Self { public_content: public, ..self }
	}

	/// All routes.
	pub fn router(self) -> Router {
		let protected = OpenApiRouter::new()
			.routes(routes!(jobs::post, jobs::list))
			.routes(routes!(jobs::status))
			.routes(routes!(jobs::evidence))
			.routes(routes!(jobs::progress))
			// Bodies that go to the disk as they come have the store's limits.
			.routes(routes!(content::put))
			.routes(routes!(content::put_file))
			.routes(routes!(pins::list))
			.routes(routes!(pins::put, pins::delete))
			.routes(routes!(content::contribute))
			.routes(routes!(models::base))
			.routes(routes!(models::list))
			.routes(routes!(models::get))
			.routes(routes!(embeddings::embed))
			.routes(routes!(metrics::show))
			.merge(adapters::routes())
			.merge(payments::routes())
			.layer(DefaultBodyLimit::max(MAX_JSON))
			.route_layer(middleware::from_fn_with_state(self.clone(), limits::admit))
			.route_layer(middleware::from_fn_with_state(self.clone(), auth::require));
		let sold = OpenApiRouter::new()
			.routes(routes!(chat::complete))
			.routes(routes!(completions::complete))
			.layer(DefaultBodyLimit::max(MAX_JSON))
			.route_layer(middleware::from_fn_with_state(self.clone(), limits::admit))
			.route_layer(middleware::from_fn_with_state(self.clone(), auth::require_or_pay));
		let receipts = payments::open_routes()
			.layer(DefaultBodyLimit::max(MAX_VOUCHER))
			.route_layer(middleware::from_fn_with_state(self.clone(), limits::admit));
		// What other workers' servers fetch.
		let reads = OpenApiRouter::new()
			.routes(routes!(content::get))
			.routes(routes!(content::artifact_file))
			.route_layer(middleware::from_fn_with_state(self.clone(), limits::admit));
		let reads = if self.public_content {
			reads
		} else {
			reads.route_layer(middleware::from_fn_with_state(self.clone(), auth::require))
		};
		let open = OpenApiRouter::new().routes(routes!(health)).routes(routes!(ready));
		let (router, document) = OpenApiRouter::with_openapi(openapi::start())
			.merge(protected)
			.merge(sold)
			.merge(receipts)
			.merge(reads)
			.merge(open)
			.split_for_parts();
		let document = Arc::new(document);
		let calls = rpc::Rpc::new(self.jobs.clone(), self.services.clone(), MAX_CALL);
		let calls = Router::new()
			.route("/rpc", any(move |State(api), request| rpc::serve(api, calls.clone(), request)))
			.route_layer(middleware::from_fn_with_state(self.clone(), auth::require));
		router
			.merge(calls)
			.route("/openapi.json", get(move || openapi::serve(document)))
			.fallback(unknown_route)
			.method_not_allowed_fallback(wrong_method)
			.layer(RequestBodyTimeoutLayer::new(self.limits.patience))
			.layer(middleware::from_fn_with_state(self.clone(), metrics::measure))
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

/// Answer to `GET /health`.
#[derive(Serialize, ToSchema)]
struct Health {
	/// `ok`.
	status: &'static str,
	version: &'static str,
}

/// The process is up, and the base model loaded.
#[utoipa::path(
	get, path = "/health", tag = "server", security(()),
	responses((status = 200, description = "It is", body = Health), Refusals),
)]
async fn health() -> Json<Health> {
	Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION") })
}

/// Answer to `GET /ready`.
#[derive(Serialize, ToSchema)]
struct Readiness {
	/// `ready`.
	status: &'static str,
	/// The hash of the chain's first block.
	#[schema(value_type = String, pattern = "^0x[0-9a-f]{64}$")]
	genesis: H256,
}

/// Jobs can be done: the node answers, too.
#[utoipa::path(
	get, path = "/ready", tag = "server", security(()),
	responses((status = 200, description = "They can", body = Readiness), Refusals),
)]
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
