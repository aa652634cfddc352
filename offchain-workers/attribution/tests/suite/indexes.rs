// SPDX-License-Identifier: Apache-2.0
//! Index directories: versions that share segments, removal, merging, and builds that are cut short.

use crate::support::*;
use openledger_attribution::{
	corpus::{ContentError, CorpusError, TextSource},
	spans::{
		directory::{
			BuildOptions, IndexDirectory, IndexDirectoryError as Refused, Manifest, MergeOptions,
			Progress, LEAST_MEMORY,
		},
		segment::{Segment, SegmentError},
		Conflict, CorpusDigest, Index,
	},
};
use openledger_primitives::ids::ContributionId;
use proptest::prelude::*;
use std::{
	borrow::Cow,
	collections::{BTreeMap, BTreeSet},
	fs::{self, File},
	path::Path,
	sync::{
		atomic::{AtomicUsize, Ordering},
		Mutex,
	},
};
use tempfile::TempDir;

/// Contributions that are counted as they are read, and fail from some identifier on.
struct Source<'a> {
	of: &'a Contributions,
	fails_from: u64,
	reads: AtomicUsize,
}

impl<'a> Source<'a> {
	fn new(of: &'a Contributions) -> Self {
		Self { of, fails_from: u64::MAX, reads: AtomicUsize::new(0) }
	}

	fn failing_from(of: &'a Contributions, id: u64) -> Self {
		Self { fails_from: id, ..Self::new(of) }
	}

	fn reads(&self) -> usize {
		self.reads.load(Ordering::Relaxed)
	}
}

impl TextSource for Source<'_> {
	fn contributions(&self) -> Vec<(ContributionId, u64)> {
		// In another order, and each as large as a batch: so that each is one.
		self.of.keys().rev().map(|id| (ContributionId(*id), 4 << 20)).collect()
	}

	fn read(&self, id: ContributionId) -> Result<Cow<'_, [u8]>, ContentError> {
		if id.0 >= self.fails_from {
			return Err("the power went off".into());
		}
		self.reads.fetch_add(1, Ordering::Relaxed);
		Ok(Cow::Borrowed(self.of[&id.0].as_bytes()))
	}
}

/// A directory for an index, removed with this value.
fn directory() -> (TempDir, IndexDirectory) {
	let folder = tempfile::tempdir().unwrap();
	let index = IndexDirectory::create(&folder.path().join("index")).unwrap();
	(folder, index)
}

fn options(from: Option<&str>, segment_words: u32) -> BuildOptions {
	BuildOptions { from: from.map(str::to_owned), segment_words, ..Default::default() }
}

fn build(index: &IndexDirectory, name: &str, of: &Contributions, from: Option<&str>) -> Manifest {
	index.build(name, &corpus(of), &options(from, 20), &|_| {}).unwrap()
}

/// Twelve contributions of eight words, two in each segment of 20.
fn twelve() -> Contributions {
	(1..=12).map(|id| (id, format!("{} the same end", words(&format!("c{id}w"), 5)))).collect()
}

/// Everything that the files of an index hold, by their names.
fn files(index: &Path) -> BTreeMap<String, Vec<u8>> {
	let mut files = BTreeMap::new();
	for folder in ["segments", "snapshots", "builds"] {
		for entry in fs::read_dir(index.join(folder)).unwrap() {
			let path = entry.unwrap().path();
			let name = path.strip_prefix(index).unwrap().to_str().unwrap().to_owned();
			files.insert(name, fs::read(path).unwrap());
		}
	}
	files
}

fn path(folder: &TempDir) -> std::path::PathBuf {
	folder.path().join("index")
}

/// The only segment's file, for tests that damage it.
fn segment_file(folder: &TempDir) -> std::path::PathBuf {
	let mut files = fs::read_dir(path(folder).join("segments")).unwrap();
	files.next().unwrap().unwrap().path()
}

