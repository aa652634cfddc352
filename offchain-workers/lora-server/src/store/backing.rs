// SPDX-License-Identifier: Apache-2.0
//! The folder before the object store: read through it, and with as much in it as there is room for.

use super::{found, hash_of, name, Kind, Remote, Reservation, Store, StoreError};
use polkadot_sdk::sp_core::H256;
use std::cmp::Reverse;

impl Store {
	/// The bytes with this hash, from the folder or else from the object store.
	pub(super) fn get(&self, kind: Kind, hash: H256) -> Result<Vec<u8>, StoreError> {
		match (self.local(kind, hash), self.remote()) {
			(Err(StoreError::Missing { .. } | StoreError::Damaged { .. }), Some(remote)) => {
				self.fetch(remote, kind, hash)
			},
			(Ok(bytes), Some(_)) => {
				// What is used stays in the folder.
				self.folder_of(kind).touch(&name(hash))?;
				Ok(bytes)
			},
			(found, _) => found,
		}
	}

	/// Brings bytes from the object store into the folder.
	fn fetch(&self, remote: &Remote, kind: Kind, hash: H256) -> Result<Vec<u8>, StoreError> {
		let mut upload = self.upload(kind)?;
		let whole = match remote.get(kind, hash, |piece| upload.write(piece)) {
			Ok(false) => return Err(StoreError::Missing { kind, hash }),
			Ok(true) => upload.finish_as(hash)?,
			// Longer than anything of its kind.
			Err(StoreError::TooLong { .. } | StoreError::Commitment(_)) => false,
			Err(error) => return Err(error),
		};
		if whole {
			return self.local(kind, hash);
		}
		self.damaged_there(remote, kind, hash)
	}

	/// The content `root`, without bringing it into the folder.
	pub(super) fn look(&self, root: H256) -> Result<Vec<u8>, StoreError> {
		let kind = Kind::Content;
		let (error, remote) = match (self.local(kind, root), self.remote()) {
			(
				Err(error @ (StoreError::Missing { .. } | StoreError::Damaged { .. })),
				Some(remote),
			) => (error, remote),
			(found, _) => return found,
		};
		let mut bytes = Vec::new();
		let longest = usize::try_from(kind.limit()).unwrap_or(usize::MAX);
		let there = remote.get(kind, root, |piece| {
			// What is too long is damaged, wherever it is cut.
			let room = longest.saturating_add(1).saturating_sub(bytes.len());
			bytes.extend(piece.iter().take(room));
			Ok(())
		})?;
		if !there {
			Err(error)
		} else if found(kind, &bytes) == Some(root) {
			Ok(bytes)
		} else {
			self.damaged_there(remote, kind, root)
		}
	}

	fn damaged_there<T>(&self, remote: &Remote, kind: Kind, hash: H256) -> Result<T, StoreError> {
		tracing::error!(%kind, ?hash, url = remote.url(), "damaged in the object store, set aside");
		remote.set_aside(kind, hash)?;
		Err(StoreError::Damaged { kind, hash })
	}

	/// Takes `bytes` more for `space`. Where the object store has everything, what was not used for longest
	/// leaves the folder for it.
	pub(super) fn make_room(&self, space: &mut Reservation, bytes: u64) -> Result<(), StoreError> {
		match (space.grow(bytes), self.remote()) {
			(Err(StoreError::Full { .. }), Some(remote)) => {
				self.evict(remote, bytes)?;
				space.grow(bytes)
			},
			(grown, _) => grown,
		}
	}

	fn evict(&self, remote: &Remote, bytes: u64) -> Result<(), StoreError> {
		let mut entries = Vec::new();
		for kind in Kind::ALL {
			for entry in self.folder_of(kind).entries()? {
				entries.extend(hash_of(&entry.name).map(|hash| (kind, hash, entry)));
			}
		}
		entries.sort_unstable_by_key(|(_, _, entry)| Reverse(entry.age));
		let mut freed = 0u64;
		for (kind, hash, entry) in entries {
			if freed >= bytes {
				break;
			}
			let folder = self.folder_of(kind);
			// It may be older than the object store's use.
			if !remote.has(kind, hash)? {
				let Some(file) = folder.open_file(&entry.name)? else { continue };
				remote.put(kind, hash, file)?;
			}
			let _placing = self.placing();
			let Some(length) = folder.length(&entry.name)? else { continue };
			folder.remove(&entry.name)?;
			self.quota().release(length);
			self.count_gone(1);
			freed = freed.saturating_add(length);
		}
		Ok(())
	}
}
