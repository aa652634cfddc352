// SPDX-License-Identifier: Apache-2.0
//! Whether an answer is the right one, word for word.

use openledger_primitives::text::canonicalize;

/// Whether both are the same text once they are canonical: neither spaces around and between words, nor how
/// characters are composed, make a difference. Case and punctuation do.
pub fn is_match(answer: &str, right: &str) -> bool {
	canonicalize(answer) == canonicalize(right)
}
