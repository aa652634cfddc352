// SPDX-License-Identifier: Apache-2.0
//! How many bytes the store may hold.

use super::StoreError;
use std::sync::{
	atomic::{AtomicU64, Ordering},
	Arc,
};

/// A count of bytes with an upper limit. Clones share it.
#[derive(Clone)]
pub struct Quota {
	limit: Option<u64>,
	used: Arc<AtomicU64>,
}

impl Quota {
	/// A quota of `limit` bytes, none for as many as the disk holds, of which `used` are taken.
	pub fn new(limit: Option<u64>, used: u64) -> Self {
		Self { limit, used: Arc::new(AtomicU64::new(used)) }
	}

	/// Bytes that are taken, those of uploads under way included.
	pub fn used(&self) -> u64 {
		self.used.load(Ordering::Acquire)
	}

	/// The most bytes.
	pub fn limit(&self) -> Option<u64> {
		self.limit
	}

	/// No bytes yet, to be added to.
	pub fn reserve(&self) -> Reservation {
		Reservation { quota: self.clone(), bytes: 0 }
	}

	/// Gives back `bytes` of something that is gone.
	pub fn release(&self, bytes: u64) {
		let less = |used: u64| Some(used.saturating_sub(bytes));
		// The closure always has an answer.
		let _ = self.used.fetch_update(Ordering::AcqRel, Ordering::Acquire, less);
	}

	fn take(&self, bytes: u64) -> Result<(), StoreError> {
		let limit = self.limit.unwrap_or(u64::MAX);
		let more = |used: u64| used.checked_add(bytes).filter(|used| *used <= limit);
		match self.used.fetch_update(Ordering::AcqRel, Ordering::Acquire, more) {
			Ok(_) => Ok(()),
			Err(_) => Err(StoreError::Full { limit }),
		}
	}
}

/// Bytes that are taken until this is dropped.
pub struct Reservation {
	quota: Quota,
	bytes: u64,
}

impl Reservation {
	/// Takes `bytes` more.
	///
	/// # Errors
	/// [`StoreError::Full`]; then as many as before are taken.
	pub fn grow(&mut self, bytes: u64) -> Result<(), StoreError> {
		self.quota.take(bytes)?;
		self.bytes = self.bytes.saturating_add(bytes);
		Ok(())
	}

	/// Leaves the bytes taken for good.
	pub fn keep(mut self) {
		self.bytes = 0;
	}
}

impl Drop for Reservation {
	fn drop(&mut self) {
		self.quota.release(self.bytes);
	}
}
