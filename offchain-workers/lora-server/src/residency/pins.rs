// SPDX-License-Identifier: Apache-2.0
//! Which adapters stay in memory over a restart: a small file in the store.

use crate::store::{Folder, Store, StoreError};
use polkadot_sdk::sp_core::H256;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The folder in the store, and the file in it.
const FOLDER: &str = "adapters";
const FILE: &str = "pinned.json";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pinned {
	/// The roots of their manifests.
	pinned: BTreeSet<H256>,
}

/// The file with the pinned adapters.
pub(super) struct Pins {
	folder: Folder,
}

impl Pins {
	pub(super) fn open(store: &Store) -> Result<Self, StoreError> {
		Ok(Self { folder: store.folder(FOLDER)? })
	}

	/// What was pinned. A file that says nothing is set aside: pins save time, and nothing else.
	pub(super) fn read(&self) -> Result<BTreeSet<H256>, StoreError> {
		let Some(bytes) = self.folder.read(FILE)? else { return Ok(BTreeSet::new()) };
		match serde_json::from_slice::<Pinned>(&bytes) {
			Ok(Pinned { pinned }) => Ok(pinned),
			Err(error) => {
				tracing::error!(%error, "the list of pinned adapters is damaged, and set aside");
				self.folder.set_aside(FILE)?;
				Ok(BTreeSet::new())
			},
		}
	}

	/// Writes down what is pinned, in place of what was.
	pub(super) fn write(&self, pinned: BTreeSet<H256>) -> Result<(), StoreError> {
		let bytes = serde_json::to_vec_pretty(&Pinned { pinned })
			.expect("hashes in a list have no serializer that fails; qed");
		self.folder.write(FILE, &bytes)
	}
}