#[test]
fn snapshot_is_what_memory_holds_when_it_is_opened() {
	let (folder, index) = directory();
	let of = twelve();
	let manifest = build(&index, "v1", &of, None);
	assert_eq!(manifest.segments.len(), 6);
	let memory = Index::build(&corpus(&of)).unwrap();
	let disk = Index::open(&path(&folder), &["v1"], Some(memory.digest())).unwrap();
	assert_eq!(disk.segments(), 6);
	let answer = "c3w1 c3w2 c3w3 c3w4 c3w5 the same end c9w1 c9w2 c9w3";
	assert_eq!(disk.attribute(answer, 2).unwrap(), memory.attribute(answer, 2).unwrap());
	assert_eq!(disk.holders("the same end").len(), 12);
}

#[test]
fn segment_is_one_when_words_are_not_limited() {
	let (_folder, index) = directory();
	let of = twelve();
	let manifest = index.build("v1", &corpus(&of), &BuildOptions::default(), &|_| {}).unwrap();
	assert_eq!(manifest.segments.len(), 1);
	let segment = index.segment(&manifest.corpus).unwrap();
	assert_eq!(segment, Segment::build(&corpus(&of)).unwrap());
}

#[test]
fn only_new_contributions_are_read_when_a_version_follows_another() {
	let (folder, index) = directory();
	let mut of = twelve();
	let first = build(&index, "v1", &of, None);
	let before = files(&path(&folder));
	of.remove(&4);
	of.insert(40, "something new at the same end".into());
	let source = Source::new(&of);
	let second = index.build("v2", &source, &options(Some("v1"), 20), &|_| {}).unwrap();
	assert_eq!(source.reads(), 1);
	assert_eq!(second.segments.len(), first.segments.len() + 1);
	assert_eq!(second.segments[1].removed, BTreeSet::from([ContributionId(4)]));
	let after = files(&path(&folder));
	assert!(before.iter().all(|(name, bytes)| after.get(name) == Some(bytes)));
	let opened = index.load(&["v2"]).unwrap();
	assert_eq!(opened.digest(), Index::build(&corpus(&of)).unwrap().digest());
	assert_eq!(opened.holders("the same end").len(), 12);
}

#[test]
fn nothing_is_read_when_a_removed_contribution_comes_back() {
	let (_folder, index) = directory();
	let of = twelve();
	let first = build(&index, "v1", &of, None);
	let less = of.clone().into_iter().filter(|(id, _)| *id != 4).collect();
	build(&index, "v2", &less, Some("v1"));
	let source = Source::new(&of);
	let third = index.build("v3", &source, &options(Some("v2"), 20), &|_| {}).unwrap();
	assert_eq!(source.reads(), 0);
	assert_eq!(third, first);
}

#[test]
fn segment_is_dropped_when_nothing_of_it_is_left() {
	let (_folder, index) = directory();
	build(&index, "v1", &twelve(), None);
	let ids = [3, 4, 5].map(ContributionId).into();
	let manifest = index.remove("v1", "v2", &ids).unwrap();
	assert_eq!(manifest.segments.len(), 5);
	let opened = index.load(&["v2"]).unwrap();
	assert_eq!(opened.holders("the same end").len(), 9);
	assert_eq!(index.load(&["v1"]).unwrap().holders("the same end").len(), 12);
	assert_eq!(index.snapshots().unwrap(), ["v1", "v2"]);
}

#[test]
fn contributions_of_all_are_found_when_snapshots_are_opened_together() {
	let (folder, index) = directory();
	let of = twelve();
	build(&index, "parent", &of.clone().into_iter().filter(|(id, _)| *id < 9).collect(), None);
	build(&index, "child", &of.clone().into_iter().filter(|(id, _)| *id > 4).collect(), None);
	let both = Index::open(&path(&folder), &["child", "parent"], None).unwrap();
	assert_eq!(both.digest(), Index::build(&corpus(&of)).unwrap().digest());
	assert_eq!(both.holders("the same end").len(), 12);
}

