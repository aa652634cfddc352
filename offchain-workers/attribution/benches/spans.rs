// SPDX-License-Identifier: Apache-2.0
//! What the span engine costs: checking and indexing a corpus of ten megabytes, in memory and on
//! disk, opening and merging it, and attributing answers over one segment and over many, an ordinary
//! answer and the two that make the most work.

mod drawn;

use divan::{counter::BytesCount, Bencher};
use drawn::Random;
use openledger_attribution::{
	corpus::Corpus,
	spans::{
		directory::{BuildOptions, IndexDirectory, MergeOptions},
		Index,
	},
};
use openledger_primitives::ids::ContributionId;
use std::{collections::BTreeSet, hint::black_box};
use tempfile::TempDir;

const CORPUS_BYTES: usize = 10_000_000;
const CONTRIBUTION_BYTES: usize = 50_000;
const MIN_WORDS: u32 = 6;

fn contributions(random: &mut Random) -> Vec<String> {
	let count = CORPUS_BYTES / CONTRIBUTION_BYTES;
	(0..count).map(|_| random.contribution(CONTRIBUTION_BYTES)).collect()
}

fn corpus(contributions: &[String]) -> Corpus<'_> {
	let ids = (0..).map(ContributionId);
	Corpus::new(ids.zip(contributions.iter().map(String::as_bytes))).expect("canonical by design")
}

/// 450 words, half of them in ten quotes of 15 to 30 words.
fn answer(random: &mut Random, contributions: &[String]) -> String {
	let mut words = Vec::<String>::new();
	while words.len() < 450 {
		let text = &contributions
			[usize::try_from(random.below(contributions.len() as u64)).unwrap_or_default()];
		let skip = usize::try_from(random.below(5_000)).unwrap_or_default();
		let quoted = usize::try_from(15 + random.below(15)).unwrap_or_default();
		words.extend(text.split([' ', '\n']).skip(skip).take(quoted).map(str::to_owned));
		words.extend(random.words(22).split(' ').map(str::to_owned));
	}
	words.truncate(450);
	words.join(" ")
}

#[divan::bench(sample_count = 10)]
fn corpus_of_10_mb_check(bencher: Bencher<'_, '_>) {
	let contributions = contributions(&mut Random(1));
	bencher.counter(bytes(&contributions)).bench(|| drop(corpus(black_box(&contributions))));
}

#[divan::bench(sample_count = 10)]
fn corpus_of_10_mb_index(bencher: Bencher<'_, '_>) {
	let contributions = contributions(&mut Random(1));
	let corpus = corpus(&contributions);
	bencher.counter(bytes(&contributions)).bench(|| Index::build(black_box(&corpus)));
}

/// An index directory that is removed with this value, with one snapshot in about so many segments.
fn directory(contributions: &[String], segments: usize) -> (TempDir, IndexDirectory) {
	let folder = tempfile::tempdir().expect("a folder for files of a few megabytes");
	let directory = IndexDirectory::create(folder.path()).expect("the folder is there");
	let whole = Index::build(&corpus(contributions)).expect("ten megabytes fit");
	let words = whole.words().div_ceil(u64::try_from(segments).unwrap_or(1));
	let options = BuildOptions {
		segment_words: u32::try_from(words).unwrap_or(u32::MAX),
		..Default::default()
	};
	directory.build("all", &corpus(contributions), &options, &|_| {}).expect("ten megabytes fit");
	(folder, directory)
}

#[divan::bench(sample_count = 10)]
fn corpus_of_10_mb_index_on_disk(bencher: Bencher<'_, '_>) {
	let contributions = contributions(&mut Random(1));
	let corpus = corpus(&contributions);
	let folder = tempfile::tempdir().expect("a folder for files of a few megabytes");
	bencher
		.counter(bytes(&contributions))
		.with_inputs(|| {
			let path = tempfile::tempdir_in(&folder).expect("a folder in it").keep();
			IndexDirectory::create(&path).expect("the folder is there")
		})
		.bench_values(|directory| {
			directory.build("all", black_box(&corpus), &BuildOptions::default(), &|_| {})
		});
}

#[divan::bench(args = [1, 8, 32])]
fn index_of_10_mb_open(bencher: Bencher<'_, '_>, segments: usize) {
	let (_folder, directory) = directory(&contributions(&mut Random(1)), segments);
	bencher.bench(|| directory.load(&["all"]));
}

#[divan::bench(sample_count = 10)]
fn index_of_10_mb_merge_32_segments(bencher: Bencher<'_, '_>) {
	let contributions = contributions(&mut Random(1));
	let options = MergeOptions { all: true, ..Default::default() };
	bencher
		.counter(bytes(&contributions))
		.with_inputs(|| directory(&contributions, 32))
		.bench_values(|(_folder, directory)| directory.merge("all", options, &|_, _| {}));
}

/// Over so many segments; every tenth contribution removed where `removed` is true.
#[divan::bench(args = [(1, false), (2, false), (8, false), (32, false), (1, true), (32, true)])]
fn answer_of_450_words_over_10_mb(bencher: Bencher<'_, '_>, (segments, removed): (usize, bool)) {
	let (_folder, index, answer) = quoted(segments, removed);
	bencher.bench(|| index.attribute(black_box(&answer), MIN_WORDS));
}

/// All maximal matches and all their holders, without scores and commitments.
#[divan::bench(args = [1, 32])]
fn matches_of_450_words_over_10_mb(bencher: Bencher<'_, '_>, segments: usize) {
	let (_folder, index, answer) = quoted(segments, false);
	bencher.bench(|| index.matches(black_box(&answer), MIN_WORDS));
}

/// An index from disk, and an answer that quotes it.
fn quoted(segments: usize, removed: bool) -> (TempDir, Index, String) {
	let mut random = Random(1);
	let contributions = contributions(&mut random);
	let (folder, directory) = directory(&contributions, segments);
	let answer = answer(&mut random, &contributions);
	if removed {
		let ids = (0..contributions.len() as u64).step_by(10).map(ContributionId);
		directory.remove("all", "less", &ids.collect::<BTreeSet<_>>()).expect("they are there");
	}
	let name = if removed { "less" } else { "all" };
	let index = directory.load(&[name]).expect("it was just built");
	let spans = index.attribute(&answer, MIN_WORDS).map(|found| found.spans().len());
	assert!(spans.is_ok_and(|spans| spans > 5), "the answer quotes the corpus");
	(folder, index, answer)
}

/// The longest answer that there may be, one word over and over, as the corpus is: contained in
/// each contribution, or twice as long as each.
#[divan::bench(sample_count = 10, args = [2_500_000, 16_384])]
fn worst_answer_by_words_of_a_contribution(bencher: Bencher<'_, '_>, words: usize) {
	let repeated = |words: usize| vec!["a"; words].join(" ");
	let contributions = vec![repeated(words); 4];
	let index = Index::build(&corpus(&contributions)).expect("a few megabytes fit");
	let answer = repeated(32_768);
	bencher.bench(|| index.attribute(black_box(&answer), MIN_WORDS));
}

fn bytes(contributions: &[String]) -> BytesCount {
	BytesCount::new(contributions.iter().map(String::len).sum::<usize>())
}

fn main() {
	divan::main();
}
