// SPDX-License-Identifier: Apache-2.0
//! What the tests of retrieval share: directories, indexes, and a model of embeddings.

use crate::support::{corpus, Contributions};
use openledger_attribution::retrieval::{
	build, Digest, EmbedError, Embedder, Index, Manifest, Options, PassageWords, Retrieval,
};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A directory that goes with the test.
pub struct Place(TempDir);

impl Place {
	/// In memory, where there is such a directory: building waits for the disk more than for anything else.
	pub fn new() -> Self {
		let memory = Path::new("/dev/shm");
		let place =
			if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
		Self(place.unwrap())
	}

	pub fn path(&self) -> &Path {
		self.0.path()
	}

	pub fn at(&self, name: &str) -> PathBuf {
		self.0.path().join(name)
	}

	/// The names of what is in it, hidden ones too.
	pub fn names(&self) -> Vec<String> {
		let entries = std::fs::read_dir(self.path()).unwrap();
		entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
	}
}

/// Options with passages of so many words.
pub fn words(most: u32) -> Options<'static> {
	Options { passage_words: PassageWords::new(most).unwrap(), ..Options::default() }
}

pub fn make(of: &Contributions, target: &Path, options: &Options<'_>) -> Manifest {
	build(&corpus(of), target, options).unwrap()
}

/// An index without embeddings, and the directory in which it is.
pub fn index(of: &Contributions, passage_words: u32) -> (Place, Index) {
	let place = Place::new();
	make(of, &place.at("index"), &words(passage_words));
	let index = Index::open(&place.at("index"), None).unwrap();
	(place, index)
}

/// An index with embeddings of [`Letters`].
pub fn hybrid(of: &Contributions, passage_words: u32) -> (Place, Index) {
	let place = Place::new();
	let options = Options { embedder: Some(&Letters), ..words(passage_words) };
	make(of, &place.at("index"), &options);
	let index = Index::open(&place.at("index"), None).unwrap();
	(place, index)
}

/// The contributions and places of hits.
pub fn places(retrieval: &Retrieval) -> Vec<(u64, u32)> {
	retrieval.hits.iter().map(|hit| (hit.passage.contribution.0, hit.passage.start)).collect()
}

/// A model: how often a text has the bytes of each of seven classes, less the mean, so that cosines are of
/// both signs. Texts of one class only are zeros nowhere.
pub struct Letters;

impl Embedder for Letters {
	fn dimension(&self) -> u32 {
		7
	}

	fn digest(&self) -> Digest {
		Digest::of(b"letters")
	}

	fn embed(&self, text: &str) -> Result<Vec<f32>, EmbedError> {
		let mut counts = [0i16; 7];
		for byte in text.bytes() {
			counts[usize::from(byte % 7)] += 1;
		}
		let sum = counts.iter().sum::<i16>();
		Ok(counts.iter().map(|&count| f32::from(count) * 7.0 - f32::from(sum)).collect())
	}
}

/// A model that gives the same vector for any text.
pub struct Constant(pub Vec<f32>, pub u32);

impl Embedder for Constant {
	fn dimension(&self) -> u32 {
		self.1
	}

	fn digest(&self) -> Digest {
		Digest::of(b"constant")
	}

	fn embed(&self, _: &str) -> Result<Vec<f32>, EmbedError> {
		Ok(self.0.clone())
	}
}
