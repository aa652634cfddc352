// SPDX-License-Identifier: Apache-2.0
//! One tier against a naive twin: a list, the least recently used first.

use openledger_lora_server::residency::{Refusal, Removal, Tier};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Step {
	Admit(u8, u64),
	Acquire(u8),
	Release(u8),
	Touch(u8),
	Pin(u8),
	Unpin(u8),
	Remove(u8),
}

fn step() -> impl Strategy<Value = Step> {
	let key = 0..8u8;
	prop_oneof![
		4 => (key.clone(), 0..60u64).prop_map(|(key, bytes)| Step::Admit(key, bytes)),
		2 => key.clone().prop_map(Step::Acquire),
		2 => key.clone().prop_map(Step::Release),
		2 => key.clone().prop_map(Step::Touch),
		1 => key.clone().prop_map(Step::Pin),
		1 => key.clone().prop_map(Step::Unpin),
		1 => key.prop_map(Step::Remove),
	]
}

#[derive(Clone, PartialEq, Debug)]
struct Entry {
	key: u8,
	bytes: u64,
	users: u32,
	pinned: bool,
	leaving: bool,
}

struct Twin {
	budget: u64,
	entries: Vec<Entry>,
}

impl Twin {
	fn sum(&self, which: impl Fn(&Entry) -> bool) -> u64 {
		self.entries.iter().filter(|entry| which(entry)).map(|entry| entry.bytes).sum()
	}

	/// Takes an entry out, to be put back as the most recently used.
	fn take(&mut self, key: u8) -> Option<Entry> {
		let place = self.entries.iter().position(|entry| entry.key == key)?;
		Some(self.entries.remove(place))
	}

	fn change(&mut self, key: u8, change: impl Fn(&mut Entry)) -> bool {
		let Some(mut entry) = self.take(key) else { return false };
		change(&mut entry);
		self.entries.push(entry);
		true
	}

	fn admit(&mut self, key: u8, bytes: u64) -> Result<Vec<u8>, Refusal> {
		let budget = self.budget;
		if bytes > budget {
			return Err(Refusal::TooLarge { bytes, budget });
		}
		let left = budget - self.sum(|entry| entry.key != key && entry.pinned);
		if bytes > left {
			return Err(Refusal::Pinned { bytes, left });
		}
		let held = |entry: &Entry| entry.pinned || entry.users > 0;
		let left = budget - self.sum(|entry| entry.key != key && held(entry));
		if bytes > left {
			return Err(Refusal::InUse { bytes, left });
		}
		let fresh = Entry { key, bytes, users: 0, pinned: false, leaving: false };
		let entry = self.take(key).unwrap_or(fresh);
		let mut gone = Vec::new();
		while self.sum(|_| true) + bytes > budget {
			let oldest = self.entries.iter().position(|entry| !held(entry)).unwrap();
			gone.push(self.entries.remove(oldest).key);
		}
		self.entries.push(Entry { bytes, ..entry });
		Ok(gone)
	}

	fn release(&mut self, key: u8) -> bool {
		self.change(key, |entry| entry.users = entry.users.saturating_sub(1));
		let before = self.entries.len();
		self.entries.retain(|entry| !(entry.leaving && entry.users == 0));
		before != self.entries.len()
	}

	fn remove(&mut self, key: u8) -> Removal {
		match self.take(key) {
			None => Removal::Absent,
			Some(entry) if entry.users == 0 => Removal::Gone,
			Some(entry) => {
				self.entries.push(Entry { pinned: false, leaving: true, ..entry });
				Removal::WhenReleased
			},
		}
	}
}

proptest! {
	#[test]
	fn tier_does_what_its_naive_twin_does(
		budget in 0..120u64,
		steps in prop::collection::vec(step(), 0..80),
	) {
		let mut tier = Tier::new(budget);
		let mut twin = Twin { budget, entries: Vec::new() };
		for step in steps {
			match step {
				Step::Admit(key, bytes) => {
					prop_assert_eq!(tier.admit(key, bytes), twin.admit(key, bytes));
				},
				Step::Acquire(key) => {
					let done = twin.change(key, |entry| entry.users += 1);
					prop_assert_eq!(tier.acquire(&key), done);
				},
				Step::Release(key) => prop_assert_eq!(tier.release(&key), twin.release(key)),
				Step::Touch(key) => prop_assert_eq!(tier.touch(&key), twin.change(key, |_| {})),
				Step::Pin(key) => {
					let done = twin.change(key, |entry| {
						entry.pinned = true;
						entry.leaving = false;
					});
					prop_assert_eq!(tier.pin(&key), done);
				},
				Step::Unpin(key) => {
					let done = twin.change(key, |entry| entry.pinned = false);
					prop_assert_eq!(tier.unpin(&key), done);
				},
				Step::Remove(key) => prop_assert_eq!(tier.remove(&key), twin.remove(key)),
			}
			prop_assert!(tier.used() <= budget);
			prop_assert_eq!(tier.used(), twin.sum(|_| true));
			prop_assert_eq!(tier.pinned(), twin.sum(|entry| entry.pinned));
			prop_assert_eq!(tier.held(), twin.sum(|entry| entry.pinned || entry.users > 0));
			prop_assert_eq!(tier.len(), twin.entries.len());
			for entry in &twin.entries {
				prop_assert_eq!(tier.bytes(&entry.key), Some(entry.bytes));
				prop_assert_eq!(tier.users(&entry.key), entry.users);
				prop_assert_eq!(tier.is_leaving(&entry.key), entry.leaving);
			}
		}
	}
}

#[test]
fn least_recently_used_gives_way_first() {
	let mut tier = Tier::new(30);
	for key in ["a", "b", "c"] {
		tier.admit(key, 10).unwrap();
	}
	tier.touch(&"a");
	assert_eq!(tier.admit("d", 20), Ok(vec!["b", "c"]));
	assert!(tier.contains(&"a") && !tier.is_empty());
}

#[test]
fn nothing_gives_way_when_there_is_no_place() {
	let mut tier = Tier::new(30);
	tier.admit("idle", 5).unwrap();
	tier.admit("pinned", 10).unwrap();
	tier.pin(&"pinned");
	tier.admit("used", 15).unwrap();
	tier.acquire(&"used");
	let refused = [
		(31, Refusal::TooLarge { bytes: 31, budget: 30 }),
		(21, Refusal::Pinned { bytes: 21, left: 20 }),
		(6, Refusal::InUse { bytes: 6, left: 5 }),
	];
	for (bytes, refusal) in refused {
		assert_eq!(tier.admit("new", bytes), Err(refusal));
		assert_eq!((tier.len(), tier.used(), tier.budget()), (3, 30, 30));
	}
}
