// SPDX-License-Identifier: Apache-2.0
//! The same bytes in an object store: one that speaks S3, named by URL.
//!
//! Objects are `<prefix>/content/<root>` and `<prefix>/files/<hash>`. What no longer had the hash of its
//! name is moved to `<prefix>/damaged/`.

use super::{name, Kind, StoreError};
use futures_util::{stream, StreamExt, TryStreamExt};
use object_store::{
	aws::AmazonS3Builder, path::Path, Error, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig,
};
use polkadot_sdk::sp_core::H256;
use std::{
	fs::File,
	future::Future,
	io::Read,
	sync::Arc,
	thread,
	time::{Duration, SystemTime},
};
use tokio::runtime::{Builder, Runtime};

/// What is longer is sent in parts of this many bytes: S3 wants 5 MiB at least.
const PART: usize = 8 * 1024 * 1024;
/// How often a request is sent again, and for how long, before whoever waits for it is told.
const RETRIES: usize = 3;
const RETRY_FOR: Duration = Duration::from_secs(20);

/// An object store, and the prefix of this server's objects in it.
pub struct Remote {
	objects: Arc<dyn ObjectStore>,
	prefix: Path,
	url: String,
	/// Its requests; none only while this is dropped.
	runtime: Option<Runtime>,
}

/// An object.
pub(super) struct Object {
	pub hash: H256,
	pub length: u64,
	pub age: Duration,
}

impl Remote {
	/// The object store at `url`, as `s3://bucket/prefix`. Credentials, region and endpoint are those of
	/// the environment, by the names that AWS's own tools know: `AWS_ACCESS_KEY_ID`,
	/// `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT`, and `AWS_ALLOW_HTTP` for an endpoint
	/// without TLS.
	///
	/// # Errors
	/// [`StoreError::Url`], [`StoreError::Io`].
	pub fn open(url: &str) -> Result<Self, StoreError> {
		let refused = |reason: String| StoreError::Url { url: url.into(), reason };
		let place = url
			.strip_prefix("s3://")
			.ok_or_else(|| refused("an object store is named as s3://bucket/prefix".into()))?;
		let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
		if bucket.is_empty() {
			return Err(refused("there is no bucket in it".into()));
		}
		let prefix = Path::parse(prefix).map_err(|error| refused(error.to_string()))?;
		// Fails where the process has one already, which is as good.
		let _ = rustls::crypto::ring::default_provider().install_default();
		let retry = RetryConfig {
			max_retries: RETRIES,
			retry_timeout: RETRY_FOR,
			..RetryConfig::default()
		};
		let objects = AmazonS3Builder::from_env()
			.with_bucket_name(bucket)
			.with_retry(retry)
			.build()
			.map_err(|error| refused(error.to_string()))?;
		Self::over(Arc::new(objects), prefix, url)
	}

	/// The objects under `prefix` of `objects`, which errors call `url`.
	///
	/// # Errors
	/// [`StoreError::Io`].
	pub fn over(
		objects: Arc<dyn ObjectStore>,
		prefix: Path,
		url: &str,
	) -> Result<Self, StoreError> {
		let runtime = Builder::new_multi_thread()
			.worker_threads(1)
			.thread_name("object-store")
			.enable_all()
			.build()
			.map_err(|source| StoreError::Io { action: "reach", path: url.into(), source })?;
		Ok(Self { objects, prefix, url: url.into(), runtime: Some(runtime) })
	}

	/// What it is called.
	pub fn url(&self) -> &str {
		&self.url
	}

	/// Hands the bytes of an object to `take`, piece by piece. Says whether there is one.
	pub(super) fn get(
		&self,
		kind: Kind,
		hash: H256,
		mut take: impl FnMut(&[u8]) -> Result<(), StoreError>,
	) -> Result<bool, StoreError> {
		let path = self.path(kind, hash);
		let mut pieces = match self.wait(self.objects.get(&path)) {
			Err(Error::NotFound { .. }) => return Ok(false),
			found => found.map_err(|source| self.refused("read from", source))?.into_stream(),
		};
		while let Some(piece) = self.wait(pieces.next()) {
			take(&piece.map_err(|source| self.refused("read from", source))?)?;
		}
		Ok(true)
	}

