// SPDX-License-Identifier: Apache-2.0
//! The log of retrievals, shared by all requests.

use openledger_attribution::retrieval::{Digest, Log, LogError, Retrieval};
use std::{
	path::{Path, PathBuf},
	sync::{Mutex, PoisonError},
};

/// A log that many write to.
pub struct Journal {
	path: PathBuf,
	/// None after a failure, until it can be opened again.
	log: Mutex<Option<Log>>,
}

impl Journal {
	/// Opens the log at `path`, or begins it.
	///
	/// # Errors
	/// [`LogError`].
	pub fn open(path: &Path) -> Result<Self, LogError> {
		Ok(Self { path: path.into(), log: Mutex::new(Some(Log::open(path)?)) })
	}

	/// Appends `retrieval`, and returns the digest of its entry. It is on the disk then, or an error is told
	/// and the next one begins where the last whole entry ends.
	///
	/// # Errors
	/// [`LogError`].
	pub fn append(&self, retrieval: &Retrieval) -> Result<Digest, LogError> {
		let mut slot = self.log.lock().unwrap_or_else(PoisonError::into_inner);
		let mut log = match slot.take() {
			Some(log) => log,
			None => Log::open(&self.path)?,
		};
		let digest = log.append(retrieval)?;
		log.sync()?;
		*slot = Some(log);
		Ok(digest)
	}
}
