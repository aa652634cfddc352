// SPDX-License-Identifier: Apache-2.0
//! The distinct words of texts, numbered as they come.

use super::{wide, IndexError};
use openledger_primitives::text;
use rayon::prelude::*;
use std::{
	cmp::Ordering,
	hash::{BuildHasher, RandomState},
	hint::black_box,
};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// How words are hashed: with a seed that nobody knows beforehand. With a hash that everybody can
/// compute, a contribution could be written whose words all belong at one place of the table, and
/// take a search over all of them each. Numbers do not depend on it, nor does anything else.
#[derive(Clone, Copy, Debug)]
pub(super) struct WordHash {
	seed: u64,
}

impl WordHash {
	/// A hash of its own.
	pub(super) fn drawn() -> Self {
		Self { seed: RandomState::new().hash_one(()) }
	}

	/// The hash by which a word is found.
	pub(super) fn of(self, word: &[u8]) -> u64 {
		xxh3_64_with_seed(word, self.seed)
	}

	/// Those of all words of a contribution, in their order.
	pub(super) fn of_all(self, bytes: &[u8]) -> Vec<u64> {
		let word = |at: text::Word| bytes.get(at.offset..at.offset + at.len).unwrap_or_default();
		text::words(bytes).map(|at| self.of(word(at))).collect()
	}
}

/// A place of the table: 0 stands for none, otherwise the word with this number.
#[derive(Clone, Copy, Default, Debug)]
struct Slot {
	/// The upper half of the word's hash.
	tag: u32,
	number: u32,
}

/// Distinct words, numbered from one. An open hash table over one buffer with all words in it.
#[derive(Clone, Debug)]
pub(super) struct Vocabulary {
	hash: WordHash,
	/// All words, one after the other.
	bytes: Vec<u8>,
	/// Where each ends.
	ends: Vec<u32>,
	/// A power of two; a quarter of them at least are empty.
	slots: Vec<Slot>,
}

impl Default for Vocabulary {
	fn default() -> Self {
		Self::new(WordHash::drawn())
	}
}

impl Vocabulary {
	/// None yet; they are found by `hash`.
	pub(super) fn new(hash: WordHash) -> Self {
		let slots = vec![Slot::default(); 1 << 10];
		Self { hash, bytes: Vec::new(), ends: Vec::new(), slots }
	}

	/// The hash of this vocabulary.
	pub(super) fn hash(&self) -> WordHash {
		self.hash
	}

	/// Reads what looking for words with these hashes reads first, without a use for it: so that
	/// the memory of all of them is on its way at once, and not one waits for the other.
	pub(super) fn touch(&self, hashes: impl Iterator<Item = u64> + Clone) {
		let slots =
			hashes.map(|hash| self.slots.get(self.start(hash)).copied().unwrap_or_default());
		slots.clone().for_each(|slot| {
			black_box(slot);
		});
		slots.for_each(|slot| {
			black_box(self.word(slot.number).first());
		});
	}

	/// The number of `word`, which is new or not, and has this hash.
	///
	/// # Errors
	/// [`IndexError::TooLarge`] past 4 GiB of distinct words.
	pub(super) fn insert(&mut self, hash: u64, word: &[u8]) -> Result<u32, IndexError> {
		let (place, slot) = self.find(hash, word);
		if slot.number != 0 {
			return Ok(slot.number);
		}
		let end = u32::try_from(self.bytes.len() + word.len());
		let number = u32::try_from(self.ends.len() + 1);
		let (Ok(end), Ok(number)) = (end, number) else { return Err(IndexError::TooLarge) };
		self.bytes.extend_from_slice(word);
		self.ends.push(end);
		if let Some(slot) = self.slots.get_mut(place) {
			*slot = Slot { tag: tag(hash), number };
		}
		if self.ends.len() * 4 >= self.slots.len() * 3 {
			self.grow();
		}
		Ok(number)
	}

	/// How many words there are.
	pub(super) fn len(&self) -> usize {
		self.ends.len()
	}

	/// The bytes of all words together.
	pub(super) fn bytes(&self) -> usize {
		self.bytes.len()
	}

	/// The numbers of the words in ascending order of their bytes.
	pub(super) fn ascending(&self) -> Vec<u32> {
		// The first bytes of a word decide most comparisons.
		let mut words = (1..)
			.take(self.len())
			.map(|number| (beginning(self.word(number)), number))
			.collect::<Vec<(u64, u32)>>();
		words.par_sort_unstable_by(|(left_first, left), (right_first, right)| {
			match left_first.cmp(right_first) {
				Ordering::Equal => self.word(*left).cmp(self.word(*right)),
				order => order,
			}
		});
		words.into_iter().map(|(_, number)| number).collect()
	}

	/// The word with this number; empty when there is none.
	pub(super) fn word(&self, number: u32) -> &[u8] {
		let Some(index) = wide(number).checked_sub(1) else { return &[] };
		let end = self.ends.get(index).copied().unwrap_or_default();
		let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
		self.bytes.get(wide(start.unwrap_or_default())..wide(end)).unwrap_or_default()
	}

	/// The place where `word` is, or where it belongs.
	fn find(&self, hash: u64, word: &[u8]) -> (usize, Slot) {
		let mask = self.slots.len() - 1;
		let mut place = self.start(hash);
		loop {
			// Some places are empty, so that the search ends.
			let slot = self.slots.get(place).copied().unwrap_or_default();
			if slot.number == 0 || (slot.tag == tag(hash) && self.word(slot.number) == word) {
				return (place, slot);
			}
			place = (place + 1) & mask;
		}
	}

	/// The first place for words of this hash.
	fn start(&self, hash: u64) -> usize {
		usize::try_from(hash & u64::from(u32::MAX)).unwrap_or_default() & (self.slots.len() - 1)
	}

	fn grow(&mut self) {
		self.slots = vec![Slot::default(); self.slots.len() * 2];
		for number in (1..).take(self.len()) {
			let hash = self.hash.of(self.word(number));
			// Distinct words: comparing with an empty one finds the next empty place.
			let (place, _) = self.find(hash, &[]);
			if let Some(slot) = self.slots.get_mut(place) {
				*slot = Slot { tag: tag(hash), number };
			}
		}
	}
}

/// The upper half of a hash; the lower one is the place.
fn tag(hash: u64) -> u32 {
	u32::try_from(hash >> 32).unwrap_or_default()
}

/// The first eight bytes, zeros behind a shorter word, ordered as the words are.
fn beginning(word: &[u8]) -> u64 {
	let mut first = [0; 8];
	for (place, byte) in first.iter_mut().zip(word) {
		*place = *byte;
	}
	u64::from_be_bytes(first)
}
