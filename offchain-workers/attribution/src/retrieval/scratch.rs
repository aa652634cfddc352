// SPDX-License-Identifier: Apache-2.0
//! Where tantivy writes while an index is being built. Nothing is seen to the disk here: what a crash
//! leaves of a build is no index, and what becomes one is seen to the disk when it is whole.

use std::{
	fs::{self, File},
	io::{self, BufWriter, Write},
	path::{Path, PathBuf},
	sync::Arc,
};
use tantivy::directory::{
	error::{DeleteError, LockError, OpenReadError, OpenWriteError},
	AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, TerminatingWrite,
	WatchCallback, WatchHandle, WritePtr,
};

/// A directory that belongs to one build. Files are read through memory maps.
#[derive(Clone, Debug)]
pub(super) struct Scratch {
	path: PathBuf,
	mapped: MmapDirectory,
}

impl Scratch {
	pub(super) fn open(path: &Path) -> tantivy::Result<Self> {
		Ok(Self { path: path.to_owned(), mapped: MmapDirectory::open(path)? })
	}
}

/// A file that is being written.
struct ScratchFile(File);

impl Write for ScratchFile {
	fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
		self.0.write(bytes)
	}

	fn flush(&mut self) -> io::Result<()> {
		self.0.flush()
	}
}

impl TerminatingWrite for ScratchFile {
	fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
		self.0.flush()
	}
}

impl Directory for Scratch {
	fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
		self.mapped.get_file_handle(path)
	}

	fn delete(&self, path: &Path) -> Result<(), DeleteError> {
		self.mapped.delete(path)
	}

	fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
		self.mapped.exists(path)
	}

	fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
		match File::create_new(self.path.join(path)) {
			Ok(file) => Ok(BufWriter::new(Box::new(ScratchFile(file)))),
			Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
				Err(OpenWriteError::FileAlreadyExists(path.to_owned()))
			},
			Err(error) => Err(OpenWriteError::wrap_io_error(error, path.to_owned())),
		}
	}

	fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
		self.mapped.atomic_read(path)
	}

	fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
		// One of tantivy's threads may read while another writes.
		let beside = self.path.join(".writing");
		fs::write(&beside, data)?;
		fs::rename(beside, self.path.join(path))
	}

	fn sync_directory(&self) -> io::Result<()> {
		Ok(())
	}

	fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
		self.mapped.acquire_lock(lock)
	}

	/// Nobody asks for it: there are no readers of tantivy's own.
	fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
		Ok(WatchHandle::empty())
	}
}
