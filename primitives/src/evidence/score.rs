// SPDX-License-Identifier: Apache-2.0
//! Scores of spans (rules 2 and 4).

use super::{MAX_HOLDERS, MAX_SPANS};
use crate::split;
use alloc::{vec, vec::Vec};

/// Words of the answer per span that may be chosen.
const WORDS_PER_SPAN: u32 = 20;

/// `floor(2^32 / (1 + log2 h))` for `h = 1..=8` listed holders.
///
/// `t` is the value for `h` exactly when `t * log2(2h) <= 2^32 < (t + 1) * log2(2h)`. For powers of
/// two the logarithm is an integer; for the others the table was computed with 60 decimal digits
/// (the fraction nearest to an integer is .02, for `h = 6`), and the test suite brackets each
/// logarithm between two 64-bit binary fractions.
pub const SCORE_BY_HOLDERS: [u64; 8] = [
	4_294_967_296,
	2_147_483_648,
	1_661_520_155,
	1_431_655_765,
	1_292_913_986,
	1_198_050_829,
	1_128_071_163,
	1_073_741_824,
];

/// The most spans chosen in an answer of `words` words: `min(32, ceil(words / 20))` (rule 2).
pub fn max_spans(words: u32) -> u32 {
	words.div_ceil(WORDS_PER_SPAN).min(MAX_SPANS)
}

/// The worth of one word above the minimum when `holders` contributions share it; `None` unless
/// there are 1 to 8.
pub(super) fn word_score(holders: u32) -> Option<u64> {
	let index = usize::try_from(holders.checked_sub(1)?).ok()?;
	SCORE_BY_HOLDERS.get(index).copied()
}

/// `(words - min_words + 1) * floor(2^32 / (1 + log2 holders))` (rule 4).
///
/// `None` for fewer words than `min_words`, for no holders or more than [`MAX_HOLDERS`], and past
/// 64 bits, which takes `words = u32::MAX` and `min_words = 0`.
pub fn span_score(words: u32, min_words: u32, holders: u32) -> Option<u64> {
	let counted = u64::from(words.checked_sub(min_words)?).checked_add(1)?;
	counted.checked_mul(word_score(holders)?)
}

/// The span's score in equal parts for `holders` listed contributions, lowest identifier first:
/// earlier ones get the units that do not divide. `None` as in [`span_score`].
pub fn holder_scores(words: u32, min_words: u32, holders: u32) -> Option<Vec<u64>> {
	equal_parts(span_score(words, min_words, holders)?, holders)
}

/// `score` in equal parts; `None` unless there are 1 to 8.
pub(super) fn equal_parts(score: u64, holders: u32) -> Option<Vec<u64>> {
	if holders > MAX_HOLDERS {
		return None;
	}
	let weights = vec![1; usize::try_from(holders).ok()?];
	let parts = split::largest_remainder(u128::from(score), &weights).ok()?;
	parts.into_iter().map(|part| u64::try_from(part).ok()).collect()
}
