// SPDX-License-Identifier: Apache-2.0
//! Artifacts: the base model that this server runs, and the adapters that it serves on it.
//!
//! What an artifact is, the chain says; its files come from the store. Nothing is used before its
//! bytes have been compared with the chain's commitment.

mod base;
mod name;

pub use base::{Base, BaseError, BASE_FILES};
pub use name::{ModelName, NotModelName, BASE};

use crate::{
	adapter::{self, Adapter},
	chain::{ChainError, ChainView},
	residency::{LoadError, Place, Residency},
	sources::{SourceError, Sources},
	store::{Store, StoreError},
};
use lru::LruCache;
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::ArtifactId,
	manifest::{Manifest, ManifestFile},
	records::{ArtifactKind, ArtifactRecord, ArtifactStatus},
};
use polkadot_sdk::{sp_core::H256, sp_runtime::AccountId32};
use std::{
	num::NonZeroUsize,
	sync::{Arc, Mutex, PoisonError},
	time::{SystemTime, UNIX_EPOCH},
};

/// How many served artifacts are remembered by name.
const MAX_KNOWN: NonZeroUsize = NonZeroUsize::new(1024).expect("1 024 is not zero; qed");

/// Why an artifact cannot be served.
#[derive(thiserror::Error, Debug)]
pub enum ArtifactError {
	/// The node did not say.
	#[error(transparent)]
	Chain(#[from] ChainError),
	/// There is none of this number in the newest finalised block.
	#[error("artifact {0} is not in the newest finalised block")]
	Unknown(ArtifactId),
	/// It is, or runs on, another base model than this server's.
	#[error(
		"artifact {artifact} runs on the base model with manifest {wanted:?}, and this server on {here:?}"
	)]
	OtherBase {
		/// What was asked for.
		artifact: ArtifactId,
		/// The manifest of its base model.
		wanted: H256,
		/// The manifest of this server's.
		here: H256,
	},
	/// The artifact stands where a base model should.
	#[error("artifact {0} is not a base model")]
	NotBase(ArtifactId),
	/// It is a draft, or revoked.
	#[error("artifact {artifact} is {status}: only active and deprecated ones are served")]
	NotPublic {
		/// What was asked for.
		artifact: ArtifactId,
		/// What it is instead.
		status: &'static str,
		/// Whether it can still become one of those.
		passes: bool,
	},
	/// It is of a kind that this server does not answer with.
	#[error(
		"artifact {artifact} is {kind}: this server answers with base models and adapters only"
	)]
	NotServed {
		/// What was asked for.
		artifact: ArtifactId,
		/// What it is, with its article.
		kind: &'static str,
	},
	/// It is an adapter of no base model.
	#[error("artifact {0} is an adapter, and the chain names no base model that it runs on")]
	NoBase(ArtifactId),
	/// Its files are not here, and cannot be had where the chain says that they are.
	#[error("artifact {artifact}: {source}")]
	Source {
		/// What was asked for.
		artifact: ArtifactId,
		/// Why not.
		source: Box<SourceError>,
	},
	/// Its files cannot be used.
	#[error("artifact {artifact}: {source}")]
	Load {
		/// What was asked for.
		artifact: ArtifactId,
		/// Why not.
		source: Arc<LoadError>,
	},
	/// The files of an adapter that was named by its manifest cannot be used.
	#[error("adapter {root:?}: {source}")]
	LoadUnregistered {
		/// The root of its manifest.
		root: H256,
		/// Why not.
		source: Arc<LoadError>,
	},
	/// It was named by its manifest, and this server answers with what the chain has.
	#[error(
		"adapter {0:?} is named by its manifest: this server serves what is on chain, by number"
	)]
	Unregistered(H256),
	/// It is no adapter: a base model is always in memory.
	#[error("{0:?} is the base model, not an adapter")]
	NotAdapter(String),
	/// The name is none of a model.
	#[error(transparent)]
	Name(#[from] NotModelName),
}

