// SPDX-License-Identifier: Apache-2.0
//! BM25 in integers.
//!
//! With `P` passages of `W` words together, a term that `n` passages have, and a passage of `d` words
//! that has it `f` times, the term is worth, in units of 2^-32,
//!
//! ```text
//! floor( idf * f * (k1 + 1) / (f + k1 * (1 - b + b * d * P / W)) ),   k1 = 6/5, b = 3/4
//! idf = ln(1 + (P - n + 1/2) / (n + 1/2)) = ln(2P + 2) - ln(2n + 1)
//! ```
//!
//! where the fraction is exact, and each logarithm comes from its binary digits. The formula and
//! the constants are those of Lucene and tantivy; lengths are exact here, they round them.

use super::wide;

/// What BM25 has to know of all passages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Statistics {
	/// How many passages there are.
	pub passages: u32,
	/// Their words, together.
	pub words: u64,
}

impl Statistics {
	/// The weight of a term that `holders` passages have, in units of 2^-32. Above zero.
	pub(super) fn idf(&self, holders: u32) -> u64 {
		let all = 2 * (u64::from(self.passages) + 1);
		ln(all).saturating_sub(ln(2 * u64::from(holders.min(self.passages)) + 1))
	}

	/// What a term with this weight is worth to a passage of `words` words that has it `times` times.
	pub(super) fn worth(&self, idf: u64, times: u32, words: u32) -> u64 {
		let (times, all) = (u128::from(times), u128::from(self.words));
		// Below 2^38 and 2^100: a passage has at most 2^12 words, an index 2^32 passages.
		let numerator = u128::from(idf) * (22 * all * times);
		let length = 9 * u128::from(words) * u128::from(self.passages);
		let denominator = 10 * all * times + 3 * all + length;
		numerator.checked_div(denominator).and_then(|worth| u64::try_from(worth).ok()).unwrap_or(0)
	}
}

/// Up to this many occurrences are looked up, not computed.
const TABLE_TIMES: u32 = 8;

/// One term's worth to any passage. Divisions of 128 bits are slow and passages alike, so each is made
/// once.
pub(super) struct TermWorth {
	statistics: Statistics,
	idf: u64,
	/// How often the question has the term.
	asked: u64,
	/// By words and times; zero where nothing was computed yet.
	table: Vec<u64>,
}

impl TermWorth {
	/// Of a term that `holders` passages of at most `most_words` words have, and the question has
	/// `asked` times.
	pub(super) fn new(statistics: Statistics, holders: u32, asked: u32, most_words: u32) -> Self {
		let size = wide(most_words).saturating_add(1).saturating_mul(wide(TABLE_TIMES));
		Self {
			statistics,
			idf: statistics.idf(holders),
			asked: u64::from(asked),
			table: vec![0; size],
		}
	}

	/// Its worth to a passage of `words` words that has it `times` times.
	pub(super) fn to(&mut self, times: u32, words: u32) -> u64 {
		let compute = || self.statistics.worth(self.idf, times, words).saturating_mul(self.asked);
		if times == 0 || times > TABLE_TIMES {
			return compute();
		}
		let place = wide(words).saturating_mul(wide(TABLE_TIMES)).saturating_add(wide(times - 1));
		match self.table.get(place) {
			Some(0) => {
				let worth = compute();
				if let Some(entry) = self.table.get_mut(place) {
					*entry = worth;
				}
				worth
			},
			Some(&worth) => worth,
			None => compute(),
		}
	}
}

/// ln 2, in units of 2^-64.
const LN_2: u128 = 12_786_308_645_202_655_660;
/// The binary digits of a logarithm behind the point.
const DIGITS: u32 = 32;

/// The natural logarithm of `number`, in units of 2^-32, at most four of them too low; zero for zero.
fn ln(number: u64) -> u64 {
	let Some(whole) = number.checked_ilog2() else { return 0 };
	// Between one and two, in units of 2^-63.
	let mut rest = u128::from(number) << (63 - whole);
	let mut log2 = u64::from(whole);
	for _ in 0..DIGITS {
		// To square doubles the logarithm; what gets above two has the next digit.
		rest = (rest * rest) >> 63;
		let digit = rest >> 64;
		rest >>= digit;
		log2 = log2 << 1 | u64::from(digit != 0);
	}
	u64::try_from((u128::from(log2) * LN_2) >> 64).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	#[allow(clippy::cast_precision_loss)]
	fn ln_is_the_logarithm_when_numbers_are_small_or_large() {
		let small = 1..3_000u64;
		let large = (12..63).flat_map(|bit| [(1 << bit) - 1, 1 << bit, (1 << bit) + 12_345]);
		for number in small.chain(large) {
			let exact = (number as f64).ln();
			let error = exact - ln(number) as f64 / 4_294_967_296.0;
			assert!((-1e-12..=1e-9).contains(&error), "{number}: {error}");
		}
		assert_eq!((ln(0), ln(1)), (0, 0));
	}

	#[test]
	fn worth_is_the_same_when_it_was_computed_before() {
		let statistics = Statistics { passages: 1_000, words: 60_000 };
		let mut term = TermWorth::new(statistics, 17, 3, 96);
		for _ in 0..2 {
			for times in 0..12 {
				for words in [1, 60, 96, 97, 4_000] {
					let expected = 3 * statistics.worth(statistics.idf(17), times, words);
					assert_eq!(term.to(times, words), expected);
				}
			}
		}
	}
}
