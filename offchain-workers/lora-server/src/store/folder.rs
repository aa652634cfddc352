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

	/// Writes the file `name`, in place of an older one.
	///
	/// # Errors
	/// [`StoreError::Io`]; then the older one, or none, is there as before.
	pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
		let path = self.path.join(name);
		let refused = |source| StoreError::Io { action: "write", path: path.clone(), source };
		let mut file = NamedTempFile::new_in(&self.incoming).map_err(refused)?;
		file.write_all(bytes).map_err(refused)?;
		file.as_file().sync_all().map_err(refused)?;
		file.persist(&path).map_err(|error| refused(error.error))?;
		self.sync()
	}

	/// Removes the file `name`, if it is there.
	///
	/// # Errors
	/// [`StoreError::Io`].
	pub fn remove(&self, name: &str) -> Result<(), StoreError> {
		let path = self.path.join(name);
		match fs::remove_file(&path) {
			Err(source) if source.kind() != io::ErrorKind::NotFound => {
				Err(StoreError::Io { action: "remove", path, source })
			},
			_ => self.sync(),
		}
	}

	/// Removes all these files that are there. Only at the end it is on the disk, at one stroke for all.
	///
	/// # Errors
	/// [`StoreError::Io`]; then some may still be there.
	pub fn remove_all(&self, names: &[String]) -> Result<(), StoreError> {
		for name in names {
			let path = self.path.join(name);
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
		fs::rename(&path, self.damaged.join(name)).map_err(|source| StoreError::Io {
			action: "set aside",
			path,
			source,
		})
	}

	/// The names of all files, in no order.
	///
	/// # Errors
	/// [`StoreError::Io`].
	pub fn names(&self) -> Result<Vec<String>, StoreError> {
		let refused = |source| StoreError::Io { action: "list", path: self.path.clone(), source };
		let mut names = Vec::new();
		for entry in fs::read_dir(&self.path).map_err(refused)? {
			let name = entry.map_err(refused)?.file_name();
			names.extend(name.into_string());
		}
		Ok(names)
	}

	/// The names of all files with the time since each was written, in no order. A file that was written
	/// in the future, by a clock that was ahead, is new.
	///
	/// # Errors
	/// [`StoreError::Io`].
	pub fn ages(&self) -> Result<Vec<(String, Duration)>, StoreError> {
		let refused = |source| StoreError::Io { action: "list", path: self.path.clone(), source };
		let now = SystemTime::now();
		let mut ages = Vec::new();
		for entry in fs::read_dir(&self.path).map_err(refused)? {
			let entry = entry.map_err(refused)?;
			let Ok(name) = entry.file_name().into_string() else { continue };
			let written = match entry.metadata().and_then(|metadata| metadata.modified()) {
				// It was removed in the meantime.
				Err(source) if source.kind() == io::ErrorKind::NotFound => continue,
				written => written.map_err(refused)?,
			};
			ages.push((name, now.duration_since(written).unwrap_or_default()));
		}
		Ok(ages)
	}

	/// A rename is on the disk when its folder is.
	fn sync(&self) -> Result<(), StoreError> {
		File::open(&self.path)
			.and_then(|folder| folder.sync_all())
			.map_err(|source| StoreError::Io { action: "write", path: self.path.clone(), source })
	}
}
