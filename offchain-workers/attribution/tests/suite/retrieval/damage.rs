// SPDX-License-Identifier: Apache-2.0
//! Indexes that are damaged, truncated, incomplete, or of another snapshot.

use super::world::{make, words, Letters, Place};
use crate::support::{contributions, corpus, Contributions};
use openledger_attribution::{
	corpus::{ContentError, TextSource},
	retrieval::{Digest, DigestError, FileError, Index, Manifest, OpenError, Options, VerifyError},
};
use openledger_primitives::ids::ContributionId;
use std::{borrow::Cow, fs, path::Path};

fn some() -> Contributions {
	contributions(&[(1, "the quick brown fox"), (4, "jumps over\nthe lazy dog"), (6, "日本 fox")])
}

fn built() -> (Place, Manifest) {
	let place = Place::new();
	let manifest =
		make(&some(), &place.at("index"), &Options { embedder: Some(&Letters), ..words(3) });
	(place, manifest)
}

fn refused(directory: &Path) -> OpenError {
	match Index::open(directory, None) {
		Ok(_) => panic!("the index is refused"),
		Err(error) => error,
	}
}

/// The names of all files, the manifest's too.
fn files(manifest: &Manifest) -> impl Iterator<Item = &str> {
	manifest.files.iter().map(|file| file.name.as_str()).chain(["manifest.json"])
}

#[test]
fn index_is_refused_when_a_byte_is_another() {
	let (place, manifest) = built();
	for name in files(&manifest) {
		let path = place.at("index").join(name);
		let whole = fs::read(&path).unwrap();
		// All bytes of small files, and some of large ones.
		for byte in (0..whole.len()).step_by(1 + whole.len() / 150) {
			let mut flipped = whole.clone();
			flipped[byte] ^= 1 << (byte % 8);
			fs::write(&path, &flipped).unwrap();
			match refused(&place.at("index")) {
				OpenError::File(FileError::Damaged(damaged)) => assert_eq!(damaged, path),
				OpenError::Manifest(damaged) => assert_eq!(damaged, path),
				other => panic!("{name}, byte {byte}: {other}"),
			}
		}
		fs::write(&path, &whole).unwrap();
	}
	assert!(Index::open(&place.at("index"), None).is_ok());
}

#[test]
fn index_is_refused_when_a_file_is_truncated_or_longer() {
	let (place, manifest) = built();
	for name in files(&manifest) {
		let path = place.at("index").join(name);
		let whole = fs::read(&path).unwrap();
		let longer = [&whole[..], b"x"].concat();
		for bytes in [&whole[..0], &whole[..whole.len() - 1], &longer] {
			fs::write(&path, bytes).unwrap();
			match refused(&place.at("index")) {
				OpenError::File(FileError::Length { path: damaged, .. }) => {
					assert_eq!(damaged, path)
				},
				OpenError::Manifest(damaged) => assert_eq!(damaged, path),
				other => panic!("{name}, {} bytes: {other}", bytes.len()),
			}
		}
		fs::write(&path, &whole).unwrap();
	}
}

#[test]
fn index_is_refused_when_a_file_is_missing() {
	let (place, manifest) = built();
	for name in files(&manifest) {
		let path = place.at("index").join(name);
		let whole = fs::read(&path).unwrap();
		fs::remove_file(&path).unwrap();
		let error = refused(&place.at("index"));
		assert!(matches!(error, OpenError::File(FileError::Io { .. })), "{name}: {error}");
		assert!(error.to_string().contains(name), "{error}");
		fs::write(&path, &whole).unwrap();
	}
}

#[test]
fn index_is_refused_when_it_is_of_another_snapshot() {
	let (place, manifest) = built();
	assert!(Index::open(&place.at("index"), Some(&manifest.snapshot)).is_ok());
	let other = Digest::of(b"another");
	match Index::open(&place.at("index"), Some(&other)) {
		Err(OpenError::OtherSnapshot { expected, found }) => {
			assert_eq!((expected, found), (other, manifest.snapshot));
		},
		_ => panic!("the index is refused"),
	}
}

/// Writes a manifest with its digest, as the crate does.
fn seal(place: &Place, manifest: &Manifest) {
	#[derive(serde::Serialize)]
	struct Sealed<'a> {
		manifest: &'a Manifest,
		digest: Digest,
	}
	let sealed = Sealed { manifest, digest: manifest.digest().unwrap() };
	let mut json = serde_json::to_vec_pretty(&sealed).unwrap();
	json.push(b'\n');
	fs::write(place.at("index").join("manifest.json"), json).unwrap();
}

#[test]
fn index_is_refused_when_its_format_is_newer() {
	let (place, manifest) = built();
	seal(&place, &Manifest { format: 2, ..manifest });
	assert!(matches!(refused(&place.at("index")), OpenError::Format(2)));
}

#[test]
fn index_is_refused_when_its_unicode_is_another() {
	let (place, manifest) = built();
	seal(&place, &Manifest { unicode: [1, 1, 0], ..manifest });
	let error = refused(&place.at("index"));
	assert!(matches!(error, OpenError::Unicode { index: [1, 1, 0], .. }), "{error}");
}

#[test]
fn index_tells_how_much_of_it_is_checked_when_it_is_opened() {
	let (place, manifest) = built();
	let told = std::cell::RefCell::new(Vec::new());
	let progress = |done, of| told.borrow_mut().push((done, of));
	assert!(Index::open_with(&place.at("index"), None, &progress).is_ok());
	let all = manifest.files.iter().map(|file| file.length).sum::<u64>();
	let told = told.into_inner();
	assert_eq!(told.first(), Some(&(0, all)));
	assert_eq!(told.last(), Some(&(all, all)));
	assert!(told.is_sorted());
}

