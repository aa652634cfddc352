// SPDX-License-Identifier: Apache-2.0
//! What jobs and requests are answered with.

use crate::{
	adapter::Adapter,
	artifacts::{ArtifactError, Artifacts, ModelName},
	attribution::Indexes,
	chain::Node,
	engine::Engine,
	payments::Payments,
	retrieval::Library,
	sources::Sources,
	store::Store,
	tokenizer::TextCodec,
};
use openledger_attribution::retrieval::StaticModel;
use openledger_primitives::records::ArtifactKind;
use polkadot_sdk::sp_core::H256;
use std::sync::Arc;

/// The parts of a running server.
pub struct Services {
	/// The chain.
	pub node: Node,
	/// Bytes by their hash.
	pub store: Store,
	/// The same, and where else bytes may be.
	pub sources: Sources,
	/// The base model, and the adapters on it.
	pub artifacts: Artifacts,
	/// Contributions, searchable.
	pub indexes: Indexes,
	/// Contributions, passage by passage, to be put before the model.
	pub library: Library,
	/// Texts as vectors, where the operator has a model for it.
	pub embeddings: Option<Arc<StaticModel>>,
	/// Generates.
	pub engine: Engine,
	/// Receipts and vouchers, where answers can be paid for.
	pub payments: Option<Arc<Payments>>,
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
				let found = self.artifacts.find(&view, id).await?;
				self.artifacts.adapter(&found).await
			},
			ModelName::Manifest(root) => self.artifacts.unregistered(root).await.map(Some),
		}
	}

	/// The manifest of the adapter that is named so, if it may be served here. Its files are fetched, if they
	/// are not here and the chain says where.
	///
	/// # Errors
	/// [`ArtifactError`], but none of loading.
	pub async fn servable_adapter(&self, model: &str) -> Result<H256, ArtifactError> {
		match model.parse()? {
			ModelName::Base => Err(ArtifactError::NotAdapter(model.into())),
			ModelName::Artifact(id) => {
				let view = self.node.finalised().await?;
				let found = self.artifacts.find(&view, id).await?;
				match found.kind {
					ArtifactKind::Adapter => {
						self.artifacts.bring(&found).await?;
						Ok(found.manifest.root)
					},
					_ => Err(ArtifactError::NotAdapter(model.into())),
				}
			},
			ModelName::Manifest(root) => {
				self.artifacts.check_unregistered(root)?;
				Ok(root)
			},
		}
	}

	/// The manifest of what is named so, whether it may be served here or not. The node is asked about
	/// artifacts only that were not served since the start.
	///
	/// # Errors
	/// [`ArtifactError::Name`], [`ArtifactError::NotAdapter`], [`ArtifactError::Chain`],
	/// [`ArtifactError::Unknown`].
	pub async fn adapter_root(&self, model: &str) -> Result<H256, ArtifactError> {
		match model.parse()? {
			ModelName::Base => Err(ArtifactError::NotAdapter(model.into())),
			ModelName::Artifact(id) => match self.artifacts.known_artifact(id) {
				Some(known) => Ok(known.manifest),
				None => {
					let view = self.node.finalised().await?;
					let record = view.artifact(id).await?.ok_or(ArtifactError::Unknown(id))?;
					Ok(record.manifest.root)
				},
			},
			ModelName::Manifest(root) => Ok(root),
		}
	}
}
