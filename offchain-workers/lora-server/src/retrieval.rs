// SPDX-License-Identifier: Apache-2.0
//! Passages of a Datanet's newest snapshot that belong to a question: what is put before the model, and
//! logged.
//!
//! | path in the store's folder | what |
//! | --- | --- |
//! | `retrieval/<name>/` | an index over one snapshot; its name follows from the snapshot's roots and the model of embeddings |
//! | `retrieval/log.jsonl` | every retrieval with its scores, each entry with the digest of the one before |
//!
//! An index is built when a snapshot is first asked for, and opened again after a restart, every byte of it
//! checked. The newest few stay on the disk; others are built again.

mod contents;
mod journal;

pub use journal::Journal;

use crate::{
	cache::Cache,
	chain::{ChainError, ChainView},
	snapshots::{Contributions, SnapshotError, Snapshots},
	sources::Sources,
	store::Store,
};
use contents::Contents;
use openledger_attribution::retrieval::{
	build, BuildError, Citation, CitationError, Digest, Embedder, Index, LogError, OpenError,
	Options, Retrieval, SearchError, StaticModel,
};
use openledger_primitives::{
	ids::{DatanetId, SnapshotId},
	records::Visibility,
};
use polkadot_sdk::sp_core::H256;
use std::{
	fs, io,
	num::NonZeroUsize,
	path::{Path, PathBuf},
	sync::Arc,
	time::SystemTime,
};
use tokio::task::{self, JoinError};

/// The folder of indexes and of the log, in the store's.
const FOLDER: &str = "retrieval";
const LOG: &str = "log.jsonl";
/// How many indexes stay on the disk.
const MAX_ON_DISK: usize = 64;

