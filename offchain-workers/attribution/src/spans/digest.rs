// SPDX-License-Identifier: Apache-2.0
//! What contributions a segment or a snapshot holds, in 32 bytes.

use openledger_primitives::{
	commitment::ContentCommitment,
	ids::ContributionId,
	merkle::{Domain, Tree},
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use thiserror::Error;

/// The Merkle root over contributions, ascending by identifier: each leaf is the identifier
/// (`u64le`), the content root and the length (`u32le`), in the domain of snapshots. Zero for none.
///
/// Whoever knows from the chain what a snapshot holds can tell the digest without the content.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[serde(into = "String", try_from = "String")]
pub struct CorpusDigest(pub [u8; 32]);

impl CorpusDigest {
	/// The digest of `contributions`, ascending by identifier.
	pub fn of<I>(contributions: I) -> Self
	where
		I: IntoIterator<Item = (ContributionId, ContentCommitment)>,
	{
		let leaves = contributions.into_iter().map(|(id, content)| leaf(id, &content));
		// There are at most 2^31 words, and so contributions, in each of a few segments.
		let tree = Tree::new(Domain::Snapshot, leaves.collect::<Vec<_>>());
		Self(tree.map(|tree| tree.root().0).unwrap_or_default())
	}
}

fn leaf(id: ContributionId, content: &ContentCommitment) -> [u8; 44] {
	let mut leaf = [0; 44];
	let (number, rest) = leaf.split_at_mut(8);
	let (root, length) = rest.split_at_mut(32);
	number.copy_from_slice(&id.0.to_le_bytes());
	root.copy_from_slice(&content.root.0);
	length.copy_from_slice(&content.length.to_le_bytes());
	leaf
}

impl fmt::Display for CorpusDigest {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "0x{}", hex::encode(self.0))
	}
}

/// A text is no digest.
#[derive(Error, Clone, Copy, PartialEq, Eq, Debug)]
#[error("a digest is 0x and 64 lower-case hexadecimal digits")]
pub struct NotADigest;

impl FromStr for CorpusDigest {
	type Err = NotADigest;

	fn from_str(text: &str) -> Result<Self, NotADigest> {
		let mut digest = Self([0; 32]);
		let digits = text.strip_prefix("0x").ok_or(NotADigest)?;
		hex::decode_to_slice(digits, &mut digest.0).map_err(|_| NotADigest)?;
		// One way to write each: names of files are made of it.
		(digest.to_string() == text).then_some(digest).ok_or(NotADigest)
	}
}

impl From<CorpusDigest> for String {
	fn from(digest: CorpusDigest) -> Self {
		digest.to_string()
	}
}

impl TryFrom<String> for CorpusDigest {
	type Error = NotADigest;

	fn try_from(text: String) -> Result<Self, NotADigest> {
		text.parse()
	}
}
