// SPDX-License-Identifier: Apache-2.0
//! Which adapters are in memory: on the device, as tensors; in the host's memory, as the bytes of their
//! files; and all others on the disk, in the store.
//!
//! A registered adapter costs nothing until somebody asks for it, and then a row of a table. The first
//! request begins its load, in a thread of its own, and those that come meanwhile wait for the same one.
//! Both memories have a budget in bytes. What comes takes the place of what was used longest ago, but of
//! nothing that is pinned or that a request uses; when all that is left is in use, a load waits for its
//! turn, and is refused by name when that takes too long. A place is taken before a byte is read.
//!
//! On the CPU the device's memory is the host's: there is one tier, and no copies.

mod load;
mod loading;
mod pins;
mod state;
mod stats;
mod tier;

pub use load::LoadError;
pub use stats::{ResidencyStats, TierStats};
pub use tier::{Refusal, Removal, Tier};

use crate::{
	adapter::Adapter,
	model::Model,
	store::{Store, StoreError},
};
use pins::Pins;
use polkadot_sdk::sp_core::H256;
use state::{Leaving, State};
use std::{
	collections::BTreeSet,
	num::NonZeroUsize,
	sync::{Arc, Mutex, MutexGuard, PoisonError},
	time::Duration,
};
use tokio::{
	sync::{Mutex as AsyncMutex, Notify, Semaphore},
	task::{self, JoinError},
};

/// How much memory adapters may take, and how they come into it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ResidencyOptions {
	/// Bytes of tensors where the model computes.
	pub device_bytes: u64,
	/// Bytes of files in the host's memory; 0 keeps none.
	pub host_bytes: u64,
	/// Adapters that are loaded at once.
	pub loads: NonZeroUsize,
	/// Adapters that may wait to be loaded, those that are being loaded included.
	pub waiting: usize,
	/// How long a load waits for adapters in use to give way.
	pub patience: Duration,
}

impl Default for ResidencyOptions {
	fn default() -> Self {
		Self {
			device_bytes: 2 << 30,
			host_bytes: 4 << 30,
			loads: NonZeroUsize::new(2).expect("2 is not zero; qed"),
			waiting: 256,
			patience: Duration::from_secs(30),
		}
	}
}

/// Where an adapter is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
	/// As tensors where the model computes: ready.
	Device,
	/// On its way there.
	Loading,
	/// As files in the host's memory.
	Host,
	/// In the store.
	Disk,
}

/// What is known of an adapter that was loaded once, or is pinned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AdapterStatus {
	/// The root of its manifest.
	pub root: H256,
	/// Where it is.
	pub place: Place,
	/// The length of its weights' file; unknown before it was loaded.
	pub file_bytes: Option<u64>,
	/// What it takes on the device.
	pub device_bytes: u64,
	/// Whether a request uses it.
	pub in_use: bool,
	/// Whether it leaves the device when none does any more.
	pub leaving: bool,
	/// Whether it stays there.
	pub pinned: bool,
	/// Requests that got it since the start.
	pub requests: u64,
	/// When the last of them did, in seconds since 1970.
	pub last_used: Option<u64>,
}

