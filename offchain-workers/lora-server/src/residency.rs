// SPDX-License-Identifier: Apache-2.0
//! Which adapters are in memory.

mod load;

pub use load::LoadError;

use crate::{adapter::Adapter, cache::Cache, model::Model, store::Store};
use polkadot_sdk::sp_core::H256;
use std::{num::NonZeroUsize, sync::Arc};
use tokio::task;

/// The adapters in memory, by the roots of their manifests, which are the same on every chain.
pub struct Residency {
	model: Arc<Model>,
	store: Store,
	adapters: Cache<H256, Adapter>,
}

impl Residency {
	/// Adapters for `model` whose files are in `store`; at most `resident` stay in memory.
	pub fn new(model: Arc<Model>, store: Store, resident: NonZeroUsize) -> Self {
		Self { model, store, adapters: Cache::new(resident) }
	}

	/// The adapter whose manifest has this root, ready to answer.
	///
	/// # Errors
	/// [`LoadError`].
	pub async fn get(&self, root: H256) -> Result<Arc<Adapter>, LoadError> {
		let (store, model) = (self.store.clone(), self.model.clone());
		let read =
			async move { task::spawn_blocking(move || load::read(&store, &model, root)).await? };
		self.adapters.get_or_try_make(root, read).await
	}
}