#[test]
fn index_is_refused_when_its_manifest_contradicts_the_files() {
	let (place, manifest) = built();
	let of = manifest.embeddings.unwrap();
	let wider = openledger_attribution::retrieval::EmbeddingsInfo { dimension: 8, ..of };
	let cases = [
		Manifest { snapshot: Digest::of(b"another"), ..manifest.clone() },
		Manifest { contributions: 2, ..manifest.clone() },
		Manifest { passages: manifest.passages + 1, ..manifest.clone() },
		Manifest { words: manifest.words - 1, ..manifest.clone() },
		Manifest { passage_words: words(2).passage_words, ..manifest.clone() },
		Manifest { embeddings: None, ..manifest.clone() },
		Manifest { embeddings: Some(wider), ..manifest.clone() },
	];
	for case in cases {
		seal(&place, &case);
		let error = refused(&place.at("index"));
		assert!(matches!(error, OpenError::Contradiction(_)), "{error}");
	}
	for name in ["passages.bin", "contributions.bin", "embeddings.bin"] {
		let mut without = manifest.clone();
		without.files.retain(|file| file.name != name);
		seal(&place, &without);
		assert!(matches!(refused(&place.at("index")), OpenError::Contradiction(_)), "{name}");
	}
	let path = place.at("index").join("passages.bin");
	let whole = fs::read(&path).unwrap();
	fs::write(&path, &whole[1..]).unwrap();
	let mut half = manifest.clone();
	for file in half.files.iter_mut().filter(|file| file.name == "passages.bin") {
		(file.length, file.digest) = (file.length - 1, Digest::of(&whole[1..]));
	}
	seal(&place, &half);
	let error = refused(&place.at("index"));
	assert_eq!(error.to_string(), "the index contradicts itself: a table has half a record");
	fs::write(&path, &whole).unwrap();
	let mut without = manifest.clone();
	without.files.retain(|file| file.name != "meta.json");
	seal(&place, &without);
	assert!(matches!(refused(&place.at("index")), OpenError::Postings(_)));
	seal(&place, &manifest);
	assert!(Index::open(&place.at("index"), None).is_ok());
}

#[test]
fn index_is_refused_when_its_manifest_names_a_file_elsewhere() {
	let (place, manifest) = built();
	fs::rename(place.at("index").join("passages.bin"), place.at("passages.bin")).unwrap();
	let mut elsewhere = manifest;
	for file in &mut elsewhere.files {
		if file.name == "passages.bin" {
			file.name = "../passages.bin".to_owned();
		}
	}
	seal(&place, &elsewhere);
	assert!(matches!(refused(&place.at("index")), OpenError::Manifest(_)));
}

#[test]
fn index_is_verified_when_contents_are_those_it_was_built_of() {
	let (place, _) = built();
	let index = Index::open(&place.at("index"), None).unwrap();
	let told = std::cell::RefCell::new(Vec::new());
	index.verify(&corpus(&some()), &|done, of| told.borrow_mut().push((done, of))).unwrap();
	assert_eq!(told.into_inner(), [(0, 3), (1, 3), (2, 3), (3, 3)]);
}

#[test]
fn index_is_not_verified_when_contents_are_others() {
	let (place, _) = built();
	let index = Index::open(&place.at("index"), None).unwrap();
	let verify = |of: &Contributions| index.verify(&corpus(of), &|_, _| {}).unwrap_err();
	let mut of = some();
	of.remove(&4);
	assert!(matches!(verify(&of), VerifyError::Contributions(ContributionId(4))));
	let mut of = some();
	of.insert(9, "more".to_owned());
	assert!(matches!(verify(&of), VerifyError::Contributions(ContributionId(9))));
	let mut of = some();
	of.insert(6, "日本 fix".to_owned());
	assert!(matches!(verify(&of), VerifyError::OtherContent(ContributionId(6))));
}

/// Has everything, and gives nothing.
struct Unreadable;

impl TextSource for Unreadable {
	fn contributions(&self) -> Vec<(ContributionId, u64)> {
		[6, 1, 4].map(|id| (ContributionId(id), 1)).into()
	}

	fn read(&self, _: ContributionId) -> Result<Cow<'_, [u8]>, ContentError> {
		Err("the disk is gone".into())
	}
}

#[test]
fn index_is_not_verified_when_contents_cannot_be_read() {
	let (place, _) = built();
	let index = Index::open(&place.at("index"), None).unwrap();
	let error = index.verify(&Unreadable, &|_, _| {}).unwrap_err();
	assert_eq!(error.to_string(), "cannot read contribution 1: the disk is gone");
}

#[test]
fn digest_is_refused_when_it_is_written_another_way() {
	let digest = Digest::of(b"fox");
	assert_eq!(digest.to_string().parse(), Ok(digest));
	let text = digest.to_string();
	for other in [text.to_uppercase(), text[2..].to_owned(), text[..65].to_owned(), text + "0"] {
		assert_eq!(other.parse::<Digest>(), Err(DigestError), "{other}");
	}
}

#[test]
fn index_is_not_verified_when_it_has_other_passages() {
	let (place, mut manifest) = built();
	let path = place.at("index").join("passages.bin");
	let mut bytes = fs::read(&path).unwrap();
	// The first passage, of "the quick brown": a byte less.
	assert_eq!(bytes[12], 15);
	bytes[12] = 14;
	fs::write(&path, &bytes).unwrap();
	for file in &mut manifest.files {
		if file.name == "passages.bin" {
			file.digest = Digest::of(&bytes);
		}
	}
	seal(&place, &manifest);
	let index = Index::open(&place.at("index"), None).unwrap();
	let error = index.verify(&corpus(&some()), &|_, _| {}).unwrap_err();
	assert!(matches!(error, VerifyError::Passages(ContributionId(1))), "{error}");
}
