// SPDX-License-Identifier: Apache-2.0
//! Damaged segments: named, or of no consequence, and never a panic.

use crate::support::*;
use openledger_attribution::spans::{
	segment::{Segment, SegmentError},
	Conflict, Index,
};
use proptest::prelude::*;
use std::{collections::BTreeSet, sync::Arc};
use xxhash_rust::xxh3::xxh3_128;

/// The bytes of the checksum.
const CHECKSUM_LEN: usize = 16;

fn bytes() -> Vec<u8> {
	let of = contributions(&[
		(3, "the quick brown fox\njumps over the lazy dog"),
		(7, "the quick brown fox sleeps"),
		(9, "über den Wolken 日本\nthe lazy dog"),
	]);
	Segment::build(&corpus(&of)).unwrap().as_bytes().to_vec()
}

/// The same bytes with the checksum that they should have.
fn resealed(mut bytes: Vec<u8>) -> Vec<u8> {
	let end = bytes.len() - CHECKSUM_LEN;
	let checksum = xxh3_128(&bytes[..end]).to_le_bytes();
	bytes[end..].copy_from_slice(&checksum);
	bytes
}

#[test]
fn segment_is_refused_when_any_byte_is_another() {
	let whole = bytes();
	for at in 0..whole.len() {
		let mut bytes = whole.clone();
		bytes[at] ^= 0x10;
		assert!(Segment::from_bytes(bytes).is_err(), "byte {at}");
	}
}

#[test]
fn segment_is_refused_when_it_is_cut_off_anywhere() {
	let whole = bytes();
	for length in 0..whole.len() {
		let error = Segment::from_bytes(whole[..length].to_vec()).unwrap_err();
		assert!(matches!(error, SegmentError::Truncated { .. }), "{length}: {error}");
	}
}

#[test]
fn segment_is_refused_when_bytes_follow_it() {
	let error = Segment::from_bytes([bytes(), vec![0]].concat()).unwrap_err();
	assert!(matches!(error, SegmentError::Malformed("bytes behind the end")));
}

#[test]
fn segment_is_refused_when_it_is_something_else() {
	let error = Segment::from_bytes(b"PK\x03\x04 and much more".to_vec()).unwrap_err();
	assert!(matches!(error, SegmentError::NotASegment));
	assert_eq!(error.to_string(), "is not a segment of a span index");
}

#[test]
fn segment_is_refused_when_the_format_is_of_another_version() {
	let mut bytes = bytes();
	bytes[8] = 2;
	let error = Segment::from_bytes(resealed(bytes)).unwrap_err();
	assert!(matches!(error, SegmentError::Version(2)));
}

#[test]
fn segment_is_refused_when_widths_or_counts_are_impossible() {
	for (at, value, what) in [(12, 0, "widths"), (13, 5, "widths"), (51, 0xFF, "cut off")] {
		let mut bytes = bytes();
		bytes[at] = value;
		let error = Segment::from_bytes(resealed(bytes)).unwrap_err();
		assert!(error.to_string().contains(what), "{error}");
	}
}

#[test]
fn segment_is_refused_when_the_checksum_is_another() {
	let mut bytes = bytes();
	*bytes.last_mut().unwrap() ^= 1;
	assert!(matches!(Segment::from_bytes(bytes), Err(SegmentError::Checksum)));
}

#[test]
fn segment_is_refused_when_the_file_is_not_there() {
	let error = Segment::open("/nowhere/at/all.seg".as_ref()).unwrap_err();
	assert!(matches!(error, SegmentError::Read(_)));
}

#[test]
fn close_look_finds_every_changed_byte_when_the_checksum_was_made_to_fit() {
	let whole = bytes();
	// Behind the header's fixed part; the two zeros in it and the padding mean nothing.
	let end = whole.len() - CHECKSUM_LEN - 4;
	for at in (16..end).filter(|at| !(48..64).contains(at)) {
		let mut bytes = whole.clone();
		bytes[at] ^= 0x01;
		let segment = Segment::from_bytes(resealed(bytes)).unwrap();
		let found = segment.verify(&|_| {});
		assert!(
			matches!(found, Err(SegmentError::Malformed(_) | SegmentError::WrongContent(_))),
			"byte {at} of {end}"
		);
	}
}

#[test]
fn content_is_bounded_when_a_segment_says_a_long_word_again_and_again() {
	let long = "b".repeat(1_000);
	let text = format!("{}{long}", "a ".repeat(500));
	let segment = Segment::build(&corpus(&contributions(&[(1, &text)]))).unwrap();
	let mut bytes = segment.as_bytes().to_vec();
	// Padding, 501 suffixes of two bytes, and before them as many tokens of one.
	let end = bytes.len() - CHECKSUM_LEN - 4 - 2 * 501;
	assert_eq!(bytes[end - 502..][..3], [b'b', 1, 1]);
	bytes[end - 501..end].fill(2);
	let segment = Segment::from_bytes(resealed(bytes)).unwrap();
	let content = segment.content(1.into()).unwrap();
	assert!(content.len() > text.len() && content.len() <= text.len() + 1 + long.len());
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(300))]

	#[test]
	fn queries_end_when_the_segment_contradicts_itself(
		changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
		removed in prop::collection::btree_set(0u64..12, 0..3),
	) {
		let mut bytes = bytes();
		let end = bytes.len() - CHECKSUM_LEN;
		for (at, value) in changes {
			bytes[at.index(end - 64) + 64] = value;
		}
		let segment = Segment::from_bytes(resealed(bytes)).unwrap();
		let _ = segment.verify(&|_| {});
		let removed = removed.into_iter().map(Into::into).collect::<BTreeSet<_>>();
		// Changed identifiers may name one contribution twice, with two contents: refused by name.
		let index = match Index::over([(Arc::new(segment), removed)]) {
			Ok(index) => index,
			Err(Conflict(_)) => return Ok(()),
		};
		let answer = "the quick brown fox jumps over the lazy dog über den Wolken 日本";
		let _ = index.attribute(answer, 1);
		let _ = index.matches(answer, 2);
	}
}
