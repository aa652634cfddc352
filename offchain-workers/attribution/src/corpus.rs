// SPDX-License-Identifier: Apache-2.0
//! The contributions that an answer may rest on: those of the snapshots behind an adapter and its
//! ancestors, in canonical bytes.

use openledger_primitives::{commitment::MAX_CONTENT_LEN, ids::ContributionId, text};
use std::{borrow::Cow, error::Error as StdError};
use thiserror::Error;

/// Why the bytes of a contribution cannot be had; whatever the place they come from says.
pub type ContentError = Box<dyn StdError + Send + Sync>;

/// Where the contributions of a snapshot come from: a store of content, a directory, or a [`Corpus`] in
/// memory.
///
/// A few are asked for at a time, so that a snapshot may be larger than memory.
pub trait TextSource: Sync {
	/// The identifiers of all contributions, each with how many bytes it takes, roughly; in any order.
	fn contributions(&self) -> Vec<(ContributionId, u64)>;

	/// The identifiers alone, in the same order.
	fn ids(&self) -> Vec<ContributionId> {
		self.contributions().into_iter().map(|(id, _)| id).collect()
	}

	/// How long a contribution's canonical bytes are, exactly, where that is known without reading
	/// them. A build of a span index compares it with what it uses again.
	fn length(&self, _id: ContributionId) -> Option<u64> {
		None
	}

	/// The canonical bytes of one contribution. Several threads ask.
	///
	/// # Errors
	/// Whatever keeps the bytes from being read.
	fn read(&self, id: ContributionId) -> Result<Cow<'_, [u8]>, ContentError>;
}

/// The corpus does not have the contribution.
#[derive(Error, Clone, Copy, PartialEq, Eq, Debug)]
#[error("contribution {0} is not in the corpus")]
pub struct MissingContribution(pub ContributionId);

/// Why contributions are not a corpus. The lowest identifier with a fault is named, whatever the
/// order in which they were given.
#[derive(Error, Clone, Copy, PartialEq, Eq, Debug)]
pub enum CorpusError {
	/// Two contributions have this identifier.
	#[error("contribution {0} is given twice")]
	Duplicate(ContributionId),
	/// The contribution has no bytes.
	#[error("contribution {0} is empty")]
	Empty(ContributionId),
	/// The contribution has more than 5 MiB.
	#[error("contribution {0} is longer than 5 MiB")]
	TooLong(ContributionId),
	/// The bytes are not the canonical form of any documents.
	#[error("contribution {0} is not canonical")]
	NotCanonical(ContributionId),
}

/// Canonical contributions, ascending by identifier, none twice, none empty.
///
/// Holds references; the bytes stay where they are. That they are those of the chain's commitment
/// is the caller's to check ([`openledger_primitives::commitment::ContentCommitment`]).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Corpus<'a> {
	contributions: Vec<(ContributionId, &'a [u8])>,
}

impl<'a> Corpus<'a> {
	/// Checks and sorts `contributions`, each an identifier and the canonical bytes.
	///
	/// # Errors
	/// Every [`CorpusError`].
	pub fn new<I>(contributions: I) -> Result<Self, CorpusError>
	where
		I: IntoIterator<Item = (ContributionId, &'a [u8])>,
	{
		let mut contributions = contributions.into_iter().collect::<Vec<_>>();
		contributions.sort_unstable_by_key(|(id, _)| *id);
		for group in contributions.chunk_by(|(left, _), (right, _)| left == right) {
			match group {
				[(id, bytes)] => check(*id, bytes)?,
				[(id, _), ..] => return Err(CorpusError::Duplicate(*id)),
				[] => {},
			}
		}
		Ok(Self { contributions })
	}

	/// The canonical bytes of the contribution with this identifier.
	pub fn get(&self, id: ContributionId) -> Option<&'a [u8]> {
		let index = self.contributions.binary_search_by_key(&id, |(id, _)| *id).ok()?;
		self.contributions.get(index).map(|(_, bytes)| *bytes)
	}

	/// The contributions, ascending by identifier.
	pub fn iter(&self) -> impl ExactSizeIterator<Item = (ContributionId, &'a [u8])> + '_ {
		self.contributions.iter().copied()
	}

	/// How many contributions there are.
	pub fn len(&self) -> usize {
		self.contributions.len()
	}

	/// Whether there is no contribution.
	pub fn is_empty(&self) -> bool {
		self.contributions.is_empty()
	}
}

impl TextSource for Corpus<'_> {
	fn contributions(&self) -> Vec<(ContributionId, u64)> {
		let length = |bytes: &[u8]| u64::try_from(bytes.len()).unwrap_or(u64::MAX);
		self.iter().map(|(id, bytes)| (id, length(bytes))).collect()
	}

	fn length(&self, id: ContributionId) -> Option<u64> {
		self.get(id).and_then(|bytes| u64::try_from(bytes.len()).ok())
	}

	fn read(&self, id: ContributionId) -> Result<Cow<'_, [u8]>, ContentError> {
		self.get(id).map(Cow::Borrowed).ok_or_else(|| MissingContribution(id).into())
	}
}

/// Whether `bytes` are those of a contribution.
///
/// # Errors
/// Every [`CorpusError`] but [`CorpusError::Duplicate`].
pub(crate) fn check(id: ContributionId, bytes: &[u8]) -> Result<(), CorpusError> {
	if bytes.is_empty() {
		return Err(CorpusError::Empty(id));
	}
	if u32::try_from(bytes.len()).map_or(true, |length| length > MAX_CONTENT_LEN) {
		return Err(CorpusError::TooLong(id));
	}
	if is_plain(bytes) || text::is_canonical(bytes) {
		Ok(())
	} else {
		Err(CorpusError::NotCanonical(id))
	}
}

/// Whether `bytes` are canonical documents of nothing but printable ASCII, which takes no table to
/// tell. Most text is.
pub(crate) fn is_plain(bytes: &[u8]) -> bool {
	let separates = |byte: &u8| *byte == b' ' || *byte == b'\n';
	let ends = bytes.first().into_iter().chain(bytes.last());
	let pairs = bytes.iter().zip(bytes.iter().skip(1));
	// Every byte is looked at, many at a time.
	!bytes.is_empty()
		&& !ends.fold(false, |found, byte| found | separates(byte))
		&& !pairs.fold(false, |found, (left, right)| found | (separates(left) & separates(right)))
		&& bytes
			.iter()
			.fold(true, |plain, byte| plain & (separates(byte) | byte.is_ascii_graphic()))
}
