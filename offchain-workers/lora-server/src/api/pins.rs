// SPDX-License-Identifier: Apache-2.0
//! What the operator wants kept, over HTTP.

use super::{hash, Api, ApiError};
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
#[derive(Serialize)]
pub(super) struct Pins {
	/// Roots of pinned contents, ascending.
	pins: Vec<H256>,
	/// What to ask `after` for more; none at the end.
	next: Option<H256>,
}

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

pub(super) async fn put(
	State(api): State<Api>,
	root: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, ApiError> {
	let Path(root) = root?;
	let root = hash(&root)?;
	task::spawn_blocking(move || api.services.store.pin(root)).await??;
	Ok(StatusCode::NO_CONTENT)
}

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
