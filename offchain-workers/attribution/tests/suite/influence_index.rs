// SPDX-License-Identifier: Apache-2.0
//! Building indexes, opening them, and everything that can be wrong with both.

#![allow(clippy::cast_possible_wrap, clippy::cast_precision_loss)]

use crate::gradients::{block, copy, file, index, keys, Folder, Layers, Random};
use openledger_attribution::influence::{
	merge, Builder, Index, InfluenceError, Key, Precision, Progress, Queries, RowProof, Settings,
	Stage,
};
use openledger_primitives::ids::ContributionId;
use safetensors::Dtype;
use std::fs;

fn gradients(rows: usize) -> Layers {
	Random(4).gradients(&[20, 6], rows)
}

fn refused(bytes: &[u8]) -> InfluenceError {
	let folder = Folder::new();
	let error = Builder::new(folder.path("index"), Settings::default()).add(bytes).unwrap_err();
	assert!(folder.list().iter().all(|name| name == "index.parts"), "nothing half-written");
	error
}

/// The error inside of the one that names the file.
fn of_file(error: InfluenceError) -> InfluenceError {
	match error {
		InfluenceError::File { error, .. } => *error,
		error => panic!("{error}"),
	}
}

fn opened(change: impl FnOnce(&mut Vec<u8>)) -> InfluenceError {
	let (folder, index) = index(&gradients(9), Settings::default());
	copy(index.path(), &folder.path("changed"), change);
	of_file(Index::open(folder.path("changed")).unwrap_err())
}

/// Puts the right checksum under changed bytes, as whoever wants to deceive would.
fn seal(bytes: &mut [u8]) {
	let (body, checksum) = bytes.split_at_mut(bytes.len() - 16);
	checksum.copy_from_slice(&xxhash_rust::xxh3::xxh3_128(body).to_le_bytes());
}

#[test]
fn index_says_what_it_is_of_when_it_is_opened_again() {
	let settings = Settings { seed: 5, dimensions: 8, precision: Precision::I8 };
	let (folder, built) = index(&gradients(10), settings);
	let index = Index::open(folder.path("index")).unwrap();
	assert_eq!((index.rows(), index.contributions(), index.settings()), (10, 3, settings));
	let layers = index.layers().iter().map(|l| (l.name.as_str(), l.width, l.kept));
	assert_eq!(layers.collect::<Vec<_>>(), [("layer 0", 20, 8), ("layer 1", 6, 6)]);
	let mut expected = keys(10);
	expected.sort_unstable();
	let found = index.keys().map(|key| (key.contribution.0 as i64, key.row as i64));
	assert_eq!(found.collect::<Vec<_>>(), expected);
	assert_eq!(index.root(), built.root());
	index.verify().unwrap();
	assert_eq!(folder.list(), ["index"], "no parts are left");
}

#[test]
fn index_is_pinned_when_the_format_has_this_version() {
	// Another root for the same gradients is another format, and needs another version.
	let settings = Settings { seed: 1, dimensions: 8, ..Settings::default() };
	let (_folder, index) = index(&gradients(10), settings);
	assert_eq!(
		hex::encode(index.root()),
		"8730a8db419455325d3ac51db242620f968d49c0129072563d7518df0d1e522c"
	);
}

#[test]
fn mean_square_is_that_of_the_whole_layer_when_it_is_projected() {
	let layers = vec![vec![vec![2.0f32; 64]; 50]];
	let (_folder, whole) = index(&layers, Settings::default());
	assert!((whole.mean_squares()[0] - 4.0).abs() < 1e-3);
	let mut random = Random(3);
	let layers = vec![(0..200).map(|_| random.vector(64)).collect::<Vec<_>>()];
	let (_folder, projected) = index(&layers, Settings { dimensions: 16, ..Settings::default() });
	assert!((projected.mean_squares()[0] - 1.0).abs() < 0.1);
}

#[test]
fn rows_are_proved_when_the_root_is_known() {
	let (_folder, built) = index(&gradients(7), Settings::default());
	let root = built.root();
	for (row, key) in (0..7).zip(built.keys().collect::<Vec<_>>()) {
		let proof = built.prove(row).unwrap();
		assert_eq!(Key { contribution: ContributionId(proof.contribution), row: proof.row }, key);
		assert!(proof.verify(&root));
		let mut lie = proof.clone();
		*lie.data.last_mut().unwrap() ^= 1;
		assert!(!lie.verify(&root));
		assert!(!RowProof { leaf: proof.leaf ^ 1, ..proof.clone() }.verify(&root));
		assert!(!RowProof { leaves: 9, ..proof.clone() }.verify(&root));
		assert!(!proof.verify(&[7; 32]));
	}
	let error = built.prove(7).unwrap_err();
	assert!(matches!(error, InfluenceError::NoSuchRow { row: 7, rows: 7 }));
}

