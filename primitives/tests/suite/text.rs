// SPDX-License-Identifier: Apache-2.0
//! Canonical text and words.

use openledger_primitives::text::{
	canonical_documents, canonicalize, is_canonical, is_dropped, is_white_space, is_word_run,
	word_boundary, words, Word,
};
use proptest::prelude::*;
use unicode_normalization::{char as unicode, UnicodeNormalization};

fn scalars() -> impl Iterator<Item = char> {
	'\0'..=char::MAX
}

#[test]
fn white_space_table_equals_the_compilers_when_every_scalar_is_asked() {
	assert!(scalars().all(|c| is_white_space(c) == c.is_whitespace()));
}

#[test]
fn control_characters_are_dropped_or_white_space_when_every_scalar_is_asked() {
	for c in scalars().filter(|c| c.is_control()) {
		assert!(is_dropped(c) != is_white_space(c), "{c:?}");
	}
}

#[test]
fn tables_are_disjoint_when_every_scalar_is_asked() {
	assert!(!scalars().any(|c| is_dropped(c) && is_white_space(c)));
}

#[test]
fn joiners_are_kept_when_between_letters() {
	assert_eq!(canonicalize("\u{645}\u{200c}\u{62e}\u{200d}"), "\u{645}\u{200c}\u{62e}\u{200d}");
}

/// A premise of idempotence: step 1 has nothing to do after step 2.
#[test]
fn nfc_yields_no_dropped_character_when_the_input_has_none() {
	for c in scalars().filter(|&c| !is_dropped(c)) {
		assert!(!c.nfc().any(is_dropped), "{c:?}");
	}
}

/// A premise of idempotence: white space composes with nothing, so it may be replaced or cut off.
#[test]
fn white_space_is_inert_when_composed_with_any_scalar() {
	let spaces = scalars().filter(|&c| is_white_space(c)).collect::<Vec<_>>();
	assert!(spaces.iter().all(|&space| unicode::canonical_combining_class(space) == 0));
	for c in scalars() {
		for &space in &spaces {
			assert_eq!(unicode::compose(space, c), None, "{space:?} {c:?}");
			assert_eq!(unicode::compose(c, space), None, "{c:?} {space:?}");
		}
	}
}

/// A premise of idempotence: no white space appears inside the decomposition of anything else.
#[test]
fn white_space_comes_from_white_space_only_when_normalised() {
	for c in scalars().filter(|&c| !is_white_space(c)) {
		assert!(!c.nfc().any(is_white_space), "{c:?}");
	}
	for c in scalars().filter(|&c| is_white_space(c)) {
		assert!(c.nfc().all(is_white_space), "{c:?}");
	}
}

/// A premise of idempotence: nothing composes to a character that is dropped or white space.
#[test]
fn special_characters_are_no_compositions_when_decomposed() {
	for c in scalars().filter(|&c| is_dropped(c) || is_white_space(c)) {
		assert_eq!(c.nfd().count(), 1, "{c:?}");
	}
}

#[test]
fn canonicalize_is_idempotent_when_given_each_scalar_in_context() {
	let mut text = String::new();
	for c in scalars() {
		for (before, after) in [("", ""), ("a", "\u{301}"), ("\u{1100}", "\u{1161}"), (" ", " b")] {
			text.clear();
			text.push_str(before);
			text.push(c);
			text.push_str(after);
			let once = canonicalize(&text);
			assert_eq!(canonicalize(&once), once, "{text:?}");
		}
	}
}

#[test]
fn canonicalize_is_idempotent_when_given_a_whole_plane_at_once() {
	for plane in 0..=16u32 {
		let text = (0..0x1_0000)
			.filter_map(|low| char::from_u32(plane * 0x1_0000 + low))
			.collect::<String>();
		let once = canonicalize(&text);
		assert_eq!(canonicalize(&once), once, "plane {plane}");
		assert!(is_canonical(once.as_bytes()), "plane {plane}");
	}
}

#[test]
fn canonicalize_composes_when_a_dropped_character_stood_between() {
	assert_eq!(canonicalize("e\u{0}\u{301}"), "\u{e9}");
	assert_eq!(canonicalize("e\u{ad}\u{301}"), "\u{e9}");
}

#[test]
fn canonicalize_joins_no_words_when_controls_are_white_space() {
	assert_eq!(canonicalize("a\tb\u{b}c\u{85}d"), "a b c d");
}

#[test]
fn canonicalize_is_empty_when_nothing_remains() {
	assert_eq!(canonicalize("\u{feff}\u{0} \r\n"), "");
}

#[test]
fn documents_are_joined_without_the_empty_ones_when_some_are_empty() {
	let bytes = canonical_documents(["", " a\nb ", "\u{0}", "c", ""]);
	assert_eq!(bytes, b"a b\nc");
}

#[test]
fn is_canonical_refuses_when_the_form_differs() {
	let cases: [&[u8]; 10] = [
		b" a",
		b"a ",
		b"a  b",
		b"a\tb",
		b"\na",
		b"a\n",
		b"a\n\nb",
		b"a\xff",
		b"e\xcc\x81",
		b"a\x00",
	];
	for bytes in cases {
		assert!(!is_canonical(bytes), "{bytes:?}");
	}
}

