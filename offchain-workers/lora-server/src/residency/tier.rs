// SPDX-License-Identifier: Apache-2.0
//! Which of many things have a place in a memory of so many bytes. Pure arithmetic: nothing is moved here.

use std::{
	collections::{BTreeMap, HashMap},
	hash::Hash,
};

/// One tier of memory with a budget. What is neither pinned nor in use gives way to what comes, the least
/// recently used first.
#[derive(Clone, Debug)]
pub struct Tier<K> {
	budget: u64,
	used: u64,
	pinned: u64,
	entries: HashMap<K, Entry>,
	/// What may give way, by the time of its last use.
	idle: BTreeMap<u64, K>,
	/// The bytes of those.
	idle_bytes: u64,
	/// Counts uses: a time without a clock.
	now: u64,
}

#[derive(Clone, Debug)]
struct Entry {
	bytes: u64,
	users: u32,
	pinned: bool,
	/// It goes when its last user does.
	leaving: bool,
	used_at: u64,
}

impl Entry {
	fn is_idle(&self) -> bool {
		self.users == 0 && !self.pinned
	}
}

/// Why there is no place. Nothing has given way then.
#[derive(thiserror::Error, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
	/// It is larger than the whole tier.
	#[error("it takes {bytes} bytes, and the budget for all adapters is {budget}")]
	TooLarge {
		/// What it takes.
		bytes: u64,
		/// What there is.
		budget: u64,
	},
	/// What is pinned leaves too little, whoever goes.
	#[error("it takes {bytes} bytes, and the pinned adapters leave {left}")]
	Pinned {
		/// What it takes.
		bytes: u64,
		/// What they leave.
		left: u64,
	},
	/// What is in use leaves too little, until some of it is not in use any more.
	#[error("it takes {bytes} bytes, and the adapters in use leave {left}")]
	InUse {
		/// What it takes.
		bytes: u64,
		/// What they leave.
		left: u64,
	},
}

/// What came of a removal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Removal {
	/// It is gone.
	Gone,
	/// It goes when its last user does.
	WhenReleased,
	/// It was not here.
	Absent,
}

impl<K: Clone + Eq + Hash> Tier<K> {
	/// An empty tier of `budget` bytes.
	pub fn new(budget: u64) -> Self {
		Self {
			budget,
			used: 0,
			pinned: 0,
			entries: HashMap::new(),
			idle: BTreeMap::new(),
			idle_bytes: 0,
			now: 0,
		}
	}

	/// Gives `key` a place of `bytes`, or its place another size, and makes it the most recently used.
	/// Returns what gave way.
	///
	/// # Errors
	/// [`Refusal`]; then all is as it was.
	pub fn admit(&mut self, key: K, bytes: u64) -> Result<Vec<K>, Refusal> {
		let here = self.entries.get(&key);
		let had = here.map_or(0, |entry| entry.bytes);
		let pinned = here.filter(|entry| entry.pinned).map_or(0, |entry| entry.bytes);
		let idle = here.filter(|entry| entry.is_idle()).map_or(0, |entry| entry.bytes);
		if bytes > self.budget {
			return Err(Refusal::TooLarge { bytes, budget: self.budget });
		}
		// All sums are of places that fit the budget: they neither overflow nor fall below zero.
		let left = self.budget - (self.pinned - pinned);
		if bytes > left {
			return Err(Refusal::Pinned { bytes, left });
		}
		let held = (self.used - had) - (self.idle_bytes - idle);
		let left = self.budget - held;
		if bytes > left {
			return Err(Refusal::InUse { bytes, left });
		}
		let entry = self.take(&key).unwrap_or(Entry {
			bytes,
			users: 0,
			pinned: false,
			leaving: false,
			used_at: 0,
		});
		let mut gone = Vec::new();
		while self.used > self.budget - bytes {
			let Some((_, oldest)) = self.idle.first_key_value() else { break };
			let oldest = oldest.clone();
			self.take(&oldest);
			gone.push(oldest);
		}
		let used_at = self.tick();
		self.put(key, Entry { bytes, used_at, ..entry });
		Ok(gone)
	}

