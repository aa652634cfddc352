// SPDX-License-Identifier: Apache-2.0
//! Files as memory, so that what is larger than memory can be read: the one place where this crate
//! maps files itself. Besides it, only the arithmetic kernels of `influence` are unsafe; tantivy
//! maps the files of `retrieval`.

use memmap2::Mmap;
use std::{fs::File, io, ops::Deref, path::Path};

/// A file that is mapped into memory, to be read.
///
/// Whoever shortens the file meanwhile ends the process with a bus error, and whoever changes it
/// changes the result. This crate replaces its files by renaming, and never writes into them.
#[derive(Debug)]
pub struct Mapped(Mmap);

impl Mapped {
	/// Maps the file at `path`.
	///
	/// # Errors
	/// What the operating system says.
	pub fn open(path: &Path) -> io::Result<Self> {
		let file = File::open(path)?;
		if !file.metadata()?.is_file() {
			return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file"));
		}
		// SAFETY: the map is read only, of a regular file, and outlives every slice of it. That the
		// file stays as it is, nobody can promise; see the type.
		#[allow(unsafe_code)]
		let map = unsafe { Mmap::map(&file) }?;
		Ok(Self(map))
	}
}

impl Deref for Mapped {
	type Target = [u8];

	fn deref(&self) -> &[u8] {
		&self.0
	}
}
