// SPDX-License-Identifier: Apache-2.0
//! The files of an index directory: written whole, swept, locked.

use super::IndexDirectoryError;
use crate::files::{self, UNFINISHED};
use std::{
	fs::{self, File, TryLockError},
	io,
	path::Path,
};

/// An error about the file or folder at `path`.
pub(super) fn failed(path: &Path) -> impl Fn(io::Error) -> IndexDirectoryError + '_ {
	|reason| IndexDirectoryError::Io { path: path.to_owned(), reason }
}

/// Writes a file at `path` as [`crate::files::replace`] does.
///
/// # Errors
/// What `write` or the operating system says; then nothing has changed.
pub(super) fn replace(
	path: &Path,
	write: impl FnOnce(&mut File) -> io::Result<()>,
) -> Result<(), IndexDirectoryError> {
	files::replace(path, write).map_err(failed(path))
}

/// Removes what interrupted writers left in `folder`.
pub(super) fn sweep(folder: &Path) -> Result<(), IndexDirectoryError> {
	for entry in fs::read_dir(folder).map_err(failed(folder))? {
		let entry = entry.map_err(failed(folder))?;
		if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
			fs::remove_file(entry.path()).map_err(failed(&entry.path()))?;
		}
	}
	Ok(())
}

/// Takes the lock at `path`, which ends with the returned file, or with the process.
///
/// # Errors
/// [`IndexDirectoryError::Locked`], or what the operating system says.
pub(super) fn lock(path: &Path) -> Result<File, IndexDirectoryError> {
	let file = File::create(path).map_err(failed(path))?;
	match file.try_lock() {
		Ok(()) => Ok(file),
		Err(TryLockError::WouldBlock) => Err(IndexDirectoryError::Locked(path.to_owned())),
		Err(TryLockError::Error(reason)) => Err(failed(path)(reason)),
	}
}
