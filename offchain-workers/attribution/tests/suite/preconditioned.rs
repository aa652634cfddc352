// SPDX-License-Identifier: Apache-2.0
//! Preconditioned rows: the same scores, a file that is derived, and what can be wrong with it.

#![allow(clippy::cast_possible_wrap, clippy::cast_precision_loss)]

use crate::gradients::{
	assert_close, block, copy, index, keys, paper, sorted, Folder, Layers, Random,
};
use openledger_attribution::influence::{
	Index, InfluenceError, Method, Precision, Preconditioned, Progress, Queries, Scorer, Settings,
	Stage, DEFAULT_DAMPING,
};
use proptest::prelude::*;
use std::{fs, path::Path};

fn build<'a>(folder: &Folder, index: &'a Index) -> Preconditioned<'a> {
	Preconditioned::build(index, &folder.path("rows"), DEFAULT_DAMPING, drop).unwrap()
}

fn scores(rows: &Preconditioned<'_>, queries: &Layers) -> Vec<Vec<f64>> {
	let queries = Queries::parse(&block(queries, &[]), rows.index()).unwrap();
	let scores = Scorer::preconditioned([(rows, 1.0)]).unwrap().score(&[queries]).unwrap();
	scores.queries().map(<[f64]>::to_vec).collect()
}

/// Compares every query's scores with the paper's formula, over gradients as the trainer wrote them.
fn compare(layers: &Layers, queries: &Layers, settings: Settings, part: f64) {
	let (folder, index) = index(layers, settings);
	let rows = build(&folder, &index);
	let number = layers[0].len();
	for (query, found) in scores(&rows, queries).iter().enumerate() {
		let of_query = queries.iter().map(|layer| layer[query].as_slice()).collect::<Vec<_>>();
		let expected = paper::data_inf(layers, &of_query, DEFAULT_DAMPING);
		assert_close(found, &sorted(&expected, &keys(number)), part);
	}
}

fn drawn(widths: &[usize], rows: usize, queries: usize, seed: u64) -> (Layers, Layers) {
	let mut random = Random(seed);
	(random.gradients(widths, rows), random.gradients(widths, queries))
}

/// Noise only, of which nothing is taken away by the inverse.
fn noise(widths: &[usize], rows: usize, seed: u64) -> Layers {
	let mut random = Random(seed);
	widths.iter().map(|width| (0..rows).map(|_| random.vector(*width)).collect()).collect()
}

#[test]
fn scores_are_the_papers_when_there_are_more_rows_than_dimensions() {
	let (layers, queries) = drawn(&[40, 7, 65], 150, 3, 1);
	compare(&layers, &queries, Settings::default(), 1e-3);
}

#[test]
fn scores_are_the_papers_when_there_are_more_dimensions_than_rows() {
	let (layers, queries) = drawn(&[300, 91], 50, 3, 2);
	compare(&layers, &queries, Settings::default(), 1e-3);
}

#[test]
fn scores_are_the_papers_when_blocks_strips_and_groups_are_passed() {
	// More rows than a strip, more columns than a block, more queries than a group, none a multiple.
	let (layers, queries) = drawn(&[700, 530], 525, 11, 3);
	compare(&layers, &queries, Settings::default(), 1e-3);
}

#[test]
fn scores_are_near_the_papers_when_rows_are_kept_in_8_bits() {
	let (layers, queries) = drawn(&[40, 64, 200], 150, 3, 4);
	let settings = Settings { precision: Precision::I8, ..Settings::default() };
	compare(&layers, &queries, settings, 0.05);
}

#[test]
fn scores_are_those_of_the_index_when_rows_and_queries_have_one_direction() {
	// The inverse takes nearly all of each away: far more than 12 bits can say what is left.
	let mut random = Random(5);
	for (width, number) in [(600, 40), (60, 200)] {
		let shared = random.vector(width);
		let mut near = |count: usize| {
			let row = |_| shared.iter().map(|s| s + 1e-3 * random.normal()).collect();
			vec![(0..count).map(row).collect::<Vec<_>>()]
		};
		let (layers, queries) = (near(number), near(2));
		let (folder, index) = index(&layers, Settings::default());
		let expected = crate::gradients::scores(&index, &queries, Method::data_inf());
		let found = scores(&build(&folder, &index), &queries);
		for (expected, found) in expected.iter().zip(&found) {
			assert_close(found, expected, 1e-3);
		}
	}
}

