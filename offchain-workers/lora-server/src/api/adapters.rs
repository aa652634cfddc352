// SPDX-License-Identifier: Apache-2.0
//! Which adapters are in memory, over HTTP.

use super::{openapi::Refusals, Api, ApiError};
use crate::{
	artifacts::{ArtifactError, Artifacts, KnownArtifact},
	residency::{AdapterStatus, PinError, Place, Residency},
};
use axum::{
	extract::{
		rejection::{PathRejection, QueryRejection},
		Path, Query, State,
	},
	Json,
};
use openledger_primitives::ids::ArtifactId;
use polkadot_sdk::{sp_core::crypto::Ss58Codec, sp_core::H256};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// How many adapters are listed, unless the client wants fewer.
const MAX_LIST: usize = 1000;

/// Routes under `/v1/adapters`.
pub(super) fn routes() -> OpenApiRouter<Api> {
	OpenApiRouter::new()
		.routes(routes!(list))
		.routes(routes!(status))
		.routes(routes!(load))
		.routes(routes!(unload))
		.routes(routes!(pin, unpin))
}

/// Query of the list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
	limit: Option<usize>,
}

/// Answer to `GET /v1/adapters`.
#[derive(Serialize, ToSchema, Clone)]
pub(super) struct AdapterList {
	object: &'static str,
	data: Vec<AdapterEntry>,
	/// Whether there are more than these.
	has_more: bool,
}

/// An adapter, and where it is.
#[derive(Serialize, ToSchema, Clone)]
struct AdapterEntry {
	/// What clients name it by: the first of its artifacts, or else the root of its manifest.
	id: String,
	object: &'static str,
	/// The root of its manifest.
	#[schema(value_type = String, pattern = "^0x[0-9a-f]{64}$")]
	manifest: H256,
	/// The artifacts that were served from these files since the start.
	#[schema(value_type = Vec<u32>)]
	artifacts: Vec<ArtifactId>,
	/// Who owns the first of them.
	owner: Option<String>,
	/// `device`, `loading`, `host` or `disk`.
	tier: &'static str,
	/// The length of its weights' file; unknown before it was loaded.
	bytes: Option<u64>,
	/// What it takes on the device.
	device_bytes: u64,
	pinned: bool,
	in_use: bool,
	/// Whether it leaves the memory when no request uses it any more.
	leaving: bool,
	/// Seconds since 1970.
	last_used: Option<u64>,
	/// Requests that it answered since the start.
	requests: u64,
}

type Id = Result<Path<String>, PathRejection>;

/// The adapters that were loaded or are pinned.
#[utoipa::path(
	get, path = "/v1/adapters", tag = "adapters", params(("limit" = Option<usize>, Query, description = "1 to 1000", minimum = 1, maximum = 1000)),
	responses((status = 200, description = "The adapters", body = AdapterList), Refusals),
)]
async fn list(
	State(api): State<Api>,
	page: Result<Query<Page>, QueryRejection>,
) -> Result<Json<AdapterList>, ApiError> {
	let Query(Page { limit }) = page?;
	let limit = limit.unwrap_or(MAX_LIST);
	if !(1..=MAX_LIST).contains(&limit) {
		let message = format!("limit: 1 to {MAX_LIST}");
		return Err(ApiError::invalid_param("limit", "invalid_value", message));
	}
	Ok(Json(AdapterList::first(&api.services.artifacts, limit)))
}

impl AdapterList {
	/// As many as one answer has.
	pub fn all(artifacts: &Artifacts) -> Self {
		Self::first(artifacts, MAX_LIST)
	}

	fn first(artifacts: &Artifacts, limit: usize) -> Self {
		let mut found = artifacts.adapters().list(limit + 1);
		let has_more = found.len() > limit;
		found.truncate(limit);
		let known = artifacts.known();
		let data = found.into_iter().map(|status| AdapterEntry::new(status, &known)).collect();
		Self { object: "list", data, has_more }
	}
}

/// An adapter, and where it is.
#[utoipa::path(
	get, path = "/v1/adapters/{id}", tag = "adapters", params(("id" = String, Path, description = "An artifact's number, or the root of a manifest")),
	responses((status = 200, description = "The adapter", body = AdapterEntry), Refusals),
)]
async fn status(State(api): State<Api>, id: Id) -> Result<Json<AdapterEntry>, ApiError> {
	let Path(id) = id?;
	let root = api.services.adapter_root(&id).await?;
	entry(&api, root)
}

