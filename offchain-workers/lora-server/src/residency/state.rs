// SPDX-License-Identifier: Apache-2.0
//! What is in memory and who uses it. Behind one lock, and never held while anything is computed.

use super::{
	load::{LoadError, Loaded},
	stats::{ResidencyStats, TierStats},
	AdapterStatus, Place, Refusal, Removal, Tier,
};
use crate::adapter::{Adapter, AdapterConfig, AdapterFiles, LoraWeights};
use lru::LruCache;
use polkadot_sdk::sp_core::H256;
use std::{
	collections::{BTreeSet, HashMap},
	num::NonZeroUsize,
	sync::{Arc, Weak},
	time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::sync::watch;

/// How many adapters are known by a row. A row is about a hundred bytes.
const MAX_ROWS: NonZeroUsize = NonZeroUsize::new(65_536).expect("65 536 is not zero; qed");

/// What those who wait for a load are told.
pub(super) type Outcome = Result<Arc<Adapter>, Arc<LoadError>>;

/// Hears how a load ends.
pub(super) type Listener = watch::Receiver<Option<Outcome>>;

/// Tells it.
pub(super) type Teller = watch::Sender<Option<Outcome>>;

/// An adapter on the device.
struct Resident {
	config: AdapterConfig,
	weights: LoraWeights,
	/// The handle that all its users share: the engine knows the rows of one adapter by it.
	lent: Weak<Adapter>,
}

/// What is known of an adapter, wherever it is.
struct Row {
	/// The length of its weights' file.
	length: u64,
	requests: u64,
	last_used: Option<u64>,
}

/// What leaves the memory: dropped where no lock is held.
#[derive(Default)]
pub(super) struct Leaving {
	residents: Vec<Resident>,
	copies: Vec<Arc<AdapterFiles>>,
}

pub(super) struct State {
	device: Tier<H256>,
	host: Tier<H256>,
	residents: HashMap<H256, Resident>,
	copies: HashMap<H256, Arc<AdapterFiles>>,
	loading: HashMap<H256, Listener>,
	pinned: BTreeSet<H256>,
	rows: LruCache<H256, Row>,
	counted: ResidencyStats,
}

impl State {
	pub(super) fn new(device_bytes: u64, host_bytes: u64, pinned: BTreeSet<H256>) -> Self {
		Self {
			device: Tier::new(device_bytes),
			host: Tier::new(host_bytes),
			residents: HashMap::new(),
			copies: HashMap::new(),
			loading: HashMap::new(),
			pinned,
			rows: LruCache::new(MAX_ROWS),
			counted: ResidencyStats::default(),
		}
	}

	/// The adapter, if it is on the device. `released` is told when the handle's last user has gone.
	pub(super) fn lend(
		&mut self,
		root: H256,
		released: impl FnOnce() + Send + Sync + 'static,
	) -> Option<Arc<Adapter>> {
		let resident = self.residents.get_mut(&root)?;
		if let Some(adapter) = resident.lent.upgrade() {
			self.device.touch(&root);
			return Some(adapter);
		}
		let (config, weights) = (resident.config.clone(), resident.weights.share());
		let adapter = Arc::new(Adapter::lent(config, weights, released));
		resident.lent = Arc::downgrade(&adapter);
		self.device.acquire(&root);
		Some(adapter)
	}

	/// Counts a request for an adapter that was, or was not, ready.
	pub(super) fn count_request(&mut self, hit: bool) {
		if hit {
			self.counted.hits += 1;
		} else {
			self.counted.misses += 1;
		}
	}

	/// Counts a request that got its adapter.
	pub(super) fn count_served(&mut self, root: H256) {
		if let Some(row) = self.rows.get_mut(&root) {
			row.requests += 1;
			row.last_used = Some(now());
		}
	}

	/// A handle has lost its last user.
	pub(super) fn release(&mut self, root: H256) -> Leaving {
		let gone = self.device.release(&root);
		self.drop_residents(gone.then_some(root))
	}

	/// The load of `root` that is under way, and otherwise the sender of one that is to begin now.
	pub(super) fn join_load(
		&mut self,
		root: H256,
		most: usize,
	) -> Result<(Listener, Option<Teller>), LoadError> {
		if let Some(receiver) = self.loading.get(&root) {
			return Ok((receiver.clone(), None));
		}
		if self.loading.len() >= most {
			return Err(LoadError::Busy);
		}
		let (sender, receiver) = watch::channel(None);
		self.loading.insert(root, receiver.clone());
		Ok((receiver, Some(sender)))
	}

	/// Whether `root` is on the device.
	pub(super) fn is_resident(&self, root: H256) -> bool {
		self.residents.contains_key(&root)
	}

	/// The copy of the files in the host's memory.
	pub(super) fn copy(&mut self, root: H256) -> Option<Arc<AdapterFiles>> {
		self.host.touch(&root);
		self.copies.get(&root).cloned()
	}

	/// Gives the load of `root` a place of `bytes` on the device, or its place another size.
	pub(super) fn reserve(&mut self, root: H256, bytes: u64) -> Result<Leaving, Refusal> {
		let known = self.device.contains(&root);
		let gone = self.device.admit(root, bytes)?;
		if !known {
			self.device.acquire(&root);
		}
		if self.pinned.contains(&root) {
			self.device.pin(&root);
		}
		self.counted.evictions += count(gone.len());
		Ok(self.drop_residents(gone))
	}

	/// Takes in what was loaded into the place that it has.
	pub(super) fn settle(
		&mut self,
		root: H256,
		loaded: Loaded,
		from_host: bool,
		took: Duration,
	) -> Leaving {
		let Loaded { config, weights, files, .. } = loaded;
		let length = count(files.weights.len());
		let mut leaving = Leaving::default();
		let resident = Resident { config, weights, lent: Weak::new() };
		leaving.residents.extend(self.residents.insert(root, resident));
		// A tier without room is one that the operator does not want.
		let size = length.saturating_add(count(files.config.len()));
		if let Ok(gone) = self.host.admit(root, size) {
			self.counted.host_evictions += count(gone.len());
			leaving.copies.extend(gone.iter().filter_map(|root| self.copies.remove(root)));
			leaving.copies.extend(self.copies.insert(root, files));
		}
		let row =
			self.rows.get_or_insert_mut(root, || Row { length, requests: 0, last_used: None });
		row.length = length;
		self.counted.loads += 1;
		self.counted.host_loads += u64::from(from_host);
		self.counted.load_time += took;
		leaving
	}

	/// Ends a load: what waits for it has been, or will be told. A place without an adapter is given up.
	pub(super) fn end_load(&mut self, root: H256, reserved: bool) -> (Leaving, Option<Listener>) {
		let gone = reserved && self.device.release(&root);
		if !self.is_resident(root) {
			if reserved {
				self.device.remove(&root);
			}
			self.counted.failed_loads += 1;
		}
		(self.drop_residents(gone.then_some(root)), self.loading.remove(&root))
	}

	/// Pins what is on the device. Whether it is.
	pub(super) fn pin(&mut self, root: H256) -> bool {
		let here = self.device.pin(&root);
		if here {
			self.pinned.insert(root);
		}
		here
	}

	/// Pins no longer. Whether it was pinned.
	pub(super) fn unpin(&mut self, root: H256) -> bool {
		self.device.unpin(&root);
		self.pinned.remove(&root)
	}

	/// What is pinned.
	pub(super) fn pinned(&self) -> &BTreeSet<H256> {
		&self.pinned
	}

	/// Takes `root` out of the memory; from the device, once nobody uses it.
	pub(super) fn unload(&mut self, root: H256) -> Leaving {
		let gone = self.device.remove(&root) == Removal::Gone;
		let mut leaving = self.drop_residents(gone.then_some(root));
		self.host.remove(&root);
		leaving.copies.extend(self.copies.remove(&root));
		leaving
	}

	/// What is known of `root`, if anything.
	pub(super) fn status(&self, root: H256) -> Option<AdapterStatus> {
		let row = self.rows.peek(&root);
		let pinned = self.pinned.contains(&root);
		if row.is_none() && !pinned {
			return None;
		}
		let place = if self.is_resident(root) {
			Place::Device
		} else if self.loading.contains_key(&root) {
			Place::Loading
		} else if self.copies.contains_key(&root) {
			Place::Host
		} else {
			Place::Disk
		};
		Some(AdapterStatus {
			root,
			place,
			file_bytes: row.map(|row| row.length),
			device_bytes: self.device.bytes(&root).unwrap_or(0),
			in_use: self.device.users(&root) > 0,
			leaving: self.device.is_leaving(&root),
			pinned,
			requests: row.map_or(0, |row| row.requests),
			last_used: row.and_then(|row| row.last_used),
		})
	}

	/// The roots of all adapters that are known, the pinned ones first, then the most recently used.
	pub(super) fn known(&self) -> Vec<H256> {
		let unpinned = self.rows.iter().map(|(root, _)| *root);
		let unpinned = unpinned.filter(|root| !self.pinned.contains(root));
		self.pinned.iter().copied().chain(unpinned).collect()
	}

	/// What is counted, and what is in memory.
	pub(super) fn stats(&self) -> ResidencyStats {
		ResidencyStats {
			loading: self.loading.len(),
			known: self.rows.len(),
			device: TierStats::of(&self.device),
			host: TierStats::of(&self.host),
			..self.counted
		}
	}

	fn drop_residents(&mut self, gone: impl IntoIterator<Item = H256>) -> Leaving {
		let residents = gone.into_iter().filter_map(|root| self.residents.remove(&root)).collect();
		Leaving { residents, copies: Vec::new() }
	}
}

fn count(length: usize) -> u64 {
	u64::try_from(length).unwrap_or(u64::MAX)
}

/// Seconds since 1970.
fn now() -> u64 {
	SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_secs())
}