#[test]
fn root_is_another_when_seed_or_a_row_is() {
	let (_folder, index_) = index(&gradients(7), Settings::default());
	let (_other, seed) = index(&gradients(7), Settings { seed: 1, ..Settings::default() });
	let mut layers = gradients(7);
	layers[1][2][0] += 1.0;
	let (_third, row) = index(&layers, Settings::default());
	assert_ne!(index_.root(), seed.root());
	assert_ne!(index_.root(), row.root());
}

#[test]
fn parts_are_used_again_when_a_build_was_broken_off() {
	let folder = Folder::new();
	let layers = gradients(12);
	let part = |from: usize, to: usize| {
		let layers = layers.iter().map(|rows| rows[from..to].to_vec()).collect();
		block(&layers, &keys(12)[from..to])
	};
	let mut first = Builder::new(folder.path("index"), Settings::default());
	first.add(&part(0, 6)).unwrap();
	drop(first);
	assert_eq!(folder.list(), ["index.parts"]);
	// What was cut short is no part.
	let whole = fs::read_dir(folder.path("index.parts")).unwrap().next().unwrap().unwrap().path();
	for (cut, expected) in [(false, vec![6]), (true, vec![6, 6])] {
		if cut {
			copy(&whole, &whole, |bytes| bytes.truncate(bytes.len() / 2));
		}
		let mut projected = Vec::new();
		let note = |progress: Progress| {
			if progress.stage == Stage::Project && progress.done == progress.total {
				projected.push(progress.total / 2);
			}
		};
		let mut builder =
			Builder::new(folder.path("index"), Settings::default()).with_progress(note);
		builder.add(&part(0, 6)).unwrap();
		builder.add(&part(6, 12)).unwrap();
		if cut {
			builder.finish().unwrap();
		} else {
			drop(builder);
			let second = |path: &std::path::PathBuf| *path != whole;
			let paths =
				fs::read_dir(folder.path("index.parts")).unwrap().map(|e| e.unwrap().path());
			paths.filter(second).for_each(|path| fs::remove_file(path).unwrap());
		}
		assert_eq!(projected, expected);
	}
	let (_folder, at_once) = index(&layers, Settings::default());
	assert_eq!(fs::read(folder.path("index")).unwrap(), fs::read(at_once.path()).unwrap());
	assert_eq!(folder.list(), ["index"]);
}

#[test]
fn leftovers_are_written_over_and_removed_when_a_build_was_killed() {
	let folder = Folder::new();
	fs::create_dir(folder.path("index.parts")).unwrap();
	let left = [".index.lock", ".index.unfinished", "index.parts/.0123.part.unfinished"];
	left.iter().for_each(|name| fs::write(folder.path(name), [7; 9999]).unwrap());
	let index = folder.build("index", &[block(&gradients(5), &keys(5))], Settings::default());
	index.verify().unwrap();
	assert_eq!(folder.list(), ["index"]);
}

#[test]
fn second_builder_is_refused_when_the_first_is_not_done() {
	let folder = Folder::new();
	let bytes = block(&gradients(4), &keys(4));
	let builder = || Builder::new(folder.path("index"), Settings::default());
	let mut first = builder();
	first.add(&bytes).unwrap();
	let busy = |error| matches!(error, InfluenceError::Busy(path) if path == folder.path("index"));
	assert!(busy(builder().add(&bytes).unwrap_err()));
	fs::write(folder.path("block"), &bytes).unwrap();
	assert!(busy(builder().add_file(&folder.path("block")).unwrap_err()));
	let (_other, whole) = index(&gradients(4), Settings::default());
	assert!(busy(merge(&[whole], &folder.path("index"), drop).unwrap_err()));
	// Another index in the same folder is another matter.
	folder.build("index-2", std::slice::from_ref(&bytes), Settings::default());
	drop(first);
	let mut next = builder();
	next.add(&bytes).unwrap();
	next.finish().unwrap();
	assert_eq!(folder.list(), ["block", "index", "index-2"]);
}

