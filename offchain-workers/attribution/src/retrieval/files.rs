// SPDX-License-Identifier: Apache-2.0
//! The files of an index: written to the disk before anything names them, checked before anything
//! reads them.

use super::{long, Digest, FileEntry};
use std::{
	fs::{self, File},
	io::{self, Write},
	path::{Path, PathBuf},
};
use tantivy::directory::{error::OpenReadError, Directory, MmapDirectory, OwnedBytes};
use thiserror::Error;

/// Why a file cannot be written or read, or is not what it has to be.
#[derive(Error, Debug)]
pub enum FileError {
	/// The operating system refuses.
	#[error("cannot {action} {}: {reason}", path.display())]
	Io {
		/// What was tried.
		action: &'static str,
		/// With which file or directory.
		path: PathBuf,
		/// What the operating system says.
		reason: io::Error,
	},
	/// The file has another length than the manifest says.
	#[error("{} has {given} bytes, not {expected}: it is truncated or not of this index", path.display())]
	Length {
		/// The file.
		path: PathBuf,
		/// What the manifest says.
		expected: u64,
		/// What it has.
		given: u64,
	},
	/// The file's bytes are not those of the manifest.
	#[error("{} does not have the bytes that the manifest says: it is damaged", .0.display())]
	Damaged(PathBuf),
}

/// Names the file with which something failed.
pub(super) fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> FileError {
	let path = path.to_owned();
	move |reason| FileError::Io { action, path, reason }
}

/// Writes a file that is not there yet.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
	let mut file = File::create_new(path).map_err(failed("create", path))?;
	file.write_all(bytes).map_err(failed("write", path))
}

/// Sees a file to the disk; of a directory, the names in it.
pub(super) fn sync(path: &Path) -> Result<(), FileError> {
	File::open(path).and_then(|file| file.sync_all()).map_err(failed("write", path))
}

/// The directory that has `path` in it.
pub(super) fn parent(path: &Path) -> &Path {
	match path.parent() {
		Some(parent) if !parent.as_os_str().is_empty() => parent,
		_ => Path::new("."),
	}
}

/// Reads a small file as a whole.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, FileError> {
	fs::read(path).map_err(failed("read", path))
}

/// The bytes of a file, mapped into memory: as long as they are in use, nobody may change the file.
/// Indexes are never changed.
pub(super) fn map(directory: &Path, name: &str) -> Result<OwnedBytes, FileError> {
	let path = directory.join(name);
	let refused = |error| match error {
		OpenReadError::FileDoesNotExist(_) => io::Error::from(io::ErrorKind::NotFound),
		error => io::Error::other(error),
	};
	let mapped = MmapDirectory::open(directory).map_err(io::Error::other).and_then(|mapped| {
		mapped.open_read(Path::new(name)).map_err(refused).and_then(|file| file.read_bytes())
	});
	mapped.map_err(failed("read", &path))
}

/// Maps the file of a manifest's entry, when it has the bytes that the entry says.
pub(super) fn map_checked(directory: &Path, entry: &FileEntry) -> Result<OwnedBytes, FileError> {
	let bytes = map(directory, &entry.name)?;
	let path = || directory.join(&entry.name);
	if long(bytes.len()) != entry.length {
		let given = long(bytes.len());
		return Err(FileError::Length { path: path(), expected: entry.length, given });
	}
	if Digest::of(&bytes) != entry.digest {
		return Err(FileError::Damaged(path()));
	}
	Ok(bytes)
}

/// The entries of all files in a directory, ascending by name.
pub(super) fn entries(directory: &Path) -> Result<Vec<FileEntry>, FileError> {
	let mut entries = Vec::new();
	for name in names(directory)? {
		let bytes = map(directory, &name)?;
		entries.push(FileEntry { length: long(bytes.len()), digest: Digest::of(&bytes), name });
	}
	Ok(entries)
}

/// The names of all files in a directory, ascending. Names that are not UTF-8 are left out.
pub(super) fn names(directory: &Path) -> Result<Vec<String>, FileError> {
	let mut names = Vec::new();
	for entry in fs::read_dir(directory).map_err(failed("read", directory))? {
		let name = entry.map_err(failed("read", directory))?.file_name();
		names.extend(name.into_string().ok());
	}
	names.sort_unstable();
	Ok(names)
}
