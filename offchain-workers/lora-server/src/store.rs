// SPDX-License-Identifier: Apache-2.0
//! Bytes by their hash, in a folder of the operator's.
//!
//! | path | what |
//! | --- | --- |
//! | `content/<root>` | contributions, answers, manifests: what a [`ContentCommitment`] is to, at most 5 MiB |
//! | `files/<hash>` | the files that manifests name, of any length, by BLAKE2b-256 |
//! | `damaged/` | what no longer had the hash of its name |
//! | `incoming/` | what is being written; emptied at the start |
//! | `lock` | held while a server uses the folder |
//!
//! Names are 64 hexadecimal digits. A file appears under its name when it is whole and on the disk,
//! or not at all. What is read is hashed again and compared with what is wanted; a file that has
//! changed is set aside and never handed out.

mod folder;

pub use folder::Folder;

use openledger_primitives::{
	commitment::{CommitmentError, ContentCommitment},
	manifest::{Manifest, ManifestError, ManifestFile},
};
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::traits::{BlakeTwo256, Hash},
};
use std::{
	fs::{self, File, OpenOptions, TryLockError},
	io,
	path::{Path, PathBuf},
	sync::Arc,
};

/// Why bytes cannot be stored or handed out.
#[derive(thiserror::Error, Debug)]
pub enum StoreError {
	/// Nothing is here under this hash.
	#[error("{kind} {hash:?} is not in the store")]
	Missing {
		/// What was looked for.
		kind: Kind,
		/// Its hash or root.
		hash: H256,
	},
	/// The bytes on the disk do not have this hash any more. They have been set aside.
	#[error("{kind} {hash:?} was damaged on the disk and has been set aside: it is needed again")]
	Damaged {
		/// What was looked for.
		kind: Kind,
		/// Its hash or root.
		hash: H256,
	},
	/// No bytes at all.
	#[error("there are no bytes to store")]
	Empty,
	/// The bytes cannot be committed to.
	#[error(transparent)]
	Commitment(#[from] CommitmentError),
	/// The content with this root is not a manifest.
	#[error("content {root:?} is not a manifest: {source}")]
	NotManifest {
		/// Its root.
		root: H256,
		/// What is wrong with it.
		source: ManifestError,
	},
	/// The files cannot have a manifest.
	#[error(transparent)]
	Manifest(#[from] ManifestError),
	/// Another process has the folder.
	#[error("{0} is in use by another server")]
	InUse(PathBuf),
	/// The file system refused.
	#[error("cannot {action} {path}: {source}")]
	Io {
		/// What was tried.
		action: &'static str,
		/// On which path.
		path: PathBuf,
		/// Why not.
		source: io::Error,
	},
}

impl StoreError {
	/// Whether asking again later can succeed: when the bytes have been given again, or the disk works.
	pub fn passes(&self) -> bool {
		match self {
			Self::Missing { .. } | Self::Damaged { .. } | Self::InUse(_) | Self::Io { .. } => true,
			Self::Empty | Self::Commitment(_) | Self::NotManifest { .. } | Self::Manifest(_) => {
				false
			},
		}
	}
}

/// What is stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
	/// At most 5 MiB, by the root of its chunks.
	Content,
	/// Of any length, by its hash.
	File,
}

impl std::fmt::Display for Kind {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.write_str(match self {
			Self::Content => "content",
			Self::File => "file",
		})
	}
}

/// A store that this process has for itself. Clones share it.
#[derive(Clone)]
pub struct Store {
	inner: Arc<Inner>,
}

struct Inner {
	path: PathBuf,
	content: Folder,
	files: Folder,
	/// Held until the store is dropped.
	_lock: File,
}

impl Store {
	/// Opens the store in the folder `path`, which is made where it is missing.
	///
	/// # Errors
	/// [`StoreError::InUse`], [`StoreError::Io`].
	pub fn open(path: &Path) -> Result<Self, StoreError> {
		create(path)?;
		let lock = lock(path)?;
		let incoming = path.join("incoming");
		match fs::remove_dir_all(&incoming) {
			Err(source) if source.kind() != io::ErrorKind::NotFound => {
				return Err(StoreError::Io { action: "empty", path: incoming, source });
			},
			_ => create(&incoming)?,
		}
		let inner = Inner {
			path: path.into(),
			content: Folder::open(path, "content")?,
			files: Folder::open(path, "files")?,
			_lock: lock,
		};
		Ok(Self { inner: Arc::new(inner) })
	}

	/// A folder beside the store's own, with the same promise: whole files or none.
	///
	/// # Errors
	/// [`StoreError::Io`].
	pub fn folder(&self, name: &str) -> Result<Folder, StoreError> {
		Folder::open(&self.inner.path, name)
	}

	/// Where the store is.
	pub fn path(&self) -> &Path {
		&self.inner.path
	}

