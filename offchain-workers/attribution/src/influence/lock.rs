// SPDX-License-Identifier: Apache-2.0
//! One builder at a time for each index.

use super::{draft, error::InfluenceError};
use std::{
	fs::{self, File, TryLockError},
	io,
	os::unix::fs::MetadataExt,
	path::{Path, PathBuf},
};

/// The right to build an index. It ends with this value, or with the process: what a killed build leaves
/// of its file means nothing.
#[derive(Debug)]
pub(super) struct Lock {
	path: PathBuf,
	_file: File,
}

impl Lock {
	/// Takes the lock of the index at `index`.
	///
	/// # Errors
	/// [`InfluenceError::Busy`] or [`InfluenceError::Io`].
	pub(super) fn take(index: &Path) -> Result<Self, InfluenceError> {
		let path = draft::beside(index, "lock");
		loop {
			let file = File::create(&path).map_err(InfluenceError::io(&path))?;
			match file.try_lock() {
				Ok(()) => {},
				Err(TryLockError::WouldBlock) => {
					return Err(InfluenceError::Busy(index.to_owned()))
				},
				Err(TryLockError::Error(error)) => return Err(InfluenceError::io(&path)(error)),
			}
			// Who had it may have removed it just now. Then the next one would lock another file.
			if is_at(&file, &path).map_err(InfluenceError::io(&path))? {
				return Ok(Self { path, _file: file });
			}
		}
	}
}

impl Drop for Lock {
	fn drop(&mut self) {
		// Where it cannot be removed, it stays, and locks nothing.
		drop(fs::remove_file(&self.path));
	}
}

/// Whether `file` is the one at `path`.
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
	let of = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
	match fs::metadata(path) {
		Ok(found) => Ok(of(found) == of(file.metadata()?)),
		Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
		Err(error) => Err(error),
	}
}
