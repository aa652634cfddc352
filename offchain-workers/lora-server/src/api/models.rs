// SPDX-License-Identifier: Apache-2.0
//! The models that are served: the base model and the artifacts known here.

use super::{Api, ApiError};
use crate::artifacts::BASE;
use axum::{extract::State, Json};
use openledger_primitives::commitment::ContentCommitment;
use polkadot_sdk::sp_core::crypto::Ss58Codec;
use serde::Serialize;

/// Answer to `GET /v1/base`.
#[derive(Serialize)]
pub(super) struct BaseModel {
	/// What it is registered on chain with.
	commitment: ContentCommitment,
	/// What the commitment is to, one line per file.
	manifest: String,
	/// Tokens that a question and its answer have together at most.
	context: usize,
}

/// Answer to `GET /v1/models`.
#[derive(Serialize)]
pub(super) struct ModelList {
	object: &'static str,
	data: Vec<ModelEntry>,
}

#[derive(Serialize)]
struct ModelEntry {
	id: String,
	object: &'static str,
	created: u64,
	owned_by: String,
}

pub(super) async fn base(State(api): State<Api>) -> Result<Json<BaseModel>, ApiError> {
	let base = api.services.artifacts.base();
	let manifest = String::from_utf8(base.manifest().to_bytes())
		.map_err(|error| ApiError::internal(error.to_string()))?;
	let context = base.model().config().context;
	Ok(Json(BaseModel { commitment: base.commitment(), manifest, context }))
}

pub(super) async fn list(State(api): State<Api>) -> Json<ModelList> {
	let base = ModelEntry::new(BASE.into(), 0, "openledger".into());
	let known = api.services.artifacts.known().into_iter().map(|artifact| {
		ModelEntry::new(artifact.id.to_string(), artifact.since, artifact.owner.to_ss58check())
	});
	Json(ModelList { object: "list", data: [base].into_iter().chain(known).collect() })
}

impl ModelEntry {
	fn new(id: String, created: u64, owned_by: String) -> Self {
		Self { id, object: "model", created, owned_by }
	}
}