#[test]
fn other_files_stay_when_parts_are_removed() {
	let folder = Folder::new();
	let mut builder = Builder::new(folder.path("index"), Settings::default());
	builder.add(&block(&gradients(2), &keys(2))).unwrap();
	fs::write(folder.path("index.parts").join("note.txt"), "mine").unwrap();
	builder.finish().unwrap();
	assert_eq!(fs::read_dir(folder.path("index.parts")).unwrap().count(), 1);
}

#[test]
fn merged_index_is_the_same_when_built_at_once() {
	let layers = gradients(11);
	let part = |from: usize, to: usize| {
		let layers = layers.iter().map(|rows| rows[from..to].to_vec()).collect();
		index_of(&layers, &keys(11)[from..to])
	};
	let (parts, folder) = ([part(6, 11), part(0, 6)], Folder::new());
	let parts = parts.map(|(_, index)| index);
	merge(&parts, &folder.path("merged"), drop).unwrap();
	let (_folder, whole) = index(&layers, Settings::default());
	assert_eq!(fs::read(folder.path("merged")).unwrap(), fs::read(whole.path()).unwrap());
	let nothing = merge(&[], &folder.path("nothing"), drop).unwrap_err();
	assert!(matches!(nothing, InfluenceError::NoRows));
}

fn index_of(layers: &Layers, keys: &[(i64, i64)]) -> (std::mem::ManuallyDrop<Folder>, Index) {
	// The folder stays until the process ends: indexes read from it.
	let folder = std::mem::ManuallyDrop::new(Folder::new());
	let index = folder.build("index", &[block(layers, keys)], Settings::default());
	(folder, index)
}

#[test]
fn merging_is_refused_when_indexes_do_not_fit() {
	let folder = Folder::new();
	let (_one, default) = index(&gradients(3), Settings::default());
	let (_two, seeded) = index(&gradients(3), Settings { seed: 1, ..Settings::default() });
	let (_three, wide) = index(&Random(1).gradients(&[20, 7], 3), Settings::default());
	let (_four, same) = index(&gradients(3), Settings::default());
	let refused = |with: Index, default: Index| {
		let error = merge(&[default, with], &folder.path("merged"), drop).unwrap_err();
		assert!(folder.list().is_empty());
		error
	};
	let again = || Index::open(default.path()).unwrap();
	let error = of_file(refused(seeded, again()));
	assert!(matches!(error, InfluenceError::OtherSettings));
	let error = of_file(refused(wide, again()));
	assert!(matches!(error, InfluenceError::OtherLayers(_)));
	let error = refused(same, again());
	assert!(matches!(error, InfluenceError::Duplicate { row: 0, .. }));
}

#[test]
fn block_is_refused_when_it_is_no_safetensors_file() {
	for bytes in [&b""[..], b"hello", &[255; 100]] {
		assert!(matches!(refused(bytes), InfluenceError::NotSafetensors(_)));
	}
	let mut cut = block(&gradients(3), &keys(3));
	cut.truncate(cut.len() - 1);
	assert!(matches!(refused(&cut), InfluenceError::NotSafetensors(_)));
}

#[test]
fn block_is_refused_when_a_tensor_is_missing() {
	assert!(matches!(
		refused(&block(&gradients(3), &[])),
		InfluenceError::NoTensor("contribution")
	));
	let only = |name| (name, Dtype::I64, vec![1], vec![0; 8]);
	let layer = ("w", Dtype::F32, vec![1, 2], vec![0; 8]);
	assert!(matches!(
		refused(&file(&[only("contribution"), layer])),
		InfluenceError::NoTensor("row")
	));
	assert!(matches!(
		refused(&file(&[only("contribution"), only("row")])),
		InfluenceError::NoLayers
	));
}

