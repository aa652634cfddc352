// SPDX-License-Identifier: Apache-2.0
//! What hits are worth to each other.
//!
//! A hit's relevance is the mean of two parts: its BM25 score as a part of all hits' scores, and its
//! cosine, where that is above zero, as a part of all such cosines. Without embeddings, or where no
//! cosine is above zero, it is the first part alone; where no hit has a word of the question, the second.
//!
//! ```text
//! relevance(h) = floor(2^32 * bm25(h) / sum of bm25) + floor(2^32 * cos+(h) / sum of cos+)
//! ```
//!
//! Shares are parts of one billion in the proportion of relevance, by largest remainders, ties to the
//! earlier passage. Several passages of a contribution add up. Ranks decide what is a hit, not what it is
//! worth: the fused score of the first hit hardly differs from that of the last.

use super::Hit;
use openledger_primitives::split;

/// One, in parts of one billion.
const BILLION: u128 = 1_000_000_000;

/// Gives each hit its share. They sum to one billion, if there is a hit at all.
pub(super) fn share(hits: &mut [Hit]) {
	let cosine = |hit: &Hit| u64::try_from(hit.cosine.unwrap_or_default()).unwrap_or_default();
	let by_words = parts(hits.iter().map(|hit| hit.bm25));
	let by_meaning = parts(hits.iter().map(cosine));
	let weights = hits
		.iter()
		.zip(by_words.iter().zip(&by_meaning))
		.map(|(hit, (words, meaning))| (hit.passage, words.saturating_add(*meaning)))
		.collect::<Vec<_>>();
	// Every hit has a word of the question or a cosine above zero, so some weight is above zero.
	let Ok(shares) = split::largest_remainder_by_key(BILLION, &weights) else { return };
	for (hit, share) in hits.iter_mut().zip(shares) {
		hit.share = u32::try_from(share).unwrap_or(u32::MAX);
	}
}

/// Each score as a part of their sum, in units of 2^-32, rounded down.
fn parts(scores: impl Iterator<Item = u64> + Clone) -> Vec<u64> {
	let sum = scores.clone().map(u128::from).sum::<u128>();
	scores
		.map(|score| (u128::from(score) << 32).checked_div(sum))
		.map(|part| part.and_then(|part| u64::try_from(part).ok()).unwrap_or_default())
		.collect()
}