/// Why no passages are had.
#[derive(thiserror::Error, Debug)]
pub enum RetrievalError {
	/// The node did not say.
	#[error(transparent)]
	Chain(#[from] ChainError),
	/// There is none of this number in the newest finalised block.
	#[error("Datanet {0} is not in the newest finalised block")]
	UnknownDatanet(DatanetId),
	/// Whoever asks this server might have no grant.
	#[error("Datanet {0} is private: its passages are shown to nobody here")]
	Private(DatanetId),
	/// Nothing was fixed of it yet.
	#[error("Datanet {0} has no snapshot yet")]
	NoSnapshot(DatanetId),
	/// The snapshot's contributions are not at hand.
	#[error(transparent)]
	Snapshot(#[from] SnapshotError),
	/// They cannot be indexed.
	#[error("cannot index snapshot {snapshot}: {source}")]
	Build {
		/// Which one.
		snapshot: SnapshotId,
		/// Why not.
		source: BuildError,
	},
	/// What was built cannot be read.
	#[error("the index of snapshot {snapshot}: {source}")]
	Open {
		/// Which one.
		snapshot: SnapshotId,
		/// Why not.
		source: OpenError,
	},
	/// Nothing can be searched for.
	#[error(transparent)]
	Search(#[from] SearchError),
	/// A passage cannot be shown.
	#[error(transparent)]
	Citation(#[from] CitationError),
	/// It cannot be logged, so it is not used.
	#[error("cannot log a retrieval: {0}")]
	Log(#[from] LogError),
	/// The folder of indexes cannot be used.
	#[error("cannot use {path}: {source}")]
	Folder {
		/// The folder.
		path: PathBuf,
		/// Why not.
		source: io::Error,
	},
	/// The work was cut short.
	#[error("retrieval was cut short: {0}")]
	CutShort(#[from] JoinError),
}

/// The indexes over snapshots, and the log of what was found.
pub struct Library {
	sources: Sources,
	folder: PathBuf,
	embedder: Option<Arc<StaticModel>>,
	/// By the snapshots' roots, which stand for the same contributions on every chain.
	indexes: Cache<(H256, H256), Shelf>,
	journal: Journal,
}

/// The passages of one snapshot.
pub struct Shelf {
	/// The snapshot.
	pub snapshot: SnapshotId,
	index: Index,
	contributions: Contributions,
	store: Store,
	embedder: Option<Arc<StaticModel>>,
}

impl Library {
	/// The indexes in the folder of a store, at `path`, over contributions from `sources`; at most `resident` are
	/// open at once. They have embeddings where there is a model.
	///
	/// # Errors
	/// [`RetrievalError::Folder`], [`RetrievalError::Log`].
	pub fn open(
		sources: Sources,
		path: &Path,
		embedder: Option<Arc<StaticModel>>,
		resident: NonZeroUsize,
	) -> Result<Self, RetrievalError> {
		let folder = path.join(FOLDER);
		let failed = |source| RetrievalError::Folder { path: folder.clone(), source };
		fs::create_dir_all(&folder).map_err(failed)?;
		// What a build that was killed has left.
		for (_, unfinished) in entries(&folder, |name| name.starts_with('.')).map_err(failed)? {
			fs::remove_dir_all(unfinished).map_err(failed)?;
		}
		let journal = Journal::open(&folder.join(LOG))?;
		Ok(Self { sources, folder, embedder, indexes: Cache::new(resident), journal })
	}

	/// The passages of the newest snapshot of `datanet`.
	///
	/// # Errors
	/// [`RetrievalError`], but none of searching and logging.
	pub async fn newest(
		&self,
		view: &ChainView,
		datanet: DatanetId,
	) -> Result<Arc<Shelf>, RetrievalError> {
		let record = view.datanet(datanet).await?.ok_or(RetrievalError::UnknownDatanet(datanet))?;
		match record.visibility {
			Visibility::Public => {},
			Visibility::Private => return Err(RetrievalError::Private(datanet)),
		}
		let snapshot = record.latest_snapshot.ok_or(RetrievalError::NoSnapshot(datanet))?;
		let snapshots = Snapshots::find(view, &[snapshot]).await?;
		let roots = snapshots.roots().first().copied().unwrap_or_default();
		self.indexes
			.get_or_try_make(roots, async {
				let contributions = snapshots.contributions(view, &self.sources).await?;
				let (store, folder) = (self.sources.store().clone(), self.folder.clone());
				let embedder = self.embedder.clone();
				task::spawn_blocking(move || {
					let place = folder.join(name(roots, embedder.as_deref()));
					let index =
						index(&place, snapshot, &store, &contributions, embedder.as_deref())?;
					forget_oldest(&folder, &place);
					Ok(Shelf { snapshot, index, contributions, store, embedder })
				})
				.await?
			})
			.await
	}

	/// Writes a retrieval down, and returns the digest of its entry, which commits to all before. It is on
	/// the disk then.
	///
	/// # Errors
	/// [`RetrievalError::Log`].
	pub fn log(&self, retrieval: &Retrieval) -> Result<Digest, RetrievalError> {
		Ok(self.journal.append(retrieval)?)
	}
}

impl Shelf {
	/// The `k` best passages for `question`.
	///
	/// # Errors
	/// [`RetrievalError::Search`].
	pub fn search(&self, question: &str, k: u32) -> Result<Retrieval, RetrievalError> {
		let embedder = self.embedder.as_deref().map(|model| -> &dyn Embedder { model });
		Ok(self.index.search(question, k, embedder)?)
	}

	/// What the passages say, by the bytes in the store, hashed again.
	///
	/// # Errors
	/// [`RetrievalError::Citation`].
	pub fn cite(&self, retrieval: &Retrieval) -> Result<Vec<Citation>, RetrievalError> {
		let contents = Contents { store: &self.store, contributions: &self.contributions };
		Ok(self.index.cite(retrieval, &contents)?)
	}
}

/// Opens the index at `place`, or builds it.
fn index(
	place: &Path,
	snapshot: SnapshotId,
	store: &Store,
	contributions: &Contributions,
	embedder: Option<&StaticModel>,
) -> Result<Index, RetrievalError> {
	if place.exists() {
		match Index::open(place, None) {
			Ok(index) => return Ok(index),
			Err(error) => {
				tracing::warn!(%snapshot, %error, "an index on the disk is built anew");
				fs::remove_dir_all(place)
					.map_err(|source| RetrievalError::Folder { path: place.into(), source })?;
			},
		}
	}
	// Named before the index is begun: what is missing, and whether it can be had later.
	contributions.check(store)?;
	tracing::info!(%snapshot, "an index of passages is built");
	let embedder = embedder.map(|model| -> &dyn Embedder { model });
	let options = Options { embedder, ..Options::default() };
	let contents = Contents { store, contributions };
	build(&contents, place, &options)
		.map_err(|source| RetrievalError::Build { snapshot, source })?;
	Index::open(place, None).map_err(|source| RetrievalError::Open { snapshot, source })
}

/// The name of an index: what it follows from.
fn name((accepted, withdrawn): (H256, H256), embedder: Option<&StaticModel>) -> String {
	let model = embedder.map(|model| *model.digest().as_bytes()).unwrap_or_default();
	let all = [accepted.as_bytes(), withdrawn.as_bytes(), &model].concat();
	hex::encode(Digest::of(&all).as_bytes())
}

/// Removes the indexes that have not been built lately, but not the one at `kept`. One that is open stays
/// readable.
fn forget_oldest(folder: &Path, kept: &Path) {
	let found = entries(folder, |name| name.len() == 64);
	let mut found = found.unwrap_or_else(|error| {
		tracing::warn!(%error, "cannot look through the indexes of passages");
		Vec::new()
	});
	found.sort_unstable();
	let surplus = found.len().saturating_sub(MAX_ON_DISK);
	for (_, path) in found.into_iter().filter(|(_, path)| path != kept).take(surplus) {
		if let Err(error) = fs::remove_dir_all(&path) {
			tracing::warn!(%error, path = %path.display(), "cannot remove an old index");
		}
	}
}

/// The directories in `folder` with such names, and when they were made.
fn entries(folder: &Path, named: impl Fn(&str) -> bool) -> io::Result<Vec<(SystemTime, PathBuf)>> {
	let mut found = Vec::new();
	for entry in fs::read_dir(folder)? {
		let entry = entry?;
		let data = entry.metadata()?;
		if data.is_dir() && entry.file_name().to_str().is_some_and(&named) {
			found.push((data.modified()?, entry.path()));
		}
	}
	Ok(found)
}