#[test]
fn block_is_refused_when_types_or_shapes_are_wrong() {
	let key = |name, rows: usize| (name, Dtype::I64, vec![rows], vec![0; 8 * rows]);
	let layer = |dtype, shape: Vec<usize>, bytes| ("w", dtype, shape, vec![0; bytes]);
	let with = |layer| refused(&file(&[layer, key("contribution", 2), key("row", 2)]));
	assert!(matches!(
		with(layer(Dtype::F64, vec![2, 1], 16)),
		InfluenceError::WrongType { expected: "F32", .. }
	));
	for (shape, bytes) in [(vec![2], 8), (vec![2, 1, 1], 8), (vec![2, 0], 0), (vec![], 4)] {
		assert!(matches!(with(layer(Dtype::F32, shape, bytes)), InfluenceError::WrongShape { .. }));
	}
	assert!(matches!(with(layer(Dtype::F32, vec![0, 3], 0)), InfluenceError::NoRows));
	let layers = [
		("a", Dtype::F32, vec![2, 1], vec![0; 8]),
		("b", Dtype::F32, vec![3, 1], vec![0; 12]),
		key("contribution", 2),
		key("row", 2),
	];
	assert!(matches!(refused(&file(&layers)), InfluenceError::WrongShape { .. }));
	let keys = [layer(Dtype::F32, vec![2, 1], 8), key("contribution", 2), key("row", 3)];
	assert!(matches!(refused(&file(&keys)), InfluenceError::WrongShape { .. }));
	let floats = [
		layer(Dtype::F32, vec![1, 1], 4),
		key("contribution", 1),
		("row", Dtype::F64, vec![1], vec![0; 8]),
	];
	assert!(matches!(refused(&file(&floats)), InfluenceError::WrongType { expected: "I64", .. }));
}

#[test]
fn block_is_refused_when_a_gradient_is_not_finite() {
	for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
		let mut layers = gradients(5);
		layers[1][3][2] = value;
		let InfluenceError::NotFinite { layer, row: 3 } = refused(&block(&layers, &keys(5))) else {
			panic!("not finite")
		};
		assert_eq!(layer, "layer 1");
	}
}

#[test]
fn block_is_refused_when_a_gradient_overflows_in_the_projection() {
	let layers = vec![vec![vec![f32::MAX; 64]]];
	let folder = Folder::new();
	let settings = Settings { dimensions: 63, ..Settings::default() };
	// Some sums of 64 largest numbers, with random signs, are too large.
	let error = Builder::new(folder.path("index"), settings).add(&block(&layers, &keys(1)));
	assert!(matches!(error, Err(InfluenceError::NotFinite { row: 0, .. })));
}

#[test]
fn block_is_refused_when_keys_are_negative_or_there_twice() {
	let layers = gradients(2);
	let error = refused(&block(&layers, &[(0, 0), (-1, 0)]));
	assert!(matches!(error, InfluenceError::NegativeKey(1)));
	let error = refused(&block(&layers, &[(0, -5), (1, 0)]));
	assert!(matches!(error, InfluenceError::NegativeKey(0)));
	let InfluenceError::Duplicate { contribution: ContributionId(8), row: 2 } =
		refused(&block(&layers, &[(8, 2), (8, 2)]))
	else {
		panic!("there twice")
	};
}

#[test]
fn index_is_refused_when_blocks_contradict_each_other() {
	let folder = Folder::new();
	let mut builder = Builder::new(folder.path("index"), Settings::default());
	builder.add(&block(&gradients(4), &keys(4))).unwrap();
	let narrow = block(&Random(1).gradients(&[20], 1), &[(50, 0)]);
	assert!(matches!(builder.add(&narrow), Err(InfluenceError::OtherLayers(_))));
	let other = block(&Random(1).gradients(&[20, 5], 1), &[(50, 0)]);
	let error = builder.add(&other).unwrap_err().to_string();
	assert!(error.contains("\"layer 1\" of 5 instead of \"layer 1\" of 6"), "{error}");
	builder.add(&block(&Random(1).gradients(&[20, 6], 1), &[(7, 0)])).unwrap();
	let error = builder.finish().unwrap_err();
	assert!(matches!(error, InfluenceError::Duplicate { contribution: ContributionId(7), row: 0 }));
	assert_eq!(folder.list(), ["index.parts"]);
	let nothing = Builder::new(folder.path("nothing"), Settings::default()).finish();
	assert!(matches!(nothing, Err(InfluenceError::NoRows)));
}

#[test]
fn files_are_named_when_they_cannot_be_read_or_written() {
	let folder = Folder::new();
	let mut builder = Builder::new(folder.path("index"), Settings::default());
	let missing = builder.add_file(&folder.path("missing")).unwrap_err();
	assert!(matches!(&missing, InfluenceError::Io { .. }));
	assert!(missing.to_string().contains("missing"));
	fs::write(folder.path("text"), "hello").unwrap();
	let error = of_file(builder.add_file(&folder.path("text")).unwrap_err());
	assert!(matches!(error, InfluenceError::NotSafetensors(_)));
	// A folder stands where the index should go.
	builder.add(&block(&gradients(2), &keys(2))).unwrap();
	fs::create_dir(folder.path("index")).unwrap();
	assert!(matches!(builder.finish(), Err(InfluenceError::Io { .. })));
	assert_eq!(folder.list(), ["index", "index.parts", "text"]);
	assert!(matches!(Index::open(folder.path("index")), Err(InfluenceError::Io { .. })));
	assert!(matches!(Index::open(folder.path("missing")), Err(InfluenceError::Io { .. })));
}

