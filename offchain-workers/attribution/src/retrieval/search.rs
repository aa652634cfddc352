// SPDX-License-Identifier: Apache-2.0
//! Searching: the passages that belong to a question.

use super::{
	bm25::TermWorth, embeddings, postings::for_each, share, terms::terms, wide, Digest, EmbedError,
	Embedder, Index, Passage,
};
use openledger_primitives::{
	commitment::{CommitmentError, ContentCommitment, MAX_ANSWER_LEN},
	ids::ContributionId,
	text,
	vector::AttributionVector,
};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::{cmp::Reverse, collections::BTreeMap, io};
use thiserror::Error;

/// The most hits of one retrieval.
pub const MAX_HITS: u32 = 256;
/// How many passages of each list are fused. The same for any number of hits, so that fewer hits are the
/// first ones of more.
pub const CANDIDATES: u32 = 256;
/// The constant of reciprocal rank fusion: a rank `r`, from one, is worth `1 / (60 + r)`.
pub const RANK_OFFSET: u32 = 60;

/// Why nothing is searched for.
#[derive(Error, Debug)]
pub enum SearchError {
	/// The question has no words.
	#[error("the question has no words")]
	NoWords,
	/// The canonical question has this many bytes, more than 64 KiB.
	#[error("the question has {0} canonical bytes, more than 64 KiB")]
	TooLong(usize),
	/// This many hits are wanted: none, or more than 256.
	#[error("{0} hits: 1 to 256 can be had")]
	Hits(u32),
	/// The index has embeddings, and no model is given.
	#[error("the index has embeddings: give the model they were made with, {0}")]
	ModelMissing(Digest),
	/// The index has no embeddings, and a model is given.
	#[error("the index has no embeddings: give no model")]
	ModelUnexpected,
	/// The index has embeddings of another model.
	#[error("the index has embeddings of model {expected}, not of {given}")]
	OtherModel {
		/// The model that the index was built with.
		expected: Digest,
		/// The one that is given.
		given: Digest,
	},
	/// The question has no embedding.
	#[error(transparent)]
	Embed(#[from] EmbedError),
	/// The question cannot be committed; never one that is not too long.
	#[error(transparent)]
	Commitment(#[from] CommitmentError),
	/// The posting lists cannot be read.
	#[error("posting lists: {0}")]
	Postings(#[from] io::Error),
}

/// A passage that was found.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(deny_unknown_fields)]
pub struct Hit {
	/// Its rank among the hits, from one.
	pub rank: u32,
	/// The passage.
	pub passage: Passage,
	/// Its score by words, in units of 2^-32; zero when it has no word of the question.
	pub bm25: u64,
	/// Its cosine with the question, in units of 2^-28; `None` without embeddings.
	pub cosine: Option<i32>,
	/// The sum of `1 / (60 + rank)` over the lists that have it, each rounded down, in units of 2^-32.
	pub fused: u64,
	/// Its share in the retrieval, in parts of one billion.
	pub share: u32,
}

/// What was found for a question.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
#[serde(deny_unknown_fields)]
pub struct Retrieval {
	/// The snapshot that was searched.
	pub snapshot: Digest,
	/// The index that was searched, by its manifest.
	pub index: Digest,
	/// The commitment to the canonical question.
	pub query: ContentCommitment,
	/// How many hits were wanted.
	pub k: u32,
	/// The hits, from the first rank on; fewer than `k` when no more passages belong to the question.
	pub hits: Vec<Hit>,
}

impl Retrieval {
	/// The score of each contribution that has a hit, ascending: the shares of its hits together, in parts
	/// of one billion. They sum to one billion, or there are none.
	pub fn scores(&self) -> Vec<(ContributionId, u64)> {
		let mut scores = BTreeMap::new();
		for hit in &self.hits {
			*scores.entry(hit.passage.contribution).or_default() += u64::from(hit.share);
		}
		scores.into_iter().collect()
	}

	/// The vector of the scores. Without hits everything is residual.
	pub fn vector(&self) -> AttributionVector {
		// The scores sum to one billion at most.
		AttributionVector::from_scores(self.scores())
			.unwrap_or_else(|_| AttributionVector::unattributed())
	}
}

impl Index {
	/// The `k` best passages for `query`, which is made canonical as one document. `embedder` has to be
	/// the model that the index was built with, `None` for an index without embeddings.
	///
	/// A passage is found when it has a word of the question, or a cosine above zero. Passages are ranked
	/// by BM25, and by cosine; up to [`CANDIDATES`] of each list are fused. Equal scores are ordered by
	/// passage, here and there.
	///
	/// # Errors
	/// Every [`SearchError`].
	pub fn search(
		&self,
		query: &str,
		k: u32,
		embedder: Option<&dyn Embedder>,
	) -> Result<Retrieval, SearchError> {
		if !(1..=MAX_HITS).contains(&k) {
			return Err(SearchError::Hits(k));
		}
		let query = text::canonicalize(query);
		if u32::try_from(query.len()).map_or(true, |length| length > MAX_ANSWER_LEN) {
			return Err(SearchError::TooLong(query.len()));
		}
		if query.is_empty() {
			return Err(SearchError::NoWords);
		}
		let embedder = self.model(embedder)?;
		let bm25 = self.by_words(&query)?;
		let cosines = match embedder {
			Some(embedder) => self.by_meaning(&embeddings::embed(embedder, &query)?),
			None => Vec::new(),
		};
		let mut fused = BTreeMap::<u32, u64>::new();
		for list in [self.best(&bm25), self.best(&cosines)] {
			for (rank, document) in (1u64..).zip(list) {
				let worth = (1u64 << 32) / u64::from(RANK_OFFSET).saturating_add(rank);
				*fused.entry(document).or_default() += worth;
			}
		}
		let mut hits = Vec::with_capacity(fused.len());
		for (document, fused) in fused {
			let Some(&passage) = self.passages().get(wide(document)) else { continue };
			let bm25 = bm25.get(wide(document)).copied().unwrap_or_default();
			let cosine = cosines.get(wide(document)).copied();
			hits.push(Hit { rank: 0, passage, bm25, cosine, fused, share: 0 });
		}
		hits.sort_unstable_by_key(|hit| (Reverse(hit.fused), hit.passage));
		hits.truncate(wide(k));
		for (rank, hit) in (1..).zip(&mut hits) {
			hit.rank = rank;
		}
		share::share(&mut hits);
		Ok(Retrieval {
			snapshot: self.manifest().snapshot,
			index: self.digest(),
			query: ContentCommitment::of(query.as_bytes())?,
			k,
			hits,
		})
	}

	fn model<'a>(
		&self,
		embedder: Option<&'a dyn Embedder>,
	) -> Result<Option<&'a dyn Embedder>, SearchError> {
		match (self.manifest().embeddings, embedder) {
			(None, None) => Ok(None),
			(None, Some(_)) => Err(SearchError::ModelUnexpected),
			(Some(info), None) => Err(SearchError::ModelMissing(info.model)),
			(Some(info), Some(embedder)) => {
				let given = embedder.digest();
				if given != info.model {
					return Err(SearchError::OtherModel { expected: info.model, given });
				}
				if embedder.dimension() != info.dimension {
					let given = wide(embedder.dimension());
					return Err(EmbedError::Dimension { expected: info.dimension, given }.into());
				}
				Ok(Some(embedder))
			},
		}
	}

	/// The score of every passage by the words of a canonical question.
	fn by_words(&self, query: &str) -> io::Result<Vec<u64>> {
		let mut asked = BTreeMap::<String, u32>::new();
		for term in terms(query) {
			let times = asked.entry(term).or_default();
			*times = times.saturating_add(1);
		}
		let passages = self.passages();
		let longest = self.manifest().passage_words.get();
		let mut scores = vec![0u64; passages.len()];
		for (term, times) in asked {
			let Some(mut postings) = self.postings().of(&term)? else { continue };
			let mut worth = TermWorth::new(self.statistics(), postings.doc_freq(), times, longest);
			for_each(&mut postings, |document, occurrences| {
				let place = wide(document);
				if let Some((score, passage)) = scores.get_mut(place).zip(passages.get(place)) {
					*score = score.saturating_add(worth.to(occurrences, passage.words));
				}
			});
		}
		Ok(scores)
	}

	/// The cosine of every passage with the question's embedding.
	fn by_meaning(&self, query: &[i16]) -> Vec<i32> {
		self.rows().map(|row| embeddings::cosine(row, query)).collect()
	}

	/// The [`CANDIDATES`] documents with the highest scores above zero, the highest first.
	fn best<T: Copy + Ord + Default>(&self, scores: &[T]) -> Vec<u32> {
		let mut found = (0u32..)
			.zip(scores.iter().zip(self.passages()))
			.filter(|(_, (score, _))| **score > T::default())
			.map(|(document, (score, passage))| (Reverse(*score), *passage, document))
			.collect::<Vec<_>>();
		let most = wide(CANDIDATES);
		if found.len() > most {
			found.select_nth_unstable(most);
			found.truncate(most);
		}
		found.sort_unstable();
		found.into_iter().map(|(_, _, document)| document).collect()
	}
}
