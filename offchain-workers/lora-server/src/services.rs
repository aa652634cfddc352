// SPDX-License-Identifier: Apache-2.0
//! What jobs and requests are answered with.

use crate::{
	adapter::Adapter,
	artifacts::{ArtifactError, Artifacts, ModelName},
	attribution::Indexes,
	chain::Node,
	engine::Engine,
	store::Store,
	tokenizer::TextCodec,
};
use std::sync::Arc;

/// The parts of a running server.
pub struct Services {
	/// The chain.
	pub node: Node,
	/// Bytes by their hash.
	pub store: Store,
	/// The base model, and the adapters on it.
	pub artifacts: Artifacts,
	/// Contributions, searchable.
	pub indexes: Indexes,
	/// Generates.
	pub engine: Engine,
	/// Threads that libtorch uses for each operation of a training.
	pub threads: i32,
}

impl Services {
	/// Text to tokens and back, as the base model does it.
	pub fn codec(&self) -> &TextCodec {
		self.artifacts.base().codec()
	}

	/// The adapter that a client names as its model, `None` for the base model. The node is asked about
	/// artifacts only.
	///
	/// # Errors
	/// [`ArtifactError`].
	pub async fn adapter(&self, model: &str) -> Result<Option<Arc<Adapter>>, ArtifactError> {
		match model.parse()? {
			ModelName::Base => Ok(None),
			ModelName::Artifact(id) => {
				let view = self.node.finalised().await?;
				Ok(self.artifacts.get(&view, id).await?.adapter)
			},
			ModelName::Manifest(root) => self.artifacts.unregistered(root).await.map(Some),
		}
	}
}