	/// Counts one more user of `key`. Whether it is here.
	pub fn acquire(&mut self, key: &K) -> bool {
		self.change(key, |entry| entry.users = entry.users.saturating_add(1))
	}

	/// Counts one user of `key` less. Whether it has gone with its last one, because it was to be removed.
	pub fn release(&mut self, key: &K) -> bool {
		self.change(key, |entry| entry.users = entry.users.saturating_sub(1));
		let leaves = self.entries.get(key).is_some_and(|entry| entry.leaving && entry.users == 0);
		if leaves {
			self.take(key);
		}
		leaves
	}

	/// Makes `key` the most recently used. Whether it is here.
	pub fn touch(&mut self, key: &K) -> bool {
		self.change(key, |_| {})
	}

	/// Lets `key` give way to nothing. Whether it is here.
	pub fn pin(&mut self, key: &K) -> bool {
		self.change(key, |entry| {
			entry.pinned = true;
			entry.leaving = false;
		})
	}

	/// Lets `key` give way again. Whether it is here.
	pub fn unpin(&mut self, key: &K) -> bool {
		self.change(key, |entry| entry.pinned = false)
	}

	/// Takes the place from `key`, pinned or not; from one in use, once it is not any more.
	pub fn remove(&mut self, key: &K) -> Removal {
		let Some(entry) = self.entries.get(key) else { return Removal::Absent };
		if entry.users == 0 {
			self.take(key);
			return Removal::Gone;
		}
		self.change(key, |entry| {
			entry.pinned = false;
			entry.leaving = true;
		});
		Removal::WhenReleased
	}

	/// Whether `key` has a place.
	pub fn contains(&self, key: &K) -> bool {
		self.entries.contains_key(key)
	}

	/// The bytes that `key` takes, if it is here.
	pub fn bytes(&self, key: &K) -> Option<u64> {
		self.entries.get(key).map(|entry| entry.bytes)
	}

	/// How many users `key` has.
	pub fn users(&self, key: &K) -> u32 {
		self.entries.get(key).map_or(0, |entry| entry.users)
	}

	/// Whether `key` goes when its last user does.
	pub fn is_leaving(&self, key: &K) -> bool {
		self.entries.get(key).is_some_and(|entry| entry.leaving)
	}

	/// How many places are taken.
	pub fn len(&self) -> usize {
		self.entries.len()
	}

	/// Whether none is.
	pub fn is_empty(&self) -> bool {
		self.entries.is_empty()
	}

	/// The bytes of all places there can be.
	pub fn budget(&self) -> u64 {
		self.budget
	}

	/// The bytes of all that are taken.
	pub fn used(&self) -> u64 {
		self.used
	}

	/// The bytes of what is pinned.
	pub fn pinned(&self) -> u64 {
		self.pinned
	}

	/// The bytes of what is pinned or in use.
	pub fn held(&self) -> u64 {
		self.used - self.idle_bytes
	}

	fn tick(&mut self) -> u64 {
		self.now += 1;
		self.now
	}

	/// Changes an entry; all sums follow.
	fn change(&mut self, key: &K, change: impl FnOnce(&mut Entry)) -> bool {
		let Some(mut entry) = self.take(key) else { return false };
		entry.used_at = self.tick();
		change(&mut entry);
		self.put(key.clone(), entry);
		true
	}

	fn take(&mut self, key: &K) -> Option<Entry> {
		let entry = self.entries.remove(key)?;
		self.used -= entry.bytes;
		if entry.pinned {
			self.pinned -= entry.bytes;
		}
		if entry.is_idle() {
			self.idle.remove(&entry.used_at);
			self.idle_bytes -= entry.bytes;
		}
		Some(entry)
	}

	fn put(&mut self, key: K, entry: Entry) {
		self.used += entry.bytes;
		if entry.pinned {
			self.pinned += entry.bytes;
		}
		if entry.is_idle() {
			self.idle.insert(entry.used_at, key.clone());
			self.idle_bytes += entry.bytes;
		}
		self.entries.insert(key, entry);
	}
}