#[test]
fn build_ends_with_the_same_bytes_when_it_was_cut_short_anywhere() {
	let of = twelve();
	let (undisturbed, index) = directory();
	build(&index, "v1", &of, None);
	let expected = files(&path(&undisturbed));
	for fails_from in 1..=12 {
		let (folder, index) = directory();
		let broken = Source::failing_from(&of, fails_from);
		let error = index.build("v1", &broken, &options(None, 20), &|_| {}).unwrap_err();
		assert!(matches!(error, Refused::Source { id, .. } if id.0 == fails_from), "{error}");
		assert!(matches!(index.load(&["v1"]), Err(Refused::NoSnapshot(_))));
		// What a process leaves that is killed while it writes.
		fs::write(path(&folder).join("segments/.unfinished-abc"), "OLspa").unwrap();
		let whole = Source::new(&of);
		index.build("v1", &whole, &options(None, 20), &|_| {}).unwrap();
		// A segment is closed when the next contribution does not fit: its two are read again
		// where the third one never came.
		let finished = (fails_from as usize - 1).saturating_sub(1) / 2 * 2;
		assert_eq!(whole.reads(), 12 - finished);
		assert_eq!(files(&path(&folder)), expected, "{fails_from}");
	}
}

#[test]
fn build_uses_the_segment_when_it_is_finished_and_not_yet_noted() {
	let (folder, index) = directory();
	let of = twelve();
	build(&index, "v1", &of, None);
	let expected = files(&path(&folder));
	fs::remove_file(path(&folder).join("snapshots/v1.json")).unwrap();
	build(&index, "v1", &of, None);
	assert_eq!(files(&path(&folder)), expected);
}

#[test]
fn segment_is_written_again_when_a_build_finds_it_damaged() {
	let (folder, index) = directory();
	let of = contributions(&[(1, "a b c")]);
	build(&index, "v1", &of, None);
	fs::remove_file(path(&folder).join("snapshots/v1.json")).unwrap();
	fs::write(segment_file(&folder), "nonsense").unwrap();
	build(&index, "v1", &of, None);
	assert!(index.load(&["v1"]).is_ok());
}

#[test]
fn segments_are_merged_when_four_are_of_similar_size() {
	let (folder, index) = directory();
	let of = twelve();
	build(&index, "v1", &of, None);
	let manifest = index.merge("v1", MergeOptions::default(), &|_, _| {}).unwrap();
	assert_eq!(manifest.segments.len(), 1);
	let merged = index.segment(&manifest.segments[0].digest).unwrap();
	assert_eq!(merged, Segment::build(&corpus(&of)).unwrap());
	assert_eq!(index.collect().unwrap().len(), 6);
	assert_eq!(fs::read_dir(path(&folder).join("segments")).unwrap().count(), 1);
	index.verify("v1", &|_, _| {}).unwrap();
}

#[test]
fn segments_stay_when_there_are_less_than_four_of_a_size() {
	let (_folder, index) = directory();
	let of = twelve().into_iter().take(6).collect();
	let built = build(&index, "v1", &of, None);
	assert_eq!(built.segments.len(), 3);
	assert_eq!(index.merge("v1", MergeOptions::default(), &|_, _| {}).unwrap(), built);
	let all = MergeOptions { all: true, ..Default::default() };
	let merged = index.merge("v1", all, &|_, _| {}).unwrap();
	assert_eq!((merged.segments.len(), merged.corpus), (1, built.corpus));
}

#[test]
fn segment_is_written_anew_when_less_than_half_of_it_counts() {
	let (_folder, index) = directory();
	let of = twelve();
	index.build("v1", &corpus(&of), &BuildOptions::default(), &|_| {}).unwrap();
	index.remove("v1", "half", &(1..=6).map(ContributionId).collect()).unwrap();
	let half = index.merge("half", MergeOptions::default(), &|_, _| {}).unwrap();
	assert_eq!(half.segments[0].removed.len(), 6);
	index.remove("v1", "less", &(1..=7).map(ContributionId).collect()).unwrap();
	let less = index.merge("less", MergeOptions::default(), &|_, _| {}).unwrap();
	assert_eq!(less.segments[0].removed.len(), 0);
	let rest = of.into_iter().filter(|(id, _)| *id > 7).collect();
	let opened = index.load(&["less"]).unwrap();
	assert_eq!(opened, Index::build(&corpus(&rest)).unwrap());
}

