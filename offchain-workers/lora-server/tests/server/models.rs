// SPDX-License-Identifier: Apache-2.0
//! The models that are served, by name.

use crate::world::{artifact, World, BASE};
use axum::http::StatusCode;
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::ArtifactId,
	records::{ArtifactKind, ArtifactStatus},
};

#[tokio::test]
async fn model_is_told_when_it_is_the_base() {
	let world = World::new().await;
	let model = world.http().get("/v1/models/base").await.ok();
	assert_eq!((&model["id"], &model["object"]), (&"base".into(), &"model".into()));
	let list = world.http().get("/v1/models").await.ok();
	assert_eq!(list["data"][0], model);
}

#[tokio::test]
async fn model_is_told_when_it_is_an_artifact_that_was_not_served_yet() {
	let world = World::new().await;
	let model = world.http().get(&format!("/v1/models/{BASE}")).await.ok();
	assert_eq!(model["id"], BASE.to_string());
}

#[tokio::test]
async fn model_is_refused_when_it_cannot_be_served() {
	let world = World::new().await;
	let other = ContentCommitment::of(b"another base model").unwrap();
	let mut draft = artifact(ArtifactId(2), ArtifactKind::Adapter, other);
	draft.status = ArtifactStatus::Draft;
	world.register(draft);
	world.register(artifact(ArtifactId(3), ArtifactKind::Prompt, other));
	for id in ["2", "3", "77", "gpt-4", "%20"] {
		let answer = world.http().get(&format!("/v1/models/{id}")).await;
		assert_eq!(answer.error(StatusCode::NOT_FOUND), "model_not_found", "{id}");
	}
	world.register(artifact(ArtifactId(4), ArtifactKind::BaseModel, other));
	let answer = world.http().get("/v1/models/4").await;
	assert_eq!(answer.error(StatusCode::BAD_REQUEST), "model_not_servable");
}
