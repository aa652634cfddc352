// SPDX-License-Identifier: Apache-2.0
//! Bytes by their hash, in a folder of the operator's, and in an object store where one is named.
//!
//! | path | what |
//! | --- | --- |
//! | `content/<root>` | contributions, answers, manifests: what a [`ContentCommitment`] is to, at most 5 MiB |
//! | `files/<hash>` | the files that manifests name, at most [`MAX_FILE_LEN`], by BLAKE2b-256 |
//! | `pins/`, `uses/` | what [`Store::collect`] leaves alone |
//! | `damaged/` | what no longer had the hash of its name |
//! | `incoming/` | what is being written; emptied at the start |
//! | `lock` | held while a server uses the folder |
//!
//! Names are 64 hexadecimal digits. A file appears under its name when it is whole and on the disk,
//! or not at all. What is read is hashed again and compared with what is wanted; a file that has
//! changed is set aside and never handed out.
//!
//! With an object store ([`Remote`]), that one has everything, and the folder what was written or read
//! lately: bytes are acknowledged when both have them. All calls block.

mod backing;
mod collection;
mod error;
mod folder;
mod pins;
mod quota;
mod remote;
mod upload;

pub use collection::{Collected, Tally};
pub use error::{Kind, StoreError};
pub use folder::{Entry, Folder};
pub use quota::{Quota, Reservation};
pub use remote::Remote;
pub use upload::{Stored, Upload};

use openledger_primitives::{
	commitment::{ContentCommitment, MAX_CONTENT_LEN},
	manifest::{Manifest, ManifestFile},
};
use pins::Pins;
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::traits::{BlakeTwo256, Hash},
};
use std::{
	fs::{self, File, OpenOptions, TryLockError},
	io,
	path::{Path, PathBuf},
	sync::{
		atomic::{AtomicU64, Ordering},
		Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
	},
};
use tempfile::NamedTempFile;

/// The longest file of a manifest that can be stored, in bytes: 256 MiB.
pub const MAX_FILE_LEN: u64 = 256 * 1024 * 1024;

impl Kind {
	/// The most bytes that one of it has.
	pub fn limit(self) -> u64 {
		match self {
			Self::Content => u64::from(MAX_CONTENT_LEN),
			Self::File => MAX_FILE_LEN,
		}
	}
}

/// How a store is opened.
#[derive(Default)]
pub struct StoreOptions {
	/// The most bytes of content and files in the folder; none for as many as the disk holds. Where there
	/// is an object store, what was not used for longest makes room; otherwise what is too much is
	/// refused.
	pub limit: Option<u64>,
	/// Where everything is; none for the folder.
	pub remote: Option<Remote>,
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
	pins: Pins,
	quota: Quota,
	/// Contents and files in the folder.
	things: AtomicU64,
	remote: Option<Remote>,
	/// Shared by those who add to the store, and held alone by [`Store::collect`].
	still: RwLock<()>,
	/// Held while a name of the folder gets other bytes.
	placing: Mutex<()>,
	/// Held until the store is dropped.
	_lock: File,
}

impl Store {
	/// Opens the store in the folder `path`, which is made where it is missing.
	///
	/// # Errors
	/// [`StoreError::InUse`], [`StoreError::Io`].
	pub fn open(path: &Path) -> Result<Self, StoreError> {
		Self::open_with(path, StoreOptions::default())
	}

	/// The same, with options.
	///
	/// # Errors
	/// [`StoreError::InUse`], [`StoreError::Io`].
	pub fn open_with(path: &Path, options: StoreOptions) -> Result<Self, StoreError> {
		create(path)?;
		let lock = lock(path)?;
		let incoming = path.join("incoming");
		match fs::remove_dir_all(&incoming) {
			Err(source) if source.kind() != io::ErrorKind::NotFound => {
				return Err(StoreError::Io { action: "empty", path: incoming, source });
			},
			_ => create(&incoming)?,
		}
		let (content, files) = (Folder::open(path, "content")?, Folder::open(path, "files")?);
		let (mut used, mut things) = (0u64, 0u64);
		for entry in content.entries()?.iter().chain(&files.entries()?) {
			used = used.saturating_add(entry.length);
			things = things.saturating_add(1);
		}
		let inner = Inner {
			path: path.into(),
			content,
			files,
			pins: Pins::open(path)?,
			quota: Quota::new(options.limit, used),
			things: AtomicU64::new(things),
			remote: options.remote,
			still: RwLock::new(()),
			placing: Mutex::new(()),
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

	/// How much of the folder is taken.
	pub fn quota(&self) -> &Quota {
		&self.inner.quota
	}

	/// How many contents and files the folder has.
	pub fn things(&self) -> u64 {
		self.inner.things.load(Ordering::Relaxed)
	}

	fn count_gone(&self, number: u64) {
		let less = |things: u64| Some(things.saturating_sub(number));
		// The closure always has an answer.
		let _ = self.inner.things.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
	}

	/// Begins to store bytes that come piece by piece.
	///
	/// # Errors
	/// [`StoreError::Io`].
	pub fn upload(&self, kind: Kind) -> Result<Upload, StoreError> {
		Upload::new(self.clone(), kind)
	}

	/// Stores `bytes` as they are. Storing them again changes nothing.
	///
	/// # Errors
	/// [`StoreError::Empty`], [`StoreError::Commitment`], [`StoreError::Full`], [`StoreError::Io`],
	/// [`StoreError::Remote`].
	pub fn put_content(&self, bytes: &[u8]) -> Result<ContentCommitment, StoreError> {
		if bytes.is_empty() {
			return Err(StoreError::Empty);
		}
		let commitment = ContentCommitment::of(bytes)?;
		self.put(Kind::Content, bytes)?;
		Ok(commitment)
	}

	/// Whether something is stored under this hash, here or in the object store. It is not hashed: it may turn
	/// out to be damaged.
	///
	/// # Errors
	/// [`StoreError::Io`], [`StoreError::Remote`].
	pub fn has(&self, kind: Kind, hash: H256) -> Result<bool, StoreError> {
		if self.folder_of(kind).length(&name(hash))?.is_some() {
			return Ok(true);
		}
		self.remote().map_or(Ok(false), |remote| remote.has(kind, hash))
	}

	/// The bytes of `wanted`, hashed again.
	///
	/// # Errors
	/// [`StoreError::Missing`], [`StoreError::Damaged`], [`StoreError::Full`], [`StoreError::Io`],
	/// [`StoreError::Remote`].
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
	/// [`StoreError::Empty`], [`StoreError::TooLong`], [`StoreError::Full`], [`StoreError::Io`],
	/// [`StoreError::Remote`].
	pub fn put_file(&self, bytes: &[u8]) -> Result<H256, StoreError> {
		self.put(Kind::File, bytes)
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

	/// As long as this is held, nothing is collected: what is referred to in the meantime stays.
	pub fn steady(&self) -> RwLockReadGuard<'_, ()> {
		self.inner.still.read().unwrap_or_else(PoisonError::into_inner)
	}

	fn still(&self) -> RwLockWriteGuard<'_, ()> {
		self.inner.still.write().unwrap_or_else(PoisonError::into_inner)
	}

	fn placing(&self) -> MutexGuard<'_, ()> {
		self.inner.placing.lock().unwrap_or_else(PoisonError::into_inner)
	}

