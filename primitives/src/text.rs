// SPDX-License-Identifier: Apache-2.0
//! Canonical text: the one form in which documents and answers are committed and compared.
//!
//! A document becomes canonical in three steps, in this order:
//!
//! 1. *Drop*: control characters (general category `Cc`) that are not white space, and invisible
//!    format characters (`Cf`) that spell nothing, are removed. Which, is a table in this crate.
//! 2. *NFC*: Unicode Normalization Form C of UAX #15, with the tables of Unicode 18.0.0
//!    ([`UNICODE_VERSION`]), pinned at compile time.
//! 3. *White space*: each maximal run of characters with the property `White_Space` becomes one
//!    U+0020, and the runs at both ends disappear. The set is a table in this crate, too.
//!
//! The function is total, and idempotent by this argument: NFC yields no dropped character (no
//! canonical mapping contains one), so step 1 has nothing to do the second time. U+0020 and all
//! white space are starters that compose with nothing on either side, so replacing a run by one
//! space, or cutting one off at an end, leaves a string in NFC. And step 3 is a fixed point of
//! itself. Dropping comes before NFC because a removed character may bring a letter and its
//! accent together. The test suite checks each premise for every scalar value.
//!
//! For strings of characters assigned in Unicode 18.0.0 the result is the same under every later
//! version (the Unicode normalization stability policy); for unassigned ones the pinned tables
//! decide. In UTF-8 the result is at most three times as long as the input.

mod tables;

use alloc::{string::String, vec::Vec};
use unicode_normalization::UnicodeNormalization;

/// The version of Unicode whose tables define NFC here: major, minor, update.
pub const UNICODE_VERSION: (u8, u8, u8) = (18, 0, 0);

const _: () = {
	let (major, minor, update) = unicode_normalization::UNICODE_VERSION;
	let (expected_major, expected_minor, expected_update) = UNICODE_VERSION;
	assert!(
		major == expected_major && minor == expected_minor && update == expected_update,
		"canonical text is consensus: its Unicode version changes only by a migration"
	);
};

/// Between the words of one document.
const SPACE: u8 = b' ';
/// Between documents.
const LINE_FEED: u8 = b'\n';

/// Whether canonical text treats `c` as white space (Unicode `White_Space`).
pub fn is_white_space(c: char) -> bool {
	tables::contains(&tables::WHITE_SPACE, c)
}

/// Whether canonical text drops `c`.
pub fn is_dropped(c: char) -> bool {
	tables::contains(&tables::DROPPED, c)
}

/// The canonical form of one document, or of an answer: see the module's three steps.
///
/// Total and idempotent. The result holds no line feed, no two spaces in a row, none at an end.
pub fn canonicalize(document: &str) -> String {
	if is_plain(document.as_bytes()) {
		return document.into();
	}
	let mut canonical = String::with_capacity(document.len());
	let mut gap = false;
	for c in document.chars().filter(|&c| !is_dropped(c)).nfc() {
		if is_white_space(c) {
			gap = true;
			continue;
		}
		if gap && !canonical.is_empty() {
			canonical.push(' ');
		}
		gap = false;
		canonical.push(c);
	}
	canonical
}

/// The canonical bytes of a contribution: its documents, canonical, joined by one line feed.
///
/// A document whose canonical form is empty is left out. No documents give no bytes.
pub fn canonical_documents<I>(documents: I) -> Vec<u8>
where
	I: IntoIterator,
	I::Item: AsRef<str>,
{
	let mut bytes = Vec::new();
	for document in documents {
		let canonical = canonicalize(document.as_ref());
		if canonical.is_empty() {
			continue;
		}
		if !bytes.is_empty() {
			bytes.push(LINE_FEED);
		}
		bytes.extend_from_slice(canonical.as_bytes());
	}
	bytes
}

/// Whether `bytes` are what [`canonical_documents`] yields for some documents: UTF-8, and between
/// line feeds nothing but canonical, non-empty documents. The empty string is.
pub fn is_canonical(bytes: &[u8]) -> bool {
	let Ok(text) = core::str::from_utf8(bytes) else { return false };
	text.is_empty()
		|| text.split('\n').all(|document| !document.is_empty() && is_one_canonical(document))
}

fn is_one_canonical(document: &str) -> bool {
	is_plain(document.as_bytes()) || canonicalize(document) == document
}

/// Whether a document is canonical because it has nothing but printable ASCII, and single spaces between: which
/// takes no table to tell. Most documents are.
fn is_plain(document: &[u8]) -> bool {
	let ends = document.first().into_iter().chain(document.last());
	let pairs = document.iter().zip(document.iter().skip(1));
	// Every byte is looked at, many at a time.
	!ends.fold(false, |found, &byte| found | (byte == SPACE))
		&& !pairs.fold(false, |found, (&left, &right)| found | ((left == SPACE) & (right == SPACE)))
		&& document
			.iter()
			.fold(true, |plain, &byte| plain & ((byte == SPACE) | byte.is_ascii_graphic()))
}

/// A word of canonical text: a maximal run of bytes without space or line feed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Word {
	/// Bytes before it.
	pub offset: usize,
	/// Its length in bytes, never zero.
	pub len: usize,
}

/// Iterator over the words of a text, see [`words`].
#[derive(Clone, Debug)]
pub struct Words<'a> {
	bytes: &'a [u8],
	offset: usize,
}

impl Iterator for Words<'_> {
	type Item = Word;

	fn next(&mut self) -> Option<Word> {
		let rest = self.bytes.get(self.offset..)?;
		let skipped = rest.iter().position(|&byte| !is_separator(byte))?;
		let word = rest.get(skipped..)?;
		let len = word.iter().position(|&byte| is_separator(byte)).unwrap_or(word.len());
		let offset = self.offset.saturating_add(skipped);
		self.offset = offset.saturating_add(len);
		Some(Word { offset, len })
	}
}

/// The words of `bytes`, from left to right. Any bytes will do; no Unicode table is consulted.
pub fn words(bytes: &[u8]) -> Words<'_> {
	Words { bytes, offset: 0 }
}

/// Whether no word of `bytes` reaches over `offset`: it is one end of the text, or a space or line
/// feed stands on one of its sides. Offsets past the end are no boundaries.
pub fn word_boundary(bytes: &[u8], offset: usize) -> bool {
	let within = |at: usize| bytes.get(at).is_some_and(|&byte| !is_separator(byte));
	offset <= bytes.len() && !(within(offset) && offset.checked_sub(1).is_some_and(within))
}

/// Whether the `len` bytes from `start` are a run of whole words inside one document: it begins
/// with the first byte of a word, ends with the last byte of one, and holds no line feed.
pub fn is_word_run(bytes: &[u8], start: usize, len: usize) -> bool {
	let Some(end) = start.checked_add(len) else { return false };
	let Some(run) = bytes.get(start..end) else { return false };
	let (Some(&first), Some(&last)) = (run.first(), run.last()) else { return false };
	!is_separator(first)
		&& !is_separator(last)
		&& !run.contains(&LINE_FEED)
		&& word_boundary(bytes, start)
		&& word_boundary(bytes, end)
}

fn is_separator(byte: u8) -> bool {
	byte == SPACE || byte == LINE_FEED
}
