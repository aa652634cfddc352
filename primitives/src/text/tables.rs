// SPDX-License-Identifier: Apache-2.0
//! The two sets of characters that canonical text depends on.
//!
//! They are written out here and never derived from the compiler's Unicode tables: those move
//! with its version, and canonical bytes are committed on chain.

/// The property `White_Space` (Unicode 18.0.0, `PropList.txt`), as inclusive ranges in ascending
/// order.
pub(super) const WHITE_SPACE: [(char, char); 10] = [
	('\u{0009}', '\u{000D}'),
	('\u{0020}', '\u{0020}'),
	('\u{0085}', '\u{0085}'),
	('\u{00A0}', '\u{00A0}'),
	('\u{1680}', '\u{1680}'),
	('\u{2000}', '\u{200A}'),
	('\u{2028}', '\u{2029}'),
	('\u{202F}', '\u{202F}'),
	('\u{205F}', '\u{205F}'),
	('\u{3000}', '\u{3000}'),
];

/// The characters that canonical text drops, as inclusive ranges in ascending order: the general
/// category `Cc` less its white space, and those of `Cf` that are invisible and spell nothing, with
/// the unassigned, default-ignorable code points between them (U+2065, U+E0000, U+E0002 to
/// U+E001F).
///
/// Of `Cf` these stay, because they change how a word is written: U+200C and U+200D (the joiners
/// of Persian, Indic scripts and emoji), U+180E (the Mongolian vowel separator), and the visible
/// or layout-bearing marks of single scripts (Arabic number signs, the Syriac abbreviation mark,
/// Kaithi number signs, Egyptian hieroglyph, shorthand and musical format controls).
pub(super) const DROPPED: [(char, char); 13] = [
	// C0 before the tabulator.
	('\u{0000}', '\u{0008}'),
	// C0 after the carriage return.
	('\u{000E}', '\u{001F}'),
	// DELETE and C1 before NEXT LINE.
	('\u{007F}', '\u{0084}'),
	// C1 after NEXT LINE.
	('\u{0086}', '\u{009F}'),
	// SOFT HYPHEN.
	('\u{00AD}', '\u{00AD}'),
	// ARABIC LETTER MARK.
	('\u{061C}', '\u{061C}'),
	// ZERO WIDTH SPACE.
	('\u{200B}', '\u{200B}'),
	// LEFT-TO-RIGHT MARK, RIGHT-TO-LEFT MARK.
	('\u{200E}', '\u{200F}'),
	// Bidirectional embeddings and overrides.
	('\u{202A}', '\u{202E}'),
	// WORD JOINER, invisible operators, bidirectional isolates, deprecated format characters.
	('\u{2060}', '\u{206F}'),
	// ZERO WIDTH NO-BREAK SPACE, the byte order mark.
	('\u{FEFF}', '\u{FEFF}'),
	// Interlinear annotation.
	('\u{FFF9}', '\u{FFFB}'),
	// Tags.
	('\u{E0000}', '\u{E007F}'),
];

/// Whether `c` lies in one of the ascending, disjoint ranges of `table`.
pub(super) fn contains(table: &[(char, char)], c: char) -> bool {
	table
		.binary_search_by(|&(first, last)| {
			if last < c {
				core::cmp::Ordering::Less
			} else if first > c {
				core::cmp::Ordering::Greater
			} else {
				core::cmp::Ordering::Equal
			}
		})
		.is_ok()
}
