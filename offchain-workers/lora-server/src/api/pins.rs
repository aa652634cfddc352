// SPDX-License-Identifier: Apache-2.0
//! What the operator wants kept, over HTTP.

use super::{hash, openapi::Refusals, Api, ApiError};
use axum::{
	extract::{
		rejection::{PathRejection, QueryRejection},
		Path, Query, State,
	},
	http::StatusCode,
	Json,
};
use polkadot_sdk::sp_core::H256;
use serde::{Deserialize, Serialize};
use tokio::task;
use utoipa::ToSchema;

/// Pins of one answer, at most.
const MAX_PAGE: usize = 1000;

/// Which pins are asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
	/// Those above this root; none for the first ones.
	after: Option<String>,
}

/// Answer to `GET /v1/pins`.
#[derive(Serialize, ToSchema)]
pub(super) struct Pins {
	/// Roots of pinned contents, ascending.
	#[schema(value_type = Vec<String>)]
	pins: Vec<H256>,
	/// What to ask `after` for more; none at the end.
	#[schema(value_type = Option<String>)]
	next: Option<H256>,
}

/// What is kept whatever refers to it.
#[utoipa::path(
	get, path = "/v1/pins", tag = "content", params(("after" = Option<String>, Query, description = "`next` of an earlier page")),
	responses((status = 200, description = "A page of roots", body = Pins), Refusals),
)]
pub(super) async fn list(
	State(api): State<Api>,
	page: Result<Query<Page>, QueryRejection>,
) -> Result<Json<Pins>, ApiError> {
	let Query(Page { after }) = page?;
	let after = after.as_deref().map(hash).transpose()?;
	let mut pins = api.services.store.pinned(after, MAX_PAGE + 1);
	let more = pins.len() > MAX_PAGE;
	pins.truncate(MAX_PAGE);
	let next = pins.last().copied().filter(|_| more);
	Ok(Json(Pins { pins, next }))
}

/// Keeps content, and the files that it names if it is a manifest.
#[utoipa::path(
	put, path = "/v1/pins/{root}", tag = "content", params(("root" = String, Path, description = "The root: 64 hexadecimal digits, with `0x` or without")),
	responses((status = 204, description = "It is kept"), Refusals),
)]
pub(super) async fn put(
	State(api): State<Api>,
	root: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, ApiError> {
	let Path(root) = root?;
	let root = hash(&root)?;
	task::spawn_blocking(move || api.services.store.pin(root)).await??;
	Ok(StatusCode::NO_CONTENT)
}

/// Keeps content no longer.
#[utoipa::path(
	delete, path = "/v1/pins/{root}", tag = "content", params(("root" = String, Path, description = "The root: 64 hexadecimal digits, with `0x` or without")),
	responses((status = 204, description = "It is not kept any more"), Refusals),
)]
pub(super) async fn delete(
	State(api): State<Api>,
	root: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, ApiError> {
	let Path(root) = root?;
	let root = hash(&root)?;
	if task::spawn_blocking(move || api.services.store.unpin(root)).await?? {
		Ok(StatusCode::NO_CONTENT)
	} else {
		Err(ApiError::not_found("pin_unknown", format!("{root:?} is not pinned")))
	}
}
