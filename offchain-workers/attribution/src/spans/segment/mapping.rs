// SPDX-License-Identifier: Apache-2.0
//! Bytes of a segment: in memory, or in a file that is mapped into memory. All that is unsafe in
//! this crate is here.

use memmap2::Mmap;
use std::{fs::File, io, path::Path, sync::Arc};

/// Bytes that do not change.
#[derive(Clone)]
pub(super) enum Bytes {
	Owned(Arc<Vec<u8>>),
	Mapped(Arc<Mmap>),
}

impl Bytes {
	/// Maps the file at `path`.
	///
	/// # Errors
	/// What the operating system says.
	#[allow(unsafe_code)]
	pub(super) fn map(path: &Path) -> io::Result<Self> {
		let file = File::open(path)?;
		// An empty file cannot be mapped everywhere, and is no segment anyway.
		if file.metadata()?.len() == 0 {
			return Ok(Self::Owned(Arc::default()));
		}
		// SAFETY: the bytes of a mapped file must not change while they are borrowed. Segments are
		// written beside their place, synced and renamed, and from then on never written again:
		// the builder replaces and removes whole files, which leaves what is mapped as it was.
		// Somebody else who overwrites files of an index breaks that, as by writing into this
		// process's memory.
		let mapped = unsafe { Mmap::map(&file)? };
		Ok(Self::Mapped(Arc::new(mapped)))
	}

	pub(super) fn as_slice(&self) -> &[u8] {
		match self {
			Self::Owned(bytes) => bytes,
			Self::Mapped(bytes) => bytes,
		}
	}
}
