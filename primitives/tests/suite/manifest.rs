// SPDX-License-Identifier: Apache-2.0
//! Manifests: one writing for the same files, and nothing else is read as one.

use openledger_primitives::manifest::{Manifest, ManifestError, ManifestFile, MAX_FILES};
use proptest::prelude::*;

fn model() -> Manifest {
	Manifest::new([
		ManifestFile::of("model.safetensors", b"weights"),
		ManifestFile::of("config.json", b"{}"),
	])
	.unwrap()
}

#[test]
fn manifest_is_the_same_when_files_come_in_another_order() {
	let other = Manifest::new([
		ManifestFile::of("config.json", b"{}"),
		ManifestFile::of("model.safetensors", b"weights"),
	])
	.unwrap();
	assert_eq!(other.to_bytes(), model().to_bytes());
}

#[test]
fn manifest_has_one_line_per_file_when_written() {
	let text = String::from_utf8(model().to_bytes()).unwrap();
	let lines = text.lines().collect::<Vec<_>>();
	assert_eq!(lines.len(), 2);
	assert!(lines[0].ends_with(" 2 config.json") && lines[0].starts_with("0x"));
	assert!(lines[1].ends_with(" 7 model.safetensors") && text.ends_with('\n'));
}

#[test]
fn file_is_recognised_only_when_every_byte_is_the_same() {
	let manifest = model();
	let config = manifest.file("config.json").unwrap();
	assert!(config.is(b"{}") && !config.is(b"{ }") && !config.is(b"[]"));
	assert_eq!(manifest.file("tokenizer.json"), None);
}

#[test]
fn manifest_is_refused_when_a_name_is_a_path_or_empty_or_hidden() {
	for name in ["", "../x", "a/b", "a b", ".hidden", "caf\u{e9}"] {
		let refused = Manifest::new([ManifestFile::of(name, b"")]);
		assert_eq!(refused, Err(ManifestError::Name), "{name:?}");
	}
}

#[test]
fn manifest_is_refused_when_empty_too_long_or_twice_the_same_name() {
	assert_eq!(Manifest::new([]), Err(ManifestError::Count));
	let many = (0..=MAX_FILES).map(|index| ManifestFile::of(&format!("f{index}"), b""));
	assert_eq!(Manifest::new(many), Err(ManifestError::Count));
	let twice = [ManifestFile::of("a", b"1"), ManifestFile::of("a", b"2")];
	assert_eq!(Manifest::new(twice), Err(ManifestError::Order));
}

#[test]
fn bytes_are_refused_when_written_in_another_way() {
	let good = String::from_utf8(model().to_bytes()).unwrap();
	assert_eq!(Manifest::parse(good.as_bytes()), Ok(model()));
	let mut reversed = good.lines().rev().collect::<Vec<_>>().join("\n");
	reversed.push('\n');
	for bad in [
		good.trim_end().to_string(),
		good.replace(" 2 ", " 02 "),
		good.replace(" 2 ", " +2 "),
		good.replace(" 2 ", "  2 "),
		good.replace("0x", ""),
		good.replacen('\n', "\r\n", 1),
		format!("{good}\n"),
		reversed,
		String::new(),
	] {
		assert!(Manifest::parse(bad.as_bytes()).is_err(), "{bad:?}");
	}
	assert_eq!(Manifest::parse(&[0xff]), Err(ManifestError::Line));
}

proptest! {
	#[test]
	fn manifest_survives_a_round_trip_whatever_the_files(
		files in proptest::collection::btree_map("[a-z0-9_][a-z0-9._-]{0,20}", ".{0,40}", 1..12)
	) {
		let manifest = Manifest::new(
			files.iter().map(|(name, text)| ManifestFile::of(name, text.as_bytes())),
		)
		.unwrap();
		prop_assert_eq!(Manifest::parse(&manifest.to_bytes()), Ok(manifest));
	}

	#[test]
	fn parse_never_panics_and_is_exact_when_it_accepts(bytes: Vec<u8>) {
		if let Ok(manifest) = Manifest::parse(&bytes) {
			prop_assert_eq!(manifest.to_bytes(), bytes);
		}
	}
}