#[test]
fn scores_are_within_a_thousandth_and_inexact_when_queries_are_as_rows() {
	// What was scored from 16-bit integers, and not from the index, which is far more exact.
	let (layers, queries) = (noise(&[2000], 60, 6), noise(&[2000], 4, 7));
	compare(&layers, &queries, Settings::default(), 1e-3);
	let (folder, index) = index(&layers, Settings::default());
	let found = scores(&build(&folder, &index), &queries);
	let exact = crate::gradients::scores(&index, &queries, Method::data_inf());
	for (found, exact) in found.iter().zip(&exact) {
		assert_ne!(found, exact, "fell back");
	}
}

#[test]
fn scores_are_weighted_when_there_are_checkpoints() {
	let [(first, queries), (second, _)] = [8, 9].map(|seed| drawn(&[30], 40, 2, seed));
	let (one, two) = (index(&first, Settings::default()), index(&second, Settings::default()));
	let rows = [build(&one.0, &one.1), build(&two.0, &two.1)];
	let parsed =
		[&one.1, &two.1].map(|index| Queries::parse(&block(&queries, &[]), index).unwrap());
	let weighted = rows.iter().zip([0.5, -0.125]);
	let found = Scorer::preconditioned(weighted).unwrap().score(&parsed).unwrap();
	let [one, two] = [0, 1].map(|at| scores(&rows[at], &queries));
	for ((found, one), two) in found.queries().zip(&one).zip(&two) {
		let expected = one.iter().zip(two).map(|(a, b)| 0.5 * a - 0.125 * b).collect::<Vec<_>>();
		assert_close(found, &expected, 1e-12);
	}
}

#[test]
fn scores_are_zero_when_the_layer_or_the_row_or_the_query_is() {
	let (mut layers, queries) = drawn(&[12, 8], 40, 1, 10);
	layers[0][3] = vec![0.0; 12];
	layers[1].iter_mut().for_each(|row| row.fill(0.0));
	let (folder, index) = index(&layers, Settings::default());
	let row = sorted(&(0..40).collect::<Vec<_>>(), &keys(40)).iter().position(|r| *r == 3).unwrap();
	let rows = build(&folder, &index);
	let found = scores(&rows, &queries).remove(0);
	assert_eq!(found[row], 0.0);
	assert!(found.iter().all(|score| score.is_finite()) && found.iter().any(|score| *score != 0.0));
	let nothing = vec![vec![vec![0.0; 12]], vec![vec![0.0; 8]]];
	assert!(scores(&rows, &nothing)[0].iter().all(|score| *score == 0.0));
}

#[test]
fn bytes_and_scores_are_the_same_when_threads_differ() {
	let (layers, queries) = drawn(&[600, 33], 400, 9, 11);
	let (folder, index) = index(&layers, Settings::default());
	let with = |threads| {
		let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
		pool.install(|| {
			let rows = build(&folder, &index);
			(fs::read(rows.path()).unwrap(), scores(&rows, &queries))
		})
	};
	assert!(with(1) == with(3));
}

#[test]
fn bytes_are_pinned_when_the_format_has_this_version() {
	// Other bytes for the same index are another format, or another arithmetic, and need another version.
	let (layers, _) = drawn(&[80, 20], 45, 1, 12);
	let (folder, index) = index(&layers, Settings::default());
	let bytes = fs::read(build(&folder, &index).path()).unwrap();
	assert_eq!(
		format!("{:032x}", xxhash_rust::xxh3::xxh3_128(&bytes)),
		"cd6ddf7d965620cc4e3b0b91886d824b"
	);
}