	/// Stores `bytes` as they are. Storing them again changes nothing.
	///
	/// # Errors
	/// [`StoreError::Empty`], [`StoreError::Commitment`], [`StoreError::Io`].
	pub fn put_content(&self, bytes: &[u8]) -> Result<ContentCommitment, StoreError> {
		if bytes.is_empty() {
			return Err(StoreError::Empty);
		}
		let commitment = ContentCommitment::of(bytes)?;
		self.put(Kind::Content, commitment.root, bytes)?;
		Ok(commitment)
	}

	/// The bytes of `wanted`, hashed again.
	///
	/// # Errors
	/// [`StoreError::Missing`], [`StoreError::Damaged`], [`StoreError::Io`].
	pub fn content(&self, wanted: &ContentCommitment) -> Result<Vec<u8>, StoreError> {
		if wanted.length == 0 && wanted.root.is_zero() {
			return Ok(Vec::new());
		}
		let bytes = self.content_of(wanted.root)?;
		// The root fixes the length: no content has both this root and another length.
		if u32::try_from(bytes.len()) == Ok(wanted.length) {
			Ok(bytes)
		} else {
			Err(StoreError::Missing { kind: Kind::Content, hash: wanted.root })
		}
	}

	/// The bytes whose commitment has this root, hashed again.
	///
	/// # Errors
	/// As [`Self::content`].
	pub fn content_of(&self, root: H256) -> Result<Vec<u8>, StoreError> {
		self.get(Kind::Content, root)
	}

	/// Stores a file that a manifest may name, and returns its hash. Storing it again changes nothing.
	///
	/// # Errors
	/// [`StoreError::Empty`], [`StoreError::Io`].
	pub fn put_file(&self, bytes: &[u8]) -> Result<H256, StoreError> {
		if bytes.is_empty() {
			return Err(StoreError::Empty);
		}
		let hash = BlakeTwo256::hash(bytes);
		self.put(Kind::File, hash, bytes)?;
		Ok(hash)
	}

	/// The bytes of a file that a manifest names, hashed again.
	///
	/// # Errors
	/// As [`Self::content`].
	pub fn file(&self, wanted: &ManifestFile) -> Result<Vec<u8>, StoreError> {
		self.get(Kind::File, wanted.hash)
	}

	/// The manifest whose commitment has this root.
	///
	/// # Errors
	/// As [`Self::content`], and [`StoreError::NotManifest`].
	pub fn manifest(&self, root: H256) -> Result<Manifest, StoreError> {
		let bytes = self.content_of(root)?;
		Manifest::parse(&bytes).map_err(|source| StoreError::NotManifest { root, source })
	}

	fn put(&self, kind: Kind, hash: H256, bytes: &[u8]) -> Result<(), StoreError> {
		// A damaged file of this name is replaced; a good one is left alone.
		match self.get(kind, hash) {
			Ok(_) => Ok(()),
			Err(StoreError::Missing { .. } | StoreError::Damaged { .. }) => {
				self.folder_of(kind).write(&name(hash), bytes)
			},
			Err(error) => Err(error),
		}
	}

	fn get(&self, kind: Kind, hash: H256) -> Result<Vec<u8>, StoreError> {
		let folder = self.folder_of(kind);
		let name = name(hash);
		let bytes = folder.read(&name)?.ok_or(StoreError::Missing { kind, hash })?;
		if found(kind, &bytes) == Some(hash) {
			return Ok(bytes);
		}
		tracing::error!(%kind, ?hash, "damaged on the disk, set aside");
		folder.set_aside(&name)?;
		Err(StoreError::Damaged { kind, hash })
	}

	fn folder_of(&self, kind: Kind) -> &Folder {
		match kind {
			Kind::Content => &self.inner.content,
			Kind::File => &self.inner.files,
		}
	}
}

/// The hash that `bytes` have.
fn found(kind: Kind, bytes: &[u8]) -> Option<H256> {
	match kind {
		Kind::Content => ContentCommitment::of(bytes).ok().map(|commitment| commitment.root),
		Kind::File => Some(BlakeTwo256::hash(bytes)),
	}
}

fn name(hash: H256) -> String {
	hex::encode(hash)
}

fn create(path: &Path) -> Result<(), StoreError> {
	fs::create_dir_all(path).map_err(|source| StoreError::Io {
		action: "make the folder",
		path: path.into(),
		source,
	})
}

fn lock(folder: &Path) -> Result<File, StoreError> {
	let path = folder.join("lock");
	let refused = |source| StoreError::Io { action: "lock", path: path.clone(), source };
	let file =
		OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(refused)?;
	match file.try_lock() {
		Ok(()) => Ok(file),
		Err(TryLockError::WouldBlock) => Err(StoreError::InUse(folder.into())),
		Err(TryLockError::Error(source)) => Err(refused(source)),
	}
}