/// Why an adapter cannot be loaded, pinned, unpinned or unloaded.
#[derive(thiserror::Error, Debug)]
pub enum PinError {
	/// It cannot be loaded.
	#[error("adapter {root:?}: {source}")]
	Load {
		/// The root of its manifest.
		root: H256,
		/// Why not.
		source: Arc<LoadError>,
	},
	/// The list of the pinned ones cannot be written.
	#[error(transparent)]
	Store(#[from] StoreError),
	/// It has to be unpinned first.
	#[error("adapter {0:?} is pinned")]
	Pinned(H256),
	/// It was never loaded.
	#[error("adapter {0:?} was never loaded")]
	Unknown(H256),
	/// Writing was cut short.
	#[error("writing was cut short: {0}")]
	CutShort(#[from] JoinError),
}

/// The adapters in memory, by the roots of their manifests, which are the same on every chain. Clones
/// share them.
#[derive(Clone)]
pub struct Residency {
	inner: Arc<Inner>,
}

struct Inner {
	model: Arc<Model>,
	store: Store,
	options: ResidencyOptions,
	state: Mutex<State>,
	/// Told when a place may have become free.
	freed: Notify,
	/// Whose turn it is to wait for a place. First come, first served: a large adapter is not passed by
	/// small ones for ever.
	turn: AsyncMutex<()>,
	/// One for each load that reads at once.
	readers: Semaphore,
	/// Held while the list of pins changes, on the disk and in the state.
	pins: Mutex<Pins>,
}

impl Residency {
	/// Adapters for `model` whose files are in `store`. What is pinned there is not loaded yet.
	///
	/// # Errors
	/// [`StoreError::Io`].
	pub fn open(
		model: Arc<Model>,
		store: Store,
		options: ResidencyOptions,
	) -> Result<Self, StoreError> {
		let pins = Pins::open(&store)?;
		let state = State::new(options.device_bytes, options.host_bytes, pins.read()?);
		let inner = Inner {
			model,
			store,
			options,
			state: Mutex::new(state),
			freed: Notify::new(),
			turn: AsyncMutex::new(()),
			readers: Semaphore::new(options.loads.get()),
			pins: Mutex::new(pins),
		};
		Ok(Self { inner: Arc::new(inner) })
	}

	/// The adapter whose manifest has this root, ready to answer. As long as somebody has it, it stays
	/// where it is.
	///
	/// # Errors
	/// [`LoadError`], the same one for all who waited. It is not remembered: the next request tries again.
	pub async fn get(&self, root: H256) -> Result<Arc<Adapter>, Arc<LoadError>> {
		let ready = self.inner.lend(root);
		self.inner.state().count_request(ready.is_some());
		let adapter = match ready {
			Some(adapter) => adapter,
			None => self.inner.load(root).await?,
		};
		self.inner.state().count_served(root);
		Ok(adapter)
	}

	/// Begins to load what will be asked for soon. Does nothing when too many loads are waiting.
	pub fn prefetch(&self, root: H256) {
		if !self.inner.state().is_resident(root) {
			// Whoever asks for it is told why not.
			let _ = self.inner.join(root);
		}
	}

	/// Begins to load what is pinned. What cannot be loaded stays pinned, and is told in the log.
	pub fn prefetch_pinned(&self) {
		let pinned = self.inner.state().pinned().clone();
		for root in pinned {
			let inner = self.inner.clone();
			task::spawn(async move {
				if let Err(error) = inner.load(root).await {
					tracing::warn!(?root, %error, "a pinned adapter is not loaded");
				}
			});
		}
	}

	/// Loads the adapter, and leaves it on the device until it gives way to others. No request is counted.
	///
	/// # Errors
	/// [`PinError::Load`].
	pub async fn load(&self, root: H256) -> Result<(), PinError> {
		let loaded = self.inner.load(root).await;
		loaded.map(drop).map_err(|source| PinError::Load { root, source })
	}

	/// Loads the adapter and keeps it on the device, after a restart, too.
	///
	/// # Errors
	/// [`PinError`]; then it is pinned if it was before.
	pub async fn pin(&self, root: H256) -> Result<(), PinError> {
		let lent = self.inner.load(root).await;
		let lent = lent.map_err(|source| PinError::Load { root, source })?;
		self.change_pins(move |inner, pins| {
			let mut pinned = inner.state().pinned().clone();
			if pinned.insert(root) {
				pins.write(pinned)?;
			}
			// It is lent, and so it is there.
			inner.state().pin(root);
			drop(lent);
			Ok(())
		})
		.await
	}

	/// Lets the adapter give way to others again.
	///
	/// # Errors
	/// [`PinError`]; then it is pinned if it was before.
	pub async fn unpin(&self, root: H256) -> Result<(), PinError> {
		self.change_pins(move |inner, pins| {
			let mut pinned = inner.state().pinned().clone();
			if pinned.remove(&root) {
				pins.write(pinned)?;
				inner.state().unpin(root);
				inner.freed.notify_waiters();
			}
			Ok(())
		})
		.await
	}

	/// Changes the list of pins, to the end even when nobody waits for it any more.
	async fn change_pins(
		&self,
		change: impl FnOnce(&Inner, &Pins) -> Result<(), StoreError> + Send + 'static,
	) -> Result<(), PinError> {
		let inner = self.inner.clone();
		let changing = task::spawn_blocking(move || {
			let pins = inner.pins.lock().unwrap_or_else(PoisonError::into_inner);
			change(&inner, &pins)
		});
		Ok(changing.await??)
	}

	/// Takes the adapter out of the memory; from the device, once nobody uses it.
	///
	/// # Errors
	/// [`PinError::Pinned`], [`PinError::Unknown`].
	pub fn unload(&self, root: H256) -> Result<(), PinError> {
		let mut state = self.inner.state();
		let status = state.status(root).ok_or(PinError::Unknown(root))?;
		if status.pinned {
			return Err(PinError::Pinned(root));
		}
		let leaving = state.unload(root);
		drop(state);
		self.inner.let_go(leaving);
		Ok(())
	}

	/// What is known of the adapter; `None` when it was never loaded and is not pinned.
	pub fn status(&self, root: H256) -> Option<AdapterStatus> {
		self.inner.state().status(root)
	}

	/// At most `limit` adapters: the pinned ones, and those that were loaded since the start, the most
	/// recently used first.
	pub fn list(&self, limit: usize) -> Vec<AdapterStatus> {
		let state = self.inner.state();
		state.known().into_iter().take(limit).filter_map(|root| state.status(root)).collect()
	}

	/// The manifests of what is in memory or pinned.
	pub fn kept(&self) -> Vec<H256> {
		let state = self.inner.state();
		let kept = |root: &H256| {
			state.status(*root).is_some_and(|status| status.pinned || status.place != Place::Disk)
		};
		state.known().into_iter().filter(kept).collect()
	}

	/// What is counted, and what is in memory.
	pub fn stats(&self) -> ResidencyStats {
		self.inner.state().stats()
	}
}

/// The manifests of the adapters that are pinned in `store`.
///
/// # Errors
/// [`StoreError`].
pub fn pinned(store: &Store) -> Result<BTreeSet<H256>, StoreError> {
	Pins::open(store)?.read()
}

impl Inner {
	fn state(&self) -> MutexGuard<'_, State> {
		self.state.lock().unwrap_or_else(PoisonError::into_inner)
	}

	/// The adapter, if it is on the device.
	fn lend(self: &Arc<Self>, root: H256) -> Option<Arc<Adapter>> {
		let inner = Arc::downgrade(self);
		self.state().lend(root, move || {
			if let Some(inner) = inner.upgrade() {
				let leaving = inner.state().release(root);
				inner.let_go(leaving);
			}
		})
	}

	/// Frees what has left the tables, and tells those who wait for a place.
	fn let_go(&self, leaving: Leaving) {
		drop(leaving);
		self.freed.notify_waiters();
	}
}
