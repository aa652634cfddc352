// SPDX-License-Identifier: Apache-2.0
//! Bytes over HTTP: content by its root, contributions from documents, the files of artifacts.

use super::{body::JsonBody, hash, Api, ApiError};
use crate::store::{Store, StoreError};
use axum::{
	body::Bytes,
	extract::{
		rejection::{BytesRejection, PathRejection},
		Path, State,
	},
	http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
	response::IntoResponse,
	Json,
};
use openledger_primitives::{commitment::ContentCommitment, text};
use polkadot_sdk::sp_core::H256;
use serde::{Deserialize, Serialize};
use tokio::task;

/// Body of `POST /v1/contributions`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Documents {
	/// Texts in any form; each becomes canonical.
	documents: Vec<String>,
}

/// Answer to `POST /v1/files`.
#[derive(Serialize)]
pub(super) struct StoredFile {
	/// BLAKE2b-256 of the bytes.
	hash: H256,
	/// Their number.
	length: usize,
}

pub(super) async fn put(
	State(api): State<Api>,
	body: Result<Bytes, BytesRejection>,
) -> Result<Json<ContentCommitment>, ApiError> {
	let bytes = body?;
	with(api, move |store| store.put_content(&bytes)).await.map(Json)
}

pub(super) async fn get(
	State(api): State<Api>,
	root: Result<Path<String>, PathRejection>,
) -> Result<impl IntoResponse, ApiError> {
	let Path(root) = root?;
	let root = hash(&root)?;
	with(api, move |store| store.content_of(root)).await.map(immutable)
}

pub(super) async fn contribute(
	State(api): State<Api>,
	JsonBody(Documents { documents }): JsonBody<Documents>,
) -> Result<Json<ContentCommitment>, ApiError> {
	with(api, move |store| store.put_content(&text::canonical_documents(documents))).await.map(Json)
}

pub(super) async fn put_file(
	State(api): State<Api>,
	body: Result<Bytes, BytesRejection>,
) -> Result<Json<StoredFile>, ApiError> {
	let bytes = body?;
	let length = bytes.len();
	let hash = with(api, move |store| store.put_file(&bytes)).await?;
	Ok(Json(StoredFile { hash, length }))
}

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
	(headers, bytes)
}
