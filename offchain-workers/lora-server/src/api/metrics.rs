// SPDX-License-Identifier: Apache-2.0
//! What the server has done and is doing, for Prometheus.

mod families;

use super::{Api, ApiError};
use axum::{
	extract::{MatchedPath, Request, State},
	http::{header::CONTENT_TYPE, Method},
	middleware::Next,
	response::{IntoResponse, Response},
};
use prometheus::{
	exponential_buckets, HistogramOpts, HistogramVec, IntCounterVec, IntGaugeVec, Opts, Registry,
	TextEncoder, TEXT_FORMAT,
};
use std::time::Instant;

/// The route of requests that have none.
const NO_ROUTE: &str = "none";
const VALID: &str = "names and labels are valid and registered once; qed";

/// The measurements of one server.
pub struct Metrics {
	registry: Registry,
	/// By route, method and status.
	requests: IntCounterVec,
	/// By route.
	seconds: HistogramVec,
	/// By kind and state.
	jobs: IntGaugeVec,
}

impl Default for Metrics {
	fn default() -> Self {
		Self::new()
	}
}

impl Metrics {
	/// Measurements that begin at zero.
	pub fn new() -> Self {
		let registry = Registry::new();
		let requests = IntCounterVec::new(
			Opts::new("openledger_http_requests_total", "Requests answered."),
			&["route", "method", "status"],
		)
		.expect(VALID);
		let buckets = exponential_buckets(0.001, 4.0, 9).expect("two positive numbers; qed");
		let seconds = HistogramVec::new(
			HistogramOpts::new(
				"openledger_http_request_seconds",
				"Seconds from a request's head to the head of its answer.",
			)
			.buckets(buckets),
			&["route"],
		)
		.expect(VALID);
		let jobs = IntGaugeVec::new(
			Opts::new("openledger_jobs", "Jobs that wait or run."),
			&["kind", "state"],
		)
		.expect(VALID);
		registry.register(Box::new(requests.clone())).expect(VALID);
		registry.register(Box::new(seconds.clone())).expect(VALID);
		registry.register(Box::new(jobs.clone())).expect(VALID);
		Self { registry, requests, seconds, jobs }
	}
}

/// Counts requests and the time they take.
pub(super) async fn measure(State(api): State<Api>, request: Request, next: Next) -> Response {
	let begun = Instant::now();
	let method = request.method().clone();
	// Never the path itself: a client could make up as many as memory holds.
	let route = request.extensions().get::<MatchedPath>().cloned();
	let response = next.run(request).await;
	let route = route.as_ref().map_or(NO_ROUTE, MatchedPath::as_str);
	let status = response.status();
	let labels = [route, name(&method), status.as_str()];
	api.metrics.requests.with_label_values(&labels).inc();
	api.metrics.seconds.with_label_values(&[route]).observe(begun.elapsed().as_secs_f64());
	response
}

/// The name of a method that is known; a client could make up others.
fn name(method: &Method) -> &str {
	match *method {
		Method::GET
		| Method::POST
		| Method::PUT
		| Method::DELETE
		| Method::HEAD
		| Method::OPTIONS => method.as_str(),
		_ => "other",
	}
}

/// What the server has done and is doing, in Prometheus' text format.
#[utoipa::path(
	get, path = "/metrics", tag = "server",
	responses(
		(status = 200, description = "Prometheus' text format", body = String, content_type = "text/plain"),
		super::openapi::Refusals,
	),
)]
pub(super) async fn show(State(api): State<Api>) -> Result<impl IntoResponse, ApiError> {
	let metrics = &api.metrics;
	for (kind, state, number) in api.jobs.active_count() {
		metrics.jobs.with_label_values(&[kind, state]).set(number);
	}
	let mut found = metrics.registry.gather();
	found.extend(families::of_engine(&api.services.engine.stats()));
	found.extend(families::of_residency(&api.services.artifacts.adapters().stats()));
	found.extend(families::of_store(&api.services.store));
	found.extend(families::of_sources(&api.services.sources.stats()));
	let text = TextEncoder::new()
		.encode_to_string(&found)
		.map_err(|error| ApiError::internal(error.to_string()))?;
	Ok(([(CONTENT_TYPE, TEXT_FORMAT)], text))
}
