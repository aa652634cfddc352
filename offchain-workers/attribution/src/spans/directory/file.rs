// SPDX-License-Identifier: Apache-2.0
//! Files that are there whole, or not at all.

use super::IndexDirectoryError;
use std::{
	fs::{self, File, TryLockError},
	io,
	path::Path,
};

/// What files are called while they are written.
const UNFINISHED: &str = ".unfinished-";

/// An error about the file or folder at `path`.
pub(super) fn failed(path: &Path) -> impl Fn(io::Error) -> IndexDirectoryError + '_ {
	|reason| IndexDirectoryError::Io { path: path.to_owned(), reason }
}

/// Writes a file at `path`, beside it first: only when everything is on the disk, it takes its
/// place, and the place of the file that was there.
///
/// # Errors
/// What `write` or the operating system says; then nothing has changed.
pub(super) fn replace(
	path: &Path,
	write: impl FnOnce(&mut File) -> io::Result<()>,
) -> Result<(), IndexDirectoryError> {
	let folder = path.parent().unwrap_or(path);
	let attempt = || {
		let mut file = beside().prefix(UNFINISHED).tempfile_in(folder)?;
		write(file.as_file_mut())?;
		file.as_file().sync_all()?;
		file.persist(path).map_err(|error| error.error)?;
		// The new name is on the disk when the folder is.
		File::open(folder)?.sync_all()
	};
	attempt().map_err(failed(path))
}

/// How a file is made beside its place: for all to read, as far as the process's umask lets them.
/// Without saying so, a temporary file is for its owner only, and whoever serves from an index is
/// often another user than who builds it.
#[cfg(unix)]
fn beside() -> tempfile::Builder<'static, 'static> {
	use std::os::unix::fs::PermissionsExt;

	let mut builder = tempfile::Builder::new();
	builder.permissions(fs::Permissions::from_mode(0o644));
	builder
}

/// How a file is made beside its place.
#[cfg(not(unix))]
fn beside() -> tempfile::Builder<'static, 'static> {
	tempfile::Builder::new()
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
