// SPDX-License-Identifier: Apache-2.0
//! Bytes on their way into the store: on the disk, not in memory, and under no name yet.

use super::{quota::Reservation, Kind, Store, StoreError};
use blake2b_simd::{Params, State};
use openledger_primitives::commitment::{CommitmentError, ContentCommitment};
use polkadot_sdk::sp_core::H256;
use std::io::{Read, Seek, Write};
use tempfile::NamedTempFile;

/// Bytes that come piece by piece. Dropped before the end, nothing of them stays.
pub struct Upload {
	store: Store,
	kind: Kind,
	file: NamedTempFile,
	space: Reservation,
	hasher: State,
	length: u64,
}

/// What was uploaded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stored {
	/// The root of content, the hash of a file.
	pub hash: H256,
	/// Its length in bytes.
	pub length: u64,
}

impl Upload {
	pub(super) fn new(store: Store, kind: Kind) -> Result<Self, StoreError> {
		let file = store.folder_of(kind).stage().map_err(|source| refused(&store, source))?;
		let space = store.quota().reserve();
		let hasher = Params::new().hash_length(H256::len_bytes()).to_state();
		Ok(Self { store, kind, file, space, hasher, length: 0 })
	}

	/// Adds `bytes`.
	///
	/// # Errors
	/// [`StoreError::TooLong`], or [`StoreError::Commitment`] for content, [`StoreError::Full`],
	/// [`StoreError::Io`].
	pub fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
		let more = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
		let length = self.length.saturating_add(more);
		let limit = self.kind.limit();
		if length > limit {
			return Err(match self.kind {
				Kind::Content => CommitmentError::ContentTooLong.into(),
				Kind::File => StoreError::TooLong { kind: self.kind, limit },
			});
		}
		self.store.make_room(&mut self.space, more)?;
		self.file.write_all(bytes).map_err(|source| refused(&self.store, source))?;
		self.hasher.update(bytes);
		self.length = length;
		Ok(())
	}

	/// The end: the bytes are flushed to the disk, and to the object store where there is one, and have
	/// their name.
	///
	/// # Errors
	/// [`StoreError::Empty`], [`StoreError::Io`], [`StoreError::Remote`].
	pub fn finish(mut self) -> Result<Stored, StoreError> {
		let stored = Stored { hash: self.hash()?, length: self.length };
		let Self { store, kind, file, space, .. } = self;
		store.place(kind, stored, file, space, true)?;
		Ok(stored)
	}

	/// The end, if the bytes are those that are `wanted`; otherwise nothing of them stays. Says whether they
	/// are.
	///
	/// # Errors
	/// [`StoreError::Io`], [`StoreError::Remote`].
	pub fn finish_wanted(self, wanted: H256) -> Result<bool, StoreError> {
		self.finish_if(wanted, true)
	}

	/// Keeps what was fetched from the object store under the name `wanted`, if it has this hash.
	pub(super) fn finish_as(self, wanted: H256) -> Result<bool, StoreError> {
		self.finish_if(wanted, false)
	}

	fn finish_if(mut self, wanted: H256, send: bool) -> Result<bool, StoreError> {
		if self.length == 0 || self.hash()? != wanted {
			return Ok(false);
		}
		let stored = Stored { hash: wanted, length: self.length };
		let Self { store, kind, file, space, .. } = self;
		store.place(kind, stored, file, space, send)?;
		Ok(true)
	}

	fn hash(&mut self) -> Result<H256, StoreError> {
		if self.length == 0 {
			return Err(StoreError::Empty);
		}
		match self.kind {
			Kind::File => Ok(H256::from_slice(self.hasher.finalize().as_bytes())),
			// A tree of chunks: short enough to be read once more.
			Kind::Content => {
				let mut bytes = Vec::new();
				let file = self.file.as_file_mut();
				file.rewind()
					.and_then(|()| file.read_to_end(&mut bytes))
					.map_err(|source| refused(&self.store, source))?;
				Ok(ContentCommitment::of(&bytes)?.root)
			},
		}
	}
}

fn refused(store: &Store, source: std::io::Error) -> StoreError {
	StoreError::Io { action: "write", path: store.path().join("incoming"), source }
}
