// SPDX-License-Identifier: Apache-2.0
//! Fetching over HTTP, into the store, without trust.

use super::reach::{check_literal, NotPublic, PublicAddresses, Reach};
use crate::store::{Kind, Store, StoreError, Upload};
use polkadot_sdk::sp_core::H256;
use reqwest::{redirect::Policy, StatusCode, Url};
use std::{
	mem,
	sync::{
		atomic::{AtomicU64, Ordering},
		Arc,
	},
	time::Duration,
};
use tokio::{
	sync::Semaphore,
	task::{self, JoinError},
};

/// For a connection, and for the next piece of an answer.
const CONNECT: Duration = Duration::from_secs(5);
const NEXT_PIECE: Duration = Duration::from_secs(15);
/// For all of it: 5 MiB, and 256 MiB.
const CONTENT: Duration = Duration::from_secs(30);
const FILE: Duration = Duration::from_secs(600);
/// How much is fetched at once.
const AT_ONCE: usize = 8;
/// Bytes that are gathered before they are written.
const PIECE: usize = 1024 * 1024;

/// Why something was not fetched.
#[derive(thiserror::Error, Debug)]
pub enum FetchError {
	/// It was not reached, or said nothing more.
	#[error("{}", said(.0))]
	Http(#[from] reqwest::Error),
	/// It is no address.
	#[error("that is no address: {0}")]
	Address(String),
	/// It is at an address that is not asked.
	#[error(transparent)]
	NotPublic(#[from] NotPublic),
	/// It answered with something else.
	#[error("it answers {0}")]
	Status(StatusCode),
	/// It is longer than it should be.
	#[error("it is longer than {0} bytes")]
	TooLong(u64),
	/// It is something else.
	#[error("what it gives has another hash")]
	OtherBytes,
	/// The store did not take it.
	#[error(transparent)]
	Store(#[from] StoreError),
	/// The work was cut short.
	#[error("fetching was cut short: {0}")]
	CutShort(#[from] JoinError),
}

/// What was fetched since the start.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct FetchStats {
	/// Things that came.
	pub fetched: u64,
	/// Their bytes.
	pub bytes: u64,
	/// Things that did not.
	pub failed: u64,
}

/// Asks other servers.
pub(super) struct Client {
	http: reqwest::Client,
	reach: Reach,
	places: Semaphore,
	fetched: AtomicU64,
	bytes: AtomicU64,
	failed: AtomicU64,
}

impl Client {
	/// A client that asks directly within `reach`, and follows nobody elsewhere.
	pub fn new(reach: Reach) -> Result<Self, FetchError> {
		// Fails where the process has one already, which is as good.
		let _ = rustls::crypto::ring::default_provider().install_default();
		let builder = || {
			let builder = reqwest::Client::builder()
				.no_proxy()
				.redirect(Policy::none())
				.referer(false)
				.connect_timeout(CONNECT)
				.read_timeout(NEXT_PIECE);
			match reach {
				Reach::All => builder,
				Reach::None | Reach::Public => builder.dns_resolver(Arc::new(PublicAddresses)),
			}
		};
		let http = builder().build().or_else(|error| {
			tracing::warn!(%error, "this system has no certificates: nothing is fetched over TLS");
			builder().tls_certs_only([]).build()
		})?;
		Ok(Self {
			http,
			reach,
			places: Semaphore::new(AT_ONCE),
			fetched: AtomicU64::new(0),
			bytes: AtomicU64::new(0),
			failed: AtomicU64::new(0),
		})
	}

	pub fn stats(&self) -> FetchStats {
		FetchStats {
			fetched: self.fetched.load(Ordering::Relaxed),
			bytes: self.bytes.load(Ordering::Relaxed),
			failed: self.failed.load(Ordering::Relaxed),
		}
	}

	/// Puts what is at `uri` into `store`, if it has this hash and this length.
	pub async fn fetch(
		&self,
		store: &Store,
		kind: Kind,
		hash: H256,
		length: u64,
		uri: &str,
	) -> Result<(), FetchError> {
		// Never closed.
		let _place = self.places.acquire().await;
		let fetched = self.try_fetch(store, kind, hash, length, uri).await;
		let counter = if fetched.is_ok() { &self.fetched } else { &self.failed };
		counter.fetch_add(1, Ordering::Relaxed);
		fetched
	}

	async fn try_fetch(
		&self,
		store: &Store,
		kind: Kind,
		hash: H256,
		length: u64,
		uri: &str,
	) -> Result<(), FetchError> {
		let limit = length.min(kind.limit());
		let within = match kind {
			Kind::Content => CONTENT,
			Kind::File => FILE,
		};
		let url = Url::parse(uri).map_err(|error| FetchError::Address(error.to_string()))?;
		if self.reach != Reach::All {
			check_literal(&url)?;
		}
		let mut response = self.http.get(url).timeout(within).send().await?;
		if response.status() != StatusCode::OK {
			return Err(FetchError::Status(response.status()));
		}
		if response.content_length().is_some_and(|length| length > limit) {
			return Err(FetchError::TooLong(limit));
		}
		let store = store.clone();
		let mut upload = task::spawn_blocking(move || store.upload(kind)).await??;
		let (mut gathered, mut came) = (Vec::new(), 0u64);
		while let Some(piece) = response.chunk().await? {
			came = came.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
			if came > limit {
				return Err(FetchError::TooLong(limit));
			}
			gathered.extend_from_slice(&piece);
			if gathered.len() >= PIECE {
				upload = write(upload, mem::take(&mut gathered)).await?;
			}
		}
		upload = write(upload, gathered).await?;
		if task::spawn_blocking(move || upload.finish_wanted(hash)).await?? {
			self.bytes.fetch_add(came, Ordering::Relaxed);
			Ok(())
		} else {
			Err(FetchError::OtherBytes)
		}
	}
}

async fn write(mut upload: Upload, bytes: Vec<u8>) -> Result<Upload, FetchError> {
	Ok(task::spawn_blocking(move || upload.write(&bytes).map(|()| upload)).await??)
}

/// An error and what it rests on: the outermost seldom says what happened. Without the address, which is told
/// anyway.
fn said(error: &reqwest::Error) -> String {
	let mut source = std::error::Error::source(error);
	let mut words =
		if error.is_timeout() { "it took too long" } else { "it was not reached" }.to_owned();
	while let Some(error) = source {
		words = format!("{words}: {error}");
		source = error.source();
	}
	words
}
