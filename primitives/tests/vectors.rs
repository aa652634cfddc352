// SPDX-License-Identifier: Apache-2.0
//! The files in `vectors/` say what the code says.

#![allow(clippy::unwrap_used)]

#[path = "../examples/vectors/generate.rs"]
mod generate;

use std::{env, fs, path::PathBuf};

/// Asked for when the tests run: one target directory serves several checkouts.
fn folder() -> PathBuf {
	PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("vectors")
}

#[test]
fn vector_files_equal_the_generated_ones_when_nothing_changed() {
	let folder = folder();
	for (name, value) in generate::all() {
		let path = folder.join(format!("{name}.json"));
		let stored = fs::read_to_string(&path).unwrap();
		assert!(
			stored == generate::render(&value),
			"{} differs: consensus bytes changed, or run `cargo run --example vectors`",
			path.display()
		);
	}
}

#[test]
fn vector_folder_holds_no_other_file_when_listed() {
	let folder = folder();
	let mut stored = fs::read_dir(folder)
		.unwrap()
		.map(|entry| entry.unwrap().file_name().into_string().unwrap())
		.collect::<Vec<_>>();
	let mut generated =
		generate::all().into_iter().map(|(name, _)| format!("{name}.json")).collect::<Vec<_>>();
	stored.sort();
	generated.sort();
	assert_eq!(stored, generated);
}
