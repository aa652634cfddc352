// SPDX-License-Identifier: Apache-2.0
//! The models that are served: the base model, the artifacts known here, and the model of embeddings.

use super::{embeddings::EMBEDDINGS, openapi::Refusals, Api, ApiError};
use crate::artifacts::{ArtifactError, ModelName, BASE};
use axum::{
	extract::{rejection::PathRejection, Path, State},
	Json,
};
use openledger_primitives::{
	commitment::ContentCommitment,
	records::{ArtifactKind, ArtifactStatus},
};
use polkadot_sdk::sp_core::crypto::Ss58Codec;
use serde::Serialize;
use utoipa::ToSchema;

/// Whom models belong to that are part of the server.
const OWNER: &str = "openledger";

/// What a content commitment looks like.
#[derive(ToSchema)]
#[schema(as = ContentCommitment)]
pub(super) struct CommitmentSchema {
	/// Root over the chunks.
	#[schema(pattern = "^0x[0-9a-f]{64}$")]
	#[expect(dead_code, reason = "describes a type of another crate")]
	root: String,
	/// In bytes.
	#[expect(dead_code, reason = "describes a type of another crate")]
	length: u32,
}

/// Answer to `GET /v1/base`.
#[derive(Serialize, ToSchema)]
pub(super) struct BaseModel {
	/// What it is registered on chain with.
	#[schema(value_type = CommitmentSchema)]
	commitment: ContentCommitment,
	/// What the commitment is to, one line per file.
	manifest: String,
	/// Tokens that a question and its answer have together at most.
	context: usize,
}

/// Answer to `GET /v1/models`.
#[derive(Serialize, ToSchema)]
pub(super) struct ModelList {
	/// `list`.
	object: &'static str,
	data: Vec<ModelEntry>,
}

/// A model that is served.
#[derive(Serialize, ToSchema)]
pub(super) struct ModelEntry {
	/// What requests name it by.
	id: String,
	/// `model`.
	object: &'static str,
	/// When it was first served here, in seconds since 1970; zero where that is not known.
	created: u64,
	/// An account, in SS58.
	owned_by: String,
}

/// What the base model is registered on chain with.
#[utoipa::path(
	get, path = "/v1/base", tag = "models",
	responses((status = 200, description = "The base model", body = BaseModel), Refusals),
)]
pub(super) async fn base(State(api): State<Api>) -> Result<Json<BaseModel>, ApiError> {
	let base = api.services.artifacts.base();
	let manifest = String::from_utf8(base.manifest().to_bytes())
		.map_err(|error| ApiError::internal(error.to_string()))?;
	let context = base.model().config().context;
	Ok(Json(BaseModel { commitment: base.commitment(), manifest, context }))
}

/// The base model, the artifacts served since the start, and the model of embeddings.
#[utoipa::path(
	get, path = "/v1/models", tag = "models",
	responses((status = 200, description = "The models", body = ModelList), Refusals),
)]
pub(super) async fn list(State(api): State<Api>) -> Json<ModelList> {
	Json(ModelList { object: "list", data: known(&api) })
}

/// A model by its name: one of the list, or an artifact that can be served and was not yet.
#[utoipa::path(
	get, path = "/v1/models/{id}", tag = "models",
	params(("id" = String, Path, description = "`base`, `embeddings`, or an artifact's number")),
	responses((status = 200, description = "The model", body = ModelEntry), Refusals),
)]
pub(super) async fn get(
	State(api): State<Api>,
	id: Result<Path<String>, PathRejection>,
) -> Result<Json<ModelEntry>, ApiError> {
	let Path(id) = id?;
	if let Some(entry) = known(&api).into_iter().find(|entry| entry.id == id) {
		return Ok(Json(entry));
	}
	let unknown = || ApiError::not_found("model_not_found", format!("{id:?} is not served here"));
	let artifact = match id.parse().map_err(ArtifactError::Name)? {
		ModelName::Artifact(artifact) => artifact,
		ModelName::Manifest(root) => {
			api.services.artifacts.unregistered(root).await?;
			return Ok(Json(ModelEntry::new(id, 0, OWNER.into())));
		},
		ModelName::Base => return Err(unknown()),
	};
	let view = api.services.node.finalised().await?;
	let record = view.artifact(artifact).await?.ok_or_else(unknown)?;
	let base = match (record.kind, record.status) {
		(_, ArtifactStatus::Draft | ArtifactStatus::Revoked) => None,
		(ArtifactKind::BaseModel, _) => Some(artifact),
		(ArtifactKind::Adapter, _) => record.base,
		_ => None,
	};
	let base = base.ok_or_else(unknown)?;
	api.services.artifacts.check_base_record(&view, artifact, base).await?;
	Ok(Json(ModelEntry::new(artifact.to_string(), 0, record.owner.to_ss58check())))
}

fn known(api: &Api) -> Vec<ModelEntry> {
	let base = ModelEntry::new(BASE.into(), 0, OWNER.into());
	let embeddings = api.services.embeddings.as_ref();
	let embeddings = embeddings.map(|_| ModelEntry::new(EMBEDDINGS.into(), 0, OWNER.into()));
	let artifacts = api.services.artifacts.known().into_iter().map(|artifact| {
		ModelEntry::new(artifact.id.to_string(), artifact.since, artifact.owner.to_ss58check())
	});
	[base].into_iter().chain(embeddings).chain(artifacts).collect()
}

impl ModelEntry {
	fn new(id: String, created: u64, owned_by: String) -> Self {
		Self { id, object: "model", created, owned_by }
	}
}
