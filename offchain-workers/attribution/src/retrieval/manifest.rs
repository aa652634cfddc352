// SPDX-License-Identifier: Apache-2.0
//! The manifest of an index: what it is of, and the files it consists of.

use super::{Digest, PassageWords};
use serde::{Deserialize, Serialize};

/// The version of the files' format.
pub const FORMAT: u32 = 1;
/// The version of Unicode with which this program reads terms.
pub(super) const UNICODE: [u8; 3] = {
	let (major, minor, update) = char::UNICODE_VERSION;
	[major, minor, update]
};
/// The manifest's own file.
pub(super) const MANIFEST: &str = "manifest.json";

/// What an index is of.
///
/// Two indexes with the same `snapshot`, `passage_words` and `embeddings` give the same results.
/// Two that were built at once, not updated, are the same files.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
	/// [`FORMAT`].
	pub format: u32,
	/// The version of Unicode that says which characters are letters, and which are their small ones:
	/// that of the standard library with which the index was built.
	pub unicode: [u8; 3],
	/// Which contributions there are, and the bytes of each: the Merkle root over `(contribution u64, root
	/// [u8; 32], length u32)`, little-endian, ascending by contribution, in the domain of snapshots; zeros
	/// for none. Who knows from the chain what a snapshot has can tell it without the contents.
	pub snapshot: Digest,
	/// How many contributions there are.
	pub contributions: u64,
	/// How many passages they are cut into.
	pub passages: u32,
	/// How many words these have together.
	pub words: u64,
	/// The most words of a passage.
	pub passage_words: PassageWords,
	/// The embeddings, if there are any.
	pub embeddings: Option<EmbeddingsInfo>,
	/// All files but the manifest, ascending by name.
	pub files: Vec<FileEntry>,
}

/// What embeddings an index has.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(deny_unknown_fields)]
pub struct EmbeddingsInfo {
	/// The model's digest.
	pub model: Digest,
	/// How many numbers each has.
	pub dimension: u32,
}

/// One file of an index.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
	/// Its name.
	pub name: String,
	/// Its length in bytes.
	pub length: u64,
	/// The digest of its bytes.
	pub digest: Digest,
}

/// The manifest as it stands in its file, with its own digest.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
	manifest: Manifest,
	digest: Digest,
}

impl Manifest {
	/// The digest of the manifest, in one line of JSON: it names the index, with every byte of it.
	///
	/// # Errors
	/// None that is known: the manifest has nothing that JSON cannot write.
	pub fn digest(&self) -> serde_json::Result<Digest> {
		serde_json::to_vec(self).map(|json| Digest::of(&json))
	}

	/// The bytes of the manifest's file.
	pub(super) fn to_bytes(&self) -> serde_json::Result<Vec<u8>> {
		let sealed = Sealed { manifest: self.clone(), digest: self.digest()? };
		let mut bytes = serde_json::to_vec_pretty(&sealed)?;
		bytes.push(b'\n');
		Ok(bytes)
	}

	/// Reads what [`Self::to_bytes`] writes, and nothing else. Its digest comes along.
	pub(super) fn parse(bytes: &[u8]) -> Option<(Self, Digest)> {
		let Sealed { manifest, digest } = serde_json::from_slice(bytes).ok()?;
		let same = manifest.to_bytes().is_ok_and(|written| written == bytes);
		same.then_some((manifest, digest))
	}
}
