// SPDX-License-Identifier: Apache-2.0
//! The log of retrievals: what was put before a model, and when one retrieval came after another.
//!
//! A file of JSON lines that only grows. Every entry has the digest of the one before, so the digest of the
//! last one commits to all. The question is not in it, only the commitment to it: who has the question
//! and the index can repeat the retrieval.

use super::{
	files::{self, failed},
	long, Digest, FileError, Retrieval,
};
use serde::{Deserialize, Serialize};
use std::{
	fs::{File, OpenOptions, TryLockError},
	io::{BufRead, BufReader, Read, Seek, SeekFrom, Write},
	path::{Path, PathBuf},
};
use thiserror::Error;

/// More than any line has: 256 hits of less than 256 bytes, and what stands around them.
const MAX_LINE: u64 = 128 << 10;
/// What every line begins with.
const BEGINNING: &[u8] = b"{\"number\":";

/// Why a log cannot be written or read.
#[derive(Error, Debug)]
pub enum LogError {
	/// The operating system refuses.
	#[error(transparent)]
	File(#[from] FileError),
	/// Another process writes the log.
	#[error("{} is being written by another process", .0.display())]
	Busy(PathBuf),
	/// An entry is none, or does not follow the one before it.
	#[error("{}: {what} is damaged, or not of a log: move the file away to begin a new one", path.display())]
	Damaged {
		/// The log.
		path: PathBuf,
		/// Which entry.
		what: String,
	},
	/// An entry could be written only in part before. What is there of it is cut off when the log is opened
	/// again.
	#[error("{} failed before: open it again", .0.display())]
	Failed(PathBuf),
	/// An entry cannot be written as JSON; never seen.
	#[error("entry: {0}")]
	Entry(#[from] serde_json::Error),
}

/// One retrieval, as it stands in the log.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
#[serde(deny_unknown_fields)]
pub struct Entry {
	/// How many entries come before.
	pub number: u64,
	/// The digest of the entry before; zeros in the first one.
	pub previous: Digest,
	/// What was searched, and found.
	pub retrieval: Retrieval,
}

impl Entry {
	/// The entry's line, without a line feed: its digest is that of these bytes.
	fn line(&self) -> Result<Vec<u8>, LogError> {
		Ok(serde_json::to_vec(self)?)
	}

	/// What can be committed on chain: the digest of the entry's line. It commits to all entries before.
	///
	/// # Errors
	/// [`LogError::Entry`].
	pub fn digest(&self) -> Result<Digest, LogError> {
		Ok(Digest::of(&self.line()?))
	}

	/// Reads what [`Self::line`] writes, and nothing else.
	fn parse(line: &[u8]) -> Option<Self> {
		let entry = serde_json::from_slice::<Self>(line).ok()?;
		entry.line().is_ok_and(|written| written == line).then_some(entry)
	}
}

/// A log that is open for writing. One process at a time.
#[derive(Debug)]
pub struct Log {
	path: PathBuf,
	file: File,
	number: u64,
	last: Digest,
	/// Whether half an entry may be at the end.
	failed: bool,
}

impl Log {
	/// Opens the log at `path`, or begins it. Half an entry at the end, which a crash may leave, is cut off.
	/// Only the last whole entry is checked; [`read_log`] checks all.
	///
	/// # Errors
	/// [`LogError::File`], [`LogError::Busy`] or [`LogError::Damaged`].
	pub fn open(path: &Path) -> Result<Self, LogError> {
		let mut options = OpenOptions::new();
		options.read(true).append(true).create(true);
		let mut file = options.open(path).map_err(failed("open", path))?;
		match file.try_lock() {
			Ok(()) => {},
			Err(TryLockError::WouldBlock) => return Err(LogError::Busy(path.to_owned())),
			Err(TryLockError::Error(reason)) => return Err(failed("lock", path)(reason).into()),
		}
		let length = file.metadata().map_err(failed("read", path))?.len();
		// The last whole line, and half a line behind it.
		let from = length.saturating_sub(2 * MAX_LINE);
		let mut tail = Vec::new();
		file.seek(SeekFrom::Start(from))
			.and_then(|_| (&file).take(length.saturating_sub(from)).read_to_end(&mut tail))
			.map_err(failed("read", path))?;
		let whole = tail.iter().rposition(|&byte| byte == b'\n').map_or(0, |feed| feed + 1);
		let torn = tail.get(whole..).unwrap_or_default();
		if !torn.is_empty() {
			// Nothing is cut off that is not the beginning of an entry: it may not be a log at all.
			if !is_torn(torn) {
				return Err(damaged(path, "the end".into()));
			}
			file.set_len(length.saturating_sub(long(torn.len())))
				.and_then(|()| file.sync_all())
				.map_err(failed("write", path))?;
		}
		let (number, last) = match tail.get(..whole).and_then(<[u8]>::split_last) {
			None => (0, Digest::default()),
			Some((_, lines)) => {
				let line = lines.rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
				let entry =
					Entry::parse(line).ok_or_else(|| damaged(path, "the last entry".into()))?;
				(entry.number.saturating_add(1), Digest::of(line))
			},
		};
		if length == 0 {
			// It may be new: its name has to reach the disk as its entries do.
			files::sync(files::parent(path))?;
		}
		Ok(Self { path: path.to_owned(), file, number, last, failed: false })
	}

	/// Appends a retrieval, and gives its entry's digest. The line is handed to the operating system in one
	/// piece: it outlives this process, and the machine after [`Self::sync`]. When that fails, nothing
	/// more is appended until the log is opened again.
	///
	/// # Errors
	/// [`LogError::File`], [`LogError::Failed`] or [`LogError::Entry`].
	pub fn append(&mut self, retrieval: &Retrieval) -> Result<Digest, LogError> {
		if self.failed {
			return Err(LogError::Failed(self.path.clone()));
		}
		let entry =
			Entry { number: self.number, previous: self.last, retrieval: retrieval.clone() };
		let mut line = entry.line()?;
		let digest = Digest::of(&line);
		line.push(b'\n');
		if let Err(reason) = self.file.write_all(&line) {
			self.failed = true;
			return Err(failed("write", &self.path)(reason).into());
		}
		self.number = self.number.saturating_add(1);
		self.last = digest;
		Ok(digest)
	}

	/// Sees all entries to the disk. An answer that names an entry should be given after that, one for many
	/// entries at once or each for itself.
	///
	/// # Errors
	/// [`LogError::File`].
	pub fn sync(&self) -> Result<(), LogError> {
		Ok(self.file.sync_data().map_err(failed("write", &self.path))?)
	}

	/// How many entries the log has.
	pub fn len(&self) -> u64 {
		self.number
	}

	/// Whether the log has no entries.
	pub fn is_empty(&self) -> bool {
		self.number == 0
	}

	/// The digest of the last entry, which commits to all; zeros when there is none.
	pub fn digest(&self) -> Digest {
		self.last
	}
}

/// The entries of a log from the first on, each checked to follow the one before. Half an entry at the end
/// is left out: it was never logged.
///
/// # Errors
/// [`LogError::File`] when the file cannot be opened; entries are [`LogError::File`] or
/// [`LogError::Damaged`] when they cannot be read or do not follow, and none comes after.
pub fn read_log(path: &Path) -> Result<impl Iterator<Item = Result<Entry, LogError>>, LogError> {
	let mut file = BufReader::new(File::open(path).map_err(failed("open", path))?);
	let path = path.to_owned();
	let mut expected = Some((0u64, Digest::default()));
	let mut line = Vec::new();
	Ok(std::iter::from_fn(move || {
		let (number, previous) = expected.take()?;
		line.clear();
		// A line that is too long is no entry.
		if let Err(reason) = file.by_ref().take(MAX_LINE).read_until(b'\n', &mut line) {
			return Some(Err(failed("read", &path)(reason).into()));
		}
		let Some(text) = line.strip_suffix(b"\n") else {
			let sound = line.is_empty() || is_torn(&line);
			return (!sound).then(|| Err(damaged(&path, format!("entry {number}"))));
		};
		let follows = |entry: &Entry| (entry.number, entry.previous) == (number, previous);
		match Entry::parse(text).filter(follows) {
			Some(entry) => {
				expected = Some((number.saturating_add(1), Digest::of(text)));
				Some(Ok(entry))
			},
			None => Some(Err(damaged(&path, format!("entry {number}")))),
		}
	}))
}

/// Whether bytes without a line feed may be what a crash left of an entry.
fn is_torn(end: &[u8]) -> bool {
	let begins = end.iter().zip(BEGINNING).all(|(byte, expected)| byte == expected);
	begins && long(end.len()) < MAX_LINE
}

fn damaged(path: &Path, what: String) -> LogError {
	LogError::Damaged { path: path.to_owned(), what }
}
