// SPDX-License-Identifier: Apache-2.0
//! Files that are there whole, or not at all.

use std::{fs::File, io, path::Path};

/// What files are called while they are written.
pub(crate) const UNFINISHED: &str = ".unfinished-";

/// Writes a file at `path`, beside it first: only when everything is on the disk, it takes its
/// place, and the place of the file that was there.
///
/// # Errors
/// What `write` or the operating system says; then nothing has changed.
pub(crate) fn replace(
	path: &Path,
	write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
	// A bare name is in the process's own folder.
	let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
	let folder = folder.unwrap_or(Path::new("."));
	let mut file = beside().prefix(UNFINISHED).tempfile_in(folder)?;
	write(file.as_file_mut())?;
	file.as_file().sync_all()?;
	file.persist(path).map_err(|error| error.error)?;
	// The new name is on the disk when the folder is.
	File::open(folder)?.sync_all()
}

/// How a file is made beside its place: for all to read, as far as the process's umask lets them.
/// Without saying so, a temporary file is for its owner only, and whoever serves from an index is
/// often another user than who builds it.
#[cfg(unix)]
fn beside() -> tempfile::Builder<'static, 'static> {
	use std::{fs::Permissions, os::unix::fs::PermissionsExt};

	let mut builder = tempfile::Builder::new();
	builder.permissions(Permissions::from_mode(0o644));
	builder
}

/// How a file is made beside its place.
#[cfg(not(unix))]
fn beside() -> tempfile::Builder<'static, 'static> {
	tempfile::Builder::new()
}