#[test]
fn scores_of_a_query_are_the_same_bits_when_others_are_asked_with_it() {
	let (layers, queries) = (noise(&[500], 100, 13), noise(&[500], 70, 14));
	let (folder, index) = index(&layers, Settings::default());
	let rows = build(&folder, &index);
	let together = scores(&rows, &queries);
	for query in [0, 1, 8, 63, 69] {
		let alone = vec![vec![queries[0][query].clone()]];
		assert_eq!(scores(&rows, &alone)[0], together[query]);
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(24))]

	#[test]
	fn scores_are_the_papers_when_shapes_are_any(
		widths in prop::collection::vec(1..90usize, 1..4),
		rows in 1..80usize,
		seed in 1..u64::MAX,
	) {
		let (layers, queries) = drawn(&widths, rows, 3, seed);
		compare(&layers, &queries, Settings::default(), 2e-3);
	}
}

#[test]
fn progress_ends_with_everything_when_rows_are_preconditioned() {
	let (layers, _) = drawn(&[20, 40], 600, 1, 15);
	let (folder, index) = index(&layers, Settings::default());
	let mut told = Vec::new();
	let rows = |progress: Progress| told.push(progress);
	Preconditioned::build(&index, &folder.path("rows"), 0.1, rows).unwrap();
	assert!(told.is_sorted_by_key(|progress| progress.done));
	let last = Progress { stage: Stage::Precondition, done: 1200, total: 1200 };
	assert_eq!((told.len(), told.last()), (4, Some(&last)));
}

/// What is wrong with the file of preconditioned rows at `path`.
fn wrong(index: &Index, path: &Path) -> InfluenceError {
	match Preconditioned::open(index, path, DEFAULT_DAMPING).unwrap_err() {
		InfluenceError::File { error, path: named } if named == path => *error,
		error => panic!("{error}"),
	}
}

fn small() -> (Folder, Index) {
	index(&drawn(&[20, 6], 9, 1, 16).0, Settings::default())
}

#[test]
fn file_is_refused_when_it_is_changed_or_cut_or_something_else() {
	let (folder, index) = small();
	let rows = build(&folder, &index);
	let length = fs::metadata(rows.path()).unwrap().len() as usize;
	let changed = |change: &dyn Fn(&mut Vec<u8>)| {
		copy(rows.path(), &folder.path("changed"), change);
		wrong(&index, &folder.path("changed"))
	};
	assert!(matches!(changed(&|bytes| bytes.clear()), InfluenceError::NotPreconditioned));
	assert!(matches!(changed(&|bytes| bytes[0] = b'X'), InfluenceError::NotPreconditioned));
	assert!(matches!(changed(&|bytes| bytes[6] = b'2'), InfluenceError::NotPreconditioned));
	assert!(matches!(changed(&|bytes| bytes[8] = 1), InfluenceError::Corrupt));
	for left in [20, 100, length - 1] {
		let error = changed(&|bytes| bytes.truncate(left));
		assert!(matches!(error, InfluenceError::Truncated { .. }), "{left}: {error}");
	}
	assert!(matches!(changed(&|bytes| bytes.push(0)), InfluenceError::Truncated { .. }));
	for at in (0..length).step_by(7) {
		changed(&|bytes| bytes[at] ^= 4);
	}
	let missing = Preconditioned::open(&index, &folder.path("missing"), DEFAULT_DAMPING);
	assert!(matches!(missing, Err(InfluenceError::Io { .. })));
}

#[test]
fn file_is_stale_when_the_index_or_the_damping_is_another() {
	let (folder, index) = small();
	let rows = build(&folder, &index);
	let (_other, other) =
		crate::gradients::index(&drawn(&[20, 6], 9, 1, 17).0, Settings::default());
	assert!(matches!(wrong(&other, rows.path()), InfluenceError::Stale));
	let damped = Preconditioned::open(&index, rows.path(), 0.2);
	let Err(InfluenceError::File { error, .. }) = damped else { panic!("stale") };
	assert!(matches!(*error, InfluenceError::Stale));
}

#[test]
fn file_is_built_again_only_when_it_is_missing_or_damaged_or_stale() {
	let (folder, index) = small();
	let path = folder.path("rows");
	let built = |damping: f64| {
		let mut calls = 0;
		Preconditioned::open_or_build(&index, &path, damping, |_| calls += 1).unwrap();
		calls > 0
	};
	assert!(built(0.1));
	assert!(!built(0.1));
	assert!(built(0.2));
	copy(&path, &path, |bytes| bytes[500] ^= 1);
	assert!(built(0.2));
	assert!(!built(0.2));
	assert_eq!(folder.list(), ["index", "rows"], "nothing is left of building");
}