#[test]
fn index_is_refused_when_it_is_another_file_or_version() {
	assert!(matches!(opened(|bytes| bytes.clear()), InfluenceError::NotAnIndex));
	assert!(matches!(opened(|bytes| bytes[0] = b'X'), InfluenceError::NotAnIndex));
	assert!(matches!(opened(|bytes| bytes[8] = 2), InfluenceError::Version(2)));
}

#[test]
fn index_is_refused_when_it_is_shorter_or_longer() {
	let longer = opened(|bytes| bytes.push(0));
	assert!(matches!(
		longer,
		InfluenceError::Truncated { expected, found } if found == expected + 1
	));
	for left in [16, 20, 100, 500] {
		let shorter = opened(|bytes| bytes.truncate(left));
		assert!(matches!(shorter, InfluenceError::Truncated { .. }), "{left}: {shorter}");
	}
}

#[test]
fn index_is_refused_when_any_byte_is_changed() {
	let (folder, index) = index(&gradients(3), Settings::default());
	let length = fs::metadata(index.path()).unwrap().len() as usize;
	for at in (0..length).step_by(7) {
		copy(index.path(), &folder.path("changed"), |bytes| bytes[at] ^= 4);
		assert!(Index::open(folder.path("changed")).is_err(), "{at}");
	}
}

#[test]
fn index_is_refused_when_its_header_is_none() {
	let unreadable = opened(|bytes| bytes[28] = 9);
	assert!(matches!(unreadable, InfluenceError::Corrupt), "{unreadable}");
	// Dimensions that the layers do not have.
	let contradicts = opened(|bytes| {
		bytes[24] = 3;
		seal(bytes);
	});
	assert!(matches!(contradicts, InfluenceError::Inconsistent(_)), "{contradicts}");
	let huge = opened(|bytes| bytes[29..33].fill(255));
	assert!(matches!(huge, InfluenceError::Truncated { .. } | InfluenceError::TooLarge), "{huge}");
}

#[test]
fn lie_is_found_when_an_index_with_a_checksum_is_verified() {
	let (folder, index) = index(&gradients(9), Settings::default());
	let length = fs::metadata(index.path()).unwrap().len() as usize;
	let header = 128;
	for at in [header, header + 8, header + 192, length - 16 - 40, length - 17] {
		copy(index.path(), &folder.path("changed"), |bytes| {
			bytes[at] ^= 1;
			seal(bytes);
		});
		let changed = Index::open(folder.path("changed")).unwrap();
		let error = of_file(changed.verify().unwrap_err());
		assert!(matches!(error, InfluenceError::Inconsistent(_)), "{at}: {error}");
	}
}

#[test]
fn queries_are_refused_when_their_layers_are_others() {
	let (folder, index) = index(&gradients(4), Settings { dimensions: 4, ..Settings::default() });
	let parse =
		|widths: &[usize]| Queries::parse(&block(&Random(2).gradients(widths, 2), &[]), &index);
	let queries = parse(&[20, 6]).unwrap();
	assert_eq!((queries.len(), queries.is_empty()), (2, false));
	for widths in [&[20][..], &[20, 7], &[20, 6, 1]] {
		assert!(matches!(parse(widths), Err(InfluenceError::OtherLayers(_))));
	}
	let mut layers = Random(2).gradients(&[20, 6], 2);
	layers[0][1][0] = f32::NAN;
	let error = Queries::parse(&block(&layers, &[]), &index);
	assert!(matches!(error, Err(InfluenceError::NotFinite { row: 1, .. })));
	let missing = Queries::open(&folder.path("missing"), &index);
	assert!(matches!(missing, Err(InfluenceError::Io { .. })));
	fs::write(folder.path("queries"), "hello").unwrap();
	let error = of_file(Queries::open(&folder.path("queries"), &index).unwrap_err());
	assert!(matches!(error, InfluenceError::NotSafetensors(_)));
}
