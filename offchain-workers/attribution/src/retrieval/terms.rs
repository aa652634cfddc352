// SPDX-License-Identifier: Apache-2.0
//! Terms: what of a word is compared when passages are found by words.

use openledger_primitives::text;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The longest term, in bytes. What a longer one has beyond it does not count.
pub const MAX_TERM_LEN: usize = 256;

/// The term of a word, of which every word has exactly one: the word without what is neither letter
/// nor digit at its two ends, in lower case, cut to [`MAX_TERM_LEN`] bytes. A word of nothing but
/// such characters is its own term.
///
/// Letters, digits and case are those of the Unicode tables in Rust's standard library. An index says which,
/// and is not read with others.
pub fn term(word: &str) -> String {
	let trimmed = word.trim_matches(|c: char| !c.is_alphanumeric());
	let mut term = if trimmed.is_empty() { word.to_lowercase() } else { trimmed.to_lowercase() };
	term.truncate(term.floor_char_boundary(MAX_TERM_LEN));
	term
}

/// The terms of a canonical text, in its order.
pub(super) fn terms(canonical: &str) -> impl Iterator<Item = String> + '_ {
	text::words(canonical.as_bytes())
		.filter_map(|word| canonical.get(word.offset..word.offset + word.len))
		.map(term)
}

/// Terms, as tantivy asks for them.
#[derive(Clone, Debug)]
pub(super) struct Terms;

/// The terms of one passage.
#[derive(Debug)]
pub(super) struct TermStream<'a> {
	text: &'a str,
	words: text::Words<'a>,
	token: Token,
}

impl Tokenizer for Terms {
	type TokenStream<'a> = TermStream<'a>;

	fn token_stream<'a>(&'a mut self, text: &'a str) -> TermStream<'a> {
		TermStream { text, words: text::words(text.as_bytes()), token: Token::default() }
	}
}

impl TokenStream for TermStream<'_> {
	fn advance(&mut self) -> bool {
		let Some(word) = self.words.next() else { return false };
		let (start, end) = (word.offset, word.offset + word.len);
		self.token.text = term(self.text.get(start..end).unwrap_or_default());
		self.token.offset_from = start;
		self.token.offset_to = end;
		// The first position comes after the default, the largest number, and is zero.
		self.token.position = self.token.position.wrapping_add(1);
		true
	}

	fn token(&self) -> &Token {
		&self.token
	}

	fn token_mut(&mut self) -> &mut Token {
		&mut self.token
	}
}
