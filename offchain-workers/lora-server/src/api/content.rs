// SPDX-License-Identifier: Apache-2.0
//! Bytes over HTTP: content by its root, contributions from documents, the files of artifacts.

use super::{body::JsonBody, hash, models::CommitmentSchema, openapi::Refusals, Api, ApiError};
use crate::store::{Kind, Store, StoreError, Stored, Upload};
use axum::{
	body::{Body, Bytes},
	extract::{rejection::PathRejection, Path, State},
	http::{
		header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
		HeaderMap,
	},
	response::IntoResponse,
	Json,
};
use futures_util::StreamExt;
use openledger_primitives::{
	commitment::{CommitmentError, ContentCommitment},
	text,
};
use polkadot_sdk::sp_core::H256;
use serde::{Deserialize, Serialize};
use std::mem;
use tokio::task;
use utoipa::ToSchema;

/// Bytes of an upload that are gathered before they are written.
const PIECE: usize = 1024 * 1024;

/// Body of `POST /v1/contributions`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Documents {
	/// Texts in any form; each becomes canonical.
	documents: Vec<String>,
}

/// Answer to `POST /v1/files`.
#[derive(Serialize, ToSchema)]
pub(super) struct StoredFile {
	/// BLAKE2b-256 of the bytes.
	#[schema(value_type = String, pattern = "^0x[0-9a-f]{64}$")]
	hash: H256,
	/// Their number.
	length: u64,
}

/// Stores bytes as they are, at most 5 MiB.
#[utoipa::path(
	post, path = "/v1/content", tag = "content",
	request_body(content = String, content_type = "application/octet-stream", description = "The bytes"),
	responses((status = 200, description = "What they are named by", body = CommitmentSchema), Refusals),
)]
pub(super) async fn put(
	State(api): State<Api>,
	headers: HeaderMap,
	body: Body,
) -> Result<Json<ContentCommitment>, ApiError> {
	let Stored { hash, length } = upload(api, Kind::Content, &headers, body).await?;
	let length = u32::try_from(length).map_err(|_| CommitmentError::ContentTooLong);
	let length = length.map_err(StoreError::from)?;
	Ok(Json(ContentCommitment { root: hash, length }))
}

/// The bytes of some content.
#[utoipa::path(
	get, path = "/v1/content/{root}", tag = "content", params(("root" = String, Path, description = "The root: 64 hexadecimal digits, with `0x` or without")),
	responses(
		(status = 200, description = "The bytes", body = String, content_type = "application/octet-stream"),
		Refusals,
	),
)]
pub(super) async fn get(
	State(api): State<Api>,
	root: Result<Path<String>, PathRejection>,
) -> Result<impl IntoResponse, ApiError> {
	let Path(root) = root?;
	let root = hash(&root)?;
	with(api, move |store| store.content_of(root)).await.map(immutable)
}

/// Stores documents as a contribution, each of them made canonical.
#[utoipa::path(
	post, path = "/v1/contributions", tag = "content", request_body = Documents,
	responses((status = 200, description = "What it is named by", body = CommitmentSchema), Refusals),
)]
pub(super) async fn contribute(
	State(api): State<Api>,
	JsonBody(Documents { documents }): JsonBody<Documents>,
) -> Result<Json<ContentCommitment>, ApiError> {
	with(api, move |store| store.put_content(&text::canonical_documents(documents))).await.map(Json)
}

/// Stores a file of an artifact, at most 256 MiB.
#[utoipa::path(
	post, path = "/v1/files", tag = "content",
	request_body(content = String, content_type = "application/octet-stream", description = "The bytes"),
	responses((status = 200, description = "What a manifest names it by", body = StoredFile), Refusals),
)]
pub(super) async fn put_file(
	State(api): State<Api>,
	headers: HeaderMap,
	body: Body,
) -> Result<Json<StoredFile>, ApiError> {
	let Stored { hash, length } = upload(api, Kind::File, &headers, body).await?;
	Ok(Json(StoredFile { hash, length }))
}

/// A file of an artifact.
#[utoipa::path(
	get, path = "/v1/artifacts/{root}/{file}", tag = "content",
	params(
		("root" = String, Path, description = "The root of its manifest: 64 hexadecimal digits, with `0x` or without"),
		("file" = String, Path, description = "Its name in the manifest"),
	),
	responses(
		(status = 200, description = "The bytes", body = String, content_type = "application/octet-stream"),
		Refusals,
	),
)]
pub(super) async fn artifact_file(
	State(api): State<Api>,
	path: Result<Path<(String, String)>, PathRejection>,
) -> Result<impl IntoResponse, ApiError> {
	let Path((root, name)) = path?;
	let root = hash(&root)?;
	let found = with(api, move |store| match store.manifest(root)?.file(&name) {
		Some(entry) => store.file(entry).map(Some),
		None => Ok(None),
	});
	let bytes = found
		.await?
		.ok_or_else(|| ApiError::not_found("file_unknown", "the manifest names no such file"))?;
	Ok(immutable(bytes))
}

/// Writes a body to the disk as it comes. When the client goes away before its end, this is dropped, and
/// nothing stays.
async fn upload(api: Api, kind: Kind, headers: &HeaderMap, body: Body) -> Result<Stored, ApiError> {
	let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
	if length.is_some_and(|length: u64| length > kind.limit()) {
		// Said at once, and not after the bytes were sent.
		return Err(StoreError::TooLong { kind, limit: kind.limit() }.into());
	}
	let mut upload = with(api, move |store| store.upload(kind)).await?;
	let mut pieces = body.into_data_stream();
	let mut gathered = Vec::new();
	while let Some(piece) = pieces.next().await {
		gathered.extend_from_slice(&piece.map_err(|error| ApiError::body_ended(&error))?);
		if gathered.len() >= PIECE {
			upload = write(upload, mem::take(&mut gathered)).await?;
		}
	}
	upload = write(upload, gathered).await?;
	Ok(task::spawn_blocking(move || upload.finish()).await??)
}

async fn write(mut upload: Upload, bytes: Vec<u8>) -> Result<Upload, ApiError> {
	let written = task::spawn_blocking(move || upload.write(&bytes).map(|()| upload));
	Ok(written.await??)
}

async fn with<T: Send + 'static>(
	api: Api,
	work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, ApiError> {
	Ok(task::spawn_blocking(move || work(&api.services.store)).await??)
}

/// Bytes that are named by their hash: they never change, and no browser shall guess what they are.
fn immutable(bytes: Vec<u8>) -> impl IntoResponse {
	let headers = [
		(CONTENT_TYPE, "application/octet-stream"),
		(CACHE_CONTROL, "private, max-age=31536000, immutable"),
		(X_CONTENT_TYPE_OPTIONS, "nosniff"),
	];
	(headers, Bytes::from(bytes))
}
