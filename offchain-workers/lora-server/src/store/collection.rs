// SPDX-License-Identifier: Apache-2.0
//! Removing what nothing refers to.
//!
//! Kept is what is pinned, what the caller names (what jobs and resident adapters refer to), what was
//! written or sent again within a time of grace, what snapshots hold that were used within it, and the
//! files of every manifest that is kept.

use super::{hash_of, name, Kind, Store, StoreError};
use openledger_primitives::manifest::{Manifest, MAX_FILES, MAX_NAME_LEN};
use polkadot_sdk::sp_core::H256;
use serde::Serialize;
use std::{
	collections::{BTreeMap, BTreeSet},
	time::Duration,
};

/// The longest manifest: each line a hash, a length, a name, two spaces and a line feed.
const MAX_MANIFEST_LEN: usize = MAX_FILES * (66 + 1 + 20 + 1 + MAX_NAME_LEN + 1);

/// How many things, and how long they are together.
#[derive(Serialize, Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Tally {
	/// Their number.
	pub count: u64,
	/// Their lengths in bytes, summed.
	pub bytes: u64,
}

/// What a collection came to.
#[derive(Serialize, Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Collected {
	/// What stays.
	pub kept: Tally,
	/// What was removed, or would be.
	pub removed: Tally,
}

/// Something that is stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Blob {
	length: u64,
	age: Duration,
}

type Blobs = BTreeMap<(Kind, H256), Blob>;

impl Store {
	/// Removes what nothing refers to and what is older than `grace`; `dry` only counts it. `held` tells
	/// the roots and hashes that the caller wants kept; it is asked when no upload can end and nothing can
	/// be pinned until the collection is over.
	///
	/// # Errors
	/// [`StoreError`]: then nothing that is needed has been removed, and the rest is met again the next
	/// time.
	pub fn collect(
		&self,
		held: impl FnOnce() -> Result<BTreeSet<H256>, StoreError>,
		grace: Duration,
		dry: bool,
	) -> Result<Collected, StoreError> {
		let _still = self.still();
		let mut roots = held()?;
		roots.extend(self.pins().roots(grace)?);
		let blobs = self.blobs()?;
		let kept = kept(&blobs, &roots, grace, |root| self.files_named_by(root))?;
		let mut collected = Collected::default();
		let mut unwanted = BTreeMap::<Kind, Vec<H256>>::new();
		for (&(kind, hash), blob) in &blobs {
			let tally = if kept.contains(&(kind, hash)) {
				&mut collected.kept
			} else {
				unwanted.entry(kind).or_default().push(hash);
				&mut collected.removed
			};
			tally.count = tally.count.saturating_add(1);
			tally.bytes = tally.bytes.saturating_add(blob.length);
		}
		if !dry {
			for (kind, hashes) in unwanted {
				self.discard(kind, &hashes)?;
			}
			self.pins().forget(grace)?;
		}
		Ok(collected)
	}

	/// All that is stored, here and in the object store.
	fn blobs(&self) -> Result<Blobs, StoreError> {
		let mut blobs = Blobs::new();
		for kind in Kind::ALL {
			for entry in self.folder_of(kind).entries()? {
				// Other names are not this store's.
				let Some(hash) = hash_of(&entry.name) else { continue };
				blobs.insert((kind, hash), Blob { length: entry.length, age: entry.age });
			}
			let Some(remote) = self.remote() else { continue };
			for object in remote.list(kind)? {
				let found = Blob { length: object.length, age: object.age };
				let blob = blobs.entry((kind, object.hash)).or_insert(found);
				blob.age = blob.age.min(found.age);
			}
		}
		Ok(blobs)
	}

	/// The hashes that the content `root` names, if it is a manifest.
	fn files_named_by(&self, root: H256) -> Result<Vec<H256>, StoreError> {
		match self.look(root) {
			Ok(bytes) => Ok(Manifest::parse(&bytes)
				.map(|manifest| manifest.files().iter().map(|file| file.hash).collect())
				.unwrap_or_default()),
			// It names nothing any more.
			Err(StoreError::Missing { .. } | StoreError::Damaged { .. }) => Ok(Vec::new()),
			Err(error) => Err(error),
		}
	}

	fn discard(&self, kind: Kind, hashes: &[H256]) -> Result<(), StoreError> {
		if let Some(remote) = self.remote() {
			remote.remove(kind, hashes)?;
		}
		let folder = self.folder_of(kind);
		let names = hashes.iter().map(|hash| name(*hash)).collect::<Vec<_>>();
		let (mut bytes, mut gone) = (0u64, 0u64);
		for name in &names {
			let Some(length) = folder.length(name)? else { continue };
			bytes = bytes.saturating_add(length);
			gone = gone.saturating_add(1);
		}
		folder.remove_all(&names)?;
		self.quota().release(bytes);
		self.count_gone(gone);
		Ok(())
	}
}

/// What of `blobs` stays.
fn kept(
	blobs: &Blobs,
	roots: &BTreeSet<H256>,
	grace: Duration,
	mut files_named_by: impl FnMut(H256) -> Result<Vec<H256>, StoreError>,
) -> Result<BTreeSet<(Kind, H256)>, StoreError> {
	let mut kept = BTreeSet::new();
	let longest = u64::try_from(MAX_MANIFEST_LEN).unwrap_or(u64::MAX);
	for (&(kind, hash), blob) in blobs {
		if blob.age > grace && !roots.contains(&hash) {
			continue;
		}
		kept.insert((kind, hash));
		if kind == Kind::Content && blob.length <= longest {
			kept.extend(files_named_by(hash)?.into_iter().map(|file| (Kind::File, file)));
		}
	}
	Ok(kept)
}