#[test]
fn is_canonical_accepts_when_there_is_nothing() {
	assert!(is_canonical(b""));
}

#[test]
fn words_are_maximal_runs_when_separators_vary() {
	let found = words(b" ab\n\nc  \xff").collect::<Vec<_>>();
	let expected = [(1, 2), (5, 1), (8, 1)].map(|(offset, len)| Word { offset, len });
	assert_eq!(found, expected);
}

#[test]
fn word_boundary_is_false_when_inside_a_word_or_past_the_end() {
	let boundaries =
		(0..=8).filter(|&offset| word_boundary(b"ab c\nd", offset)).collect::<Vec<_>>();
	assert_eq!(boundaries, [0, 2, 3, 4, 5, 6]);
}

#[test]
fn word_run_is_refused_when_not_whole_words_of_one_document() {
	let text = b"ab cd\nef";
	assert!(is_word_run(text, 0, 5));
	assert!(is_word_run(text, 3, 2));
	for (start, len) in [(0, 1), (0, 3), (2, 3), (1, 4), (3, 5), (6, 3), (0, 0), (9, 1)] {
		assert!(!is_word_run(text, start, len), "{start} {len}");
	}
	assert!(!is_word_run(text, usize::MAX, 2));
}

/// Strings rich in what normalisation moves: marks, Hangul, spaces, controls.
fn combining() -> impl Strategy<Value = String> {
	let pieces = prop::sample::select(vec![
		'a',
		'e',
		'A',
		'\u{1100}',
		'\u{1161}',
		'\u{11a8}',
		'\u{ac00}',
		'\u{300}',
		'\u{301}',
		'\u{315}',
		'\u{5ae}',
		'\u{327}',
		'\u{338}',
		'\u{345}',
		'\u{3b1}',
		'\u{1d16d}',
		'\u{1d158}',
		'\u{212b}',
		'\u{958}',
		'\u{93c}',
		'\u{2000}',
		' ',
		'\n',
		'\u{85}',
		'\u{0}',
		'\u{ad}',
		'\u{200b}',
		'\u{200c}',
		'\u{200d}',
		'\u{34f}',
		'<',
		'\u{11131}',
		'\u{11127}',
		'\u{1611e}',
		'\u{16129}',
		'\u{feff}',
		'\u{ff76}',
		'\u{ff9e}',
		'\u{f900}',
		'\u{2f800}',
	]);
	prop::collection::vec(pieces, 0..40).prop_map(String::from_iter)
}

proptest! {
	#[test]
	fn canonicalize_is_idempotent_when_given_any_string(text in any::<String>()) {
		let once = canonicalize(&text);
		prop_assert_eq!(canonicalize(&once), once.clone());
		prop_assert!(is_canonical(once.as_bytes()));
		prop_assert!(once.len() <= text.len() * 3);
	}

	#[test]
	fn canonicalize_is_idempotent_when_marks_abound(text in combining()) {
		let once = canonicalize(&text);
		prop_assert_eq!(canonicalize(&once), once.clone());
		prop_assert!(once.chars().nfc().eq(once.chars()));
	}

	#[test]
	fn canonicalize_joins_words_when_the_text_is_ascii(text in "[ -~]{0,40}") {
		let joined = text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
		prop_assert_eq!(canonicalize(&text), joined.clone());
		prop_assert_eq!(is_canonical(text.as_bytes()), text == joined);
	}

	#[test]
	fn canonicalize_ignores_the_form_when_texts_are_equivalent(text in combining()) {
		let decomposed = text.nfd().collect::<String>();
		prop_assert_eq!(canonicalize(&decomposed), canonicalize(&text));
	}

	#[test]
	fn documents_are_canonical_when_joined(texts in prop::collection::vec(combining(), 0..6)) {
		let bytes = canonical_documents(&texts);
		prop_assert!(is_canonical(&bytes));
		let again = core::str::from_utf8(&bytes).unwrap().split('\n');
		prop_assert_eq!(canonical_documents(again), bytes.clone());
	}

	#[test]
	fn words_cover_all_but_separators_when_given_any_bytes(
		bytes in prop::collection::vec(prop::sample::select(b" \nab\xff".to_vec()), 0..60),
	) {
		let mut covered = vec![false; bytes.len()];
		for word in words(&bytes) {
			prop_assert!(is_word_run(&bytes, word.offset, word.len));
			covered[word.offset..word.offset + word.len].fill(true);
		}
		for (byte, covered) in bytes.iter().zip(covered) {
			prop_assert_eq!(covered, *byte != b' ' && *byte != b'\n');
		}
	}

	#[test]
	fn word_run_has_boundary_ends_when_accepted(
		bytes in prop::collection::vec(prop::sample::select(b" \nab".to_vec()), 0..30),
		start in 0usize..32,
		len in 0usize..32,
	) {
		let naive = start + len <= bytes.len() && {
			let starts = words(&bytes).any(|word| word.offset == start);
			let ends = words(&bytes).any(|word| word.offset + word.len == start + len);
			starts && ends && len > 0 && !bytes[start..start + len].contains(&b'\n')
		};
		prop_assert_eq!(is_word_run(&bytes, start, len), naive);
	}
}
