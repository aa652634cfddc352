// SPDX-License-Identifier: Apache-2.0
//! Corpus directories: `DIR/<id>.txt`, one file per contribution, `<id>` a decimal number, UTF-8,
//! one document per line.

use crate::corpus::{is_plain, ContentError, TextSource};
use openledger_primitives::{commitment::MAX_CONTENT_LEN, ids::ContributionId, text};
use std::{
	borrow::Cow,
	ffi::OsStr,
	fs, io,
	path::{Path, PathBuf},
};
use thiserror::Error;

/// Why a directory is no corpus.
#[derive(Error, Debug)]
pub enum DirectoryError {
	/// The directory, or a file in it, cannot be read.
	#[error("cannot read {}: {reason}", path.display())]
	Read {
		/// The directory or file.
		path: PathBuf,
		/// What the operating system says.
		reason: io::Error,
	},
	/// The name of a `.txt` file is no identifier.
	#[error("{} is not named <number>.txt, the number without leading zeros", .0.display())]
	Name(PathBuf),
	/// The file is not UTF-8.
	#[error("{} is not UTF-8 from byte {offset} on", path.display())]
	NotUtf8 {
		/// The file.
		path: PathBuf,
		/// The first byte that is not.
		offset: usize,
	},
	/// The file holds no word.
	#[error("{} holds no word", .0.display())]
	NoWords(PathBuf),
	/// The canonical bytes are more than 5 MiB.
	#[error("{} has more than 5 MiB of canonical text", .0.display())]
	TooLong(PathBuf),
}

/// A corpus directory: which contributions it has is known at once, their bytes are read one by
/// one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Directory {
	path: PathBuf,
	/// Ascending, each with the length of its file.
	contributions: Vec<(ContributionId, u64)>,
}

impl Directory {
	/// Lists the directory at `path`. Files that do not end in `.txt` are left out.
	///
	/// # Errors
	/// [`DirectoryError::Read`] or [`DirectoryError::Name`].
	pub fn open(path: &Path) -> Result<Self, DirectoryError> {
		let failed = |reason| DirectoryError::Read { path: path.to_owned(), reason };
		let mut contributions = Vec::new();
		for entry in fs::read_dir(path).map_err(failed)? {
			let file = entry.map_err(failed)?.path();
			if file.extension() != Some(OsStr::new("txt")) {
				continue;
			}
			let id = identifier(&file).ok_or_else(|| DirectoryError::Name(file.clone()))?;
			let length = fs::metadata(&file)
				.map_err(|reason| DirectoryError::Read { path: file, reason })?
				.len();
			contributions.push((id, length));
		}
		contributions.sort_unstable();
		Ok(Self { path: path.to_owned(), contributions })
	}

	/// The identifiers, ascending.
	pub fn ids(&self) -> impl ExactSizeIterator<Item = ContributionId> + '_ {
		self.contributions.iter().map(|(id, _)| *id)
	}

	/// The bytes of all files together, before they are made canonical.
	pub fn bytes(&self) -> u64 {
		self.contributions.iter().map(|(_, length)| length).sum()
	}

	/// The canonical bytes of one contribution: each line a document, empty ones left out.
	///
	/// # Errors
	/// Every [`DirectoryError`] but [`DirectoryError::Name`].
	pub fn read(&self, id: ContributionId) -> Result<Vec<u8>, DirectoryError> {
		let path = self.path.join(format!("{id}.txt"));
		let mut bytes = match fs::read(&path) {
			Ok(bytes) => bytes,
			Err(reason) => return Err(DirectoryError::Read { path, reason }),
		};
		// Most text needs no table to be made canonical, but for the line feed at its end.
		let plain = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
		let length = plain.len();
		if is_plain(plain) && u32::try_from(length).is_ok_and(|length| length <= MAX_CONTENT_LEN) {
			bytes.truncate(length);
			return Ok(bytes);
		}
		let documents = match std::str::from_utf8(&bytes) {
			Ok(documents) => documents,
			Err(error) => {
				return Err(DirectoryError::NotUtf8 { path, offset: error.valid_up_to() })
			},
		};
		let canonical = text::canonical_documents(documents.lines());
		if canonical.is_empty() {
			return Err(DirectoryError::NoWords(path));
		}
		match u32::try_from(canonical.len()) {
			Ok(length) if length <= MAX_CONTENT_LEN => Ok(canonical),
			_ => Err(DirectoryError::TooLong(path)),
		}
	}

	/// The contributions, ascending by identifier, each read when it is its turn.
	pub fn contributions(
		&self,
	) -> impl Iterator<Item = Result<(ContributionId, Vec<u8>), DirectoryError>> + '_ {
		self.ids().map(|id| Ok((id, self.read(id)?)))
	}
}

impl TextSource for Directory {
	fn contributions(&self) -> Vec<(ContributionId, u64)> {
		self.contributions.clone()
	}

	fn read(&self, id: ContributionId) -> Result<Cow<'_, [u8]>, ContentError> {
		Ok(Cow::Owned(self.read(id)?))
	}
}

/// The identifier that a file is named after.
fn identifier(file: &Path) -> Option<ContributionId> {
	let stem = file.file_stem()?.to_str()?;
	let id = stem.parse::<u64>().ok()?;
	(id.to_string() == stem).then_some(ContributionId(id))
}