#[test]
fn forgery_is_found_when_a_file_with_a_checksum_is_verified() {
	let (folder, index) = small();
	let rows = build(&folder, &index);
	rows.verify(drop).unwrap();
	let length = fs::metadata(rows.path()).unwrap().len() as usize;
	// An integer, a scale, what is said about rounding.
	for at in [128, length - 16 - 64 - 200, length - 16 - 20] {
		copy(rows.path(), &folder.path("changed"), |bytes| {
			bytes[at] ^= 1;
			let (body, checksum) = bytes.split_at_mut(length - 16);
			checksum.copy_from_slice(&xxhash_rust::xxh3::xxh3_128(body).to_le_bytes());
		});
		let path = folder.path("changed");
		let changed = Preconditioned::open(&index, &path, DEFAULT_DAMPING).unwrap();
		let Err(InfluenceError::File { error, .. }) = changed.verify(drop) else {
			panic!("byte {at} is forged")
		};
		assert!(matches!(*error, InfluenceError::Forged), "{at}: {error}");
	}
}

#[test]
fn nothing_is_written_when_rows_cannot_be_preconditioned() {
	let (folder, index) = small();
	for damping in [0.0, -0.1, f64::NAN, f64::INFINITY] {
		let refused = |found: Result<Preconditioned<'_>, InfluenceError>| {
			assert!(matches!(found, Err(InfluenceError::Damping)));
		};
		refused(Preconditioned::build(&index, &folder.path("rows"), damping, drop));
		refused(Preconditioned::open(&index, &folder.path("rows"), damping));
	}
	let nowhere = folder.path("no/where");
	let error = Preconditioned::build(&index, &nowhere, 0.1, drop).unwrap_err();
	assert!(matches!(error, InfluenceError::Io { .. }), "{error}");
	assert_eq!(folder.list(), ["index"]);
}

#[test]
fn index_is_refused_when_a_forged_scale_is_no_number() {
	let (folder, index) = small();
	// Of the first layer: 9 rows of 20 dimensions in 16 bits, after 64-byte sections of header and keys.
	let scale = 128 + 192 + 384;
	copy(index.path(), &folder.path("forged"), |bytes| {
		bytes[scale..scale + 4].copy_from_slice(&f32::NAN.to_le_bytes());
		let end = bytes.len() - 16;
		let (body, checksum) = bytes.split_at_mut(end);
		checksum.copy_from_slice(&xxhash_rust::xxh3::xxh3_128(body).to_le_bytes());
	});
	let forged = Index::open(folder.path("forged")).unwrap();
	let error = Preconditioned::build(&forged, &folder.path("rows"), 0.1, drop).unwrap_err();
	let InfluenceError::File { error, .. } = error else { panic!("{error}") };
	assert!(matches!(*error, InfluenceError::Inconsistent("a row is not finite")), "{error}");
	assert_eq!(folder.list(), ["forged", "index"]);
}

#[test]
fn rows_are_preconditioned_by_one_when_another_does_it_already() {
	let (folder, index) = small();
	let path = folder.path("rows");
	let mut busy = false;
	Preconditioned::build(&index, &path, 0.1, |_| {
		let second = Preconditioned::build(&index, &path, 0.1, drop);
		busy |= matches!(second, Err(InfluenceError::Busy(_)));
	})
	.unwrap();
	assert!(busy);
}

#[test]
fn scorer_is_refused_when_there_is_no_checkpoint_or_an_infinite_weight() {
	let (folder, index) = small();
	let rows = build(&folder, &index);
	let refused =
		|of: &[f64]| Scorer::preconditioned(of.iter().map(|weight| (&rows, *weight))).err();
	assert!(matches!(refused(&[]), Some(InfluenceError::NoCheckpoint)));
	assert!(matches!(refused(&[f64::NAN]), Some(InfluenceError::Weight)));
}
