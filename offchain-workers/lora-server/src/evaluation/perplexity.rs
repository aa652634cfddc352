// SPDX-License-Identifier: Apache-2.0
//! How much a model is surprised: e to the mean loss of a token.

use super::MICROS;

/// The perplexity of rows, each with its loss in millionths of a nat and its tokens, in millionths, and of
/// how many rows; none of no tokens. The mean is over all tokens, so that longer rows weigh more. What is
/// too large for the chain's type is its largest value.
pub fn score(rows: impl Iterator<Item = (u64, u32)>) -> Option<(i64, u32)> {
	let (loss, tokens, count) = rows.fold((0u64, 0u64, 0u32), |sum, (loss, tokens)| {
		let tokens = sum.1.saturating_add(tokens.into());
		(sum.0.saturating_add(loss), tokens, sum.2.saturating_add(1))
	});
	if tokens == 0 {
		return None;
	}
	Some((micros((float(loss) / float(tokens) / 1e6).exp()), count))
}

#[expect(clippy::cast_precision_loss, reason = "beyond 2^53 the last digits do not matter")]
fn float(number: u64) -> f64 {
	number as f64
}

#[expect(clippy::cast_possible_truncation, reason = "the cast saturates, as is wanted")]
fn micros(value: f64) -> i64 {
	(value * f64::from(i32::try_from(MICROS).unwrap_or(i32::MAX))).round() as i64
}
