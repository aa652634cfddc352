// SPDX-License-Identifier: Apache-2.0
//! What the operator wants kept, and what answers were given from.
//!
//! | path | what |
//! | --- | --- |
//! | `pins/<root>` | an empty file for each pinned content |
//! | `uses/<snapshots>` | the roots of the contributions of snapshots, 32 bytes each; touched at each use |

use super::{hash_of, name, Folder, Store, StoreError};
use polkadot_sdk::sp_core::H256;
use std::{
	collections::{BTreeSet, HashMap},
	ops::Bound,
	path::Path,
	sync::{Mutex, MutexGuard, PoisonError},
	time::{Duration, Instant},
};

/// How exactly it is known when snapshots were last used.
const USE_INTERVAL: Duration = Duration::from_secs(60);

/// What collection leaves alone, whatever its age.
pub(super) struct Pins {
	folder: Folder,
	pinned: Mutex<BTreeSet<H256>>,
	uses: Folder,
	/// When the file of a use was last touched.
	touched: Mutex<HashMap<H256, Instant>>,
}

impl Pins {
	pub(super) fn open(store: &Path) -> Result<Self, StoreError> {
		let folder = Folder::open(store, "pins")?;
		let pinned = folder.entries()?.iter().filter_map(|entry| hash_of(&entry.name)).collect();
		Ok(Self {
			folder,
			pinned: Mutex::new(pinned),
			uses: Folder::open(store, "uses")?,
			touched: Mutex::new(HashMap::new()),
		})
	}

	/// All that is pinned, and what was used within `grace`.
	pub(super) fn roots(&self, grace: Duration) -> Result<BTreeSet<H256>, StoreError> {
		let mut roots = lock(&self.pinned).clone();
		for entry in self.uses.entries()?.into_iter().filter(|entry| entry.age <= grace) {
			let bytes = self.uses.read(&entry.name)?.unwrap_or_default();
			roots.extend(bytes.chunks_exact(H256::len_bytes()).map(H256::from_slice));
		}
		Ok(roots)
	}

	/// Forgets what was not used within `grace`.
	pub(super) fn forget(&self, grace: Duration) -> Result<(), StoreError> {
		let entries = self.uses.entries()?;
		let old = entries.iter().filter(|entry| entry.age > grace);
		self.uses.remove_all(old.map(|entry| &entry.name))?;
		lock(&self.touched).clear();
		Ok(())
	}
}

impl Store {
	/// Keeps the content `root`, and the files that it names where it is a manifest, until
	/// [`Self::unpin`].
	///
	/// # Errors
	/// [`StoreError::Missing`] and [`StoreError::Damaged`] when it is not here, [`StoreError::Io`].
	pub fn pin(&self, root: H256) -> Result<(), StoreError> {
		// Nothing is collected between looking and pinning.
		let _steady = self.steady();
		self.look(root)?;
		let pins = self.pins();
		let mut pinned = lock(&pins.pinned);
		if !pinned.contains(&root) {
			pins.folder.write(&name(root), &[])?;
			pinned.insert(root);
		}
		Ok(())
	}

	/// Ends what [`Self::pin`] began. Says whether `root` was pinned.
	///
	/// # Errors
	/// [`StoreError::Io`].
	pub fn unpin(&self, root: H256) -> Result<bool, StoreError> {
		let pins = self.pins();
		let mut pinned = lock(&pins.pinned);
		if pinned.contains(&root) {
			pins.folder.remove(&name(root))?;
		}
		Ok(pinned.remove(&root))
	}

	/// Pinned roots above `after`, ascending, at most `limit`.
	pub fn pinned(&self, after: Option<H256>, limit: usize) -> Vec<H256> {
		let from = after.map_or(Bound::Unbounded, Bound::Excluded);
		let pinned = lock(&self.pins().pinned);
		pinned.range((from, Bound::Unbounded)).take(limit).copied().collect()
	}

	/// Writes down that contents with these roots are used, together, under the name `of`.
	///
	/// # Errors
	/// [`StoreError::Io`].
	pub fn use_contents(
		&self,
		of: H256,
		roots: impl IntoIterator<Item = H256>,
	) -> Result<(), StoreError> {
		let _steady = self.steady();
		let bytes = roots.into_iter().flat_map(|root| root.0).collect::<Vec<_>>();
		self.pins().uses.write(&name(of), &bytes)
	}

	/// Writes down that what [`Self::use_contents`] named `of` is used again. Says whether it is known.
	///
	/// # Errors
	/// [`StoreError::Io`].
	pub fn use_again(&self, of: H256) -> Result<bool, StoreError> {
		let pins = self.pins();
		let mut touched = lock(&pins.touched);
		if touched.get(&of).is_some_and(|at| at.elapsed() < USE_INTERVAL) {
			return Ok(true);
		}
		let known = pins.uses.touch(&name(of))?;
		if known {
			touched.insert(of, Instant::now());
		}
		Ok(known)
	}
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
	of.lock().unwrap_or_else(PoisonError::into_inner)
}
