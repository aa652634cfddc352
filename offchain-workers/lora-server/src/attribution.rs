// SPDX-License-Identifier: Apache-2.0
//! Whose contributions an answer rests on: the indexes over the snapshots behind artifacts, and the
//! evidence in a form that people read.

mod evidence;

pub use evidence::{Evidence, EvidenceSpan};

use crate::{
	cache::Cache,
	chain::ChainView,
	snapshots::{Contributions, SnapshotError, Snapshots},
	sources::Sources,
	store::Store,
};
use openledger_attribution::{
	attribution::{AttributeError, Attribution},
	corpus::{Corpus, CorpusError},
	spans::{Index, IndexError},
};
use openledger_primitives::ids::SnapshotId;
use polkadot_sdk::sp_core::H256;
use std::{num::NonZeroUsize, sync::Arc};
use tokio::task::{self, JoinError};

/// Why an answer cannot be attributed.
#[derive(thiserror::Error, Debug)]
pub enum AttributionError {
	/// The contributions are not at hand.
	#[error(transparent)]
	Snapshot(#[from] SnapshotError),
	/// They are no corpus.
	#[error(transparent)]
	Corpus(#[from] CorpusError),
	/// They cannot be indexed.
	#[error(transparent)]
	Index(#[from] IndexError),
	/// The answer breaks a limit.
	#[error(transparent)]
	Answer(#[from] AttributeError),
	/// The search was cut short.
	#[error("attribution was cut short: {0}")]
	CutShort(#[from] JoinError),
}

impl AttributionError {
	/// Whether asking again later can succeed.
	pub fn passes(&self) -> bool {
		match self {
			Self::Snapshot(error) => error.passes(),
			// For want of memory as a rule.
			Self::Index(IndexError::SuffixArray(_)) | Self::CutShort(_) => true,
			Self::Index(IndexError::TooLarge) | Self::Corpus(_) | Self::Answer(_) => false,
		}
	}
}

/// Indexes over snapshots, the most recently used of them in memory.
pub struct Indexes {
	sources: Sources,
	/// By the snapshots' roots, which stand for the same contributions on every chain.
	indexes: Cache<Vec<(H256, H256)>, Index>,
}

impl Indexes {
	/// Indexes of contributions from `sources`, at most `resident` in memory.
	pub fn new(sources: Sources, resident: NonZeroUsize) -> Self {
		Self { sources, indexes: Cache::new(resident) }
	}

	/// The index over all contributions of `snapshots`, none twice.
	///
	/// # Errors
	/// [`AttributionError`], but no [`AttributionError::Answer`].
	pub async fn get(
		&self,
		view: &ChainView,
		snapshots: &[SnapshotId],
	) -> Result<Arc<Index>, AttributionError> {
		let snapshots = Snapshots::find(view, snapshots).await?;
		let name = snapshots.name();
		let index = self
			.indexes
			.get_or_try_make(snapshots.roots(), async {
				let contributions = snapshots.contributions(view, &self.sources).await?;
				let store = self.sources.store().clone();
				task::spawn_blocking(move || build(&store, &contributions)).await?
			})
			.await?;
		// One call to the file system, once a minute.
		self.sources.store().use_again(name).map_err(|source| SnapshotError::Use { source })?;
		Ok(index)
	}
}

fn build(store: &Store, contributions: &Contributions) -> Result<Index, AttributionError> {
	let texts = contributions.read(store)?;
	let corpus = Corpus::new(texts.iter().map(|(id, bytes)| (*id, bytes.as_slice())))?;
	Ok(Index::build(&corpus)?)
}

/// Attributes `answer` by spans of at least `min_words` words.
///
/// # Errors
/// [`AttributionError::Answer`], [`AttributionError::CutShort`].
pub async fn attribute(
	index: Arc<Index>,
	answer: String,
	min_words: u32,
) -> Result<Attribution, AttributionError> {
	Ok(task::spawn_blocking(move || index.attribute(&answer, min_words)).await??)
}
