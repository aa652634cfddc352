// SPDX-License-Identifier: Apache-2.0
//! Building: the same files from the same snapshot, and nothing where it fails.

use super::world::{make, words, Letters, Place};
use crate::support::{contributions, corpus, small_contributions, Contributions};
use openledger_attribution::{
	corpus::{ContentError, CorpusError, MissingContribution, TextSource},
	retrieval::{build, BuildError, Digest, Index, Options, Progress},
	spans,
};
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::ContributionId,
	merkle::{Domain, Tree},
};
use proptest::prelude::*;
use std::{borrow::Cow, cell::RefCell, fs, io};

/// Contributions in the order in which they are listed here; those without bytes cannot be read.
struct Listed(Vec<(u64, Option<&'static str>)>);

impl TextSource for Listed {
	fn contributions(&self) -> Vec<(ContributionId, u64)> {
		self.0.iter().map(|(id, _)| (ContributionId(*id), 1)).collect()
	}

	fn read(&self, id: ContributionId) -> Result<Cow<'_, [u8]>, ContentError> {
		let (_, text) = self.0.iter().find(|(known, _)| *known == id.0).unwrap();
		text.map(|text| Cow::Borrowed(text.as_bytes()))
			.ok_or_else(|| io::Error::other("the disk is gone").into())
	}
}

fn refused(contents: &dyn TextSource, options: &Options<'_>) -> BuildError {
	let place = Place::new();
	let error = build(contents, &place.at("index"), options).unwrap_err();
	assert!(place.names().is_empty(), "nothing is left");
	error
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(8))]

	#[test]
	fn build_writes_the_same_files_when_segments_and_threads_differ(
		of in small_contributions(),
		per_segment in 5u32..100,
		threads in 1usize..4,
	) {
		let place = Place::new();
		let options = Options { embedder: Some(&Letters), ..words(4) };
		let first = make(&of, &place.at("first"), &options);
		let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
		let options = Options { passages_per_segment: per_segment, ..options };
		let place = &place;
		let second = pool.install(|| build(&corpus(&of), &place.at("second"), &Options {
			embedder: Some(&Letters),
			progress: &|_| {},
			..options
		}).unwrap());
		prop_assert_eq!(first.digest().unwrap(), second.digest().unwrap());
	}
}

#[test]
fn build_writes_the_same_files_when_contributions_come_in_another_order() {
	let place = Place::new();
	let listed = vec![(7, Some("a fox")), (2, Some("b")), (9, Some("a dog\nc")), (4, Some("d"))];
	let mut digests = Vec::new();
	for turn in 0..listed.len() {
		let mut listed = listed.clone();
		listed.rotate_left(turn);
		let target = place.at(&turn.to_string());
		digests.push(build(&Listed(listed), &target, &words(1)).unwrap().digest().unwrap());
	}
	assert!(digests.windows(2).all(|pair| pair[0] == pair[1]), "{digests:?}");
}

#[test]
fn build_leaves_only_the_index_when_it_is_done() {
	let of = contributions(&[(1, "a fox"), (2, "a dog")]);
	let place = Place::new();
	let options = Options { embedder: Some(&Letters), ..words(8) };
	let manifest = make(&of, &place.at("index"), &options);
	assert_eq!(place.names(), ["index"]);
	let mut names = fs::read_dir(place.at("index"))
		.unwrap()
		.map(|entry| entry.unwrap().file_name().into_string().unwrap())
		.collect::<Vec<_>>();
	names.sort();
	let mut expected = manifest.files.iter().map(|file| file.name.clone()).collect::<Vec<_>>();
	expected.push("manifest.json".to_owned());
	expected.sort();
	assert_eq!(names, expected);
	assert_eq!((manifest.contributions, manifest.passages, manifest.words), (2, 2, 4));
}

#[test]
fn build_names_the_snapshot_by_contributions_and_their_roots() {
	let of = contributions(&[(9, "a dog"), (2, "a fox")]);
	let manifest = make(&of, &Place::new().at("index"), &words(8));
	let leaf = |(id, text): (&u64, &String)| {
		let commitment = ContentCommitment::of(text.as_bytes()).unwrap();
		let (root, length) = (commitment.root.0, commitment.length);
		[&id.to_le_bytes()[..], &root, &length.to_le_bytes()].concat()
	};
	let tree = Tree::new(Domain::Snapshot, of.iter().map(leaf)).unwrap();
	assert_eq!(manifest.snapshot, Digest::from(tree.root().0));
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(8))]

	#[test]
	fn snapshot_has_one_digest_when_spans_and_retrieval_index_it(of in small_contributions()) {
		let spans = spans::Index::build(&corpus(&of)).unwrap();
		let manifest = make(&of, &Place::new().at("index"), &words(4));
		prop_assert_eq!(manifest.snapshot, Digest::from(spans.digest().0));
		prop_assert_eq!(manifest.snapshot.to_string(), spans.digest().to_string());
	}
}