impl ArtifactError {
	/// Whether asking again later can succeed.
	pub fn passes(&self) -> bool {
		match self {
			// The operator may start the server with the right base model.
			Self::OtherBase { .. } => true,
			Self::Chain(_) | Self::Unknown(_) => true,
			Self::Source { source, .. } => source.passes(),
			Self::Load { source, .. } | Self::LoadUnregistered { source, .. } => source.passes(),
			Self::NotPublic { passes, .. } => *passes,
			Self::NotBase(_)
			| Self::NotServed { .. }
			| Self::NoBase(_)
			| Self::Unregistered(_)
			| Self::NotAdapter(_)
			| Self::Name(_) => false,
		}
	}
}

/// The artifacts that this server can serve.
pub struct Artifacts {
	base: Arc<Base>,
	adapters: Residency,
	sources: Sources,
	/// Whether adapters are served that are on no chain.
	unregistered: bool,
	/// Those served last.
	known: Mutex<LruCache<ArtifactId, KnownArtifact>>,
}

/// An artifact that was served here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KnownArtifact {
	/// Its identifier.
	pub id: ArtifactId,
	/// Who owns it.
	pub owner: AccountId32,
	/// The root of its manifest.
	pub manifest: H256,
	/// When it was first served, in seconds since 1970.
	pub since: u64,
}

impl Artifacts {
	/// Artifacts on `base`, whose files come from `sources`. Whether adapters are served that are on no chain,
	/// `unregistered` says.
	pub fn new(base: Arc<Base>, adapters: Residency, sources: Sources, unregistered: bool) -> Self {
		let known = Mutex::new(LruCache::new(MAX_KNOWN));
		Self { base, adapters, sources, unregistered, known }
	}

	/// The adapters in memory.
	pub fn adapters(&self) -> &Residency {
		&self.adapters
	}

	/// The base model.
	pub fn base(&self) -> &Arc<Base> {
		&self.base
	}

	/// The artifact `id` as of `view`, which may be served here.
	///
	/// # Errors
	/// [`ArtifactError`], but none of loading.
	pub async fn find(
		&self,
		view: &ChainView,
		id: ArtifactId,
	) -> Result<ArtifactRecord<AccountId32>, ArtifactError> {
		let record = view.artifact(id).await?.ok_or(ArtifactError::Unknown(id))?;
		check_public(id, record.status)?;
		match record.kind {
			ArtifactKind::BaseModel => self.check_base(id, &record.manifest)?,
			ArtifactKind::Adapter => {
				let base = record.base.ok_or(ArtifactError::NoBase(id))?;
				self.check_base_record(view, id, base).await?;
			},
			ArtifactKind::Prompt => return Err(not_served(id, "a prompt")),
			ArtifactKind::RetrievalIndex => return Err(not_served(id, "a retrieval index")),
			ArtifactKind::Workflow => return Err(not_served(id, "a workflow")),
		}
		Ok(record)
	}

	/// Fetches the files of an adapter that was found, if they are not here and the chain says where they are.
	///
	/// # Errors
	/// [`ArtifactError::Source`].
	pub async fn bring(&self, found: &ArtifactRecord<AccountId32>) -> Result<(), ArtifactError> {
		let place = self.adapters.status(found.manifest.root).map(|status| status.place);
		if matches!(place, Some(Place::Device | Place::Host)) {
			return Ok(());
		}
		let uri = str::from_utf8(&found.uri).unwrap_or_default();
		let brought = self.sources.bring_adapter(found.manifest, uri).await;
		brought.map_err(|source| {
			let source = Box::new(source);
			ArtifactError::Source { artifact: found.id, source }
		})
	}

	/// The adapter of an artifact that was found, ready to answer; `None` for the base model. Its files are
	/// fetched, if they are not here and the chain says where they are.
	///
	/// # Errors
	/// [`ArtifactError::Source`], [`ArtifactError::Load`].
	pub async fn adapter(
		&self,
		found: &ArtifactRecord<AccountId32>,
	) -> Result<Option<Arc<Adapter>>, ArtifactError> {
		let adapter = if found.kind == ArtifactKind::Adapter {
			self.bring(found).await?;
			let load = self.adapters.get(found.manifest.root).await;
			Some(load.map_err(|source| ArtifactError::Load { artifact: found.id, source })?)
		} else {
			None
		};
		self.remember(found);
		Ok(adapter)
	}

