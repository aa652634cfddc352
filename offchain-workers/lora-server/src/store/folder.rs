// SPDX-License-Identifier: Apache-2.0
//! Files that are whole or not there.

use super::{create, StoreError};
use std::{
	fs::{self, File},
	io::{self, Write},
	path::{Path, PathBuf},
	time::{Duration, SystemTime},
};
use tempfile::NamedTempFile;

/// A folder of files that are written at one stroke: into `incoming/`, to the disk, and then renamed.
#[derive(Clone)]
pub struct Folder {
	path: PathBuf,
	incoming: PathBuf,
	damaged: PathBuf,
}

/// A file of a folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
	/// Its name.
	pub name: String,
	/// Its length in bytes.
	pub length: u64,
	/// The time since it was written or touched. What comes from the future, of a clock that was ahead,
	/// is new.
	pub age: Duration,
}

impl Folder {
	/// Opens the folder `name` in the store at `store`.
	pub(super) fn open(store: &Path, name: &str) -> Result<Self, StoreError> {
		let folder = Self {
			path: store.join(name),
			incoming: store.join("incoming"),
			damaged: store.join("damaged"),
		};
		create(&folder.path)?;
		Ok(folder)
	}

	/// The bytes of the file `name`; `None` when there is none.
	///
	/// # Errors
	/// [`StoreError::Io`].
	pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
		let path = self.path.join(name);
		match fs::read(&path) {
			Ok(bytes) => Ok(Some(bytes)),
			Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(None),
			Err(source) => Err(StoreError::Io { action: "read", path, source }),
		}
	}

	/// The file `name`, to be read; `None` when there is none.
	///
	/// # Errors
	/// [`StoreError::Io`].
	pub fn open_file(&self, name: &str) -> Result<Option<File>, StoreError> {
		let path = self.path.join(name);
		match File::open(&path) {
			Ok(file) => Ok(Some(file)),
			Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(None),
			Err(source) => Err(StoreError::Io { action: "read", path, source }),
		}
	}

	/// Writes the file `name`, in place of an older one.
	///
	/// # Errors
	/// [`StoreError::Io`]; then the older one, or none, is there as before.
	pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
		let path = self.path.join(name);
		let refused = |source| StoreError::Io { action: "write", path: path.clone(), source };
		let mut file = self.stage().map_err(refused)?;
		file.write_all(bytes).map_err(refused)?;
		self.adopt(file, name)
	}

	/// An empty file that has no name in the folder yet.
	pub(super) fn stage(&self) -> io::Result<NamedTempFile> {
		NamedTempFile::new_in(&self.incoming)
	}

	/// Flushes `file` to the disk, and makes it the file `name`, in place of an older one.
	///
	/// # Errors
	/// [`StoreError::Io`]; then the older one, or none, is there as before.
	pub(super) fn adopt(&self, file: NamedTempFile, name: &str) -> Result<(), StoreError> {
		let path = self.path.join(name);
		let refused = |source| StoreError::Io { action: "write", path: path.clone(), source };
		file.as_file().sync_all().map_err(refused)?;
		file.persist(&path).map_err(|error| refused(error.error))?;
		self.sync()
	}

	/// Removes the file `name`, if it is there.
	///
	/// # Errors
	/// [`StoreError::Io`].
	pub fn remove(&self, name: &str) -> Result<(), StoreError> {
		self.remove_all([name])
	}

	/// Removes all these files that are there. Only at the end it is on the disk, at one stroke for all.
	///
	/// # Errors
	/// [`StoreError::Io`]; then some may still be there.
	pub fn remove_all(
		&self,
		names: impl IntoIterator<Item = impl AsRef<str>>,
	) -> Result<(), StoreError> {
		for name in names {
			let path = self.path.join(name.as_ref());
			match fs::remove_file(&path) {
				Err(source) if source.kind() != io::ErrorKind::NotFound => {
					return Err(StoreError::Io { action: "remove", path, source });
				},
				_ => {},
			}
		}
		self.sync()
	}

	/// Moves the file `name` out of the way, for the operator to look at. The last one of a name stays.
	///
	/// # Errors
	/// [`StoreError::Io`].
	pub fn set_aside(&self, name: &str) -> Result<(), StoreError> {
		create(&self.damaged)?;
		let path = self.path.join(name);
		match fs::rename(&path, self.damaged.join(name)) {
			// Whoever found the damage at the same time has done it.
			Err(source) if source.kind() != io::ErrorKind::NotFound => {
				Err(StoreError::Io { action: "set aside", path, source })
			},
			_ => Ok(()),
		}
	}

	/// The length of the file `name` in bytes; `None` when there is none.
	///
	/// # Errors
	/// [`StoreError::Io`].
	pub fn length(&self, name: &str) -> Result<Option<u64>, StoreError> {
		let path = self.path.join(name);
		match fs::metadata(&path) {
			Ok(metadata) => Ok(Some(metadata.len())),
			Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(None),
			Err(source) => Err(StoreError::Io { action: "look at", path, source }),
		}
	}

	/// Makes the file `name` as young as a new one. Says whether it is there.
	///
	/// # Errors
	/// [`StoreError::Io`].
	pub fn touch(&self, name: &str) -> Result<bool, StoreError> {
		let path = self.path.join(name);
		let touched = File::open(&path).and_then(|file| file.set_modified(SystemTime::now()));
		match touched {
			Ok(()) => Ok(true),
			Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(false),
			Err(source) => Err(StoreError::Io { action: "touch", path, source }),
		}
	}

	/// The names of all files, in no order.
	///
	/// # Errors
	/// [`StoreError::Io`].
	pub fn names(&self) -> Result<Vec<String>, StoreError> {
		Ok(self.entries()?.into_iter().map(|entry| entry.name).collect())
	}

	/// All files, in no order.
	///
	/// # Errors
	/// [`StoreError::Io`].
	pub fn entries(&self) -> Result<Vec<Entry>, StoreError> {
		let refused = |source| StoreError::Io { action: "list", path: self.path.clone(), source };
		let now = SystemTime::now();
		let mut entries = Vec::new();
		for entry in fs::read_dir(&self.path).map_err(refused)? {
			let entry = entry.map_err(refused)?;
			let Ok(name) = entry.file_name().into_string() else { continue };
			let metadata = match entry.metadata() {
				// It was removed in the meantime.
				Err(source) if source.kind() == io::ErrorKind::NotFound => continue,
				metadata => metadata.map_err(refused)?,
			};
			let written = metadata.modified().map_err(refused)?;
			let age = now.duration_since(written).unwrap_or_default();
			entries.push(Entry { name, length: metadata.len(), age });
		}
		Ok(entries)
	}

	/// A rename is on the disk when its folder is.
	fn sync(&self) -> Result<(), StoreError> {
		File::open(&self.path)
			.and_then(|folder| folder.sync_all())
			.map_err(|source| StoreError::Io { action: "write", path: self.path.clone(), source })
	}
}
