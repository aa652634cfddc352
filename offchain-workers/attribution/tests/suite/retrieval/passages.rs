// SPDX-License-Identifier: Apache-2.0
//! How contributions are cut, and what of their words is compared.

use super::world::index;
use crate::support::{contributions, small_contributions};
use openledger_attribution::retrieval::{term, PassageWords, PassageWordsError, MAX_TERM_LEN};
use proptest::prelude::*;
use std::ops::Range;

/// Contribution, start, text, as the index has them.
fn cut(of: &[(u64, &str)], words: u32) -> Vec<(u64, u32, String)> {
	let of = contributions(of);
	let (_place, index) = index(&of, words);
	let text = |id: u64, range: Range<usize>| of[&id][range].to_owned();
	index
		.passages()
		.iter()
		.map(|passage| {
			let id = passage.contribution.0;
			(id, passage.start, text(id, passage.range()))
		})
		.collect()
}

#[test]
fn passages_are_of_so_many_words_when_documents_are_longer() {
	let expected = [(4, 0, "a b c"), (4, 6, "d e f"), (4, 12, "g")];
	let given = cut(&[(4, "a b c d e f g")], 3);
	assert_eq!(given, expected.map(|(id, start, text)| (id, start, text.to_owned())));
}

#[test]
fn passages_end_with_documents_when_these_are_shorter() {
	let expected = [(1, 0, "é"), (1, 3, "日本 b"), (7, 0, "x y"), (7, 4, "z")];
	let given = cut(&[(7, "x y\nz"), (1, "é\n日本 b")], 2);
	assert_eq!(given, expected.map(|(id, start, text)| (id, start, text.to_owned())));
}

#[test]
fn passages_have_sizes_when_these_are_between_one_and_4096() {
	assert_eq!(PassageWords::new(0), Err(PassageWordsError(0)));
	assert_eq!(PassageWords::new(4097), Err(PassageWordsError(4097)));
	assert_eq!(PassageWords::new(4096).map(PassageWords::get), Ok(4096));
	assert_eq!(PassageWords::default().get(), 96);
}

#[test]
fn term_is_the_word_without_its_wrapping_when_it_has_any() {
	let cases = [
		("Fox,", "fox"),
		("(“fox”)", "fox"),
		("fox's", "fox's"),
		("ÉTÉ!", "été"),
		("C++", "c"),
		("--", "--"),
		("🦊", "🦊"),
		("3.14", "3.14"),
	];
	for (word, expected) in cases {
		assert_eq!(term(word), expected, "{word}");
	}
}

#[test]
fn term_is_cut_between_letters_when_it_is_long() {
	let long = "é".repeat(MAX_TERM_LEN);
	assert_eq!(term(&long), "é".repeat(MAX_TERM_LEN / 2));
	let odd = format!("x{long}");
	assert_eq!(term(&odd).len(), MAX_TERM_LEN - 1);
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(16))]

	#[test]
	fn passages_have_every_word_once_when_sizes_are_any(
		of in small_contributions(),
		size in 1u32..14,
	) {
		let (_place, index) = index(&of, size);
		let mut expected = Vec::new();
		for (id, text) in &of {
			for document in text.split('\n') {
				let words = document.split(' ').collect::<Vec<_>>();
				expected.extend(words.chunks(size as usize).map(|chunk| (*id, chunk.join(" "))));
			}
		}
		let given = index
			.passages()
			.iter()
			.map(|passage| {
				let id = passage.contribution.0;
				(id, of[&id][passage.range()].to_owned())
			})
			.collect::<Vec<_>>();
		prop_assert_eq!(given, expected);
		for passage in index.passages() {
			let text = &of[&passage.contribution.0][passage.range()];
			prop_assert_eq!(passage.words as usize, text.split(' ').count());
		}
	}
}
