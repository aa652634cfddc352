// SPDX-License-Identifier: Apache-2.0
//! Trainings that are under way, on the disk: `checkpoints/<id>`, one for each, the last one only.

use crate::store::{Folder, Store, StoreError};
use polkadot_sdk::sp_core::H256;
use std::collections::HashSet;

/// The checkpoints of all trainings.
pub(super) struct Checkpoints {
	folder: Folder,
}

impl Checkpoints {
	/// Those in `store`. Only those of `wanted` jobs stay.
	pub(super) fn open(store: &Store, wanted: &HashSet<H256>) -> Result<Self, StoreError> {
		let checkpoints = Self { folder: store.folder("checkpoints")? };
		let wanted = wanted.iter().map(|id| name(*id)).collect::<HashSet<_>>();
		let entries = checkpoints.folder.entries()?;
		let others = entries.iter().map(|entry| entry.name.as_str());
		checkpoints.folder.remove_all(others.filter(|name| !wanted.contains(*name)))?;
		Ok(checkpoints)
	}

	pub(super) fn read(&self, id: H256) -> Result<Option<Vec<u8>>, StoreError> {
		self.folder.read(&name(id))
	}

	pub(super) fn write(&self, id: H256, bytes: &[u8]) -> Result<(), StoreError> {
		self.folder.write(&name(id), bytes)
	}

	pub(super) fn remove(&self, id: H256) -> Result<(), StoreError> {
		self.folder.remove(&name(id))
	}

	/// Moves one out of the way that cannot be gone on from.
	pub(super) fn set_aside(&self, id: H256) -> Result<(), StoreError> {
		self.folder.set_aside(&name(id))
	}
}

fn name(id: H256) -> String {
	hex::encode(id)
}
