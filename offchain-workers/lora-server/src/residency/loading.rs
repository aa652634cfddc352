// SPDX-License-Identifier: Apache-2.0
//! One load, from the first request for an adapter to the answer to all who wait for it. It is a task of
//! its own: it goes on when they go away.

use super::{
	load::{LoadError, Loaded, Source},
	state::{Listener, Outcome},
	Inner, Refusal,
};
use crate::adapter::Adapter;
use polkadot_sdk::sp_core::H256;
use std::{pin::pin, sync::Arc};
use tokio::{
	task,
	time::{timeout_at, Instant},
};

impl Inner {
	/// The adapter, loaded when it is not on the device.
	pub(super) async fn load(self: &Arc<Self>, root: H256) -> Outcome {
		if let Some(adapter) = self.lend(root) {
			return Ok(adapter);
		}
		let mut receiver = self.join(root)?;
		let told = receiver.wait_for(Option::is_some).await;
		match told.as_deref() {
			Ok(Some(outcome)) => outcome.clone(),
			_ => Err(Arc::new(LoadError::Stopped)),
		}
	}

	/// The load of `root` that is under way, or that begins now.
	pub(super) fn join(self: &Arc<Self>, root: H256) -> Result<Listener, LoadError> {
		let (receiver, begin) = self.state().join_load(root, self.options.waiting)?;
		if let Some(sender) = begin {
			let place = Reservation { inner: self.clone(), root, taken: false };
			task::spawn(async move {
				let outcome = place.fill().await.map_err(Arc::new);
				if let Err(error) = &outcome {
					tracing::debug!(?root, %error, "an adapter is not loaded");
				}
				sender.send_replace(Some(outcome));
			});
		}
		Ok(receiver)
	}
}

/// A place on the device for an adapter that is being loaded. Left in any way, a panic included, it does
/// not stay taken for nothing.
struct Reservation {
	inner: Arc<Inner>,
	root: H256,
	taken: bool,
}

impl Reservation {
	async fn fill(mut self) -> Result<Arc<Adapter>, LoadError> {
		let (inner, root) = (self.inner.clone(), self.root);
		let begun = Instant::now();
		let copy = inner.state().copy(root);
		let from_host = copy.is_some();
		let source = match copy {
			Some(files) => Source::Host(files),
			None => {
				let inner = inner.clone();
				task::spawn_blocking(move || Source::find(&inner.store, root)).await??
			},
		};
		self.take(source.length()).await?;
		let reading = inner.readers.acquire().await.map_err(|_| LoadError::Stopped)?;
		let loaded = {
			let inner = inner.clone();
			task::spawn_blocking(move || source.load(&inner.store, &inner.model)).await??
		};
		let settled = self.settle(loaded, from_host, begun).await;
		// Not before: what has been read takes memory until it has its place.
		drop(reading);
		settled
	}

	/// Takes the place into use, which may need more or less room than the file's length.
	async fn settle(
		&mut self,
		loaded: Loaded,
		from_host: bool,
		begun: Instant,
	) -> Result<Arc<Adapter>, LoadError> {
		self.take(loaded.bytes).await?;
		let leaving = self.inner.state().settle(self.root, loaded, from_host, begun.elapsed());
		self.inner.let_go(leaving);
		self.inner.lend(self.root).ok_or(LoadError::Stopped)
	}

	/// Takes a place of `bytes`. Waits as long as others are in use, for `patience`.
	async fn take(&mut self, bytes: u64) -> Result<(), LoadError> {
		let inner = self.inner.clone();
		let waited = inner.options.patience;
		let deadline = Instant::now() + waited;
		let mut turn = None;
		loop {
			let mut freed = pin!(inner.freed.notified());
			// From here on it is heard.
			freed.as_mut().enable();
			let reserved = inner.state().reserve(self.root, bytes);
			let refusal = match reserved {
				Ok(leaving) => {
					self.taken = true;
					drop(leaving);
					return Ok(());
				},
				Err(refusal @ Refusal::InUse { .. }) => refusal,
				Err(refusal) => return Err(LoadError::NoRoom(refusal)),
			};
			let crowded = |_| LoadError::Crowded { refusal, waited };
			if turn.is_none() {
				turn = Some(timeout_at(deadline, inner.turn.lock()).await.map_err(crowded)?);
			} else {
				timeout_at(deadline, freed).await.map_err(crowded)?;
			}
		}
	}
}

impl Drop for Reservation {
	fn drop(&mut self) {
		let (leaving, receiver) = self.inner.state().end_load(self.root, self.taken);
		self.inner.let_go(leaving);
		drop(receiver);
	}
}
