// SPDX-License-Identifier: Apache-2.0
//! Texts that have a given canonical form, and how they may begin.

use openledger_primitives::text::{canonicalize, is_dropped, is_white_space};

/// What stands for bytes that are no whole character yet.
const UNFINISHED: char = char::REPLACEMENT_CHARACTER;
/// No character below this one is composed of others.
const FIRST_COMPOSED: char = '\u{c0}';

/// Whether `answer` is the canonical form of `text`.
pub(super) fn is(answer: &str, text: &str) -> bool {
	canonicalize(text) == answer
}

/// Whether a text that begins with `text` may have the canonical form `answer`. True for some texts of which
/// it cannot come; never false where it can.
pub(super) fn begins(answer: &str, text: &str) -> bool {
	let finished = text.trim_end_matches(UNFINISHED);
	behind(answer, finished).is_some()
		|| behind(answer, text).is_some()
		|| composes(answer, finished)
}

/// What of `answer` is still to be said behind `text`; nothing where that ends inside a character.
pub(super) fn rest<'a>(answer: &'a str, text: &str) -> Option<&'a str> {
	if text.ends_with(UNFINISHED) {
		return None;
	}
	let rest = behind(answer, text)?;
	Some(if ends_in_space(text) { rest.trim_start_matches(' ') } else { rest })
}

/// What stands in `answer` behind the canonical form of `text`.
fn behind<'a>(answer: &'a str, text: &str) -> Option<&'a str> {
	let said = canonicalize(text);
	let rest = answer.strip_prefix(&said)?;
	// A space was said: the word is over.
	let is_over =
		said.is_empty() || rest.is_empty() || !ends_in_space(text) || rest.starts_with(' ');
	is_over.then_some(rest)
}

/// Whether the last character of `text` may become the answer's by what is to come, as a letter does by its
/// accent.
fn composes(answer: &str, text: &str) -> bool {
	let mut said = canonicalize(text);
	if said.pop().is_none() || ends_in_space(text) {
		return false;
	}
	let rest = answer.strip_prefix(said.as_str());
	rest.and_then(|rest| rest.chars().next()).is_some_and(|next| next >= FIRST_COMPOSED)
}

fn ends_in_space(text: &str) -> bool {
	let last = text.chars().rev().find(|c| !is_dropped(*c));
	last.is_some_and(is_white_space)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn rest_is_what_was_not_said_when_spaces_differ() {
		assert_eq!(rest("a tall tower", ""), Some("a tall tower"));
		assert_eq!(rest("a tall tower", "\n a"), Some(" tall tower"));
		assert_eq!(rest("a tall tower", "a \n"), Some("tall tower"));
		assert_eq!(rest("a tall tower", "a\ttal"), Some("l tower"));
		assert_eq!(rest("a tall tower", "a tall tower\n\n"), Some(""));
	}

	#[test]
	fn rest_is_unknown_when_the_text_ends_in_a_character() {
		assert_eq!(rest("caf\u{e9}", "caf\u{fffd}"), None);
		assert_eq!(rest("caf\u{e9}", "cab"), None);
	}

	#[test]
	fn text_does_not_begin_an_answer_when_it_says_otherwise() {
		assert!(!begins("a tall tower", "a tale"));
		assert!(!begins("a tall tower", "a ta "));
		assert!(!begins("a tall tower", "a tall tower."));
		assert!(!begins("a tall tower", "\u{fffd}b"));
	}

	#[test]
	fn text_begins_an_answer_when_a_character_is_not_finished() {
		assert!(begins("caf\u{e9} au lait", "caf\u{fffd}"));
		assert!(begins("caf\u{e9} au lait", "cafe"));
		assert!(begins("caf\u{e9} au lait", "cafe\u{301}"));
		assert!(!begins("cafe au lait", "cafa"));
	}

	proptest! {
		/// However a text is cut: what is so far may become it.
		#[test]
		fn every_beginning_of_a_text_begins_its_canonical_form(
			text in "([a-c \n\t\u{e9}\u{200b}\u{1f600}]|e\u{301}|o\u{308}){0,24}",
		) {
			let answer = canonicalize(&text);
			for cut in 0..=text.len() {
				let begun = String::from_utf8_lossy(text.as_bytes().get(..cut).unwrap()).into_owned();
				prop_assert!(begins(&answer, &begun), "{begun:?} of {text:?}");
				if let Some(left) = rest(&answer, &begun) {
					prop_assert!(answer.ends_with(left));
				}
			}
			prop_assert!(is(&answer, &text));
		}
	}
}