#[test]
fn segments_are_merged_when_a_much_larger_one_is_beside_them() {
	let (_folder, index) = directory();
	let mut of = twelve().into_iter().take(8).collect::<Contributions>();
	of.insert(20, words("w", 2_000));
	let built = build(&index, "v1", &of, None);
	assert_eq!(built.segments.len(), 5);
	let merged = index.merge("v1", MergeOptions::default(), &|_, _| {}).unwrap();
	assert_eq!((merged.segments.len(), merged.corpus), (2, built.corpus));
}

#[cfg(unix)]
#[test]
fn files_are_as_readable_as_the_umask_says() {
	use std::os::unix::fs::PermissionsExt;

	let (folder, index) = directory();
	build(&index, "v1", &twelve(), None);
	let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
	let other = folder.path().join("other");
	fs::write(&other, "").unwrap();
	let expected = mode(&other) & 0o644;
	for name in files(&path(&folder)).keys() {
		assert_eq!(mode(&path(&folder).join(name)), expected, "{name}");
	}
}

#[test]
fn build_is_refused_when_what_it_would_use_again_has_another_length() {
	let (folder, index) = directory();
	let mut of = twelve();
	build(&index, "v1", &of, None);
	let before = files(&path(&folder));
	of.insert(7, "longer or shorter".into());
	let built = index.build("v2", &corpus(&of), &options(Some("v1"), 20), &|_| {});
	assert!(matches!(built, Err(Refused::Changed(ContributionId(7)))));
	assert_eq!(files(&path(&folder)), before);
}

#[test]
fn snapshot_is_told_from_a_source_when_one_of_its_contributions_is_another() {
	let (_folder, index) = directory();
	let mut of = twelve();
	let built = build(&index, "v1", &of, None);
	of.insert(13, "new".into());
	assert_eq!(index.compare("v1", &corpus(&of), &|_, _| {}).unwrap(), built);
	of.remove(&9);
	let missing = index.compare("v1", &corpus(&of), &|_, _| {});
	assert!(matches!(missing, Err(Refused::Source { id: ContributionId(9), .. })));
	// Of the same length.
	of.get_mut(&5).unwrap().replace_range(0..1, "d");
	let changed = index.compare("v1", &corpus(&of), &|_, _| {});
	assert!(matches!(changed, Err(Refused::Changed(ContributionId(5)))));
	index.remove("v1", "v2", &[5, 9].map(ContributionId).into()).unwrap();
	index.compare("v2", &corpus(&of), &|_, _| {}).unwrap();
}

#[test]
fn collecting_keeps_what_an_unfinished_build_has() {
	let (folder, index) = directory();
	let of = twelve();
	let broken = Source::failing_from(&of, 8);
	index.build("v1", &broken, &options(None, 20), &|_| {}).unwrap_err();
	assert_eq!(index.collect().unwrap(), []);
	fs::remove_file(path(&folder).join("builds/v1.json")).unwrap();
	assert_eq!(index.collect().unwrap().len(), 3);
}

