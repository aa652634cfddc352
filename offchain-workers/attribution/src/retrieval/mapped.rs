// SPDX-License-Identifier: Apache-2.0
//! Checked files, as tantivy reads them. Nothing is written: an index may be on a read-only disk.

use std::{
	collections::BTreeMap,
	fmt, io,
	path::{Path, PathBuf},
	sync::Arc,
};
use tantivy::directory::{
	error::{DeleteError, LockError, OpenReadError, OpenWriteError},
	Directory, DirectoryLock, FileHandle, Lock, OwnedBytes, WatchCallback, WatchHandle, WritePtr,
};

/// Files by name.
#[derive(Clone)]
pub(super) struct Mapped(Arc<BTreeMap<PathBuf, OwnedBytes>>);

impl Mapped {
	pub(super) fn new(files: impl IntoIterator<Item = (String, OwnedBytes)>) -> Self {
		Self(Arc::new(files.into_iter().map(|(name, bytes)| (name.into(), bytes)).collect()))
	}

	fn bytes(&self, path: &Path) -> Result<&OwnedBytes, OpenReadError> {
		self.0.get(path).ok_or_else(|| OpenReadError::FileDoesNotExist(path.to_owned()))
	}
}

impl fmt::Debug for Mapped {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_set().entries(self.0.keys()).finish()
	}
}

fn read_only() -> io::Error {
	io::Error::from(io::ErrorKind::ReadOnlyFilesystem)
}

impl Directory for Mapped {
	fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
		Ok(Arc::new(self.bytes(path)?.clone()))
	}

	fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
		Ok(self.0.contains_key(path))
	}

	fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
		Ok(self.bytes(path)?.to_vec())
	}

	fn delete(&self, path: &Path) -> Result<(), DeleteError> {
		Err(DeleteError::IoError { io_error: Arc::new(read_only()), filepath: path.to_owned() })
	}

	fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
		Err(OpenWriteError::wrap_io_error(read_only(), path.to_owned()))
	}

	fn atomic_write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
		Err(read_only())
	}

	fn sync_directory(&self) -> io::Result<()> {
		Ok(())
	}

	/// Nobody writes, so nobody has to wait.
	fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
		Ok(DirectoryLock::from(Box::new(())))
	}

	fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
		Ok(WatchHandle::empty())
	}
}