	/// Whether there is such an object.
	pub(super) fn has(&self, kind: Kind, hash: H256) -> Result<bool, StoreError> {
		match self.wait(self.objects.head(&self.path(kind, hash))) {
			Ok(_) => Ok(true),
			Err(Error::NotFound { .. }) => Ok(false),
			Err(source) => Err(self.refused("look into", source)),
		}
	}

	/// Sends the bytes of `file`, in place of an older object of this name.
	pub(super) fn put(&self, kind: Kind, hash: H256, mut file: File) -> Result<(), StoreError> {
		let path = self.path(kind, hash);
		let refused = |source| self.refused("write to", source);
		let first = self.part(&mut file)?;
		if first.len() < PART {
			return self.wait(self.objects.put(&path, first.into())).map(drop).map_err(refused);
		}
		let mut upload = self.wait(self.objects.put_multipart(&path)).map_err(refused)?;
		let mut part = first;
		let sent = loop {
			if part.is_empty() {
				break self.wait(upload.complete()).map(drop).map_err(refused);
			}
			if let Err(error) = self.wait(upload.put_part(PutPayload::from(part))) {
				break Err(refused(error));
			}
			part = match self.part(&mut file) {
				Ok(part) => part,
				Err(error) => break Err(error),
			};
		};
		if sent.is_err() {
			// The parts that were sent would be paid for. An error here changes nothing of the first one.
			let _ = self.wait(upload.abort());
		}
		sent
	}

	/// Moves an object out of the way, for the operator to look at.
	pub(super) fn set_aside(&self, kind: Kind, hash: H256) -> Result<(), StoreError> {
		let aside = self.prefix.clone().join("damaged").join(name(hash));
		match self.wait(self.objects.rename(&self.path(kind, hash), &aside)) {
			Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
			Err(source) => Err(self.refused("set aside in", source)),
		}
	}

	/// All objects of a kind, in no order.
	pub(super) fn list(&self, kind: Kind) -> Result<Vec<Object>, StoreError> {
		let folder = self.prefix.clone().join(kind.folder());
		let found = self
			.wait(self.objects.list(Some(&folder)).try_collect::<Vec<_>>())
			.map_err(|source| self.refused("list", source))?;
		let now = SystemTime::now();
		Ok(found
			.into_iter()
			.filter_map(|object| {
				let hash = super::hash_of(object.location.filename()?)?;
				let age = now.duration_since(object.last_modified.into()).unwrap_or_default();
				Some(Object { hash, length: object.size, age })
			})
			.collect())
	}

	/// Removes these objects.
	pub(super) fn remove(&self, kind: Kind, hashes: &[H256]) -> Result<(), StoreError> {
		let paths = hashes.iter().map(|hash| Ok(self.path(kind, *hash))).collect::<Vec<_>>();
		let removed = self.objects.delete_stream(stream::iter(paths).boxed());
		let removed = self.wait(removed.collect::<Vec<_>>());
		for result in removed {
			match result {
				Ok(_) | Err(Error::NotFound { .. }) => {},
				Err(source) => return Err(self.refused("remove from", source)),
			}
		}
		Ok(())
	}

	fn path(&self, kind: Kind, hash: H256) -> Path {
		self.prefix.clone().join(kind.folder()).join(name(hash))
	}

	/// The next [`PART`] bytes of `file`, fewer at its end.
	fn part(&self, file: &mut File) -> Result<Vec<u8>, StoreError> {
		let mut part = Vec::new();
		let most = u64::try_from(PART).unwrap_or(u64::MAX);
		file.take(most).read_to_end(&mut part).map_err(|source| StoreError::Io {
			action: "read what is sent to",
			path: self.url.as_str().into(),
			source,
		})?;
		Ok(part)
	}

	/// Waits for `future` on a thread of its own: that is allowed wherever the caller runs.
	fn wait<T: Send>(&self, future: impl Future<Output = T> + Send) -> T {
		let runtime = self.runtime.as_ref().expect("it is taken when this is dropped; qed");
		thread::scope(|scope| match scope.spawn(|| runtime.block_on(future)).join() {
			Ok(value) => value,
			Err(panic) => std::panic::resume_unwind(panic),
		})
	}

	fn refused(&self, action: &'static str, source: Error) -> StoreError {
		StoreError::Remote { action, url: self.url.clone(), source }
	}
}

impl Drop for Remote {
	fn drop(&mut self) {
		if let Some(runtime) = self.runtime.take() {
			runtime.shutdown_background();
		}
	}
}