#[test]
fn collecting_forgets_a_build_when_its_snapshot_is_there() {
	let (folder, index) = directory();
	build(&index, "v1", &twelve(), None);
	// As if the power had gone off just before the build was over.
	let noted = path(&folder).join("builds/v1.json");
	fs::write(&noted, r#"{"segments": []}"#).unwrap();
	assert_eq!(index.collect().unwrap(), []);
	assert!(!noted.exists());
}

#[test]
fn segments_are_several_when_memory_is_little() {
	let (_folder, index) = directory();
	let of = (0..10).map(|id| (id, words(&format!("c{id}w"), 50_000))).collect();
	let little = BuildOptions { memory: LEAST_MEMORY, ..Default::default() };
	let manifest = index.build("v1", &corpus(&of), &little, &|_| {}).unwrap();
	assert!(manifest.segments.len() > 1);
	index.verify("v1", &|_, _| {}).unwrap();
}

#[test]
fn progress_reaches_the_total_when_a_build_ends() {
	let (_folder, index) = directory();
	let told = Mutex::new(Vec::<Progress>::new());
	let tell = |progress| told.lock().unwrap().push(progress);
	index.build("v1", &corpus(&twelve()), &options(None, 20), &tell).unwrap();
	let told = told.into_inner().unwrap();
	assert!(told.is_sorted_by_key(|progress| progress.done));
	assert_eq!(told.last().map(|last| last.done), told.last().map(|last| last.total));
	let verified = Mutex::new(BTreeSet::new());
	let tell = |done, of| {
		verified.lock().unwrap().insert((done, of));
	};
	index.verify("v1", &tell).unwrap();
	assert_eq!(verified.into_inner().unwrap().last(), Some(&(12, 12)));
}

#[test]
fn directory_is_refused_when_it_is_none() {
	let folder = tempfile::tempdir().unwrap();
	let error = IndexDirectory::open(folder.path()).unwrap_err();
	assert!(matches!(error, Refused::NotAnIndex(_)));
	let file = folder.path().join("file");
	fs::write(&file, "").unwrap();
	assert!(matches!(IndexDirectory::create(&file), Err(Refused::Io { .. })));
}

#[test]
fn snapshot_is_refused_when_its_name_is_none_or_unknown_or_taken() {
	let (_folder, index) = directory();
	let of = twelve();
	build(&index, "v1", &of, None);
	let long = "n".repeat(65);
	for name in ["", ".hidden", "a/b", "..", "ü", &long] {
		assert!(matches!(index.load(&[name]), Err(Refused::Name(_))), "{name}");
	}
	assert!(matches!(index.load(&["v2"]), Err(Refused::NoSnapshot(name)) if name == "v2"));
	assert!(matches!(index.load(&[]), Err(Refused::NoName)));
	let again = index.build("v1", &corpus(&of), &BuildOptions::default(), &|_| {});
	assert!(matches!(again, Err(Refused::Exists(_))));
	assert!(matches!(index.remove("v1", "v1", &BTreeSet::new()), Err(Refused::Exists(_))));
}

#[test]
fn index_is_refused_when_it_is_of_another_snapshot() {
	let (folder, index) = directory();
	build(&index, "v1", &twelve(), None);
	let expected = CorpusDigest([7; 32]);
	let error = Index::open(&path(&folder), &["v1"], Some(expected)).unwrap_err();
	assert!(matches!(error, Refused::OtherSnapshot { expected: wanted, .. } if wanted == expected));
	assert!(error.to_string().starts_with("v1 is of other contributions"));
}

#[test]
fn snapshot_is_refused_when_its_description_was_changed() {
	let (folder, index) = directory();
	build(&index, "v1", &twelve(), None);
	let file = path(&folder).join("snapshots/v1.json");
	let honest = fs::read_to_string(&file).unwrap();
	fs::write(&file, honest.replacen("\"removed\": []", "\"removed\": [1]", 1)).unwrap();
	assert!(matches!(index.load(&["v1"]), Err(Refused::OtherSnapshot { .. })));
	for damaged in [&honest[..honest.len() / 2], "", "{}", &honest.replacen("0x", "0y", 1)] {
		fs::write(&file, damaged).unwrap();
		assert!(matches!(index.load(&["v1"]), Err(Refused::Manifest { .. })), "{damaged}");
	}
}

#[test]
fn segment_is_named_when_its_file_is_damaged_or_another() {
	let (folder, index) = directory();
	build(&index, "v1", &contributions(&[(1, "a b c")]), None);
	let file = segment_file(&folder);
	let honest = fs::read(&file).unwrap();
	fs::write(&file, &honest[..honest.len() - 1]).unwrap();
	let error = index.load(&["v1"]).unwrap_err();
	let named = matches!(&error, Refused::Segment { path, reason: SegmentError::Truncated { .. } }
		if *path == file);
	assert!(named, "{error}");
	let other = Segment::build(&corpus(&contributions(&[(2, "a b c")]))).unwrap();
	fs::write(&file, other.as_bytes()).unwrap();
	assert!(matches!(index.load(&["v1"]), Err(Refused::OtherSegment { .. })));
	fs::remove_file(&file).unwrap();
	let error = index.load(&["v1"]).unwrap_err();
	assert!(matches!(error, Refused::Segment { reason: SegmentError::Read(_), .. }));
}

#[test]
fn verifying_names_the_segment_when_its_checksum_was_made_to_fit() {
	let (folder, index) = directory();
	build(&index, "v1", &contributions(&[(1, "a b c")]), None);
	let file = segment_file(&folder);
	let mut bytes = fs::read(&file).unwrap();
	let end = bytes.len() - 16;
	// The last suffix, in front of four bytes of padding.
	bytes[end - 5] ^= 1;
	let checksum = xxhash_rust::xxh3::xxh3_128(&bytes[..end]).to_le_bytes();
	bytes[end..].copy_from_slice(&checksum);
	fs::write(&file, bytes).unwrap();
	assert!(index.load(&["v1"]).is_ok());
	let error = index.verify("v1", &|_, _| {}).unwrap_err();
	assert!(matches!(error, Refused::Segment { reason: SegmentError::Malformed(_), .. }));
}

#[test]
fn builders_are_refused_when_another_one_is_at_work() {
	let (folder, index) = directory();
	let of = twelve();
	build(&index, "v1", &of, None);
	let held = File::create(path(&folder).join("lock")).unwrap();
	held.try_lock().unwrap();
	let built = index.build("v2", &corpus(&of), &BuildOptions::default(), &|_| {});
	assert!(matches!(built, Err(Refused::Locked(_))));
	assert!(matches!(index.collect(), Err(Refused::Locked(_))));
	let merged = index.merge("v1", MergeOptions::default(), &|_, _| {});
	assert!(matches!(merged, Err(Refused::Locked(_))));
	assert!(index.load(&["v1"]).is_ok());
}

#[test]
fn build_is_refused_when_memory_is_less_than_the_least() {
	let (_folder, index) = directory();
	let none = BuildOptions { memory: LEAST_MEMORY - 1, ..Default::default() };
	let built = index.build("v1", &corpus(&twelve()), &none, &|_| {});
	assert!(matches!(built, Err(Refused::Memory { least: LEAST_MEMORY, .. })));
	let none = MergeOptions { memory: 0, all: true };
	assert!(matches!(index.merge("v1", none, &|_, _| {}), Err(Refused::Memory { .. })));
}

#[test]
fn build_is_refused_when_a_contribution_is_none() {
	let (folder, index) = directory();
	for (text, expected) in [
		("two  spaces", CorpusError::NotCanonical(ContributionId(2))),
		("", CorpusError::Empty(ContributionId(2))),
	] {
		let of = contributions(&[(1, "fine"), (2, text)]);
		let built = index.build("v1", &Source::new(&of), &BuildOptions::default(), &|_| {});
		assert!(matches!(built, Err(Refused::Corpus(error)) if error == expected));
	}
	assert!(files(&path(&folder)).is_empty());
}

#[test]
fn build_is_refused_when_a_source_gives_an_identifier_twice() {
	struct Twice;
	impl TextSource for Twice {
		fn contributions(&self) -> Vec<(ContributionId, u64)> {
			vec![(ContributionId(5), 1), (ContributionId(5), 1)]
		}
		fn read(&self, _: ContributionId) -> Result<Cow<'_, [u8]>, ContentError> {
			Ok(Cow::Borrowed(b"a"))
		}
	}
	let (_folder, index) = directory();
	let built = index.build("v1", &Twice, &BuildOptions::default(), &|_| {});
	assert!(matches!(built, Err(Refused::Corpus(CorpusError::Duplicate(ContributionId(5))))));
}