#[test]
fn build_tells_how_far_it_is_when_asked() {
	let of = contributions(&[(1, "a"), (2, "b")]);
	let told = RefCell::new(Vec::new());
	let progress = |progress| told.borrow_mut().push(progress);
	let options = Options { progress: &progress, ..words(8) };
	make(&of, &Place::new().at("index"), &options);
	let done = |done| Progress::Contributions { done, of: 2 };
	assert_eq!(*told.borrow(), [done(0), done(1), done(2), Progress::Writing]);
}

#[test]
fn build_leaves_no_index_when_it_is_killed_at_any_time() {
	let of = contributions(&[(1, "a fox"), (2, "a dog")]);
	let place = Place::new();
	let seen = RefCell::new(0);
	// What stands there while the build goes on is what stays when it is killed.
	let progress = |_| {
		assert!(!place.at("index").exists());
		for name in place.names() {
			assert!(name.starts_with(".index-building-"), "{name}");
			let inside = fs::read_dir(place.at(&name)).unwrap();
			for entry in inside.filter(|entry| entry.as_ref().unwrap().path().is_dir()) {
				assert!(Index::open(&entry.unwrap().path(), None).is_err());
				*seen.borrow_mut() += 1;
			}
		}
	};
	make(&of, &place.at("index"), &Options { progress: &progress, ..words(8) });
	assert_eq!(seen.into_inner(), 4);
	assert!(Index::open(&place.at("index"), None).is_ok());
}

#[test]
fn build_is_refused_when_the_target_is_there() {
	let of = contributions(&[(1, "a")]);
	let place = Place::new();
	fs::write(place.at("index"), "mine").unwrap();
	let error = build(&corpus(&of), &place.at("index"), &words(8)).unwrap_err();
	assert!(matches!(error, BuildError::Exists(_)), "{error}");
	assert_eq!(fs::read(place.at("index")).unwrap(), b"mine");
}

#[test]
fn build_is_refused_when_it_has_no_place() {
	let of = contributions(&[(1, "a")]);
	let place = Place::new();
	let error = build(&corpus(&of), &place.at("missing").join("index"), &words(8)).unwrap_err();
	assert!(matches!(error, BuildError::File(_)), "{error}");
}

#[test]
fn build_is_refused_when_a_contribution_cannot_be_read() {
	let error = refused(&Listed(vec![(1, Some("a")), (3, None)]), &words(8));
	assert_eq!(error.to_string(), "cannot read contribution 3: the disk is gone");
}

#[test]
fn build_is_refused_when_a_contribution_is_no_canonical_text() {
	let error = refused(&Listed(vec![(1, Some("a")), (1, Some("a"))]), &words(8));
	assert!(matches!(error, BuildError::Corpus(CorpusError::Duplicate(ContributionId(1)))));
	let error = refused(&Listed(vec![(1, Some("a")), (2, Some("a  b"))]), &words(8));
	assert!(matches!(error, BuildError::Corpus(CorpusError::NotCanonical(ContributionId(2)))));
	let error = refused(&Listed(vec![(2, Some(""))]), &words(8));
	assert!(matches!(error, BuildError::Corpus(CorpusError::Empty(ContributionId(2)))));
}

#[test]
fn build_is_refused_when_segments_are_to_be_empty() {
	let options = Options { passages_per_segment: 0, ..words(8) };
	let error = refused(&Listed(vec![(1, Some("a"))]), &options);
	assert!(matches!(error, BuildError::NoSegment), "{error}");
}

#[test]
fn contents_are_missing_when_a_corpus_does_not_have_them() {
	let of = contributions(&[(1, "a")]);
	let error = TextSource::read(&corpus(&of), ContributionId(2)).unwrap_err();
	let missing = error.downcast_ref::<MissingContribution>();
	assert_eq!(missing, Some(&MissingContribution(ContributionId(2))));
}

#[test]
fn index_opens_when_it_is_where_nothing_can_be_written() {
	let of = Contributions::from([(1, "a fox".to_owned())]);
	let place = Place::new();
	make(&of, &place.at("index"), &words(8));
	let mut permissions = fs::metadata(place.at("index")).unwrap().permissions();
	permissions.set_readonly(true);
	fs::set_permissions(place.at("index"), permissions).unwrap();
	let before = fs::read_dir(place.at("index")).unwrap().count();
	let index = Index::open(&place.at("index"), None).unwrap();
	assert_eq!(index.search("fox", 1, None).unwrap().hits.len(), 1);
	assert_eq!(fs::read_dir(place.at("index")).unwrap().count(), before);
}
