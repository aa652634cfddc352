// SPDX-License-Identifier: Apache-2.0
//! Citations: what people are shown of a retrieval.

use super::{Digest, Hit, Index, Passage, Retrieval};
use crate::corpus::{ContentError, TextSource};
use openledger_primitives::{
	commitment::ContentCommitment, ids::ContributionId, text::is_word_run,
};
use serde::Serialize;
use thiserror::Error;

/// Where a hit stands, and what it says.
#[derive(Serialize, Clone, PartialEq, Eq, Debug)]
pub struct Citation {
	/// The contribution.
	pub contribution: ContributionId,
	/// The bytes before the passage in it.
	pub start: u32,
	/// The passage's length in bytes.
	pub length: u32,
	/// The hit's rank, from one.
	pub rank: u32,
	/// Its share in the retrieval, in parts of one billion.
	pub share: u32,
	/// What the passage says, as it stands in the contribution.
	pub text: String,
}

/// Why a retrieval cannot be cited.
#[derive(Error, Debug)]
pub enum CitationError {
	/// The retrieval is of another index.
	#[error("the retrieval is of index {given}, not of {expected}")]
	OtherIndex {
		/// This index.
		expected: Digest,
		/// The retrieval's.
		given: Digest,
	},
	/// The index does not have the contribution.
	#[error("contribution {0} is not in the index")]
	Unknown(ContributionId),
	/// The contribution cannot be read.
	#[error("cannot read contribution {id}: {reason}")]
	Content {
		/// The contribution.
		id: ContributionId,
		/// Why not.
		reason: ContentError,
	},
	/// The contribution does not have the bytes that were indexed.
	#[error("contribution {0} has other bytes than when the index was built")]
	OtherContent(ContributionId),
	/// The passage is no run of words inside one document of the contribution.
	#[error("contribution {} has no passage of {} bytes at {}", .0.contribution, .0.length, .0.start)]
	Range(Passage),
}

impl Index {
	/// The citations of a retrieval over this index, in the order of its hits. The text comes from
	/// `contents`, and every contribution is checked to have the bytes that were indexed.
	///
	/// # Errors
	/// Every [`CitationError`].
	pub fn cite(
		&self,
		retrieval: &Retrieval,
		contents: &dyn TextSource,
	) -> Result<Vec<Citation>, CitationError> {
		if retrieval.index != self.digest() {
			let given = retrieval.index;
			return Err(CitationError::OtherIndex { expected: self.digest(), given });
		}
		retrieval.hits.iter().map(|hit| self.cite_hit(hit, contents)).collect()
	}

	fn cite_hit(&self, hit: &Hit, contents: &dyn TextSource) -> Result<Citation, CitationError> {
		let Hit { passage, rank, share, .. } = *hit;
		let Passage { contribution: id, start, length, .. } = passage;
		let expected = self.commitment(id).ok_or(CitationError::Unknown(id))?;
		let content = contents.read(id).map_err(|reason| CitationError::Content { id, reason })?;
		if ContentCommitment::of(&content) != Ok(expected) {
			return Err(CitationError::OtherContent(id));
		}
		let range = passage.range();
		let text = content
			.get(range.clone())
			.filter(|text| is_word_run(&content, range.start, text.len()))
			.and_then(|text| std::str::from_utf8(text).ok())
			.ok_or(CitationError::Range(passage))?;
		Ok(Citation { contribution: id, start, length, rank, share, text: text.to_owned() })
	}
}
