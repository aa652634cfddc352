// SPDX-License-Identifier: Apache-2.0
//! The paid answers that are under way.

use std::{
	future::Future,
	mem,
	sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::task::JoinSet;

/// The paid answers that are under way, whether their clients still listen or not. Clones share them.
#[derive(Clone, Default)]
pub struct Works(Arc<Mutex<JoinSet<()>>>);

impl Works {
	/// Works on an answer.
	pub(super) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
		let mut works = self.works();
		// Those that are over.
		while works.try_join_next().is_some() {}
		works.spawn(work);
	}

	/// Cuts short what is under way: it is neither signed nor owed.
	pub async fn stop(&self) {
		let mut works = mem::take(&mut *self.works());
		works.shutdown().await;
	}

	fn works(&self) -> MutexGuard<'_, JoinSet<()>> {
		self.0.lock().unwrap_or_else(PoisonError::into_inner)
	}
}
