// SPDX-License-Identifier: Apache-2.0
//! Bytes of a segment: in memory, or in a file that is mapped into memory.

use crate::mapped::Mapped;
use std::{io, path::Path, sync::Arc};

/// Bytes that do not change.
#[derive(Clone)]
pub(super) enum Bytes {
	Owned(Arc<Vec<u8>>),
	Mapped(Arc<Mapped>),
}

impl Bytes {
	/// Maps the file at `path`. The builder of an index replaces and removes whole files, which
	/// leaves what is mapped as it was.
	///
	/// # Errors
	/// What the operating system says.
	pub(super) fn map(path: &Path) -> io::Result<Self> {
		Ok(Self::Mapped(Arc::new(Mapped::open(path)?)))
	}

	pub(super) fn as_slice(&self) -> &[u8] {
		match self {
			Self::Owned(bytes) => bytes,
			Self::Mapped(bytes) => bytes,
		}
	}
}