	fn pins(&self) -> &Pins {
		&self.inner.pins
	}

	fn remote(&self) -> Option<&Remote> {
		self.inner.remote.as_ref()
	}

	fn put(&self, kind: Kind, bytes: &[u8]) -> Result<H256, StoreError> {
		if let Some(hash) = found(kind, bytes).filter(|hash| self.local(kind, *hash).is_ok()) {
			// What is here already needs no room, not even for a moment.
			if self.place_again(kind, hash)? {
				return Ok(hash);
			}
		}
		let mut upload = self.upload(kind)?;
		upload.write(bytes)?;
		Ok(upload.finish()?.hash)
	}

	/// Gives the bytes of `file` their name, unless good ones have it; and sends them to the object store
	/// if they did not come from there.
	fn place(
		&self,
		kind: Kind,
		stored: Stored,
		file: NamedTempFile,
		space: Reservation,
		send: bool,
	) -> Result<(), StoreError> {
		let (folder, name) = (self.folder_of(kind), name(stored.hash));
		let refused = |source| StoreError::Io { action: "write", path: self.path().into(), source };
		// A damaged file of this name is replaced; a good one is left alone.
		let there = match self.local(kind, stored.hash) {
			Ok(_) => true,
			Err(StoreError::Missing { .. } | StoreError::Damaged { .. }) => false,
			Err(error) => return Err(error),
		};
		// From here on until it is sent, so that it is not collected as an old one of the same name.
		let _steady = self.steady();
		let sent = file.reopen().map_err(refused)?;
		if !there {
			// The long part, before others have to wait.
			file.as_file().sync_all().map_err(refused)?;
		}
		let placing = self.placing();
		// Young again: it is wanted now.
		if !(there && folder.touch(&name)?) {
			let replaced = folder.length(&name)?;
			folder.adopt(file, &name)?;
			space.keep();
			match replaced {
				Some(bytes) => self.quota().release(bytes),
				None => {
					self.inner.things.fetch_add(1, Ordering::Relaxed);
				},
			}
		}
		drop(placing);
		match self.remote() {
			Some(remote) if send => remote.put(kind, stored.hash, sent),
			_ => Ok(()),
		}
	}

	/// Makes what the folder has under this hash young again, and sends it once more to the object store,
	/// where it may be missing. Says whether it is there.
	fn place_again(&self, kind: Kind, hash: H256) -> Result<bool, StoreError> {
		let _steady = self.steady();
		let (folder, name) = (self.folder_of(kind), name(hash));
		if !folder.touch(&name)? {
			return Ok(false);
		}
		if let (Some(remote), Some(file)) = (self.remote(), folder.open_file(&name)?) {
			remote.put(kind, hash, file)?;
		}
		Ok(true)
	}

	/// What the folder has under this hash.
	fn local(&self, kind: Kind, hash: H256) -> Result<Vec<u8>, StoreError> {
		let (folder, name) = (self.folder_of(kind), name(hash));
		let read = || folder.read(&name)?.ok_or(StoreError::Missing { kind, hash });
		let bytes = read()?;
		if found(kind, &bytes) == Some(hash) {
			return Ok(bytes);
		}
		let _placing = self.placing();
		// Somebody may have replaced it just now.
		let bytes = read()?;
		if found(kind, &bytes) == Some(hash) {
			return Ok(bytes);
		}
		tracing::error!(%kind, ?hash, "damaged on the disk, set aside");
		folder.set_aside(&name)?;
		self.quota().release(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
		self.count_gone(1);
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

/// The hash that a file of this name has; none for other files.
fn hash_of(text: &str) -> Option<H256> {
	let mut hash = [0; 32];
	hex::decode_to_slice(text, &mut hash).ok()?;
	let hash = H256(hash);
	// One writing only: no capitals.
	(name(hash) == text).then_some(hash)
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