#[test]
fn snapshots_are_refused_together_when_they_disagree_about_a_contribution() {
	let (_folder, index) = directory();
	build(&index, "one", &contributions(&[(1, "a"), (2, "b")]), None);
	build(&index, "other", &contributions(&[(2, "c")]), None);
	let error = index.load(&["one", "other"]).unwrap_err();
	assert!(matches!(error, Refused::Conflict(Conflict(ContributionId(2)))));
}

#[test]
fn removal_is_refused_when_the_snapshot_has_no_such_contribution() {
	let (folder, index) = directory();
	build(&index, "v1", &twelve(), None);
	let before = files(&path(&folder));
	let removed = index.remove("v1", "v2", &[2, 99].map(ContributionId).into());
	assert!(matches!(removed, Err(Refused::NoContribution(ContributionId(99)))));
	assert_eq!(files(&path(&folder)), before);
}

#[test]
fn digest_reads_back_when_it_was_printed() {
	let digest = Index::build(&corpus(&twelve())).unwrap().digest();
	assert_eq!(digest.to_string().parse(), Ok(digest));
	for text in ["", "0x", &digest.to_string()[2..], &digest.to_string().to_uppercase()] {
		assert!(text.parse::<CorpusDigest>().is_err());
	}
}

/// What can happen to an index.
#[derive(Clone, Debug)]
enum Step {
	/// A version that has the contributions whose bits are set.
	Version(u64),
	Remove(u64),
	Merge(bool),
	Collect,
}

