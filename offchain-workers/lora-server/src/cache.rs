// SPDX-License-Identifier: Apache-2.0
//! What is costly to make and used again: the most recently used of it, each made once.

use lru::LruCache;
use std::{
	future::Future,
	hash::Hash,
	num::NonZeroUsize,
	sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::OnceCell;

/// A bounded cache. Whoever asks for a value that somebody else is making waits for that one.
pub struct Cache<K, V> {
	entries: Mutex<LruCache<K, Arc<OnceCell<Arc<V>>>>>,
}

impl<K: Hash + Eq, V> Cache<K, V> {
	/// A cache of at most `capacity` values.
	pub fn new(capacity: NonZeroUsize) -> Self {
		Self { entries: Mutex::new(LruCache::new(capacity)) }
	}

	/// The value of `key`, made by `make` when it is not here. What fails is not kept.
	///
	/// # Errors
	/// Those of `make`.
	pub async fn get_or_try_make<F, E>(&self, key: K, make: F) -> Result<Arc<V>, E>
	where
		F: Future<Output = Result<V, E>>,
	{
		let cell = {
			let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
			entries.get_or_insert(key, Arc::default).clone()
		};
		cell.get_or_try_init(|| async { make.await.map(Arc::new) }).await.cloned()
	}
}
