// SPDX-License-Identifier: Apache-2.0
//! Text for benchmarks: words drawn by Zipf's law from a seed, so every run measures the same bytes.

/// The most distinct words.
pub const VOCABULARY: u64 = 50_000;
const DOCUMENT_WORDS: u64 = 200;

/// Xorshift, for numbers that are the same everywhere.
pub struct Random(pub u64);

impl Random {
	fn next(&mut self) -> u64 {
		self.0 ^= self.0 << 13;
		self.0 ^= self.0 >> 7;
		self.0 ^= self.0 << 17;
		self.0
	}

	/// A number below `bound`.
	pub fn below(&mut self, bound: u64) -> u64 {
		self.next() % bound
	}

	/// A word. Each doubling of its rank is as likely as the next.
	pub fn word(&mut self) -> String {
		let doublings = self.below(u64::from(VOCABULARY.ilog2()) + 1);
		word(((1 << doublings) + self.below(1 << doublings)).min(VOCABULARY))
	}

	/// So many words.
	pub fn words(&mut self, count: usize) -> String {
		(0..count).map(|_| self.word()).collect::<Vec<_>>().join(" ")
	}

	/// A contribution of at least so many bytes, in documents of 200 words on average.
	pub fn contribution(&mut self, bytes: usize) -> String {
		let mut text = self.word();
		while text.len() < bytes {
			text.push(if self.below(DOCUMENT_WORDS) == 0 { '\n' } else { ' ' });
			text.push_str(&self.word());
		}
		text
	}
}

/// The word of a rank: up to nine letters, seven or eight on average.
pub fn word(rank: u64) -> String {
	let mut rest = rank.wrapping_mul(2_654_435_761) % 100_000_007;
	let length = 1 + rest.ilog2().min(26) % 9;
	let letter = |_| {
		let letter = u8::try_from(rest % 26).unwrap_or_default();
		rest = rest / 26 + rest % 7 * 31;
		char::from(b'a' + letter)
	};
	(0..length).map(letter).collect()
}
