// SPDX-License-Identifier: Apache-2.0
//! Bytes that are not in the store: fetched from where the chain says that they are, or from another worker's
//! server, hashed, and stored.
//!
//! | what | from |
//! | --- | --- |
//! | a contribution, a manifest, a question | its URI, if that is `http` or `https` |
//! | a file of an artifact whose manifest is at `<server>/v1/content/<root>` | `<server>/v1/artifacts/<root>/<name>` |
//! | a file of another artifact | `<name>` beside its manifest |
//! | a published answer | `<server>/v1/content/<root>` of its author |
//!
//! Whoever puts a URI on chain chooses what is asked. So nothing is asked but `GET`, without credentials or
//! redirections, within limits of size and time, and at public addresses alone unless the operator says otherwise;
//! and nothing is kept or told of what came unless it has the hash that it should have.

mod address;
mod client;
mod reach;

pub use client::{FetchError, FetchStats};
pub use reach::{NotPublic, Reach};

use crate::{
	adapter,
	store::{Kind, Store, StoreError},
};
use address::{file_beside, of_server};
use client::Client;
use openledger_primitives::commitment::ContentCommitment;
use polkadot_sdk::sp_core::H256;
use std::{
	collections::HashMap,
	sync::{Arc, Mutex, PoisonError, Weak},
};
use tokio::{
	sync::Mutex as AsyncMutex,
	task::{self, JoinError},
};

/// Why bytes are not at hand.
#[derive(thiserror::Error, Debug)]
pub enum SourceError {
	/// They are not in the store, and cannot be had elsewhere.
	#[error("{kind} {hash:?} is not in the store, and {uri} does not give it: {source}")]
	Elsewhere {
		/// What was looked for.
		kind: Kind,
		/// Its hash or root.
		hash: H256,
		/// Where.
		uri: String,
		/// Why not.
		source: Box<FetchError>,
	},
	/// The store refused.
	#[error(transparent)]
	Store(#[from] StoreError),
	/// The work was cut short.
	#[error("fetching was cut short: {0}")]
	CutShort(#[from] JoinError),
}

impl SourceError {
	/// Whether asking again later can succeed.
	pub fn passes(&self) -> bool {
		match self {
			Self::Elsewhere { .. } | Self::CutShort(_) => true,
			Self::Store(error) => error.passes(),
		}
	}
}

/// The store, and where else bytes may be. Clones share them.
#[derive(Clone)]
pub struct Sources {
	inner: Arc<Inner>,
}

struct Inner {
	store: Store,
	/// None where nothing is to be fetched.
	client: Option<Client>,
	/// Held while something is fetched, by its hash: others wait for the same bytes.
	turns: Mutex<HashMap<H256, Weak<AsyncMutex<()>>>>,
}

impl Sources {
	/// The bytes in `store`, and those elsewhere within `reach`.
	///
	/// # Errors
	/// [`FetchError`], if no client can be made.
	pub fn new(store: Store, reach: Reach) -> Result<Self, FetchError> {
		let client = match reach {
			Reach::None => None,
			Reach::Public | Reach::All => Some(Client::new(reach)?),
		};
		Ok(Self { inner: Arc::new(Inner { store, client, turns: Mutex::default() }) })
	}

	/// The store.
	pub fn store(&self) -> &Store {
		&self.inner.store
	}

	/// What was fetched since the start.
	pub fn stats(&self) -> FetchStats {
		self.inner.client.as_ref().map(Client::stats).unwrap_or_default()
	}

	/// The bytes of `wanted`, which are in the store or at `uri`.
	///
	/// # Errors
	/// [`SourceError`].
	pub async fn content(
		&self,
		wanted: ContentCommitment,
		uri: &str,
	) -> Result<Vec<u8>, SourceError> {
		if wanted.length > 0 {
			self.bring(Kind::Content, wanted.root, wanted.length.into(), uri).await?;
		}
		let store = self.inner.store.clone();
		Ok(task::spawn_blocking(move || store.content(&wanted)).await??)
	}

	/// The bytes of `wanted`, which are in the store, or at the server at the address `server` under their
	/// root.
	///
	/// # Errors
	/// [`SourceError`].
	pub async fn content_of_server(
		&self,
		wanted: ContentCommitment,
		server: Option<&str>,
	) -> Result<Vec<u8>, SourceError> {
		let uri = server.map(|server| of_server(server, wanted.root)).unwrap_or_default();
		self.content(wanted, &uri).await
	}

	/// Sees to it that the bytes of `wanted` are in the store, if they can be had at `uri`. Where nobody says
	/// where they are, nothing is done.
	///
	/// # Errors
	/// [`SourceError`].
	pub async fn bring_content(
		&self,
		wanted: &ContentCommitment,
		uri: &str,
	) -> Result<(), SourceError> {
		match wanted.length {
			0 => Ok(()),
			length => self.bring(Kind::Content, wanted.root, length.into(), uri).await,
		}
	}

	/// The same of the adapter whose manifest is `wanted` and can be had at `uri`: of the manifest, and the files
	/// that are needed to answer with it.
	///
	/// # Errors
	/// [`SourceError`].
	pub async fn bring_adapter(
		&self,
		wanted: ContentCommitment,
		uri: &str,
	) -> Result<(), SourceError> {
		self.bring_content(&wanted, uri).await?;
		let store = self.inner.store.clone();
		let manifest = task::spawn_blocking(move || store.manifest(wanted.root)).await?;
		let manifest = match manifest {
			// Whoever loads it is told.
			Err(StoreError::Missing { .. }) => return Ok(()),
			manifest => manifest?,
		};
		for name in [adapter::CONFIG_FILE, adapter::WEIGHTS_FILE] {
			let Some(file) = manifest.file(name) else { continue };
			let Some(uri) = file_beside(uri, wanted.root, name) else { continue };
			self.bring(Kind::File, file.hash, file.length, &uri).await?;
		}
		Ok(())
	}

	/// Fetches what is not in the store, if `uri` is an address. At most `length` bytes of it are read.
	async fn bring(
		&self,
		kind: Kind,
		hash: H256,
		length: u64,
		uri: &str,
	) -> Result<(), SourceError> {
		let Some(client) = &self.inner.client else { return Ok(()) };
		if !address::is_http(uri) || self.has(kind, hash).await? {
			return Ok(());
		}
		let turn = self.turn(hash);
		let _turn = turn.lock().await;
		// Somebody else may have brought it meanwhile.
		if self.has(kind, hash).await? {
			return Ok(());
		}
		match client.fetch(&self.inner.store, kind, hash, length, uri).await {
			Ok(()) => {
				tracing::info!(%kind, ?hash, uri, "fetched");
				Ok(())
			},
			Err(source) => {
				let (uri, source) = (uri.into(), Box::new(source));
				Err(SourceError::Elsewhere { kind, hash, uri, source })
			},
		}
	}

	async fn has(&self, kind: Kind, hash: H256) -> Result<bool, SourceError> {
		let store = self.inner.store.clone();
		Ok(task::spawn_blocking(move || store.has(kind, hash)).await??)
	}

	/// What is held by who fetches the bytes with this hash.
	fn turn(&self, hash: H256) -> Arc<AsyncMutex<()>> {
		let mut turns = self.inner.turns.lock().unwrap_or_else(PoisonError::into_inner);
		turns.retain(|_, turn| turn.strong_count() > 0);
		if let Some(turn) = turns.get(&hash).and_then(Weak::upgrade) {
			return turn;
		}
		let turn = Arc::default();
		turns.insert(hash, Arc::downgrade(&turn));
		turn
	}
}