fn step() -> impl Strategy<Value = Step> {
	prop_oneof![
		3 => any::<u64>().prop_map(Step::Version),
		1 => any::<u64>().prop_map(Step::Remove),
		1 => any::<bool>().prop_map(Step::Merge),
		1 => Just(Step::Collect),
	]
}

proptest! {
	// Every step syncs files.
	#![proptest_config(ProptestConfig::with_cases(12))]

	#[test]
	fn results_are_those_of_memory_when_an_index_grows_and_shrinks(
		(contributions, answer) in quoting_answer(),
		steps in prop::collection::vec(step(), 1..6),
		segment_words in 1u32..40,
	) {
		let chosen = |bits: u64, id: u64| bits >> (id % 64) & 1 == 1;
		let (_folder, index) = directory();
		let mut now = Contributions::new();
		let mut name = "v0".to_owned();
		index.build(&name, &corpus(&now), &BuildOptions::default(), &|_| {}).unwrap();
		for (step, next) in steps.into_iter().zip(["v1", "v2", "v3", "v4", "v5"]) {
			match step {
				Step::Version(bits) => {
					let mine = contributions.iter().filter(|(id, _)| chosen(bits, **id));
					now = mine.map(|(id, text)| (*id, text.clone())).collect();
					let options = options(Some(&name), segment_words);
					index.build(next, &corpus(&now), &options, &|_| {}).unwrap();
					name = next.to_owned();
				},
				Step::Remove(bits) => {
					let gone = now.keys().filter(|id| chosen(bits, **id)).copied();
					let gone = gone.map(ContributionId).collect::<BTreeSet<_>>();
					index.remove(&name, next, &gone).unwrap();
					now.retain(|id, _| !gone.contains(&ContributionId(*id)));
					name = next.to_owned();
				},
				Step::Merge(all) => {
					let options = MergeOptions { all, ..Default::default() };
					index.merge(&name, options, &|_, _| {}).unwrap();
				},
				Step::Collect => drop(index.collect().unwrap()),
			}
			let memory = Index::build(&corpus(&now)).unwrap();
			let disk = index.load(&[&name]).unwrap();
			prop_assert_eq!(disk.digest(), memory.digest());
			prop_assert_eq!(disk.attribute(&answer, 2).unwrap(), memory.attribute(&answer, 2).unwrap());
			prop_assert_eq!(disk.matches(&answer, 2).unwrap(), memory.matches(&answer, 2).unwrap());
		}
	}
}
