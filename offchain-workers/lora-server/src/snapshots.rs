// SPDX-License-Identifier: Apache-2.0
//! What snapshots hold: which contributions, by the chain, and their bytes, from the store.

use crate::{
	chain::{ChainError, ChainView},
	sources::{SourceError, Sources},
	store::{Store, StoreError},
};
use futures_util::{stream, StreamExt, TryStreamExt};
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{ContributionId, SnapshotId},
	records::ContributionRecord,
	snapshot::SnapshotMismatch,
	traits::SnapshotInfo,
};
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::{
		traits::{BlakeTwo256, Hash},
		AccountId32,
	},
};
use std::collections::BTreeMap;

/// Contributions that are looked for at once.
const AT_ONCE: usize = 16;

/// Why the contributions of snapshots are not at hand.
#[derive(thiserror::Error, Debug)]
pub enum SnapshotError {
	/// The node did not say.
	#[error(transparent)]
	Chain(#[from] ChainError),
	/// There is none of this number in the newest finalised block.
	#[error("snapshot {0} is not in the newest finalised block")]
	Unknown(SnapshotId),
	/// What the node lists is not what the snapshot's roots commit to.
	#[error(
		"the contributions that the node lists are not those of snapshot {snapshot}: {mismatch}"
	)]
	Mismatch {
		/// Which one.
		snapshot: SnapshotId,
		/// In what they differ.
		mismatch: SnapshotMismatch,
	},
	/// A contribution's bytes are not here.
	#[error("contribution {contribution}: {source}")]
	Store {
		/// Which one.
		contribution: ContributionId,
		/// What is missing.
		source: StoreError,
	},
	/// A contribution's bytes are not here, and cannot be had where the chain says that they are.
	#[error("contribution {contribution}: {source}")]
	Source {
		/// Which one.
		contribution: ContributionId,
		/// Why not.
		source: Box<SourceError>,
	},
	/// That the contributions are used cannot be written down.
	#[error("the use of contributions: {source}")]
	Use {
		/// Why not.
		source: StoreError,
	},
}

impl SnapshotError {
	/// Whether asking again later can succeed.
	pub fn passes(&self) -> bool {
		match self {
			// The node may be put right, or replaced by one that tells the truth.
			Self::Chain(_) | Self::Unknown(_) | Self::Mismatch { .. } => true,
			Self::Store { source, .. } | Self::Use { source } => source.passes(),
			Self::Source { source, .. } => source.passes(),
		}
	}
}

/// Some snapshots, as the chain has them.
pub struct Snapshots {
	found: Vec<(SnapshotId, SnapshotInfo)>,
}

impl Snapshots {
	/// Looks up the snapshots `ids`.
	///
	/// # Errors
	/// [`SnapshotError::Chain`], [`SnapshotError::Unknown`].
	pub async fn find(view: &ChainView, ids: &[SnapshotId]) -> Result<Self, SnapshotError> {
		let mut found = Vec::with_capacity(ids.len());
		for &id in ids {
			found.push((id, view.snapshot(id).await?.ok_or(SnapshotError::Unknown(id))?));
		}
		Ok(Self { found })
	}

	/// Their roots, over what was accepted and over what was taken down of it. These fix which
	/// contributions they include, and what those say.
	pub fn roots(&self) -> Vec<(H256, H256)> {
		self.found.iter().map(|(_, info)| (info.root, info.withdrawn_root)).collect()
	}

	/// What the use of their contributions is written down by in the store.
	pub fn name(&self) -> H256 {
		BlakeTwo256::hash_of(&self.roots())
	}

	/// All that they include, each contribution once. What the node lists is compared with both roots
	/// of each snapshot; what was taken down before it is left out. What is not in the store is fetched from
	/// where the chain says that it is.
	///
	/// # Errors
	/// [`SnapshotError::Chain`], [`SnapshotError::Mismatch`], [`SnapshotError::Source`].
	pub async fn contributions(
		&self,
		view: &ChainView,
		sources: &Sources,
	) -> Result<Contributions, SnapshotError> {
		let mut contents = BTreeMap::new();
		let mut places = BTreeMap::new();
		for (id, info) in &self.found {
			let records = view.contributions(*id, info.accepted).await?;
			info.check(&records)
				.map_err(|mismatch| SnapshotError::Mismatch { snapshot: *id, mismatch })?;
			for record in records.into_iter().filter(is_included) {
				contents.insert(record.id, record.content);
				places.insert(record.id, (record.content, record.uri));
			}
		}
		bring(sources, places).await?;
		Ok(Contributions { of: self.name(), contents })
	}
}

/// Sees to it that the bytes of contributions are in the store, as far as their URIs help.
async fn bring(
	sources: &Sources,
	places: BTreeMap<ContributionId, (ContentCommitment, Vec<u8>)>,
) -> Result<(), SnapshotError> {
	let brought = places.into_iter().map(|(contribution, (content, uri))| {
		let sources = sources.clone();
		async move {
			let uri = String::from_utf8(uri).unwrap_or_default();
			let brought = sources.bring_content(&content, &uri).await;
			brought.map_err(|source| {
				let source = Box::new(source);
				SnapshotError::Source { contribution, source }
			})
		}
	});
	stream::iter(brought).buffer_unordered(AT_ONCE).try_collect().await
}

fn is_included(record: &ContributionRecord<AccountId32>) -> bool {
	record.withdrawn.is_none()
}

/// Contributions, ascending by identifier, with the commitments that the chain has to their bytes.
pub struct Contributions {
	/// [`Snapshots::name`].
	of: H256,
	contents: BTreeMap<ContributionId, ContentCommitment>,
}

impl Contributions {
	/// Their identifiers, ascending, each with the commitment to its bytes.
	pub fn iter(&self) -> impl Iterator<Item = (ContributionId, &ContentCommitment)> {
		self.contents.iter().map(|(&id, content)| (id, content))
	}

	/// The commitment to the bytes of one of them.
	pub fn get(&self, id: ContributionId) -> Option<&ContentCommitment> {
		self.contents.get(&id)
	}

	/// Looks for their bytes in `store`, and hashes them, without keeping any in memory. From now on the
	/// store knows that they are used.
	///
	/// # Errors
	/// [`SnapshotError::Store`].
	pub fn check(&self, store: &Store) -> Result<(), SnapshotError> {
		for (contribution, content) in self.iter() {
			store
				.content(content)
				.map_err(|source| SnapshotError::Store { contribution, source })?;
		}
		self.mark_used(store)
	}

	fn mark_used(&self, store: &Store) -> Result<(), SnapshotError> {
		let roots = self.contents.values().map(|content| content.root);
		store.use_contents(self.of, roots).map_err(|source| SnapshotError::Use { source })
	}

	/// Their canonical bytes from `store`, hashed again. From now on the store knows that they are used.
	///
	/// # Errors
	/// [`SnapshotError::Store`].
	pub fn read(&self, store: &Store) -> Result<Vec<(ContributionId, Vec<u8>)>, SnapshotError> {
		let read = |(&contribution, content)| match store.content(content) {
			Ok(bytes) => Ok((contribution, bytes)),
			Err(source) => Err(SnapshotError::Store { contribution, source }),
		};
		let read = self.contents.iter().map(read).collect::<Result<Vec<_>, _>>()?;
		self.mark_used(store)?;
		Ok(read)
	}
}