	/// The adapter whose manifest has this root, be it on chain or not, ready to answer. No node is
	/// asked: whether it was trained on this base model only its shapes tell.
	///
	/// # Errors
	/// [`ArtifactError::Unregistered`], [`ArtifactError::LoadUnregistered`].
	pub async fn unregistered(&self, root: H256) -> Result<Arc<Adapter>, ArtifactError> {
		self.check_unregistered(root)?;
		let load = self.adapters.get(root).await;
		load.map_err(|source| ArtifactError::LoadUnregistered { root, source })
	}

	/// Checks that adapters may be named by their manifests.
	///
	/// # Errors
	/// [`ArtifactError::Unregistered`].
	pub fn check_unregistered(&self, root: H256) -> Result<(), ArtifactError> {
		if self.unregistered {
			Ok(())
		} else {
			Err(ArtifactError::Unregistered(root))
		}
	}

	/// The artifact `id`, if it was served since the start.
	pub fn known_artifact(&self, id: ArtifactId) -> Option<KnownArtifact> {
		let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
		known.peek(&id).cloned()
	}

	/// The artifacts that were served since the start, at most 1 024, ascending.
	pub fn known(&self) -> Vec<KnownArtifact> {
		let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
		let mut known = known.iter().map(|(_, artifact)| artifact.clone()).collect::<Vec<_>>();
		known.sort_by_key(|artifact| artifact.id);
		known
	}

	fn remember(&self, record: &ArtifactRecord<AccountId32>) {
		let (id, owner, manifest) = (record.id, record.owner.clone(), record.manifest.root);
		let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_secs());
		let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
		known.get_or_insert(id, || KnownArtifact { id, owner, manifest, since });
	}

	/// Checks that the artifact `base`, which `artifact` runs on, is this server's base model.
	///
	/// # Errors
	/// [`ArtifactError`].
	pub async fn check_base_record(
		&self,
		view: &ChainView,
		artifact: ArtifactId,
		base: ArtifactId,
	) -> Result<(), ArtifactError> {
		let record = view.artifact(base).await?.ok_or(ArtifactError::Unknown(base))?;
		match record.kind {
			ArtifactKind::BaseModel => self.check_base(artifact, &record.manifest),
			ArtifactKind::Adapter
			| ArtifactKind::Prompt
			| ArtifactKind::RetrievalIndex
			| ArtifactKind::Workflow => Err(ArtifactError::NotBase(base)),
		}
	}

	fn check_base(
		&self,
		artifact: ArtifactId,
		wanted: &ContentCommitment,
	) -> Result<(), ArtifactError> {
		let here = self.base.commitment();
		if *wanted == here {
			Ok(())
		} else {
			Err(ArtifactError::OtherBase { artifact, wanted: wanted.root, here: here.root })
		}
	}
}

fn check_public(artifact: ArtifactId, status: ArtifactStatus) -> Result<(), ArtifactError> {
	let (status, passes) = match status {
		ArtifactStatus::Active | ArtifactStatus::Deprecated => return Ok(()),
		// Its owner may publish it.
		ArtifactStatus::Draft => ("a draft", true),
		ArtifactStatus::Revoked => ("revoked", false),
	};
	Err(ArtifactError::NotPublic { artifact, status, passes })
}

fn not_served(artifact: ArtifactId, kind: &'static str) -> ArtifactError {
	ArtifactError::NotServed { artifact, kind }
}

/// Puts a trained adapter into the store, with `others` that belong to it, and returns the commitment to
/// its manifest.
///
/// # Errors
/// [`StoreError`].
pub fn keep_adapter(
	store: &Store,
	files: &adapter::AdapterFiles,
	others: &[(&str, &[u8])],
) -> Result<ContentCommitment, StoreError> {
	let mut files: Vec<(&str, &[u8])> =
		vec![(adapter::CONFIG_FILE, &files.config), (adapter::WEIGHTS_FILE, &files.weights)];
	files.extend(others);
	for (_, bytes) in &files {
		store.put_file(bytes)?;
	}
	let manifest = Manifest::new(files.iter().map(|(name, bytes)| ManifestFile::of(name, bytes)))?;
	store.put_content(&manifest.to_bytes())
}
