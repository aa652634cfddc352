// SPDX-License-Identifier: Apache-2.0
//! Jobs over HTTP.

use super::{body::JsonBody, hash, openapi::Refusals, Api, ApiError};
use crate::{
	jobs::{
		JobEvidence, Jobs, JobsPage, JobsQuery, PostError, StateName, TrainingProgress, MAX_PAGE,
	},
	store::StoreError,
};
use axum::{
	extract::{
		rejection::{PathRejection, QueryRejection},
		Path, Query, State,
	},
	Json,
};
use openledger_primitives::jobs::{JobRequest, JobStatus};
use polkadot_sdk::sp_core::H256;
use serde::Deserialize;
use tokio::task;

/// Jobs of a page, unless the caller says otherwise.
const PAGE: usize = 100;

type Id = Result<Path<String>, PathRejection>;

/// Which jobs are asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
	/// `next` of an earlier page.
	after: Option<u64>,
	/// How many at most.
	limit: Option<usize>,
	/// 1: those that are over. 0: the others.
	done: Option<u8>,
	/// Those in this state.
	state: Option<StateName>,
}

/// Jobs, page by page.
#[utoipa::path(
	get, path = "/v1/jobs", tag = "jobs",
	params(
		("after" = Option<u64>, Query, description = "`next` of an earlier page"),
		("limit" = Option<usize>, Query, description = "How many at most", minimum = 1, maximum = 1000),
		("done" = Option<u8>, Query, description = "1: those that are over. 0: the others", maximum = 1),
		("state" = Option<String>, Query, description = "Those in this state"),
	),
	responses((status = 200, description = "A page", body = Object), Refusals),
)]
pub(super) async fn list(
	State(api): State<Api>,
	wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<JobsPage>, ApiError> {
	let Query(Wanted { after, limit, done, state }) = wanted?;
	// As the document says it: a signed integer of 64 bits.
	if after.is_some_and(|after| i64::try_from(after).is_err()) {
		let message = "no page ends there".to_owned();
		return Err(ApiError::invalid_param("after", "invalid_after", message));
	}
	let limit = limit.unwrap_or(PAGE);
	if limit == 0 || limit > MAX_PAGE {
		let message = format!("a page has 1 to {MAX_PAGE} jobs, not {limit}");
		return Err(ApiError::invalid_param("limit", "invalid_limit", message));
	}
	let done = match done {
		None => None,
		Some(0) => Some(false),
		Some(1) => Some(true),
		Some(other) => {
			let message = format!("done is 0 or 1, not {other}");
			return Err(ApiError::invalid_param("done", "invalid_done", message));
		},
	};
	let query = JobsQuery { after, limit, done, state };
	Ok(Json(task::spawn_blocking(move || api.jobs.list(&query)).await??))
}

/// Accepts a job, unless it is known.
#[utoipa::path(
	post, path = "/v1/jobs", tag = "jobs", request_body(content = Object, description = "JobRequest of openledger-primitives"),
	responses((status = 200, description = "JobStatus of openledger-primitives", body = Object), Refusals),
)]
pub(super) async fn post(
	State(api): State<Api>,
	JsonBody(request): JsonBody<JobRequest>,
) -> Result<Json<JobStatus>, ApiError> {
	Ok(Json(task::spawn_blocking(move || api.jobs.post(request)).await??))
}

/// How far a job is.
#[utoipa::path(
	get, path = "/v1/jobs/{id}", tag = "jobs", params(("id" = String, Path, description = "The job: 0x and 64 hexadecimal digits")),
	responses((status = 200, description = "JobStatus of openledger-primitives", body = Object), Refusals),
)]
pub(super) async fn status(State(api): State<Api>, id: Id) -> Result<Json<JobStatus>, ApiError> {
	ask(api, id, "this job was never posted here", Jobs::status).await
}

/// What the outcome of a finished inference, evaluation or judgement rests on.
#[utoipa::path(
	get, path = "/v1/jobs/{id}/evidence", tag = "jobs", params(("id" = String, Path, description = "The job: 0x and 64 hexadecimal digits")),
	responses((status = 200, description = "Spans and leaves", body = Object), Refusals),
)]
pub(super) async fn evidence(
	State(api): State<Api>,
	id: Id,
) -> Result<Json<JobEvidence>, ApiError> {
	ask(api, id, "no evidence is kept of this job", Jobs::evidence).await
}

/// How far a training is.
#[utoipa::path(
	get, path = "/v1/jobs/{id}/progress", tag = "jobs", params(("id" = String, Path, description = "The job: 0x and 64 hexadecimal digits")),
	responses((status = 200, description = "Steps, loss, speed", body = Object), Refusals),
)]
pub(super) async fn progress(
	State(api): State<Api>,
	id: Id,
) -> Result<Json<TrainingProgress>, ApiError> {
	ask(api, id, "this is not a training that has begun", Jobs::progress).await
}

/// What `question` finds about a job on the disk.
async fn ask<T: Send + 'static>(
	api: Api,
	id: Id,
	nothing: &str,
	question: fn(&Jobs, H256) -> Result<Option<T>, StoreError>,
) -> Result<Json<T>, ApiError> {
	let Path(id) = id?;
	let id = hash(&id)?;
	let found = task::spawn_blocking(move || question(&api.jobs, id)).await??;
	found.map(Json).ok_or_else(|| ApiError::not_found("job_unknown", nothing))
}

impl From<PostError> for ApiError {
	fn from(error: PostError) -> Self {
		let message = error.to_string();
		match error {
			PostError::Version(_) => Self::invalid_param("version", "unsupported_version", message),
			PostError::Conflict(_) => Self::conflict("job_conflict", message),
			PostError::Full => Self::busy(message),
			PostError::Store(error) => error.into(),
		}
	}
}