/// Loads an adapter.
#[utoipa::path(
	post, path = "/v1/adapters/{id}/load", tag = "adapters", params(("id" = String, Path, description = "An artifact's number, or the root of a manifest")),
	responses((status = 200, description = "The adapter, loaded", body = AdapterEntry), Refusals),
)]
async fn load(State(api): State<Api>, id: Id) -> Result<Json<AdapterEntry>, ApiError> {
	let Path(id) = id?;
	let root = api.services.servable_adapter(&id).await?;
	residency(&api).load(root).await?;
	entry(&api, root)
}

/// Lets an adapter go, once no request uses it.
#[utoipa::path(
	post, path = "/v1/adapters/{id}/unload", tag = "adapters", params(("id" = String, Path, description = "An artifact's number, or the root of a manifest")),
	responses((status = 200, description = "The adapter", body = AdapterEntry), Refusals),
)]
async fn unload(State(api): State<Api>, id: Id) -> Result<Json<AdapterEntry>, ApiError> {
	let Path(id) = id?;
	let root = api.services.adapter_root(&id).await?;
	residency(&api).unload(root)?;
	entry(&api, root)
}

/// Loads an adapter and keeps it, over restarts too.
#[utoipa::path(
	put, path = "/v1/adapters/{id}/pin", tag = "adapters", params(("id" = String, Path, description = "An artifact's number, or the root of a manifest")),
	responses((status = 200, description = "The adapter, pinned", body = AdapterEntry), Refusals),
)]
async fn pin(State(api): State<Api>, id: Id) -> Result<Json<AdapterEntry>, ApiError> {
	let Path(id) = id?;
	let root = api.services.servable_adapter(&id).await?;
	residency(&api).pin(root).await?;
	entry(&api, root)
}

/// Keeps an adapter no longer.
#[utoipa::path(
	delete, path = "/v1/adapters/{id}/pin", tag = "adapters", params(("id" = String, Path, description = "An artifact's number, or the root of a manifest")),
	responses((status = 200, description = "The adapter", body = AdapterEntry), Refusals),
)]
async fn unpin(State(api): State<Api>, id: Id) -> Result<Json<AdapterEntry>, ApiError> {
	let Path(id) = id?;
	let root = api.services.adapter_root(&id).await?;
	residency(&api).unpin(root).await?;
	entry(&api, root)
}

fn residency(api: &Api) -> &Residency {
	api.services.artifacts.adapters()
}

fn entry(api: &Api, root: H256) -> Result<Json<AdapterEntry>, ApiError> {
	let status = residency(api).status(root).ok_or(PinError::Unknown(root))?;
	Ok(Json(AdapterEntry::new(status, &api.services.artifacts.known())))
}

impl AdapterEntry {
	fn new(status: AdapterStatus, known: &[KnownArtifact]) -> Self {
		let manifest = status.root;
		let mut same = known.iter().filter(|artifact| artifact.manifest == manifest);
		let artifacts = same.clone().map(|artifact| artifact.id).collect();
		let first = same.next();
		Self {
			id: first.map_or_else(|| format!("{manifest:?}"), |artifact| artifact.id.to_string()),
			object: "adapter",
			manifest,
			artifacts,
			owner: first.map(|artifact| artifact.owner.to_ss58check()),
			tier: match status.place {
				Place::Device => "device",
				Place::Loading => "loading",
				Place::Host => "host",
				Place::Disk => "disk",
			},
			bytes: status.file_bytes,
			device_bytes: status.device_bytes,
			pinned: status.pinned,
			in_use: status.in_use,
			leaving: status.leaving,
			last_used: status.last_used,
			requests: status.requests,
		}
	}
}

impl From<PinError> for ApiError {
	fn from(error: PinError) -> Self {
		let message = error.to_string();
		match error {
			PinError::Load { root, source } => {
				ArtifactError::LoadUnregistered { root, source }.into()
			},
			PinError::Store(error) => error.into(),
			PinError::Pinned(_) => Self::conflict("adapter_pinned", message),
			PinError::Unknown(_) => Self::not_found("adapter_unknown", message),
			PinError::CutShort(error) => error.into(),
		}
	}
}
